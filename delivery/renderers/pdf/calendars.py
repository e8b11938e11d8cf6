"""A month's calendar and the cards of creatives as strips."""

from collections.abc import Sequence
from itertools import accumulate

from delivery.document import Card, Cards, Day, Month, Week
from delivery.language import wording
from delivery.renderers.direction import arrow, is_rtl
from delivery.renderers.pdf import styles
from delivery.renderers.pdf.strips import Box, Path, Point, Sign, Strip, clip
from delivery.renderers.pdf.text_blocks import Context
from delivery.theme.marks import channel_mark
from delivery.theme.palette import Palette
from delivery.theme.type import Style, face, measure

WEEKEND = 22.0  # width of a weekend day without entries
TALL_ROW, QUIET_ROW = 122.0, 46.0
SIGN = styles.MARK_RADIUS
HEADING = 190.0  # height that title, legend, head and foot take from a calendar's page

CARDS_PER_ROW, CARD_GAP, THUMBNAIL = 2, 20.0, 112.0


def legend(strip: Strip, names: Sequence[str], palette: Palette, *, x: float, y: float, right: float) -> float:
    """Channel marks with their names in rows between `x` and `right`; returns the y below them."""
    at = x
    for index, name in enumerate(names):
        width = measure(name, styles.LEGEND)
        if at > x and at + 11 + width > right:
            at, y = x, y + styles.LEGEND.leading
        shape, colour = channel_mark(index, palette)
        strip.shapes.append(Sign(at + SIGN, y + 6, SIGN, shape, colour))
        below = strip.set(name, styles.LEGEND, palette.ink, x=at + 11, y=y, width=right - at - 11)
        y = max(y, below - styles.LEGEND.leading)
        at += width + 25
    return y + styles.LEGEND.leading


# Month


def month(context: Context, block: Month) -> list[Strip]:
    edges = _day_edges(block, context)
    key = Strip(gap=8)
    grid = context.grid
    key.height = legend(key, block.channels, context.palette, x=grid.main, y=-3, right=grid.right)
    head = _day_names(block, edges, context)
    rows = _weeks(block, edges, context)
    for row in rows:
        row.repeat = head
    head.keep = rows[0].height if rows else 0
    key.keep = head.height + head.keep
    if rows:
        rows[-1].gap = 12
    return [key, head, *rows]


def _day_edges(block: Month, context: Context) -> list[float]:
    """Left edges of the seven days and the right edge of the last."""
    grid = context.grid
    weekend = grid.full_width / 7 if block.has_busy_weekends else WEEKEND
    width = (grid.full_width - 2 * weekend) / 5
    widths = (weekend if index in block.weekend else width for index in range(7))
    return list(accumulate(widths, initial=grid.left))


def _day_names(block: Month, edges: list[float], context: Context) -> Strip:
    strip = Strip(height=14)
    for day, x in zip(block.weeks[0].days, edges, strict=False):
        name = wording().weekdays[day.date.weekday()]
        strip.set(name, styles.DAY_NAME, context.palette.muted, x=x + 4, y=-1, width=60)
    strip.rule(context.grid.left, strip.height, context.grid.right, context.palette.ink, styles.HEAD_RULE)
    return strip


def _weeks(block: Month, edges: list[float], context: Context) -> list[Strip]:
    """Rows as tall as the page allows; quiet weeks low, full weeks as tall as they need."""
    filled = [_week(block, week, edges, context) for week in block.weeks]
    quiet = [not any(day.posts or day.note for day in week.days) for week in block.weeks]
    room = context.grid.page.height - context.grid.top - HEADING
    even = (room - QUIET_ROW * sum(quiet)) / max(1, quiet.count(False))
    target = min(TALL_ROW, even)
    targets = [QUIET_ROW if low else target for low in quiet]
    if sum(max(row.height, height) for row, height in zip(filled, targets, strict=True)) > room + 1:
        targets = [QUIET_ROW] * len(filled)
    for row, height in zip(filled, targets, strict=True):
        row.grow(height)
        _frame(row, block, edges, context)
    return filled


def _week(block: Month, week: Week, edges: list[float], context: Context) -> Strip:
    strip = Strip()
    grid = context.grid
    heading = wording().week_heading(week.number, week.theme)
    width = edges[block.weekend[-1]] - grid.left - 8
    below = strip.set(heading, styles.WEEK_NAME, context.palette.accent_text, x=grid.left + 4, y=3.4, width=width)
    top = max(19.2, below + 4.4)
    for index, day in enumerate(week.days):
        if block.includes(day):
            strip.grow(_day(strip, day, edges[index], edges[index + 1], top, context) + 4)
    return strip


def _day(strip: Strip, day: Day, left: float, right: float, y: float, context: Context) -> float:
    palette = context.palette
    x, width = left + 4, right - left - 9
    style = styles.DAY_NUMBER_STRONG if day.posts else styles.DAY_NUMBER
    colour = palette.ink if day.posts else palette.muted
    below = strip.set(str(day.date.day), style, colour, x=x, y=y, width=width + 5)
    y = strip.set(day.note, styles.DAY_NOTE, palette.muted, x=x, y=below + 2.6, width=width)
    for index, post in enumerate(day.posts):
        shape, colour = channel_mark(post.channel, palette)
        beside = below - 5.4 if index == 0 else y + 5.8  # the first mark stands beside the number of the day
        strip.shapes.append(Sign(right - 12, beside, SIGN, shape, colour))
        room = width if index == 0 else width - 14
        y = strip.set(post.title, styles.POST, palette.ink, x=x, y=y, width=room) + 2
    return y


def _frame(row: Strip, block: Month, edges: list[float], context: Context) -> None:
    """Tint the weekend, part the days, close the week."""
    palette = context.palette
    first, last = block.weekend
    tinted = [(first, last + 1)] if last == first + 1 else [(first, first + 1), (last, last + 1)]
    for begin, end in tinted:
        row.shapes.insert(0, Box(edges[begin], 0, edges[end] - edges[begin], row.height, palette.tint))
    for index in range(1, 7):
        if not {index - 1, index}.intersection(block.weekend):
            row.shapes.append(Path((Point(edges[index], 19), Point(edges[index], row.height)), palette.rule, 0.4))
    row.rule(edges[0], row.height, edges[7], palette.rule, styles.HAIRLINE)


# Cards


def cards(context: Context, block: Cards) -> list[Strip]:
    items = block.items
    return [
        _card_row(items[start : start + CARDS_PER_ROW], start // CARDS_PER_ROW, context)
        for start in range(0, len(items), CARDS_PER_ROW)
    ]


def _card_row(items: tuple[Card, ...], row: int, context: Context) -> Strip:
    grid, palette = context.grid, context.palette
    looks = (
        (palette.brand, palette.on_brand),
        (palette.tint2, palette.brand_text),
        (palette.ink, palette.paper),
    )
    width = (grid.full_width - CARD_GAP * (CARDS_PER_ROW - 1)) / CARDS_PER_ROW
    strip = Strip(gap=24)
    for index, card in enumerate(items):
        x = grid.left + index * (width + CARD_GAP)
        field, ink = looks[(row + index * 2) % len(looks)]  # never the same beside or below itself
        y = _thumbnail(strip, card.headline, context, x=x, width=width, field=field, ink=ink)
        strip.grow(_card_text(strip, card, palette, x=x, y=y, width=width))
    return strip


def _thumbnail(strip: Strip, headline: str, context: Context, *, x: float, width: float, field: str, ink: str) -> float:
    """The headline, set as large as it fits; the field grows when even the smallest size does not."""
    for size in styles.CARD_SIZES:
        lines = face("display").wrap(headline, size, width - 34, balance=True)
        style = Style("display", size, size * styles.CARD_LEADING)
        if len(lines) * style.leading <= THUMBNAIL - 42:
            break
    height = max(THUMBNAIL, len(lines) * style.leading + 42)
    strip.shapes.append(Box(x, 0, width, height, field))
    rtl = is_rtl(headline, style.role)
    strip.add_lines(lines, style, ink, x=x + 16, y=12, width=width - 34, rtl=rtl)
    client = clip(context.client, styles.CARD_CLIENT, width - 32)
    strip.set(client, styles.CARD_CLIENT, ink, x=x + 16, y=height - 22.5, width=width - 32)
    return height


def _card_text(strip: Strip, card: Card, palette: Palette, *, x: float, y: float, width: float) -> float:
    used = measure(card.name, styles.CARD_NAME) + measure(card.meta, styles.CARD_META) + 12
    below = strip.set(card.name, styles.CARD_NAME, palette.ink, x=x, y=y + 7.7, width=width)
    if used <= width:
        strip.set(card.meta, styles.CARD_META, palette.muted, x=x + width, y=y + 9.7, width=width, align="right")
    else:
        below = strip.set(card.meta, styles.CARD_META, palette.muted, x=x, y=below, width=width)
    y = strip.set(card.body, styles.CARD_BODY, palette.ink, x=x, y=below + 3.3, width=width)
    action = f"{card.action} {arrow(card.action)}" if card.action else ""
    return strip.set(action, styles.CARD_ACTION, palette.brand_text, x=x, y=y + 2.7, width=width)
