"""The agency's own acquisition: leads, outreach, replies. Knows the work below, never packs."""
