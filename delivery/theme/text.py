"""Text rules that hold in every format: cleaning and splitting.

Text from people is hostile until it has passed `clean`; escaping is each renderer's last step.
"""

import re
import unicodedata
from collections.abc import Iterator

KEYCAP = "\u20e3"
_FOLLOWING = frozenset({"Mn", "Mc", "Me", "Cf"})
LONGEST_PARAGRAPH = 2_000

# C0 but tab and line feed, DEL and C1, surrogates, non-characters, bidirectional overrides and isolates.
_FORBIDDEN = (
    range(0x00, 0x09),
    range(0x0B, 0x20),
    range(0x7F, 0xA0),
    range(0x202A, 0x202F),
    range(0x2066, 0x206A),
    range(0xD800, 0xE000),
    range(0xFDD0, 0xFDF0),
    *(range(plane << 16 | 0xFFFE, (plane + 1) << 16) for plane in range(17)),
)
_REMOVED = dict.fromkeys(code for codes in _FORBIDDEN for code in codes)
_UNCLEAN = re.compile("".join(["[\t\u2028\u2029", *(f"{chr(codes[0])}-{chr(codes[-1])}" for codes in _FORBIDDEN), "]"]))
_LINE_ENDS = str.maketrans({"\u2028": "\n", "\u2029": "\n", "\t": " "})


def clean(text: str) -> str:
    """NFC, one kind of line end, spaces for tabs, no controls, and no override of the writing direction."""
    if not _UNCLEAN.search(text) and unicodedata.is_normalized("NFC", text):
        return text
    text = text.replace("\r\n", "\n").replace("\r", "\n").translate(_LINE_ENDS).translate(_REMOVED)
    return unicodedata.normalize("NFC", text)


_MODIFIERS = (("\ufe00", "\ufe0f"), ("\U0001f3fb", "\U0001f3ff"), ("\U000e0100", "\U000e01ef"))


def is_invisible(char: str) -> bool:
    """Whether a character prints nothing by itself: joiners, zero-width spaces, variation selectors.

    So do skin tones (U+1F3FB to U+1F3FF), as emoji are set in one colour, and the frame of a keycap around a digit.
    """
    modifies = any(first <= char <= last for first, last in _MODIFIERS)
    return modifies or char == KEYCAP or unicodedata.category(char) == "Cf"


def paragraphs(text: str, *, longest: int = LONGEST_PARAGRAPH) -> Iterator[str]:
    """Lines of a text, cut into pieces of at most `longest` characters, at a space where there is one."""
    for line in text.split("\n"):
        while len(line) > longest:
            cut = line.rfind(" ", 1, longest) + 1 or longest
            yield line[:cut].rstrip(" ")
            line = line[cut:]
        yield line


def units(word: str) -> Iterator[str]:
    """Characters with the marks and joiners that follow them."""
    unit = ""
    for char in word:
        if unit and unicodedata.category(char) not in _FOLLOWING:
            yield unit
            unit = ""
        unit += char
    if unit:
        yield unit
