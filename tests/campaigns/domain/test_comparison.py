"""What changed, word by word, in bounded work."""

import random

import pytest

from campaigns import content
from campaigns.domain.comparison import PAIRS_COMPARED, Budget, compare, word_by_word
from campaigns.enums import ArtifactKind

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
