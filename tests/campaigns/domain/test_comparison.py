"""What changed, word by word, in bounded work."""

import random

import pytest

from campaigns import content
from campaigns.content import Content
from campaigns.domain.comparison import PAIRS_COMPARED, Budget, compare, count_fields, sentence, sides, word_by_word
from campaigns.enums import ArtifactKind
from tests.support import work

RANDOM = random.Random(20)


def words(count: int, of: list[str]) -> str:
    return " ".join(RANDOM.choice(of) for _ in range(count))


@pytest.mark.parametrize(
    ("before", "after", "parts"),
    [
        ("one two", "one two three", (("same", "one two"), ("ins", " three"))),
        ("one two three", "one three", (("same", "one"), ("del", " two"), ("same", " three"))),
        ("", "new", (("ins", "new"),)),
        ("a  b", "a  b", (("same", "a  b"),)),
        ("same\n\nlines", "same\n\nother", (("same", "same"), ("del", "\n\nlines"), ("ins", "\n\nother"))),
    ],
)
def test_words_that_stay_go_and_come(before: str, after: str, parts: tuple[tuple[str, str], ...]) -> None:
    assert word_by_word(before, after, Budget()) == parts


def test_texts_that_share_nothing_but_spaces_are_compared_without_a_pair() -> None:
    """Spaces as words of their own once made a page of such texts take two minutes."""
    budget = Budget()
    word_by_word(words(2_000, [f"a{i}" for i in range(900)]), words(2_000, [f"b{i}" for i in range(900)]), budget)
    assert budget.pairs == Budget().pairs


def test_either_text_can_be_read_from_the_parts() -> None:
    for _ in range(50):
        before, after = (words(RANDOM.randrange(60), ["a", "b", "c\n", " d"]) for _ in range(2))
        parts = word_by_word(before, after, Budget())
        assert "".join(text for kind, text in parts if kind != "ins") == before
        assert "".join(text for kind, text in parts if kind != "del") == after


def test_a_text_of_one_word_over_and_over_is_shown_before_and_after() -> None:
    text = "ha " * 300
    assert word_by_word(text, f"{text} ho", Budget()) == (("del", text), ("ins", f"{text} ho"))


def test_a_comparison_stops_looking_for_words_when_its_budget_is_spent() -> None:
    budget = Budget(pairs=3)
    assert word_by_word("a b", "a c", budget)[0] == ("same", "a")
    assert word_by_word("a b c", "a b c d", budget) == (("del", "a b c"), ("ins", "a b c d"))
    assert budget.pairs == 2


def test_the_budget_is_that_of_the_whole_comparison(monkeypatch: pytest.MonkeyPatch) -> None:
    long = "ha " * int((PAIRS_COMPARED - 1) ** 0.5)
    before, after = (
        content.parse(ArtifactKind.INTAKE, dict.fromkeys(("pricing", "objections", "competitors"), text))
        for text in (long, f"{long} ho")
    )
    assert [change.parts[0][0] for change in compare(before, after)] == ["same"] * 3
    monkeypatch.setattr("campaigns.domain.comparison.Budget", lambda: Budget(2 * PAIRS_COMPARED))
    assert [change.parts[0][0] for change in compare(before, after)] == ["same", "same", "del"]


def of_strategy(**channels: dict[str, str]) -> Content:
    """A strategy with these channels, in this order."""
    rows = [{"name": name, **given} for name, given in channels.items()]
    return content.parse(ArtifactKind.STRATEGY, {"layer6_channel_strategy": {"channels": rows}})


def of_intake(**given: object) -> Content:
    return content.parse(ArtifactKind.INTAKE, given)


def test_a_change_within_a_row_is_told_with_the_row_and_figures_in_groups() -> None:
    before = of_strategy(LinkedIn={"budget": "12000", "strategic_role": "Discovery"})
    after = of_strategy(LinkedIn={"budget": "15000.5", "strategic_role": "Trust"}, Schools={"budget": "900"})
    changes = compare(before, after)
    assert [change.phrase for change in changes] == [
        "LinkedIn job Discovery → Trust",
        "LinkedIn budget 12\u202f000 → 15\u202f000.5",
        "channel “Schools” added",
    ]
    assert sentence(changes) == (
        "LinkedIn job Discovery → Trust; LinkedIn budget 12\u202f000 → 15\u202f000.5; channel “Schools” added."
    )
    assert sentence(compare(after, before)).startswith("Channel “Schools” removed; LinkedIn job Trust → Discovery")


@pytest.mark.parametrize(
    ("before", "after", "phrase"),
    [
        ({}, {"pricing": "Three bands"}, "Pricing added"),
        ({"pricing": "Three bands"}, {}, "Pricing removed"),
        ({"pricing": "Three bands"}, {"pricing": "Two bands"}, "Pricing Three bands → Two bands"),
        ({"pricing": "x" * 41}, {"pricing": "y"}, "Pricing rewritten"),
        ({"pricing": "a\nb"}, {"pricing": "b"}, "Pricing rewritten"),
        ({"duration_weeks": 9}, {"duration_weeks": 12}, "Duration in weeks 9 → 12"),
        ({"timeline_start": "2026-04-06"}, {"timeline_start": "2026-05-04"}, "Start 6 April 2026 → 4 May 2026"),
        ({"pdf_required": True}, {"pdf_required": False}, "PDF Yes → No"),
        ({"languages": ["English"]}, {"languages": ["English", "Norwegian"]}, "Languages English → English, Norwegian"),
    ],
)
def test_a_change_is_told_in_a_phrase(before: dict[str, object], after: dict[str, object], phrase: str) -> None:
    assert [change.phrase for change in compare(of_intake(**before), of_intake(**after))] == [phrase]


def test_rows_in_another_order_are_one_change_of_the_list() -> None:
    one, other = of_strategy(A={}, B={}), of_strategy(B={}, A={})
    assert [(change.title, change.summary) for change in compare(one, other)] == [("Channels", "In another order.")]
    assert compare(one, one) == []
    assert [change.summary for change in compare(of_strategy(A={}, B={}, C={}), of_strategy(A={}, C={}))] == [
        "Removed."
    ]


def test_a_row_that_came_tells_all_of_it_with_the_sections_within() -> None:
    kpi = {"name": "Demos", "alert": {"op": "above", "value": "27000", "window": "week"}}
    before, after = (content.parse(ArtifactKind.MONITORING, {"kpi_config": {"kpis": rows}}) for rows in ([], [kpi]))
    (change,) = compare(before, after)
    assert change.old == ()
    assert "Alert, value: 27\u202f000" in change.after.split("\n")


def test_a_sentence_names_a_few_and_counts_the_rest() -> None:
    names = ("company", "website", "industry", "geography", "pricing", "competitors", "objections", "constraints")
    changes = compare(of_intake(), of_intake(**dict.fromkeys(names, "x")))
    assert sentence(changes).endswith("; and 2 more.")
    assert sentence([]) == ""


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("n" * 500, f"{'n' * 59}…"),
        (
            "Trade press, with a name of more words than a sentence can hold of it",
            "Trade press, with a name of more words than a sentence can…",
        ),
        ("a " + "n" * 500, "a…"),
    ],
)
def test_a_long_name_of_a_row_is_cut_after_a_whole_word(name: str, told: str) -> None:
    (change,) = compare(of_strategy(), of_strategy(**{name: {}}))
    assert change.phrase == f"channel “{told}” added"


def test_a_row_that_came_or_went_is_not_known_by_a_day_alone() -> None:
    steps = [{"date": "2026-05-04", "action": "Send the logo"}, {"date": "2026-05-05"}]
    before, after = (content.parse(ArtifactKind.EXECUTION, {"next_steps": rows}) for rows in (steps, []))
    assert [change.phrase for change in compare(before, after)] == [
        "next step “4 May 2026, Send the logo” removed", "next step “5 May 2026” removed",
    ]  # fmt: skip
    later = content.parse(ArtifactKind.EXECUTION, {"next_steps": [{**steps[0], "action": "Wait"}, steps[1]]})
    assert [change.row for change in compare(before, later)] == ["4 May 2026"], "by which it is still found"


def test_without_a_budget_no_word_is_compared_and_short_values_are_still_told() -> None:
    before, after = of_intake(pricing="one two", timeline_start="2026-04-06"), of_intake(pricing="one three " * 9)
    (text, day) = compare(before, after, Budget(pairs=0))
    assert (text.parts[0], text.phrase) == (("del", "one two"), "Pricing rewritten")
    assert (day.phrase, day.values) == ("Start removed", None)


def test_each_side_holds_its_own_text_with_its_own_marks() -> None:
    (change,) = compare(of_intake(pricing="one two " * 9), of_intake(pricing="one " * 9))
    assert {mark for mark, _ in change.old} <= {"same", "del"}
    assert {mark for mark, _ in change.new} <= {"same", "ins"}
    assert "".join(text for _, text in change.old) == ("one two " * 9).strip()
    assert "".join(text for _, text in change.new) == ("one " * 9).strip()


def test_sides_count_the_fields_that_say_the_same() -> None:
    before = content.parse(ArtifactKind.STRATEGY, {
        "layer4_value_architecture": {"core_promise": "Old", "headline": "Kept"},
        "layer6_channel_strategy": {"channels": [{"name": "A", "kpi": "x"}, {"name": "B"}]},
    })  # fmt: skip
    after = content.parse(ArtifactKind.STRATEGY, {
        "layer4_value_architecture": {"core_promise": "New", "headline": "Kept"},
        "layer6_channel_strategy": {"channels": [{"name": "A", "kpi": "x"}, {"name": "C", "kpi": "y"}]},
    })  # fmt: skip
    found = sides(before, after, compare(before, after))
    told = {side.title: [change.title for change in side.changes] for side in found if side.changes}
    assert told == {"Value Proposition Architecture": ["Core promise"], "Channel Strategy": ["B", "C"]}
    same = {side.title: side.same for side in found}
    alike = {side.title: side.same for side in sides(after, after, [])}
    assert alike["Value Proposition Architecture"] - same["Value Proposition Architecture"] == 1
    assert same["Channel Strategy"] == 2  # name and indicator of A
    assert {title: alike[title] - same[title] for title in alike if title not in told} == dict.fromkeys(
        (title for title in alike if title not in told), 0
    )


def test_every_change_is_on_one_side() -> None:
    for kind in ArtifactKind:
        full = content.parse(kind, work.document()["artifacts"][kind.value])
        changes = compare(content.empty(kind), full)
        found = sides(content.empty(kind), full, changes)
        assert [change for side in found for change in side.changes] != []
        assert sum(len(side.changes) for side in found) == len(changes)
        assert sum(side.same for side in found) <= count_fields(content.empty(kind), content.empty(kind))
        again = sides(full, full, [])
        assert sum(side.same for side in again) == count_fields(full, full)
