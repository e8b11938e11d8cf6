"""The agency's own master in a deck: its grounds and shapes below our placeholders."""

import re
from collections.abc import Sequence

from lxml import etree
from pptx.opc.constants import CONTENT_TYPE as CT
from pptx.opc.constants import RELATIONSHIP_TYPE as RT
from pptx.opc.package import Part, XmlPart
from pptx.opc.packuri import PackURI
from pptx.oxml import parse_xml
from pptx.presentation import Presentation as Package

from delivery.masters.stored import Layout, Master, Plate
from delivery.renderers.pptx.markup import NAMESPACES

KINDS = {"png": CT.PNG, "jpg": CT.JPEG}
_NAMED = re.compile(r'r:embed="(master[0-9]+\.[a-z]+)"')


def decorate(deck: Package, master: Master) -> None:
    """Put the grounds and shapes of a master into the deck's own master and its layouts, which are ours."""
    pictures = {
        name: Part(PackURI(f"/ppt/media/{name}"), KINDS[name.rpartition(".")[2]], deck.part.package, data)
        for name, data in master.pictures
    }
    _lay(deck.slide_master.part, master.plate, pictures)
    for layout in deck.slide_layouts:
        found = master.page if layout.name == "Page" else master.field
        if found:
            _lay(layout.part, found.plate, pictures)
        if not shows_master(found):
            layout.part._element.set("showMasterSp", "0")


def shows_master(layout: Layout | None) -> bool:
    """Whether the master's shapes are seen; they are not where the brand's own field stands."""
    return layout is not None and layout.on_master


def _lay(part: XmlPart, plate: Plate, pictures: dict[str, Part]) -> None:
    """Ground and shapes of one part. A layout without a ground of its own has the master's."""
    slide = part._element.find("{*}cSld")
    for old in slide.findall("{*}bg"):
        slide.remove(old)
    if plate.ground:
        slide.insert(0, _element(f"<p:bg><p:bgPr>{plate.ground}<a:effectLst/></p:bgPr></p:bg>", part, pictures))
    _insert(slide.find("{*}spTree"), [_element(shape, part, pictures) for shape in plate.shapes])


def _insert(tree: etree._Element, shapes: Sequence[etree._Element]) -> None:
    for place, shape in enumerate(shapes, 2):  # the tree begins with two properties of its own
        tree.insert(place, shape)


def _element(xml: str, part: XmlPart, pictures: dict[str, Part]) -> etree._Element:
    related = _NAMED.sub(lambda found: f'r:embed="{part.relate_to(pictures[found[1]], RT.IMAGE)}"', xml)
    return parse_xml(re.sub(r"^<p:(\w+)", rf"<p:\1 {NAMESPACES}", related, count=1))
