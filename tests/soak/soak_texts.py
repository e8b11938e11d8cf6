"""Hostile texts by the ten thousand through every format: what is read from the file is what was stored (make soak).

A document takes some hundred texts at a time, one for each of its strings, each between two marks of its own. What stands
between the marks in the file must be the text as content stores it, where a character without a face reads as its code. A text
that is long by its codes may go on after the end of a page, beside another column: of it no character is lost. SEED begins
elsewhere.
"""

import os
import re
from collections import Counter
from dataclasses import replace
from itertools import count
from random import Random

from campaigns.content import clean_text
from delivery.document import map_strings, section_strings
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
COPIES = 6  # of each kind of block in a document
ENOUGH = {"pdf": 50_000, "html": 50_000, "deck": 6_000}  # different texts
MARKUP = "<>&\"'\\/()[]{}%$#;:=-!?_x0041 \n\t\r\u00a0\u200b\u00ad\u2028"
RANGES = [
    *[(0x20, 0x7F)] * 4, *[(0xA0, 0x250), (0x370, 0x530)] * 2, (0, 0x100), (0x300, 0x370), (0x530, 0x800), (0x900, 0xE80),
    (0x1E00, 0x2000), (0x2000, 0x2070), (0x2190, 0x2800), (0x3040, 0x3100), (0x4E00, 0x9FFF), (0xD800, 0xE000), (0xF900, 0x10000),
    (0x1F300, 0x1FAFF), (0x10000, 0x20000), (0xE0000, 0xE0100), (0, 0x110000),
]  # fmt: skip
LONG = 150  # printed characters
CODE = re.compile(r"\[U\+([0-9A-F]{4,6})\]")
THEME = Theme.of(sample_brand())


def hostile(random: Random) -> str:
    """A text of up to 60 characters: one that is known to hurt, signs of markup, or characters of one or two ranges."""
    match random.randrange(8):
        case 0:
            return "".join(random.sample(HOSTILE[:-1], 2))[:60]
        case 1 | 2:
            return "".join(random.choices(MARKUP, k=random.randrange(1, 40)))
    ranges = random.choices(RANGES, k=2)
    return "".join(chr(random.randrange(*random.choice(ranges))) for _ in range(random.randrange(1, 40)))


def documents(enough: int):
    """Documents with one block of every kind, several times, whose strings are hostile; until there were enough of them."""
    random, seen, number = Random(SEED), set[str](), count()

    def fill(string: str) -> str:
        text = clean_text(hostile(random))
        seen.add(text)
        position = next(number)
        return f"{position}:{text}:{position}." if string else ""

    while len(seen) < enough:
        document = small_document()
        first, *rest = document.sections
        topics = tuple(replace(first.topics[0], blocks=map_strings(every_block(), fill)) for _ in range(COPIES))
        yield replace(document, sections=(replace(first, topics=topics), *rest))
    print(f"{len(seen):,} different texts, {next(number):,} places")


def test_the_pdf_gives_back_what_was_stored():
    for document in documents(ENOUGH["pdf"]):
        sections = pdf_sections(PdfRenderer().render(document, THEME).data, document)
        for section, text in zip(document.sections, sections, strict=True):
            written = [printed(string) for string in section_strings(section)]
            short = [decoded(string) for string in written if len(string) < LONG]
            assert in_order(short, decoded(text)) == []
            assert Counter(decoded("".join(written))) - Counter(decoded(text)) == Counter()


def test_the_html_gives_back_what_was_stored():
    for document in documents(ENOUGH["html"]):
        for section, text in zip(
            document.sections, html_sections(HtmlRenderer().render(document, THEME).data), strict=True
        ):
            assert in_order([squeezed(string) for string in section_strings(section)], text) == []


def decoded(text: str) -> str:
    """A text of the report with the characters whose codes it shows."""
    return CODE.sub(lambda found: chr(int(found[1], 16)), text)


def test_the_deck_gives_back_what_was_stored_and_all_of_it_fits():
    for document in documents(ENOUGH["deck"]):
        data = PptxRenderer().render(document, THEME).data
        assert lost(document, data) == Counter()
        text = deck_text(data)
        written = [squeezed(string) for section in document.sections for string in section_strings(section)]
        apart = [string for string in written if string not in text]  # by the end of a slide
        assert len(apart) <= len(written) / 50, apart
        assert faults(data) == []
