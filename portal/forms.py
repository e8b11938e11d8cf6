"""What a person types at the door."""

import re

from django import forms

from campaigns.domain.contacts import ALPHABET, LENGTH


class EmailForm(forms.Form):
    email = forms.EmailField(
        label="E-mail address", max_length=254, widget=forms.EmailInput(attrs={"autocomplete": "email"})
    )

    def clean_email(self) -> str:
        email: str = self.cleaned_data["email"]
        return email.lower()


class CodeForm(forms.Form):
    code = forms.CharField(
        max_length=40, widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "autocapitalize": "characters"})
    )

    def clean_code(self) -> str:
        """The code's signs alone, in capitals. What cannot be a code costs no attempt."""
        code = re.sub(r"[\s-]", "", self.cleaned_data["code"]).upper()
        if len(code) != LENGTH or not set(code) <= set(ALPHABET):
            raise forms.ValidationError(f"A code has {LENGTH} letters and digits, such as 7K3M-Q2XT.")
        return code
