"""Forms of the work. They carry what a person typed to the verbs; rules are in domain."""

from typing import Any, cast

from django import forms

from campaigns.domain.artifacts import finding_key
from campaigns.models import QCReport


class TypedText(forms.CharField):
    """Text of several lines, its line ends as we store them before anything is counted: browsers send two characters for
    each and count one."""

    def to_python(self, value: Any) -> str:
        return (super().to_python(value) or "").replace("\r\n", "\n")


class DecisionForm(forms.Form):
    """The approval page's POST: what was seen, the comment or the tick, the findings accepted, and which button."""

    seen = forms.CharField(max_length=64, widget=forms.HiddenInput)
    comment = TypedText(
        max_length=5000, required=False, widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Needed to request changes. To approve, write one or tick the box.",
    )  # fmt: skip
    confirmed = forms.BooleanField(required=False, label="I have read this version and stand by it.")
    accepted = forms.MultipleChoiceField(
        required=False, widget=forms.CheckboxSelectMultiple, label="Findings you accept"
    )
    decision = forms.ChoiceField(choices=[("approve", "Approve"), ("request_changes", "Request changes")])

    def __init__(self, *args: Any, report: QCReport, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered = cast(forms.MultipleChoiceField, self.fields["accepted"])
        offered.choices = [
            (finding_key(check), check["message"]) for check in report.findings if report.status != "FAIL"
        ]
        if not offered.choices:
            del self.fields["accepted"]
