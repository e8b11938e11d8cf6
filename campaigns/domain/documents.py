"""``engagement_v1``: one engagement as one JSON document, in and out. import ∘ export = identity."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any, Literal

from django.core.exceptions import ValidationError as DjangoValidationError
from django.db import transaction
from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from campaigns import content
from campaigns.content import ContentError, PathError
from campaigns.content.errors import MESSAGES, path_of
from campaigns.domain import artifacts, engagements
from campaigns.enums import ArtifactKind, Objective
from campaigns.models import Artifact, ArtifactVersion, Campaign, Client, Contact, Engagement
from tenants import audit
from tenants.errors import Refusal
from tenants.models import Membership

Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=120)]
Title = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=160)]
Short = Annotated[str, StringConstraints(strip_whitespace=True, max_length=120)]


DATE = "Write a date such as 2026-04-06."
ENVELOPE_MESSAGES = {
    **MESSAGES,
    "missing": "This is missing.",
    "string_too_short": "Write something here.",
    "string_pattern_mismatch": "Write a language and a country, such as en-GB.",
    "date_type": DATE,
    "date_parsing": DATE,
    "date_from_datetime_parsing": DATE,
    "date_from_datetime_inexact": DATE,
    "dict_type": "Give an object with named fields here.",
}
"""pydantic's error types that the envelope can produce beyond those of content, in words."""


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid")


class ContactPart(_Part):
    name: Name
    email: Annotated[str, StringConstraints(strip_whitespace=True, to_lower=True, max_length=254)]
    title: Short = ""


class ClientPart(_Part):
    name: Name
    website: Annotated[str, StringConstraints(strip_whitespace=True, max_length=200)] = ""
    industry: Short = ""
    locale: Annotated[str, StringConstraints(pattern=r"^[a-z]{2}(-[A-Z]{2})?$")] = "en-GB"
    contacts: list[ContactPart] = Field(default_factory=list, max_length=200)


class CampaignPart(_Part):
    name: Title
    objective: Objective
    budget: Short = ""
    start_date: date | None = None
    end_date: date | None = None


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
    errors: list[PathError] = []
    try:
        document = EngagementDocument.model_validate(data)
    except ValidationError as error:
        raise ImportRefused(list(_envelope_errors(error))) from error
    for kind, value in document.artifacts.items():
        try:
            content.parse(kind, value)
        except ContentError as error:
            errors += [PathError(f"artifacts.{kind}.{e.path}".rstrip("."), e.message) for e in error.errors]
    if errors:
        raise ImportRefused(errors)
    return document


def _envelope_errors(error: ValidationError) -> Iterator[PathError]:
    for item in error.errors(include_url=False, include_input=False):
        yield PathError(path_of(item["loc"]), ENVELOPE_MESSAGES[item["type"]].format(**item.get("ctx", {})))


def import_engagement(data: object, *, by: audit.By, approver: Membership | None = None) -> Imported:
    """Write the document into the agency in scope, all or nothing. With `approver`, each artifact in it passes QC and gates
    and is approved by that person, in the order of the chain, every finding of QC accepted in their name.

    A client and a campaign of the same name are used as they are; contacts are added by e-mail; the engagement is new.
    """
    document = read(data)
    with transaction.atomic():
        client = _client(document.client, by)
        campaign = _campaign(document.campaign, client, by)
        engagement = _by_path("engagement", lambda: engagements.create_engagement(
            by=by, campaign=campaign, name=document.engagement.name
        ))  # fmt: skip
        approved = []
        for artifact in Artifact.objects.filter(engagement=engagement).order_by("id"):
            kind = ArtifactKind(artifact.kind)
            if kind in document.artifacts:
                artifact = artifacts.edit(artifact, document.artifacts[kind], lock=artifact.lock, member=None)
                if approver is not None:
                    approved.append(_approve(artifact, approver))
    return Imported(engagement, approved)


def export_engagement(engagement: Engagement) -> dict[str, Any]:
    """The working copies of an engagement with their frame; empty artifacts are left out."""
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
        if artifact.content != content.dump(content.empty(ArtifactKind(artifact.kind))):
            yield artifact.kind, artifact.content


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
    client = Client.objects.filter(name=part.name).first() or _by_path(
        "client", lambda: engagements.create_client(by=by, **fields)
    )
    known = set(Contact.objects.filter(client=client).values_list("email", flat=True))
    for index, contact in enumerate(part.contacts):
        if contact.email not in known:
            _by_path(
                f"client.contacts[{index}]",
                lambda contact=contact: engagements.create_contact(by=by, client=client, **contact.model_dump()),
            )
            known.add(contact.email)
    return client


def _campaign(part: CampaignPart, client: Client, by: audit.By) -> Campaign:
    known = Campaign.objects.filter(client=client, name=part.name).first()
    return known or _by_path("campaign", lambda: engagements.create_campaign(by=by, client=client, **part.model_dump()))


def _by_path(path: str, make: Any) -> Any:
    """Run `make`, turning Django's errors by field into errors by path."""
    try:
        return make()
    except DjangoValidationError as error:
        raise ImportRefused(
            [
                PathError(path if field == "__all__" else f"{path}.{field}", message)
                for field, messages in error.message_dict.items()
                for message in messages
            ]
        ) from error
