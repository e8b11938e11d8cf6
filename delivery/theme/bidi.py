"""The order in which a line is read and the one in which it is drawn: Unicode Standard Annex 9, without embeddings.

`clean` has taken overrides, embeddings and isolates out of every text, so the implicit rules are all there is (X1 to X8 fall
away). Levels are found line by line, after the text was broken.
"""

import unicodedata
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import groupby
from typing import NamedTuple

STRONG = {"L": False, "R": True, "AL": True}  # whether letters of the class are read from right to left
_REMOVED = frozenset({"BN", "LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"})
_NEUTRAL = frozenset({"B", "S", "WS", "ON"})
_BLANK = frozenset({"S", "WS"}) | _REMOVED
_PAIRS = (
    "() [] {} ⁅⁆ ⁽⁾ ₍₎ ⌈⌉ ⌊⌋ ❨❩ ❪❫ ❬❭ ❮❯ ❰❱ ❲❳ ❴❵ ⟅⟆ ⟦⟧ ⟨⟩ ⟪⟫ ⟬⟭ ⟮⟯ ⦃⦄ ⦅⦆ ⦇⦈ ⦉⦊ ⦋⦌ ⧼⧽ "
    "⸢⸣ ⸤⸥ ⸦⸧ ⸨⸩ 〈〉 《》 「」 『』 【】 〔〕 〖〗 〘〙 〚〛 ﹙﹚ ﹛﹜ ﹝﹞ （） ［］ ｛｝ ｟｠ ｢｣"
)  # Bidi_Paired_Bracket
_CLOSING = {pair[0]: pair[1] for pair in _PAIRS.split()}
_OPENING = {closing: opening for opening, closing in _CLOSING.items()}
RTL_LANGUAGES = frozenset(
    [
        "ar",
        "arc",
        "ckb",
        "dv",
        "fa",
        "glk",
        "he",
        "iw",
        "ks",
        "lrc",
        "mzn",
        "nqo",
        "pnb",
        "ps",
        "sd",
        "syr",
        "ug",
        "ur",
        "yi",
    ]
)
RTL_SCRIPTS = frozenset({"Adlm", "Arab", "Aran", "Hebr", "Mand", "Nkoo", "Rohg", "Samr", "Syrc", "Thaa"})
"""Of a tag that names a script, the script decides: “az-Arab”, “pa-Arab”, “ks-Deva”."""
DEEPEST = 63  # brackets within brackets (BD16)


class Run(NamedTuple):
    """A part of a line in one direction: the text between two places."""

    start: int
    end: int
    rtl: bool


def base_of(text: str) -> bool | None:
    """Whether the first letter is one that is read from right to left (P2, P3); None for a text without letters."""
    for char in text:
        found = STRONG.get(_class(char))
        if found is not None:
            return found
    return None


def is_rtl_language(tag: str) -> bool:
    """Whether a BCP 47 tag names a language that is written from right to left."""
    language, *rest = tag.split("-")
    script = next((part for part in rest if len(part) == 4), None)
    return script in RTL_SCRIPTS if script else language in RTL_LANGUAGES


def runs(line: str, *, rtl: bool) -> list[Run]:
    """The parts of a line from left to right as they are drawn (L2); `rtl` says how its paragraph is read."""
    found = _levels(line, int(rtl))
    parts = [(level, [index for index, _ in group]) for level, group in groupby(enumerate(found), key=lambda it: it[1])]
    for least in range(max(found, default=0), 0, -1):
        parts = _reversed(parts, least)
    return [Run(indices[0], indices[-1] + 1, bool(level % 2)) for level, indices in parts]


def _reversed(parts: list[tuple[int, list[int]]], least: int) -> list[tuple[int, list[int]]]:
    """Parts with every stretch of at least a level turned round."""
    turned = []
    for high, group in groupby(parts, key=lambda part: part[0] >= least):
        stretch = list(group)
        turned += stretch[::-1] if high else stretch
    return turned


def _levels(line: str, base: int) -> list[int]:
    """The level of each character; what is removed (X9) takes that of the character before it."""
    classes = [_class(char) for char in line]
    kept = [index for index, found in enumerate(classes) if found not in _REMOVED]
    found = _resolved([classes[index] for index in kept], [line[index] for index in kept], base)
    levels = dict(zip(kept, found, strict=True))
    before = base
    for index in range(len(line)):
        before = levels.setdefault(index, before)
    for index in range(len(line) - 1, -1, -1):  # L1: blanks that end the line
        if classes[index] not in _BLANK:
            break
        levels[index] = base
    return [levels[index] for index in range(len(line))]


def _resolved(classes: list[str], chars: list[str], base: int) -> list[int]:
    """Levels by the rules W, N and I."""
    edge = "R" if base else "L"
    original = classes
    classes = _weak(list(classes), edge)
    _brackets(classes, original, chars, edge)
    _neutral(classes, edge)
    return [base + _RISE[base][found] for found in classes]


_RISE = ({"L": 0, "R": 1, "AN": 2, "EN": 2}, {"L": 1, "R": 0, "AN": 1, "EN": 1})


def _weak(classes: list[str], edge: str) -> list[str]:
    """Marks, figures and what stands between figures (W1 to W7)."""
    before = letter = edge
    for index, found in enumerate(classes):
        if found == "NSM":
            classes[index] = found = before
        before = found
        if found in STRONG:
            letter = found
        elif found == "EN" and letter == "AL":
            classes[index] = before = "AN"
    classes = ["R" if found == "AL" else found for found in classes]
    for index in range(1, len(classes) - 1):
        sides = {classes[index - 1], classes[index + 1]}
        if (sides == {"EN"} and classes[index] in ("ES", "CS")) or (sides == {"AN"} and classes[index] == "CS"):
            classes[index] = classes[index - 1]
    for start, end in _stretches(classes, {"ET"}):
        if "EN" in (_at(classes, start - 1, ""), _at(classes, end, "")):
            classes[start:end] = ["EN"] * (end - start)
    letter = edge
    for index, found in enumerate(classes):
        if found in ("ES", "ET", "CS"):
            classes[index] = "ON"
        elif found in ("L", "R"):
            letter = found
        elif found == "EN" and letter == "L":
            classes[index] = "L"
    return classes


def _brackets(classes: list[str], original: Sequence[str], chars: Sequence[str], edge: str) -> None:
    """A pair of brackets reads as what is within it, or as what was before (N0)."""
    for start, end in _pairs(classes, chars):
        inside = {_SIDES[found] for found in classes[start + 1 : end] if found in _SIDES}
        if not inside:
            continue
        side = edge
        if edge not in inside:
            context = (
                next((_SIDES[found] for found in classes[start - 1 :: -1] if found in _SIDES), edge) if start else edge
            )
            side = context if context in inside else edge
        for place in (start, end):
            classes[place] = side
            for after in range(place + 1, len(classes)):
                if original[after] != "NSM":
                    break
                classes[after] = side


_SIDES = {"L": "L", "R": "R", "EN": "R", "AN": "R"}


def _pairs(classes: Sequence[str], chars: Sequence[str]) -> list[tuple[int, int]]:
    """Places of brackets that belong together, in order (BD16)."""
    open_: list[tuple[str, int]] = []
    found = []
    for index, char in enumerate(chars):
        if classes[index] != "ON":
            continue
        if char in _CLOSING:
            if len(open_) == DEEPEST:
                return []
            open_.append((char, index))
        elif char in _OPENING:
            place = next((place for place in range(len(open_) - 1, -1, -1) if open_[place][0] == _OPENING[char]), None)
            if place is not None:
                found.append((open_[place][1], index))
                del open_[place:]
    return sorted(found)


def _neutral(classes: list[str], edge: str) -> None:
    """What has no direction takes that of both its sides, else of the paragraph (N1, N2)."""
    for start, end in _stretches(classes, _NEUTRAL):
        before = _SIDES[_at(classes, start - 1, edge)]
        after = _SIDES[_at(classes, end, edge)]
        classes[start:end] = [before if before == after else edge] * (end - start)


def _stretches(classes: Sequence[str], wanted: set[str] | frozenset[str]) -> Iterator[tuple[int, int]]:
    """Start and end of each stretch of wanted classes."""
    place = 0
    for is_wanted, group in groupby(list(classes), key=wanted.__contains__):
        length = len(list(group))
        if is_wanted:
            yield place, place + length
        place += length


def _at(classes: Sequence[str], index: int, beyond: str) -> str:
    return classes[index] if 0 <= index < len(classes) else beyond


@cache
def _class(char: str) -> str:
    return unicodedata.bidirectional(char) or "L"
