"""The parts a chapter is built from. Each gives a tuple that is empty when there is nothing to say."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Generic, Literal, TypeVar

from campaigns.content.base import Note, Part
from campaigns.enums import Choice
from delivery.compose.values import label, shown, title
from delivery.document import (
    Bar,
    Block,
    Bullets,
    Callout,
    Cell,
    Col,
    Definition,
    Defs,
    Item,
    Key,
    Number,
    Para,
    Points,
    Scale,
    Source,
    Spark,
    Step,
    Strong,
    Table,
    Text,
    Topic,
)
from delivery.language import wording

Row = TypeVar("Row", bound=Part)
Blocks = tuple[Block, ...]
Topics = tuple[Topic, ...]

LONGEST_KEY = 180
"""Characters of a statement that may be set large."""
LONGEST_LEAD, LONGEST_POINT = 60, 260
"""Characters of a point; longer ones are set as definitions."""
LONGEST_CELL, LONGEST_FACT = 320, 900
"""Characters of a cell, and of the wide cell of a sheet; a table with longer ones is set as definitions."""


def filled(part: Part) -> bool:
    """Whether anything was entered: the part differs from an empty one."""
    return part != type(part)()


def entered(rows: Iterable[Row]) -> list[Row]:
    """The rows in which something was entered."""
    return [row for row in rows if filled(row)]


def topic(
    name: str,
    *blocks: Blocks,
    start: Literal["page", "flow"] = "page",
    summary: str = "",
    eyebrow: str = "",
    step: Step | None = None,
    sources: tuple[Source, ...] = (),
) -> Topics:
    """A topic of all blocks, or none. `sources` are those beside its chapter's own."""
    content = tuple(chain.from_iterable(blocks))
    return (Topic(eyebrow, name, content, step, start, summary, sources=sources),) if content else ()


# Text


def key(text: str) -> Blocks:
    return (Key(text),) if text else ()


def paras(texts: Iterable[str], style: Literal["body", "lead", "note"] = "body") -> Blocks:
    return tuple(Para(text, style) for text in texts if text)


def points(items: Iterable[Item], columns: Literal[3, 4] = 3) -> Blocks:
    """Points side by side; as definitions when one is too long for a narrow column."""
    kept = tuple(item for item in items if item.lead or item.text)
    if not kept:
        return ()
    if any(len(item.lead) > LONGEST_LEAD or len(item.text) > LONGEST_POINT for item in kept):
        return defs(Definition(item.lead, item.text) for item in kept)
    return (Points(kept, columns),)


def bullets(label: str, items: Iterable[Item]) -> Blocks:
    kept = tuple(item for item in items if item.lead or item.text)
    return (Bullets(label, kept),) if kept else ()


def callout(name: str, text: str) -> Blocks:
    return (Callout(name, text),) if text else ()


def facts(part: Part, *names: str) -> tuple[Definition, ...]:
    """The named fields that were filled, each under its title."""
    return tuple(Definition(title(type(part), name), text) for name in names if (text := shown(part, name)))


def noted(notes: Iterable[Note]) -> tuple[Definition, ...]:
    return tuple(Definition(note.term, note.text) for note in entered(notes))


def fact(term: str, text: str) -> tuple[Definition, ...]:
    return (Definition(term, text),) if text else ()


def run_on(items: Iterable[Definition]) -> str:
    """Short facts in a line, as in “Tracking: Partial. Ad accounts: Active accounts.”"""
    return " ".join(f"{item.term}: {item.text.removesuffix('.')}." for item in items)


def defs(items: Iterable[Definition], label: str = "") -> Blocks:
    kept = tuple(items)
    return (Defs(label, kept),) if kept else ()


def scale(part: Part, name: str) -> Blocks:
    """A choice among ordered options, or nothing when none was made."""
    chosen: Choice | None = getattr(part, name)
    if chosen is None:
        return ()
    options = tuple(type(chosen))
    return (Scale(title(type(part), name), tuple(map(label, options)), options.index(chosen)),)


# Tables


@dataclass(frozen=True)
class Column(Generic[Row]):
    """A head, a share of the width, and how a row fills it."""

    head: str
    weight: float
    cell: Callable[[Row], Cell]


def column(
    model: type[Row], name: str, weight: float = 1.0, *, kind: type[Text] | type[Number] | type[Strong] = Text
) -> Column[Row]:
    """The column of a field, headed by its title."""
    return Column(title(model, name), weight, lambda row: kind(shown(row, name)))


def named(model: type[Row], name: str, weight: float = 1.0, *, note: str = "") -> Column[Row]:
    """The column that names the row; `note` is the field of the quieter second line."""
    return Column(title(model, name), weight, lambda row: Strong(shown(row, name), shown(row, note) if note else ""))


def table(rows: Sequence[Row], *columns: Column[Row], caption: str = "") -> Blocks:
    """The rows in which something was entered, without the columns that all of them leave empty."""
    kept = entered(rows)
    cells = {column.head: [column.cell(row) for row in kept] for column in columns}
    used = [column for column in columns if any(text_of(cell) for cell in cells[column.head])]
    if not kept or not used:
        return ()
    lines = tuple(tuple(cells[column.head][index] for column in used) for index in range(len(kept)))
    return fitted(Table(caption, tuple(Col(column.head, column.weight) for column in used), lines))


def sheet(items: Iterable[Definition], caption: str = "") -> Blocks:
    """Facts as a compact table, for reference rather than for reading."""
    rows = tuple((Strong(item.term), Text(item.text)) for item in items)
    columns = (Col(wording().subject, 1), Col(wording().answer, 3.4))
    return fitted(Table(caption, columns, rows), longest=LONGEST_FACT) if rows else ()


def fitted(block: Table, *, longest: int = LONGEST_CELL) -> Blocks:
    """The table, or definitions when a cell would be a column of text."""
    if all(len(text_of(cell)) <= longest for row in block.all_rows for cell in row):
        return (block,)
    heads = [column.head for column in block.columns]
    return defs((_record(heads, row) for row in block.all_rows), block.caption)


def _record(heads: list[str], row: tuple[Cell, ...]) -> Definition:
    texts = [(head, text) for head, cell in zip(heads, row, strict=True) if (text := text_of(cell))]
    term = ""
    if texts and len(texts[0][1]) <= LONGEST_LEAD:
        (_, term), *texts = texts
    return Definition(term, "\n".join(f"{head}: {text}" for head, text in texts))


def text_of(cell: Cell) -> str:
    """The words of a cell; of a trend, what it says."""
    match cell:
        case Strong():
            return "\n".join(text for text in (cell.text, cell.note) if text)
        case Text() | Number():
            return cell.text
        case Bar():
            return cell.label
        case Spark():
            return cell.alt
