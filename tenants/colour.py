"""Colour arithmetic of the contrast guard (WCAG 2.2, relative luminance and contrast ratio)."""

import re

from django.core.exceptions import ValidationError

MINIMUM = 4.5  # WCAG 2.2 §1.4.3, text
_HEX = re.compile(r"#[0-9A-Fa-f]{6}\Z")


def validate_hex(value: str) -> None:
    if not _HEX.match(value):
        raise ValidationError("Write the colour as # and six hexadecimal digits, for example #1E3A8A.")


def luminance(colour: str) -> float:
    """Relative luminance, 0 (black) to 1 (white), of #RRGGBB."""
    channels = (int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Contrast ratio of two colours, 1 to 21."""
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def on(colour: str) -> str:
    """Black or white, whichever reads better on `colour`; the better one never falls below 4.58."""
    return max("#FFFFFF", "#000000", key=lambda text: contrast(text, colour))
