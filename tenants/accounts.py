"""One door for staff: allauth, taught that a person exists only where they are an active member.

At an agency's host, somebody without an active membership there gets the same answer, the same work and the same silence as
an unknown address. On the base host only the operator is known.
"""

from collections.abc import Iterable
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.auth_backends import AuthenticationBackend
from allauth.account.internal.stagekit import clear_login
from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from django.http import HttpRequest
from django.shortcuts import redirect

from tenants import mail, secrets
from tenants.brand import current_brand
from tenants.http import known
from tenants.models import Membership, User


NOBODY = 0


def known_here(request: HttpRequest | None, users: Iterable[User]) -> list[User]:
    """Those of `users` who are known at the host of this request. The same one question is asked whether there are any or
    not, so that a stranger's address costs what an unknown one does."""
    if request is None:
        return []
    users = list(users)
    agency = known(request).agency
    if agency is None:
        return [user for user in users if user.is_operator and user.is_active]
    asked = [user.pk for user in users] or [NOBODY]
    members = set(
        Membership.objects.filter(agency=agency, user__in=asked, is_active=True, user__is_active=True).values_list(
            "user_id", flat=True
        )
    )
    return [user for user in users if user.pk in members]


class MemberBackend(AuthenticationBackend):
    """Password sign-in at the request's agency. A stranger costs one password hash, as an unknown address does."""

    def authenticate(self, request: HttpRequest | None, **credentials: Any) -> User | None:
        user: User | None = super().authenticate(request, **credentials)
        found = known_here(request, [user] if user is not None else [])
        return found[0] if found else None


class AccountAdapter(DefaultAccountAdapter):
    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def pre_login(self, request: HttpRequest, user: User, **kwargs: Any) -> Any:
        """The last gate of every way in (password, code, reset): no membership here, no session here."""
        if not known_here(request, [user]):
            clear_login(request)
            return redirect("account_login")
        return super().pre_login(request, user, **kwargs)

    def get_from_email(self) -> str:
        return mail.sender(getattr(context.request, "agency", None))

    def format_email_subject(self, subject: str) -> str:
        return subject  # no site name in front: the sender is the agency

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        agency = getattr(self.request, "agency", None)
        super().send_mail(
            template_prefix, email, {**context, "agency": agency, "brand": current_brand() if agency else None}
        )


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
