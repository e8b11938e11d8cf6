"""A realistic pack, built directly from the document's dataclasses."""

import hashlib
from datetime import date, timedelta

from delivery.document import (
    Bar,
    Bullets,
    Callout,
    Card,
    Cards,
    Chart,
    Col,
    Definition,
    Defs,
    Document,
    Imprint,
    Item,
    Key,
    Mark,
    Metric,
    Metrics,
    Number,
    Para,
    Phase,
    Points,
    Post,
    Review,
    Scale,
    Section,
    Series,
    Spark,
    Step,
    Strong,
    Table,
    Text,
    Timeline,
    Topic,
)
from delivery.language import language
from delivery.theme import BrandSpec
from tests.delivery.sample_brand import sample_brand
from tests.delivery.sample_calendar import (
    CHANNEL_NAMES,
    CONTENT,
    START,
    cover_art,
    months,
    publications,
    week_of,
)

ENGLISH = language("en")

WEEK_LABELS = tuple(f"W{week}" for week in range(1, CONTENT["weeks"] + 1))


def sample_document(brand: BrandSpec | None = None) -> Document:
    brand = brand or sample_brand()
    posts = publications()
    return Document(
        client=CONTENT["client"],
        title=CONTENT["goal"],
        campaign=CONTENT["campaign"],
        pack_label="Pack 2",
        issued=ENGLISH.long_date(date(2026, 4, 1)),
        art=cover_art(posts),
        sections=(
            summary(),
            strategy(),
            creative(),
            execution(posts),
            monitoring(),
            next_steps(brand.contact),
            evidence(),
        ),
        imprint=Imprint(
            agency=brand.agency_name,
            footer=brand.footer_for(CONTENT["client"]),
            contact=brand.contact,
            legal=brand.legal,
            logo_on_light=brand.logo_on_light,
            logo_on_dark=brand.logo_on_dark,
        ),
    )


# Sections


def summary() -> Section:
    forecast = Chart(
        kind="line",
        title="Qualified demos a week, plan against today",
        series=(Series("Plan", tuple(CONTENT["forecast"])), Series("Today", (20,) * 12)),
        categories=WEEK_LABELS,
        alt="Line chart: planned qualified demos rise from 20 in week 1 to 27 in week 12; today stays at 20.",
        marks=tuple(Mark(week - 1, name) for week, name, _, _ in CONTENT["reviews"]),
    )
    propose = Topic(
        eyebrow="",
        title="What we propose",
        blocks=(
            Key(CONTENT["summary_key"]),
            Para(CONTENT["summary_lead"], "lead"),
            *map(Para, CONTENT["summary_body"]),
            Metrics(tuple(Metric(*metric) for metric in CONTENT["metrics"])),
        ),
        summary="Claim, figures and budget",
        ref=ref("Strategy"),
    )
    bring = Topic(
        eyebrow="",
        title="What it should bring",
        blocks=(forecast, Bullets("Three decisions we need", items(CONTENT["decisions"]))),
        start="flow",
        summary="The forecast week by week, and three decisions we need",
        ref=ref("Strategy"),
    )
    return Section("1", "Executive summary", CONTENT["summary_standfirst"], (propose, bring), opener=False)


def strategy() -> Section:
    standfirst = (
        "Eight layers, from the business as it is to the way we learn. "
        "Each begins with the one sentence we would defend."
    )
    return Section("2", "Strategy", standfirst, tuple(map(layer, range(1, len(CONTENT["layers"]) + 1))))


def layer(index: int) -> Topic:
    title, key, points, facts, scale, consequence = CONTENT["layers"][index - 1]
    blocks = [Key(key), Points(items(points)), Defs("", definitions(facts))]
    if scale:
        label, options, chosen = scale
        blocks.append(Scale(label, tuple(options), chosen))
    return Topic(
        eyebrow=f"Layer {index} of {len(CONTENT['layers'])}",
        title=title,
        blocks=(*blocks, Callout("What follows", consequence)),
        step=Step(index, len(CONTENT["layers"])),
        summary=key,
        ref=ref("Strategy"),
    )


def creative() -> Section:
    facts = dict(CONTENT["brief"])
    key = facts.pop("Key message")
    cards = tuple(
        Card(headline=headline, name=name, channel=channel, format=form, body=body, action=action)
        for name, channel, form, headline, body, action in CONTENT["cards"]
    )
    return Section(
        "3",
        "Creative",
        "One promise, six assets. Each carries a figure, its source and a person who stands behind it.",
        (
            Topic(
                "",
                "The brief",
                (Key(key), Defs("", definitions(facts.items()))),
                summary="Theme, audience, tone and formats",
                ref=ref("Creatives"),
            ),
            Topic(
                "",
                "Six assets",
                (Cards(cards),),
                start="flow",
                summary="Headline, idea and call to action of each",
                ref=ref("Creatives"),
            ),
        ),
    )


def execution(posts: dict[date, Post]) -> Section:
    calendars = (
        Topic(
            "",
            f"Calendar: {ENGLISH.month_name(month.first)}",
            (month,),
            summary=f"{sum(len(day.posts) for week in month.weeks for day in week.days)} publications",
            ref=ref("Execution"),
        )
        for month in months(posts)
    )
    team = table("", ("Role", 1.1), ("Name", 1.1), ("Answers for", 2.4), ("Hours a week", 0.9))
    return Section(
        "4",
        "Execution",
        f"Twelve weeks, {len(posts)} publications, three reviews. Public holidays are left free.",
        (
            Topic(
                "",
                "Channel plan",
                (channel_plan(), posting_chart(posts)),
                summary="Job, budget and stop rule of each channel",
                ref=ref("Execution"),
            ),
            timeline(),
            *calendars,
            Topic(
                "",
                "Governance",
                (Points(items(CONTENT["approval_flow"]), 4), Defs("", definitions(CONTENT["governance"]))),
                summary="Approval steps, escalation and crisis rules",
                ref=ref("Execution"),
            ),
            Topic(
                "",
                "Team",
                (team(*(row(role, name, what, hours) for role, name, what, hours in CONTENT["team"])),),
                start="flow",
                summary="Who answers for what",
                ref=ref("Execution"),
            ),
        ),
    )


def channel_plan() -> Table:
    reserve = CONTENT["budget"] - sum(channel[3] for channel in CONTENT["channels"])
    rows = [
        (Strong(name, job), Text(reaches), Text(measure), Text(stop), *money(budget))
        for name, job, reaches, budget, measure, stop in CONTENT["channels"]
    ]
    total = (Strong("Reserve"), Text("Released at review 1"), Text(""), Text(""), *money(reserve))
    columns = (("Channel", 1.05), ("Reaches", 1.3), ("Measured by", 1.4), ("Stop rule", 1.75))
    return Table(
        "",
        tuple(Col(head, weight) for head, weight in (*columns, ("Budget", 0.85), ("Share", 1.05))),
        tuple(rows),
        total,
    )


def money(amount: int) -> tuple[Number, Bar]:
    share = amount / CONTENT["budget"]
    return Number(ENGLISH.number(amount, "€")), Bar(share, ENGLISH.percent(share))


def posting_chart(posts: dict[date, Post]) -> Chart:
    def in_week(channel: int, week: int) -> int:
        return sum(post.channel == channel and week_of(day) == week for day, post in posts.items())

    series = tuple(
        Series(name, tuple(in_week(channel, week) for week in range(1, CONTENT["weeks"] + 1)))
        for channel, name in enumerate(CHANNEL_NAMES)
    )
    alt = "Stacked columns: four or five publications in each of twelve weeks, most of them on LinkedIn."
    return Chart("columns", "Publications a week, by channel", series, WEEK_LABELS, alt)


def timeline() -> Topic:
    picture = Timeline(
        periods=tuple(ENGLISH.short_date(START + timedelta(weeks=week)) for week in range(CONTENT["weeks"])),
        phases=tuple(Phase(name, first, last) for name, first, last, _ in CONTENT["phases"]),
        alt="Timeline of four overlapping phases over twelve weeks with reviews in weeks 5, 9 and 12.",
        reviews=tuple(Review(week, name, when) for week, name, when, _ in CONTENT["reviews"]),
    )
    decides = tuple(Definition(f"{name}, {when}", decision) for _, name, when, decision in CONTENT["reviews"])
    return Topic(
        "",
        "Timeline",
        (
            picture,
            Defs("", tuple(Definition(name, shows) for name, _, _, shows in CONTENT["phases"])),
            Defs("What each review decides", decides),
        ),
        summary="Phases, reviews and what each must show",
        ref=ref("Execution"),
    )


def monitoring() -> Section:
    intro = (
        "Today is the latest full week; the line shows the eight weeks up to it. "
        "A figure that cannot be measured yet is left out, not estimated."
    )
    alerts = table("", ("Within", 0.8), ("When", 2), ("What happens", 2.7))
    reports = table("Reports", ("Report", 0.8), ("When", 1.4), ("For", 1.5), ("Shows", 1.8))
    risks = table("", ("Risk", 1.5), ("Likely", 0.65), ("Impact", 0.65), ("Response", 2.7))
    return Section(
        "5",
        "Monitoring",
        "Ten figures, four sources, one review a week. Every alert has an action and an owner.",
        (
            Topic(
                "",
                "Key figures",
                (Para(intro), indicators()),
                summary="Baseline, target, trend and alert of ten indicators",
                ref=ref("Monitoring"),
            ),
            Topic(
                "",
                "Alerts and reports",
                (
                    alerts(*(row(*cells) for cells in CONTENT["alerts"])),
                    reports(*(row(*cells) for cells in CONTENT["reports"])),
                ),
                summary="Who hears what, and how soon",
                ref=ref("Monitoring"),
            ),
            Topic(
                "",
                "Risks",
                (risks(*(row(*cells) for cells in CONTENT["risks"])),),
                start="flow",
                summary="What we prepared for, and the answer to each",
                ref=ref("Execution"),
            ),
        ),
    )


def indicators() -> Table:
    columns = (("Indicator", 2), ("Source", 1.05), ("Today", 0.7), ("Target", 0.7), ("Last 8 weeks", 1.15))
    rows = []
    for name, unit, source, today, target, trend, alert in CONTENT["kpis"]:
        decimals = 1 if today % 1 or target % 1 else 0
        values = ", ".join(f"{value:g}" for value in trend)
        rows.append(
            (
                Strong(name),
                Text(source),
                Number(ENGLISH.number(today, unit, decimals=decimals)),
                Number(ENGLISH.number(target, unit, decimals=decimals)),
                Spark(tuple(trend), f"Last eight weeks: {values}"),
                Text(alert),
            )
        )
    heads = tuple(Col(head, weight) for head, weight in (*columns, ("Alert when", 1.7)))
    return Table("", heads, tuple(rows))


def next_steps(contact: str) -> Section:
    steps = table("", ("By", 0.7), ("What", 3.1), ("Owner", 1.5), ("Side", 0.7))
    key = "Nothing starts before the counting method is signed. Everything else can move by a week."
    blocks = (
        Key(key),
        steps(*(row(*cells) for cells in CONTENT["next_steps"])),
        Callout("Questions", contact),
    )
    return Section(
        "6",
        "Next steps",
        "Five dates in the next month. Two of them are yours.",
        (Topic("", "The first month", blocks, summary="Five dates, two owners", ref=ref("Execution")),),
        opener=False,
    )


def evidence() -> Section:
    intro = (
        "Every sentence in this pack comes from an approved version below. The digest is the first sixteen "
        "characters of its SHA-256; the full list is in provenance.json."
    )
    columns = (("Document", 1), ("Version", 0.6), ("Approved", 1.1), ("By", 1.6), ("Digest", 1.5))
    rows = tuple(
        (
            Strong(name),
            Number(str(version)),
            Text(ENGLISH.long_date(date.fromisoformat(when))),
            Text(who),
            Text(digest(name, version)),
        )
        for name, version, when, who in CONTENT["evidence"]
    )
    blocks = (
        Para(intro),
        Table("", tuple(Col(head, weight) for head, weight in columns), rows),
        Defs("Changed since pack 1", definitions(CONTENT["changes"])),
    )
    return Section(
        "A",
        "Evidence",
        "Which approved version each page was made from.",
        (Topic("", "Approvals and digests", blocks, summary="Versions, approvers, digests and changes"),),
        opener=False,
    )


# Small parts


def items(pairs) -> tuple[Item, ...]:
    return tuple(Item(lead, text) for lead, text in pairs)


def definitions(pairs) -> tuple[Definition, ...]:
    return tuple(Definition(term, text) for term, text in pairs)


def table(caption: str, *columns: tuple[str, float]):
    heads = tuple(Col(head, weight) for head, weight in columns)
    return lambda *rows: Table(caption, heads, rows)


def row(first: str, *rest: str | int) -> tuple[Strong | Text | Number, ...]:
    return Strong(first), *(Number(str(cell)) if isinstance(cell, int) else Text(cell) for cell in rest)


def ref(name: str) -> str:
    version, when, who = next(entry[1:] for entry in CONTENT["evidence"] if entry[0] == name)
    return f"{name} v{version}, approved {ENGLISH.short_date(date.fromisoformat(when))} by {who}"


def digest(name: str, version: int) -> str:
    return hashlib.sha256(f"{name} {version}".encode()).hexdigest()[:16]
