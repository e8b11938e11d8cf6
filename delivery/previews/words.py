"""Text of a slide as lines: paragraphs broken where the width ends, measured with the faces that the deck is measured with.

Nothing is shrunk or cut: what is too long for its box runs out of it here as well.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import accumulate, groupby, pairwise

from delivery.previews.package import Element, Slide, points
from delivery.theme import breaking
from delivery.theme.faces import Faces
from delivery.theme.shaping import UNITS
from delivery.theme.text import is_invisible
from delivery.theme.type import Part, Role, face, in_force, setter

SERIFS = frozenset({"Georgia", "Cambria", "Times New Roman", "Garamond", "Book Antiqua", "Palatino Linotype"})
SIZE = 18.0  # points, of a run that nobody gave a size
SINGLE = 1.2  # leading in sizes, of a paragraph that nobody gave one
ASCENT = 0.77  # share of a line above its baseline
GLYPHS = 20_000  # that are kept
DRAWN: dict[Role, Role] = {"deck_serif": "display", "deck_bold": "bold", "deck_text": "text"}
"""A brand's own face, by the role in which it is drawn and not only measured."""
UNKNOWN = "\u25a1"  # stands for a character that only the reader's program has a face for
_PIECE = re.compile(r"[ \n]|[^ \n]+")
ALIGN = {"r": 1.0, "ctr": 0.5}  # share of the spare width that stands before a line


@dataclass(frozen=True)
class Run:
    """Text of one size and colour in the face of a role. `by_role` has it in the faces that set it, `parts` has what is shaped
    as it is drawn."""

    text: str
    role: Role
    size: float
    colour: str
    rtl: bool = False

    @property
    def is_shaped(self) -> bool:
        return self.rtl or face("text").is_shaped(self.text)

    def parts(self) -> Iterator[Part]:
        return face("text").parts(self.text, "text", rtl=self.rtl)

    @property
    def width(self) -> float:
        """In points."""
        if self.is_shaped:
            return sum(self.width_of(part) for part in self.parts())
        own = in_force().own
        return sum(_glyph(own, self.role, char)[1] for char in self.text) * self.size

    def width_of(self, part: Part) -> float:
        if part.clusters:
            return sum(cluster.advance for cluster in part.clusters) * self.size / UNITS
        own = in_force().own
        return sum(_glyph(own, self.role, char)[1] for char in part.text) * self.size

    def by_role(self) -> Iterator["Run"]:
        own = in_force().own
        for role, chars in groupby(self.text, key=lambda char: _glyph(own, self.role, char)[0]):
            yield replace(self, text="".join(_glyph(own, role, char)[2] for char in chars), role=role)


@lru_cache(maxsize=GLYPHS)
def _glyph(own: Faces, role: Role, char: str) -> tuple[Role, float, str]:
    """The role whose face sets a character, its width in em, and what is drawn for it. `own` are the faces in force."""
    if is_invisible(char):
        return role, 0.0, ""
    found = setter(role, char)
    if face(found).covers(char):
        return found, face(found).width(char), char
    return setter(role, UNKNOWN), face(role).width(char), " " if char.isspace() else UNKNOWN


@dataclass(frozen=True)
class Line:
    """Runs on one baseline, which is `y` below the top of the text and begins `x` right of its left edge."""

    x: float
    y: float
    runs: tuple[Run, ...]


@dataclass(frozen=True)
class Laid:
    """A text that was given its width."""

    lines: tuple[Line, ...]
    height: float


def lay(slide: Slide, body: Element, styles: Sequence[Element], width: float) -> Laid:
    """The paragraphs of a text body (`p:txBody`, `a:txBody`, `c:rich`). `styles` are lists of levels that it takes after,
    the nearest first."""
    lines: list[Line] = []
    y = 0.0
    for paragraph in body.iterfind("{*}p"):
        look = Look.of(slide, paragraph, styles)
        y += look.space_before if lines else 0
        for runs in broken(look.runs(paragraph), width - look.left):
            leading = look.leading(runs)
            spare = width - look.left - sum(run.width for run in runs)
            drawn = tuple(in_order(runs, rtl=look.rtl))
            lines.append(Line(look.left + spare * look.align, y + leading * ASCENT, drawn))
            y += leading
    return Laid(tuple(lines), y)


@dataclass(frozen=True)
class Look:
    """How a paragraph is set: its own properties, then those of the lists that it takes after."""

    slide: Slide
    levels: tuple[Element, ...]

    @classmethod
    def of(cls, slide: Slide, paragraph: Element, styles: Sequence[Element]) -> "Look":
        own = paragraph.find("{*}pPr")
        level = int(own.get("lvl", 0)) + 1 if own is not None else 1
        inherited = [style.find(f"{{*}}lvl{level}pPr") for style in styles]
        return cls(slide, tuple(each for each in (own, *inherited) if each is not None))

    @property
    def align(self) -> float:
        return ALIGN.get(self._given("algn") or "", 0.0)

    @property
    def rtl(self) -> bool:
        return self._given("rtl") == "1"

    @property
    def left(self) -> float:
        return points(self._given("marL"))

    @property
    def space_before(self) -> float:
        return int(self._value("{*}spcBef/{*}spcPts") or 0) / 100

    def leading(self, runs: Sequence[Run]) -> float:
        """Of a line of these runs."""
        if exact := self._value("{*}lnSpc/{*}spcPts"):
            return int(exact) / 100
        share = int(self._value("{*}lnSpc/{*}spcPct") or 100_000) / 100_000
        return max((run.size for run in runs), default=SIZE) * SINGLE * share

    def runs(self, paragraph: Element) -> list[Run]:
        found = []
        for child in paragraph:
            tag = child.tag.rpartition("}")[2]
            if tag == "br":
                found.append(self.run("\n", child.find("{*}rPr")))
            elif tag in ("r", "fld"):
                found.append(self.run(child.findtext("{*}t") or "", child.find("{*}rPr")))
            elif tag == "endParaRPr" and not found:
                found.append(self.run("", child))
        return found

    def run(self, text: str, own: Element | None = None) -> Run:
        """A run with properties of its own."""
        said = [each for each in (own, *(level.find("{*}defRPr") for level in self.levels)) if each is not None]

        def first(name: str) -> str | None:
            return next((each.get(name) for each in said if each.get(name)), None)

        latin = (each.find("{*}latin") for each in said)
        named = next((self.slide.font(each.get("typeface")) for each in latin if each is not None), "")
        colours = (self.slide.colour(each) for each in said)
        colour = next((each for each in colours if each), self.slide.ink)
        bold = first("b") in ("1", "true")
        return Run(text, _role(named, bold=bold), int(first("sz") or SIZE * 100) / 100, colour)

    def _given(self, name: str) -> str | None:
        return next((each.get(name) for each in self.levels if each.get(name)), None)

    def _value(self, path: str) -> str | None:
        found = (each.find(path) for each in self.levels)
        return next((each.get("val") for each in found if each is not None), None)


def _role(named: str, *, bold: bool) -> Role:
    """The role of a face by its family. Those of a brand's own come first, whatever they are called."""
    faces = in_force()
    own = {role: faces[drawn].name for role, drawn in DRAWN.items() if faces.data(role)}
    fitting = [role for role, name in own.items() if name.family == named]
    best = [role for role in fitting if own[role].bold == bold]
    if fitting:
        return DRAWN[(best or fitting)[0]]
    role: Role = "deck_serif" if named in SERIFS else "deck_bold" if bold else "deck_text"
    return DRAWN[role] if role in own else role


def broken(runs: Sequence[Run], width: float) -> list[list[Run]]:
    """Runs as lines of at most `width` points, without the spaces that end them. A longer word is cut."""
    lines: list[list[Run]] = [[]]
    used = 0.0
    for word in _words(runs):
        text, need = "".join(run.text for run in word), sum(run.width for run in word)
        if text == "\n":
            lines.append([])
            used = 0.0
            continue
        if used and not text.isspace() and used + need > width:
            lines.append([])
            used = 0.0
        for run in word if need <= width else _cut(word):
            if used and not text.isspace() and used + run.width > width:
                lines.append([])
                used = 0.0
            lines[-1].append(run)
            used += run.width
    return [_trimmed(line) for line in lines]


def in_order(runs: Sequence[Run], *, rtl: bool) -> Iterator[Run]:
    """The runs of a line from left to right as they are drawn."""
    whole = "".join(run.text for run in runs)
    if not rtl and not face("text").is_shaped(whole):
        yield from runs
        return
    places = list(accumulate((len(run.text) for run in runs), initial=0))
    for way in face("text").runs(whole, rtl=rtl):
        pieces = [
            replace(run, text=whole[max(begin, way.start) : min(end, way.end)], rtl=way.rtl)
            for run, (begin, end) in zip(runs, pairwise(places), strict=True)
            if begin < way.end and end > way.start
        ]
        yield from reversed(pieces) if way.rtl else pieces


def _words(runs: Sequence[Run]) -> Iterator[list[Run]]:
    """Words, each with the runs it is made of, and what stands between them: a space, or a line feed."""
    word: list[Run] = []
    for run in runs:
        for piece in _PIECE.findall(run.text) or [""]:
            if piece in (" ", "\n"):
                if word:
                    yield word
                yield [replace(run, text=piece)]
                word = []
                continue
            for part, _ in breaking.pieces(piece) if breaking.has_ideographs(piece) else [(piece, False)]:
                if word and part and breaking.may_break(word[-1].text[-1:] or part, part[0]):
                    yield word
                    word = []
                word.append(replace(run, text=part))
    if word:
        yield word


def _cut(word: Sequence[Run]) -> Iterator[Run]:
    for run in word:
        for char in run.text:
            yield replace(run, text=char)


def _trimmed(line: list[Run]) -> list[Run]:
    while line and line[-1].text == " ":
        line.pop()
    return line
