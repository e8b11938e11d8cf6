"""Start-up checks: a wall that is missing stops the start, with a sentence that says which."""

from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register
from django.core.exceptions import ImproperlyConfigured
from django.db import connections, models

from tenants.db.operations import POLICY
from tenants.db.pair import PairForeignKey, PairKey
from tenants.models import TenantModel
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
    """Roles and policies as the live database has them. Runs where databases are named: at every start and in CI."""
    if "default" not in (databases or ()) or connections["default"].vendor != "postgresql":
        return []
    return [*_role_faults(), *_table_faults()]


def _role_faults() -> list[CheckMessage]:
    faults: list[CheckMessage] = []
    for alias in ("default", "platform"):
        with connections[alias].cursor() as cursor:
            cursor.execute("SELECT rolname, rolsuper, rolbypassrls FROM pg_roles WHERE rolname = current_user")
            name, superuser, bypass = cursor.fetchone()
            cursor.execute("SELECT count(*) FROM pg_tables WHERE schemaname = 'public' AND tableowner = current_user")
            (owned,) = cursor.fetchone()
        if superuser or bypass or owned:
            what = "is a superuser" if superuser else "bypasses row-level security" if bypass else "owns tables"
            faults.append(
                Error(
                    f"The database role {name} ({alias}) {what}; the wall would not hold against it.", id="tenants.E010"
                )
            )
    return faults


def _table_faults() -> list[CheckMessage]:
    with connections["default"].cursor() as cursor:
        cursor.execute(
            "SELECT c.relname, c.relkind = 'r', c.relrowsecurity AND c.relforcerowsecurity, "
            "ARRAY(SELECT format('%s: %s', p.polname, pg_get_expr(p.polqual, p.polrelid)) FROM pg_policy p "
            "WHERE p.polrelid = c.oid ORDER BY 1) "
            "FROM pg_class c WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'v', 'm', 'p', 'f')"
        )
        live = {name: (is_table, (secured, policies)) for name, is_table, secured, policies in cursor.fetchall()}
    if not live:
        return []  # not migrated yet
    known = {model._meta.db_table for model in apps.get_models(include_auto_created=True)}
    known |= {"django_migrations", settings.CACHES["default"]["LOCATION"]}
    faults: list[CheckMessage] = [
        Error(
            f"{name} is in the database, but it is no model's table and on no list.",
            hint="A view runs with its owner's eyes and looks over the wall.",
            id="tenants.E011",
        )
        for name in sorted(live)
        if name not in known or not live[name][0]
    ]
    faults += [
        Error(
            f"The table {table} lacks its row-level security.", hint="Wall() in a migration sets it.", id="tenants.E012"
        )
        for table in sorted(model._meta.db_table for model in tenant_models())
        if table in live and not _is_walled(*live[table][1])
    ]
    return faults


def _is_walled(secured: bool, policies: list[str]) -> bool:
    """Exactly our three policies: the app role's asks for the agency in scope, the other two say true."""
    by_name = dict(policy.split(": ", 1) for policy in policies)
    app = by_name.pop(f"{POLICY}_app", "")
    return (
        secured
        and "agency_id" in app
        and "app.agency" in app
        and by_name == {f"{POLICY}_owner": "true", f"{POLICY}_platform": "true"}
    )
