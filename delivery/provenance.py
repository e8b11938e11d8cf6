"""provenance.json: which approved versions each page of the report, slide of the deck and section of the summary holds.

It is one of the files that the manifest indexes, and repeats of the manifest what is asked for most: under `sources`
each included version with its quality report and its decision, in the manifest's own words. Under `files` stands each
place of each file, in order, with the names of its sources; what a pack says of itself (cover, contents, evidence,
imprint) is made from the `frame`. Under `assets`, where there are final files, stands each with the name that the agency gave
it and the asset that it belongs to.
"""

import re
import struct
import zipfile
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from io import BytesIO
from typing import TYPE_CHECKING, Any

from delivery.manifest import ARTIFACT_TYPES, ASSETS, UNITS, Asset, Json, Manifest, pretty_json

if TYPE_CHECKING:
    from delivery.renderers.base import Place

SCHEMA_VERSION = "delivery_provenance_v1"
_OTHER_FORM = f"It is not in the documented form of {SCHEMA_VERSION}."
FRAME = "frame"
ASSETS_FROM = ("creatives",)
"""The kind that names final files."""
MOST_PLACES = 100_000
"""More pages, slides or sections than any file of a pack has."""

_NEXT = re.compile(rb"startxref\s+(\d+)\s+%%EOF\s*\Z")
_ANCHOR = re.compile(r"section-[0-9]{1,6}")
_SECTION = re.compile(rb'<section id="(section-[0-9]{1,6})"')
_SLIDE = re.compile(r"ppt/slides/slide(\d+)\.xml")
_UNREADABLE = (
    ValueError, IndexError, OverflowError, struct.error, EOFError, OSError, RuntimeError, zipfile.BadZipFile
)  # fmt: skip
"""What hostile bytes make `zipfile` and the reader of a page tree raise."""
_XREF_ROW = 20
"""Bytes of one row of a PDF's table of objects. ISO 32000-1 §7.5.4."""


def provenance_json(manifest: Manifest, places: "Mapping[str, Sequence[Place]]", assets: Iterable[Asset] = ()) -> bytes:
    """The file for these places, by file name, and these final files. Raises ManifestError."""
    told: dict[str, Json] = {
        asset.member: {"name": asset.name, "asset": asset.asset, "made_from": list(ASSETS_FROM)} for asset in assets
    }
    return pretty_json(
        {
            "schema_version": SCHEMA_VERSION,
            "sources": sources_of(manifest.statement()),
            "files": {name: [_entry(UNITS[name], place) for place in found] for name, found in places.items()},
            **({"assets": told} if told else {}),
        }
    )


def _entry(unit: str, place: "Place") -> dict[str, Json]:
    return {unit: place.name, "made_from": [source.value for source in place.sources]}


def sources_of(manifest: Mapping[str, Any]) -> dict[str, Json]:
    """Each included version by its type, from what the manifest says. Raises KeyError and TypeError for another form."""
    return {row["type"]: _source(row) for row in manifest["included_artifacts"]}


def _source(row: Mapping[str, Any]) -> dict[str, Json]:
    qc = row["qc"]
    return {
        "artifact_id": row["artifact_id"],
        "version": row["version"],
        "content_sha256": row["content_sha256"],
        "qc": {key: qc[key] for key in ("report_id", "status", "score")} if qc else None,
        "decision": {"by": row["approved_by"], "role": row["approver_role"], "at": row["approved_at"]},
    }


# Check


class Untraceable(ValueError):
    """A provenance or a file that cannot be read as one; the message is a sentence."""


def faults(stated: object, manifest: Mapping[str, Any], files: Mapping[str, bytes], names: Iterable[str]) -> list[str]:
    """Sentences about all that is wrong with a provenance of the documented layout.

    `names` are the files that the pack should hold; the places of those in `files`, whose bytes are known to be the
    sealed ones, are counted. No bytes make this raise.
    """
    try:
        expected = sources_of(manifest)
    except (KeyError, TypeError, AttributeError):
        expected = {}
    if not expected or not expected.keys() <= set(ARTIFACT_TYPES):
        return ["It cannot be held against the approved versions."]
    match stated:
        case {"schema_version": version, "sources": dict(sources), "files": dict(listed), **rest}:
            if version != SCHEMA_VERSION or rest.keys() - {"assets"}:
                return [_OTHER_FORM]
        case _:
            return [_OTHER_FORM]
    found = [*_source_faults(sources, expected)]
    known = set(names)
    found += _asset_faults(rest.get("assets"), {name for name in known if name.startswith(ASSETS)}, sources)
    promised = {name for name in known if name in UNITS}
    found += [f"It says nothing of {name}." for name in sorted(promised - listed.keys())]
    found += [
        f"It speaks of {name[:50]!r}, which is no such part of the pack." for name in sorted(listed.keys() - promised)
    ]
    for name in sorted(promised & listed.keys()):
        found += _place_faults(name, listed[name], {FRAME, *sources}, files.get(name))
    return found


def _source_faults(stated: Mapping[str, Any], expected: Mapping[str, Any]) -> Iterator[str]:
    for kind in sorted(stated.keys() | expected.keys()):
        if kind not in stated:
            yield f"It leaves out the {kind}, which the manifest includes."
        elif kind not in expected:
            yield f"It names {kind[:50]!r} as a source, which the manifest does not include."
        elif stated[kind] != expected[kind]:
            yield from _differences(kind, stated[kind], expected[kind])


def _differences(kind: str, stated: object, expected: Mapping[str, Any]) -> Iterator[str]:
    if not isinstance(stated, dict) or stated.keys() != expected.keys():
        yield f"It does not describe the {kind} by {', '.join(expected)}."
        return
    for key, value in expected.items():
        if stated[key] != value:
            yield f"It gives another {key} of the {kind} than the manifest."


def _asset_faults(stated: object, there: set[str], sources: Mapping[str, Any]) -> Iterator[str]:
    if stated is None and not there:
        return
    if not isinstance(stated, dict) or not stated:
        yield "It does not list the final files in the documented form."
        return
    yield from (f"It says nothing of {name}." for name in sorted(there - stated.keys()))
    yield from (f"It speaks of {name[:50]!r}, which is no final file." for name in sorted(stated.keys() - there))
    for name in sorted(there & stated.keys()):
        match stated[name]:
            case {"name": str(), "asset": str(), "made_from": made_from, **rest} if not rest:
                if made_from != list(ASSETS_FROM) or not sources.keys() >= set(ASSETS_FROM):
                    yield f"It says that {name} was made from something else than the creatives."
            case _:
                yield f"It does not describe {name} by name, asset and made_from."


def _place_faults(name: str, entries: object, sources: set[str], data: bytes | None) -> Iterator[str]:
    unit = UNITS[name]
    try:
        stated = [(entry[unit], entry["made_from"]) for entry in _rows(entries, unit)]
        there = places_in(name, data) if data is not None else None
    except Untraceable as error:
        yield str(error) or f"It does not list the {unit}s of {name} in the documented form."
        return
    for place, made_from in stated:
        if not made_from or len(set(made_from)) < len(made_from):
            yield f"It does not say what {unit} {place} of {name} was made from."
        for source in made_from:
            if source not in sources:
                yield f"It says that {unit} {place} of {name} was made from {source[:50]!r}, which is no source of the pack."
    counted = Counter(place for place, _ in stated)
    yield from (f"It names {unit} {place} of {name} twice." for place, times in counted.items() if times > 1)
    if there is None:
        return
    yield from (f"It leaves out {unit} {place} of {name}." for place in there if place not in counted)
    extra = counted.keys() - set(there)
    yield from (f"It names {unit} {place} of {name}, which has none such." for place in sorted(extra, key=str))


def _rows(entries: object, unit: str) -> list[dict[str, Any]]:
    """The entries, each with its place and a list of texts. Raises Untraceable."""
    if not isinstance(entries, list) or len(entries) > MOST_PLACES:
        raise Untraceable
    for entry in entries:
        match entry:
            case {"made_from": list(made_from), **rest} if rest.keys() == {unit} and _is_place(rest[unit], unit):
                if all(isinstance(source, str) for source in made_from):
                    continue
        raise Untraceable
    return entries


def _is_place(place: object, unit: str) -> bool:
    if unit == "section":
        return isinstance(place, str) and _ANCHOR.fullmatch(place) is not None
    return type(place) is int


# Count


def places_in(name: str, data: bytes) -> list[int | str]:
    """The places of a file in order, read without a library for its format. Raises Untraceable."""
    try:
        match UNITS[name]:
            case "page":
                return list(range(1, _pages(data) + 1))
            case "slide":
                return list(range(1, _slides(data) + 1))
            case _:
                return [anchor.decode() for anchor in _SECTION.findall(data)]
    except _UNREADABLE as error:
        raise Untraceable(f"The {UNITS[name]}s of {name} cannot be counted.") from error


def _slides(data: bytes) -> int:
    """Slides in a deck: its parts `slide1.xml` … without a gap."""
    with zipfile.ZipFile(BytesIO(data)) as deck:
        numbers = sorted(int(found[1]) for name in deck.namelist() if (found := _SLIDE.fullmatch(name)))
    if numbers != list(range(1, len(numbers) + 1)):
        raise ValueError("The slides are not numbered from 1 without a gap.")
    return len(numbers)


def _pages(data: bytes) -> int:
    """Pages of a PDF as its page tree counts them, found as a reader finds it: table, catalogue, tree.

    Words that somebody wrote stand in none of the three, so no text can be taken for a count.
    """
    end = _NEXT.search(data[-64:])
    table = int(end[1]) if end else -1
    if table < 0 or data[table : table + 5] != b"xref\n":
        raise ValueError("There is no table of objects.")
    rows = data.index(b"\n", table + 5) + 1
    trailer = data[data.index(b"trailer", rows) :]
    catalogue = _object(data, rows, _one(rb"/Root (\d+) 0 R", trailer))
    tree = _object(data, rows, _one(rb"/Pages (\d+) 0 R", catalogue))
    return min(_one(rb"/Count (\d+)", tree), MOST_PLACES)


def _object(data: bytes, rows: int, number: int) -> bytes:
    row = rows + number * _XREF_ROW
    start = int(data[row : row + 10])
    return data[start : data.index(b"endobj", start)]


def _one(pattern: bytes, text: bytes) -> int:
    (found,) = re.findall(pattern, text)
    return int(found)
