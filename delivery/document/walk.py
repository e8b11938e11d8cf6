"""Walks over the tree: its content strings in document order, and copies with changed strings."""

from collections.abc import Callable, Iterator
from dataclasses import is_dataclass, replace
from functools import cache
from typing import Annotated, Any, Literal, TypeVar, get_origin, get_type_hints

from delivery.document.blocks import Block
from delivery.document.structure import Document, Section, Topic

Node = TypeVar("Node")


def strings(document: Document) -> Iterator[str]:
    """Every content string that is not empty, in document order."""
    return _strings(document)


def section_strings(section: Section) -> Iterator[str]:
    """Every content string of one section that is not empty, in document order."""
    return _strings(section)


def part_strings(part: Topic | Block) -> Iterator[str]:
    """Every content string of a topic or block that is not empty, in document order."""
    return _strings(part)


def map_strings(node: Node, change: Callable[[str], str]) -> Node:
    """A copy of the tree with `change` applied to every string, content and chrome alike."""
    return _mapped(node, change)


def _strings(node: object) -> Iterator[str]:
    if isinstance(node, str):
        if node:
            yield node
    elif isinstance(node, tuple):
        for child in node:
            yield from _strings(child)
    elif is_dataclass(node) and not isinstance(node, type):
        for name in _content_fields(type(node)):
            yield from _strings(getattr(node, name))


def _mapped(node: Any, change: Callable[[str], str]) -> Any:
    if isinstance(node, str):
        return change(node)
    if isinstance(node, tuple):
        return tuple(_mapped(child, change) for child in node)
    if is_dataclass(node) and not isinstance(node, type):
        return replace(node, **{name: _mapped(getattr(node, name), change) for name in _text_fields(type(node))})
    return node


@cache
def _text_fields(kind: type) -> tuple[str, ...]:
    """Fields that may hold text; a choice between fixed words is not text."""
    hints = get_type_hints(kind, include_extras=True)
    return tuple(name for name, hint in hints.items() if get_origin(hint) is not Literal)


@cache
def _content_fields(kind: type) -> tuple[str, ...]:
    hints = get_type_hints(kind, include_extras=True)
    return tuple(name for name in _text_fields(kind) if get_origin(hints[name]) is not Annotated)
