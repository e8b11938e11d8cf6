"""Verbs that open an agency and invite people, for the command line, the operator's admin and the agency's admin.

What becomes of members is in tenants.people."""

from dataclasses import dataclass

from allauth.account.utils import user_pk_to_url_str
from django.core.exceptions import ValidationError
from django.core.mail import EmailMessage
from django.db import transaction
from django.urls import reverse

from tenants import audit, mail
from tenants.brand import save_brand
from tenants.hosts import url_of
from tenants.locks import lock_agency
from tenants.models import Agency, Membership, PlatformEntry, Role, User
from tenants.people import add_person, clean_line, clean_name
from tenants.scope import current_tenant, tenant
from tenants.tokens import AgencyTokenGenerator

DEFAULT_COLOUR = "#1E3A8A"  # docs/domain.md §3.1


@dataclass(frozen=True)
class Invitation:
    """A membership and the link with which its person sets a first password; the link dies in three days or once used."""

    membership: Membership
    link: str


def create_agency(*, slug: str, name: str, owner_email: str, by: audit.By, owner_name: str = "") -> Invitation:
    """Open an agency with its first brand and its owner, and have the owner mailed the way in.

    ValidationError by field when a slug, name or address will not do. An owner without a name is asked for it.
    """
    name = clean_line(name)
    if not name:
        raise ValidationError({"name": "Write the agency's name, as its clients know it."})
    owner_name = clean_name(owner_name, "owner_name") if owner_name else ""
    agency = Agency(slug=slug, name=name)
    with transaction.atomic():
        agency.full_clean()
        agency.save()
        with tenant(agency):
            audit.record(by, "agency.created", slug=slug, name=name)
            save_brand(by=by, name=name, colour=DEFAULT_COLOUR)
            invitation = invite(agency=agency, email=owner_email, name=owner_name, role=Role.OWNER, by=by)
        PlatformEntry.objects.create(
            actor_name=by.name,
            action="agency.created",
            data={"object": name, "id": agency.pk, "slug": slug, "owner": owner_email},
        )
    return invitation


def invite(*, agency: Agency, email: str, role: Role, by: audit.By, name: str = "") -> Invitation:
    """Make a person a member, known or new, and have them mailed the way in. Runs in the agency's scope.

    Somebody who has an account keeps their own name; `name` only greets them. ValidationError by field if they are a member
    already, or if address or name will not do.
    """
    email = email.strip().lower()
    with transaction.atomic():
        lock_agency()  # two invitations must not both find the place free
        check_newcomer(email)
        user = User.objects.filter(email=email).first() or add_person(email=email, name=name)
        membership = Membership.objects.create(agency=agency, user=user, role=role)
        audit.record(by, "member.invited", member=membership.pk, email=email, role=role, name=name)
        link = first_password_link(agency, user)
        mail.send_later(_invitation(membership, name, link, by), by=by)
    return Invitation(membership, link)


def check_newcomer(email: str) -> None:
    """An address is invited once to the agency in scope; whoever was deactivated is let in again on their own page."""
    agency_id = current_tenant().agency_id
    member = Membership.objects.filter(agency_id=agency_id, user__email=email.strip().lower()).first()
    if member is not None:
        more = "" if member.is_active else " Make them active again on their page."
        raise ValidationError({"email": f"{email} is a member already.{more}"})


def _invitation(membership: Membership, name: str, link: str, by: audit.By) -> EmailMessage:
    """Greets by the name that was typed: the letter is the same to somebody known at another agency."""
    agency = membership.agency
    return mail.letter(
        agency, membership.user.email, "invitation", name=name, membership=membership, link=link,
        invited_by=by.name if by.kind is audit.Actor.MEMBER else "", sign_in=url_of(agency, reverse("account_login")),
    )  # fmt: skip


def first_password_link(agency: Agency, user: User) -> str:
    with tenant(agency):
        key = AgencyTokenGenerator().make_token(user)
    path = reverse(
        "account_reset_password_from_key", kwargs={"uidb36": user_pk_to_url_str(user), "key": key},
        urlconf="allauth.account.urls",
    )  # fmt: skip
    return url_of(agency, f"/account{path}")
