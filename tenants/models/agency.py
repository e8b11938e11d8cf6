"""Agencies and the hosts they answer on. Shared tables: they are read before anybody knows which agency is meant."""

import uuid

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models

SLUG = RegexValidator(
    r"\A[a-z0-9]([a-z0-9-]{0,38}[a-z0-9])?\Z",
    "Use small letters, digits and hyphens, at most 40, and begin and end with a letter or digit.",
)
# Names a host must never be taken for, since the platform or mail uses them.
RESERVED_SLUGS = frozenset(
    {"www", "admin", "operator", "api", "mail", "smtp", "imap", "static", "portal", "app", "localhost"}
)


def not_reserved(slug: str) -> None:
    if slug in RESERVED_SLUGS:
        raise ValidationError(f"The address “{slug}” is kept for the platform.")


class Agency(models.Model):
    """A tenant: one marketing agency."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    slug = models.CharField(
        max_length=40,
        unique=True,
        validators=[SLUG, not_reserved],
        help_text="Becomes the address: slug.<base domain>.",
    )
    name = models.CharField(max_length=120)
    is_active = models.BooleanField(default=True, help_text="An inactive agency's hosts answer like unknown ones.")
    four_eyes = models.BooleanField(
        "four eyes", default=True, help_text="Whoever edited last cannot approve. Off while there is one member."
    )
    approvers_by_role = models.BooleanField(
        "approvers by role", default=False, help_text="Packs say by which role something was decided, and no names."
    )
    time_zone = models.CharField(
        max_length=40, default="UTC", help_text="Every day (limits, schedules) is this zone's."
    )
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name_plural = "agencies"
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Domain(models.Model):
    """An agency's own host name. It serves only once verified."""

    agency = models.ForeignKey(Agency, on_delete=models.CASCADE, related_name="domains")
    host = models.CharField(max_length=253, unique=True, help_text="Lower case, without port.")
    verified_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["host"]

    def __str__(self) -> str:
        return self.host
