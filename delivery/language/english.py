"""Every word a pack adds to what was approved: the frame of its files, titles, column heads, sentences counted from
the data, README.txt.

English is the pattern: a language overrides every name that stands here, and a test counts them. The titles of fields
and the labels of choices are the content models' own in English; other languages have them in tables.
"""

import datetime as dt
from collections.abc import Mapping

from delivery.language.formats import Formats
from delivery.language.regions import NBSP

NUMBERS = (
    *("no", "one", "two", "three", "four", "five", "six"),
    *("seven", "eight", "nine", "ten", "eleven", "twelve"),
)


class English(Formats):
    """English, in the formats of a region."""

    months = (
        *("January", "February", "March", "April", "May", "June"),
        *("July", "August", "September", "October", "November", "December"),
    )
    short_months = tuple(name[:3] for name in months)
    weekdays = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")

    titles: Mapping[str, str] = {}
    """Title of a field in the models → its words here. `Model.field` in its place is that field's alone."""
    choices: Mapping[str, str] = {}
    """Label of a choice in the models → its words here. `Choice.MEMBER` in its place is that choice's alone."""
    roles: Mapping[str, str] = {}
    """A member's role as it is stored → its words here."""

    def title(self, names: tuple[str, ...], title: str) -> str:
        """A field's title; `names` are its keys as `Model.field`, the nearest model first."""
        own = next((self.titles[name] for name in names if name in self.titles), None)
        return own or self.titles.get(title, title)

    def choice(self, name: str, label: str) -> str:
        """A choice's label; `name` is its key as `Choice.MEMBER`."""
        return self.choices.get(name) or self.choices.get(label, label)

    def role(self, role: str) -> str:
        """A role by its stored value; one that we do not know is printed as it is."""
        return self.roles.get(role, role)

    # The frame of every file

    pack_footer = "Prepared for {client}"
    contents = "Contents"
    in_this_section = "In this section"
    cover = "Cover"
    week_column = "Week"
    skip = "Skip to content"
    parting = "; "
    """Stands between things that hold commas."""

    def pack(self, number: int) -> str:
        return f"Pack {number}"

    def continued(self, title: str) -> str:
        return f"{title}, continued"

    def page(self, page: int, pages: int) -> str:
        return f"Page {page} of {pages}"

    def week_heading(self, week: int | None, theme: str) -> str:
        """As in “Week 3: Why tools fail”, and empty outside the plan."""
        name = f"{self.week_column} {week}" if week is not None else ""
        return ": ".join(part for part in (name, theme) if part)

    # Sections
    summary = "Executive summary"
    intake = "Starting point"
    strategy = "Strategy"
    creatives = "Creative"
    execution = "Execution"
    monitoring = "Monitoring"
    next_steps = "Next steps"
    evidence = "Evidence"

    kinds: Mapping[str, str] = {
        "intake": "Intake",
        "strategy": "Strategy",
        "creatives": "Creatives",
        "execution": "Execution",
        "monitoring": "Monitoring",
    }
    """Kind of artifact → what its versions are called."""

    # Summary
    propose = "What we propose"
    outcome = "What it should bring"
    outcome_line = "The forecast, and the decisions we need"
    forecast = "Forecast"
    plan = "Plan"
    today = "Today"

    # What changed since an earlier pack

    changes = "What is new"
    unchanged = "Everything as it was"
    names: Mapping[str, str] = {"client": "Client", "campaign": "Campaign", "engagement": "Engagement"}
    look = "The look"
    differences: Mapping[str, str] = {
        "added": "added",
        "removed": "removed",
        "reordered": "in another order",
        "rewritten": "rewritten",
    }
    """What became of a field or a row (`campaigns.enums.Difference`) → the word that ends a phrase."""

    and_ = "and"

    def changed_since(self, pack: int) -> str:
        return f"What changed since {self.pack(pack)}"

    def changed_lead(self, pack: int, changed: list[str], new: list[str], gone: list[str], same: list[str]) -> str:
        """As in “Strategy changed since Pack 1. Added: Monitoring. As before: Intake and Creatives.”"""
        first = (
            f"{self.listed(changed)} changed since {self.pack(pack)}."
            if changed
            else f"What is said is as in {self.pack(pack)}."
        )
        return self._with_others(first, ("Added", new), ("Left out", gone), ("As before", same if changed else []))

    def nothing_changed(self, pack: int) -> str:
        return f"Nothing that this pack says has changed since {self.pack(pack)}."

    def added_version(self, now: int, approved: dt.date, by: str) -> str:
        return f"Added: version {now}, approved {self.long_date(approved)} by {by}."

    def same_again(self, now: int, approved: dt.date, by: str) -> str:
        return f"The same words, approved again as version {now}, {self.long_date(approved)}, by {by}."

    def new_version(self, before: int, now: int, approved: dt.date, by: str) -> str:
        """As in “Version 1 → 2, approved 4 May 2026 by Ines Okafor.”"""
        return f"Version {before} → {now}, approved {self.long_date(approved)} by {by}."

    def left_out(self, pack: int, version: int) -> str:
        return f"Left out; {self.pack(pack)} held version {version}."

    def about(self, name: str, title: str, row: str, of: str) -> str:
        """What a difference is about: `name` in English; else a field's `title` in a `row`, or a row `title` of a list."""
        return name

    def _of_row(self, row: str, title: str) -> str:
        """A field of a row, in languages that put the row before it."""
        own = self.title((), title)
        return f"{row}: {own}" if row else own

    def more(self, count: int) -> str:
        return f"and {self.number(count)} more"

    def look_moved(self, before: tuple[int, int | None], now: tuple[int, int | None]) -> str:
        """As in “Brand version 3 → 4.” and “Version for this client none → 1.”"""
        return self._moved(("brand version", "version for this client"), "none", before, now)

    def signed_off_anew(self, before: str, now: str) -> str:
        return f"Signed off by {now}, before by {before}."

    def let_pass(self, by: str, reason: str) -> str:
        return f"{by} let it pass: {reason}"

    def passes_now(self, by: str) -> str:
        return f"Passes by itself; {by} had let it pass."

    # Starting point
    situation = "Client, offer and goals"
    situation_line = "Who buys and why, what you sell, what is to be reached, what must be respected"
    subject = "Subject"
    answer = "As approved"
    limits_and_access = "Limits, voice and access"
    duration = "Duration"
    start = "Situation"
    access = "Access"
    files = "Files"
    deliverables = "Delivery"

    # Strategy
    channel_rules = "How each channel is judged"
    share = "Share"
    reserve = "Reserve"

    # Creative
    brief = "The brief"
    brief_line = "Theme, audience, approach, formats and reasons"
    message = "Words to choose from"
    message_line = "Hooks, claims, scripts and spare texts; offer, calls to action and tone by reader"
    assets_line = "Headline, text and call to action of each"
    longer_texts = "Longer texts"
    production = "Production notes"
    production_line = "Variants, pictures, alternative texts, evidence and links"
    pictures = "Pictures"
    proof = "Dates, evidence and links"
    link_and_evidence = "Link, hashtags and evidence"

    # Execution
    channel_plan_line = "Purpose, rhythm and owner of each channel"
    publications_a_week = "Publications a week, by channel"
    posting = "Days and times"
    timeline = "Timeline and risks"
    timeline_line = "Phases and reviews, what each must show, and what we prepared for"
    weeks = "Weeks"
    publications = "Publications"
    publications_line = "Time, asset, text and link where they are set, what each asks for, and the rules"
    links = "Links and hashtags"
    told_for = "For"
    link = "Link or hashtags"
    calls = "What the other publications ask for"
    new_texts = "Texts written for single publications"
    calendar_rules = "Calendar and tracking rules"
    calendar = "Calendar"
    tracking_links = "Tracking links"
    governance = "Governance and team"
    governance_line = "Review steps, approvers, crisis rules, and who answers for what"

    # Monitoring
    key_figures = "Key figures"
    key_figures_line = "Today, target, trend and alert of each indicator"
    source_and_owner = "Source, owner"
    alert_when = "Alert when"
    alerts = "Alerts and reports"
    alerts_line = "What must not wait for a review, where figures come from, who reads them and when"
    rhythm = "Rhythm"
    learning = "What we want to learn"
    learning_line = "Questions, segments and tests"

    # Next steps and evidence
    dates = "Dates and owners"
    questions = "Questions"
    approvals = "Approvals and digests"
    evidence_standfirst = "Which approved version each page was made from."
    evidence_intro = (
        "What is stated on these pages was approved in the versions below. The digest is the SHA-256 of a "
        "version’s content as canonical JSON (RFC 8785); manifest.json names the same digests."
    )
    document = "Document"
    version = "Version"
    approved = "Approved"
    by = "By"
    quality = "Quality check"
    digest = "SHA-256"

    # Quality reports

    reports = "Quality reports"
    reports_standfirst = (
        "What our checks said of each version, in the words that its approver read, and how it was decided."
    )
    result = "Result"
    score = "Score"
    finding_column = "Finding"
    weight = "Weight"
    decision_column = "Decision"
    no_finding = "Every check passed."
    not_accepted = "Not accepted"
    outcomes: Mapping[str, str] = {"PASS": "Passed", "WARN": "Warning", "FAIL": "Failed"}
    """What a quality check came to (`campaigns.enums.CheckStatus`) → its words here."""
    severities: Mapping[str, str] = {"BLOCKER": "Blocker", "MAJOR": "Major", "MINOR": "Minor"}
    """How much a finding weighs (`campaigns.enums.Severity`) → its words here."""

    def accepted(self, by: str, at: dt.date) -> str:
        return f"Accepted by {by}, {self.long_date(at)}"

    # Sentences and phrases

    def counted(self, count: int) -> str:
        """A count as in running text: a word up to twelve."""
        return NUMBERS[count] if 0 <= count < len(NUMBERS) else self.number(count)

    def count(self, count: int, one: str, many: str) -> str:
        """As in “three reviews” and “one review”."""
        return f"{self.counted(count)} {one if count == 1 else many}"

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
        return f"{capital(self.count(count, 'decision', 'decisions'))} we need"

    def assets(self, count: int) -> str:
        return capital(self.count(count, "asset", "assets"))

    def month(self, name: str) -> str:
        return f"Calendar: {name}"

    def month_line(self, count: int) -> str:
        return f"{count} {'publication' if count == 1 else 'publications'}"

    def intake_standfirst(self, approved: dt.date) -> str:
        return f"Your situation as approved on {self.long_date(approved)}."

    def plan_standfirst(self, weeks: int, publications: int, reviews: int) -> str:
        """As in “Twelve weeks, 56 publications, three reviews.”"""
        parts = [
            self.count(weeks, "week", "weeks"),
            self.count(publications, "publication", "publications"),
            *([self.count(reviews, "review", "reviews")] if reviews else []),
        ]
        return f"{capital(', '.join(parts))}."

    def steps_standfirst(self, steps: int, last: dt.date | None, with_client: int) -> str:
        """As in “Five steps until 4 May 2026. Three of them need you.”"""
        until = f" until {self.long_date(last)}" if last else ""
        first = f"{capital(self.count(steps, 'step', 'steps'))}{until}."
        if not with_client:
            return first
        if with_client == steps:
            return f"{first} {'It needs' if steps == 1 else 'All of them need'} you."
        need = "needs" if with_client == 1 else "need"
        return f"{first} {capital(self.counted(with_client))} of them {need} you."

    def cover_marks(self, publications: int, weeks: int) -> str:
        return (
            f"{publications} {'publication' if publications == 1 else 'publications'} "
            f"in {self.count(weeks, 'week', 'weeks')}, one mark each"
        )

    def cover_bars(self, layers: int) -> str:
        return f"{capital(self.count(layers, 'layer', 'layers'))} of strategy"

    def this_pack(self, label: str, engagement: str, issued: dt.date) -> str:
        return f"{label} of “{engagement}”, {self.long_date(issued)}."

    def ref(self, mark: str, approved: dt.date, by: str) -> str:
        return f"{mark}, approved {self.long_date(approved)} by {by}"

    def forecast_alt(self, weeks: int, first: str, last: str, today: str) -> str:
        level = f"; today’s level is {today}" if today else ""
        return f"Line chart: the plan goes from {first} to {last} over {weeks} weeks{level}."

    def posting_alt(self, least: int, most: int, weeks: int, channel: str, share: float) -> str:
        span = str(least) if least == most else f"{least} to {most}"
        return f"Stacked columns: {span} publications a week over {weeks} weeks; {self.percent(share)} of them on {channel}."

    def timeline_alt(self, phases: int, reviews: int, periods: int) -> str:
        span = self.count(periods, "week", "weeks")
        gates = self.count(reviews, "review", "reviews")
        return f"Timeline of {self.count(phases, 'phase', 'phases')} over {span} with {gates}."

    def trend_alt(self, title: str, values: str) -> str:
        return f"{title}: {values}"

    def qc(self, status: str, score: int) -> str:
        """A quality report in two words, as in “Pass, 100”."""
        return f"{status.capitalize()}, {score}"

    # README.txt

    received = "WHAT YOU RECEIVED"
    made_from = "WHAT IT WAS MADE FROM"
    checked = "WHAT WE CHECKED BEFORE DELIVERY"
    how_to_check = "HOW TO CHECK THIS PACK"
    members: Mapping[str, str] = {
        "report.pdf": "the report",
        "deck.pptx": "the presentation",
        "summary.html": "the summary, for a browser",
        "artifacts.json": "the approved content as data",
        "assets/": "the final files, as they were approved",
        "provenance.json": "which approved version each page, slide and section was made from",
        "manifest.json": "what was approved, by whom, and the digest of each file above",
        "manifest.json.sig": "our signature on manifest.json",
        "SHA256SUMS": "the digest of each file, for sha256sum",
    }
    """Member of a pack → what it is."""
    checks: Mapping[str, str] = {
        "approvals_ok": "Approvals",
        "qc_ok": "Quality",
        "completeness_ok": "Completeness",
        "branding_ok": "Branding",
        "legal_ok": "Legal",
    }
    step_files = "No file has changed (on macOS: shasum -a 256 -c SHA256SUMS):"
    step_digest = "This is the pack we published. Compare with the pack digest in our portal:"
    step_signature = "We signed it. Save the line that our portal shows as the file allowed_signers:"

    def prepared(self, client: str, agency: str) -> str:
        return f"Prepared for {client} by {agency}."

    def source(self, kind: str, version: int, who: str) -> str:
        return f"{self.kinds[kind]}, version {version}: approved by {who}"

    def decided(self, by: str | None, role: str, moment: str) -> str:
        """Name and role, or the role only, with the time."""
        person = f"{by} ({self.role(role)})" if by else f"the {self.role(role)}"
        return f"{person}, {moment}"

    def finding(self, key: str, detail: str, *, passed: bool) -> str:
        """What a check found. The manifest has it in English; another language says it in its own words."""
        return detail

    def waived(self, finding: str, who: str, reason: str) -> str:
        return f"{finding} Waived by {who}: {reason}"

    def signed_off(self, finding: str, who: str) -> str:
        return f"{finding} Signed off by {who}"


def capital(text: str) -> str:
    """The text with its first letter in upper case."""
    return text[:1].upper() + text[1:]
