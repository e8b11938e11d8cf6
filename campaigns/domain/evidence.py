"""What the work proves about one engagement: who it is for, its strategy's contract, its artifacts and the flow
(docs/domain.md §2.9, sections 2 to 5)."""

from collections.abc import Iterable
from typing import Any

from django.db.models import OuterRef, Subquery
from django.urls import reverse

from campaigns import content, qc
from campaigns.content import ContentError
from campaigns.content.strategy import SCHEMA_VERSION, Strategy
from campaigns.domain import gating
from campaigns.domain.boards import STATES
from campaigns.enums import ArtifactKind, ArtifactStatus
from campaigns.models import Artifact, ArtifactVersion
from tenants.evidence import Asked, Fact, Part, source, yes

LAYERS = tuple(name for name in Strategy.model_fields if name.startswith("layer"))
MOST_KEYS, MOST_ERRORS, MOST_WARNINGS = 5, 30, 5  # that the page names


def artifacts_of(asked: Asked) -> dict[ArtifactKind, Any]:
    """The engagement's artifacts by kind, each with its version in force and `newest`, the number of its last version. One
    query for all parts."""
    return asked.once("artifacts", lambda: _artifacts(asked))


def _artifacts(asked: Asked) -> dict[ArtifactKind, Any]:
    if asked.subject is None:
        return {}
    newest = ArtifactVersion.objects.filter(artifact=OuterRef("pk")).order_by("-number").values("number")[:1]
    rows = (
        Artifact.objects.filter(engagement__public_id=asked.subject.public_id)
        .select_related("engagement__campaign__client", "effective")
        .defer("content")
        .annotate(newest=Subquery(newest))
    )
    by_kind = {ArtifactKind(row.kind): row for row in rows}
    return {kind: by_kind[kind] for kind in ArtifactKind if kind in by_kind}


@source(Part.CONTEXT)
def context(asked: Asked) -> Iterable[Fact]:
    """Whom the work is for, by public id; or that nobody is there."""
    found = list(artifacts_of(asked).values())[:1]
    if not found:
        yield Fact("Client", "Missing, as there is no engagement", "draft")
        yield Fact("Campaign", "Missing, as there is no engagement", "draft")
    for artifact in found:
        engagement = artifact.engagement
        for row in (engagement.campaign.client, engagement.campaign, engagement):
            yield Fact(row._meta.verbose_name.capitalize(), f"{row}, {row.public_id}", "approved")


@source(Part.CONTRACT)
def contract(asked: Asked) -> Iterable[Fact]:
    """The strategy in force against the contract."""
    strategy = artifacts_of(asked).get(ArtifactKind.STRATEGY)
    if strategy is None:
        return
    if strategy.effective is None:
        yield Fact("In force", "No strategy is approved yet", "draft")
        return
    data = strategy.effective.content
    yield Fact("In force", f"v{strategy.effective.number}", "approved")
    status = ArtifactStatus(strategy.status)
    yield Fact("Status", status.label, STATES[status])
    named = str(data.get("schema_version", "none"))
    yield yes("Contract", named == SCHEMA_VERSION, named, f"{named}, not {SCHEMA_VERSION}", otherwise="failed")
    missing = [name for name in LAYERS if name not in data]
    there = f"{len(LAYERS) - len(missing)} of {len(LAYERS)} present"
    yield yes("Layers", not missing, there, f"{there}; missing: {', '.join(missing)}", otherwise="failed")
    extra = sorted(data.keys() - Strategy.model_fields.keys())
    yield yes("Further keys", not extra, "None", ", ".join(extra[:MOST_KEYS]), otherwise="failed")
    yield from _validated(data)
    whole = content.content_sha256(data) == strategy.effective.content_sha256
    yield yes("Digest of its content", whole, "As approved", "Not what was approved", otherwise="failed")
    yield Fact(f"Strategy v{strategy.effective.number}", sha256=strategy.effective.content_sha256)


def _validated(data: dict[str, Any]) -> Iterable[Fact]:
    """Errors of the contract's own validation, else the required fields that are empty and what QC finds."""
    try:
        parsed = content.parse(ArtifactKind.STRATEGY, data)
    except ContentError as error:
        yield Fact("Validator", _counted(len(error.errors), "error"), "failed")
        for each in error.errors[:MOST_ERRORS]:
            yield Fact(each.path or "The whole", each.message, "failed")
        return
    empty = content.missing(parsed)
    found = qc.run(ArtifactKind.STRATEGY, parsed).findings
    words = f"{_counted(len(empty), 'error')}, {_counted(len(found), 'warning')}"
    yield Fact("Validator", words, "failed" if empty else "changes" if found else "approved")
    for path, _ in empty[:MOST_ERRORS]:
        yield Fact(content.label(type(parsed), path), "Is required and empty", "failed")
    for check in found[:MOST_WARNINGS]:
        yield Fact(check.check_id, check.message, "changes")


def _counted(number: int, what: str) -> str:
    return f"{number} {what}" if number == 1 else f"{number} {what}s"


@source(Part.ARTIFACTS)
def artifacts(asked: Asked) -> Iterable[Fact]:
    """Where each stands, and what of it is in force."""
    for artifact in list(artifacts_of(asked).values())[:1]:
        file = reverse("work:artifacts_file", args=[artifact.engagement.public_id])
        yield Fact("All of them", "Export all artifacts as JSON", url=file)
    for kind, artifact in artifacts_of(asked).items():
        status, effective = ArtifactStatus(artifact.status), artifact.effective
        said = [status.label, f"v{artifact.newest}" if artifact.newest else "no version yet"]
        if effective:
            said = [*said[: 1 if effective.number == artifact.newest else 2], f"v{effective.number} in force"]
        yield Fact(kind.label, ", ".join(said), STATES[status])


@source(Part.FLOW)
def flow(asked: Asked) -> Iterable[Fact]:
    """The checklist of docs/domain.md §2.9, section 5, from what is in force."""
    found = artifacts_of(asked)
    if not found:
        return
    effective = {kind for kind, artifact in found.items() if artifact.effective}
    steps = [
        ("Campaign selected", True),
        *((f"{kind.label} approved", kind in effective) for kind in list(ArtifactKind)[:4]),
        ("Monitoring unlocked", not gating.missing(ArtifactKind.MONITORING, effective)),
        ("Delivery unlocked", not gating.missing(gating.DELIVERY, effective)),
    ]
    done = sum(is_done for _, is_done in steps)
    share = f"{done} of {len(steps)}, {round(100 * done / len(steps))} %"
    yield Fact("Done", share, "approved" if done == len(steps) else "draft")
    for label, is_done in steps:
        yield yes(label, is_done, "Yes", "Not yet", otherwise="draft")
