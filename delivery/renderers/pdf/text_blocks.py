"""Blocks of text as strips: statements, paragraphs, points, definitions, panels."""

from dataclasses import dataclass

from delivery.document import Bullets, Callout, Defs, Item, Key, Metric, Metrics, Para, Points, Scale
from delivery.renderers.pdf import styles
from delivery.renderers.pdf.strips import Box, Strip, directed
from delivery.renderers.pdf.styles import Grid
from delivery.theme.palette import Palette
from delivery.theme.type import Style, face, suited, wrap

PARAGRAPH = {"lead": styles.LEAD, "body": styles.BODY, "note": styles.NOTE}
METRICS_PER_ROW = 4
ALONE = 2  # lines that a paragraph counts for at least: it has a column of its own, so even one turns


@dataclass(frozen=True)
class Context:
    """What every block is set with. `tight` shrinks the gaps, never the text, of a topic that overflows."""

    grid: Grid
    palette: Palette
    client: str
    tight: bool = False

    @property
    def gap(self) -> float:
        """Factor for the gaps between blocks."""
        return 0.55 if self.tight else 1.0


def para(context: Context, block: Para) -> list[Strip]:
    style = PARAGRAPH[block.style]
    colour = context.palette.muted if block.style == "note" else context.palette.ink
    return paragraph(block.text, style, colour, context, gap=8)


def paragraph(text: str, style: Style, colour: str, context: Context, *, gap: float) -> list[Strip]:
    """One strip for each place where the text may break: two lines stay together at either end."""
    strips = []
    for part, rtl in directed(text, style):
        fitting = suited(part, style)
        lines = wrap(part, fitting, context.grid.main_width)
        pieces = [lines] if len(lines) < 4 else [lines[:2], *([line] for line in lines[2:-2]), lines[-2:]]
        for piece in pieces:
            strip = Strip()
            x, width, of = context.grid.main, context.grid.main_width, max(len(lines), ALONE)
            strip.height = strip.add_lines(piece, fitting, colour, x=x, y=0, width=width, rtl=rtl, of=of)
            strips.append(strip)
    strips[-1].gap = gap
    return strips


def key(context: Context, block: Key) -> list[Strip]:
    style = styles.KEY_TIGHT if context.tight else styles.KEY
    grid, strip = context.grid, Strip(gap=28 * context.gap, keep=60)
    colour = context.palette.brand_text
    strip.height = strip.set(block.text, style, colour, x=grid.main, y=0, width=grid.main_width, balance=True)
    return [strip]


def points(context: Context, block: Points) -> list[Strip]:
    rows = [block.items[start : start + block.columns] for start in range(0, len(block.items), block.columns)]
    strips = [_point_row(row, block.columns, context) for row in rows]
    strips[-1].gap = 28 * context.gap
    return strips


def _point_row(items: tuple[Item, ...], columns: int, context: Context) -> Strip:
    grid, ink, gap = context.grid, context.palette.ink, 20
    width = (grid.full_width - gap * (columns - 1)) / columns
    strip = Strip(gap=14)
    for index, item in enumerate(items):
        x = grid.left + index * (width + gap)
        strip.rule(x, 0, x + width, context.palette.brand_text, styles.HEAVY)
        y = strip.set(item.lead, styles.POINT_LEAD, ink, x=x, y=10, width=width)
        strip.grow(strip.set(item.text, styles.POINT_TEXT, ink, x=x, y=y + 2, width=width) + 2)
    return strip


def bullets(context: Context, block: Bullets) -> list[Strip]:
    grid, palette = context.grid, context.palette
    strips = label(block.label, context, before=10)
    for number, item in enumerate(block.items, 1):
        strip = Strip()
        strip.rule(grid.left, 0, grid.right, palette.rule, styles.HAIRLINE)
        strip.set(str(number), styles.BULLET_NUMBER, palette.accent_text, x=grid.left, y=4, width=grid.side)
        y = strip.set(item.lead, styles.BULLET_LEAD, palette.ink, x=grid.main, y=9, width=grid.main_width)
        y = strip.set(item.text, styles.BODY, palette.ink, x=grid.main, y=y + 1, width=grid.main_width)
        strip.height = y + 11
        strips.append(strip)
    return [*strips, closing_rule(context, gap=14)]


def defs(context: Context, block: Defs) -> list[Strip]:
    grid, palette = context.grid, context.palette
    strips = label(block.label, context, before=14)
    for item in block.items:
        strip = Strip()
        strip.rule(grid.left, 0, grid.right, palette.rule, styles.HAIRLINE)
        left = strip.set(item.term, styles.TERM, palette.ink, x=grid.left, y=9.5, width=grid.side)
        right = strip.set(item.text, styles.BODY, palette.ink, x=grid.main, y=9, width=grid.main_width)
        strip.height = max(left, right) + 3 + 7 * context.gap
        strips.append(strip)
    return [*strips, closing_rule(context, gap=20 * context.gap)]


def label(text: str, context: Context, *, before: float) -> list[Strip]:
    """A heading within a topic; nothing when it is empty."""
    if not text:
        return []
    grid, strip = context.grid, Strip(gap=10, keep=70)
    ink = context.palette.ink
    strip.height = strip.set(text, styles.LABEL, ink, x=grid.main, y=before, width=grid.main_width, balance=True)
    return [strip]


def closing_rule(context: Context, *, gap: float) -> Strip:
    strip = Strip(gap=gap, seam=True)
    strip.rule(context.grid.left, 0, context.grid.right, context.palette.rule, styles.HAIRLINE)
    return strip


def scale(context: Context, block: Scale) -> list[Strip]:
    """Steps of equal width; it closes the definitions above it with a rule of its own."""
    grid, palette = context.grid, context.palette
    strip = Strip(gap=20 * context.gap, joined=True)
    strip.grow(strip.set(block.label, styles.TERM, palette.ink, x=grid.left, y=9.5, width=grid.side) + 9)
    width = (grid.main_width - 4 * (len(block.options) - 1)) / len(block.options)
    for index, option in enumerate(block.options):
        chosen = index == block.chosen
        colour = palette.brand_text if chosen else palette.rule
        x = grid.main + index * (width + 4)
        strip.shapes.append(Box(x, 14, width, 4, colour))
        style = styles.SCALE_CHOSEN if chosen else styles.SCALE_OPTION
        colour = palette.brand_text if chosen else palette.muted
        strip.grow(strip.set(option, style, colour, x=x, y=22, width=width) + 8.5)
    strip.rule(grid.left, strip.height, grid.right, palette.rule, styles.HAIRLINE)
    return [strip]


def callout(context: Context, block: Callout) -> list[Strip]:
    grid, palette = context.grid, context.palette
    text = Strip()
    left = text.set(block.title, styles.TERM, palette.brand_text, x=grid.left + 16, y=16, width=grid.side - 10)
    right = text.set(block.text, styles.CALLOUT_TEXT, palette.ink, x=grid.main, y=15, width=grid.main_width - 18)
    height = max(left, right) + 17
    field = Box(grid.left, 0, grid.full_width, height, palette.tint2)
    return [Strip(height, [field, *text.shapes], gap=14)]


def metrics(context: Context, block: Metrics) -> list[Strip]:
    items = block.items
    rows = [items[start : start + METRICS_PER_ROW] for start in range(0, len(items), METRICS_PER_ROW)]
    return [_metric_row(row, len(rows[0]), context) for row in rows]


def _metric_row(items: tuple[Metric, ...], columns: int, context: Context) -> Strip:
    grid, palette, gap = context.grid, context.palette, 16
    width = (grid.full_width - gap * (columns - 1)) / columns
    value = _value_style(items, width)
    strip = Strip(gap=17)
    labelled = max(len(wrap(item.label, suited(item.label, styles.METRIC_LABEL), width)) for item in items)
    for index, item in enumerate(items):
        x = grid.left + index * (width + gap)
        strip.rule(x, 14, x + width, palette.brand_text, styles.HEAVY)
        strip.set(item.label, styles.METRIC_LABEL, palette.ink, x=x, y=21.5, width=width)
        y = 26 + labelled * styles.METRIC_LABEL.leading
        y = strip.set(item.value, value, palette.brand_text, x=x, y=y, width=width)
        strip.grow(strip.set(item.note, styles.METRIC_NOTE, palette.muted, x=x, y=y + 2, width=width))
    return strip


def _value_style(items: tuple[Metric, ...], width: float) -> Style:
    """One size for all figures of a row: the largest at which none is broken."""
    longest = max(face("display").measure(item.value, 1) for item in items)
    size = next((size for size in styles.METRIC_SIZES if size * longest <= width), styles.METRIC_SIZES[-1])
    return Style("display", size, size * 1.2)
