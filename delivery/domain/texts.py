"""The texts that the pages of a pack show, each with the place where it is written: what pre-flight reads for words."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from campaigns import content
from campaigns.enums import ArtifactKind
from delivery.domain.inputs import Selection

NAMED_WORDS, NAMED_PLACES = 8, 3  # in a sentence; the rest is counted
BRAND_FIELDS = {"name": "Name", "footer_text": "Footer", "contact_line": "Contact", "legal_text": "Legal text"}


class Written(NamedTuple):
    """A text and its place: as in “Creatives, Assets 2, Text”. `kind` and `path` are there where a field of a stage holds it."""

    group: str
    field: str
    text: str
    kind: ArtifactKind | None = None
    path: str = ""

    @property
    def place(self) -> str:
        return f"{self.group}, {self.field}"


class Found(NamedTuple):
    """A word, or a character, that somebody should look at, and the text in which it stands."""

    word: str
    where: Written


def written(selection: Selection) -> Iterator[Written]:
    """All that the pages show: what was approved, who approved it, for whom, and by whom. Content that cannot be read is left
    out."""
    for kind, parsed in selection.readable.items():
        for path, text in content.walk_strings(parsed):
            yield Written(kind.label, content.label(type(parsed), path), text, kind, path)
    for item in selection.included:
        if not selection.agency.approvers_by_role:
            yield Written(item.kind.label, "Approved by", item.approval.decider_name)
    yield from frame(selection)
    if selection.brand:
        yield from (Written("Brand", title, getattr(selection.brand, name)) for name, title in BRAND_FIELDS.items())


def frame(selection: Selection) -> Iterator[Written]:
    """The names of client, campaign and engagement."""
    campaign = selection.engagement.campaign
    yield Written("Client", "Name", campaign.client.name)
    yield Written("Campaign", "Name", campaign.name)
    yield Written("Engagement", "Name", selection.engagement.name)


def places(found: Iterable[Found]) -> str:
    """As in “Creatives, Assets 2, Text; Execution, Standfirst”."""
    return some((one.where.place for one in found), NAMED_PLACES, "; ")


def some(items: Iterable[str], most: int, separator: str) -> str:
    """The first of them, each once, and how many more there are."""
    each = list(dict.fromkeys(items))
    rest = len(each) - most
    return separator.join(each[:most]) + (f" and {rest} more" if rest > 0 else "")
