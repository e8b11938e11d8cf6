"""The agency's memory: append-only entries, each hashed together with the one before it.

``hash`` is the SHA-256 of the RFC 8785 canonical JSON of the agency, the entry's fields and the previous hash, so an entry
that is changed, dropped or put in later breaks the chain from there on (``manage.py verify_audit``). Entries dropped from
the end break nothing: that shows against the heads which others wrote down, the anchors.
"""

import hashlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import rfc8785
import structlog
from django.db import models
from django.utils import timezone

from tenants.locks import lock_agency
from tenants.models import Actor, AuditEntry, Membership
from tenants.scope import current_tenant

__all__ = ["GENESIS", "PLATFORM", "SYSTEM", "Actor", "Anchor", "By", "anchored", "digest", "faults", "head", "record"]

GENESIS = "0" * 64


@dataclass(frozen=True)
class By:
    """Who acts. Verbs take it explicitly; nobody acts by thread-local accident."""

    kind: Actor
    name: str = ""
    id: str = ""

    @classmethod
    def member(cls, membership: Membership) -> "By":
        return cls(Actor.MEMBER, membership.user.get_full_name(), str(membership.user_id))


SYSTEM = By(Actor.SYSTEM, "system")
PLATFORM = By(Actor.PLATFORM, "platform")


def record(by: By, action: str, obj: models.Model | None = None, **data: Any) -> AuditEntry:
    """Write one entry in the open transaction; the change it tells of belongs to the same one.

    `action` is a dotted verb such as ``artifact.approved``; `data` holds plain JSON values without floats.
    """
    agency = lock_agency()  # one writer of the chain at a time
    last = AuditEntry.objects.order_by("-number").values("number", "hash").first()
    entry = AuditEntry(
        agency=agency,
        number=last["number"] + 1 if last else 1,
        at=timezone.now(),
        actor_kind=by.kind,
        actor_name=by.name[:254],
        actor_id=by.id,
        action=action,
        object_kind=(obj._meta.model_name or "") if obj is not None else "",
        object_id=str(getattr(obj, "public_id", "")) if obj is not None else "",
        object_name=str(obj)[:254] if obj is not None else "",
        data=data,
        request_id=str(structlog.contextvars.get_contextvars().get("request_id", ""))[:64],
        previous_hash=last["hash"] if last else GENESIS,
    )
    entry.hash = digest(entry)
    entry.save()
    return entry


def digest(entry: AuditEntry) -> str:
    """SHA-256, 64 hex digits, of everything the entry says, of the agency in scope and of the predecessor's hash.

    Raises ValueError or RecursionError for data that has no canonical form, such as integers beyond 2⁵³.
    """
    said = {
        "agency": str(current_tenant().public_id),
        "number": entry.number,
        "at": entry.at and entry.at.isoformat(timespec="microseconds"),
        "actor": [entry.actor_kind, entry.actor_name, entry.actor_id],
        "action": entry.action,
        "object": [entry.object_kind, entry.object_id, entry.object_name],
        "data": entry.data,
        "request_id": entry.request_id,
        "previous": entry.previous_hash,
    }
    return hashlib.sha256(rfc8785.dumps(said)).hexdigest()


def head() -> str:
    """Hash of the newest entry of the agency in scope."""
    return AuditEntry.objects.order_by("-number").values_list("hash", flat=True).first() or GENESIS


@dataclass(frozen=True)
class Anchor:
    """A head of the chain as somebody wrote it down: the entry with this hash must be there. `place` names where, as the
    subject of a sentence."""

    head: str
    place: str


Source = Callable[[], Iterable[Anchor]]
_sources: list[Source] = []


def anchored(source: Source) -> Source:
    """Decorator: a port. Higher floors tell which heads they hold of the agency in scope; `faults` looks for each."""
    _sources.append(source)
    return source


def faults() -> Iterator[str]:
    """Sentences about every break in the chain of the agency in scope, and every anchor it has lost; none when it is
    whole."""
    anchors = [anchor for source in _sources for anchor in source()]
    lost = {anchor.head for anchor in anchors} - {GENESIS}
    expected, previous = 1, GENESIS
    try:
        for entry in AuditEntry.objects.order_by("number").iterator(chunk_size=500):
            if entry.number != expected:
                yield f"Entry {expected} is missing: the next one is {entry.number}."
            elif entry.previous_hash != previous:
                yield f"Entry {entry.number} does not follow the entry before it."
            yield from _own_faults(entry)
            lost.discard(entry.hash)
            expected, previous = int(entry.number) + 1, entry.hash
    except (ValueError, RecursionError) as error:
        yield f"Entry {expected} cannot be read, and the walk ends before it: {error}"
        return
    for anchor in anchors:
        if anchor.head in lost:
            yield f"{anchor.place} names an entry that the chain no longer has: {anchor.head}."


def _own_faults(entry: AuditEntry) -> Iterator[str]:
    try:
        whole = digest(entry) == entry.hash
    except (ValueError, RecursionError) as error:
        yield f"Entry {entry.number} ({entry.action}) holds data that was never written as an entry: {error}"
        return
    if not whole:
        yield f"Entry {entry.number} ({entry.action}) was changed after it was written."
