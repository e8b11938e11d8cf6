"""Check a delivered pack: is every byte what the manifest says, and did the agency sign the manifest?

`delivery.unzip` reads the ZIP; here its members are held against one another. manifest.json answers for the
files and the signature for manifest.json. SHA256SUMS only repeats their digests for `sha256sum`, so it is
looked at last.
"""

import json
import re
from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet
from contextlib import nullcontext
from pathlib import Path
from typing import Any

import rfc8785

from campaigns.content.files import MAX_FILES
from delivery.archive import MAX_ARCHIVE_BYTES, MAX_MEMBERS, sums_text
from delivery.blobs import Blob, size_of
from delivery.manifest import (
    ARTIFACT_TYPES,
    ASSETS,
    CONTENTS,
    MANIFEST,
    PROVENANCE,
    SCHEMA_VERSION,
    SIGNATURE,
    SUMS,
    UNINDEXED,
    ManifestError,
    check_names,
    manifest_hash,
    media_type,
    pretty_json,
    sha256,
)
from delivery.provenance import faults
from delivery.signing import SigningError, fingerprint, signers_of, verify_signature
from delivery.unzip import ARCHIVE, Member, Problem, read_members

__all__ = ["ARCHIVE", "Problem", "verify"]

MAX_JSON_BYTES = 32 * 2**20
"""Five artifacts of up to 2 MB each, indented, stay below it."""
MAX_SUMS_BYTES = (MAX_MEMBERS + MAX_FILES) * 256

FILES_OF = "creatives"
"""The kind that names final files."""
_SUMS_LINE = re.compile(r"([0-9a-f]{64})  ([A-Za-z0-9._/-]+)\n")


def verify(pack: Blob | Path, allowed_signers: str | None) -> list[Problem]:
    """All that is wrong with a ZIP, each problem with its member; an empty list means that all is well.

    `allowed_signers` holds lines as `signing.allowed_signers_line` writes them. With None the signature must
    still fit manifest.json, but anybody's key will do. No bytes of a pack make this raise; a list of signers
    that cannot be read raises SigningError, and a path that cannot be read OSError.
    """
    with pack.open("rb") if isinstance(pack, Path) else nullcontext(pack) as opened:
        size = size_of(opened)
        if size > MAX_ARCHIVE_BYTES:
            return [Problem(ARCHIVE, f"It has {size:,} bytes; a pack has {MAX_ARCHIVE_BYTES:,} at most.")]
        members, problems = read_members(opened)
    if problems and not members:
        return problems
    problems += _missing(UNINDEXED, members, problems)
    trusted: dict[str, str] = {}
    if MANIFEST in members:
        trusted, found = _check_manifest(members, problems)
        problems += found
    if MANIFEST in members and SIGNATURE in members:
        found = _signature_problems(members, allowed_signers)
        problems += found
        if not found:
            trusted |= {name: members[name].sha256 for name in (MANIFEST, SIGNATURE)}
    if SUMS in members:
        problems += _sums_problems(members, trusted, problems)
    return problems


def _named(problems: list[Problem]) -> set[str]:
    return {problem.member for problem in problems}


def _missing(names: AbstractSet[str], members: Mapping[str, Member], problems: list[Problem]) -> list[Problem]:
    """Names that are not in the ZIP. One that could not be read is already among the problems."""
    return [Problem(name, "It is missing.") for name in sorted(names - members.keys() - _named(problems))]


# manifest.json


def _check_manifest(members: Mapping[str, Member], problems: list[Problem]) -> tuple[dict[str, str], list[Problem]]:
    """The digests that the manifest names, and what contradicts it."""
    try:
        manifest = _read_manifest(members[MANIFEST].content)
        index = _read_index(manifest)
    except ManifestError as error:
        return {}, [Problem(MANIFEST, str(error))]
    found = []
    if manifest_hash(manifest) != manifest.get("manifest_hash"):
        found.append(Problem(MANIFEST, "Its manifest_hash is not the digest of what it says."))
    found += _file_problems(index, members, problems)
    if CONTENTS in members:
        found += _content_problems(manifest, index, members[CONTENTS].content)
    if PROVENANCE not in index:
        found.append(Problem(MANIFEST, f"It does not name {PROVENANCE}."))
    elif PROVENANCE in members:
        whole = {
            name: members[name].content
            for name, (_, digest) in index.items()
            if name in members and members[name].sha256 == digest
        }
        found += _provenance_problems(manifest, members[PROVENANCE].content, whole, index)
    return {name: digest for name, (_, digest) in index.items()}, found


def _read_manifest(raw: bytes) -> dict[str, Any]:
    """The parsed manifest. One meaning has one text: another order, spelling or layout is refused."""
    try:
        manifest = _documented(raw)
    except (ValueError, RecursionError):
        manifest = None
    if not isinstance(manifest, dict) or manifest.get("schema_version") != SCHEMA_VERSION:
        raise ManifestError(f"It is not in the documented form of {SCHEMA_VERSION}.")
    return manifest


def _documented(raw: bytes) -> Any:
    """JSON in the one layout that packs have; ValueError and RecursionError for any other."""
    value = _parse(raw)
    if pretty_json(value) != raw:
        raise ValueError("The same is written otherwise.")
    return value


def _parse(raw: bytes) -> Any:
    if len(raw) > MAX_JSON_BYTES:
        raise ManifestError(f"It has more than {MAX_JSON_BYTES:,} bytes.")
    return json.loads(raw.decode(), object_pairs_hook=_unique)


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """An object. Readers disagree on a key given twice: some keep the first value, some the last."""
    unique = dict(pairs)
    if len(unique) < len(pairs):
        raise ValueError("A key is given twice.")
    return unique


def _read_index(manifest: Mapping[str, Any]) -> dict[str, tuple[int, str]]:
    """`file_index` as name → (size, sha256). Raises ManifestError."""
    index = manifest.get("file_index")
    if not isinstance(index, dict) or not UNINDEXED.isdisjoint(index):
        raise ManifestError("Its file_index is not an index of files.")
    finals = sum(name.startswith(ASSETS) for name in index)
    if finals > MAX_FILES or len(index) - finals > MAX_MEMBERS:
        raise ManifestError("Its file_index is not an index of files.")
    check_names(index)
    expected = {}
    for name, entry in index.items():
        match entry:
            case {"media_type": kind, "size": int(size), "sha256": str(digest), **rest} if kind == media_type(name):
                if not rest:
                    expected[name] = (size, digest)
    if expected.keys() != index.keys():
        names = ", ".join(sorted(index.keys() - expected.keys()))
        raise ManifestError(f"Its file_index does not describe {names} by media_type, size and sha256.")
    return expected


def _file_problems(
    index: Mapping[str, tuple[int, str]], members: Mapping[str, Member], problems: list[Problem]
) -> list[Problem]:
    found = []
    extra = {name: members[name].sha256 for name in sorted(members.keys() - index.keys() - UNINDEXED)}
    homes = {digest: name for name, digest in extra.items()}
    for name, (size, digest) in index.items():
        member = members.get(name)
        if member is None:
            if digest in homes:
                found.append(Problem(name, f"It is missing; its bytes are there under the name {homes[digest]}."))
            else:
                found += _missing({name}, members, problems)
        elif member.sha256 != digest:
            found.append(Problem(name, "Its bytes are not those that the manifest names."))
        elif member.size != size:
            found.append(Problem(MANIFEST, f"It gives another size for {name}."))
    return found + [Problem(name, "The manifest does not name it.") for name in extra]


def _provenance_problems(
    manifest: Mapping[str, Any], raw: bytes, whole: Mapping[str, bytes], names: Iterable[str]
) -> list[Problem]:
    """Every place of every file is traced once, to a version that the manifest includes."""
    try:
        stated = _documented(raw)
    except (ValueError, RecursionError):
        return [Problem(PROVENANCE, "It is not in the documented form.")]
    return [Problem(PROVENANCE, sentence) for sentence in faults(stated, manifest, whole, names)]


def _content_problems(manifest: Mapping[str, Any], index: Mapping[str, tuple[int, str]], raw: bytes) -> list[Problem]:
    """Each content in artifacts.json is the approved one: its canonical digest is the content_sha256. And the final files are
    those that the approved creatives name."""
    try:
        contents = _parse(raw)
        approved = {row["type"]: row["content_sha256"] for row in manifest["included_artifacts"]}
        delivered = {kind: sha256(rfc8785.dumps(artifact["content"])) for kind, artifact in contents.items()}
        if not approved.keys() | delivered.keys() <= set(ARTIFACT_TYPES):
            raise ValueError("There are artifacts of another kind.")
        named = {
            (file["size"], file["sha256"]) for file in contents.get(FILES_OF, {}).get("content", {}).get("files", [])
        }
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return [Problem(CONTENTS, "It cannot be held against the approved versions.")]
    found = [
        Problem(CONTENTS, f"Its content of {kind} is not the approved version.")
        for kind in sorted(approved.keys() | delivered.keys())
        if approved.get(kind) != delivered.get(kind)
    ]
    if found:
        return found
    assets = {name: told for name, told in index.items() if name.startswith(ASSETS)}
    found = [
        Problem(name, "It is none of the final files that were approved.")
        for name, told in assets.items()
        if told not in named
    ]
    if left_out := len(named - set(assets.values())):
        found.append(Problem(CONTENTS, f"It names {left_out} final files that the manifest does not."))
    return found


# manifest.json.sig and SHA256SUMS


def _signature_problems(members: Mapping[str, Member], allowed_signers: str | None) -> list[Problem]:
    try:
        public_key = verify_signature(members[MANIFEST].content, members[SIGNATURE].content)
    except SigningError as error:
        return [Problem(SIGNATURE, str(error))]
    if allowed_signers is None or signers_of(public_key, allowed_signers=allowed_signers):
        return []
    return [
        Problem(
            SIGNATURE,
            f"It was made by the key {fingerprint(public_key)}, which is none of the allowed signers'.",
        )
    ]


def _read_sums(raw: bytes) -> dict[str, str]:
    """Name → digest from the lines that have the form."""
    text = raw[:MAX_SUMS_BYTES].decode("latin-1")
    return {name: digest for digest, name in _SUMS_LINE.findall(text)}


def _sums_problems(members: Mapping[str, Member], trusted: Mapping[str, str], problems: list[Problem]) -> list[Problem]:
    """Hold SHA256SUMS against `trusted` digests; where there is none, hold the member against SHA256SUMS.

    A member that is already among the problems is not reported again.
    """
    listed = _read_sums(members[SUMS].content)
    if sums_text(listed) != members[SUMS].content:
        return [Problem(SUMS, "It is not in the form that sha256sum writes, sorted by name.")]
    reported = _named(problems)
    expected = set(trusted) | set(members) - {SUMS}
    found = [Problem(SUMS, f"It does not list {name}.") for name in sorted(expected - listed.keys() - reported)]
    found += [
        Problem(SUMS, f"It lists {name}, which is no part of the pack.")
        for name in sorted(listed.keys() - expected - reported)
    ]
    for name, digest in listed.items():
        if name in trusted:
            if digest != trusted[name]:
                found.append(Problem(SUMS, f"It gives a wrong digest for {name}."))
        elif name in members and name not in reported and digest != members[name].sha256:
            found.append(Problem(name, f"Its bytes are not those that {SUMS} names."))
    return found
