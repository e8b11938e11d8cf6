"""Pictures as inline SVG: channel marks, bars, trends, charts, timelines, cover art."""

from collections.abc import Sequence
from itertools import pairwise

from delivery.document import Bar, Bars, Chart, MarkGrid, Spark, Timeline
from delivery.language import wording
from delivery.renderers.direction import mirrored
from delivery.renderers.html.markup import Markup, join, tag
from delivery.theme.axis import Axis, column_axis, line_axis
from delivery.theme.marks import Shape, art_mark, channel_mark
from delivery.theme.palette import Palette
from delivery.theme.type import face

WIDTH = 960.0
FONT_SIZE, LINE = 14.0, 18.0
AXIS_WIDTH, NAMES_WIDTH = 36.0, 130.0
CHART_HEIGHT = 266.0
PHASE_ROW, PHASE_BAR = 36.0, 26.0
BAR_WIDTH, SPARK_WIDTH, SPARK_HEIGHT = 76.0, 92.0, 18.0
ART_PITCH = 72.0


def mark(shape: Shape, colour: str, x: float, y: float, r: float) -> Markup:
    match shape:
        case "disc":
            return tag("circle", cx=x, cy=y, r=r, fill=colour)
        case "square":
            return tag("rect", x=x - r, y=y - r, width=2 * r, height=2 * r, fill=colour)
        case "half":
            path = f"M{x - r / 2:.5g} {y - r:.5g}a{r:.5g} {r:.5g} 0 0 1 0 {2 * r:.5g}z"
        case "diamond":
            path = f"M{x:.5g} {y - r:.5g}l{r:.5g} {r:.5g}l{-r:.5g} {r:.5g}l{-r:.5g} {-r:.5g}z"
        case "triangle":
            path = f"M{x:.5g} {y - r:.5g}l{r:.5g} {2 * r:.5g}h{-2 * r:.5g}z"
    return tag("path", d=path, fill=colour)


def icon(channel: int, palette: Palette) -> Markup:
    shape, colour = channel_mark(channel, palette)
    return tag("svg", mark(shape, colour, 4.5, 4.5, 4), width=9, height=9, aria_hidden="true")


def bar(cell: Bar, limit: float, palette: Palette) -> Markup:
    filled = BAR_WIDTH * min(1.0, max(0.0, cell.share / limit))
    track = tag("rect", width=BAR_WIDTH, height=8, fill=palette.tint2)
    begin = BAR_WIDTH - filled if mirrored() else None
    share = tag("rect", x=begin, width=filled, height=8, fill=palette.series[0])
    return tag("svg", track, share, width=BAR_WIDTH, height=8, aria_hidden="true")


def spark(cell: Spark, palette: Palette) -> Markup:
    low, high = min(cell.values), max(cell.values)
    step = (SPARK_WIDTH - 8) / max(1, len(cell.values) - 1)
    rise = (SPARK_HEIGHT - 4) / ((high - low) or 1)
    points = [(2 + index * step, SPARK_HEIGHT - 2 - (value - low) * rise) for index, value in enumerate(cell.values)]
    line = _line(points, palette.series[0], 1.6)
    last = mark("disc", palette.series[1], *points[-1], 2.4)
    return tag("svg", line, last, width=SPARK_WIDTH, height=SPARK_HEIGHT, role="img", aria_label=cell.alt)


def art(picture: MarkGrid | Bars, palette: Palette) -> Markup:
    if isinstance(picture, Bars):
        return _bar_art(picture, palette)
    rows = max(map(len, picture.columns), default=0)
    pitch = min(WIDTH / max(1, len(picture.columns)), 80.0)
    shapes = []
    for column, slots in enumerate(picture.columns):
        for row, channel in enumerate(slots):
            x, y = (column + 0.5) * pitch, (row + 0.5) * pitch * 0.9
            if channel is None:
                shapes.append(mark("disc", palette.art[0], x, y, 3))
            else:
                shape, colour = art_mark(channel, palette)
                shapes.append(mark(shape, colour, x, y, pitch * 0.325))
    return tag("svg", *shapes, viewBox=f"0 0 {WIDTH:g} {rows * pitch * 0.9:.5g}", aria_hidden="true")


def _bar_art(picture: Bars, palette: Palette) -> Markup:
    shapes = [
        tag(
            "rect",
            y=index * 36,
            width=WIDTH * (index + 1) / picture.count,
            height=20,
            fill=palette.art[1] if index == picture.count - 1 else palette.art[0],
        )
        for index in range(picture.count)
    ]
    return tag("svg", *shapes, viewBox=f"0 0 {WIDTH:g} {picture.count * 36}", aria_hidden="true")


# Charts


def chart(block: Chart, palette: Palette) -> Markup:
    shapes, height = _lines(block, palette) if block.kind == "line" else _columns(block, palette)
    return _picture(shapes, height, block.alt)


def _lines(block: Chart, palette: Palette) -> tuple[list[Markup], float]:
    axis = line_axis(value for series in block.series for value in series.values)
    left, right, base = _axis_width(axis), WIDTH - NAMES_WIDTH, 30.0 + CHART_HEIGHT
    step = (right - left) / max(1, len(block.categories) - 1)
    lines = [
        [(left + index * step, base - axis.share(value) * CHART_HEIGHT) for index, value in enumerate(series.values)]
        for series in block.series
    ]
    shapes = _value_axis(axis, palette, left=left, right=right, base=base)
    if len(lines) > 1:
        shapes.append(tag("polygon", points=_points(lines[0] + lines[1][::-1]), fill=palette.tint2))
    shapes += [_line(line, palette.muted, 1.5, dash="4 4") for line in reversed(lines[1:])]
    shapes.append(_line(lines[0], palette.series[0], 3))
    shapes += _line_names(block, [line[-1][1] for line in lines], right + 10, palette)
    centres = [left + index * step for index in range(len(block.categories))]
    labels, height = _categories(block.categories, centres, base, palette)
    shapes += labels
    for index, label in block.labels.items():
        x, y = lines[0][index]
        shapes += [
            mark("disc", palette.series[1], x, y, 5),
            _around(label, x, y - 12, palette.ink, left=left),
        ]
    return shapes, height


def _line_names(block: Chart, ends: list[float], x: float, palette: Palette) -> list[Markup]:
    """Names at the ends of their lines, moved down where two would meet."""
    floor, places = 0.0, dict[int, float]()
    for index in sorted(range(len(ends)), key=ends.__getitem__):
        places[index] = max(ends[index] + 5, floor)
        floor = places[index] + LINE
    return [
        _text(
            f"{series.name} {wording().number(series.values[-1])}",
            x,
            places[index],
            palette.muted if index else palette.brand_text,
            bold=True,
        )
        for index, series in enumerate(block.series)
    ]


def _columns(block: Chart, palette: Palette) -> tuple[list[Markup], float]:
    axis = column_axis(map(sum, zip(*(series.values for series in block.series), strict=True)))
    left = _axis_width(axis)
    legend, top = _legend([series.name for series in block.series], palette, left)
    base = top + CHART_HEIGHT
    shapes = _value_axis(axis, palette, left=left, right=WIDTH, base=base)
    slot = (WIDTH - left) / len(block.categories)
    for index in range(len(block.categories)):
        foot = base
        for channel, series in enumerate(block.series):
            height = max(0.0, series.values[index]) / (axis.high - axis.low) * CHART_HEIGHT
            x, colour = left + (index + 0.22) * slot, channel_mark(channel, palette)[1]
            if height:
                shapes.append(
                    tag(
                        "rect",
                        x=x,
                        y=foot - height + 1,
                        width=slot * 0.56,
                        height=max(0.0, height - 1),
                        fill=colour,
                    )
                )
            foot -= height
    centres = [left + (index + 0.5) * slot for index in range(len(block.categories))]
    labels, height = _categories(block.categories, centres, base, palette)
    return [*legend, *shapes, *labels], height


def _legend(names: Sequence[str], palette: Palette, left: float) -> tuple[list[Markup], float]:
    """Channel marks with names in rows, and the y below them."""
    shapes, x, y = list[Markup](), left, 13.0
    for index, name in enumerate(names):
        width = 16 + _width(name)
        if x > left and x + width > WIDTH:
            x, y = left, y + LINE + 2
        shape, colour = channel_mark(index, palette)
        shapes += [mark(shape, colour, x + 5, y - 5, 5), _text(name, x + 16, y, palette.ink)]
        x += width + 24
    return shapes, y + 17


def _axis_width(axis: Axis) -> float:
    return max(AXIS_WIDTH, max(_width(wording().number(tick)) for tick in axis.ticks) + 8)


def _value_axis(axis: Axis, palette: Palette, *, left: float, right: float, base: float) -> list[Markup]:
    shapes = []
    for tick in axis.ticks:
        y = base - axis.share(tick) * CHART_HEIGHT
        stroke = palette.muted if tick == axis.low else palette.rule
        shapes.append(tag("path", d=f"M{left:g} {y:.5g}H{right:g}", stroke=stroke))
        shapes.append(_text(wording().number(tick), 0, y + 5, palette.muted))
    return shapes


def _categories(
    labels: Sequence[str], centres: list[float], base: float, palette: Palette
) -> tuple[list[Markup], float]:
    """Labels below their places on as many lines as keep them apart, and the y below them."""
    lanes = _lanes(labels, centres)
    shapes = [
        _around(label, x, base + 22 + (index % lanes) * LINE, palette.muted)
        for index, (label, x) in enumerate(zip(labels, centres, strict=True))
    ]
    return shapes, base + 16 + lanes * LINE


def _lanes(labels: Sequence[str], centres: list[float]) -> int:
    if len(labels) < 2:
        return 1
    nearest = min(after - before for before, after in pairwise(centres))
    return min(len(labels), int((max(map(_width, labels)) + 6) // nearest) + 1)


# Timeline


def timeline(block: Timeline, palette: Palette) -> Markup:
    slot = WIDTH / len(block.periods)
    centres = [(index + 0.5) * slot for index in range(len(block.periods))]
    lanes = _lanes(block.periods, centres)
    top = 6 + lanes * LINE
    base = top + 8 + PHASE_ROW * len(block.phases)
    shapes = [
        _around(label, _across(x), 14 + (index % lanes) * LINE, palette.muted)
        for index, (label, x) in enumerate(zip(block.periods, centres, strict=True))
    ]
    shapes += [
        tag("rect", x=_across(index * slot + 1, slot - 2), y=top, width=slot - 2, height=base - top, fill=palette.tint)
        for index in range(len(block.periods))
    ]
    for review in block.reviews:
        x = _across(centres[review.period - 1])
        line = f"M{x:.5g} {top:.5g}V{base + 8:.5g}"
        shapes.append(tag("path", d=line, stroke=palette.accent_text, stroke_dasharray="2 3"))
    for index, phase in enumerate(block.phases):
        x, width = (phase.start - 1) * slot + 1, (phase.end - phase.start + 1) * slot - 2
        shapes += _phase(phase.name, x, width, top + 8 + index * PHASE_ROW, palette)
    labels, height = _reviews(block, centres, base, palette)
    return _picture([*shapes, *labels], height, block.alt)


def _phase(name: str, x: float, width: float, y: float, palette: Palette) -> list[Markup]:
    """A bar with its name inside, else beside it."""
    shape = tag("rect", x=_across(x, width), y=y, width=width, height=PHASE_BAR, fill=palette.brand_text)
    length, middle = _width(name, bold=True), y + PHASE_BAR / 2 + 5
    if length <= width - 20:
        return [shape, _beginning(name, x + 12, middle, palette.paper)]
    if x + width + 8 + length <= WIDTH:
        return [shape, _beginning(name, x + width + 8, middle, palette.ink)]
    return [shape, _beginning(name, x - 8 - length, middle, palette.ink)]


def _reviews(block: Timeline, centres: list[float], base: float, palette: Palette) -> tuple[list[Markup], float]:
    shapes, taken = list[Markup](), list[float]()
    for review in sorted(block.reviews, key=lambda review: review.period):
        x = centres[review.period - 1]
        label = f"{review.name}, {review.when}" if review.when else review.name
        length = _width(label, bold=True)
        begin = max(0.0, min(x - length / 2, WIDTH - length))
        lane = next((lane for lane, end in enumerate(taken) if end + 8 < begin), len(taken))
        taken[lane : lane + 1] = [begin + length]
        shapes.append(mark("disc", palette.series[1], _across(x), base + 11, 4))
        shapes.append(_beginning(label, begin, base + 32 + lane * LINE, palette.accent_text))
    return shapes, base + 24 + max(1, len(taken)) * LINE


def _across(x: float, width: float = 0) -> float:
    """Where a shape begins that is laid out from the side on which reading begins."""
    return WIDTH - x - width if mirrored() else x


def _beginning(text: str, x: float, y: float, colour: str) -> Markup:
    return _text(text, _across(x), y, colour, bold=True, anchor="end" if mirrored() else None)


# Small parts


def _picture(shapes: list[Markup], height: float, alt: str) -> Markup:
    return tag(
        "svg",
        join(shapes),
        viewBox=f"0 0 {WIDTH:g} {height:.5g}",
        role="img",
        aria_label=alt,
        font_size=FONT_SIZE,
        font_family="inherit",
    )


def _text(text: str, x: float, y: float, colour: str, *, anchor: str | None = None, bold: bool = False) -> Markup:
    weight = 600 if bold else None
    return tag("text", text, x=x, y=y, fill=colour, text_anchor=anchor, font_weight=weight)


def _around(text: str, x: float, y: float, colour: str, *, left: float = 0) -> Markup:
    """A text around `x`, moved inwards where it would pass an edge of the picture."""
    length = _width(text)
    if x - length / 2 < left:
        return _text(text, left, y, colour)
    if x + length / 2 > WIDTH:
        return _text(text, WIDTH, y, colour, anchor="end")
    return _text(text, x, y, colour, anchor="middle")


def _line(points: list[tuple[float, float]], colour: str, width: float, *, dash: str | None = None) -> Markup:
    return tag(
        "polyline",
        points=_points(points),
        fill="none",
        stroke=colour,
        stroke_width=width,
        stroke_dasharray=dash,
    )


def _points(points: list[tuple[float, float]]) -> str:
    return " ".join(f"{x:.5g},{y:.5g}" for x, y in points)


def _width(text: str, *, bold: bool = False) -> float:
    return face("bold" if bold else "text").measure(text, FONT_SIZE)
