"""The pages and slides in docs/pictures/packs, printed by the renderers as they are: ``make pictures`` keeps them.

Reports are drawn by pdfium, decks by LibreOffice. Without ``PICTURES`` one of each goes to a folder that is thrown away.
"""

import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple

import pypdfium2 as pdfium
import pytest
from PIL import Image

from delivery import masters
from delivery.document import Document
from delivery.renderers.pdf import PdfRenderer
from delivery.renderers.pptx import PptxRenderer
from delivery.theme import Theme
from delivery.theme.faces import Faces
from tests.delivery.masters.sample_masters import dark_master
from tests.delivery.sample_brand import sample_brand
from tests.delivery.sample_contents import composed, demo
from tests.delivery.sample_scripts import theme_for, translated
from tests.delivery.test_changes import SINCE
from tests.judge import tools
from tests.support.faces import CARLITO, CARLITO_BOLD, GELASIO
from tests.support.site import ROOT

pytestmark = pytest.mark.judge

KEEP = "PICTURES" in os.environ
KEPT = ROOT / "docs" / "pictures" / "packs"
GAP, GROUND = 10, "#c9cdd2"
COLOURS = 96


class Shown(NamedTuple):
    """A file that is shown: what to say of it, and what it is made of."""

    title: str
    document: Callable[[], Document]
    theme: Callable[[], Theme]


def themed(brand: str = "blue", page: str = "A4", **own: Any) -> Theme:
    return Theme.of(replace(sample_brand(brand), **own), page=page)


def own_faces() -> Faces:
    """Those that stand for an agency's own in the tests."""
    return Faces(display=GELASIO, text=CARLITO, bold=CARLITO_BOLD)


REPORTS = {
    "report": Shown("A report, English, A4", lambda: composed(demo("nordlys")), lambda: themed()),
    "report-letter": Shown(
        "A report, US Letter, a pale brand",
        lambda: composed(demo("halden"), lang="en-US"),
        lambda: themed("yellow", "Letter"),
    ),
    "report-german": Shown(
        "A report, German, after an earlier pack",
        lambda: composed(demo("nordlys"), lang="de-DE", since=SINCE),
        lambda: themed("green"),
    ),
    "report-greek": Shown("A report, Greek", lambda: composed(demo("kastell"), lang="el-GR"), lambda: themed()),
    "report-faces": Shown(
        "A report in an agency's own typefaces",
        lambda: composed(demo("veldkamp")),
        lambda: themed("green", faces=own_faces()),
    ),
    "report-arabic": Shown("A report, Arabic", lambda: translated("ar-AE"), lambda: theme_for("ar-AE")),
    "report-chinese": Shown("A report, Chinese", lambda: translated("zh-CN"), lambda: theme_for("zh-CN", "green")),
}
DECKS = {
    "deck": Shown("A deck, English", lambda: composed(demo("nordlys")), lambda: themed()),
    "deck-german": Shown("A deck, German", lambda: composed(demo("veldkamp"), lang="de-DE"), lambda: themed("green")),
    "deck-master": Shown(
        "A deck on an agency's own master",
        lambda: composed(demo("halden")),
        lambda: themed(master=masters.cleaned(dark_master())),
    ),
    "deck-arabic": Shown("A deck, Arabic", lambda: translated("ar-AE"), lambda: theme_for("ar-AE")),
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    KEPT.mkdir(exist_ok=True)
    return KEPT if KEEP else tmp_path_factory.mktemp("sheets")


@pytest.mark.parametrize("name", REPORTS if KEEP else ["report-german"])
def test_every_page_of_a_report_can_be_drawn(name: str, folder: Path) -> None:
    shown = REPORTS[name]
    data = PdfRenderer().render(shown.document(), shown.theme()).data
    keep(drawn(data, width=330), folder, name, across=4, down=2)


@pytest.mark.parametrize("name", DECKS if KEEP else ["deck-german"])
def test_every_slide_of_a_deck_can_be_drawn(name: str, folder: Path, tmp_path: Path) -> None:
    shown = DECKS[name]
    place = tmp_path / "pack"
    place.mkdir()
    (place / "deck.pptx").write_bytes(PptxRenderer().render(shown.document(), shown.theme()).data)
    keep(drawn(tools.slides(place, with_twins=True).read_bytes(), width=440), folder, name, across=3, down=6)


def drawn(data: bytes, *, width: int) -> list[Image.Image]:
    """The pages of a PDF, none of them blank."""
    document = pdfium.PdfDocument(data)
    pages = [page.render(scale=width / page.get_width()).to_pil().convert("RGB") for page in document]
    assert all(len(page.getcolors(1 << 24)) > 1 for page in pages)
    return pages


def keep(pages: list[Image.Image], folder: Path, name: str, *, across: int, down: int) -> None:
    """Write the pages side by side, as many sheets as they take, in place of those that were there."""
    for before in folder.glob(f"{name}-[0-9]*.png"):
        before.unlink()
    for number, begin in enumerate(range(0, len(pages), across * down), 1):
        sheet = joined(pages[begin : begin + across * down], across)
        sheet.quantize(COLOURS, dither=Image.Dither.NONE).save(folder / f"{name}-{number}.png", optimize=True)


def joined(pages: list[Image.Image], across: int) -> Image.Image:
    width, height = pages[0].width + GAP, pages[0].height + GAP
    sheet = Image.new("RGB", (across * width + GAP, -(-len(pages) // across) * height + GAP), GROUND)
    for place, page in enumerate(pages):
        sheet.paste(page, (GAP + place % across * width, GAP + place // across * height))
    return sheet


def test_the_gallery_shows_every_sheet() -> None:
    if KEEP:
        (KEPT / "README.md").write_text(gallery())
    assert (KEPT / "README.md").read_text() == gallery()
    assert all(list(KEPT.glob(f"{name}-1.png")) for name in (*REPORTS, *DECKS))


def gallery() -> str:
    lines = [
        "# Pages and slides",
        "",
        "As the renderers make them from the demo. `make pictures` prints them anew.",
        "",
    ]
    for name, shown in (REPORTS | DECKS).items():
        sheets = sorted(KEPT.glob(f"{name}-[0-9]*.png"))
        lines += [
            f"## {shown.title}",
            "",
            *(f"![{shown.title}, sheet {n}]({path.name})\n" for n, path in enumerate(sheets, 1)),
        ]
    return "\n".join(lines)
