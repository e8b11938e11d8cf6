"""Forms of delivery: they carry what a person chose to the verbs."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any, cast

from django import forms
from django.http import QueryDict
from django.utils.http import urlencode

from campaigns.domain import gates
from campaigns.enums import ArtifactKind
from campaigns.forms import TypedText
from campaigns.forms.frame import RowField
from campaigns.models import Client, Engagement
from delivery.domain import inputs
from delivery.domain.inputs import Selection
from delivery.domain.preflight import MAX_REASON
from delivery.enums import AVAILABLE, CheckKey, PackFormat, PackOption, PackState
from tenants.account_forms import LineField
from tenants.errors import Refusal
from tenants.models import Agency


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

    options = forms.MultipleChoiceField(
        label="Besides", widget=forms.CheckboxSelectMultiple, required=False,
        choices=[(option.value, option.label) for option in PackOption],
        error_messages={"invalid_choice": "“%(value)s” is nothing that a pack can hold."},
    )  # fmt: skip

    def __init__(self, data: Any, *, offered: Collection[ArtifactKind]) -> None:
        super().__init__(data)
        cast(forms.MultipleChoiceField, self.fields["kinds"]).choices = [(kind.value, kind.label) for kind in offered]

    @classmethod
    def proposed(cls, offered: Collection[ArtifactKind], formats: Collection[PackFormat]) -> "OrderForm":
        """With all stages chosen, and these formats."""
        ticked = [form.value for form in formats if form is not PackFormat.ZIP]
        return cls({"kinds": [kind.value for kind in offered], "formats": ticked}, offered=offered)


@dataclass(frozen=True)
class Choice:
    """What is ticked for a pack of an engagement, and the selection that comes of it; None while the form is wrong."""

    engagement: Engagement
    chain: gates.Chain
    form: OrderForm
    selection: Selection | None

    @property
    def query(self) -> str:
        """The same boxes ticked, for the address of a page."""
        return urlencode(self.form.cleaned_data, doseq=True)

    def as_shown(self, digest: str) -> Selection:
        """The selection that a page with this digest showed; refused when it is another one by now."""
        if self.selection is None or digest != self.selection.digest:
            raise Refusal("What goes out has changed since you opened the page. Nothing was decided; read it again.")
        return self.selection


def choose(engagement: Engagement, *, agency: Agency, asked: QueryDict, posted: bool) -> Choice:
    """What is ticked: as posted, as the address says, or every stage in the formats that are proposed. The
    address of a page on which all was unticked has `chosen` in it."""
    chain = gates.chain(engagement)
    offered = inputs.default_kinds(chain)
    said = posted or any(name in asked for name in ("kinds", "formats", "chosen"))
    form = OrderForm(asked, offered=offered) if said else OrderForm.proposed(offered, inputs.default_formats(chain))
    if not form.is_valid():
        return Choice(engagement, chain, form, None)
    selection = inputs.select(
        engagement, agency=agency, chain=chain,
        kinds=[ArtifactKind(kind) for kind in form.cleaned_data["kinds"]],
        formats=[PackFormat(format) for format in form.cleaned_data["formats"]],
        options=[PackOption(option) for option in form.cleaned_data["options"]],
    )  # fmt: skip
    return Choice(engagement, chain, form, selection)


class WaiverForm(forms.Form):
    """Which check, and why it may pass."""

    check = forms.ChoiceField(choices=[(key.value, key.label) for key in CheckKey], widget=forms.HiddenInput)
    reason = TypedText(
        label="Reason, printed in the manifest", max_length=MAX_REASON, widget=forms.TextInput({"class": "vTextField"}),
        error_messages={"required": "Give a reason. It is printed in the manifest."},
    )  # fmt: skip

    @classmethod
    def beside(cls, key: CheckKey, typed: "WaiverForm | None") -> "WaiverForm":
        """The form beside one check: as it was typed, if it was this one."""
        auto_id = f"{key.value}_%s"
        if typed is not None and typed.data.get("check") == key:
            return cls(typed.data, auto_id=auto_id)
        return cls(initial={"check": key.value}, auto_id=auto_id)


class WithdrawForm(forms.Form):
    reason = TypedText(
        label="Why it is withdrawn", max_length=MAX_REASON, widget=forms.Textarea({"rows": 2}),
        error_messages={"required": "Say why the pack is withdrawn. It is kept with the pack."},
    )  # fmt: skip


class ListForm(forms.Form):
    """What the address of the list of packs asks for. What it does not know counts as not asked."""

    q = LineField(max_length=200, required=False)
    state = forms.ChoiceField(
        choices=[("", "Any state"), *((item.value, item.label) for item in PackState)], required=False
    )
    client = RowField(Client.objects.all())
