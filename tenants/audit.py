"""The agency's memory: append-only entries, each hashed together with the one before it.

``hash`` is the SHA-256 of the RFC 8785 canonical JSON of the entry's fields and the previous hash, so an entry that is
changed, dropped or put in later breaks the chain from there on (``manage.py verify_audit``).
"""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import rfc8785
import structlog
from django.db import models
from django.utils import timezone

from tenants.locks import lock_agency
from tenants.models import Actor, AuditEntry, Membership

__all__ = ["GENESIS", "PLATFORM", "SYSTEM", "Actor", "By", "digest", "faults", "head", "record"]

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
    """SHA-256, 64 hex digits, of everything the entry says and of its predecessor's hash."""
    said = {
        "number": entry.number,
        "at": entry.at.isoformat(timespec="microseconds"),
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


def faults() -> Iterator[str]:
    """Sentences about every break in the chain of the agency in scope; none when it is whole."""
    expected, previous = 1, GENESIS
    for entry in AuditEntry.objects.order_by("number").iterator(chunk_size=500):
        if entry.number != expected:
            yield f"Entry {expected} is missing: the next one is {entry.number}."
        elif entry.previous_hash != previous:
            yield f"Entry {entry.number} does not follow the entry before it."
        if digest(entry) != entry.hash:
            yield f"Entry {entry.number} ({entry.action}) was changed after it was written."
        expected, previous = entry.number + 1, entry.hash
