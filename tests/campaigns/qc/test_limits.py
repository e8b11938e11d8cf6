"""Each limit of a rule from both sides: the last value that it lets through, and the first that it does not."""

from collections.abc import Callable
from typing import Any

import pytest

from campaigns.enums import ArtifactKind
from tests.campaigns.qc.edits import found

Complete = Callable[[str], dict[str, Any]]
Limit = tuple[ArtifactKind, str, str, dict[str, Any], dict[str, Any]]
INTAKE, STRATEGY, CREATIVES, EXECUTION, MONITORING = ArtifactKind

CHANNEL = "layer6_channel_strategy.channels[1]"
TOTAL = "layer6_channel_strategy.budget_total"
REPETITION = "layer5_narrative.repetition_logic"
KPI = "kpi_config.kpis[1]"
SLOT = {"date": "2026-04-07", "time": "10:00", "platform": "E-mail"}
"""When and where the first publication of the calendar is."""
X_NAMES = ("X", "x", "Twitter", "Twitter/X", "X/Twitter", "X (Twitter)", " x ")


INDUSTRIES = {
    "Lawn care": "Law",
    "Illegality": "Legal advice",
    "Banksia growers": "Private banks",
    "Embankments": "Online banking",
    "Refinanced art": "Finance",
    "Insured post": "Insurance",
    "Healthful food": "Healthcare",
    "Paramedics' shoes": "Medical devices",
    "Medieval fairs": "Medicine",
    "Farms": "Pharma",
    "Encrypted mail": "Crypto exchange",
    "Gamboling lambs": "Gambling",
}
"""An industry of no concern → one that is regulated."""


def one(kind: ArtifactKind, check_id: str, path: str, inside: Any, outside: Any) -> Limit:
    """A limit on the value at `path` alone."""
    return kind, check_id, path, {path: inside}, {path: outside}


def on_platform(kind: ArtifactKind, name: str, field: str, inside: Any, outside: Any) -> Limit:
    """A limit of the platform `name` on an asset or a publication."""
    row = {CREATIVES: "assets[3]", EXECUTION: "calendar.items[0]"}[kind]
    there = {f"{row}.platform": name} | ({"target_platforms[2]": name} if kind is CREATIVES else {})
    path = f"{row}.{field}"
    return kind, f"{kind}_platform_limits", path, {**there, path: inside}, {**there, path: outside}


def second_publication(**fields: Any) -> dict[str, Any]:
    return {f"calendar.items[1].{name}": value for name, value in {**SLOT, **fields}.items()}


LIMITS: list[Limit] = [
    one(INTAKE, "intake_website_format", "website", "nordlys.no", "nordlys"),
    one(INTAKE, "intake_website_format", "website", "none", "no"),
    one(INTAKE, "intake_contact_email", "contact_email", "i@nordlys.no", "i@nordlys"),
    one(INTAKE, "intake_contact_email", "contact_email", "", "i"),
    (
        INTAKE, "intake_constraints", "compliance_notes",
        {"compliance_notes": "none", "constraints": ""}, {"compliance_notes": "", "constraints": ""},
    ),
    *(
        (
            INTAKE, "intake_regulated_industry", "compliance_notes",
            {"industry": other, "compliance_notes": ""}, {"industry": regulated, "compliance_notes": ""},
        )
        for other, regulated in INDUSTRIES.items()
    ),
    (
        INTAKE, "intake_objective_context", "context_data.hiring",
        {"objective": "hiring", "context_data.hiring": {"role_types": ["Fitter"]}},
        {"objective": "hiring", "context_data.hiring": {}},
    ),
    one(
        INTAKE, "intake_objective_jobs", "generation_plan",
        {"strategy": ["icp_definition"], "delivery": ["pdf_report"]}, {"delivery": ["pdf_report"]},
    ),
    one(INTAKE, "intake_placeholders", "competitors", "Outbound", "TBD"),
    one(INTAKE, "intake_placeholders", "competitors", "todo el mundo", "todo"),
    one(STRATEGY, "strategy_repetition_logic", REPETITION, "a" * 20, "a" * 19),
    one(STRATEGY, "strategy_budget_sum", TOTAL, "158100", "158099.99"),
    one(STRATEGY, "strategy_budget_sum", TOTAL, "", "0"),
    one(STRATEGY, "strategy_ads_budget", f"{CHANNEL}.budget", "0.01", "0"),
    one(STRATEGY, "strategy_ads_budget", f"{CHANNEL}.budget", "0.000001", "0.000000"),
    (
        STRATEGY, "strategy_ads_budget", f"{CHANNEL}.budget",
        {f"{CHANNEL}.budget": "0", f"{CHANNEL}.allowed_content_types": ["address book", "shadow plan"]},
        {f"{CHANNEL}.budget": "0", f"{CHANNEL}.allowed_content_types": ["text", "Search ADS"]},
    ),
    one(STRATEGY, "strategy_kpis", "layer8_measurement.kpis", [{"name": "Demos", "type": "lagging", "target": "9"}], []),
    *(
        one(CREATIVES, "creatives_minimum_assets", name, ["One", "Two", "Three"], ["One", "Two"])
        for name in ("hooks", "angles", "ctas")
    ),
    *(
        one(CREATIVES, "creatives_minimum_assets", name, ["One"], [])
        for name in ("offer_framing", "compliance_safe_claims")
    ),
    (CREATIVES, "creatives_asset_count", "assets", {"num_assets": 6}, {"num_assets": 7}),
    one(CREATIVES, "creatives_forbidden_language", "hooks[0]", "Seamlessness", "A SEAMLESS roster"),
    *(
        on_platform(kind, name, "caption", "a" * most, "a" * (most + 1))
        for kind in (CREATIVES, EXECUTION)
        for most, names in ((280, X_NAMES), (2200, ("Instagram", "INSTAGRAM")), (3000, ("LinkedIn", "linkedin")))
        for name in names
    ),
    *(
        on_platform(kind, "Instagram", "hashtags", ["#x"] * 30, ["#x"] * 31) for kind in (CREATIVES, EXECUTION)
    ),
    one(EXECUTION, "execution_phases", "timeline.phases[1].end_week", 2, 1),
    one(EXECUTION, "execution_phases", "timeline.phases[3].end_week", 12, 13),
    one(EXECUTION, "execution_calendar_window", "calendar.items[0].date", "2026-04-07", "2026-04-05"),
    one(EXECUTION, "execution_calendar_window", "calendar.items[0].date", "2026-06-28", "2026-06-29"),
    one(EXECUTION, "execution_calendar_window", "timeline.reviews[0].date", "2026-04-06", "2026-04-05"),
    one(EXECUTION, "execution_calendar_window", "timeline.reviews[2].date", "2026-06-28", "2026-06-29"),
    one(EXECUTION, "execution_blackout_dates", "calendar.items[0].date", "2026-05-02", "2026-05-01"),
    one(
        EXECUTION, "execution_cadence_schedule", "schedule.platform_schedules",
        [{"platform": "LinkedIn", "posts_per_week": 1}, {"platform": "Webinars", "posts_per_week": 0}],
        [{"platform": "LinkedIn", "posts_per_week": 0}, {"platform": "Webinars", "posts_per_week": 0}],
    ),
    *(
        one(EXECUTION, "execution_utm_format", path, "calm_operations-2.0", outside)
        for path in ("utm.campaign_name", "utm.medium", "utm.source_defaults[0].source")
        for outside in ("Calm_operations-2.0", "calm operations", "-calm", "calm/operations", "ruhe_für_alle")
    ),
    *(
        (
            EXECUTION, "execution_duplicate_slots", "calendar.items[1].date",
            second_publication(**differs), second_publication(platform="E-MAIL"),
        )
        for differs in ({"time": "10:01"}, {"time": ""}, {"date": "2026-04-08"}, {"platform": "LinkedIn"})
    ),
    *(
        (
            EXECUTION, "execution_post_link", "calendar.items[2].link",
            {"calendar.items[2].caption": inside, "calendar.items[2].link": ""},
            {"calendar.items[2].caption": outside, "calendar.items[2].link": ""},
        )
        for inside, outside in (
            ("A clickable chart.", "Click here."), ("A tapestry.", "Tap the chart."), ("Our visitors say", "Visit us."),
            ("The link between us", "The link below"), ("A link in biology", "Link in bio"), ("Bio", "Link in the bio"),
        )
    ),
    one(MONITORING, "monitoring_kpi_direction", "kpi_config.kpis[0].target", "20", "19.999999"),
    one(MONITORING, "monitoring_kpi_direction", f"{KPI}.target", "410", "410.000001"),
    (
        MONITORING, "monitoring_kpi_direction", f"{KPI}.target",
        {f"{KPI}.direction": "hold"}, {f"{KPI}.direction": "up"},
    ),
    (
        MONITORING, "monitoring_kpi_alert", f"{KPI}.alert",
        {f"{KPI}.alert": {"op": "below", "value": "0"}}, {f"{KPI}.alert": {"op": "below", "value": ""}},
    ),
    (
        MONITORING, "monitoring_kpi_alert", f"{KPI}.alert",
        {f"{KPI}.alert": {}}, {f"{KPI}.alert": {"op": None, "value": "0"}},
    ),
]  # fmt: skip


@pytest.mark.parametrize(
    ("kind", "check_id", "path", "inside", "outside"),
    LIMITS,
    ids=[f"{at}-{limit[1]}" for at, limit in enumerate(LIMITS)],
)
def test_a_limit_lets_its_last_value_through_and_stops_the_next(
    kind: ArtifactKind, check_id: str, path: str, inside: dict[str, Any], outside: dict[str, Any], complete: Complete
) -> None:
    assert found(kind, complete(kind), inside) == []
    assert found(kind, complete(kind), outside) == [(check_id, path)]


REACH_THE_PUBLIC = [
    "assets[0].name", "assets[0].hook", "assets[0].caption", "assets[0].alt_text", "brief.key_message", "captions[0]",
    "channel_variants[0].caption", "compliance_safe_claims[0]", "cta_library[0].text", "ctas[0]", "email_subject_lines[0]",
    "hooks[0]", "offer_framing[0]", "scripts[0].text",
]  # fmt: skip
STAY_IN_THE_HOUSE = [
    "angles[0]",
    "brief.creative_approach",
    "brand_voice_notes",
    "hook_insights[0]",
    "rationale.risk_notes",
]


@pytest.mark.parametrize("path", REACH_THE_PUBLIC)
def test_a_forbidden_word_is_found_where_it_reaches_the_public(path: str, complete: Complete) -> None:
    assert found(CREATIVES, complete("creatives"), {path: "A seamless day"}) == [("creatives_forbidden_language", path)]


@pytest.mark.parametrize("path", STAY_IN_THE_HOUSE)
def test_a_forbidden_word_may_be_discussed(path: str, complete: Complete) -> None:
    assert found(CREATIVES, complete("creatives"), {path: "A seamless day"}) == []


def test_a_layer_with_a_word_in_it_is_asked_for_its_fields_and_is_no_longer_empty(complete: Complete) -> None:
    layer = "layer3_audience_psychology"
    assert found(STRATEGY, complete("strategy"), {layer: {}}) == [("strategy_all_layers", layer)]
    begun = {
        check_id
        for check_id, _ in found(STRATEGY, complete("strategy"), {layer: {"headline": "They ask a colleague."}})
    }
    assert begun == {"strategy_layer_fields", "strategy_consequences"}
