"""What is not as it was when a pack was ordered or built, in sentences. Both sides are the record that the pack's row keeps."""

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from campaigns.enums import ArtifactKind
from delivery.enums import CheckKey


class Difference(NamedTuple):
    """A sentence, and the kind whose version it is about."""

    text: str
    kind: ArtifactKind | None = None

    def __str__(self) -> str:
        return self.text


UNNAMED = Difference("Something that the pack says: the brand, a name, or what was found about it.")
"""For a pack that was ordered before its row kept a record."""

# Key of the record → its parts in order, in words; those without words are ids, which never change.
NAMES = {
    "client": ("", "The client’s name", "The client’s language"),
    "campaign": ("", "The campaign’s name"),
    "engagement": ("", "The engagement’s name"),
    "agency": ("", "The agency’s address", "The agency’s time zone", "Whether approvers go by their role"),
}
OUTCOMES = {"pass": "passed", "fail": "failed", "unknown": "is unknown"}


def between(then: Mapping[str, Any], now: Mapping[str, Any]) -> list[Difference]:
    """What the records of a pack's inputs (`packs.record_of`) say otherwise; nothing if they are the same."""
    if then == now:
        return []
    if not then:
        return [UNNAMED]
    was, is_ = then["said"], now["said"]
    found = [
        *_versions(was["versions"], is_["versions"]),
        *(Difference(each) for key, names in NAMES.items() for each in _named(names, was[key], is_[key])),
        *map(Difference, _brand(was["brand"], is_["brand"])),
        *map(Difference, _brand_files(was.get("brand_files", []), is_.get("brand_files", []))),
        *map(Difference, _lists("Formats", then["formats"], now["formats"])),
        *map(Difference, _lists("Asked for besides", was["options"], is_["options"])),
        *map(Difference, _checks(then["checks"], now["checks"])),
    ]
    return found or [UNNAMED]


def of_said(then: Mapping[str, Any], said: Mapping[str, Any]) -> list[Difference]:
    """The same for what is said alone, whatever the files and what was found and decided."""
    return between(then, {**then, "said": said}) if then else [UNNAMED]


def _named(names: tuple[str, ...], was: list[Any], is_: list[Any]) -> Iterator[str]:
    for name, before, after in zip(names, was, is_, strict=True):
        if before != after and name:
            yield f"{name} was {_value(before)} and is {_value(after)}."


def _value(value: object) -> str:
    return {True: "on", False: "off"}[value] if isinstance(value, bool) else f"“{value}”"


def _brand(was: list[list[Any]] | None, is_: list[list[Any]] | None) -> Iterator[str]:
    """Of the agency's brand, then of the client's own."""
    for name, place in (("Brand", 0), ("The client’s own brand", 1)):
        before, after = (rows[place] if rows and len(rows) > place else None for rows in (was, is_))
        if before != after:
            yield f"{name}: {_in_force(before)} before, {_in_force(after)} now."


def _brand_files(was: list[list[str]], is_: list[list[str]]) -> Iterator[str]:
    """Of typefaces and master, which rows of a brand name by field, digest and name."""
    for name, is_master in (("Typefaces", False), ("PowerPoint master", True)):
        before, after = ([row for row in rows if (row[0] == "master") is is_master] for rows in (was, is_))
        if before != after:
            yield f"{name}: {_titles(before)} before, {_titles(after)} now."


def _titles(rows: list[list[str]]) -> str:
    return ", ".join(dict.fromkeys(title for _, _, title in rows)) or "standard"


def _in_force(row: list[Any] | None) -> str:
    return f"version {row[1]}" if row else "none"


def _versions(was: list[dict[str, Any]], is_: list[dict[str, Any]]) -> Iterator[Difference]:
    before, after = ({row["kind"]: row for row in rows} for rows in (was, is_))
    for kind in ArtifactKind:
        if before.get(kind) != after.get(kind):
            yield Difference(_version(kind.label, before.get(kind), after.get(kind)), kind)


def _version(label: str, was: dict[str, Any] | None, is_: dict[str, Any] | None) -> str:
    if is_ is None:
        return f"{label} has no approved version any more."
    if was is None:
        return f"{label} v{is_['number']} is approved; before, nothing was."
    if was["number"] != is_["number"]:
        words = ", with the same words," if was["content_sha256"] == is_["content_sha256"] else ""
        return f"{label} v{is_['number']}{words} took the place of v{was['number']}."
    if was["stale"] != is_["stale"]:
        return f"{label} is stale: {' '.join(is_['stale'])}" if is_["stale"] else f"{label} is no longer stale."
    if was["qc"] != is_["qc"]:
        return f"{label} v{is_['number']} has another quality report."
    return f"{label} v{is_['number']} was decided about anew."


def _lists(name: str, was: list[str], is_: list[str]) -> Iterator[str]:
    if was != is_:
        yield f"{name}: {', '.join(was) or 'none'} before, {', '.join(is_) or 'none'} now."


def _checks(was: list[list[Any]], is_: list[list[Any]]) -> Iterator[str]:
    before = {row[0]: row[1:] for row in was}
    for key, *found in is_:
        if key in before and found != before[key]:
            yield from _check(CheckKey(key).label, before[key], found)


def _check(label: str, was: list[Any], is_: list[Any]) -> Iterator[str]:
    """What was found, or decided about it. That a check passes in other words follows from what is named already."""
    if was[0] != is_[0]:
        yield f"{label} {OUTCOMES[is_[0]]}: {is_[1]}"
    elif was[1] != is_[1] and is_[0] != "pass":
        yield f"{label}: {is_[1]}"
    elif was[2] != is_[2]:
        yield f"{label} {'has another waiver' if was[2] and is_[2] else 'was waived' if is_[2] else 'is no longer waived'}."
    elif was[3] != is_[3]:
        yield f"{label} has another sign-off."


def of_files(then: Mapping[str, Any], now: Mapping[str, Any]) -> list[str]:
    """Names of the files that two manifests index otherwise, then the keys of what they state."""
    was, is_ = then.get("file_index", {}), now["file_index"]
    files = [name for name in sorted(was.keys() | is_.keys()) if was.get(name) != is_.get(name)]
    follows = ("file_index", "manifest_hash")
    stated = [key for key in sorted(then.keys() | now.keys()) if key not in follows and then.get(key) != now.get(key)]
    return [*files, *(f"{key} in manifest.json" for key in stated)]
