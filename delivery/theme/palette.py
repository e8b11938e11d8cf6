"""Every colour role of a pack, derived from the brand's one or two colours.

The contract is `Palette.contract()`. It holds for any input, because each colour that carries text or a mark
is moved in lightness until its ratio holds. Roles and ratios: docs/look/PACK-LOOK.md.
"""

from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from delivery.theme.colour import Lch, contrast, distance, from_lch, luminance, mix, parse, readable, to_lch

PAPER = "#FFFFFF"
TEXT_RATIO, STRONG_RATIO, MARK_RATIO = 4.5, 7.0, 3.0
GREY_CHROMA = 0.03  # below it a colour has no hue worth following
PALE_LIGHTNESS = 0.8  # above it a brand speaks through fields, not through letters
NEUTRAL_HUE = 250.0

# Lightness, chroma and turn of hue of the fourth to sixth series; lightness tells them apart in grey print.
SERIES_STEPS = ((0.5, 0.13, 60), (0.66, 0.12, -75), (0.45, 0.09, 130))
SERIES_SHIFTS = range(0, 360, 40)  # tried in turn until a series stands apart from those before it
SERIES_DISTANCE = 0.08


class Requirement(NamedTuple):
    """One line of the contract: the contrast a pair has and the contrast it needs."""

    name: str
    ratio: float
    needed: float


@dataclass(frozen=True)
class Palette:
    """Colours by role, `#RRGGBB`.

    `series` are six data colours for paper; `art` are four mark colours for the brand field.
    `tint` and `tint2` are fields under text.
    """

    brand: str
    on_brand: str
    on_brand_soft: str
    on_brand_accent: str
    brand_text: str
    ink: str
    muted: str
    rule: str
    tint: str
    tint2: str
    accent: str
    accent_text: str
    series: tuple[str, ...]
    art: tuple[str, ...]
    good: str
    warn: str
    bad: str
    paper: str = PAPER

    @property
    def is_dark(self) -> bool:
        """Whether the brand field is dark, so that white and the reversed logo stand on it."""
        return luminance(self.on_brand) > luminance(self.brand)

    def contract(self) -> list[Requirement]:
        """Every pair that must be readable, with what it has and what it needs."""
        pairs = [
            ("ink on paper", self.ink, self.paper, STRONG_RATIO),
            ("ink on tint2", self.ink, self.tint2, STRONG_RATIO),
            ("paper on ink", self.paper, self.ink, STRONG_RATIO),
            ("muted on tint2", self.muted, self.tint2, TEXT_RATIO),
            ("on_brand on brand", self.on_brand, self.brand, TEXT_RATIO),
            ("on_brand_soft on brand", self.on_brand_soft, self.brand, TEXT_RATIO),
            ("on_brand_accent on brand", self.on_brand_accent, self.brand, TEXT_RATIO),
            ("brand_text on tint2", self.brand_text, self.tint2, TEXT_RATIO),
            ("paper on brand_text", self.paper, self.brand_text, TEXT_RATIO),
            ("accent_text on tint", self.accent_text, self.tint, TEXT_RATIO),
            ("good on tint", self.good, self.tint, TEXT_RATIO),
            ("warn on tint", self.warn, self.tint, TEXT_RATIO),
            ("bad on tint", self.bad, self.tint, TEXT_RATIO),
        ]
        pairs += [(f"series {number}", colour, self.paper, MARK_RATIO) for number, colour in enumerate(self.series, 1)]
        return [Requirement(name, contrast(above, below), needed) for name, above, below, needed in pairs]


@lru_cache(maxsize=256)
def derive(primary: str, accent: str | None = None) -> Palette:
    """The palette of a brand; raises ValueError unless each colour is `#RRGGBB`."""
    primary = parse(primary)
    lightness, chroma, hue = to_lch(primary)
    grey_hue = NEUTRAL_HUE if chroma < GREY_CHROMA else hue
    pale = lightness > PALE_LIGHTNESS
    tint = from_lch(0.975, min(chroma, 0.012), hue)
    tint2 = from_lch(0.965 if pale else 0.955, min(chroma, 0.045 if pale else 0.018), hue)
    grounds = [PAPER, tint, tint2]
    ink = from_lch(0.23, min(chroma, 0.025), grey_hue)
    brand = _field(primary, ink)
    on_brand = PAPER if contrast(brand, PAPER) >= TEXT_RATIO else ink
    accent_lch = to_lch(parse(accent)) if accent else _opposite(chroma, hue)
    on_brand_accent = readable(accent_lch, [brand], TEXT_RATIO, step=0.015 if luminance(brand) < 0.18 else -0.015)
    return Palette(
        brand=brand,
        on_brand=on_brand,
        on_brand_soft=_softened(on_brand, brand),
        on_brand_accent=on_brand_accent,
        brand_text=_brand_text(lightness, chroma, hue, grounds),
        ink=ink,
        muted=readable((0.6, min(chroma, 0.02), grey_hue), grounds, TEXT_RATIO),
        rule=from_lch(0.88, min(chroma, 0.012), grey_hue),
        tint=tint,
        tint2=tint2,
        accent=parse(accent) if accent else from_lch(*accent_lch),
        accent_text=readable((min(accent_lch[0], 0.6), *accent_lch[1:]), [PAPER, tint], TEXT_RATIO),
        series=_series((lightness, chroma, hue), accent_lch),
        art=_art(brand, on_brand, on_brand_accent, ink),
        good=readable((0.52, 0.12, 155), [PAPER, tint], TEXT_RATIO),
        warn=readable((0.58, 0.13, 70), [PAPER, tint], TEXT_RATIO),
        bad=readable((0.55, 0.19, 27), [PAPER, tint], TEXT_RATIO),
    )


def _field(primary: str, ink: str) -> str:
    """The brand as a field: as given, and darkened only when neither white nor ink could stand on it."""
    if contrast(primary, PAPER) >= TEXT_RATIO or contrast(primary, ink) >= 5.5:
        return primary
    return readable(to_lch(primary), [PAPER], 4.6)


def _softened(on_brand: str, brand: str) -> str:
    """`on_brand`, moved towards the brand as far as text allows."""
    shades = (mix(on_brand, brand, share) for share in (0.28, 0.2, 0.12, 0.06))
    return next((shade for shade in shades if contrast(shade, brand) >= TEXT_RATIO), on_brand)


def _brand_text(lightness: float, chroma: float, hue: float, grounds: list[str]) -> str:
    if lightness > PALE_LIGHTNESS:
        return readable((0.32, min(chroma, 0.04), hue), grounds, STRONG_RATIO)
    return readable((min(lightness, 0.46), chroma if chroma < GREY_CHROMA else max(chroma, 0.05), hue), grounds, 5.5)


def _opposite(chroma: float, hue: float) -> Lch:
    """An accent for a brand that names none."""
    turn = 150 if 60 < hue < 200 else 190
    return 0.68, max(0.12, min(0.17, chroma)), (hue + turn) % 360


def _series(brand: Lch, accent: Lch) -> tuple[str, ...]:
    lightness, chroma, hue = brand
    first = readable((min(lightness, 0.72), chroma, hue), [PAPER], MARK_RATIO)
    second = readable(accent, [PAPER], MARK_RATIO)
    third = 0.62 if to_lch(first)[0] < 0.5 else 0.42
    series = [first, second]
    for light, strong, turn in ((third, 0.5, 0), *SERIES_STEPS):
        candidates = [
            readable((light, min(strong, max(chroma, 0.06)), (hue + turn + shift) % 360), [PAPER], MARK_RATIO)
            for shift in SERIES_SHIFTS
        ]
        series.append(next((colour for colour in candidates if _apart(colour, series)), candidates[0]))
    return tuple(series)


def _apart(colour: str, others: list[str]) -> bool:
    return all(distance(colour, other) >= SERIES_DISTANCE for other in others)


def _art(brand: str, on_brand: str, on_brand_accent: str, ink: str) -> tuple[str, ...]:
    """Disc, accent disc, square, half disc."""
    if on_brand == PAPER:
        return mix(brand, on_brand, 0.38), on_brand_accent, on_brand, mix(brand, on_brand, 0.62)
    return mix(brand, PAPER, 0.66), on_brand_accent, ink, mix(brand, ink, 0.8)
