"""A pack as staff read it, in the workspace and in the admin: its state, how it was built, and the evidence it carries."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import PurePosixPath
from typing import Any

from django.utils import timezone
from django.utils.dateformat import format as written

from campaigns.enums import ArtifactKind
from delivery.domain import packs, parts, preflight
from delivery.enums import CheckKey, PackFormat, PackState
from delivery.manifest import Outcome
from delivery.models import Pack, PackFile
from tenants.models import Job
from tenants.models.job import JobState

STATES = {
    PackState.BUILDING: "review",
    PackState.READY: "review",
    PackState.PUBLISHED: "approved",
    PackState.SUPERSEDED: "stale",
    PackState.WITHDRAWN: "stale",
    PackState.FAILED: "failed",
}
"""State of a pack → state of the interface (docs/look/LOOK.md §6)."""
OUTCOMES = {Outcome.PASS: "approved", Outcome.FAIL: "failed", Outcome.UNKNOWN: "review"}
MINUTE = "j F Y, H:i T"
"""A time as people read it, with its zone."""


def state(pack: Pack) -> str:
    return STATES[PackState(pack.state)]


def of_finding(finding: preflight.Finding) -> str:
    """The state that a check before delivery is shown in."""
    doubtful = finding.waiver or (finding.passed and finding.warning)
    return "changes" if doubtful else OUTCOMES[finding.outcome]


def is_building(pack: Pack) -> bool:
    return pack.job is not None and not pack.job.is_over


def ordered(pack: Pack) -> str:
    """What is said when it was ordered."""
    if pack.built_at is None:
        return f"{pack} is ordered and will be built now."
    return f"{pack} holds exactly this already. It will be built again, to compare; what it holds does not change."


# --- Building --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Step:
    """One step of a build, as the job reports it. `state` is one of the interface."""

    title: str
    state: str

    @property
    def is_now(self) -> bool:
        return self.state == "review"


def steps(pack: Pack) -> list[Step]:
    """Every step of the pack's build and how far its job is; a job that waits has begun none."""
    titles = step_titles(pack)
    job: Job | None = pack.job
    now = titles.index(job.step) if job and job.step in titles else -1
    return [
        Step(title, "approved" if place < now else "review" if place == now else "draft")
        for place, title in enumerate(titles)
    ]


def step_titles(pack: Pack) -> list[str]:
    """What the build of this pack reports, in its order (delivery.domain.packs, delivery.assemble)."""
    rendered = [PackFormat(name) for name in pack.formats if name not in (PackFormat.JSON, PackFormat.ZIP)]
    return [
        "Reading what was approved",
        "Composing the document",
        *(f"Making the {form.label.lower()}" for form in rendered),
        "Sealing the pack",
        "Storing the files",
        "Reading the files back",
        "Recording the pack",
    ]


def failures(pack: Pack) -> list[tuple[str, str]]:
    """What was not made, and why, of a pack that failed."""
    labels = {str(form.value): form.label for form in PackFormat}
    return [(labels.get(name, "The pack"), reason) for name, reason in pack.errors.items()]


def rebuilt(pack: Pack) -> dict[str, str] | None:
    """How the last job went, for a pack that was there before it."""
    job = pack.job
    if pack.built_at is None or job is None or not job.is_over or job.created_at < pack.built_at:
        return None
    when = minute(job.finished_at)
    if job.state == JobState.FAILED:
        return {"state": "failed", "title": f"Building it again failed, {when}.", "text": job.error}
    return {"state": "approved", "title": f"Built again, {when}.", "text": "The files are the same, byte for byte."}


# --- What it holds ---------------------------------------------------------------------------------------------------


def files(pack: Pack) -> list[dict[str, Any]]:
    """Its files for `{% files %}`, without their addresses; the ZIP with everything first."""
    found = sorted(PackFile.objects.filter(pack=pack), key=lambda file: (file.name != packs.ARCHIVE, file.name))
    return [_file(file) for file in found]


def partial(pack: Pack) -> list[dict[str, Any]]:
    """What was made of a pack that is not whole, in the same form."""
    return [{**_file(part), "detail": part.form.label} for part in parts.parts(pack)]


def _file(file: PackFile | parts.Part) -> dict[str, Any]:
    return {
        "kind": PurePosixPath(file.name).suffix.lstrip(".").upper()[:5] or "TXT",
        "name": file.name,
        "size": file.size,
        "sha256": file.sha256,
    }


@dataclass(frozen=True)
class Included:
    """One version in a pack, as its manifest tells of it. `who` is a role where no name is printed."""

    kind: ArtifactKind
    number: int
    who: str
    at: datetime
    sha256: str


def included(pack: Pack) -> list[Included]:
    """What a finished pack was made from, in chain order."""
    if not pack.manifest:
        return []
    return [
        Included(
            ArtifactKind(row["type"]), row["version"], row["approved_by"] or row["approver_role"],
            datetime.fromisoformat(row["approved_at"]), row["content_sha256"],
        )
        for row in pack.manifest["included_artifacts"]
    ]  # fmt: skip


def checks(pack: Pack) -> list[dict[str, str]]:
    """The evidence of the five checks as the manifest holds it, for `{% findings %}`."""
    if not pack.manifest:
        return []
    evidence, waivers = pack.manifest["check_evidence"], pack.manifest["waivers"]
    return [_evidence(key, evidence[key], waivers.get(key)) for key in CheckKey]


def _evidence(key: CheckKey, found: dict[str, Any], waiver: dict[str, Any] | None) -> dict[str, str]:
    signed = found.get("sign_off")
    source = ""
    if waiver:
        source = f"Waived by {_decided(waiver)}: {waiver['reason']}"
    elif signed:
        source = f"Signed off by {_decided(signed)}."
    return {
        "state": "changes" if waiver else OUTCOMES[Outcome(found["outcome"])],
        "title": key.label,
        "text": found["detail"],
        "source": source,
    }


def _decided(decision: dict[str, Any]) -> str:
    """Who and when; the role stands for somebody without a name."""
    return f"{decision['by'] or decision['role']}, {minute(datetime.fromisoformat(decision['at']))}"


def minute(moment: datetime | None) -> str:
    return written(timezone.localtime(moment), MINUTE) if moment else ""
