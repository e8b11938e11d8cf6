"""The list of contents: sections and topics in two columns, or three of a long one, each linked to its slide."""

import math
from typing import NamedTuple

from delivery.document import Document
from delivery.renderers.pptx import styles
from delivery.renderers.pptx.shapes import Strip, Text
from delivery.renderers.pptx.words import broken, clip
from delivery.theme.palette import Palette
from delivery.theme.type import Style

TOP, FEWEST, MOST = 104.0, 2, 3  # the last two in columns
ROOM = styles.BOTTOM - TOP
COLUMN_GAP = 48.0
NUMBER_WIDTH, PAGE_WIDTH = 36.0, 40.0
SECTION_ROW, TOPIC_ROW = 44.0, 19.5
SECTION_TOP, RULE_TOP = 18.0, 10.0  # within the row of a section
STEP = 4.0  # by which the columns are evened out


class Entry(NamedTuple):
    """A line of the contents; topics have no number. `topic` is 0-based, None for a section's own line."""

    section: int
    topic: int | None
    number: str
    title: str

    @property
    def height(self) -> float:
        return SECTION_ROW if self.topic is None else TOPIC_ROW


Targets = dict[tuple[int, int | None], int]  # section and topic → index of its slide


def entries(document: Document) -> list[Entry]:
    """Sections, and their topics where there are several."""
    found = []
    for index, section in enumerate(document.sections):
        found.append(Entry(index, None, section.number, section.title))
        if len(section.topics) > 1:
            found += [Entry(index, place, "", topic.title) for place, topic in enumerate(section.topics)]
    return found


def columns(lines: list[Entry]) -> tuple[list[list[Entry]], int]:
    """Lines by column, and how many of these stand on a slide: two of about the same height, or three."""
    across = FEWEST if len(_filled(lines, ROOM)) <= FEWEST else MOST
    limit = min(ROOM, max(sum(line.height for line in lines) / across, SECTION_ROW))
    while limit < ROOM and len(_filled(lines, limit)) > across:
        limit = min(ROOM, limit + STEP)
    return _filled(lines, limit), across


def slide_count(document: Document) -> int:
    found, across = columns(entries(document))
    return max(1, math.ceil(len(found) / across))


def strips(document: Document, palette: Palette, targets: Targets) -> list[Strip]:
    """What stands on each slide of the contents, below its title."""
    found, across = columns(entries(document))
    width = (styles.FULL - COLUMN_GAP * (across - 1)) / across
    slides = [Strip() for _ in range(slide_count(document))]
    for index, column in enumerate(found):
        x = styles.LEFT + index % across * (width + COLUMN_GAP)
        _draw(slides[index // across], column, x, width, palette, targets)
    return slides


def _filled(lines: list[Entry], limit: float) -> list[list[Entry]]:
    """Columns of at most `limit`; a section that fits into one is not divided."""
    found: list[list[Entry]] = []
    used = math.inf
    for line in lines:
        whole = sum(other.height for other in lines if other.section == line.section)
        needed = whole if line.topic is None and whole <= limit else line.height
        if used + needed > limit + 0.5:
            found.append([])
            used = 0.0
        found[-1].append(line)
        used += line.height
    return found


def _draw(strip: Strip, column: list[Entry], x: float, width: float, palette: Palette, targets: Targets) -> None:
    y = TOP
    for line in column:
        if line.topic is None:
            strip.rule(x, y + RULE_TOP, width, palette.rule, styles.RULE)
            number = clip(line.number, styles.CONTENTS_NUMBER, NUMBER_WIDTH - 4)
            strip.set(
                number,
                styles.CONTENTS_NUMBER,
                palette.accent_text,
                x=x,
                y=y + SECTION_TOP,
                width=NUMBER_WIDTH,
            )
            _line(strip, line, styles.CONTENTS_SECTION, palette.ink, x, y + SECTION_TOP, width, targets)
        else:
            _line(strip, line, styles.CONTENTS_TOPIC, palette.muted, x, y, width, targets)
        y += line.height


def _line(
    strip: Strip, line: Entry, style: Style, colour: str, x: float, y: float, column: float, targets: Targets
) -> None:
    """A title and its page, both linked."""
    target = targets[line.section, line.topic]
    width = column - NUMBER_WIDTH - PAGE_WIDTH
    title = broken(clip(line.title.replace("\n", " "), style, width), style, colour, width)
    page = broken(str(target + 1), style, colour, PAGE_WIDTH, align="right")
    strip.shapes.append(Text(x + NUMBER_WIDTH, y, width, title, link=target))
    strip.shapes.append(Text(x + column - PAGE_WIDTH, y, PAGE_WIDTH, page, link=target))
