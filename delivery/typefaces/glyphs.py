"""The outlines of a face, one by one: each can be read, refers to others only, and never to itself."""

import struct
from collections.abc import Iterator
from itertools import pairwise

from fontTools.ttLib import TTFont, TTLibError
from fontTools.ttLib.tables._g_l_y_f import Glyph

DEEPEST = 8  # glyphs within glyphs
MOST_PARTS, MOST_POINTS = 256, 20_000
BROKEN = (
    TTLibError,
    struct.error,
    AssertionError,
    IndexError,
    KeyError,
    ValueError,
    TypeError,
    AttributeError,
    OverflowError,
)
"""What fontTools raises over an outline that is cut or forged."""
Parts = dict[int, tuple[int, ...]]


def broken(font: TTFont) -> str:
    """What is wrong with the first glyph that cannot be printed, as the end of a sentence; empty where all can."""
    parts: Parts = {}
    data, places = font.reader["glyf"], font["loca"].locations
    for number in range(len(places) - 1):
        try:
            parts[number] = _parts(data[places[number] : places[number + 1]], font)
        except BROKEN:
            return f"the outline of glyph {number} cannot be read"
        except _TooMuch:
            return f"the outline of glyph {number} has more points or parts than any letter"
    depths: dict[int, int] = {}
    deep = next((number for number in parts if _depth(number, parts, depths, ()) > DEEPEST), None)
    return "" if deep is None else f"glyph {deep} is made of itself, or of glyphs within glyphs without end"


class _TooMuch(Exception):
    pass


def _parts(data: bytes, font: TTFont) -> tuple[int, ...]:
    """Numbers of the glyphs that a glyph is made of. The counts are looked at before anything is unpacked."""
    if not data:
        return ()
    (contours,) = struct.unpack_from(">h", data)
    if contours > 0 and struct.unpack_from(">H", data, 8 + 2 * contours)[0] >= MOST_POINTS:
        raise _TooMuch
    glyph = Glyph(data)
    glyph.expand(font["glyf"])
    if not glyph.isComposite():
        ends = glyph.endPtsOfContours if contours else []
        if any(later <= sooner for sooner, later in pairwise(ends)):
            raise ValueError("Contours end in no order.")
        return ()
    if len(glyph.components) > MOST_PARTS:
        raise _TooMuch
    return tuple(font.getGlyphID(component.glyphName) for component in glyph.components)


def _depth(number: int, parts: Parts, known: dict[int, int], above: tuple[int, ...]) -> int:
    if number in above or number not in parts or len(above) > DEEPEST:
        return DEEPEST + 1
    if number not in known:
        known[number] = max((1 + _depth(each, parts, known, (*above, number)) for each in parts[number]), default=0)
    return known[number]


def boxes(font: TTFont, chars: str) -> Iterator[tuple[str, float, float]]:
    """Of each character with an outline its lowest and highest point in em."""
    table, cmap, em = font["glyf"], font.getBestCmap(), font["head"].unitsPerEm
    for char in chars:
        glyph = table[cmap[ord(char)]]
        if glyph.numberOfContours:
            yield char, glyph.yMin / em, glyph.yMax / em
