"""Strategy: a summary for deciders and eight layers, ``strategy_contract_v1`` (docs/domain.md §2.3)."""

from typing import Annotated, Literal

from pydantic import Field

from campaigns.content.base import (
    Content,
    Count,
    Currency,
    DecimalText,
    DecisionRule,
    Headline,
    Line,
    Lines,
    Note,
    Part,
    Point,
    Text,
    Unique,
    about,
    lines,
    rows,
    section,
)
from campaigns.content.intake import RiskTolerance
from campaigns.enums import Choice

SCHEMA_VERSION = "strategy_contract_v1"


class Bottleneck(Choice):
    DEMAND = "Demand"
    AWARENESS = "Awareness"
    TRUST = "Trust"
    CONVERSION = "Conversion"
    RETENTION = "Retention"


class CategoryMaturity(Choice):
    EMERGING = "Emerging"
    GROWING = "Growing"
    MATURE = "Mature"
    DECLINING = "Declining"


class CompetitiveVector(Choice):
    PRICE = "Price"
    SPEED = "Speed"
    TRUST = "Trust"
    BRAND = "Brand"
    DISTRIBUTION = "Distribution"
    FEATURES = "Features"
    SERVICE = "Service"


class AwarenessState(Choice):
    UNAWARE = "Unaware"
    PROBLEM_AWARE = "Problem Aware"
    SOLUTION_AWARE = "Solution Aware"
    PRODUCT_AWARE = "Product Aware"
    MOST_AWARE = "Most Aware"


class DifferentiationLogic(Choice):
    COSMETIC = "Cosmetic"
    STRUCTURAL = "Structural"


class StrategicRole(Choice):
    DISCOVERY = "Discovery"
    TRUST = "Trust"
    CONVERSION = "Conversion"
    RETENTION = "Retention"


class ReviewCadence(Choice):
    DAILY = "Daily"
    WEEKLY = "Weekly"
    BI_WEEKLY = "Bi-weekly"
    MONTHLY = "Monthly"


class KpiType(Choice):
    LEADING = "leading", "Leading"
    LAGGING = "lagging", "Lagging"


class Metric(Part):
    """A figure for the summary, as it is printed."""

    label: Line = about("Figure", "What is counted.", required=True)
    value: Line = about("Value", "From and to, with the unit.", required=True)
    note: Line = about("Note", "Period or condition, a few words.")


class WantedDecision(Part):
    """Something the client must decide for the plan to start."""

    title: Line = about("Decision", "Begins with a verb.", required=True)
    text: Text = about("Text", "What it means, what it costs, by when.", required=True)


class ForecastPoint(Part):
    week: Annotated[Count, Field(ge=1, le=104)] = about("Week", "Counted from the start.", default=1)
    value: DecimalText = about("Value", "What we expect to measure in that week.", required=True)


class Forecast(Part):
    """The main figure week by week, as planned, against today's level."""

    title: Line = about("Title", "What is forecast and in which unit, for example: qualified demos a week.")
    unit: Line = about("Unit", "Printed beside the values; empty for a count.")
    today: DecimalText = about("Today", "The level without the plan.")
    points: list[ForecastPoint] = rows("Weeks", "One row a week.", max_length=104)


class Summary(Part):
    """What a decider reads if they read two pages."""

    goal: Headline = about("Goal", "The result as a title, at most 140 characters. It stands on the cover.")
    standfirst: Line = about("Standfirst", "One sentence: what the reader gets and how long it takes.")
    claim: Headline = about("Claim", "The one sentence the whole plan defends, at most 140 characters.")
    lead: Text = about("Lead", "The situation in two or three sentences.")
    body: list[Text] = rows("Body", "One paragraph a row: the plan, the price, the dates.", max_length=8)
    metrics: list[Metric] = rows("Figures", "At most four.", max_length=4)
    forecast: Forecast = section(Forecast, "Forecast", "The main figure, week by week.")
    decisions: list[WantedDecision] = rows("Decisions wanted", "What the client must decide now.", max_length=6)


class Layer(Part):
    """What every layer has: the sentence to defend, its support, what follows."""

    headline: Headline = about("Headline", "The one sentence you would defend, at most 140 characters.")
    points: list[Point] = rows("Points", "At most three, each with a figure or a fact.", max_length=3)
    consequence: Text = about("What follows", "What we therefore do, in one or two sentences.")
    notes: list[Note] = rows(
        "Further notes", "Anything that has no field of its own, under a short label.", max_length=12
    )


class BusinessReality(Layer):
    business_model_summary: Text = about("Business model", "What is sold, to whom, how it is paid.", required=True)
    revenue_streams: Text = about("Revenue streams", "Each stream with its share.", required=True)
    unit_economics: Text = about("Unit economics", "Cost to win a customer, margin, payback.", required=True)
    pricing_logic: Text = about("Pricing logic", "How the price is built and why.", required=True)
    growth_constraint: Line = about("Growth constraint", "The one thing that limits growth now.", required=True)
    bottleneck: Bottleneck | None = about(
        "Bottleneck", "Where in the path to a sale it sits.", default=None, required=True
    )
    risk_tolerance: RiskTolerance = about("Risk tolerance", "As agreed at intake.", default=RiskTolerance.MODERATE)
    regulatory_constraints: Text = about("Regulation", "What law and codes allow and forbid.")


class MarketTruth(Layer):
    category_maturity: CategoryMaturity | None = about(
        "Category maturity", "How old the category is in the buyer's mind.", default=None, required=True
    )
    competitive_vectors: Annotated[list[CompetitiveVector], Unique] = lines(
        "Where rivals compete", "What the others fight over."
    )
    white_space_logic: Text = about("White space", "What nobody claims and the client can prove.", required=True)
    what_not_to_do: Text = about("What we leave alone", "Where we do not compete, and why.")


class AudiencePsychology(Layer):
    awareness_state: AwarenessState | None = about(
        "Awareness", "What the buyer knows when we first meet.", default=None, required=True
    )
    pain_intensity: Annotated[Count, Field(ge=1, le=5)] = about("Pain", "1 mild to 5 severe.", default=3)
    objection_hierarchy: Text = about("Objections", "In the order they must be answered.", required=True)
    trust_transfer_mechanism: Text = about(
        "Trust transfer", "Whose word the buyer accepts, and how we obtain it.", required=True
    )


class ValueArchitecture(Layer):
    core_promise: Line = about("Core promise", "One sentence.", required=True)
    proof_stack_social: Text = about("Social proof", "Customers who say so, with figure and date.")
    proof_stack_authority: Text = about("Authority", "Auditors, institutions and press that say so.")
    proof_stack_mechanism: Text = about("Mechanism", "Why it works, so that a sceptic can follow.")
    sacrifice_framing: Text = about("Sacrifice", "What we do not offer, and say so.", required=True)
    differentiation_logic: DifferentiationLogic = about(
        "Differentiation",
        "Structural if a rival would have to change the business to copy it.",
        default=DifferentiationLogic.STRUCTURAL,
    )


class Narrative(Layer):
    narrative_problem: Text = about("Problem", "The world as the buyer finds it. First content pillar.", required=True)
    narrative_tension: Text = about("Tension", "Why it cannot stay so. Second content pillar.", required=True)
    narrative_resolution: Text = about(
        "Resolution", "How it turns, and what is different. Third content pillar.", required=True
    )
    enemy_definition: Text = about("The enemy", "A belief or a system, never a competitor.", required=True)
    repetition_logic: Text = about("Repetition", "What returns, where and how often.")


class Channel(Part):
    """One channel: one job, a budget, a measure and a rule for stopping."""

    name: Line = about("Channel", "As it is called in the plan, for example LinkedIn.", required=True)
    strategic_role: StrategicRole | None = about("Job", "The one job it has.", default=None, required=True)
    reach: Line = about("Reaches", "Whom, and how many if known.")
    allowed_content_types: Lines = lines("Content types", "One a line: carousel, text, video, search ad.")
    budget: DecimalText = about("Budget", "Amount for the whole period, in the plan's currency; 0 if unpaid.")
    kpi: Line = about("Indicator", "The indicator of layer 8 it is judged by.")
    measure: Line = about("Measured by", "The figure read at each review.")
    stop_rule: Line = about("Stop rule", "When it is switched off: figure and period.")


class ChannelStrategy(Layer):
    currency: Currency = about("Currency", "Three letters, for example EUR.")
    budget_total: DecimalText = about("Total budget", "For the whole period, including what is held back.")
    reserve_rule: Line = about("Reserve", "When the part not given to a channel is released.")
    selection_rule: Text = about("Selection rule", "What a channel must do to stay.")
    channels: list[Channel] = rows("Channels", "One to ten.", required=True, max_length=10)


class Constraints(Layer):
    tone_boundaries: Text = about("Tone", "How we sound, and where that ends.", required=True)
    forbidden_language: Lines = lines("Forbidden language", "One word or phrase a line.", required=True)
    claim_boundaries: Text = about("Claims", "What may be claimed, and on what evidence.", required=True)
    visual_constraints: Text = about("Images", "What pictures show and never show.")
    compliance_rules: Text = about("Compliance", "Who must read what before it is published.", required=True)


class Kpi(Part):
    """An indicator the plan will be judged by."""

    name: Line = about("Indicator", "Named as in the client's reports.", required=True)
    type: KpiType | None = about("Type", "Leading moves first; lagging is the result.", default=None, required=True)
    unit: Line = about("Unit", "%, EUR, days; empty for a count.")
    baseline: DecimalText = about("Today", "The latest full period.")
    target: DecimalText = about("Target", "At the end of the plan.", required=True)
    channel: Line = about("Channel", "Where it is moved; empty if all of them move it.")
    owner: Line = about("Owner", "Who answers for it.")


class Measurement(Layer):
    success_definition: Text = about("Success", "Figure, level and how long it must hold.", required=True)
    leading_indicators: Text = about("Leading indicators", "What moves first.", required=True)
    lagging_indicators: Text = about("Lagging indicators", "What counts in the end.", required=True)
    kpis: list[Kpi] = rows("Indicators", "One row each; monitoring draws from here.", max_length=40)
    review_cadence: ReviewCadence = about("Review", "How often the plan is reviewed.", default=ReviewCadence.WEEKLY)
    decision_rules: list[DecisionRule] = rows(
        "Decision rules", "Agreed before the figures arrive.", required=True, max_length=20
    )


class Strategy(Content):
    schema_version: Literal["strategy_contract_v1"] = about(
        "Schema", "Version of the strategy contract.", default=SCHEMA_VERSION, internal=True
    )
    standfirst: Line = about("Standfirst", "One sentence under the title: what these pages hold and how to read them.")
    summary: Summary = section(Summary, "Executive summary", "What a decider reads if they read two pages.")
    layer1_business_reality: BusinessReality = section(
        BusinessReality, "Business Reality Alignment", "The business as it is, before any marketing."
    )
    layer2_market_truth: MarketTruth = section(
        MarketTruth, "Market & Competitive Truth", "What the others do, and what they leave open."
    )
    layer3_audience_psychology: AudiencePsychology = section(
        AudiencePsychology, "Audience Decision Psychology", "How the buyer decides, and what stops them."
    )
    layer4_value_architecture: ValueArchitecture = section(
        ValueArchitecture, "Value Proposition Architecture", "What we promise and why it is believed."
    )
    layer5_narrative: Narrative = section(
        Narrative, "Strategic Narrative", "The story that every piece tells a part of."
    )
    layer6_channel_strategy: ChannelStrategy = section(
        ChannelStrategy,
        "Channel Strategy",
        "Which channels, each with one job, a budget and a rule for stopping.",
    )
    layer7_constraints: Constraints = section(
        Constraints, "Execution Constraints", "What every piece must respect before it is published."
    )
    layer8_measurement: Measurement = section(
        Measurement, "Measurement & Learning Loop", "How we will know, and what we do then."
    )


LAYERS = tuple(name for name in Strategy.model_fields if name.startswith("layer"))
"""The keys of the eight layers, in order."""
