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
    situation: str = "Client, offer and goals"
    situation_line: str = "Who buys and why, what you sell, what is to be reached, what must be respected"
    subject: str = "Subject"
    answer: str = "As approved"
    limits_and_access: str = "Limits, voice and access"
    duration: str = "Duration"
    start: str = "Situation"
    access: str = "Access"
    files: str = "Files"
    deliverables: str = "Delivery"

    # Strategy
    channel_rules: str = "How each channel is judged"
    share: str = "Share"
    reserve: str = "Reserve"

    # Creative
    brief: str = "The brief"
    brief_line: str = "Theme, audience, approach, formats and reasons"
    message: str = "Words to choose from"
    message_line: str = "Hooks, claims, scripts and spare texts; offer, calls to action and tone by reader"
    assets_line: str = "Headline, text and call to action of each"
    longer_texts: str = "Longer texts"
    production: str = "Production notes"
    production_line: str = "Variants, pictures, alternative texts, evidence and links"
    pictures: str = "Pictures"
    proof: str = "Dates, evidence and links"
    link_and_evidence: str = "Link, hashtags and evidence"

    # Execution
    channel_plan_line: str = "Purpose, rhythm and owner of each channel"
    publications_a_week: str = "Publications a week, by channel"
    posting: str = "Days and times"
    timeline: str = "Timeline and risks"
    timeline_line: str = "Phases and reviews, what each must show, and what we prepared for"
    weeks: str = "Weeks"
    publications: str = "Publications"
    publications_line: str = "Time, asset, text and link where they are set, what each asks for, and the rules"
    links: str = "Links and hashtags"
    told_for: str = "For"
    link: str = "Link or hashtags"
    calls: str = "What the other publications ask for"
    new_texts: str = "Texts written for single publications"
    calendar_rules: str = "Calendar and tracking rules"
    calendar: str = "Calendar"
    tracking_links: str = "Tracking links"
    governance: str = "Governance and team"
    governance_line: str = "Review steps, approvers, crisis rules, and who answers for what"

    # Monitoring
    key_figures: str = "Key figures"
    key_figures_line: str = "Today, target, trend and alert of each indicator"
    source_and_owner: str = "Source, owner"
    alert_when: str = "Alert when"
    alerts: str = "Alerts and reports"
    alerts_line: str = "What must not wait for a review, where figures come from, who reads them and when"
    rhythm: str = "Rhythm"
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

    def plan_span(self, start: str, end: str, weeks: int) -> str:
        """As in “6 April 2026 to 28 June 2026, 12 weeks.”; without a start the weeks alone."""
        days = " to ".join(day for day in (start, end) if day)
        return f"{', '.join(part for part in (days, self.weeks_of(weeks)) if part)}."

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
