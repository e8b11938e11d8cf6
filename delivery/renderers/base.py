"""What every renderer is and gives, and how it walks the blocks of a document."""

import re
from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any, Generic, NamedTuple, Protocol, Self, TypeVar, cast

from delivery.document import Document, Source, Topic, map_strings
from delivery.theme import Theme
from delivery.theme.text import clean

Out = TypeVar("Out", covariant=True)


class UnknownBlock(TypeError):
    """A renderer met a block kind it has no method for."""


@dataclass(frozen=True)
class Place:
    """A page, a slide or a section of a file by its number or anchor, and what it was made from: never nothing."""

    name: int | str
    sources: tuple[Source, ...]


@dataclass(frozen=True)
class Rendered:
    """One file of the pack, and all of its places in order. Plain data."""

    data: bytes
    places: tuple[Place, ...]

    @classmethod
    def of(cls, data: bytes, places: Any) -> Self:
        """With places as `places_json` gave them. Raises ValueError and TypeError for anything else."""
        found = [Place(name, tuple(map(Source, sources))) for name, sources in places]
        if not all(type(place.name) in (int, str) for place in found):
            raise TypeError("A place is named by its number or its anchor.")
        return cls(data, tuple(found))

    def places_json(self) -> list[list[Any]]:
        """Of each place its name and the values of its sources."""
        return [[place.name, [source.value for source in place.sources]] for place in self.places]


def numbered(found: Iterable[Collection[Source]]) -> tuple[Place, ...]:
    """Places from 1 on; where nothing was set, a pack speaks of itself."""
    return tuple(
        Place(number, tuple(source for source in Source if source in (sources or {Source.FRAME})))
        for number, sources in enumerate(found, 1)
    )


class Renderer(Protocol):
    """Turns a document into one file of the pack.

    `render` depends on its arguments only: no clock, environment, path or host enters the bytes.
    """

    media_type: str
    filename: str

    def render(self, document: Document, theme: Theme) -> Rendered: ...


class Spot(NamedTuple):
    """Where in a document a renderer is: places in its sections, topics, blocks and the block's different strings, from 0, and
    NOWHERE where it is at none."""

    section: int
    topic: int
    block: int
    string: int


NOWHERE = -1
FRAME = Spot(NOWHERE, NOWHERE, NOWHERE, NOWHERE)
"""At no section: cover, contents, the agency's last words, the file as a whole."""


class Track:
    """Hears where a renderer is, for whoever must say afterwards at which words it failed."""

    def __init__(self, tell: Callable[[Spot], None]) -> None:
        self._tell, self._spot = tell, FRAME
        self._topic: Topic | None = None

    def go(self, spot: Spot, topic: Topic | None = None) -> None:
        self._spot, self._topic = spot, topic
        self._tell(spot)

    def block(self, block: object) -> None:
        """One of the topic's; a part of one that a renderer has taken apart is where the one before it was."""
        for place, each in enumerate(self._topic.blocks if self._topic else ()):
            if each is block:
                self._tell(self._spot._replace(block=place))


_track: ContextVar[Track | None] = ContextVar("track", default=None)


@contextmanager
def tracked(tell: Callable[[Spot], None]) -> Iterator[None]:
    """Within, `tell` hears of each place as a renderer comes to it."""
    token = _track.set(Track(tell))
    try:
        yield
    finally:
        _track.reset(token)


def at(section: int = NOWHERE, place: int = NOWHERE, topic: Topic | None = None) -> None:
    """A renderer says that it comes to a section, to a topic of it, or (without arguments) to the frame around them."""
    if track := _track.get():
        track.go(FRAME._replace(section=section, topic=place), topic)


class BlockVisitor(Generic[Out]):
    """Calls the method named after the block's class: `Para` → `para`, `KeyFact` → `key_fact`."""

    def visit(self, block: object) -> Out:
        """The method's result; raises UnknownBlock when there is none."""
        if track := _track.get():
            track.block(block)
        kind = type(block).__name__
        method = getattr(self, re.sub(r"(?<=[a-z])(?=[A-Z])", "_", kind).lower(), None)
        if method is None:
            raise UnknownBlock(f"{type(self).__name__} cannot render a block of kind {kind}.")
        return cast(Out, method(block))


def cleaned(document: Document) -> Document:
    """The document as renderers may trust it: every string passed through `clean`."""
    return map_strings(document, clean)
