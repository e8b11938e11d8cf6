import unicodedata
from time import perf_counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from campaigns.content import clean_line, clean_text, dump, parse
from campaigns.enums import ArtifactKind

HOSTILE = st.text(
    alphabet=st.one_of(st.characters(), st.sampled_from("\r\n\t \x00\x85\u2028\u202e\u2066\ud800\uffffe\u0301"))
)


@pytest.mark.parametrize(
    ("written", "stored"),
    [
        ("a\r\nb\rc\nd", "a\nb\nc\nd"),
        ("a\u2028b\u2029c", "a\nb\nc"),
        ("a\tb", "a\tb"),
        ("a\x00\x07\x0b\x1f\x7f\x85\x9fb", "ab"),
        ("a\ud800b\udfffc", "abc"),
        ("a\ufffeb\uffffc", "abc"),
        ("a\ufdd0b\ufdefc\U0001fffed\U0010ffffe", "abcde"),
        ("\u202aa\u202bb\u202cc\u202dd\u202ee", "abcde"),
        ("\u2066a\u2067b\u2068c\u2069d", "abcd"),
        ("e\u0301", "\u00e9"),
        ("e\x00\u0301", "\u00e9"),
        ("  a  b \n", "a  b"),
        ("𝔸😀", "𝔸😀"),
        ("<b>&amp;{{x}}", "<b>&amp;{{x}}"),
        ("שלום\u200f", "שלום\u200f"),
        ("\u200b", ""),
        ("\u00ad \u2060\ufeff", ""),
        ("\u3164\u115f\u2800", ""),
        ("\u0301", ""),
        ("\u200d👍🏽", "\u200d👍🏽"),
        ("?", "?"),
    ],
)
def test_text_is_stored_clean(written: str, stored: str) -> None:
    assert clean_text(written) == stored


@pytest.mark.parametrize(("written", "stored"), [("a\nb", "a b"), ("a \t\r\n  b", "a b"), ("a  b", "a  b"), ("\n", "")])
def test_a_line_has_no_breaks(written: str, stored: str) -> None:
    assert clean_line(written) == stored


@pytest.mark.parametrize("clean", [clean_text, clean_line])
@given(text=HOSTILE)
def test_cleaning_twice_is_cleaning_once(clean: object, text: str) -> None:
    assert callable(clean)
    once = clean(text)
    assert clean(once) == once
    assert unicodedata.is_normalized("NFC", once)
    assert once.encode("utf-8").decode("utf-8") == once


def test_cleaning_takes_linear_time() -> None:
    began = perf_counter()
    clean_line("a" + " " * 1_000_000 + "b")
    clean_line("a\n " * 300_000)
    assert perf_counter() - began < 5


def test_content_is_cleaned_when_it_is_parsed() -> None:
    content = parse(
        ArtifactKind.INTAKE,
        {"client_name": " A\r\nB\u202e ", "pricing": "a\r\nb", "languages": ["", "x\n", "\x00"]},
    )
    dumped = dump(content)
    assert (dumped["client_name"], dumped["pricing"], dumped["languages"]) == ("A B", "a\nb", ["x"])
