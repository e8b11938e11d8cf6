"""The way back: from a place in the document to the fields whose words stand there."""

from collections.abc import Mapping

from campaigns.content import Content, label, walk_strings
from campaigns.enums import ArtifactKind
from delivery.document import Document, part_strings
from delivery.renderers.base import NOWHERE, Spot

NAMED = 3  # fields in a sentence; the rest is counted
TELLING = 4  # characters from which words are looked for inside longer ones
FRAME = "It was at the cover, the contents or the file as a whole."


def where(spot: Spot, document: Document, contents: Mapping[ArtifactKind, Content]) -> str:
    """A sentence that says at which section, topic and fields a renderer was."""
    if spot.section not in range(len(document.sections)):
        return FRAME
    section = document.sections[spot.section]
    if spot.topic not in range(len(section.topics)):
        return _sentence(f"at the opening of “{section.title}”", [section.standfirst], contents)
    topic = section.topics[spot.topic]
    part = topic.blocks[spot.block] if spot.block in range(len(topic.blocks)) else topic
    printed = list(dict.fromkeys(part_strings(part)))
    found = printed[spot.string : spot.string + 1] if spot.string != NOWHERE else printed
    return _sentence(f"printing “{topic.title}” in “{section.title}”", found, contents)


def _sentence(place: str, printed: list[str], contents: Mapping[ArtifactKind, Content]) -> str:
    names = fields(printed, contents)
    return f"It was {place}: {_listed(names)}." if names else f"It was {place}."


def fields(printed: list[str], contents: Mapping[ArtifactKind, Content]) -> list[str]:
    """The fields whose text was printed, as “Strategy, Value Proposition, Promise”; those that stand there as they are, and
    if there are none, those that stand there among other words."""
    written = [
        (f"{kind.label}, {label(type(content), path)}", text)
        for kind, content in contents.items()
        for path, text in walk_strings(content)
    ]
    whole = [name for name, text in written if text in printed]
    return whole or [
        name for name, text in written if len(text) >= TELLING and any(text in string for string in printed)
    ]


def _listed(names: list[str]) -> str:
    rest = f" and {len(names) - NAMED} more" if len(names) > NAMED else ""
    return "; ".join(names[:NAMED]) + rest
