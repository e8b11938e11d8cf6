"""Names of the platform, of tools and of other agencies, wherever in a file they stand."""

import base64
import io
import json
import zipfile
import zlib
from dataclasses import replace

import pytest

from delivery import leaks
from delivery.assemble import assemble
from delivery.document import Para
from delivery.leaks import Leak, distinctive, find
from delivery.renderers.pdf import PdfRenderer
from delivery.theme import Theme
from tests.delivery.extract import pdf_pages, squeezed
from tests.delivery.sample_brand import sample_brand
from tests.delivery.sample_inputs import dumped, inputs_of
from tests.delivery.sample_pack import IDENTITY, KEY
from tests.delivery.sample_scripts import theme_for
from tests.delivery.small_document import small_document

pytestmark = pytest.mark.sqlite

OTHERS = ["Cedar & Søn", "Northwind Studio"]


def names(files, *, others=OTHERS, own=()):
    return {(leak.place, leak.name) for leak in find(files, others=others, own=own)}


def zipped(comment=b"", aside=b"", **members):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.comment = comment
        for name, data in members.items():
            info = zipfile.ZipInfo(name.replace("__", "/").replace("_", "."))
            info.comment = aside
            archive.writestr(info, data)
    return out.getvalue()


def pdf(text="Plain words", **changes):
    document = small_document(Para(text))
    imprint = replace(document.imprint, **changes)
    return PdfRenderer().render(replace(document, imprint=imprint), Theme.of(sample_brand())).data


def with_stream(content):
    packed = zlib.compress(content)
    return b"%PDF-1.7\n1 0 obj\n<< /Length 9 >>\nstream\r\n" + packed + b"endstream\nendobj\n"


HTML = "<html><head><style>p {{ color: red }}</style></head><body><p>Plain</p>{}</body></html>"
PICTURE = f'<img src="data:image/png;base64,{base64.b64encode(b"tEXtSoftware AICMO").decode()}">'
PLANTED = {
    "report.pdf, pages": ("report.pdf", pdf("Written by Cedar & Søn, in Oslo")),
    "report.pdf, properties and outline": ("report.pdf", pdf(agency="Cedar & Søn")),
    "report.pdf, streams": ("report.pdf", with_stream("<x:xmpmeta><dc:creator>Cedar &amp; Søn</dc:creator>".encode())),
    "deck.pptx, ppt/slides/slide1.xml": ("deck.pptx", zipped(ppt__slides__slide1_xml="<a:t>by Cedar &amp; Søn</a:t>")),
    "deck.pptx, ppt/theme.xml": ("deck.pptx", zipped(ppt__theme_xml='<a:theme name="Cedar &amp; Søn">')),
    "deck.pptx, docProps/app.xml": ("deck.pptx", zipped(docProps__app_xml="<!-- CEDAR &amp; SØN --><a/>")),
    "deck.pptx, ppt/book.xlsx, xl/sheet.xml": ("deck.pptx", zipped(ppt__book_xlsx=zipped(xl__sheet_xml="<t>Cedar &amp; Søn</t>"))),
    "deck.pptx": ("deck.pptx", zipped(comment="Cedar & Søn".encode(), a_txt="plain")),
    "deck.pptx, a.txt": ("deck.pptx", zipped(aside="Cedar & Søn".encode(), a_txt="plain")),
    "summary.html": ("summary.html", HTML.format("<!-- Cedar &amp; Søn -->").encode()),
    "page.html": ("page.html", HTML.format('<img alt="Cedar &#38; S\u00f8n">').encode()),
    "artifacts.json": ("artifacts.json", json.dumps({"Cedar & Søn": 1}).encode()),
    "README.txt": ("README.txt", "For cedar &\nsøn".encode()),
    "Cedar-Søn.txt": ("Cedar-Søn.txt", b"plain"),
}  # fmt: skip


@pytest.mark.parametrize("place", PLANTED)
def test_the_name_of_another_agency_is_found_wherever_it_stands(place):
    file, data = PLANTED[place]
    assert (place, "Cedar & Søn") in names({file: data})
    assert names({file: data}, others=["Cedar Grove", "Cederson"]) == set()


TOOLS = {
    "report.pdf, properties and outline": ("report.pdf", b"%PDF-1.7\n% made with ReportLab\n", "ReportLab"),
    "report.pdf, streams": ("report.pdf", with_stream(b"/Creator (AICMO)"), "AICMO"),
    "deck.pptx, docProps/app.xml": ("deck.pptx", zipped(docProps__app_xml="<A>python-pptx</A>"), "python-pptx"),
    "summary.html": ("summary.html", HTML.format("<style>/* aicmo */</style>").encode(), "AICMO"),
    "summary.html, embedded data": ("summary.html", HTML.format(PICTURE).encode(), "AICMO"),
}  # fmt: skip


@pytest.mark.parametrize("place", TOOLS)
def test_the_platform_and_its_tools_are_found_in_any_byte(place):
    file, data, name = TOOLS[place]
    assert names({file: data}) == {(place, name)}


def test_what_the_agency_wrote_itself_is_its_own_affair():
    file, data = PLANTED["report.pdf, pages"]
    assert names({file: data}, own=["We beat Cedar & Søn."]) == set()


def test_nobody_learns_of_another_tenant_by_writing_the_parts_of_a_name():
    files = {"README.txt": b"Read more at Northwind\nStudio Oslo is near"}
    assert names(files) == {("README.txt", "Northwind Studio")}
    assert names(files, own=["Read more at Northwind", "Studio Oslo is near"]) == set()
    assert names(files, own=["Read more at North\u200bwi\u00adnd", "Studios; no Oslo is near"]) == set()
    assert names(files, own=["Read more at North", "wind. Studio Oslo is near"]) == {("README.txt", "Northwind Studio")}


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("Cedar & Søn", ("cedar", "søn")),
        ("ＣＥＤＡＲ", ("cedar",)),
        ("Ελιά", ("ελιά",)),
        ("Ad", ()),
        ("R&D & Co", ()),
        ("2026", ()),
        ("🎉", ()),
    ],
)
def test_a_name_is_looked_for_if_it_stands_for_somebody(name, words):
    assert distinctive(name) == words


@pytest.mark.parametrize("name", ["Page 2", "Next Steps", "Strategy", "Executive Summary", "Pack 1", "Budget & Co"])
def test_an_agency_that_is_called_as_packs_speak_stops_nobody_elses_pack(name):
    text = f"Begin with {name} of all."
    assert names({"README.txt": text.encode()}, others=[name]) == set()


def test_a_name_within_other_words_is_none():
    assert names({"README.txt": b"Cedarwood & Sons of Oslo; Northwind Studios"}) == set()


@pytest.fixture(scope="module")
def pack():
    return inputs_of(dumped())


def test_a_whole_pack_holds_no_name_but_its_own(pack):
    members = assemble(pack, key=KEY, identity=IDENTITY).members
    strangers = ["Cedar & Søn", *(f"Agency {number} of Ålesund" for number in range(1_000))]
    assert find(members, others=strangers, own=[pack.brand.agency_name]) == []
    found = find(members, others=[pack.frame.client], own=[])
    assert {leak.file for leak in found} >= {"report.pdf", "deck.pptx", "summary.html", "artifacts.json", "README.txt"}


def test_the_pages_of_a_report_are_read_as_a_reader_reads_them():
    data = pdf("Ελένη, Олена, Søren: “quoted” – 35\u00a0% 🎉 → 東")
    parts = leaks.parts("report.pdf", data)
    text = "".join(text for part in parts if part.name == "pages" for text in part.texts)
    assert squeezed(text) == "".join(pdf_pages(data))


def test_a_place_is_the_file_and_its_part():
    assert Leak("deck.pptx", "docProps/app.xml", "X").place == "deck.pptx, docProps/app.xml"
    assert Leak("README.txt", "", "X").place == "README.txt"


@pytest.mark.parametrize(
    ("lang", "text", "name"),
    [
        ("he-IL", "כאן כתוב שלום עולם ועוד", "שלום עולם"),
        ("ar-AE", "هذا استراتيجية العيادات هنا", "استراتيجية العيادات"),
    ],
)
def test_a_name_that_is_read_from_the_right_is_found_in_the_report(lang, text, name):
    document = replace(small_document(Para(text)), lang=lang)
    data = PdfRenderer().render(document, theme_for(lang)).data
    assert [leak.name for leak in find({"report.pdf": data}, others=[name], own=[])] == [name]
    assert find({"report.pdf": data}, others=[name], own=[text]) == []
