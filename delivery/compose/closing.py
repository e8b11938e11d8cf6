"""The last pages: next steps with their owners, and the evidence for the whole pack."""

from itertools import chain

from campaigns.content.execution import NextStep, Side
from delivery.compose.inputs import EvidenceRow, FindingShown, Inputs, ReportShown
from delivery.compose.parts import (
    Topics,
    callout,
    column,
    entered,
    fitted,
    key,
    named,
    paras,
    table,
    topic,
)
from delivery.document import Cell, Col, Metric, Metrics, Number, Source, Strong, Table, Text
from delivery.language import wording

# Next steps


def steps_standfirst(inputs: Inputs) -> str:
    steps = _steps(inputs)
    if not steps:
        return ""
    dates = [step.date for step in steps if step.date]
    with_client = sum(step.side in (Side.CLIENT, Side.BOTH) for step in steps)
    return wording().steps_standfirst(len(steps), max(dates, default=None), with_client)


def steps_topics(inputs: Inputs) -> Topics:
    execution = inputs.execution
    if execution is None or not (execution.next_steps_headline or _steps(inputs)):
        return ()
    return topic(
        wording().dates,
        key(execution.next_steps_headline),
        table(
            _steps(inputs),
            named(NextStep, "date", 1),
            column(NextStep, "action", 2.6),
            column(NextStep, "owner", 1.4),
            column(NextStep, "side", 0.7),
        ),
        callout(wording().questions, inputs.brand.contact),
        start="flow",
        summary=steps_standfirst(inputs),
    )


def _steps(inputs: Inputs) -> list[NextStep]:
    return entered(inputs.execution.next_steps) if inputs.execution else []


# Evidence


def evidence_standfirst(inputs: Inputs) -> str:
    return wording().evidence_standfirst


def evidence_topics(inputs: Inputs) -> Topics:
    frame = inputs.frame
    return topic(
        wording().approvals,
        paras(
            (
                wording().this_pack(frame.pack_label, frame.engagement, frame.issued),
                wording().evidence_intro,
            )
        ),
        (_approvals(inputs.evidence), _digests(inputs.evidence)),
        start="flow",
        summary=wording().evidence_standfirst,
    )


def _approvals(rows: tuple[EvidenceRow, ...]) -> Table:
    heads = (
        Col(wording().document, 1),
        Col(wording().version, 0.6),
        Col(wording().approved, 1.2),
        Col(wording().by, 1.6),
        Col(wording().quality, 1.3),
    )
    shown = len(heads) if any(row.qc for row in rows) else len(heads) - 1
    return Table("", heads[:shown], tuple(_row(row)[:shown] for row in rows))


def _digests(rows: tuple[EvidenceRow, ...]) -> Table:
    heads = (Col(wording().document, 1), Col(wording().digest, 3.9))
    return Table("", heads, tuple(map(_digest, rows)))


def _digest(row: EvidenceRow) -> tuple[Cell, ...]:
    return Strong(wording().kinds[row.kind]), Text(row.content_sha256)


def _row(row: EvidenceRow) -> tuple[Cell, ...]:
    return (
        Strong(wording().kinds[row.kind]),
        Number(str(row.version)),
        Text(wording().long_date(row.approved_at)),
        Text(row.approved_by),
        Text(row.qc),
    )


# Quality reports, where they are asked for


def reports_standfirst(inputs: Inputs) -> str:
    return wording().reports_standfirst if any(row.report for row in inputs.evidence) else ""


def reports_topics(inputs: Inputs) -> Topics:
    return tuple(chain.from_iterable(_report(row, row.report) for row in inputs.evidence if row.report))


def _report(row: EvidenceRow, report: ReportShown) -> Topics:
    """The report on one version: what came of it, then each finding and whether the approver accepted it."""
    words = wording()
    outcome = (Metric(words.result, words.outcomes[report.status]), Metric(words.score, words.of(report.score, 100)))
    columns = (Col(words.finding_column, 3), Col(words.weight, 0.8), Col(words.decision_column, 1.6))
    findings = tuple(
        (Strong(each.message), Text(words.severities[each.severity]), Text(_accepted(row, each)))
        for each in report.findings
    )
    return topic(
        words.mark(words.kinds[row.kind], row.version, row.content_sha256),
        (Metrics(outcome),),
        fitted(Table("", columns, findings)) if findings else paras((words.no_finding,)),
        start="flow",
        sources=(Source(row.kind.value),),
    )


def _accepted(row: EvidenceRow, finding: FindingShown) -> str:
    return wording().accepted(row.approved_by, row.approved_at) if finding.accepted else wording().not_accepted
