"""Migration operations of wall 2, PostgreSQL's row-level security (docs/architecture.md, "Three walls").

On SQLite they do nothing (walls 1 and 3 stand); on any other database they refuse, since a wall that is silently absent is
worse than none. Role names come from the connections' own settings, so the migration fits any installation.
"""

from typing import Any

from django.db import connections
from django.db.migrations.operations.base import Operation
from django.db.utils import NotSupportedError

POLICY = "agency_wall"
IN_SCOPE = "agency_id = (SELECT NULLIF(current_setting('app.agency', true), '')::bigint)"
REFUSE_CHANGE = " BEGIN RAISE EXCEPTION 'rows of % are append-only', TG_TABLE_NAME; END "


def role(alias: str) -> str:
    """Database role behind a connection alias (app is ``default``), quoted for SQL."""
    name = connections[alias].settings_dict["USER"]
    return quoted(name)


def quoted(name: str) -> str:
    return '"{}"'.format(name.replace('"', '""'))


class PostgresOperation(Operation):
    """An operation that exists only in PostgreSQL's catalogue, never in Django's model state."""

    reduces_to_sql = True
    reversible = True
    atomic = True

    def state_forwards(self, app_label: str, state: Any) -> None:
        pass

    def statements(self, table: str) -> list[str]:
        raise NotImplementedError

    def reverse_statements(self, table: str) -> list[str]:
        raise NotImplementedError

    def table(self, app_label: str, state: Any) -> str:
        return ""

    def database_forwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        self._run(schema_editor, self.statements, self.table(app_label, to_state))

    def database_backwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        self._run(schema_editor, self.reverse_statements, self.table(app_label, from_state))

    def _run(self, schema_editor: Any, statements: Any, table: str) -> None:
        vendor = schema_editor.connection.vendor
        if vendor == "sqlite":
            return
        if vendor != "postgresql":
            raise NotSupportedError(f"The agency wall is not built for {vendor}.")
        for statement in statements(table):
            schema_editor.execute(statement, params=None)


class ModelOperation(PostgresOperation):
    def __init__(self, model: str) -> None:
        self.model = model

    def table(self, app_label: str, state: Any) -> str:
        name: str = state.apps.get_model(app_label, self.model)._meta.db_table
        return f'"{name}"'

    def deconstruct(self) -> Any:
        return (type(self).__name__, [self.model], {})

    def describe(self) -> str:
        return f"{type(self).__name__} {self.model}"


class Roles(PostgresOperation):
    """Let the app and platform roles read and write what the owner's migrations create; never DDL, never TRUNCATE."""

    VERBS = "SELECT, INSERT, UPDATE, DELETE"

    def statements(self, table: str) -> list[str]:
        out = []
        for name in (role("default"), role("platform")):
            out += [
                f"GRANT USAGE ON SCHEMA public TO {name}",
                f"GRANT {self.VERBS} ON ALL TABLES IN SCHEMA public TO {name}",
                f"GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {name}",
                f"ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT {self.VERBS} ON TABLES TO {name}",
                f"ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT USAGE, SELECT ON SEQUENCES TO {name}",
            ]
        return out

    def reverse_statements(self, table: str) -> list[str]:
        return []

    def describe(self) -> str:
        return "Grant the app and platform roles their verbs"


class Wall(ModelOperation):
    """Row-level security on a tenant table, forced on its owner too, with one policy per role. Owner and platform have an
    explicit ``USING (true)``: without one a data migration would touch no row, in silence."""

    def statements(self, table: str) -> list[str]:
        conditions = {
            "app": (role("default"), IN_SCOPE),
            "owner": (role("owner"), "true"),
            "platform": (role("platform"), "true"),
        }
        return [
            f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY",
            f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY",
            *(f"DROP POLICY IF EXISTS {POLICY}_{who} ON {table}" for who in conditions),
            *(
                f"CREATE POLICY {POLICY}_{who} ON {table} TO {name} USING ({condition}) WITH CHECK ({condition})"
                for who, (name, condition) in conditions.items()
            ),
        ]

    def reverse_statements(self, table: str) -> list[str]:
        return [
            *(f"DROP POLICY IF EXISTS {POLICY}_{who} ON {table}" for who in ("app", "owner", "platform")),
            f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY",
            f"ALTER TABLE {table} DISABLE ROW LEVEL SECURITY",
        ]


class AppendOnly(ModelOperation):
    """Rows of this table are written once. The roles lose the verbs, and a trigger refuses even the owner."""

    def statements(self, table: str) -> list[str]:
        function = f'"append_only_{table.strip(chr(34))}"'
        return [
            *(f"REVOKE UPDATE, DELETE ON {table} FROM {role(alias)}" for alias in ("default", "platform")),
            f"CREATE OR REPLACE FUNCTION {function}() RETURNS trigger LANGUAGE plpgsql AS $${REFUSE_CHANGE}$$",
            f"CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION {function}()",
        ]

    def reverse_statements(self, table: str) -> list[str]:
        return [f"DROP TRIGGER IF EXISTS append_only ON {table}"]
