"""The deck of the sample as another program shows it, with the faces it was measured with."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from PIL import Image
from pypdf import PdfReader

from delivery import fonts, masters
from delivery.document import strings
from delivery.masters.stored import Master
from delivery.renderers.pptx import PptxRenderer
from delivery.theme import Theme
from tests.delivery.deck_reader import opened
from tests.delivery.extract import squeezed
from tests.delivery.masters.sample_masters import dark_master, pale_master
from tests.delivery.sample_brand import sample_brand
from tests.delivery.sample_document import sample_document
from tests.delivery.small_document import small_document
from tests.judge.tools import run, slides

pytestmark = pytest.mark.judge


def test_libreoffice_shows_as_many_slides_and_all_their_words(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    sample, folder = sample_document(), tmp_path / "pack"
    folder.mkdir()
    data = PptxRenderer().render(sample, Theme.of(sample_brand())).data
    (folder / "deck.pptx").write_bytes(data)
    monkeypatch.setenv("FONTCONFIG_FILE", str(metric_twins(tmp_path)))
    pages = PdfReader(slides(folder)).pages
    assert len(pages) == len(opened(data).slides)
    text = "".join(squeezed(page.extract_text()) for page in pages)
    lost = [string for string in strings(sample) if squeezed(string)[:40] not in text]
    assert len(lost) <= len(list(strings(sample))) / 100


@pytest.mark.parametrize("make", [dark_master, pale_master])
def test_libreoffice_shows_a_deck_on_an_agencys_own_master(make: Callable[[], bytes], tmp_path: Path) -> None:
    folder = tmp_path / "pack"
    folder.mkdir()
    kept = masters.cleaned(make())
    data = PptxRenderer().render(small_document(), Theme.of(replace(sample_brand(), master=kept))).data
    (folder / "deck.pptx").write_bytes(data)
    pages = PdfReader(slides(folder)).pages
    assert len(pages) == len(opened(data).slides)
    shown = shades(tmp_path, page=2)
    under = Master.of(kept).page.under
    assert all(abs(one - other) < 24 for one, other in zip(shown, bytes.fromhex(under.middle[1:]), strict=True))


def shades(folder: Path, *, page: int) -> tuple[int, ...]:
    """The colour of a page right of its text, half way down."""
    run("pdftoppm", "-r", "36", "-f", str(page), "-l", str(page), "-singlefile", "-png", "deck.pdf", "page", cwd=folder)
    with Image.open(folder / "page.png") as image:
        red, green, blue = image.convert("RGB").getpixel((round(0.97 * image.width), image.height // 2))  # type: ignore[misc]
    return red, green, blue


def metric_twins(folder: Path) -> Path:
    """Fonts as the deck was measured with, under the names it asks for."""
    config = folder / "fonts.conf"
    aliases = "".join(
        f'<alias binding="same"><family>{asked}</family><prefer><family>{given}</family></prefer></alias>'
        for asked, given in (("Georgia", "Gelasio"), ("Calibri", "Carlito"))
    )
    config.write_text(
        '<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig>'
        f'<include ignore_missing="yes">/etc/fonts/fonts.conf</include><dir>{fonts.FOLDER / "ttf"}</dir>'
        f"<cachedir>{folder / 'cache'}</cachedir>{aliases}</fontconfig>",
        encoding="utf-8",
    )
    return config
