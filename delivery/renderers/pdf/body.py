"""Sections and topics: titles, blocks, and where pages begin."""

from dataclasses import replace

from delivery.document import Cards, Chart, Document, Section, Source, Timeline, Topic
from delivery.renderers.base import BlockVisitor, at
from delivery.renderers.pdf import calendars, charts, front, styles, tables, text_blocks
from delivery.renderers.pdf.flow import Heading, Pager, PageSheet
from delivery.renderers.pdf.strips import Box, Strip
from delivery.renderers.pdf.text_blocks import Context

FLOW_GAP = 34.0
BLOCK_ROOM, PICTURE_ROOM = 90.0, 260.0  # at most so much of its first block a topic in the flow asks for
STRANDED = 260.0  # a last page filled less than this is avoided: by tighter gaps, or else by leaving it more
LONGEST_HANG = 300.0  # taller text in the side column pushes the main column down
STEP_WIDTH, STEP_HEIGHT, STEP_PITCH = 8.0, 3.0, 11.0

Opener = tuple[Section, PageSheet, float]


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
    chart = charts.chart
    timeline = charts.timeline
    month = calendars.month
    cards = calendars.cards


class Body:
    """Sets a document's sections with a pager."""

    def __init__(self, document: Document, pager: Pager) -> None:
        self._document = document
        self._pager = pager
        self._layout = Layout(pager.grid, pager.palette, document.client)
        self._openers: list[tuple[PageSheet, float, list[tuple[Topic, Heading]]]] = []
        self._closing = self._imprint()

    def write(self) -> None:
        """Cover, contents, sections and imprint; lists of pages are filled once all pages are known."""
        front.cover(self._pager, self._document)
        self._pager.topic = ""
        count = front.contents_pages(self._document.sections, self._pager)
        contents = [self._pager.new_page(bare=True) for _ in range(count)]
        for index, section in enumerate(self._document.sections):
            at(index)
            self._section(index, section)
        at()
        self._close()
        front.contents(self._pager, contents)
        for page, y, entries in self._openers:
            front.topic_list(self._pager, page, y, entries)

    def _section(self, place: int, section: Section) -> None:
        pager = self._pager
        pager.running = f"{section.number}  {section.title}" if section.number else section.title
        entries: list[tuple[Topic, Heading]] = []
        if section.opener:
            pager.sources = section.sources
            page, y = front.opener(pager, section)
            self._openers.append((page, y, entries))
        for index, topic in enumerate(section.topics):
            at(place, index, topic)
            leads = section if index == 0 and not section.opener else None
            entries.append((topic, self._fitted_topic(topic, leads)))

    def _fitted_topic(self, topic: Topic, leads: Section | None) -> Heading:
        """Set a topic, and again when little of it stands on its last page: with tighter gaps, which may bring the remainder
        back, or else with less on the first.

        `leads` is the topic's section when the topic stands at the head of one without opener.
        """
        pager, before = self._pager, self._pager.snapshot()
        loose = self._laid(topic, self._layout)
        new_page = self._begins_page(topic, leads, loose[0])
        heading = self._topic(topic, leads, loose, new_page=new_page)
        pages = len(pager.pages) - before[0]
        if new_page and pages == 2 and pager.y < pager.grid.top + STRANDED:
            missing = pager.grid.top + STRANDED - pager.y
            for blocks, spare in ((self._laid(topic, replace(self._layout, tight=True)), 0.0), (loose, missing)):
                pager.restore(before)
                heading = self._topic(topic, leads, blocks, new_page=True, spare=spare)
                if len(pager.pages) - before[0] == 1:
                    break
        return heading

    def _begins_page(self, topic: Topic, leads: Section | None, strips: list[Strip]) -> bool:
        """Whether a topic begins a page: it asks to, or too little of it would fit on this one."""
        if topic.start == "page" or self._pager.pages[-1].running is None:
            return True
        title = _title(topic, leads, self._layout, strips[0], prominent=False)
        waits = strips[0].begins < self._layout.grid.main
        head = max(title.height, title.hang) if waits else title.height
        block = sum(strip.height for strip in strips)
        room = PICTURE_ROOM if isinstance(topic.blocks[0], Chart | Cards | Timeline) else BLOCK_ROOM
        return not self._pager.fits(head + max(title.keep, min(block, room)), below=FLOW_GAP)

    def _topic(
        self, topic: Topic, leads: Section | None, blocks: list[list[Strip]], *, new_page: bool, spare: float = 0.0
    ) -> Heading:
        """`spare` is left free at the foot of the page that the topic begins."""
        pager = self._pager
        pager.topic, pager.sources = topic.title, topic.sources or (Source.FRAME,)
        if new_page:
            pager.new_page()
            pager.spare = spare
        else:
            pager.skip(FLOW_GAP)
        if leads:
            pager.heading(0, leads.title, leads.number, leads.mark)
        pager.heading(1, topic.title)
        heading = pager.headings[-1]
        pager.place(_title(topic, leads, self._layout, blocks[0][0], prominent=new_page))
        for strips in blocks:
            for strip in strips:
                pager.place(strip)
        return heading

    def _laid(self, topic: Topic, layout: Layout) -> list[list[Strip]]:
        """The blocks of a topic as strips. The last of all keeps the agency's last words, which would else have a page alone."""
        blocks = [layout.visit(block) for block in topic.blocks]
        if topic is self._document.sections[-1].topics[-1]:
            last = blocks[-1][-1]
            last.keep = max(last.keep, FLOW_GAP + _height(self._closing))
        return blocks

    def _close(self) -> None:
        pager = self._pager
        pager.topic, pager.sources = "", (Source.FRAME,)
        pager.skip(FLOW_GAP)
        for strip in self._closing:
            pager.place(strip)

    def _imprint(self) -> list[Strip]:
        """The agency's last words, all on one page: footer, contact and legal text."""
        imprint, layout = self._document.imprint, self._layout
        grid, palette = layout.grid, layout.palette
        head = Strip(9)
        head.rule(grid.left, 0, grid.right, palette.rule, styles.HAIRLINE)
        agency = Strip()
        style, x = styles.RUNNING_AGENCY, grid.left
        agency.hang = agency.set(imprint.agency, style, palette.ink, x=x, y=0, width=grid.side)
        agency.height = 0 if agency.hang < LONGEST_HANG else agency.hang
        words = "\n".join(text for text in (imprint.footer, imprint.contact, imprint.legal) if text)
        lines = text_blocks.paragraph(words, styles.NOTE, palette.muted, layout, gap=0)
        agency.keep = _height(lines)
        head.keep = head.gap + agency.height + agency.keep
        return [head, agency, *lines]


def _height(strips: list[Strip]) -> float:
    return sum(strip.height + strip.gap for strip in strips)


def _title(topic: Topic, leads: Section | None, layout: Layout, first: Strip, *, prominent: bool) -> Strip:
    """Title in the main column, place in the section or the section itself in the side column; it keeps the `first` strip."""
    grid, palette, strip = layout.grid, layout.palette, Strip()
    side = 0.0
    if leads:
        side = _section_lead(strip, leads, layout)
    if topic.eyebrow:
        strip.set(topic.eyebrow, styles.EYEBROW, palette.accent_text, x=grid.left, y=side + 4.7, width=grid.side)
        side += 22
    if topic.step:
        for index in range(topic.step.count):
            colour = palette.brand_text if index == topic.step.index - 1 else palette.rule
            strip.shapes.append(Box(grid.left + index * STEP_PITCH, side, STEP_WIDTH, STEP_HEIGHT, colour))
        side += STEP_HEIGHT
    if topic.key:
        style, colour, top, gap = styles.TITLE_OVER_KEY, palette.muted, 0, 9
    elif prominent:
        style, colour, top, gap = styles.TITLE, palette.ink, -4, 18
    else:
        style, colour, top, gap = styles.TITLE_IN_FLOW, palette.ink, -4, 12
    end = strip.set(topic.title, style, colour, x=grid.main, y=top, width=grid.main_width, balance=True)
    strip.height = end if side < LONGEST_HANG else max(end, side)
    strip.gap, strip.hang, strip.keep = gap, side, gap + first.height + first.keep
    return strip


def _section_lead(strip: Strip, section: Section, layout: Layout) -> float:
    """Number, title and standfirst of a section without opener; returns the y below them."""
    x, width, palette = layout.grid.left, layout.grid.side, layout.palette
    strip.set(section.number, styles.SECTION_NUMBER, palette.accent_text, x=x, y=-9.5, width=width)
    y = strip.set(section.title, styles.SECTION_TITLE, palette.ink, x=x, y=27, width=width)
    return strip.set(section.standfirst, styles.SECTION_STANDFIRST, palette.muted, x=x, y=y + 1, width=width) + 8
