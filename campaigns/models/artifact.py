"""Artifacts and their immutable versions. State is written by campaigns.domain.artifacts only."""

from django.db import models

from campaigns.enums import ArtifactKind, ArtifactStatus
from campaigns.models.engagement import Engagement
from tenants.db.pair import PairForeignKey, PairKey
from tenants.models import AppendOnlyModel, TenantModel, User

KINDS = [(kind.value, kind.label) for kind in ArtifactKind]


class Artifact(TenantModel):
    """One stage of an engagement: a mutable working copy, and the version in force (`effective`), if any.

    Gates read `effective`, never `status`, so that editing an approved stage does not lock the stages after it.
    """

    engagement = PairForeignKey(Engagement, related_name="artifacts")
    kind = models.CharField(max_length=12, choices=KINDS)
    status = models.CharField(
        max_length=20, choices=[(item.value, item.label) for item in ArtifactStatus], default=ArtifactStatus.DRAFT
    )
    content = models.JSONField(default=dict, help_text="The working copy, as campaigns.content dumps it.")
    lock = models.PositiveIntegerField(default=0, help_text="Counts saves; a writer names the one it read.")
    last_editor = models.ForeignKey(User, models.PROTECT, related_name="+", null=True, blank=True)
    effective = PairForeignKey("ArtifactVersion", related_name="+", null=True, blank=True)
    stale_reasons = models.JSONField(default=list, blank=True, help_text="Sentences: what moved on upstream.")
    updated_at = models.DateTimeField(auto_now=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta(TenantModel.Meta):
        ordering = ["id"]
        constraints = [
            *TenantModel.Meta.constraints,
            PairKey(field="engagement", name="campaigns_artifact_engagement_pair"),
            PairKey(field="effective", name="campaigns_artifact_effective_pair"),
            models.UniqueConstraint(fields=["agency", "engagement", "kind"], name="campaigns_artifact_once"),
        ]
        indexes = [models.Index(fields=["agency", "status", "-updated_at"], name="campaigns_artifact_waiting")]

    def __str__(self) -> str:
        return ArtifactKind(self.kind).label

    def save(self, *args: object, **kwargs: object) -> None:
        """The engagement knows when it moved, so that lists are in that order without looking at its artifacts."""
        super().save(*args, **kwargs)
        Engagement.objects.filter(pk=self.engagement_id).update(moved_at=self.updated_at)

    @property
    def is_stale(self) -> bool:
        return self.status == ArtifactStatus.FLAGGED_FOR_REVIEW


class ArtifactVersion(AppendOnlyModel):
    """What was submitted, for ever. `sources` names the approved versions it was written on: {kind: {artifact_id, number,
    content_sha256}} (docs/domain.md §1.2, source_lineage)."""

    artifact = PairForeignKey(Artifact, related_name="versions")
    number = models.PositiveIntegerField()
    content = models.JSONField()
    content_sha256 = models.CharField(max_length=64)
    sources = models.JSONField(default=dict)
    submitted_by = models.ForeignKey(User, models.PROTECT, related_name="+", null=True)
    last_editor = models.ForeignKey(User, models.PROTECT, related_name="+", null=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta(AppendOnlyModel.Meta):
        ordering = ["-number"]
        constraints = [
            *AppendOnlyModel.Meta.constraints,
            PairKey(field="artifact", name="campaigns_artifactversion_artifact_pair"),
            models.UniqueConstraint(fields=["agency", "artifact", "number"], name="campaigns_artifactversion_number"),
        ]

    def __str__(self) -> str:
        return f"{self.artifact} v{self.number}"
