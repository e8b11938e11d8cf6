"""The language of a pack: every word it adds to what was approved, and the formats of the client's locale.

    with speaking("de-AT"):
        wording().long_date(day), wording().contents

A pack speaks the language of its client's locale if we ship it, else English; figures and dates follow the region in
any case. Whoever makes a part of a pack begins with `speaking`; everything below asks `wording`, so that a language is
not handed down through every table and cell. Workspace, admin and portal stay English.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache

from delivery.language.english import English
from delivery.language.german import German
from delivery.language.greek import Greek

__all__ = ["LANGUAGES", "English", "language", "speaking", "wording"]

LANGUAGES: dict[str, type[English]] = {"en": English, "de": German, "el": Greek}
"""The languages we ship."""


@cache
def language(tag: str) -> English:
    """The words and formats for a client's locale, given as a BCP 47 tag."""
    return LANGUAGES.get(tag.partition("-")[0], English)(tag)


_spoken: ContextVar[str] = ContextVar("tag of the language that is spoken", default="en")


def wording() -> English:
    """The language that is spoken here; English where nobody said another."""
    return language(_spoken.get())


@contextmanager
def speaking(tag: str) -> Iterator[English]:
    """Speak a client's language while a part of their pack is made."""
    before = _spoken.set(tag)
    try:
        yield wording()
    finally:
        _spoken.reset(before)
