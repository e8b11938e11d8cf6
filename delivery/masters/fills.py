"""Fills and lines of a decoration, written anew with fixed colours and with pictures of ours."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from lxml import etree
from pptx.enum.dml import MSO_LINE, MSO_PATTERN_TYPE

from delivery.masters.colours import WHOLE, Colour, Scheme, number
from delivery.masters.pictures import Media
from delivery.masters.reading import Element, Package, Unusable, relation_of

KINDS = ("solidFill", "gradFill", "blipFill", "pattFill", "noFill")
PATTERNS = frozenset(each.xml_value for each in MSO_PATTERN_TYPE)
DASHES = frozenset(each.xml_value for each in MSO_LINE if each.xml_value) | {"sysDashDot", "sysDashDotDot"}
CAPS = {"rnd", "sq", "flat"}
PATHS = {"circle", "rect", "shape"}
CORNERS = {"tl", "t", "tr", "l", "ctr", "r", "bl", "b", "br"}
ENDS = {"triangle", "stealth", "diamond", "oval", "arrow"}
MOST_STOPS = 10
THINNEST, THICKEST = 1_587, 2_540_000  # EMU
DEFAULT_WEIGHT = 9_525
EFFECTS_OF_PICTURES = (
    "duotone",
    "clrChange",
    "clrRepl",
    "biLevel",
    "lum",
    "hsl",
    "grayscl",
    "tint",
    "fillOverlay",
    "blur",
)
BACKGROUNDS = 1_001  # from this number on a style's fill is one of the theme's backgrounds
NOTHING = "<a:noFill/>"


class Picture(NamedTuple):
    """A picture by its name in what is kept; `crop` and `inset` are what is cut and left free, in shares: l, t, r, b."""

    name: str
    crop: tuple[float, ...] = (0.0, 0.0, 0.0, 0.0)
    inset: tuple[float, ...] = (0.0, 0.0, 0.0, 0.0)
    alpha: float = 1.0


class Fill(NamedTuple):
    """`colours` is one, or those of a gradient in their order, at their places, `angle` clockwise from left to right, or None
    from the middle outwards."""

    xml: str
    colours: tuple[Colour, ...] = ()
    places: tuple[float, ...] = (0.0,)
    angle: float | None = 0.0
    picture: Picture | None = None


class Line(NamedTuple):
    xml: str
    colour: Colour | None = None
    weight: float = 0.0  # points


@dataclass(frozen=True)
class Painter:
    """Reads fills of one part (or of the theme) of a package. Raises Unusable for a picture that cannot be kept."""

    package: Package
    part: str
    scheme: Scheme
    media: Media
    scale: float

    def fill(self, holder: Element | None, own: Colour | None = None) -> Fill | None:
        """The fill that is a child of an element; None where it says nothing, or nothing that is known."""
        for child in holder if holder is not None else ():
            kind = etree.QName(child).localname
            if kind in KINDS:
                return self._one(kind, child, own)
        return None

    def _one(self, kind: str, fill: Element, own: Colour | None) -> Fill | None:
        match kind:
            case "solidFill":
                colour = self.scheme.within(fill, own)
                return Fill(f"<a:solidFill>{colour.xml}</a:solidFill>", (colour,)) if colour else None
            case "gradFill":
                return self._gradient(fill, own)
            case "pattFill":
                return self._pattern(fill, own)
            case "blipFill":
                found = self.picture(fill)
                return found._replace(xml=f'<a:blipFill rotWithShape="1">{found.xml}</a:blipFill>')
        return Fill(NOTHING)

    def _gradient(self, fill: Element, own: Colour | None) -> Fill | None:
        found = [
            (min(WHOLE, max(0, number(stop.get("pos"), 0))), colour)
            for stop in fill.iterfind("{*}gsLst/{*}gs")
            if (colour := self.scheme.within(stop, own))
        ]
        stops = sorted(found[:MOST_STOPS], key=lambda stop: stop[0])
        if len(stops) < 2:
            return Fill(f"<a:solidFill>{stops[0][1].xml}</a:solidFill>", (stops[0][1],)) if stops else None
        listed = "".join(f'<a:gs pos="{place}">{colour.xml}</a:gs>' for place, colour in stops)
        line, path = fill.find("{*}lin"), fill.find("{*}path")
        colours, places = tuple(colour for _, colour in stops), tuple(place / WHOLE for place, _ in stops)
        if path is not None and path.get("path") in PATHS:
            way = f'<a:path path="{path.get("path")}">{_edges("fillToRect", path.find("{*}fillToRect"))}</a:path>'
            return Fill(
                f'<a:gradFill rotWithShape="1"><a:gsLst>{listed}</a:gsLst>{way}</a:gradFill>', colours, places, None
            )
        angle = number(line.get("ang"), 0) % 21_600_000 if line is not None else 0
        way = f'<a:lin ang="{angle}" scaled="0"/>'
        xml = f'<a:gradFill rotWithShape="1"><a:gsLst>{listed}</a:gsLst>{way}</a:gradFill>'
        return Fill(xml, colours, places, angle / 60_000)

    def _pattern(self, fill: Element, own: Colour | None) -> Fill | None:
        front, back = (self.scheme.within(fill.find(f"{{*}}{name}"), own) for name in ("fgClr", "bgClr"))
        if front is None or back is None or fill.get("prst") not in PATTERNS:
            return None
        inner = f"<a:fgClr>{front.xml}</a:fgClr><a:bgClr>{back.xml}</a:bgClr>"
        return Fill(f'<a:pattFill prst="{fill.get("prst")}">{inner}</a:pattFill>', (back, front, back), (0.0, 0.5, 1.0))

    def picture(self, fill: Element) -> Fill:
        """The fill of a picture, without the element around it."""
        blip = fill.find("{*}blip")
        relation = self.package.relations(self.part).get(relation_of(blip, "embed"))
        if blip is None or relation is None or relation.external or not self.package.has(relation.target):
            raise Unusable("A picture is missing from the file.")
        name = self.media.keep(relation.target)
        changed = any(etree.QName(each).localname in EFFECTS_OF_PICTURES for each in blip)
        if changed:
            raise Unusable(
                "A picture is recoloured. Save it as it is shown (“Save as picture”) and put that in its place."
            )
        faded = blip.find("{*}alphaModFix")
        alpha = min(1.0, max(0.0, number(faded.get("amt"), WHOLE) / WHOLE)) if faded is not None else 1.0
        inner = f'<a:alphaModFix amt="{round(alpha * WHOLE)}"/>' if alpha < 1 else ""
        crop, stretch = fill.find("{*}srcRect"), fill.find("{*}stretch/{*}fillRect")
        image = f'<a:blip r:embed="{name}">{inner}</a:blip>{_edges("srcRect", crop)}'
        picture = Picture(name, _shares(crop), _shares(stretch), alpha)
        tile = fill.find("{*}tile")
        if tile is not None:
            return Fill(image + _tile(tile, self.scale), picture=picture)
        return Fill(f"{image}<a:stretch>{_edges('fillRect', stretch) or '<a:fillRect/>'}</a:stretch>", picture=picture)

    # Lines

    def line(self, own: Element | None, style: Element | None, colour: Colour | None) -> Line:
        """The outline that a shape says, with what its style says where it says nothing."""
        said = [each for each in (own, style) if each is not None]
        fills = (self.fill(each, colour) for each in said)
        fill = next((found for found in fills if found), None)
        if fill is None or not fill.colours:
            return Line(f"<a:ln>{NOTHING}</a:ln>")
        width = next((number(each.get("w"), DEFAULT_WEIGHT) for each in said if each.get("w")), DEFAULT_WEIGHT)
        width = round(min(THICKEST, max(THINNEST, width)) * self.scale)
        cap = next((f' cap="{each.get("cap")}"' for each in said if each.get("cap") in CAPS), "")
        dash = next((found for each in said if (found := _dash(each))), "")
        ends = "".join(_end(said[0], name) for name in ("headEnd", "tailEnd"))
        return Line(f'<a:ln w="{width}"{cap}>{fill.xml}{dash}{ends}</a:ln>', fill.colours[0], width / 12_700)


def styled(theme: Element | None, lists: str, index: int) -> Element | None:
    """The theme's fill or line of a number, in an element that holds it; None for no style."""
    if theme is None or index < 1:
        return None
    if lists == "fillStyleLst" and index >= BACKGROUNDS:
        lists, index = "bgFillStyleLst", index - BACKGROUNDS + 1
    listed = theme.find(f"{{*}}themeElements/{{*}}fmtScheme/{{*}}{lists}")
    if listed is None or index > len(listed):
        return None
    return listed[index - 1]


def _dash(line: Element) -> str:
    dash = line.find("{*}prstDash")
    return f'<a:prstDash val="{dash.get("val")}"/>' if dash is not None and dash.get("val") in DASHES else ""


def _end(line: Element, name: str) -> str:
    end = line.find(f"{{*}}{name}")
    return f'<a:{name} type="{end.get("type")}"/>' if end is not None and end.get("type") in ENDS else ""


def _sides(box: Element | None) -> Iterator[tuple[str, int]]:
    for side in "ltrb":
        value = number(box.get(side), 0) if box is not None else 0
        yield side, min(10 * WHOLE, max(-10 * WHOLE, value))


def _edges(name: str, box: Element | None) -> str:
    said = "".join(f' {side}="{value}"' for side, value in _sides(box) if value)
    return f"<a:{name}{said}/>" if box is not None else ""


def _shares(box: Element | None) -> tuple[float, ...]:
    return tuple(value / WHOLE for _, value in _sides(box))


def _tile(tile: Element, scale: float) -> str:
    numbers = {name: number(tile.get(name), 0) for name in ("tx", "ty")}
    shares = {name: min(10 * WHOLE, max(1_000, round(number(tile.get(name), WHOLE) * scale))) for name in ("sx", "sy")}
    said = "".join(f' {name}="{value}"' for name, value in (numbers | shares).items())
    corner = tile.get("algn") if tile.get("algn") in CORNERS else "tl"
    return f'<a:tile{said} algn="{corner}"/>'
