"""The demo's document as plain data for the rivals: each content string once, in the order in which a reader meets it.

An item is a heading, a text, a list, a table or a chart, so that every library can set it in the way that is natural
there. Rivals print no more than this; what the product draws besides (marks, bars, cover art) is in their favour.
"""

from collections.abc import Iterator
from typing import Any

from delivery import fonts
from delivery.document import (
    Bar,
    Block,
    Bullets,
    Callout,
    Cards,
    Cell,
    Chart,
    Day,
    Defs,
    Document,
    Key,
    Metrics,
    Month,
    Para,
    Points,
    Scale,
    Section,
    Spark,
    Strong,
    Table,
    Timeline,
    Topic,
)
from delivery.language import wording
from delivery.theme import Theme

Item = dict[str, Any]


def flow(document: Document, theme: Theme) -> dict[str, Any]:
    imprint = document.imprint
    return {
        "title": document.title,
        "front": [document.client, document.campaign, document.pack_label, document.issued, document.art.caption],
        "items": [item for section in document.sections for item in _section(section)],
        "end": [text for text in (imprint.agency, imprint.contact, imprint.legal) if text],
        "footer": imprint.footer,
        "colour": theme.palette.brand_text,
        "page": [theme.page.width, theme.page.height],
        "fonts": {role: str(fonts.FOLDER / fonts.FACES[role]) for role in fonts.FACES if not role.startswith("deck")},
    }


def _section(section: Section) -> Iterator[Item]:
    yield heading(1, section.title)
    yield from texts(section.standfirst)
    for topic in section.topics:
        yield from _topic(topic)


def _topic(topic: Topic) -> Iterator[Item]:
    yield from texts(topic.eyebrow)
    yield heading(2, topic.title)
    for block in topic.blocks:
        yield from _block(block)


def _block(block: Block) -> Iterator[Item]:
    match block:
        case Para() | Key():
            yield from texts(block.text)
        case Points():
            yield bullets([text for item in block.items for text in (item.lead, item.text)])
        case Bullets():
            yield from labelled(block.label)
            yield bullets([text for item in block.items for text in (item.lead, item.text)])
        case Defs():
            yield from labelled(block.label)
            yield table([], [[item.term, item.text] for item in block.items])
        case Callout():
            yield from texts(block.title, block.text)
        case Metrics():
            yield table([], [[item.label, item.value, item.note] for item in block.items])
        case Scale():
            yield from texts(block.label)
            yield bullets(list(block.options))
        case Table():
            yield from labelled(block.caption)
            yield table([column.head for column in block.columns], [list(map(_cell, row)) for row in block.all_rows])
        case Chart():
            yield from _chart(block)
        case Timeline():
            yield from _timeline(block)
        case Month():
            yield from _month(block)
        case Cards():
            for card in block.items:
                yield heading(3, card.name)
                yield from texts(card.headline, card.channel, card.format, card.body, card.action)


def _cell(cell: Cell) -> str:
    match cell:
        case Strong():
            return f"{cell.text}\n{cell.note}" if cell.note else cell.text
        case Bar():
            return cell.label
        case Spark():
            return ""
    return cell.text


def _chart(chart: Chart) -> Iterator[Item]:
    yield {
        "kind": "chart",
        "title": chart.title,
        "form": chart.kind,
        "categories": list(chart.categories),
        "series": [[series.name, list(series.values)] for series in chart.series],
    }
    yield from texts(*(mark.label for mark in chart.marks))


def _timeline(timeline: Timeline) -> Iterator[Item]:
    yield table(list(timeline.periods), [])
    yield table([], [[phase.name, str(phase.start), str(phase.end)] for phase in timeline.phases])
    if timeline.reviews:
        yield table([], [[review.name, review.when] for review in timeline.reviews])


def _month(month: Month) -> Iterator[Item]:
    rows = [[week.theme, *(_day(month, day) for day in week.days)] for week in month.weeks]
    yield bullets(list(month.channels))
    yield table(["", *wording().weekdays], rows)


def _day(month: Month, day: Day) -> str:
    if not month.includes(day):
        return ""
    return "\n".join(text for text in (str(day.date.day), day.note, *(post.title for post in day.posts)) if text)


def heading(level: int, text: str) -> Item:
    return {"kind": "heading", "level": level, "text": text}


def labelled(label: str) -> Iterator[Item]:
    if label:
        yield heading(3, label)


def texts(*strings: str) -> Iterator[Item]:
    yield from ({"kind": "text", "text": text} for text in strings if text)


def bullets(strings: list[str]) -> Item:
    return {"kind": "list", "items": [text for text in strings if text]}


def table(head: list[str], rows: list[list[str]]) -> Item:
    return {"kind": "table", "head": head, "rows": rows}
