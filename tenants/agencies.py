"""Verbs on agencies and their people, for the command line, the operator's admin and the owner's pages."""

from dataclasses import dataclass

from allauth.account.utils import user_pk_to_url_str
from django.db import transaction
from django.urls import reverse

from tenants import audit, mail
from tenants.brand import save_brand
from tenants.errors import Refusal
from tenants.hosts import url_of
from tenants.models import Agency, Membership, PlatformEntry, Role, User
from tenants.people import add_person
from tenants.scope import tenant
from tenants.tokens import AgencyTokenGenerator

DEFAULT_COLOUR = "#1E3A8A"  # docs/domain.md §3.1


@dataclass(frozen=True)
class Invitation:
    """A membership and the link with which its person sets a first password; the link dies in three days or once used."""

    membership: Membership
    link: str


def create_agency(*, slug: str, name: str, owner_email: str, by: audit.By) -> Invitation:
    """Open an agency with its first brand and its owner, and mail the owner the way in.

    ValidationError by field when slug, name or address will not do.
    """
    agency = Agency(slug=slug, name=name)
    with transaction.atomic():
        agency.full_clean()
        agency.save()
        with tenant(agency):
            audit.record(by, "agency.created", slug=slug, name=name)
            save_brand(by=by, name=name, colour=DEFAULT_COLOUR)
            invitation = invite(agency=agency, email=owner_email, role=Role.OWNER, by=by)
        PlatformEntry.objects.create(
            actor_name=by.name,
            action="agency.created",
            data={"object": name, "id": agency.pk, "slug": slug, "owner": owner_email},
        )
    return invitation


def invite(*, agency: Agency, email: str, role: Role, by: audit.By, name: str = "") -> Invitation:
    """Make a person a member, known or new, and mail them the way in. Runs in the agency's scope."""
    email = email.strip().lower()
    with transaction.atomic():
        user = User.objects.filter(email=email).first() or add_person(email=email, name=name)
        if Membership.objects.filter(agency=agency, user=user).exists():
            raise Refusal(f"{user.get_full_name()} is a member already.")
        membership = Membership.objects.create(agency=agency, user=user, role=role)
        audit.record(by, "member.invited", email=email, role=role)
        link = first_password_link(agency, user)
        transaction.on_commit(lambda: send_invitation(agency, membership, link, by))
    return Invitation(membership, link)


def send_invitation(agency: Agency, membership: Membership, link: str, by: audit.By) -> None:
    with tenant(agency):
        mail.send(
            agency, membership.user.email, "invitation",
            membership=membership, link=link, invited_by=by.name, sign_in=url_of(agency, reverse("account_login")),
        )  # fmt: skip


def first_password_link(agency: Agency, user: User) -> str:
    with tenant(agency):
        key = AgencyTokenGenerator().make_token(user)
    path = reverse(
        "account_reset_password_from_key", kwargs={"uidb36": user_pk_to_url_str(user), "key": key},
        urlconf="allauth.account.urls",
    )  # fmt: skip
    return url_of(agency, f"/account{path}")
