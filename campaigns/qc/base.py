"""Quality control: rules, checks, reports (docs/domain.md §1.8).

A rule is a pure function from content to findings. Running the rules of a kind gives a report: one passed
check for a rule without findings, one check for each finding otherwise.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from campaigns.content import Content, label, missing, walk_strings
from campaigns.enums import ArtifactKind, CheckStatus, Severity
from campaigns.qc.text import placeholder

RULESET = "deterministic_v1"
"""Name of this set of rules on every report (``model_used`` in docs/domain.md §1.8)."""

PENALTY = {Severity.BLOCKER: 30, Severity.MAJOR: 10, Severity.MINOR: 3}
"""Points that a failed check costs."""
WARNING_PENALTY = 5
"""Points that a warning costs, whatever its severity."""


@dataclass(frozen=True)
class Finding:
    """One thing to put right: where, what is wrong, how to mend it. ``evidence`` quotes the content."""

    path: str
    message: str
    fix: str
    evidence: str = ""


@dataclass(frozen=True)
class Rule:
    """``claim`` is what holds when ``find`` returns nothing; a finding gets ``severity`` and ``outcome``."""

    check_id: str
    severity: Severity
    claim: str
    find: Callable[[Any], Iterable[Finding]]
    outcome: CheckStatus = CheckStatus.FAIL


@dataclass(frozen=True)
class Check:
    """One line of a report: a rule that passed, or one finding of a rule that did not."""

    check_id: str
    status: CheckStatus
    severity: Severity
    message: str
    path: str = ""
    evidence: str = ""
    fix_instruction: str = ""
    check_type: str = "deterministic"
    auto_fixable: bool = False


@dataclass(frozen=True)
class Report:
    """The outcome for one version. ``score`` is 0 to 100; ``summary`` counts failures only, by severity."""

    qc_type: str
    status: CheckStatus
    score: int
    checks: tuple[Check, ...]
    summary: dict[str, int]
    model_used: str = RULESET

    @property
    def findings(self) -> tuple[Check, ...]:
        """The checks that did not pass."""
        return tuple(check for check in self.checks if check.status is not CheckStatus.PASS)

    def as_dict(self) -> dict[str, Any]:
        """Return the report as JSON-ready values."""
        return {**asdict(self), "checks": [asdict(check) for check in self.checks]}


def evaluate(kind: ArtifactKind, rules: Sequence[Rule], content: Content) -> Report:
    """Apply the rules to the content. A rule that crashes is a blocker, never a silence."""
    checks = tuple(check for rule in rules for check in _checks(rule, content))
    failed = [check.severity for check in checks if check.status is CheckStatus.FAIL]
    warnings = sum(check.status is CheckStatus.WARN for check in checks)
    lost = sum(PENALTY[severity] for severity in failed) + WARNING_PENALTY * warnings
    return Report(
        qc_type=f"{kind}_qc",
        status=_status(failed, warnings),
        score=max(0, 100 - lost),
        checks=checks,
        summary={
            "blockers": failed.count(Severity.BLOCKER),
            "majors": failed.count(Severity.MAJOR),
            "minors": failed.count(Severity.MINOR),
        },
    )


def _status(failed: list[Severity], warnings: int) -> CheckStatus:
    if Severity.BLOCKER in failed:
        return CheckStatus.FAIL
    return CheckStatus.WARN if failed or warnings else CheckStatus.PASS


def _checks(rule: Rule, content: Content) -> list[Check]:
    try:
        findings = list(rule.find(content))
    except Exception as error:  # noqa: BLE001 -- whatever it was, the approver must see that this rule said nothing
        return [
            Check(
                check_id=f"rule_error_{rule.check_id}",
                status=CheckStatus.FAIL,
                severity=Severity.BLOCKER,
                message="This check could not be carried out, so nothing is known about what it guards.",
                evidence=f"{type(error).__name__}: {error}"[:200],
                fix_instruction="Report this to the operator of the platform.",
            )
        ]
    if not findings:
        return [Check(rule.check_id, CheckStatus.PASS, rule.severity, rule.claim)]
    return [
        Check(rule.check_id, rule.outcome, rule.severity, item.message, item.path, item.evidence, item.fix)
        for item in findings
    ]


def empty_fields(
    content: Content, *, within: tuple[str, ...] = ("",), outside: tuple[str, ...] = ()
) -> Iterator[Finding]:
    """Yield a finding for each required field that is empty, below ``within`` and not below ``outside``."""
    for path, spec in missing(content):
        if path.startswith(within) and not path.startswith(outside):
            yield Finding(path, f"{label(type(content), path)} is empty.", spec.help)


def blank(content: Content, path: str, fix: str) -> Iterator[Finding]:
    """Yield a finding if the field at ``path`` (names joined by dots) is empty."""
    value: Any = content
    for name in path.split("."):
        value = getattr(value, name)
    if not value:
        yield Finding(path, f"{label(type(content), path)} is empty.", fix)


def placeholders(content: Content) -> Iterator[Finding]:
    """Yield a finding for each text that still holds a placeholder."""
    for path, text in walk_strings(content):
        if found := placeholder(text):
            yield Finding(path, f"“{found}” is a placeholder.", "Write the text, or empty the field.", text[:200])
