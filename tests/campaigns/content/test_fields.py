from typing import Any

import pytest

from campaigns.content import (
    MODELS,
    empty,
    fields,
    label,
    missing,
    parse,
    walk_fields,
    walk_strings,
    walk_values,
)
from campaigns.content.base import Widget
from campaigns.content.intake import Intake
from campaigns.content.strategy import LAYERS, Strategy
from campaigns.enums import ArtifactKind

KINDS = list(ArtifactKind)

CONTRACT = {
    ArtifactKind.INTAKE: """
        client_name company website industry geography timezone languages contact_email primary_offer
        pricing aov_ltv revenue_streams unit_economics growth_bottleneck differentiators competitors
        proof_assets target_audience pain_points desired_outcomes objections objective kpi_targets
        timeline_start duration_weeks budget_range risk_tolerance compliance_notes constraints tone_voice
        voice_examples banned_words required_disclaimers brand_kit content_library social_handles
        tracking_status ad_account_ready pdf_required pptx_required zip_required report_frequency
        context_data.hiring.evp_statement context_data.hiring.role_types
        context_data.hiring.hiring_locations context_data.hiring.employer_brand_notes
        context_data.ecommerce.product_catalog_url context_data.ecommerce.top_skus
        context_data.ecommerce.margins context_data.services.service_deck_link
        context_data.services.service_areas context_data.services.booking_link generation_plan.strategy
        generation_plan.creatives generation_plan.execution generation_plan.monitoring
        generation_plan.delivery""",
    ArtifactKind.STRATEGY: """
        schema_version layer1_business_reality.business_model_summary
        layer1_business_reality.revenue_streams layer1_business_reality.unit_economics
        layer1_business_reality.pricing_logic layer1_business_reality.growth_constraint
        layer1_business_reality.bottleneck layer1_business_reality.risk_tolerance
        layer1_business_reality.regulatory_constraints layer2_market_truth.category_maturity
        layer2_market_truth.competitive_vectors layer2_market_truth.white_space_logic
        layer2_market_truth.what_not_to_do layer3_audience_psychology.awareness_state
        layer3_audience_psychology.pain_intensity layer3_audience_psychology.objection_hierarchy
        layer3_audience_psychology.trust_transfer_mechanism layer4_value_architecture.core_promise
        layer4_value_architecture.proof_stack_social layer4_value_architecture.proof_stack_authority
        layer4_value_architecture.proof_stack_mechanism layer4_value_architecture.sacrifice_framing
        layer4_value_architecture.differentiation_logic layer5_narrative.narrative_problem
        layer5_narrative.narrative_tension layer5_narrative.narrative_resolution
        layer5_narrative.enemy_definition layer5_narrative.repetition_logic
        layer6_channel_strategy.channels[].name layer6_channel_strategy.channels[].strategic_role
        layer6_channel_strategy.channels[].allowed_content_types layer6_channel_strategy.channels[].kpi
        layer6_channel_strategy.channels[].reach layer6_channel_strategy.channels[].budget
        layer6_channel_strategy.channels[].measure layer6_channel_strategy.channels[].stop_rule
        layer7_constraints.tone_boundaries layer7_constraints.forbidden_language
        layer7_constraints.claim_boundaries layer7_constraints.visual_constraints
        layer7_constraints.compliance_rules layer8_measurement.success_definition
        layer8_measurement.leading_indicators layer8_measurement.lagging_indicators
        layer8_measurement.review_cadence layer8_measurement.decision_rules[].condition
        layer8_measurement.decision_rules[].action layer8_measurement.kpis[].name
        layer8_measurement.kpis[].type layer8_measurement.kpis[].unit layer8_measurement.kpis[].baseline
        layer8_measurement.kpis[].target layer8_measurement.kpis[].channel layer8_measurement.kpis[].owner
        summary.claim summary.lead summary.body summary.metrics[].value summary.decisions[].title
        summary.decisions[].text summary.forecast.points[].value""",
    ArtifactKind.CREATIVES: """
        strategy_source.artifact_id strategy_source.version strategy_source.hydrated_at brief.campaign_theme
        brief.target_audience brief.key_message brief.creative_approach num_assets asset_types
        target_platforms tone_override pillar_distribution.pillar_1_count pillar_distribution.pillar_2_count
        pillar_distribution.pillar_3_count audience_psychology.awareness_state
        value_proposition.core_promise narrative.narrative_problem channel_strategy.channels
        execution_constraints.tone_boundaries source_strategy_schema_version source_layers_used hooks angles
        ctas offer_framing compliance_safe_claims channel_mapping[].channel channel_mapping[].asset_kinds
        brand_voice_notes assets[].platform assets[].format assets[].hook assets[].caption assets[].cta
        assets[].tone assets[].scheduled_date captions scripts[].text rationale.strategy_summary
        rationale.psychological_triggers rationale.audience_fit rationale.risk_notes
        channel_variants[].platform channel_variants[].format channel_variants[].hook
        channel_variants[].caption email_subject_lines tone_variants[].label tone_variants[].example
        hook_insights cta_library[].label cta_library[].text cta_library[].usage_context
        offer_angles[].label offer_angles[].description offer_angles[].example""",
    ArtifactKind.EXECUTION: """
        creatives_source.artifact_id creatives_source.version creatives_source.hydrated_at
        timeline.start_date timeline.duration_weeks timeline.phases[].name timeline.reviews[].date
        schedule.timezone schedule.platform_schedules[].platform
        schedule.platform_schedules[].posts_per_week schedule.platform_schedules[].best_times
        schedule.blackout_dates[].date schedule.blackout_dates[].label calendar.calendar_type
        calendar.content_rotation calendar.cta_rotation calendar.weekly_themes[].theme calendar.items[].date
        calendar.items[].time calendar.items[].platform calendar.items[].title calendar.items[].asset
        calendar.items[].caption calendar.items[].hashtags calendar.items[].cta calendar.items[].link
        utm.campaign_name utm.source_defaults[].source utm.medium utm.content_param utm.tracking_notes
        governance.review_process[].text governance.approvers[].name governance.escalation
        governance.crisis_protocol governance.risk_guardrails resources.team_roles[].role
        resources.tools_platforms channel_plan[].channel risks[].risk next_steps[].date next_steps[].action
        next_steps[].owner next_steps[].side""",
    ArtifactKind.MONITORING: """
        execution_source.artifact_id execution_source.version execution_source.hydrated_at
        strategy_measurement.success_definition kpi_config.kpis[].name kpi_config.kpis[].source
        kpi_config.kpis[].unit kpi_config.kpis[].baseline kpi_config.kpis[].target
        kpi_config.kpis[].direction kpi_config.kpis[].history kpi_config.kpis[].alert.op
        kpi_config.kpis[].alert.value kpi_config.kpis[].alert.window kpi_config.kpis[].alert.action
        tracking.data_sources[].name tracking.tracking_frequency tracking.attribution_model
        tracking.utm_parameters reporting.review_cadence reporting.report_frequency reporting.report_format
        reporting.report_recipients reporting.dashboard_url reporting.reports[].name
        alerts.alert_thresholds[].condition alerts.notification_channels
        alerts.optimization_rules[].condition alerts.escalation_protocol analysis.analysis_questions
        analysis.segmentation analysis.ab_testing[].question""",
}
"""The fields of docs/domain.md §2.1 to §2.6 in their recommended form."""


@pytest.mark.parametrize("kind", KINDS)
def test_every_field_of_the_contract_has_a_home(kind: ArtifactKind) -> None:
    paths = {spec.path for spec in walk_fields(MODELS[kind])}
    assert [path for path in CONTRACT[kind].split() if path not in paths] == []


@pytest.mark.parametrize("kind", KINDS)
def test_every_field_has_a_title_and_a_help_text(kind: ArtifactKind) -> None:
    assert [
        spec.path
        for spec in walk_fields(MODELS[kind])
        if not spec.title or (not spec.help.endswith(".") and spec.widget is not Widget.SECTION)
    ] == []


@pytest.mark.parametrize("kind", KINDS)
def test_every_choice_has_options(kind: ArtifactKind) -> None:
    choices = [spec for spec in walk_fields(MODELS[kind]) if spec.widget in {Widget.CHOICE, Widget.CHOICES}]
    assert choices
    assert [spec.path for spec in choices if len(spec.options) < 2] == []


def test_there_are_eight_layers_and_each_argues() -> None:
    assert [name.partition("_")[0] for name in LAYERS] == [f"layer{number}" for number in range(1, 9)]
    for name in LAYERS:
        model = Strategy.model_fields[name].annotation
        assert model is not None
        assert list(model.model_fields)[:3] == ["headline", "points", "consequence"]


def test_a_field_knows_how_it_is_edited() -> None:
    specs = {spec.path: spec for spec in walk_fields(Strategy)}
    headline = specs["layer1_business_reality.headline"]
    assert (headline.widget, headline.max_length, headline.multiline) == (Widget.LINE, 140, False)
    channels = specs["layer6_channel_strategy.channels"]
    assert (channels.widget, channels.max_length, channels.required) == (Widget.ROWS, 10, True)
    pain = specs["layer3_audience_psychology.pain_intensity"]
    assert (pain.widget, pain.minimum, pain.maximum) == (Widget.NUMBER, 1, 5)
    role = specs["layer6_channel_strategy.channels[].strategic_role"]
    assert (role.widget, [value for value, _ in role.options]) == (
        Widget.CHOICE,
        ["Discovery", "Trust", "Conversion", "Retention"],
    )
    body = specs["summary.body"]
    assert (body.widget, body.model, body.max_length) == (Widget.ROWS, None, 8)


def test_the_intake_form_is_divided_into_groups() -> None:
    groups = list(dict.fromkeys(spec.group for spec in fields(Intake) if spec.group))
    assert groups == [
        "Client",
        "Offer",
        "Audience",
        "Goals",
        "Limits",
        "Voice",
        "Assets and access",
        "Delivery",
    ]


def test_visible_text_has_paths_and_leaves_out_what_is_internal() -> None:
    content = parse(
        ArtifactKind.CREATIVES,
        {
            "brief": {"campaign_theme": "Calm"},
            "hooks": ["One", "Two"],
            "assets": [{"name": "A", "tone": "bold", "scheduled_date": "2026-04-06"}],
            "strategy_source": {"artifact_id": "secret"},
            "narrative": {"narrative_problem": "copy"},
        },
    )
    assert list(walk_strings(content)) == [
        ("brief.campaign_theme", "Calm"),
        ("hooks[0]", "One"),
        ("hooks[1]", "Two"),
        ("assets[0].name", "A"),
    ]


def test_paragraphs_in_rows_are_visible_text() -> None:
    content = parse(ArtifactKind.STRATEGY, {"summary": {"body": ["First.", "Second."]}})
    assert list(walk_strings(content)) == [("summary.body[0]", "First."), ("summary.body[1]", "Second.")]


def test_what_is_missing_is_listed_by_path() -> None:
    content = parse(ArtifactKind.EXECUTION, {"next_steps": [{"action": "Sign", "owner": "Ada", "side": "client"}]})
    assert [path for path, _ in missing(content)] == [
        "channel_plan",
        "timeline.start_date",
        "schedule.platform_schedules",
        "calendar.content_rotation",
        "calendar.items",
        "utm.campaign_name",
        "resources.team_roles",
        "next_steps[0].date",
    ]


def test_a_path_can_be_said_in_words() -> None:
    assert label(Strategy, "layer6_channel_strategy.channels[2].name") == "Channel Strategy, Channels 3, Channel"
    assert label(Intake, "languages[0]") == "Languages 1"


def test_a_path_that_does_not_exist_has_no_words() -> None:
    with pytest.raises(KeyError):
        label(Intake, "layer1.name")


def test_internal_fields_are_walked_on_request() -> None:
    content = empty(ArtifactKind.MONITORING)
    shown = {path for path, _, _ in walk_values(content)}
    everything = {path for path, _, _ in walk_values(content, internal=True)}
    assert "execution_source" not in shown
    assert shown < everything


def test_the_demo_fills_every_field_once(complete: Any) -> None:
    """A pack made from it shows every block."""
    for kind in KINDS:
        content = parse(kind, complete(kind))
        filled = {
            "".join(part.partition("[")[0] + "[]" * ("[" in part) + "." for part in path.split("."))[:-1]
            for path, _, value in walk_values(content)
            if value not in ("", None, [])
        }
        never = {spec.path for spec in walk_fields(MODELS[kind]) if not spec.internal} - filled
        copies = tuple(spec.name for spec in fields(MODELS[kind]) if not spec.in_form)
        assert sorted(path for path in never if not path.startswith(copies)) == EMPTY_BY_NATURE.get(kind, [])


EMPTY_BY_NATURE = {ArtifactKind.STRATEGY: ["summary.forecast.unit"]}
"""A count has no unit."""
