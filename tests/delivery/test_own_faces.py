"""A brand brings its own typefaces along; here the faces that we ship for other ends stand for them."""

import pickle
import re
from dataclasses import replace

import pytest

from delivery import fonts
from delivery.document import Para
from delivery.renderers.pdf import PdfRenderer
from delivery.theme import Theme
from delivery.theme.faces import Faces
from delivery.theme.type import face, setter, setting
from tests.delivery.sample_brand import sample_brand
from tests.delivery.small_document import small_document

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
