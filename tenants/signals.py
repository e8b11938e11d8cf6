"""Facts about people's accounts that belong in the audit, told by Django and allauth."""

from typing import Any

from allauth.account.models import EmailAddress
from allauth.account.signals import password_changed, password_reset
from allauth.mfa.signals import authenticator_added, authenticator_removed
from django.contrib.auth.signals import user_logged_in, user_logged_out
from django.db import transaction
from django.dispatch import receiver

from tenants import audit
from tenants.models import Actor

EVENTS = {
    user_logged_in: "member.signed_in",
    user_logged_out: "member.signed_out",
    password_changed: "member.password_changed",
    password_reset: "member.password_reset",
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
        audit.record(by, EVENTS[signal])
