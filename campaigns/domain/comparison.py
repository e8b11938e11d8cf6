"""What changed between two contents of one kind, in words and word by word."""

import difflib
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from campaigns.content import Content, FieldSpec, fields, walk_values
from campaigns.content.base import Part, Widget
from campaigns.domain.reading import cells, noun, shown
from campaigns.enums import Difference

WORD = re.compile(r"\s*\S+|\s+")
"""A word with the space before it: space alone would pair with space everywhere."""
PAIRS_COMPARED = 40_000
"""Pairs of equal words, one before and one after, that are compared in one text; the work grows with their number. A text
with more is shown before and after. Two thousand words of prose, rewritten, have some 20 000."""
PAGE_OF_PAIRS = 1_000_000
"""The same for all texts of one comparison."""
SHORT = 40
"""Characters of a value that is said within a sentence: “Role Discovery → Trust”. What is longer is said to be rewritten."""
NAMED = 60
"""Characters of a row's name within a sentence."""
PHRASES = 6
"""Changes that one sentence names."""


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
    """One difference. `parts` are (same | ins | del, text) of a rewritten text; else `before` and `after` tell it. `words`
    tells a short one, “12 000 → 15 000”, whose `values` are the field, the old and the new; `row` is the row that the field is
    in, `item` what a row of its list is called."""

    path: str
    title: str
    where: str
    parts: tuple[tuple[str, str], ...] = ()
    before: str = ""
    after: str = ""
    words: str = ""
    row: str = ""
    item: str = ""
    how: Difference = Difference.REWRITTEN
    values: tuple[FieldSpec, Any, Any] | None = None

    @property
    def summary(self) -> str:
        """“Added.”, “In another order.”; empty where the texts tell it."""
        return "" if self.how is Difference.REWRITTEN else f"{self.how.label.capitalize()}."

    @property
    def section(self) -> str:
        """The name of the part of the content that it is in, as its path begins."""
        return self.path.partition(".")[0].partition("[")[0]

    @property
    def old(self) -> tuple[tuple[str, str], ...]:
        """The text before, with what is gone marked; empty where there was none."""
        return tuple(part for part in self.parts if part[0] != "ins") or _whole("del", self.before)

    @property
    def new(self) -> tuple[tuple[str, str], ...]:
        """The text now, with what is new marked; empty where there is none."""
        return tuple(part for part in self.parts if part[0] != "del") or _whole("ins", self.after)

    @property
    def name(self) -> str:
        """What it is about, within a sentence: “LinkedIn budget”, “channel “Bike schools””, “Pricing”."""
        if self.item:
            return f"{self.item} “{cut(self.title)}”"
        return f"{cut(self.row)} {_small(self.title)}" if self.row else self.title

    @property
    def phrase(self) -> str:
        """“LinkedIn budget 12 000 → 15 000”, “channel “Bike schools” added”, “Pricing rewritten”."""
        return f"{self.name} {self.words or self.how.label}"


def compare(before: Content, after: Content, budget: Budget | None = None) -> list[Change]:
    """Changes in the order of the model. Rows are matched by their first text, so that one which moved is not told as one
    that went and one that came; that the order is another is one change of the list. Who needs no word by word gives a
    budget of nothing."""
    return list(_compare(before, after, "", "", budget or Budget()))


def sentence(changes: list[Change]) -> str:
    """The changes in one sentence: “LinkedIn budget 12 000 → 15 000; persona “Facility manager” added.”"""
    if not changes:
        return ""
    said = "; ".join(change.phrase for change in changes[:PHRASES])
    more = f"; and {len(changes) - PHRASES} more" if len(changes) > PHRASES else ""
    return f"{said[0].upper()}{said[1:]}{more}".removesuffix(".") + "."


@dataclass(frozen=True)
class Side:
    """One part of the content beside its earlier self: what changed, and how many filled fields say the same."""

    title: str
    changes: tuple[Change, ...]
    same: int


def sides(before: Content, after: Content, changes: list[Change]) -> list[Side]:
    """The parts of the content in the order of the model, those without a difference too; fields that belong to none stand
    together at the top. A part in which nothing is written, then or now, is left out."""
    found = []
    for title, names in _parts_of(type(after)).items():
        own = tuple(change for change in changes if change.section in names)
        same = sum(1 for path in _filled(after) if _first(path) in names and not any(_covers(c, path) for c in own))
        if own or same:
            found.append(Side(title, own, same))
    return found


def count_fields(before: Content, after: Content) -> int:
    """Fields in which something is written, then or now."""
    return len({*_filled(before), *_filled(after)})


def _parts_of(model: type[Part]) -> dict[str, set[str]]:
    parts: dict[str, set[str]] = {}
    for spec in fields(model):
        alone = spec.widget is Widget.SECTION or (spec.widget is Widget.ROWS and spec.model)
        parts.setdefault(spec.title if alone else spec.group or "At a glance", set()).add(spec.name)
    return parts


def _filled(part: Content) -> list[str]:
    """Paths of the written fields that hold no other fields."""
    return [
        path
        for path, spec, value in walk_values(part)
        if spec.model is None and value not in (None, "", [], False)
    ]  # fmt: skip


def _first(path: str) -> str:
    return path.partition(".")[0].partition("[")[0]


def _covers(change: Change, path: str) -> bool:
    return path == change.path or (bool(change.item) and path.startswith(f"{change.path}."))


def _whole(kind: str, text: str) -> tuple[tuple[str, str], ...]:
    return ((kind, text),) if text else ()


def cut(name: str) -> str:
    """On one line, and not long: what is too long ends after a whole word, if it has any."""
    line = " ".join(name.split())
    if len(line) <= NAMED:
        return line
    return f"{line[:NAMED].rpartition(' ')[0] or line[: NAMED - 1]}…"


def _small(title: str) -> str:
    """A title within a sentence; one that begins with an abbreviation stays as it is."""
    return title if title[1:2].isupper() else f"{title[:1].lower()}{title[1:]}"


def _compare(
    before: Part, after: Part, prefix: str, where: str, budget: Budget, row: str = ""
) -> Iterator[Change]:  # fmt: skip
    for spec in fields(type(after)):
        if spec.internal:
            continue
        path = f"{prefix}{spec.name}"
        old, new = getattr(before, spec.name), getattr(after, spec.name)
        if old == new:
            continue
        if spec.widget is Widget.SECTION:
            yield from _compare(old, new, f"{path}.", f"{where}, {spec.title}" if where else spec.title, budget, row)
        elif spec.widget is Widget.ROWS and spec.model:
            yield from _compare_rows(spec, old, new, path, where, budget)
        else:
            yield _changed(spec, old, new, path, where, budget, row)


def _changed(spec: FieldSpec, old: Any, new: Any, path: str, where: str, budget: Budget, row: str) -> Change:
    before, after = ("" if value in (None, "", []) else shown(spec, value) for value in (old, new))
    if not before:
        return Change(path, spec.title, where, parts=(("ins", after),), row=row, how=Difference.ADDED)
    if not after:
        return Change(path, spec.title, where, parts=(("del", before),), row=row, how=Difference.REMOVED)
    short = max(len(before), len(after)) <= SHORT and "\n" not in before + after
    words = f"{before} → {after}" if short else ""
    parts = word_by_word(before, after, budget) if spec.written else (("del", before), ("ins", after))
    values = (spec, old, new) if short else None
    return Change(path, spec.title, where, parts=parts, words=words, row=row, values=values)


def _compare_rows(
    spec: FieldSpec, old: list[Part], new: list[Part], path: str, where: str, budget: Budget
) -> Iterator[Change]:
    before, after = _named(old), _named(new)
    place = f"{where}, {spec.title}" if where else spec.title
    item = noun(spec).removesuffix(" row")  # as it is called within a sentence
    for name in [name for name in before if name not in after]:
        row = before[name]
        yield Change(path, _called(row), place, before=_words(row), item=item, how=Difference.REMOVED)
    if [name for name in before if name in after] != [name for name in after if name in before]:
        yield Change(path, spec.title, where, how=Difference.REORDERED)
    for index, (name, row) in enumerate(after.items()):
        if name not in before:
            title = _called(row)
            yield Change(f"{path}[{index}]", title, place, after=_words(row), item=item, how=Difference.ADDED)
        else:
            yield from _compare(before[name], row, f"{path}[{index}].", f"{place}, {name[0]}", budget, name[0])


def _named(rows: list[Part]) -> dict[tuple[str, int], Part]:
    """Rows by what a person calls them; twins are told apart by their turn."""
    named: dict[tuple[str, int], Part] = {}
    for row in rows:
        name = next(_texts(row), "Row")
        turn = sum(known == name for known, _ in named)
        named[name, turn] = row
    return named


def _called(row: Part) -> str:
    """The name of a row that came or went; a day alone would not say which: “4 May 2026, Send the logo”."""
    texts = _texts(row)
    first = next(texts, "Row")
    dated = fields(type(row))[0].widget is Widget.DATE
    return ", ".join([first, *([second] if dated and (second := next(texts, "")) else [])])


def _texts(row: Part) -> Iterator[str]:
    """What is written in a row, field by field, but for sections."""
    return (text for spec in fields(type(row)) if (text := _text_of(spec, row)))


def _text_of(spec: FieldSpec, row: Part) -> str:
    value = getattr(row, spec.name)
    return shown(spec, value) if value not in (None, "", []) and spec.widget is not Widget.SECTION else ""


def _words(row: Part) -> str:
    return "\n".join(f"{label}: {text}" for label, text in cells(row).items() if text)


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
