"""The text of a decoration, written anew: its words, size, weight, colour and place, in the deck's own faces."""

from typing import NamedTuple

from lxml import etree

from delivery.masters.colours import Colour, Scheme, number
from delivery.masters.reading import Element
from delivery.renderers.pptx.markup import runs
from delivery.renderers.pptx.typefaces import SANS
from delivery.theme.text import clean

MOST_TEXT = 1_000  # characters of one shape
MOST_PARAGRAPHS = 40
SMALLEST, LARGEST = 4.0, 400.0
ALIGN = {"l", "r", "ctr", "just"}
ANCHORS = {"t", "ctr", "b"}
TURNED = {"horz", "vert", "vert270"}
INSETS = ("lIns", "tIns", "rIns", "bIns")
INSET_DEFAULTS = {"lIns": 91_440, "tIns": 45_720, "rIns": 91_440, "bIns": 45_720}  # EMU
MOST_INSET = 10_000_000
DATES = "datetime"


class Said(NamedTuple):
    """`dated` says that a field was left out whose text changes by itself."""

    xml: str = ""
    text: str = ""
    dated: bool = False


def text_body(body: Element | None, scheme: Scheme, colour: Colour, size: float, scale: float) -> Said:
    """The text of a shape; nothing where it says nothing. `colour` and `size` (points of the file) are those of text that
    was given none."""
    if body is None:
        return Said()
    paragraphs, words, dated, left = [], list[str](), False, MOST_TEXT
    listed = body.find("{*}lstStyle")
    for paragraph in body.findall("{*}p")[:MOST_PARAGRAPHS]:
        level = listed.find("{*}lvl1pPr") if listed is not None else None
        properties = [each for each in (paragraph.find("{*}pPr"), level) if each is not None]
        inner = ""
        for child in paragraph:
            kind = etree.QName(child).localname
            field = child.get("type", "") if kind == "fld" else ""
            dated |= field.startswith(DATES)
            if kind == "br":
                inner += "<a:br/>"
            elif kind == "r":
                text = clean(child.findtext("{*}t") or "").replace("\n", " ")[:left]
                left -= len(text)
                words.append(text)
                inner += runs(text, _run(child, properties, scheme, colour, size, scale))
        paragraphs.append(f"<a:p>{_paragraph(properties)}{inner}</a:p>")
    text = "".join(words)
    if not text.strip():
        return Said(dated=dated)
    box = f"<p:txBody>{_box(body.find('{*}bodyPr'), scale)}<a:lstStyle/>{''.join(paragraphs)}</p:txBody>"
    return Said(box, text, dated)


def _run(run: Element, properties: list[Element], scheme: Scheme, colour: Colour, size: float, scale: float) -> str:
    own = run.find("{*}rPr")
    said = [each for each in (own, *(each.find("{*}defRPr") for each in properties)) if each is not None]
    points = next((number(each.get("sz"), 0) / 100 for each in said if each.get("sz")), size)
    points = min(LARGEST, max(SMALLEST, points * scale))
    fills = (scheme.within(each.find("{*}solidFill")) for each in said)
    painted = next((found for found in fills if found), colour)
    bold = next((each.get("b") for each in said if each.get("b")), "0") in ("1", "true")
    italic = next((each.get("i") for each in said if each.get("i")), "0") in ("1", "true")
    look = f'sz="{round(points * 100)}" b="{int(bold)}" i="{int(italic)}"'
    fill = f"<a:solidFill>{painted.xml}</a:solidFill>"
    return f'<a:rPr {look}>{fill}<a:latin typeface="{SANS}"/></a:rPr>'


def _paragraph(properties: list[Element]) -> str:
    align = next((each.get("algn") for each in properties if each.get("algn") in ALIGN), "l")
    return f'<a:pPr algn="{align}"><a:buNone/></a:pPr>'


def _box(properties: Element | None, scale: float) -> str:
    given = properties.attrib if properties is not None else {}
    insets = "".join(
        f' {name}="{round(min(MOST_INSET, max(0, number(given.get(name), INSET_DEFAULTS[name]))) * scale)}"'
        for name in INSETS
    )
    wrap = "none" if given.get("wrap") == "none" else "square"
    anchor = given.get("anchor") if given.get("anchor") in ANCHORS else "t"
    turned = given.get("vert") if given.get("vert") in TURNED else "horz"
    centred = ' anchorCtr="1"' if given.get("anchorCtr") in ("1", "true") else ""
    return f'<a:bodyPr vert="{turned}" wrap="{wrap}"{insets} anchor="{anchor}"{centred}><a:noAutofit/></a:bodyPr>'
