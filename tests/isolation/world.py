"""Two agencies of equal shape, their rows interleaved, and everybody who might look over the wall.

Alder attacks, Cedar is the victim. Every row of Cedar holds a mark (``CANARY-CEDAR-<MODEL>``) in its text, and no two rows of
the whole world share a primary key, so that a number in an answer says whose it is.
"""

import re
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from allauth.account.models import EmailAddress, EmailConfirmation
from allauth.account.utils import user_pk_to_url_str
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from django.apps import apps
from django.conf import settings
from django.contrib.sessions.models import Session
from django.core import mail
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import connection, connections, models
from django.utils import timezone

from tenants import audit
from tenants.brand import save_brand
from tenants.checks import SHARED, tenant_models
from tenants.models import Agency, AuditEntry, Brand, Domain, Job, Membership, PlatformEntry, User
from tenants.people import add_person
from tenants.scope import tenant
from tenants.tokens import AgencyTokenGenerator
from tests.support import cast, portal

# --- One side --------------------------------------------------------------------------------------------------------

Slot = tuple[str, str]  # (model label, kind of identifier), such as ("tenants.job", "public_id")
# What is searched for: a word of the victim's marks, and one of the same length that nobody uses.
TERMS = (("CANARY-CEDAR", "KANARI-KEDAR"), ("CEDAR", "CEDAQ"))
NATURAL = ("slug", "number", "version", "host", "email")  # columns that addresses may name a row by
ALSO = {"delivery.packfile": ("name",), "delivery.preview": ("cover",)}  # ... and some do for one model only
MARKED = frozenset({"pk", "public_id", "cover"})
"""Kinds of identifiers that must not be seen."""
PEOPLE = ("owner", "admin", "editor", "viewer")


@dataclass
class Side:
    """One agency with its people and rows. `values` answers: what is this side's value for a slot?"""

    agency: Agency
    mark: str
    rows_per_model: int
    members: dict[str, Membership] = field(default_factory=dict)
    values: dict[Slot, str] = field(default_factory=dict)
    rows: dict[str, list[models.Model]] = field(default_factory=dict)
    files: list[str] = field(default_factory=list)

    def text(self, model: type[models.Model] | str) -> str:
        """A text that says whose it is and of what: ``CANARY-CEDAR-JOB``."""
        name = model if isinstance(model, str) else model._meta.model_name
        return f"{self.mark}-{name}".upper()

    def scope(self) -> Any:
        return tenant(self.agency)

    def find(self, model: type[models.Model]) -> list[Any]:
        """Rows of `model` that are this side's and nobody else's."""
        if model._meta.label in SHARED:
            return SHARED_ROWS[model](self)
        with self.scope():
            return list(model._default_manager.order_by("pk"))

    def collect(self) -> None:
        self.rows = {model._meta.label_lower: self.find(model) for model in [*tenant_models(), *SHARED_ROWS]}
        self.values |= self.identified()
        owner = self.members["owner"].user
        with self.scope():
            self.values["tenants.user", "key"] = AgencyTokenGenerator().make_token(owner)
        self.values["tenants.user", "verified_email"] = owner.email
        self.values["tenants.user", "uidb36"] = user_pk_to_url_str(owner)
        self.values["file", "path"] = self.files[-1]

    def identified(self) -> dict[Slot, str]:
        """Of each model the newest row that says whose it is, by all its identifiers."""
        values = {}
        for label, rows in self.rows.items():
            marked = [row for row in rows if self.mark.lower() in repr(vars(row)).lower()]
            values |= {(label, kind): value for kind, value in identifiers((marked or rows)[-1]).items()}
        return values

    def fingerprint(self) -> dict[str, Any]:
        """Every column of every row of this side, read past managers and middleware."""
        return {table: _select(self, table, column, keys) for table, column, keys in self.tables}

    @property
    def tables(self) -> list[tuple[str, str, tuple[Any, ...]]]:
        own = [(model._meta.db_table, "agency_id", (self.agency.pk,)) for model in tenant_models()]
        shared = [
            (model._meta.db_table, model._meta.pk.column, tuple(row.pk for row in self.rows[model._meta.label_lower]))
            for model in SHARED_ROWS
        ]
        return own + shared


def _select(side: Side, table: str, column: str, keys: tuple[Any, ...]) -> list[Any]:
    places = ", ".join(["%s"] * len(keys))
    with side.scope(), connection.cursor() as cursor:
        cursor.execute(f'SELECT * FROM "{table}" WHERE "{column}" IN ({places}) ORDER BY 1', keys)
        return [tuple(bytes(c) if isinstance(c, memoryview) else c for c in row) for row in cursor.fetchall()]


def identifiers(row: models.Model) -> dict[str, str]:
    natural = (*NATURAL, *ALSO.get(row._meta.label_lower, ()))
    names = [
        name for name in ("public_id", *natural) if name in {f.name for f in row._meta.fields if not f.is_relation}
    ]
    return {"pk": str(row.pk), **{name: str(getattr(row, name)) for name in names}}


def missing(value: str) -> str:
    """A value of the same form and length that nobody has."""
    return re.sub(r"[a-z]", "e", re.sub(r"[A-Z]", "E", re.sub(r"\d", "9", value)))


# --- How rows are made -----------------------------------------------------------------------------------------------

Builder = Callable[[Side], None]
BUILDERS: dict[type[models.Model], Builder] = {}


def builds(model: type[models.Model]) -> Callable[[Builder], Builder]:
    """``@builds(Model)`` on a function that makes one row in the side's agency, in its scope, with ``side.text(Model)`` in a
    text. Builders run in the order they are written, once per row and agency, alternating between the two."""

    def register(builder: Builder) -> Builder:
        BUILDERS[model] = builder
        return builder

    return register


LOGO = b"\x89PNG\r\n\x1a\n"


@builds(Brand)
def brand(side: Side) -> None:
    texts = {name: side.text(Brand) for name in ("name", "contact_line", "legal_text")}
    picture = LOGO + side.text(Brand).encode()
    save_brand(by=audit.SYSTEM, **texts, footer_text=side.text(Brand), logo=picture, logo_on_colour=picture)


@builds(AuditEntry)
def audit_entry(side: Side) -> None:
    by = audit.By(audit.Actor.MEMBER, side.text(AuditEntry))
    audit.record(by, "isolation.noted", Brand.objects.first(), note=side.text(AuditEntry))


@builds(Job)
def job(side: Side) -> None:
    text = side.text(Job)
    Job.objects.create(kind="isolation.work", step=text, error=text, created_by=text, arguments={"note": text})


# Rows of shared tables that are one agency's business all the same.
SHARED_ROWS: dict[type[models.Model], Callable[[Side], list[Any]]] = {
    Agency: lambda side: [side.agency],
    Domain: lambda side: list(Domain.objects.filter(agency=side.agency)),
    Membership: lambda side: list(Membership.objects.filter(agency=side.agency).order_by("pk")),
    PlatformEntry: lambda side: list(PlatformEntry.objects.filter(data__id=side.agency.pk)),
    User: lambda side: [member.user for member in side.members.values()],
    EmailAddress: lambda side: list(EmailAddress.objects.filter(user__in=side.find(User))),
    Authenticator: lambda side: list(Authenticator.objects.filter(user__in=side.find(User))),
}
# Shared tables that have no row of one agency's own.
NOBODYS = {
    Session: "its key is the secret; tests/isolation/test_hosts.py carries cookies about",
    EmailConfirmation: "an address is confirmed by a signed link, which has no row",
}


def models_without_a_builder() -> set[str]:
    """Labels of models that the attack would not cover; a new tenant model fails the build until it is in BUILDERS."""
    known = set(BUILDERS) | set(SHARED_ROWS) | set(NOBODYS)
    framework = {"contenttypes", "auth", "admin"}  # Django's own tables; they hold no agency's words
    return {m._meta.label for m in apps.get_models() if m not in known and m._meta.app_label not in framework}


# --- The two of them, and the others ---------------------------------------------------------------------------------


@dataclass(frozen=True)
class Actor:
    """Somebody with a browser at a host. `surface` is "agency" or "base": which URLconf answers there."""

    name: str
    surface: str
    host: str
    cookie: str
    may_see: frozenset[str] = frozenset()  # labels of models whose marks this actor sees rightly

    @property
    def urlconf(self) -> Any:
        return settings.ROOT_URLCONF if self.surface == "agency" else settings.BASE_HOST_URLCONF


@dataclass
class World:
    own: Side
    victim: Side
    operator: User
    both: Membership
    missing: dict[Slot, str] = field(default_factory=dict)
    actors: dict[str, Actor] = field(default_factory=dict)
    neighbour: Actor | None = None  # the victim's owner, at home: what they have visited may lie in a cache
    before: dict[str, Any] = field(default_factory=dict)  # the victim's fingerprint

    @cached_property
    def marks(self) -> dict[str, str]:
        """What must not be seen: primary keys, public ids and picture digests of the victim's rows → model label."""
        return {
            value: label
            for label, rows in self.victim.rows.items()
            for row in rows
            for kind, value in identifiers(row).items()
            if kind in MARKED
        }


def build() -> World:
    """Build the world in the open transaction."""
    _spread_primary_keys()
    own = Side(cast.agency("alder", "Alder & Oak"), "OWN-ALDER", 2)
    # One row more, so that the victim's newest number (of a brand version, say) is one that Alder does not have.
    victim = Side(cast.agency("cedar", "CANARY-CEDAR-AGENCY"), "CANARY-CEDAR", 3)
    sides = (own, victim)
    for role in PEOPLE:
        for side in sides:
            _person(side, role)
    operator = add_person(email="olga@platform.example", password=cast.PASSWORD, verified=True)
    operator.is_operator = True
    operator.save()
    world = World(own, victim, operator, _both(sides))
    for side in sides:
        host = f"{side.mark}-domain.example".lower()
        Domain.objects.create(agency=side.agency, host=host, verified_at=timezone.now())
        named = {"object": side.agency.name, "id": side.agency.pk}
        PlatformEntry.objects.create(actor_name=f"{side.mark} operator", action="agency.changed", data=named)
        side.files.append(_stored_file(side))
    for builder in BUILDERS.values():
        for n in range(victim.rows_per_model):
            for side in sides:
                if n < side.rows_per_model:
                    with side.scope():
                        builder(side)
    for side in sides:
        side.collect()
    world.missing = {slot: missing(value) for slot, value in victim.values.items()}
    world.actors = {actor.name: actor for actor in _actors(world)}
    home = victim.agency
    world.neighbour = Actor("neighbour", "agency", cast.host(home), _cookie(home, victim.members["owner"]))
    world.before = victim.fingerprint()
    return world


def _spread_primary_keys() -> None:
    """Give each table a range of its own, so that no identifier fits two models."""
    for number, model in enumerate(apps.get_models()):
        table, pk = model._meta.db_table, model._meta.pk
        if not isinstance(pk, models.AutoField | models.BigAutoField):
            continue
        start = 1_000_000 + 10_000 * number
        if connection.vendor == "sqlite":
            with connection.cursor() as cursor:
                cursor.execute("DELETE FROM sqlite_sequence WHERE name = %s", [table])
                cursor.execute("INSERT INTO sqlite_sequence (name, seq) VALUES (%s, %s)", [table, start])
        else:
            with connections["owner"].cursor() as cursor:
                cursor.execute("SELECT setval(pg_get_serial_sequence(%s, %s), %s)", [table, pk.column, start])


def _person(side: Side, role: str) -> None:
    name = f"{side.text(User)}-{role}"
    email = f"{name}@{side.agency.slug}.example".lower()
    add_person(email=email, name=name, password=cast.PASSWORD, verified=role != "viewer")  # who has not come yet
    side.members[role] = member = cast.member(side.agency, email, name, role)
    if role == "owner":
        TOTP.activate(member.user, "JBSWY3DPEHPK3PXP")
        RecoveryCodes.activate(member.user)


def _both(sides: Iterable[Side]) -> Membership:
    """One person with a role in each agency. Returns the membership in the first."""
    add_person(email="dana@both.example", name="Dana Dale", password=cast.PASSWORD, verified=True)
    first, _ = [cast.member(side.agency, "dana@both.example", "Dana Dale", "admin") for side in sides]
    return first


def _stored_file(side: Side) -> str:
    key = f"{side.agency.public_id}/packs/{side.agency.public_id}/report.pdf"
    return default_storage.save(key, ContentFile(side.text("file").encode()))


def _actors(world: World) -> Iterable[Actor]:
    """Whoever may do most comes first."""
    agency, people = world.own.agency, world.own.members
    for name, who in {**people, "both": world.both, "operator": world.operator, "anonymous": None}.items():
        yield Actor(name, "agency", cast.host(agency), _cookie(agency, who))
    with world.own.scope():
        contact = next(row for row in world.own.rows["campaigns.contact"])
    yield Actor("contact", "agency", cast.host(agency), portal_cookie(contact))
    # The operator's site shows shared tables rightly, and no agency's work.
    shared = frozenset(model._meta.label_lower for model in SHARED_ROWS)
    for name, who in {"operator": world.operator, "owner": people["owner"], "anonymous": None}.items():
        seen = shared if name == "operator" else frozenset()
        yield Actor(f"{name}@base", "base", cast.host(None), _cookie(None, who), seen)


def portal_cookie(contact: Any) -> str:
    client = portal.reader(contact)
    mail.outbox.clear()  # the code that was asked for is spent; the attacks begin with empty hands
    with tenant(contact.agency):
        Job.objects.filter(kind__startswith="portal.").delete()
    return "; ".join(f"{name}={morsel.value}" for name, morsel in client.cookies.items())


def _cookie(agency: Agency | None, who: Membership | User | None) -> str:
    client = cast.browser(agency, who)
    if who is not None:
        # The password was typed a moment ago, however long the attacks take, so that pages which ask for it again are open.
        session, typed = client.session, time.time() + 86_400
        session["account_authentication_methods"] = [{"method": "password", "at": typed, "reauthenticated": True}]
        session["account_authentication_methods_user"] = session["_auth_user_id"]
        session.save()
    return "; ".join(f"{name}={morsel.value}" for name, morsel in client.cookies.items())
