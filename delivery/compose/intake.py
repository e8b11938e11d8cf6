"""The starting point: the client's situation as approved at intake, grouped as the form groups it."""

from typing import TypeGuard

from campaigns.content import decimal, fields
from campaigns.content.base import Part
from campaigns.content.intake import ContextData, GenerationPlan, GrowthBottleneck, Intake
from campaigns.enums import ArtifactKind
from delivery.compose.inputs import Inputs
from delivery.compose.parts import Blocks, Topics, fact, facts, filled, points, sheet, topic
from delivery.compose.values import money, places, shown, ticked, title
from delivery.compose.wording import WORDING
from delivery.document import Definition, Item, Metric, Metrics

CLIENT = (
    *("client_name", "company", "website", "industry", "geography"),
    *("timezone", "languages", "contact_email"),
)
OFFER = (
    *("primary_offer", "pricing", "aov_ltv", "revenue_streams", "unit_economics", "growth_bottleneck"),
    *("differentiators", "competitors", "proof_assets"),
)
AUDIENCE = ("target_audience", "pain_points", "desired_outcomes", "objections")
LIMITS = ("compliance_notes", "constraints")
VOICE = ("tone_voice", "voice_examples", "banned_words", "required_disclaimers")
ACCESS = ("brand_kit", "content_library", "social_handles", "tracking_status", "ad_account_ready")
FILES = ("pdf_required", "pptx_required", "zip_required")


def standfirst(inputs: Inputs) -> str:
    approval = inputs.approval(ArtifactKind.INTAKE)
    return WORDING.intake_standfirst(approval.approved_at) if approval and _is_given(inputs.intake) else ""


def topics(inputs: Inputs) -> Topics:
    intake = inputs.intake
    if not _is_given(intake):
        return ()
    audience = (Item(title(Intake, name), shown(intake, name)) for name in AUDIENCE)
    return (
        *topic(
            WORDING.client_and_offer,
            sheet((*facts(intake, *CLIENT), *_offer(intake))),
            start="flow",
            summary=WORDING.client_and_offer_line,
        ),
        *topic(
            WORDING.audience_and_goals,
            points((item for item in audience if item.text), 4),
            _goals(intake),
            start="flow",
            summary=WORDING.audience_and_goals_line,
        ),
        *topic(
            WORDING.limits_and_access,
            sheet(
                (
                    *facts(intake, "kpi_targets", "budget_range", "risk_tolerance", *LIMITS, *VOICE, *ACCESS),
                    *_context(intake.context_data),
                    *fact(title(Intake, "generation_plan"), _work(intake.generation_plan)),
                    *_delivery(intake),
                )
            ),
            start="flow",
            summary=WORDING.limits_and_access_line,
        ),
    )


def _is_given(intake: Intake | None) -> TypeGuard[Intake]:
    return intake is not None and filled(intake)


def _offer(intake: Intake) -> tuple[Definition, ...]:
    """The offer; a bottleneck that nobody knows is not a fact."""
    unknown = intake.growth_bottleneck is GrowthBottleneck.UNKNOWN
    return facts(intake, *(name for name in OFFER if not (unknown and name == "growth_bottleneck")))


def _goals(intake: Intake) -> Blocks:
    budget = decimal(intake.ads_budget)
    amount = (
        money(budget, intake.currency, decimals=places(intake.ads_budget)) if budget is not None else intake.currency
    )
    figures = (
        Metric(title(Intake, "objective"), shown(intake, "objective")),
        Metric(title(Intake, "timeline_start"), shown(intake, "timeline_start")),
        Metric(WORDING.duration, WORDING.weeks_of(intake.duration_weeks)),
        Metric(title(Intake, "currency" if budget is None else "ads_budget"), amount),
    )
    return (Metrics(tuple(figure for figure in figures if figure.value)),)


def _delivery(intake: Intake) -> tuple[Definition, ...]:
    return (
        *fact(WORDING.deliverables, ticked(intake, *FILES)),
        *facts(intake, "report_frequency"),
    )


def _context(context: ContextData) -> tuple[Definition, ...]:
    """A row for each kind of business, as in “Roles: Roster planner. Places of work: Oslo.”"""
    parts = ((field.title, getattr(context, field.name)) for field in fields(ContextData))
    return tuple(one for name, part in parts for one in fact(name, _run_on(_all_facts(part))))


def _run_on(facts_: tuple[Definition, ...]) -> str:
    return " ".join(f"{one.term}: {one.text.removesuffix('.')}." for one in facts_)


def _work(plan: GenerationPlan) -> str:
    """As in “Strategy: Positioning. Delivery: PDF report.”"""
    return _run_on(_all_facts(plan))


def _all_facts(part: Part) -> tuple[Definition, ...]:
    return facts(part, *(field.name for field in fields(type(part))))
