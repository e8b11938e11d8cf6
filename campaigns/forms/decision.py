"""Forms of the work. They carry what a person typed to the verbs; rules are in domain."""

from typing import Any, cast

from django import forms

from campaigns.content import clean_text
from campaigns.domain import artifacts, checking
from campaigns.domain.artifacts import finding_key
from campaigns.models import Approval, ArtifactVersion, QCReport
from tenants.models import Membership


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
        self.report = report
        offered = cast(forms.MultipleChoiceField, self.fields["accepted"])
        offered.choices = [
            (finding_key(check), checking.told(report.version, check))
            for check in report.findings
            if report.status != "FAIL"
        ]
        if not offered.choices:
            del self.fields["accepted"]

    def clean_comment(self) -> str:
        return clean_text(self.cleaned_data["comment"])

    def clean(self) -> None:
        """The comment that a decision cannot do without is asked for at its place."""
        data = self.cleaned_data
        if "comment" not in data or data["comment"]:
            return
        if data.get("decision") == "request_changes":
            self.add_error("comment", "Say what should change. The author reads it.")
        elif data.get("decision") == "approve" and not data.get("confirmed"):
            self.add_error("comment", "Write a comment, or tick that you have read it all.")

    def decide(self, version: ArtifactVersion, member: Membership) -> Approval:
        """What the pressed button asks for."""
        data = self.cleaned_data
        if data["decision"] == "request_changes":
            return artifacts.request_changes(
                version, member=member, seen_sha256=data["seen"], reason=data["comment"]
            )  # fmt: skip
        return artifacts.approve(
            version, member=member, seen_sha256=data["seen"], comment=data["comment"],
            confirmed=data["confirmed"], accepted=data.get("accepted", []),
        )  # fmt: skip

    def done(self, version: ArtifactVersion) -> str:
        """What has happened, in a sentence."""
        if self.cleaned_data["decision"] == "approve":
            return f"{version} is approved and in force."
        return f"Changes to {version} are requested."
