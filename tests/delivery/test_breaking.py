import pytest
from hypothesis import given
from hypothesis import strategies as st

from delivery.theme.breaking import BEGINS_NO_LINE, ENDS_NO_LINE, has_ideographs, pieces

TEXT = st.text(alphabet="漢字かなカナー。、」「（）ぁっ Acme 12%한국어", max_size=60)


def parts(text):
    return "|".join(piece for piece, _ in pieces(text))


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("漢字", "漢|字"),
        ("需求，信任。", "需|求，|信|任。"),
        ("「料金」", "「料|金」"),
        ("きょうはデータ", "きょ|う|は|デー|タ"),
        ("用Acme工具", "用|Acme|工|具"),
        ("共€98,000元", "共|€98,000|元"),
        ("가격 표", "가격|표"),
        ("Two words", "Two|words"),
        ("“信任”——价格", "“信|任”——|价|格"),
        ("", ""),
    ],
)
def test_a_line_may_end_between_two_ideographs_but_for_signs_that_begin_or_end_none(text, found):
    assert parts(text) == found


@given(TEXT)
def test_nothing_of_a_text_is_lost_where_it_may_be_broken(text):
    assert "".join(f"{' ' if spaced else ''}{piece}" for piece, spaced in pieces(text)) == text


@given(TEXT)
def test_no_piece_begins_with_a_closing_sign_or_ends_with_an_opening_one(text):
    for (before, _), (after, is_spaced) in zip(pieces(text), pieces(text)[1:], strict=False):
        if not is_spaced:
            assert before[-1] not in ENDS_NO_LINE
            assert after[0] not in BEGINS_NO_LINE


def test_hangul_is_broken_at_spaces_and_therefore_no_ideograph():
    assert [has_ideographs(text) for text in ("한국어", "Acme – “so”", "漢", "カ", "：")] == [
        False,
        False,
        True,
        True,
        True,
    ]
