"""Pages of the workspace: they read what was sent, call a verb of campaigns.domain, and show the outcome."""
