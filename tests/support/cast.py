"""The fixed cast, built as the product builds them but without mail."""

from typing import Any

from django.test import Client

from tenants import audit
from tenants.brand import save_brand
from tenants.models import Agency, Membership, User
from tenants.scope import tenant

PASSWORD = "correct horse battery"


def agency(slug: str, name: str, **fields: Any) -> Agency:
    made = Agency.objects.create(slug=slug, name=name, **fields)
    with tenant(made):
        save_brand(by=audit.SYSTEM, name=name, colour="#0B5D57" if slug == "alder" else "#7A1F3D")
    return made


def member(of: Agency, email: str, name: str, role: str) -> Membership:
    user = User.objects.filter(email=email).first() or User.objects.create_user(email, PASSWORD, name=name)
    return Membership.objects.create(agency=of, user=user, role=role)


def host(of: Agency | None) -> str:
    return f"{of.slug}.localhost" if of else "operator.localhost"


def browser(of: Agency | None, who: Membership | User | None = None, **options: Any) -> Client:
    """A client at the agency's host (the base host for None), signed in as `who` without walking through the door."""
    client = Client(SERVER_NAME=host(of), **options)
    if who is not None:
        user = who.user if isinstance(who, Membership) else who
        client.force_login(user, backend="tenants.accounts.MemberBackend")
        session = client.session
        session["_agency"] = str(of.public_id) if of else "base"
        session.save()
    return client
