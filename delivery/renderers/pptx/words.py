"""Text broken into measured lines, with a reserve, as its reader's program will find them."""

from collections import defaultdict
from collections.abc import Iterator
from functools import cache, lru_cache
from typing import Literal, NamedTuple

from delivery.language.regions import NBSP
from delivery.renderers.direction import is_rtl, turns
from delivery.renderers.pptx.typefaces import sign_face
from delivery.theme.text import is_invisible
from delivery.theme.type import BALANCED_LINES, Role, Style, face, measure, suited, wrap

Align = Literal["left", "right", "centre"]
OPPOSITE: dict[Align, Align] = {"left": "right", "right": "left", "centre": "centre"}

# What other programs and their hinting set wider. Headings leave room for the widest face that stands in where
# theirs is missing (DejaVu Serif: up to 1.19 times as wide as Georgia over the texts of the demo).
RESERVES: defaultdict[Role, float] = defaultdict(lambda: 1.02, {"deck_serif": 1.2})
BLANKS = str.maketrans({"\n": " ", NBSP: " "})  # what no face needs a sign for
LONGEST_LINE = 400  # characters; no line of a slide holds more
EVEN_LINES = 12  # display text of more lines is not evened out
REMEMBERED = 8_192  # texts whose measures are kept while a deck is made: a topic is set in several ways


class Words(NamedTuple):
    """A paragraph in measured lines, which joined are its text.

    `fixed` lines keep their ends in the file; others are left to the reader's program, which has room for
    them. The first `strong` characters stand out in bold. `rtl` says that it is read from right to left.
    """

    lines: tuple[str, ...]
    style: Style
    colour: str
    align: Align = "left"
    fixed: bool = False
    strong: int = 0
    rtl: bool = False

    @property
    def height(self) -> float:
        return self.style.leading * len(self.lines)

    @property
    def opposite(self) -> "Words":
        """As it stands at the other side."""
        return self._replace(align=OPPOSITE[self.align])

    def cut(self, count: int) -> tuple["Words", "Words"]:
        """The first `count` lines and the others."""
        rest = self._replace(lines=self.lines[count:], strong=0 if count else self.strong)
        return self._replace(lines=self.lines[:count]), rest


@lru_cache(maxsize=REMEMBERED)
def span(text: str, style: Style) -> float:
    """The width that one line may take in another program."""
    return measure(text, style) * RESERVES[style.role] + 1


def is_line(text: str) -> bool:
    """Whether a text could stand on one line."""
    return len(text) <= LONGEST_LINE and "\n" not in text


@lru_cache(maxsize=REMEMBERED)
def broken(
    text: str, style: Style, colour: str, width: float, *, align: Align = "left", balance: bool = False
) -> Words:
    """A text as measured lines; `balance` evens out display text and fixes its line ends."""
    style, rtl = suited(text, style), is_rtl(text, style.role)
    room = width / RESERVES[style.role]
    lines = wrap(text, style, room, balance=balance)
    if balance and BALANCED_LINES < len(lines) <= EVEN_LINES:
        lines = _even(text, style, room, lines)
    if align == "left" and turns(rtl, len(lines)):
        align = "right"
    return Words(tuple(_with_ends(text, lines, glue=not balance)), style, colour, align, fixed=balance, rtl=rtl)


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


def by_face(text: str, role: Role) -> Iterator[tuple[str, str]]:
    """Pieces of a text with the face that is named for their signs, or "" for words in the deck's own."""
    if text and face(role).covers_all(text.translate(BLANKS)):
        yield text, ""
        return
    begin, present = 0, ""
    for index, char in enumerate(text):
        name = present if is_invisible(char) else _sign_face(role, char)
        if name != present:
            if index > begin:
                yield text[begin:index], present
            begin, present = index, name
    if begin < len(text):
        yield text[begin:], present


_sign_face = cache(sign_face)


def forget() -> None:
    """Keep nothing of one document for the next."""
    for known in (broken, span, _sign_face):
        known.cache_clear()


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
