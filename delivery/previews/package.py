"""A deck as it was written: its slides with the layout and master below them, and the parts that they point to.

Only reading, and only what stands in the file. Lengths are points; elements are lxml's, found by local name (`{*}sp`).
"""

import io
import posixpath
import zipfile
from dataclasses import dataclass, field
from functools import cached_property
from typing import TypeAlias

from lxml import etree

EMU = 12_700  # English Metric Units in a point
RELATED = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
PRESENTATION = "ppt/presentation.xml"
# What the file may name a theme's colour, and the scheme's own name for it (the master's clrMap, as decks have it).
COLOUR_NAMES = {"tx1": "dk1", "bg1": "lt1", "tx2": "dk2", "bg2": "lt2"}

Element: TypeAlias = etree._Element


def points(emu: str | None) -> float:
    return int(emu or 0) / EMU


@dataclass(frozen=True)
class Part:
    """One XML part of the package, with what it points to."""

    package: "Package"
    name: str

    @cached_property
    def root(self) -> Element:
        parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False)
        return etree.fromstring(self.package.files[self.name], parser)

    @cached_property
    def _targets(self) -> dict[str, tuple[str, str]]:
        """Relation's id → the last word of its type, and the name of the part."""
        folder, name = posixpath.split(self.name)
        listed = self.package.files.get(f"{folder}/_rels/{name}.rels")
        if listed is None:
            return {}
        found = (each for each in etree.fromstring(listed) if each.get("TargetMode") != "External")
        return {
            each.get("Id"): (
                each.get("Type").rpartition("/")[2],
                posixpath.normpath(posixpath.join("/", folder, each.get("Target"))).lstrip("/"),
            )
            for each in found
        }

    def related(self, relation: str) -> "Part":
        """The part that a relation's id stands for."""
        return Part(self.package, self._targets[relation][1])

    def first(self, kind: str) -> "Part | None":
        """The part of a kind of relation: `slideLayout`, `slideMaster`, `theme`."""
        return next((Part(self.package, name) for each, name in self._targets.values() if each == kind), None)

    @property
    def data(self) -> bytes:
        return self.package.files[self.name]


@dataclass(frozen=True)
class Package:
    """The parts of a deck by name."""

    files: dict[str, bytes] = field(repr=False)

    @classmethod
    def of(cls, deck: bytes) -> "Package":
        with zipfile.ZipFile(io.BytesIO(deck)) as archive:
            return cls({name: archive.read(name) for name in archive.namelist()})

    @cached_property
    def _main(self) -> Part:
        return Part(self, PRESENTATION)

    @cached_property
    def size(self) -> tuple[float, float]:
        """Width and height of a slide."""
        size = self._main.root.find("{*}sldSz")
        return points(size.get("cx")), points(size.get("cy"))

    @cached_property
    def slides(self) -> list["Slide"]:
        listed = self._main.root.iterfind("{*}sldIdLst/{*}sldId")
        return [Slide(self._main.related(each.get(f"{RELATED}id"))) for each in listed]


@dataclass(frozen=True)
class Slide:
    """A slide, and what it inherits from."""

    part: Part

    @cached_property
    def layers(self) -> list[Part]:
        """The slide, its layout and its master: what is said first counts."""
        layout = self.part.first("slideLayout")
        master = layout.first("slideMaster") if layout else None
        return [part for part in (self.part, layout, master) if part]

    @property
    def seen(self) -> list[Part]:
        """The layers whose shapes are seen: a layout may cover the master's."""
        slide, *rest = self.layers
        layout = rest[:1]
        covers = layout and layout[0].root.get("showMasterSp") == "0"
        return [slide, *(layout if covers else rest)]

    @cached_property
    def _theme(self) -> Element:
        theme = self.layers[-1].first("theme")
        if theme is None:
            raise ValueError("The deck has no theme.")
        return theme.root

    @cached_property
    def _scheme(self) -> dict[str, str]:
        """The theme's colours by name, as `#RRGGBB`."""
        listed = self._theme.find(".//{*}clrScheme")
        return {
            etree.QName(each).localname: "#"
            + (each[0].get("val") if "srgbClr" in each[0].tag else each[0].get("lastClr"))
            for each in listed
        }

    def font(self, name: str) -> str:
        """A typeface by its name, or by its place in the theme: `+mj-lt` is that of headings, `+mn-lt` that of text."""
        place = {"+mj-lt": "majorFont", "+mn-lt": "minorFont"}.get(name)
        if place is None:
            return name
        return str(self._theme.find(f".//{{*}}{place}/{{*}}latin").get("typeface"))

    def colour(self, holder: Element | None) -> str | None:
        """The colour of the solid fill that is a child of `holder`; None where there is none."""
        fill = holder.find("{*}solidFill") if holder is not None else None
        if fill is None or not len(fill):
            return None
        named = fill[0].get("val")
        if etree.QName(fill[0]).localname == "srgbClr":
            return f"#{named}"
        return self._scheme.get(COLOUR_NAMES.get(named, named))

    @property
    def ink(self) -> str:
        """The colour of text that nobody gave one."""
        return self._scheme["dk1"]

    @property
    def ground(self) -> str:
        """The colour behind everything."""
        for part in self.layers:
            if found := self.colour(part.root.find("{*}cSld/{*}bg/{*}bgPr")):
                return found
        return self._scheme["lt1"]

    def placeholder(self, shape: Element) -> list[Element]:
        """The shapes of layout and master that a placeholder takes after, the nearest first."""
        place = shape.find("{*}nvSpPr/{*}nvPr/{*}ph")
        if place is None:
            return []
        shapes = (each for part in self.layers[1:] for each in part.root.iterfind("{*}cSld/{*}spTree/{*}sp"))
        return [each for each in shapes if _fills(each.find("{*}nvSpPr/{*}nvPr/{*}ph"), place)]

    def text_styles(self, shape: Element) -> Element | None:
        """What the master says of text of the shape's kind."""
        place = shape.find("{*}nvSpPr/{*}nvPr/{*}ph")
        kind = place.get("type", "body") if place is not None else ""
        name = {"title": "titleStyle", "ctrTitle": "titleStyle", "body": "bodyStyle"}.get(kind, "otherStyle")
        return self.layers[-1].root.find(f"{{*}}txStyles/{{*}}{name}")


def _fills(other: Element | None, place: Element) -> bool:
    return other is not None and other.get("type", "body") == place.get("type", "body")
