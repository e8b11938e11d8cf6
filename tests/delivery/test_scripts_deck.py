"""Decks in scripts that a brand brings a face for: every text, inside its box, from the side on which it is read."""

import re

import pytest

from delivery.document import Para, strings
from delivery.previews.slides import pdf_of
from delivery.previews.words import Run, broken, in_order
from delivery.renderers.direction import reading
from delivery.renderers.pptx import PptxRenderer, styles
from delivery.theme.type import face, setting
from tests.delivery.deck_reader import deck_text, opened
from tests.delivery.extract import squeezed
from tests.delivery.sample_scripts import FACES, faces_for, theme_for, translated
from tests.delivery.small_document import small_document
from tests.delivery.test_pptx_layout import faults

EMU = 12_700
RTL = ["ar-AE", "he-IL"]


@pytest.fixture(scope="module")
def decks():
    return {lang: PptxRenderer().render(translated(lang), theme_for(lang)).data for lang in sorted(FACES)}


def paragraphs(data):
    """Text of each paragraph with how it is aligned and whether it is read from the right."""
    for slide in opened(data).slides:
        for paragraph in slide._element.iter("{*}p"):
            look = paragraph.find("{*}pPr")
            if look is not None:
                text = "".join(each.text or "" for each in paragraph.iter("{*}t"))
                yield text, look.get("algn"), look.get("rtl")


@pytest.mark.parametrize("lang", sorted(FACES))
def test_every_text_of_a_deck_is_there(lang, decks):
    found = squeezed(deck_text(decks[lang]))
    assert [text for text in strings(translated(lang)) if squeezed(text) not in found] == []


@pytest.mark.parametrize("lang", sorted(FACES))
def test_nothing_of_such_a_deck_runs_out_of_its_place(lang, decks):
    with setting(faces_for(lang)), reading(translated(lang)):
        assert faults(decks[lang]) == []


@pytest.mark.parametrize("lang", sorted(FACES))
def test_such_a_deck_is_the_same_again(lang, decks):
    assert PptxRenderer().render(translated(lang), theme_for(lang)).data == decks[lang]


@pytest.mark.parametrize("lang", RTL)
def test_paragraphs_say_that_they_are_read_from_the_right(lang, decks):
    letters = re.compile("[א-ת؀-ۿ]")
    found = [(text, align, rtl) for text, align, rtl in paragraphs(decks[lang]) if letters.search(text)]
    assert len(found) > 20
    assert {rtl for _, _, rtl in found} == {"1"}
    assert "l" not in {align for text, align, _ in found if len(text) > 40}


def test_a_deck_in_our_own_scripts_or_in_ideographs_says_nothing_of_it(decks):
    assert {rtl for _, _, rtl in paragraphs(decks["zh-CN"])} == {None}


def test_a_paragraph_against_a_deck_is_aligned_at_its_far_side():
    hebrew = "שלום עולם " * 30
    found = list(paragraphs(PptxRenderer().render(small_document(Para(hebrew)), theme_for("he-IL")).data))
    assert [(align, rtl) for text, align, rtl in found if text.startswith("שלום")] == [("r", "1")]


@pytest.mark.parametrize("lang", RTL)
def test_titles_and_columns_begin_at_the_right(lang, decks):
    deck = opened(decks[lang])
    page = next(
        slide for slide in deck.slides if slide.shapes.title and slide.shapes.title.text == "What each review decides"
    )
    title = page.shapes.title
    assert title.left + title.width == styles.RIGHT * EMU
    assert title.text_frame.paragraphs[0]._p.find("{*}pPr").get("algn") == "r"
    heads = [
        [cell.text for cell in shape.table.rows[0].cells]
        for slide in deck.slides
        for shape in slide.shapes
        if shape.has_table
    ]
    assert [head for head in heads if "Thu" in head and head.index("Thu") > head.index("Mon")] == []
    assert len([head for head in heads if head[-1] == "Week" or "Mon" in head[-2:]]) >= 3


def test_the_name_of_a_face_is_given_to_its_letters_only(decks):
    slides = b"".join(slide.part.blob for slide in opened(decks["ar-AE"]).slides).decode()
    named = re.findall(r'<a:cs typeface="([^"]+)"/>', slides)
    assert set(named) - {"Segoe UI Symbol"} == {"Noto Naskh Arabic"}
    runs = re.findall(r'typeface="Noto Naskh Arabic"/></a:rPr><a:t>([^<]*)</a:t>', slides)
    assert not [run for run in runs if re.search("[A-Za-z]", run)]


# Pictures of slides


def order_of(*texts, rtl):
    runs = [Run(text, "deck_text", 14, "#000000") for text in texts]
    with setting(faces_for("he-IL")):
        return [(run.text, run.rtl) for run in in_order(runs, rtl=rtl)]


def test_a_picture_has_the_runs_of_a_line_in_the_order_in_which_they_are_drawn():
    assert order_of("שלום", " ", "Acme 12", rtl=True) == [("Acme 12", False), (" ", True), ("שלום", True)]
    assert order_of("See ", "שלום", ".", rtl=False) == [("See ", False), ("שלום", True), (".", False)]
    assert order_of("Plain ", "words", rtl=False) == [("Plain ", False), ("words", False)]


def test_words_of_a_picture_are_as_wide_as_they_are_shaped():
    with setting(faces_for("ar-AE")):
        word = Run("سلام", "deck_text", 10, "#000000")
        assert word.width == pytest.approx(face("text").width("سلام") * 10)
        assert word.width < sum(Run(letter, "deck_text", 10, "#000000").width for letter in "سلام")


def test_a_picture_breaks_ideographs_where_a_line_may_end():
    with setting(faces_for("zh-CN")):
        lines = broken([Run("渠道计划，执行渠道计划", "deck_text", 10, "#000000")], 50)
    assert ["".join(run.text for run in line) for line in lines] == ["渠道计划，", "执行渠道计", "划"]


def test_every_slide_of_such_a_deck_can_be_pictured(decks):
    with setting(faces_for("ar-AE")):
        data, count = pdf_of(decks["ar-AE"], most=60)
    assert count == len(opened(decks["ar-AE"]).slides)
    assert len(data) > 100_000
