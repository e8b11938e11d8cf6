"""What waits for a member: a port. Higher floors register where to look; home and admin ask here."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from tenants.models import Membership


@dataclass(frozen=True)
class Waiting:
    """One thing: `state` is a state of the interface (docs/look/LOOK.md §6), `act` the label of the link."""

    title: str
    detail: str
    state: str
    url: str
    act: str
    since: datetime


Source = Callable[[Membership], Iterable[Waiting]]
Rows = Callable[[Membership], "QuerySet[Any]"]
_sources: list[Source] = []
_rows: list[Rows] = []
COUNTED = 100
"""Up to here things are counted; more are many."""


def register(source: Source, rows: Rows) -> Source:
    """`rows` are those that `source` tells of, all of them, however many it tells."""
    _sources.append(source)
    _rows.append(rows)
    return source


def count_for(membership: Membership) -> int:
    """How many things wait, at most `COUNTED`. One query, whoever registered: the navigation asks on every page."""
    first, *others = (rows(membership).order_by().values("pk") for rows in _rows)
    return first.union(*others, all=True)[:COUNTED].count()


def waiting_for(membership: Membership) -> list[Waiting]:
    """Everything that waits for this member, longest first."""
    return sorted((item for source in _sources for item in source(membership)), key=lambda item: item.since)


Steps = Callable[[Membership], list[dict[str, str]]]
_steps: list[Steps] = []


def register_steps(steps: Steps) -> None:
    """The way that an agency goes at the beginning: {title, text, state, word, url, action} each; empty once it is behind."""
    _steps.append(steps)


def first_steps(membership: Membership) -> list[dict[str, str]]:
    return [step for steps in _steps for step in steps(membership)]
