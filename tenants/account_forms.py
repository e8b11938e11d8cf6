"""allauth's forms that look a person up, narrowed to the members of the request's agency."""

from allauth.account import forms
from allauth.core import context

from tenants.accounts import belongs


class ResetPasswordForm(forms.ResetPasswordForm):
    def clean_email(self) -> str:
        email: str = super().clean_email()
        self.users = [user for user in self.users if belongs(context.request, user)]
        return email


class RequestLoginCodeForm(forms.RequestLoginCodeForm):
    def clean_email(self) -> str:
        email: str = super().clean_email()
        if self._user is not None and not belongs(context.request, self._user):
            self._user = None
        return email
