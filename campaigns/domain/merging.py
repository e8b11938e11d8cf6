"""What somebody typed and what somebody else stored meanwhile, put together field by field.

A page carries a fingerprint of every field as it was when the page was opened. It tells who changed what, without the earlier
text. A list of rows counts as one field: rows have no names of their own.
"""

import json
from collections.abc import Collection, Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from campaigns.content import MODELS, FieldSpec, fields
from campaigns.content.base import Part, Widget
from campaigns.domain.reading import shown
from campaigns.enums import ArtifactKind

Tree = dict[str, Any]

DIGITS = 10
"""Hexadecimal digits of one field's fingerprint."""


@dataclass(frozen=True)
class Merged:
    """`content` is what was typed, but for the fields in `taken`, which only the other one changed. The fields in `both` were
    changed by both, or by nobody knows whom; they hold what was typed."""

    content: Tree
    taken: tuple[str, ...]
    both: tuple[str, ...]


def fingerprint(kind: ArtifactKind, content: Mapping[str, Any]) -> str:
    """Ten digits for each field that a form shows, in the order of the model."""
    return "".join(_digits(_at(content, path)) for path, _ in _leaves(MODELS[kind]))


def merge(kind: ArtifactKind, typed: Tree, stored: Tree, base: str) -> Merged:
    """`typed` and `stored` hold every field; `base` is the fingerprint of what both began with. Without one that fits, every
    difference is in `both`."""
    content, taken, both = deepcopy(typed), [], []
    for at, (path, _) in enumerate(_leaves(MODELS[kind])):
        mine, theirs = _at(typed, path), _at(stored, path)
        before = base[at * DIGITS : (at + 1) * DIGITS]
        if mine == theirs or _digits(theirs) == before:
            continue
        if _digits(mine) == before:
            _put(content, path, theirs)
            taken.append(path)
        else:
            both.append(path)
    return Merged(content, tuple(taken), tuple(both))


def take(kind: ArtifactKind, content: Tree, stored: Tree, path: str) -> bool:
    """Put the stored value of the field at `path` into `content`; False if there is no such field."""
    if path not in (leaf for leaf, _ in _leaves(MODELS[kind])):
        return False
    _put(content, path, _at(stored, path))
    return True


def titles(kind: ArtifactKind, paths: Collection[str]) -> list[str]:
    """What the fields are called, each with the section it is in."""
    return [title for path, (title, _) in _named(MODELS[kind]).items() if path in paths]


def in_words(kind: ArtifactKind, content: Part, paths: Collection[str]) -> dict[str, str]:
    """The values of the fields at `paths`, as people read them."""
    return {
        path: _words(spec, _value(content, path)) or "Nothing."
        for path, (_, spec) in _named(MODELS[kind]).items()
        if path in paths
    }


def _leaves(model: type[Part], prefix: str = "") -> Iterator[tuple[str, FieldSpec]]:
    for spec in fields(model):
        if not spec.in_form:
            continue
        if spec.widget is Widget.SECTION and spec.model:
            yield from _leaves(spec.model, f"{prefix}{spec.name}.")
        else:
            yield f"{prefix}{spec.name}", spec


def _named(model: type[Part], prefix: str = "", where: str = "") -> dict[str, tuple[str, FieldSpec]]:
    found: dict[str, tuple[str, FieldSpec]] = {}
    for spec in fields(model):
        title = f"{where}, {spec.title}" if where else spec.title
        if spec.widget is Widget.SECTION and spec.model and spec.in_form:
            found |= _named(spec.model, f"{prefix}{spec.name}.", title)
        elif spec.in_form:
            found[f"{prefix}{spec.name}"] = (title, spec)
    return found


def _digits(value: Any) -> str:
    return sha256(json.dumps(value, sort_keys=True).encode()).hexdigest()[:DIGITS]


def _at(tree: Mapping[str, Any], path: str) -> Any:
    value: Any = tree
    for name in path.split("."):
        value = value[name]
    return value


def _put(tree: Tree, path: str, value: Any) -> None:
    *way, last = path.split(".")
    for name in way:
        tree = tree[name]
    tree[last] = deepcopy(value)


def _value(content: Part, path: str) -> Any:
    value: Any = content
    for name in path.split("."):
        value = getattr(value, name)
    return value


def _words(spec: FieldSpec, value: Any) -> str:
    if value in ("", None, []):
        return ""
    if isinstance(value, Part):
        return _row(value)
    if spec.widget is Widget.ROWS:
        rows = (_row(row) if isinstance(row, Part) else str(row) for row in value)
        return "\n".join(f"{number}. {row}" for number, row in enumerate(rows, 1))
    return shown(spec, value)


def _row(row: Part) -> str:
    told = ((spec.title, _words(spec, getattr(row, spec.name))) for spec in fields(type(row)) if not spec.internal)
    return "; ".join(f"{title}: {words}" for title, words in told if words)
