"""Engagements for tests: the demo's documents, imported as the command does, and single steps of the chain."""

import copy
import json
from functools import cache
from pathlib import Path
from typing import Any

from campaigns.domain import artifacts, gates
from campaigns.domain.documents import import_engagement
from campaigns.enums import ArtifactKind
from campaigns.models import Approval, Artifact, ArtifactVersion, Engagement
from tenants import audit
from tenants.models import Membership

DEMO = Path(__file__).resolve().parents[2] / "aicmo_site" / "demo"


@cache
def _read(name: str) -> str:
    return (DEMO / f"{name}.json").read_text()


def document(name: str = "nordlys", *, kinds: int = 5) -> dict[str, Any]:
    """A demo document with its first `kinds` artifacts; the caller may change it."""
    found = json.loads(_read(name))
    keep = [kind.value for kind in ArtifactKind][:kinds]
    found["artifacts"] = {kind: value for kind, value in found["artifacts"].items() if kind in keep}
    return copy.deepcopy(found)


def engagement(*, approver: Membership | None = None, kinds: int = 5, name: str = "nordlys") -> Engagement:
    """An engagement in the agency in scope: drafts, or approved by `approver`."""
    return import_engagement(document(name, kinds=kinds), by=audit.SYSTEM, approver=approver).engagement


def artifact(of: Engagement, kind: str) -> Artifact:
    return Artifact.objects.select_related("engagement__campaign__client", "effective").get(engagement=of, kind=kind)


def write(of: Engagement, kind: str, member: Membership | None = None, **fields: Any) -> Artifact:
    """Change top-level fields of a working copy."""
    found = artifact(of, kind)
    return artifacts.edit(found, {**found.content, **fields}, lock=found.lock, member=member)


def submit(of: Engagement, kind: str, member: Membership | None = None) -> ArtifactVersion:
    return artifacts.submit(artifact(of, kind), member=member)


def approve(version: ArtifactVersion, member: Membership, **given: Any) -> Approval:
    return artifacts.approve(
        version, member=member, **{"seen_sha256": version.content_sha256, "confirmed": True, **given}
    )


def ground(of: Engagement, kind: str) -> str:
    """What a stage rests on now, as its page says it."""
    return artifacts.ground(gates.chain(of), ArtifactKind(kind))


def confirm(found: Artifact, member: Membership, **given: Any) -> Approval:
    return artifacts.confirm(
        found, member=member, **{"comment": "Fine", "seen_ground": ground(found.engagement, found.kind), **given}
    )
