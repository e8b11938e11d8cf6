"""One door for staff: allauth, taught that a person exists only where they are an active member.

At an agency's host, somebody without an active membership there gets the same answer, the same work and the same silence as
an unknown address. On the base host only the operator is known.
"""

from hashlib import sha256
from typing import Any

import structlog
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.auth_backends import AuthenticationBackend
from allauth.account.internal.stagekit import clear_login
from allauth.core import context
from allauth.core.internal.httpkit import clean_client_ip
from allauth.mfa.adapter import DefaultMFAAdapter
from django.conf import settings
from django.contrib import messages
from django.core.mail import EmailMessage
from django.db import transaction
from django.http import HttpRequest
from django.shortcuts import redirect

from tenants import audit, mail, secrets
from tenants.brand import current_brand
from tenants.http import known
from tenants.models import User

log = structlog.get_logger(__name__)

TO_A_STRANGER = "account/email/unknown_account"  # allauth's name for the letter to an address that nobody has
NOT_MAILED = "A message about this could not be mailed to you. The log says why."


def known_here(request: HttpRequest | None, **who: Any) -> bool:
    """Whether the user with ``pk=`` or ``email=`` is known at the host of this request. One question, whatever the answer."""
    if request is None:
        return False
    agency = known(request).agency
    here = {"memberships__agency": agency, "memberships__is_active": True} if agency else {"is_operator": True}
    return User.objects.filter(is_active=True, **here, **who).exists()


def address_here(request: HttpRequest | None, email: str) -> str:
    """`email` if its person is known here, else an address that nobody has: allauth then looks for a stranger as it looks for
    an unknown address, in vain and with the same work (it asks less about an address that is confirmed). One for each that is
    typed, so that limits by address count strangers as they count members."""
    nobody = f"{sha256(email.lower().encode()).hexdigest()[:32]}@unknown.invalid"
    return email if known_here(request, email=email.lower()) else nobody


FIRST = {
    "account/messages/password_changed.txt": "account/messages/password_set.txt",
    "account/email/password_reset": "account/email/password_set",
}
"""What allauth says of a password that was set by a link → what is said of a first one."""


def tell_of_first_password(request: HttpRequest, user: User) -> None:
    """Nothing has changed for somebody who had no password: call this before it is set."""
    request.is_first_password = not user.has_usable_password()  # type: ignore[attr-defined]


def _said(request: HttpRequest, template: str) -> str:
    return FIRST.get(template, template) if getattr(request, "is_first_password", False) else template


class MemberBackend(AuthenticationBackend):
    """Password sign-in at the request's agency. A stranger costs one password hash, as an unknown address does."""

    def authenticate(self, request: HttpRequest | None, **credentials: Any) -> User | None:
        if email := credentials.get("email"):
            credentials["email"] = address_here(request, email)
        user: User | None = super().authenticate(request, **credentials)
        return user if user is not None and known_here(request, pk=user.pk) else None


class AccountAdapter(DefaultAccountAdapter):
    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def pre_login(self, request: HttpRequest, user: User, **kwargs: Any) -> Any:
        """The last gate of every way in (password, code, reset): no membership here, no session here."""
        if not known_here(request, pk=user.pk):
            clear_login(request)
            return redirect("account_login")
        return super().pre_login(request, user, **kwargs)

    def add_message(
        self, request: HttpRequest, level: int, message_template: str | None = None, *args: Any, **more: Any
    ) -> None:
        super().add_message(request, level, message_template and _said(request, message_template), *args, **more)

    def send_notification_mail(self, template_prefix: str, user: Any, *args: Any, **more: Any) -> None:
        super().send_notification_mail(_said(self.request, template_prefix), user, *args, **more)

    def get_from_email(self) -> str:
        return mail.sender(getattr(context.request, "agency", None))

    def format_email_subject(self, subject: str) -> str:
        return subject  # no site name in front: the sender is the agency

    def get_client_ip(self, request: HttpRequest) -> str:
        """Whoever asks, as the outermost of our proxies saw them (README.md, "Settings", PROXIES): what clients write into the
        header themselves stands left of that. Without proxies, or an address in the header, it is the peer."""
        peer: str = request.META.get("REMOTE_ADDR", "")
        if not settings.PROXIES:
            return peer
        seen = request.headers.get("X-Forwarded-For", "").split(",")[-settings.PROXIES :][0]
        return clean_client_ip(seen) or peer

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """By job. A stranger's letter is written like anybody's and goes to nobody, so that neither the answer nor its
        duration tells. On the base host, which has no agency and so no jobs, it is sent at once."""
        agency = known(self.request).agency
        brand = current_brand() if agency else None
        message = self.render_mail(
            template_prefix,
            [] if template_prefix == TO_A_STRANGER else [email],
            {**context, "request": self.request, "email": email, "agency": agency, "brand": brand},
        )
        if agency is None:
            self._send_to_operator(template_prefix, message)
            return
        with transaction.atomic():
            mail.send_later(message, by=audit.SYSTEM)

    def _send_to_operator(self, template_prefix: str, message: EmailMessage) -> None:
        """A mail server that is away is told in the log, and to somebody who is signed in. Others get the same answer as
        anybody."""
        try:
            message.send()
        except OSError as error:
            log.error("mail_not_sent", template=template_prefix, error=str(error))
            if self.request.user.is_authenticated:
                messages.warning(self.request, NOT_MAILED)


class MFAAdapter(DefaultMFAAdapter):
    """TOTP secrets and recovery seeds are encrypted at rest."""

    PURPOSE = "mfa"

    def encrypt(self, text: str) -> str:
        return secrets.encrypt(self.PURPOSE, text)

    def decrypt(self, encrypted_text: str) -> str:
        return secrets.decrypt(self.PURPOSE, encrypted_text)

    def get_totp_issuer(self) -> str:
        agency = getattr(context.request, "agency", None)
        return agency.name if agency else "Operator"
