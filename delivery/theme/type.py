"""Measured typefaces: widths, kerning and line breaking, the same for every renderer.

Sizes are points. A character that its face lacks is measured in the first fallback that has it, and one that
no face has as the text `[U+XXXX]` that stands for it.

Faces are ours unless whoever makes a file says that a brand brings its own: `with setting(theme.faces)`.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from functools import lru_cache, partial
from itertools import groupby
from typing import NamedTuple, TypeVar

import uharfbuzz as hb

from delivery import fonts
from delivery.language.regions import NBSP
from delivery.theme import bidi, breaking, shaping
from delivery.theme.faces import Faces
from delivery.theme.text import is_invisible, units

Role = fonts.Role
Known = TypeVar("Known")

KERNING = {"kern": True, "liga": False, "clig": False, "ccmp": False}
LONGEST_KEPT, MOST_KEPT = 64, 20_000  # characters and words; longer words are set without kerning and not kept
BALANCED_LINES = 4
SIGN_ROLES = frozenset({"emoji", "symbols", "arrows"})
UNITS = 1000  # widths and kerning are counted in thousandths of an em
KIN = 1.1  # as wide at most, over a word, are Greek and Cyrillic in Georgia as in our own serif
WIDEST = {"deck_serif": 1.0, "deck_text": 1.25, "deck_bold": 1.38}
"""As wide at most, over the face that we would measure with, is what a reader sees in place of a brand's own where that is not
installed: DejaVu Sans over Calibri, which LibreOffice takes (Arial, which PowerPoint takes, is 1.13 times as wide). For headings
the deck's reserve has it already."""
BRANDS = 2  # whose faces are kept in a process, beside those that we ship
SHAPED_KIN = 1.3  # as wide at most, over a brand's own face for other scripts, is what stands in for it
IDEOGRAPH_SIZE, IDEOGRAPH_LEADING = 0.96, 1.1  # over those of a style
LEAST, LEAST_IN_DECK = 8.5, 12.0  # points; what is smaller already stays as it is (docs/look/PACK-LOOK.md §3)
JOINERS = "\u200c\u200d"
CODED = "U"  # stands for a character that is printed as its code
LONGEST_SHAPED = LONGEST_KEPT  # a longer word is measured in pieces, which are kept
STAND_IN, SIGN = 1_200, 1_400  # at most as wide is a letter, an emoji or a sign in a face that stands in in Office
_BLANKS = re.compile(f"([ {NBSP}])")


class Style(NamedTuple):
    """How a line is set: face, size and leading in points."""

    role: Role
    size: float
    leading: float


class Words(dict[str, Known]):
    """What is known of words, found out when it is first asked for. It never grows beyond `MOST_KEPT`."""

    def __init__(self, find: Callable[[str], Known]) -> None:
        super().__init__()
        self._find = find

    def __missing__(self, word: str) -> Known:
        found = self._find(word)
        if len(word) <= LONGEST_KEPT:
            if len(self) >= MOST_KEPT:
                self.clear()
            self[word] = found
        return found


class Part(NamedTuple):
    """A part of a line as it is drawn: shaped `clusters` in the face of a role, else `text` that is set character by character."""

    role: Role
    text: str
    clusters: tuple[shaping.Cluster, ...] = ()


class Name(NamedTuple):
    """What a program calls a face in which it sets text."""

    family: str
    bold: bool
    italic: bool


class Face:
    """One typeface, able to measure and to break lines. Kept by `face()`."""

    def __init__(
        self,
        data: bytes,
        *,
        embedded: bool = True,
        fallbacks: "tuple[Face, ...]" = (),
        kin: "Face | None" = None,
        stand_in: "Face | None" = None,
        widest: float = 1.0,
    ) -> None:
        """`kin` measures letters that the face in Office has and our twin of it lacks. Nothing is measured narrower than
        `widest` times what it takes in `stand_in`, which a reader sees who lacks the face."""
        self.data = data
        self._stand_in, self._widest = stand_in, widest
        self._face = hb.Face(data)
        self._font = hb.Font(self._face)
        self._embedded = embedded
        self._fallbacks = fallbacks
        self._kin = kin
        self._covered = frozenset(map(chr, self._face.unicodes))
        self._advances: dict[str, int] = {}
        self._kerns = Words(self._shape)
        self._widths = Words(self._set_width)
        self._shaped = {rtl: Words(partial(self._in_faces, rtl=rtl)) for rtl in (False, True)}

    @property
    def name(self) -> Name:
        """As the file says it (name ids 1 and 2, by which Office finds a face)."""
        style = self._face.get_name(hb.OTNameIdPredefined.FONT_SUBFAMILY) or ""
        family = self._face.get_name(hb.OTNameIdPredefined.FONT_FAMILY) or ""
        return Name(family, "bold" in style.lower(), "italic" in style.lower())

    def covers(self, char: str) -> bool:
        """Whether the face has the character itself."""
        return char in self._covered

    def covers_all(self, text: str) -> bool:
        """Whether the face has every character of a text itself."""
        return self._covered.issuperset(text)

    def shown(self, char: str) -> str:
        """What is printed for a character: itself, nothing, or its code point in brackets."""
        if is_invisible(char):
            return ""
        known = self.covers(char) or any(other.covers(char) for other in self._fallbacks)
        return char if known else f"[U+{ord(char):04X}]"

    def width(self, word: str) -> float:
        """Width of a word in em, kerned."""
        return self._widths[word] / UNITS

    def measure(self, text: str, size: float) -> float:
        """Width of one line in points."""
        words = text.split(" ")
        return (sum(map(self._widths.__getitem__, words)) + (len(words) - 1) * self._widths[" "]) * size / UNITS

    def kerns(self, word: str) -> tuple[int, ...]:
        """Adjustment after each character in thousandths of an em; empty when nothing is kerned."""
        return self._kerns[word] if self._embedded and len(word) > 1 else ()

    def _set_width(self, word: str) -> int:
        if self.is_shaped(word):
            return self._shaped_width(word)
        return sum(map(self._advance, word)) + sum(self.kerns(word))

    def wrap(self, text: str, size: float, width: float, *, balance: bool = False) -> list[str]:
        """Lines of at most `width` points; every line feed begins one.

        `balance` evens out short display text; otherwise no word is left alone on a last line where it can be
        helped. A word wider than the column is cut, never lost.
        """
        if balance and 1 < (count := len(self._broken(text, size, width))) <= BALANCED_LINES:
            return self._balanced(text, size, width, count)
        paragraphs = (self._filled(paragraph, size, width) for paragraph in text.split("\n"))
        return [line for paragraph in paragraphs for line in self._without_orphan(paragraph, size, width)]

    def fitted(self, text: str, sizes: Sequence[float], width: float, *, lines: int) -> tuple[float, list[str]]:
        """The first of the falling `sizes` at which the text takes at most `lines`, else the last."""
        for size in sizes:
            wrapped = self.wrap(text, size, width, balance=True)
            if len(wrapped) <= lines:
                break
        return size, wrapped

    def _broken(self, text: str, size: float, width: float) -> list[str]:
        return [line for paragraph in text.split("\n") for line in self._filled(paragraph, size, width)]

    def _filled(self, paragraph: str, size: float, width: float) -> list[str]:
        words = paragraph.split(" ")
        needs = list(map(self._widths.__getitem__, words))
        space, room = self._widths[" "], width * UNITS / size
        if sum(needs) + space * (len(needs) - 1) <= room:
            return [paragraph]
        if self.prints_ideographs(paragraph):
            return self._filled_among_ideographs(paragraph, size, width)
        lines: list[str] = []
        line: list[str] = []
        used = 0
        for word, need in zip(words, needs, strict=True):
            if line and used + space + need > room:
                lines.append(" ".join(line))
                line, used = [], 0
            if need > room:
                *whole, word = self._cut(word, size, width)
                lines += whole
                need = self._widths[word]
            used += need + (space if line else 0)
            line.append(word)
        return [*lines, " ".join(line)]

    def _filled_among_ideographs(self, paragraph: str, size: float, width: float) -> list[str]:
        """Lines that end at a space or between two ideographs."""
        space, room = self._widths[" "], width * UNITS / size
        lines: list[str] = []
        line, used = "", 0
        for piece, is_spaced in breaking.pieces(paragraph):
            need, gap = self._widths[piece], space if is_spaced else 0
            if line and used + gap + need > room:
                lines.append(line)
                line, used = "", 0
            if need > room:
                *whole, piece = self._cut(piece, size, width)
                lines += whole
                need = self._widths[piece]
            used += need + (gap if line else 0)
            line += f" {piece}" if is_spaced and line else piece
        return [*lines, line]

    def _cut(self, word: str, size: float, width: float) -> list[str]:
        """Pieces of a word that fit the column, at least one character each; an address ends them after a slash."""
        pieces, begin, used, slash = [], 0, 0.0, 0
        for index, char in enumerate(word):
            need = self._advance(char) * size / UNITS
            if index > begin and used + need > width:
                end = slash if slash > begin else index
                pieces.append(word[begin:end])
                begin, used = end, sum(map(self._advance, word[end:index])) * size / UNITS
            used += need
            if char == "/" and "/" not in word[index - 1 : index] + word[index + 1 : index + 2]:
                slash = index + 1
        return [*pieces, word[begin:]]

    def _balanced(self, text: str, size: float, width: float, count: int) -> list[str]:
        low, high = width / 2, width
        while high - low > 4:
            middle = (low + high) / 2
            if len(self._broken(text, size, middle)) > count:
                low = middle
            else:
                high = middle
        return self._broken(text, size, high)

    def _without_orphan(self, lines: list[str], size: float, width: float) -> list[str]:
        if len(lines) < 2 or " " in lines[-1] or lines[-2].count(" ") < 3:
            return lines
        head, moved = lines[-2].rsplit(" ", 1)
        last = f"{moved} {lines[-1]}"
        return [*lines[:-2], head, last] if self.measure(last, size) <= width else lines

    # Other scripts

    def is_shaped(self, text: str) -> bool:
        """Whether a text has letters that turn round or change with their neighbours, and a face has them."""
        return shaping.is_shaped(text) and any(map(self._is_held, set(shaping.shaped_in(text))))

    def has_rtl(self, text: str) -> bool:
        """Whether a text has letters that are read from right to left, and a face has them."""
        return any(map(self._is_held, set(shaping.letters_from_right(text))))

    def is_rtl(self, text: str) -> bool:
        """Whether the first letter of a text is such a letter."""
        return self.has_rtl(text) and bidi.base_of(self._coded(text)) is True

    def prints_ideographs(self, text: str) -> bool:
        """Whether a face has an ideograph of a text."""
        return breaking.has_ideographs(text) and any(map(self._is_held, set(breaking.ideographs_in(text))))

    def parts(self, line: str, role: Role, *, rtl: bool) -> Iterator[Part]:
        """A line from left to right as it is drawn; `role` is this face's, `rtl` says how the paragraph is read."""
        roles = (role, *in_force().fallbacks)
        for run in self.runs(line, rtl=rtl):
            text = line[run.start : run.end]
            if not run.rtl and not self.is_shaped(text):
                yield Part(role, text)
                continue
            words = [word for word in _BLANKS.split(text) if word]
            for word in reversed(words) if run.rtl else words:
                if word in (" ", NBSP) or not (run.rtl or self.is_shaped(word)):
                    yield Part(role, word)
                else:
                    yield from (Part(roles[one.place], one.text, one.clusters) for one in self._shaped[run.rtl][word])

    def runs(self, line: str, *, rtl: bool) -> list[bidi.Run]:
        """The parts of a line in one direction. A sign of direction turns nothing by itself."""
        if not rtl and not self.has_rtl(line):
            return [bidi.Run(0, len(line), rtl=False)]
        return bidi.runs(self._coded(line), rtl=rtl)

    def _coded(self, text: str) -> str:
        """A text with a letter for each character that no face has: it is printed as its code, which is read from the left."""
        unknown = {ord(char): CODED for char in set(shaping.shaped_in(text)) if not self._is_held(char)}
        return text.translate(unknown)

    def _is_held(self, text: str) -> bool:
        return self._holder(text) is not None

    def _holder(self, text: str) -> int | None:
        """Which of the face and its fallbacks has every character that prints something, by its place; the face itself is 0."""
        printed = [char for char in text if not is_invisible(char)]
        chain = (self, *self._fallbacks)
        return next((place for place, other in enumerate(chain) if other._covered.issuperset(printed)), None)

    def _in_faces(self, word: str, *, rtl: bool) -> tuple["Shaped", ...]:
        """A word without blanks in as few faces as it takes, from left to right. What no face has is not shaped, and what prints
        nothing is left out, but for signs that join letters or keep them apart."""
        word = "".join(char for char in word if char in JOINERS or not is_invisible(char))
        chain = (self, *self._fallbacks)
        whole = self._holder(word)
        pieces = [(whole, word)] if whole is not None else _joined((self._holder(unit), unit) for unit in units(word))
        found = [
            Shaped(0, text) if place is None else Shaped(place, text, shaping.shape(chain[place]._font, text, rtl=rtl))
            for place, text in pieces
        ]
        return tuple(reversed(found) if rtl else found)

    def _shaped_width(self, word: str) -> int:
        """Of a word that is shaped at least in part."""
        if len(word) > LONGEST_SHAPED:
            pieces = (word[begin : begin + LONGEST_SHAPED] for begin in range(0, len(word), LONGEST_SHAPED))
            return sum(map(self._set_width, pieces))
        width = 0
        for run in self.runs(word, rtl=False):
            for text in _BLANKS.split(word[run.start : run.end]):
                if (run.rtl and text != NBSP) or self.is_shaped(text):
                    width += sum(map(self._piece_width, self._shaped[run.rtl][text]))
                else:
                    width += self._widths[text]
        return width

    def _piece_width(self, piece: "Shaped") -> int:
        if not piece.clusters:
            return sum(map(self._advance, piece.text))
        width = sum(cluster.advance for cluster in piece.clusters)
        return width if self._embedded or not piece.place else round(width * SHAPED_KIN)

    def _advance(self, char: str) -> int:
        found = self._advances.get(char)
        if found is None:
            found = self._advances[char] = self._measured(char)
        return found

    def _measured(self, char: str) -> int:
        if is_invisible(char):
            return 0
        if self.covers(char):
            glyph = self._font.get_nominal_glyph(ord(char))
            advance = int(self._font.get_glyph_h_advance(glyph) * UNITS / self._face.upem + 0.5)
            return max(advance, round(self._stand_in._advance(char) * self._widest)) if self._stand_in else advance
        if char == NBSP:
            return self._advance(" ")
        if self._kin and self._kin.covers(char) and char.isalpha():
            return round(self._kin._advance(char) * KIN)
        fallback = next((other for other in self._fallbacks if other.covers(char)), None)
        if not self._embedded:  # the reader's program may find a face of its own
            if fallback and breaking.has_ideographs(char):
                return fallback._advance(char)  # as wide in any face
            return SIGN if setter("fallback", char) in SIGN_ROLES else STAND_IN
        return fallback._advance(char) if fallback else sum(map(self._advance, self.shown(char)))

    def _shape(self, word: str) -> tuple[int, ...]:
        if len(word) > LONGEST_KEPT or not self.covers_all(word):
            return ()
        buffer = hb.Buffer()
        buffer.add_str(word)
        buffer.guess_segment_properties()
        hb.shape(self._font, buffer, KERNING)
        positions = buffer.glyph_positions
        if positions is None or len(positions) != len(word):
            return ()
        kerns = tuple(
            round(position.x_advance * UNITS / self._face.upem) - self._advance(char)
            for char, position in zip(word, positions, strict=True)
        )
        return kerns if any(kerns) else ()


class Shaped(NamedTuple):
    """A piece of a word in one face, which is named by its place among a face (0) and its fallbacks."""

    place: int
    text: str
    clusters: tuple[shaping.Cluster, ...] = ()


def _joined(pieces: Iterable[tuple[int | None, str]]) -> list[tuple[int | None, str]]:
    """Neighbours of one face as one piece."""
    return [(place, "".join(text for _, text in group)) for place, group in groupby(pieces, key=lambda piece: piece[0])]


class Setting(dict[Role, Face]):
    """The faces in which a pack is set, by role, each made when it is first asked for."""

    def __init__(self, own: Faces) -> None:
        super().__init__()
        self.own = own
        self.fallbacks: tuple[Role, ...] = (*(("other",) if own.other else ()), *fonts.FALLBACK_ROLES)

    def data(self, role: Role) -> bytes | None:
        """The brand's own file for a role."""
        own = self.own
        headings, text = own.display, own.text
        return {
            "display": headings, "sub": own.sub or headings, "text": text, "bold": own.bold, "other": own.other,
            "deck_serif": headings, "deck_text": text, "deck_bold": own.bold,
        }.get(role)  # fmt: skip

    def __missing__(self, role: Role) -> Face:
        found = self[role] = self._face(role)
        return found

    def _face(self, role: Role) -> Face:
        """Deck faces only measure what PowerPoint sets, which does not kern."""
        data = self.data(role)
        if self is not SHIPPED and data is None and (not self.own.other or role in fonts.FALLBACK_ROLES):
            return SHIPPED[role]
        if role in self.fallbacks:
            return Face(data or fonts.read(fonts.FACES[role]))
        if role.startswith("deck"):
            others = (self["other"],) if self.own.other else ()
            if data:
                stand_in = SHIPPED[role]
                return Face(data, embedded=False, fallbacks=others, stand_in=stand_in, widest=WIDEST[role])
            kin = SHIPPED["sub"] if role == "deck_serif" else None
            return Face(fonts.read(fonts.FACES[role]), embedded=False, fallbacks=others, kin=kin)
        return Face(data or fonts.read(fonts.FACES[role]), fallbacks=tuple(self[each] for each in self.fallbacks))


SHIPPED = Setting(Faces())
_setting: ContextVar[Setting] = ContextVar("faces that are set with", default=SHIPPED)
_brands = lru_cache(maxsize=BRANDS)(Setting)


@contextmanager
def setting(own: Faces) -> Iterator[Setting]:
    """Set, measure and find faces with a brand's own while a file of its pack is made."""
    before = _setting.set(_brands(own) if own else SHIPPED)
    try:
        yield _setting.get()
    finally:
        _setting.reset(before)


def in_force() -> Setting:
    """The faces that are set with here; those that we ship where nobody said others."""
    return _setting.get()


def face(role: Role) -> Face:
    """The face of a role."""
    return _setting.get()[role]


def setter(role: Role, char: str) -> Role:
    """The role whose face sets a character in text of `role`: the first fallback that has it where its own lacks it."""
    faces = _setting.get()
    return next((other for other in (role, *faces.fallbacks) if faces[other].covers(char)), role)


def unbroken(line: str, style: Style) -> list[str]:
    """The parts of a line that are not broken."""
    if not face(style.role).prints_ideographs(line):
        return line.split(" ")
    return [piece for piece, _ in breaking.pieces(line)]


def suited(text: str, style: Style) -> Style:
    """A style for a text with ideographs, which fill their squares: a little smaller, on a wider leading."""
    if not face(style.role).prints_ideographs(text):
        return style
    least = LEAST_IN_DECK if style.role.startswith("deck") else LEAST
    size = max(style.size * IDEOGRAPH_SIZE, min(style.size, least))
    return Style(style.role, size, style.leading * IDEOGRAPH_LEADING)


def wrap(text: str, style: Style, width: float, *, balance: bool = False) -> list[str]:
    """Lines of a text in a style."""
    return face(style.role).wrap(text, style.size, width, balance=balance)


def measure(text: str, style: Style) -> float:
    """Width of one line in points."""
    return face(style.role).measure(text, style.size)
