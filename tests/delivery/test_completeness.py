"""Every content string of a document is in every format, in document order within its section."""

import io
from dataclasses import dataclass, replace
from typing import get_args

import pytest
from pypdf import PdfReader

from delivery.document import Block, Key, MarkGrid, Para, map_strings, section_strings, strings
from delivery.renderers.base import UnknownBlock
from delivery.renderers.html import HtmlRenderer
from delivery.renderers.pdf import PdfRenderer
from tests.delivery.extract import html_sections, html_text, in_order, pdf_pages, pdf_sections, squeezed
from tests.delivery.sample_contents import DEMO_NAMES, composed, demo
from tests.delivery.small_document import every_block, small_document

READERS = {
    "pdf": (PdfRenderer(), pdf_sections, lambda data: "".join(pdf_pages(data))),
    "html": (HtmlRenderer(), html_sections, html_text),
}


@pytest.fixture(params=READERS)
def reader(request):
    return READERS[request.param]


def wanted(part):
    return [squeezed(string) for string in part]


def missing_by_section(document, texts):
    assert len(texts) == len(document.sections)
    return [
        in_order(wanted(section_strings(section)), text) for section, text in zip(document.sections, texts, strict=True)
    ]


def test_the_small_document_has_every_kind_of_block():
    assert {type(block) for block in every_block()} == set(get_args(Block))


def test_the_sample_pdf_has_every_string_in_order(sample, sample_pdf):
    assert missing_by_section(sample, pdf_sections(sample_pdf, sample)) == [[]] * len(sample.sections)


def test_the_sample_html_has_every_string_in_order(sample, sample_html):
    assert missing_by_section(sample, html_sections(sample_html)) == [[]] * len(sample.sections)


@pytest.mark.parametrize("name", DEMO_NAMES)
def test_a_demo_has_every_string_in_order(name, reader, theme):
    document = composed(demo(name))
    assert missing_by_section(document, sections_of(reader, document, theme)) == [[]] * len(document.sections)


def test_cover_and_imprint_are_in_the_pdf(sample, sample_pdf):
    text = "".join(pdf_pages(sample_pdf))
    assert [string for string in wanted(strings(sample)) if string not in text] == []


def test_cover_and_imprint_are_in_the_html(sample, sample_html):
    text = html_text(sample_html)
    logo = squeezed(sample.imprint.agency)
    assert [string for string in wanted(strings(sample)) if string not in text and string != logo] == []


def sections_of(reader, document, theme):
    renderer, sections, _ = reader
    data = renderer.render(document, theme).data
    return sections(data, document) if renderer.filename.endswith("pdf") else sections(data)


@pytest.mark.parametrize("block", every_block(), ids=lambda block: type(block).__name__)
def test_each_kind_of_block_prints_its_strings_in_order(block, reader, theme):
    document = small_document(block)
    assert missing_by_section(document, sections_of(reader, document, theme)) == [[], []]


def test_all_kinds_together_print_their_strings_in_order(reader, theme):
    document = small_document()
    assert missing_by_section(document, sections_of(reader, document, theme)) == [[], []]


def test_texts_half_as_long_again_are_still_complete(sample, reader, theme):
    longer = map_strings(sample, lambda text: text + text[: len(text) // 2] if " " in text else text)
    renderer, _, text_of = reader
    text = text_of(renderer.render(longer, theme).data)
    content = [string for string in wanted(strings(longer)) if len(string) < 120]
    assert [string for string in content if string not in text] == []


def test_empty_optional_strings_are_left_out(reader, theme):
    document = map_strings(small_document(), lambda text: "")
    renderer, _, text_of = reader
    assert "None" not in text_of(renderer.render(document, theme).data)


@pytest.mark.parametrize("art", [MarkGrid("No weeks", ()), MarkGrid("Two", ((0, None, 7), (1,)))])
def test_the_cover_takes_any_calendar(art, reader, theme):
    renderer, _, text_of = reader
    document = replace(small_document(Para("Body")), art=art)
    assert squeezed(art.caption) in text_of(renderer.render(document, theme).data)


@dataclass(frozen=True)
class Hologram:
    text: str


def test_a_block_that_a_renderer_does_not_know_is_refused_by_name(reader, theme):
    with pytest.raises(UnknownBlock, match="Hologram"):
        reader[0].render(small_document(Hologram("x")), theme)


def test_the_key_becomes_the_headline_below_its_title(theme):
    data = PdfRenderer().render(small_document(Key("Claim"), Para("Body")), theme).data
    page = PdfReader(io.BytesIO(data)).pages[3].extract_text()
    assert page.index("A topic") < page.index("Claim") < page.index("Body")
