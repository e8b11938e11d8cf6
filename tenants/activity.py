"""What happened at the agency, told from its audit entries in sentences a person reads.

Each floor registers the words for its own actions; a test looks for an action without any. Who may read which is decided
here (`entries`), for the page and the download alike.
"""

import csv
import io
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.db import models
from django.db.models import CharField, Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Cast
from django.utils import timezone

from tenants import roles, subjects
from tenants.models import Actor, AuditEntry, Membership, Role, User
from tenants.scope import current_tenant
from tenants.subjects import Subject

PAGE = 50  # entries
CHUNK = 500  # entries read at a time for the download
NOTHING = "–"


class Group(models.TextChoices):
    """Kinds of action, as the filter offers them."""

    WORK = "work", "Stages"
    FRAME = "frame", "Clients and campaigns"
    PACKS = "packs", "Packs"
    PORTAL = "portal", "Client portal"
    PEOPLE = "people", "People"
    SETTINGS = "settings", "Settings and brand"


PRIVATE = frozenset({Group.PEOPLE, Group.SETTINGS})
"""What only admins and owners read."""


@dataclass(frozen=True)
class Words:
    """How an action is told. `text` and `more` are templates over {who}, {what}, {thing} (the same in small letters), {changes}
    and the entry's data; `more` is left out where nothing fills it. `state` is one of the interface's (docs/look/LOOK.md §6)."""

    group: Group
    text: str
    state: str = ""
    more: str = ""


_words: dict[str, Words] = {}


def register(words: Mapping[str, Words]) -> None:
    """A port: the floors above tell their actions in their own words."""
    if twice := _words.keys() & words.keys():
        raise ImproperlyConfigured(f"Told twice: {', '.join(sorted(twice))}.")
    _words.update(words)


def words() -> Mapping[str, Words]:
    return _words


_labels: dict[str, Mapping[str, str]] = {}


def register_labels(labels: Mapping[str, Mapping[str, str]]) -> None:
    """A port: field → stored value → the words for it, for fields whose values are keys."""
    _labels.update(labels)


# --- Which entries ---------------------------------------------------------------------------------------------------


def groups_for(member: Membership) -> list[Group]:
    """The kinds of action that this member reads about."""
    return [group for group in Group if group not in PRIVATE or roles.reaches(member, Role.ADMIN)]


def entries(
    member: Membership, *, group: str = "", person: str = "", subject: Subject | None = None,
    since: date | None = None, until: date | None = None,
) -> "QuerySet[AuditEntry]":  # fmt: skip
    """What this member may read, the latest first. `person` is the id of a user, "clients" or "system"; both days count, in the
    agency's zone. An action that nobody has words for is read by admins and owners alone."""
    found = AuditEntry.objects.order_by("-number")
    readable = groups_for(member)
    chosen = [each for each in readable if each == group]
    if chosen or len(readable) < len(Group):
        told = [action for action, said in _words.items() if said.group in (chosen or readable)]
        found = found.filter(action__in=told)
    if person:
        found = found.filter(_by(person))
    if subject:
        things = [Q(object_kind=kind, object_id__in=ids) for kind, ids in subjects.things_of(subject).items()]
        found = found.filter(Q(*things, _connector=Q.OR))
    if since:
        found = found.filter(at__gte=_midnight(since))
    if until:
        found = found.filter(at__lt=_midnight(until + timedelta(days=1)))
    return found


CLIENTS, SYSTEM = "clients", "system"
OTHERS = {CLIENTS: Q(actor_kind=Actor.CONTACT), SYSTEM: Q(actor_kind__in=[Actor.SYSTEM, Actor.PLATFORM])}


def _by(person: str) -> Q:
    return OTHERS.get(person, Q(actor_kind=Actor.MEMBER, actor_id=person))


def people() -> "QuerySet[User]":
    """Members who have done something here. Somebody invited who has not come is not among them: their name may come from
    another agency."""
    done = AuditEntry.objects.filter(actor_kind=Actor.MEMBER, actor_id=Cast(OuterRef("pk"), CharField()))
    here = User.objects.filter(memberships__agency=current_tenant().agency_id)
    return here.filter(Exists(done)).order_by("name", "email")


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


# --- How they are told -----------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Line:
    """One entry in words. `place` is the engagement it belongs to, if that is known, and `about` what the entry calls it."""

    number: int
    at: datetime
    text: str
    more: str = ""
    state: str = ""
    about: str = ""
    place: Subject | None = None


def tell(found: Iterable[AuditEntry], *, places: bool = True) -> list[Line]:
    """Entries in words; with `places`, each that belongs to an engagement says to which. Queries do not depend on how many."""
    rows = list(found)
    known = subjects.places_of((entry.object_kind, entry.object_id) for entry in rows) if places else {}
    return [_line(entry, known.get(entry.object_id)) for entry in rows]


def _line(entry: AuditEntry, place: Subject | None = None) -> Line:
    said = _words.get(entry.action)
    text = said.text if said else "{who}: {action}{object}"
    fields = _Fields(_fields(entry))
    more = (said.more if said else "").format_map(fields).strip()
    return Line(
        number=entry.number,
        at=entry.at,
        text=text.format_map(fields),
        more="" if more == NOTHING else more,
        state=said.state if said else "",
        about=str(entry.data.get("engagement") or entry.data.get("campaign") or entry.data.get("client") or ""),
        place=place,
    )


class _Fields(dict[str, str]):
    def __missing__(self, key: str) -> str:
        return ""


def _fields(entry: AuditEntry) -> dict[str, str]:
    what = entry.object_name
    return {
        **{key: _in_words(value) for key, value in entry.data.items()},
        "who": who(entry),
        "what": what or "something",
        "thing": what[:1].lower() + what[1:] or "something",
        "changes": _changes(entry.data),
        "action": entry.action,
        "object": f", {what}" if what else "",
    }


def who(entry: AuditEntry) -> str:
    if entry.actor_kind == Actor.CONTACT:
        return f"{entry.actor_name} (client)"
    if entry.actor_kind == Actor.MEMBER:
        return entry.actor_name or "A member"
    return "The platform" if entry.actor_kind == Actor.PLATFORM else "The system"


def _in_words(value: Any) -> str:
    if value is None or value == "":
        return NOTHING
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return " ".join(_in_words(each) for each in value)
    return "" if isinstance(value, dict) else str(value)


def _changes(data: Mapping[str, Any]) -> str:
    was, now = data.get("was"), data.get("now")
    if not (isinstance(was, dict) and isinstance(now, dict)):
        return ""
    return "; ".join(
        f"{field.replace('_', ' ').capitalize()}: {_label(field, was.get(field))} → {_label(field, now[field])}"
        for field in sorted(now)  # PostgreSQL keeps no order
    )


def _label(field: str, value: Any) -> str:
    return _labels.get(field, {}).get(str(value)) or _in_words(value)


# --- The download ----------------------------------------------------------------------------------------------------

COLUMNS = ("Number", "Time (UTC)", "Who", "What happened", "More", "About", "Action")
BEGINS_A_FORMULA = frozenset("=+-@\t\r\n＝＋－＠")
MARK = "\ufeff"  # without it the usual spreadsheet takes UTF-8 for something else


def as_csv(found: "QuerySet[AuditEntry]") -> Iterator[str]:
    """The same entries as a table, a piece at a time, whatever their number."""
    yield MARK + _row(COLUMNS)
    for entry in found.iterator(chunk_size=CHUNK):
        line = _line(entry)
        at = entry.at.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
        yield _row((str(line.number), at, who(entry), line.text, line.more, line.about, entry.action))


def _row(cells: Iterable[str]) -> str:
    out = io.StringIO()
    csv.writer(out).writerow([harmless(cell) for cell in cells])
    return out.getvalue()


def harmless(cell: str) -> str:
    """`cell` so that no spreadsheet takes it for a formula."""
    return f"'{cell}" if cell.lstrip(" \xa0")[:1] in BEGINS_A_FORMULA and cell.strip(" \xa0") else cell


# --- The ground floor's own words ------------------------------------------------------------------------------------

_P, _S = Group.PEOPLE, Group.SETTINGS
register(
    {
        "agency.created": Words(_S, "{who} opened the agency"),
        "agency.changed": Words(_S, "{who} changed the agency’s settings", more="{changes}"),
        "brand.saved": Words(_S, "{who} saved the brand: {what}"),
        "brand_file.uploaded": Words(_S, "{who} uploaded a file of the brand: {name}", more="{kind}"),
        "brand_file.ready": Words(_S, "The check of {name} passed", "approved", more="{kind}"),
        "brand_file.refused": Words(_S, "The check of {name} refused it", "failed", more="{kind}"),
        "brand_file.removed": Words(_S, "{who} removed a file of the brand: {name}", more="{kind}"),
        "member.invited": Words(_P, "{who} invited {email} as {role}"),
        "member.renamed": Words(_P, "{who} changed their name", more="{was} → {name}"),
        "member.role_changed": Words(_P, "{who} changed the role of {email} from {was} to {role}"),
        "member.deactivated": Words(_P, "{who} deactivated {email}", "locked"),
        "member.reactivated": Words(_P, "{who} let {email} in again", "approved"),
        "member.signed_in": Words(_P, "{who} signed in"),
        "member.signed_out": Words(_P, "{who} signed out"),
        "member.sessions_ended": Words(_P, "{who} signed out everywhere else"),
        "member.password_set": Words(_P, "{who} set a password"),
        "member.password_changed": Words(_P, "{who} changed their password"),
        "member.password_reset": Words(_P, "{who} set a new password by a link"),
        "member.email_changed": Words(_P, "{who} changed their address", more="{was} → {email}"),
        "member.second_factor_added": Words(_P, "{who} added a second factor", "approved"),
        "member.second_factor_removed": Words(_P, "{who} removed a second factor", "changes"),
        "member.letters_changed": Words(
            _P, "{who} changed which letters they get", more="Letters about work: {wanted}."
        ),
    }
)
