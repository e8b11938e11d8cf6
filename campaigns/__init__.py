"""The work: clients, campaigns, engagements and their artifacts. Knows the floors below (gateways, tenants), never packs or leads."""
