"""Forms of delivery: they carry what a person chose to the verbs."""

from typing import Any, cast

from django import forms

from campaigns.enums import ArtifactKind
from delivery.enums import AVAILABLE, PackFormat


class OrderForm(forms.Form):
    """What the pack holds."""

    kinds = forms.MultipleChoiceField(label="Stages", widget=forms.CheckboxSelectMultiple)
    formats = forms.MultipleChoiceField(
        label="Formats", widget=forms.CheckboxSelectMultiple,
        choices=[(form.value, form.label) for form in AVAILABLE if form is not PackFormat.ZIP],
    )  # fmt: skip

    def __init__(self, *args: Any, approved: list[ArtifactKind], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast(forms.MultipleChoiceField, self.fields["kinds"]).choices = [(kind.value, kind.label) for kind in approved]


class WaiverForm(forms.Form):
    check = forms.CharField(max_length=16)
    reason = forms.CharField(max_length=1000)


class WithdrawForm(forms.Form):
    reason = forms.CharField(max_length=1000, widget=forms.Textarea(attrs={"rows": 2}))
