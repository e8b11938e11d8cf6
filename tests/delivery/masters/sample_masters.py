"""Masters of invented agencies, as PowerPoint would save them, and what can be put into their files by hand."""

import io
import zipfile
from collections.abc import Callable, Mapping

from lxml import etree
from PIL import Image, ImageDraw, ImageFilter
from pptx import Presentation
from pptx.opc.package import Part
from pptx.oxml import parse_xml
from pptx.presentation import Presentation as Deck
from pptx.util import Pt

from delivery.renderers.pptx.markup import NAMESPACES, emu

MASTER, COVER, PAGE = (
    "ppt/slideMasters/slideMaster1.xml",
    "ppt/slideLayouts/slideLayout1.xml",
    "ppt/slideLayouts/slideLayout6.xml",
)
THEME, MAIN, TYPES = "ppt/theme/theme1.xml", "ppt/presentation.xml", "[Content_Types].xml"
RELATIONS = "ppt/slideMasters/_rels/slideMaster1.xml.rels"


def dark_master() -> bytes:
    """A night sky behind everything, another one on the cover, a line above the foot and a small logo at the upper right."""
    deck = wide()
    master, cover = deck.slide_master.part, deck.slide_layouts[0].part
    picture_ground(master, sky("#0B1026", "#1B2A4A"))
    picture_ground(cover, sky("#141032", "#3A1D52"))
    add(master, box("Line above the foot", 48, 496, 864, 0.75, '<a:schemeClr val="accent1"/>'))
    add(master, picture("Logo", 860, 14, 70, 22, relation(master, logo("#F2C14E"))))
    return saved(deck)


def pale_master() -> bytes:
    """Warm paper with a band at the left, out of two boxes in a group; the cover is a field with a disc and a line of text."""
    deck = wide()
    master, cover = deck.slide_master.part, deck.slide_layouts[0].part
    ground(master, '<a:srgbClr val="FBF6EA"/>')
    band = box("Band", 0, 0, 60, 1080, '<a:schemeClr val="accent2"><a:lumMod val="75000"/></a:schemeClr>')
    stripe = box("Stripe", 60, 0, 12, 1080, '<a:schemeClr val="accent6"/>')
    add(master, group("Side", (0, 0, 36, 540), (0, 0, 72, 1080), band + stripe))
    ground(cover, '<a:srgbClr val="2E4A3B"/>')
    add(cover, box("Disc", 640, 300, 300, 300, '<a:srgbClr val="3C6150"/>', kind="ellipse"))
    add(cover, text("Motto", 700, 22, 212, 20, "alder.example"))
    return saved(deck)


def plain_master() -> bytes:
    """PowerPoint's own template, 16:9."""
    return saved(wide())


# Parts


def wide() -> Deck:
    deck = Presentation()
    deck.slide_width, deck.slide_height = Pt(960), Pt(540)
    return deck


def saved(deck: Deck) -> bytes:
    out = io.BytesIO()
    deck.save(out)
    return out.getvalue()


def add(part: Part, shape: str, at: int = 2) -> None:
    part._element.find("{*}cSld/{*}spTree").insert(at, parse_xml(shape.replace(">", f" {NAMESPACES}>", 1)))


def ground(part: Part, colour: str) -> None:
    fill_ground(part, f"<a:solidFill>{colour}</a:solidFill>")


def picture_ground(part: Part, data: bytes) -> None:
    image = f'<a:blip r:embed="{relation(part, data)}"/><a:stretch><a:fillRect/></a:stretch>'
    fill_ground(part, f"<a:blipFill>{image}</a:blipFill>")


def fill_ground(part: Part, fill: str) -> None:
    slide = part._element.find("{*}cSld")
    for old in slide.findall("{*}bg"):
        slide.remove(old)
    slide.insert(0, parse_xml(f"<p:bg {NAMESPACES}><p:bgPr>{fill}<a:effectLst/></p:bgPr></p:bg>"))


def relation(part: Part, data: bytes) -> str:
    return part.get_or_add_image_part(io.BytesIO(data))[1]


def form(x: float, y: float, width: float, height: float, tag: str = "a:xfrm", inner: str = "", turn: str = "") -> str:
    return (
        f'<{tag}{turn}><a:off x="{emu(x)}" y="{emu(y)}"/><a:ext cx="{emu(width)}" cy="{emu(height)}"/>{inner}</{tag}>'
    )


def box(
    name: str, x: float, y: float, width: float, height: float, colour: str, *, kind: str = "rect", turn: int = 0
) -> str:
    turned = f' rot="{turn * 60_000}"' if turn else ""
    return (
        f'<p:sp><p:nvSpPr><p:cNvPr id="90" name="{name}"/><p:cNvSpPr/><p:nvPr/></p:nvSpPr>'
        f'<p:spPr>{form(x, y, width, height, turn=turned)}<a:prstGeom prst="{kind}"><a:avLst/></a:prstGeom>'
        f"<a:solidFill>{colour}</a:solidFill><a:ln><a:noFill/></a:ln></p:spPr></p:sp>"
    )


def text(name: str, x: float, y: float, width: float, height: float, words: str) -> str:
    return (
        f'<p:sp><p:nvSpPr><p:cNvPr id="91" name="{name}"/><p:cNvSpPr txBox="1"/><p:nvPr/></p:nvSpPr>'
        f'<p:spPr>{form(x, y, width, height)}<a:prstGeom prst="rect"><a:avLst/></a:prstGeom><a:noFill/></p:spPr>'
        '<p:txBody><a:bodyPr/><a:lstStyle/><a:p><a:pPr algn="r"/><a:r><a:rPr sz="1200" b="1"><a:solidFill>'
        f'<a:srgbClr val="FFFFFF"/></a:solidFill></a:rPr><a:t>{words}</a:t></a:r></a:p></p:txBody></p:sp>'
    )


def picture(name: str, x: float, y: float, width: float, height: float, key: str) -> str:
    return (
        f'<p:pic><p:nvPicPr><p:cNvPr id="92" name="{name}"/><p:cNvPicPr/><p:nvPr/></p:nvPicPr>'
        f'<p:blipFill><a:blip r:embed="{key}"/><a:stretch><a:fillRect/></a:stretch></p:blipFill>'
        f'<p:spPr>{form(x, y, width, height)}<a:prstGeom prst="rect"><a:avLst/></a:prstGeom></p:spPr></p:pic>'
    )


def group(name: str, outer: tuple[float, ...], inner: tuple[float, ...], shapes: str) -> str:
    x, y, width, height = inner
    own = f'<a:chOff x="{emu(x)}" y="{emu(y)}"/><a:chExt cx="{emu(width)}" cy="{emu(height)}"/>'
    return (
        f'<p:grpSp><p:nvGrpSpPr><p:cNvPr id="93" name="{name}"/><p:cNvGrpSpPr/><p:nvPr/></p:nvGrpSpPr>'
        f"<p:grpSpPr>{form(*outer, inner=own)}</p:grpSpPr>{shapes}</p:grpSp>"
    )


# Pictures


def sky(low: str, high: str) -> bytes:
    """A photograph of no place: two dark colours into each other with soft spots, as JPEG."""
    image = Image.linear_gradient("L").resize((640, 360))
    mixed = Image.composite(Image.new("RGB", image.size, low), Image.new("RGB", image.size, high), image)
    draw = ImageDraw.Draw(mixed)
    for index in range(60):
        x, y = index * 137 % 640, index * 71 % 360
        draw.ellipse((x, y, x + 26, y + 26), fill=high)
    return png(mixed.filter(ImageFilter.GaussianBlur(8)), "JPEG")


def logo(colour: str) -> bytes:
    image = Image.new("RGBA", (210, 66), (0, 0, 0, 0))
    draw = ImageDraw.Draw(image)
    draw.ellipse((0, 0, 65, 65), fill=colour)
    draw.rectangle((80, 20, 205, 46), fill=colour)
    return png(image)


def png(image: Image.Image, form: str = "PNG") -> bytes:
    out = io.BytesIO()
    image.save(out, form)
    return out.getvalue()


# Surgery


def changed(data: bytes, parts: Mapping[str, Callable[[bytes], bytes] | bytes | None]) -> bytes:
    """The file with parts replaced, added, or (None) taken out."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as before, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as after:
        for name in before.namelist():
            change = parts.get(name, before.read(name))
            if change is not None:
                after.writestr(name, change(before.read(name)) if callable(change) else change)
        for name in [name for name in parts if name not in before.namelist()]:
            after.writestr(name, parts[name])
    return out.getvalue()


def replaced(old: str, new: str) -> Callable[[bytes], bytes]:
    def change(data: bytes) -> bytes:
        assert old.encode() in data, f"{old} is not there."
        return data.replace(old.encode(), new.encode())

    return change


def with_shape(shape: str, part: str = MASTER) -> bytes:
    """The plain master with one more shape."""
    xml = shape.replace(">", f" {NAMESPACES}>", 1)

    def insert(data: bytes) -> bytes:
        root = etree.fromstring(data)
        root.find("{*}cSld/{*}spTree").insert(2, etree.fromstring(xml))
        return etree.tostring(root)

    return changed(plain_master(), {part: insert})
