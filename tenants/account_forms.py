"""allauth's forms that look a person up, narrowed to the members of the request's agency."""

from allauth.account import forms
from allauth.core import context

from tenants.accounts import belongs
from tenants.models import User


class ResetPasswordForm(forms.ResetPasswordForm):
    def clean_email(self) -> str:
        email: str = super().clean_email()
        self.users: list[User] = [user for user in self.users if belongs(context.request, user)]
        return email


class RequestLoginCodeForm(forms.RequestLoginCodeForm):
    def clean_email(self) -> str:
        email: str = super().clean_email()
        user: User | None = self._user  # type: ignore[has-type]
        if user is not None and not belongs(context.request, user):
            self._user = None
        return email
