import pytest
from fontTools.ttLib import TTFont
from hypothesis import given
from hypothesis import strategies as st

from delivery import fonts
from delivery.theme.type import LONGEST_KEPT, MOST_KEPT, Style, Words, face, measure, setter, wrap

WORDS = st.text(alphabet="abcdefg AWVTo.,\u00a0ΩЖ😀病", max_size=200)


@given(WORDS, st.floats(20, 300))
def test_lines_fit_the_column_and_lose_no_character(text, width):
    lines = face("text").wrap(text, 10, width)
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")
    assert all(face("text").measure(line, 10) <= width + 0.01 or len(line) == 1 for line in lines)


@given(WORDS)
def test_balancing_keeps_the_number_of_lines(text):
    plain = face("display").wrap(text.strip(" "), 20, 200, balance=True)
    assert "".join(plain).replace(" ", "") == text.replace(" ", "")


def test_a_line_feed_begins_a_line():
    assert face("text").wrap("a\n\nb", 10, 100) == ["a", "", "b"]


def test_no_word_is_left_alone_on_the_last_line():
    lines = face("text").wrap("one two three four five six seven", 10, measure("one two three four five six", BODY))
    assert lines == ["one two three four five", "six seven"]


def test_no_word_crosses_a_line_feed_to_keep_another_company():
    text = "one two three four five\nsix\nseven eight nine ten eleven twelve"
    lines = face("text").wrap(text, 10, measure("seven eight nine ten eleven", BODY))
    assert lines == ["one two three four five", "six", "seven eight nine ten", "eleven twelve"]


def test_a_word_of_a_hundred_thousand_characters_is_cut_into_lines():
    lines = face("text").wrap("x" * 100_000, 10, 300)
    assert "".join(lines) == "x" * 100_000
    assert max(measure(line, BODY) for line in lines) <= 300


def test_a_title_takes_the_first_size_that_fits():
    sizes = (54, 40, 20)
    assert face("display").fitted("Short", sizes, 300, lines=1) == (54, ["Short"])
    assert face("display").fitted("A rather long title", sizes, 150, lines=1)[0] == 20


def test_kerning_narrows_what_the_face_kerns():
    alone = sum(face("display").width(char) for char in "AVAV")
    assert face("display").width("AVAV") < alone


def test_a_character_in_no_face_is_named_by_its_code_point():
    assert [face("text").shown(char) for char in "a病م\U000e0001"] == ["a", "[U+75C5]", "[U+0645]", ""]


def test_what_only_changes_the_character_before_it_prints_nothing():
    assert [face("text").shown(char) for char in "\u00ad\u200d\ufe0f🏽\u20e3"] == [""] * 5
    assert measure("co\u00adop 👍🏽 1\ufe0f\u20e3", BODY) == measure("coop 👍 1", BODY)


@pytest.mark.parametrize(
    ("char", "role"), [("a", "text"), ("🎉", "emoji"), ("✅", "emoji"), ("➜", "symbols"), ("⟶", "arrows")]
)
def test_a_sign_is_set_in_the_first_face_that_has_it(char, role):
    assert setter("text", char) == role
    assert face("text").width(char) == face(role).width(char) > 0.5


def test_the_table_of_coverage_says_what_the_faces_hold():
    printed = set.intersection(*({chr(code) for code in codes_of(role)} for role in fonts.TEXT_ROLES))
    printed |= {chr(code) for role in fonts.FALLBACK_ROLES for code in codes_of(role)}
    assert fonts.coverage() == printed


def codes_of(role):
    return TTFont(fonts.FOLDER / fonts.FACES[role]).getBestCmap()


def test_a_character_of_the_fallback_is_measured_in_it():
    char = next(char for char in map(chr, range(0x460, 0x530)) if not face("text").covers(char))
    assert face("text").measure(char, 10) == face("fallback").measure(char, 10)


@pytest.mark.parametrize("role", [role for role in fonts.FACES if role not in ("emoji", "symbols", "arrows")])
def test_every_face_holds_the_letters_of_western_europe(role):
    assert [char for char in "AZaz09 ÅÄÖåäößéñçøłŠ€%–—“”’" if not face(role).covers(char)] == []


@pytest.mark.parametrize("role", ["display", "sub", "text", "bold"])
def test_the_text_faces_hold_greek_and_cyrillic_themselves(role):
    assert all(face(role).covers(char) for char in "ΑαΩωάώЖжЇїЄєЩщ")


def test_every_pinned_file_is_the_one_that_is_shipped():
    assert {len(fonts.read(name)) > 5_000 for name in fonts.digests()} == {True}


def test_every_face_and_web_subset_is_pinned():
    subsets = [fonts.web_name(role, script) for role in fonts.WEB_ROLES for script in fonts.WEB_RANGES]
    assert sorted([*fonts.FACES.values(), *subsets]) == sorted(fonts.digests())


def test_a_file_that_is_not_pinned_is_refused():
    with pytest.raises(fonts.FontError, match="not listed"):
        fonts.read("ttf/Other.ttf")


def test_a_file_that_differs_from_its_pin_is_refused(monkeypatch):
    name = fonts.FACES["text"]
    monkeypatch.setattr(fonts, "digests", lambda: {name: "0" * 64})
    with pytest.raises(fonts.FontError, match="differs"):
        fonts.read.__wrapped__(name)


BODY = Style("text", 10, 14)


def test_of_words_no_more_are_kept_than_have_room():
    words = Words(len)
    assert [words[f"w{number}"] for number in range(3)] == [2, 2, 2]
    assert len(words) == 3
    for number in range(MOST_KEPT + 10):
        assert words[f"{number}"] == len(str(number))
        assert len(words) <= MOST_KEPT


def test_a_word_without_end_is_measured_and_not_kept():
    words = Words(len)
    assert words["w" * LONGEST_KEPT] == LONGEST_KEPT
    assert words["w" * LONGEST_KEPT + "w"] == LONGEST_KEPT + 1
    assert list(words) == ["w" * LONGEST_KEPT]


def test_a_styled_paragraph_is_wrapped_in_its_face():
    assert wrap("one two", BODY, 300) == ["one two"]


def test_an_address_wider_than_the_column_breaks_after_a_slash():
    address = "https://www.nordlys.example/journal/one-page"
    lines = face("text").wrap(address, 10, measure("https://www.nordlys.example/journal/on", BODY))
    assert lines == ["https://www.nordlys.example/journal/", "one-page"]


def test_an_address_without_a_slash_in_reach_is_cut_where_the_column_ends():
    lines = face("text").wrap("https://" + "x" * 40, 10, 100)
    assert "".join(lines) == "https://" + "x" * 40
    assert max(measure(line, BODY) for line in lines) <= 100
