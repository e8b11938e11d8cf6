"""Facts about people's accounts that belong in the audit, told by Django and allauth; and who asks, for the log."""

from typing import Any

import structlog
from allauth.account.adapter import get_adapter
from allauth.account.models import EmailAddress
from allauth.account.signals import email_changed, password_changed, password_reset, password_set
from allauth.mfa.signals import authenticator_added, authenticator_removed
from django.contrib.auth.signals import user_logged_in, user_logged_out
from django.db import transaction
from django.dispatch import receiver
from django.http import HttpRequest
from django_structlog.signals import bind_extra_request_metadata

from tenants import audit
from tenants.models import Actor

EVENTS = {
    user_logged_in: "member.signed_in",
    user_logged_out: "member.signed_out",
    password_set: "member.password_set",
    password_changed: "member.password_changed",
    password_reset: "member.password_reset",
    email_changed: "member.email_changed",
    authenticator_added: "member.second_factor_added",
    authenticator_removed: "member.second_factor_removed",
}


@receiver(password_reset)
def the_link_proved_the_address(user: Any, **kwargs: Any) -> None:
    EmailAddress.objects.filter(user=user, email=user.email).update(verified=True)


@receiver(list(EVENTS))
def record_account_event(signal: Any, request: Any, user: Any, **kwargs: Any) -> None:
    """At an agency's host the event joins the agency's chain; the operator's sign-ins are in the log."""
    if user is None or getattr(request, "agency", None) is None:
        return
    by = audit.By(Actor.MEMBER, user.get_full_name(), str(user.pk))
    with transaction.atomic():
        audit.record(by, EVENTS[signal], **_addresses(**kwargs))


def _addresses(
    to_email_address: EmailAddress | None = None, from_email_address: EmailAddress | None = None, **kwargs: Any
) -> dict[str, Any]:
    """Of an event about addresses, which one there is now, and which there was."""
    if to_email_address is None:
        return {}
    return {"email": to_email_address.email, "was": from_email_address.email if from_email_address else ""}


@receiver(bind_extra_request_metadata)
def log_who_asks(request: HttpRequest, **kwargs: Any) -> None:
    """Every line of the log names the address that rate limits count by, in place of whatever a header says."""
    structlog.contextvars.bind_contextvars(ip=get_adapter().get_client_ip(request))
