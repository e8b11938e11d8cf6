"""Hostile texts by the ten thousand through every format: what is read from the file is what was stored (make soak).

A document takes a few texts in turn in all of its strings, each time between two marks of its own. What stands between the marks
in the file must be the text as content stores it, where a character without a face reads as its code. A text that is long by
its codes may go on after the end of a page, beside another column: of it no character is lost. Hypothesis finds the texts, and
the smallest ones that are lost; SEED begins elsewhere.
"""

import os
import re
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from itertools import count

from hypothesis import HealthCheck, given, seed, settings
from hypothesis import strategies as st

from campaigns.content import clean_text
from delivery.document import Document, map_strings, section_strings
from delivery.renderers.html import HtmlRenderer
from delivery.renderers.pdf import PdfRenderer
from delivery.renderers.pptx import PptxRenderer
from delivery.theme import Theme
from tests.delivery.deck_reader import deck_text
from tests.delivery.extract import html_sections, in_order, pdf_sections, squeezed
from tests.delivery.sample_brand import sample_brand
from tests.delivery.small_document import every_block, small_document
from tests.delivery.test_hostile import HOSTILE, printed
from tests.delivery.test_pptx_layout import faults, lost

SEED = int(os.environ.get("SEED", "0"))
ENOUGH = {"pdf": 50_000, "html": 50_000, "deck": 6_000}  # different texts
MARKUP = "<>&\"'\\/()[]{}%$#;:=-!?_x0041 \n\t\r\u00a0\u200b\u00ad\u2028"
RANGES = [
    *[(0x20, 0x7F)] * 4, *[(0xA0, 0x250), (0x370, 0x530)] * 2, (0, 0x100), (0x300, 0x370), (0x530, 0x800), (0x900, 0xE80),
    (0x1E00, 0x2000), (0x2000, 0x2070), (0x2190, 0x2800), (0x3040, 0x3100), (0x4E00, 0x9FFF), (0xD800, 0xE000), (0xF900, 0x10000),
    (0x1F300, 0x1FAFF), (0x10000, 0x20000), (0xE0000, 0xE0100), (0, 0x110000),
]  # fmt: skip
LONG = 150  # printed characters
TEXTS = 16  # of a document: of more, Hypothesis loses its way
CODE = re.compile(r"\[U\+([0-9A-F]{4,6})\]")
THEME = Theme.of(sample_brand())

within = {span: st.integers(span[0], span[1] - 1).map(chr) for span in RANGES}
hostile = st.one_of(
    st.sampled_from(HOSTILE[:-1]),
    st.text(st.sampled_from(MARKUP), min_size=1, max_size=40),
    *(st.text(one, min_size=1, max_size=30) for one in within.values()),
    st.text(st.one_of(*within.values()), min_size=1, max_size=40),
).map(clean_text)
"""Texts as content stores them: known to hurt, signs of markup, characters of one range or of many."""


def holding(texts: list[str]) -> Document:
    """A document with one block of every kind, whose strings are the texts in turn, each between marks."""
    number, document = count(), small_document()

    def fill(string: str) -> str:
        if not string:
            return ""
        position = next(number)
        return f"{position}:{texts[position % len(texts)]}:{position}."

    first, *rest = document.sections
    topic = replace(first.topics[0], blocks=map_strings(every_block(), fill))
    return replace(document, sections=(replace(first, topics=(topic,)), *rest))


def through(name: str, check: Callable[[Document], None]) -> None:
    """Have documents of enough different texts checked."""
    seen = set[str]()
    several = st.lists(hostile, min_size=TEXTS, max_size=TEXTS, unique=True)

    @seed(SEED)
    @settings(
        max_examples=2 * ENOUGH[name] // TEXTS, deadline=None, database=None, suppress_health_check=list(HealthCheck)
    )
    @given(several)
    def examine(texts: list[str]) -> None:
        if len(seen) < ENOUGH[name]:
            check(holding(texts))
            seen.update(texts)

    examine()
    print(f"{len(seen):,} different texts")
    assert len(seen) >= ENOUGH[name]


def test_the_pdf_gives_back_what_was_stored():
    def check(document):
        sections = pdf_sections(PdfRenderer().render(document, THEME).data, document)
        for section, text in zip(document.sections, sections, strict=True):
            written = [printed(string) for string in section_strings(section)]
            short = [decoded(string) for string in written if len(string) < LONG]
            assert in_order(short, decoded(text)) == []
            assert Counter(decoded("".join(written))) - Counter(decoded(text)) == Counter()

    through("pdf", check)


def test_the_html_gives_back_what_was_stored():
    def check(document):
        sections = html_sections(HtmlRenderer().render(document, THEME).data)
        for section, text in zip(document.sections, sections, strict=True):
            assert in_order([squeezed(string) for string in section_strings(section)], text) == []

    through("html", check)


def test_the_deck_gives_back_what_was_stored_and_all_of_it_fits():
    def check(document):
        data = PptxRenderer().render(document, THEME).data
        assert lost(document, data) == Counter()
        text = deck_text(data)
        written = [squeezed(string) for section in document.sections for string in section_strings(section)]
        apart = [string for string in written if string not in text]  # by the end of a slide
        assert len(apart) <= len(written) / 50, apart
        assert faults(data) == []

    through("deck", check)


def decoded(text: str) -> str:
    """A text of the report with the characters whose codes it shows."""
    return CODE.sub(lambda found: chr(int(found[1], 16)), text)
