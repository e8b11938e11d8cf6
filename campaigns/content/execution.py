"""Execution: timeline, schedule, calendar, tracking links, governance, people (docs/domain.md §2.5)."""

from datetime import date, timedelta
from typing import Annotated, Literal

from pydantic import Field

from campaigns.content.base import (
    Content,
    Count,
    Day,
    Headline,
    Line,
    Lines,
    Note,
    Part,
    Source,
    Text,
    Time,
    about,
    lines,
    rows,
    section,
)
from campaigns.enums import Choice


class CalendarType(Choice):
    WEEKLY = "Weekly"
    BI_WEEKLY = "Bi-weekly"
    MONTHLY = "Monthly"


class Side(Choice):
    AGENCY = "agency", "Agency"
    CLIENT = "client", "Client"
    BOTH = "both", "Both"


class Level(Choice):
    LOW = "Low"
    MEDIUM = "Medium"
    HIGH = "High"


Week = Annotated[Count, Field(ge=1, le=52)]
"""A week of the plan, counted from 1."""


class Phase(Part):
    """A stretch of whole weeks with one purpose. Phases may overlap."""

    name: Line = about("Phase", "One word if possible.", required=True)
    start_week: Week = about("First week", "Counted from 1.", default=1)
    end_week: Week = about("Last week", "Included.", default=1)
    goal: Text = about("Shows", "What must be true at its end.", required=True)


class Review(Part):
    """A date on which the plan is confirmed, changed or stopped."""

    name: Line = about("Review", "For example: Review 1.", required=True)
    date: Day | None = about("Date", "Day of the meeting.", default=None, required=True)
    decides: Text = about("Decides", "What is decided there.", required=True)


class Timeline(Part):
    start_date: Day | None = about("Start", "First day of the plan.", default=None, required=True)
    duration_weeks: Week = about("Duration in weeks", "1 to 52.", default=12)
    phases: list[Phase] = rows(
        "Phases",
        "From preparation to result.",
        max_length=12,
        suggest=[
            {
                "name": "Launch",
                "start_week": 1,
                "end_week": 2,
                "goal": "First pieces are out and tracking is proven.",
            },
            {
                "name": "Optimisation",
                "start_week": 3,
                "end_week": 8,
                "goal": "What works is known and gets the budget.",
            },
            {"name": "Scale", "start_week": 9, "end_week": 12, "goal": "The target is reached and held."},
        ],
    )
    reviews: list[Review] = rows("Reviews", "When the plan is confirmed or changed.", max_length=24)

    @property
    def end_date(self) -> date | None:
        """The last day of the last week, or None without a start."""
        return self.start_date + timedelta(weeks=self.duration_weeks, days=-1) if self.start_date else None


class ChannelPlan(Part):
    """What is done on one channel of layer 6."""

    channel: Line = about("Channel", "As in layer 6.", required=True)
    purpose: Text = about("Purpose", "What it does in this plan.", required=True)
    formats: Line = about("Formats", "What is published there.")
    cadence: Line = about("Rhythm", "How often, on which days.")
    owner: Line = about("Owner", "Who runs it.")


class PlatformSchedule(Part):
    platform: Line = about("Platform", "As in the channel plan.", required=True)
    posts_per_week: Annotated[Count, Field(ge=0, le=21)] = about("Posts a week", "0 to 21.", default=3)
    best_times: Lines = lines("Best times", "Day and time, one a line.", max_length=21)


class BlackoutDate(Part):
    date: Day | None = about("Date", "Nothing is published on this day.", default=None, required=True)
    label: Line = about("Reason", "For example: Easter Monday.")


class Schedule(Part):
    timezone: Line = about("Time zone", "In which times are meant, for example Europe/Oslo.")
    platform_schedules: list[PlatformSchedule] = rows(
        "Posts a week", "One row for each platform.", required=True, max_length=20
    )
    blackout_dates: list[BlackoutDate] = rows("Days left free", "Holidays and days of silence.", max_length=100)


class WeeklyTheme(Part):
    week: Week = about("Week", "Counted from 1.", default=1)
    theme: Line = about("Theme", "Two or three words.", required=True)


class CalendarItem(Part):
    """One publication."""

    date: Day | None = about("Date", "Day of publication.", default=None, required=True)
    time: Time = about("Time", "Local time of the schedule's zone; empty for any time of the day.")
    platform: Line = about("Platform", "Where it is published.", required=True)
    title: Line = about("Title", "What the reader sees first.", required=True)
    asset: Line = about("Asset", "Name of the asset it uses, if it uses one.")
    caption: Text = about("Text", "Only if it differs from the asset's.")
    hashtags: Lines = lines("Hashtags", "One a line, with the #.", max_length=60)
    cta: Line = about("Call to action", "Two to five words.")
    link: Line = about("Link", "Without tracking parameters; they are added from the rules below.")


class Calendar(Part):
    calendar_type: CalendarType = about("Rhythm", "How the calendar repeats.", default=CalendarType.WEEKLY)
    content_rotation: Text = about("Rotation of content", "Which pillar in which week.", required=True)
    cta_rotation: Text = about("Rotation of calls to action", "Which call in which week.")
    weekly_themes: list[WeeklyTheme] = rows("Themes", "One row a week.", max_length=52)
    items: list[CalendarItem] = rows("Publications", "One row each.", required=True, max_length=1500)


class UtmSource(Part):
    platform: Line = about("Platform", "As in the schedule.", required=True)
    source: Line = about("utm_source", "Lower case, no spaces.", required=True)


class Utm(Part):
    campaign_name: Line = about("utm_campaign", "Lower case, no spaces.", required=True)
    source_defaults: list[UtmSource] = rows("utm_source", "One row for each platform.", max_length=20)
    medium: Line = about("utm_medium", "For example: social.", default="social", required=True)
    content_param: Line = about("utm_content", "How pieces are told apart.")
    tracking_notes: Text = about("Notes", "Who makes links, and how they are tested.")


class ReviewStep(Part):
    name: Line = about("Step", "One or two words.", required=True)
    text: Text = about("Text", "Who does what, within which time.", required=True)


class Approver(Part):
    name: Line = about("Name", "The person.", required=True)
    scope: Line = about("Approves", "What this person releases.", required=True)


class Governance(Part):
    review_process: list[ReviewStep] = rows(
        "Review steps",
        "From draft to release.",
        max_length=8,
        suggest=[
            {"name": "Draft", "text": "Writer and designer, two working days before review."},
            {"name": "Internal review", "text": "Strategist, within 24 hours."},
            {"name": "Client approval", "text": "Named approver, within 48 hours."},
            {"name": "Release", "text": "Final check, then scheduled."},
        ],
    )
    approvers: list[Approver] = rows("Approvers", "Who releases what.", max_length=20)
    escalation: Text = about("Escalation", "Who is asked next, and how soon.")
    crisis_protocol: Text = about("In a crisis", "What stops, who speaks, within which time.")
    risk_guardrails: Text = about("Guard rails", "Limits of layer 7 that apply to every publication.")
    notes: list[Note] = rows("Further rules", "Under a short label.", max_length=12)


class TeamRole(Part):
    role: Line = about("Role", "For example: campaign lead.", required=True)
    name: Line = about("Name", "The person.")
    duties: Line = about("Answers for", "What this person is asked about.", required=True)
    hours_per_week: Annotated[Count, Field(ge=0, le=168)] | None = about(
        "Hours a week", "On this engagement.", default=None
    )


class Resources(Part):
    team_roles: list[TeamRole] = rows(
        "Team",
        "Who answers for what.",
        required=True,
        max_length=30,
        suggest=[
            {"role": "Campaign lead", "duties": "Weekly review, budget, escalation"},
            {"role": "Content creator", "duties": "Posts and films"},
            {"role": "Designer", "duties": "Layouts, charts, pictures"},
            {"role": "Copywriter", "duties": "E-mails, posts, pages"},
            {"role": "Analyst", "duties": "Tracking, report, alerts"},
        ],
    )
    tools_platforms: Text = about("Tools", "What is used for planning, publishing and measuring.")


class Risk(Part):
    risk: Line = about("Risk", "What might happen.", required=True)
    likelihood: Level | None = about("Likely", "How likely.", default=None, required=True)
    impact: Level | None = about("Impact", "How bad.", default=None, required=True)
    response: Text = about("Response", "What we prepared and do then.", required=True)
    owner: Line = about("Owner", "Who watches it.")


class NextStep(Part):
    date: Day | None = about("By", "Day on which it is done.", default=None, required=True)
    action: Line = about("What", "Begins with a verb.", required=True)
    owner: Line = about("Owner", "The person.", required=True)
    side: Side | None = about("Side", "Whose work it is.", default=None, required=True)


class Execution(Content):
    schema_version: Literal["execution_v1"] = about(
        "Schema", "Version of this form.", default="execution_v1", internal=True
    )
    creatives_source: Source = section(
        Source, "Creatives used", "Which approved creatives this was drawn from.", internal=True
    )
    standfirst: Line = about("Standfirst", "One sentence under the title: what these pages hold.")
    channel_plan: list[ChannelPlan] = rows(
        "Channel plan", "One row for each channel of layer 6.", required=True, max_length=20
    )
    timeline: Timeline = section(Timeline, "Timeline", "Start, phases, reviews.")
    schedule: Schedule = section(Schedule, "Schedule", "How often and when.")
    calendar: Calendar = section(Calendar, "Calendar", "What is published on which day.")
    utm: Utm = section(Utm, "Tracking links", "How a click is told apart.")
    governance: Governance = section(Governance, "Governance", "Who releases, who is asked, what stops.")
    resources: Resources = section(Resources, "Team", "Who answers for what.")
    risks: list[Risk] = rows("Risks", "What we prepared for.", max_length=20)
    next_steps_headline: Headline = about(
        "Next steps: headline",
        "What starts everything else, at most 140 characters.",
        group="Next steps",
    )
    next_steps: list[NextStep] = rows(
        "Next steps", "The first month: date, verb, person, side.", max_length=20, group="Next steps"
    )
