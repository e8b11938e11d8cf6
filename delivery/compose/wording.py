"""Every word a pack adds to what was approved: titles, column heads, sentences counted from the data.

One place, so that a language is one more table. Labels of fields come from the models, not from here.
"""

import datetime as dt
from dataclasses import dataclass

from delivery.theme.text import NBSP, long_date, percent

_NUMBERS = (
    *("no", "one", "two", "three", "four", "five", "six"),
    *("seven", "eight", "nine", "ten", "eleven", "twelve"),
)


@dataclass(frozen=True)
class Wording:
    """English."""

    # Sections
    summary: str = "Executive summary"
    intake: str = "Starting point"
    strategy: str = "Strategy"
    creatives: str = "Creative"
    execution: str = "Execution"
    monitoring: str = "Monitoring"
    next_steps: str = "Next steps"
    evidence: str = "Evidence"

    # Summary
    propose: str = "What we propose"
    outcome: str = "What it should bring"
    outcome_line: str = "The forecast, and the decisions we need"
    forecast: str = "Forecast"
    plan: str = "Plan"
    today: str = "Today"

    # Starting point
    client_and_offer: str = "Client and offer"
    client_and_offer_line: str = "Who you are, what you sell, what is proven"
    subject: str = "Subject"
    answer: str = "As approved"
    audience_and_goals: str = "Audience and goals"
    audience_and_goals_line: str = "Who buys, what they want, what is to be reached"
    limits_and_access: str = "Limits, voice and access"
    limits_and_access_line: str = "What must be respected, how you sound, what exists, what was ordered"
    duration: str = "Duration"
    deliverables: str = "Files"

    # Strategy
    channel_rules: str = "How each channel is judged"
    share: str = "Share"
    reserve: str = "Reserve"

    # Creative
    brief: str = "The brief"
    brief_line: str = "Theme, audience, approach and formats"
    message: str = "Words to choose from"
    message_line: str = "Hooks, angles, calls to action and cleared claims"
    assets_line: str = "Headline, text and call to action of each"
    longer_texts: str = "Longer texts"
    production: str = "Production notes"
    production_line: str = "Variants, pictures, alternative texts, evidence and links"
    pictures: str = "Pictures"
    proof: str = "Dates and evidence"
    asset_links: str = "Links and hashtags"
    offer: str = "Offer and tone"
    offer_line: str = "The offer from different sides, calls to action, tone by reader"
    texts: str = "Scripts and spare texts"
    texts_line: str = "What is said and seen, subject lines, spare captions"
    rationale_line: str = "Why the assets are as they are"

    # Execution
    channel_plan_line: str = "Purpose, rhythm and owner of each channel"
    publications_a_week: str = "Publications a week, by channel"
    posting: str = "Days and times"
    timeline: str = "Timeline"
    timeline_line: str = "Phases, reviews and what each must show"
    weeks: str = "Weeks"
    end: str = "End"
    publications: str = "Publications"
    publications_line: str = "Time, asset, text and link where they are set, and what each asks for"
    calls: str = "What the other publications ask for"
    new_texts: str = "Texts written for single publications"
    calendar_rules: str = "Calendar rules"
    calendar_rules_line: str = "Rotation, themes and days left free"
    tracking_links: str = "Tracking links"
    tracking_links_line: str = "How a click is told apart"
    governance: str = "Governance"
    governance_line: str = "Review steps, approvers and crisis rules"
    team: str = "Team"
    team_line: str = "Who answers for what"
    risks: str = "Risks"
    risks_line: str = "What we prepared for, and the answer to each"

    # Monitoring
    key_figures: str = "Key figures"
    key_figures_line: str = "Today, target, trend and alert of each indicator"
    source_and_owner: str = "Source and owner"
    alert_when: str = "Alert when"
    alerts: str = "Alerts and rules"
    alerts_line: str = "What must not wait for a review, and what is done"
    reports: str = "Sources and reports"
    reports_line: str = "Where figures come from, who reads them and when"
    learning: str = "What we want to learn"
    learning_line: str = "Questions, segments and tests"

    # Next steps and evidence
    dates: str = "Dates and owners"
    questions: str = "Questions"
    approvals: str = "Approvals and digests"
    evidence_standfirst: str = "Which approved version each page was made from."
    evidence_intro: str = (
        "What is stated on these pages was approved in the versions below. The digest is the SHA-256 of a "
        "version’s content as canonical JSON (RFC 8785); manifest.json names the same digests."
    )
    document: str = "Document"
    version: str = "Version"
    approved: str = "Approved"
    by: str = "By"
    quality: str = "Quality check"
    digest: str = "SHA-256"

    # Sentences and phrases

    def number(self, count: int) -> str:
        """A count as in running text: a word up to twelve."""
        return _NUMBERS[count] if 0 <= count < len(_NUMBERS) else f"{count:,}"

    def count(self, count: int, one: str, many: str) -> str:
        """As in “three reviews” and “one review”."""
        return f"{self.number(count)} {one if count == 1 else many}"

    def week(self, number: int) -> str:
        return f"W{number}"

    def weeks_of(self, count: int) -> str:
        return f"{count}{NBSP}{'week' if count == 1 else 'weeks'}"

    def span(self, first: int, last: int) -> str:
        """As in “2 to 5”."""
        return str(first) if first == last else f"{first} to {last}"

    def of(self, value: int, most: int) -> str:
        """As in “4 of 5”."""
        return f"{value} of {most}"

    def layer(self, index: int, count: int) -> str:
        return f"Layer {index} of {count}"

    def decisions(self, count: int) -> str:
        return f"{_capital(self.count(count, 'decision', 'decisions'))} we need"

    def assets(self, count: int) -> str:
        return _capital(self.count(count, "asset", "assets"))

    def month(self, name: str) -> str:
        return f"Calendar: {name}"

    def month_line(self, count: int) -> str:
        return f"{count} {'publication' if count == 1 else 'publications'}"

    def intake_standfirst(self, approved: dt.date) -> str:
        return f"Your situation as approved on {long_date(approved)}."

    def plan_standfirst(self, weeks: int, publications: int, reviews: int) -> str:
        """As in “Twelve weeks, 56 publications, three reviews.”"""
        parts = [
            self.count(weeks, "week", "weeks"),
            self.count(publications, "publication", "publications"),
            *([self.count(reviews, "review", "reviews")] if reviews else []),
        ]
        return f"{_capital(', '.join(parts))}."

    def steps_standfirst(self, steps: int, last: dt.date | None, with_client: int) -> str:
        """As in “Five steps until 4 May 2026. Three of them need you.”"""
        until = f" until {long_date(last)}" if last else ""
        first = f"{_capital(self.count(steps, 'step', 'steps'))}{until}."
        if not with_client:
            return first
        if with_client == steps:
            return f"{first} {'It needs' if steps == 1 else 'All of them need'} you."
        need = "needs" if with_client == 1 else "need"
        return f"{first} {_capital(self.number(with_client))} of them {need} you."

    def cover_marks(self, publications: int, weeks: int) -> str:
        return (
            f"{publications} {'publication' if publications == 1 else 'publications'} "
            f"in {self.count(weeks, 'week', 'weeks')}, one mark each"
        )

    def cover_bars(self, layers: int) -> str:
        return f"{_capital(self.count(layers, 'layer', 'layers'))} of strategy"

    def this_pack(self, label: str, engagement: str, issued: dt.date) -> str:
        return f"{label} of “{engagement}”, {long_date(issued)}."

    def ref(self, kind: str, version: int, approved: dt.date, by: str) -> str:
        return f"{kind} v{version}, approved {long_date(approved)} by {by}"

    def forecast_alt(self, weeks: int, first: str, last: str, today: str) -> str:
        level = f"; today’s level is {today}" if today else ""
        return f"Line chart: the plan goes from {first} to {last} over {weeks} weeks{level}."

    def posting_alt(self, least: int, most: int, weeks: int, channel: str, share: float) -> str:
        span = str(least) if least == most else f"{least} to {most}"
        return f"Stacked columns: {span} publications a week over {weeks} weeks; {percent(share)} of them on {channel}."

    def timeline_alt(self, phases: int, reviews: int, periods: int) -> str:
        span = self.count(periods, "week", "weeks")
        gates = self.count(reviews, "review", "reviews")
        return f"Timeline of {self.count(phases, 'phase', 'phases')} over {span} with {gates}."

    def trend_alt(self, title: str, values: str) -> str:
        return f"{title}: {values}"


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


WORDING = Wording()
