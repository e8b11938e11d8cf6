"""What a reader gets from a deck: its text in reading order, by slide and section, and where it stands."""

import io
from collections.abc import Iterator
from dataclasses import dataclass, replace

from pptx import Presentation
from pptx.chart.chart import Chart as NativeChart
from pptx.presentation import Presentation as Deck
from pptx.slide import Slide
from pptx.util import Pt

from delivery.document import Callout, Defs, Key, Points, Scale, Section, Topic, section_strings
from delivery.theme.type import Role, Style, face
from tests.delivery.extract import squeezed

FEET = ("Footer", "Slide number")


def opened(data: bytes) -> Deck:
    return Presentation(io.BytesIO(data))


def is_foot(shape) -> bool:
    return shape.name.startswith(FEET)


def slide_text(slide: Slide) -> str:
    """Text of a slide without its foot, with the words of its charts."""
    return "".join(text for shape in slide.shapes if not is_foot(shape) for text in shape_text(shape))


def shape_text(shape) -> Iterator[str]:
    if shape.has_text_frame:
        yield shape.text_frame.text
    elif getattr(shape, "has_table", False):
        yield from (cell.text_frame.text for row in shape.table.rows for cell in row.cells)
    elif getattr(shape, "has_chart", False):
        yield from chart_text(shape.chart)


def chart_text(chart: NativeChart) -> Iterator[str]:
    plot = chart.plots[0]
    yield from (series.name for series in plot.series)
    yield from (text.text or "" for text in next(chart._chartSpace.iter("{*}cat")).iter("{*}v"))
    yield from (text.text for text in chart._chartSpace.iter("{*}t"))


def deck_text(data: bytes) -> str:
    return squeezed("".join(map(slide_text, opened(data).slides)))


def deck_sections(data: bytes) -> list[str]:
    """The squeezed text of each section, as PowerPoint groups the slides; the cover's group is left out."""
    deck = opened(data)
    slides = {slide.slide_id: slide for slide in deck.slides}
    groups = [
        [int(entry.get("id")) for entry in section.iter("{*}sldId")]
        for section in deck.part._element.iter("{*}section")
    ]
    assert [identity for group in groups for identity in group] == list(slides)
    texts = ["".join(slide_text(slides[identity]) for identity in group) for group in groups]
    return [squeezed(text) for text in texts[1:]]


def in_deck_order(section: Section) -> list[str]:
    """The strings of a section as a deck shows them: definitions follow the argument on a slide of detail."""
    topics = tuple(replace(topic, blocks=_composed(topic)) for topic in section.topics)
    return list(section_strings(replace(section, topics=topics)))


def _composed(topic: Topic):
    kinds = [type(block) for block in topic.blocks]
    if kinds[:2] != [Key, Points] or Defs not in kinds:
        return topic.blocks
    argument = [block for block in topic.blocks if isinstance(block, Key | Points | Scale | Callout)]
    return (*argument, *(block for block in topic.blocks if block not in argument))


# Measured


BEFORE = {"r": 1.0, "ctr": 0.5}  # share of the spare width that stands before an aligned text


@dataclass(frozen=True)
class Box:
    """A text box or table cell: its place, what it holds, and the room that its text takes."""

    slide: int
    text: str
    x: float
    y: float
    width: float
    height: float
    needed_width: float
    needed_height: float
    size: float
    begin: float  # of the text itself, from the left


def boxes(deck: Deck) -> Iterator[Box]:
    """Every text box with text, but for the feet."""
    for number, slide in enumerate(deck.slides, 1):
        for shape in slide.shapes:
            if shape.has_text_frame and shape.text_frame.text and not is_foot(shape):
                place = (Pt(1), shape.left, shape.top, shape.width, shape.height)
                yield _box(number, shape.text_frame, *(length / place[0] for length in place[1:]))


def cells(deck: Deck) -> Iterator[Box]:
    """Every table cell with text."""
    for number, slide in enumerate(deck.slides, 1):
        for shape in slide.shapes:
            if getattr(shape, "has_table", False):
                yield from _cells(number, shape)


def _cells(number: int, shape) -> Iterator[Box]:
    y = shape.top / Pt(1)
    for row in shape.table.rows:
        x = shape.left / Pt(1)
        for column, cell in zip(shape.table.columns, row.cells, strict=True):
            if cell.text_frame.text:
                inset_x, inset_y = (cell.margin_left + cell.margin_right) / Pt(1), cell.margin_top / Pt(1)
                width, height = column.width / Pt(1) - inset_x, row.height / Pt(1) - inset_y
                yield _box(number, cell.text_frame, x, y + inset_y, width, height)
            x += column.width / Pt(1)
        y += row.height / Pt(1)


def _box(number: int, frame, x: float, y: float, width: float, height: float) -> Box:
    needed_width = needed_height = 0.0
    sizes = []
    for paragraph in frame.paragraphs:
        style = _style(paragraph)
        lines = [line for part in paragraph.text.split("\v") for line in face(style.role).wrap(part, style.size, width)]
        needed_width = max(needed_width, *(face(style.role).measure(line, style.size) for line in lines))
        needed_height += style.leading * len(lines)
        sizes += [run.font.size.pt for run in paragraph.runs]
    begin = x + (width - needed_width) * BEFORE.get(frame.paragraphs[0]._p.pPr.get("algn"), 0.0)
    size = min(sizes, default=style.size)
    return Box(number, frame.text, x, y, width, height, needed_width, needed_height, size, begin)


def _style(paragraph) -> Style:
    """The widest face of a paragraph."""
    fonts = [run.font for run in paragraph.runs]
    role: Role = "deck_text"
    if any(font._element.find("{*}latin").get("typeface") == "+mj-lt" for font in fonts):
        role = "deck_serif"
    elif any(font.bold for font in fonts):
        role = "deck_bold"
    size = max((font.size.pt for font in fonts), default=12.0)
    return Style(role, size, paragraph.line_spacing.pt if paragraph.line_spacing else size * 1.2)
