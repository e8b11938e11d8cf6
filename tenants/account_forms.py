"""allauth's forms that look a person up, narrowed to the members of the request's agency."""

from allauth.account import forms
from allauth.core import context

from tenants.accounts import known_here
from tenants.models import User


class ResetPasswordForm(forms.ResetPasswordForm):
    def clean_email(self) -> str:
        email: str = super().clean_email()
        self.users: list[User] = known_here(context.request, self.users)
        return email


class RequestLoginCodeForm(forms.RequestLoginCodeForm):
    def clean_email(self) -> str:
        email: str = super().clean_email()
        user: User | None = self._user  # type: ignore[has-type]
        found = known_here(context.request, [user] if user is not None else [])
        self._user = found[0] if found else None
        return email
