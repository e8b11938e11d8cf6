"""Start-up checks: a wall that is missing stops the start, with a sentence that says which."""

import re
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register
from django.core.exceptions import ImproperlyConfigured
from django.db import connections, models

from tenants.db.operations import IN_SCOPE, POLICY, REFUSE_CHANGE
from tenants.db.pair import PairForeignKey, PairKey
from tenants.models import AppendOnlyModel, TenantModel
from tenants.models.wall import AppendOnlyManager
from tenants.query import walled

# Tables without an agency's wall, each for a reason: they are read before an agency is known, belong to people who may be
# in several agencies, or hold no agency's words.
SHARED = frozenset(
    {
        "tenants.Agency", "tenants.Domain", "tenants.User", "tenants.Membership", "tenants.PlatformEntry",
        "sessions.Session", "account.EmailAddress", "account.EmailConfirmation", "mfa.Authenticator",
        "contenttypes.ContentType", "auth.Permission", "auth.Group", "auth.Group_permissions", "admin.LogEntry",
    }
)  # fmt: skip
BEFORE_EACH_UPDATE_OR_DELETE = 1 | 2 | 8 | 16  # pg_trigger.tgtype: row, before, delete, update


def tenant_models() -> list[type[TenantModel]]:
    return [model for model in apps.get_models(include_auto_created=True) if issubclass(model, TenantModel)]


@register(Tags.models)
def every_model_is_walled_or_shared(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    return [
        Error(
            f"{model._meta.label} is neither a TenantModel nor on the closed list of shared tables.",
            hint="Derive it from TenantModel, or argue for it in tenants.checks.SHARED.",
            id="tenants.E001",
        )
        for model in apps.get_models(include_auto_created=True)
        if not issubclass(model, TenantModel) and model._meta.label not in SHARED
    ]


@register(Tags.models)
def tenant_models_keep_their_walls(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    return [fault for model in tenant_models() for fault in _faults(model)]


def _faults(model: type[TenantModel]) -> list[CheckMessage]:
    faults: list[CheckMessage] = []
    try:
        walled(model)
    except ImproperlyConfigured as error:
        faults.append(Error(str(error), id="tenants.E002"))
    managers = (model._default_manager, model._base_manager)
    if issubclass(model, AppendOnlyModel) and not all(isinstance(each, AppendOnlyManager) for each in managers):
        faults.append(
            Error(f"{model._meta.label}: rows that are written once keep AppendOnlyManager.", id="tenants.E007")
        )
    pairs = {c.field for c in model._meta.constraints if isinstance(c, PairKey)}
    for field in model._meta.get_fields():
        if isinstance(field, models.ManyToManyField):
            faults.append(
                Error(
                    f"{model._meta.label}.{field.name}: write the table between as a tenant model.", id="tenants.E004"
                )
            )
        if not isinstance(field, models.ForeignKey) or field.model is not model:
            continue
        if issubclass(field.related_model, TenantModel):
            if not isinstance(field, PairForeignKey) or field.name not in pairs:
                faults.append(
                    Error(
                        f"{model._meta.label}.{field.name} points at a tenant table without a pair key.",
                        id="tenants.E003",
                    )
                )
        elif not field.remote_field.hidden:
            faults.append(
                Error(
                    f"{model._meta.label}.{field.name}: a way back from a shared table goes round the wall.",
                    hint="Say related_name='+'.",
                    id="tenants.E005",
                )
            )
    for constraint in model._meta.constraints:
        if isinstance(constraint, models.UniqueConstraint) and (constraint.fields or ("",))[0] != "agency":
            faults.append(
                Error(
                    f"{constraint.name}: a unique rule that does not begin with the agency tells what others have.",
                    id="tenants.E006",
                )
            )
    if any(field.unique and not field.primary_key for field in model._meta.local_fields):
        faults.append(Error(f"{model._meta.label}: unique=True tells what others have.", id="tenants.E006"))
    return faults


@register(Tags.database)
def the_database_keeps_the_walls(app_configs: Any, databases: Any = None, **kwargs: Any) -> list[CheckMessage]:
    """Keys, roles, policies and triggers as the live database has them. Runs where databases are named: at every start and
    in CI. SQLite has the keys only (docs/decisions/0006-append-only-on-sqlite.md)."""
    if "default" not in (databases or ()):
        return []
    live = set(connections["default"].introspection.table_names())
    migrated = [model for model in tenant_models() if model._meta.db_table in live]
    if connections["default"].vendor != "postgresql":
        return _key_faults(migrated)
    return [
        *_role_faults(),
        *_stray_faults(),
        *_policy_faults(migrated),
        *_write_faults(migrated),
        *_key_faults(migrated),
    ]


def _role_faults() -> list[CheckMessage]:
    above = [connections[alias].settings_dict["USER"] for alias in ("owner", "platform")]
    faults: list[CheckMessage] = []
    for alias in ("default", "platform"):
        [(name, superuser, bypass, owned, borrowed)] = _rows(
            "SELECT rolname, rolsuper, rolbypassrls, "
            "(SELECT count(*) FROM pg_tables WHERE schemaname = 'public' AND tableowner = current_user), "
            "(SELECT min(rolname) FROM pg_roles WHERE rolname <> current_user AND pg_has_role(oid, 'MEMBER') "
            "AND (rolsuper OR rolbypassrls OR rolname = ANY(%s))) "
            "FROM pg_roles WHERE rolname = current_user",
            [above],
            alias=alias,
        )
        if superuser or bypass or owned or borrowed:
            what = (
                "is a superuser" if superuser else "bypasses row-level security" if bypass else "owns tables" if owned
                else f"is a member of {borrowed}"
            )  # fmt: skip
            faults.append(
                Error(
                    f"The database role {name} ({alias}) {what}; the wall would not hold against it.", id="tenants.E010"
                )
            )
    return faults


def _stray_faults() -> list[CheckMessage]:
    known = {model._meta.db_table for model in apps.get_models(include_auto_created=True)}
    known |= {"django_migrations", settings.CACHES["default"]["LOCATION"]}
    return [
        Error(
            f"{name} is in the database, but it is no model's table and on no list.",
            hint="A view runs with its owner's eyes and looks over the wall.",
            id="tenants.E011",
        )
        for name, is_table in _rows(
            "SELECT relname, relkind = 'r' FROM pg_class "
            "WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'v', 'm', 'p', 'f') ORDER BY relname"
        )
        if name not in known or not is_table
    ]


def _policy_faults(models: list[type[TenantModel]]) -> list[CheckMessage]:
    """Exactly our three policies: the app role's asks for the agency in scope, the other two say true."""
    secured = {name for (name,) in _rows("SELECT relname FROM pg_class WHERE relrowsecurity AND relforcerowsecurity")}
    live: dict[str, set[tuple[str, ...]]] = {}
    for table, name, roles, kind, condition, check in _rows(
        "SELECT relname, polname, ARRAY(SELECT rolname::text FROM pg_roles r WHERE r.oid = ANY(polroles)), "
        "concat(polpermissive, polcmd), pg_get_expr(polqual, polrelid), pg_get_expr(polwithcheck, polrelid) "
        "FROM pg_policy JOIN pg_class c ON c.oid = polrelid"
    ):
        live.setdefault(table, set()).add((name, *roles, kind, _bare(condition), _bare(check)))
    wanted = {
        (f"{POLICY}_{who}", connections[alias].settings_dict["USER"], "t*", _bare(condition), _bare(condition))
        for who, alias, condition in (
            ("app", "default", IN_SCOPE), ("owner", "owner", "true"), ("platform", "platform", "true"),
        )
    }  # fmt: skip
    return [
        Error(
            f"The table {table} lacks its row-level security.",
            hint="Wall() in a migration sets it: one policy per role, and no other.",
            id="tenants.E012",
        )
        for table in _tables(models)
        if table not in secured or live.get(table) != wanted
    ]


def _bare(expression: str | None) -> str:
    """A condition without what PostgreSQL adds when it prints one: casts of texts, a column's name, brackets, spaces."""
    return re.sub(r'::text|\bAS "?nullif"?|[()\s]', "", expression or "")


def _write_faults(models: list[type[TenantModel]]) -> list[CheckMessage]:
    """Rows that are written once: their trigger refuses everybody, and the two roles have no right to try. No role empties
    a table, since TRUNCATE asks no policy."""
    guarded = {
        name
        for (name,) in _rows(
            "SELECT relname FROM pg_trigger JOIN pg_class c ON c.oid = tgrelid JOIN pg_proc p ON p.oid = tgfoid "
            "WHERE tgname = 'append_only' AND tgenabled IN ('O', 'A') AND tgqual IS NULL AND tgattr::text = '' "
            "AND tgtype = %s AND prosrc = %s",
            [BEFORE_EACH_UPDATE_OR_DELETE, REFUSE_CHANGE],
        )
    }
    once = _tables([model for model in models if issubclass(model, AppendOnlyModel)])
    faults: list[CheckMessage] = [
        Error(
            f"The table {table} lacks the trigger that keeps its rows as they were written.",
            hint="AppendOnly() in a migration sets it.",
            id="tenants.E013",
        )
        for table in once
        if table not in guarded
    ]
    for alias in ("default", "platform"):
        faults += [
            Error(f"The database role {role} ({alias}) may {verb} {table}.", hint=hint, id="tenants.E013")
            for table, role, verb, hint in _rows(
                "SELECT relname, current_user::text, verb, CASE verb WHEN 'TRUNCATE' THEN 'TRUNCATE asks no policy.' "
                "ELSE 'Its rows are written once.' END "
                "FROM pg_class, unnest(ARRAY['UPDATE', 'DELETE', 'TRUNCATE']) verb "
                "WHERE relnamespace = 'public'::regnamespace AND relname = ANY(%s) "
                "AND (verb = 'TRUNCATE' OR relname = ANY(%s)) AND CASE verb "
                "WHEN 'UPDATE' THEN has_any_column_privilege(oid, verb) ELSE has_table_privilege(oid, verb) END "
                "ORDER BY relname, verb",
                [_tables(models), once],
                alias=alias,
            )
        ]
    return faults


def _key_faults(models: list[type[TenantModel]]) -> list[CheckMessage]:
    """Wall 3, on every database: a key made by other hands than the migrations' may be gone or weaker."""
    connection = connections["default"]
    written = _rows(
        "SELECT conrelid::regclass::text, format('CONSTRAINT %I %s', conname, pg_get_constraintdef(oid)) "
        "FROM pg_constraint WHERE contype = 'f' AND convalidated"
        if connection.vendor == "postgresql"
        else "SELECT name, sql FROM sqlite_master WHERE type = 'table'"
    )
    live: dict[str, str] = {}
    for table, text in written:
        live[table] = live.get(table, "") + _unquoted(text)
    return [
        Error(f"The table {model._meta.db_table} lacks the pair key {key.name}.", id="tenants.E014")
        for model in models
        for key in model._meta.constraints
        if isinstance(key, PairKey)
        and _unquoted(key.constraint_sql(model, connection.ops)) not in live.get(model._meta.db_table, "")
    ]


def _unquoted(sql: str) -> str:
    return re.sub(r'["\s]', "", sql)


def _tables(models: list[type[TenantModel]]) -> list[str]:
    return sorted(model._meta.db_table for model in models)


def _rows(sql: str, params: list[Any] | None = None, *, alias: str = "default") -> list[Any]:
    with connections[alias].cursor() as cursor:
        cursor.execute(sql, params)
        return cursor.fetchall()
