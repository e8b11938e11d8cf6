"""Tables as strips: horizontal rules only, a head that is repeated, rows that are not broken."""

from itertools import pairwise
from typing import NamedTuple

from delivery.document import Bar, Cell, Number, Spark, Strong, Table, Text
from delivery.renderers.direction import mirrored
from delivery.renderers.pdf import styles
from delivery.renderers.pdf.strips import Box, Path, Point, Sign, Strip, opposite
from delivery.renderers.pdf.text_blocks import Context

GUTTER, TURN = 12.0, 10.0  # between columns; more after a column set flush right
UNBROKEN = 160.0  # a lower table stays in one piece
ABOVE, BELOW = 4.0, 5.0  # a cell's text and the rules
BAR_LABEL, BAR_HEIGHT = 32.0, 6.0
SPARK_HEIGHT = 14.0


class Column(NamedTuple):
    """Place of a column on the page."""

    x: float
    width: float
    is_numeric: bool

    @property
    def edge(self) -> float:
        return self.x + self.width if self.is_numeric else self.x


def table(context: Context, block: Table) -> list[Strip]:
    columns = _columns(block, context)
    rows = [_row(block, row, columns, context) for row in block.all_rows]
    _rule_rows(rows, context)
    head = _head(block, columns, context)
    for row in rows:
        row.repeat = head
    whole = sum(row.height for row in rows)
    head.keep = whole if whole < UNBROKEN else sum(row.height for row in rows[:2])
    if len(rows) > 1:
        rows[-2].keep = rows[-1].height
    if rows:
        rows[-1].gap = 20 * context.gap
    return [*caption(block.caption, context, keep=head.height + head.keep), head, *rows]


def caption(text: str, context: Context, *, keep: float) -> list[Strip]:
    """A bold line above a table or chart; nothing when it is empty."""
    if not text:
        return []
    grid, strip = context.grid, Strip(gap=6, keep=keep + 6)
    strip.height = strip.set(text, styles.CAPTION, context.palette.ink, x=grid.left, y=4, width=grid.full_width)
    return [strip]


def _columns(block: Table, context: Context) -> list[Column]:
    grid = context.grid
    numeric = [block.is_numeric(index) for index in range(len(block.columns))]
    turns = [TURN if flush and not after else 0.0 for flush, after in pairwise(numeric)]
    spaces = [GUTTER + turn for turn in turns] + [0.0]
    unit = (grid.full_width - sum(spaces)) / sum(column.weight for column in block.columns)
    columns, x = [], grid.left
    for column, flush, space in zip(block.columns, numeric, spaces, strict=True):
        columns.append(Column(x, column.weight * unit, flush))
        x += column.weight * unit + space
    return columns


def _head(block: Table, columns: list[Column], context: Context) -> Strip:
    strip = Strip()
    for column, place in zip(block.columns, columns, strict=True):
        end = strip.set(
            column.head,
            styles.TABLE_HEAD,
            context.palette.muted,
            x=place.edge,
            y=1.4,
            width=place.width,
            align="right" if place.is_numeric else "left",
        )
        strip.grow(end + 5)
    strip.rule(context.grid.left, strip.height, context.grid.right, context.palette.ink, styles.HEAD_RULE)
    return strip


def _row(block: Table, cells: tuple[Cell, ...], columns: list[Column], context: Context) -> Strip:
    above, below = ABOVE * context.gap, BELOW * context.gap
    strip = Strip(height=above + styles.CELL.leading + below)
    is_total = cells is block.total
    for index, (cell, column) in enumerate(zip(cells, columns, strict=True)):
        match cell:
            case Strong():
                end = _strong(strip, cell, column, context, y=above)
            case Text() | Number():
                style = styles.CELL_STRONG if is_total else styles.CELL
                end = strip.set(
                    cell.text,
                    style,
                    context.palette.ink,
                    x=column.edge,
                    y=above,
                    width=column.width,
                    align="right" if column.is_numeric else "left",
                )
            case Bar():
                end = _bar(strip, cell, column, context, y=above, limit=block.bar_limit(index))
            case Spark():
                end = _spark(strip, cell, column, context, y=above)
        strip.grow(end + below)
    return strip


def _strong(strip: Strip, cell: Strong, column: Column, context: Context, *, y: float) -> float:
    palette = context.palette
    end = strip.set(cell.text, styles.CELL_STRONG, palette.ink, x=column.x, y=y, width=column.width)
    return strip.set(cell.note, styles.CELL, palette.muted, x=column.x, y=end, width=column.width)


def _bar(strip: Strip, cell: Bar, column: Column, context: Context, *, y: float, limit: float) -> float:
    palette, track = context.palette, max(0.0, column.width - BAR_LABEL)
    strip.shapes.append(Box(column.x, y + 3, track, BAR_HEIGHT, palette.tint2))
    filled = track * min(1.0, max(0.0, cell.share / limit))
    strip.shapes.append(Box(column.x, y + 3, filled, BAR_HEIGHT, palette.series[0]))
    right = column.x + column.width
    return strip.set(cell.label, styles.CELL, palette.ink, x=right, y=y, width=column.width, align="right")


def _spark(strip: Strip, cell: Spark, column: Column, context: Context, *, y: float) -> float:
    low, high = min(cell.values), max(cell.values)
    step = (column.width - 8) / max(1, len(cell.values) - 1)
    rise = SPARK_HEIGHT / ((high - low) or 1)
    line = tuple(
        Point(column.x + index * step, y + 1 + SPARK_HEIGHT - (value - low) * rise)
        for index, value in enumerate(cell.values)
    )
    trend = Path(line, context.palette.series[0], styles.HEAVY)
    last = Sign(line[-1].x, line[-1].y, 2, "disc", context.palette.series[1])
    both = 2 * column.x + column.width  # a trend is read from the left in a mirrored table, too
    strip.shapes += [opposite(shape, both) for shape in (trend, last)] if mirrored() else [trend, last]
    return y + 1 + SPARK_HEIGHT


def _rule_rows(rows: list[Strip], context: Context) -> None:
    for row in rows:
        colour = context.palette.muted if row is rows[-1] else context.palette.rule
        row.rule(context.grid.left, row.height, context.grid.right, colour, styles.HAIRLINE)
