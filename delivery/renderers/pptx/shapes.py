"""What the blocks are laid out into: strips of shapes that are set one under another on slides.

Coordinates are points; x counts from the left of the slide, y downwards from the top of the strip, and from
the top of the slide once the strip is set.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from delivery.document import Chart
from delivery.renderers.pptx.words import Align, Words, broken
from delivery.theme.marks import Shape as Mark
from delivery.theme.type import Style


class Text(NamedTuple):
    """A text box; `title` makes it its slide's title, `link` is the index of a slide."""

    x: float
    y: float
    width: float
    words: Words
    title: bool = False
    link: int | None = None

    @property
    def end(self) -> float:
        return self.y + self.words.height


class Field(NamedTuple):
    """A filled rectangle. Without `alt` it is an ornament."""

    x: float
    y: float
    width: float
    height: float
    colour: str
    alt: str = ""

    @property
    def end(self) -> float:
        return self.y + self.height


class Sign(NamedTuple):
    """A channel mark or a dot, around its centre."""

    x: float
    y: float
    radius: float
    shape: Mark
    colour: str

    @property
    def end(self) -> float:
        return self.y + self.radius


class Path(NamedTuple):
    """A line through points, relative to (x, y)."""

    x: float
    y: float
    points: tuple[tuple[float, float], ...]
    colour: str
    weight: float
    dash: str = ""
    alt: str = ""

    @property
    def end(self) -> float:
        return self.y + max(y for _, y in self.points)


class Picture(NamedTuple):
    """PNG bytes in a rectangle."""

    x: float
    y: float
    width: float
    height: float
    data: bytes
    alt: str

    @property
    def end(self) -> float:
        return self.y + self.height


class ChartFrame(NamedTuple):
    """A native chart in a rectangle. `plot` is the plot area in shares of it: left, top, width, height."""

    x: float
    y: float
    width: float
    height: float
    chart: Chart
    plot: tuple[float, float, float, float]

    @property
    def end(self) -> float:
        return self.y + self.height


@dataclass(frozen=True, eq=False)
class Grid:
    """The columns of one table: left edge, widths, and the empty space at the right of each."""

    x: float
    widths: tuple[float, ...]
    gutters: tuple[float, ...]
    name: str

    def inner(self, column: int) -> float:
        """The width that text may take."""
        return self.widths[column] - self.gutters[column]

    def left(self, column: int) -> float:
        return self.x + sum(self.widths[:column])


class Cell(NamedTuple):
    words: tuple[Words, ...] = ()
    ground: str = ""

    @property
    def height(self) -> float:
        return sum(words.height for words in self.words)


class Row(NamedTuple):
    """A row of a native table; rows of one grid that follow each other on a slide are one table."""

    y: float
    height: float
    grid: Grid
    cells: tuple[Cell, ...]
    padding: float  # above the text of its cells
    rule: str
    weight: float

    @property
    def end(self) -> float:
        return self.y + self.height


Shape = Text | Field | Sign | Path | Picture | ChartFrame | Row


# Strips


@dataclass
class Strip:
    """A piece of a slide that is not broken where it fits on one.

    `gap` is the space after it, `keep` the height below it that must stay on its slide, `repeat` what is set
    above it when it begins a slide, `breaks` whether it does so in any case.
    """

    height: float = 0
    shapes: list[Shape] = field(default_factory=list)
    gap: float = 0
    keep: float = 0
    repeat: "Strip | None" = None
    breaks: bool = False

    def set(
        self,
        text: str,
        style: Style,
        colour: str,
        *,
        x: float,
        y: float,
        width: float,
        align: Align = "left",
        balance: bool = False,
    ) -> float:
        """Set a paragraph whose box begins at `y`; returns the y below it. An empty one takes no room."""
        if not text:
            return y
        return self.add(broken(text, style, colour, width, align=align, balance=balance), x=x, y=y, width=width)

    def add(self, words: Words, *, x: float, y: float, width: float) -> float:
        """Set a paragraph that is broken already."""
        self.shapes.append(Text(x, y, width, words))
        self.grow(y + words.height)
        return y + words.height

    def rule(self, x: float, y: float, width: float, colour: str, weight: float) -> None:
        self.shapes.append(Field(x, y - weight / 2, width, weight, colour))

    def grow(self, bottom: float) -> None:
        """Make the strip reach at least down to `bottom`."""
        self.height = max(self.height, bottom)


def total(strips: Sequence[Strip]) -> float:
    """Height of strips set one under another."""
    return sum(strip.height + strip.gap for strip in strips) - (strips[-1].gap if strips else 0)


def balanced(strips: Sequence[Strip], first: float, others: float) -> list[list[Strip]]:
    """Strips by slide, in parts of about the same height, so that no slide holds a small rest.

    `first` is the room on the present slide, `others` that on the next ones; strips begin a slide where a
    part begins. What fits on one slide is one part.
    """
    rest = total(strips)
    parts = 1 + math.ceil(max(0.0, rest - first) / others) if rest > others else 1
    found: list[list[Strip]] = [[]]
    used, room = 0.0, first
    for strip in strips:
        if parts > 1 and used and used + strip.height > min(room, rest / parts + strip.height / 2):
            strip.breaks, parts, rest, used, room = True, parts - 1, rest - used, 0.0, others
            found.append([])
        found[-1].append(strip)
        used += strip.height + strip.gap
    return found


def moved(shape: Shape, dy: float) -> Shape:
    return shape._replace(y=shape.y + dy)


def opposite(shape: Shape, width: float) -> Shape:
    """A shape at the other side of a slide of a width; a row says itself that its columns run from the right."""
    match shape:
        case Sign():
            return shape._replace(x=width - shape.x)
        case Path():
            reach = max(x for x, _ in shape.points)
            points = tuple((reach - x, y) for x, y in shape.points)
            return shape._replace(x=width - shape.x - reach, points=points)
        case Row():
            cells = (cell._replace(words=tuple(words.opposite for words in cell.words)) for cell in shape.cells)
            return shape._replace(cells=tuple(cells))
        case Text():
            return shape._replace(x=width - shape.x - shape.width, words=shape.words.opposite)
    return shape._replace(x=width - shape.x - shape.width)


# Breaking


def split(strip: Strip, room: float) -> tuple[Strip, Strip]:
    """Cut a strip that is taller than a slide: lines and fields stay above `room` as far as they go.

    What stands below a text that is cut keeps its distance, as whole lines may move over the cut.
    """
    above = replace(strip, height=room, shapes=[], gap=0, keep=0)
    below = replace(strip, shapes=[], breaks=False)
    pieces = [(shape, *_cut(shape, room)) for shape in strip.shapes]
    grown = max((lower.end - (shape.end - room) for shape, _, lower in pieces if lower and shape.y < room), default=0)
    for shape, upper, lower in pieces:
        above.shapes += [upper] if upper else []
        if lower and shape.y >= room:
            lower = moved(lower, grown)
        elif isinstance(lower, Field):
            lower = lower._replace(height=lower.height + grown)
        below.shapes += [lower] if lower else []
    padding = strip.height - max((shape.end for shape in strip.shapes), default=0)
    below.height = max((shape.end for shape in below.shapes), default=0) + max(0, padding)
    return above, below


def _cut(shape: Shape, room: float) -> tuple[Shape | None, Shape | None]:
    """The parts of a shape above and below `room`."""
    if shape.end <= room:
        return shape, None
    if isinstance(shape, Text) and (count := _fitting(shape.words, room - shape.y)):
        upper, lower = shape.words.cut(count)
        return shape._replace(words=upper), shape._replace(y=0, words=lower)
    if isinstance(shape, Row):
        return _cut_row(shape, room)
    if isinstance(shape, Field) and shape.y < room:
        return shape._replace(height=room - shape.y), shape._replace(y=0, height=shape.end - room)
    return None, shape._replace(y=max(0, shape.y - room))


def _cut_row(row: Row, room: float) -> tuple[Row, Row]:
    pieces = [_cut_cell(cell, room - row.y - 2 * row.padding) for cell in row.cells]
    below = tuple(piece[1] for piece in pieces)
    rest = max(cell.height for cell in below) + 2 * row.padding
    return (
        row._replace(cells=tuple(piece[0] for piece in pieces), height=room - row.y),
        row._replace(y=0, cells=below, height=rest),
    )


def _cut_cell(cell: Cell, room: float) -> tuple[Cell, Cell]:
    above, below = list[Words](), list[Words]()
    for words in cell.words:
        count = 0 if below else min(len(words.lines), int(max(0, room) // words.style.leading))
        upper, lower = words.cut(count)
        above += [upper] if upper.lines else []
        below += [lower] if lower.lines else []
        room -= upper.height
    return cell._replace(words=tuple(above)), cell._replace(words=tuple(below))


def _fitting(words: Words, room: float) -> int:
    """How many lines stay above a cut: one line alone is left on neither side of it."""
    lines, count = len(words.lines), int(max(0, room) // words.style.leading)
    if lines - count == 1 and count > 2:
        count -= 1
    return 0 if count == 1 and lines > 2 else min(count, lines)
