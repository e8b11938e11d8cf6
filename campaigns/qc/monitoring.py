"""Rules for the monitoring (docs/domain.md §1.9)."""

from collections.abc import Iterator

from campaigns.content import decimal
from campaigns.content.monitoring import Direction, Monitoring
from campaigns.enums import Severity
from campaigns.qc.base import Finding, Rule, blank, empty_fields, placeholders

KPIS = "kpi_config.kpis"


def kpi_detail(monitoring: Monitoring) -> Iterator[Finding]:
    for position, kpi in enumerate(monitoring.kpi_config.kpis):
        for name in ("source", "baseline"):
            if not getattr(kpi, name):
                title = type(kpi).model_fields[name].title
                yield Finding(
                    f"{KPIS}[{position}].{name}",
                    f"{kpi.name or 'This indicator'} has nothing under “{title}”.",
                    "Fill it in, or leave the indicator out until it can be measured.",
                )


def kpi_direction(monitoring: Monitoring) -> Iterator[Finding]:
    """The target lies on the better side of today's value."""
    for position, kpi in enumerate(monitoring.kpi_config.kpis):
        today, target = decimal(kpi.baseline), decimal(kpi.target)
        if today is None or target is None:
            continue
        worse = {Direction.UP: target < today, Direction.DOWN: target > today, Direction.HOLD: False}
        if worse[kpi.direction]:
            yield Finding(
                f"{KPIS}[{position}].target",
                f"{kpi.name}: the target {target} is worse than today's {today}.",
                "Correct the target or the direction.",
            )


def kpi_alerts(monitoring: Monitoring) -> Iterator[Finding]:
    for position, kpi in enumerate(monitoring.kpi_config.kpis):
        if bool(kpi.alert.op) != bool(kpi.alert.value):
            lack = "no value" if kpi.alert.op else "a value, but neither below nor above"
            yield Finding(
                f"{KPIS}[{position}].alert",
                f"{kpi.name}: the alert has {lack}.",
                "Give both, or neither.",
            )


B, M, m = Severity.BLOCKER, Severity.MAJOR, Severity.MINOR

RULES = (
    Rule(
        "monitoring_kpis",
        B,
        "There are indicators, each with a name and a target.",
        lambda c: empty_fields(c, within=(KPIS,)),
    ),
    Rule(
        "monitoring_review_cadence",
        B,
        "It is said how often the figures are discussed.",
        lambda c: blank(c, "reporting.review_cadence", "Choose a rhythm, usually that of layer 8."),
    ),
    Rule(
        "monitoring_required_fields",
        B,
        "Every other required field is filled.",
        lambda c: empty_fields(c, outside=(KPIS,)),
    ),
    Rule("monitoring_placeholders", B, "No text is a placeholder.", placeholders),
    Rule(
        "monitoring_decision_rules",
        M,
        "There are decision rules.",
        lambda c: blank(c, "alerts.optimization_rules", "Say what is done if a figure moves."),
    ),
    Rule("monitoring_kpi_direction", M, "Every target is better than today.", kpi_direction),
    Rule("monitoring_kpi_alert", M, "Every alert has a value and a side.", kpi_alerts),
    Rule(
        "monitoring_alerts",
        m,
        "There are alerts.",
        lambda c: blank(c, "alerts.alert_thresholds", "Say what must not wait for the review."),
    ),
    Rule("monitoring_kpi_detail", m, "Every indicator has a source and a value for today.", kpi_detail),
)
