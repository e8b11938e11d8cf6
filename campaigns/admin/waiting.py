"""What of the work waits for a member (tenants.waiting)."""

from collections.abc import Iterator

from django.urls import reverse

from campaigns.domain import artifacts, lifecycle, queries
from tenants import roles
from tenants.models import Membership
from tenants.waiting import Waiting

WAITING_SHOWN = 100


def waiting_for(membership: Membership) -> Iterator[Waiting]:
    """Decisions for approvers; for editors what came back or went stale."""
    if lifecycle.may(membership.role, lifecycle.Move.APPROVE):
        yield from _decisions(membership)
    if lifecycle.may(membership.role, lifecycle.Move.EDIT):
        yield from _returned(membership)


def _decisions(membership: Membership) -> Iterator[Waiting]:
    four_eyes = artifacts.four_eyes_apply(membership)
    for version in queries.in_review()[:WAITING_SHOWN]:
        mine = four_eyes and version.last_editor_id == membership.user_id
        engagement = version.artifact.engagement
        yield Waiting(
            title=f"{version}, {engagement.campaign.client}",
            detail="You made its last edit, so somebody else decides."
            if mine
            else f"{engagement.campaign}, {engagement}",
            state="locked" if mine else "review",
            url=reverse("admin:campaigns_artifact_approval", args=[version.artifact.public_id]),
            act="Read" if mine else "Decide",
            since=version.created_at,
        )


def _returned(membership: Membership) -> Iterator[Waiting]:
    reads_here = roles.may_approve(membership)
    for artifact in queries.with_the_author()[:WAITING_SHOWN]:
        stale, returned = artifact.is_stale, getattr(artifact, "returned", "")  # annotated by the query
        yield Waiting(
            title=f"{artifact}, {artifact.engagement.campaign.client}",
            detail=" ".join(artifact.stale_reasons) if stale else returned or "Revised, not submitted yet.",
            state="stale" if stale else "changes",
            url=reverse("admin:campaigns_artifact_change", args=[artifact.public_id]) if reads_here else "",
            act="Read",
            since=artifact.updated_at,
        )
