"""Which characters of a pack have no face, so that its pages print their codes (docs/look/PACK-LOOK.md §1).

Scripts that need shaping and ideographs are among them. Asking needs no font library: `fonts.coverage` is a table.
"""

from collections.abc import Iterator
from typing import NamedTuple

from campaigns import content
from campaigns.content import walk_strings
from delivery import fonts
from delivery.domain.inputs import Selection
from delivery.theme.text import clean, is_invisible

NAMED_CHARACTERS, NAMED_PLACES = 8, 3  # in a sentence; the rest is counted
BRAND_FIELDS = {"name": "Name", "footer_text": "Footer", "contact_line": "Contact", "legal_text": "Legal text"}


class Uncovered(NamedTuple):
    """A character that cannot be printed, and where it stands first in a field: as in “東, Creatives, Assets 2, Text”."""

    character: str
    kind: str
    field: str

    @property
    def place(self) -> str:
        return f"{self.kind}, {self.field}"


def uncovered(selection: Selection) -> list[Uncovered]:
    """Every such character of what goes out, once for each field. Raises ContentError for content that cannot be read."""
    return [Uncovered(char, kind, field) for kind, field, text in _texts(selection) for char in unprintable(text)]


def unprintable(text: str) -> list[str]:
    """The characters of a text that would be printed as their codes, each once, in the order in which they stand."""
    unknown = set(text) - fonts.coverage()
    if not unknown:
        return []
    kept = (char for char in clean(text) if char not in fonts.coverage())
    return [char for char in dict.fromkeys(kept) if not char.isspace() and not is_invisible(char)]


def sentence(found: list[Uncovered]) -> str:
    """As in “No face prints 東 (U+6771), 京 (U+4EAC) in Creatives, Assets 2, Text. …”."""
    characters = list(dict.fromkeys(one.character for one in found))
    places = list(dict.fromkeys(one.place for one in found))
    codes = _some([f"{char} (U+{ord(char):04X})" for char in characters], NAMED_CHARACTERS, ", ")
    return (
        f"No face prints {codes} in {_some(places, NAMED_PLACES, '; ')}. "
        "The report would show codes in their place; write it in other characters, or waive this."
    )


def _some(items: list[str], most: int, separator: str) -> str:
    rest = len(items) - most
    return separator.join(items[:most]) + (f" and {rest} more" if rest > 0 else "")


def _texts(selection: Selection) -> Iterator[tuple[str, str, str]]:
    """Kind, field and text of all that the pages show: what was approved, who approved it, for whom, and by whom."""
    campaign = selection.engagement.campaign
    for item in selection.included:
        parsed = content.parse(item.kind, item.version.content)
        for path, text in walk_strings(parsed):
            yield item.kind.label, content.label(type(parsed), path), text
        if not selection.agency.approvers_by_role:
            yield item.kind.label, "Approved by", item.approval.decider_name
    yield "Client", "Name", campaign.client.name
    yield "Campaign", "Name", campaign.name
    yield "Engagement", "Name", selection.engagement.name
    if selection.brand:
        yield from (("Brand", title, getattr(selection.brand, name)) for name, title in BRAND_FIELDS.items())
