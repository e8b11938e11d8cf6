"""``engagement_v1``: one engagement as one JSON document, in and out. import ∘ export = identity."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated, Any, Literal, Self

from django.core.exceptions import ValidationError as DjangoValidationError
from django.core.validators import validate_email
from django.db import transaction
from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StringConstraints,
    ValidationError,
    field_validator,
    model_validator,
)

from campaigns import content, qc
from campaigns.content import ContentError, PathError
from campaigns.content.base import Day
from campaigns.content.errors import MESSAGES, path_of
from campaigns.domain import artifacts, attachments, engagements
from campaigns.enums import ArtifactKind, CheckStatus, Objective, Severity
from campaigns.models import Artifact, ArtifactVersion, Campaign, CampaignStatus, Client, Contact, Engagement
from tenants import audit
from tenants.errors import Refusal
from tenants.models import Membership


def _address(text: str) -> str:
    try:
        validate_email(text)
    except DjangoValidationError as error:
        raise ValueError(" ".join(error.messages)) from error
    return text


def _line(value: object) -> object:
    """Texts of the frame are cleaned as those of content are."""
    return content.clean_line(value) if isinstance(value, str) else value


CLEANED = BeforeValidator(_line)
Name = Annotated[str, StringConstraints(min_length=1, max_length=120), CLEANED]
Title = Annotated[str, StringConstraints(min_length=1, max_length=160), CLEANED]
Short = Annotated[str, StringConstraints(max_length=120), CLEANED]
Email = Annotated[str, StringConstraints(to_lower=True, max_length=254), AfterValidator(_address), CLEANED]


ENVELOPE_MESSAGES = {
    **MESSAGES,
    "missing": "This is missing.",
    "string_too_short": "Write something here.",
    "string_pattern_mismatch": "Write a language and a country, such as en-GB.",
    "dict_type": "Give an object with named fields here.",
}
"""pydantic's error types that the envelope can produce beyond those of content, in words."""


SURROGATE = re.compile("[\ud800-\udfff]")
KEY = "[key]"
"""The last step of pydantic's location when the name of a field is wrong, not its value."""


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid")


class ContactPart(_Part):
    name: Name
    email: Email
    title: Short = ""


class ClientPart(_Part):
    name: Name
    website: Annotated[str, StringConstraints(max_length=200), CLEANED] = ""
    industry: Short = ""
    locale: Annotated[str, StringConstraints(pattern=r"^[a-z]{2}(-[A-Z]{2})?$")] = "en-GB"
    contacts: list[ContactPart] = Field(default_factory=list, max_length=200)

    @field_validator("contacts")
    @classmethod
    def no_twins(cls, contacts: list[ContactPart]) -> list[ContactPart]:
        emails = [contact.email for contact in contacts]
        if twin := next((email for email in emails if emails.count(email) > 1), None):
            raise ValueError(f"{twin} stands here twice.")
        return contacts


class CampaignPart(_Part):
    name: Title
    objective: Objective
    budget: Short = ""
    start_date: Day | None = None
    end_date: Day | None = None

    @model_validator(mode="after")
    def ends_after_it_starts(self) -> Self:
        if self.start_date and self.end_date and self.end_date < self.start_date:
            raise ValueError("The end lies before the start.")
        return self


class EngagementPart(_Part):
    name: Title


class EngagementDocument(_Part):
    """The envelope. Artifacts are checked by their own models (campaigns.content)."""

    schema_: Literal["engagement_v1"] = Field(alias="schema")
    client: ClientPart
    campaign: CampaignPart
    engagement: EngagementPart
    artifacts: dict[ArtifactKind, Any] = Field(default_factory=dict)


class ImportRefused(Exception):
    """The document will not do. `errors` names each place; nothing was written."""

    def __init__(self, errors: list[PathError]) -> None:
        super().__init__(f"{len(errors)} {'error' if len(errors) == 1 else 'errors'} in the document.")
        self.errors = errors


@dataclass(frozen=True)
class Imported:
    engagement: Engagement
    approved: list[ArtifactVersion]


def read(data: object) -> EngagementDocument:
    """Check a decoded document whole, envelope and artifacts; ImportRefused with every error at once."""
    errors = list(_take_unreadable_names(data))
    try:
        document = EngagementDocument.model_validate(data)
    except ValidationError as error:
        errors += _envelope_errors(error)
    errors += _artifact_errors(data)
    if errors:
        raise ImportRefused(errors)
    return document


def _take_unreadable_names(value: Any, path: str = "") -> Iterator[PathError]:
    """Take fields out whose names are no text, half of a surrogate pair: they would hide every other error."""
    if isinstance(value, dict):
        for name in [name for name in value if SURROGATE.search(name)]:
            del value[name]
            yield PathError(path, MESSAGES["string_unicode"])
        for name, inner in value.items():
            yield from _take_unreadable_names(inner, f"{path}.{name}".removeprefix("."))
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from _take_unreadable_names(inner, f"{path}[{index}]")


def _envelope_errors(error: ValidationError) -> Iterator[PathError]:
    for item in error.errors(include_url=False, include_input=False):
        place = item["loc"][:-1] if item["loc"][-1:] == (KEY,) else item["loc"]
        yield PathError(path_of(place), ENVELOPE_MESSAGES[item["type"]].format(**item.get("ctx", {})))


def _artifact_errors(data: object) -> Iterator[PathError]:
    """Of each artifact that can be found, whatever is wrong around it."""
    written = data.get("artifacts") if isinstance(data, dict) else None
    for kind in ArtifactKind:
        if isinstance(written, dict) and kind in written:
            try:
                content.parse(kind, written[kind])
                if isinstance(written[kind], dict) and attachments.named(written[kind]):
                    yield PathError(_within(kind, "files"), "Files are uploaded to an engagement. Leave them out here.")
            except ContentError as error:
                yield from (PathError(_within(kind, e.path), e.message) for e in error.errors)


def _within(kind: str, path: str) -> str:
    return f"artifacts.{kind}.{path}".rstrip(".")


def import_engagement(data: object, *, by: audit.By, approver: Membership | None = None) -> Imported:
    """Write the document into the agency in scope, all or nothing. With `approver`, each artifact in it passes QC and gates
    and is approved by that person, in the order of the chain, every finding of QC accepted in their name.

    A client and a campaign of the same name are used if they have what the document gives, and are never changed; contacts are
    added by e-mail; the engagement is new.
    """
    document = read(data)
    with transaction.atomic():
        errors = [*_conflicts(document), *(_blockers(document) if approver else [])]
        if errors:
            raise ImportRefused(errors)
        client = _client(document.client, by)
        campaign = _campaign(document.campaign, client, by)
        engagement = engagements.create_engagement(by=by, campaign=campaign, name=document.engagement.name)
        approved = []
        for artifact in Artifact.objects.filter(engagement=engagement).order_by("id"):
            kind = ArtifactKind(artifact.kind)
            if kind in document.artifacts:
                artifact = artifacts.edit(artifact, document.artifacts[kind], lock=artifact.lock, member=None)
                if approver is not None:
                    approved.append(_approve(artifact, approver))
    return Imported(engagement, approved)


def export_engagement(engagement: Engagement) -> dict[str, Any]:
    """The working copies of an engagement with their frame: words only, and empty artifacts are left out."""
    campaign, client = engagement.campaign, engagement.campaign.client
    return {
        "schema": "engagement_v1",
        "client": {
            "name": client.name,
            "website": client.website,
            "industry": client.industry,
            "locale": client.locale,
            "contacts": [
                {"name": contact.name, "email": contact.email, "title": contact.title}
                for contact in Contact.objects.filter(client=client, is_active=True).order_by("id")
            ],
        },
        "campaign": {
            "name": campaign.name,
            "objective": campaign.objective,
            "budget": campaign.budget,
            "start_date": campaign.start_date and campaign.start_date.isoformat(),
            "end_date": campaign.end_date and campaign.end_date.isoformat(),
        },
        "engagement": {"name": engagement.name},
        "artifacts": dict(_written(engagement)),
    }


def _written(engagement: Engagement) -> Iterator[tuple[str, dict[str, Any]]]:
    for artifact in Artifact.objects.filter(engagement=engagement).order_by("id"):
        words = attachments.without_files(artifact.content)
        if words != content.dump(content.empty(ArtifactKind(artifact.kind))):
            yield artifact.kind, words


def _conflicts(document: EngagementDocument) -> Iterator[PathError]:
    """What the document gives and the agency has otherwise."""
    client = Client.objects.filter(name=document.client.name).first()
    if client is None:
        return
    yield from _differences("client", document.client, client, of=client.name)
    contacts = {contact.email: contact for contact in Contact.objects.filter(client=client)}
    for index, part in enumerate(document.client.contacts):
        if contact := contacts.get(part.email):
            yield from _contact_conflicts(f"client.contacts[{index}]", part, contact)
    if campaign := _known_campaign(document.campaign, client):
        yield from _differences("campaign", document.campaign, campaign, of=campaign.name)


def _contact_conflicts(path: str, part: ContactPart, contact: Contact) -> Iterator[PathError]:
    if not contact.is_active:
        yield PathError(
            f"{path}.email",
            f"The agency has deactivated the contact {contact.email}. Leave them out here.",
        )
    yield from _differences(path, part, contact, of=contact.email)


def _differences(path: str, part: _Part, row: Client | Contact | Campaign, *, of: str) -> Iterator[PathError]:
    for name in _differing(part, row):
        here, there = (f"“{value}”" if value else "nothing" for value in (getattr(part, name), getattr(row, name)))
        way_out = "" if type(part).model_fields[name].is_required() else ", or leave the field out"
        yield PathError(
            f"{path}.{name}",
            f"The agency has {there} for {of}, this document {here}. Write the same here{way_out}.",
        )


def _differing(part: _Part, row: Client | Contact | Campaign) -> list[str]:
    """Names of the fields that are given and that `row` has otherwise; a field that is left out differs from nothing."""
    given = part.model_dump(exclude_unset=True, exclude={"contacts"})
    return [name for name, value in given.items() if value != getattr(row, name)]


def _known_campaign(part: CampaignPart, client: Client) -> Campaign | None:
    """Campaigns may share a name: the one that differs least from the document, of these the newest."""
    same_name = Campaign.objects.filter(client=client, name=part.name).order_by("-id")
    return min(same_name, key=lambda campaign: len(_differing(part, campaign)), default=None)


def _blockers(document: EngagementDocument) -> Iterator[PathError]:
    """What would stop a submission, in all artifacts at once and each at its place."""
    for kind, value in document.artifacts.items():
        for check in qc.run(kind, content.parse(kind, value)).findings:
            if check.severity is Severity.BLOCKER and check.status is CheckStatus.FAIL:
                yield PathError(_within(kind, check.path), f"{check.message} {check.fix_instruction}".strip())


def _approve(artifact: Artifact, approver: Membership) -> ArtifactVersion:
    try:
        version = artifacts.submit(artifact, member=None)
        report = version.qc_reports.get()
        artifacts.approve(
            version, member=approver, seen_sha256=version.content_sha256, comment="Approved on import.",
            accepted=[artifacts.finding_key(check) for check in report.findings],
        )  # fmt: skip
    except Refusal as refusal:
        raise ImportRefused([PathError(f"artifacts.{artifact.kind}", refusal.message)]) from refusal
    return version


def _client(part: ClientPart, by: audit.By) -> Client:
    fields = part.model_dump(exclude={"contacts"})
    client = Client.objects.filter(name=part.name).first() or engagements.create_client(by=by, **fields)
    known = set(Contact.objects.filter(client=client).values_list("email", flat=True))
    for contact in part.contacts:
        if contact.email not in known:
            engagements.create_contact(by=by, client=client, **contact.model_dump())
    return client


def _campaign(part: CampaignPart, client: Client, by: audit.By) -> Campaign:
    return _known_campaign(part, client) or engagements.create_campaign(
        by=by, client=client, status=CampaignStatus.ACTIVE, **part.model_dump()
    )
