"""Whether a file is read from right to left, so that its grid is mirrored, and on which side a paragraph stands."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import NamedTuple

from delivery.document import Document, strings
from delivery.theme.bidi import is_rtl_language
from delivery.theme.type import Role, face

SHORT = 3  # lines


class Reading(NamedTuple):
    """How a document is read: in a mirrored grid or not; a plain one has neither letters from the right nor ideographs."""

    mirrored: bool = False
    plain: bool = False


_reading: ContextVar[Reading] = ContextVar("how the document is read", default=Reading())  # noqa: B039 -- a tuple


@contextmanager
def reading(document: Document) -> Iterator[Reading]:
    """Set a document as its language is read. Words that no face prints, or none in such a language, mirror nothing: a pack in
    English for a client in Haifa is an English one."""
    token = _reading.set(_reading_of(document))
    try:
        yield _reading.get()
    finally:
        _reading.reset(token)


def _reading_of(document: Document) -> Reading:
    texts = [*strings(document), *(topic.summary for section in document.sections for topic in section.topics)]
    whole = "".join(texts)
    is_plain = not face("text").has_rtl(whole) and not face("text").prints_ideographs(whole)
    turned = not is_plain and is_rtl_language(document.lang) and any(map(face("text").is_rtl, texts))
    return Reading(turned, is_plain)


@contextmanager
def from_left() -> Iterator[None]:
    """Lay out what is read from left to right in any language, such as the axes of a chart."""
    token = _reading.set(_reading.get()._replace(mirrored=False))
    try:
        yield
    finally:
        _reading.reset(token)


def mirrored() -> bool:
    return _reading.get().mirrored


def is_plain() -> bool:
    """Whether the document has neither letters from the right nor ideographs."""
    return _reading.get().plain


def turns(rtl: bool, lines: int) -> bool:
    """Whether a paragraph of so many lines is read against the grid and therefore stands at the far side of its column. Names
    and the like, which are short, stay where the others begin."""
    return rtl != mirrored() and lines > (1 if rtl else SHORT)


def is_rtl(text: str, role: Role = "text") -> bool:
    """Whether a paragraph is read from right to left: where its first letter is, in a mirrored grid where any letter is."""
    if is_plain():
        return False
    own = face(role)
    return own.has_rtl(text) if mirrored() else own.is_rtl(text)


def arrow(text: str) -> str:
    """The arrow that points on from a text."""
    return "←" if is_rtl(text) else "→"
