"""A topic on its slides: which blocks stand together, and where the next slide begins."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from delivery.document import (
    Block,
    Bullets,
    Callout,
    Cards,
    Chart,
    Defs,
    Key,
    Month,
    Para,
    Points,
    Scale,
    Section,
    Table,
    Timeline,
    Topic,
)
from delivery.language import wording
from delivery.renderers.base import BlockVisitor
from delivery.renderers.pptx import calendars, pictures, styles, tables, text_blocks, timelines
from delivery.renderers.pptx.boards import styles_of
from delivery.renderers.pptx.headings import Heading
from delivery.renderers.pptx.shapes import Strip, Text, moved, total
from delivery.renderers.pptx.slides import Flow, Place, Slide
from delivery.renderers.pptx.text_blocks import Context, Setting
from delivery.renderers.pptx.words import Words, broken
from delivery.theme.palette import Palette

FULL_SLIDE = Chart | Timeline | Month | Cards  # kinds that take what is left of a slide
FULL_WIDTH = FULL_SLIDE | Bullets  # kinds that do not stand beside a statement
KEY_TALLEST, SCALE_TALLEST, FOOT_GAP = 300.0, 120.0, 18.0
MOST_COLUMNS = 4  # of a table beside a statement
BLOCK_GAP = 20.0  # at least, above what is neither running text nor a table
LIST_AIR = 14.0  # below the title of a list with a slide of its own
SPARSE = 120.0  # height of content below which a slide looks empty
WELL_FILLED = 200.0  # height of content from which on it does not
BREAKABLE = 120.0  # a block that no slide holds is begun only where there is as much room


class Layout(Context, BlockVisitor[list[Strip]]):
    """Each kind of block as strips."""

    para = text_blocks.para
    key = text_blocks.key
    points = text_blocks.points
    bullets = text_blocks.bullets
    defs = text_blocks.defs
    callout = text_blocks.callout
    metrics = text_blocks.metrics
    scale = text_blocks.scale
    table = tables.table
    chart = pictures.chart
    timeline = timelines.timeline
    month = calendars.month
    cards = calendars.cards


def composed(blocks: Sequence[Block]) -> tuple[list[Block], list[Block]]:
    """Blocks of the argument slide, and those after it.

    A statement with points and definitions takes its points, scale and consequence beside it, and leaves the
    definitions to a slide of detail (docs/look/pack §6).
    """
    kinds = [type(block) for block in blocks]
    if kinds[:2] != [Key, Points] or Defs not in kinds:
        return list(blocks), []
    beside: list[Block] = [block for block in blocks if isinstance(block, Key | Points | Scale | Callout)]
    return beside, [block for block in blocks if block not in beside]


# The one that takes the fewest slides is taken; of several the one whose emptiest slide holds most.
SETTINGS = (Setting(), Setting(tight=True), Setting(whole=False), Setting(tight=True, whole=False))


def topic_slides(
    section: Section, index: int, topic: Topic, palette: Palette, client: str, *, leads: bool
) -> list[Slide]:
    """A topic on as few slides as its words allow (docs/look/PACK-LOOK.md §8)."""
    tries, known = [], dict[tuple[int, float], Any]()
    differs = any(isinstance(block, Table | Chart) for block in topic.blocks)  # every other kind is set alike
    for setting in SETTINGS if differs else SETTINGS[:1]:
        attempt = TopicSlides(section, index, topic, palette, client, known, leads=leads, setting=setting)
        slides = attempt.write()
        if len(slides) == 1:
            return slides
        tries.append((len(slides), attempt.sparse, -attempt.least, slides))
    return min(tries, key=lambda one: one[:3])[3]


class TopicSlides:
    """Sets one topic on slides of its own; `leads` when it also carries the head of its section."""

    def __init__(
        self,
        section: Section,
        index: int,
        topic: Topic,
        palette: Palette,
        client: str,
        known: dict[tuple[int, float], Any],
        *,
        leads: bool,
        setting: Setting,
    ) -> None:
        self._section, self._index, self._topic, self._setting = section, index, topic, setting
        self._palette, self._client, self._known = palette, client, known
        self._slides: list[Slide] = []
        self._ends: list[float] = []  # how far down each slide but the last is filled
        self._standfirst = section.standfirst if leads else ""
        self._title = topic.title  # of the slides that continue the one in the making
        self._continued: dict[str, Heading] = {}
        self._aside = 0.0
        self._bare = True  # nothing but heading and statement stands on the slide
        self._in_list = False  # the slide's title is the label of a list
        self._flow: Flow
        self._foot: list[Strip] = []  # a scale at the foot of the statement's column

    def write(self) -> list[Slide]:
        beside, after = composed(self._topic.blocks)
        if not self._topic.key:
            self._open_plain()
            self._blocks(self._topic.blocks)
        elif self._holds_first(beside[1:], after) and self._open_argument(beside[1:]):
            late = self._argument(beside[1:]) if after else beside[1:]
            if after:
                self._begin(self._topic.title)
            self._blocks([*after, *late])
        else:
            self._open_headline()
            self._blocks(self._topic.blocks[1:])
        return self._slides

    @property
    def sparse(self) -> bool:
        """Whether the last of several slides holds little."""
        return len(self._slides) > 1 and self._flow.y < styles.TOP + SPARSE

    @property
    def least(self) -> float:
        """How far down the emptiest slide is filled, in points, but never mind what is filled well."""
        return min(*self._ends, self._flow.y, styles.TOP + WELL_FILLED)

    # First slides

    def _open_plain(self) -> None:
        """Title, standfirst, and then the blocks over the full width."""
        heading = self._heading()
        heading.label()
        before = len(heading.board.strip.shapes)
        whole = heading.eyebrow(), heading.title(self._topic.title)
        self._add_standfirst(heading, before)
        self._start(heading, whole)

    def _open_headline(self) -> None:
        """The statement over the full width, where nothing can stand beside it."""
        heading = self._heading()
        heading.label()
        before = len(heading.board.strip.shapes)
        whole = heading.eyebrow(), heading.small_title(self._topic.title, width=styles.FULL, lines=2)
        self._add_standfirst(heading, before)
        self._start(heading, whole)
        self._flow.place(self._layout(Place(top=self._flow.next_y)).visit(self._topic.blocks[0]))

    def _open_argument(self, blocks: Sequence[Block]) -> bool:
        """The statement at the left, standfirst or scale at its foot; False when they do not fit."""
        heading, foot = self._heading(), styles.BOTTOM
        heading.label()
        if self._standfirst:
            width, style = styles.SIDE_WIDTH - 10, styles.SIDE_STANDFIRST
            words = broken(self._standfirst, style, self._palette.muted, width)
            heading.board.strip.shapes.append(Text(styles.LEFT, foot - words.height, width, words))
            foot -= words.height + FOOT_GAP
        scale = self._side_scale(blocks)
        foot -= total(scale) + FOOT_GAP if scale else 0
        if not heading.eyebrow() or not heading.small_title(self._topic.title, width=styles.SIDE_WIDTH, lines=3):
            return False
        key = self._fitted_key(min(KEY_TALLEST, foot - heading.top))
        if key is None:
            return False
        heading.board.strip.shapes.append(Text(styles.LEFT, heading.top, styles.SIDE_WIDTH, key))
        self._start(heading, (True, True))
        self._flow.beside(styles.MAIN, styles.MAIN_WIDTH, styles.MAIN_TOP)
        self._foot = [
            replace(strip, shapes=[moved(shape, foot + FOOT_GAP) for shape in strip.shapes]) for strip in scale
        ]
        return True

    def _fitted_key(self, room: float) -> Words | None:
        for style in styles_of(styles.KEY_SIZES, styles.KEY_LEADING):
            words = broken(self._topic.key, style, self._palette.brand_text, styles.SIDE_WIDTH, balance=True)
            if words.height <= room:
                return words
        return None

    def _side_scale(self, blocks: Sequence[Block]) -> list[Strip]:
        """A scale that fits the foot of the statement's column, or nothing."""
        scales = [block for block in blocks if isinstance(block, Scale)]
        if len(scales) != 1:
            return []
        strips = self._layout(Place(x=styles.LEFT, width=styles.SIDE_WIDTH)).visit(scales[0])
        return strips if len(strips) == 1 and strips[0].height <= SCALE_TALLEST else []

    def _holds_first(self, blocks: Sequence[Block], after: Sequence[Block]) -> bool:
        """Whether the first block can stand beside the statement, with a panel that has no other place."""
        content = [block for block in blocks if not isinstance(block, Scale | Callout)]
        if not content or isinstance(content[0], FULL_WIDTH) or _label(content[0]):
            return False
        if isinstance(content[0], Table) and len(content[0].columns) > MOST_COLUMNS:
            return False
        layout = self._layout(Place(styles.MAIN, styles.MAIN_WIDTH, styles.MAIN_TOP))
        panels = [block for block in blocks if isinstance(block, Callout)]
        needed = total(layout.visit(content[0]))
        if panels and len(content) == 1 and not after:
            needed += BLOCK_GAP + total(layout.visit(panels[0]))
        return needed <= layout.place.room

    # Slides

    def _heading(self) -> Heading:
        return Heading(self._section, self._topic, self._palette)

    def _add_standfirst(self, heading: Heading, before: int) -> None:
        """Below the title, but read before it, as it belongs to the section."""
        if self._standfirst:
            words = broken(self._standfirst, styles.STANDFIRST, self._palette.muted, styles.FULL)
            text = Text(styles.LEFT, heading.top - 6, styles.FULL, words)
            heading.board.strip.shapes.insert(before, text)
            heading.top, heading.aside = text.end + FOOT_GAP, 0.0

    def _start(self, heading: Heading, whole: tuple[bool, bool]) -> None:
        """The topic's first slide; what its heading had to shorten begins the content."""
        self._flow = Flow(self._slide(heading, self._topic.title), self._another, top=heading.top)
        self._aside = heading.aside
        texts = zip((self._topic.eyebrow, self._topic.title), whole, strict=True)
        self._spill([text for text, shown in texts if not shown])

    def _slide(self, heading: Heading, title: str) -> Slide:
        slide = Slide("Page", title, self._index, self._topic.ref, self._topic.sources)
        slide.draw(heading.board.strip)
        if self._slides:
            self._ends.append(self._flow.y)
        self._slides.append(slide)
        self._bare = True
        return slide

    def _spill(self, texts: Sequence[str]) -> None:
        for text in texts:
            place = Place(top=self._flow.next_y)
            self._flow.place(text_blocks.paragraph(text, styles.SPILLED, self._palette.ink, place))

    def _another(self) -> Slide:
        """A slide that continues the one before; all that continue one title have one heading."""
        title = wording().continued(self._title)
        if title not in self._continued:
            heading = self._continued[title] = self._heading()
            heading.label()
            heading.eyebrow()
            heading.title(title, lines=1)
        self._aside = self._continued[title].aside
        return self._slide(self._continued[title], title)

    def _continue(self) -> None:
        """A slide that continues the topic."""
        self._title, self._in_list = self._topic.title, False
        self._flow.begin(self._another())

    def _begin(self, title: str, *, air: float = 0.0) -> None:
        """A slide with a title of its own: the topic's again, or the label of a list."""
        self._title = title
        heading = self._heading()
        heading.label()
        heading.eyebrow()
        whole = heading.title(title)
        self._flow.begin(self._slide(heading, title), top=heading.top + air)
        self._aside, self._in_list = heading.aside, title != self._topic.title
        if self._in_list and not whole:
            self._spill([title])

    # Blocks

    def _layout(self, place: Place) -> Layout:
        return Layout(self._palette, self._client, self._topic.title, place, self._setting, self._known)

    def _argument(self, blocks: Sequence[Block]) -> list[Block]:
        """Points, scale and consequence beside the statement; returns what finds no room there."""
        panels = [block for block in blocks if isinstance(block, Callout)]
        late: list[Block] = []
        for block in blocks:
            if isinstance(block, Points):
                strips = self._laid(block, panels[0] if panels else None)
                if not self._fits(strips):
                    strips = self._laid(block, None)
                self._flow.place(strips)
            elif not self._set_aside(block):
                late.append(block)
        return late

    def _blocks(self, blocks: Sequence[Block]) -> None:
        for index, block in enumerate(blocks):
            if not self._set_aside(block):
                others = (other for other in blocks[index + 1 :] if not isinstance(other, Scale))
                self._block(block, next(others, None))

    def _set_aside(self, block: Block) -> bool:
        """Set a scale at the foot of the statement's column, or a panel at the foot of the other."""
        flow = self._flow
        if not flow.narrow:
            return False
        if isinstance(block, Scale) and self._foot:
            flow.slide.draw(self._foot[0])
            return True
        strips = self._laid(block, None) if isinstance(block, Callout) else []
        if not strips or not self._fits(strips):
            return False
        flow.sink(total(strips))
        flow.place(strips)
        return True

    def _block(self, block: Block, follower: Block | None) -> None:
        """Set a block, on another slide where it does not fit on this one but would on that."""
        label = _label(block)
        if label and not self._bare:
            self._begin(label, air=LIST_AIR)
        elif self._needs_slide(block):
            self._continue()
        if not isinstance(block, Para | Table):
            self._flow.space(BLOCK_GAP)
        strips = self._laid(block, follower)
        divided = isinstance(block, Table) and not self._setting.whole and not self._flow.narrow
        if not divided and self._moves(strips, self._panel_height(follower)):
            self._continue()
            strips = self._laid(block, follower)
        if strips and isinstance(follower, Callout):
            strips[-1].gap = BLOCK_GAP
            strips[-1].keep = max(strips[-1].keep, self._panel_height(follower))
        self._flow.place(strips)
        self._bare = False

    def _needs_slide(self, block: Block) -> bool:
        """Whether the block may not stand beside a statement, or below a list with a title of its own."""
        if self._flow.narrow:
            return isinstance(block, FULL_WIDTH)
        return self._in_list and not isinstance(block, Callout)

    def _laid(self, block: Block, follower: Block | None) -> list[Strip]:
        """A block as strips for the place that comes next; a label that is not the title stands above."""
        flow, label = self._flow, _label(block)
        top, lead = flow.next_y, list[Strip]()
        if label and not self._in_list:
            place = Place(flow.x, flow.width, top)
            lead = text_blocks.paragraph(label, styles.CAPTION, self._palette.ink, place)
            top += sum(strip.height + strip.gap for strip in lead)
        place = Place(
            x=flow.x,
            width=flow.width,
            top=top,
            bottom=styles.BOTTOM - self._panel_height(follower),
            fresh=self._bare,
            last=self._is_last(block, follower),
            aside=self._aside if flow.fresh and top == styles.TOP else 0.0,
        )
        return [*lead, *self._layout(place).visit(block)]

    def _is_last(self, block: Block, follower: Block | None) -> bool:
        """Whether the block may take what is left of the slide."""
        if isinstance(block, Table) and sum(isinstance(other, Table) for other in self._topic.blocks) > 1:
            return False
        return follower is None or isinstance(follower, Callout | FULL_SLIDE) or bool(_label(follower))

    def _panel_height(self, follower: Block | None) -> float:
        """The room that a panel takes below the block before it."""
        if not isinstance(follower, Callout):
            return 0.0
        place = Place(self._flow.x, self._flow.width)
        return min(BLOCK_GAP + total(self._layout(place).visit(follower)), styles.CAPACITY / 2)

    def _fits(self, strips: Sequence[Strip], more: float = 0.0) -> bool:
        return self._flow.fits(total(strips) + more)

    def _moves(self, strips: Sequence[Strip], more: float) -> bool:
        """Whether a block goes to the next slide: it does not fit on this one, but would on that."""
        flow = self._flow
        if self._fits(strips, more) or (flow.fresh and not flow.narrow):
            return False
        return flow.narrow or total(strips) + more <= styles.CAPACITY or not flow.fits(BREAKABLE)


def _label(block: Block | None) -> str:
    return block.label if isinstance(block, Bullets | Defs) else ""
