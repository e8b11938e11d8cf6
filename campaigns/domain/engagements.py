"""Opening clients, campaigns and engagements."""

from typing import Any

from django.db import transaction

from campaigns import content
from campaigns.enums import ArtifactKind
from campaigns.models import Artifact, Campaign, Client, Contact, Engagement
from tenants import audit


def create_client(*, by: audit.By, name: str, **fields: Any) -> Client:
    with transaction.atomic():
        client = Client(name=name, **fields)
        client.full_clean(exclude=["agency"])
        client.save()
        audit.record(by, "client.created", client)
    return client


def create_contact(*, by: audit.By, client: Client, name: str, email: str, title: str = "") -> Contact:
    with transaction.atomic():
        contact = Contact(client=client, name=name, email=email.lower(), title=title)
        contact.full_clean(exclude=["agency"])
        contact.save()
        audit.record(by, "contact.created", contact, client=client.name)
    return contact


def create_campaign(*, by: audit.By, client: Client, name: str, objective: str, **fields: Any) -> Campaign:
    with transaction.atomic():
        campaign = Campaign(client=client, name=name, objective=objective, **fields)
        campaign.full_clean(exclude=["agency"])
        campaign.save()
        audit.record(by, "campaign.created", campaign, client=client.name)
    return campaign


def create_engagement(*, by: audit.By, campaign: Campaign, name: str) -> Engagement:
    """An engagement with its five artifacts, each an empty draft."""
    with transaction.atomic():
        engagement = Engagement(campaign=campaign, name=name)
        engagement.full_clean(exclude=["agency"])
        engagement.save()
        Artifact.objects.bulk_create(
            Artifact(
                agency_id=engagement.agency_id, engagement=engagement, kind=kind,
                content=content.dump(content.empty(kind)),
            )
            for kind in ArtifactKind
        )  # fmt: skip
        audit.record(by, "engagement.created", engagement, campaign=campaign.name)
    return engagement
