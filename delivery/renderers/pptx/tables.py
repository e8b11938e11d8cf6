"""Tables as strips of rows; the rows on a slide become one native table with horizontal rules only."""

from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from delivery.document import Bar, Number, Spark, Strong, Table, Text
from delivery.document import Cell as Content
from delivery.renderers.direction import mirrored
from delivery.renderers.pptx import styles
from delivery.renderers.pptx.shapes import Cell, Field, Grid, Path, Row, Shape, Sign, Strip, balanced, opposite, total
from delivery.renderers.pptx.text_blocks import Context
from delivery.renderers.pptx.words import Words, broken, span
from delivery.theme.type import Style, unbroken

GUTTER, TURN = 12.0, 12.0  # between columns; more after a column set flush right
PADDING, TIGHT_PADDING = 6.5, 4.5  # above and below the text of a row
LOOSEST, TIGHTEST = 12.0, -4.0  # change of a row's height that fills or saves a slide
HEAD_HEIGHT = 28.0
UNBROKEN = 300.0
LEAST_ROWS = 2  # on each of the slides that share a short table
STRETCH = 1.4  # a column grows so far to keep its cells on one line
Column = tuple[float, bool]  # width that text may take, and whether it is set flush right
BAR_HEIGHT, BAR_AIR = 6.0, 8.0
SPARK_HEIGHT, SPARK_WEIGHT, SPARK_DOT = 14.0, 1.25, 2.2


class Measured(NamedTuple):
    """What a table takes in a width, wherever it stands and however close: its columns, and cells with their height."""

    widths: tuple[float, ...]
    gutters: tuple[float, ...]
    head: tuple[Cell, ...]
    rows: list[tuple[tuple[Cell, ...], float]]


def table(context: Context, block: Table) -> list[Strip]:
    place = context.place
    measured = context.once(block, lambda: _measured(block, context))
    grid = Grid(place.x, measured.widths, measured.gutters, block.caption or context.topic)
    lead = caption(block.caption, context)
    head = _head(measured, grid, context)
    rows = [_row(block, index, measured, grid, context) for index in range(len(measured.rows))]
    for row in rows:
        row.repeat = head
    room = place.room - sum(strip.height + strip.gap for strip in lead) - head.height
    whole = total(rows)
    if context.setting.whole:
        _fit(rows, room, styles.CAPACITY - head.height, elastic=place.last and not place.narrow)
        head.keep = whole if whole < UNBROKEN else sum(row.height for row in rows[:2])
    else:
        head.keep = total(rows[:LEAST_ROWS]) if len(rows) >= 2 * LEAST_ROWS else whole
    if lead:
        lead[0].keep = lead[0].gap + head.height + head.keep
    if rows:
        rows[-1].gap = 22
    if len(rows) > 1:
        rows[-2].keep = rows[-1].height
    return [*lead, head, *rows]


def caption(text: str, context: Context) -> list[Strip]:
    """A bold line above a table or chart; nothing when it is empty."""
    if not text:
        return []
    strip = Strip(gap=4)
    strip.set(text, styles.CAPTION, context.palette.ink, x=context.place.x, y=0, width=context.place.width)
    return [strip]


# Columns


def _measured(block: Table, context: Context) -> Measured:
    count = len(block.columns)
    numeric = [block.is_numeric(index) for index in range(count)]
    turns = [TURN if flush and not after else 0.0 for flush, after in pairwise(numeric)]
    gutters = (*(GUTTER + turn for turn in turns), 0.0)
    width = context.place.width
    shares = [column.weight * width / sum(one.weight for one in block.columns) for column in block.columns]
    least, wanted = list[float](), list[float]()
    for index, share in enumerate(shares):
        word, line = _spans(block, index)
        least.append(min(word + gutters[index], share * STRETCH))
        wanted.append(line + gutters[index] if line + gutters[index] <= share * STRETCH else least[index])
    widths = fitted_widths(fitted_widths(shares, least, least), least, wanted)
    inner = [width - gutter for width, gutter in zip(widths, gutters, strict=True)]
    columns = list(zip(inner, numeric, strict=True))
    head = _head_cells(block, columns, context)
    rows = [_row_cells(row, columns, context, bold=row is block.total) for row in block.all_rows]
    return Measured(widths, gutters, head, [(row, max(cell.height for cell in row)) for row in rows])


def _spans(block: Table, index: int) -> tuple[float, float]:
    """Widths of the longest word and of the longest line in a column."""
    texts = [(block.columns[index].head, styles.TABLE_HEAD)]
    for row in block.all_rows:
        texts += _texts(row[index], bold=row is block.total)
    lines = [(line, style) for text, style in texts for line in text.split("\n")]
    words = ((word, style) for line, style in lines for word in unbroken(line, style))
    return max(span(*word) for word in words), max(span(*line) for line in lines)


def _texts(cell: Content, *, bold: bool) -> list[tuple[str, Style]]:
    match cell:
        case Strong():
            return [(cell.text, styles.CELL_STRONG), (cell.note, styles.CELL)]
        case Text() | Number():
            return [(cell.text, styles.CELL_STRONG if bold else styles.CELL)]
    return []


def fitted_widths(widths: Sequence[float], least: Sequence[float], wanted: Sequence[float]) -> tuple[float, ...]:
    """Widths changed so that as many columns as possible have what they want.

    The others spare it: one that has what it wants keeps that, one that never will keeps its least.
    """
    for index in sorted(range(len(widths)), key=lambda column: wanted[column] - widths[column]):
        floors = [want if want <= width + 0.01 else low for width, low, want in zip(widths, least, wanted, strict=True)]
        spare = [max(0.0, width - floor) for width, floor in zip(widths, floors, strict=True)]
        spare[index] = 0.0
        lack = wanted[index] - widths[index]
        if 0 < lack <= sum(spare):
            widths = [width - free * lack / sum(spare) for width, free in zip(widths, spare, strict=True)]
            widths[index] += lack
    return tuple(widths)


# Rows


def _head_cells(block: Table, columns: Sequence[Column], context: Context) -> tuple[Cell, ...]:
    muted = context.palette.muted
    return tuple(
        Cell((_words(column.head, styles.TABLE_HEAD, muted, width, flush=flush),))
        for column, (width, flush) in zip(block.columns, columns, strict=True)
    )


def _row_cells(
    contents: Sequence[Content], columns: Sequence[Column], context: Context, *, bold: bool
) -> tuple[Cell, ...]:
    return tuple(
        Cell(_cell(content, width, context, flush=flush, bold=bold))
        for content, (width, flush) in zip(contents, columns, strict=True)
    )


def _head(measured: Measured, grid: Grid, context: Context) -> Strip:
    height = max(HEAD_HEIGHT, max(cell.height for cell in measured.head) + 13)
    return Strip(height, [Row(0, height, grid, measured.head, PADDING, context.palette.ink, styles.HEAVY)])


def _row(block: Table, index: int, measured: Measured, grid: Grid, context: Context) -> Strip:
    cells, tallest = measured.rows[index]
    padding = _padding(context)
    height = max(tallest, styles.CELL.leading) + 2 * padding
    is_last = index == len(measured.rows) - 1
    rule = context.palette.muted if is_last else context.palette.rule
    strip = Strip(height, [Row(0, height, grid, cells, padding, rule, styles.HAIRLINE)])
    for column, content in enumerate(block.all_rows[index]):
        strip.shapes += _figure(block, content, grid, column, context)
    return strip


def _padding(context: Context) -> float:
    return TIGHT_PADDING if context.setting.tight else PADDING


def _cell(content: Content, width: float, context: Context, *, flush: bool, bold: bool) -> tuple[Words, ...]:
    palette = context.palette
    style = styles.CELL_STRONG if bold else styles.CELL
    match content:
        case Strong():
            name = _words(content.text, styles.CELL_STRONG, palette.ink, width)
            note = _words(content.note, styles.CELL, palette.muted, width)
            return (name, note) if content.note else (name,)
        case Text() | Number():
            return (_words(content.text, style, palette.ink, width, flush=flush),)
        case Bar():
            return (_words(content.label, style, palette.ink, width, flush=True),)
        case Spark():
            return (_words("", style, palette.ink, width),)


def _words(text: str, style: Style, colour: str, width: float, *, flush: bool = False) -> Words:
    return broken(text, style, colour, width, align="right" if flush else "left")


def _figure(block: Table, content: Content, grid: Grid, column: int, context: Context) -> list[Shape]:
    """What stands over a cell: a bar or a trend."""
    match content:
        case Bar():
            return _bar(block, content, grid, column, context)
        case Spark():
            return _spark(content, grid, column, context)
    return []


def _bar(block: Table, bar: Bar, grid: Grid, column: int, context: Context) -> list[Shape]:
    labels = (row[column] for row in block.all_rows)
    label = max(span(cell.label, styles.CELL_STRONG) for cell in labels if isinstance(cell, Bar))
    track = max(0.0, grid.inner(column) - label - BAR_AIR)
    x, y = grid.left(column), _padding(context) + (styles.CELL.leading - BAR_HEIGHT) / 2 + 1
    filled = track * min(1.0, max(0.0, bar.share / block.bar_limit(column)))
    ground = Field(x, y, track, BAR_HEIGHT, context.palette.tint2)
    return [ground, Field(x, y, filled, BAR_HEIGHT, context.palette.series[0])]


def _spark(spark: Spark, grid: Grid, column: int, context: Context) -> list[Shape]:
    low, high = min(spark.values), max(spark.values)
    step = (grid.inner(column) - 2 * SPARK_DOT) / max(1, len(spark.values) - 1)
    rise = SPARK_HEIGHT / ((high - low) or 1)
    line = tuple((index * step, SPARK_HEIGHT - (value - low) * rise) for index, value in enumerate(spark.values))
    x, y = grid.left(column), _padding(context) + (styles.CELL.leading - SPARK_HEIGHT) / 2
    end_x, end_y = line[-1]
    dot = Sign(x + end_x, y + end_y, SPARK_DOT, "disc", context.palette.series[1])
    trend = Path(x, y, line, context.palette.series[0], SPARK_WEIGHT, alt=spark.alt)
    both = 2 * x + grid.inner(column)  # a trend is read from the left in a mirrored table, too
    return [opposite(shape, both) for shape in (trend, dot)] if mirrored() else [trend, dot]


# Heights


def _fit(rows: list[Strip], first: float, others: float, *, elastic: bool) -> None:
    """Divide a long table between slides; an `elastic` one fills the slides it takes, or saves one."""
    saved = elastic and total(rows) + TIGHTEST * len(rows) <= first
    parts = [rows] if saved else balanced(rows, first, others)
    rooms = [first, *[others] * (len(parts) - 1)]
    spares = [(room - total(part)) / len(part) for part, room in zip(parts, rooms, strict=True) if part]
    if elastic and spares and min(spares) > TIGHTEST:
        _loosen(rows, min(LOOSEST, *spares))


def _loosen(rows: list[Strip], change: float) -> None:
    """Change the height of each row, half of it above the text."""
    for row in rows:
        row.height += change
        row.shapes = [_loosened(shape, change) for shape in row.shapes]


def _loosened(shape: Shape, change: float) -> Shape:
    if isinstance(shape, Row):
        return shape._replace(height=shape.height + change, padding=shape.padding + change / 2)
    return shape._replace(y=shape.y + change / 2)
