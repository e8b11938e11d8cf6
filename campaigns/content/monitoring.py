"""Monitoring: indicators, data, reports, alerts and questions (docs/domain.md §2.6)."""

from typing import Annotated, Literal

from campaigns.content.base import (
    Content,
    Decimals,
    DecimalText,
    DecisionRule,
    Line,
    Lines,
    Part,
    Source,
    Text,
    Unique,
    about,
    lines,
    rows,
    section,
)
from campaigns.content.strategy import Measurement, ReviewCadence
from campaigns.enums import Choice

FALLBACK_KPIS = [
    "Leads Generated",
    "Engagement Rate",
    "Click-Through Rate",
    "Conversion Rate",
    "Cost Per Lead",
    "Return on Ad Spend",
]
"""Offered when the strategy names no indicators."""


class TrackingFrequency(Choice):
    REAL_TIME = "Real-time"
    HOURLY = "Hourly"
    DAILY = "Daily"
    WEEKLY = "Weekly"
    BI_WEEKLY = "Bi-weekly"
    MONTHLY = "Monthly"


class AttributionModel(Choice):
    LAST_CLICK = "Last Click", "Last click"
    FIRST_CLICK = "First Click", "First click"
    LINEAR = "Linear"
    TIME_DECAY = "Time Decay", "Time decay"
    POSITION_BASED = "Position-Based", "Position-based"


class ReportFrequency(Choice):
    DAILY = "Daily"
    WEEKLY = "Weekly"
    BI_WEEKLY = "Bi-weekly"
    MONTHLY = "Monthly"
    AD_HOC = "Ad-hoc", "When asked"


class ReportFormat(Choice):
    DASHBOARD = "Dashboard"
    EMAIL = "Email", "E-mail"
    PDF = "PDF"
    SLACK = "Slack"
    PRESENTATION = "Presentation"


class NotificationChannel(Choice):
    EMAIL = "Email", "E-mail"
    SLACK = "Slack"
    SMS = "SMS"
    DASHBOARD_BANNER = "Dashboard Banner", "Banner on the dashboard"
    IN_APP = "In-App", "In the workspace"


class Direction(Choice):
    UP = "up", "Higher is better"
    DOWN = "down", "Lower is better"
    HOLD = "hold", "Hold the level"


class Comparison(Choice):
    BELOW = "below", "Below"
    ABOVE = "above", "Above"


class KpiAlert(Part):
    """When an indicator calls for attention: ``below 21 for two weeks``. No value, no alert."""

    op: Comparison | None = about("When", "Below or above.", default=None)
    value: DecimalText = about("Value", "In the indicator's unit.")
    window: Line = about("For how long", "For example: for two weeks.")
    action: Line = about("Then", "What is done.")


class KpiRow(Part):
    name: Line = about("Indicator", "Named as in layer 8.", required=True)
    source: Line = about("Source", "The system the figure is read from.")
    unit: Line = about("Unit", "%, EUR, days; empty for a count.")
    baseline: DecimalText = about("Today", "The latest full period.")
    target: DecimalText = about("Target", "At the end of the plan.", required=True)
    direction: Direction = about("Direction", "Which way is better.", default=Direction.UP)
    history: Decimals = lines("Last values", "Oldest first, one a line.")
    alert: KpiAlert = section(KpiAlert, "Alert", "When the figure calls for attention.")
    owner: Line = about("Owner", "Who answers for it.")


class KpiConfig(Part):
    note: Text = about("How to read the figures", "What today means, and what is left out.")
    kpis: list[KpiRow] = rows(
        "Indicators",
        "One row each.",
        required=True,
        max_length=40,
        suggest=[{"name": name} for name in FALLBACK_KPIS[:3]],
    )


class DataSource(Part):
    name: Line = about("Source", "For example: CRM.", required=True)
    provides: Line = about("Provides", "Which figures it is asked for.", required=True)


class Tracking(Part):
    data_sources: list[DataSource] = rows("Data sources", "One row each.", required=True, max_length=20)
    source_rule: Line = about("In a conflict", "Which source decides.")
    tracking_frequency: TrackingFrequency = about(
        "Read", "How often figures are read.", default=TrackingFrequency.WEEKLY
    )
    attribution_model: AttributionModel = about(
        "Attribution", "Which contact is credited.", default=AttributionModel.LAST_CLICK
    )
    utm_parameters: Text = about("Tracking links", "Parameters that reports rely on.")


class Report(Part):
    name: Line = about("Report", "One word if possible.", required=True)
    when: Line = about("When", "Rhythm or dates.", required=True)
    audience: Line = about("For", "Who reads it.", required=True)
    shows: Line = about("Shows", "What is in it.", required=True)


class Reporting(Part):
    review_cadence: ReviewCadence | None = about("Review", "How often the figures are discussed.", default=None)
    review_agenda: Text = about("Agenda", "What the review ends with.")
    report_frequency: ReportFrequency = about("Report", "How often a report goes out.", default=ReportFrequency.WEEKLY)
    report_format: Annotated[list[ReportFormat], Unique] = lines(
        "Form", "How it is sent.", default=[ReportFormat.DASHBOARD, ReportFormat.EMAIL], required=True
    )
    report_recipients: Lines = lines("Recipients", "One person or group a line.", required=True)
    dashboard_url: Line = about("Dashboard", "Address of the live figures.")
    reports: list[Report] = rows("Reports", "One row for each.", max_length=20)


class Alert(Part):
    within: Line = about("Within", "How soon it is acted on.", required=True)
    condition: Line = about("When", "What is seen: figure, value, period.", required=True)
    action: Text = about("What happens", "Who does what.", required=True)


class Alerts(Part):
    alert_thresholds: list[Alert] = rows("Alerts", "What must not wait for the review.", max_length=40)
    notification_channels: Annotated[list[NotificationChannel], Unique] = lines(
        "Sent by", "How people are told.", default=[NotificationChannel.EMAIL, NotificationChannel.SLACK]
    )
    optimization_rules: list[DecisionRule] = rows(
        "Decision rules", "If this, then that; drawn from layer 8.", max_length=40
    )
    escalation_protocol: Text = about("Escalation", "Who is told next if nothing happens.")


class Test(Part):
    """One comparison, decided by one figure."""

    __test__ = False

    question: Line = about("Question", "What we want to know.", required=True)
    variants: Lines = lines("Variants", "One a line.")
    measure: Line = about("Decided by", "The one figure.", required=True)
    period: Line = about("Period", "When and how long.")


class Analysis(Part):
    analysis_questions: Lines = lines("Questions", "What each review tries to answer, one a line.", required=True)
    segmentation: Text = about("Segments", "How figures are divided.")
    ab_testing: list[Test] = rows("Tests", "One at a time, in order.", max_length=20)


class Monitoring(Content):
    schema_version: Literal["monitoring_v1"] = about(
        "Schema", "Version of this form.", default="monitoring_v1", internal=True
    )
    execution_source: Source = section(
        Source, "Execution used", "Which approved execution this was drawn from.", internal=True
    )
    strategy_measurement: Measurement = section(
        Measurement, "Layer 8 as used", "Copy of the approved strategy.", internal=True
    )
    standfirst: Line = about("Standfirst", "One sentence under the title: what these pages hold.")
    kpi_config: KpiConfig = section(KpiConfig, "Indicators", "What is measured.")
    tracking: Tracking = section(Tracking, "Tracking", "Where the figures come from.")
    reporting: Reporting = section(Reporting, "Reports", "Who hears what, and when.")
    alerts: Alerts = section(Alerts, "Alerts", "What must not wait, and what is done.")
    analysis: Analysis = section(Analysis, "Questions", "What we want to learn.")
