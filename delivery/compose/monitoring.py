"""The monitoring: key figures with their trend, alerts and rules, sources and reports, questions."""

from campaigns.content.monitoring import (
    Alert,
    Alerts,
    Analysis,
    DataSource,
    KpiAlert,
    KpiRow,
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
    bullets,
    column,
    defs,
    facts,
    filled,
    named,
    paras,
    table,
    topic,
)
from delivery.compose.strategy import rules
from delivery.compose.values import figure, floats, places, shown, title
from delivery.compose.wording import WORDING
from delivery.document import Cell, Item, Number, Spark, Strong, Text


def standfirst(inputs: Inputs) -> str:
    return inputs.monitoring.standfirst if inputs.monitoring else ""


def topics(inputs: Inputs) -> Topics:
    monitoring = inputs.monitoring
    if monitoring is None or not filled(monitoring):
        return ()
    return (
        *topic(
            WORDING.key_figures,
            paras((monitoring.kpi_config.note,)),
            _indicators(monitoring.kpi_config.kpis),
            summary=WORDING.key_figures_line,
        ),
        *topic(
            WORDING.alerts,
            _indicator_alerts(monitoring.kpi_config.kpis),
            _alerts(monitoring.alerts),
            summary=WORDING.alerts_line,
        ),
        *topic(
            WORDING.reports,
            _sources(monitoring.tracking),
            _reports(monitoring.reporting),
            summary=WORDING.reports_line,
        ),
        *_learning(monitoring.analysis),
    )


# Indicators


def _indicators(kpis: list[KpiRow]) -> Blocks:
    return table(
        kpis,
        named(KpiRow, "name", 2.1, note="direction"),
        column(KpiRow, "source", 1.2),
        column(KpiRow, "owner", 1.2),
        Column(title(KpiRow, "baseline"), 0.8, lambda kpi: Number(_level(kpi, kpi.baseline))),
        Column(title(KpiRow, "target"), 0.8, lambda kpi: Number(_level(kpi, kpi.target) or _unit(kpi))),
        Column(title(KpiRow, "history"), 1.1, _trend),
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
    return Spark(floats(kpi.history), WORDING.trend_alt(title(KpiRow, "history"), values))


def _indicator_alerts(kpis: list[KpiRow]) -> Blocks:
    return table(
        [kpi for kpi in kpis if filled(kpi.alert)],
        Column(title(KpiRow, "name"), 1.3, lambda kpi: Strong(kpi.name)),
        Column(WORDING.alert_when, 1.5, lambda kpi: Text(_condition(kpi))),
        Column(title(KpiAlert, "action"), 1.7, lambda kpi: Text(kpi.alert.action)),
        caption=WORDING.indicator_alerts,
    )


def _condition(kpi: KpiRow) -> str:
    """As in “Below 21 for two weeks”."""
    parts = (shown(kpi.alert, "op"), _level(kpi, kpi.alert.value), kpi.alert.window)
    return " ".join(part for part in parts if part)


# Alerts, sources, reports


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
        *(defs(facts(alerts, "notification_channels", "escalation_protocol")) if filled(alerts) else ()),
    )


def _sources(tracking: Tracking) -> Blocks:
    if not filled(tracking):
        return ()
    return (
        *table(
            tracking.data_sources,
            named(DataSource, "name", 1),
            column(DataSource, "provides", 3),
            caption=title(Tracking, "data_sources"),
        ),
        *defs(facts(tracking, "source_rule", "tracking_frequency", "attribution_model", "utm_parameters")),
    )


def _reports(reporting: Reporting) -> Blocks:
    if not filled(reporting):
        return ()
    names = ("review_cadence", "review_agenda", "report_frequency", "report_format")
    return (
        *table(
            reporting.reports,
            named(Report, "name", 0.8),
            column(Report, "when", 1.4),
            column(Report, "audience", 1.5),
            column(Report, "shows", 1.8),
            caption=title(Reporting, "reports"),
        ),
        *defs(facts(reporting, *names, "report_recipients", "dashboard_url")),
    )


# Learning


def _learning(analysis: Analysis) -> Topics:
    return topic(
        WORDING.learning,
        bullets("", (Item(question, "") for question in analysis.analysis_questions)),
        table(
            analysis.ab_testing,
            named(Test, "question", 2.2),
            column(Test, "variants", 1.2),
            column(Test, "measure", 1.3),
            column(Test, "period", 1.1),
            caption=title(Analysis, "ab_testing"),
        ),
        defs(facts(analysis, "segmentation")),
        start="flow",
        summary=WORDING.learning_line,
    )
