"""Whether what was delivered can be read: the size, place and contrast of every word, measured where a foreign tool put it.

Limits: contrast 4.5 : 1 (WCAG 2.2 §1.4.3), also for large text; 7 points; inside the page.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path
from xml.etree import ElementTree

import pytest
from PIL import Image
from pypdf import PdfReader

from campaigns import content
from campaigns.content import walk_strings
from campaigns.enums import ArtifactKind
from campaigns.models import Engagement
from tenants.colour import MINIMUM, contrast
from tenants.scope import tenant
from tests.delivery.deck_reader import deck_text
from tests.delivery.extract import squeezed
from tests.judge.tools import run, slides
from tests.support import work

pytestmark = [pytest.mark.judge, pytest.mark.django_db(transaction=True)]

SMALLEST = 7  # points
POINTS = 72
MIDDLE = 0.4  # of the height of a word's box
RESOLUTION = 216  # dots an inch: strokes of the smallest text are more than a dot wide

Box = tuple[float, float, float, float]  # left, top, right, bottom


def approved(engagement: Engagement) -> list[str]:
    """Every string of every version that went in, without spaces."""
    with tenant(engagement.agency):
        return [
            squeezed(text)
            for kind in ArtifactKind
            for _, text in walk_strings(content.parse(kind, work.artifact(engagement, kind).effective.content))
        ]


# --- Pages on paper --------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Word:
    """Where poppler finds a word, in points from the top left of its page."""

    text: str
    page: int
    box: Box
    inside: bool


def words_of(pdf: Path) -> Iterator[Word]:
    tree = ElementTree.fromstring(run("pdftotext", "-bbox", str(pdf), "-", cwd=pdf.parent))
    for number, page in enumerate(tree.findall(".//{*}page"), 1):
        width, height = float(page.get("width")), float(page.get("height"))
        for word in page.findall("{*}word"):
            left, top, right, bottom = (float(word.get(side)) for side in ("xMin", "yMin", "xMax", "yMax"))
            inside = left >= 0 and top >= 0 and right <= width and bottom <= height
            yield Word(word.text or "", number, (left, top, right, bottom), inside)


def unreadable(pdf: Path) -> list[str]:
    """Words that lie outside their page, or in whose place nothing stands out from the ground by 4.5 : 1."""
    run("pdftoppm", "-r", str(RESOLUTION), str(pdf), str(pdf.parent / f"{pdf.stem}-page"), cwd=pdf.parent)
    pictures = sorted(pdf.parent.glob(f"{pdf.stem}-page-*.ppm"))
    found, words = [], list(words_of(pdf))
    assert len(words) > 1_000
    for number, picture in enumerate(pictures, 1):
        with Image.open(picture) as page:
            for word in (word for word in words if word.page == number):
                ratio = contrast_in(page, word.box) if word.inside else 0
                if ratio < MINIMUM:
                    found.append(f"page {number}: {word.text!r} has {ratio:.2f}")
    return found


def collisions(pdf: Path) -> list[str]:
    """Words printed on other words: lines may touch, but not by as much as the middle of their letters."""
    found, pages = [], defaultdict(list)
    for word in words_of(pdf):
        pages[word.page].append(word)
    assert pages
    for number, words in pages.items():
        pairs = ((one, other) for one, other in combinations(words, 2) if covers(one.box, other.box))
        found += [f"page {number}: {one.text!r} and {other.text!r}" for one, other in pairs]
    return found


def covers(one: Box, other: Box) -> bool:
    across = min(one[2], other[2]) - max(one[0], other[0])
    down = min(one[3], other[3]) - max(one[1], other[1])
    return across > 1 and down > min(one[3] - one[1], other[3] - other[1]) * MIDDLE


def contrast_in(page: Image.Image, box: Box) -> float:
    """The highest contrast with the ground, which is the colour of most dots."""
    left, top, right, bottom = (length * RESOLUTION / POINTS for length in box)
    cut = page.crop((int(left), int(top), int(right) + 1, int(bottom) + 1))
    colours = sorted(cut.getcolors(cut.width * cut.height), reverse=True)
    ground, *others = ("#{:02x}{:02x}{:02x}".format(*colour) for _, colour in colours)
    return max((contrast(ground, other) for other in others), default=1)


def test_every_word_of_the_report_is_inside_its_page_and_stands_out_from_its_ground(folder: Path) -> None:
    assert unreadable(folder / "report.pdf") == []


def test_no_text_of_the_report_is_smaller_than_seven_points(folder: Path) -> None:
    sizes: set[float] = set()
    for page in PdfReader(folder / "report.pdf").pages:
        page.extract_text(visitor_text=lambda text, cm, tm, font, size: sizes.add(size) if text.strip() else None)
    assert min(sizes) >= SMALLEST


def test_no_word_of_the_report_is_printed_on_another(folder: Path) -> None:
    assert collisions(folder / "report.pdf") == []


# --- Slides ----------------------------------------------------------------------------------------------------------


def test_every_word_of_the_deck_is_inside_its_slide_and_stands_out_from_its_ground(folder: Path) -> None:
    assert unreadable(slides(folder)) == []


def test_no_word_of_the_deck_is_printed_on_another_where_its_faces_are_missing(folder: Path) -> None:
    assert collisions(slides(folder)) == []


def test_the_deck_says_what_was_approved_without_its_notes(folder: Path, engagement: Engagement) -> None:
    shown, wanted = deck_text((folder / "deck.pptx").read_bytes()), approved(engagement)
    assert len([text for text in wanted if text not in shown]) <= len(wanted) / 100
