"""Work that outlives a request. The row is the truth; the broker only wakes a worker (docs/architecture.md, "Jobs")."""

from django.core.validators import MaxValueValidator
from django.db import models

from tenants.models.wall import TenantModel


class JobState(models.TextChoices):
    QUEUED = "queued", "Queued"
    RUNNING = "running", "Running"
    DONE = "done", "Done"
    FAILED = "failed", "Failed"


class Job(TenantModel):
    """One piece of work. State moves only in tenants.jobs: queued → running (leased) → done | failed, or back to queued
    when a lease runs out."""

    kind = models.CharField(max_length=60, help_text="Name of the handler, such as delivery.build_pack.")
    object_id = models.CharField(max_length=64, blank=True, help_text="Public id of what it works on.")
    arguments = models.JSONField(default=dict, blank=True)
    state = models.CharField(max_length=10, choices=JobState.choices, default=JobState.QUEUED)
    progress = models.PositiveSmallIntegerField(default=0, validators=[MaxValueValidator(100)], help_text="Per cent.")
    step = models.CharField(max_length=120, blank=True, help_text="What it is doing, in words a person reads.")
    attempts = models.PositiveSmallIntegerField(default=0)
    lease_token = models.UUIDField(null=True, blank=True, editable=False)
    lease_until = models.DateTimeField(null=True, blank=True)
    error = models.TextField(blank=True, help_text="Why it failed, as a sentence.")
    created_by = models.CharField(max_length=254, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    sent_at = models.DateTimeField(auto_now_add=True, help_text="When a worker was last woken for it.")
    started_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta(TenantModel.Meta):
        ordering = ["-id"]
        constraints = [
            *TenantModel.Meta.constraints,
            models.CheckConstraint(condition=models.Q(progress__lte=100), name="tenants_job_progress"),
        ]
        indexes = [
            models.Index(fields=["agency", "kind", "object_id", "-id"], name="tenants_job_object"),
            models.Index(fields=["agency", "kind", "-started_at"], name="tenants_job_turn"),
            models.Index(
                fields=["state", "lease_until", "sent_at"], name="tenants_job_sweep",
                condition=models.Q(state__in=["queued", "running"]),
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.kind} {self.get_state_display().lower()}"

    @property
    def is_over(self) -> bool:
        return self.state in (JobState.DONE, JobState.FAILED)
