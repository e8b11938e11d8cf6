"""A palette upon a ground that is not ours: the agency's own master may be dark, coloured or a picture.

Each colour that carries text or a mark is kept where it can be read on the darkest and on the lightest of the ground, and else
moved in lightness until it can.
"""

from dataclasses import replace
from typing import NamedTuple

from delivery.theme.colour import contrast, distance, mix, readable, to_lch
from delivery.theme.palette import MARK_RATIO, PAPER, SERIES_DISTANCE, STRONG_RATIO, TEXT_RATIO, Palette

BLACK = "#000000"
STEP = 0.015
TINT, TINT2, RULE = 0.045, 0.085, 0.2  # shares of the way from the ground to white or black
SOFTER = (0.28, 0.2, 0.12, 0.06)
LEAST_LIGHT = {"ink": 0.95, "muted": 0.74}  # of text on a dark ground; other roles begin at OTHER_LIGHT
OTHER_LIGHT = 0.72
DARK_DISTANCE = 0.13  # on dark all series have about one lightness, so more is tried for than on paper
SHIFTS, TURNS = (0.0, 0.08, 0.14), (0, 40, -40, 80, -80, 120, 160)  # of lightness and of hue, tried in turn


class Ground(NamedTuple):
    """The darkest, the lightest and the middle colour that text would stand on, `#RRGGBB`."""

    dark: str
    light: str
    middle: str

    @property
    def is_dark(self) -> bool:
        """Whether white is read better on it than black."""
        return contrast(PAPER, self.light) > contrast(BLACK, self.dark)

    @property
    def best(self) -> float:
        """The contrast that white or black has on all of it, the better of the two."""
        return max(contrast(PAPER, self.light), contrast(BLACK, self.dark))


def upon(palette: Palette, ground: Ground) -> Palette:
    """The palette for slides whose paper is the ground. The brand's field is left as it is: it is a shape of its own."""
    paper, strongest = ground.middle, PAPER if ground.is_dark else BLACK
    if (ground.dark, ground.light) == (palette.paper, palette.paper):
        return palette
    tint, tint2 = mix(paper, strongest, TINT), mix(paper, strongest, TINT2)
    grounds = (ground.dark, ground.light, tint, tint2)

    def read(role: str, colour: str, ratio: float = TEXT_RATIO) -> str:
        return _read(role, colour, grounds, ground.is_dark, ratio)

    return replace(
        palette,
        paper=paper,
        tint=tint,
        tint2=tint2,
        rule=mix(paper, strongest, RULE),
        ink=read("ink", palette.ink, STRONG_RATIO),
        muted=read("muted", palette.muted),
        brand_text=read("brand_text", palette.brand_text),
        accent_text=read("accent_text", palette.accent_text),
        good=read("good", palette.good),
        warn=read("warn", palette.warn),
        bad=read("bad", palette.bad),
        series=_series(palette, grounds, ground.is_dark),
    )


def _series(palette: Palette, grounds: tuple[str, ...], dark: bool) -> tuple[str, ...]:
    """Data colours on a ground. One that has come near another is moved on in lightness, or turned, until they are told apart."""
    found: list[str] = []
    distances = (DARK_DISTANCE, SERIES_DISTANCE) if dark else (SERIES_DISTANCE,)
    for colour in palette.series:
        kept = _read("series", colour, grounds, dark, MARK_RATIO)
        shades = [kept, *_shades(kept, grounds, 1 if dark else -1)]
        apart = ([each for each in shades if _apart(each, found, least)] for least in distances)
        found.append(next((each[0] for each in apart if each), kept))
    return tuple(found)


def _shades(colour: str, grounds: tuple[str, ...], sign: int) -> list[str]:
    lightness, chroma, hue = to_lch(colour)
    return [
        readable((lightness + sign * shift, chroma, (hue + turn) % 360), grounds, MARK_RATIO, step=sign * STEP)
        for turn in TURNS
        for shift in SHIFTS
    ]


def _apart(colour: str, others: list[str], least: float) -> bool:
    return all(distance(colour, other) >= least for other in others)


def field_upon(palette: Palette, ground: Ground) -> Palette:
    """The palette for covers and openers whose field is the ground."""
    field, grounds = ground.middle, (ground.dark, ground.light)
    text = PAPER if ground.is_dark else _read("ink", palette.ink, grounds, False, TEXT_RATIO)
    shades = (mix(text, field, share) for share in SOFTER)
    soft = next((shade for shade in shades if all(contrast(shade, each) >= TEXT_RATIO for each in grounds)), text)
    accent = _read("accent", palette.accent, grounds, ground.is_dark, TEXT_RATIO)
    art = (mix(field, text, 0.38), accent, text, mix(field, text, 0.62))
    return replace(palette, brand=field, on_brand=text, on_brand_soft=soft, on_brand_accent=accent, art=art)


def on_foot(palette: Palette, ground: Ground) -> str:
    """The colour of the footer and the slide's number."""
    return _read("muted", palette.muted, (ground.dark, ground.light), ground.is_dark, TEXT_RATIO)


def _read(role: str, colour: str, grounds: tuple[str, ...], dark: bool, ratio: float) -> str:
    """The colour itself where it is read on every ground, else the nearest of its hue that is."""
    if all(contrast(colour, ground) >= ratio for ground in grounds):
        return colour
    lightness, chroma, hue = to_lch(colour)
    if not dark:
        return readable((lightness, chroma, hue), grounds, ratio)
    least = LEAST_LIGHT.get(role, OTHER_LIGHT)
    return readable((max(lightness, least), chroma, hue), grounds, ratio, step=STEP)
