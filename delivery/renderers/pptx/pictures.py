"""Charts as strips: a native chart with its key. Where its words would not fit, it is set as a table."""

from itertools import pairwise
from typing import NamedTuple

from delivery.document import Cell, Chart, Col, Number, Strong, Table, Text
from delivery.language import wording
from delivery.renderers.direction import mirrored
from delivery.renderers.pptx import styles
from delivery.renderers.pptx.calendars import key, legend
from delivery.renderers.pptx.charts import REFERENCE_WEIGHT, SUBJECT_WEIGHT, axis_of, reference_dash
from delivery.renderers.pptx.shapes import ChartFrame, Path, Shape, Strip, opposite
from delivery.renderers.pptx.tables import caption, table
from delivery.renderers.pptx.text_blocks import Context
from delivery.renderers.pptx.words import broken, span

LEAST_HEIGHT, SHARED_HEIGHT = 190.0, 240.0  # a tight one that shares its slide has the least
PLOT_AIR, MARK_AIR, AXIS_AIR = 8.0, 30.0, 10.0
NAME_WIDTH, NAME_GAP = 150.0, 10.0
LONGEST_MARK = 140.0
TALLEST_KEY = 70.0
MOST_LINES = 3  # of a category's label
LINE_SAMPLE = 26.0


def chart(context: Context, block: Chart) -> list[Strip]:
    lead = caption(block.title, context)
    room = context.place.room - sum(strip.height + strip.gap for strip in lead)
    if not context.place.last:
        room = min(room, LEAST_HEIGHT if context.setting.tight else SHARED_HEIGHT)
    picture = _picture(context, block, max(LEAST_HEIGHT, room))
    if picture is None:
        return _as_table(context, block)
    if mirrored():  # a chart is read from the left in any language
        both = 2 * context.place.x + context.place.width
        picture.shapes = [opposite(shape, both) for shape in picture.shapes]
    for strip in lead:
        strip.keep = picture.height
    return [*lead, picture]


def _picture(context: Context, block: Chart, height: float) -> Strip | None:
    """Key, plot and the names of lines; None when its words do not fit."""
    place, strip = context.place, Strip(gap=18)
    names = _end_names(block, height)
    if not names:
        _add_key(strip, block, context)
    widest = max((span(name, styles.LINE_NAME) for name in names), default=0)
    ticks = max(span(wording().number(tick), styles.AXIS) for tick in axis_of(block).ticks)
    left, right = ticks + AXIS_AIR, widest + NAME_GAP
    slot = (place.width - left - right) / len(block.categories)
    lines = _category_lines(block, slot)
    if strip.height > TALLEST_KEY or not lines or not _marks_fit(block, slot):
        return None
    top = strip.height
    air = MARK_AIR if block.marks else PLOT_AIR
    plot = Box(left, air, place.width - left - right, height - top - air - lines * styles.AXIS.leading - AXIS_AIR)
    strip.shapes.append(
        ChartFrame(place.x, top, place.width, height - top, block, plot.shares(place.width, height - top))
    )
    strip.grow(height)
    if names:
        _add_end_names(strip, block, names, context, plot, top=top)
    return strip


class Box(NamedTuple):
    """The plot area within its chart."""

    left: float
    top: float
    width: float
    height: float

    def shares(self, width: float, height: float) -> tuple[float, float, float, float]:
        return self.left / width, self.top / height, self.width / width, self.height / height


# The words of a chart


def _end_names(block: Chart, height: float) -> list[str]:
    """Names for the ends of lines, where they are short and keep clear of each other; else none."""
    if block.kind != "line":
        return []
    axis = axis_of(block)
    ends = sorted(axis.share(series.values[-1]) * (height - MARK_AIR - 30) for series in block.series)
    if any(after - before < styles.LINE_NAME.leading for before, after in pairwise(ends)):
        return []
    names = [f"{series.name} {wording().number(series.values[-1])}" for series in block.series]
    widest = max(span(name, styles.LINE_NAME) for name in names)
    return names if widest <= NAME_WIDTH and "\n" not in "".join(names) else []


def _add_end_names(strip: Strip, block: Chart, names: list[str], context: Context, plot: Box, *, top: float) -> None:
    palette, axis = context.palette, axis_of(block)
    x = context.place.x + plot.left + plot.width + NAME_GAP
    for index, (series, name) in enumerate(zip(block.series, names, strict=True)):
        y = top + plot.top + (1 - axis.share(series.values[-1])) * plot.height - styles.LINE_NAME.leading / 2
        colour = palette.brand_text if index == 0 else palette.muted
        strip.set(name, styles.LINE_NAME, colour, x=x, y=y, width=context.place.end - x)


def _add_key(strip: Strip, block: Chart, context: Context) -> None:
    """Which series is which, above the plot."""
    place, palette = context.place, context.palette

    def line(index: int, x: float, y: float) -> Shape:
        colour = palette.muted if index else palette.series[0]
        points = ((0.0, 0.0), (LINE_SAMPLE, 0.0))
        return Path(x, y, points, colour, REFERENCE_WEIGHT if index else SUBJECT_WEIGHT, reference_dash(index))

    names = [series.name for series in block.series]
    if block.kind == "line":
        samples = key(names, line, LINE_SAMPLE + 6, palette, x=place.x, right=place.end)
    else:
        samples = legend(names, palette, x=place.x, right=place.end)
    strip.shapes += samples.shapes
    strip.grow(samples.height + samples.gap)


def _category_lines(block: Chart, slot: float) -> int:
    """On how many lines the categories stand; 0 when they do not fit below their places."""
    words = (word for category in block.categories for word in category.replace("\n", " ").split(" "))
    if max(span(word, styles.AXIS) for word in words) > slot - 2:
        return 0
    lines = max(len(broken(category, styles.AXIS, "", slot - 2).lines) for category in block.categories)
    return lines if lines <= MOST_LINES else 0


def _marks_fit(block: Chart, slot: float) -> bool:
    """Whether the labels of marks stay clear of each other; the last ones may reach over the plot's end."""
    places: dict[int, float] = {}
    for mark in block.marks:
        places[mark.index] = places.get(mark.index, 0) + span(mark.label, styles.AXIS) + 8
    inside = all(width <= LONGEST_MARK for width in places.values())
    pairs = pairwise(sorted(places.items()))
    return inside and all((after - before) * slot >= (width + other) / 2 for (before, width), (after, other) in pairs)


def _as_table(context: Context, block: Chart) -> list[Strip]:
    """The data of a chart whose words do not fit, a row for each category."""
    heads = (Col("", 1.6), *(Col(series.name) for series in block.series), Col("", 1.2))
    labels = [
        ", ".join(mark.label for mark in block.marks if mark.index == index) for index in range(len(block.categories))
    ]
    rows: tuple[tuple[Cell, ...], ...] = tuple(
        (Strong(category), *(Number(wording().number(series.values[index])) for series in block.series), Text(label))
        for index, (category, label) in enumerate(zip(block.categories, labels, strict=True))
    )
    return table(context, Table(block.title, heads, rows))
