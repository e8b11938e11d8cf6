"""The rules of docs/domain.md §1.9, written down: check id, severity, and whether a finding is a failure or a warning.

The first of each kind are the live table of the contract, what follows is its second rule set.
"""

from campaigns.enums import CheckStatus, Severity

_WRITTEN = """
    intake_required_fields      B   intake_website_format       B   intake_constraints          B
    intake_proof_assets         M   intake_pricing              M   intake_tone                 m
    intake_placeholders         B   intake_regulated_industry   M   intake_contact_email        M
    intake_objective_context    Mw  intake_objective_jobs       Mw  intake_generation_plan      mw

    strategy_schema_version     B   strategy_all_layers         B   strategy_layer_fields       B
    strategy_channels           B   strategy_what_not_to_do     M   strategy_repetition_logic   m
    strategy_summary_fields     B   strategy_ads_budget         B   strategy_placeholders       B
    strategy_kpis               M   strategy_budget_sum         M   strategy_headlines          m
    strategy_consequences       m   strategy_summary            m   strategy_channel_detail     m

    creatives_strategy_ref      B   creatives_minimum_assets    B   creatives_channel_mapping   M
    creatives_brand_voice       m   creatives_required_fields   B   creatives_platform_limits   B
    creatives_placeholders      B   creatives_asset_count       M   creatives_asset_cta         M
    creatives_forbidden_language M  creatives_asset_link        mw  creatives_asset_platform    mw
    creatives_alt_text          m

    execution_channel_plan      B   execution_cadence_schedule  B   execution_governance        M
    execution_risk_guardrails   m   execution_required_fields   B   execution_phases            B
    execution_platform_limits   B   execution_placeholders      B   execution_calendar_window   M
    execution_blackout_dates    M   execution_utm_format        M   execution_post_cta          M
    execution_duplicate_slots   mw  execution_post_link         mw  execution_next_steps        m

    monitoring_kpis             B   monitoring_review_cadence   B   monitoring_decision_rules   M
    monitoring_alerts           m   monitoring_required_fields  B   monitoring_placeholders     B
    monitoring_kpi_direction    M   monitoring_kpi_alert        M   monitoring_kpi_detail       m
"""
_SEVERITIES = {"B": Severity.BLOCKER, "M": Severity.MAJOR, "m": Severity.MINOR}
_WORDS = _WRITTEN.split()

TABLE: dict[str, tuple[Severity, CheckStatus]] = {
    check_id: (_SEVERITIES[mark[0]], CheckStatus.WARN if mark.endswith("w") else CheckStatus.FAIL)
    for check_id, mark in zip(_WORDS[::2], _WORDS[1::2], strict=True)
}
"""Check id → severity, outcome."""
