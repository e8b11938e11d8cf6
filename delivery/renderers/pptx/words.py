"""Text broken into measured lines, with a reserve, as its reader's program will find them."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from typing import Literal

from delivery.theme.text import NBSP, is_invisible
from delivery.theme.type import BALANCED_LINES, Role, Style, face, measure, wrap

Align = Literal["left", "right", "centre"]

# What other programs and their hinting set wider. Headings leave room for the widest face that stands in where
# theirs is missing (DejaVu Serif: up to 1.19 times as wide as Georgia over the texts of the demo).
RESERVES: defaultdict[Role, float] = defaultdict(lambda: 1.02, {"deck_serif": 1.2})
WIDE = ord("‰")  # at least an em wide in each face of the deck
LONGEST_LINE = 400  # characters; no line of a slide holds more
EVEN_LINES = 12  # display text of more lines is not evened out


@dataclass(frozen=True)
class Words:
    """A paragraph in measured lines, which joined are its text.

    `fixed` lines keep their ends in the file; others are left to the reader's program, which has room for
    them. The first `strong` characters stand out in bold.
    """

    lines: tuple[str, ...]
    style: Style
    colour: str
    align: Align = "left"
    fixed: bool = False
    strong: int = 0

    @property
    def height(self) -> float:
        return self.style.leading * len(self.lines)

    def cut(self, count: int) -> tuple["Words", "Words"]:
        """The first `count` lines and the others."""
        rest = replace(self, lines=self.lines[count:], strong=0 if count else self.strong)
        return replace(self, lines=self.lines[:count]), rest


def span(text: str, style: Style) -> float:
    """The width that one line may take in another program."""
    return measure(_measurable(text, style), style) * RESERVES[style.role] + 1


def is_line(text: str) -> bool:
    """Whether a text could stand on one line."""
    return len(text) <= LONGEST_LINE and "\n" not in text


def _measurable(text: str, style: Style) -> str:
    """The text with a whole em for each character its face lacks: any face may stand in for it."""
    return text if text.isascii() else text.translate(_stand_ins(style.role))


class _StandIns(dict[int, int]):
    """Code point → itself, or that of a wide character."""

    def __init__(self, role: Role) -> None:
        super().__init__()
        self._face = face(role)

    def __missing__(self, code: int) -> int:
        char = chr(code)
        known = self._face.covers(char) or char.isspace() or is_invisible(char)
        self[code] = code if known else WIDE
        return self[code]


@cache
def _stand_ins(role: Role) -> _StandIns:
    return _StandIns(role)


def broken(
    text: str, style: Style, colour: str, width: float, *, align: Align = "left", balance: bool = False
) -> Words:
    """A text as measured lines; `balance` evens out display text and fixes its line ends."""
    measurable = _measurable(text, style)
    room = width / RESERVES[style.role]
    lines = wrap(measurable, style, room, balance=balance)
    if balance and BALANCED_LINES < len(lines) <= EVEN_LINES:
        lines = _even(measurable, style, room, lines)
    return Words(tuple(_with_ends(text, lines, glue=not balance)), style, colour, align, fixed=balance)


def _even(text: str, style: Style, width: float, lines: list[str]) -> list[str]:
    """The narrowest setting that takes no more lines, for more of them than `wrap` evens out."""
    low, high = width / 2, width
    while high - low > 4:
        middle = (low + high) / 2
        found = wrap(text, style, middle)
        low, high, lines = (low, middle, found) if len(found) <= len(lines) else (middle, high, lines)
    return lines


def _with_ends(text: str, lines: list[str], *, glue: bool) -> Iterator[str]:
    """Lines with the space or line feed that ended each; two last words of a paragraph stay together."""
    position = 0
    for index, measured in enumerate(lines):
        line = text[position : position + len(measured)]
        position += len(line)
        end = text[position : position + 1]
        end = end if end in (" ", "\n") else ""
        position += len(end)
        begins = index == 0 or text[position - len(end) - len(line) - 1] == "\n"
        ends = end == "\n" or index == len(lines) - 1
        pair = glue and ends and not begins and line.count(" ") == 1 and line.strip() == line
        yield (line.replace(" ", NBSP) if pair else line) + end


def clip(text: str, style: Style, width: float, *, lines: int = 1) -> str:
    """At most so many lines of a text, ended by an ellipsis where it goes on."""
    head = text[: lines * LONGEST_LINE]
    found = broken(head, style, "", width).lines
    if len(found) <= lines and head == text:
        return text
    kept = "".join(found[:lines]).rstrip()
    while kept and len(broken(kept + "…", style, "", width).lines) > lines:
        kept = kept[:-1].rstrip()
    return kept + "…"
