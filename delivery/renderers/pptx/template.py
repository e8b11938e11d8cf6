"""What a deck begins with: python-pptx's own template with a brand's master, layouts and theme."""

import io
import re

from lxml import etree
from pptx import Presentation
from pptx.opc.constants import RELATIONSHIP_TYPE as RT
from pptx.oxml import parse_xml
from pptx.presentation import Presentation as Package

from delivery.renderers.pptx import styles
from delivery.renderers.pptx.decorating import decorate
from delivery.renderers.pptx.markup import NAMESPACES, Paint, emu, escaped, frame, geometry
from delivery.renderers.pptx.stage import Stage
from delivery.renderers.pptx.typefaces import SANS, SERIF, Families
from delivery.theme.palette import Palette
from delivery.theme.type import Style

LAYOUTS = {"Field": "Title Slide", "Page": "Title Only"}  # ours → the template's
OTHER_SCRIPTS = {
    "Jpan": "Yu Gothic",
    "Hang": "Malgun Gothic",
    "Hans": "Microsoft YaHei",
    "Hant": "Microsoft JhengHei",
    "Arab": "Arial",
    "Hebr": "Arial",
}
DROPPED = ("thumbnail", "printerSettings")
BODY_LEVELS, BODY_INDENT = 9, 18.0
NUMBER = '<a:fld id="{B6F15528-21DE-4FAA-801E-634DDDAF4B2B}" type="slidenum"><a:rPr/><a:t>‹#›</a:t></a:fld>'
NOTES_KEPT = ("sldImg", "body")


def template(stage: Stage, families: Families) -> bytes:
    """A deck without slides, in the brand's colours and families, on the agency's own master where it has one."""
    palette = stage.page
    deck = Presentation()
    _set_size(deck)
    _drop_parts(deck)
    _set_master(deck, palette)
    for layout in list(deck.slide_layouts):
        ours = next((name for name, theirs in LAYOUTS.items() if theirs == layout.name), None)
        if ours is None:
            deck.slide_layouts.remove(layout)
        else:
            _set_layout(layout.part._element, ours, stage)
    if stage.master:
        decorate(deck, stage.master)
    _set_theme(deck, palette, families)
    _set_notes_master(deck)
    out = io.BytesIO()
    deck.save(out)
    return out.getvalue()


def _set_size(deck: Package) -> None:
    size = deck.part._element.find("{*}sldSz")
    size.attrib.pop("type", None)
    size.set("cx", str(emu(styles.WIDTH)))
    size.set("cy", str(emu(styles.HEIGHT)))


def _drop_parts(deck: Package) -> None:
    """Leave out what shows another deck."""
    for rels in (deck.part.package._rels, deck.part.rels):
        for key, rel in list(rels.items()):
            if rel.reltype.endswith(DROPPED):
                rels.pop(key)


# Master and layouts


def _set_master(deck: Package, palette: Palette) -> None:
    master = deck.slide_master.part._element
    body = _placeholder("body", 3, "Text", styles.LEFT, styles.TOP, styles.FULL, styles.CAPACITY, index=1)
    _refill(master, [_title(palette.ink, palette), body, *_feet(palette, palette.muted)])
    old = master.find("{*}txStyles")
    master.replace(old, parse_xml(_text_styles(palette)))


def _set_layout(layout: etree._Element, name: str, stage: Stage) -> None:
    palette, paint = stage.page, Paint(stage.page, "en")
    slide = layout.find("{*}cSld")
    slide.set("name", name)
    for extension in slide.findall("{*}extLst"):
        slide.remove(extension)
    if name == "Page":
        _refill(layout, [_title(palette.ink, palette), *_feet(palette, stage.foot)])
        return
    layout.attrib.pop("type", None)
    _refill(layout, [_title(stage.field.on_brand, palette)])
    ground = f"<p:bg {NAMESPACES}><p:bgPr>{paint.fill(palette.brand)}<a:effectLst/></p:bgPr></p:bg>"
    slide.insert(0, parse_xml(ground))


def _refill(owner: etree._Element, shapes: list[str]) -> None:
    tree = owner.find("{*}cSld/{*}spTree")
    for child in list(tree)[2:]:
        tree.remove(child)
    for shape in shapes:
        tree.append(parse_xml(shape))


def _title(colour: str, palette: Palette) -> str:
    size = styles.TITLE_SIZES[0]
    fill = Paint(palette, "en").fill(colour)
    style = f'<a:lvl1pPr><a:defRPr sz="{round(size * 100)}">{fill}</a:defRPr></a:lvl1pPr>'
    height = size * styles.TITLE_LEADING
    return _placeholder("title", 2, "Title", styles.LEFT, styles.TITLE_TOP, styles.FULL, height, style=style)


def _feet(palette: Palette, colour: str) -> list[str]:
    """Footer and slide number."""
    half, height = styles.FULL - styles.NUMBER_WIDTH, styles.FOOTER.leading
    fill = Paint(palette, "en").fill(colour)
    size = round(styles.FOOTER.size * 100)
    left, right = (f'<a:lvl1pPr algn="{align}"><a:defRPr sz="{size}">{fill}</a:defRPr></a:lvl1pPr>' for align in "lr")
    x = styles.RIGHT - styles.NUMBER_WIDTH
    return [
        _placeholder("ftr", 4, "Footer", styles.LEFT, styles.FOOT, half, height, index=11, style=left),
        _placeholder(
            "sldNum",
            5,
            "Slide number",
            x,
            styles.FOOT,
            styles.NUMBER_WIDTH,
            height,
            index=12,
            style=right,
            text=NUMBER,
        ),
    ]


def _placeholder(
    kind: str,
    shape_id: int,
    name: str,
    x: float,
    y: float,
    width: float,
    height: float,
    *,
    index: int | None = None,
    style: str = "",
    text: str = "",
) -> str:
    at = f' sz="quarter" idx="{index}"' if index else ""
    return (
        f'<p:sp {NAMESPACES}><p:nvSpPr><p:cNvPr id="{shape_id}" name="{name}"/>'
        f'<p:cNvSpPr><a:spLocks noGrp="1"/></p:cNvSpPr><p:nvPr><p:ph type="{kind}"{at}/></p:nvPr></p:nvSpPr>'
        f"<p:spPr>{frame(x, y, width, height)}{geometry('rect')}</p:spPr>"
        '<p:txBody><a:bodyPr lIns="0" tIns="0" rIns="0" bIns="0" anchor="t"><a:noAutofit/></a:bodyPr>'
        f"<a:lstStyle>{style}</a:lstStyle><a:p>{text or f'<a:r><a:rPr/><a:t>{name}</a:t></a:r>'}</a:p>"
        "</p:txBody></p:sp>"
    )


def _text_styles(palette: Palette) -> str:
    """What a slide added by hand looks like."""
    paint = Paint(palette, "en")
    levels = "".join(_level(level, styles.BODY, paint.fill(palette.ink)) for level in range(1, BODY_LEVELS + 1))
    title = (
        f'<a:lvl1pPr algn="l"><a:buNone/><a:defRPr sz="{round(styles.TITLE_SIZES[0] * 100)}">'
        f'{paint.fill(palette.ink)}<a:latin typeface="{SERIF}"/></a:defRPr></a:lvl1pPr>'
    )
    return (
        f"<p:txStyles {NAMESPACES}><p:titleStyle>{title}</p:titleStyle>"
        f"<p:bodyStyle>{levels}</p:bodyStyle><p:otherStyle/></p:txStyles>"
    )


def _level(level: int, style: Style, fill: str) -> str:
    indent = emu(BODY_INDENT)
    return (
        f'<a:lvl{level}pPr marL="{indent * level}" indent="-{indent}" algn="l">'
        f'<a:spcBef><a:spcPts val="600"/></a:spcBef><a:buFont typeface="Arial"/><a:buChar char="•"/>'
        f'<a:defRPr sz="{round(style.size * 100)}">{fill}<a:latin typeface="{SANS}"/></a:defRPr>'
        f"</a:lvl{level}pPr>"
    )


def _set_notes_master(deck: Package) -> None:
    """Keep the slide's picture, 16 by 9, and the notes; drop the date."""
    tree = deck.notes_master.part._element.find("{*}cSld/{*}spTree")
    for shape in list(tree)[2:]:
        if shape.find("{*}nvSpPr/{*}nvPr/{*}ph").get("type") not in NOTES_KEPT:
            tree.remove(shape)
    picture = tree.find("{*}sp/{*}spPr/{*}xfrm")
    picture.find("{*}off").set("x", str(emu(54)))
    picture.find("{*}ext").set("cx", str(emu(432)))
    picture.find("{*}ext").set("cy", str(emu(243)))
    relation = deck.part.relate_to(deck.notes_master.part, RT.NOTES_MASTER)
    listed = f'<p:notesMasterIdLst {NAMESPACES}><p:notesMasterId r:id="{relation}"/></p:notesMasterIdLst>'
    deck.part._element.find("{*}sldMasterIdLst").addnext(parse_xml(listed))


# Theme


def _set_theme(deck: Package, palette: Palette, families: Families) -> None:
    part = deck.slide_master.part.part_related_by(RT.THEME)
    xml = part.blob.decode()
    xml = re.sub(r"<a:clrScheme.*?</a:clrScheme>", _colours(palette), xml, flags=re.DOTALL)
    xml = re.sub(r"<a:fontScheme.*?</a:fontScheme>", lambda _: _fonts(families), xml, flags=re.DOTALL)
    part.blob = re.sub(r'(<a:theme [^>]*name=")[^"]*', r"\1Brand", xml, count=1).encode()


def _colours(palette: Palette) -> str:
    colours = {"dk1": palette.ink, "lt1": palette.paper, "dk2": palette.brand_text, "lt2": palette.tint2}
    colours |= {f"accent{index}": colour for index, colour in enumerate(palette.series, 1)}
    colours |= {"hlink": palette.brand_text, "folHlink": palette.muted}
    inner = "".join(f'<a:{name}><a:srgbClr val="{value[1:]}"/></a:{name}>' for name, value in colours.items())
    return f'<a:clrScheme name="Brand">{inner}</a:clrScheme>'


def _fonts(families: Families) -> str:
    """The two families, with the ones that Office sets other scripts in."""
    others = "".join(f'<a:font script="{script}" typeface="{face}"/>' for script, face in OTHER_SCRIPTS.items())
    inner = "".join(
        f'<a:{kind}Font><a:latin typeface="{escaped(face)}"/><a:ea typeface=""/><a:cs typeface=""/>{others}</a:{kind}Font>'
        for kind, face in (("major", families.headings), ("minor", families.text))
    )
    return f'<a:fontScheme name="Brand">{inner}</a:fontScheme>'
