"""Content as people read it: headings, labelled values, tables. Drawn from the models' own titles, for any kind.

Plain data in, plain data out; templates only lay it out. Empty fields are left out, internal ones never shown.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from campaigns.content import Content, FieldSpec, fields
from campaigns.content.base import Part, Widget

TABLE_COLUMNS = 6
"""Rows with more columns than this, or with long text, are shown one under another."""
TABLE_TEXT = 90
"""Characters in a cell beyond which a table becomes hard to read."""
LYING_ROWS = 6
"""More rows than this, of two columns of short cells, are read better lying down …"""
LYING_TEXT = 6
"""… where a cell has at most so many characters."""
FIGURES = frozenset({Widget.NUMBER, Widget.DECIMAL, Widget.DECIMALS})
LARGE = re.compile(r"(-?[0-9]{5,})(\.[0-9]+)?", re.ASCII)
"""Figures whose digits stand in groups: 2027 is a year to the eye, 12 000 is not."""
ACRONYMS = {"kpi": "KPI", "utm": "UTM", "cta": "call to action"}


@dataclass(frozen=True)
class Value:
    """A labelled value. `lines` when it is a list; else `text`."""

    label: str
    path: str
    text: str = ""
    lines: tuple[str, ...] = ()


@dataclass(frozen=True)
class Table:
    label: str
    path: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]

    @property
    def lying(self) -> list[tuple[str, list[str]]]:
        """Column by column, for a long row of figures such as a forecast's weeks; else empty."""
        short = all(len(cell) <= LYING_TEXT for row in self.rows for cell in row)
        if len(self.columns) != 2 or len(self.rows) <= LYING_ROWS or not short:
            return []
        return [(column, [row[place] for row in self.rows]) for place, column in enumerate(self.columns)]


@dataclass(frozen=True)
class Records:
    """Rows too rich for a table: each has a title and labelled values."""

    label: str
    path: str
    records: tuple[tuple[str, tuple[Value, ...]], ...]


@dataclass
class Section:
    title: str
    path: str
    level: int
    items: list[Value | Table | Records] = field(default_factory=list)


def read(content: Content) -> list[Section]:
    """Sections in the order of the model; one without anything written in it is left out."""
    return [section for section in _sections(content, "At a glance", "", 2) if section.items]


def _sections(part: Part, title: str, prefix: str, level: int) -> Iterator[Section]:
    own = Section(title, prefix.rstrip("."), level)
    nested: list[Section] = []
    groups: dict[str, Section] = {}
    for spec in fields(type(part)):
        value = getattr(part, spec.name)
        path = f"{prefix}{spec.name}"
        if spec.internal:
            continue
        if spec.widget is Widget.SECTION:
            nested += _sections(value, spec.title, f"{path}.", level if not prefix else level + 1)
        elif item := _item(spec, value, path):
            home = own
            if spec.group:
                home = groups.setdefault(spec.group, Section(spec.group, path, level))
            home.items.append(item)
    yield own
    yield from groups.values()
    yield from nested


def _item(spec: FieldSpec, value: Any, path: str) -> Value | Table | Records | None:
    if value in ("", None, []) or (spec.widget is Widget.FLAG and not value):
        return None
    if spec.widget is Widget.ROWS and spec.model:
        return _rows(spec, value, path)
    if isinstance(value, list):
        return Value(spec.title, path, lines=tuple(shown(spec, item) for item in value))
    return Value(spec.title, path, text=shown(spec, value))


def shown(spec: FieldSpec, value: Any) -> str:
    """One value in words: a choice by its label, a date written out, yes for a tick, a large figure in groups of digits."""
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if isinstance(value, date):
        return f"{value.day} {value:%B %Y}"
    if isinstance(value, list):
        return ", ".join(shown(spec, item) for item in value)
    if spec.widget in FIGURES:
        return _grouped(str(value))
    return str(dict(spec.options).get(value, value)) if spec.options else str(value)


def _grouped(figure: str) -> str:
    """What is no figure, as it may still stand in a form, stays as it is."""
    if not (large := LARGE.fullmatch(figure)):
        return figure
    return f"{int(large[1]):,}".replace(",", "\u202f") + (large[2] or "")


def noun(spec: FieldSpec) -> str:
    """What one row of a list is called, from the name of its model: decision rule, KPI row."""
    if spec.model is None:
        return "paragraph"
    words = re.findall(r"[A-Z][a-z0-9]*", spec.model.__name__)
    return " ".join(ACRONYMS.get(word.lower(), word.lower()) for word in words)


def cells(row: Part) -> dict[str, str]:
    """Label → text of a row, sections within it flattened: ``Alert, Value``."""
    found: dict[str, str] = {}
    for spec in fields(type(row)):
        value = getattr(row, spec.name)
        if spec.internal:
            continue
        if spec.widget is Widget.SECTION:
            found.update({f"{spec.title}, {label.lower()}": text for label, text in cells(value).items()})
        elif spec.widget is Widget.ROWS and spec.model:
            found[spec.title] = "; ".join(", ".join(filter(None, cells(inner).values())) for inner in value)
        else:
            found[spec.title] = "" if value is None or value is False else shown(spec, value)
    return found


def _rows(spec: FieldSpec, rows: list[Part], path: str) -> Table | Records:
    texts = [cells(row) for row in rows]
    columns = tuple(label for label in texts[0] if any(row[label] for row in texts))
    long = any(len(row[label]) > TABLE_TEXT for row in texts for label in columns)
    if len(columns) <= TABLE_COLUMNS and not long:
        return Table(spec.title, path, columns, tuple(tuple(row[label] for label in columns) for row in texts))
    return Records(
        spec.title, path,
        tuple(
            (
                row[columns[0]],
                tuple(Value(label, f"{path}[{index}]", row[label]) for label in columns[1:] if row[label]),
            )
            for index, row in enumerate(texts)
        ),
    )  # fmt: skip
