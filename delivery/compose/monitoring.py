"""The monitoring: key figures with their trend, alerts and rules, sources and reports, questions."""

from campaigns.content.monitoring import (
    Alert,
    Alerts,
    Analysis,
    DataSource,
    KpiRow,
    Monitoring,
    Report,
    Reporting,
    Test,
    Tracking,
)
from delivery.compose.inputs import Inputs
from delivery.compose.parts import (
    Blocks,
    Column,
    Topics,
    column,
    fact,
    facts,
    filled,
    named,
    paras,
    run_on,
    sheet,
    table,
    topic,
)
from delivery.compose.strategy import rules
from delivery.compose.values import figure, floats, places, shown, title
from delivery.document import Cell, Definition, Number, Spark, Text
from delivery.language import wording


def standfirst(inputs: Inputs) -> str:
    return inputs.monitoring.standfirst if inputs.monitoring else ""


def topics(inputs: Inputs) -> Topics:
    monitoring = inputs.monitoring
    if monitoring is None or not filled(monitoring):
        return ()
    return (
        *topic(
            wording().key_figures,
            paras((monitoring.kpi_config.note,)),
            _indicators(monitoring.kpi_config.kpis),
            summary=wording().key_figures_line,
        ),
        *topic(
            wording().alerts,
            _alerts(monitoring.alerts),
            _reports(monitoring.tracking, monitoring.reporting),
            sheet(_rules(monitoring)),
            start="flow",
            summary=wording().alerts_line,
        ),
        *_learning(monitoring.analysis),
    )


# Indicators


def _indicators(kpis: list[KpiRow]) -> Blocks:
    return table(
        kpis,
        named(KpiRow, "name", 2.2, note="direction"),
        Column(wording().source_and_owner, 1.2, lambda kpi: Text(_lines(kpi.source, kpi.owner))),
        Column(title(KpiRow, "baseline"), 0.7, lambda kpi: Number(_level(kpi, kpi.baseline))),
        Column(title(KpiRow, "target"), 0.7, lambda kpi: Number(_level(kpi, kpi.target) or _unit(kpi))),
        Column(title(KpiRow, "history"), 1.0, _trend),
        Column(wording().alert_when, 2.0, lambda kpi: Text(_lines(_condition(kpi), kpi.alert.action))),
    )


def _level(kpi: KpiRow, value: str) -> str:
    return figure(value, kpi.unit, decimals=places(kpi.baseline, kpi.target, kpi.alert.value))


def _unit(kpi: KpiRow) -> str:
    """The unit alone, when there is no figure to carry it."""
    return "" if kpi.baseline or kpi.alert.value else kpi.unit


def _trend(kpi: KpiRow) -> Cell:
    if not kpi.history:
        return Text("")
    decimals = places(*kpi.history)
    values = ", ".join(figure(value, decimals=decimals) for value in kpi.history)
    return Spark(floats(kpi.history), wording().trend_alt(title(KpiRow, "history"), values))


def _lines(*texts: str) -> str:
    return "\n".join(text for text in texts if text)


def _condition(kpi: KpiRow) -> str:
    """As in “Below 21 for two weeks”."""
    parts = (shown(kpi.alert, "op"), _level(kpi, kpi.alert.value), kpi.alert.window)
    return " ".join(part for part in parts if part)


# Alerts and reports


def _alerts(alerts: Alerts) -> Blocks:
    return (
        *table(
            alerts.alert_thresholds,
            named(Alert, "within", 0.8),
            column(Alert, "condition", 2),
            column(Alert, "action", 2.7),
            caption=title(Alerts, "alert_thresholds"),
        ),
        *rules(alerts.optimization_rules, title(Alerts, "optimization_rules")),
    )


def _reports(tracking: Tracking, reporting: Reporting) -> Blocks:
    return (
        *table(
            tracking.data_sources,
            named(DataSource, "name", 1),
            column(DataSource, "provides", 3),
            caption=title(Tracking, "data_sources"),
        ),
        *table(
            reporting.reports,
            named(Report, "name", 0.8),
            column(Report, "when", 1.4),
            column(Report, "audience", 1.5),
            column(Report, "shows", 1.8),
            caption=title(Reporting, "reports"),
        ),
    )


def _rules(monitoring: Monitoring) -> tuple[Definition, ...]:
    """How figures are read, discussed and sent; what a form offers by itself is left out."""
    tracking, reporting, alerts = monitoring.tracking, monitoring.reporting, monitoring.alerts
    rhythm: tuple[Definition, ...] = ()
    if filled(tracking):
        rhythm += facts(tracking, "tracking_frequency", "attribution_model")
    if filled(reporting):
        rhythm += facts(reporting, "review_cadence", "report_frequency")
    return (
        *fact(wording().rhythm, run_on(rhythm)),
        *facts(tracking, "source_rule", "utm_parameters"),
        *(_sending(reporting) if filled(reporting) else ()),
        *(facts(alerts, "notification_channels", "escalation_protocol") if filled(alerts) else ()),
    )


def _sending(reporting: Reporting) -> tuple[Definition, ...]:
    form = (shown(reporting, "report_format"), reporting.dashboard_url)
    return (
        *facts(reporting, "review_agenda"),
        *fact(title(Reporting, "report_format"), wording().parting.join(part for part in form if part)),
        *facts(reporting, "report_recipients"),
    )


# Learning


def _learning(analysis: Analysis) -> Topics:
    return topic(
        wording().learning,
        table(
            analysis.ab_testing,
            named(Test, "question", 2.2),
            column(Test, "variants", 1.2),
            column(Test, "measure", 1.3),
            column(Test, "period", 1.1),
            caption=title(Analysis, "ab_testing"),
        ),
        sheet(facts(analysis, "analysis_questions", "segmentation")),
        start="flow",
        summary=wording().learning_line,
    )
