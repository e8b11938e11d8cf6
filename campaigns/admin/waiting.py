"""What of the work waits for a member (tenants.waiting)."""

from collections.abc import Iterator

from django.db.models import QuerySet
from django.urls import reverse

from campaigns.domain import artifacts, lifecycle, queries
from campaigns.enums import ArtifactStatus
from campaigns.models import Artifact
from tenants.models import Membership
from tenants.waiting import Waiting

WAITING_SHOWN = 25
"""Of each kind, those that wait longest."""


def waiting_for(membership: Membership) -> Iterator[Waiting]:
    """Decisions for approvers; for editors what came back or went stale."""
    if lifecycle.may(membership.role, lifecycle.Move.APPROVE):
        yield from _decisions(membership)
    if lifecycle.may(membership.role, lifecycle.Move.EDIT):
        yield from _returned()


def rows(membership: Membership) -> "QuerySet[Artifact]":
    """Of all these things, the artifacts."""
    statuses: list[ArtifactStatus] = []
    if lifecycle.may(membership.role, lifecycle.Move.APPROVE):
        statuses.append(ArtifactStatus.IN_REVIEW)
    if lifecycle.may(membership.role, lifecycle.Move.EDIT):
        statuses += queries.RETURNED
    return queries.at_work(*statuses)


def _decisions(membership: Membership) -> Iterator[Waiting]:
    four_eyes = artifacts.four_eyes_apply(membership)
    for version in queries.in_review(WAITING_SHOWN):
        mine = four_eyes and version.last_editor_id == membership.user_id
        engagement = version.artifact.engagement
        yield Waiting(
            title=f"{version}, {engagement.campaign.client}",
            detail="You made its last edit, so somebody else decides."
            if mine
            else f"{engagement.campaign}, {engagement}",
            state="locked" if mine else "review",
            url=reverse("work:decide", args=[engagement.public_id, version.artifact.kind]),
            act="Read" if mine else "Decide",
            since=version.created_at,
        )


def _returned() -> Iterator[Waiting]:
    for artifact in queries.with_the_author(WAITING_SHOWN):
        stale, returned = artifact.is_stale, getattr(artifact, "returned", "")  # annotated by the query
        yield Waiting(
            title=f"{artifact}, {artifact.engagement.campaign.client}",
            detail=" ".join(artifact.stale_reasons) if stale else returned or "Revised, not submitted yet.",
            state="stale" if stale else "changes",
            url=reverse("work:stage", args=[artifact.engagement.public_id, artifact.kind]),
            act="Go on",
            since=artifact.updated_at,
        )
