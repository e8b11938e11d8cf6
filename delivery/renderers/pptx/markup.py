"""Shapes as DrawingML text. Every string passes `escaped` on its way in; only this package writes tags."""

import re
from collections.abc import Sequence
from functools import lru_cache
from html import escape
from typing import Literal

from delivery.renderers.pptx.typefaces import named
from delivery.renderers.pptx.words import Align, Words, by_face
from delivery.theme.palette import Palette
from delivery.theme.type import Role

NAMESPACES = (
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" '
    'xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main"'
)
DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
DECORATIVE = (
    '<a:extLst><a:ext uri="{C183D7F6-B498-43B3-948B-1728B52AA6E4}"><adec:decorative '
    'xmlns:adec="http://schemas.microsoft.com/office/drawing/2017/decorative" val="1"/></a:ext></a:extLst>'
)
EMU = 12_700  # English Metric Units in a point
WORD_JOINER = "\u2060"
ALIGN = {"left": "l", "right": "r", "centre": "ctr"}
BOLD: Role = "deck_bold"

# `_x0041_` would be read as the character it spells.
_SPELLED = re.compile(r"(?<=_)(?=x[0-9A-Fa-f]{4}_)")
# What XML forbids, whatever has been cleaned before.
_FORBIDDEN = re.compile(r"[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def emu(points: float) -> int:
    return round(points * EMU)


def escaped(text: str) -> str:
    """Text for an attribute or a chart, where a spelled character is broken by a word joiner."""
    return escape(_SPELLED.sub(WORD_JOINER, _FORBIDDEN.sub("", text)))


def runs(text: str, properties: str) -> str:
    """Text as runs: a line feed is a break, a spelled character is divided between two runs."""
    lines = (_line_runs(line, properties) for line in text.split("\n"))
    return "<a:br/>".join(lines)


def _line_runs(line: str, properties: str) -> str:
    line = _FORBIDDEN.sub("", line)
    pieces = _SPELLED.split(line) if "_x" in line else [line]
    return "".join(f"<a:r>{properties}<a:t>{escape(piece, quote=False)}</a:t></a:r>" for piece in pieces if piece)


class Paint:
    """Colours and type as DrawingML. Colours of the deck's theme are named, so they follow a change of it."""

    def __init__(self, palette: Palette, lang: str) -> None:
        self.palette = palette
        self.lang = escaped(lang)
        series = {colour: f"accent{index}" for index, colour in enumerate(palette.series, 1)}
        roles = {palette.ink: "tx1", palette.paper: "bg1", palette.brand_text: "tx2", palette.tint2: "bg2"}
        self._scheme = series | roles
        self._fills: dict[str, str] = {}
        self._properties: dict[tuple[str, float, str, str], str] = {}

    def fill(self, colour: str) -> str:
        found = self._fills.get(colour)
        if found is None:
            name = self._scheme.get(colour)
            inner = f'<a:schemeClr val="{name}"/>' if name else f'<a:srgbClr val="{colour[1:]}"/>'
            found = self._fills[colour] = f"<a:solidFill>{inner}</a:solidFill>"
        return found

    def ground(self, colour: str) -> str:
        return self.fill(colour) if colour else "<a:noFill/>"

    def paragraph(self, words: Words) -> str:
        """A paragraph with exact line spacing."""
        style, text = words.style, _text(words)
        strong = self._runs(text[: words.strong], BOLD, style.size, self.palette.ink) if words.strong else ""
        body = strong + self._runs(text[words.strong :], style.role, style.size, words.colour)
        if not body:
            body = self._run_properties(style.role, style.size, words.colour).replace("a:rPr", "a:endParaRPr")
        return f"<a:p>{_paragraph_properties(words.align, style.leading, rtl=words.rtl)}{body}</a:p>"

    def paragraphs(self, words: Sequence[Words]) -> str:
        return "".join(map(self.paragraph, words))

    def _runs(self, text: str, role: Role, size: float, colour: str) -> str:
        return "".join(
            runs(piece, self._run_properties(role, size, colour, signs)) for piece, signs in by_face(text, role)
        )

    def _run_properties(self, role: Role, size: float, colour: str, signs: str = "") -> str:
        key = role, size, colour, signs
        found = self._properties.get(key)
        if found is None:
            face = named(role)
            names = "".join(f'<a:{kind} typeface="{escaped(signs)}"/>' for kind in ("latin", "ea", "cs", "sym"))
            typeface = names if signs else f'<a:latin typeface="{escaped(face.family)}"/>'
            bold = f' b="{face.bold:d}"' + (' i="1"' if face.italic else "")
            found = self._properties[key] = (
                f'<a:rPr lang="{self.lang}" sz="{round(size * 100)}"{bold}>{self.fill(colour)}{typeface}</a:rPr>'
            )
        return found


def _text(words: Words) -> str:
    """The text of a paragraph; where it is cut at the end of a slide, without the space that ended it."""
    if words.fixed:
        return "\n".join(line.rstrip(" \n") for line in words.lines)
    text = "".join(words.lines)
    return text[:-1] if text.endswith((" ", "\n")) else text


@lru_cache(maxsize=256)
def _paragraph_properties(align: Align, leading: float, *, rtl: bool) -> str:
    spacing = f'<a:lnSpc><a:spcPts val="{round(leading * 100)}"/></a:lnSpc>'
    space = '<a:spcBef><a:spcPts val="0"/></a:spcBef>'
    way = ' rtl="1"' if rtl else ""
    return f'<a:pPr algn="{ALIGN[align]}"{way}>{spacing}{space}</a:pPr>'


def frame(x: float, y: float, width: float, height: float, tag: Literal["a", "p"] = "a") -> str:
    """Place and size of a shape."""
    return f'<{tag}:xfrm><a:off x="{emu(x)}" y="{emu(y)}"/><a:ext cx="{emu(width)}" cy="{emu(height)}"/></{tag}:xfrm>'


def geometry(preset: str) -> str:
    return f'<a:prstGeom prst="{preset}"><a:avLst/></a:prstGeom>'
