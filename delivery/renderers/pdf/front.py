"""Cover, contents and section openers."""

import struct

from delivery.document import Bars, Document, MarkGrid, Section, Topic
from delivery.language import wording
from delivery.renderers.direction import is_rtl
from delivery.renderers.pdf import styles
from delivery.renderers.pdf.flow import Heading, Link, Pager, PageSheet, Picture
from delivery.renderers.pdf.strips import Box, Sign, Strip, clip
from delivery.theme.marks import art_mark
from delivery.theme.type import Style, face, wrap

LOGO_TOP, LOGO_HEIGHT, LOGO_WIDTH = 50.0, 30.0, 240.0
COVER_TOP = 168.0
ART_PITCH, ART_FOOT, ART_AIR = 48.0, 118.0, 24.0
BAR_PITCH, BAR_HEIGHT = 26.0, 14.0
CAPTION_BASELINE, COVER_FOOT_BASELINE = 98.0, 46.0
NUMBER_TOP = 28.0
BAND_LEAST, BAND_MOST = 0.46, 0.62  # of the page
BAND_FOOT, BAND_TITLE_TOP = 50.0, 200.0
LIST_GAP, LIST_HEAD = 34.0, 20.0
LIST_AIRS = (19.0, 10.0, 6.0)  # below each topic, as the page allows
CONTENTS_TOP, CONTENTS_TIGHTEST = 164.0, 0.6
SECTION_ROW, TOPIC_ROW, SECTION_GAP = 18.0, 16.2, 11.0


# Cover


def cover(pager: Pager, document: Document) -> None:
    grid, palette = pager.grid, pager.palette
    page = pager.new_page(bare=True)
    pager.heading(0, wording().cover)
    strip = Strip(grid.page.height, [Box(0, 0, grid.page.width, grid.page.height, palette.brand)])
    end = _cover_text(strip, document, pager)
    logo = _logo(document, pager)
    if logo:
        page.pictures.append(logo)
    else:
        agency = document.imprint.agency
        strip.set(agency, styles.COVER_AGENCY, palette.on_brand, x=grid.left, y=52, width=grid.full_width / 2)
    if end + ART_AIR > grid.page.height - ART_FOOT:
        _spill(pager, strip, end)
    else:
        _art(strip, document, pager, top=end + ART_AIR)
        _cover_foot(strip, document, pager)
        pager.draw(strip, 0)


def _cover_text(strip: Strip, document: Document, pager: Pager) -> float:
    grid, palette = pager.grid, pager.palette
    width, half, soft = grid.full_width, grid.full_width / 2, palette.on_brand_soft
    y = strip.set(document.client, styles.COVER_CLIENT, soft, x=grid.left, y=COVER_TOP, width=width)
    size, lines = face("display").fitted(document.title, styles.COVER_SIZES, width, lines=3)
    style = Style("display", size, size * styles.COVER_LEADING)
    rtl = is_rtl(document.title, style.role)
    end = strip.add_lines(lines, style, palette.on_brand, x=grid.left, y=y + 10, width=width, rtl=rtl)
    if clip(document.campaign, styles.COVER_TEXT, half) != document.campaign:
        end = strip.set(document.campaign, styles.COVER_CLIENT, soft, x=grid.left, y=end + 14, width=width)
    label = styles.COVER_LABEL
    y = strip.set(document.pack_label, label, palette.on_brand, x=grid.right, y=52.2, width=half, align="right")
    strip.set(document.issued, styles.COVER_TEXT, soft, x=grid.right, y=y, width=half, align="right")
    return end


def _cover_foot(strip: Strip, document: Document, pager: Pager) -> None:
    grid, palette = pager.grid, pager.palette
    half = grid.full_width / 2 - 8
    y = grid.page.height - CAPTION_BASELINE - 8.4
    strip.set(document.art.caption, styles.NOTE, palette.on_brand_soft, x=grid.left, y=y, width=grid.full_width)
    y = grid.page.height - COVER_FOOT_BASELINE - 9.8
    footer = clip(document.imprint.footer, styles.COVER_TEXT, half)
    strip.set(footer, styles.COVER_TEXT, palette.on_brand, x=grid.left, y=y, width=half)
    campaign = clip(document.campaign, styles.COVER_TEXT, half)
    strip.set(campaign, styles.COVER_TEXT, palette.on_brand, x=grid.right, y=y, width=half, align="right")


def _spill(pager: Pager, strip: Strip, end: float) -> None:
    """Set a cover whose words do not fit on one page: without art, and on as many pages as it takes."""
    strip.height = max(strip.height, end)
    field = strip.shapes[0]
    if isinstance(field, Box):
        strip.shapes[0] = Box(field.x, field.y, field.width, strip.height, field.colour)
    pager.place(strip)


def _logo(document: Document, pager: Pager) -> Picture | None:
    """The logo for the ground it stands on; never the other one, and never on a plate."""
    imprint = document.imprint
    data = imprint.logo_on_dark if pager.palette.is_dark else imprint.logo_on_light
    if data is None:
        return None
    width, height = png_size(data)
    scale = min(LOGO_HEIGHT / height, LOGO_WIDTH / width)
    return Picture(data, pager.grid.left, LOGO_TOP, width * scale, height * scale)


def png_size(data: bytes) -> tuple[int, int]:
    """Width and height from a PNG's header; raises ValueError for anything else."""
    if not data.startswith(b"\x89PNG\r\n\x1a\n") or data[12:16] != b"IHDR":
        raise ValueError("A logo is a PNG file.")
    width, height = struct.unpack(">II", data[16:24])
    return width, height


def _art(strip: Strip, document: Document, pager: Pager, *, top: float) -> None:
    base = pager.grid.page.height - ART_FOOT
    match document.art:
        case MarkGrid():
            _mark_grid(strip, document.art, pager, room=base - top, base=base)
        case Bars():
            _bars(strip, document.art, pager, room=base - top, base=base)


def _mark_grid(strip: Strip, art: MarkGrid, pager: Pager, *, room: float, base: float) -> None:
    """The calendar as a picture: a column per week, a mark per publication, a dot for a free slot."""
    rows = max(map(len, art.columns), default=0)
    if not rows:
        return
    grid, palette = pager.grid, pager.palette
    pitch = min(grid.full_width / len(art.columns), ART_PITCH, room / rows)
    for column, slots in enumerate(art.columns):
        for row, channel in enumerate(slots):
            x, y = grid.left + (column + 0.5) * pitch, base - (rows - row - 0.5) * pitch
            if channel is None:
                strip.shapes.append(Sign(x, y, 1.6, "disc", palette.art[0]))
            else:
                shape, colour = art_mark(channel, palette)
                strip.shapes.append(Sign(x, y, pitch * 0.36, shape, colour))


def _bars(strip: Strip, art: Bars, pager: Pager, *, room: float, base: float) -> None:
    """Bars of growing length, the last the width of the page; the accent marks the last."""
    grid, palette = pager.grid, pager.palette
    pitch = min(BAR_PITCH, room / art.count)
    for index in range(art.count):
        width = grid.full_width * (index + 1) / art.count
        y = base - (art.count - index) * pitch
        colour = palette.art[1] if index == art.count - 1 else palette.art[0]
        strip.shapes.append(Box(grid.left, y, width, pitch * BAR_HEIGHT / BAR_PITCH, colour))


# Openers


def opener(pager: Pager, section: Section) -> tuple[PageSheet, float]:
    """The section's own page; returns it and the y at which its list of topics begins."""
    grid, palette = pager.grid, pager.palette
    page = pager.new_page(bare=True)
    pager.heading(0, section.title, section.number, section.mark)
    size, title = face("display").fitted(section.title, styles.OPENER_SIZES, grid.main_width, lines=2)
    title_style = Style("display", size, size * styles.OPENER_LEADING)
    standfirst = wrap(section.standfirst, styles.OPENER_STANDFIRST, grid.main_width, balance=True)
    text = title_style.leading * len(title) + 11 + styles.OPENER_STANDFIRST.leading * len(standfirst)
    listed = sum(_list_height(topic, pager) + LIST_AIRS[0] for topic in section.topics)
    whole = grid.page.height
    height = min(max(grid.bottom - LIST_GAP - LIST_HEAD - listed, whole * BAND_LEAST), whole * BAND_MOST)
    height = max(height, BAND_TITLE_TOP + text + BAND_FOOT)
    strip = Strip(height, [Box(0, 0, grid.page.width, height, palette.brand)])
    strip.set(
        section.number,
        styles.OPENER_NUMBER,
        palette.on_brand_accent,
        x=grid.left - 4,
        y=NUMBER_TOP,
        width=400,
    )
    main, width, soft = grid.main, grid.main_width, palette.on_brand_soft
    rtl = is_rtl(section.title, "display")
    y = height - BAND_FOOT - text
    y = strip.add_lines(title, title_style, palette.on_brand, x=main, y=y, width=width, rtl=rtl)
    rtl = is_rtl(section.standfirst, "sub")
    strip.add_lines(standfirst, styles.OPENER_STANDFIRST, soft, x=main, y=y + 11, width=width, rtl=rtl)
    pager.topic = ""
    if height > grid.bottom:
        pager.place(strip)
    else:
        pager.draw(strip, 0)
    return page, height + LIST_GAP


def topic_list(pager: Pager, page: PageSheet, y: float, entries: list[tuple[Topic, Heading]]) -> None:
    """“In this section”: each topic with its line and page, as far as the page reaches."""
    grid, palette = pager.grid, pager.palette
    whole = sum(_list_height(topic, pager) for topic, _ in entries)
    gaps = len(entries) - 1
    air = next((air for air in LIST_AIRS if y + whole + air * gaps <= grid.bottom), LIST_AIRS[-1])
    head = Strip()
    head.set(wording().in_this_section, styles.LIST_HEAD, palette.muted, x=grid.left, y=0.7, width=grid.side)
    for topic, heading in entries:
        height = _list_height(topic, pager)
        if y + height > grid.bottom:
            return
        row = _list_row(topic, heading, pager)
        row.shapes[:0] = head.shapes
        head = Strip()
        page.operators += [pager.pen.draw(shape, y) for shape in row.shapes]
        page.links.append(Link(heading.anchor, grid.main, y - 4, grid.main_width, height + 8))
        y += height + air


def _list_height(topic: Topic, pager: Pager) -> float:
    return styles.LIST_TITLE.leading + styles.LIST_SUMMARY.leading * len(_summary(topic, pager))


def _summary(topic: Topic, pager: Pager) -> list[str]:
    if not topic.summary:
        return []
    return wrap(topic.summary, styles.LIST_SUMMARY, pager.grid.main_width - 36, balance=True)[:3]


def _list_row(topic: Topic, heading: Heading, pager: Pager) -> Strip:
    grid, palette, row = pager.grid, pager.palette, Strip()
    title = clip(topic.title, styles.LIST_TITLE, grid.main_width - 36)
    y = row.set(title, styles.LIST_TITLE, palette.ink, x=grid.main, y=-0.8, width=grid.main_width)
    row.set(str(heading.page), styles.LIST_PAGE, palette.ink, x=grid.right, y=-0.8, width=36, align="right")
    style, width, rtl = styles.LIST_SUMMARY, grid.main_width - 36, is_rtl(topic.summary)
    row.add_lines(_summary(topic, pager), style, palette.muted, x=grid.main, y=y + 1, width=width, rtl=rtl)
    return row


# Contents


def contents_pages(sections: tuple[Section, ...], pager: Pager) -> int:
    """How many pages the contents take, known before the first is numbered."""
    height = sum(SECTION_GAP + SECTION_ROW + TOPIC_ROW * len(section.topics) for section in sections)
    room = pager.grid.bottom - CONTENTS_TOP
    return max(1, -int(-height * CONTENTS_TIGHTEST // room))


def contents(pager: Pager, pages: list[PageSheet]) -> None:
    """Fill the reserved pages with linked rows; rows draw together before they take another page."""
    grid, palette = pager.grid, pager.palette
    title = Strip()
    title.set(wording().contents, styles.CONTENTS_TITLE, palette.ink, x=grid.main, y=84, width=grid.main_width)
    _draw(pager, pages[0], title, 0)
    headings = pager.headings[1:]  # the cover is not listed
    height = sum(SECTION_GAP + SECTION_ROW if heading.level == 0 else TOPIC_ROW for heading in headings)
    factor = min(1.0, len(pages) * (grid.bottom - CONTENTS_TOP) / height)
    sheets, y = iter(pages), CONTENTS_TOP
    page = next(sheets)
    for heading in headings:
        if y > grid.bottom:
            page, y = next(sheets, page), CONTENTS_TOP
        if heading.level == 0:
            y += SECTION_GAP * factor
        _draw(pager, page, _contents_row(heading, factor, pager), y)
        page.links.append(Link(heading.anchor, grid.left, y - 11, grid.full_width, 15))
        y += (SECTION_ROW if heading.level == 0 else TOPIC_ROW) * factor


def _contents_row(heading: Heading, factor: float, pager: Pager) -> Strip:
    """A row whose baseline is at 0."""
    grid, palette, row = pager.grid, pager.palette, Strip()
    style = styles.CONTENTS_SECTION if heading.level == 0 else styles.CONTENTS_TOPIC
    y = -style.size * 0.98
    if heading.level == 0:
        top = -SECTION_GAP - 5.5 * factor
        row.rule(grid.left, top, grid.right, palette.rule, styles.HAIRLINE)
        row.set(
            heading.number,
            styles.CONTENTS_NUMBER,
            palette.accent_text,
            x=grid.left,
            y=-12.74,
            width=grid.side,
        )
    title = clip(heading.title, style, grid.main_width - 36)
    row.set(title, style, palette.ink, x=grid.main, y=y, width=grid.main_width)
    row.set(str(heading.page), style, palette.ink, x=grid.right, y=y, width=36, align="right")
    return row


def _draw(pager: Pager, page: PageSheet, strip: Strip, y: float) -> None:
    page.operators += [pager.pen.draw(shape, y) for shape in strip.shapes]
