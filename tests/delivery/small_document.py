"""A short document with one block of every kind, for tests that render many documents."""

from datetime import date, timedelta

from delivery.document import (
    Bar,
    Bars,
    Block,
    Bullets,
    Callout,
    Card,
    Cards,
    Chart,
    Col,
    CoverArt,
    Day,
    Definition,
    Defs,
    Document,
    Imprint,
    Item,
    Key,
    Mark,
    Metric,
    Metrics,
    Month,
    Number,
    Para,
    Phase,
    Points,
    Post,
    Review,
    Scale,
    Section,
    Series,
    Spark,
    Step,
    Strong,
    Table,
    Text,
    Timeline,
    Topic,
    Week,
)

ITEMS = (Item("First lead", "First text."), Item("Second lead", "Second text."))
MONDAY = date(2026, 4, 6)


def small_document(*blocks: Block, art: CoverArt | None = None) -> Document:
    """A document of one section with an opener and one without; `blocks` replace those of every kind."""
    topic = Topic(
        eyebrow="Layer 1 of 2",
        title="A topic",
        blocks=blocks or every_block(),
        step=Step(1, 2),
        summary="What it is about",
        ref="Strategy v1",
    )
    closing = Topic("", "A closing topic", (Para("The end."),))
    return Document(
        client="A client",
        title="A goal",
        campaign="A campaign",
        pack_label="Pack 1",
        issued="1 April 2026",
        art=art or Bars("Eight layers"),
        sections=(
            Section("1", "A section", "What it gives.", (topic,)),
            Section("A", "An appendix", "How to check it.", (closing,), opener=False),
        ),
        imprint=Imprint("An agency", "Prepared for A client", "A contact line", "A legal line"),
    )


def every_block() -> tuple[Block, ...]:
    return (
        Key("The statement we defend"),
        Para("A lead", "lead"),
        Para("A paragraph"),
        Para("A note", "note"),
        Points(ITEMS),
        Bullets("Numbered", ITEMS),
        Defs("Defined", (Definition("A term", "its meaning"),)),
        Scale("A scale", ("Low", "High"), 1),
        Callout("What follows", "A consequence"),
        Metrics((Metric("A figure", "20 → 27", "a week"), Metric("Another", "4"))),
        a_table(),
        Chart(
            "line",
            "A line chart",
            (Series("Plan", (1, 2.5)), Series("Today", (1, 1))),
            ("W1", "W2"),
            "Rising",
            (Mark(1, "Goal"),),
        ),
        Chart(
            "columns",
            "A column chart",
            (Series("One", (1, 2)), Series("Two", (0, 3))),
            ("W3", "W4"),
            "Growing",
        ),
        Timeline(
            ("6 Apr", "13 Apr", "20 Apr"),
            (Phase("Prepare", 1, 1), Phase("A phase of a long name", 3, 3)),
            "Two phases",
            (Review(2, "Review", "16 April"),),
        ),
        a_month(),
        Cards((Card("A headline", "A creative", "E-mail", "Letter", "Its idea", "Read more"),)),
    )


def a_table() -> Table:
    columns = (Col("Name", 2), Col("Text"), Col("Figure"), Col("Share"), Col("Trend"))
    row = (
        Strong("A row", "its note"),
        Text("a text"),
        Number("1,234"),
        Bar(0.34, "34 %"),
        Spark((1, 3, 2), "1, 3, 2"),
    )
    total = (Strong("Total"), Text("all"), Number("5,678"), Bar(0.5, "50 %"), Text(""))
    return Table("A caption", columns, (row, row), total)


def a_month() -> Month:
    days = [Day(MONDAY + timedelta(days=offset)) for offset in range(7)]
    days[0] = Day(MONDAY, note="Easter Monday")
    days[1] = Day(days[1].date, posts=(Post(0, "A letter"), Post(1, "A piece")))
    return Month(date(2026, 4, 1), ("E-mail", "Article"), (Week(1, "A theme", tuple(days)),))
