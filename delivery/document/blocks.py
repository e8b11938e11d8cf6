"""The kinds of block a topic is made of. All are frozen; sequences are tuples."""

import datetime as dt
import math
from dataclasses import dataclass
from typing import Annotated, Literal

# A string for navigation and access, not for the text: see the package's docstring.
Chrome = Annotated[str, "chrome"]


WEEKEND = (5, 6)
"""Saturday and Sunday, as Python counts weekdays."""


class DocumentError(ValueError):
    """A tree that no renderer could print; the message says which part and why."""


def refuse_empty(items: tuple[object, ...], what: str) -> None:
    """Raise DocumentError when there is nothing to print; what is empty is left out of a document."""
    if not items:
        raise DocumentError(f"{what} has nothing in it.")


# Text


@dataclass(frozen=True)
class Para:
    """Running text; a line feed begins a new line."""

    text: str
    style: Literal["body", "lead", "note"] = "body"


@dataclass(frozen=True)
class Key:
    """The one sentence a topic defends. It stands first in its topic and becomes the headline."""

    text: str


@dataclass(frozen=True)
class Item:
    """A short lead and the text that carries it."""

    lead: str
    text: str


@dataclass(frozen=True)
class Points:
    """Supporting points side by side."""

    items: tuple[Item, ...]
    columns: Literal[3, 4] = 3

    def __post_init__(self) -> None:
        refuse_empty(self.items, "A row of points")


@dataclass(frozen=True)
class Bullets:
    """Numbered items one under another."""

    label: str
    items: tuple[Item, ...]

    def __post_init__(self) -> None:
        refuse_empty(self.items, "A list")


@dataclass(frozen=True)
class Definition:
    """A term and what is to be said about it."""

    term: str
    text: str


@dataclass(frozen=True)
class Defs:
    """Labelled facts; `label` is a heading above them, or empty."""

    label: str
    items: tuple[Definition, ...]

    def __post_init__(self) -> None:
        refuse_empty(self.items, "A list of definitions")


@dataclass(frozen=True)
class Callout:
    """A panel with a consequence or an invitation."""

    title: str
    text: str


# Figures


@dataclass(frozen=True)
class Metric:
    """A figure with its label; `note` qualifies it."""

    label: str
    value: str
    note: str = ""


@dataclass(frozen=True)
class Metrics:
    """Up to four figures in a row."""

    items: tuple[Metric, ...]

    def __post_init__(self) -> None:
        refuse_empty(self.items, "A row of figures")


@dataclass(frozen=True)
class Scale:
    """Ordered options of which one, at `chosen` (0-based), holds."""

    label: str
    options: tuple[str, ...]
    chosen: int

    def __post_init__(self) -> None:
        if not 0 <= self.chosen < len(self.options):
            raise DocumentError(f"The scale “{self.label}” has no option number {self.chosen + 1}.")


@dataclass(frozen=True)
class Text:
    """A table cell of plain text."""

    text: str


@dataclass(frozen=True)
class Strong:
    """A table cell that names its row; `note` is a quieter second line."""

    text: str
    note: str = ""


@dataclass(frozen=True)
class Number:
    """A table cell with a figure, formatted by the theme and set flush right."""

    text: str


@dataclass(frozen=True)
class Bar:
    """A table cell with a share, 0 to 1, drawn as a bar and printed as `label`."""

    share: float
    label: str


@dataclass(frozen=True)
class Spark:
    """A table cell with a small trend line; `alt` says its values."""

    values: tuple[float, ...]
    alt: Chrome

    def __post_init__(self) -> None:
        refuse_empty(self.values, "A trend")


Cell = Text | Strong | Number | Bar | Spark


@dataclass(frozen=True)
class Col:
    """A column; widths are shared out by `weight`."""

    head: str
    weight: float = 1.0


@dataclass(frozen=True)
class Table:
    """Rows under column heads; `total` closes the table. A caption may be empty."""

    caption: str
    columns: tuple[Col, ...]
    rows: tuple[tuple[Cell, ...], ...]
    total: tuple[Cell, ...] | None = None

    def __post_init__(self) -> None:
        refuse_empty(self.columns, "A table")
        for row in self.all_rows:
            if len(row) != len(self.columns):
                raise DocumentError(
                    f"The table headed “{self.columns[0].head}” has {len(self.columns)} columns "
                    f"and a row of {len(row)} cells."
                )

    @property
    def all_rows(self) -> tuple[tuple[Cell, ...], ...]:
        """The rows, with the total last where there is one."""
        return (*self.rows, self.total) if self.total else self.rows

    def is_numeric(self, column: int) -> bool:
        """Whether the column, its head included, is set flush right."""
        return bool(self.rows) and all(isinstance(row[column], Number) for row in self.rows)

    def bar_limit(self, column: int) -> float:
        """The share that fills a whole bar: one scale for all rows of the column, in steps of a tenth."""
        cells = (row[column] for row in self.all_rows)
        largest = max((cell.share for cell in cells if isinstance(cell, Bar)), default=0.0)
        return max(0.1, math.ceil(round(largest * 10, 6)) / 10)


# Pictures


@dataclass(frozen=True)
class Series:
    """One line or one layer of columns; a value for each category of its chart."""

    name: str
    values: tuple[float, ...]


@dataclass(frozen=True)
class Mark:
    """A labelled point on the first series, at the 0-based category `index`."""

    index: int
    label: str


@dataclass(frozen=True)
class Chart:
    """Lines (the first series is the one that matters) or stacked columns. `alt` states the finding."""

    kind: Literal["line", "columns"]
    title: str
    series: tuple[Series, ...]
    categories: tuple[str, ...]
    alt: Chrome
    marks: tuple[Mark, ...] = ()

    def __post_init__(self) -> None:
        if not self.categories or not self.series:
            raise DocumentError(f"The chart “{self.title}” has no data.")
        for series in self.series:
            if len(series.values) != len(self.categories):
                raise DocumentError(
                    f"The chart “{self.title}” has {len(self.categories)} categories "
                    f"and {len(series.values)} values for “{series.name}”."
                )
        for mark in self.marks:
            if not 0 <= mark.index < len(self.categories):
                raise DocumentError(f"The chart “{self.title}” has no category for its mark “{mark.label}”.")

    @property
    def labels(self) -> dict[int, str]:
        """The marks by their points, in the order of these; those of one point share a label."""
        found: dict[int, str] = {}
        for mark in sorted(self.marks, key=lambda mark: mark.index):
            found[mark.index] = f"{found[mark.index]}, {mark.label}" if mark.index in found else mark.label
        return found


@dataclass(frozen=True)
class Phase:
    """A bar from the period `start` to the period `end`, both 1-based and inclusive."""

    name: str
    start: int
    end: int


@dataclass(frozen=True)
class Review:
    """A gate in the middle of the 1-based `period`; `when` is its date as printed."""

    period: int
    name: str
    when: str


@dataclass(frozen=True)
class Timeline:
    """Phases over equal periods (usually weeks) with reviews across them."""

    periods: tuple[str, ...]
    phases: tuple[Phase, ...]
    alt: Chrome
    reviews: tuple[Review, ...] = ()

    def __post_init__(self) -> None:
        refuse_empty(self.periods, "A timeline")
        last = len(self.periods)
        for phase in self.phases:
            if not 1 <= phase.start <= phase.end <= last:
                raise DocumentError(f"The phase “{phase.name}” lies outside the {last} periods of its timeline.")
        for review in self.reviews:
            if not 1 <= review.period <= last:
                raise DocumentError(f"The review “{review.name}” lies outside the {last} periods of its timeline.")


@dataclass(frozen=True)
class Post:
    """A publication; `channel` is an index into the month's channels."""

    channel: int
    title: str


@dataclass(frozen=True)
class Day:
    """A day with its publications; `note` names a holiday or another reason to be free."""

    date: dt.date
    note: str = ""
    posts: tuple[Post, ...] = ()

    @property
    def is_weekend(self) -> bool:
        return self.date.weekday() in WEEKEND


@dataclass(frozen=True)
class Week:
    """Seven days from the one that begins a week where the client is; `number` counts weeks of the plan, None outside
    it."""

    number: int | None
    theme: str
    days: tuple[Day, ...]


@dataclass(frozen=True)
class Month:
    """A month's calendar. `channels` is the legend, and is the same in every month of a document."""

    first: dt.date
    channels: tuple[str, ...]
    weeks: tuple[Week, ...]

    def __post_init__(self) -> None:
        refuse_empty(self.weeks, f"The calendar of {self.name}")
        for week in self.weeks:
            if len(week.days) != 7 or week.days[0].date.weekday() != self.weeks[0].days[0].date.weekday():
                raise DocumentError(
                    f"A week of {self.name} is not seven days, or begins with another day than the first."
                )
            for day in week.days:
                self._check(day)

    @property
    def name(self) -> str:
        """Year and month, as in “2026-04”."""
        return self.first.isoformat()[:7]

    @property
    def weekend(self) -> tuple[int, ...]:
        """The places of Saturday and Sunday in a week: both at its end, or one at either."""
        return tuple(index for index, day in enumerate(self.weeks[0].days) if day.is_weekend)

    @property
    def has_busy_weekends(self) -> bool:
        """Whether anything is told of a Saturday or Sunday; their columns are narrow otherwise."""
        return any((day.posts or day.note) and day.is_weekend for week in self.weeks for day in week.days)

    def _check(self, day: Day) -> None:
        if not self.includes(day) and (day.posts or day.note):
            raise DocumentError(f"{day.date} carries entries but lies outside {self.name}.")
        if any(not 0 <= post.channel < len(self.channels) for post in day.posts):
            raise DocumentError(f"A publication on {day.date} has a channel that the calendar does not list.")

    def includes(self, day: Day) -> bool:
        return (day.date.year, day.date.month) == (self.first.year, self.first.month)


@dataclass(frozen=True)
class Card:
    """A creative: its headline as thumbnail, then what it is."""

    headline: str
    name: str
    channel: str
    format: str
    body: str
    action: str

    @property
    def meta(self) -> str:
        """Channel and format in one line."""
        return ", ".join(part for part in (self.channel, self.format) if part)


@dataclass(frozen=True)
class Cards:
    """Creatives side by side."""

    items: tuple[Card, ...]

    def __post_init__(self) -> None:
        refuse_empty(self.items, "A set of cards")


Block = Para | Key | Points | Bullets | Defs | Callout | Metrics | Scale | Table | Chart | Timeline | Month | Cards
