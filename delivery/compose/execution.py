"""The execution: channel plan, timeline, calendar, governance, team, tracking links, risks."""

from typing import Literal

from campaigns.content.execution import (
    Approver,
    ChannelPlan,
    Execution,
    Governance,
    Phase,
    PlatformSchedule,
    Resources,
    Review,
    Risk,
    TeamRole,
    Timeline,
)
from delivery.compose import calendar
from delivery.compose.inputs import Inputs
from delivery.compose.parts import (
    Blocks,
    Column,
    Topics,
    column,
    entered,
    facts,
    filled,
    named,
    noted,
    paras,
    points,
    sheet,
    table,
    topic,
)
from delivery.compose.plan import Plan, channels, drawable
from delivery.compose.values import shown, title
from delivery.document import Chart, Item, Number, Series, Text
from delivery.document import Phase as Bar
from delivery.document import Review as Gate
from delivery.document import Timeline as Picture
from delivery.language import wording


def standfirst(inputs: Inputs) -> str:
    execution = inputs.execution
    if execution is None or execution.standfirst:
        return execution.standfirst if execution else ""
    publications = len(entered(execution.calendar.items))
    if not publications:
        return ""
    reviews = len(entered(execution.timeline.reviews))
    return wording().plan_standfirst(execution.timeline.duration_weeks, publications, reviews)


def topics(inputs: Inputs) -> Topics:
    execution = inputs.execution
    if execution is None or not filled(execution):
        return ()
    return (
        *_channel_plan(execution),
        *_timeline(execution),
        *_governance(execution.governance, execution.resources),
        *calendar.topics(execution),
    )


# Channels


def _channel_plan(execution: Execution) -> Topics:
    return topic(
        title(Execution, "channel_plan"),
        table(
            execution.channel_plan,
            named(ChannelPlan, "channel", 0.9),
            column(ChannelPlan, "purpose", 2.4),
            column(ChannelPlan, "formats", 1.2),
            column(ChannelPlan, "cadence", 1.3),
            column(ChannelPlan, "owner", 0.9),
        ),
        _posting_chart(execution),
        _posting_times(execution),
        start="flow",
        summary=wording().channel_plan_line,
    )


def _posting_chart(execution: Execution) -> Blocks:
    """Publications a week by channel, as far as they lie within the plan."""
    plan = Plan.of(execution.timeline)
    if plan is None:
        return ()
    weeks = [
        (item.platform, week)
        for item in drawable(execution.calendar.items)
        if item.date and (week := plan.week_of(item.date))
    ]
    names = [name for name in channels(execution.calendar.items) if any(name == used for used, _ in weeks)]
    if not names:
        return ()
    numbers = range(1, plan.weeks + 1)
    series = tuple(Series(name, tuple(float(weeks.count((name, week))) for week in numbers)) for name in names)
    totals = [sum(week == number for _, week in weeks) for number in numbers]
    share = sum(series[0].values) / len(weeks)
    alt = wording().posting_alt(min(totals), max(totals), plan.weeks, names[0], share)
    labels = tuple(map(wording().week, numbers))
    return (Chart("columns", wording().publications_a_week, series, labels, alt),)


def _posting_times(execution: Execution) -> Blocks:
    return table(
        execution.schedule.platform_schedules,
        named(PlatformSchedule, "platform", 1),
        column(PlatformSchedule, "posts_per_week", 0.8, kind=Number),
        Column(title(PlatformSchedule, "best_times"), 3, lambda row: Text(", ".join(row.best_times))),
        caption=wording().posting,
    )


# Timeline


def _timeline(execution: Execution) -> Topics:
    return topic(
        wording().timeline,
        _plan(execution.timeline),
        _risks(execution.risks),
        start="flow",
        summary=wording().timeline_line,
    )


def _plan(timeline: Timeline) -> Blocks:
    if not filled(timeline):
        return ()
    return (
        *_picture(timeline),
        *paras((_span(timeline),)),
        *table(
            timeline.phases,
            named(Phase, "name", 1),
            Column(wording().weeks, 0.7, lambda row: Text(wording().span(row.start_week, row.end_week))),
            column(Phase, "goal", 3.3),
            caption=title(Timeline, "phases"),
        ),
        *table(
            timeline.reviews,
            named(Review, "name", 0.8),
            column(Review, "date", 1),
            column(Review, "decides", 3.2),
            caption=title(Timeline, "reviews"),
        ),
    )


def _span(timeline: Timeline) -> str:
    """As in “6 April 2026 to 28 June 2026, 12 weeks.”"""
    plan = Plan.of(timeline)
    return wording().plan_span(
        shown(timeline, "start_date"), wording().long_date(plan.end) if plan else "", timeline.duration_weeks
    )


def _picture(timeline: Timeline) -> Blocks:
    """Phases as bars and reviews as gates; what lies outside the plan is told below only."""
    plan, weeks = Plan.of(timeline), timeline.duration_weeks
    bars = tuple(
        Bar(row.name, row.start_week, min(row.end_week, weeks))
        for row in timeline.phases
        if row.name and row.start_week <= min(row.end_week, weeks)
    )
    gates = tuple(
        Gate(week, row.name, wording().short_date(row.date))
        for row in timeline.reviews
        if plan and row.date and row.name and (week := plan.week_of(row.date))
    )
    if not bars and not gates:
        return ()
    alt = wording().timeline_alt(len(bars), len(gates), weeks)
    return (Picture(_periods(plan, weeks), bars, alt, gates),)


def _periods(plan: Plan | None, weeks: int) -> tuple[str, ...]:
    if plan is None:
        return tuple(wording().week(week) for week in range(1, weeks + 1))
    return tuple(wording().short_date(plan.first_day(week)) for week in range(1, weeks + 1))


# Rules and people


def _governance(governance: Governance, resources: Resources) -> Topics:
    steps = [Item(step.name, step.text) for step in entered(governance.review_process)]
    columns: Literal[3, 4] = 4 if len(steps) in (4, 7, 8) else 3
    return topic(
        wording().governance,
        points(steps, columns),
        table(
            governance.approvers,
            named(Approver, "name", 1),
            column(Approver, "scope", 3),
        ),
        sheet(
            (
                *facts(governance, "escalation", "crisis_protocol", "risk_guardrails"),
                *noted(governance.notes),
                *facts(resources, "tools_platforms"),
            )
        ),
        table(
            resources.team_roles,
            named(TeamRole, "role", 1.1),
            column(TeamRole, "name", 1.1),
            column(TeamRole, "duties", 2.4),
            column(TeamRole, "hours_per_week", 0.9, kind=Number),
            caption=title(Resources, "team_roles"),
        ),
        start="flow",
        summary=wording().governance_line,
    )


def _risks(risks: list[Risk]) -> Blocks:
    return table(
        risks,
        named(Risk, "risk", 1.5),
        column(Risk, "likelihood", 0.7),
        column(Risk, "impact", 0.6),
        column(Risk, "response", 2.5),
        column(Risk, "owner", 1.3),
        caption=title(Execution, "risks"),
    )
