"""Reports in scripts that a brand brings a face for: Arabic and Hebrew, Chinese and Japanese, with Latin words among them."""

import io
import re
from dataclasses import replace

import pypdfium2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfReader

from delivery.document import Para, strings
from delivery.renderers.direction import is_rtl, mirrored, reading
from delivery.renderers.pdf import PdfRenderer
from delivery.renderers.pdf.strips import Lines, Strip
from delivery.renderers.pdf.styles import BODY
from delivery.theme import PAGES, Theme
from delivery.theme.bidi import base_of
from delivery.theme.text import is_invisible
from delivery.theme.type import face, setting, suited, wrap
from tests.delivery.sample_brand import sample_brand
from tests.delivery.sample_document import sample_document
from tests.delivery.sample_scripts import FACES, TRANSLATIONS, faces_for, theme_for, translated
from tests.delivery.small_document import small_document

LANGUAGES = sorted(FACES)
RTL = ["ar-AE", "he-IL"]
WORD = re.compile(r"[^\W_]+")
LETTERS = "abc xyz 0123 .,()%–"
MIXED = {
    "ar-AE": "العربية سلام لا " + LETTERS,
    "he-IL": "עברית שלום " + LETTERS,
    "zh-CN": "渠道，执行。「计划」" + LETTERS,
}


@pytest.fixture(scope="module")
def reports():
    return {lang: PdfRenderer().render(translated(lang), theme_for(lang)).data for lang in LANGUAGES}


def pages(data):
    with pypdfium2.PdfDocument(data) as document:
        return [page.get_textpage().get_text_range() for page in document]


def words(text):
    return set(WORD.findall("".join(char for char in text if not is_invisible(char))))


def left_of(data, text):
    """Where a text begins on the first page that has it, as a share of the page's width."""
    with pypdfium2.PdfDocument(data) as document:
        for page in document:
            found = page.get_textpage().search(text).get_next()
            if found:
                return page.get_textpage().get_charbox(found[0])[0] / page.get_width()
    raise AssertionError(f"{text} is on no page.")


# Words


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_words_of_a_report_can_be_copied_as_they_were_written(lang, reports):
    found = re.sub(r"\s", "", "".join(pages(reports[lang])))
    missing = [word for text in TRANSLATIONS[lang].values() for word in words(text) if word not in found]
    assert missing == []


@pytest.mark.parametrize("lang", LANGUAGES)
def test_no_character_of_such_a_report_is_printed_as_its_code(lang, reports):
    assert "[U+" not in "".join(pages(reports[lang]))


@pytest.mark.parametrize("lang", LANGUAGES)
def test_such_a_report_is_the_same_again(lang, reports):
    assert PdfRenderer().render(translated(lang), theme_for(lang)).data == reports[lang]


@settings(max_examples=25, deadline=None)
@given(st.data(), st.sampled_from(sorted(MIXED)))
def test_texts_that_mix_directions_lose_nothing(data, lang):
    text = data.draw(st.text(alphabet=MIXED[lang], min_size=1, max_size=200))
    report = PdfRenderer().render(small_document(Para(f"Here {text} end")), theme_for(lang)).data
    found = "".join(page.extract_text() for page in PdfReader(io.BytesIO(report)).pages)
    assert sorted(re.sub(r"\s", "", text)) == sorted(re.sub(r"\s", "", _between(found, "Here", "end", text)))


def _between(found, first, last, text):
    """The part of a page that holds a text, whatever order its lines are in."""
    kept = re.sub(r"\s", "", found)
    plain = PdfRenderer().render(small_document(Para(f"{first} {last}")), theme_for("ar-AE")).data
    frame = re.sub(r"\s", "", "".join(page.extract_text() for page in PdfReader(io.BytesIO(plain)).pages))
    rest = list(kept)
    for char in frame:
        rest.remove(char)
    return "".join(rest)


# Direction


def test_letters_of_arabic_join_and_turn_round():
    with setting(faces_for("ar-AE")):
        (part,) = face("text").parts("سلام", "text", rtl=True)
        assert part.role == "other"
        assert "".join(cluster.text[0] for cluster in part.clusters) == "مالس"
        assert part.clusters[-1].advance < face("text").width("س") * 1000  # an initial form
        assert face("text").width("سلام") * 1000 == sum(cluster.advance for cluster in part.clusters)


def test_brackets_are_mirrored_where_they_are_read_from_the_right():
    with setting(faces_for("he-IL")):
        (turned,) = face("text").parts("(", "text", rtl=True)
        (part,) = face("other").parts(")", "other", rtl=False)
        assert part.text == ")"
        assert turned.clusters[0].glyph.number != 0
        assert [cluster.glyph.number for cluster in turned.clusters] != [
            cluster.glyph.number for one in face("text").parts(")", "text", rtl=True) for cluster in one.clusters
        ]


@pytest.mark.parametrize("lang", RTL)
def test_the_grid_of_such_a_report_is_mirrored(lang, reports, sample_pdf):
    assert left_of(sample_pdf, "Layer 2 of 8") < 0.2
    assert left_of(reports[lang], "Layer 2 of 8") > 0.7
    assert left_of(sample_pdf, "Page 2 of") > 0.7
    assert left_of(reports[lang], "Page 2 of") < 0.2


def test_weeks_run_from_right_to_left_and_the_weeks_of_a_chart_do_not(reports, sample_pdf):
    assert left_of(sample_pdf, "Tue") < left_of(sample_pdf, "Thu")
    assert left_of(reports["ar-AE"], "Tue") > left_of(reports["ar-AE"], "Thu")
    assert left_of(reports["ar-AE"], "W2") < left_of(reports["ar-AE"], "W9")


def test_an_english_pack_for_a_client_who_reads_from_the_right_is_not_mirrored():
    english = replace(sample_document(), lang="ar-AE")
    with setting(faces_for("ar-AE")), reading(english):
        assert not mirrored()


def test_letters_that_no_face_has_are_printed_as_codes_and_turn_nothing():
    with reading(translated("he-IL")):
        assert not mirrored()
        assert not is_rtl("שלום")
    report = PdfRenderer().render(small_document(Para("שם")), Theme.of(sample_brand())).data
    assert "[U+05E9][U+05DD]" in "".join(pages(report))


def test_a_paragraph_against_the_grid_stands_at_its_far_side_and_a_name_does_not():
    hebrew = TRANSLATIONS["he-IL"]
    long = max((text for text in hebrew.values() if base_of(text)), key=len)
    name = hebrew["Budget"]
    strip = Strip()
    with setting(faces_for("he-IL")), reading(small_document(Para(long))):
        for text in (long, name, "Latin words"):
            strip.set(text, BODY, "#000000", x=100, y=0, width=200)
    found = [(shape.x, shape.align, shape.rtl) for shape in strip.shapes if isinstance(shape, Lines)]
    assert found == [(300, "right", True), (100, "left", True), (100, "left", False)]


def test_paragraphs_of_one_text_are_read_each_in_its_own_direction():
    strip = Strip()
    with setting(faces_for("he-IL")), reading(small_document(Para("שלום"))):
        strip.set("First in English\nשלום", BODY, "#000000", x=100, y=0, width=200)
    assert [(shape.lines, shape.rtl) for shape in strip.shapes if isinstance(shape, Lines)] == [
        (("First in English",), False),
        (("שלום",), True),
    ]


# Ideographs


@pytest.mark.parametrize("lang", ["zh-CN", "ja-JP"])
def test_ideographs_fill_lines_that_no_closing_sign_begins(lang):
    text = max(TRANSLATIONS[lang].values(), key=len)
    with setting(faces_for(lang)):
        style = suited(text, BODY)
        lines = wrap(text, style, 200)
        assert "".join(lines).replace(" ", "") == text.replace(" ", "")
        assert [line for line in lines if face("text").measure(line, style.size) > 200] == []
        assert [line for line in lines[:-1] if face("text").measure(line, style.size) < 200 - 7 * style.size] == []
        assert not {line[0] for line in lines} & set("，。、」）：；")


def test_a_text_with_ideographs_is_set_smaller_on_wider_leading():
    with setting(faces_for("zh-CN")):
        assert suited("渠道", BODY) == ("text", BODY.size * 0.96, BODY.leading * 1.1)
        assert suited("channel", BODY) == BODY
    assert suited("渠道", BODY) == BODY  # printed as codes


# Marks


def test_marks_that_make_no_letter_of_their_own_stand_over_the_one_before():
    report = PdfRenderer().render(small_document(Para("x\u0304 and \u1ef5\u0301")), Theme.of(sample_brand())).data
    assert "x\u0304 and \u1ef5\u0301" in "".join(page.extract_text() for page in PdfReader(io.BytesIO(report)).pages)
    assert face("text").width("x\u0304") == face("text").width("x")
    ((cluster,),) = [part.clusters for part in face("text").parts("x\u0304", "text", rtl=False)]
    assert [mark.y > 0 or mark.x != 0 for mark in cluster.marks] == [True]


def test_vowel_points_belong_to_their_letters(reports):
    with setting(faces_for("he-IL")):
        (part,) = face("text").parts("שָׁלוֹם", "text", rtl=True)
        assert [len(cluster.marks) for cluster in part.clusters] == [0, 1, 0, 2]
    assert words("שָׁלוֹם") <= words("".join(pages(reports["he-IL"])))


def test_pages_hold_their_words_on_either_paper():
    for paper in PAGES:
        theme = Theme.of(replace(sample_brand(), faces=faces_for("ar-AE")), page=paper)
        with pypdfium2.PdfDocument(PdfRenderer().render(translated("ar-AE"), theme).data) as document:
            for page in document:
                text = page.get_textpage()
                boxes = [text.get_rect(index) for index in range(text.count_rects())]
                assert [box for box in boxes if box[0] < 40 or box[2] > page.get_width() - 40] == []


def test_the_sample_is_translated_in_part():
    whole = set(strings(sample_document()))
    for translations in TRANSLATIONS.values():
        assert set(translations) <= whole


def test_a_mark_of_direction_alone_turns_nothing():
    assert not is_rtl("\u200fHello")
    with setting(faces_for("he-IL")):
        assert not face("text").is_rtl("\u200fHello")
        assert face("text").is_rtl("\u200fHello שלום")
    for line in ("x\u0304 \u200f\u0301 – 12", "10: x \u061c:10.", "No \u0601 12"):
        (run,) = face("text").runs(line, rtl=False)
        assert not run.rtl
