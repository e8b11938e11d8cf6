"""Who is at the door of the portal: a session of its own, which holds an address and the contact its owner chose to be.

A contact is never a User. The session lives in Django's store under a cookie of its own, belongs to the agency's portal, and
ends twelve hours after the sign-in whatever happens in it.
"""

from collections.abc import Callable, Sequence
from datetime import timedelta
from functools import wraps
from typing import Any
from uuid import UUID, uuid4

from django.contrib.sessions.backends.base import SessionBase
from django.db import transaction
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.middleware.csrf import rotate_token
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme, urlencode

from campaigns.domain import contacts
from campaigns.models import Contact
from portal.tasks import send_code
from tenants import audit
from tenants.http import AgencyRequest

LIFE = timedelta(hours=12)
ASKED, ADDRESS, CONTACT, NEXT = "asked", "address", "contact", "next"


class PortalRequest(AgencyRequest):
    """A request inside the portal. `contact` is who reads, `contacts` everybody whom the proven address may be: one for
    each client."""

    portal: SessionBase
    contact: Contact | None
    contacts: Sequence[Contact]


class ReaderRequest(PortalRequest):
    contact: Contact


View = Callable[..., HttpResponseBase]


def contact_required(view: View) -> View:
    """Strangers are sent to the sign-in and come back; an address of several clients chooses one first."""

    @wraps(view)
    def guarded(request: PortalRequest, **kwargs: Any) -> HttpResponseBase:
        if request.contact is None:
            door = "portal:client" if request.contacts else "portal:sign_in"
            return redirect(f"{reverse(door)}?{urlencode({NEXT: request.path})}")
        return view(request, **kwargs)

    return guarded


def recognise(request: PortalRequest) -> None:
    """Set `contacts` and `contact` from the session, as they are now: who was deactivated is nobody at once."""
    address, chosen = request.portal.get(ADDRESS), request.portal.get(CONTACT)
    request.contacts = list(contacts.active_at(address)) if address else []
    request.contact = next((contact for contact in request.contacts if str(contact.public_id) == chosen), None)


def ask(request: PortalRequest, email: str) -> None:
    """Have a code sent to `email`, and remember here that this browser asked for it. Says nothing about who has it."""
    code_id, way = uuid4(), way_in(request)
    send_code(code_id=code_id, email=email)
    request.portal.flush()
    request.portal[ASKED] = {"email": email, "code": str(code_id)}
    request.portal[NEXT] = way
    request.portal.set_expiry(timezone.now() + contacts.LIFE)


def redeem(request: PortalRequest, code: str) -> HttpResponse | None:
    """Sign in with the code that this browser asked for; the way on, or None when it is not that code."""
    asked, way = request.portal[ASKED], way_in(request)
    found = contacts.redeem_code(code_id=UUID(asked["code"]), email=asked["email"], code=code)
    if not found:
        return None
    request.portal.flush()  # a new key, so that whoever knew the old one knows nothing
    request.portal[ADDRESS] = asked["email"]
    request.portal.set_expiry(timezone.now() + LIFE)
    rotate_token(request)
    if len(found) > 1:
        request.portal[NEXT] = way
        return redirect("portal:client")
    return enter(request, found[0], way)


def enter(request: PortalRequest, contact: Contact, way: str) -> HttpResponse:
    """From now on the reader is this contact."""
    request.portal[CONTACT] = str(contact.public_id)
    with transaction.atomic():
        audit.record(contacts.by(contact), "contact.signed_in", contact)
    return redirect(way)


def leave(request: PortalRequest) -> None:
    if request.contact is not None:
        with transaction.atomic():
            audit.record(contacts.by(request.contact), "contact.signed_out", request.contact)
    request.portal.flush()


def way_in(request: PortalRequest) -> str:
    """Where the reader wanted to go: a page of the portal, or its front page."""
    home = reverse("portal:home")
    wanted = request.GET.get(NEXT) or request.portal.get(NEXT) or home
    return wanted if wanted.startswith(home) and url_has_allowed_host_and_scheme(wanted, allowed_hosts=None) else home
