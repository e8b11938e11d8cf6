"""In platform scope tenant rows are reached through the platform role's connection, where the database has one."""

from typing import Any

from tenants import scope
from tenants.query import TenantManager


class ScopeRouter:
    def db_for_read(self, model: Any, **hints: Any) -> str | None:
        # The cache table's stand-in model has no managers at all.
        walled = isinstance(getattr(model, "_base_manager", None), TenantManager)
        return scope.alias() if walled else None

    db_for_write = db_for_read

    def allow_relation(self, one: Any, other: Any, **hints: Any) -> bool:
        return True  # all aliases are roles of one database
