"""The eight layers: sentence to defend, support, facts, scale, what follows."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from campaigns.content import decimal
from campaigns.content.base import DecisionRule
from campaigns.content.strategy import (
    LAYERS,
    AudiencePsychology,
    Channel,
    ChannelStrategy,
    Kpi,
    Layer,
    Measurement,
    Strategy,
)
from delivery.compose.inputs import Inputs
from delivery.compose.parts import (
    Blocks,
    Column,
    Topics,
    callout,
    column,
    defs,
    entered,
    fact,
    facts,
    filled,
    fitted,
    key,
    named,
    noted,
    points,
    scale,
    table,
    text_of,
    topic,
)
from delivery.compose.values import figure, money, places, shown, title
from delivery.document import Bar, Cell, Col, Definition, Item, Number, Step, Strong, Table, Text
from delivery.language import wording

FACTS: dict[str, tuple[str, ...]] = {
    "layer1_business_reality": (
        "business_model_summary",
        "revenue_streams",
        "unit_economics",
        "pricing_logic",
        "growth_constraint",
        "bottleneck",
        "regulatory_constraints",
    ),
    "layer2_market_truth": ("competitive_vectors", "white_space_logic", "what_not_to_do"),
    "layer3_audience_psychology": ("objection_hierarchy", "trust_transfer_mechanism"),
    "layer4_value_architecture": (
        "core_promise",
        "proof_stack_social",
        "proof_stack_authority",
        "proof_stack_mechanism",
        "sacrifice_framing",
    ),
    "layer5_narrative": (
        "narrative_problem",
        "narrative_tension",
        "narrative_resolution",
        "enemy_definition",
        "repetition_logic",
    ),
    "layer6_channel_strategy": ("selection_rule",),
    "layer7_constraints": (
        "tone_boundaries",
        "forbidden_language",
        "claim_boundaries",
        "visual_constraints",
        "compliance_rules",
    ),
    "layer8_measurement": ("success_definition", "leading_indicators", "lagging_indicators"),
}
"""The facts of each layer, in reading order."""
SCALES = {
    "layer1_business_reality": "risk_tolerance",
    "layer2_market_truth": "category_maturity",
    "layer3_audience_psychology": "awareness_state",
    "layer4_value_architecture": "differentiation_logic",
    "layer8_measurement": "review_cadence",
}
"""The ordered choice of a layer."""


def standfirst(inputs: Inputs) -> str:
    return inputs.strategy.standfirst if inputs.strategy else ""


def topics(inputs: Inputs) -> Topics:
    if inputs.strategy is None:
        return ()
    return tuple(
        one
        for index, name in enumerate(LAYERS, 1)
        for one in _layer(name, getattr(inputs.strategy, name), Step(index, len(LAYERS)))
    )


def _layer(name: str, layer: Layer, step: Step) -> Topics:
    if not filled(layer):
        return ()
    return topic(
        title(Strategy, name),
        key(layer.headline),
        points(Item(point.lead, point.text) for point in layer.points),
        TABLES.get(name, _no_tables)(layer),
        defs((*facts(layer, *FACTS[name]), *_more_facts(layer), *noted(layer.notes))),
        scale(layer, SCALES[name]) if name in SCALES else (),
        callout(title(Layer, "consequence"), layer.consequence),
        eyebrow=wording().layer(step.index, step.count),
        step=step,
        summary=layer.headline,
    )


def _more_facts(layer: Layer) -> tuple[Definition, ...]:
    if isinstance(layer, AudiencePsychology):
        return fact(title(AudiencePsychology, "pain_intensity"), wording().of(layer.pain_intensity, 5))
    return ()


def _no_tables(_: Any) -> Blocks:
    return ()


# Layer 6


def _channels(layer: ChannelStrategy) -> Blocks:
    return (
        *_budget(layer),
        *table(
            layer.channels,
            named(Channel, "name", 1),
            column(Channel, "kpi", 1.3),
            column(Channel, "measure", 1.4),
            column(Channel, "stop_rule", 1.8),
            caption=wording().channel_rules,
        ),
    )


def _budget(layer: ChannelStrategy) -> Blocks:
    """Each channel with its part of the budget, then what is held back, then the whole."""
    channels = entered(layer.channels)
    amounts = [decimal(channel.budget) for channel in channels]
    given = sum((amount for amount in amounts if amount is not None), Decimal(0))
    total = decimal(layer.budget_total)
    decimals = places(layer.budget_total, *(channel.budget for channel in channels))

    def cells(amount: Decimal | None) -> tuple[Cell, Cell]:
        if amount is None:
            return Number(""), Text("")
        whole = given if total is None else total
        share = Bar(max(0.0, float(amount / whole)), wording().percent(amount / whole)) if whole > 0 else Text("")
        return Number(money(amount, layer.currency, decimals=decimals)), share

    rows: list[tuple[Cell, ...]] = [
        (
            Strong(channel.name, shown(channel, "strategic_role")),
            Text(channel.reach),
            Text(shown(channel, "allowed_content_types")),
            *cells(amount),
        )
        for channel, amount in zip(channels, amounts, strict=True)
    ]
    reserve = None if total is None else total - given
    held_back = reserve is not None and reserve > 0
    if held_back or layer.reserve_rule:
        amount = cells(reserve if held_back else None)
        rows.append((Strong(wording().reserve), Text(layer.reserve_rule), Text(""), *amount))
    last = None
    if total is not None:
        last = (Strong(title(ChannelStrategy, "budget_total")), Text(""), Text(""), *cells(total))
    heads = (
        (title(Channel, "name"), 1.2),
        (title(Channel, "reach"), 1.4),
        (title(Channel, "allowed_content_types"), 1.3),
        (title(Channel, "budget"), 1.1),
        (wording().share, 1.0),
    )
    return _without_empty(heads, rows, last)


def _without_empty(
    heads: tuple[tuple[str, float], ...],
    rows: list[tuple[Cell, ...]],
    last: tuple[Cell, ...] | None,
) -> Blocks:
    every = [*rows, last] if last else rows
    used = [index for index in range(len(heads)) if any(text_of(row[index]) for row in every)]
    if not every or not used:
        return ()
    columns = tuple(Col(*heads[index]) for index in used)
    body = tuple(tuple(row[index] for index in used) for row in rows)
    foot = tuple(last[index] for index in used) if last else None
    return fitted(Table("", columns, body, foot))


# Layer 8


def _measures(layer: Measurement) -> Blocks:
    return (
        *table(
            layer.kpis,
            named(Kpi, "name", 1.9),
            column(Kpi, "type", 0.8),
            column(Kpi, "channel", 0.9),
            column(Kpi, "owner", 1.1),
            Column(title(Kpi, "baseline"), 0.8, lambda kpi: Number(_level(kpi, kpi.baseline))),
            Column(title(Kpi, "target"), 0.8, lambda kpi: Number(_level(kpi, kpi.target) or _unit(kpi))),
        ),
        *rules(layer.decision_rules),
    )


def _level(kpi: Kpi, value: str) -> str:
    return figure(value, kpi.unit, decimals=places(kpi.baseline, kpi.target))


def _unit(kpi: Kpi) -> str:
    """The unit alone, when there is no figure to carry it."""
    return "" if kpi.baseline else kpi.unit


def rules(rows: list[DecisionRule], caption: str = "") -> Blocks:
    """Decision rules as a table."""
    return table(rows, named(DecisionRule, "condition", 1), column(DecisionRule, "action", 1.3), caption=caption)


TABLES: dict[str, Callable[[Any], Blocks]] = {
    "layer6_channel_strategy": _channels,
    "layer8_measurement": _measures,
}
