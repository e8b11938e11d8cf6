import json
from collections.abc import Iterator

import pytest

from campaigns import qc
from campaigns.content import Content, empty
from campaigns.enums import ArtifactKind, CheckStatus, Severity
from campaigns.qc.base import Finding, Rule, evaluate

B, M, m = Severity.BLOCKER, Severity.MAJOR, Severity.MINOR
FAIL, WARN = CheckStatus.FAIL, CheckStatus.WARN
INTAKE = ArtifactKind.INTAKE


def passing(_content: Content) -> Iterator[Finding]:
    return iter(())


def failing(_content: Content) -> Iterator[Finding]:
    yield Finding("website", "Wrong.", "Mend it.", "x")


def crashing(_content: Content) -> Iterator[Finding]:
    yield Finding("website", "Seen before the crash.", "Mend it.")
    raise LookupError("no such row")


@pytest.mark.parametrize(
    ("outcomes", "status", "score", "counts"),
    [
        ([], "PASS", 100, (0, 0, 0)),
        ([(m, FAIL)], "WARN", 97, (0, 0, 1)),
        ([(M, FAIL)], "WARN", 90, (0, 1, 0)),
        ([(B, FAIL)], "FAIL", 70, (1, 0, 0)),
        ([(M, WARN)], "WARN", 95, (0, 0, 0)),
        ([(B, WARN)], "WARN", 95, (0, 0, 0)),
        ([(B, FAIL), (M, FAIL), (m, FAIL), (m, WARN)], "FAIL", 52, (1, 1, 1)),
        ([(B, FAIL)] * 4, "FAIL", 0, (4, 0, 0)),
    ],
)
def test_status_score_and_summary_follow_from_what_did_not_pass(
    outcomes: list[tuple[Severity, CheckStatus]], status: str, score: int, counts: tuple[int, int, int]
) -> None:
    rules = [Rule(f"rule_{n}", severity, "Fine.", failing, outcome) for n, (severity, outcome) in enumerate(outcomes)]
    report = evaluate(INTAKE, [Rule("fine", B, "All is well.", passing), *rules], empty(INTAKE))
    assert (report.status, report.score) == (status, score)
    assert tuple(report.summary.values()) == counts
    assert list(report.summary) == ["blockers", "majors", "minors"]


def test_a_passed_check_says_what_holds() -> None:
    (check,) = evaluate(INTAKE, [Rule("fine", B, "All is well.", passing)], empty(INTAKE)).checks
    assert (check.status, check.message, check.path) == (CheckStatus.PASS, "All is well.", "")


def test_a_rule_that_crashes_is_a_blocker_and_its_findings_are_not_trusted() -> None:
    report = evaluate(INTAKE, [Rule("odd", m, "Fine.", crashing)], empty(INTAKE))
    (check,) = report.checks
    assert (check.check_id, check.severity, check.status) == ("rule_error_odd", B, FAIL)
    assert check.evidence == "LookupError: no such row"
    assert (report.status, report.score) == (FAIL, 70)


def test_a_report_is_json_ready() -> None:
    report = qc.run(INTAKE, empty(INTAKE))
    data = report.as_dict()
    assert json.loads(json.dumps(data)) == data
    assert data["qc_type"] == "intake_qc"
    assert data["model_used"] == "deterministic_v1"
    assert set(data["checks"][0]) == {
        "check_id",
        "check_type",
        "status",
        "severity",
        "message",
        "path",
        "evidence",
        "fix_instruction",
        "auto_fixable",
    }


@pytest.mark.parametrize("kind", ArtifactKind)
def test_the_rules_of_a_kind_have_distinct_ids_that_name_the_kind(kind: ArtifactKind) -> None:
    ids = [rule.check_id for rule in qc.RULES[kind]]
    assert len(ids) == len(set(ids))
    assert [check_id for check_id in ids if not check_id.startswith(f"{kind}_")] == []


@pytest.mark.parametrize("kind", ArtifactKind)
def test_the_same_content_gives_the_same_report(kind: ArtifactKind) -> None:
    assert qc.run(kind, empty(kind)) == qc.run(kind, empty(kind))
