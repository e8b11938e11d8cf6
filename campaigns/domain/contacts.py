"""Contacts and their way in: a code to their address, redeemed once.

The code proves an address. Contacts of several clients may share one; which of them somebody is, they say afterwards.
"""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import F, QuerySet
from django.utils import timezone
from django.utils.crypto import constant_time_compare

from campaigns.models import Contact, SignInCode
from tenants import audit

ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"  # 32 signs; without 0, O, 1 and I nothing is mistaken for another
LENGTH = 8  # of 32 signs: 40 bits
LIFE = timedelta(minutes=15)
ATTEMPTS = 5
NOBODYS = hashlib.sha256(b"").hexdigest()


@dataclass(frozen=True)
class Issued:
    """A code that is on its way; nothing keeps `code` in the clear."""

    contact: Contact
    code: str


def by(contact: Contact) -> audit.By:
    return audit.By(audit.Actor.CONTACT, contact.name, str(contact.public_id))


def active_at(email: str) -> QuerySet[Contact]:
    """The contacts who may sign in with this address: one for each client that has not been archived."""
    found: QuerySet[Contact] = (
        Contact.objects.filter(email=email.lower(), is_active=True, client__archived_at=None)
        .select_related("client")
        .order_by("client__name", "id")
    )
    return found


def issue_code(*, code_id: UUID, email: str, asked_at: datetime) -> Issued | None:
    """Make the code that somebody asked for at `asked_at`, or None where nobody has the address or the time is over.

    `code_id` was chosen when it was asked for; a second call with it replaces a code that was never used.
    """
    contact = active_at(email).first()
    if contact is None or timezone.now() >= asked_at + LIFE:
        return None
    code = "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))
    SignInCode.objects.update_or_create(
        public_id=code_id,
        defaults={"contact": contact, "code_hash": _digest(code_id, code), "expires_at": asked_at + LIFE},
    )
    return Issued(contact, code)


def redeem_code(*, code_id: UUID, email: str, code: str) -> list[Contact]:
    """The active contacts of the address that `code` was sent to; empty when it is wrong, used, late or was never made.

    Each call costs an attempt before the code is looked at, and the same work whether or not there is such a code.
    """
    now = timezone.now()
    row = SignInCode.objects.filter(public_id=code_id)
    with transaction.atomic():
        counted = row.filter(used_at=None, expires_at__gt=now, attempts__lt=ATTEMPTS).update(attempts=F("attempts") + 1)
        kept = row.values_list("code_hash", flat=True).first() or NOBODYS
        right = constant_time_compare(kept, _digest(code_id, code))
        if not (counted and right and row.filter(used_at=None).update(used_at=now)):
            return []
    return list(active_at(email))


def _digest(code_id: UUID, code: str) -> str:
    return hashlib.sha256(f"{code_id}:{code}".encode()).hexdigest()
