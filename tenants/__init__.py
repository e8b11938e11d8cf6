"""Ground floor: who we are (agencies, hosts, members, brand), who may (roles), who did (audit), and the wall between agencies.

Knows nothing of the floors above. Everything above sees tenant rows only through the wall in ``tenants.query``.
"""
