"""From approved versions to the one document: the sole interpreter of content for a pack.

    document = compose(frame, {ArtifactKind.STRATEGY: strategy, ...}, evidence, brand)

Everything that people wrote in an included version stands in the document, in a section that belongs to its
kind (`OWNERS`). What is empty is left out, down to whole sections; what is added is in `wording`. The result
depends on the arguments only.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from campaigns.content import Content
from campaigns.enums import ArtifactKind
from delivery.compose import changes, closing, cover, creatives, execution, intake, monitoring, strategy, summary
from delivery.compose.inputs import EvidenceRow, FindingShown, Frame, Inputs, ReportShown
from delivery.compose.parts import Topics, paras, topic
from delivery.compose.since import Since
from delivery.document import Document, Imprint, Section, Source
from delivery.language import language, speaking, wording
from delivery.theme import BrandSpec

__all__ = ["OWNERS", "EvidenceRow", "FindingShown", "Frame", "ReportShown", "Since", "compose"]


@dataclass(frozen=True)
class Chapter:
    """A section to be: the name of its title among the words, the kind it is made from, and what says its words."""

    name: str
    kind: ArtifactKind | None
    standfirst: Callable[[Inputs], str]
    topics: Callable[[Inputs], Topics]
    opener: bool = True
    divider: bool = False

    @property
    def title(self) -> str:
        return str(getattr(wording(), self.name))


CHAPTERS = (
    Chapter("summary", ArtifactKind.STRATEGY, summary.standfirst, summary.topics, opener=False),
    Chapter("intake", ArtifactKind.INTAKE, intake.standfirst, intake.topics, opener=False),
    Chapter("strategy", ArtifactKind.STRATEGY, strategy.standfirst, strategy.topics),
    Chapter("creatives", ArtifactKind.CREATIVES, creatives.standfirst, creatives.topics, opener=False, divider=True),
    Chapter("execution", ArtifactKind.EXECUTION, execution.standfirst, execution.topics, opener=False, divider=True),
    Chapter(
        "monitoring",
        ArtifactKind.MONITORING,
        monitoring.standfirst,
        monitoring.topics,
        opener=False,
        divider=True,
    ),
    Chapter(
        "next_steps",
        ArtifactKind.EXECUTION,
        closing.steps_standfirst,
        closing.steps_topics,
        opener=False,
    ),
)
"""The numbered sections, in order; docs/decisions/0013 says why one has a page for its opener."""
CHANGES = Chapter("changes", None, changes.standfirst, changes.topics, opener=False)
"""After the summary in a pack that follows another; its title names that one."""
APPENDICES = (
    Chapter("evidence", None, closing.evidence_standfirst, closing.evidence_topics, opener=False),
    Chapter("reports", None, closing.reports_standfirst, closing.reports_topics, opener=False),
)
"""Made from approvals and reports: lettered, from A."""

OWNERS = {chapter.title: chapter.kind for chapter in CHAPTERS if chapter.kind}
"""Section title in English → the kind of artifact it is made from. The evidence is made from approvals,
what changed from two packs."""


def compose(
    frame: Frame,
    contents: Mapping[ArtifactKind, Content],
    evidence: tuple[EvidenceRow, ...],
    brand: BrandSpec,
) -> Document:
    """The document of a pack. Any kinds may be missing, and any fields empty.

    Raises TypeError when a content stands under a kind that is not its own.
    """
    inputs = Inputs.of(frame, contents, evidence, brand)
    with speaking(frame.lang):
        return _document(inputs)


def _document(inputs: Inputs) -> Document:
    frame, brand = inputs.frame, inputs.brand
    goal = inputs.strategy.summary.goal if inputs.strategy else ""
    return Document(
        client=frame.client,
        title=goal or frame.campaign,
        campaign=frame.campaign,
        pack_label=frame.pack_label,
        issued=wording().long_date(frame.issued),
        art=cover.art(inputs),
        sections=_sections(inputs),
        imprint=Imprint(
            agency=brand.agency_name,
            footer=_footer(inputs),
            contact=brand.contact,
            legal=brand.legal,
            logo_on_light=brand.logo_on_light,
            logo_on_dark=brand.logo_on_dark,
        ),
        lang=frame.lang,
    )


def _footer(inputs: Inputs) -> str:
    """The agency's footer; the one that every brand begins with is ours, and so in the pack's language."""
    brand = inputs.brand
    own = brand if brand.footer != language("en").pack_footer else replace(brand, footer=wording().pack_footer)
    return own.footer_for(inputs.frame.client)


def _sections(inputs: Inputs) -> tuple[Section, ...]:
    """The sections that have something to say: 1 to n, then A and B."""
    filled = [section for chapter in _chapters(inputs) if (section := _section(chapter, inputs))]
    numbered = [replace(section, number=str(number)) for number, section in enumerate(filled, 1)]
    appendices = [section for chapter in APPENDICES if inputs.evidence and (section := _section(chapter, inputs))]
    return (*numbered, *(replace(section, number=letter) for section, letter in zip(appendices, "AB", strict=False)))


def _chapters(inputs: Inputs) -> tuple[Chapter, ...]:
    if inputs.frame.since is None:
        return CHAPTERS
    return (*CHAPTERS[:1], CHANGES, *CHAPTERS[1:])


def _title(chapter: Chapter, inputs: Inputs) -> str:
    """What changed is told under the number of the pack before."""
    since = inputs.frame.since
    return wording().changed_since(since.number) if since and chapter is CHANGES else chapter.title


def _section(chapter: Chapter, inputs: Inputs) -> Section | None:
    """A section without its number; a standfirst that stands alone becomes its text."""
    row = inputs.approval(chapter.kind) if chapter.kind else None
    words = wording()
    mark = words.mark(words.kinds[row.kind], row.version, row.content_sha256) if row else ""
    ref = words.ref(mark, row.approved_at, row.approved_by) if row else ""
    source = Source(chapter.kind.value) if chapter.kind else Source.FRAME
    topics, standfirst = chapter.topics(inputs), chapter.standfirst(inputs)
    if not topics:
        topics, standfirst = topic(chapter.title, paras((standfirst,))), ""
    if not topics:
        return None
    return Section(
        number="",
        title=_title(chapter, inputs),
        standfirst=standfirst,
        topics=tuple(replace(one, ref=ref, sources=(source, *one.sources)) for one in topics),
        opener=chapter.opener,
        divider=chapter.divider,
        mark=mark,
    )
