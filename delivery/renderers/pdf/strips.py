"""What the blocks are laid out into: strips of shapes that the pager sets one under another.

Coordinates are points; x counts from the left of the page, y downwards from the top of the strip.
"""

from dataclasses import dataclass, field, replace
from typing import Literal, NamedTuple

from delivery.renderers.direction import is_plain, is_rtl, turns
from delivery.theme.marks import Shape
from delivery.theme.type import Style, measure, suited, wrap

Align = Literal["left", "right", "centre"]

OPPOSITE: dict[Align, Align] = {"left": "right", "right": "left", "centre": "centre"}
ASCENT = 0.98  # of the size: from the top of a set paragraph to its first baseline
DESCENT = 0.3


class Point(NamedTuple):
    x: float
    y: float


class Lines(NamedTuple):
    """Lines of text; `y` is the first baseline, `rtl` says that its paragraph is read from right to left."""

    x: float
    y: float
    lines: tuple[str, ...]
    style: Style
    colour: str
    align: Align = "left"
    rtl: bool = False

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
        if not text:
            return y
        if is_plain():
            lines = wrap(text, style, width, balance=balance)
            return self.add_lines(lines, style, colour, x=x, y=y, width=width, align=align)
        for paragraph, rtl in directed(text, style):
            fitting = suited(paragraph, style)
            lines = wrap(paragraph, fitting, width, balance=balance)
            y = self.add_lines(lines, fitting, colour, x=x, y=y, width=width, align=align, rtl=rtl)
        return y

    def add_lines(
        self,
        lines: list[str],
        style: Style,
        colour: str,
        *,
        x: float,
        y: float,
        width: float,
        align: Align = "left",
        rtl: bool = False,
        of: int | None = None,
    ) -> float:
        """Set lines that are broken already, in a box that begins at `y`; `rtl` says that they are read from right to left,
        `of` how many lines their paragraph has when these are not all."""
        if lines:
            if align == "left" and turns(rtl, of or len(lines)):
                x, align = x + width, "right"
            self.shapes.append(Lines(x, y + style.size * ASCENT, tuple(lines), style, colour, align, rtl))
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


def directed(text: str, style: Style) -> list[tuple[str, bool]]:
    """A text with whether it is read from right to left; by paragraph where one is."""
    if text.isascii() or "\n" not in text:
        return [(text, is_rtl(text, style.role))]
    found = [(paragraph, is_rtl(paragraph, style.role)) for paragraph in text.split("\n")]
    return found if any(rtl for _, rtl in found) else [(text, False)]


def opposite(shape: Figure, width: float) -> Figure:
    """A shape at the other side of a page of a width."""
    match shape:
        case Lines():
            return shape._replace(x=width - shape.x, align=OPPOSITE[shape.align])
        case Box():
            return shape._replace(x=width - shape.x - shape.width)
        case Sign():
            return shape._replace(x=width - shape.x)
        case Path() | Area():
            return shape._replace(points=tuple(Point(width - x, y) for x, y in shape.points))


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
    if isinstance(shape, Lines) and shape.rtl and shape.align == "right":
        return shape.x - max(measure(line, shape.style) for line in shape.lines)
    return min(point.x for point in shape.points) if isinstance(shape, Path | Area) else shape.x


def _end(shape: Figure) -> float:
    if isinstance(shape, Lines):
        return shape.end
    if isinstance(shape, Box):
        return shape.y + shape.height
    if isinstance(shape, Sign):
        return shape.y + shape.radius
    return max(point.y for point in shape.points)
