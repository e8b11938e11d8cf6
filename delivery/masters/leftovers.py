"""What a file holds beside its master, and what is left behind of it."""

import re
from collections.abc import Iterator, Sequence

from delivery.masters import Finding
from delivery.masters.reading import Element, Package, Unusable

# Beginnings of the names of parts → what they are.
ROOMS = {
    "ppt/notesslides/": "Speaker notes",
    "ppt/comments/": "Comments",
    "ppt/handoutmasters/": "The master for handouts",
    "customxml/": "Data of other programs (custom XML)",
    "ppt/fonts/": "Embedded fonts",
    "ppt/printersettings/": "Printer settings",
    "docprops/thumbnail": "The picture of the first slide",
}
FILMS = re.compile(r"\.(mp4|m4v|mov|avi|wmv|mpe?g|mp3|m4a|wav|wma)$")
PEOPLE = {"docProps/core.xml": ("creator", "lastModifiedBy"), "docProps/app.xml": ("Company", "Manager")}
MOVING = ("timing", "transition")
FILLS = ("solidFill", "gradFill", "blipFill", "pattFill")


def told_of(package: Package, presentation: Element, sheets: Sequence[Element]) -> Iterator[Finding]:
    """A warning for each kind of thing that is there. `sheets` are the master and its layouts."""
    slides = len(presentation.findall("{*}sldIdLst/{*}sldId"))
    if slides:
        yield _left(f"{slides} slide{'s' if slides > 1 else ''}")
    names = [name.lower() for name in package.names]
    for beginning, what in ROOMS.items():
        if any(name.startswith(beginning) for name in names):
            yield _left(what)
    if any(FILMS.search(name) for name in names):
        yield _left("Film and sound")
    if any(_named(package, part, tags) for part, tags in PEOPLE.items()):
        yield _left("The file’s properties, which name people or a company")
    if any(sheet.find(f"{{*}}{name}") is not None for sheet in sheets for name in MOVING):
        yield _left("Animations and transitions")
    if any(_paints(place) for sheet in sheets for place in sheet.iterfind("{*}cSld/{*}spTree/{*}sp")):
        yield _left("The fill of placeholders: draw it as a shape of the layout to keep it")


def _left(what: str) -> Finding:
    return Finding("warning", f"Not taken over: {what}.")


def _named(package: Package, part: str, tags: Sequence[str]) -> bool:
    if not package.has(part):
        return False
    try:
        root = package.xml(part)
    except Unusable:
        return False  # nothing of it is taken
    return any((root.findtext(f"{{*}}{tag}") or "").strip() for tag in tags)


def _paints(shape: Element) -> bool:
    if shape.find("{*}nvSpPr/{*}nvPr/{*}ph") is None:
        return False
    return any(shape.find(f"{{*}}spPr/{{*}}{fill}") is not None for fill in FILLS)
