"""Words whose letters change with their neighbours, turn round or carry marks, as clusters of glyphs in the order of drawing.

What is found out here holds for one face; which face sets a word is `theme.type`'s choice. Lengths are thousandths of an em.
"""

import re
from typing import NamedTuple

import uharfbuzz as hb

UNITS = 1000
# Without signs that print nothing, such as U+061C: by themselves they turn nothing.
_HEBREW_TO_ARABIC = "\u0590-\u05ff\u0606-\u061b\u061d-\u06dc\u06de-\u070e\u0710-\u088f\u0892-\u08e1\u08e3-\u08ff"
_RTL = f"{_HEBREW_TO_ARABIC}\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00010e5f\U00010e80-\U00010fff\U0001e800-\U0001efff"
_MARKS = "\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1cd0-\u1cff\u1dc0-\u1dff\u20d0-\u20e2\u20e4-\u20ff\ufe20-\ufe2f"
_SOUTHERN = "\u0900-\u109f\u1700-\u18af\u1900-\u1aaf\u1b00-\u1c4f\ua800-\uaaff\uabc0-\uabff\U00011000-\U0001107f"
_RIGHT_TO_LEFT = re.compile(f"[{_RTL}]")
_SHAPED = re.compile(f"[{_RTL}{_MARKS}{_SOUTHERN}]")
PLAIN = {"liga": False, "clig": False}  # one letter, one glyph, as in the words that are not shaped


class Glyph(NamedTuple):
    """A glyph of a face by its number, and where its origin stands from the beginning of its cluster."""

    number: int
    x: int
    y: int


class Cluster(NamedTuple):
    """What cannot be taken apart: the glyph that stands for `text`, and marks around it. `text` is in the order of reading."""

    text: str
    glyph: Glyph
    marks: tuple[Glyph, ...]
    advance: int
    rtl: bool


def letters_from_right(text: str) -> list[str]:
    return [] if text.isascii() else _RIGHT_TO_LEFT.findall(text)


def is_shaped(text: str) -> bool:
    """Whether a text has what is not set character by character."""
    return not text.isascii() and _SHAPED.search(text) is not None


def shaped_in(text: str) -> list[str]:
    """The characters that make it so."""
    return _SHAPED.findall(text)


def shape(font: hb.Font, word: str, *, rtl: bool) -> tuple[Cluster, ...]:
    """The clusters of a word from left to right, as one face sets it."""
    buffer = hb.Buffer()
    buffer.add_str(word)
    buffer.guess_segment_properties()
    buffer.direction, buffer.language = ("rtl" if rtl else "ltr"), "und"  # not the machine's
    buffer.flags = hb.BufferFlags.REMOVE_DEFAULT_IGNORABLES
    hb.shape(font, buffer, None if rtl else PLAIN)
    placed = list(zip(buffer.glyph_infos, buffer.glyph_positions or (), strict=True))
    if not placed:
        return ()
    begins = sorted({info.cluster for info, _ in placed})
    ends = dict(zip(begins, [*begins[1:], len(word)], strict=True))
    factor = UNITS / font.face.upem
    clusters, start = [], 0
    for place in range(1, len(placed) + 1):
        if place == len(placed) or placed[place][0].cluster != placed[start][0].cluster:
            begin = placed[start][0].cluster
            text = word[0 if begin == begins[0] else begin : ends[begin]]
            clusters.append(_cluster(placed[start:place], text, factor, rtl=rtl))
            start = place
    return tuple(clusters)


def _cluster(placed: list[tuple[hb.GlyphInfo, hb.GlyphPosition]], text: str, factor: float, *, rtl: bool) -> Cluster:
    at, glyphs = 0, list[tuple[bool, Glyph]]()
    for info, position in placed:
        x, y = round((at + position.x_offset) * factor), round(position.y_offset * factor)
        glyphs.append((position.x_advance > 0, Glyph(info.codepoint, x, y)))
        at += position.x_advance
    main = next((place for place, (advances, _) in enumerate(glyphs) if advances), 0)
    marks = tuple(glyph for place, (_, glyph) in enumerate(glyphs) if place != main)
    return Cluster(text, glyphs[main][1], marks, round(at * factor), rtl)
