"""Blocks of text as strips: statements, paragraphs, points, definitions, panels, figures."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple, TypeVar

from delivery.document import Block, Bullets, Callout, Defs, Item, Key, Metric, Metrics, Para, Points, Scale
from delivery.renderers.pptx import styles
from delivery.renderers.pptx.shapes import Field, Strip, balanced, total
from delivery.renderers.pptx.slides import Place
from delivery.renderers.pptx.words import broken, span
from delivery.theme.palette import Palette
from delivery.theme.type import Style

Measure = TypeVar("Measure")

PARAGRAPH = {"lead": styles.LEAD, "body": styles.BODY, "note": styles.NOTE}
MEASURE = 680.0  # longer lines are hard to follow
KEY_STYLE = Style("deck_serif", 26, 31)
COLUMN_GAP, POINT_GAP, POINT_AIR = 28.0, 11.0, 23.0
NUMBER_HEIGHT = 53.0
FREE_SHARE, FREE_SHARE_NARROW = 0.8, 0.9  # of the room is filled before the type is made smaller
SHORT_TEXT = 90  # characters up to which definitions stand more than two across
METRICS_PER_ROW, METRIC_GAP = 4, 18.0
BULLETS_ACROSS = {1: 2, 2: 2, 4: 2, 7: 4, 8: 4}  # by their number, to leave no item alone; else three
PANEL, PANEL_TITLE = 18.0, 150.0
STEP_GAP, STEP_HEIGHT, STEP_WIDTH = 5.0, 5.0, 150.0
TALLEST_SCALE = 120.0


@dataclass(frozen=True)
class Setting:
    """A way to set a topic: `tight` has less air in its tables, `whole` keeps short ones on one slide."""

    tight: bool = False
    whole: bool = True


@dataclass(frozen=True)
class Context:
    """What every block is set with: the colours, whom for, the title of its topic, where, and how close.

    `known` is what was measured of the topic's blocks, which stays the same however the topic is set.
    """

    palette: Palette
    client: str
    topic: str
    place: Place
    setting: Setting = Setting()
    known: dict[tuple[int, float], Any] = field(default_factory=dict)

    def once(self, block: Block, measure: Callable[[], Measure]) -> Measure:
        """What `measure` finds for a block in the width of the place, found once for all settings of its topic."""
        key = id(block), self.place.width
        if key not in self.known:
            self.known[key] = block, measure()  # with the block: what is thrown away leaves its id to another
        return self.known[key][1]


class Pair(NamedTuple):
    """A bold line and the text below it; `number` stands above both."""

    lead: str
    text: str
    number: int = 0


# Paragraphs


def para(context: Context, block: Para) -> list[Strip]:
    style = PARAGRAPH[block.style]
    colour = context.palette.muted if block.style == "note" else context.palette.ink
    return paragraph(block.text, style, colour, context.place)


def paragraph(text: str, style: Style, colour: str, place: Place) -> list[Strip]:
    """A paragraph over the whole width while it is short, else in a column of readable lines."""
    if not text:
        return []
    words = broken(text, style, colour, place.width)
    width = place.width
    if len(words.lines) > 2 and place.width > MEASURE:
        width = MEASURE
        words = broken(text, style, colour, width)
    strip = Strip(gap=round(style.leading * 0.6))
    strip.add(words, x=place.x, y=0, width=width)
    return [strip]


def key(context: Context, block: Key) -> list[Strip]:
    """The statement over the full width; beside its support it is set by the slide itself."""
    place, strip = context.place, Strip(gap=22)
    strip.set(block.text, KEY_STYLE, context.palette.brand_text, x=place.x, y=0, width=place.width, balance=True)
    return [strip]


def stacked(pairs: Sequence[Pair], context: Context) -> list[Strip]:
    """Texts too long for columns: one under another over the full width, broken where a slide ends."""
    strips = []
    for pair in pairs:
        if pair.lead:
            strips += paragraph(pair.lead, styles.CAPTION, context.palette.ink, context.place)
            strips[-1].gap, strips[-1].keep = 2, 2 * styles.BODY.leading
        strips += paragraph(pair.text, styles.BODY, context.palette.ink, context.place)
    return strips


# Columns


def points(context: Context, block: Points) -> list[Strip]:
    pairs = _pairs(block.items)
    if not context.place.narrow:
        return _columns(pairs, block.columns, context, sizes=styles.COLUMN_SIZES[2:])
    for size in styles.POINT_SIZES:
        strips = [_point(pair, size, context) for pair in pairs]
        if total(strips) <= context.place.room:
            break
    return strips


def _point(pair: Pair, size: float, context: Context) -> Strip:
    """A point beside a statement, under a rule."""
    place, ink, strip = context.place, context.palette.ink, Strip(gap=POINT_AIR)
    strip.rule(place.x, 0, place.width, context.palette.brand_text, styles.HEAVY)
    lead, text = styles.at("deck_bold", size + 1, 1.36), styles.at("deck_text", size, styles.COLUMN_LEADING)
    y = strip.set(pair.lead, lead, ink, x=place.x, y=POINT_GAP, width=place.width)
    strip.set(pair.text, text, ink, x=place.x, y=y, width=place.width)
    return strip


def bullets(context: Context, block: Bullets) -> list[Strip]:
    pairs = [Pair(item.lead, item.text, number) for number, item in enumerate(block.items, 1)]
    across = BULLETS_ACROSS.get(len(pairs), 3)
    sizes = styles.COLUMN_SIZES if context.place.fresh else styles.COLUMN_SIZES[1:]
    return _columns(pairs, across, context, sizes=sizes)


def defs(context: Context, block: Defs) -> list[Strip]:
    pairs = [Pair(item.term, item.text) for item in block.items]
    sizes = styles.COLUMN_SIZES if context.place.fresh and context.place.last else styles.COLUMN_SIZES[2:]
    across = _across(pairs, context.place)
    strips = _columns(pairs, across, context, sizes=sizes)
    if across == 2 and total(strips) > context.place.room:
        closer = _columns(pairs, across + 1, context, sizes=sizes)
        return closer if total(closer) <= context.place.room else strips
    return strips


def _across(pairs: Sequence[Pair], place: Place) -> int:
    if place.narrow:
        return 1
    if len(pairs) > 4 or max(len(pair.text) for pair in pairs) > SHORT_TEXT:
        return 2
    return max(3, len(pairs))


def _pairs(items: Sequence[Item]) -> list[Pair]:
    return [Pair(item.lead, item.text) for item in items]


def _columns(pairs: Sequence[Pair], across: int, context: Context, *, sizes: Sequence[float]) -> list[Strip]:
    """Rows of texts under rules, at the largest size that leaves some of the slide free."""
    place = context.place
    share = FREE_SHARE_NARROW if place.narrow else FREE_SHARE
    rows = [pairs[start : start + across] for start in range(0, len(pairs), across)]
    for size in sizes:
        strips = [_column_row(row, across, size, context) for row in rows]
        if total(strips) <= place.room * share:
            break
    if max(strip.height for strip in strips) > styles.CAPACITY:
        return stacked(pairs, context)
    balanced(strips, place.room, styles.CAPACITY)
    return strips


def _column_row(pairs: Sequence[Pair], across: int, size: float, context: Context) -> Strip:
    place, palette = context.place, context.palette
    width = (place.width - COLUMN_GAP * (across - 1)) / across
    lead, text = (styles.at(role, size, styles.COLUMN_LEADING) for role in ("deck_bold", "deck_text"))
    strip = Strip(gap=22)
    for index, pair in enumerate(pairs):
        x, y = place.x + index * (width + COLUMN_GAP), 9.0
        strip.rule(x, 0, width, palette.brand_text if pair.number else palette.rule, styles.HEAVY)
        if pair.number:
            strip.set(str(pair.number), styles.BULLET_NUMBER, palette.accent_text, x=x, y=8, width=width)
            y += NUMBER_HEIGHT
        y = strip.set(pair.lead, lead, palette.ink, x=x, y=y, width=width)
        strip.set(pair.text, text, palette.ink, x=x, y=y + 1, width=width)
    return strip


# Panels


def callout(context: Context, block: Callout) -> list[Strip]:
    """A tinted panel: title above the text beside a statement, else at its left."""
    place, palette = context.place, context.palette
    beside = 0 if place.narrow else PANEL_TITLE + PANEL
    width = place.width - 2 * PANEL
    inner = Strip()
    y = inner.set(
        block.title,
        styles.CALLOUT_TITLE,
        palette.brand_text,
        x=place.x + PANEL,
        y=14,
        width=PANEL_TITLE if beside else width,
    )
    inner.set(
        block.text,
        styles.CALLOUT_TEXT,
        palette.ink,
        x=place.x + PANEL + beside,
        y=13 if beside else y + 1,
        width=width - beside,
    )
    height = inner.height + 15
    panel = Field(place.x, 0, place.width, height, palette.tint2)
    return [Strip(height, [panel, *inner.shapes], gap=14)]


# Figures


def metrics(context: Context, block: Metrics) -> list[Strip]:
    items = block.items
    rows = [items[start : start + METRICS_PER_ROW] for start in range(0, len(items), METRICS_PER_ROW)]
    strips = [_metric_row(row, context) for row in rows]
    if max(strip.height for strip in strips) > styles.CAPACITY:
        pairs = [(Pair(item.label, item.value), Pair("", item.note)) for item in items]
        return stacked([pair for both in pairs for pair in both], context)
    return strips


def _metric_row(items: Sequence[Metric], context: Context) -> Strip:
    place, palette = context.place, context.palette
    count = len(items) if place.narrow else METRICS_PER_ROW
    width = (place.width - METRIC_GAP * (count - 1)) / count
    value = _value_style(items, width, styles.LARGEST_NARROW_METRIC if place.narrow else math.inf)
    labels = [broken(item.label, styles.METRIC_LABEL, palette.ink, width) for item in items]
    figures = [broken(item.value, value, palette.brand_text, width) for item in items]
    below = 7 + max(label.height for label in labels) + 2
    noted = below + max(figure.height for figure in figures) + 1
    strip = Strip(gap=16)
    for index, (item, label, figure) in enumerate(zip(items, labels, figures, strict=True)):
        x = place.x + index * (width + METRIC_GAP)
        strip.rule(x, 0, width, palette.brand_text, styles.HEAVY)
        if item.label:
            strip.add(label, x=x, y=7, width=width)
        if item.value:
            strip.add(figure, x=x, y=below, width=width)
        strip.set(item.note, styles.METRIC_NOTE, palette.muted, x=x, y=noted, width=width)
    return strip


def _value_style(items: Sequence[Metric], width: float, largest: float) -> Style:
    """One size for all figures of a row: the largest at which none is broken."""
    for size in (size for size in styles.METRIC_SIZES if size <= largest):
        style = styles.at("deck_serif", size, 1.25)
        if max(span(item.value, style) for item in items) <= width:
            break
    return style


def scale(context: Context, block: Scale) -> list[Strip]:
    """Steps of equal width in a row, the one that holds filled and bold; too long ones as a list."""
    place, count = context.place, len(block.options)
    width = (min(place.width, STEP_WIDTH * count) - STEP_GAP * (count - 1)) / count
    longest = max(span(word, styles.SCALE_CHOSEN) for option in block.options for word in option.split(" "))
    strip = _steps(block, context, max(width, 1))
    if longest > width or strip.height > TALLEST_SCALE:
        return _listed(block, context)
    return [strip]


def _steps(block: Scale, context: Context, width: float) -> Strip:
    place, palette, strip = context.place, context.palette, Strip(gap=16)
    y = strip.set(block.label, styles.SCALE_LABEL, palette.muted, x=place.x, y=0, width=place.width)
    for index, option in enumerate(block.options):
        chosen, x = index == block.chosen, place.x + index * (width + STEP_GAP)
        style = styles.SCALE_CHOSEN if chosen else styles.SCALE_OPTION
        strip.shapes.append(Field(x, y + 6, width, STEP_HEIGHT, palette.brand_text if chosen else palette.rule))
        colour = palette.brand_text if chosen else palette.muted
        strip.set(option, style, colour, x=x, y=y + STEP_HEIGHT + 10, width=width)
    return strip


def _listed(block: Scale, context: Context) -> list[Strip]:
    palette, place = context.palette, context.place
    strips = paragraph(block.label, styles.SCALE_LABEL, palette.muted, place)
    for index, option in enumerate(block.options):
        chosen = index == block.chosen
        style = styles.CAPTION if chosen else styles.BODY
        strips += paragraph(option, style, palette.brand_text if chosen else palette.ink, place)
    return strips
