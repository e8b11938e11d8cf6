"""Charts and timelines as strips, drawn with the page's own shapes."""

import math
from collections.abc import Sequence
from itertools import pairwise

from delivery.document import Chart, Review, Timeline
from delivery.language import wording
from delivery.renderers.direction import from_left, mirrored
from delivery.renderers.pdf import styles
from delivery.renderers.pdf.calendars import legend
from delivery.renderers.pdf.strips import Align, Area, Box, Path, Point, Sign, Strip, opposite
from delivery.renderers.pdf.tables import caption
from delivery.renderers.pdf.text_blocks import Context
from delivery.theme.axis import Axis, column_axis, line_axis
from delivery.theme.marks import channel_mark
from delivery.theme.type import Style, measure, wrap

LINE_HEIGHT, COLUMN_HEIGHT = 182.0, 138.0
AXIS_WIDTH = 22.0
NAME_WIDTH = 110.0  # at most, for the names at the end of lines
PHASE_ROW, PHASE_BAR = 34.0, 24.0
DASH = 3.0


def chart(context: Context, block: Chart) -> list[Strip]:
    with from_left():
        picture = _lines(block, context) if block.kind == "line" else _columns(block, context)
    if mirrored():
        picture.shapes = [opposite(shape, context.grid.page.width) for shape in picture.shapes]
    return [*caption(block.title, context, keep=picture.height), picture]


# Lines


def _lines(block: Chart, context: Context) -> Strip:
    grid, palette = context.grid, context.palette
    strip = Strip(gap=18)
    names = [f"{series.name} {wording().number(series.values[-1])}" for series in block.series]
    name_width = min(NAME_WIDTH, max(measure(name, styles.LINE_NAME) for name in names))
    scale = line_axis(value for series in block.series for value in series.values)
    left, right = grid.left + _axis_width(scale), grid.right - name_width - 8
    top, base = 14.0, 14.0 + LINE_HEIGHT
    step = (right - left) / max(1, len(block.categories) - 1)

    def at(index: int, value: float) -> Point:
        return Point(left + index * step, _height(value, scale, top, base))

    _value_axis(strip, scale, context, left=left, right=right, top=top, base=base)
    lines = [tuple(at(index, value) for index, value in enumerate(series.values)) for series in block.series]
    if len(lines) > 1:
        strip.shapes.append(Area(lines[0] + lines[1][::-1], palette.tint2))
    for line in reversed(lines[1:]):
        strip.shapes.append(Path(line, palette.muted, 1, DASH))
    strip.shapes.append(Path(lines[0], palette.series[0], 2))
    _line_names(strip, names, [line[-1] for line in lines], context, width=name_width)
    below = _category_axis(strip, block.categories, [at(i, 0).x for i in range(len(block.categories))], base, context)
    for index, label in block.labels.items():
        point = at(index, block.series[0].values[index])
        strip.shapes.append(Sign(point.x, point.y, 3.2, "disc", palette.series[1]))
        _centred(
            strip,
            label,
            styles.AXIS,
            palette.ink,
            x=point.x,
            y=point.y - 16.5,
            left=left,
            right=right,
        )
    strip.grow(below)
    return strip


def _line_names(strip: Strip, names: list[str], ends: list[Point], context: Context, *, width: float) -> None:
    """Names at the ends of their lines, moved down where two would meet."""
    palette, taken = context.palette, list[tuple[float, float]]()
    for index, (name, end) in enumerate(zip(names, ends, strict=True)):
        height = len(wrap(name, styles.LINE_NAME, width)) * styles.LINE_NAME.leading
        y = end.y - 5.8
        while any(y < bottom and top < y + height for top, bottom in taken):
            y = min(bottom for top, bottom in taken if y < bottom and top < y + height) + 0.1
        taken.append((y, y + height))
        colour = palette.brand_text if index == 0 else palette.muted
        strip.grow(strip.set(name, styles.LINE_NAME, colour, x=end.x + 8, y=y, width=width))


# Columns


def _columns(block: Chart, context: Context) -> Strip:
    grid, palette = context.grid, context.palette
    strip = Strip(gap=18)
    totals = [sum(values) for values in zip(*(series.values for series in block.series), strict=True)]
    scale = column_axis(totals)
    left = grid.left + _axis_width(scale)
    names = [series.name for series in block.series]
    top = legend(strip, names, palette, x=left, y=-3, right=grid.right) + 10
    base = top + COLUMN_HEIGHT
    _value_axis(strip, scale, context, left=left, right=grid.right, top=top, base=base)
    slot = (grid.right - left) / len(block.categories)
    for index in range(len(block.categories)):
        foot = base
        for channel, series in enumerate(block.series):
            height = max(0.0, series.values[index]) * COLUMN_HEIGHT / (scale.high - scale.low)
            if height:
                colour = channel_mark(channel, palette)[1]
                x = left + (index + 0.2) * slot
                strip.shapes.append(Box(x, foot - height + 0.6, slot * 0.6, max(0, height - 0.6), colour))
            foot -= height
    centres = [left + (index + 0.5) * slot for index in range(len(block.categories))]
    strip.grow(_category_axis(strip, block.categories, centres, base, context))
    return strip


# Axes


def _height(value: float, scale: Axis, top: float, base: float) -> float:
    return base - scale.share(value) * (base - top)


def _axis_width(scale: Axis) -> float:
    return max(AXIS_WIDTH, max(measure(wording().number(tick), styles.AXIS) for tick in scale.ticks) + 6)


def _value_axis(
    strip: Strip, scale: Axis, context: Context, *, left: float, right: float, top: float, base: float
) -> None:
    palette = context.palette
    for tick in scale.ticks:
        y = _height(tick, scale, top, base)
        strip.rule(left, y, right, palette.muted if tick == scale.low else palette.rule, styles.HAIRLINE)
        strip.set(wording().number(tick), styles.AXIS, palette.muted, x=context.grid.left, y=y - 5.3, width=60)


def _category_axis(strip: Strip, labels: Sequence[str], centres: list[float], base: float, context: Context) -> float:
    """Labels below their places, on as many lines as keep them apart; returns the y below them."""
    grid, muted = context.grid, context.palette.muted
    lanes = _lanes(labels, centres, styles.AXIS)
    for index, (label, x) in enumerate(zip(labels, centres, strict=True)):
        y = base + 4.7 + (index % lanes) * styles.AXIS.leading
        _centred(strip, label, styles.AXIS, muted, x=x, y=y, left=grid.left, right=grid.right)
    return base + 5 + lanes * styles.AXIS.leading


def _lanes(labels: Sequence[str], centres: list[float], style: Style) -> int:
    """How many lines the labels take turns on so that no two touch."""
    if len(labels) < 2:
        return 1
    widest = max(measure(label, style) for label in labels) + 4
    nearest = min(after - before for before, after in pairwise(centres))
    return min(len(labels), math.ceil(widest / nearest))


def _centred(
    strip: Strip, text: str, style: Style, colour: str, *, x: float, y: float, left: float, right: float
) -> float:
    """A text around `x`, moved inwards where it would pass an edge; returns the y below it."""
    half = measure(text, style) / 2
    align: Align = "centre"
    if x + half > right:
        x, align = right, "right"
    if x - half < left or half * 2 > right - left:
        x, align = left, "left"
    return strip.set(text, style, colour, x=x, y=y, width=right - left, align=align)


# Timeline


def timeline(context: Context, block: Timeline) -> list[Strip]:
    grid, palette = context.grid, context.palette
    strip = Strip(gap=16)
    slot = grid.full_width / len(block.periods)
    edges = [grid.left + index * slot for index in range(len(block.periods))]
    lanes = _lanes(block.periods, edges, styles.AXIS)
    top = 6.0 + lanes * styles.AXIS.leading
    for index, (label, x) in enumerate(zip(block.periods, edges, strict=True)):
        y = (index % lanes) * styles.AXIS.leading
        _centred(strip, label, styles.AXIS, palette.muted, x=x + slot / 2, y=y, left=grid.left, right=grid.right)
    ground = len(strip.shapes)
    base = _phases(strip, block, edges, slot, top, context)
    fields = [Box(x + 0.7, top, slot - 1.4, base - top, palette.tint) for x in edges]
    gates = [_gate(review, edges, slot, top, base, context) for review in block.reviews]
    strip.shapes[ground:ground] = [*fields, *gates]
    strip.grow(_reviews(strip, block, edges, slot, base, context))
    return [strip]


def _phases(strip: Strip, block: Timeline, edges: list[float], slot: float, top: float, context: Context) -> float:
    """Bars with their names; returns the y below the last."""
    palette, grid = context.palette, context.grid
    y = top + 9
    for phase in block.phases:
        x, width = edges[phase.start - 1] + 0.7, (phase.end - phase.start + 1) * slot - 1.4
        length = measure(phase.name, styles.PHASE_NAME)
        end = x + width
        bar = Box(x, y, width, PHASE_BAR, palette.brand_text)
        if length <= width - 16:
            strip.shapes.append(bar)
            strip.set(phase.name, styles.PHASE_NAME, palette.paper, x=x + 8, y=y + 5.7, width=width)
        elif end + 8 + length <= grid.right:
            strip.shapes.append(bar)
            strip.set(phase.name, styles.PHASE_NAME, palette.ink, x=end + 8, y=y + 5.7, width=length + 1)
        else:
            y = strip.set(phase.name, styles.PHASE_NAME, palette.ink, x=grid.left, y=y, width=end - grid.left) + 2
            strip.shapes.append(Box(x, y, width, PHASE_BAR, palette.brand_text))
        y += PHASE_ROW
    return y + 1


def _gate(review: Review, edges: list[float], slot: float, top: float, base: float, context: Context) -> Path:
    x = edges[review.period - 1] + slot / 2
    return Path((Point(x, top), Point(x, base + 6)), context.palette.accent_text, 0.8, 2)


def _reviews(strip: Strip, block: Timeline, edges: list[float], slot: float, base: float, context: Context) -> float:
    """Dots and labels of the reviews; a label that would touch the one before goes a line lower."""
    palette, grid = context.palette, context.grid
    below = base
    taken: list[float] = []  # right end of the last label on each line
    for review in sorted(block.reviews, key=lambda review: review.period):
        x = edges[review.period - 1] + slot / 2
        strip.shapes.append(Sign(x, base + 9, 3.2, "disc", palette.series[1]))
        label = f"{review.name}, {review.when}" if review.when else review.name
        half = measure(label, styles.LINE_NAME) / 2
        begin = max(grid.left, min(x - half, grid.right - 2 * half))
        lane = next((lane for lane, end in enumerate(taken) if end + 6 < begin), len(taken))
        taken[lane : lane + 1] = [begin + 2 * half]
        y = base + 16 + lane * styles.LINE_NAME.leading
        end = _centred(strip, label, styles.LINE_NAME, palette.accent_text, x=x, y=y, left=grid.left, right=grid.right)
        below = max(below, end)
    return below
