"""Rules for the intake (docs/domain.md §1.9)."""

import re
from collections.abc import Iterator

from campaigns.content.base import Part
from campaigns.content.intake import (
    CreativesJob,
    ExecutionJob,
    GenerationPlan,
    Intake,
    MonitoringJob,
    StrategyJob,
)
from campaigns.enums import CheckStatus, Objective, Severity
from campaigns.qc.base import Finding, Rule, blank, empty_fields, placeholders
from campaigns.qc.text import is_email, is_website

REGULATED = re.compile(
    r"(?i)\b(finance|financial|bank(s|ing)?|insurance|health(care)?|medic(al|ine)|clinics?|hospitals?|pharma(ceuticals?|cy)?"
    r"|legal|law|gambling|betting|crypto(currency)?)\b"
)
"""Industries in which a claim can break the law (docs/domain.md §1.9, second rule set)."""

USUAL_JOBS: dict[Objective, frozenset[str]] = {
    Objective.LEAD_GENERATION: frozenset(
        {StrategyJob.ICP_DEFINITION, ExecutionJob.EMAIL_SEQUENCE, ExecutionJob.LINKEDIN_POSTS_WEEK1}
    ),
    Objective.AWARENESS: frozenset(
        {
            StrategyJob.CONTENT_PILLARS,
            ExecutionJob.IG_POSTS_WEEK1,
            ExecutionJob.FB_POSTS_WEEK1,
            ExecutionJob.LINKEDIN_POSTS_WEEK1,
            CreativesJob.VIDEO_SCRIPTS,
        }
    ),
    Objective.SALES: frozenset({StrategyJob.MESSAGING_FRAMEWORK, ExecutionJob.EMAIL_SEQUENCE}),
    Objective.HIRING: frozenset({StrategyJob.POSITIONING, ExecutionJob.LINKEDIN_POSTS_WEEK1}),
    Objective.PRODUCT_LAUNCH: frozenset({StrategyJob.POSITIONING, ExecutionJob.CONTENT_CALENDAR_WEEK1}),
    Objective.PARTNERSHIPS: frozenset({StrategyJob.POSITIONING, ExecutionJob.EMAIL_SEQUENCE}),
    Objective.RETENTION: frozenset({ExecutionJob.EMAIL_SEQUENCE, MonitoringJob.WEEKLY_OPTIMIZATION}),
    Objective.EVENT: frozenset({ExecutionJob.CONTENT_CALENDAR_WEEK1, ExecutionJob.EMAIL_SEQUENCE}),
}
"""Objective → pieces of work of which at least one is to be expected."""


def website(intake: Intake) -> Iterator[Finding]:
    if intake.website and not is_website(intake.website):
        yield Finding(
            "website",
            "This is not an address that a browser opens.",
            "Add an ending such as .no or .com, or write none.",
            intake.website,
        )


def constraints(intake: Intake) -> Iterator[Finding]:
    if not (intake.compliance_notes or intake.constraints):
        yield Finding(
            "compliance_notes",
            "Neither compliance nor constraints are stated.",
            "State the laws, codes and claims that bind the client, or write none.",
        )


def regulated_industry(intake: Intake) -> Iterator[Finding]:
    """Without constraints too, the rule on constraints speaks already."""
    found = REGULATED.search(intake.industry)
    if found and intake.constraints and not intake.compliance_notes:
        yield Finding(
            "compliance_notes",
            f"“{found.group()}” is a regulated industry and compliance is empty.",
            "State which claims are regulated and who clears them.",
            intake.industry,
        )


def contact_email(intake: Intake) -> Iterator[Finding]:
    if intake.contact_email and not is_email(intake.contact_email):
        yield Finding("contact_email", "This is not an e-mail address.", "Write one address.", intake.contact_email)


def context(intake: Intake) -> Iterator[Finding]:
    wanted: dict[str, tuple[bool, Part, str]] = {
        "context_data.hiring": (
            intake.objective is Objective.HIRING,
            intake.context_data.hiring,
            "The objective is hiring and nothing is said about roles.",
        ),
        "context_data.ecommerce": (
            intake.industry.casefold() == "e-commerce",
            intake.context_data.ecommerce,
            "The client is a shop and nothing is said about products.",
        ),
        "context_data.services": (
            intake.industry.casefold() == "services",
            intake.context_data.services,
            "The client sells services and nothing is said about them.",
        ),
    }
    for path, (applies, section, message) in wanted.items():
        if applies and section == type(section)():
            yield Finding(path, message, "Fill in the context that applies.")


def jobs(plan: GenerationPlan) -> set[str]:
    return {*plan.strategy, *plan.creatives, *plan.execution, *plan.monitoring, *plan.delivery}


def objective_jobs(intake: Intake) -> Iterator[Finding]:
    chosen = jobs(intake.generation_plan)
    if intake.objective and chosen and not chosen & USUAL_JOBS[intake.objective]:
        yield Finding(
            "generation_plan",
            f"None of the chosen pieces of work serves the objective “{intake.objective.label}”.",
            "Choose at least one that does, or change the objective.",
        )


def generation_plan(intake: Intake) -> Iterator[Finding]:
    if not jobs(intake.generation_plan):
        yield Finding("generation_plan", "No piece of work is chosen.", "Choose what each stage should produce.")


B, M, m = Severity.BLOCKER, Severity.MAJOR, Severity.MINOR

RULES = (
    Rule("intake_required_fields", B, "Every required field is filled.", empty_fields),
    Rule("intake_website_format", B, "The website is an address, or none.", website),
    Rule("intake_constraints", B, "Compliance or constraints are stated.", constraints),
    Rule("intake_placeholders", B, "No text is a placeholder.", placeholders),
    Rule("intake_regulated_industry", M, "A regulated industry states its compliance.", regulated_industry),
    Rule("intake_contact_email", M, "The contact's address can be written to.", contact_email),
    Rule(
        "intake_proof_assets",
        M,
        "Proof is given, or none.",
        lambda c: blank(c, "proof_assets", "List figures, references and audits, or write none."),
    ),
    Rule(
        "intake_pricing",
        M,
        "The price is explained.",
        lambda c: blank(c, "pricing", "Say what it costs and why."),
    ),
    Rule(
        "intake_objective_context",
        M,
        "What the objective or industry needs is said.",
        context,
        CheckStatus.WARN,
    ),
    Rule("intake_objective_jobs", M, "The chosen work serves the objective.", objective_jobs, CheckStatus.WARN),
    Rule("intake_generation_plan", m, "Pieces of work are chosen.", generation_plan, CheckStatus.WARN),
    Rule(
        "intake_tone",
        m,
        "A tone of voice is given.",
        lambda c: blank(c, "tone_voice", "Say how the client sounds."),
    ),
)
