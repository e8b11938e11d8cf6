"""What changed between two contents of one kind, in words and word by word."""

import difflib
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from campaigns.content import Content, FieldSpec, fields
from campaigns.content.base import Part, Widget
from campaigns.domain.reading import shown

WORD = re.compile(r"\s*\S+|\s+")
"""A word with the space before it: space alone would pair with space everywhere."""
PAIRS_COMPARED = 40_000
"""Pairs of equal words, one before and one after, that are compared in one text; the work grows with their number. A text
with more is shown before and after. Two thousand words of prose, rewritten, have some 20 000."""
PAGE_OF_PAIRS = 1_000_000
"""The same for all texts of one comparison."""


class Budget:
    """What one comparison may still spend on words."""

    def __init__(self, pairs: int = PAGE_OF_PAIRS) -> None:
        self.pairs = pairs

    def allows(self, pairs: int) -> bool:
        if pairs > min(self.pairs, PAIRS_COMPARED):
            return False
        self.pairs -= pairs
        return True


@dataclass(frozen=True)
class Change:
    """One difference. `parts` are (same | ins | del, text) of a rewritten text; else `before` and `after` tell it."""

    path: str
    title: str
    where: str
    summary: str = ""
    parts: tuple[tuple[str, str], ...] = ()
    before: str = ""
    after: str = ""


def compare(before: Content, after: Content) -> list[Change]:
    """Changes in the order of the model. Rows are matched by their first text, so a moved row is no change."""
    return list(_compare(before, after, "", "", Budget()))


def _compare(before: Part, after: Part, prefix: str, where: str, budget: Budget) -> Iterator[Change]:
    for spec in fields(type(after)):
        if spec.internal:
            continue
        path = f"{prefix}{spec.name}"
        old, new = getattr(before, spec.name), getattr(after, spec.name)
        if old == new:
            continue
        if spec.widget is Widget.SECTION:
            yield from _compare(old, new, f"{path}.", f"{where}, {spec.title}" if where else spec.title, budget)
        elif spec.widget is Widget.ROWS and spec.model:
            yield from _compare_rows(spec, old, new, path, where, budget)
        else:
            yield _changed(spec, old, new, path, where, budget)


def _changed(spec: FieldSpec, old: Any, new: Any, path: str, where: str, budget: Budget) -> Change:
    before, after = ("" if value in (None, "", []) else shown(spec, value) for value in (old, new))
    if not before:
        return Change(path, spec.title, where, "Added.", parts=(("ins", after),))
    if not after:
        return Change(path, spec.title, where, "Removed.", parts=(("del", before),))
    return Change(path, spec.title, where, parts=word_by_word(before, after, budget))


def _compare_rows(
    spec: FieldSpec, old: list[Part], new: list[Part], path: str, where: str, budget: Budget
) -> Iterator[Change]:
    before, after = _named(old), _named(new)
    place = f"{where}, {spec.title}" if where else spec.title
    for name in [name for name in before if name not in after]:
        yield Change(path, name[0], place, "Removed.", before=_words(before[name]))
    for index, (name, row) in enumerate(after.items()):
        if name not in before:
            yield Change(f"{path}[{index}]", name[0], place, "Added.", after=_words(row))
        else:
            yield from _compare(before[name], row, f"{path}[{index}].", f"{place}, {name[0]}", budget)


def _named(rows: list[Part]) -> dict[tuple[str, int], Part]:
    """Rows by what a person calls them; twins are told apart by their turn."""
    named: dict[tuple[str, int], Part] = {}
    for row in rows:
        name = next((text for spec in fields(type(row)) if (text := _text_of(spec, row))), "Row")
        turn = sum(known == name for known, _ in named)
        named[name, turn] = row
    return named


def _text_of(spec: FieldSpec, row: Part) -> str:
    value = getattr(row, spec.name)
    return shown(spec, value) if value not in (None, "", []) and spec.widget is not Widget.SECTION else ""


def _words(row: Part) -> str:
    texts = (f"{spec.title}: {text}" for spec in fields(type(row)) if (text := _text_of(spec, row)))
    return "\n".join(texts)


def word_by_word(before: str, after: str, budget: Budget) -> tuple[tuple[str, str], ...]:
    """(same | ins | del, text) such that dropping ins gives `before` and dropping del gives `after`."""
    old, new = WORD.findall(before), WORD.findall(after)
    if not budget.allows(_pairs(old, new)):
        return (("del", before), ("ins", after))
    parts: list[tuple[str, str]] = []
    for operation, a, b, c, d in difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if operation == "equal":
            parts.append(("same", "".join(old[a:b])))
        else:
            parts += [(kind, text) for kind, text in (("del", "".join(old[a:b])), ("ins", "".join(new[c:d]))) if text]
    return tuple(parts)


def _pairs(old: list[str], new: list[str]) -> int:
    after = Counter(new)
    return sum(count * after[word] for word, count in Counter(old).items())
