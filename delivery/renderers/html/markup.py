"""HTML elements, escaped by default: only what `tag` made is taken as markup, every other string as text."""

from collections.abc import Iterable
from html import escape

VOID = frozenset({"img", "meta"})
Attribute = str | int | float | bool | None


class Markup(str):
    """Finished markup."""

    __slots__ = ()


def tag(name: str, /, *children: str, **attributes: Attribute) -> Markup:
    """An element. Attributes that are None or False are left out; `class_` and `aria_label` are respelt."""
    opened = name + "".join(_attribute(key, value) for key, value in attributes.items())
    if name in VOID:
        return Markup(f"<{opened}>")
    return Markup(f"<{opened}>{join(children)}</{name}>")


def join(children: Iterable[str]) -> Markup:
    """Children one after another, text escaped."""
    return Markup("".join(child if isinstance(child, Markup) else escape(child) for child in children))


def _attribute(key: str, value: Attribute) -> str:
    if value is None or value is False:
        return ""
    name = key.rstrip("_").replace("_", "-")
    if value is True:
        return f" {name}"
    text = f"{value:.5g}" if isinstance(value, float) else str(value)
    return f' {name}="{escape(text)}"'
