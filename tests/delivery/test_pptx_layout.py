"""Everything in the deck is inside its slide, readable and clear of its neighbours, whatever the text."""

from collections import Counter
from dataclasses import replace
from itertools import combinations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from delivery.document import (
    Col,
    Definition,
    Defs,
    Metric,
    Metrics,
    Para,
    Strong,
    Table,
    Text,
    Timeline,
    map_strings,
    strings,
)
from delivery.renderers.pptx import PptxRenderer, styles
from delivery.renderers.pptx.tables import fitted_widths
from delivery.renderers.pptx.words import RESERVES, broken, clip, span
from delivery.theme import Theme
from delivery.theme.text import clean
from delivery.theme.type import Style, measure
from tests.delivery.deck_reader import boxes, cells, deck_text, opened
from tests.delivery.extract import squeezed
from tests.delivery.sample_brand import sample_brand
from tests.delivery.sample_document import sample_document
from tests.delivery.small_document import every_block, small_document

BODY = Style("deck_text", 14, 19.5)
TITLE = Style("deck_serif", 28, 34)
LEAST_SIZE = 12
DEJAVU_SERIF = 1.19  # its width against Georgia's, at most, over the texts of the demo
EMU = 12_700
SLACK = 0.6  # rounding of lengths in the file
HOSTILE = [
    "<script>alert(1)</script>",
    'AT&T <b>bold & "quoted" ]]>',
    "_x0041_ _x005F_x0041_x0042_",
    "a\x00b\x07c\x1b[31md\x85e\ufffe\ud800",
    "\u202eevil\u2066iso\u2069",
    "Ελένη Олена 病院 שלום سلام ไทย ﷺ",
    "😀👩‍👩‍👧‍👦🏳️‍🌈",
    "a\nb\r\nc\u2028d\te",
    "\u00a0 \u00a0",
    " leading and trailing ",
    "0" * 400,
    "word " * 200,
]


def rendered(document, theme):
    return PptxRenderer().render(document, theme).data


def lengthened(text):
    return text + text[: len(text) // 2] if " " in text else text


def faults(data):
    """What stands outside its slide or box, is set too small, or lies on something else."""
    deck = opened(data)
    found = [("outside", *place) for place in outside(deck)]
    texts = list(boxes(deck))
    for box in [*texts, *cells(deck)]:
        if box.needed_height > box.height + SLACK:
            found.append(("too high", box.slide, box.text))
        if box.size < LEAST_SIZE:
            found.append(("too small", box.slide, box.text))
    return found + [("overlap", one.slide, one.text, other.text) for one, other in overlaps(texts)]


def lost(document, data):
    """Characters of the document that the deck does not show."""
    missing = Counter(squeezed("".join(map(clean, strings(document)))))
    missing.subtract(Counter(deck_text(data)))
    return +missing


def outside(deck):
    for number, slide in enumerate(deck.slides, 1):
        for shape in slide.shapes:
            lengths = (shape.left, shape.top, shape.width, shape.height)
            x, y, width, height = (length / EMU for length in lengths)
            if min(x, y) < -SLACK or x + width > styles.WIDTH + SLACK or y + height > styles.HEIGHT + SLACK:
                yield number, shape.name


def overlaps(texts):
    for one, other in combinations(texts, 2):
        if one.slide == other.slide and touch(one, other):
            yield one, other


def touch(one, other):
    apart = (
        one.begin + one.needed_width <= other.begin + SLACK
        or other.begin + other.needed_width <= one.begin + SLACK
        or one.y + one.needed_height <= other.y + SLACK
        or other.y + other.needed_height <= one.y + SLACK
    )
    return not apart


# Place


@pytest.mark.parametrize("brand", ["blue", "yellow", "green"])
def test_all_text_of_the_sample_is_readable_inside_its_box_and_alone(brand):
    spec = sample_brand(brand)
    assert faults(rendered(sample_document(spec), Theme.of(spec))) == []


def test_texts_half_as_long_again_are_complete_and_in_their_places(sample, theme):
    longer = map_strings(sample, lengthened)
    data = rendered(longer, theme)
    text = deck_text(data)
    short = [squeezed(string) for string in strings(longer) if len(string) < 160]
    assert [string for string in short if string not in text] == []
    assert faults(data) == []


def test_the_notes_of_a_row_of_figures_stand_on_one_line(theme):
    figures = Metrics((Metric("Cost", "€ 410 → € 330 " * 9, "a week"), Metric("Budget", "€ 12", "held back")))
    notes = [
        box for box in boxes(opened(rendered(small_document(figures), theme))) if box.text in ("a week", "held back")
    ]
    assert len({round(note.y) for note in notes}) == 1
    assert len(notes) == 2


def test_a_timeline_whose_period_has_several_lines_keeps_its_names_apart(theme):
    timeline = next(block for block in every_block() if isinstance(block, Timeline))
    document = small_document(replace(timeline, periods=("6 Apr\n\nand on", *timeline.periods[1:])))
    assert faults(rendered(document, theme)) == []


@pytest.mark.parametrize("block", every_block(), ids=lambda block: type(block).__name__)
@pytest.mark.parametrize("length", [60, 700, 6_000])
def test_each_kind_of_block_stays_in_its_place_at_any_length(block, length, theme):
    long = map_strings(small_document(block), lambda text: f"{text} {'and more of it ' * (length // 15)}")
    assert faults(rendered(long, theme)) == []


def test_a_word_of_a_hundred_thousand_characters_is_printed_whole(theme):
    word = "abcdefghij" * 10_000
    data = rendered(small_document(Para(word), Defs("", (Definition("Term", word),))), theme)
    assert Counter(deck_text(data))["a"] >= 20_000
    assert faults(data) == []


def test_a_megabyte_over_several_fields_is_printed_whole(theme):
    text = "Ten letters in a line of words. " * 3_125
    facts = tuple(Definition(f"Term {number}", text) for number in range(5))
    document = small_document(*(Para(text) for _ in range(5)), Defs("", facts))
    assert lost(document, rendered(document, theme)) == Counter()


def test_every_field_may_be_long_at_once(theme):
    document = map_strings(small_document(), lambda text: f"{text} {'Ten letters in a line. ' * 60}")
    data = rendered(document, theme)
    assert lost(document, data) == Counter()
    assert faults(data) == []


# Hostile text


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_text_is_printed_in_every_place(text, theme):
    document = map_strings(small_document(), lambda string: f"{string} {text} end")
    data = rendered(document, theme)
    found = deck_text(data)
    short = [squeezed(clean(string)) for string in strings(document) if len(string) < 150]
    cut = [string for string in short if string not in found]  # by the end of a slide
    assert len(cut) <= len(short) / 100
    assert lost(document, data) == Counter()
    assert faults(data) == []


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.one_of(st.sampled_from(HOSTILE), st.text(max_size=80)))
def test_no_text_stops_the_renderer_or_is_lost(text, theme):
    blocks = map_strings(every_block(), lambda string: f"{string}{text}")
    document = small_document(*blocks, Para(text))
    assert lost(document, rendered(document, theme)) == Counter()


def test_a_spelled_character_is_not_spelled_in_the_file(theme):
    text = "A _x0041_ b"
    deck = opened(rendered(small_document(Para(text)), theme))
    written = [node.text or "" for slide in deck.slides for node in slide.shapes._spTree.iter("{*}t")]
    assert [run for run in written if "_x0041_" in run] == []
    assert text in [box.text for box in boxes(deck)]


# Measured text


@given(st.text(alphabet="ab AW\n\u00a0病😀", max_size=120), st.floats(30, 300), st.booleans())
def test_the_lines_of_a_text_joined_are_the_text(text, width, balance):
    words = broken(text, BODY, "", width, balance=balance)
    assert "".join(words.lines).replace("\u00a0", " ") == text.replace("\u00a0", " ")


def test_lines_leave_a_reserve_for_other_programs():
    words = broken("some words to be set in a column " * 9, BODY, "", 200)
    assert max(measure(line.rstrip(), BODY) for line in words.lines) <= 200 / RESERVES[BODY.role]


def test_headings_leave_room_for_the_wider_face_that_stands_in_where_theirs_is_missing():
    words = broken("a headline to be set over a column " * 3, TITLE, "", 400, balance=True)
    assert max(measure(line.rstrip(), TITLE) for line in words.lines) * DEJAVU_SERIF <= 400


def test_two_last_words_stay_together():
    words = broken("one two three four five six seven", BODY, "", span("one two three four five six", BODY))
    assert words.lines == ("one two three four five ", "six\u00a0seven")


def test_a_character_that_the_face_lacks_has_room_for_any_other_face():
    assert span("→", TITLE) >= TITLE.size


def test_a_clipped_text_ends_with_an_ellipsis_and_fits():
    clipped = clip("one two three four five six seven eight", BODY, 100, lines=2)
    assert clipped.endswith("…")
    assert len(broken(clipped, BODY, "", 100).lines) == 2
    assert clip("one", BODY, 100) == "one"


def test_a_column_gets_what_it_lacks_from_those_that_can_spare_it():
    widths = fitted_widths((100, 100, 100), (35, 20, 20), (120, 50, 300))
    assert [round(width, 1) for width in widths] == [120, 92.3, 87.7]
    assert fitted_widths((100, 100), (90, 90), (150, 150)) == (100, 100)


@pytest.mark.parametrize("sizes", [(11, 3, 4, 3), (10, 4, 4, 3)])
def test_of_settings_with_as_many_slides_the_one_whose_emptiest_holds_most_is_taken(sizes, theme):
    def table(number, size):
        rows = tuple((Strong(f"Row {row}"), Text("text")) for row in range(size))
        return Table(f"Table {number}", (Col("Head"), Col("Text")), rows)

    document = small_document(*(table(number, size) for number, size in enumerate(sizes)))
    deck = opened(PptxRenderer().render(document, theme).data)
    held = Counter(cell.slide for cell in cells(deck) if cell.text.startswith("Row"))
    assert sum(held.values()) == sum(sizes)
    assert min(held.values()) >= 5
