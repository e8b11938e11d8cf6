"""The only way out of the building: messages to clients and leads, posts, CRM records. Nothing leaves by another door."""
