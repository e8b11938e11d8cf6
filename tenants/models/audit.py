"""What happened, by whom: append-only, hash-chained per agency. Written by tenants.audit.record only."""

from django.db import models

from tenants.models.wall import AppendOnlyModel


class Actor(models.TextChoices):
    MEMBER = "member", "Member"
    CONTACT = "contact", "Contact"
    SYSTEM = "system", "System"
    PLATFORM = "platform", "Platform"


class AuditEntry(AppendOnlyModel):
    """One fact. `hash` covers every other field and the entry before it (tenants.audit)."""

    number = models.PositiveBigIntegerField()
    at = models.DateTimeField()
    actor_kind = models.CharField(max_length=10, choices=Actor.choices)
    actor_name = models.CharField(max_length=254, blank=True)
    actor_id = models.CharField(max_length=64, blank=True)
    action = models.CharField(max_length=60)
    object_kind = models.CharField(max_length=40, blank=True)
    object_id = models.CharField(max_length=64, blank=True)
    object_name = models.CharField(max_length=254, blank=True)
    data = models.JSONField(default=dict, blank=True)
    request_id = models.CharField(max_length=64, blank=True)
    previous_hash = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)

    class Meta(AppendOnlyModel.Meta):
        verbose_name_plural = "audit entries"
        ordering = ["-number"]
        constraints = [
            *AppendOnlyModel.Meta.constraints,
            models.UniqueConstraint(fields=["agency", "number"], name="tenants_auditentry_number"),
        ]
        indexes = [
            models.Index(fields=["agency", "object_kind", "object_id", "number"], name="tenants_audit_object"),
            models.Index(fields=["agency", "actor_kind", "actor_id", "number"], name="tenants_audit_actor"),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.action}"


class PlatformEntry(models.Model):
    """What the operator did: a shared table, outside every agency's chain."""

    at = models.DateTimeField(auto_now_add=True)
    actor_name = models.CharField(max_length=254)
    action = models.CharField(max_length=60)
    data = models.JSONField(default=dict, blank=True)

    class Meta:
        verbose_name_plural = "platform entries"
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.action}"
