"""Cache keys carry the agency in scope, so that a value written for one is never read by another."""

from typing import Any

from tenants.scope import Tenant, current


def key(key: str, key_prefix: str, version: Any) -> str:
    scope = current()
    owner = f"agency-{scope.agency_id}" if isinstance(scope, Tenant) else "platform"
    return f"{owner}:{version}:{key}"
