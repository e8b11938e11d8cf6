"""Forms of delivery: they carry what a person chose to the verbs."""

from collections.abc import Collection
from typing import Any, cast

from django import forms

from campaigns.enums import ArtifactKind
from campaigns.forms import TypedText
from delivery.domain.preflight import MAX_REASON
from delivery.enums import AVAILABLE, CheckKey, PackFormat


class OrderForm(forms.Form):
    """What the pack holds, among the stages that are `offered`."""

    kinds = forms.MultipleChoiceField(
        label="Stages", widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": "Choose the stages that the pack holds.",
            "invalid_choice": "“%(value)s” is not a stage that can be chosen here.",
        },
    )  # fmt: skip
    formats = forms.MultipleChoiceField(
        label="Formats", widget=forms.CheckboxSelectMultiple,
        choices=[(form.value, form.label) for form in AVAILABLE if form is not PackFormat.ZIP],
        error_messages={
            "required": "Choose at least one format to put into the ZIP.",
            "invalid_choice": "“%(value)s” is not a format that can be chosen here.",
        },
    )  # fmt: skip

    def __init__(self, data: Any, *, offered: Collection[ArtifactKind]) -> None:
        super().__init__(data)
        cast(forms.MultipleChoiceField, self.fields["kinds"]).choices = [(kind.value, kind.label) for kind in offered]

    @classmethod
    def whole(cls, offered: Collection[ArtifactKind]) -> "OrderForm":
        """With everything chosen."""
        formats = [form.value for form in AVAILABLE if form is not PackFormat.ZIP]
        return cls({"kinds": [kind.value for kind in offered], "formats": formats}, offered=offered)


class WaiverForm(forms.Form):
    """Which check, and why it may pass."""

    check = forms.ChoiceField(choices=[(key.value, key.label) for key in CheckKey], widget=forms.HiddenInput)
    reason = TypedText(
        label="Reason, printed in the manifest", max_length=MAX_REASON, widget=forms.TextInput({"class": "vTextField"}),
        error_messages={"required": "Give a reason. It is printed in the manifest."},
    )  # fmt: skip


class WithdrawForm(forms.Form):
    reason = TypedText(
        label="Why it is withdrawn", max_length=MAX_REASON, widget=forms.Textarea({"rows": 2}),
        error_messages={"required": "Say why the pack is withdrawn. It is kept with the pack."},
    )  # fmt: skip
