from dataclasses import replace
from datetime import date, timedelta

import pytest

from delivery.document import (
    Bar,
    Bullets,
    Cards,
    Chart,
    Col,
    Day,
    Defs,
    Document,
    DocumentError,
    Key,
    Mark,
    Metrics,
    Month,
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
    Table,
    Text,
    Timeline,
    Topic,
    Week,
    map_strings,
    section_strings,
    strings,
)
from tests.delivery.small_document import a_month, a_table, small_document


def test_content_strings_come_in_document_order_without_chrome():
    topic = Topic("Eyebrow", "Title", (Key("Key"), Para("Text", "lead")), summary="Summary", ref="Ref")
    section = Section("1", "Section", "Standfirst", (topic,))
    assert list(section_strings(section)) == ["Section", "Standfirst", "Eyebrow", "Title", "Key", "Text"]


def test_a_documents_strings_begin_with_the_cover_and_end_with_the_imprint():
    found = list(strings(small_document(Para("Body"))))
    assert found[:6] == ["A client", "A goal", "A campaign", "Pack 1", "1 April 2026", "Eight layers"]
    assert found[-4:] == ["An agency", "Prepared for A client", "A contact line", "A legal line"]


def test_alternative_texts_and_choices_are_not_content():
    chart = Chart("line", "Title", (Series("Plan", (1, 2)),), ("W1", "W2"), "Alternative")
    assert list(strings(small_document(chart)))[10:14] == ["Title", "Plan", "W1", "W2"]


def test_mapping_changes_every_text_and_no_choice():
    changed = map_strings(small_document(Para("body", "body")), str.upper)
    assert changed.sections[0].topics[0].blocks == (Para("BODY", "body"),)
    assert (changed.sections[0].number, changed.sections[1].number, changed.lang) == ("1", "A", "EN")


def test_mapping_with_no_change_gives_an_equal_document():
    document = small_document()
    assert map_strings(document, str) == document


def test_mapping_copies_nothing_that_stays_the_same():
    document = small_document(Para("kept"), Para("changed"))
    changed = map_strings(document, lambda text: text.replace("changed", "new"))
    kept, new = changed.sections[0].topics[0].blocks
    assert map_strings(document, str) is document
    assert kept is document.sections[0].topics[0].blocks[0]
    assert new == Para("new")


def test_the_key_of_a_topic_is_its_first_block_or_empty():
    assert Topic("", "T", (Key("Claim"), Para("Text"))).key == "Claim"
    assert Topic("", "T", (Para("Text"),)).key == ""


@pytest.mark.parametrize("blocks", [(), (Para("Text"), Key("Late")), (Key("One"), Key("Two"))])
def test_a_topic_that_is_empty_or_has_a_late_key_is_refused(blocks):
    with pytest.raises(DocumentError, match="T"):
        Topic("", "T", blocks)


@pytest.mark.parametrize("chosen", [0, 1])
def test_a_scale_takes_a_choice_among_its_options(chosen):
    assert Scale("S", ("a", "b"), chosen).chosen == chosen


@pytest.mark.parametrize("chosen", [-1, 2])
def test_a_scale_refuses_a_choice_outside_its_options(chosen):
    with pytest.raises(DocumentError, match="The scale “S” has no option"):
        Scale("S", ("a", "b"), chosen)


def test_a_table_refuses_a_row_of_another_length():
    with pytest.raises(DocumentError, match="has 1 columns and a row of 2 cells"):
        Table("", (Col("Head"),), ((Text("a"), Text("b")),))


def test_a_column_is_numeric_when_all_its_rows_are():
    table = a_table()
    assert [table.is_numeric(column) for column in range(5)] == [False, False, True, False, False]
    assert not Table("", (Col("H"),), ()).is_numeric(0)
    assert not Table("", (Col("H"),), ((Number("1"),), (Text("?"),))).is_numeric(0)


@pytest.mark.parametrize(("share", "limit"), [(0.34, 0.4), (0.3, 0.3), (0.7, 0.7), (0.701, 0.8), (0, 0.1)])
def test_bars_of_a_column_share_a_limit_in_tenths(share, limit):
    assert Table("", (Col("H"),), ((Bar(share, ""),),)).bar_limit(0) == limit


def chart(values, categories=("W1", "W2"), marks=()):
    return Chart("line", "C", (Series("S", values),), categories, "", marks)


def test_marks_of_one_point_share_a_label():
    marks = (Mark(1, "Review"), Mark(0, "Start"), Mark(1, "Budget"))
    assert chart((1, 2), marks=marks).labels == {0: "Start", 1: "Review, Budget"}


def test_a_chart_takes_a_value_for_each_category():
    assert chart((1, 2), marks=(Mark(1, "M"),)).series[0].values == (1, 2)


@pytest.mark.parametrize(
    "make", [lambda: chart((1,)), lambda: chart((), ()), lambda: chart((1, 2), marks=(Mark(2, "M"),))]
)
def test_a_chart_without_matching_data_is_refused(make):
    with pytest.raises(DocumentError, match="The chart “C” has"):
        make()


def test_a_timeline_takes_phases_and_reviews_within_its_periods():
    assert Timeline(("a", "b"), (Phase("P", 1, 2),), "", (Review(2, "R", ""),)).reviews[0].period == 2


@pytest.mark.parametrize(
    ("phase", "review"),
    [(Phase("P", 0, 1), 1), (Phase("P", 2, 1), 1), (Phase("P", 1, 3), 1), (Phase("P", 1, 2), 3)],
)
def test_a_timeline_refuses_what_lies_outside_its_periods(phase, review):
    with pytest.raises(DocumentError, match="outside the 2 periods"):
        Timeline(("a", "b"), (phase,), "", (Review(review, "R", ""),))


def week_with(day_index, **changes):
    week = a_month().weeks[0]
    days = tuple(replace(day, **changes) if index == day_index else day for index, day in enumerate(week.days))
    return (replace(week, days=days),)


def test_a_month_refuses_a_channel_it_does_not_list():
    with pytest.raises(DocumentError, match="does not list"):
        replace(a_month(), weeks=week_with(2, posts=(Post(2, "T"),)))


def test_a_month_refuses_entries_on_days_of_another_month():
    with pytest.raises(DocumentError, match="outside 2026-04"):
        replace(a_month(), weeks=week_with(2, date=date(2026, 5, 6), note="A note"))


def week_from(day, count=7):
    return Week(None, "", tuple(Day(day + timedelta(days=offset)) for offset in range(count)))


def test_a_month_takes_weeks_from_any_day_and_knows_where_their_weekends_stand():
    sundays = Month(date(2026, 4, 1), (), (week_from(date(2026, 3, 29)), week_from(date(2026, 4, 5))))
    mondays = Month(date(2026, 4, 1), (), (week_from(date(2026, 3, 30)),))
    assert (sundays.weekend, mondays.weekend) == ((0, 6), (5, 6))


def test_a_month_refuses_weeks_that_begin_with_different_days_or_are_not_seven():
    for weeks in ((week_from(date(2026, 3, 30)), week_from(date(2026, 4, 5))), (week_from(date(2026, 3, 30), 6),)):
        with pytest.raises(DocumentError, match="is not seven days, or begins with another day"):
            Month(date(2026, 4, 1), (), weeks)


def test_documents_are_frozen():
    with pytest.raises(AttributeError):
        small_document().title = "Other"  # type: ignore[misc]
    assert isinstance(small_document(), Document)


@pytest.mark.parametrize(
    "make",
    [
        lambda: Points(()),
        lambda: Bullets("Label", ()),
        lambda: Defs("Label", ()),
        lambda: Metrics(()),
        lambda: Cards(()),
        lambda: Spark((), ""),
        lambda: Table("", (), ()),
        lambda: Timeline((), (), ""),
        lambda: Month(date(2026, 4, 1), (), ()),
    ],
)
def test_a_block_with_nothing_in_it_is_refused(make):
    with pytest.raises(DocumentError, match="nothing in it"):
        make()
