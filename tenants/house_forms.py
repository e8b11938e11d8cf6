"""Forms of the pages about the house: which activity, and which letters."""

from datetime import date
from typing import Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator

from tenants import activity
from tenants.models import Membership

DAYS = [
    MinValueValidator(date(2000, 1, 1), "Write a day from the year 2000 on."),
    MaxValueValidator(date(2999, 12, 31), "Write a day before the year 3000."),
]


def _day(label: str) -> forms.DateField:
    return forms.DateField(
        label=label, required=False, validators=DAYS, widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d")
    )


class ActivityForm(forms.Form):
    """Choices that will not do count as not asked; a day that is none says so."""

    group = forms.ChoiceField(label="Kind", required=False)
    person = forms.ChoiceField(label="Person", required=False)
    since = _day("From")
    until = _day("To")

    def __init__(self, data: Any, *, member: Membership) -> None:
        super().__init__(data, auto_id="activity-%s")
        groups = [(group.value, group.label) for group in activity.groups_for(member)]
        people = [(str(user.pk), user.get_full_name()) for user in activity.people()]
        others = [(activity.CLIENTS, "Clients"), (activity.SYSTEM, "The system")]
        self._choices("group", [("", "Everything"), *groups])
        self._choices("person", [("", "Everybody"), *people, *others])

    def _choices(self, name: str, choices: list[tuple[str, str]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = choices

    def clean(self) -> dict[str, Any]:
        said: dict[str, Any] = super().clean() or {}
        for name in ("group", "person"):
            self.errors.pop(name, None)
        since, until = said.get("since"), said.get("until")
        if since and until and since > until:
            self.add_error("until", "This day lies before the first one.")
        return said

    @property
    def asked(self) -> dict[str, Any]:
        """What narrows the list, by the names that `activity.entries` has for it."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}


class LettersForm(forms.Form):
    letters = forms.BooleanField(
        label="Send me a letter when something waits for me",
        required=False,
        help_text="When a stage waits for your decision, comes back to you, or becomes stale after you wrote it.",
    )
