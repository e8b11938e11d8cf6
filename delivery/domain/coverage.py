"""Which characters of a pack have no face, so that its pages print their codes (docs/look/PACK-LOOK.md §1).

Scripts that need shaping are among them, and ideographs where no face of the brand's own has them. Asking needs no font
library: `fonts.coverage` is a table, and what a brand's own faces hold was written down when they were checked.
"""

import unicodedata
from collections.abc import Iterable, Mapping

from delivery import fonts
from delivery.domain.texts import NAMED_WORDS, Found, Written, places, some
from delivery.theme.text import clean, is_invisible
from tenants.models import BrandFile

HEADINGS, TEXT, OTHER = ("face_display", "face_sub"), ("face_text", "face_bold"), "face_other"
SHAPED = ((0x0900, 0x0FFF), (0x1000, 0x109F), (0x1780, 0x18AF), (0x1A20, 0x1AAF), (0xA980, 0xA9DF), (0xAA60, 0xAA7F))
"""Indic scripts and those of South-East Asia and Tibet: letters change beside each other, and nobody here arranges them."""


def printable(files: Mapping[str, BrandFile]) -> frozenset[str]:
    """What packs can print with these files of a brand. A letter that only some faces of the words have is not counted: it would
    be missing in headings, say."""
    faces = {field: _characters(file) for field, file in files.items() if field in (*HEADINGS, *TEXT, OTHER)}
    words = [chars for field, chars in faces.items() if field != OTHER]
    if not faces:
        return fonts.coverage()
    in_all = frozenset.intersection(*words) if words else frozenset[str]()
    ours = fonts.coverage() - (fonts.ONLY_IN_TEXT - in_all if words else frozenset())
    everywhere = in_all if {HEADINGS[0], TEXT[0]} <= faces.keys() else frozenset[str]()
    return ours | everywhere | faces.get(OTHER, frozenset())


def _characters(file: BrandFile) -> frozenset[str]:
    chars = (chr(code) for first, last in file.facts["spans"] for code in range(first, last + 1))
    return frozenset(char for char in chars if not _needs_shaping(char))


def _needs_shaping(char: str) -> bool:
    right_to_left = unicodedata.bidirectional(char) in ("R", "AL")
    return right_to_left or any(first <= ord(char) <= last for first, last in SHAPED)


def uncovered(texts: Iterable[Written], known: frozenset[str] | None = None) -> list[Found]:
    """Every such character of the texts, once for each of them; `known` are those that can be printed, else what our own faces
    print."""
    return [Found(char, text) for text in texts for char in unprintable(text.text, known)]


def unprintable(text: str, known: frozenset[str] | None = None) -> list[str]:
    """The characters of a text that would be printed as their codes, each once, in the order in which they stand."""
    known = fonts.coverage() if known is None else known
    if known.issuperset(text):
        return []
    kept = (char for char in clean(text) if char not in known)
    return [char for char in dict.fromkeys(kept) if not char.isspace() and not is_invisible(char)]


def sentence(found: list[Found]) -> str:
    """As in “No face prints 東 (U+6771), 京 (U+4EAC) in Creatives, Assets 2, Text. …”."""
    codes = some((f"{one.word} (U+{ord(one.word):04X})" for one in found), NAMED_WORDS, ", ")
    return (
        f"No face prints {codes} in {places(found)}. "
        "The report would show codes in their place; write it in other characters, or waive this."
    )
