"""HTML elements, escaped by default: only what `tag` made is taken as markup, every other string as text."""

import re
from collections.abc import Iterable
from html import escape

from delivery.renderers.direction import is_plain, is_rtl, mirrored, turns

LINE = 75  # characters, about so many stand on one
ALONE = 2  # lines that a paragraph counts for at least
UNTURNED = frozenset({"style", "text", "title"})  # hold nothing but text
_ALIKE = re.compile(r"[0-9A-Za-z.,]*|\W*")  # a figure or a sign alone is read so in any grid
VOID = frozenset({"img", "meta"})
Attribute = str | int | float | bool | None


class Markup(str):
    """Finished markup."""

    __slots__ = ()


def tag(name: str, /, *children: str, **attributes: Attribute) -> Markup:
    """An element. Attributes that are None or False are left out; `class_` and `aria_label` are respelt."""
    if not is_plain() and name not in UNTURNED:
        children, attributes = _directed(name, children, attributes)
    opened = name + "".join(_attribute(key, value) for key, value in attributes.items())
    if name in VOID:
        return Markup(f"<{opened}>")
    return Markup(f"<{opened}>{join(children)}</{name}>")


def _directed(
    name: str, children: tuple[str, ...], attributes: dict[str, Attribute]
) -> tuple[tuple[str, ...], dict[str, Attribute]]:
    """What is read against the grid says so: a paragraph that is all of its element by an attribute of that, so that it stands
    at the far side, a name or a figure by an element of its own."""
    against = [not isinstance(child, Markup) and _is_against(child) for child in children]
    if not any(against):
        return children, attributes
    way = "ltr" if mirrored() else "rtl"
    lines = max(len(children[0]) // LINE + 1, ALONE if name == "p" else 1)
    if len(children) == 1 and turns(not mirrored(), lines):
        return children, attributes | {"dir": way}
    turned = (
        Markup(f'<bdi dir="{way}">{escape(child)}</bdi>') if other else child
        for child, other in zip(children, against, strict=True)
    )
    return tuple(turned), attributes


def _is_against(text: str) -> bool:
    return is_rtl(text) != mirrored() and not _ALIKE.fullmatch(text)


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
