"""The work: clients, campaigns, engagements and their artifacts. Knows gateways and tenants, never packs or leads."""
