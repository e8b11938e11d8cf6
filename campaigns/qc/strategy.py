"""Rules for the strategy (docs/domain.md §1.9)."""

import re
from collections.abc import Iterator
from decimal import Decimal

from campaigns.content import decimal
from campaigns.content.strategy import LAYERS, SCHEMA_VERSION, Layer, Strategy
from campaigns.enums import Severity
from campaigns.qc.base import Finding, Rule, blank, empty_fields, placeholders

CHANNELS = "layer6_channel_strategy.channels"
MIN_REPETITION = 20
"""Characters below which a repetition logic says nothing (docs/domain.md §1.9)."""
ADVERTISING = re.compile(r"(?i)\b(ads?|adverts?|advertising|advertisements?)\b")


def layers(strategy: Strategy) -> Iterator[tuple[str, Layer]]:
    """Yield key and layer of the layers in which something is entered; empty ones have their own rule."""
    for key in LAYERS:
        layer: Layer = getattr(strategy, key)
        if layer != type(layer)():
            yield key, layer


def schema_version(strategy: Strategy) -> Iterator[Finding]:
    if strategy.schema_version != SCHEMA_VERSION:
        yield Finding(
            "schema_version",
            f"The strategy does not follow the contract {SCHEMA_VERSION}.",
            "Enter it again under the present contract.",
            strategy.schema_version,
        )


def all_layers(strategy: Strategy) -> Iterator[Finding]:
    entered = dict(layers(strategy))
    for key in LAYERS:
        if key not in entered:
            title = Strategy.model_fields[key].title
            yield Finding(key, f"The layer {title} is empty.", "Fill in the layer.")


def layer_fields(strategy: Strategy) -> Iterator[Finding]:
    entered = tuple(f"{key}." for key, _ in layers(strategy))
    if entered:
        yield from empty_fields(strategy, within=entered, outside=(CHANNELS,))


def channels(strategy: Strategy) -> Iterator[Finding]:
    if "layer6_channel_strategy" in dict(layers(strategy)):
        yield from empty_fields(strategy, within=(CHANNELS,))


def channel_detail(strategy: Strategy) -> Iterator[Finding]:
    for position, channel in enumerate(strategy.layer6_channel_strategy.channels):
        for name in ("reach", "budget", "measure", "stop_rule"):
            if not getattr(channel, name):
                title = type(channel).model_fields[name].title
                yield Finding(
                    f"{CHANNELS}[{position}].{name}",
                    f"{channel.name or 'This channel'} has nothing under “{title}”.",
                    "Fill it in: the channel plan prints it.",
                )


def ads_budget(strategy: Strategy) -> Iterator[Finding]:
    for position, channel in enumerate(strategy.layer6_channel_strategy.channels):
        advertised = [kind for kind in channel.allowed_content_types if ADVERTISING.search(kind)]
        if advertised and channel.budget and not decimal(channel.budget):
            yield Finding(
                f"{CHANNELS}[{position}].budget",
                f"{channel.name} is to run advertisements with a budget of zero.",
                "Give it a budget, or take the advertisements out of its content types.",
                advertised[0],
            )


def budget_sum(strategy: Strategy) -> Iterator[Finding]:
    layer = strategy.layer6_channel_strategy
    total = decimal(layer.budget_total)
    spent = sum((decimal(channel.budget) or Decimal() for channel in layer.channels), Decimal())
    if total is not None and spent > total:
        yield Finding(
            "layer6_channel_strategy.budget_total",
            f"The channels together have {spent}, more than the total of {total}.",
            "Lower a channel's budget or raise the total.",
        )


def kpis(strategy: Strategy) -> Iterator[Finding]:
    layer = strategy.layer8_measurement
    if layer != type(layer)() and not layer.kpis:
        yield Finding("layer8_measurement.kpis", "There is no indicator.", "Add the figures the plan is judged by.")


def what_not_to_do(strategy: Strategy) -> Iterator[Finding]:
    if "layer2_market_truth" in dict(layers(strategy)):
        yield from blank(strategy, "layer2_market_truth.what_not_to_do", "Say where we do not compete, and why.")


def repetition_logic(strategy: Strategy) -> Iterator[Finding]:
    text = strategy.layer5_narrative.repetition_logic
    if "layer5_narrative" in dict(layers(strategy)) and len(text) < MIN_REPETITION:
        yield Finding(
            "layer5_narrative.repetition_logic",
            f"Repetition is described in fewer than {MIN_REPETITION} characters.",
            "Say what returns, where and how often.",
            text,
        )


def headlines(strategy: Strategy) -> Iterator[Finding]:
    for key, _ in layers(strategy):
        yield from blank(strategy, f"{key}.headline", "Write the one sentence you would defend.")


def consequences(strategy: Strategy) -> Iterator[Finding]:
    for key, _ in layers(strategy):
        yield from blank(strategy, f"{key}.consequence", "Say what follows for the plan.")


def summary(strategy: Strategy) -> Iterator[Finding]:
    for name, fix in {
        "goal": "Write the result as a title.",
        "claim": "Write the sentence the whole plan defends.",
        "lead": "Describe the situation in two or three sentences.",
    }.items():
        yield from blank(strategy, f"summary.{name}", fix)


B, M, m = Severity.BLOCKER, Severity.MAJOR, Severity.MINOR

RULES = (
    Rule("strategy_schema_version", B, f"The strategy follows {SCHEMA_VERSION}.", schema_version),
    Rule("strategy_all_layers", B, "All eight layers are there.", all_layers),
    Rule("strategy_layer_fields", B, "Every required field of a layer is filled.", layer_fields),
    Rule("strategy_channels", B, "There is a channel, and each has a name and a job.", channels),
    Rule(
        "strategy_summary_fields",
        B,
        "Every row of the summary is complete.",
        lambda c: empty_fields(c, within=("summary.",)),
    ),
    Rule("strategy_ads_budget", B, "A channel with advertisements has a budget.", ads_budget),
    Rule("strategy_placeholders", B, "No text is a placeholder.", placeholders),
    Rule("strategy_what_not_to_do", M, "What we leave alone is said.", what_not_to_do),
    Rule("strategy_kpis", M, "The measurement has indicators.", kpis),
    Rule("strategy_budget_sum", M, "The channels stay within the total budget.", budget_sum),
    Rule("strategy_repetition_logic", m, "Repetition is described.", repetition_logic),
    Rule("strategy_headlines", m, "Every layer has a headline.", headlines),
    Rule("strategy_consequences", m, "Every layer says what follows.", consequences),
    Rule("strategy_summary", m, "The summary has a goal, a claim and a lead.", summary),
    Rule(
        "strategy_channel_detail",
        m,
        "Every channel has reach, budget, measure and stop rule.",
        channel_detail,
    ),
)
