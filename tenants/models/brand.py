"""An agency's brand. Each change is a new version, so a pack can name the brand it was made with."""

import hashlib
from typing import Any

from django.db import models
from django.urls import reverse

from tenants.colour import on, validate_hex
from tenants.db.pair import PairForeignKey, PairKey
from tenants.models.wall import AppendOnlyModel, TenantModel


class FileKind(models.TextChoices):
    FACE = "face", "Typeface"
    MASTER = "master", "PowerPoint master"


class FileState(models.TextChoices):
    CHECKING = "checking", "Being checked"
    READY = "ready", "Ready"
    REFUSED = "refused", "Refused"


class BrandFile(TenantModel):
    """A file that packs can be made with, as it was uploaded and what a worker found in it. Written by tenants.brand_files.

    Kept is what the worker made of it, `cleaned_sha256`, and never the upload itself.
    """

    kind = models.CharField(max_length=10, choices=FileKind.choices)
    name = models.CharField(max_length=120, help_text="Of the file as it was uploaded.")
    sha256 = models.CharField(max_length=64, help_text="Of the file as it was uploaded.")
    size = models.PositiveIntegerField(help_text="Bytes, as it was uploaded.")
    state = models.CharField(max_length=10, choices=FileState.choices, default=FileState.CHECKING)
    findings = models.JSONField(default=list, blank=True, help_text="Of each its severity, a sentence and a place.")
    facts = models.JSONField(default=dict, blank=True, help_text="What the check found out, by kind of file.")
    cleaned_sha256 = models.CharField(max_length=64, blank=True, help_text="Of the file as packs are made with it.")
    created_by = models.CharField(max_length=120, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    checked_at = models.DateTimeField(null=True, blank=True)

    class Meta(TenantModel.Meta):
        ordering = ["-id"]
        constraints = [
            *TenantModel.Meta.constraints,
            models.UniqueConstraint(fields=["agency", "kind", "sha256"], name="tenants_brandfile_bytes"),
            models.CheckConstraint(
                condition=~models.Q(state=FileState.READY) | ~models.Q(cleaned_sha256=""),
                name="tenants_brandfile_ready",
            ),
        ]

    def __str__(self) -> str:
        return self.title or self.name

    @property
    def title(self) -> str:
        """As the file names itself: family and style of a face. Empty while nobody knows."""
        return " ".join(str(self.facts[key]) for key in ("family", "style") if self.facts.get(key))


FACES = ("face_display", "face_sub", "face_text", "face_bold", "face_other")
FILES = (*FACES, "master")
"""Fields of a look that name a file."""


def _file(label: str, help_text: str) -> Any:
    return PairForeignKey(BrandFile, null=True, blank=True, related_name="+", verbose_name=label, help_text=help_text)


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
    face_display = _file("typeface for headings", "Cover, headings and large figures.")
    face_sub = _file("typeface for small headings", "Where headings are small; empty means that for headings.")
    face_text = _file("typeface for text", "Goes with one for bold.")
    face_bold = _file("typeface for bold", "Goes with one for text.")
    face_other = _file("typeface for other scripts", "Asked for what the others lack.")
    master = _file("PowerPoint master", "What slides stand on.")
    created_by = models.CharField(max_length=120, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta(AppendOnlyModel.Meta):
        abstract = True
        ordering = ["-version"]
        constraints = [
            *AppendOnlyModel.Meta.constraints,
            *(PairKey(field=name, name=f"%(app_label)s_%(class)s_{name}_pair") for name in FILES),
        ]

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
            *Look.Meta.constraints,
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
