"""People's names, and allauth's forms: narrowed to the people of the request's host, and asking for a name where one is missing."""

from typing import Any

from allauth.account import forms as allauth_forms
from allauth.core import context
from django import forms
from django.db import transaction

from tenants.accounts import address_here, tell_of_first_password
from tenants.people import MAX_NAME, check_name, clean_line, rename


class LineField(forms.CharField):
    """A line of text, cleaned as it is stored. One in which nothing can be seen is empty."""

    def to_python(self, value: Any) -> str:
        return clean_line(super().to_python(value) or "")


class NameField(LineField):
    """A person's name."""

    widget = forms.TextInput(attrs={"maxlength": MAX_NAME})
    default_validators = [check_name]


class NameForm(forms.Form):
    name = NameField(label="Your name")


class KnownHere:
    """Looks the address up as it is known here, and goes on with the one that was typed."""

    cleaned_data: dict[str, Any]

    def clean_email(self) -> str:
        typed: str = self.cleaned_data["email"]
        self.cleaned_data["email"] = address_here(context.request, typed)
        super().clean_email()  # type: ignore[misc]
        return typed


class ResetPasswordForm(KnownHere, allauth_forms.ResetPasswordForm):
    pass


class RequestLoginCodeForm(KnownHere, allauth_forms.RequestLoginCodeForm):
    pass


class ResetPasswordKeyForm(allauth_forms.ResetPasswordKeyForm):
    """The page behind a link. Whoever sets their first password, or has no name, says what they are called as well."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password1"].label, self.fields["password2"].label = "Password", "Password, again"
        if self.user and not (self.user.name and self.user.has_usable_password()):
            self.fields["name"] = NameField(label="Your name", initial=self.user.name)
            self.order_fields(["name"])

    def save(self) -> None:
        tell_of_first_password(context.request, self.user)
        with transaction.atomic():
            if name := self.cleaned_data.get("name"):
                rename(self.user, name)
            super().save()
