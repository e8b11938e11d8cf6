"""What waits for a member: a port. Higher floors register where to look; home and admin ask here."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

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
Count = Callable[[Membership], int]
_sources: list[Source] = []
_counts: list[Count] = []


def register(source: Source, count: Count | None = None) -> Source:
    """`count` says how many things `source` has for a member, with a query or two: the navigation asks on every page."""
    _sources.append(source)
    _counts.append(count or (lambda membership: len(list(source(membership)))))
    return source


def count_for(membership: Membership) -> int:
    """How many rows `waiting_for` has."""
    return sum(count(membership) for count in _counts)


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
