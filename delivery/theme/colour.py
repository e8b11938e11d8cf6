"""Colours as `#RRGGBB`: conversion between sRGB and OKLCH, and WCAG 2.2 contrast."""

import math
import re
from collections.abc import Sequence

HEX = re.compile(r"#[0-9A-Fa-f]{6}")
Lch = tuple[float, float, float]  # lightness 0 to 1, chroma, hue in degrees

CHROMA_STEP = 0.004
LIGHTNESS_STEP = 0.01


def parse(colour: str) -> str:
    """The colour in upper case; raises ValueError unless it is `#RRGGBB`."""
    if not HEX.fullmatch(colour):
        raise ValueError(f"A colour is written #RRGGBB, not {colour!r}.")
    return colour.upper()


def rgb(colour: str) -> tuple[float, float, float]:
    """Red, green and blue, 0 to 1."""
    return int(colour[1:3], 16) / 255, int(colour[3:5], 16) / 255, int(colour[5:7], 16) / 255


def luminance(colour: str) -> float:
    """Relative luminance, 0 to 1 (WCAG 2.2)."""
    red, green, blue = map(_to_linear, rgb(colour))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Contrast ratio, 1 to 21 (WCAG 2.2)."""
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def distance(one: str, other: str) -> float:
    """How far apart two colours look: Euclidean in OKLab; below about 0.05 they are taken for one."""
    (light, strong, hue), (light2, strong2, hue2) = to_lch(one), to_lch(other)
    turn = math.radians(hue - hue2)
    chroma = strong**2 + strong2**2 - 2 * strong * strong2 * math.cos(turn)
    return math.sqrt((light - light2) ** 2 + max(0.0, chroma))


def mix(one: str, other: str, share: float) -> str:
    """`one` with `share` (0 to 1) of the way to `other`."""
    return _hex(tuple(a + (b - a) * share for a, b in zip(rgb(one), rgb(other), strict=True)))


def to_lch(colour: str) -> Lch:
    red, green, blue = map(_to_linear, rgb(colour))
    long = _cube_root(0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue)
    medium = _cube_root(0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue)
    short = _cube_root(0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue)
    lightness = 0.2104542553 * long + 0.793617785 * medium - 0.0040720468 * short
    a = 1.9779984951 * long - 2.428592205 * medium + 0.4505937099 * short
    b = 0.0259040371 * long + 0.7827717662 * medium - 0.808675766 * short
    return lightness, math.hypot(a, b), math.degrees(math.atan2(b, a)) % 360


def from_lch(lightness: float, chroma: float, hue: float) -> str:
    """The nearest sRGB colour of that lightness and hue: chroma gives way until it fits."""
    while True:
        linear = _lch_to_linear(lightness, chroma, hue)
        if chroma < CHROMA_STEP / 2 or all(-0.0005 <= value <= 1.0005 for value in linear):
            return _hex(tuple(_to_gamma(min(1.0, max(0.0, value))) for value in linear))
        chroma -= CHROMA_STEP


def readable(lch: Lch, grounds: Sequence[str], ratio: float, *, step: float = -LIGHTNESS_STEP) -> str:
    """Walk lightness by `step` until the colour has `ratio` against every ground; ends at black or white."""
    lightness, chroma, hue = lch
    while True:
        colour = from_lch(lightness, chroma, hue)
        at_end = lightness <= 0 if step < 0 else lightness >= 1
        if at_end or all(contrast(colour, ground) >= ratio for ground in grounds):
            return colour
        lightness = min(1.0, max(0.0, lightness + step))


def _lch_to_linear(lightness: float, chroma: float, hue: float) -> tuple[float, float, float]:
    a, b = chroma * math.cos(math.radians(hue)), chroma * math.sin(math.radians(hue))
    long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    medium = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (lightness - 0.0894841775 * a - 1.291485548 * b) ** 3
    return (
        4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * short,
        -1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * short,
        -0.0041960863 * long - 0.7034186147 * medium + 1.707614701 * short,
    )


def _to_linear(value: float) -> float:
    return value / 12.92 if value <= 0.04045 else float(((value + 0.055) / 1.055) ** 2.4)


def _to_gamma(value: float) -> float:
    return 12.92 * value if value <= 0.0031308 else float(1.055 * value ** (1 / 2.4) - 0.055)


def _cube_root(value: float) -> float:
    return math.copysign(abs(value) ** (1 / 3), value)


def _hex(channels: tuple[float, ...]) -> str:
    return "#" + "".join(f"{round(255 * value):02X}" for value in channels)
