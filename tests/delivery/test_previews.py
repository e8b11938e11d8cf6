"""Pictures show the pages of the file that was written: every word where it stands, and what runs over its box as well."""

import io
import os
import re
import subprocess
import sys
import zipfile
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from itertools import islice

import pytest
from PIL import Image, ImageDraw
from pypdf import PdfReader

from delivery import masters, previews
from delivery.document import Chart, Mark, Para, Series
from delivery.previews import raster, slides
from delivery.renderers.pptx import PptxRenderer
from delivery.theme import Theme
from tests.delivery.deck_reader import opened, shape_text
from tests.delivery.extract import squeezed
from tests.delivery.masters.sample_masters import add, box, fill_ground, picture_ground, saved, sky, wide
from tests.delivery.sample_brand import sample_brand
from tests.delivery.small_document import small_document

pytestmark = pytest.mark.sqlite  # no database

RED = '<a:srgbClr val="C00000"/>'
HOSTILE = "<b>AT&T</b> _x0041_ Ελένη Олена 病院 😀👩‍👩‍👧 \u00a0 → " + "W" * 200


@pytest.fixture(scope="module")
def deck() -> bytes:
    return PptxRenderer().render(small_document(), Theme.of(sample_brand())).data


@pytest.fixture(scope="module")
def drawn(deck: bytes) -> PdfReader:
    return PdfReader(io.BytesIO(slides.pdf_of(deck, most=60)[0]))


def image(picture: bytes) -> Image.Image:
    return Image.open(io.BytesIO(picture)).convert("RGB")


def changed(deck: bytes, change: Callable[[str, str], str]) -> bytes:
    """The deck with `change` (of a part's name and text) made in its XML."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(deck)) as before, zipfile.ZipFile(out, "w") as after:
        for name in before.namelist():
            data = before.read(name)
            after.writestr(name, change(name, data.decode()).encode() if name.endswith(".xml") else data)
    return out.getvalue()


def placed(deck: bytes) -> list[tuple[str, float]]:
    """Every word of the slides as they are drawn, and its height above the foot of its slide."""
    found: list[tuple[str, float]] = []

    def read(text: str, _: object, place: list[float], *others: object) -> None:
        found.extend((word, place[5]) for word in text.split())

    for page in PdfReader(io.BytesIO(slides.pdf_of(deck, most=60)[0])).pages:
        page.extract_text(visitor_text=read)
    return found


# --- Slides ----------------------------------------------------------------------------------------------------------


def test_every_word_of_every_slide_is_drawn(deck: bytes, drawn: PdfReader) -> None:
    for slide, page in zip(opened(deck).slides, drawn.pages, strict=True):
        written = "".join(text for shape in slide.shapes if not shape.has_chart for text in shape_text(shape))
        assert Counter(squeezed(written)) - Counter(squeezed(page.extract_text())) == Counter()


def test_values_and_categories_of_a_chart_are_drawn() -> None:
    chart = Chart(
        "line", "Demos", (Series("Plan", (1.0, 2.0, 3.0, 4.0)), Series("Today", (1.0, 1.0, 1.0, 1.0))), tuple("ABCD"),
        "Rises", (Mark(2, "Review"),),
    )  # fmt: skip
    deck = PptxRenderer().render(small_document(chart), Theme.of(sample_brand())).data
    pdf, _ = slides.pdf_of(deck, most=60)
    page = next(page for page in PdfReader(io.BytesIO(pdf)).pages if "Demos" in page.extract_text())
    assert {"A", "B", "C", "D", "Review", "4"} <= set(page.extract_text().split())
    operators = page.get_contents().get_data().decode("latin-1")
    assert re.search(r"( l S|l\s+.* l\s+.* l\s)", operators.replace("\n", " "))  # a line through four points


@pytest.mark.parametrize("text", [HOSTILE, "word " * 400])
def test_no_text_stops_the_drawing(text: str) -> None:
    deck = PptxRenderer().render(small_document(Para(text)), Theme.of(sample_brand())).data
    pdf, count = slides.pdf_of(deck, most=60)
    assert len(PdfReader(io.BytesIO(pdf)).pages) == count


def test_a_text_that_is_too_long_for_its_box_runs_over_it_in_the_picture(deck: bytes) -> None:
    """Twenty times the words in the same box: they go on below its foot, and none is lost."""

    def longer(name: str, xml: str) -> str:
        return xml.replace("The end.", "The end. " * 400)

    before, after = ([y for word, y in placed(data) if word == "end."] for data in (deck, changed(deck, longer)))
    assert (len(before), len(after)) == (1, 400)
    assert before[0] > 0 > min(after)


def test_the_colours_are_those_of_the_files_theme(deck: bytes) -> None:
    def reddened(name: str, xml: str) -> str:
        return xml.replace('<a:dk2><a:srgbClr val="', '<a:dk2><a:srgbClr val="FF0000" was="')

    repainted = changed(deck, reddened)
    first, second = (slides.pdf_of(data, most=60)[0] for data in (deck, repainted))
    assert b"1 0 0 rg" not in first
    assert b"1 0 0 rg" in second


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04", b"%PDF-1.4"])
def test_what_is_no_deck_is_refused(data: bytes) -> None:
    with pytest.raises(zipfile.BadZipFile):
        slides.pdf_of(data, most=60)


# --- Pictures --------------------------------------------------------------------------------------------------------


def test_a_report_is_pictured_page_by_page_in_two_widths(sample_pdf: bytes) -> None:
    count, pictures = previews.pictures_of(previews.REPORT, sample_pdf)
    picture = next(pictures)
    assert count == len(PdfReader(io.BytesIO(sample_pdf)).pages)
    assert image(picture.large).size == (raster.LARGE, picture.height) == (picture.width, picture.height)
    assert image(picture.small).width == raster.SMALL
    assert picture.height / picture.width == pytest.approx(297 / 210, abs=0.01)


def test_at_most_sixty_pages_are_pictured_and_all_are_counted(
    sample_pdf: bytes, deck: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(previews, "MOST", 2)
    for name, data in ((previews.REPORT, sample_pdf), (previews.DECK, deck)):
        count, pictures = previews.pictures_of(name, data)
        assert count > 2
        assert len(list(pictures)) == 2
    assert len(PdfReader(io.BytesIO(slides.pdf_of(deck, most=2)[0])).pages) == 2


def test_a_page_of_type_keeps_its_tints_and_its_limit(sample_pdf: bytes) -> None:
    page = Image.new("RGB", (900, 1272), "#ffffff")
    draw = ImageDraw.Draw(page)
    for index, tint in enumerate(("#ecf7f5", "#c97fb4", "#0e5f58")):
        draw.rectangle((100, 100 * index, 800, 100 * index + 80), fill=tint)
    kept = image(raster._encoded(page))
    for index, tint in enumerate([(236, 247, 245), (201, 127, 180), (14, 95, 88)]):
        assert kept.getpixel((400, 100 * index + 40)) == pytest.approx(tint, abs=8)
    pages = islice(previews.pictures_of(previews.REPORT, sample_pdf)[1], 3)
    assert all(len(picture.large) <= raster.LIMIT for picture in pages)


def test_a_photograph_keeps_the_limit_too() -> None:
    noise = Image.frombytes("RGB", (900, 600), os.urandom(900 * 600 * 3))
    assert len(raster._encoded(noise)) <= raster.LIMIT


def test_a_worker_with_threads_pictures_several_packs_at_once(sample_pdf: bytes) -> None:
    def pictured(_: int) -> list[bytes]:
        return [picture.large for picture in islice(previews.pictures_of(previews.REPORT, sample_pdf)[1], 2)]

    with ThreadPoolExecutor(4) as workers:
        found = list(workers.map(pictured, range(4)))
    assert found == [pictured(0)] * 4


def test_the_same_file_gives_the_same_pictures_in_another_process(deck: bytes) -> None:
    code = (
        "import sys, hashlib; from delivery import previews; previews.MOST = 3\n"
        "found = previews.pictures_of('deck.pptx', sys.stdin.buffer.read())[1]\n"
        "print(hashlib.sha256(b''.join(each.large + each.small for each in found)).hexdigest())"
    )
    said = {
        subprocess.run(
            [sys.executable, "-c", code], input=deck, capture_output=True, check=True,
            env={**os.environ, "PYTHONHASHSEED": seed, "TZ": zone},
        ).stdout
        for seed, zone in (("1", "UTC"), ("2", "Asia/Tokyo"))
    }  # fmt: skip
    assert len(said) == 1


# An agency's own master


def on_master(shape: str, ground: str = "") -> Image.Image:
    """The second slide of a deck whose master has one shape, with a ground as a fill."""
    source = wide()
    add(source.slide_master.part, shape)
    if ground:
        fill_ground(source.slide_master.part, ground)
    theme = Theme.of(replace(sample_brand(), master=masters.cleaned(saved(source))))
    _, pages = previews.pictures_of(previews.DECK, PptxRenderer().render(small_document(), theme).data)
    return image(list(islice(pages, 2))[1].large)


def shade(page: Image.Image, x: float, y: float) -> tuple[int, ...]:
    """The colour at a place given in points, in coarse steps."""
    red, green, blue = page.getpixel((round(x * page.width / 960), round(y * page.height / 540)))
    return tuple(round(each / 32) * 32 for each in (red, green, blue))


def test_slides_show_the_shapes_of_their_master_and_what_covers_them_in_part():
    half = '<a:srgbClr val="000000"><a:alpha val="50000"/></a:srgbClr>'
    page = on_master(box("Band", 0, 0, 40, 540, RED), '<a:solidFill><a:srgbClr val="E0E0E0"/></a:solidFill>')
    assert (shade(page, 20, 300), shade(page, 930, 300)) == ((192, 0, 0), (224, 224, 224))
    assert shade(on_master(box("Veil", 0, 0, 40, 540, half)), 20, 300) == (128, 128, 128)


def test_a_shape_that_is_turned_is_drawn_turned():
    page = on_master(box("Turned", -250, 260, 540, 20, RED, turn=90))  # upright, at the left edge
    assert (shade(page, 20, 30), shade(page, 20, 520), shade(page, 100, 270)) == (
        (192, 0, 0),
        (192, 0, 0),
        (256, 256, 256),
    )


def test_a_gradient_runs_across_the_ground_from_its_first_colour():
    stops = '<a:gs pos="0"><a:srgbClr val="E0E0E0"/></a:gs><a:gs pos="100000"><a:srgbClr val="FFFFC0"/></a:gs>'
    page = on_master(
        box("Dot", 0, 0, 1, 1, RED), f'<a:gradFill><a:gsLst>{stops}</a:gsLst><a:lin ang="5400000"/></a:gradFill>'
    )
    assert (shade(page, 930, 4), shade(page, 930, 536)) == ((224, 224, 224), (256, 256, 192))


def test_a_picture_behind_everything_is_drawn():
    source = wide()
    picture_ground(source.slide_master.part, sky("#0B1026", "#1B2A4A"))
    theme = Theme.of(replace(sample_brand(), master=masters.cleaned(saved(source))))
    _, pages = previews.pictures_of(previews.DECK, PptxRenderer().render(small_document(), theme).data)
    assert sum(shade(image(list(islice(pages, 2))[1].large), 930, 300)) < 200


def test_a_layout_that_hides_the_shapes_of_the_master_hides_them_in_the_picture():
    source = wide()
    add(source.slide_master.part, box("Band", 0, 0, 40, 540, RED))
    source.slide_layouts[5].part._element.set("showMasterSp", "0")
    theme = Theme.of(replace(sample_brand(), master=masters.cleaned(saved(source))))
    _, pages = previews.pictures_of(previews.DECK, PptxRenderer().render(small_document(), theme).data)
    first, second = (image(page.large) for page in islice(pages, 2))
    assert (shade(first, 20, 300), shade(second, 20, 300)) == ((192, 0, 0), (256, 256, 256))
