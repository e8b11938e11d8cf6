"""Django's PostgreSQL backend, with the agency sent in the same message as each statement.

``SELECT set_config('app.agency', …, true); <statement>`` is one simple-protocol message and thereby one transaction (or part
of the open one): the setting cannot outlive it, nothing needs resetting, and a transaction pooler is safe. This rests on
client-side binding and ordinary cursors; the ways round them are refused here and by tenants.checks.
"""

import re
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.db.backends.postgresql import base
from django.db.utils import NotSupportedError

from tenants.scope import Tenant, current

# These carry no rows, and must work in a transaction that has already failed, where set_config would not.
TRANSACTION_CONTROL = re.compile(r"\s*(SAVEPOINT|RELEASE|ROLLBACK|COMMIT|BEGIN|SET CONSTRAINTS)\b", re.IGNORECASE)


def prefix() -> str:
    scope = current()
    agency = scope.agency_id if isinstance(scope, Tenant) else ""
    return f"SELECT set_config('app.agency', '{agency}', true);"


class ScopedCursor(base.Cursor):
    def execute(self, query: Any, params: Any = None, *args: Any, **kwargs: Any) -> Any:
        if not isinstance(query, str):
            query = query.as_string(self)
        if TRANSACTION_CONTROL.match(query):
            return super().execute(query, params, *args, **kwargs)
        super().execute(prefix() + query, params, *args, **kwargs)
        self.nextset()
        return self

    def executemany(self, query: Any, params_seq: Any, *args: Any, **kwargs: Any) -> None:
        for params in params_seq:
            self.execute(query, params)

    def stream(self, *args: Any, **kwargs: Any) -> Any:
        raise NotSupportedError("A streamed cursor would not carry the agency.")

    def copy(self, *args: Any, **kwargs: Any) -> Any:
        raise NotSupportedError("COPY would not carry the agency.")


class DatabaseWrapper(base.DatabaseWrapper):
    def get_connection_params(self) -> dict[str, Any]:
        if self.settings_dict["OPTIONS"].get("server_side_binding"):
            raise ImproperlyConfigured("Server-side binding would not carry the agency.")
        params: dict[str, Any] = super().get_connection_params()
        return {**params, "cursor_factory": ScopedCursor}

    def create_cursor(self, name: str | None = None) -> Any:
        if name:
            raise NotSupportedError("A server-side cursor would not carry the agency.")
        return super().create_cursor()
