"""Reads that more than one surface needs."""

from django.db.models import OuterRef, QuerySet, Subquery

from campaigns.enums import ArtifactStatus, Decision
from campaigns.models import Approval, Artifact, ArtifactVersion


def in_review() -> "QuerySet[ArtifactVersion]":
    """Versions that wait for a decision, longest first."""
    newest = ArtifactVersion.objects.filter(artifact=OuterRef("artifact")).order_by("-number").values("pk")[:1]
    return (
        ArtifactVersion.objects.filter(artifact__status=ArtifactStatus.IN_REVIEW, pk=Subquery(newest))
        .select_related("artifact__engagement__campaign__client", "last_editor")
        .order_by("created_at")
    )


def with_the_author() -> "QuerySet[Artifact]":
    """Artifacts that came back with a reason (`returned`) or went stale, longest first."""
    reason = Approval.objects.filter(version__artifact=OuterRef("pk"), decision=Decision.CHANGES_REQUESTED)
    return (
        Artifact.objects.filter(status__in=[ArtifactStatus.REVISED, ArtifactStatus.FLAGGED_FOR_REVIEW])
        .select_related("engagement__campaign__client")
        .annotate(returned=Subquery(reason.order_by("-id").values("comment")[:1]))
        .order_by("updated_at")
    )
