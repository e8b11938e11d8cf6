"""For each rule the smallest edit of a complete artifact that gives this finding and no other."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from campaigns import qc
from campaigns.content import MODELS, fields, parse, walk_fields, walk_strings
from campaigns.content.base import Widget
from campaigns.content.strategy import LAYERS, Strategy
from campaigns.enums import ArtifactKind, CheckStatus, Severity
from tests.campaigns.qc.edits import edited, found
from tests.campaigns.qc.table import TABLE

Complete = Callable[[str], dict[str, Any]]
INTAKE, STRATEGY, CREATIVES, EXECUTION, MONITORING = ArtifactKind
CONTRACT = Path(__file__).parents[3] / "docs" / "domain.md"


CHANNEL = "layer6_channel_strategy.channels[1]"
KPI = "kpi_config.kpis[1]"

Case = tuple[ArtifactKind, str, dict[str, Any], list[str]]


def each(kind: ArtifactKind, check_id: str, empties: dict[str, Any]) -> list[Case]:
    """One case for each path, emptied."""
    return [(kind, check_id, {path: empty}, [path]) for path, empty in empties.items()]


CASES: list[Case] = [
    *each(
        INTAKE,
        "intake_required_fields",
        {
            "client_name": "",
            "website": "",
            "industry": "",
            "geography": "",
            "primary_offer": "",
            "target_audience": "",
            "pain_points": "",
            "desired_outcomes": "",
            "objective": None,
        },
    ),
    (INTAKE, "intake_website_format", {"website": "our site"}, ["website"]),
    (INTAKE, "intake_constraints", {"compliance_notes": "", "constraints": ""}, ["compliance_notes"]),
    (INTAKE, "intake_regulated_industry", {"compliance_notes": ""}, ["compliance_notes"]),
    (INTAKE, "intake_placeholders", {"competitors": "PlanMed, TBD"}, ["competitors"]),
    (INTAKE, "intake_contact_email", {"contact_email": "ingrid.solheim"}, ["contact_email"]),
    (INTAKE, "intake_proof_assets", {"proof_assets": ""}, ["proof_assets"]),
    (INTAKE, "intake_pricing", {"pricing": ""}, ["pricing"]),
    (INTAKE, "intake_tone", {"tone_voice": ""}, ["tone_voice"]),
    (
        INTAKE,
        "intake_objective_context",
        {"objective": "hiring", "context_data.hiring": {}},
        ["context_data.hiring"],
    ),
    (
        INTAKE,
        "intake_objective_context",
        {"industry": "E-commerce", "context_data.ecommerce": {}},
        ["context_data.ecommerce"],
    ),
    (
        INTAKE,
        "intake_objective_context",
        {"industry": "Services", "context_data.services": {}},
        ["context_data.services"],
    ),
    (INTAKE, "intake_objective_jobs", {"generation_plan": {"delivery": ["pdf_report"]}}, ["generation_plan"]),
    (INTAKE, "intake_generation_plan", {"generation_plan": {}}, ["generation_plan"]),
    (STRATEGY, "strategy_all_layers", {"layer3_audience_psychology": {}}, ["layer3_audience_psychology"]),
    (STRATEGY, "strategy_all_layers", {"layer6_channel_strategy": {}}, ["layer6_channel_strategy"]),
    (STRATEGY, "strategy_all_layers", {"layer8_measurement": {}}, ["layer8_measurement"]),
    *each(
        STRATEGY,
        "strategy_layer_fields",
        {
            "layer1_business_reality.business_model_summary": "",
            "layer1_business_reality.revenue_streams": "",
            "layer1_business_reality.unit_economics": "",
            "layer1_business_reality.pricing_logic": "",
            "layer1_business_reality.growth_constraint": "",
            "layer1_business_reality.bottleneck": None,
            "layer2_market_truth.category_maturity": None,
            "layer2_market_truth.white_space_logic": "",
            "layer3_audience_psychology.awareness_state": None,
            "layer3_audience_psychology.objection_hierarchy": "",
            "layer3_audience_psychology.trust_transfer_mechanism": "",
            "layer4_value_architecture.core_promise": "",
            "layer4_value_architecture.sacrifice_framing": "",
            "layer5_narrative.narrative_problem": "",
            "layer5_narrative.narrative_tension": "",
            "layer5_narrative.narrative_resolution": "",
            "layer5_narrative.enemy_definition": "",
            "layer7_constraints.tone_boundaries": "",
            "layer7_constraints.forbidden_language": [],
            "layer7_constraints.claim_boundaries": "",
            "layer7_constraints.compliance_rules": "",
            "layer8_measurement.success_definition": "",
            "layer8_measurement.leading_indicators": "",
            "layer8_measurement.lagging_indicators": "",
            "layer8_measurement.decision_rules": [],
            "layer1_business_reality.points[0].lead": "",
            "layer8_measurement.kpis[2].type": None,
        },
    ),
    (
        STRATEGY,
        "strategy_channels",
        {"layer6_channel_strategy.channels": []},
        ["layer6_channel_strategy.channels"],
    ),
    (STRATEGY, "strategy_channels", {f"{CHANNEL}.name": ""}, [f"{CHANNEL}.name"]),
    (STRATEGY, "strategy_channels", {f"{CHANNEL}.strategic_role": None}, [f"{CHANNEL}.strategic_role"]),
    (STRATEGY, "strategy_summary_fields", {"summary.metrics[0].value": ""}, ["summary.metrics[0].value"]),
    (STRATEGY, "strategy_ads_budget", {f"{CHANNEL}.budget": "0"}, [f"{CHANNEL}.budget"]),
    (STRATEGY, "strategy_placeholders", {"summary.lead": "Lorem ipsum dolor."}, ["summary.lead"]),
    (
        STRATEGY,
        "strategy_what_not_to_do",
        {"layer2_market_truth.what_not_to_do": ""},
        ["layer2_market_truth.what_not_to_do"],
    ),
    (STRATEGY, "strategy_kpis", {"layer8_measurement.kpis": []}, ["layer8_measurement.kpis"]),
    (
        STRATEGY,
        "strategy_budget_sum",
        {"layer6_channel_strategy.budget_total": "158099.99"},
        ["layer6_channel_strategy.budget_total"],
    ),
    (
        STRATEGY,
        "strategy_repetition_logic",
        {"layer5_narrative.repetition_logic": "Counted, every time"},
        ["layer5_narrative.repetition_logic"],
    ),
    (
        STRATEGY,
        "strategy_headlines",
        {"layer4_value_architecture.headline": ""},
        ["layer4_value_architecture.headline"],
    ),
    (
        STRATEGY,
        "strategy_consequences",
        {"layer7_constraints.consequence": ""},
        ["layer7_constraints.consequence"],
    ),
    (STRATEGY, "strategy_summary", {"summary.goal": ""}, ["summary.goal"]),
    (STRATEGY, "strategy_summary", {"summary.claim": ""}, ["summary.claim"]),
    (STRATEGY, "strategy_summary", {"summary.lead": ""}, ["summary.lead"]),
    *(
        (STRATEGY, "strategy_channel_detail", {f"{CHANNEL}.{name}": ""}, [f"{CHANNEL}.{name}"])
        for name in ("reach", "budget", "measure", "stop_rule")
    ),
    (
        CREATIVES,
        "creatives_strategy_ref",
        {"source_strategy_schema_version": ""},
        ["source_strategy_schema_version"],
    ),
    (CREATIVES, "creatives_strategy_ref", {"source_layers_used": []}, ["source_layers_used"]),
    *each(
        CREATIVES,
        "creatives_required_fields",
        {
            "brief.campaign_theme": "",
            "brief.target_audience": "",
            "brief.key_message": "",
            "asset_types": [],
            "target_platforms": [],
            "assets[3].hook": "",
            "cta_library[0].text": "",
        },
    ),
    (CREATIVES, "creatives_minimum_assets", {"hooks": ["One", "Two"]}, ["hooks"]),
    (CREATIVES, "creatives_minimum_assets", {"angles": ["One", "Two"]}, ["angles"]),
    (CREATIVES, "creatives_minimum_assets", {"ctas": ["One", "Two"]}, ["ctas"]),
    (CREATIVES, "creatives_minimum_assets", {"offer_framing": []}, ["offer_framing"]),
    (CREATIVES, "creatives_minimum_assets", {"compliance_safe_claims": []}, ["compliance_safe_claims"]),
    (CREATIVES, "creatives_platform_limits", {"assets[0].caption": "a" * 3001}, ["assets[0].caption"]),
    (
        CREATIVES,
        "creatives_platform_limits",
        {
            "target_platforms[2]": "Twitter/X",
            "assets[3].platform": "Twitter/X",
            "assets[3].caption": "a" * 281,
        },
        ["assets[3].caption"],
    ),
    (CREATIVES, "creatives_placeholders", {"brief.formats": "to be defined"}, ["brief.formats"]),
    (CREATIVES, "creatives_channel_mapping", {"channel_mapping": []}, ["channel_mapping"]),
    (CREATIVES, "creatives_asset_count", {"num_assets": 11}, ["assets"]),
    (CREATIVES, "creatives_asset_cta", {"assets[2].cta": ""}, ["assets[2].cta"]),
    (
        CREATIVES,
        "creatives_forbidden_language",
        {"hooks[0]": "A Seamless roster"},
        ["hooks[0]"],
    ),
    (
        CREATIVES,
        "creatives_asset_link",
        {"assets[1].caption": "Visit us.", "assets[1].link": ""},
        ["assets[1].link"],
    ),
    (CREATIVES, "creatives_asset_platform", {"assets[0].platform": "YouTube"}, ["assets[0].platform"]),
    (CREATIVES, "creatives_alt_text", {"assets[0].alt_text": ""}, ["assets[0].alt_text"]),
    (CREATIVES, "creatives_brand_voice", {"brand_voice_notes": ""}, ["brand_voice_notes"]),
    (EXECUTION, "execution_channel_plan", {"channel_plan": []}, ["channel_plan"]),
    (EXECUTION, "execution_channel_plan", {"channel_plan[0].purpose": ""}, ["channel_plan[0].purpose"]),
    (
        EXECUTION,
        "execution_cadence_schedule",
        {"schedule.platform_schedules": []},
        ["schedule.platform_schedules"],
    ),
    (
        EXECUTION,
        "execution_cadence_schedule",
        {"schedule.platform_schedules": [{"platform": "LinkedIn", "posts_per_week": 0}]},
        ["schedule.platform_schedules"],
    ),
    (EXECUTION, "execution_cadence_schedule", {"calendar.items": []}, ["calendar.items"]),
    (EXECUTION, "execution_cadence_schedule", {"calendar.items[0].title": ""}, ["calendar.items[0].title"]),
    (EXECUTION, "execution_cadence_schedule", {"utm.campaign_name": ""}, ["utm.campaign_name"]),
    (EXECUTION, "execution_cadence_schedule", {"utm.medium": ""}, ["utm.medium"]),
    *each(
        EXECUTION,
        "execution_required_fields",
        {
            "timeline.start_date": None,
            "calendar.content_rotation": "",
            "resources.team_roles": [],
            "risks[0].impact": None,
            "next_steps[1].side": None,
            "timeline.reviews[0].date": None,
        },
    ),
    (
        EXECUTION,
        "execution_phases",
        {"timeline.phases[1].end_week": 1},
        ["timeline.phases[1].end_week"],
    ),
    (
        EXECUTION,
        "execution_phases",
        {"timeline.phases[3].end_week": 13},
        ["timeline.phases[3].end_week"],
    ),
    (
        EXECUTION,
        "execution_platform_limits",
        {"calendar.items[0].caption": "a" * 3001, "calendar.items[0].platform": "LinkedIn"},
        ["calendar.items[0].caption"],
    ),
    (
        EXECUTION,
        "execution_platform_limits",
        {"calendar.items[0].platform": "Instagram", "calendar.items[0].hashtags": ["#x"] * 31},
        ["calendar.items[0].hashtags"],
    ),
    (EXECUTION, "execution_placeholders", {"utm.tracking_notes": "see {{ table }}"}, ["utm.tracking_notes"]),
    (EXECUTION, "execution_governance", {"governance.review_process": []}, ["governance.review_process"]),
    (EXECUTION, "execution_governance", {"governance.approvers": []}, ["governance.approvers"]),
    (
        EXECUTION,
        "execution_calendar_window",
        {"calendar.items[0].date": "2026-04-05"},
        ["calendar.items[0].date"],
    ),
    (
        EXECUTION,
        "execution_calendar_window",
        {"timeline.reviews[2].date": "2026-06-29"},
        ["timeline.reviews[2].date"],
    ),
    (
        EXECUTION,
        "execution_blackout_dates",
        {"calendar.items[0].date": "2026-05-01"},
        ["calendar.items[0].date"],
    ),
    (EXECUTION, "execution_utm_format", {"utm.campaign_name": "Calm operations"}, ["utm.campaign_name"]),
    (
        EXECUTION,
        "execution_utm_format",
        {"utm.source_defaults[0].source": "LinkedIn"},
        ["utm.source_defaults[0].source"],
    ),
    (EXECUTION, "execution_post_cta", {"calendar.items[5].cta": ""}, ["calendar.items[5].cta"]),
    (
        EXECUTION,
        "execution_duplicate_slots",
        {
            "calendar.items[1].date": "2026-04-07",
            "calendar.items[1].time": "10:00",
            "calendar.items[1].platform": "e-mail",
        },
        ["calendar.items[1].date"],
    ),
    (
        EXECUTION,
        "execution_post_link",
        {"calendar.items[2].caption": "Click to read.", "calendar.items[2].link": ""},
        ["calendar.items[2].link"],
    ),
    (
        EXECUTION,
        "execution_risk_guardrails",
        {"governance.risk_guardrails": ""},
        ["governance.risk_guardrails"],
    ),
    (EXECUTION, "execution_next_steps", {"next_steps": []}, ["next_steps"]),
    (MONITORING, "monitoring_kpis", {"kpi_config.kpis": []}, ["kpi_config.kpis"]),
    (MONITORING, "monitoring_kpis", {f"{KPI}.target": ""}, [f"{KPI}.target"]),
    (
        MONITORING,
        "monitoring_review_cadence",
        {"reporting.review_cadence": None},
        ["reporting.review_cadence"],
    ),
    *each(
        MONITORING,
        "monitoring_required_fields",
        {
            "tracking.data_sources": [],
            "reporting.report_format": [],
            "reporting.report_recipients": [],
            "analysis.analysis_questions": [],
            "alerts.alert_thresholds[0].action": "",
            "alerts.optimization_rules[0].condition": "",
        },
    ),
    (MONITORING, "monitoring_placeholders", {f"{KPI}.owner": "TODO"}, [f"{KPI}.owner"]),
    (
        MONITORING,
        "monitoring_decision_rules",
        {"alerts.optimization_rules": []},
        ["alerts.optimization_rules"],
    ),
    (MONITORING, "monitoring_kpi_direction", {f"{KPI}.direction": "up"}, [f"{KPI}.target"]),
    (MONITORING, "monitoring_kpi_alert", {f"{KPI}.alert.value": ""}, [f"{KPI}.alert"]),
    (MONITORING, "monitoring_kpi_alert", {f"{KPI}.alert.op": None}, [f"{KPI}.alert"]),
    (MONITORING, "monitoring_alerts", {"alerts.alert_thresholds": []}, ["alerts.alert_thresholds"]),
    (MONITORING, "monitoring_kpi_detail", {f"{KPI}.source": ""}, [f"{KPI}.source"]),
    (MONITORING, "monitoring_kpi_detail", {f"{KPI}.baseline": ""}, [f"{KPI}.baseline"]),
]

PARSER_REFUSES = {"strategy_schema_version"}
"""What this rule guards cannot be parsed; it has its own test below."""


def test_the_rules_are_those_of_the_contract_with_their_severities() -> None:
    rules = [rule for kind in ArtifactKind for rule in qc.RULES[kind]]
    assert {rule.check_id: (rule.severity, rule.outcome) for rule in rules} == TABLE
    assert len(rules) == len(TABLE)


def test_the_contract_that_is_shipped_has_the_same_table() -> None:
    section = CONTRACT.read_text().partition("### 1.9 Rules")[2].partition("\n### ")[0]
    rows = re.findall(r"^\| `(\w+)` \| ([BMm])( w)? \|", section, re.MULTILINE)
    marks = {"B": Severity.BLOCKER, "M": Severity.MAJOR, "m": Severity.MINOR}
    shipped = {
        check_id: (marks[mark], CheckStatus.WARN if warns else CheckStatus.FAIL) for check_id, mark, warns in rows
    }
    assert shipped == TABLE


@pytest.mark.parametrize(
    ("kind", "check_id", "edits", "paths"), CASES, ids=[f"{case[1]}:{case[3][0]}" for case in CASES]
)
def test_the_smallest_edit_gives_this_finding_and_no_other(
    kind: ArtifactKind, check_id: str, edits: dict[str, Any], paths: list[str], complete: Complete
) -> None:
    severity, outcome = TABLE[check_id]
    report = qc.run(kind, parse(kind, edited(complete(kind), edits)))
    assert [(each.check_id, each.path, each.severity, each.status) for each in report.findings] == [
        (check_id, path, severity, outcome) for path in paths
    ]
    for each in report.findings:
        assert each.message.endswith(".")
        assert each.fix_instruction.endswith(".")


@pytest.mark.parametrize(
    ("kind", "check_id", "edits", "paths"),
    [case for case in CASES if len(case[2]) > 1],
    ids=[f"{case[1]}:{case[3][0]}" for case in CASES if len(case[2]) > 1],
)
def test_no_part_of_a_smallest_edit_is_enough(
    kind: ArtifactKind, check_id: str, edits: dict[str, Any], paths: list[str], complete: Complete
) -> None:
    for left_out in edits:
        rest = {path: value for path, value in edits.items() if path != left_out}
        assert found(kind, complete(kind), rest) != [(check_id, path) for path in paths], left_out


def test_every_rule_has_a_smallest_edit() -> None:
    tried = {case[1] for case in CASES} | PARSER_REFUSES
    assert sorted(set(TABLE) - tried) == []


REQUIRED = [
    (kind, spec.path)
    for kind in ArtifactKind
    for spec in walk_fields(MODELS[kind])
    if spec.required and not spec.path.startswith(tuple(each.name for each in fields(MODELS[kind]) if each.internal))
]


def starred(kind: ArtifactKind) -> set[str]:
    """The fields that docs/domain.md §2 stars: `(top)` and the groups of the intake stand for the whole, `place[]` for rows."""
    section = re.search(
        rf"^### 2\.\d [^\n]*`{MODELS[kind]().schema_version}`\n(.*?)^### ", CONTRACT.read_text(), re.M | re.S
    )
    assert section is not None
    found: set[str] = set()
    for place, star, names in re.findall(r"^\| (?:`([^`]+)`(\*?))?[^|]*\| (.*) \|$", section[1], re.MULTILINE):
        prefix = f"{place}." if place else ""
        found |= {f"{prefix}{name}" for name in re.findall(r"`(\w+)`\*", names)}
        found |= {place.removesuffix("[]")} if star else set()
    if kind is STRATEGY:
        rows = ("points[].lead", "points[].text", "notes[].term", "notes[].text")
        found |= {f"{layer}.{row}" for layer in LAYERS for row in rows}
    return found


@pytest.mark.parametrize("kind", ArtifactKind)
def test_what_is_required_is_what_the_contract_stars(kind: ArtifactKind) -> None:
    assert {path for each, path in REQUIRED if each is kind} == starred(kind)


@pytest.mark.parametrize(("kind", "path"), REQUIRED, ids=[f"{kind}:{path}" for kind, path in REQUIRED])
def test_every_required_field_is_missed_at_its_place_once_and_stops_the_approval(
    kind: ArtifactKind, path: str, complete: Complete
) -> None:
    spec = next(spec for spec in walk_fields(MODELS[kind]) if spec.path == path)
    empty: Any = "" if spec.widget in (Widget.LINE, Widget.TEXT, Widget.DECIMAL) else None
    if spec.widget in (Widget.LINES, Widget.ROWS, Widget.CHOICES):
        empty = []
    place = path.replace("[]", "[0]")
    report = qc.run(kind, parse(kind, edited(complete(kind), {place: empty})))
    assert [(each.path, each.severity, each.status) for each in report.findings] == [
        (place, Severity.BLOCKER, CheckStatus.FAIL)
    ]


@pytest.mark.parametrize("kind", ArtifactKind)
def test_a_placeholder_is_found_in_every_field_that_people_write(kind: ArtifactKind, complete: Complete) -> None:
    written = {re.sub(r"\[\d+\]", "[]", path): path for path, _ in walk_strings(parse(kind, complete(kind)))}
    for path in written.values():
        findings = found(kind, complete(kind), {path: "TBD"})
        assert [place for check_id, place in findings if check_id == f"{kind}_placeholders"] == [path]


def test_a_strategy_under_another_contract_is_a_blocker(complete: Complete) -> None:
    strategy = parse(STRATEGY, complete("strategy"))
    assert isinstance(strategy, Strategy)
    report = qc.run(STRATEGY, strategy.model_copy(update={"schema_version": "icp_v0"}))
    assert [(each.check_id, each.path, each.severity, each.status) for each in report.findings] == [
        ("strategy_schema_version", "schema_version", *TABLE["strategy_schema_version"])
    ]


@pytest.mark.parametrize("kind", ArtifactKind)
def test_a_complete_artifact_passes(kind: ArtifactKind, complete: Complete) -> None:
    report = qc.run(kind, parse(kind, complete(kind)))
    assert (report.status, report.score, report.findings) == (CheckStatus.PASS, 100, ())
    assert [check.check_id for check in report.checks] == [rule.check_id for rule in qc.RULES[kind]]


@pytest.mark.parametrize("kind", ArtifactKind)
def test_an_empty_artifact_fails_without_a_crash(kind: ArtifactKind) -> None:
    report = qc.run(kind, parse(kind, {}))
    assert report.status is CheckStatus.FAIL
    assert [check.check_id for check in report.findings if check.check_id.startswith("rule_error_")] == []


@pytest.mark.parametrize(
    "edits",
    [
        {"website": "https://clinics.nordlys.example"},
        {"website": "shop.example.co.uk"},
        {"website": "http://nordlys.example:8443/de/start?x=1"},
        {"website": "none"},
        {"website": "None"},
        {"proof_assets": "none"},
        {"compliance_notes": "none"},
        {"constraints": ""},
        {"contact_email": ""},
        {"industry": "Lawn care", "compliance_notes": ""},
        {"pain_points": "Wards fill in forms twice."},
    ],
)
def test_what_an_intake_may_say(edits: dict[str, Any], complete: Complete) -> None:
    assert qc.run(INTAKE, parse(INTAKE, edited(complete("intake"), edits))).findings == ()


@pytest.mark.parametrize(
    ("kind", "edits"),
    [
        (
            STRATEGY,
            {f"{CHANNEL}.budget": "0", f"{CHANNEL}.allowed_content_types": ["address book", "shadow plan"]},
        ),
        (STRATEGY, {"layer6_channel_strategy.budget_total": "158100"}),
        (STRATEGY, {"layer6_channel_strategy.budget_total": ""}),
        (STRATEGY, {"layer5_narrative.repetition_logic": "Counted in each piece"}),
        (CREATIVES, {"assets[0].caption": "a" * 3000}),
        (CREATIVES, {"hooks[0]": "Seamlessness is a noun"}),
        (CREATIVES, {"rationale.risk_notes": "We avoid the word seamless."}),
        (EXECUTION, {"calendar.items[0].date": "2026-04-06", "schedule.blackout_dates": []}),
        (EXECUTION, {"calendar.items[0].date": "2026-06-28"}),
        (EXECUTION, {"calendar.items[0].platform": "Instagram", "calendar.items[0].hashtags": ["#x"] * 30}),
        (MONITORING, {f"{KPI}.alert": {}}),
        (MONITORING, {"kpi_config.kpis[9].target": "0.3"}),
    ],
)
def test_what_the_rules_let_through(kind: ArtifactKind, edits: dict[str, Any], complete: Complete) -> None:
    assert qc.run(kind, parse(kind, edited(complete(kind), edits))).findings == ()
