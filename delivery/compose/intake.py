"""The starting point: the client's situation as approved at intake, grouped as the form groups it."""

from typing import TypeGuard

from campaigns.content import decimal, fields
from campaigns.content.base import Part
from campaigns.content.intake import ContextData, GenerationPlan, GrowthBottleneck, Intake
from campaigns.enums import ArtifactKind
from delivery.compose.inputs import Inputs
from delivery.compose.parts import Blocks, Topics, fact, facts, filled, points, run_on, sheet, topic
from delivery.compose.values import money, places, shown, ticked, title
from delivery.document import Definition, Item, Metric, Metrics
from delivery.language import wording

CLIENT = (
    ("client_name", "company", "industry"),
    ("website", "contact_email"),
    ("geography", "languages"),
)
"""Facts that share a row: the first names it."""
OFFER = (
    *("primary_offer", "pricing", "aov_ltv", "revenue_streams", "unit_economics"),
    *("differentiators", "competitors", "proof_assets"),
)
AUDIENCE = ("target_audience", "pain_points", "desired_outcomes", "objections")
LIMITS = ("compliance_notes", "constraints")
VOICE = ("tone_voice", "voice_examples", "banned_words", "required_disclaimers")
ACCESS = ("brand_kit", "content_library", "social_handles")
STATE = ("tracking_status", "ad_account_ready")
FILES = ("pdf_required", "pptx_required", "zip_required")


def standfirst(inputs: Inputs) -> str:
    approval = inputs.approval(ArtifactKind.INTAKE)
    return wording().intake_standfirst(approval.approved_at) if approval and _is_given(inputs.intake) else ""


def topics(inputs: Inputs) -> Topics:
    intake = inputs.intake
    if not _is_given(intake):
        return ()
    audience = (Item(title(Intake, name), shown(intake, name)) for name in AUDIENCE)
    return (
        *topic(
            wording().situation,
            _goals(intake),
            points((item for item in audience if item.text), 4),
            sheet((*_client(intake), *facts(intake, *OFFER), *_situation(intake), *_delivery(intake))),
            sheet(
                (
                    *facts(intake, *LIMITS, *VOICE, *ACCESS),
                    *fact(wording().access, run_on(facts(intake, *STATE))),
                    *_context(intake.context_data),
                    *fact(title(Intake, "generation_plan"), _work(intake.generation_plan)),
                ),
                wording().limits_and_access,
            ),
            start="flow",
            summary=wording().situation_line,
        ),
    )


def _is_given(intake: Intake | None) -> TypeGuard[Intake]:
    return intake is not None and filled(intake)


def _client(intake: Intake) -> tuple[Definition, ...]:
    rows = (facts(intake, *names) for names in CLIENT)
    return tuple(Definition(row[0].term, wording().parting.join(one.text for one in row)) for row in rows if row)


def _situation(intake: Intake) -> tuple[Definition, ...]:
    """What is to be reached, and from where; a bottleneck that nobody knows is not a fact."""
    unknown = intake.growth_bottleneck is GrowthBottleneck.UNKNOWN
    start = facts(intake, *(() if unknown else ("growth_bottleneck",)), "risk_tolerance")
    return (*facts(intake, "kpi_targets", "budget_range"), *fact(wording().start, run_on(start)))


def _goals(intake: Intake) -> Blocks:
    budget = decimal(intake.ads_budget)
    amount = (
        money(budget, intake.currency, decimals=places(intake.ads_budget)) if budget is not None else intake.currency
    )
    figures = (
        Metric(title(Intake, "objective"), shown(intake, "objective")),
        Metric(title(Intake, "timeline_start"), shown(intake, "timeline_start")),
        Metric(wording().duration, wording().weeks_of(intake.duration_weeks)),
        Metric(title(Intake, "currency" if budget is None else "ads_budget"), amount),
    )
    return (Metrics(tuple(figure for figure in figures if figure.value)),)


def _delivery(intake: Intake) -> tuple[Definition, ...]:
    parts = (*fact(wording().files, ticked(intake, *FILES)), *facts(intake, "report_frequency", "timezone"))
    return fact(wording().deliverables, run_on(parts))


def _context(context: ContextData) -> tuple[Definition, ...]:
    """A row for each kind of business, as in “Roles: Roster planner. Places of work: Oslo.”"""
    parts = ((title(ContextData, one.name), getattr(context, one.name)) for one in fields(ContextData))
    return tuple(one for name, part in parts for one in fact(name, run_on(_all_facts(part))))


def _work(plan: GenerationPlan) -> str:
    """As in “Positioning; Carousel templates; PDF report”, a part for each stage."""
    return wording().parting.join(one.text for one in _all_facts(plan))


def _all_facts(part: Part) -> tuple[Definition, ...]:
    return facts(part, *(field.name for field in fields(type(part))))
