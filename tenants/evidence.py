"""What the installation can prove about itself, for one agency (docs/domain.md §2.9). Every value is read or computed while the
page is made; nothing here names a path, a key of storage or a secret.

A floor gives the facts of its own parts (`source`). One that breaks says so in its part, and the others stand.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import islice
from platform import python_version
from typing import Any, TypeVar

import django
import structlog
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.core.cache import cache
from django.core.files.storage import FileSystemStorage, storages
from django.db import connection, models
from django.db.models import Count, Exists, Min, OuterRef, Q
from django.utils import timezone

from tenants import audit, health, jobs
from tenants.checks import tenant_models
from tenants.health import fault_of
from tenants.models import Agency, AuditEntry, Job, Membership
from tenants.models.job import JobState
from tenants.scope import current_tenant, platform
from tenants.subjects import Subject

log = structlog.get_logger(__name__)
T = TypeVar("T")

STARTED = timezone.now()
"""When this process began."""
BROKEN = "This cannot be read at present. The log says why."
GOOD_FOR = timedelta(minutes=1)  # for which a proof that takes time counts
MOST_FAULTS = 5  # shown


class Part(models.TextChoices):
    """The sections of the page, in its order."""

    RUNTIME = "runtime", "Runtime"
    CONTEXT = "context", "Context"
    CONTRACT = "contract", "Strategy contract"
    ARTIFACTS = "artifacts", "Artifacts"
    FLOW = "flow", "Flow"
    PACK = "pack", "Latest pack"
    JOBS = "jobs", "Jobs"
    CHAIN = "chain", "Audit chain"
    PEOPLE = "people", "People"


@dataclass(frozen=True)
class Fact:
    """`state` is one of the interface's (docs/look/LOOK.md §6), empty for what is neither right nor wrong; `at` is shown with the
    value; `sha256` is shown as the digest of `label`."""

    label: str
    value: str = ""
    state: str = ""
    at: datetime | None = None
    sha256: str = ""
    url: str = ""


@dataclass(frozen=True)
class Asked:
    """For which agency, and about which engagement, if there is any."""

    agency: Agency
    subject: Subject | None
    _read: dict[str, Any] = field(default_factory=dict)

    def once(self, name: str, read: Callable[[], T]) -> T:
        """What `read` gives, read once for all parts of the page."""
        if name not in self._read:
            self._read[name] = read()
        kept: T = self._read[name]
        return kept


@dataclass(frozen=True)
class Section:
    part: Part
    facts: list[Fact]


_proofs: dict[str, tuple[datetime, list[str]]] = {}


def proven(name: str, prove: Callable[[], Iterable[str]]) -> tuple[datetime, list[str]]:
    """When the proof called `name` was last made, and its faults. This process makes one anew once a minute has passed; `name`
    holds a public id, so that no two agencies share one."""
    now = timezone.now()
    for old in [each for each, (at, _) in list(_proofs.items()) if now - at > GOOD_FOR]:
        _proofs.pop(old, None)
    if name not in _proofs:
        _proofs[name] = now, list(islice(prove(), MOST_FAULTS))
    return _proofs.get(name, (now, []))


Source = Callable[[Asked], Iterable[Fact]]
_sources: dict[Part, list[Source]] = {part: [] for part in Part}


def source(part: Part) -> Callable[[Source], Source]:
    """Decorator: a port. The function's facts stand in this part, after those of the floors below."""

    def register(function: Source) -> Source:
        _sources[part].append(function)
        return function

    return register


def sections(asked: Asked) -> list[Section]:
    """The parts that have facts, in order."""
    found = [Section(part, [fact for each in _sources[part] for fact in _read(part, each, asked)]) for part in Part]
    return [section for section in found if section.facts]


def _read(part: Part, read: Source, asked: Asked) -> list[Fact]:
    facts: list[Fact] = []
    if fault := fault_of(lambda: facts.extend(read(asked))):
        log.error("evidence", part=part.value, error=fault)
        return [*facts, Fact(part.label, BROKEN, "failed")]
    return facts


def as_json(asked: Asked, found: Iterable[Section]) -> dict[str, Any]:
    """The same facts for a file."""
    return {
        "agency": asked.agency.name,
        "engagement": str(asked.subject.public_id) if asked.subject else None,
        "at": timezone.now().isoformat(timespec="seconds"),
        "sections": {section.part.value: [_plain(fact) for fact in section.facts] for section in found},
    }


def _plain(fact: Fact) -> dict[str, str]:
    said = {
        "label": fact.label,
        "value": fact.value,
        "state": fact.state,
        "at": fact.at.isoformat(timespec="seconds") if fact.at else "",
        "sha256": fact.sha256,
    }
    return {name: value for name, value in said.items() if value}


def yes(label: str, right: bool, good: str = "Yes", bad: str = "No", *, otherwise: str = "changes") -> Fact:
    """A fact that is right or is not."""
    return Fact(label, good if right else bad, "approved" if right else otherwise)


# --- Runtime ---------------------------------------------------------------------------------------------------------


@source(Part.RUNTIME)
def runtime(asked: Asked) -> Iterable[Fact]:
    yield Fact("Python, Django", f"{python_version()}, {django.get_version()}")
    yield Fact("Started", at=STARTED)
    yield from _walls()
    yield from _store(asked.agency)
    answers = not fault_of(health.PROBES["storage"])
    yield yes("Storage", answers, "Wrote a byte and read it back", "Does not answer", otherwise="failed")
    yield MAIL.get(settings.EMAIL_BACKEND, Fact("Mail", "Not sent from here", "changes"))
    yield Fact("Time zone", asked.agency.time_zone)


MAIL = {
    "tenants.mailbox.EmailBackend": Fact("Mail", "Kept as files, nothing leaves", "draft"),
    "django.core.mail.backends.smtp.EmailBackend": Fact("Mail", "Handed to the mail server", "approved"),
}


def _store(agency: Agency) -> Iterable[Fact]:
    """What holds rows and files, by the names of modules and never by place, and under which name this agency is in it."""
    files = storages["default"]
    module = f"{type(files).__module__}.{type(files).__qualname__}"
    yield Fact("Store", f"{connection.settings_dict['ENGINE']}, {module}")
    place = "a folder" if isinstance(files, FileSystemStorage) else "a bucket"
    yield Fact("Store mode", f"Rows in {connection.display_name}, files in {place}")
    yield Fact("Store identity", str(agency.public_id))


def _walls() -> Iterable[Fact]:
    """The database, and whether its own walls stand: row-level security on PostgreSQL, keys on SQLite."""
    version = ".".join(map(str, connection.get_database_version()))
    yield Fact("Database", f"{connection.display_name} {version}")
    with connection.cursor() as cursor:
        if connection.vendor != "postgresql":
            cursor.execute("PRAGMA foreign_keys")
            yield yes("Keys between tables", cursor.fetchone() == (1,), "Kept", "Not kept", otherwise="failed")
            return
        tables = [model._meta.db_table for model in tenant_models()]
        cursor.execute(
            "SELECT count(*) FROM pg_class WHERE relrowsecurity AND relforcerowsecurity AND relname = ANY(%s)", [tables]
        )
        [(secured,)] = cursor.fetchall()
    words = f"On {secured} of {len(tables)} tables"
    yield yes("Row-level security", secured == len(tables), words, words, otherwise="failed")


@source(Part.CONTEXT)
def context(asked: Asked) -> Iterable[Fact]:
    yield Fact("Agency", asked.agency.name, "approved")
    if asked.subject is None:
        yield Fact("Engagement", "There is none yet", "draft")


# --- Jobs ------------------------------------------------------------------------------------------------------------


@source(Part.JOBS)
def queue(asked: Asked) -> Iterable[Fact]:
    """This agency's jobs, and whether anybody works."""
    waiting = Q(state=JobState.QUEUED)
    counted = Job.objects.aggregate(
        waiting=Count("pk", filter=waiting),
        running=Count("pk", filter=Q(state=JobState.RUNNING)),
        failed=Count("pk", filter=Q(state=JobState.FAILED)),
        oldest=Min("created_at", filter=waiting),
    )
    yield Fact("Waiting", str(counted["waiting"]), "draft" if counted["waiting"] else "approved")
    if counted["oldest"]:
        yield Fact("Oldest waits since", at=counted["oldest"])
    yield Fact("Running", str(counted["running"]))
    yield Fact("Failed", str(counted["failed"]), "changes" if counted["failed"] else "approved")
    with platform("health of jobs"):  # the mark is everybody's
        seen = cache.get(jobs.HEARTBEAT)
    if seen is None:
        yield Fact("Sweeper", "Has not been heard of", "failed")
        return
    at = datetime.fromtimestamp(seen, tz=UTC)
    late = timezone.now() - at > timedelta(seconds=jobs.SILENT)
    yield Fact("Sweeper", "Silent since" if late else "Last ran", "changes" if late else "approved", at=at)


# --- The chain -------------------------------------------------------------------------------------------------------


@source(Part.CHAIN)
def chain(asked: Asked) -> Iterable[Fact]:
    """Whether the chain is whole (`audit.faults`)."""
    newest = AuditEntry.objects.order_by("-number").values("number", "at", "hash").first()
    at, faults = proven(f"chain of {current_tenant().public_id}", audit.faults)
    yield Fact("Entries", str(newest["number"]) if newest else "0")
    yield yes("Chain", not faults, "Whole", "Broken", otherwise="failed")
    for fault in faults:
        yield Fact("Fault", fault, "failed")
    yield Fact("Verified", at=at)
    if newest:
        yield Fact("Newest entry", at=newest["at"])
        yield Fact("Head of the chain", sha256=newest["hash"])


# --- People ----------------------------------------------------------------------------------------------------------


@source(Part.PEOPLE)
def people(asked: Asked) -> Iterable[Fact]:
    factor = Authenticator.objects.filter(user=OuterRef("user")).exclude(type=Authenticator.Type.RECOVERY_CODES)
    active = Membership.objects.filter(agency=asked.agency, is_active=True, user__is_active=True)
    counted = active.aggregate(members=Count("pk"), secured=Count("pk", filter=Exists(factor)))
    yield Fact("Active members", str(counted["members"]))
    secured = f"On for {counted['secured']} of {counted['members']}"
    yield yes("Second factor", counted["secured"] == counted["members"], secured, secured)
    if not asked.agency.four_eyes:
        yield Fact("Four eyes", "Off", "changes")
    else:
        yield yes("Four eyes", counted["members"] > 1, "On", "Of no effect while there is one member")
