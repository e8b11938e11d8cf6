"""Verbs on people: their accounts and names, and their membership of the agency in scope."""

import re
import unicodedata
from typing import Any

from allauth.account.models import EmailAddress
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.models import Session
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import CharField, Exists, OuterRef, Q, QuerySet, Subquery
from django.db.models.fields.json import KT
from django.db.models.functions import Cast
from django.utils import timezone

from tenants import audit, roles
from tenants.errors import Refusal
from tenants.locks import lock_agency
from tenants.middleware import AgencySessionMiddleware
from tenants.models import AuditEntry, Membership, Role, User
from tenants.models.people import new_epoch
from tenants.scope import Tenant, current, current_tenant

# --- Names -----------------------------------------------------------------------------------------------------------

MAX_NAME = 120  # characters

# The same as in campaigns.content, which is on a higher floor; a test compares the two.
_UNWANTED = re.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f"  # C0 and C1 controls but tab and line ends
    r"\ud800-\udfff\ufffe\uffff"  # lone surrogates and the two non-characters XML refuses
    r"\u202a-\u202e\u2066-\u2069]"  # bidi embeddings, overrides and isolates
)
_BLANK_LETTERS = "\u115f\u1160\u2800\u3164\uffa0"  # fillers and the empty Braille cell: letters that show nothing
_BREAKS = re.compile(r"[\t\n\r\u2028\u2029]+")


def clean_line(text: str) -> str:
    """`text` on one line, trimmed, in NFC, without controls and bidi overrides; empty if nothing in it can be seen."""
    text = unicodedata.normalize("NFC", _UNWANTED.sub("", text)).strip()
    if not any(_is_visible(character) for character in text):
        return ""
    pieces = (piece.strip(" ") for piece in _BREAKS.split(text))
    return " ".join(piece for piece in pieces if piece)


def _is_visible(character: str) -> bool:
    return unicodedata.category(character)[0] in "LNPS" and character not in _BLANK_LETTERS


def check_name(name: str) -> None:
    """ValidationError unless a cleaned `name` may stand beside a decision, where clients read it."""
    if len(name) > MAX_NAME:
        raise ValidationError(f"Use {MAX_NAME} characters or fewer.")
    if "@" in unicodedata.normalize("NFKC", name):
        raise ValidationError("Write a name rather than an e-mail address. Clients may read it.")
    if not any(character.isalpha() and _is_visible(character) for character in name):
        raise ValidationError("Write a name that has letters.")


def clean_name(text: str, field: str = "name") -> str:
    """A person's name as it is stored. ValidationError by `field` if it will not do."""
    name = clean_line(text)
    try:
        check_name(name)
    except ValidationError as error:
        raise ValidationError({field: error}) from error
    return name


def name_from(email: str) -> str:
    """What to call somebody until they give their name, which their first password asks for: ``mara.lindqvist@…`` is Mara
    Lindqvist. Empty for an address that begins with no letters."""
    words = re.split(r"[\W\d_]+", email.partition("@")[0])
    return " ".join(word.capitalize() for word in words if word)[:MAX_NAME]


def rename(user: User, name: str) -> None:
    """Give people the name that they say they have. Decisions that were taken keep the name they were taken under."""
    name = clean_name(name)
    if name == user.name:
        return
    with transaction.atomic():
        by, was, user.name = _as(user), user.name, name
        user.save(update_fields=["name"])
        if isinstance(current(), Tenant):
            audit.record(by, "member.renamed", name=name, was=was)


# --- Accounts --------------------------------------------------------------------------------------------------------


def add_person(*, email: str, name: str = "", password: str | None = None, verified: bool = False) -> User:
    """A new user with the one address they sign in with. Unverified until they prove it by a link or a code; ValidationError
    by field if address or name will not do. Without a password they come in by link or code only."""
    user = User(email=email, name=clean_name(name) if name else "")
    user.set_password(password)
    user.full_clean(exclude=["password"])
    with transaction.atomic():
        user.save()
        EmailAddress.objects.create(user=user, email=user.email, primary=True, verified=verified)
    return user


def end_sessions(user: User) -> None:
    """Sign the person out everywhere, at every agency."""
    with transaction.atomic():
        user.session_epoch = new_epoch()
        user.save(update_fields=["session_epoch"])
        if isinstance(current(), Tenant):
            audit.record(_as(user), "member.sessions_ended")


def _as(user: User) -> audit.By:
    return audit.By(audit.Actor.MEMBER, user.get_full_name(), str(user.pk))


# --- Members of the agency in scope ----------------------------------------------------------------------------------


def members() -> "QuerySet[Membership]":
    """The agency's members, each with `awaited`: invited, and not seen here yet, and with `typed`: the name they were invited by.

    Somebody awaited is shown by what was typed. Their name may come from another agency, which nobody here
    learns before they come.
    """
    invited = AuditEntry.objects.filter(action="member.invited").annotate(address=KT("data__email"))
    seen = AuditEntry.objects.filter(actor_kind=audit.Actor.MEMBER, actor_id=Cast(OuterRef("user_id"), CharField()))
    awaited = Exists(invited.filter(address=OuterRef("user__email"))) & ~Exists(seen)
    here = Membership.objects.filter(agency_id=current_tenant().agency_id)
    latest = invited.annotate(typed=KT("data__name")).filter(address=OuterRef("user__email")).order_by("-number")
    return here.select_related("user").annotate(awaited=awaited, typed=Subquery(latest.values("typed")[:1]))


def history(membership: Membership) -> "QuerySet[AuditEntry]":
    """What was done about the member, and what they did about their own account here."""
    own = Q(actor_kind=audit.Actor.MEMBER, actor_id=str(membership.user_id), action__startswith="member.")
    return AuditEntry.objects.filter(own | Q(data__member=membership.pk))


def change_role(membership: Membership, role: Role, *, by: Membership) -> None:
    """Give a member another role. Refused to all but owners, and where it would leave the agency without an owner."""
    with transaction.atomic():
        row = _held(membership, by, "change roles")
        if row.role == role:
            return
        _keep_an_owner(row)
        was, row.role = row.role, role
        row.save(update_fields=["role"])
        _record(by, "member.role_changed", row, role=role, was=was)


def deactivate(membership: Membership, *, by: Membership) -> None:
    """Let a member in no longer, and end their sessions at this agency; elsewhere they go on. Refused to all but owners, for
    oneself, and where it would leave the agency without an owner."""
    with transaction.atomic():
        row = _held(membership, by, "deactivate people")
        if not row.is_active:
            return
        if row.user_id == by.user_id:
            raise Refusal("You cannot deactivate yourself. Another owner can.")
        _keep_an_owner(row)
        row.is_active = False
        row.save(update_fields=["is_active"])
        _end_sessions_here(row)
        _record(by, "member.deactivated", row)


def reactivate(membership: Membership, *, by: Membership) -> None:
    """Let a member in again, with the role they had. They sign in anew. Refused to all but owners."""
    with transaction.atomic():
        row = _held(membership, by, "reactivate people")
        if row.is_active:
            return
        row.is_active = True
        row.save(update_fields=["is_active"])
        _record(by, "member.reactivated", row)


def _held(membership: Membership, by: Membership, to: str) -> Membership:
    """The member's row as it is now, with the agency locked: two owners cannot put each other out."""
    roles.require(Role.OWNER, by, to)
    return Membership.objects.select_related("user", "agency").get(pk=membership.pk, agency=lock_agency())


def _keep_an_owner(row: Membership) -> None:
    owners = Membership.objects.filter(agency=row.agency, role=Role.OWNER, is_active=True, user__is_active=True)
    if set(owners.values_list("pk", flat=True)) == {row.pk}:
        raise Refusal(f"{row.user.email} is the only active owner. Make somebody else an owner first.")


def _end_sessions_here(row: Membership) -> None:
    mine = {SESSION_KEY: str(row.user_id), AgencySessionMiddleware.KEY: str(row.agency.public_id)}
    live = Session.objects.filter(expire_date__gt=timezone.now()).iterator()
    Session.objects.filter(pk__in=[each.pk for each in live if mine.items() <= each.get_decoded().items()]).delete()


def _record(by: Membership, action: str, row: Membership, **data: Any) -> None:
    audit.record(audit.By.member(by), action, member=row.pk, email=row.user.email, **data)
