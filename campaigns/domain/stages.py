"""An engagement's stages as people see them: where each stands, what is in force, who has the next word."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from campaigns.domain import boards, gates, gating
from campaigns.enums import ArtifactKind, ArtifactStatus, Decision
from campaigns.models import Approval, Artifact, ArtifactVersion, Engagement
from tenants.models import Membership


@dataclass(frozen=True)
class Stage:
    """One stage of the chain. `versions` says which version is meant ("v5 draft, v4 in force"), `missing` names the stages that
    keep it locked, `sha256` is that of the version in force or in review."""

    kind: str
    label: str
    state: str
    word: str
    versions: str = ""
    sentences: tuple[str, ...] = ()
    at: datetime | None = None
    sha256: str = ""
    missing: tuple[ArtifactKind, ...] = ()
    waits: str = ""
    """Who has the next word; empty where nobody has."""


DeliveryPage = Callable[[Engagement, Membership], str]
_delivery_pages: list[DeliveryPage] = []


def register_delivery(page: DeliveryPage) -> None:
    """The floor above says where a pack is made. The page's address is empty for somebody who may not."""
    _delivery_pages.append(page)


def delivery_page(engagement: Engagement, member: Membership) -> str:
    return next((url for page in _delivery_pages if (url := page(engagement, member))), "")


def stages(chain: gates.Chain) -> list[Stage]:
    """The five stages and delivery, in chain order. Three queries, whatever the chain holds."""
    newest = _newest(chain)
    decisions = _decisions(chain, newest)
    found = [_stage(chain, kind, newest.get(kind), decisions) for kind in chain.artifacts]
    return [*found, _delivery(chain)]


def _newest(chain: gates.Chain) -> dict[ArtifactKind, ArtifactVersion]:
    versions = (
        ArtifactVersion.objects.filter(artifact__in=[artifact.pk for artifact in chain.artifacts.values()])
        .select_related("artifact", "submitted_by")
        .defer("content")
        .order_by("number")
    )
    return {ArtifactKind(version.artifact.kind): version for version in versions}


def _decisions(chain: gates.Chain, newest: dict[ArtifactKind, ArtifactVersion]) -> dict[int, Approval]:
    versions = {version.pk for version in (*chain.effective.values(), *newest.values())}
    return {approval.version_id: approval for approval in Approval.objects.filter(version__in=versions)}


def _stage(
    chain: gates.Chain, kind: ArtifactKind, newest: ArtifactVersion | None, decisions: dict[int, Approval]
) -> Stage:
    artifact = chain.artifacts[kind]
    status, effective = ArtifactStatus(artifact.status), chain.effective.get(kind)
    missing = tuple(chain.missing(kind))
    if missing and newest is None:
        return Stage(
            kind, kind.label, "locked", "Locked", sentences=(_opens_when(missing),), missing=missing,
        )  # fmt: skip
    returned = decisions.get(newest.pk) if newest and status is ArtifactStatus.REVISED else None
    sent_back = returned is not None and returned.decision == Decision.CHANGES_REQUESTED
    shown = newest if status is ArtifactStatus.IN_REVIEW else effective
    return Stage(
        kind=kind,
        label=kind.label,
        state=boards.STATES[status] if status is not ArtifactStatus.REVISED or sent_back else "draft",
        word="Changes requested" if sent_back else _word(status),
        versions=_versions(status, newest, effective),
        sentences=tuple(_sentences(artifact, newest, effective, returned if sent_back else None, decisions)),
        at=artifact.updated_at,
        sha256=shown.content_sha256 if shown else "",
        missing=missing,
        waits=_waits_for(artifact, status),
    )


def _waits_for(artifact: Artifact, status: ArtifactStatus) -> str:
    if status is ArtifactStatus.IN_REVIEW:
        return "An approver"
    if status not in ArtifactStatus.with_author():
        return ""
    return artifact.last_editor.get_full_name() if artifact.last_editor else "An editor"


def _opens_when(missing: tuple[ArtifactKind, ...]) -> str:
    return f"Opens when {gates.listed(list(missing))} {'is' if len(missing) == 1 else 'are'} approved."


def _word(status: ArtifactStatus) -> str:
    return "Draft" if status is ArtifactStatus.REVISED else status.label


def _versions(status: ArtifactStatus, newest: ArtifactVersion | None, effective: ArtifactVersion | None) -> str:
    in_force = f"v{effective.number} in force" if effective else ""
    if status is ArtifactStatus.IN_REVIEW and newest:
        return ", ".join(filter(None, (f"v{newest.number} in review", in_force)))
    if status in (ArtifactStatus.APPROVED, ArtifactStatus.FLAGGED_FOR_REVIEW) or newest is None:
        return in_force
    return ", ".join(filter(None, (f"v{newest.number + 1} draft", in_force)))


def _sentences(
    artifact: Artifact, newest: ArtifactVersion | None, effective: ArtifactVersion | None, returned: Approval | None,
    decisions: dict[int, Approval],
) -> list[str]:  # fmt: skip
    said = []
    if artifact.status == ArtifactStatus.IN_REVIEW and newest:
        who = newest.submitted_by.get_full_name() if newest.submitted_by else "An import"
        said.append(f"Waits for a decision. {who} submitted it.")
    if returned:
        said.append(f"{returned.decider_name} asks: {returned.comment}")
    if effective and (approval := decisions.get(effective.pk)) and artifact.status != ArtifactStatus.IN_REVIEW:
        said.append(f"v{effective.number} approved by {approval.decider_name}.")
    return [*said, *artifact.stale_reasons]


def _delivery(chain: gates.Chain) -> Stage:
    if missing := tuple(chain.missing(gating.DELIVERY)):
        return Stage(
            gating.DELIVERY, "Delivery", "locked", "Locked", sentences=(_opens_when(missing),), missing=missing
        )
    if stale := chain.stale:
        sentence = f"{gates.listed(stale)} {'is' if len(stale) == 1 else 'are'} stale."
        return Stage(gating.DELIVERY, "Delivery", "stale", "Held", sentences=(sentence,))
    if pack := boards.delivered(next(iter(chain.artifacts.values())).engagement_id):
        return Stage(gating.DELIVERY, "Delivery", pack.state, pack.words.capitalize(), waits=pack.waits)
    return Stage(
        gating.DELIVERY, "Delivery", "draft", "Open", sentences=("A pack can be built.",), waits="An admin"
    )  # fmt: skip
