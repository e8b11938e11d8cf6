"""Forms of the frame around the work: clients, contacts, campaigns, and a new engagement. Rules are in the verbs."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, Self

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.forms.models import ModelChoiceIterator

from campaigns.domain import engagements
from campaigns.enums import ArtifactStatus, Objective
from campaigns.models import Campaign, CampaignStatus, Client, Engagement
from tenants.account_forms import LineField
from tenants.errors import NotAllowed, Refusal
from tenants.models import Membership

OBJECTIVES = [(item.value, item.label) for item in Objective]
STATUSES = [(item.value, item.label) for item in ArtifactStatus]
LOCALE_HELP = (
    "Such as en-GB. Headings and fixed words of packs are in English, German or Greek, whichever it names, else in English. "
    "Figures, dates, weeks and paper are the region's."
)
BEFORE = "before"
LATEST = 100
"""Rows that a choice offers."""
LATEST_HELP = "The hundred latest are offered. For an older one, start from its page."
EMPTY_HELP = "Leave it empty where you chose one above."


class FrameForm(forms.Form):
    """A form that shows what a verb says: ValidationError at its fields, a refusal on top, and then answers 409."""

    refused = False
    now: engagements.Shown | None = None
    """What the row says by now, where somebody else has changed it."""

    @classmethod
    def of(cls, row: models.Model, data: Any = None) -> Self:
        """To change a row: as it is, or as it was sent."""
        return cls(data, initial={name: getattr(row, name) for name in cls.base_fields} | {BEFORE: row})

    @property
    def before(self) -> engagements.Shown | None:
        """What the form showed when it was filled in; None where that was not sent along."""
        try:
            said = json.loads(self.data.get(BEFORE, ""))
        except (ValueError, RecursionError):
            return None
        return {str(field): value for field, value in said.items()} if isinstance(said, dict) else None

    def before_field(self) -> str:
        """The hidden field that carries it: of a form that is shown again still what was shown first, unless a refusal has told
        of something newer."""
        carried = self.now or (self.before if self.is_bound else engagements.shown(self.initial[BEFORE], self.fields))
        return forms.HiddenInput().render(BEFORE, json.dumps(carried or {}))

    @property
    def answer(self) -> int:
        return 409 if self.refused else 200

    @contextmanager
    def telling(self) -> Iterator[None]:
        try:
            yield
        except ValidationError as error:
            self.add_error(None, error)
        except NotAllowed:
            raise
        except engagements.Overtaken as overtaken:
            self._meet(overtaken)
        except Refusal as refusal:
            self.refused = True
            self.add_error(None, refusal.message)

    def stored(self, verb: Callable[..., Any], row: models.Model, *, by: Membership) -> bool:
        """Whether `verb` has changed the row to what was sent; if not, the form says why, and the row is as it is stored."""
        if self.is_valid():
            with self.telling():
                verb(row, by=by, before=self.before, **self.cleaned_data)
                return True
        row.refresh_from_db()
        return False

    def _meet(self, overtaken: engagements.Overtaken) -> None:
        """Keep what was typed, and show what somebody else wrote in the fields that were left alone."""
        self.refused, self.now = True, overtaken.now
        left_alone = [
            name
            for name, value in engagements.plain(self.cleaned_data).items()
            if (self.before or {}).get(name) == value
        ]
        typed = {name: self.data.get(name, "") for name in self.fields}
        self.data = typed | {name: overtaken.now[name] or "" for name in left_alone}
        self.add_error(None, overtaken.message)
        for field, sentence in overtaken.fields.items():
            self.add_error(field, sentence)


class DayField(forms.DateField):
    """A day, as browsers send it."""

    widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    default_error_messages = {"invalid": "Write a day that there is, such as 2027-03-31."}

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(input_formats=["%Y-%m-%d"], required=False, **kwargs)


class LatestRows(ModelChoiceIterator):  # type: ignore[type-arg]
    """The latest rows in the order of their labels, and the one that is chosen; a thousand options help nobody."""

    field: "RowField"

    def __iter__(self) -> Iterator[tuple[Any, str]]:
        if self.field.empty_label is not None:
            yield "", str(self.field.empty_label)
        rows = list(self.queryset.order_by("-id")[:LATEST])
        if self.field.chosen is not None and self.field.chosen not in rows:
            rows.append(self.field.chosen)
        yield from sorted(map(self.choice, rows), key=lambda option: option[1].casefold())


class RowField(forms.ModelChoiceField):  # type: ignore[type-arg]  # generic for the stubs only
    """One of the agency's rows, by its public id; the latest are offered. Another agency's is no choice, like one that does
    not exist."""

    iterator = LatestRows
    chosen: Any = None
    """A row that is offered in any case."""

    def __init__(self, queryset: Any, **kwargs: Any) -> None:
        super().__init__(queryset, to_field_name="public_id", required=False, **kwargs)

    def to_python(self, value: Any) -> Any:
        try:
            return super().to_python(value)
        except ValidationError as error:
            raise ValidationError("This is not among the choices. Choose again.") from error

    def found(self, value: Any) -> Any:
        """The row, or None where `value` is no choice."""
        try:
            return self.to_python(value)
        except ValidationError:
            return None


class CampaignField(RowField):
    def label_from_instance(self, campaign: Any) -> str:
        return f"{campaign.client}: {campaign}"


class EngagementField(RowField):
    def label_from_instance(self, engagement: Any) -> str:
        return f"{engagement.campaign.client}: {engagement.campaign}, {engagement}"


class ClientForm(FrameForm):
    name = LineField(max_length=120)
    website = LineField(max_length=200, required=False)
    industry = LineField(max_length=120, required=False)
    locale = LineField(max_length=12, initial="en-GB", label="Language and region", help_text=LOCALE_HELP)


class ContactForm(FrameForm):
    name = LineField(max_length=120)
    email = forms.EmailField(
        max_length=254, label="E-mail address", help_text="The portal sends its sign-in codes there."
    )
    title = LineField(max_length=120, required=False, help_text="What they are at the client, such as Head of Brand.")


class CampaignForm(FrameForm):
    name = LineField(max_length=160)
    objective = forms.ChoiceField(choices=OBJECTIVES)
    budget = LineField(max_length=120, required=False, help_text="As it was agreed, with its currency.")
    start_date = DayField(label="Start")
    end_date = DayField(label="End")
    status = forms.ChoiceField(
        choices=[(value, label) for value, label in CampaignStatus.choices if value != CampaignStatus.ARCHIVED]
    )


class EngagementNameForm(FrameForm):
    name = LineField(max_length=160, help_text="What this run is, such as Spring 2027.")


class EngagementForm(FrameForm):
    """Client, campaign and engagement on one page: for the first two, a row that is there or the fields of a new one."""

    use_required_attribute = False
    NEEDED = ("client", "client_name", "campaign", "campaign_name", "campaign_objective")

    client = RowField(Client.objects.filter(archived_at=None), label="Client", empty_label="A new client")
    client_name = LineField(max_length=120, required=False, label="Name of the new client", help_text=EMPTY_HELP)
    client_website = LineField(max_length=200, required=False, label="Website")
    client_industry = LineField(max_length=120, required=False, label="Industry")
    client_locale = LineField(
        max_length=12, required=False, initial="en-GB", label="Language and region", help_text=LOCALE_HELP
    )
    campaign = CampaignField(
        Campaign.objects.filter(client__archived_at=None)
        .exclude(status=CampaignStatus.ARCHIVED)
        .select_related("client")
        .order_by("client__name", "name", "id"),
        label="Campaign", empty_label="A new campaign", help_text=LATEST_HELP,
    )  # fmt: skip
    campaign_name = LineField(max_length=160, required=False, label="Name of the new campaign", help_text=EMPTY_HELP)
    campaign_objective = forms.ChoiceField(
        choices=[("", "Choose one"), *OBJECTIVES],
        required=False,
        label="Objective",
        help_text="The intake begins with it.",
    )
    campaign_budget = LineField(
        max_length=120, required=False, label="Budget", help_text="As it was agreed, with its currency."
    )
    campaign_start_date = DayField(label="Start")
    campaign_end_date = DayField(label="End")
    name = LineField(max_length=160, label="Name of the engagement", help_text="What this run is, such as Spring 2027.")
    source = EngagementField(
        Engagement.objects.select_related("campaign__client").order_by("campaign__client__name", "name", "id"),
        label="As a copy of", empty_label="None: its stages begin empty",
        help_text="The drafts begin with the words of that engagement as they stand now. Versions, approvals and packs are not "
        "copied. For another client the intake names that one; read the rest before you submit.",
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            if isinstance(field, RowField):
                field.chosen = field.found(self[name].value())

    def clean(self) -> dict[str, Any]:
        said = self.cleaned_data
        campaign = said.get("campaign")
        self._either("campaign", ("name", "objective"), ("budget", "start_date", "end_date"))
        if campaign and not said.get("client") and not said.get("client_name"):
            said["client"] = campaign.client
        else:
            self._either("client", ("name",), ("website", "industry"))
        return said

    def shown(self) -> Self:
        """For the page, once it has been checked: what a new row needs is not called optional."""
        for name in self.NEEDED:
            self.fields[name].required = True
        return self

    def _either(self, part: str, needed: tuple[str, ...], more: tuple[str, ...]) -> None:
        """A row, or what a new one needs; never both, for then one of them is a mistake."""
        said = self.cleaned_data
        if part in self.errors:
            return
        if chosen := said.get(part):
            for name in (*needed, *more):
                if said.get(f"{part}_{name}"):
                    self.add_error(
                        f"{part}_{name}", f"You chose {chosen} above. Empty this, or choose “A new {part}” there."
                    )
            return
        for name in needed:
            field = f"{part}_{name}"
            if not said.get(field) and field not in self.errors:
                self.add_error(field, f"A new {part} needs this; or choose a {part} above.")

    def parts(self) -> dict[str, Any]:
        """What `engagements.start_engagement` takes."""
        said = self.cleaned_data
        new_client = {name: said[f"client_{name}"] for name in ("name", "website", "industry", "locale")}
        new_client["locale"] = new_client["locale"] or "en-GB"
        new_campaign = {
            name: said[f"campaign_{name}"] for name in ("name", "objective", "budget", "start_date", "end_date")
        }
        return {
            "name": said["name"],
            "client": said["client"] or new_client,
            "campaign": said["campaign"] or new_campaign,
            "source": said["source"],
        }


class ListForm(forms.Form):
    """What the address of the campaigns list asks for. What it does not know counts as not asked."""

    q = LineField(max_length=200, required=False)
    state = forms.ChoiceField(choices=[("", "Any state"), *STATUSES], required=False)
    client = RowField(Client.objects.all(), empty_label="Any client")
    objective = forms.ChoiceField(choices=[("", "Any objective"), *OBJECTIVES], required=False)
