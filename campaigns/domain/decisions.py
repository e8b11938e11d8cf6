"""A decision as it is put before a person, on whatever surface: one version, what it changes, what follows, what was checked."""

import re
from dataclasses import dataclass

from django.db.models import QuerySet

from campaigns import content
from campaigns.domain import artifacts, checking, comparison, consequences, gates, reading
from campaigns.domain.comparison import Change
from campaigns.domain.consequences import Consequence
from campaigns.domain.reading import Section
from campaigns.enums import ArtifactKind, ArtifactStatus
from campaigns.models import Approval, Artifact, ArtifactVersion, QCReport

NUMBER = re.compile(r"[0-9]{1,9}", re.ASCII)
SHA256 = re.compile(r"[0-9a-f]{64}")
CHECK_STATES = {"PASS": "approved", "WARN": "changes", "FAIL": "failed"}


@dataclass(frozen=True)
class Question:
    """What an approver is asked. `before` is what is in force, where it is older; `decided` the decision, where there is one;
    `waits` says that the version is the newest, in review, and undecided."""

    version: ArtifactVersion
    before: ArtifactVersion | None
    changes: list[Change]
    sections: list[Section]
    report: QCReport
    consequences: list[Consequence]
    decided: Approval | None
    waits: bool

    @property
    def checked(self) -> list[dict[str, str]]:
        """The findings of QC, or that there are none: rows for the tag `findings`."""
        return [
            {
                "state": CHECK_STATES[check["status"]],
                "text": checking.told(self.version, check),
                "source": check["fix_instruction"],
            }
            for check in self.report.findings
        ] or [{"state": "approved", "text": f"QC {self.report.score}, no findings."}]

    @property
    def decided_sentence(self) -> str:
        return artifacts.decided_sentence(self.decided) if self.decided else ""


def newest(artifact: Artifact) -> ArtifactVersion | None:
    return _versions(artifact).first()


def asked_for(artifact: Artifact, *, seen: str = "", number: str = "") -> ArtifactVersion | None:
    """The version that a page was opened for, by the hash that it sends back, so that a stale tab is answered about what it
    shows; else by its number; else the newest."""
    if SHA256.fullmatch(seen) and (found := _versions(artifact).filter(content_sha256=seen).first()):
        return found
    if number:
        return _versions(artifact).filter(number=number).first() if NUMBER.fullmatch(number) else None
    return newest(artifact)


def report_of(version: ArtifactVersion) -> QCReport:
    """What QC says of it: the newest report, or, where there is none, what it says now."""
    return checking.newest_report(version) or checking.report_on(version)


def question(version: ArtifactVersion, report: QCReport, chain: gates.Chain | None = None) -> Question:
    """`chain` spares a query where the caller has it."""
    artifact = version.artifact
    kind = ArtifactKind(artifact.kind)
    chain = chain or gates.chain(artifact.engagement)
    in_force = chain.effective.get(kind)
    before = in_force if in_force and in_force.number < version.number else None
    decided = artifacts.decision_on(version)
    latest = newest(artifact)
    return Question(
        version=version,
        before=before,
        changes=between(kind, before.content, version.content) if before else [],
        sections=reading.read(content.parse(kind, version.content)),
        report=report,
        consequences=consequences.of_approving(version, chain),
        decided=decided,
        waits=decided is None and artifact.status == ArtifactStatus.IN_REVIEW and version == latest,
    )


def between(kind: ArtifactKind, before: object, after: object) -> list[Change]:
    """What changed from one stored content to another."""
    return comparison.compare(content.parse(kind, before), content.parse(kind, after))


def _versions(artifact: Artifact) -> "QuerySet[ArtifactVersion]":
    found = ArtifactVersion.objects.filter(artifact=artifact)
    return found.select_related("artifact__engagement__campaign__client", "submitted_by", "last_editor").order_by(
        "-number"
    )
