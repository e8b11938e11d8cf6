"""The section that says what changed since an earlier pack: where it stands, what it says, and that every format shows it."""

import datetime as dt
import json
from dataclasses import replace

import pytest

from campaigns.enums import ArtifactKind, Difference
from delivery.compose.changes import Told
from delivery.compose.since import Change, Decided, Part, Renamed, Since, Stage
from delivery.document import Para
from delivery.enums import CheckKey
from delivery.renderers.html import HtmlRenderer
from delivery.renderers.pdf import PdfRenderer
from delivery.renderers.pptx import PptxRenderer
from tests.delivery.extract import html_sections, in_order, pdf_sections, squeezed
from tests.delivery.sample_contents import composed, demo
from tests.delivery.test_pptx_layout import faults, lost

APPROVED = (dt.date(2026, 5, 4), "Ines Okafor")
STRATEGY = Stage(
    ArtifactKind.STRATEGY, 1, 2, APPROVED,
    parts=(
        Part("Channel Strategy", (
            Change("LinkedIn budget", "Budget", Difference.REWRITTEN, "12,000 → 15,000"),
            Change("channel “Schools”", "Schools", Difference.ADDED),
        ), more=3),
        Part("Executive summary", (Change("Claim", "Claim", Difference.REWRITTEN),)),
    ),
)  # fmt: skip
SINCE = Since(
    number=1,
    stages=(
        STRATEGY,
        Stage(ArtifactKind.CREATIVES, 1, 3, APPROVED, again=True),
        Stage(ArtifactKind.MONITORING, 2, None),
    ),
    same=(ArtifactKind.INTAKE,),
    names=(Renamed("client", "Nordlys Klinikker", "Nordlys Clinics Group"),),
    look=((3, None), (4, 1)),
    decisions=(Decided(CheckKey.QC, "", "Ines Okafor", "The client knows."), Decided(CheckKey.LEGAL, "Tomás", "Ines")),
)


def crowded() -> Since:
    """As much as a pack can say: a dozen changes of each stage, with names and values as long as they may be."""
    words = f"{'before ' * 5} → {'after ' * 6}"
    change = Change(f"channel “{'wordy ' * 9}…”", "wordy", Difference.REWRITTEN, words)
    parts = tuple(Part("Audience Decision Psychology", (change,), 1_200) for _ in range(12))
    return replace(SINCE, stages=tuple(replace(STRATEGY, kind=kind, parts=parts) for kind in ArtifactKind))


def test_it_stands_after_the_summary_and_the_first_pack_has_none() -> None:
    contents = demo("nordlys")
    first = [section.title for section in composed(contents).sections]
    second = [section.title for section in composed(contents, since=SINCE).sections]
    assert second == [first[0], "What changed since Pack 1", *first[1:]]
    (alone, _) = composed({ArtifactKind.INTAKE: demo("nordlys")[ArtifactKind.INTAKE]}, since=SINCE).sections[:2]
    assert (alone.number, alone.title) == ("1", second[1])


def test_it_says_what_a_reader_wants_and_counts_the_rest() -> None:
    told = Told.of(SINCE)
    assert told.lead == ("Strategy changed since Pack 1. Left out: Monitoring. As before: Intake and Creatives.")
    assert [(line.term, line.text.split("\n")) for line in told.lines] == [
        ("Client", ["Nordlys Klinikker → Nordlys Clinics Group"]),
        ("The look", ["Brand version 3 → 4; version for this client none → 1."]),
        ("Quality", ["Ines Okafor let it pass: The client knows."]),
        ("Legal", ["Signed off by Ines, before by Tomás."]),
        ("Strategy", [
            "Version 1 → 2, approved 4 May 2026 by Ines Okafor.",
            "Channel Strategy: LinkedIn budget 12,000 → 15,000; channel “Schools” added; and 3 more.",
            "Executive summary: Claim rewritten.",
        ]),
        ("Creatives", ["The same words, approved again as version 3, 4 May 2026, by Ines Okafor."]),
        ("Monitoring", ["Left out; Pack 1 held version 2."]),
    ]  # fmt: skip


def test_where_nothing_changed_one_sentence_says_so() -> None:
    (section, *_) = composed({}, since=Since(number=2, same=tuple(ArtifactKind))).sections
    (topic,) = section.topics
    assert (section.standfirst, topic.blocks) == (
        "", (Para("Nothing that this pack says has changed since Pack 2."),),
    )  # fmt: skip


@pytest.mark.parametrize("since", [SINCE, crowded(), Since(number=1)], ids=["some", "crowded", "nothing"])
def test_every_format_shows_all_of_it_and_the_deck_in_its_place(since, theme):
    document = composed({}, since=since)
    wanted = [squeezed(text) for line in Told.of(since).lines for text in (line.term, *line.text.split("\n"))]
    wanted = wanted or [squeezed(Told.of(since).lead)]
    assert in_order(wanted, pdf_sections(PdfRenderer().render(document, theme).data, document)[0]) == []
    assert in_order(wanted, html_sections(HtmlRenderer().render(document, theme).data)[0]) == []
    deck = PptxRenderer().render(document, theme).data
    assert (lost(document, deck), faults(deck)) == ({}, [])


def test_what_is_kept_as_json_is_read_back_the_same() -> None:
    assert Since.of(json.loads(json.dumps(SINCE.to_json()))) == SINCE
