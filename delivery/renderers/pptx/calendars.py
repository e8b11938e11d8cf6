"""A month's calendar as a native table, and the cards of creatives."""

import math
from collections.abc import Callable, Iterator, Sequence

from delivery.document import Card, Cards, Day, Month, Week
from delivery.language import wording
from delivery.language.regions import NBSP
from delivery.renderers.direction import arrow, mirrored
from delivery.renderers.pptx import styles
from delivery.renderers.pptx.shapes import Cell, Field, Grid, Row, Shape, Sign, Strip, Text, moved
from delivery.renderers.pptx.text_blocks import Context, Pair, stacked
from delivery.renderers.pptx.words import Words, broken, clip, span
from delivery.theme.marks import channel_mark
from delivery.theme.palette import Palette
from delivery.theme.type import measure

WEEK_WIDTH, WEEKEND_WIDTH = 108.0, 36.0
HEAD_HEIGHT, QUIET_HEIGHT, TALL_HEIGHT = 22.0, 34.0, 78.0
PADDING, GUTTER = 5.0, 10.0
LEGEND_GAP, SIGN_WIDTH = 18.0, 14.0
MARK_ROOM = 6 * NBSP  # between the number of a day and the name of a channel
LEGEND_RISE = 36.0  # from the first line of content up to the title's last line

CARDS_PER_ROW, CARD_GAP, LOOKS = 3, 24.0, 3
THUMBNAIL, THUMBNAIL_INSET = 158.0, 18.0
THUMBNAIL_TEXT = 104.0

Entry = tuple[Words, int | None]  # a paragraph of a day, with the channel it names


def legend(names: Sequence[str], palette: Palette, *, x: float, right: float) -> Strip:
    """Channel marks with their names in rows between `x` and `right`."""

    def mark(index: int, at: float, y: float) -> Shape:
        shape, colour = channel_mark(index, palette)
        return Sign(at + styles.MARK_RADIUS, y, styles.MARK_RADIUS, shape, colour)

    return key(names, mark, SIGN_WIDTH, palette, x=x, right=right)


def key(
    names: Sequence[str],
    sample: Callable[[int, float, float], Shape],
    room: float,
    palette: Palette,
    *,
    x: float,
    right: float,
) -> Strip:
    """Samples, each `room` wide, with their names; `sample` draws one from index, left edge and middle."""
    strip, at, y = Strip(gap=8), x, 0.0
    for index, name in enumerate(names):
        width = min(span(name, styles.LEGEND), right - x - room)
        if at > x and at + room + width > right:
            at, y = x, strip.height
        strip.shapes.append(sample(index, at, y + styles.LEGEND.leading / 2))
        strip.set(name, styles.LEGEND, palette.ink, x=at + room, y=y, width=width)
        at += room + width + LEGEND_GAP
    return strip


# Month


def month(context: Context, block: Month) -> list[Strip]:
    lead = _legend(context, block)
    grid = _grid(context, block)
    head = _head(context, block, grid)
    rows = [_week(context, block, week, grid) for week in block.weeks]
    used = sum(strip.height + strip.gap for strip in lead)
    _stretch(rows, block, context.place.room - used - head.height)
    for row in rows:
        row.repeat = head
    head.keep = rows[0].height
    return [*lead, head, *rows]


def _legend(context: Context, block: Month) -> list[Strip]:
    """The channels: beside the title where there is room, else above the calendar."""
    place = context.place
    strip = legend(block.channels, context.palette, x=place.x, right=place.end)
    width = max((shape.x + shape.width for shape in strip.shapes if isinstance(shape, Text)), default=0) - place.x
    if strip.height > styles.LEGEND.leading or width > place.aside - LEGEND_GAP:
        return [strip] if block.channels else []
    strip = legend(block.channels, context.palette, x=place.end - width, right=place.end + 1)
    raised = Strip(shapes=[moved(shape, -LEGEND_RISE) for shape in strip.shapes])
    return [raised]


def _grid(context: Context, block: Month) -> Grid:
    place = context.place
    busy = block.has_busy_weekends
    weekend = (place.width - WEEK_WIDTH) / 7 if busy else WEEKEND_WIDTH
    weekday = (place.width - WEEK_WIDTH - 2 * weekend) / 5
    widths = (WEEK_WIDTH, *(weekend if index in block.weekend else weekday for index in range(7)))
    gutters = (GUTTER, *(2.0 if index in block.weekend and not busy else GUTTER for index in range(7)))
    return Grid(place.x, widths, gutters, context.topic)


def _head(context: Context, block: Month, grid: Grid) -> Strip:
    palette = context.palette
    names = ("", *(wording().weekdays[day.date.weekday()] for day in block.weeks[0].days))
    cells = tuple(
        Cell((broken(name, styles.DAY_NUMBER, palette.muted, grid.inner(column)),)) for column, name in enumerate(names)
    )
    row = Row(0, HEAD_HEIGHT, grid, cells, 2, palette.ink, styles.HEAVY)
    return Strip(HEAD_HEIGHT, [row])


def _week(context: Context, block: Month, week: Week, grid: Grid) -> Strip:
    """A row of the calendar, with the marks of its publications."""
    days = [_entries(context, block, day, grid.inner(column)) for column, day in enumerate(week.days, 1)]
    cells = [Cell(tuple(_week_name(context, week, grid.inner(0))))]
    cells += [
        Cell(tuple(words for words, _ in entries), context.palette.tint if index in block.weekend else "")
        for index, entries in enumerate(days)
    ]
    height = max(max(cell.height for cell in cells) + 2 * PADDING, QUIET_HEIGHT)
    row = Row(0, height, grid, tuple(cells), PADDING, context.palette.rule, styles.HAIRLINE)
    strip = Strip(height, [row])
    for column, entries in enumerate(days, 1):
        strip.shapes += _signs(entries, grid.left(column), context.palette)
    return strip


def _week_name(context: Context, week: Week, width: float) -> Iterator[Words]:
    name, palette = wording().week_heading(week.number, ""), context.palette
    if name:
        yield broken(name, styles.WEEK_NAME, palette.accent_text, width)
    if week.theme:
        yield broken(week.theme, styles.WEEK_THEME, palette.ink, width)


def _entries(context: Context, block: Month, day: Day, width: float) -> list[Entry]:
    """The paragraphs of a day: its number, what makes it free, then channel and title of each publication."""
    if not block.includes(day):
        return []
    palette, number = context.palette, str(day.date.day)
    entries: list[Entry] = []
    if day.note or not day.posts:
        style, colour = (styles.DAY_NUMBER, palette.ink) if day.posts else (styles.DAY, palette.muted)
        entries.append((broken(number, style, colour, width), None))
        number = ""
    if day.note:
        entries.append((broken(day.note, styles.POST, palette.muted, width), None))
    for post in day.posts:
        channel = _dated(number, block.channels[post.channel], palette, width)
        entries.append((channel, post.channel))
        if post.title:
            entries.append((broken(post.title, styles.POST, palette.ink, width), None))
        number = ""
    return entries


def _dated(number: str, channel: str, palette: Palette, width: float) -> Words:
    """The day's number in bold, then the channel; measured as if all of it were bold."""
    words = broken(f"{number}{MARK_ROOM}{channel}", styles.DAY_NUMBER, palette.muted, width)
    return words._replace(style=styles.DAY, strong=len(number), align="left", rtl=mirrored())


def _signs(entries: Sequence[Entry], left: float, palette: Palette) -> Iterator[Shape]:
    """Each channel's mark, in the space before its name."""
    y = PADDING
    for words, channel in entries:
        if channel is not None:
            shape, colour = channel_mark(channel, palette)
            number = "".join(words.lines)[: words.strong]
            x = left + measure(number, styles.DAY_NUMBER) + measure(MARK_ROOM, styles.DAY) / 2
            yield Sign(x, y + words.style.leading / 2, styles.MARK_RADIUS, shape, colour)
        y += words.height


def _stretch(rows: Sequence[Strip], block: Month, room: float) -> None:
    """Weeks with entries share the room that quiet ones leave; where it does not suffice, all stay low."""
    quiet = [not any(day.posts or day.note for day in week.days) for week in block.weeks]
    even = (room - QUIET_HEIGHT * sum(quiet)) / max(1, quiet.count(False))
    heights = [
        max(row.height, QUIET_HEIGHT if low else min(TALL_HEIGHT, even)) for row, low in zip(rows, quiet, strict=True)
    ]
    if sum(heights) > room + 0.5:
        return
    for row, height in zip(rows, heights, strict=True):
        row.height = height
        row.shapes = [shape._replace(height=height) if isinstance(shape, Row) else shape for shape in row.shapes]


# Cards


def cards(context: Context, block: Cards) -> list[Strip]:
    """Up to three across, as evenly as they divide; one row on a slide."""
    count = len(block.items)
    across = max(2, math.ceil(count / math.ceil(count / CARDS_PER_ROW)))
    numbered = list(enumerate(block.items))
    rows = [_card_row(numbered[start : start + across], across, context) for start in range(0, count, across)]
    if any(row is None or row.height > styles.CAPACITY for row in rows):
        return stacked([pair for card in block.items for pair in _as_text(card)], context)
    return [row for row in rows if row]


def _as_text(card: Card) -> list[Pair]:
    pairs = [Pair(card.headline, ""), Pair(card.name, card.meta), Pair("", card.body), Pair("", card.action)]
    return [pair for pair in pairs if pair.lead or pair.text]


def _card_row(cards: Sequence[tuple[int, Card]], across: int, context: Context) -> Strip | None:
    """Cards beside each other; None when a headline is too long for its thumbnail."""
    place, strip = context.place, Strip(gap=20)
    width = (place.width - CARD_GAP * (across - 1)) / across
    for column, (index, card) in enumerate(cards):
        x = place.x + column * (width + CARD_GAP)
        look = _looks(context.palette)[(index + index // across) % LOOKS]  # never the same beside itself
        if not _thumbnail(strip, card, look, context.client, x=x, width=width):
            return None
        _card_text(strip, card, context.palette, x=x, width=width)
    return strip


def _looks(palette: Palette) -> tuple[tuple[str, str], ...]:
    """Ground and letters."""
    return (
        (palette.brand, palette.on_brand),
        (palette.tint2, palette.brand_text),
        (palette.ink, palette.paper),
    )


def _thumbnail(strip: Strip, card: Card, look: tuple[str, str], client: str, *, x: float, width: float) -> bool:
    ground, letters = look
    inner = width - 2 * THUMBNAIL_INSET
    strip.shapes.append(Field(x, 0, width, THUMBNAIL, ground))
    for size in styles.CARD_SIZES:
        style = styles.at("deck_serif", size, styles.CARD_LEADING)
        headline = broken(card.headline, style, letters, inner, balance=True)
        if headline.height <= THUMBNAIL_TEXT:
            break
    else:
        return False
    if card.headline:
        strip.add(headline, x=x + THUMBNAIL_INSET, y=THUMBNAIL_INSET, width=inner)
    y = THUMBNAIL - THUMBNAIL_INSET - styles.CARD_CLIENT.leading + 2
    name = clip(client, styles.CARD_CLIENT, inner)
    strip.set(name, styles.CARD_CLIENT, letters, x=x + THUMBNAIL_INSET, y=y, width=inner)
    return True


def _card_text(strip: Strip, card: Card, palette: Palette, *, x: float, width: float) -> None:
    y = strip.set(card.name, styles.CARD_NAME, palette.ink, x=x, y=THUMBNAIL + 14, width=width)
    y = strip.set(card.meta, styles.CARD_META, palette.muted, x=x, y=y, width=width)
    y = strip.set(card.body, styles.CARD_BODY, palette.ink, x=x, y=y + 6, width=width)
    if card.action:
        action = f"{card.action}{NBSP}{arrow(card.action)}"
        strip.set(action, styles.CARD_ACTION, palette.brand_text, x=x, y=y + 6, width=width)
