"""Every page, slide and section says which approved version it was made from, and what it says can be checked."""

import io
import json
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pptx import Presentation
from pypdf import PdfReader

from delivery.archive import seal_pack
from delivery.document import Document, Para, Source
from delivery.manifest import ManifestError, pretty_json
from delivery.provenance import Untraceable, places_in
from delivery.renderers.base import Rendered
from delivery.renderers.html import HtmlRenderer
from delivery.renderers.pdf import PdfRenderer
from delivery.renderers.pptx import PptxRenderer
from delivery.theme import Theme
from tests.delivery.sample_contents import composed, demo
from tests.delivery.sample_pack import CONTENTS, FILES, IDENTITY, KEY, MANIFEST, PACK
from tests.delivery.small_document import small_document
from tests.delivery.test_verify import found, nothing, resealed

pytestmark = pytest.mark.sqlite

FILE = "provenance.json"
RENDERERS = {"report.pdf": PdfRenderer, "deck.pptx": PptxRenderer, "summary.html": HtmlRenderer}


@pytest.fixture(scope="module")
def document() -> Document:
    return composed(demo("nordlys"))


@pytest.fixture(scope="module")
def rendered(document: Document, theme: Theme) -> dict[str, Rendered]:
    return {name: renderer().render(document, theme) for name, renderer in RENDERERS.items()}


def made_from(of: Rendered) -> dict[int | str, tuple[Source, ...]]:
    return {place.name: place.sources for place in of.places}


# What renderers say of their places


@pytest.mark.parametrize("name", RENDERERS)
def test_every_place_of_a_file_is_told_once_and_in_order(name: str, rendered: dict[str, Rendered]) -> None:
    told = [place.name for place in rendered[name].places]
    assert told == places_in(name, rendered[name].data)
    assert all(place.sources for place in rendered[name].places)


def test_pages_and_slides_are_counted_as_their_own_libraries_count_them(rendered: dict[str, Rendered]) -> None:
    report, deck = rendered["report.pdf"], rendered["deck.pptx"]
    assert len(report.places) == len(PdfReader(io.BytesIO(report.data)).pages)
    assert len(deck.places) == len(Presentation(io.BytesIO(deck.data)).slides)


def test_a_page_is_traced_to_the_sections_that_stand_on_it(document: Document, rendered: dict[str, Rendered]) -> None:
    reader = PdfReader(io.BytesIO(rendered["report.pdf"].data))
    told = made_from(rendered["report.pdf"])
    chapters = [entry for entry in reader.outline if not isinstance(entry, list)][1:]
    for chapter, section in zip(chapters, document.sections, strict=True):
        page = (reader.get_destination_page_number(chapter) or 0) + 1
        assert set(section.topics[0].sources or [Source.FRAME]) <= set(told[page]), section.title
    assert told[1] == told[2] == (Source.FRAME,), "cover and contents"
    assert Source.FRAME in told[len(told)], "evidence and imprint"
    strategy = (reader.get_destination_page_number(chapters[2]) or 0) + 1
    creatives = (reader.get_destination_page_number(chapters[3]) or 0) + 1
    assert {told[page] for page in range(strategy, creatives)} == {(Source.STRATEGY,)}


def test_a_page_of_a_version_that_also_holds_the_imprint_says_both(theme: Theme) -> None:
    small = small_document(Para("Body"))
    sections = tuple(
        replace(section, topics=tuple(replace(topic, sources=(Source.CREATIVES,)) for topic in section.topics))
        for section in small.sections
    )
    told = made_from(PdfRenderer().render(replace(small, sections=sections), theme))
    assert told[len(told)] == (Source.CREATIVES, Source.FRAME)
    assert told[3] == (Source.CREATIVES,), "an opener is of its section"


def test_a_slide_is_traced_to_its_section_and_the_frame_of_the_deck_to_none(
    document: Document, rendered: dict[str, Rendered]
) -> None:
    told = made_from(rendered["deck.pptx"])
    slides = Presentation(io.BytesIO(rendered["deck.pptx"].data)).slides
    for number, slide in enumerate(slides, 1):
        notes = slide.notes_slide.notes_text_frame.text if slide.has_notes_slide else ""
        kinds = [source for source in told[number] if notes.startswith(source.value.capitalize())]
        assert bool(kinds) == bool(notes), f"slide {number}: its notes name the version that it is traced to"
        assert notes or told[number] == (Source.FRAME,)
    assert told[1] == told[2] == told[len(told)] == (Source.FRAME,), "cover, contents and the agency’s last word"


def test_a_section_of_the_summary_is_traced_to_all_that_it_shows(
    document: Document, rendered: dict[str, Rendered]
) -> None:
    told = list(made_from(rendered["summary.html"]).values())
    assert told == [section.sources for section in document.sections]
    titles = {section.title: sources for section, sources in zip(document.sections, told, strict=True)}
    assert titles["Executive summary"] == (Source.STRATEGY, Source.EXECUTION), "the reviews stand in its forecast"
    assert titles["Next steps"] == (Source.EXECUTION,)
    assert titles["Evidence"] == (Source.FRAME,)


def test_outline_and_summary_name_the_version_with_the_beginning_of_its_digest(
    document: Document, rendered: dict[str, Rendered]
) -> None:
    mark = document.sections[2].mark
    assert mark.startswith("Strategy v2 · ")
    titles = [
        entry.title for entry in PdfReader(io.BytesIO(rendered["report.pdf"].data)).outline[1:] if "title" in dir(entry)
    ]
    assert titles[2] == f"Strategy ({mark})"
    assert titles[-1] == "Evidence", "made from no version"
    assert f'data-made-from="{mark}"' in rendered["summary.html"].data.decode()


# The file


def test_it_tells_of_each_source_what_the_manifest_tells() -> None:
    told = json.loads(PACK.members[FILE])
    manifest = json.loads(PACK.members["manifest.json"])
    assert list(told["sources"]) == sorted(CONTENTS)
    for row in manifest["included_artifacts"]:
        source = told["sources"][row["type"]]
        assert (source["artifact_id"], source["version"]) == (row["artifact_id"], row["version"])
        assert source["content_sha256"] == row["content_sha256"]
        assert source["qc"].items() <= row["qc"].items()
        assert source["decision"] == {"by": row["approved_by"], "role": row["approver_role"], "at": row["approved_at"]}
    assert told["files"]["report.pdf"][:2] == [
        {"page": 1, "made_from": ["frame"]}, {"page": 2, "made_from": ["strategy"]},
    ]  # fmt: skip


def test_a_pack_without_it_is_not_sealed() -> None:
    files = {name: data for name, data in FILES.items() if name != FILE}
    with pytest.raises(ManifestError, match="A pack holds provenance.json"):
        seal_pack(MANIFEST, files, client="Halden", campaign="Spring", key=KEY, identity=IDENTITY)


def tampered(change: Callable[[dict[str, Any]], object], **files: bytes) -> list[str]:
    """What the check says of a provenance that somebody with the agency's key wrote otherwise."""
    told = json.loads(FILES[FILE])
    change(told)
    problems = found(resealed({**FILES, **files, FILE: pretty_json(told)}, nothing))
    assert {member for member, _ in problems} <= {FILE}
    return [sentence for _, sentence in problems]


PAGE = "report.pdf"
TAMPERINGS: dict[str, tuple[Callable[[dict[str, Any]], object], str]] = {
    "version": (
        lambda told: told["sources"]["strategy"].update(version=9),
        "It gives another version of the strategy than the manifest.",
    ),
    "digest": (
        lambda told: told["sources"]["intake"].update(content_sha256="0" * 64),
        "It gives another content_sha256 of the intake than the manifest.",
    ),
    "approver": (
        lambda told: told["sources"]["intake"]["decision"].update(by="Ivan"),
        "It gives another decision of the intake than the manifest.",
    ),
    "report": (
        lambda told: told["sources"]["strategy"]["qc"].update(score=100),
        "It gives another qc of the strategy than the manifest.",
    ),
    "source left out": (
        lambda told: (told["sources"].pop("monitoring"), _unnamed(told, "monitoring")),
        "It leaves out the monitoring, which the manifest includes.",
    ),
    "source added": (
        lambda told: told["sources"].update(creatives=told["sources"]["intake"]),
        "It names 'creatives' as a source, which the manifest does not include.",
    ),
    "source in another form": (
        lambda told: told["sources"].update(intake="v1"),
        "It does not describe the intake by artifact_id, version, content_sha256, qc, decision.",
    ),
    "page left out": (lambda told: told["files"][PAGE].pop(2), "It leaves out page 3 of report.pdf."),
    "page told twice": (
        lambda told: told["files"][PAGE].append(told["files"][PAGE][0]),
        "It names page 1 of report.pdf twice.",
    ),
    "page too many": (
        lambda told: told["files"][PAGE].append({"page": 6, "made_from": ["intake"]}),
        "It names page 6 of report.pdf, which has none such.",
    ),
    "slide left out": (lambda told: told["files"]["deck.pptx"].pop(), "It leaves out slide 4 of deck.pptx."),
    "section renamed": (
        lambda told: told["files"]["summary.html"].append({"section": "section-31", "made_from": ["intake"]}),
        "It names section section-31 of summary.html, which has none such.",
    ),
    "unknown source": (
        lambda told: told["files"][PAGE][0].update(made_from=["budget"]),
        "It says that page 1 of report.pdf was made from 'budget', which is no source of the pack.",
    ),
    "no source": (
        lambda told: told["files"][PAGE][0].update(made_from=[]),
        "It does not say what page 1 of report.pdf was made from.",
    ),
    "no file": (lambda told: told["files"].pop("deck.pptx"), "It says nothing of deck.pptx."),
    "another file": (
        lambda told: told["files"].update({"more.pdf": []}),
        "It speaks of 'more.pdf', which is no such part of the pack.",
    ),
    "places in another form": (
        lambda told: told["files"][PAGE][0].update(page="1"),
        "It does not list the pages of report.pdf in the documented form.",
    ),
    "another key": (
        lambda told: told.update(note="ours"),
        "It is not in the documented form of delivery_provenance_v1.",
    ),
}  # fmt: skip


def _unnamed(told: dict[str, Any], kind: str) -> None:
    for entries in told["files"].values():
        for entry in entries:
            entry["made_from"] = [source for source in entry["made_from"] if source != kind] or ["frame"]


def test_an_untouched_provenance_has_no_fault() -> None:
    assert tampered(lambda told: None) == []


@pytest.mark.parametrize("name", TAMPERINGS)
def test_each_tampering_is_named_in_a_sentence(name: str) -> None:
    change, sentence = TAMPERINGS[name]
    assert tampered(change) == [sentence]


def test_a_manifest_that_does_not_name_it_is_refused() -> None:
    files = {name: data for name, data in FILES.items() if name != FILE}
    assert found(resealed(files, nothing)) == [("manifest.json", "It does not name provenance.json.")]


@pytest.mark.parametrize(("name", "unit"), [("report.pdf", "pages"), ("deck.pptx", "slides")])
def test_a_file_whose_places_cannot_be_counted_is_named(name: str, unit: str) -> None:
    assert tampered(lambda told: None, **{name: b"%PDF-1.7 %%EOF"}) == [f"The {unit} of {name} cannot be counted."]


def test_words_that_read_like_a_page_tree_do_not_count(theme: Theme) -> None:
    """A campaign may be called anything, and stands in the properties of the report."""
    document = replace(small_document(Para("Body")), campaign="/Root 1 0 R /Pages 1 0 R /Count 99 startxref 1 %%EOF")
    made = PdfRenderer().render(document, theme)
    assert places_in(PAGE, made.data) == [place.name for place in made.places]


@given(st.sampled_from(sorted(RENDERERS)), st.binary(max_size=200), st.integers(0, 2300))
@settings(max_examples=150, deadline=None)
def test_no_bytes_make_the_counting_raise_anything_else(name: str, noise: bytes, position: int) -> None:
    data = FILES[name]
    with suppress(Untraceable):
        places_in(name, data[:position] + noise + data[position + len(noise) :])
