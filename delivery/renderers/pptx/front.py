"""Cover, section openers and the closing slide."""

import struct
from collections.abc import Iterator

from delivery.document import Bars, Document, Imprint, MarkGrid, Section
from delivery.renderers.pptx import styles
from delivery.renderers.pptx.boards import Board, styles_of
from delivery.renderers.pptx.shapes import Field, Picture, Shape, Sign, moved
from delivery.renderers.pptx.words import span
from delivery.theme.marks import art_mark
from delivery.theme.palette import Palette

LOGO_TOP, LOGO_HEIGHT, LOGO_WIDTH = 44.0, 32.0, 260.0
LABEL_WIDTH = 300.0
CLIENT_TOP, TITLE_WIDTH, TITLE_LINES, TITLE_MOST = 130.0, 780.0, 2, 4
FOOT_TOP, FOOT_WIDTH = 452.0, 390.0
ART_FOOT, ART_WIDTH, ART_AIR, CAPTION_TOP = 454.0, 444.0, 24.0, 471.0
ART_PITCH, SMALLEST_PITCH = 37.0, 8.0
ART_RADIUS, FREE_RADIUS = 0.36, 1.5  # the first in pitches
BAR_PITCH, BAR_SHARE = 23.0, 0.54

NUMBER_TOP, OPENER_AXIS, OPENER_WIDTH = 52.0, 262.0, 600.0
OPENER_TITLE_END, OPENER_LINES, STANDFIRST_LINES = 350.0, 3, 4

CLOSING_TOP, CLOSING_WIDTH, CONTACT_LINES, LEGAL_LINES = 170.0, 700.0, 3, 4


# Cover


def cover(document: Document, palette: Palette, *, logo: bool = True) -> Board:
    """`logo` says whether the brand's logo is set: a master may show one in its place."""
    board, imprint, soft = Board(), document.imprint, palette.on_brand_soft
    board.strip.shapes += _logo(imprint, palette) if logo else []
    if logo and not board.strip.shapes:
        _agency(board, imprint, palette)
    left, right = styles.LEFT, styles.RIGHT - LABEL_WIDTH
    y = board.fit(document.client, [styles.COVER_CLIENT], soft, x=left, y=CLIENT_TOP, width=TITLE_WIDTH)
    sizes = styles_of(styles.COVER_SIZES, styles.COVER_LEADING)
    end = board.fit(
        document.title,
        sizes,
        palette.on_brand,
        x=left,
        y=max(y, CLIENT_TOP + styles.COVER_CLIENT.leading) + 6,
        width=TITLE_WIDTH,
        lines=TITLE_LINES,
        most=TITLE_MOST,
        title=True,
    )
    board.fit(document.campaign, [styles.COVER_FOOT], soft, x=left, y=FOOT_TOP + 18, width=FOOT_WIDTH)
    y = styles.LABEL_TOP
    y = board.fit(
        document.pack_label,
        [styles.COVER_LABEL],
        palette.on_brand,
        x=right,
        y=y,
        width=LABEL_WIDTH,
        right=True,
    )
    board.fit(document.issued, [styles.COVER_DATE], soft, x=right, y=y, width=LABEL_WIDTH, right=True)
    _art(board, document, palette, top=end + ART_AIR)
    board.fit(imprint.footer, [styles.COVER_FOOT], palette.on_brand, x=left, y=FOOT_TOP, width=FOOT_WIDTH)
    return board


def _agency(board: Board, imprint: Imprint, palette: Palette) -> None:
    board.fit(
        imprint.agency,
        [styles.COVER_AGENCY],
        palette.on_brand,
        x=styles.LEFT,
        y=LOGO_TOP,
        width=TITLE_WIDTH / 2,
    )


def _logo(imprint: Imprint, palette: Palette) -> list[Shape]:
    """The logo for the ground it stands on; never the other one, and never on a plate."""
    data = imprint.logo_on_dark if palette.is_dark else imprint.logo_on_light
    if data is None:
        return []
    width, height = png_size(data)
    scale = min(LOGO_HEIGHT / height, LOGO_WIDTH / width)
    return [Picture(styles.LEFT, LOGO_TOP, width * scale, height * scale, data, imprint.agency)]


def png_size(data: bytes) -> tuple[int, int]:
    """Width and height from a PNG's header; raises ValueError for anything else."""
    if not data.startswith(b"\x89PNG\r\n\x1a\n") or data[12:16] != b"IHDR":
        raise ValueError("A logo is a PNG file.")
    width, height = struct.unpack(">II", data[16:24])
    return width, height


def _art(board: Board, document: Document, palette: Palette, *, top: float) -> None:
    """The calendar, or bars where there is none, in the lower right corner, and the line that says so."""
    match document.art:
        case MarkGrid():
            shapes: list[Sign | Field] = list(_mark_grid(document.art, palette, room=ART_FOOT - top))
        case Bars():
            shapes = list(_bars(document.art, palette, room=ART_FOOT - top))
    board.strip.shapes += shapes
    edges = [shape.x - (shape.radius if isinstance(shape, Sign) else 0) for shape in shapes]
    width = min(ART_WIDTH, span(document.art.caption, styles.COVER_CAPTION))
    x = min(*edges, styles.RIGHT - width) if len(edges) > 1 else styles.RIGHT - width
    board.fit(
        document.art.caption,
        [styles.COVER_CAPTION],
        palette.on_brand_soft,
        x=x,
        y=CAPTION_TOP,
        width=styles.RIGHT - x,
    )


def _mark_grid(art: MarkGrid, palette: Palette, *, room: float) -> Iterator[Sign]:
    """A column per week, a mark per publication, a dot for a free slot."""
    rows, columns = max(map(len, art.columns), default=0), len(art.columns)
    if not rows:
        return
    pitch = min(ART_WIDTH / columns, ART_PITCH, room / rows)
    if pitch < SMALLEST_PITCH:
        return
    radius = pitch * ART_RADIUS
    right = styles.RIGHT + pitch / 2 - radius
    for column, slots in enumerate(art.columns):
        for row, channel in enumerate(slots):
            x = right - (columns - column - 0.5) * pitch
            y = ART_FOOT - (rows - row - 0.5) * pitch
            if channel is None:
                yield Sign(x, y, FREE_RADIUS, "disc", palette.art[0])
            else:
                shape, colour = art_mark(channel, palette)
                yield Sign(x, y, radius, shape, colour)


def _bars(art: Bars, palette: Palette, *, room: float) -> Iterator[Field]:
    """Bars of growing length; the accent marks the last."""
    if not art.count:
        return
    pitch = min(BAR_PITCH, room / art.count)
    if pitch < SMALLEST_PITCH / 2:
        return
    for index in range(art.count):
        width = ART_WIDTH * (index + 1) / art.count
        y = ART_FOOT - (art.count - index) * pitch
        colour = palette.art[1] if index == art.count - 1 else palette.art[0]
        yield Field(styles.RIGHT - ART_WIDTH, y, width, pitch * BAR_SHARE, colour)


# Openers


def opener(section: Section, palette: Palette) -> Board:
    """A whole field: the section's number, title and standfirst."""
    board = Board()
    number = styles.OPENER_NUMBER
    if span(section.number, number) <= OPENER_AXIS:
        x = styles.LEFT - 4
        board.strip.set(section.number, number, palette.on_brand_accent, x=x, y=NUMBER_TOP, width=400)
    place = Board()
    end = place.fit(
        section.title,
        styles_of(styles.OPENER_SIZES, styles.OPENER_LEADING),
        palette.on_brand,
        x=OPENER_AXIS,
        y=0,
        width=OPENER_WIDTH,
        lines=OPENER_LINES - 1,
        most=OPENER_LINES,
        title=True,
    )
    board.strip.shapes += [moved(shape, OPENER_TITLE_END - end) for shape in place.strip.shapes]
    board.spilled = place.spilled
    board.fit(
        section.standfirst,
        [styles.OPENER_STANDFIRST],
        palette.on_brand_soft,
        x=OPENER_AXIS,
        y=OPENER_TITLE_END + 12,
        width=OPENER_WIDTH,
        lines=STANDFIRST_LINES,
    )
    return board


# Closing


def closing(document: Document, palette: Palette, *, logo: bool = True) -> Board:
    """Who speaks, and how to reach them."""
    board, imprint, soft = Board(), document.imprint, palette.on_brand_soft
    board.strip.shapes += _logo(imprint, palette) if logo else []
    x, width = styles.LEFT, CLOSING_WIDTH
    sizes = styles_of(styles.CLOSING_SIZES, styles.COVER_LEADING)
    y = board.fit(imprint.agency, sizes, palette.on_brand, x=x, y=CLOSING_TOP, width=width, most=2, title=True)
    y = board.fit(imprint.footer, [styles.OPENER_STANDFIRST], soft, x=x, y=y + 10, width=width) + 26
    board.fit(imprint.contact, [styles.LEAD], palette.on_brand, x=x, y=y, width=width, lines=CONTACT_LINES)
    legal = Board()
    end = legal.fit(imprint.legal, [styles.NOTE], soft, x=x, y=0, width=width, lines=LEGAL_LINES)
    board.strip.shapes += [moved(shape, styles.BOTTOM - end) for shape in legal.strip.shapes]
    board.spilled += legal.spilled
    return board
