"""What every renderer is and gives, and how it walks the blocks of a document."""

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar, cast

from delivery.document import Document, Source, map_strings
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


class BlockVisitor(Generic[Out]):
    """Calls the method named after the block's class: `Para` → `para`, `KeyFact` → `key_fact`."""

    def visit(self, block: object) -> Out:
        """The method's result; raises UnknownBlock when there is none."""
        kind = type(block).__name__
        method = getattr(self, re.sub(r"(?<=[a-z])(?=[A-Z])", "_", kind).lower(), None)
        if method is None:
            raise UnknownBlock(f"{type(self).__name__} cannot render a block of kind {kind}.")
        return cast(Out, method(block))


def cleaned(document: Document) -> Document:
    """The document as renderers may trust it: every string passed through `clean`."""
    return map_strings(document, clean)
