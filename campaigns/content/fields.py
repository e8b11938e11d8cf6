"""Walk the models: what fields there are, what text was written, what is still missing."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic.fields import FieldInfo

from campaigns.content.base import Part, Widget
from campaigns.enums import Choice

WRITTEN = frozenset({Widget.LINE, Widget.TEXT, Widget.LINES})
LABELS = 4_096  # kept by type and path
"""The widgets whose values are words a person wrote, as opposed to numbers, dates, codes and choices."""


@dataclass(frozen=True)
class FieldSpec:
    """Everything a form, a report or a document needs to know about one field.

    ``path`` counts from the model that was walked and has ``[]`` after a list of rows: ``channels[].name``.
    ``model`` is the nested model of a section or of rows. ``suggest`` is JSON-ready. A limit may be None.
    """

    path: str
    name: str
    title: str
    help: str
    widget: Widget
    required: bool
    internal: bool
    attached: bool
    group: str
    options: tuple[tuple[str, str], ...]
    suggest: Any
    model: type[Part] | None
    max_length: int | None
    minimum: int | None
    maximum: int | None

    @property
    def in_form(self) -> bool:
        """Whether people type it."""
        return not (self.internal or self.attached)

    @property
    def multiline(self) -> bool:
        return self.widget is Widget.TEXT

    @property
    def written(self) -> bool:
        return self.widget in WRITTEN or (self.widget is Widget.ROWS and self.model is None)


@cache
def fields(model: type[Part]) -> tuple[FieldSpec, ...]:
    """Return the model's own fields, in order."""
    return tuple(_spec(name, info) for name, info in model.model_fields.items())


@cache
def _by_name(model: type[Part]) -> dict[str, FieldSpec]:
    return {spec.name: spec for spec in fields(model)}


def walk_fields(model: type[Part], prefix: str = "") -> Iterator[FieldSpec]:
    """Yield every field of the model and of the models within it, parents before children."""
    for spec in fields(model):
        path = f"{prefix}{spec.name}"
        yield replace(spec, path=path)
        if spec.model:
            yield from walk_fields(spec.model, f"{path}[]." if spec.widget is Widget.ROWS else f"{path}.")


def walk_values(part: Part, prefix: str = "", *, internal: bool = False) -> Iterator[tuple[str, FieldSpec, Any]]:
    """Yield path, field and value of all that is in ``part``; sections and rows before their content."""
    for spec in fields(type(part)):
        if spec.internal and not internal:
            continue
        path, value = f"{prefix}{spec.name}", getattr(part, spec.name)
        yield path, spec, value
        if spec.widget is Widget.SECTION:
            yield from walk_values(value, f"{path}.", internal=internal)
        elif spec.widget is Widget.ROWS and spec.model:
            for position, row in enumerate(value):
                yield from walk_values(row, f"{path}[{position}].", internal=internal)


def walk_strings(part: Part, prefix: str = "") -> Iterator[tuple[str, str]]:
    """Yield path and text of every non-empty text that people wrote and a pack may show.

    Left out: internal fields, numbers, dates, codes and choices.
    """
    for path, spec, value in walk_values(part, prefix):
        if not spec.written:
            continue
        if isinstance(value, str):
            if value:
                yield path, value
        else:
            yield from ((f"{path}[{position}]", line) for position, line in enumerate(value) if line)


def missing(part: Part) -> list[tuple[str, FieldSpec]]:
    """Return path and field of everything that is required for approval and empty."""
    return [(path, spec) for path, spec, value in walk_values(part) if spec.required and value in ("", None, [])]


def _spec(name: str, info: FieldInfo) -> FieldSpec:
    widget, target, limits = _resolve(info.annotation, list(info.metadata))
    extra = info.json_schema_extra if isinstance(info.json_schema_extra, dict) else {}
    is_choice = isinstance(target, type) and issubclass(target, Choice)
    return FieldSpec(
        path=name,
        name=name,
        title=info.title or "",
        help=info.description or "",
        widget=widget,
        required=bool(extra.get("required_for_approval")),
        internal=bool(extra.get("internal")),
        attached=bool(extra.get("attached")),
        group=str(extra.get("group", "")),
        options=tuple((member.value, member.label) for member in target) if is_choice else (),
        suggest=extra.get("suggest"),
        model=target if isinstance(target, type) and issubclass(target, Part) else None,
        max_length=limits.get("max_length"),
        minimum=limits.get("ge"),
        maximum=limits.get("le"),
    )


def _resolve(annotation: Any, metadata: list[Any]) -> tuple[Widget, Any, dict[str, int]]:
    """Return the widget, the enum or model behind it, and the limits, from a field's annotation."""
    annotation, metadata = _unwrap(annotation, metadata)
    limits = _limits(metadata)
    marked = next((item for item in metadata if isinstance(item, Widget)), None)
    if marked:
        return marked, None, limits
    if get_origin(annotation) is list:
        (inner,) = get_args(annotation)
        inner, _ = _unwrap(inner, [])
        if isinstance(inner, type) and issubclass(inner, Choice):
            return Widget.CHOICES, inner, limits
        return Widget.ROWS, inner, limits
    if get_origin(annotation) is Literal:
        return Widget.LINE, None, limits
    if issubclass(annotation, Part):
        return Widget.SECTION, annotation, limits
    if issubclass(annotation, Choice):
        return Widget.CHOICE, annotation, limits
    raise TypeError(f"{annotation!r} has no widget: use one of the types of campaigns.content.base.")


def _unwrap(annotation: Any, metadata: list[Any]) -> tuple[Any, list[Any]]:
    """Take ``| None`` and ``Annotated`` off, keeping what was annotated."""
    while True:
        if get_origin(annotation) in (Union, UnionType):
            (annotation,) = (option for option in get_args(annotation) if option is not NoneType)
        elif get_origin(annotation) is Annotated:
            annotation, *more = get_args(annotation)
            metadata = [*metadata, *more]
        else:
            return annotation, metadata


def _limits(metadata: list[Any]) -> dict[str, int]:
    found: dict[str, int] = {}
    for item in metadata:
        for limit in (item, *getattr(item, "metadata", ())):
            for key in ("max_length", "ge", "le"):
                value = getattr(limit, key, None)
                if isinstance(value, int):
                    found[key] = min(value, found[key]) if key in found and key != "ge" else value
    return found


@lru_cache(maxsize=LABELS)
def label(model: type[Part], path: str) -> str:
    """Name the place of a path in words: “Channel Strategy, Channels 3, Job”.

    Raises KeyError if the model has no such field.
    """
    words = []
    for step in path.split("."):
        name, _, position = step.removesuffix("]").partition("[")
        spec = _by_name(model)[name]
        words.append(f"{spec.title} {int(position) + 1}" if position else spec.title)
        model = spec.model or model
    return ", ".join(words)
