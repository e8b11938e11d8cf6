"""Quality control of content: a visible list of rules for each kind, and one function that applies it."""

from campaigns.content import Content
from campaigns.enums import ArtifactKind
from campaigns.qc import creatives, execution, intake, monitoring, strategy
from campaigns.qc.base import Check, Finding, Report, Rule, evaluate

__all__ = ["RULES", "Check", "Finding", "Report", "Rule", "run"]

RULES: dict[ArtifactKind, tuple[Rule, ...]] = {
    ArtifactKind.INTAKE: intake.RULES,
    ArtifactKind.STRATEGY: strategy.RULES,
    ArtifactKind.CREATIVES: creatives.RULES,
    ArtifactKind.EXECUTION: execution.RULES,
    ArtifactKind.MONITORING: monitoring.RULES,
}


def run(kind: ArtifactKind, content: Content) -> Report:
    """Return the report on ``content``, which must be of ``kind``. Same content, same report."""
    return evaluate(kind, RULES[kind], content)
