"""The list of contents: sections and topics in two columns, or three of a long one, each linked to its slide."""

import math
from collections import defaultdict
from typing import NamedTuple

from delivery.document import Document
from delivery.renderers.pptx import styles
from delivery.renderers.pptx.shapes import Strip, Text
from delivery.renderers.pptx.words import Words, broken, clip
from delivery.theme.palette import Palette
from delivery.theme.type import Style

TOP, FEWEST, MOST = 104.0, 2, 3  # the last two in columns
ROOM = styles.BOTTOM - TOP
COLUMN_GAP = 48.0
NUMBER_WIDTH, PAGE_WIDTH = 36.0, 40.0
SECTION_AIR, TOPIC_AIR = 25.0, 2.5  # around the title of a row
MOST_LINES = 2  # of a title
SECTION_TOP, RULE_TOP = 18.0, 10.0  # within the row of a section
STEP = 4.0  # by which the columns are evened out


class Entry(NamedTuple):
    """A title in the contents; topics have no number. `topic` is 0-based, None for a section's own title."""

    section: int
    topic: int | None
    number: str
    words: Words

    @property
    def height(self) -> float:
        return self.words.height + (SECTION_AIR if self.topic is None else TOPIC_AIR)


Targets = dict[tuple[int, int | None], int]  # section and topic → index of its slide


class Columns(NamedTuple):
    """The contents by column; `across` of these stand on a slide."""

    filled: list[list[Entry]]
    across: int

    @property
    def slides(self) -> int:
        return max(1, math.ceil(len(self.filled) / self.across))


def columns(document: Document, palette: Palette) -> Columns:
    """Two columns of about the same height, or three where two are not enough."""
    entries = _entries(document, palette, FEWEST)
    if len(_filled(entries, ROOM)) <= FEWEST:
        return Columns(_evened(entries, FEWEST), FEWEST)
    return Columns(_evened(_entries(document, palette, MOST), MOST), MOST)


def _width(across: int) -> float:
    return (styles.FULL - COLUMN_GAP * (across - 1)) / across


def _entries(document: Document, palette: Palette, across: int) -> list[Entry]:
    """Sections, and their topics where there are several."""
    width = _width(across) - NUMBER_WIDTH - PAGE_WIDTH

    def words(title: str, style: Style, colour: str) -> Words:
        line = title.replace("\n", " ")
        return broken(clip(line, style, width, lines=MOST_LINES), style, colour, width)

    found = []
    for index, section in enumerate(document.sections):
        title = words(section.title, styles.CONTENTS_SECTION, palette.ink)
        found.append(Entry(index, None, section.number, title))
        if len(section.topics) > 1:
            found += [
                Entry(index, place, "", words(topic.title, styles.CONTENTS_TOPIC, palette.muted))
                for place, topic in enumerate(section.topics)
            ]
    return found


def _evened(entries: list[Entry], across: int) -> list[list[Entry]]:
    """Columns of about the same height, no more than `across` where a slide holds them all."""
    limit = min(ROOM, sum(entry.height for entry in entries) / across)
    while limit < ROOM and len(_filled(entries, limit)) > across:
        limit = min(ROOM, limit + STEP)
    return _filled(entries, limit)


def strips(document: Document, palette: Palette, targets: Targets) -> list[Strip]:
    """What stands on each slide of the contents, below its title."""
    found = columns(document, palette)
    width = _width(found.across)
    slides = [Strip() for _ in range(found.slides)]
    for index, column in enumerate(found.filled):
        x = styles.LEFT + index % found.across * (width + COLUMN_GAP)
        _draw(slides[index // found.across], column, x, width, palette, targets)
    return slides


def _filled(lines: list[Entry], limit: float) -> list[list[Entry]]:
    """Columns of at most `limit`; a section that fits into one is not divided."""
    found: list[list[Entry]] = []
    used, wholes = math.inf, defaultdict[int, float](float)
    for line in lines:
        wholes[line.section] += line.height
    for line in lines:
        whole = wholes[line.section]
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
            _line(strip, line, x, y + SECTION_TOP, width, targets)
        else:
            _line(strip, line, x, y, width, targets)
        y += line.height


def _line(strip: Strip, line: Entry, x: float, y: float, width: float, targets: Targets) -> None:
    """A title and its page, both linked."""
    target = targets[line.section, line.topic]
    page = broken(str(target + 1), line.words.style, line.words.colour, PAGE_WIDTH, align="right")
    strip.shapes.append(Text(x + NUMBER_WIDTH, y, width - NUMBER_WIDTH - PAGE_WIDTH, line.words, link=target))
    strip.shapes.append(Text(x + width - PAGE_WIDTH, y, PAGE_WIDTH, page, link=target))
