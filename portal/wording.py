"""A pack in the words of its reader. Clients hear of packs, files and decisions, never of artifacts and jobs."""

from collections.abc import Sequence
from datetime import datetime
from pathlib import PurePosixPath
from typing import Any, NamedTuple

from django.urls import reverse

from campaigns.enums import ArtifactKind
from delivery import files
from delivery.enums import CheckKey
from delivery.manifest import ASSETS
from delivery.models import Pack, PackFile, SigningKey

KINDS = {
    ArtifactKind.INTAKE: "brief",
    ArtifactKind.STRATEGY: "strategy",
    ArtifactKind.CREATIVES: "creatives",
    ArtifactKind.EXECUTION: "calendar",
    ArtifactKind.MONITORING: "monitoring",
}
# What people open, in the order of the page: title and what it is for.
READ = {
    files.ARCHIVE: ("Everything", "ZIP of every file of the pack"),
    "report.pdf": ("Report", "To read and to print"),
    "deck.pptx": ("Deck", "To present"),
    files.SUMMARY: ("Summary", "For a browser"),
}
# What proves it, under the names by which the commands call it; others follow by name.
PROOF = {
    "manifest.json": "What was approved, by whom, and the digest of each file",
    "manifest.json.sig": "The signature over it",
    "SHA256SUMS": "The digest of each file in the ZIP",
    "README.txt": "How to check the pack",
    "provenance.json": "Which approved version each page, slide and section was made from",
    "artifacts.json": "The approved content as data",
}


class Approval(NamedTuple):
    """Who approved one part; `who` is a role alone where the agency shows no names."""

    part: str
    who: str
    role: str
    at: datetime


def title(pack: Pack) -> str:
    """“Pack 2: strategy, creatives, calendar”."""
    return f"{pack}: {', '.join(KINDS[ArtifactKind(kind)] for kind in pack.kinds)}"


def approvals(pack: Pack) -> list[Approval]:
    return [
        Approval(
            f"{KINDS[ArtifactKind(row['type'])].capitalize()}, version {row['version']}",
            row["approved_by"] or row["approver_role"],
            row["approver_role"] if row["approved_by"] else "",
            datetime.fromisoformat(row["approved_at"]),
        )
        for row in _manifest(pack)["included_artifacts"]
    ]


def checks(pack: Pack) -> list[dict[str, str]]:
    """The checks before delivery, each with what was found and who answers for what did not pass."""
    manifest = _manifest(pack)
    return [_check(key, manifest["check_evidence"][key], manifest["waivers"].get(key)) for key in CheckKey]


def _manifest(pack: Pack) -> dict[str, Any]:
    assert pack.manifest is not None  # a pack that was built has one
    manifest: dict[str, Any] = pack.manifest
    return manifest


def _check(key: CheckKey, evidence: dict[str, Any], waiver: dict[str, Any] | None) -> dict[str, str]:
    text = evidence["detail"]
    if waiver:
        text += f" {_who(waiver)} let it pass: {waiver['reason']}"
    if signed := evidence.get("sign_off"):
        text += f" Signed off by {_who(signed)}."
    return {"state": "approved" if evidence["outcome"] == "pass" else "changes", "title": key.label, "text": text}


def _who(decision: dict[str, str]) -> str:
    return f"{decision['by']} ({decision['role']})" if decision["by"] else decision["role"]


class Items(NamedTuple):
    """The files of a pack for `{% files %}`: what people open with the ZIP first, the final files of the creatives, what proves
    it all."""

    read: list[dict[str, object]]
    finals: list[dict[str, object]]
    proof: list[dict[str, object]]


def items(pack: Pack) -> Items:
    found = {file.name: file for file in sorted(pack.files.all(), key=lambda file: file.name)}
    finals = [name for name in found if name.startswith(ASSETS)]
    others = [name for name in found if name not in {*READ, *PROOF, *finals}]
    proof = [name for name in (*PROOF, *others) if name in found]
    return Items(
        [_item(pack, found[name], *said) for name, said in READ.items() if name in found],
        [_item(pack, found[name], name.removeprefix(ASSETS)) for name in finals],
        [_item(pack, found[name], name, PROOF.get(name, "")) for name in proof],
    )


def _item(pack: Pack, file: PackFile, title: str, detail: str = "") -> dict[str, object]:
    return {
        "kind": PurePosixPath(file.name).suffix.lstrip(".").upper() or "TXT",
        "name": title,
        "detail": detail,
        "size": file.size,
        "sha256": file.sha256,
        "url": url_of(pack, file.name),
    }


def identity(pack: Pack, keys: Sequence[SigningKey]) -> str:
    """The name under which the pack was signed: the first word of the line of the key that was in force. `keys` has the
    newest first."""
    for key in keys:
        if pack.built_at is None or key.created_at <= pack.built_at:
            return key.public_line.split()[0]
    return ""


def url_of(pack: Pack, name: str) -> str:
    return reverse("portal:file", args=[pack.public_id, name])
