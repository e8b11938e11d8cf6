"""What a page of the ground floor can be about: one engagement. A port, since engagements live on the floor above."""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID

from django.http import Http404

Objects = Mapping[str, Collection[str]]
"""Model name → public ids, as audit entries name what they are about."""


@dataclass(frozen=True)
class Subject:
    """An engagement of the agency in scope: `title` names it beside others, `short` where space is dear, `url` leads there."""

    public_id: UUID
    title: str
    short: str
    url: str


@dataclass(frozen=True)
class Engagements:
    """What the floor above knows: `named` gives those that are there, `recent` at most so many, last worked on first."""

    named: Callable[[Collection[UUID]], list[Subject]]
    recent: Callable[[int], list[Subject]]


@dataclass(frozen=True)
class Things:
    """What a floor keeps about engagements: all of one engagement's, and the engagement that each of some belongs to."""

    of: Callable[[UUID], Objects]
    owners: Callable[[Objects], Mapping[str, UUID]]


_engagements: list[Engagements] = []
_things: list[Things] = []


def register(engagements: Engagements) -> None:
    _engagements.append(engagements)


def register_things(things: Things) -> None:
    _things.append(things)


def find(asked: str) -> Subject | None:
    """The engagement with this public id; None where nothing is asked for. Http404 for an id that is not there, foreign or
    malformed."""
    if not asked:
        return None
    try:
        public_id = UUID(asked)
    except ValueError as error:
        raise Http404 from error
    for subject in _named([public_id]):
        return subject
    raise Http404


def _named(public_ids: Collection[UUID]) -> list[Subject]:
    return [subject for engagements in _engagements for subject in engagements.named(public_ids)]


def recent(most: int) -> list[Subject]:
    return [subject for engagements in _engagements for subject in engagements.recent(most)]


def things_of(subject: Subject) -> dict[str, list[str]]:
    """The public ids of everything that belongs to an engagement, by model name."""
    found: dict[str, list[str]] = {}
    for things in _things:
        for kind, public_ids in things.of(subject.public_id).items():
            found.setdefault(kind, []).extend(public_ids)
    return found


def places_of(things: Iterable[tuple[str, str]]) -> dict[str, Subject]:
    """Public id → the engagement that it belongs to, for each of `things` (model name, public id) that belongs to one."""
    wanted: dict[str, list[str]] = {}
    for kind, public_id in things:
        if public_id:
            wanted.setdefault(kind, []).append(public_id)
    owners = {public_id: owner for each in _things for public_id, owner in each.owners(wanted).items()}
    known = {subject.public_id: subject for subject in _named(set(owners.values()))} if owners else {}
    return {public_id: known[owner] for public_id, owner in owners.items() if owner in known}
