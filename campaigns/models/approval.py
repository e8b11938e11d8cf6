"""What was checked and what was decided about a version. Both are written once."""

from django.db import models

from campaigns.enums import CheckStatus, Decision
from campaigns.models.artifact import ArtifactVersion
from tenants.db.pair import PairForeignKey, PairKey
from tenants.models import AppendOnlyModel, User


class QCReport(AppendOnlyModel):
    """The outcome of one run of the QC rules on one version (docs/domain.md §1.8). The newest of a version counts."""

    version = PairForeignKey(ArtifactVersion, related_name="qc_reports")
    status = models.CharField(max_length=4, choices=[(item.value, item.label) for item in CheckStatus])
    score = models.PositiveSmallIntegerField(help_text="0 to 100.")
    checks = models.JSONField()
    summary = models.JSONField()
    model_used = models.CharField(max_length=40)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta(AppendOnlyModel.Meta):
        verbose_name = "QC report"
        ordering = ["-id"]
        constraints = [
            *AppendOnlyModel.Meta.constraints,
            PairKey(field="version", name="campaigns_qcreport_version_pair"),
        ]
        indexes = [models.Index(fields=["agency", "version", "-id"], name="campaigns_qcreport_newest")]

    def __str__(self) -> str:
        return f"QC of {self.version}: {self.status}"

    @property
    def findings(self) -> list[dict[str, str]]:
        """Checks that did not pass."""
        return [check for check in self.checks if check["status"] != CheckStatus.PASS]


class Approval(AppendOnlyModel):
    """One decision about one version, bound to the hash of exactly what was seen (docs/domain.md §1.7)."""

    version = PairForeignKey(ArtifactVersion, related_name="decisions")
    qc_report = PairForeignKey(QCReport, related_name="+")
    decision = models.CharField(max_length=20, choices=[(item.value, item.label) for item in Decision])
    content_sha256 = models.CharField(max_length=64)
    decided_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    decider_name = models.CharField(max_length=120, help_text="As it was then.")
    decider_role = models.CharField(max_length=10, help_text="As it was then.")
    comment = models.TextField(blank=True, max_length=5000)
    confirmed = models.BooleanField(default=False)
    findings_accepted = models.JSONField(default=list)
    request_id = models.CharField(max_length=64, blank=True)
    created_at = models.DateTimeField()

    class Meta(AppendOnlyModel.Meta):
        ordering = ["-id"]
        constraints = [
            *AppendOnlyModel.Meta.constraints,
            PairKey(field="version", name="campaigns_approval_version_pair"),
            PairKey(field="qc_report", name="campaigns_approval_qc_pair"),
            # One decision per version: the database settles a race, whatever the code believed.
            models.UniqueConstraint(fields=["agency", "version"], name="campaigns_approval_once"),
        ]

    def __str__(self) -> str:
        return f"{self.version}: {self.get_decision_display().lower()}"
