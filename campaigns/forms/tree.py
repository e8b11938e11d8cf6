"""What was typed, in the shape of the content: read from stored content and from a POST, row by row.

A value that cannot be converted stays the text that was typed. The models refuse it with a sentence, and the form shows both.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from copy import deepcopy
from functools import cache
from typing import Any

from django.http import QueryDict

from campaigns.content import FieldSpec, fields
from campaigns.content.base import MAX_ROWS, Part, Widget

Tree = dict[str, Any]

MAX_NAME = 200
"""Characters of a name in a POST. The paths of the models have less than half of that; longer names are not read."""
TICKED = "true"
"""What a ticked box posts."""
BOXES = {Widget.FLAG, Widget.CHOICES}
"""Controls that post nothing when nothing is ticked. After them an empty value is posted, so that no tick is told from no answer,
and a whole answer from one that was cut off."""
COUNT = "rows."
"""Prefix of the field that says how many rows of a list were on the page: an emptied list is told from a lost one."""

_INDEX = re.compile(r"\[(0|[1-9][0-9]{0,5})\](?:\.([a-z0-9_]+))?", re.ASCII)
_NUMBER = re.compile(r"-?[0-9]{1,15}", re.ASCII)
_ROWS = re.compile(r"[0-9]{1,6}", re.ASCII)


def nested(spec: FieldSpec) -> type[Part]:
    """The model behind a section or behind rows."""
    if spec.model is None:
        raise TypeError(f"{spec.path} has no model of its own.")
    return spec.model


def limit(spec: FieldSpec) -> int:
    """How many rows a list may have."""
    return spec.max_length or MAX_ROWS


@cache
def _defaults(model: type[Part]) -> Tree:
    return model().model_dump(mode="json")


def blank(model: type[Part] | None) -> Any:
    """A section or row in which nothing was entered. Rows without a model are text."""
    return deepcopy(_defaults(model)) if model else ""


def may_be_none(model: type[Part], spec: FieldSpec) -> bool:
    """Whether nothing entered is stored as null, not as an empty text."""
    return _defaults(model)[spec.name] is None


def completed(model: type[Part], data: Mapping[str, Any]) -> Tree:
    """A copy of `data` in which every field of the model is present."""
    tree: Tree = blank(model)
    for spec in fields(model):
        if spec.name not in data:
            continue
        value = data[spec.name]
        if spec.widget is Widget.SECTION:
            tree[spec.name] = completed(nested(spec), value)
        elif spec.widget is Widget.ROWS and spec.model:
            tree[spec.name] = [completed(spec.model, row) for row in value]
        else:
            tree[spec.name] = deepcopy(value)
    return tree


def paths(model: type[Part], tree: Tree, prefix: str = "") -> Iterator[tuple[str, FieldSpec]]:
    """Path and field of all that the form shows: sections, fields, lists and each of their rows."""
    for spec in fields(model):
        if not spec.in_form:
            continue
        path = f"{prefix}{spec.name}"
        yield path, spec
        if spec.widget is Widget.SECTION:
            yield from paths(nested(spec), tree[spec.name], f"{path}.")
        elif spec.widget is Widget.ROWS:
            for index, row in enumerate(tree[spec.name]):
                yield f"{path}[{index}]", spec
                if spec.model:
                    yield from paths(spec.model, row, f"{path}[{index}].")


def rows_at(model: type[Part], tree: Tree, path: str) -> tuple[FieldSpec, list[Any]] | None:
    """The list of rows at `path` and its field; None if the form shows no list there."""
    *way, last = path.split(".")
    for step in way:
        name, _, index = step.removesuffix("]").partition("[")
        spec = _shown(model, name)
        if spec is None or spec.model is None:
            return None
        if spec.widget is Widget.ROWS:
            rows = tree[name]
            if not (_ROWS.fullmatch(index) and int(index) < len(rows)):
                return None
            tree = rows[int(index)]
        else:
            tree = tree[name]
        model = spec.model
    spec = _shown(model, last)
    return (spec, tree[last]) if spec and spec.widget is Widget.ROWS else None


def _shown(model: type[Part], name: str) -> FieldSpec | None:
    return next((spec for spec in fields(model) if spec.name == name and spec.in_form), None)


class Post:
    """A POST's values by path. Names that are not paths of the form lie unread; nothing here raises."""

    def __init__(self, data: QueryDict) -> None:
        self.refused: dict[str, list[str]] = {}
        self._values: dict[str, list[str]] = {}
        self._rows: dict[str, dict[int, set[str]]] = {}
        for name, values in data.lists():
            if len(name) > MAX_NAME or not values:
                continue
            self._values[name] = [str(value).replace("\r\n", "\n") for value in values]
            for match in _INDEX.finditer(name):
                found = self._rows.setdefault(name[: match.start()], {})
                found.setdefault(int(match[1]), set()).add(match[2] or "")

    def read(self, model: type[Part], stored: Tree, prefix: str = "") -> Tree:
        """The content as typed. What the POST does not mention, and what is not typed, stays as stored."""
        there = (spec for spec in fields(model) if spec.name in stored)  # a list of files is left out while it is empty
        return {spec.name: self._value(model, spec, stored[spec.name], prefix) for spec in there}

    def _value(self, model: type[Part], spec: FieldSpec, stored: Any, prefix: str) -> Any:
        path = f"{prefix}{spec.name}"
        if not spec.in_form:
            return stored
        if spec.widget is Widget.SECTION:
            return self.read(nested(spec), stored, f"{path}.")
        if spec.widget is Widget.ROWS:
            return self._read_rows(spec, stored, path)
        values = self._values.get(path, [])
        if not values or (spec.widget in BOXES and "" not in values):
            return stored
        if spec.widget is Widget.CHOICES:
            values = _in_order(values, stored)
        return READERS[spec.widget](values, None if may_be_none(model, spec) else "")

    def _read_rows(self, spec: FieldSpec, stored: list[Any], path: str) -> list[Any]:
        """Rows in the order in which they were posted. A POST that was cut off has fewer than it says: the rest is as stored."""
        if f"{COUNT}{path}" not in self._values:
            return stored
        said = self._values[f"{COUNT}{path}"][-1]
        names = {field.name for field in fields(spec.model)} if spec.model else {""}
        found = [index for index, seen in self._rows.get(path, {}).items() if seen & names]
        if len(found) > limit(spec):
            found = found[: limit(spec)]
            self.refused[path] = [f"Use at most {limit(spec)} entries. Those after them were not taken."]
        if _ROWS.fullmatch(said) and int(said) > len(found):
            lost = [index for index in range(len(stored)) if index not in set(found)]
            found += lost[: int(said) - len(found)]
        return [self._row(spec, stored[at] if at < len(stored) else blank(spec.model), f"{path}[{at}]") for at in found]

    def _row(self, spec: FieldSpec, stored: Any, path: str) -> Any:
        if spec.model:
            return self.read(spec.model, stored, f"{path}.")
        return self._values[path][-1] if path in self._values else stored


def _in_order(values: list[str], stored: list[str]) -> list[str]:
    """What was chosen before in its order, then what is new: boxes stand in the order of the model and know no other."""
    return [*(value for value in stored if value in values), *(value for value in values if value not in stored)]


def _text(values: list[str], empty: str | None) -> Any:
    return values[-1]


def _optional(values: list[str], empty: str | None) -> Any:
    return values[-1].strip() or empty


def _number(values: list[str], empty: str | None) -> Any:
    text = values[-1].strip()
    return int(text) if _NUMBER.fullmatch(text) else text or empty


def _lines(values: list[str], empty: str | None) -> Any:
    return values[-1].split("\n") if values[-1] else []


def _choices(values: list[str], empty: str | None) -> Any:
    return [value for value in values if value]


def _flag(values: list[str], empty: str | None) -> Any:
    answers = set(values) - {""}
    return TICKED in answers if answers <= {TICKED} else values[-1]


READERS: dict[Widget, Callable[[list[str], str | None], Any]] = {
    Widget.LINE: _text,
    Widget.TEXT: _text,
    Widget.DECIMAL: _text,
    Widget.CURRENCY: _text,
    Widget.TIME: _text,
    Widget.LINES: _lines,
    Widget.DECIMALS: _lines,
    Widget.NUMBER: _number,
    Widget.DATE: _optional,
    Widget.CHOICE: _optional,
    Widget.CHOICES: _choices,
    Widget.FLAG: _flag,
}
"""Widget → posted values and what nothing is stored as → value of the tree. Sections and rows are read by Post itself."""
