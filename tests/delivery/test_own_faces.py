"""A brand brings its own typefaces along; here the faces that we ship for other ends stand for them."""

import base64
import io
import pickle
import re
from dataclasses import replace

import pytest
from fontTools.ttLib import TTFont
from pptx import Presentation
from pypdf import PdfReader

from delivery import fonts
from delivery.document import Para
from delivery.previews import slides
from delivery.renderers.html import HtmlRenderer
from delivery.renderers.pdf import PdfRenderer
from delivery.renderers.pptx import PptxRenderer, words
from delivery.renderers.pptx.typefaces import families, named, sign_face
from delivery.theme import Theme
from delivery.theme.faces import Faces
from delivery.theme.type import Name, face, setter, setting
from tests.delivery.sample_brand import sample_brand
from tests.delivery.small_document import every_block, small_document

GELASIO, CARLITO, BOLD = (fonts.read(fonts.FACES[role]) for role in ("deck_serif", "deck_text", "deck_bold"))
EMOJI = fonts.read(fonts.FACES["emoji"])
OWN = Faces(display=GELASIO, text=CARLITO, bold=BOLD)
FONT = re.compile(rb"/BaseFont /[A-Z]{6}\+(\S+)")


def theme_with(faces):
    return Theme.of(replace(sample_brand(), faces=faces))


def embedded(faces):
    data = PdfRenderer().render(small_document(Para("Ευχαριστώ ⇶ Dĕkuji")), theme_with(faces)).data
    return {re.sub(rb"-[0-9a-f]{8}$", b"", name).decode() for name in FONT.findall(data)}


def test_a_report_is_set_in_the_brands_own_faces():
    assert embedded(OWN) == {"Gelasio-Regular", "Carlito", "Carlito-Bold", "NotoSansMath-Regular"}


def test_what_a_brand_does_not_bring_is_set_in_ours():
    assert embedded(Faces(display=GELASIO)) >= {"Gelasio-Regular", "SourceSans3-Regular", "SourceSans3-Semibold"}


def test_a_brand_that_brings_one_of_our_faces_has_both_in_its_file():
    ours = fonts.read(fonts.FACES["text"])
    data = PdfRenderer().render(small_document(Para("Words")), theme_with(Faces(display=ours))).data
    assert sorted(name for name in FONT.findall(data) if name.startswith(b"SourceSans3-Regular")) == [
        b"SourceSans3-Regular", next(name for name in FONT.findall(data) if re.search(rb"-[0-9a-f]{8}$", name)),
    ]  # fmt: skip


def test_the_face_for_other_scripts_is_asked_after_the_texts_own_and_before_ours():
    with setting(Faces(other=EMOJI)):
        assert [setter("text", char) for char in "a😀⇶"] == ["text", "other", "arrows"]
        assert face("text").width("😀") == face("other").width("😀")
    assert setter("text", "😀") == "emoji"


def test_headings_in_small_sizes_are_set_in_the_display_face_where_a_brand_has_none_for_them():
    with setting(OWN):
        assert face("sub").data == GELASIO
    with setting(replace(OWN, sub=CARLITO)):
        assert face("sub").data == CARLITO


def test_faces_are_ours_again_after_a_brands_own():
    ours = face("text")
    with setting(OWN):
        assert face("text").data == CARLITO
    assert face("text") is ours


def test_a_theme_with_faces_can_be_told_to_another_process():
    theme = theme_with(OWN)
    assert pickle.loads(pickle.dumps(theme)) == theme


def test_a_face_for_text_does_not_come_without_one_for_bold():
    with pytest.raises(ValueError, match="comes with one for bold"):
        Faces(text=CARLITO)


# --- Deck ------------------------------------------------------------------------------------------------------------


def called(data: bytes, family: str, style: str) -> bytes:
    font, out = TTFont(io.BytesIO(data)), io.BytesIO()
    for place, text in ((1, family), (2, style)):
        font["name"].setName(text, place, 3, 1, 0x409)
        font["name"].setName(text, place, 1, 0, 0)
    font.save(out)
    return out.getvalue()


def test_a_deck_names_the_families_of_the_brand_and_ours_for_the_rest() -> None:
    with setting(OWN):
        assert families() == ("Gelasio", "Carlito")
        assert [named(role) for role in ("deck_serif", "deck_text", "deck_bold")] == [
            Name("+mj-lt", False, False), Name("+mn-lt", False, False), Name("+mn-lt", True, False),
        ]  # fmt: skip
    with setting(Faces(display=GELASIO)):
        assert families() == ("Gelasio", "Calibri")


def test_a_bold_that_is_a_family_of_its_own_is_named_by_it() -> None:
    with setting(replace(OWN, bold=called(BOLD, "Carlito Semibold", "Regular"))):
        assert named("deck_bold") == Name("Carlito Semibold", False, False)
    with setting(replace(OWN, display=called(GELASIO, "Gelasio", "Bold Italic"))):
        assert named("deck_serif") == Name("+mj-lt", True, True)


def test_what_only_the_face_for_other_scripts_has_is_set_in_it() -> None:
    with setting(Faces(other=called(EMOJI, "Halden Signs", "Regular"))):
        assert sign_face("deck_text", "😀") == "Halden Signs"
    assert sign_face("deck_text", "😀") == "Segoe UI Emoji"


def test_a_name_with_signs_of_the_file_format_stays_a_name() -> None:
    odd = 'A"<&\\1'
    deck = PptxRenderer().render(small_document(), theme_with(Faces(display=called(GELASIO, odd, "Regular")))).data
    part = Presentation(io.BytesIO(deck)).slide_master.part
    theme = next(relation.target_part for relation in part.rels.values() if relation.reltype.endswith("/theme"))
    assert b'<a:latin typeface="A&quot;&lt;&amp;\\1"/>' in theme.blob


def test_nothing_is_measured_narrower_than_what_stands_in_for_a_face_that_is_not_installed() -> None:
    ours = {role: face(role).width("Hamburg") for role in ("deck_serif", "deck_text", "deck_bold")}
    with setting(OWN):
        assert face("deck_serif").width("Hamburg") >= ours["deck_serif"]
        assert face("deck_text").width("Hamburg") > 1.2 * ours["deck_text"]
        assert face("deck_bold").width("Hamburg") > 1.3 * ours["deck_bold"]


def test_what_one_deck_was_measured_with_does_not_enter_the_next() -> None:
    plain = PptxRenderer().render(small_document(*every_block()), theme_with(Faces())).data
    for known in (words.broken, words.span):
        known.cache_clear()
    PptxRenderer().render(small_document(*every_block()), theme_with(OWN))
    assert PptxRenderer().render(small_document(*every_block()), theme_with(Faces())).data == plain


def test_slides_are_pictured_in_the_brands_own_faces() -> None:
    deck = PptxRenderer().render(small_document(Para("Words.")), theme_with(OWN)).data
    with setting(OWN):
        pdf, _ = slides.pdf_of(deck, most=9)
    assert {name for name in FONT.findall(pdf) if not name.startswith(b"Noto")} == {
        b"Gelasio-Regular-2bcd1be5", b"Carlito-b4ff23ba", b"Carlito-Bold-0f62ab34",
    }  # fmt: skip
    assert "Words." in "".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages)


# --- Page ------------------------------------------------------------------------------------------------------------


def faces_in(page: str) -> dict[tuple[str, str], set[int]]:
    """Family and weight → code points of the face that the page holds."""
    rules = re.findall(r'@font-face { font-family: "([^"]+)"; (?:font-weight: (\d+); )?.*?base64,([^)]+)\)', page)
    found: dict[tuple[str, str], set[int]] = {}
    for family, weight, data in rules:
        cmap = TTFont(io.BytesIO(base64.b64decode(data))).getBestCmap()
        found.setdefault((family, weight), set()).update(cmap)
    return found


def test_a_page_holds_the_brands_own_faces_cut_down_to_its_characters() -> None:
    page = HtmlRenderer().render(small_document(Para("Ελένη pays 7 ½ ⇶")), theme_with(OWN)).data.decode()
    held = faces_in(page)
    body = page.partition("<body")[2]
    for key, data in (
        (("Pack Display", "400"), GELASIO),
        (("Pack Text", "400"), CARLITO),
        (("Pack Text", "600"), BOLD),
    ):
        has = set(TTFont(io.BytesIO(data)).getBestCmap())
        assert {ord(char) for char in {*body, *"0123456789"}} & has == held[key]
    assert set(map(ord, "Ελένη⇶")) <= held["Pack Signs", ""]


def test_a_page_without_own_faces_holds_none() -> None:
    page = HtmlRenderer().render(small_document(Para("Words.")), theme_with(Faces(other=EMOJI))).data.decode()
    assert page == HtmlRenderer().render(small_document(Para("Words.")), theme_with(Faces())).data.decode()


def test_the_same_faces_give_the_same_bytes() -> None:
    for renderer in (PdfRenderer(), HtmlRenderer(), PptxRenderer()):
        first, again = (renderer.render(small_document(), theme_with(OWN)).data for _ in range(2))
        assert first == again
