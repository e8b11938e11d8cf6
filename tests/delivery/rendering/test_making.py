"""What a renderer raises is traced to the words at which it does."""

import re

import pytest

from campaigns.enums import ArtifactKind
from delivery.compose.origins import FRAME as AT_THE_FRAME
from delivery.compose.origins import fields, where
from delivery.document import Col, Definition, Defs, Document, Para, Table, Text, part_strings
from delivery.enums import PackFormat
from delivery.renderers.base import FRAME, NOWHERE, Rendered, Spot
from delivery.renderers.html.blocks import Blocks
from delivery.rendering.making import RENDERERS, Failure, attempt
from delivery.theme import Theme
from tests.delivery.sample_contents import composed, demo
from tests.delivery.small_document import small_document

HTML = PackFormat.HTML
DEFS = Defs("", tuple(Definition(f"Term {number}", f"Text {number}") for number in range(7)))


@pytest.fixture
def failing(monkeypatch: pytest.MonkeyPatch) -> None:
    """HTML in which “Text 5” cannot be printed, and a table of fewer than three rows not either."""
    honest = Blocks.visit

    def visit(self: Blocks, block: object) -> object:
        made = honest(self, block)
        if "Text 5" in part_strings(block) or (isinstance(block, Table) and len(block.rows) < 3):  # type: ignore[arg-type]
            raise ValueError("no such glyph")
        return made

    monkeypatch.setattr(Blocks, "visit", visit)


@pytest.mark.usefixtures("failing")
def test_an_error_is_traced_to_the_one_string_of_its_block(theme: Theme) -> None:
    document = small_document(Para("Before"), DEFS)
    failure = attempt(HTML, document, theme)
    assert failure == Failure("ValueError: no such glyph", Spot(0, 0, 1, 11))


@pytest.mark.usefixtures("failing")
def test_an_error_that_comes_of_no_words_is_traced_to_its_block(theme: Theme) -> None:
    table = Table("", (Col("Head"),), ((Text("One"),), (Text("Two"),)))
    assert attempt(HTML, small_document(table), theme) == Failure("ValueError: no such glyph", Spot(0, 0, 0, NOWHERE))


@pytest.mark.parametrize("form", list(RENDERERS))
def test_every_renderer_tells_where_it_is_and_says_when_it_has_left(
    form: PackFormat, sample: Document, theme: Theme
) -> None:
    heard: list[Spot] = []
    assert isinstance(attempt(form, sample, theme, heard.append), Rendered)
    topics = {(spot.section, spot.topic) for spot in heard} - {(NOWHERE, NOWHERE)}
    there = {(index, place) for index, section in enumerate(sample.sections) for place in range(len(section.topics))}
    assert there <= topics
    for section, topic, block, _ in heard:
        if block != NOWHERE:
            assert block < len(sample.sections[section].topics[topic].blocks)
    assert heard[-1] == FRAME
    assert {spot.block for spot in heard} >= {0, 1}


def test_a_place_is_said_in_words_with_the_fields_that_stand_there() -> None:
    contents = demo("nordlys")
    document = composed(contents)
    index = next(place for place, section in enumerate(document.sections) if section.title == "Strategy")
    section, key = document.sections[index], document.sections[index].topics[0].key
    said = f"It was printing “{section.topics[0].title}” in “Strategy”"
    (field,) = fields([key], contents)
    assert where(Spot(index, 0, 0, 0), document, contents) == f"{said}: {field}."
    assert where(Spot(index, 0, NOWHERE, NOWHERE), document, contents).startswith(f"{said}: {field}; ")
    assert where(Spot(index, NOWHERE, NOWHERE, NOWHERE), document, contents).startswith(
        "It was at the opening of “Strategy”"
    )
    assert where(Spot(99, 0, 0, 0), document, contents) == where(FRAME, document, contents) == AT_THE_FRAME


def test_words_that_stand_among_others_are_found_and_many_fields_are_counted() -> None:
    contents = demo("nordlys")
    title = contents[ArtifactKind.STRATEGY].summary.goal  # type: ignore[attr-defined]
    assert fields([f"So: {title}, and more"], contents)[0].startswith("Strategy, ")
    document = composed(contents)
    assert re.search(r"; [^;]+; [^;]+ and \d+ more\.$", where(Spot(2, 0, NOWHERE, NOWHERE), document, contents))
