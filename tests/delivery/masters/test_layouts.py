"""Which layouts of a master a deck uses."""

import pytest
from lxml import etree

from delivery.masters.layouts import Candidate, cover_of, page_of

pytestmark = pytest.mark.sqlite  # no database


def layout(name: str, kind: str, *places: str) -> Candidate:
    return Candidate(f"{name}.xml", etree.Element("layout"), name, kind, places)


COVER = layout("Deckblatt", "cust", "title", "body")
OTHER = layout("Two columns", "twoObj", "title", "obj", "obj")
PLAIN = layout("Ours", "cust", "title", "ftr")
NAMED = layout("Nur Titel", "cust", "title", "body")
TYPED = layout("Something", "titleOnly", "title", "body")
BLANK = layout("Empty", "blank", "ftr")


def chosen(*layouts: Candidate) -> list[str]:
    cover = cover_of(layouts)
    page = page_of(layouts, cover)
    return [each.name if each else "" for each in (cover, page)]


def test_a_layout_for_slides_is_known_by_its_type_then_by_its_name_then_by_what_it_lacks():
    assert chosen(BLANK, COVER, OTHER, PLAIN, NAMED, TYPED) == ["Deckblatt", "Something"]
    assert chosen(BLANK, COVER, OTHER, PLAIN, NAMED) == ["Deckblatt", "Nur Titel"]
    assert chosen(BLANK, COVER, OTHER, PLAIN) == ["Deckblatt", "Ours"]
    assert chosen(BLANK, COVER, OTHER) == ["Deckblatt", "Two columns"]


def test_a_cover_is_known_by_its_type_then_by_its_name_then_by_its_placeholders():
    typed, placed = layout("A", "title", "ctrTitle"), layout("B", "cust", "title", "subTitle")
    assert chosen(PLAIN, placed, COVER, typed) == ["A", "Ours"]
    assert chosen(PLAIN, placed, COVER) == ["Deckblatt", "Ours"]
    assert chosen(PLAIN, placed) == ["B", "Ours"]


def test_a_layout_without_a_title_is_never_used():
    assert chosen(BLANK) == ["", ""]
    assert chosen(layout("Cover", "title", "body"), PLAIN) == ["", "Ours"]
