"""Agencies of a size, to measure pages against: rows as the verbs leave them, written in bulk."""

import random
from collections.abc import Iterable
from typing import TypeVar

from django.db import models

from campaigns import content
from campaigns.enums import ArtifactKind, ArtifactStatus, Objective
from campaigns.models import Artifact, Campaign, CampaignStatus, Client, Engagement
from tenants import audit
from tenants.brand import save_brand
from tenants.models import Agency, Membership, Role
from tenants.people import add_person
from tenants.scope import tenant

Row = TypeVar("Row", bound=models.Model)
ENGAGEMENTS_PER_CLIENT = 10
STATES = (
    ArtifactStatus.APPROVED, ArtifactStatus.APPROVED, ArtifactStatus.IN_REVIEW, ArtifactStatus.REVISED,
    ArtifactStatus.DRAFT, ArtifactStatus.DRAFT,
)  # fmt: skip


def agency_with(engagements: int) -> Membership:
    """A new agency with so many engagements, a tenth as many clients, and its owner, who is returned."""
    agency = Agency.objects.create(slug=f"crowd-{engagements}", name=f"Crowd of {engagements}")
    with tenant(agency):
        save_brand(by=audit.SYSTEM, name=agency.name, colour="#0B5D57")
        person = add_person(email=f"owner@{agency.slug}.example", name="Olive Owner")
        owner = Membership.objects.create(agency=agency, user=person, role=Role.OWNER)
        _fill(agency, engagements)
    return owner


def _fill(agency: Agency, number: int) -> None:
    chance = random.Random(number)  # noqa: S311 -- the same crowd each time
    clients = _made(
        Client(agency=agency, name=f"Client {n:04}") for n in range(max(1, number // ENGAGEMENTS_PER_CLIENT))
    )
    campaigns = _made(
        Campaign(
            agency=agency, client=chance.choice(clients), name=f"Campaign {n:04}", objective=Objective.SALES,
            status=CampaignStatus.ACTIVE,
        )
        for n in range(max(1, number // 2))
    )  # fmt: skip
    runs = _made(
        Engagement(agency=agency, campaign=chance.choice(campaigns), name=f"Run {n:04}") for n in range(number)
    )
    _made(
        Artifact(
            agency=agency, engagement=run, kind=kind, status=chance.choice(STATES),
            content=content.dump(content.empty(kind)),
        )
        for run in runs
        for kind in ArtifactKind
    )  # fmt: skip


def _made(rows: Iterable[Row]) -> list[Row]:
    made = list(rows)
    return type(made[0])._default_manager.bulk_create(made, batch_size=500)
