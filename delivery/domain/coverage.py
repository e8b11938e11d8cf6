"""Which characters of a pack have no face, so that its pages print their codes (docs/look/PACK-LOOK.md §1).

Arabic, Hebrew and ideographs are among them where no face of the brand's own has them, and scripts that nobody here arranges.
Asking needs no font library: `fonts.coverage` is a table, and what a brand's own faces hold was written down when they were
checked.
"""

import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from delivery import fonts
from delivery.domain.texts import NAMED_WORDS, Found, Written, places, some
from delivery.theme.text import clean, is_invisible, units
from tenants.models import BrandFile

HEADINGS, TEXT, OTHER = ("face_display", "face_sub"), ("face_text", "face_bold"), "face_other"
SHAPED = ((0x0900, 0x0FFF), (0x1000, 0x109F), (0x1780, 0x18AF), (0x1A20, 0x1AAF), (0xA980, 0xA9DF), (0xAA60, 0xAA7F))
"""Indic scripts and those of South-East Asia and Tibet: letters change beside each other, and some are written without spaces,
so that nobody here knows where their lines may end."""


class Printable(NamedTuple):
    """What packs can print, whichever face it is set in, and what each face of a brand has, or ours together: a mark stands over
    its letter only where one face has both."""

    chars: frozenset[str]
    faces: tuple[frozenset[str], ...]


def printable(files: Mapping[str, BrandFile]) -> Printable:
    """What packs can print with these files of a brand. A letter that only some faces of the words have is not counted: it would
    be missing in headings, say."""
    faces = {field: _characters(file) for field, file in files.items() if field in (*HEADINGS, *TEXT, OTHER)}
    words = [chars for field, chars in faces.items() if field != OTHER]
    in_all = frozenset.intersection(*words) if words else frozenset[str]()
    ours = fonts.coverage() - (fonts.ONLY_IN_TEXT - in_all if words else frozenset())
    everywhere = in_all if {HEADINGS[0], TEXT[0]} <= faces.keys() else frozenset[str]()
    other = faces.get(OTHER, frozenset())
    return Printable(ours | everywhere | other, (fonts.coverage(), everywhere, other))


def _characters(file: BrandFile) -> frozenset[str]:
    chars = (chr(code) for first, last in file.facts["spans"] for code in range(first, last + 1))
    return frozenset(char for char in chars if not any(first <= ord(char) <= last for first, last in SHAPED))


def uncovered(texts: Iterable[Written], known: Printable | None = None) -> list[Found]:
    """Every such character of the texts, once for each of them; `known` are those that can be printed, else what our own faces
    print."""
    return [Found(char, text) for text in texts for char in unprintable(text.text, known)]


def unprintable(text: str, known: Printable | None = None) -> list[str]:
    """The characters of a text that would be printed as their codes, and marks that would not stand over their letters: each
    once, in the order in which they stand."""
    known = known or printable({})
    if text.isascii():
        return []
    unknown = {char for char in clean(text) if char not in known.chars}
    lost = unknown.union(_apart(clean(text), known.faces))
    return [
        char for char in dict.fromkeys(clean(text)) if char in lost and not char.isspace() and not is_invisible(char)
    ]


def _apart(text: str, faces: tuple[frozenset[str], ...]) -> Iterator[str]:
    """Marks that no face has together with the letter they follow."""
    for unit in units(text) if any(map(_is_mark, text)) else ():
        printed = {char for char in unit if not is_invisible(char)}
        if not any(printed <= face for face in faces):
            yield from filter(_is_mark, printed)


def _is_mark(char: str) -> bool:
    return unicodedata.category(char)[0] == "M" and not is_invisible(char)


def sentence(found: list[Found]) -> str:
    """As in “No face prints 東 (U+6771), 京 (U+4EAC) in Creatives, Assets 2, Text. …”."""
    codes = some((f"{one.word} (U+{ord(one.word):04X})" for one in found), NAMED_WORDS, ", ")
    return (
        f"No face prints {codes} in {places(found)}. "
        "The report would show codes in their place; write it in other characters, or waive this."
    )
