"""Each kind of block as markup."""

from delivery.document import (
    Bar,
    Bullets,
    Callout,
    Card,
    Cards,
    Cell,
    Chart,
    Col,
    Day,
    Defs,
    Item,
    Key,
    Metric,
    Metrics,
    Month,
    Para,
    Points,
    Scale,
    Spark,
    Strong,
    Table,
    Timeline,
    Week,
)
from delivery.language import wording
from delivery.renderers.base import BlockVisitor
from delivery.renderers.direction import arrow
from delivery.renderers.html import figures
from delivery.renderers.html.markup import Markup, join, tag
from delivery.theme.palette import Palette

CARDS_PER_ROW, LOOKS = 3, 3


class Blocks(BlockVisitor[Markup]):
    """The blocks of one topic, whose title names its tables and charts."""

    def __init__(self, palette: Palette, client: str, topic: str) -> None:
        self._palette = palette
        self._client = client
        self._topic = topic

    # Text

    def para(self, block: Para) -> Markup:
        style = None if block.style == "body" else block.style
        return tag("div", tag("span"), tag("p", block.text, class_=style), class_="row")

    def key(self, block: Key) -> Markup:
        return tag("div", tag("span"), tag("p", block.text, class_="key display"), class_="row")

    def points(self, block: Points) -> Markup:
        return tag("ul", *(tag("li", *_item(item)) for item in block.items), class_="points")

    def bullets(self, block: Bullets) -> Markup:
        rows = (tag("li", tag("div", *_item(item))) for item in block.items)
        return join([_label(block.label), tag("ol", *rows, class_="list")])

    def defs(self, block: Defs) -> Markup:
        rows = (tag("div", tag("dt", item.term), tag("dd", item.text)) for item in block.items)
        return join([_label(block.label), tag("dl", *rows)])

    def callout(self, block: Callout) -> Markup:
        return tag("aside", tag("h4", block.title), tag("p", block.text), class_="callout")

    def metrics(self, block: Metrics) -> Markup:
        return tag("dl", *map(_metric, block.items), class_="metrics")

    def scale(self, block: Scale) -> Markup:
        options = (
            tag("li", option, aria_current="true" if index == block.chosen else None)
            for index, option in enumerate(block.options)
        )
        return tag("div", tag("strong", block.label), tag("ol", *options), class_="scale")

    # Tables

    def table(self, block: Table) -> Markup:
        caption = tag("caption", block.caption) if block.caption else Markup()
        numeric = [block.is_numeric(index) for index in range(len(block.columns))]
        heads = (_head(column, flush) for column, flush in zip(block.columns, numeric, strict=True))
        rows = (self._row(block, row, numeric) for row in block.all_rows)
        narrow = "pairs" if len(block.columns) < 3 else None  # wraps on a phone, where wider ones scroll
        table = tag("table", caption, tag("thead", tag("tr", *heads)), tag("tbody", *rows), class_=narrow)
        return _scrolling(table, block.caption or self._topic)

    def _row(self, block: Table, row: tuple[Cell, ...], numeric: list[bool]) -> Markup:
        cells = (
            self._cell(cell, numeric[index], block.bar_limit(index) if isinstance(cell, Bar) else 1.0)
            for index, cell in enumerate(row)
        )
        return tag("tr", *cells, class_="total" if row is block.total else None)

    def _cell(self, cell: Cell, flush: bool, limit: float) -> Markup:
        match cell:
            case Strong():
                note = tag("span", cell.note) if cell.note else Markup()
                return tag("th", cell.text, note, scope="row")
            case Bar():
                return tag("td", figures.bar(cell, limit, self._palette), cell.label, class_="bar")
            case Spark():
                return tag("td", figures.spark(cell, self._palette))
        return tag("td", cell.text, class_="right" if flush else None)

    # Pictures

    def chart(self, block: Chart) -> Markup:
        picture = _scrolling(figures.chart(block, self._palette), block.title or self._topic)
        return tag("figure", tag("figcaption", block.title), picture)

    def timeline(self, block: Timeline) -> Markup:
        return tag("figure", _scrolling(figures.timeline(block, self._palette), self._topic))

    def month(self, block: Month) -> Markup:
        legend = (tag("li", figures.icon(index, self._palette), name) for index, name in enumerate(block.channels))
        heads = [tag("th", wording().week_column, scope="col", class_="week")]
        for day in block.weeks[0].days:
            name = wording().weekdays[day.date.weekday()]
            heads.append(tag("th", name, scope="col", class_=_day_class(block, day)))
        weeks = (self._week(block, week) for week in block.weeks)
        table = tag("table", tag("thead", tag("tr", *heads)), tag("tbody", *weeks), class_="calendar")
        return join([tag("ul", *legend, class_="legend"), _scrolling(table, self._topic)])

    def _week(self, block: Month, week: Week) -> Markup:
        name = wording().week_heading(week.number, "")
        theme = tag("span", week.theme) if week.theme else Markup()
        days = (
            self._day(block, day) if block.includes(day) else tag("td", class_=_day_class(block, day))
            for day in week.days
        )
        return tag("tr", tag("th", name, theme, scope="row"), *days)

    def _day(self, block: Month, day: Day) -> Markup:
        date = tag("time", str(day.date.day), datetime=day.date.isoformat())
        note = tag("p", day.note) if day.note else Markup()
        posts = (
            tag(
                "p",
                tag(
                    "span",
                    figures.icon(post.channel, self._palette),
                    block.channels[post.channel],
                    class_="channel",
                ),
                post.title,
            )
            for post in day.posts
        )
        free = None if day.posts else "free"
        return tag("td", date, note, *posts, class_=" ".join(filter(None, (_day_class(block, day), free))) or None)

    def cards(self, block: Cards) -> Markup:
        return tag("div", *(self._card(index, card) for index, card in enumerate(block.items)), class_="cards")

    def _card(self, index: int, card: Card) -> Markup:
        look = (index + index // CARDS_PER_ROW) % LOOKS  # never the same beside or below itself
        thumb = tag("div", tag("p", card.headline), tag("small", self._client), class_=f"thumb look-{look}")
        meta = tag("p", card.meta, class_="quiet") if card.meta else Markup()
        action = tag("p", f"{card.action} {arrow(card.action)}", class_="action") if card.action else Markup()
        return tag("div", thumb, tag("h4", card.name), meta, tag("p", card.body), action)


def _item(item: Item) -> tuple[Markup, str]:
    return tag("strong", item.lead), item.text


def _metric(item: Metric) -> Markup:
    note = tag("dd", item.note, class_="quiet") if item.note else Markup()
    return tag("div", tag("dt", item.label), tag("dd", item.value, class_="value"), note)


def _label(text: str) -> Markup:
    return tag("div", tag("span"), tag("h4", text, class_="label display"), class_="row") if text else Markup()


def _head(column: Col, flush: bool) -> Markup:
    return tag("th", column.head, scope="col", class_="right" if flush else None)


def _scrolling(content: Markup, name: str) -> Markup:
    """A box of its own for what is wider than a narrow screen; it can take the focus, so it has a name."""
    return tag("div", content, class_="scroll", role="region", tabindex=0, aria_label=name)


def _day_class(block: Month, day: Day) -> str | None:
    if not day.is_weekend:
        return None
    return "weekend busy" if block.has_busy_weekends else "weekend"
