"""The pager: sets strips one under another, breaks pages and remembers what has to be known at the end."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from delivery.document import Source
from delivery.language import wording
from delivery.renderers.pdf import styles
from delivery.renderers.pdf.pen import Pen
from delivery.renderers.pdf.strips import Strip, clip, split
from delivery.renderers.pdf.styles import Grid
from delivery.theme.palette import Palette

CONTINUED_HEIGHT = 24.0


@dataclass(frozen=True)
class Heading:
    """An entry of the outline and of the contents; `level` 0 is a section. `mark` stands in the outline only."""

    level: int
    title: str
    number: str
    page: int
    anchor: str
    mark: str = ""


@dataclass(frozen=True)
class Link:
    """A rectangle, from the top of its page, that leads to an anchor."""

    anchor: str
    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True)
class Picture:
    """PNG bytes in a rectangle, from the top of its page."""

    data: bytes
    x: float
    y: float
    width: float
    height: float


@dataclass
class PageSheet:
    """One page in the making. `running` is its running head, or None where it has none; `sources` are those of what is set."""

    running: str | None
    operators: list[str] = field(default_factory=list)
    anchors: list[tuple[Heading, float]] = field(default_factory=list)
    links: list[Link] = field(default_factory=list)
    pictures: list[Picture] = field(default_factory=list)
    sources: set[Source] = field(default_factory=set)


class Pager:
    """Pages, the place on the current one, and the headings so far."""

    def __init__(self, pen: Pen, grid: Grid, palette: Palette) -> None:
        self.pen, self.grid, self.palette = pen, grid, palette
        self.pages: list[PageSheet] = []
        self.headings: list[Heading] = []
        self.y = 0.0
        self.running: str | None = None
        self.topic = ""
        self.sources: Iterable[Source] = (Source.FRAME,)  # of what is set next
        self.spare = 0.0  # left free at the foot of this page, for the next to hold more
        self._gap = 0.0
        self._fresh = True
        self._seam = False
        self._hang = 0.0  # down to where the side column is taken

    def new_page(self, *, bare: bool = False) -> PageSheet:
        """Begin a page; a bare one has no running head and begins at its upper edge."""
        self.pages.append(PageSheet(None if bare else self.running))
        self.y = 0.0 if bare else self.grid.top
        self._gap, self._hang, self._fresh = 0.0, 0.0, True
        self.spare = 0.0
        return self.pages[-1]

    def snapshot(self) -> tuple[int, int]:
        return len(self.pages), len(self.headings)

    def restore(self, snapshot: tuple[int, int]) -> None:
        """Forget the pages and headings since the snapshot."""
        pages, headings = snapshot
        del self.pages[pages:], self.headings[headings:]

    def fits(self, height: float, *, below: float = 0) -> bool:
        """Whether a height fits on this page, `below` the last strip at least."""
        return self.y + max(self._gap, below) + height <= self._bottom

    @property
    def _bottom(self) -> float:
        return self.grid.bottom - self.spare

    def heading(self, level: int, title: str, number: str = "", mark: str = "") -> None:
        """Note a heading at the present place."""
        heading = Heading(level, title, number, len(self.pages), f"h{len(self.headings)}", mark)
        self.headings.append(heading)
        self.pages[-1].anchors.append((heading, self.y + self._gap))

    def skip(self, height: float) -> None:
        """Leave at least a space, which a page break swallows."""
        self._gap = max(self._gap, height)

    def place(self, strip: Strip) -> None:
        """Set a strip, on a new page when it and what it keeps do not fit on this one."""
        if strip.joined and self._seam:
            self._gap = 0
        if strip.begins < self.grid.main:
            self._gap = max(self._gap, self._hang - self.y)
        if not self._fresh and not self.fits(strip.height + min(strip.keep, self.grid.capacity - strip.height)):
            self._continue(strip.repeat)
        while not self.fits(strip.height):
            above, strip = split(strip, self._bottom - self.y - self._gap)
            self._set(above)
            self._continue(None)
        self._set(strip)

    def draw(self, strip: Strip, y: float) -> None:
        """Set a strip at a place of its own, outside the flow."""
        if strip.shapes:
            self.pages[-1].operators.append("\n".join([self.pen.draw(shape, y) for shape in strip.shapes]))
            self.pages[-1].sources.update(self.sources)

    def _set(self, strip: Strip) -> None:
        self.draw(strip, self.y + self._gap)
        self._hang = max(self._hang, self.y + self._gap + strip.hang)
        self.y += self._gap + strip.height
        self._gap, self._seam, self._fresh = strip.gap, strip.seam, False

    def _continue(self, repeat: Strip | None) -> None:
        self.new_page()
        if self.topic:
            head, grid = Strip(), self.grid
            text = clip(wording().continued(self.topic), styles.CONTINUED, grid.main_width)
            head.set(text, styles.CONTINUED, self.palette.muted, x=grid.main, y=-9.3, width=grid.main_width)
            self.draw(head, self.y)
            self.y += CONTINUED_HEIGHT
        if repeat:
            self._set(repeat)
            self._gap = 0
        self._fresh = True
