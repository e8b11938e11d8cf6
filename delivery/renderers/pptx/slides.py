"""Slides in the making, and the flow that sets strips on them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Literal

from delivery.document import Source
from delivery.renderers.pptx import styles
from delivery.renderers.pptx.shapes import Shape, Strip, moved, split

Layout = Literal["Field", "Page"]  # a field in the brand's colour, or paper

TOLERANCE = 0.5
TALLEST_REPEAT = 120.0  # a taller head of a table is not repeated
ROOM_TO_BREAK = 120.0  # less room than this is left empty rather than begun on


@dataclass
class Slide:
    """One slide: `name` is its title in one line, `section` the index of its section, if it has one; without
    `sources` it is of the frame."""

    layout: Layout
    name: str
    section: int | None = None
    notes: str = ""
    sources: tuple[Source, ...] = ()
    shapes: list[Shape] = field(default_factory=list)

    def draw(self, strip: Strip, y: float = 0.0) -> None:
        self.shapes += [moved(shape, y) for shape in strip.shapes] if y else strip.shapes


@dataclass(frozen=True)
class Place:
    """The part of a slide that the next block may take.

    `fresh` says that nothing stands above it, `last` that nothing of its topic follows on the slide, `aside`
    how much is free beside the title.
    """

    x: float = styles.LEFT
    width: float = styles.FULL
    top: float = styles.TOP
    bottom: float = styles.BOTTOM
    fresh: bool = True
    last: bool = True
    aside: float = 0.0

    @property
    def room(self) -> float:
        return self.bottom - self.top

    @property
    def narrow(self) -> bool:
        """Whether it stands beside a statement."""
        return self.width < styles.FULL

    @property
    def end(self) -> float:
        return self.x + self.width


class Flow:
    """Sets strips one under another; `another` begins the slide that continues a full one."""

    def __init__(self, slide: Slide, another: Callable[[], Slide], *, top: float = styles.TOP) -> None:
        self.slide = slide
        self._another = another
        self.top = self.y = top
        self.x, self.width = styles.LEFT, styles.FULL
        self._gap = 0.0
        self.fresh = True

    @property
    def next_y(self) -> float:
        """Where the next strip begins."""
        return self.y + self._gap

    def begin(self, slide: Slide, *, top: float = styles.TOP) -> None:
        """Go on, over the full width, on a slide that exists."""
        self.slide, self.top, self.y = slide, top, top
        self.x, self.width, self._gap, self.fresh = styles.LEFT, styles.FULL, 0.0, True

    def continue_(self) -> None:
        self.begin(self._another())

    @property
    def narrow(self) -> bool:
        return self.width < styles.FULL

    def beside(self, x: float, width: float, top: float) -> None:
        """Go on in a column of the slide, until the next one begins."""
        self.x, self.width, self.top, self.y, self._gap, self.fresh = x, width, top, top, 0.0, True

    def space(self, least: float) -> None:
        """Leave at least so much below what stands on the slide."""
        if not self.fresh:
            self._gap = max(self._gap, least)

    def sink(self, height: float) -> None:
        """Go on so low that a strip of the height ends at the foot of the slide."""
        self._gap = max(self._gap, styles.BOTTOM - height - self.y)

    def fits(self, height: float) -> bool:
        return self.next_y + height <= styles.BOTTOM + TOLERANCE

    def place(self, strips: Sequence[Strip]) -> None:
        """Set strips, on more slides where they do not fit on this one."""
        for strip in strips:
            self._place(strip)

    def _place(self, strip: Strip) -> None:
        repeat = strip.repeat if strip.repeat and strip.repeat.height <= TALLEST_REPEAT else None
        capacity = styles.CAPACITY - (repeat.height if repeat else 0)
        keep = max(0.0, min(strip.keep, capacity - strip.height))
        must = strip.height + keep if strip.height <= capacity else ROOM_TO_BREAK
        if not self.fresh and (strip.breaks or not self.fits(must)):
            self._go_on(repeat)
        while not self.fits(strip.height):
            above, strip = split(strip, styles.BOTTOM - self.next_y)
            self._set(above)
            self._go_on(repeat)
        self._set(strip)

    def _go_on(self, repeat: Strip | None) -> None:
        self.continue_()
        if repeat:
            self._set(repeat)
            self._gap = 0
        self.fresh = True

    def _set(self, strip: Strip) -> None:
        self.slide.draw(strip, self.next_y)
        self.y = self.next_y + strip.height
        self._gap, self.fresh = strip.gap, False
