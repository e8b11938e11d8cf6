"""What holds the blocks: topics, sections, the cover and the document."""

from dataclasses import dataclass
from enum import Enum
from typing import Literal

from delivery.document.blocks import Block, Chrome, DocumentError, Key


class Source(Enum):
    """What words are made from: the approved version of a kind, or the frame, by which a pack speaks of itself.

    The values are those of the manifest; they are no text of the document.
    """

    INTAKE = "intake"
    STRATEGY = "strategy"
    CREATIVES = "creatives"
    EXECUTION = "execution"
    MONITORING = "monitoring"
    FRAME = "frame"


@dataclass(frozen=True)
class Step:
    """The place of a topic in a numbered row: `index` of `count`, 1-based."""

    index: int
    count: int


@dataclass(frozen=True)
class Topic:
    """A page's worth of argument.

    `start` "page" begins a page, "flow" continues where there is room. `summary` is its line in lists of
    contents. `ref` names the approved version it was made from, for notes and evidence; `sources` are all
    that have words or figures in it; where there is none, the pack speaks of itself.
    """

    eyebrow: str
    title: str
    blocks: tuple[Block, ...]
    step: Step | None = None
    start: Literal["page", "flow"] = "page"
    summary: Chrome = ""
    ref: Chrome = ""
    sources: tuple[Source, ...] = ()

    def __post_init__(self) -> None:
        if not self.blocks:
            raise DocumentError(f"The topic “{self.title}” is empty.")
        if any(isinstance(block, Key) for block in self.blocks[1:]):
            raise DocumentError(f"The key statement of “{self.title}” does not stand first, or is not the only one.")

    @property
    def key(self) -> str:
        """The key statement, or an empty string."""
        first = self.blocks[0]
        return first.text if isinstance(first, Key) else ""


@dataclass(frozen=True)
class Section:
    """A chapter. With `opener` it has a page and a slide of its own before its first topic, with `divider` the slide.

    `mark` names the approved version in short, for outlines: “Strategy v3 · 1a2b3c4d”.
    """

    number: Chrome
    title: str
    standfirst: str
    topics: tuple[Topic, ...]
    opener: bool = True
    divider: bool = False
    mark: Chrome = ""

    @property
    def sources(self) -> tuple[Source, ...]:
        """What its topics are made from, each once."""
        found = {source for topic in self.topics for source in topic.sources or (Source.FRAME,)}
        return tuple(source for source in Source if source in found)


@dataclass(frozen=True)
class MarkGrid:
    """Cover art from the calendar: a column per week, a cell per slot.

    A cell is an index into the months' channels, or None when the slot is free.
    """

    caption: str
    columns: tuple[tuple[int | None, ...], ...]


@dataclass(frozen=True)
class Bars:
    """Cover art without a calendar: `count` bars of growing length, one per strategy layer."""

    caption: str
    count: int = 8


CoverArt = MarkGrid | Bars


@dataclass(frozen=True)
class Imprint:
    """Who speaks: the agency's words and marks, resolved for this client. Logos are PNG bytes."""

    agency: str
    footer: str
    contact: str = ""
    legal: str = ""
    logo_on_light: bytes | None = None
    logo_on_dark: bytes | None = None


@dataclass(frozen=True)
class Document:
    """A whole pack. `issued` is a date as printed, `pack_label` as in “Pack 2”, `lang` a BCP 47 tag."""

    client: str
    title: str
    campaign: str
    pack_label: str
    issued: str
    art: CoverArt
    sections: tuple[Section, ...]
    imprint: Imprint
    lang: Chrome = "en"
