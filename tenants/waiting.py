"""What waits for a member: a port. Higher floors register where to look; home and admin ask here."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from tenants.models import Membership


@dataclass(frozen=True)
class Waiting:
    """One thing: `state` is a state of the interface (docs/look/LOOK.md §6), `act` the label of the link. Without a `url`
    there is no page of it for this member."""

    title: str
    detail: str
    state: str
    url: str
    act: str
    since: datetime


Source = Callable[[Membership], Iterable[Waiting]]
_sources: list[Source] = []


def register(source: Source) -> Source:
    _sources.append(source)
    return source


def waiting_for(membership: Membership) -> list[Waiting]:
    """Everything that waits for this member, longest first."""
    return sorted((item for source in _sources for item in source(membership)), key=lambda item: item.since)
