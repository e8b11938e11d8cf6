"""The order of a line, after Unicode Standard Annex 9. Capitals of the cases are read from right to left."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from delivery.theme.bidi import base_of, is_rtl_language, runs

HEBREW = {chr(code): chr(0x5D0 + code - ord("A")) for code in range(ord("A"), ord("Z") + 1)}
CASES = [
    ("plain words", False, "plain words"),
    ("we say ABC here", False, "we say CBA here"),
    ("ABC DEF", True, "FED CBA"),
    ("ABC 123 DEF", True, "FED 123 CBA"),
    ("ABC 1,234.5 DEF", True, "FED 1,234.5 CBA"),
    ("ABC 35%", True, "35% CBA"),
    ("ABC AT&T DEF", True, "FED T&TA CBA"),
    ("ABC acme.example DEF", True, "FED acme.example CBA"),
    ("ABC (see acme) DEF", True, "FED )see acme( CBA"),
    ("see ABC (DEF) now", False, "see )FED( CBA now"),
    ("see ABC (two)", False, "see CBA (two)"),
    ("ABC.", True, ".CBA"),
    ("ABC.", False, "CBA."),
    ("10-12", True, "10-12"),
    ("ABC 10 - 12", True, "12 - 10 CBA"),
    ("end ABC ", False, "end CBA "),
    ("", True, ""),
]
MIXED = st.text(alphabet="abc אבג ابج ١٢ 12.,:%€-()[]\u05b0\u0301\u200f\u200c\u00a0", max_size=60)


def drawn(line, *, rtl):
    """The line as it is drawn, brackets as they were typed."""
    return "".join(line[run.start : run.end][:: -1 if run.rtl else 1] for run in runs(line, rtl=rtl))


@pytest.mark.parametrize(("line", "rtl", "found"), CASES)
def test_a_line_is_put_in_the_order_in_which_it_is_drawn(line, rtl, found):
    hebrew = str.maketrans(HEBREW)
    assert drawn(line.translate(hebrew), rtl=rtl) == found.translate(hebrew)


def test_figures_after_arabic_letters_are_read_from_the_left_one_by_one():
    assert drawn("ب 1,200 ١٢٣", rtl=True) == "١٢٣ 1,200 ب"
    assert drawn("ب 2026-04-07", rtl=True) == "07-04-2026 ب"


@pytest.mark.parametrize(
    ("text", "rtl"),
    [("Acme", False), ("עברית", True), ("«العربية»", True), ("12 % – (!)", None), ("3 שעות with us", True), ("", None)],
)
def test_a_paragraph_is_read_as_its_first_letter_is(text, rtl):
    assert base_of(text) is rtl


@pytest.mark.parametrize(
    ("tag", "rtl"),
    [("ar", True), ("he-IL", True), ("fa-IR", True), ("ur", True), ("yi", True), ("az-Arab-IR", True), ("ks-Deva", False),
     ("en-IL", False), ("tr", False), ("zh-Hant-TW", False)],
)  # fmt: skip
def test_a_language_is_known_by_its_tag_and_its_script_where_one_is_named(tag, rtl):
    assert is_rtl_language(tag) is rtl


@given(MIXED, st.booleans())
def test_no_character_is_lost_or_doubled_when_a_line_is_put_in_order(line, rtl):
    places = [place for run in runs(line, rtl=rtl) for place in range(run.start, run.end)]
    assert sorted(places) == list(range(len(line)))
