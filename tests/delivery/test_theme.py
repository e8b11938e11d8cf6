import random
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from delivery.language import language
from delivery.theme import BrandSpec, Theme, language_of, paper_of
from delivery.theme.axis import Axis, column_axis, line_axis
from delivery.theme.colour import contrast, distance, from_lch, to_lch
from delivery.theme.marks import channel_mark
from delivery.theme.palette import derive
from delivery.theme.text import clean, paragraphs

ENGLISH = language("en")

COLOUR = st.integers(0, 0xFFFFFF).map("#{:06X}".format)


# Palette


def test_every_pair_of_the_contract_holds_for_random_colours():
    draw = random.Random(7)
    colours = [f"#{draw.randrange(1 << 24):06X}" for _ in range(600)]
    accents = [None if draw.random() < 0.5 else f"#{draw.randrange(1 << 24):06X}" for _ in colours]
    broken = [
        (primary, accent, line)
        for primary, accent in zip(colours, accents, strict=True)
        for line in derive(primary, accent).contract()
        if line.ratio < line.needed
    ]
    assert broken == []


@pytest.mark.parametrize("colour", ["#000000", "#FFFFFF", "#777777", "#FFFF00", "#FF0000", "#0000FF", "#F6E27A"])
def test_every_pair_of_the_contract_holds_for_extreme_colours(colour):
    assert [line for line in derive(colour, colour).contract() if line.ratio < line.needed] == []


@pytest.mark.parametrize(
    ("primary", "accent"),
    [("#1E3A8A", "#0EA5A4"), ("#F6E27A", None), ("#123D2F", "#E2703A"), ("#C8102E", None)],
)
def test_no_two_series_look_the_same(primary, accent):
    series = derive(primary, accent).series
    pairs = [(one, other) for one in series for other in series if one < other]
    assert [pair for pair in pairs if distance(*pair) < 0.08] == []


def test_a_brand_that_carries_white_is_kept_as_given():
    palette = derive("#1e3a8a")
    assert (palette.brand, palette.on_brand, palette.is_dark) == ("#1E3A8A", "#FFFFFF", True)


def test_a_pale_brand_is_kept_as_a_field_and_carries_ink():
    palette = derive("#F6E27A")
    assert (palette.brand, palette.on_brand, palette.is_dark) == ("#F6E27A", palette.ink, False)


@pytest.mark.parametrize("colour", ["", "red", "#FFF", "#12345G", "#1234567", "expression(1)", "#123456\n"])
def test_what_is_not_a_colour_is_refused(colour):
    with pytest.raises(ValueError, match="#RRGGBB"):
        derive(colour)
    with pytest.raises(ValueError, match="#RRGGBB"):
        derive("#123456", colour or "x")


@given(COLOUR)
def test_a_colour_survives_the_way_through_lch(colour):
    assert contrast(from_lch(*to_lch(colour)), colour) < 1.1


def test_contrast_of_black_on_white_is_21():
    assert round(contrast("#000000", "#FFFFFF"), 6) == 21


def test_channels_differ_in_shape_or_colour():
    palette = derive("#1E3A8A")
    assert len({channel_mark(index, palette) for index in range(18)}) == 18


# Theme


def test_a_theme_knows_its_paper():
    assert Theme.of(BrandSpec("A", "#123456"), page="Letter").page.width == 612


def test_an_unknown_paper_is_refused():
    with pytest.raises(ValueError, match="A4 or Letter"):
        Theme.of(BrandSpec("A", "#123456"), page="A3")


def test_the_footer_names_the_client():
    assert BrandSpec("A", "#123456", footer="For {client}, {other}").footer_for("{X}") == "For {X}, {other}"


# Text


@pytest.mark.parametrize(
    ("text", "cleaned"),
    [
        ("a\r\nb\rc\u2028d", "a\nb\nc\nd"),
        ("a\tb", "a b"),
        ("\x00a\x07\x1b[31m\x7f\x85b", "a[31mb"),
        ("a\u202eb\u2066c\u2069", "abc"),
        ("a\ud800b\ufffe\uffff\U0001ffff", "ab"),
        ("e\u0301", "é"),
        ("AT&T <b>bold</b> & 😀", "AT&T <b>bold</b> & 😀"),
        ("1\u00a0%", "1\u00a0%"),
    ],
)
def test_cleaning_removes_controls_and_nothing_else(text, cleaned):
    assert clean(text) == cleaned


@given(st.text())
def test_cleaning_twice_changes_nothing_more(text):
    assert clean(clean(text)) == clean(text)


@given(st.text(alphabet="ab \n", max_size=60), st.integers(1, 7))
def test_splitting_keeps_every_letter_and_the_limit(text, longest):
    pieces = list(paragraphs(text, longest=longest))
    assert "".join("".join(pieces).split()) == "".join(text.split())
    assert max(map(len, pieces)) <= longest


@pytest.mark.parametrize(
    ("value", "unit", "decimals", "text"),
    [
        (1234, "", None, "1,234"),
        (4.5, "", None, "4.5"),
        (3.14, "%", None, "3.1\u00a0%"),
        (82, "€", None, "€\u00a082"),
        (1.6, "d", 1, "1.6\u00a0d"),
        (20, "", 1, "20.0"),
        (-3, "", None, "\u22123"),
        (Decimal("186000"), "€", None, "€\u00a0186,000"),
        (127.4, "", None, "127"),
    ],
)
def test_numbers_are_written_in_one_way(value, unit, decimals, text):
    assert ENGLISH.number(value, unit, decimals=decimals) == text


def test_a_share_is_written_as_a_percentage():
    assert (ENGLISH.percent(0.345), ENGLISH.percent(Decimal("0.345"), decimals=1)) == ("34\u00a0%", "34.5\u00a0%")


def test_dates_are_written_in_one_way():
    day = date(2026, 4, 1)
    assert (ENGLISH.long_date(day), ENGLISH.short_date(day), ENGLISH.month_name(day)) == (
        "1 April 2026",
        "1 Apr",
        "April 2026",
    )


def test_the_heading_of_a_week_leaves_out_what_is_missing():
    headings = [ENGLISH.week_heading(3, "Why"), ENGLISH.week_heading(3, ""), ENGLISH.week_heading(None, "")]
    assert headings == ["Week 3: Why", "Week 3", ""]


# Locales


@pytest.mark.parametrize(
    ("locale", "language", "paper"),
    [
        ("en-GB", "en-GB", "A4"),
        ("en-US", "en-US", "Letter"),
        ("EN_us", "en-US", "Letter"),
        ("fr-CA", "fr-CA", "Letter"),
        ("es-MX", "es-MX", "Letter"),
        ("es-419", "es-419", "A4"),
        ("zh-hant-tw", "zh-Hant-TW", "A4"),
        ("de", "de", "A4"),
        ("ca", "ca", "A4"),
        ("", "en", "A4"),
        ('"><b>', "en", "A4"),
    ],
)
def test_a_locale_says_language_and_paper(locale, language, paper):
    assert (language_of(locale), paper_of(locale)) == (language, paper)


# Axes


def test_a_line_axis_has_round_steps_and_air_below():
    assert line_axis([20, 27]) == Axis(18, 28, 2)


def test_a_column_axis_counts_whole_things_in_whole_steps():
    assert column_axis([1, 2]) == Axis(0, 2, 1)


@given(st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=5))
@example([5e-324])
def test_every_value_lies_on_its_axis(values):
    axis = line_axis(values)
    assert all(-1e-6 <= axis.share(value) <= 1 + 1e-6 for value in values)
    assert 1 <= len(axis.ticks) <= 12
