"""Which stages of an engagement are open, from its rows (the map itself is campaigns.domain.gating)."""

from dataclasses import dataclass

from campaigns.domain import gating, hydration
from campaigns.enums import ArtifactKind
from campaigns.models import Artifact, ArtifactVersion, Engagement
from tenants.errors import Refusal


@dataclass(frozen=True)
class Chain:
    """An engagement's artifacts by kind, with their effective versions loaded: one query answers every gate."""

    artifacts: dict[ArtifactKind, Artifact]

    @property
    def effective(self) -> dict[ArtifactKind, ArtifactVersion]:
        return {kind: artifact.effective for kind, artifact in self.artifacts.items() if artifact.effective}

    @property
    def stale(self) -> list[ArtifactKind]:
        """Kinds whose version in force rests on something that has moved on. Not a question of status: editing a stale
        artifact does not bring its approved version up to date, approving a newer one does."""
        return [kind for kind, artifact in self.artifacts.items() if artifact.effective and artifact.stale_reasons]

    def missing(self, stage: str) -> list[ArtifactKind]:
        return gating.missing(stage, self.effective)

    def opens(self, kind: ArtifactKind) -> list[str]:
        """Stages that wait for nothing but `kind`."""
        return [
            stage for stage in gating.UPSTREAM
            if self.missing(stage) == [kind] and kind not in self.effective
        ]  # fmt: skip

    def sources(self, kind: ArtifactKind) -> dict[str, dict[str, object]]:
        """The approved versions that a version of `kind` made now rests on (docs/domain.md §1.2, source_lineage)."""
        return {upstream.value: describe(self.effective[upstream]) for upstream in hydration.rests_on(kind)}


def describe(version: ArtifactVersion) -> dict[str, object]:
    return {
        "artifact_id": str(version.artifact.public_id),
        "number": version.number,
        "content_sha256": version.content_sha256,
    }


def chain(engagement: Engagement, *, lock: bool = False) -> Chain:
    """`lock` holds all five rows until the transaction ends, in one order, so that two decisions cannot pass each other."""
    rows = Artifact.objects.filter(engagement=engagement).order_by()  # any order would be read off the wrong index
    if lock:
        list(rows.order_by("id").select_for_update().values_list("id"))
    by_kind = {artifact.kind: artifact for artifact in rows.select_related("effective__artifact", "last_editor")}
    return Chain({kind: by_kind[kind] for kind in ArtifactKind if kind in by_kind})


def require_open(chain: Chain, kind: ArtifactKind) -> None:
    """Refuse while something before `kind` is not approved, or is approved but stale."""
    if why := why_shut(chain, kind):
        raise Refusal(why)


def why_shut(chain: Chain, kind: ArtifactKind) -> str:
    """What stands before `kind`, for people; empty where nothing does."""
    if waiting := chain.missing(kind):
        return f"{kind.label} opens when {listed(waiting)} {'is' if len(waiting) == 1 else 'are'} approved."
    if stale := [upstream for upstream in hydration.rests_on(kind) if upstream in chain.stale]:
        return (
            f"{listed(stale)} {'is' if len(stale) == 1 else 'are'} stale. Bring {'it' if len(stale) == 1 else 'them'} up to "
            f"date first; you can go on editing {kind.label} meanwhile."
        )
    return ""


def listed(kinds: list[ArtifactKind]) -> str:
    """``Intake, Strategy and Creatives``."""
    labels = [kind.label for kind in kinds]
    return " and ".join(filter(None, (", ".join(labels[:-1]), labels[-1])))
