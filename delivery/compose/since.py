"""What changed since the pack that the client had before: plain data, fixed on the row of the pack when it is ordered.

Words that people wrote are in it as they are printed, and shortened; what a pack adds to them is in `wording`.
"""

import datetime as dt
from dataclasses import dataclass
from enum import Enum, auto
from typing import Any, Literal, Self

from pydantic import TypeAdapter

from campaigns.enums import ArtifactKind, Difference
from delivery.enums import CheckKey


@dataclass(frozen=True)
class Change:
    """One difference: what it is about, and either `words`, “12,000 → 15,000”, or `how` it differs.

    `name` is it in English, for other languages are its parts: the field's `title` in a `row`, or a row that is called `title`
    in the list `of`.
    """

    name: str
    title: str
    how: Difference
    words: str = ""
    row: str = ""
    of: str = ""


@dataclass(frozen=True)
class Part:
    """Changes in one part of a content; `more` were left out."""

    title: str
    changes: tuple[Change, ...]
    more: int = 0


Look = tuple[int, int | None]
"""Versions of a brand: the agency's, and the one for the client if there is one."""


class Outcome(Enum):
    CHANGED = auto()
    ADDED = auto()
    LEFT_OUT = auto()
    AGAIN = auto()


@dataclass(frozen=True)
class Stage:
    """A kind of which the packs hold different versions: `before` is None where it was added, `now` where it was left out;
    `again` where both have the same words. `approved` is the local day and the name of the decision about the new version."""

    kind: ArtifactKind
    before: int | None
    now: int | None
    approved: tuple[dt.date, str] | None = None
    again: bool = False
    parts: tuple[Part, ...] = ()

    @property
    def outcome(self) -> Outcome:
        if self.before is None or self.now is None:
            return Outcome.ADDED if self.before is None else Outcome.LEFT_OUT
        return Outcome.AGAIN if self.again else Outcome.CHANGED


@dataclass(frozen=True)
class Renamed:
    what: Literal["client", "campaign", "engagement"]
    before: str
    now: str


@dataclass(frozen=True)
class Decided:
    """A decision that is another one: who answered for the check before, and who does now. With a `reason` it let the check
    pass, and `now` is empty where that was not needed again; without one it is a sign-off."""

    check: CheckKey
    before: str
    now: str
    reason: str = ""


@dataclass(frozen=True)
class Since:
    """All that differs from the pack with this number; `same` are the kinds of which both hold the same version, and
    `look` the versions of the brand then and now."""

    number: int
    stages: tuple[Stage, ...] = ()
    same: tuple[ArtifactKind, ...] = ()
    names: tuple[Renamed, ...] = ()
    look: tuple[Look, Look] | None = None
    decisions: tuple[Decided, ...] = ()

    @property
    def says_nothing(self) -> bool:
        return not (self.stages or self.names or self.look or self.decisions)

    @classmethod
    def of(cls, data: Any) -> Self:
        """Read what `to_json` gave."""
        return TypeAdapter(cls).validate_python(data)

    def to_json(self) -> Any:
        """As JSON: texts, numbers, lists and objects."""
        return TypeAdapter(type(self)).dump_python(self, mode="json")
