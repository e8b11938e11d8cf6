"""What a pack is composed from: its frame, the approved contents, the evidence."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Self, TypeVar

from campaigns.content import Content
from campaigns.content.creatives import Creatives
from campaigns.content.execution import Execution
from campaigns.content.intake import Intake
from campaigns.content.monitoring import Monitoring
from campaigns.content.strategy import Strategy
from campaigns.enums import ArtifactKind, CheckStatus, Severity
from delivery.compose.since import Since
from delivery.theme import BrandSpec

Model = TypeVar("Model", bound=Content)


@dataclass(frozen=True)
class Frame:
    """Whose pack it is. `issued` is the local day of the last decision; `lang` a BCP 47 tag; `since` what changed since the
    pack that the client had before, None for the first."""

    client: str
    campaign: str
    engagement: str
    pack_label: str
    issued: dt.date
    lang: str = "en"
    since: Since | None = None


@dataclass(frozen=True)
class FindingShown:
    """What a quality check found, and whether the approver accepted the version with it."""

    message: str
    severity: Severity
    accepted: bool


@dataclass(frozen=True)
class ReportShown:
    """The quality report on a version, for a pack that was asked to show it."""

    status: CheckStatus
    score: int
    findings: tuple[FindingShown, ...]


@dataclass(frozen=True)
class EvidenceRow:
    """An approved version as the pack names it. `approved_by` is a display name or a role."""

    kind: ArtifactKind
    version: int
    approved_at: dt.date
    approved_by: str
    content_sha256: str
    qc: str = ""
    report: ReportShown | None = None


@dataclass(frozen=True)
class Inputs:
    """Everything the chapters may read; a kind that is not in the pack is None."""

    frame: Frame
    brand: BrandSpec
    evidence: tuple[EvidenceRow, ...]
    intake: Intake | None
    strategy: Strategy | None
    creatives: Creatives | None
    execution: Execution | None
    monitoring: Monitoring | None

    @classmethod
    def of(
        cls,
        frame: Frame,
        contents: Mapping[ArtifactKind, Content],
        evidence: tuple[EvidenceRow, ...],
        brand: BrandSpec,
    ) -> Self:
        """Sort the contents by kind; TypeError when one stands under the wrong kind."""
        return cls(
            frame=frame,
            brand=brand,
            evidence=evidence,
            intake=_typed(contents, ArtifactKind.INTAKE, Intake),
            strategy=_typed(contents, ArtifactKind.STRATEGY, Strategy),
            creatives=_typed(contents, ArtifactKind.CREATIVES, Creatives),
            execution=_typed(contents, ArtifactKind.EXECUTION, Execution),
            monitoring=_typed(contents, ArtifactKind.MONITORING, Monitoring),
        )

    def approval(self, kind: ArtifactKind) -> EvidenceRow | None:
        """The evidence for a kind, or None."""
        return next((row for row in self.evidence if row.kind is kind), None)


def _typed(contents: Mapping[ArtifactKind, Content], kind: ArtifactKind, model: type[Model]) -> Model | None:
    content = contents.get(kind)
    if content is None or isinstance(content, model):
        return content
    raise TypeError(f"The content given as {kind.label.lower()} is of type {type(content).__name__}.")
