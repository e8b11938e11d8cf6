"""allauth's forms that look a person up, narrowed to the people of the request's host."""

from typing import Any

from allauth.account import forms
from allauth.core import context

from tenants.accounts import address_here


class KnownHere:
    """Looks the address up as it is known here, and goes on with the one that was typed."""

    cleaned_data: dict[str, Any]

    def clean_email(self) -> str:
        typed: str = self.cleaned_data["email"]
        self.cleaned_data["email"] = address_here(context.request, typed)
        super().clean_email()  # type: ignore[misc]
        return typed


class ResetPasswordForm(KnownHere, forms.ResetPasswordForm):
    pass


class RequestLoginCodeForm(KnownHere, forms.RequestLoginCodeForm):
    pass
