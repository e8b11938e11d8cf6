"""The delivery manifest: which approved versions a pack was made from, and the digest of every file in it.

The order of making, which keeps each digest free of itself:

1. `Manifest.statement` says what went in; `manifest_hash` is its digest (docs/domain.md §3.3) and covers no
   file.
2. The files, README.txt among them, are finished. README.txt names no digest and no size, so that it stays the
   same when a word of the content changes (docs/decisions/0004-readme-without-digests.md).
3. `index_files` takes their digests; `Manifest.to_json` puts statement, hash and index into manifest.json.
4. `pack_digest` is the SHA-256 of the bytes of manifest.json and so stands for everything above.
"""

import hashlib
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import PurePosixPath
from typing import TypeAlias
from uuid import UUID

import rfc8785

from campaigns.content import files

SCHEMA_VERSION = "delivery_manifest_v1"

MANIFEST = "manifest.json"
SIGNATURE = "manifest.json.sig"
SUMS = "SHA256SUMS"
README = "README.txt"
CONTENTS = "artifacts.json"
PROVENANCE = "provenance.json"
ASSETS = "assets/"
"""Before the names of final files, which go out as they were approved."""
UNITS = {"report.pdf": "page", "deck.pptx": "slide", "summary.html": "section"}
"""The files that have places of their own, and what a place of each is called."""
UNINDEXED = frozenset({MANIFEST, SIGNATURE, SUMS})
"""Members that cannot stand in `file_index`: each is made from it."""

UNHASHED = frozenset({"manifest_hash", "file_index", "generated_at"})
"""Keys that `manifest_hash` leaves out. docs/domain.md §3.3."""

ARTIFACT_TYPES = ("intake", "strategy", "creatives", "execution", "monitoring")
OPTIONS = ("qc_reports",)
EXPORT_FORMATS = ("pdf", "pptx", "html", "json", "zip")
QC_STATUSES = ("PASS", "WARN")
SEVERITIES = ("BLOCKER", "MAJOR", "MINOR")

MEDIA_TYPES = {
    ".pdf": "application/pdf",
    ".pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    ".html": "text/html; charset=utf-8",
    ".json": "application/json",
    ".txt": "text/plain; charset=utf-8",
}

MAX_INT = 2**53 - 1
"""Largest integer that every JSON reader keeps exactly. RFC 8785 §3.2.2.3, RFC 7493 §2.2."""

_SHA256 = re.compile(r"[0-9a-f]{64}")
_MEMBER_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}|assets/[A-Za-z0-9][A-Za-z0-9._-]{0,92}")
_SURROGATE = re.compile(r"[\ud800-\udfff]")
_E_MAIL = re.compile(r"\S@\S")

Json: TypeAlias = "str | int | bool | list[Json] | dict[str, Json] | None"


class ManifestError(ValueError):
    """A pack that may not be described: the message says why in one sentence."""


def _require(condition: bool, sentence: str) -> None:
    if not condition:
        raise ManifestError(sentence)


# Canonical form


def _plain(value: object, path: str) -> Json:
    """Copy `value` as plain JSON, or refuse what JSON writers do not all write alike."""
    match value:
        case None | bool():
            return value
        case str():
            _require(not _SURROGATE.search(value), f"{path} holds half of a surrogate pair.")
            return value
        case int():
            _require(-MAX_INT <= value <= MAX_INT, f"{path} is an integer beyond ±(2^53 − 1).")
            return value
        case list() | tuple():
            return [_plain(item, f"{path}[{position}]") for position, item in enumerate(value)]
        case Mapping():
            for key in value:
                _require(
                    isinstance(key, str) and key.isascii(),
                    f"{path} has the key {key!r}, which is not ASCII text.",
                )
            return {str(key): _plain(item, f"{path}.{key}") for key, item in value.items()}
    raise ManifestError(f"{path} is of type {type(value).__name__}, which a manifest cannot hold.")


def canonical_json(value: object) -> bytes:
    """RFC 8785 bytes of a value made of text, integers, booleans, null, lists, and objects with ASCII keys.

    On this domain `json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)` encoded as
    UTF-8 gives the same bytes, so that anybody can recompute a digest with a standard library. Raises
    ManifestError.
    """
    return rfc8785.dumps(_plain(value, "The value"))


def sha256(content: bytes) -> str:
    """SHA-256 as 64 lower-case hexadecimal digits."""
    return hashlib.sha256(content).hexdigest()


def pretty_json(value: object) -> bytes:
    """The bytes of manifest.json: sorted keys, two spaces, UTF-8, final newline. Raises ManifestError."""
    text = json.dumps(_plain(value, "The value"), sort_keys=True, indent=2, ensure_ascii=False, allow_nan=False)
    return f"{text}\n".encode()


def manifest_hash(manifest: Mapping[str, object]) -> str:
    """Digest of what a pack was made from: the canonical form without `UNHASHED`. docs/domain.md §3.3."""
    return sha256(canonical_json({key: value for key, value in manifest.items() if key not in UNHASHED}))


def pack_digest(manifest_json: bytes) -> str:
    """The one digest that stands for a pack; `sha256sum manifest.json` prints it."""
    return sha256(manifest_json)


# Files


def check_names(names: Iterable[str]) -> None:
    """Refuse names that some system would unpack elsewhere, read as an option, or merge with another."""
    seen: set[str] = set()
    for name in names:
        _require(
            _MEMBER_NAME.fullmatch(name) is not None,
            f"{name[:200]!r} is not a member name: up to 100 of A–Z, a–z, 0–9, '.', '_', '-', no sign first.",
        )
        _require(name.casefold() not in seen, f"{name} is there twice, if upper and lower case are not told apart.")
        seen.add(name.casefold())


def media_type(name: str) -> str:
    """Media type by the suffix of the name. Raises ManifestError for a kind of file that no pack holds."""
    suffix = PurePosixPath(name).suffix
    known = files.MEDIA_TYPES if name.startswith(ASSETS) else MEDIA_TYPES
    _require(suffix in known, f"{name} is of no kind that a pack holds ({', '.join(known)}).")
    return known[suffix]


@dataclass(frozen=True, kw_only=True)
class Asset:
    """A final file in a pack: the member that it is, the name that the agency gave it, the asset of the creatives that it
    belongs to, if any, and its bytes by size and digest. They are read where they lie."""

    member: str
    name: str
    asset: str
    size: int
    sha256: str


def index_files(files: Mapping[str, bytes], assets: Iterable[Asset] = ()) -> dict[str, Json]:
    """`file_index`: name → {media_type, size in bytes, sha256}, for every member but `UNINDEXED`."""
    told = {name: (len(content), sha256(content)) for name, content in files.items()}
    told |= {asset.member: (asset.size, asset.sha256) for asset in assets}
    check_names(told)
    _require(UNINDEXED.isdisjoint(told), f"{', '.join(sorted(UNINDEXED))} are made from the index.")
    return {
        name: {"media_type": media_type(name), "size": size, "sha256": digest}
        for name, (size, digest) in sorted(told.items())
    }


# What goes in


def instant(moment: datetime) -> str:
    """ISO 8601 in UTC, whole seconds (the fraction is cut off): 2026-03-30T14:06:02Z."""
    _require(moment.utcoffset() is not None, "A time without its zone says nothing: give an aware datetime.")
    return moment.astimezone(UTC).replace(tzinfo=None, microsecond=0).isoformat() + "Z"


@dataclass(frozen=True, kw_only=True)
class Ids:
    """Public ids of the frame; never primary keys."""

    campaign_id: UUID
    client_id: UUID
    engagement_id: UUID

    def to_dict(self) -> dict[str, Json]:
        return {
            "campaign_id": str(self.campaign_id),
            "client_id": str(self.client_id),
            "engagement_id": str(self.engagement_id),
        }


@dataclass(frozen=True, kw_only=True)
class Decision:
    """Who decided, and when. `by` is a display name, or None where the agency shows the role only."""

    by: str | None
    role: str
    at: datetime

    def __post_init__(self) -> None:
        instant(self.at)
        _require(self.by is None or bool(self.by.strip()), "A name is given or left out, never empty.")
        _require(bool(self.role.strip()), "A decision needs the role of the person who took it.")
        _require(
            not _E_MAIL.search(f"{self.by} {self.role}"),
            "A pack names people by display name and role, never by e-mail address.",
        )

    def to_dict(self) -> dict[str, Json]:
        return {"by": self.by, "role": self.role, "at": instant(self.at)}


@dataclass(frozen=True, kw_only=True)
class Waiver:
    """An admin's decision to deliver although a check did not pass. The reason is printed."""

    decision: Decision
    reason: str

    def __post_init__(self) -> None:
        _require(bool(self.reason.strip()), "A waiver needs a reason.")

    def to_dict(self) -> dict[str, Json]:
        return {**self.decision.to_dict(), "reason": self.reason}


@dataclass(frozen=True, kw_only=True)
class SignOff:
    """The legal sign-off: a person's decision on the pack's inputs, named by their digest."""

    decision: Decision
    inputs_sha256: str

    def __post_init__(self) -> None:
        _require(_SHA256.fullmatch(self.inputs_sha256) is not None, "A sign-off names its inputs by their SHA-256.")

    def to_dict(self) -> dict[str, Json]:
        return {**self.decision.to_dict(), "inputs_sha256": self.inputs_sha256}


@dataclass(frozen=True, kw_only=True, order=True)
class AcceptedFinding:
    """A quality finding with which the approver accepted the version."""

    check_id: str
    severity: str
    message: str

    def __post_init__(self) -> None:
        _require(self.severity in SEVERITIES, f"{self.severity!r} is not a severity.")

    def to_dict(self) -> dict[str, Json]:
        return {"check_id": self.check_id, "severity": self.severity, "message": self.message}


@dataclass(frozen=True, kw_only=True)
class QualityReport:
    """The report on one version. One that says FAIL keeps a pack from being made. docs/domain.md §3.4."""

    report_id: UUID
    status: str
    score: int
    accepted_findings: tuple[AcceptedFinding, ...] = ()

    def __post_init__(self) -> None:
        _require(self.status in QC_STATUSES, f"A version whose quality report says {self.status} is not delivered.")
        _require(0 <= self.score <= 100, "A quality score lies between 0 and 100.")

    @property
    def passes(self) -> bool:
        """PASS, or WARN whose findings were accepted."""
        return self.status == "PASS" or bool(self.accepted_findings)

    def to_dict(self) -> dict[str, Json]:
        return {
            "report_id": str(self.report_id),
            "status": self.status,
            "score": self.score,
            "accepted_findings": [finding.to_dict() for finding in sorted(self.accepted_findings)],
        }


@dataclass(frozen=True, kw_only=True)
class IncludedArtifact:
    """One approved version. Nothing else is included, so its `status` is always "approved"."""

    type: str
    artifact_id: UUID
    version: int
    updated_at: datetime
    content_sha256: str
    approval: Decision
    qc: QualityReport | None

    def __post_init__(self) -> None:
        instant(self.updated_at)
        _require(self.type in ARTIFACT_TYPES, f"{self.type!r} is not a kind of artifact.")
        _require(self.version >= 1, "Versions count from 1.")
        _require(
            _SHA256.fullmatch(self.content_sha256) is not None,
            "content_sha256 is 64 lower-case hexadecimal digits.",
        )

    def to_dict(self) -> dict[str, Json]:
        return {
            "type": self.type,
            "status": "approved",
            "version": self.version,
            "updated_at": instant(self.updated_at),
            "artifact_id": str(self.artifact_id),
            "content_sha256": self.content_sha256,
            "approved_at": instant(self.approval.at),
            "approved_by": self.approval.by,
            "approver_role": self.approval.role,
            "qc": self.qc.to_dict() if self.qc else None,
        }


@dataclass(frozen=True, kw_only=True)
class Branding:
    """The brand version a pack was drawn with. `appearance` holds its other values: colours, logo digests."""

    version: int
    agency_name: str
    footer_text: str
    appearance: Mapping[str, str | int | bool | None] = field(default_factory=dict)

    def __post_init__(self) -> None:
        _require(self.version >= 1, "Brand versions count from 1.")
        _require(bool(self.agency_name.strip()), "A pack needs the name of its agency.")
        clash = {"version", "agency_name", "footer_text"}.intersection(self.appearance)
        _require(not clash, f"The appearance cannot set {', '.join(sorted(clash))}.")

    def to_dict(self) -> dict[str, Json]:
        return {
            **self.appearance,
            "version": self.version,
            "agency_name": self.agency_name,
            "footer_text": self.footer_text,
        }


class Outcome(StrEnum):
    """What a check found. "unknown" is not a pass."""

    PASS = "pass"  # noqa: S105 -- an outcome
    FAIL = "fail"
    UNKNOWN = "unknown"


@dataclass(frozen=True, kw_only=True)
class Check:
    """One pre-flight point: the outcome, the evidence in a sentence, and who waived it if it did not pass."""

    outcome: Outcome
    detail: str
    waiver: Waiver | None = None
    sign_off: SignOff | None = None

    def __post_init__(self) -> None:
        _require(bool(self.detail.strip()), "A check says in a sentence what it looked at.")
        _require(not (self.passed and self.waiver), "A check that passed is not waived.")

    @property
    def passed(self) -> bool:
        return self.outcome is Outcome.PASS

    @property
    def decisions(self) -> list[Decision]:
        return [item.decision for item in (self.waiver, self.sign_off) if item]

    def to_dict(self) -> dict[str, Json]:
        evidence: dict[str, Json] = {"outcome": self.outcome.value, "detail": self.detail}
        return evidence | ({"sign_off": self.sign_off.to_dict()} if self.sign_off else {})


@dataclass(frozen=True, kw_only=True)
class Checks:
    """The five pre-flight points. Each has passed or is waived; a missing approval cannot be. docs/domain.md §3.4."""

    approvals: Check
    qc: Check
    completeness: Check
    branding: Check
    legal: Check

    def __post_init__(self) -> None:
        for key, check in self.by_key.items():
            _require(
                check.passed or check.waiver is not None,
                f"{key} is {check.outcome.value} and nobody waived it.",
            )
            _require(check.sign_off is None or key == "legal_ok", f"{key} is computed, so nobody signs it off.")
        _require(self.approvals.outcome is not Outcome.FAIL, "What nobody approved cannot be waived.")
        _require(
            not self.legal.passed or self.legal.sign_off is not None,
            "legal_ok passes by a person's sign-off only.",
        )

    @property
    def by_key(self) -> dict[str, Check]:
        """The checks under their names in the manifest, in the order of docs/domain.md §3.3."""
        return {
            "approvals_ok": self.approvals,
            "qc_ok": self.qc,
            "completeness_ok": self.completeness,
            "branding_ok": self.branding,
            "legal_ok": self.legal,
        }

    def to_dict(self) -> dict[str, Json]:
        """The keys `checks` (plain values: "unknown" reads as not ok), `check_evidence` and `waivers`."""
        checks = self.by_key
        plain: dict[str, Json] = {key: check.passed for key, check in checks.items()}
        return {
            "checks": plain | {"qc_ok": self.qc.outcome.value},
            "check_evidence": {key: check.to_dict() for key, check in checks.items()},
            "waivers": {key: check.waiver.to_dict() for key, check in checks.items() if check.waiver},
        }


# The manifest


def last_decision(artifacts: Iterable[IncludedArtifact], checks: Checks) -> datetime:
    """When the last of these approvals, waivers and sign-offs was given."""
    decisions = [artifact.approval for artifact in artifacts]
    decisions += [decision for check in checks.by_key.values() for decision in check.decisions]
    return max(decision.at for decision in decisions)


@dataclass(frozen=True, kw_only=True)
class Manifest:
    """Everything a pack was made from.

    `strategy_schema_version` is None when the strategy is left out, and also when its content names none.
    `audit_head` is the SHA-256 at the head of the agency's audit chain at the time of `last_decision`.
    """

    ids: Ids
    included_artifacts: tuple[IncludedArtifact, ...]
    strategy_schema_version: str | None
    export_formats: tuple[str, ...]
    branding: Branding
    checks: Checks
    audit_head: str
    options: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        types = [artifact.type for artifact in self.included_artifacts]
        _require(bool(types), "A pack holds at least one approved version.")
        _require(len(set(types)) == len(types), "A pack holds one version of each kind.")
        _require(
            "strategy" in types or self.strategy_schema_version is None,
            "A pack without the strategy has no strategy_schema_version.",
        )
        _require(bool(set(self.export_formats) - {"zip"}), "A pack has at least one format to put into the ZIP.")
        unknown = set(self.export_formats).difference(EXPORT_FORMATS)
        _require(not unknown, f"{', '.join(sorted(unknown))}: no such format.")
        _require(set(self.options) <= set(OPTIONS), "A pack has options that no manifest knows.")
        _require(_SHA256.fullmatch(self.audit_head) is not None, "audit_head is 64 lower-case hexadecimal digits.")
        if self.checks.qc.passed:
            for artifact in self.included_artifacts:
                _require(
                    artifact.qc is not None and artifact.qc.passes,
                    f"qc_ok cannot pass: {artifact.type} has no report, or findings that nobody accepted.",
                )

    @property
    def artifacts(self) -> tuple[IncludedArtifact, ...]:
        """The included versions in the order of the chain."""
        return tuple(sorted(self.included_artifacts, key=lambda artifact: ARTIFACT_TYPES.index(artifact.type)))

    @property
    def generated_at(self) -> datetime:
        """The time of the last decision among the inputs: no clock enters a pack."""
        return last_decision(self.included_artifacts, self.checks)

    def statement(self) -> dict[str, Json]:
        """The hashed part."""
        includes_strategy = any(artifact.type == "strategy" for artifact in self.included_artifacts)
        return {
            "schema_version": SCHEMA_VERSION,
            "ids": self.ids.to_dict(),
            "included_artifacts": [artifact.to_dict() for artifact in self.artifacts],
            "strategy_schema_version": (self.strategy_schema_version or "NOT_SET") if includes_strategy else None,
            "export_formats": [name for name in EXPORT_FORMATS if name in self.export_formats],
            "options": [name for name in OPTIONS if name in self.options],
            "branding": self.branding.to_dict(),
            **self.checks.to_dict(),
            "audit_head": self.audit_head,
        }

    @property
    def manifest_hash(self) -> str:
        return manifest_hash(self.statement())

    def to_json(self, files: Mapping[str, bytes], assets: Iterable[Asset] = ()) -> bytes:
        """The bytes of manifest.json for these files (every member but `UNINDEXED`). Raises ManifestError."""
        return pretty_json(
            {
                **self.statement(),
                "generated_at": instant(self.generated_at),
                "manifest_hash": self.manifest_hash,
                "file_index": index_files(files, assets),
            }
        )
