"""An agency's brand. Each change is a new version, so a pack can name the brand it was made with."""

import hashlib
from typing import Any

from django.db import models
from django.urls import reverse

from tenants.colour import on, validate_hex
from tenants.models.wall import AppendOnlyModel


class Look(AppendOnlyModel):
    """One version of a name, colours, standing texts and logos. The newest is in force."""

    version = models.PositiveIntegerField()
    name = models.CharField(max_length=120, help_text="As clients read it.")
    colour = models.CharField(max_length=7, validators=[validate_hex], help_text="#RRGGBB; fields and buttons.")
    on_colour = models.CharField(
        "text on the colour", max_length=7, blank=True, validators=[validate_hex],
        help_text="#RRGGBB; empty means black or white, whichever reads better.",
    )  # fmt: skip
    accent = models.CharField(
        max_length=7, blank=True, validators=[validate_hex], help_text="#RRGGBB; empty means derived."
    )
    footer_text = models.CharField(
        max_length=200, default="Prepared for {client_name}", help_text="{client_name} becomes the client's name."
    )
    contact_line = models.CharField(max_length=200, blank=True, help_text="Whom a client asks, and how.")
    legal_text = models.TextField(max_length=2000, blank=True)
    logo = models.BinaryField(null=True, blank=True, help_text="PNG for pale grounds, re-encoded by us.")
    logo_on_colour = models.BinaryField(null=True, blank=True, help_text="PNG for the brand colour, re-encoded by us.")
    # So that pages can name the picture, and packs its bytes, without loading it.
    logo_sha256 = models.CharField(max_length=64, blank=True, editable=False)
    logo_on_colour_sha256 = models.CharField(max_length=64, blank=True, editable=False)
    created_by = models.CharField(max_length=120, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta(AppendOnlyModel.Meta):
        abstract = True
        ordering = ["-version"]

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.logo_sha256, self.logo_on_colour_sha256 = (
            hashlib.sha256(picture).hexdigest() if picture else "" for picture in (self.logo, self.logo_on_colour)
        )
        super().save(*args, **kwargs)

    @property
    def text_colour(self) -> str:
        """Colour of text on the brand colour, #RRGGBB."""
        return self.on_colour or on(self.colour)


class Brand(Look):
    """The agency's own. Written by tenants.brand.save_brand."""

    class Meta(Look.Meta):
        constraints = [
            *AppendOnlyModel.Meta.constraints,
            models.UniqueConstraint(fields=["agency", "version"], name="tenants_brand_version"),
        ]

    def __str__(self) -> str:
        return f"{self.name}, version {self.version}"

    @property
    def logo_url(self) -> str:
        return reverse("tenants:logo", args=[self.version, "paper"]) if self.logo_sha256 else ""

    @property
    def logo_on_colour_url(self) -> str:
        return reverse("tenants:logo", args=[self.version, "colour"]) if self.logo_on_colour_sha256 else ""
