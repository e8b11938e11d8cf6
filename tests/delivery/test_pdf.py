"""The PDF as a file and as pages."""

import io
import re
from dataclasses import replace

import pytest
from pypdf import PdfReader

from delivery.document import Callout, Chart, Col, Definition, Defs, Mark, Para, Section, Strong, Table, Text, Topic
from delivery.renderers.pdf import PdfRenderer
from delivery.renderers.pdf.front import png_size
from delivery.renderers.pdf.pen import Pen
from delivery.renderers.pdf.strips import Box, Lines, Strip, clip, split
from delivery.theme import Theme
from delivery.theme.type import Style, measure
from tests.delivery.extract import pdf_pages
from tests.delivery.page_reader import Report
from tests.delivery.sample_brand import sample_brand
from tests.delivery.sample_contents import DEMO_NAMES, composed, demo
from tests.delivery.sample_document import sample_document
from tests.delivery.small_document import every_block, small_document

SMALLEST = 7.0
BODY = Style("text", 10.5, 15.5)


@pytest.fixture(scope="module")
def file(sample_pdf):
    return PdfReader(io.BytesIO(sample_pdf))


def test_the_file_names_agency_title_and_language(file):
    agency = "Studio Halden"
    assert dict(file.metadata) == {
        "/Title": "Grow qualified demos by 35\u00a0% in two quarters | Nordlys Clinics Group",
        "/Subject": "Calm operations, counted savings",
        "/Author": agency,
        "/Creator": agency,
        "/Producer": agency,
    }
    assert file.trailer["/Root"]["/Lang"] == "en"
    assert file.trailer["/Root"]["/ViewerPreferences"]["/DisplayDocTitle"]


def test_nothing_in_the_file_names_the_software(sample_pdf):
    assert [word for word in (b"reportlab", b"python", b"aicmo") if word in sample_pdf.lower()] == []


def test_every_face_is_embedded_as_a_subset(file):
    fonts = {
        str(font.get_object()["/BaseFont"]): "/FontFile2" in font.get_object().get("/FontDescriptor", {})
        for page in file.pages
        for font in page["/Resources"]["/Font"].values()
    }
    assert all(fonts.values()), fonts
    assert {name.split("+")[1].split("-")[0] for name in fonts} >= {"SourceSans3", "SourceSerif4Display"}


def test_the_outline_has_sections_and_their_topics(file, sample):
    titles = [entry.title for entry in file.outline if not isinstance(entry, list)]
    topics = [entry.title for group in file.outline if isinstance(group, list) for entry in group]
    assert titles == ["Cover", *(section.title for section in sample.sections)]
    assert topics == [topic.title for section in sample.sections for topic in section.topics]


def test_the_contents_link_to_every_section_and_topic(file, sample):
    links = [note.get_object() for note in file.pages[1]["/Annots"]]
    assert len(links) == sum(1 + len(section.topics) for section in sample.sections)
    assert {link["/Subtype"] for link in links} == {"/Link"}


def test_page_numbers_in_the_contents_are_those_of_the_outline(file):
    lines = file.pages[1].extract_text().split("\n")
    numbers = [int(found[0]) for line in lines if (found := re.search(r"(?<= )\d+$", line))]
    flat = [entry for group in file.outline[1:] for entry in (group if isinstance(group, list) else [group])]
    assert numbers[:-1] == [file.get_destination_page_number(entry) + 1 for entry in flat]


def test_every_page_but_the_cover_says_for_whom_and_where(sample_pdf):
    pages = pdf_pages(sample_pdf)
    count = len(pages)
    feet = [f"PreparedforNordlysClinicsGroupPage{number}of{count}" for number in range(2, count + 1)]
    assert [page.endswith(foot) for page, foot in zip(pages[1:], feet, strict=True)] == [True] * (count - 1)


def test_the_sample_takes_twenty_eight_pages(file):
    assert len(file.pages) == 28


@pytest.mark.parametrize(("page", "most"), [("A4", 30), ("Letter", 37)])
def test_the_demo_fills_no_more_pages_than_it_should(page, most):
    data = PdfRenderer().render(composed(demo("nordlys")), Theme.of(sample_brand(), page=page)).data
    assert 25 <= len(PdfReader(io.BytesIO(data)).pages) <= most


# Placement


@pytest.fixture
def drawn(monkeypatch):
    """Shapes as they are drawn, with the y of their strips."""
    shapes = []
    draw = Pen.draw
    monkeypatch.setattr(Pen, "draw", lambda pen, shape, dy: shapes.append((shape, dy)) or draw(pen, shape, dy))
    return shapes


@pytest.mark.parametrize(("brand", "page"), [("blue", "A4"), ("yellow", "Letter"), ("green", "Letter")])
def test_all_text_is_readable_and_inside_its_page(brand, page, drawn):
    spec = sample_brand(brand)
    theme = Theme.of(spec, page=page)
    PdfRenderer().render(sample_document(spec), theme)
    outside = [text for text, dy in texts(drawn) if not inside(text, dy, theme.page)]
    assert outside == []
    assert min(text.style.size for text, _ in texts(drawn)) >= SMALLEST


@pytest.mark.parametrize("name", DEMO_NAMES)
def test_the_demos_stay_inside_a_page_of_letter(name, drawn):
    theme = Theme.of(sample_brand(), page="Letter")
    data = PdfRenderer().render(composed(demo(name)), theme).data
    assert [text for text, dy in texts(drawn) if not inside(text, dy, theme.page)] == []
    assert {tuple(page.mediabox[2:]) for page in PdfReader(io.BytesIO(data)).pages} == {(612, 792)}


def test_hostile_lengths_stay_inside_the_page(drawn, theme):
    long = "word " * 3_000 + "x" * 3_000
    document = small_document(Para(long), Defs("", (Definition(long, long),)), Callout(long, long))
    document = replace(document, title=long, client=long, campaign=long)
    document = replace(document, imprint=replace(document.imprint, agency=long, footer=long, legal=long))
    document = replace(document, sections=tuple(lengthened(section, long) for section in document.sections))
    PdfRenderer().render(document, theme)
    assert [text for text, dy in texts(drawn) if not inside(text, dy, theme.page)] == []


@pytest.mark.parametrize("rows", range(22, 34))
def test_the_agencys_last_words_are_never_alone_on_a_page(rows, theme):
    """However much stands before them: the page that they are on holds a row of the last table, too."""
    table = Table("", (Col("Document"), Col("Digest")), tuple((Strong("Row"), Text(str(row))) for row in range(rows)))
    document = small_document(Para("The beginning."))
    *others, last = document.sections
    document = replace(document, sections=(*others, replace(last, topics=(replace(last.topics[0], blocks=(table,)),))))
    *_, page = PdfReader(io.BytesIO(PdfRenderer().render(document, theme).data)).pages
    text = page.extract_text()
    assert "Row" in text
    assert "Prepared for A client\nA contact line\nA legal line" in text


def lengthened(section: Section, long: str) -> Section:
    return replace(section, title=long, standfirst=long)


def texts(drawn):
    return [(shape, dy) for shape, dy in drawn if isinstance(shape, Lines)]


def inside(text, dy, page):
    width = max(measure(line, text.style) for line in text.lines)
    left = {"left": text.x, "right": text.x - width, "centre": text.x - width / 2}[text.align]
    top = text.y + dy - text.style.size
    return left >= 40 and left + width <= page.width - 40 and top >= 0 and text.end + dy <= page.height - 24


def test_sizes_in_the_file_are_those_of_the_layout(file):
    sizes = set()
    for page in file.pages:
        page.extract_text(visitor_text=lambda text, cm, tm, font, size: sizes.add(size) if text.strip() else None)
    assert min(sizes) >= SMALLEST


# Pagination


def test_a_topic_that_overflows_says_that_it_continues(theme):
    facts = tuple(Definition(f"Term {number}", "A fact. " * 12) for number in range(40))
    pages = pdf_pages(PdfRenderer().render(small_document(Defs("", facts)), theme).data)
    assert [page.startswith("Atopic,continued") for page in pages[3:6]] == [False, True, True]


def test_a_remainder_of_a_few_lines_is_avoided(theme):
    def pages(count):
        facts = tuple(Definition(f"Term {number}", "A fact.") for number in range(count))
        return len(PdfReader(io.BytesIO(PdfRenderer().render(small_document(Defs("", facts)), theme).data)).pages)

    fits = next(count for count in range(10, 40) if pages(count + 1) > pages(count))
    loose = (theme.page.height - 92 - 80 - 46) / 34.5  # rows on a page with gaps as they are
    assert fits > loose


@pytest.mark.parametrize("page", ["A4", "Letter"])
@pytest.mark.parametrize("count", range(14, 34))
def test_a_last_page_is_never_nearly_empty(count, page):
    facts = tuple(Definition(f"Term{number}.", "A fact.") for number in range(count))
    theme = Theme.of(sample_brand(), page=page)
    pages = pdf_pages(PdfRenderer().render(small_document(Defs("", facts)), theme).data)
    rows = [text.count("Term") for text in pages if "Term" in text]
    assert rows[1:] == [] or rows[-1] >= 6


@pytest.mark.parametrize("lines", range(20, 40))
def test_a_section_in_the_flow_keeps_its_first_rows_beside_its_name(lines, theme):
    """The name and standfirst of a section hang in the side column; a table waits below them."""
    table = Table("", (Col("Head"), Col("Text")), tuple((Strong(f"Row {row}"), Text("text")) for row in range(9)))
    before = small_document(*(Para(f"Line {line}") for line in range(lines)))
    flowing = Topic("", "Flowing topic", (table,), start="flow")
    section = Section("2", "A second section", "A standfirst of several lines. " * 4, (flowing,), opener=False)
    document = replace(before, sections=(before.sections[0], section))
    pages = pdf_pages(PdfRenderer().render(document, theme).data)
    (page,) = [page for page in pages if "Row0" in page]
    assert ("Row1" in page, "Flowingtopic,continued" in page) == (True, False)


def test_a_paragraph_leaves_two_lines_on_either_side_of_a_break(theme):
    text = "A sentence of several words that fills the line. " * 120
    pages = PdfReader(io.BytesIO(PdfRenderer().render(small_document(Para(text)), theme).data)).pages
    lines = [page.extract_text().count("sentence") for page in pages[3:5]]
    assert min(lines) > 1


def test_clipping_ends_a_long_line_with_an_ellipsis():
    clipped = clip("one two three four five", BODY, 60)
    assert clipped.endswith("…")
    assert measure(clipped, BODY) <= 60
    assert clip("one", BODY, 60) == "one"


def test_a_strip_taller_than_a_page_is_cut_between_lines():
    text = Lines(0, 10, tuple("abcdef"), BODY, "#000000")
    strip = Strip(110, [Box(0, 0, 10, 110, "#FFFFFF"), text])
    above, below = split(strip, 50)
    kept = [shape.lines for part in (above, below) for shape in part.shapes if isinstance(shape, Lines)]
    fields = [shape.height for part in (above, below) for shape in part.shapes if isinstance(shape, Box)]
    assert kept == [("a", "b", "c"), ("d", "e", "f")]
    assert fields == [50, 60]


# Room


def test_every_line_of_the_sample_stands_on_its_page_alone_and_whole(sample_pdf):
    report = Report(sample_pdf)
    assert (report.beyond, report.overprinted, report.clips) == ([], [], 0)
    assert len(report.lines) > 500


def test_two_marks_of_one_week_are_not_printed_on_one_another(theme):
    chart = next(block for block in every_block() if isinstance(block, Chart))
    marked = replace(chart, marks=(Mark(1, "A review"), Mark(1, "A budget")))
    assert Report(PdfRenderer().render(small_document(marked), theme).data).overprinted == []


def test_what_is_overprinted_or_beyond_the_paper_is_found(theme):
    data = PdfRenderer().render(small_document(Para("One line")), theme).data
    report = Report(data)
    line = next(line for line in report.lines if line.codes == b"One line")
    report.lines += [replace(line, x=line.x + 3, y=line.y + 2), replace(line, page=9, x=report.width - 5)]
    assert [pair[0].codes for pair in report.overprinted] == [b"One line"]
    assert [outside.page for outside in report.beyond] == [9]


# Logo


def test_the_logo_for_dark_grounds_stands_on_a_dark_brand(file, sample):
    images = [image.image.size for image in file.pages[0].images]
    assert images == [png_size(sample.imprint.logo_on_dark)]


def test_without_the_right_logo_the_agency_is_named(sample, theme):
    imprint = replace(sample.imprint, logo_on_dark=None)
    data = PdfRenderer().render(replace(sample, imprint=imprint), theme).data
    page = PdfReader(io.BytesIO(data)).pages[0]
    assert len(page.images) == 0
    assert "Studio Halden" in page.extract_text()


@pytest.mark.parametrize("data", [b"", b"GIF89a", b"\x89PNG\r\n\x1a\n" + b"x" * 20])
def test_a_logo_that_is_no_png_is_refused(data):
    with pytest.raises(ValueError, match="PNG"):
        png_size(data)
