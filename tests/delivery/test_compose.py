"""From approved versions to a document: nothing lost, nothing invented, any part may be missing."""

from dataclasses import replace
from itertools import combinations
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from campaigns.content import dump, empty, parse, walk_fields, walk_strings, walk_values
from campaigns.content.base import Widget
from campaigns.enums import ArtifactKind, CheckStatus, Choice, Severity
from delivery.compose import OWNERS, FindingShown, ReportShown, compose
from delivery.document import Bars, MarkGrid, Month, Source, section_strings, strings
from delivery.language import language
from tests.delivery.sample_brand import sample_brand
from tests.delivery.sample_contents import (
    DEMO_NAMES,
    Contents,
    composed,
    demo,
    evidence,
    full,
    owned_text,
    sample_frame,
)

ENGLISH = language("en")

KINDS = tuple(ArtifactKind)
REQUIRED = (
    ArtifactKind.INTAKE,
    ArtifactKind.STRATEGY,
    ArtifactKind.CREATIVES,
    ArtifactKind.EXECUTION,
)
EVERYTHING = {kind: full(kind) for kind in KINDS}


def sections_of(kind: ArtifactKind) -> set[str]:
    return {title for title, owner in OWNERS.items() if owner is kind}


def lost_strings(contents: Contents) -> list[tuple[ArtifactKind, str, str]]:
    """The written texts that the sections of their kind do not show."""
    document = composed(contents)
    lost = []
    for kind, content in contents.items():
        if content == empty(kind):
            continue  # what a form offers by itself was not entered
        text = owned_text(document, sections_of(kind))
        for path, written in walk_strings(content):
            if written not in text:
                lost.append((kind, path, written))
    return lost


# Nothing is lost


@pytest.mark.parametrize("name", DEMO_NAMES)
def test_every_text_of_a_demo_stands_in_a_section_of_its_kind(name: str) -> None:
    assert lost_strings(demo(name)) == []


@pytest.mark.parametrize("kind", KINDS)
def test_every_text_of_a_full_content_stands_in_a_section_of_its_kind(kind: ArtifactKind) -> None:
    assert lost_strings({kind: EVERYTHING[kind]}) == []


def test_every_text_stands_in_its_section_when_all_kinds_are_full() -> None:
    assert lost_strings(EVERYTHING) == []


@pytest.mark.parametrize("kind", KINDS)
def test_every_choice_number_and_date_of_a_full_content_is_shown(kind: ArtifactKind) -> None:
    text = owned_text(composed({kind: EVERYTHING[kind]}), sections_of(kind))
    lost = []
    for path, spec, value in walk_values(EVERYTHING[kind]):
        match spec.widget:
            case Widget.CHOICE | Widget.CHOICES:
                wanted = [[one.label] for one in ([value] if isinstance(value, Choice) else value)]
            case Widget.DATE:
                wanted = [[ENGLISH.long_date(value), ENGLISH.short_date(value)]]
            case Widget.TIME:
                wanted = [[value]]
            case Widget.NUMBER:
                wanted = [[str(value)]]
            case Widget.DECIMAL:
                wanted = [[ENGLISH.number(float(value), decimals=2), repr(float(value))]]
            case Widget.DECIMALS:
                wanted = [[ENGLISH.number(float(one), decimals=1)] for one in value]
            case Widget.FLAG:
                wanted = [[spec.title]]
            case _:
                wanted = []
        lost += [(path, forms) for forms in wanted if not any(form in text for form in forms)]
    assert lost == []


def test_internal_fields_are_not_shown() -> None:
    data = dump(EVERYTHING[ArtifactKind.CREATIVES])
    data["strategy_source"]["artifact_id"] = "secret-id"
    data["narrative"]["headline"] = "A copy of layer 5"
    content = parse(ArtifactKind.CREATIVES, data)
    text = "\n".join(strings(composed({ArtifactKind.CREATIVES: content})))
    assert [word for word in ("secret-id", "A copy of layer 5", "creatives_v1") if word in text] == []


# Nothing is invented


@pytest.mark.parametrize("kind", KINDS)
def test_stored_values_of_choices_and_names_of_fields_are_not_shown(kind: ArtifactKind) -> None:
    text = "\n".join(strings(composed({kind: EVERYTHING[kind]})))
    model = type(EVERYTHING[kind])
    keys = {spec.name for spec in walk_fields(model) if "_" in spec.name and spec.name != spec.title}
    values = {value for spec in walk_fields(model) for value, label in spec.options if value != label}
    values = {value for value in values if "_" in value}
    assert sorted(key for key in keys | values if key in text) == []


@pytest.mark.parametrize("kind", KINDS)
def test_an_empty_content_has_no_section(kind: ArtifactKind) -> None:
    assert [section.title for section in composed({kind: empty(kind)}).sections] == ["Evidence"]


def test_a_layer_in_which_nothing_was_entered_is_left_out() -> None:
    content = parse(ArtifactKind.STRATEGY, {"layer3_audience_psychology": {"headline": "They fear August."}})
    (strategy, _) = composed({ArtifactKind.STRATEGY: content}).sections
    assert [(topic.eyebrow, topic.key) for topic in strategy.topics] == [("Layer 3 of 8", "They fear August.")]


@pytest.mark.parametrize(
    ("kind", "data", "title"),
    [
        (ArtifactKind.STRATEGY, {"standfirst": "Alone."}, "Strategy"),
        (ArtifactKind.STRATEGY, {"summary": {"goal": "Alone."}}, "Executive summary"),
        (ArtifactKind.MONITORING, {"standfirst": "Alone."}, "Monitoring"),
    ],
)
def test_a_sentence_that_stands_alone_is_still_said(kind: ArtifactKind, data: dict[str, object], title: str) -> None:
    contents = {kind: parse(kind, data)}
    assert [section.title for section in composed(contents).sections] == [title, "Evidence"]
    assert lost_strings(contents) == []


def test_a_bottleneck_that_nobody_knows_is_left_out() -> None:
    content = parse(ArtifactKind.INTAKE, {"client_name": "Nordlys"})
    assert "Unknown" not in list(strings(composed({ArtifactKind.INTAKE: content})))


@pytest.mark.parametrize("name", DEMO_NAMES)
def test_no_text_says_that_something_is_missing(name: str) -> None:
    texts = [text.strip().lower() for text in strings(composed(demo(name)))]
    assert [text for text in texts if text in ("n/a", "none", "null", "-", "tbd")] == []


# Sections


def test_the_sections_of_a_whole_pack_are_numbered_in_order() -> None:
    sections = composed(demo("nordlys")).sections
    assert [(section.number, section.title) for section in sections] == [
        ("1", "Executive summary"),
        ("2", "Starting point"),
        ("3", "Strategy"),
        ("4", "Creative"),
        ("5", "Execution"),
        ("6", "Monitoring"),
        ("7", "Next steps"),
        ("A", "Evidence"),
    ]


def test_the_strategy_opens_with_a_page_and_the_other_chapters_of_work_with_a_slide() -> None:
    sections = composed(demo("nordlys")).sections
    assert [section.title for section in sections if section.opener] == ["Strategy"]
    assert [section.title for section in sections if section.divider] == ["Creative", "Execution", "Monitoring"]


def test_numbers_close_up_when_a_section_is_missing() -> None:
    contents = {kind: demo("nordlys")[kind] for kind in REQUIRED}
    sections = composed(contents).sections
    assert [section.number for section in sections] == ["1", "2", "3", "4", "5", "6", "A"]
    assert "Monitoring" not in [section.title for section in sections]


@pytest.mark.parametrize("count", range(len(KINDS) + 1))
def test_any_kinds_make_a_document(count: int) -> None:
    for kinds in combinations(KINDS, count):
        titles = [section.title for section in composed({kind: EVERYTHING[kind] for kind in kinds}).sections]
        expected = [title for title, owner in OWNERS.items() if owner in kinds]
        assert titles == [*expected, *(["Evidence"] if kinds else [])]


def test_a_topic_names_the_version_it_was_made_from() -> None:
    contents = demo("nordlys")
    sections = composed(contents).sections
    digest = next(row.content_sha256 for row in evidence(contents) if row.kind is ArtifactKind.STRATEGY)
    assert {topic.ref for topic in sections[2].topics} == {
        f"Strategy v2 · {digest[:8]}, approved 11 March 2026 by Ingrid Solheim"
    }
    assert {section.mark for section in sections if section.title == "Strategy"} == {f"Strategy v2 · {digest[:8]}"}


def test_quality_reports_say_what_was_found_and_how_it_was_decided() -> None:
    contents = {kind: demo("nordlys")[kind] for kind in (ArtifactKind.INTAKE, ArtifactKind.STRATEGY)}
    found = (
        FindingShown("The headline is short.", Severity.MINOR, accepted=True),
        FindingShown("No figure has a source.", Severity.MAJOR, accepted=False),
    )
    passed = ReportShown(status=CheckStatus.PASS, score=100, findings=())
    warned = ReportShown(status=CheckStatus.WARN, score=94, findings=found)
    rows = tuple(replace(row, report=report) for row, report in zip(evidence(contents), (passed, warned), strict=True))
    sections = compose(sample_frame(), contents, rows, sample_brand()).sections
    appendix = sections[-1]
    assert [(section.number, section.title) for section in sections[-2:]] == [
        ("A", "Evidence"),
        ("B", "Quality reports"),
    ]
    intake, strategy = appendix.topics
    assert "Every check passed." in list(section_strings(replace(appendix, topics=(intake,))))
    assert strategy.title.startswith("Strategy v2 · ")
    assert strategy.sources == (Source.FRAME, Source.STRATEGY)
    said = list(section_strings(replace(appendix, topics=(strategy,))))
    for words in ("Warning", "94 of 100", "The headline is short.", "Minor", "Major", "Not accepted"):
        assert words in said
    assert said.count("Accepted by Ingrid Solheim, 11 March 2026") == 1


def test_a_content_under_the_wrong_kind_is_refused() -> None:
    contents = {ArtifactKind.STRATEGY: empty(ArtifactKind.INTAKE)}
    with pytest.raises(TypeError, match="The content given as strategy is of type Intake"):
        compose(sample_frame(), contents, (), sample_brand())


def test_the_evidence_names_every_version_with_its_whole_digest() -> None:
    contents = demo("nordlys")
    text = "\n".join(strings(replace_sections(composed(contents), "Evidence")))
    assert [row.content_sha256 for row in evidence(contents) if row.content_sha256 not in text] == []


def test_a_column_of_quality_checks_stands_where_there_was_one() -> None:
    contents = demo("nordlys")
    rows = evidence(contents)
    for shown, held in ((False, rows), (True, (replace(rows[0], qc="Passed, 100 of 100"), *rows[1:]))):
        appendix = compose(sample_frame(), contents, held, sample_brand()).sections[-1]
        assert ("Quality check" in set(section_strings(appendix))) is shown


def replace_sections(document, title):
    return replace(document, sections=tuple(one for one in document.sections if one.title == title))


# Front matter


def test_the_goal_is_the_title_and_the_campaign_stands_in_for_it() -> None:
    assert composed(demo("nordlys")).title == "Grow qualified demos by 35\u00a0% in one quarter"
    assert composed(demo("veldkamp")).title == "Calm operations, counted savings"


def test_the_cover_draws_the_calendar() -> None:
    art = composed(demo("nordlys")).art
    assert isinstance(art, MarkGrid)
    assert art.caption == "56 publications in twelve weeks, one mark each"
    assert sum(cell is not None for column in art.columns for cell in column) == 56
    assert {len(column) for column in art.columns} == {5}


def test_the_cover_draws_the_layers_without_a_calendar() -> None:
    assert composed(demo("kastell")).art == Bars("Eight layers of strategy", 8)


def test_a_missing_standfirst_is_counted_from_the_plan() -> None:
    data = {**dump(demo("nordlys")[ArtifactKind.EXECUTION]), "standfirst": ""}
    sections = composed({ArtifactKind.EXECUTION: parse(ArtifactKind.EXECUTION, data)}).sections
    assert sections[0].standfirst == "Twelve weeks, 56 publications, three reviews."
    assert sections[1].standfirst == "Five steps until 4 May 2026. Three of them need you."


# Calendar


def calendar(items: list[dict[str, object]], **timeline: object) -> Contents:
    data = {"timeline": timeline, "calendar": {"items": items}}
    return {ArtifactKind.EXECUTION: parse(ArtifactKind.EXECUTION, data)}


def months(contents: Contents) -> list[Month]:
    sections = composed(contents).sections
    topics = [topic for section in sections for topic in section.topics]
    return [block for topic in topics for block in topic.blocks if isinstance(block, Month)]


def item(day: str | None, title: str, platform: str = "LinkedIn") -> dict[str, object]:
    return {"date": day, "title": title, "platform": platform}


def test_a_calendar_week_counts_as_the_week_of_the_plan_that_holds_most_of_it() -> None:
    contents = calendar([item("2026-04-08", "One")], start_date="2026-04-08", duration_weeks=2)
    (month,) = months(contents)
    assert [(week.days[0].date.day, week.number) for week in month.weeks] == [
        (30, None),
        (6, 1),
        (13, 2),
        (20, None),
        (27, None),
    ]


def test_several_publications_a_day_are_marks_in_turn_on_the_cover() -> None:
    items = [item("2026-04-06", title) for title in ("One", "Two", "Three")]
    art = composed(calendar(items, start_date="2026-04-06", duration_weeks=2)).art
    assert art == MarkGrid("3 publications in two weeks, one mark each", ((0, 0, 0), (None, None, None)))


@pytest.mark.parametrize(
    ("items", "timeline", "drawn"),
    [
        ([item("2026-04-08", "Within")], {"start_date": "2026-04-06"}, 1),
        ([item("2026-08-08", "Outside")], {"start_date": "2026-04-06"}, 1),
        ([item("2026-04-08", "No plan")], {}, 1),
        ([item(None, "No date")], {"start_date": "2026-04-06"}, 0),
        ([item("2026-04-08", "No channel", "")], {"start_date": "2026-04-06"}, 0),
        ([item("2026-04-08", f"Crowded {n}") for n in range(9)], {"start_date": "2026-04-06"}, 0),
        ([item(f"{year}-04-08", f"Year {year}") for year in range(2000, 2030)], {}, 0),
        ([item("2026-04-08", f"On {n}", f"Channel {n}") for n in range(8)], {"start_date": "2026-04-06"}, 1),
    ],
)
def test_a_publication_that_cannot_be_drawn_is_listed(
    items: list[dict[str, object]], timeline: dict[str, object], drawn: int
) -> None:
    contents = calendar(items, **timeline)
    assert len(months(contents)) == drawn
    assert lost_strings(contents) == []


def test_a_phase_or_review_outside_the_plan_is_told_and_not_drawn() -> None:
    timeline = {
        "start_date": "2026-04-06",
        "duration_weeks": 2,
        "phases": [
            {"name": "Early", "start_week": 2, "end_week": 1, "goal": "Turned round"},
            {"name": "Late", "start_week": 9, "end_week": 12, "goal": "After the end"},
        ],
        "reviews": [{"name": "Review 9", "date": "2027-01-01", "decides": "All"}],
    }
    contents = {ArtifactKind.EXECUTION: parse(ArtifactKind.EXECUTION, {"timeline": timeline})}
    assert lost_strings(contents) == []


# Figures


def test_the_figures_of_an_indicator_have_equal_decimals_and_the_euro_its_sign() -> None:
    kpis = [
        {"name": "Rate", "unit": "%", "baseline": "3", "target": "4.25"},
        {"name": "Cost", "unit": "EUR", "baseline": "410", "target": "330"},
        {"name": "Cost with sign", "unit": "€", "baseline": "41", "target": "33"},
        {"name": "Cost abroad", "unit": "SEK", "baseline": "4100", "target": "3300.5"},
    ]
    content = parse(ArtifactKind.MONITORING, {"kpi_config": {"kpis": kpis}})
    texts = list(strings(composed({ArtifactKind.MONITORING: content})))
    wanted = [
        *("3.00\u00a0%", "4.25\u00a0%", "€\u00a0410", "€\u00a0330"),
        *("€\u00a041", "€\u00a033"),
        *("SEK\u00a04,100.0", "SEK\u00a03,300.5"),
    ]
    assert [text for text in texts if text in wanted] == wanted


def test_the_budget_of_the_channels_closes_with_what_is_held_back() -> None:
    text = "\n".join(strings(composed({ArtifactKind.STRATEGY: demo("nordlys")[ArtifactKind.STRATEGY]})))
    assert "€\u00a027,900\n15\u00a0%\nTotal budget\n€\u00a0186,000\n100\u00a0%" in text


@pytest.mark.parametrize("total", ["", "0", "10", "-5", "999999999999999.999999"])
def test_any_budget_can_be_shown(total: str) -> None:
    layer = {
        "budget_total": total,
        "channels": [{"name": "A", "budget": "-3"}, {"name": "B", "budget": "99"}],
    }
    contents = {ArtifactKind.STRATEGY: parse(ArtifactKind.STRATEGY, {"layer6_channel_strategy": layer})}
    assert lost_strings(contents) == []


# Sturdiness


def test_the_same_arguments_give_the_same_document() -> None:
    assert composed(demo("nordlys")) == composed(demo("nordlys"))


@pytest.mark.parametrize("kind", KINDS)
def test_long_lists_lose_nothing(kind: ArtifactKind) -> None:
    assert lost_strings({kind: full(kind, rows=200)}) == []


HOSTILE = (
    "<script>alert(1)</script>",
    "& % \\ {client} %s {0}",
    "=cmd()",
    "👩‍⚕️ 𝔘𝔫𝔦𝔠𝔬𝔡𝔢",
    "שלום עולם",
    "two\nlines, one comma",
    "word " * 300,
    "w" * 2_000,
)


@pytest.mark.parametrize("kind", KINDS)
@given(seed=st.integers(0, 2**32))
@settings(max_examples=20, deadline=None)
def test_hostile_and_partly_filled_contents_lose_nothing(kind: ArtifactKind, seed: int) -> None:
    dice = Random(seed)
    share = dice.random()

    def disturbed(value: object) -> object:
        match value:
            case dict():
                return {key: disturbed(one) for key, one in value.items() if dice.random() < share}
            case list():
                return [disturbed(one) for one in value]
            case str() if value.startswith("token") and not value.endswith(".png"):
                return dice.choice((value, value, "", *HOSTILE))
        return value

    content = without_overlong(kind, disturbed(dump(EVERYTHING[kind])))
    assert lost_strings({kind: content}) == []


@pytest.mark.parametrize("kind", KINDS)
def test_very_long_texts_lose_nothing(kind: ArtifactKind) -> None:
    whole = dump(full(kind, rows=1))
    texts = (path for path, _ in walk_strings(full(kind, rows=1)))
    longest = {path.split(".")[0].split("[")[0] for path in texts}

    def lengthened(value: object) -> object:
        if isinstance(value, dict):
            return {key: lengthened(one) for key, one in value.items()}
        if isinstance(value, list):
            return [lengthened(one) for one in value]
        wordy = (
            isinstance(value, str) and value.startswith("token") and not value.endswith(".png")
        )  # the name of a file
        return f"{value} {'long ' * 2_000}" if wordy else value

    data = {key: lengthened(value) if key in longest else value for key, value in whole.items()}
    assert lost_strings({kind: without_overlong(kind, data)}) == []


def without_overlong(kind: ArtifactKind, data: object):
    """The content, with the headlines that are too long cut to what a headline may hold."""
    limits = {spec.name: spec.max_length for spec in walk_fields(type(empty(kind))) if spec.max_length == 140}

    def cut(value: object) -> object:
        if isinstance(value, dict):
            return {
                key: one[:140] if key in limits and isinstance(one, str) else cut(one) for key, one in value.items()
            }
        return [cut(one) for one in value] if isinstance(value, list) else value

    return parse(kind, cut(data))


def test_the_tokens_of_a_full_content_differ() -> None:
    texts = [text for _, text in walk_strings(EVERYTHING[ArtifactKind.STRATEGY])]
    assert len(texts) == len(set(texts))
