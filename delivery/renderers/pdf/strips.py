"""What the blocks are laid out into: strips of shapes that the pager sets one under another.

Coordinates are points; x counts from the left of the page, y downwards from the top of the strip.
"""

from dataclasses import dataclass, field, replace
from typing import Literal, NamedTuple

from delivery.theme.marks import Shape
from delivery.theme.type import Style, measure, wrap

Align = Literal["left", "right", "centre"]

ASCENT = 0.98  # of the size: from the top of a set paragraph to its first baseline
DESCENT = 0.3


class Point(NamedTuple):
    x: float
    y: float


class Lines(NamedTuple):
    """Lines of text; `y` is the first baseline."""

    x: float
    y: float
    lines: tuple[str, ...]
    style: Style
    colour: str
    align: Align = "left"

    @property
    def end(self) -> float:
        return self.y + self.style.leading * (len(self.lines) - 1) + self.style.size * DESCENT


class Box(NamedTuple):
    """A filled rectangle."""

    x: float
    y: float
    width: float
    height: float
    colour: str


class Path(NamedTuple):
    """A line through points, dashed when `dash` gives the length of dash and gap."""

    points: tuple[Point, ...]
    colour: str
    width: float
    dash: float = 0


class Area(NamedTuple):
    """A filled polygon."""

    points: tuple[Point, ...]
    colour: str


class Sign(NamedTuple):
    """A channel mark or a dot, around its centre."""

    x: float
    y: float
    radius: float
    shape: Shape
    colour: str


Figure = Lines | Box | Path | Area | Sign


@dataclass
class Strip:
    """A piece of a page that is not broken where it fits on one.

    `gap` is the space after it, `keep` the height below it that must stay on its page, `repeat` what is set
    above it when it begins a page. `hang` is how far its side column reaches when that is below its height.
    A `joined` strip follows one that ends in a `seam` without its gap.
    """

    height: float = 0
    shapes: list[Figure] = field(default_factory=list)
    gap: float = 0
    keep: float = 0
    hang: float = 0
    joined: bool = False
    seam: bool = False
    repeat: "Strip | None" = None

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
        """Set a paragraph whose box begins at `y`; returns the y below its last line."""
        lines = wrap(text, style, width, balance=balance) if text else []
        return self.add_lines(lines, style, colour, x=x, y=y, align=align)

    def add_lines(
        self, lines: list[str], style: Style, colour: str, *, x: float, y: float, align: Align = "left"
    ) -> float:
        """Set lines that are broken already, in a box that begins at `y`."""
        if lines:
            self.shapes.append(Lines(x, y + style.size * ASCENT, tuple(lines), style, colour, align))
        return y + style.leading * len(lines)

    def rule(self, x: float, y: float, x2: float, colour: str, width: float) -> None:
        self.shapes.append(Path((Point(x, y), Point(x2, y)), colour, width))

    @property
    def begins(self) -> float:
        """The left edge of its shapes."""
        return min((_left(shape) for shape in self.shapes), default=0)

    def grow(self, bottom: float) -> None:
        """Make the strip reach at least down to `bottom`."""
        self.height = max(self.height, bottom)


def clip(text: str, style: Style, width: float) -> str:
    """One line of at most `width`, ended by an ellipsis where the text goes on."""
    line = wrap(text, style, width)[0]
    if line == text:
        return text
    while line and measure(line + "…", style) > width:
        line = line[:-1]
    return line.rstrip() + "…"


def split(strip: Strip, room: float) -> tuple[Strip, Strip]:
    """Cut a strip that is taller than a page: lines and fields stay above `room` as far as they go."""
    above = replace(strip, height=room, shapes=[], gap=0, keep=0)
    below = replace(strip, shapes=[])
    for shape in strip.shapes:
        upper, lower = _cut(shape, room)
        above.shapes += upper
        below.shapes += lower
    padding = strip.height - max((_end(shape) for shape in strip.shapes), default=0)
    below.height = max((_end(shape) for shape in below.shapes), default=0) + max(0, padding)
    return above, below


def _cut(shape: Figure, room: float) -> tuple[list[Figure], list[Figure]]:
    if isinstance(shape, Lines):
        return _cut_lines(shape, room)
    if isinstance(shape, Box) and shape.y < room < shape.y + shape.height:
        rest = shape.y + shape.height - room
        return [shape._replace(height=room - shape.y)], [shape._replace(y=0, height=rest)]
    return ([shape], []) if _end(shape) <= room else ([], [_moved(shape, -room)])


def _cut_lines(text: Lines, room: float) -> tuple[list[Figure], list[Figure]]:
    step = text.style.leading
    fitting = int((room - text.style.size * DESCENT - text.y) // step) + 1
    count = max(0, min(len(text.lines), fitting))
    upper: list[Figure] = [text._replace(lines=text.lines[:count])] if count else []
    if count == len(text.lines):
        return upper, []
    first = text.style.size * ASCENT if count else max(text.style.size * ASCENT, text.y - room)
    return upper, [text._replace(y=first, lines=text.lines[count:])]


def _moved(shape: Figure, dy: float) -> Figure:
    if isinstance(shape, Path | Area):
        return shape._replace(points=tuple(Point(x, max(0, y + dy)) for x, y in shape.points))
    return shape._replace(y=max(0, shape.y + dy))


def _left(shape: Figure) -> float:
    return min(point.x for point in shape.points) if isinstance(shape, Path | Area) else shape.x


def _end(shape: Figure) -> float:
    if isinstance(shape, Lines):
        return shape.end
    if isinstance(shape, Box):
        return shape.y + shape.height
    if isinstance(shape, Sign):
        return shape.y + shape.radius
    return max(point.y for point in shape.points)
