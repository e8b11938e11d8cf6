"""Text rules that hold in every format: cleaning, splitting, numbers and dates, and the words of the frame.

Text from people is hostile until it has passed `clean`; escaping is each renderer's last step.
"""

import datetime as dt
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

NBSP = "\u00a0"
KEYCAP = "\u20e3"
LONGEST_PARAGRAPH = 2_000

# C0 but tab and line feed, DEL and C1, surrogates, non-characters, bidirectional overrides and isolates.
_REMOVED = dict.fromkeys(
    [
        *range(0x00, 0x09),
        *range(0x0B, 0x20),
        *range(0x7F, 0xA0),
        *range(0x202A, 0x202F),
        *range(0x2066, 0x206A),
        *range(0xD800, 0xE000),
        *range(0xFDD0, 0xFDF0),
        *(plane << 16 | code for plane in range(17) for code in (0xFFFE, 0xFFFF)),
    ]
)
_LINE_ENDS = str.maketrans({"\u2028": "\n", "\u2029": "\n", "\t": " "})

_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)


def clean(text: str) -> str:
    """NFC, one kind of line end, spaces for tabs, no controls, and no override of the writing direction."""
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


# Formats


def long_date(day: dt.date) -> str:
    """As in “1 April 2026”."""
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


def short_date(day: dt.date) -> str:
    """As in “1 Apr”, for axes and lists within one year."""
    return f"{day.day} {_MONTHS[day.month - 1][:3]}"


def month_name(day: dt.date) -> str:
    """As in “April 2026”."""
    return f"{_MONTHS[day.month - 1]} {day.year}"


def number(value: Decimal | float, unit: str = "", *, decimals: int | None = None) -> str:
    """As in “1,234”, “4.5”, “3.1 %” or “€ 82”, with no-break spaces and a true minus.

    Without `decimals` a whole number and any number from 100 has none, another has one. A currency sign
    stands before.
    """
    amount = Decimal(str(value))
    if decimals is None:
        decimals = 0 if abs(amount) >= 100 or amount == int(amount) else 1
    figure = f"{amount:,.{decimals}f}".replace("-", "\u2212")
    if unit and unicodedata.category(unit[0]) == "Sc":
        return f"{unit}{NBSP}{figure}"
    return f"{figure}{NBSP}{unit}" if unit else figure


def percent(share: Decimal | float, *, decimals: int = 0) -> str:
    """A share of 1 as in “34 %”."""
    return number(Decimal(str(share)) * 100, "%", decimals=decimals)


# The words of the frame


@dataclass(frozen=True)
class Wording:
    """What a pack says by itself, outside its content."""

    contents: str = "Contents"
    in_this_section: str = "In this section"
    cover: str = "Cover"
    week: str = "Week"
    skip: str = "Skip to content"
    weekdays: tuple[str, ...] = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")

    def continued(self, title: str) -> str:
        return f"{title}, continued"

    def page(self, page: int, pages: int) -> str:
        return f"Page {page} of {pages}"

    def week_heading(self, week: int | None, theme: str) -> str:
        """As in “Week 3: Why tools fail”, and empty outside the plan."""
        name = f"{self.week} {week}" if week is not None else ""
        return ": ".join(part for part in (name, theme) if part)


WORDING = Wording()
