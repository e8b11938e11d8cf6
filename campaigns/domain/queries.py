"""Reads that more than one surface needs."""

from django.db.models import OuterRef, Q, QuerySet, Subquery

from campaigns.enums import ArtifactStatus, Decision
from campaigns.models import Approval, Artifact, ArtifactVersion, CampaignStatus

RETURNED = (ArtifactStatus.REVISED, ArtifactStatus.FLAGGED_FOR_REVIEW)


def at_work(*statuses: ArtifactStatus) -> "QuerySet[Artifact]":
    """Artifacts in one of these statuses, without those of what is archived, longest first."""
    away = Q(engagement__campaign__status=CampaignStatus.ARCHIVED)
    here = Artifact.objects.filter(engagement__archived_at=None, engagement__campaign__client__archived_at=None)
    return here.exclude(away).filter(status__in=statuses).order_by("updated_at")


def in_review(most: int) -> "QuerySet[ArtifactVersion]":
    """Versions that wait for a decision, longest first; two queries."""
    newest = ArtifactVersion.objects.filter(artifact=OuterRef("pk")).order_by("-number").values("pk")[:1]
    waiting = at_work(ArtifactStatus.IN_REVIEW).annotate(newest=Subquery(newest)).values_list("newest", flat=True)
    found = ArtifactVersion.objects.filter(pk__in=[version for version in waiting[:most] if version])
    return found.select_related("artifact__engagement__campaign__client", "last_editor").order_by("created_at")


def with_the_author(most: int) -> list[Artifact]:
    """Artifacts that came back with a reason (`returned`) or went stale, longest first; a query for each of the two."""
    reason = Approval.objects.filter(version__artifact=OuterRef("pk"), decision=Decision.CHANGES_REQUESTED)
    newest_reason = Subquery(reason.order_by("-id").values("comment")[:1])
    found: list[Artifact] = []
    for status in RETURNED:  # one by one, so that each is read off the index
        rows = at_work(status).select_related("engagement__campaign__client").annotate(returned=newest_reason)
        found += rows.defer("content")[:most]
    return sorted(found, key=lambda artifact: artifact.updated_at)[:most]
