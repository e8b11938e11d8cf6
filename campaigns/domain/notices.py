"""Which letters a decision sends (tenants.notices): to whom, and what they say. Called by the verbs, in their transaction.

What the system does, as importers do, is told nobody: they have decided by the time anybody could read of it.
"""

from collections.abc import Sequence

from django.urls import reverse

from campaigns.domain import lifecycle
from campaigns.models import Approval, Artifact, ArtifactVersion
from tenants import notices
from tenants.models import Membership


def submitted(version: ArtifactVersion, *, member: Membership | None, four_eyes: bool) -> None:
    """To everybody who may decide; with four eyes not to whoever made the last edit."""
    if member is None:
        return
    approvers = notices.readers(member, roles=lifecycle.APPROVERS)
    to = [each for each in approvers if not (four_eyes and each.user_id == version.last_editor_id)]
    notices.tell(
        to, "stage_waits", _page("work:decide", version.artifact), by=member, **_about(version.artifact, version)
    )


def changes_requested(approval: Approval, *, member: Membership) -> None:
    """To the author: whoever made the last edit, else whoever submitted it."""
    version = approval.version
    to = notices.readers(member, users=[version.last_editor_id or version.submitted_by_id])
    notices.tell(
        to, "changes_requested", _page("work:stage", version.artifact), by=member, reason=approval.comment,
        **_about(version.artifact, version),
    )  # fmt: skip


def became_stale(artifacts: Sequence[Artifact], *, member: Membership) -> None:
    """To the last editor of each: one letter, however many of theirs it is."""
    theirs: dict[int, list[Artifact]] = {}
    for artifact in artifacts:
        if artifact.last_editor_id is not None:
            theirs.setdefault(artifact.last_editor_id, []).append(artifact)
    for reader in notices.readers(member, users=list(theirs)) if theirs else []:
        stale = theirs[reader.user_id]
        notices.tell(
            [reader], "became_stale", reverse("work:board", args=[stale[0].engagement.public_id]), by=member, stale=stale,
            **_about(stale[0]),
        )  # fmt: skip


def _page(view: str, artifact: Artifact) -> str:
    return reverse(view, args=[artifact.engagement.public_id, artifact.kind])


def _about(artifact: Artifact, version: ArtifactVersion | None = None) -> dict[str, object]:
    engagement = artifact.engagement
    return {"engagement": engagement, "client": engagement.campaign.client, "what": version or artifact}
