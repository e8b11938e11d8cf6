"""Rules for the execution (docs/domain.md §1.9)."""

import re
from collections.abc import Iterator

from campaigns.content.execution import Execution
from campaigns.enums import CheckStatus, Severity
from campaigns.qc.base import Finding, Rule, blank, empty_fields, placeholders
from campaigns.qc.posts import calls_to_action, missing_links, platform_limits

CADENCE = ("schedule.", "calendar.items", "utm.")
CHANNEL_PLAN = ("channel_plan",)
UTM_VALUE = re.compile(r"[a-z0-9][a-z0-9._-]*")
"""Analytics tools tell Social from social and cut at a space."""


def cadence(execution: Execution) -> Iterator[Finding]:
    yield from empty_fields(execution, within=CADENCE)
    plans = execution.schedule.platform_schedules
    if plans and not any(plan.posts_per_week for plan in plans):
        yield Finding(
            "schedule.platform_schedules",
            "No platform has a single post a week.",
            "Give at least one platform a rhythm.",
        )


def governance(execution: Execution) -> Iterator[Finding]:
    yield from blank(execution, "governance.review_process", "Say who does what between draft and release.")
    yield from blank(execution, "governance.approvers", "Name who releases what.")


def phases(execution: Execution) -> Iterator[Finding]:
    weeks = execution.timeline.duration_weeks
    for position, phase in enumerate(execution.timeline.phases):
        path = f"timeline.phases[{position}].end_week"
        if phase.end_week < phase.start_week:
            yield Finding(path, f"{phase.name} ends before it begins.", "Exchange first and last week.")
        elif phase.end_week > weeks:
            yield Finding(path, f"{phase.name} ends after the plan's {weeks} weeks.", "Shorten it or the plan's end.")


def window(execution: Execution) -> Iterator[Finding]:
    """Publications and reviews lie within the plan."""
    start, end = execution.timeline.start_date, execution.timeline.end_date
    if not (start and end):
        return
    dated = [
        *((f"calendar.items[{n}].date", item.date) for n, item in enumerate(execution.calendar.items)),
        *((f"timeline.reviews[{n}].date", review.date) for n, review in enumerate(execution.timeline.reviews)),
    ]
    for path, day in dated:
        if day and not start <= day <= end:
            yield Finding(path, f"{day} lies outside the plan, {start} to {end}.", "Choose a day within the plan.")


def blackout_dates(execution: Execution) -> Iterator[Finding]:
    free = {day.date: day.label for day in execution.schedule.blackout_dates}
    for position, item in enumerate(execution.calendar.items):
        if item.date and item.date in free:
            yield Finding(
                f"calendar.items[{position}].date",
                f"{item.date} is to be left free{': ' * bool(free[item.date])}{free[item.date]}.",
                "Move the publication to another day.",
                item.title,
            )


def duplicate_slots(execution: Execution) -> Iterator[Finding]:
    taken: dict[tuple[object, ...], str] = {}
    for position, item in enumerate(execution.calendar.items):
        slot = (item.date, item.time, item.platform.casefold())
        if item.date and slot in taken:
            yield Finding(
                f"calendar.items[{position}].date",
                f"{item.platform} has two publications at the same time on {item.date}.",
                "Move one of them, or give them different times.",
                f"{taken[slot]} / {item.title}",
            )
        taken.setdefault(slot, item.title)


def utm_format(execution: Execution) -> Iterator[Finding]:
    utm = execution.utm
    values = {
        "utm.campaign_name": utm.campaign_name,
        "utm.medium": utm.medium,
        **{f"utm.source_defaults[{n}].source": row.source for n, row in enumerate(utm.source_defaults)},
    }
    for path, value in values.items():
        if value and not UTM_VALUE.fullmatch(value):
            yield Finding(
                path,
                "A tracking value is written in lower case, without spaces.",
                "Use letters a to z, digits, hyphen, dot and underscore.",
                value,
            )


B, M, m = Severity.BLOCKER, Severity.MAJOR, Severity.MINOR

RULES = (
    Rule(
        "execution_channel_plan",
        B,
        "The channel plan is complete.",
        lambda c: empty_fields(c, within=CHANNEL_PLAN),
    ),
    Rule("execution_cadence_schedule", B, "Rhythm, publications and tracking links are set.", cadence),
    Rule(
        "execution_required_fields",
        B,
        "Every other required field is filled.",
        lambda c: empty_fields(c, outside=CADENCE + CHANNEL_PLAN),
    ),
    Rule("execution_phases", B, "Every phase ends after it begins and within the plan.", phases),
    Rule(
        "execution_platform_limits",
        B,
        "Every publication fits its platform.",
        lambda c: platform_limits("calendar.items", c.calendar.items),
    ),
    Rule("execution_placeholders", B, "No text is a placeholder.", placeholders),
    Rule("execution_governance", M, "Review steps and approvers are named.", governance),
    Rule("execution_calendar_window", M, "Publications and reviews lie within the plan.", window),
    Rule("execution_blackout_dates", M, "Days to be left free are left free.", blackout_dates),
    Rule("execution_utm_format", M, "Tracking values are in lower case.", utm_format),
    Rule(
        "execution_post_cta",
        M,
        "Every publication has a call to action.",
        lambda c: calls_to_action("calendar.items", c.calendar.items),
    ),
    Rule("execution_duplicate_slots", m, "No two publications collide.", duplicate_slots, CheckStatus.WARN),
    Rule(
        "execution_post_link",
        m,
        "A text that asks for a click has a link.",
        lambda c: missing_links("calendar.items", c.calendar.items),
        CheckStatus.WARN,
    ),
    Rule(
        "execution_risk_guardrails",
        m,
        "Guard rails are stated.",
        lambda c: blank(c, "governance.risk_guardrails", "Draw them from layer 7."),
    ),
    Rule(
        "execution_next_steps",
        m,
        "The next steps are listed.",
        lambda c: blank(c, "next_steps", "List the first month: date, verb, person, side."),
    ),
)
