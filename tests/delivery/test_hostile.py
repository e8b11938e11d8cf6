"""Text that means harm, or merely looks like it, is printed as it is and stops nothing."""

import json
from collections import Counter
from time import process_time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from campaigns.enums import ArtifactKind
from delivery import fonts
from delivery.assemble import assemble, document_of
from delivery.document import Definition, Defs, Para, map_strings, strings
from delivery.renderers.html import HtmlRenderer
from delivery.renderers.pdf import PdfRenderer
from delivery.theme.text import clean, is_invisible
from delivery.theme.type import face
from delivery.verify import verify
from tests.delivery.deck_reader import deck_text
from tests.delivery.extract import html_text, pdf_pages, squeezed
from tests.delivery.sample_inputs import dumped, inputs_of
from tests.delivery.sample_pack import IDENTITY, KEY, SIGNERS
from tests.delivery.small_document import every_block, small_document

HOSTILE = [
    "<script>alert(1)</script>",
    "AT&T <b>bold",
    "x<y and y>z",
    "R&D",
    "&amp;&lt;&#0;",
    "javascript:alert(1)",
    '"><img src=x onerror=alert(1)>',
    "</style></script><!--",
    "{{ client }} {% csrf_token %} %(x)s ${x}",
    "a\x00b\x07c\x1b[31md\x85e",
    "\u202eevil\u2066iso\u2069",
    "\ud800lone",
    "()\\ ) Tj ET BT (",
    "Ελένη Παπαδοπούλου",
    "Олена Шевченко",
    "a\u0301\u0323e\u0301 ﷺ 病院 שלום سلام ไทย",
    "😀👩‍👩‍👧‍👦🏳️‍🌈",
    "a\nb\r\nc\u2028d\te",
    "\u00a0 \u00a0",
    " leading and trailing ",
    "0" * 400,
]
PRINTED = st.one_of(st.sampled_from(HOSTILE), st.text(max_size=80))


def printed(text):
    """What a PDF shows: a character that has no face appears as its code point, and no other does."""
    return squeezed("".join(map(shown, clean(text))))


def shown(char):
    known = char in fonts.coverage() or char.isspace() or is_invisible(char) or face("text").covers(char)
    return char if known else f"[U+{ord(char):04X}]"


def shown_in_html(text):
    return squeezed(clean(text))


def pdf_text(document, theme):
    return "".join(pdf_pages(PdfRenderer().render(document, theme).data))


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_text_is_printed_in_every_place_of_the_pdf(text, theme):
    document = map_strings(small_document(), lambda string: f"{string} {text} end")
    found = pdf_text(document, theme)
    short = [string for string in map(printed, strings(document)) if len(string) < 150]
    assert [string for string in short if string not in found] == []


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_text_is_printed_in_every_place_of_the_html(text, theme):
    plain = HtmlRenderer().render(map_strings(small_document(), lambda string: f"{string} plain"), theme).data
    document = map_strings(small_document(), lambda string: f"{string} {text} end")
    data = HtmlRenderer().render(document, theme).data
    found = html_text(data)
    assert [string for string in map(shown_in_html, strings(document)) if string not in found] == []
    assert data.count(b"<script") == plain.count(b"<script") == 0
    assert data.count(b"<") == plain.count(b"<")


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=PRINTED)
def test_no_text_stops_a_renderer_or_is_lost(text, theme):
    document = small_document(*map_strings(every_block(), lambda string: f"{string}{text}"), Para(text))
    html = html_text(HtmlRenderer().render(document, theme).data)
    assert [string for string in map(shown_in_html, strings(document)) if string not in html] == []
    missing = Counter()
    for string in map(printed, strings(document)):
        missing += Counter(string)
    missing.subtract(Counter(pdf_text(document, theme)))
    assert +missing == Counter()


SIGNS = "🎉 Doors open ✅ Free ➜ Read on ⭐⭐⭐ ★ ✔ ● → ⇒ ⟶ 🚀 🇩🇰 👩‍👩‍👧‍👦"


@pytest.mark.parametrize("renderer", [PdfRenderer(), HtmlRenderer()], ids=["pdf", "html"])
def test_emoji_symbols_and_arrows_are_read_as_themselves_in_every_place(renderer, theme):
    document = map_strings(small_document(), lambda string: f"{string} {SIGNS}")
    data = renderer.render(document, theme).data
    found = "".join(pdf_pages(data)) if renderer.filename.endswith("pdf") else html_text(data)
    assert [string for string in map(squeezed, strings(document)) if string not in found and len(string) < 150] == []
    assert "[U+" not in found


def test_a_word_of_a_hundred_thousand_characters_is_printed_whole(theme):
    word = "abcdefghij" * 10_000
    document = small_document(Para(word), Defs("", (Definition("Term", word),)))
    assert pdf_text(document, theme).count("abcdefghij") >= 19_000
    assert html_text(HtmlRenderer().render(document, theme).data).count(word) == 2


WIDE = {
    ArtifactKind.INTAKE: ("pricing", "competitors", "target_audience", "objections", "constraints", "voice_examples"),
    ArtifactKind.STRATEGY: ("standfirst",),
    ArtifactKind.CREATIVES: ("standfirst", "brand_voice_notes"),
    ArtifactKind.EXECUTION: ("standfirst",),
    ArtifactKind.MONITORING: ("standfirst",),
}
"""Kind → fields that take 100 000 characters, eleven together."""


@pytest.fixture
def megabyte():
    text = "Ten letters in a line of words. " * 3_100
    contents = {kind: {**data, **dict.fromkeys(WIDE[kind], text)} for kind, data in dumped().items()}
    return inputs_of(contents)


@pytest.mark.sqlite  # no database is asked, so one run of the suite is enough
def test_a_megabyte_over_several_fields_neither_breaks_nor_changes_a_build_and_is_in_every_file(megabyte):
    assert sum(len(megabyte.contents[kind][name]) for kind, names in WIDE.items() for name in names) > 2**20
    began = process_time()
    first, again = (assemble(megabyte, key=KEY, identity=IDENTITY) for _ in range(2))
    assert process_time() - began < 60, "seconds for both"
    assert again.archive == first.archive
    assert again.members == first.members
    assert verify(first.archive, SIGNERS) == []

    written = list(strings(document_of(megabyte)))
    members = first.members
    kept = json.loads(members["artifacts.json"])
    assert {kind: kept[kind]["content"] for kind in kept} == {kind.value: c for kind, c in megabyte.contents.items()}
    page = html_text(members["summary.html"])
    assert [string for string in map(shown_in_html, written) if string not in page] == []
    for text in ("".join(pdf_pages(members["report.pdf"])), deck_text(members["deck.pptx"])):
        assert Counter("".join(map(squeezed, written))) - Counter(text) == Counter()
