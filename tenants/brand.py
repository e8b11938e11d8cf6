"""The agency's brand: reading the one in force, and writing a new version past the contrast guard."""

import io
import struct
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from PIL import Image, ImageOps, UnidentifiedImageError

from tenants import audit, colour
from tenants.brand_files import check_files
from tenants.locks import lock_agency
from tenants.models import Brand, Look
from tenants.models.brand import FILES

LOGO_BYTES = 5 * 1024 * 1024
LOGO_SIDE = 4096  # pixels, before we scale it down
LOGO_STORED_SIDE = 1200
LOGO_FORMATS = ("PNG", "JPEG", "WEBP")
# What Pillow raises over a file that is cut, forged or would unpack without end.
UNREADABLE = (
    UnidentifiedImageError, Image.DecompressionBombError, OSError, ValueError, SyntaxError, IndexError, struct.error,
)  # fmt: skip


def current_brand() -> Brand | None:
    """The brand in force of the agency in scope, without its pictures (they are loaded when asked for)."""
    return Brand.objects.defer("logo", "logo_on_colour").order_by("-version").first()


def save_brand(*, by: audit.By, **fields: Any) -> Brand:
    """Write the next version. Fields left out keep their value. ValidationError by field if a guard stops it."""
    with transaction.atomic():
        lock_agency()  # two savers must not take the same number
        before = Brand.objects.order_by("-version").first()
        values = {f.name: getattr(before, f.name) for f in EDITABLE} if before else {}
        brand = Brand(**{**values, **fields}, version=before.version + 1 if before else 1, created_by=by.name)
        brand.full_clean(exclude=["agency", *FILES])
        check_contrast(brand)
        check_placeholders(brand)
        check_files(brand)
        brand.save()
        audit.record(by, "brand.saved", brand, version=brand.version, colour=brand.colour)
    return brand


EDITABLE = tuple(
    Brand._meta.get_field(name)
    for name in (
        "name", "colour", "on_colour", "accent", "footer_text", "contact_line", "legal_text", "logo", "logo_on_colour",
        *FILES,
    )
)  # fmt: skip


def check_contrast(brand: Look) -> None:
    """Text on the brand colour must reach 4.5 : 1 (WCAG 2.2 §1.4.3)."""
    if not brand.colour:
        return
    ratio = colour.contrast(brand.text_colour, brand.colour)
    if ratio < colour.MINIMUM:
        raise ValidationError(
            {"on_colour": f"Text in this colour on the brand colour has a contrast of {ratio:.1f} : 1. It takes 4.5 : 1; "
             f"{colour.on(brand.colour)} would have {colour.contrast(colour.on(brand.colour), brand.colour):.1f} : 1."}
        )  # fmt: skip


PRINTED = ("name", "footer_text", "contact_line", "legal_text")


def unfilled(brand: Any) -> list[str]:
    """Which of the texts that clients read have braces that stay. The footer knows {client_name}, the others no placeholder."""
    texts = {field: getattr(brand, field) for field in PRINTED}
    texts["footer_text"] = texts["footer_text"].replace("{client_name}", "")
    return [field for field, text in texts.items() if "{" in text or "}" in text]


def check_placeholders(brand: Look) -> None:
    """ValidationError by field for a placeholder that nothing fills."""
    only = "The only placeholder here is {client_name}."
    none = "Nothing fills a placeholder here; write the words themselves."
    if found := unfilled(brand):
        raise ValidationError({field: only if field == "footer_text" else none for field in found})


def clean_logo(data: bytes) -> bytes:
    """A PNG that we encoded, from an uploaded PNG, JPEG or WebP. ValidationError says what is wrong with the file.

    The header is read before anything is decoded, so a small file that unpacks to a huge picture is refused.
    """
    if len(data) > LOGO_BYTES:
        raise ValidationError("The picture is larger than 5 MB.")
    try:
        with Image.open(io.BytesIO(data), formats=LOGO_FORMATS) as image:
            if max(image.size) > LOGO_SIDE:
                raise ValidationError(f"The picture is larger than {LOGO_SIDE} pixels on a side.")
            ImageOps.exif_transpose(image, in_place=True)  # what a camera turned; the note of it is not kept
            picture = image.convert("RGBA")
    except UNREADABLE as error:
        raise ValidationError("This is not a PNG, JPEG or WebP picture that can be read.") from error
    picture.thumbnail((LOGO_STORED_SIDE, LOGO_STORED_SIDE))
    out = io.BytesIO()
    picture.save(out, "PNG", optimize=True)
    return out.getvalue()
