"""The last pages: next steps with their owners, and the evidence for the whole pack."""

from campaigns.content.execution import NextStep, Side
from delivery.compose.inputs import EvidenceRow, Inputs
from delivery.compose.parts import (
    Topics,
    callout,
    column,
    entered,
    key,
    named,
    paras,
    table,
    topic,
)
from delivery.compose.wording import WORDING
from delivery.document import Cell, Col, Number, Strong, Table, Text
from delivery.theme.text import long_date

# Next steps


def steps_standfirst(inputs: Inputs) -> str:
    steps = _steps(inputs)
    if not steps:
        return ""
    dates = [step.date for step in steps if step.date]
    with_client = sum(step.side in (Side.CLIENT, Side.BOTH) for step in steps)
    return WORDING.steps_standfirst(len(steps), max(dates, default=None), with_client)


def steps_topics(inputs: Inputs) -> Topics:
    execution = inputs.execution
    if execution is None or not (execution.next_steps_headline or _steps(inputs)):
        return ()
    return topic(
        WORDING.dates,
        key(execution.next_steps_headline),
        table(
            _steps(inputs),
            named(NextStep, "date", 1),
            column(NextStep, "action", 2.6),
            column(NextStep, "owner", 1.4),
            column(NextStep, "side", 0.7),
        ),
        callout(WORDING.questions, inputs.brand.contact),
        start="flow",
        summary=steps_standfirst(inputs),
    )


def _steps(inputs: Inputs) -> list[NextStep]:
    return entered(inputs.execution.next_steps) if inputs.execution else []


# Evidence


APPROVALS = (
    Col(WORDING.document, 1),
    Col(WORDING.version, 0.6),
    Col(WORDING.approved, 1.2),
    Col(WORDING.by, 1.6),
    Col(WORDING.quality, 1.3),
)
DIGESTS = (Col(WORDING.document, 1), Col(WORDING.digest, 3.9))


def evidence_standfirst(inputs: Inputs) -> str:
    return WORDING.evidence_standfirst


def evidence_topics(inputs: Inputs) -> Topics:
    frame = inputs.frame
    return topic(
        WORDING.approvals,
        paras(
            (
                WORDING.this_pack(frame.pack_label, frame.engagement, frame.issued),
                WORDING.evidence_intro,
            )
        ),
        (Table("", APPROVALS, tuple(map(_row, inputs.evidence))),),
        (Table("", DIGESTS, tuple(map(_digest, inputs.evidence))),),
        start="flow",
        summary=WORDING.evidence_standfirst,
    )


def _digest(row: EvidenceRow) -> tuple[Cell, ...]:
    return Strong(row.kind.label), Text(row.content_sha256)


def _row(row: EvidenceRow) -> tuple[Cell, ...]:
    return (
        Strong(row.kind.label),
        Number(str(row.version)),
        Text(long_date(row.approved_at)),
        Text(row.approved_by),
        Text(row.qc),
    )
