"""Walks over the tree: its content strings in document order, and copies with changed strings."""

from collections.abc import Callable, Iterator
from dataclasses import is_dataclass, replace
from functools import cache
from operator import is_
from typing import Annotated, Any, Literal, TypeVar, get_origin, get_type_hints

from delivery.document.blocks import Block
from delivery.document.structure import Document, Section, Topic

Node = TypeVar("Node")


def strings(document: Document) -> Iterator[str]:
    """Every content string that is not empty, in document order."""
    return iter(_strings(document, []))


def section_strings(section: Section) -> Iterator[str]:
    """Every content string of one section that is not empty, in document order."""
    return iter(_strings(section, []))


def part_strings(part: Topic | Block) -> Iterator[str]:
    """Every content string of a topic or block that is not empty, in document order."""
    return iter(_strings(part, []))


def map_strings(node: Node, change: Callable[[str], str]) -> Node:
    """The tree with `change` applied to every string, content and chrome alike; what stays the same is not copied."""
    return _mapped(node, change)


def _strings(node: Any, found: list[str]) -> list[str]:
    if isinstance(node, str):
        if node:
            found.append(node)
    elif isinstance(node, tuple):
        for child in node:
            _strings(child, found)
    else:
        for name in _content_fields(node.__class__):
            _strings(getattr(node, name), found)
    return found


def _mapped(node: Any, change: Callable[[str], str]) -> Any:
    if isinstance(node, str):
        return change(node)
    if isinstance(node, tuple):
        mapped = tuple([_mapped(child, change) for child in node])
        return node if all(map(is_, mapped, node)) else mapped
    if fields := _text_fields(node.__class__):
        changed = {name: new for name in fields if (new := _mapped(old := getattr(node, name), change)) is not old}
        return replace(node, **changed) if changed else node
    return node


@cache
def _text_fields(kind: type) -> tuple[str, ...]:
    """Fields of a node that may hold text, none of another type; a choice between fixed words is not text."""
    if not is_dataclass(kind):
        return ()
    hints = get_type_hints(kind, include_extras=True)
    return tuple(name for name, hint in hints.items() if get_origin(hint) is not Literal)


@cache
def _content_fields(kind: type) -> tuple[str, ...]:
    hints = get_type_hints(kind, include_extras=True) if is_dataclass(kind) else {}
    return tuple(name for name in _text_fields(kind) if get_origin(hints[name]) is not Annotated)
