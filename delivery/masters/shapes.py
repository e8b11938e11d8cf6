"""The decoration of a master or a layout, written anew: shapes, lines, pictures and their text, out of their groups.

What is not known is left out and told. Nothing that is written comes from the file but numbers, names out of closed lists, and
text that was cleaned and escaped.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from lxml import etree
from pptx.enum.shapes import MSO_AUTO_SHAPE_TYPE

from delivery.masters.colours import Colour, Scheme, number
from delivery.masters.fills import NOTHING, Fill, Line, Painter, styled
from delivery.masters.frames import EMU, Frame, Group, frame_of, group_of
from delivery.masters.pictures import Media
from delivery.masters.reading import Element, Package, Unusable
from delivery.masters.routes import Outline, outline_of
from delivery.masters.wording import text_body
from delivery.renderers.pptx.markup import DECORATIVE
from delivery.renderers.pptx.styles import HEIGHT, WIDTH

PRESETS = frozenset(str(each.xml_value) for each in MSO_AUTO_SHAPE_TYPE) | {
    "line", "straightConnector1", "bentConnector2", "bentConnector3", "bentConnector4", "bentConnector5",
    "curvedConnector2", "curvedConnector3", "curvedConnector4", "curvedConnector5",
}  # fmt: skip
MOST_SHAPES, DEEPEST, MOST_NAME = 600, 8, 80
MOST_LEFT_OUT = 0.6  # of the slide; without what covers more it would be another master
FIRST_ID = 100  # below it are the ids of our own placeholders
EFFECTS = ("effectLst", "effectDag", "scene3d", "sp3d")
FILMS = ("videoFile", "audioFile", "audioCd", "quickTimeFile", "wavAudioFile")
LEFT_OUT = {
    "contentPart": "Ink drawn by hand is not taken over.",
    "graphicFrame": "Tables, charts and SmartArt are not taken over. Save it as a picture and put that in its place.",
}
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]+")


@dataclass(frozen=True)
class Decoration:
    """One shape on a slide of 960 by 540: its name for people, where it stands, what it is painted with, and its XML, in
    which `r:embed` names a picture as it is kept."""

    name: str
    frame: Frame
    outline: Outline
    fill: Fill | None
    line: Line
    says: str
    xml: str

    @property
    def pictured(self) -> bool:
        return self.fill is not None and self.fill.picture is not None


@dataclass
class Told:
    """Sentences with their places, each once: what is left out, and what cannot be left out."""

    found: dict[tuple[str, str], None] = field(default_factory=dict)
    refused: dict[tuple[str, str], None] = field(default_factory=dict)

    def tell(self, sentence: str, place: str) -> None:
        self.found.setdefault((sentence, place))

    def refuse(self, sentence: str, place: str) -> None:
        self.refused.setdefault((sentence, place))


@dataclass(frozen=True)
class Plan:
    """What the parts of a presentation share while they are read."""

    package: Package
    theme: Element | None
    theme_part: str
    media: Media
    scale: float  # our points in one of the file's
    default_size: float
    told: Told
    seen: list[int] = field(default_factory=lambda: [0])  # elements of all trees
    count: list[int] = field(default_factory=lambda: [0])  # shapes that were taken


class Sheet:
    """A master or a layout: its ground and its decoration. `place` is its name for people."""

    def __init__(self, plan: Plan, part: str, root: Element, scheme: Scheme, place: str) -> None:
        self._plan, self._root, self._scheme, self._place = plan, root, scheme, place
        self._painter = Painter(plan.package, part, scheme, plan.media, plan.scale)
        self._theme_painter = Painter(plan.package, plan.theme_part, scheme, plan.media, plan.scale)

    def ground(self) -> Fill | None:
        """Its own background; None where it has that of the master. Raises Unusable where a picture of it cannot be kept."""
        said = self._root.find("{*}cSld/{*}bg")
        if said is None:
            return None
        properties, reference = said.find("{*}bgPr"), said.find("{*}bgRef")
        if properties is not None:
            return self._painter.fill(properties)
        if reference is None:
            return None
        own = self._scheme.within(reference)
        style = styled(self._plan.theme, "fillStyleLst", number(reference.get("idx"), 0))
        return self._style_fill(style, own)

    def decorations(self) -> list[Decoration]:
        tree = self._root.find("{*}cSld/{*}spTree")
        return list(self._within(tree, [], None)) if tree is not None else []

    def _within(self, tree: Element, groups: list[Group], own: Fill | None) -> Iterator[Decoration]:
        """The shapes of a tree; `own` is the fill of its group."""
        for shape in tree:
            kind = etree.QName(shape).localname
            self._plan.seen[0] += 1
            if self._plan.seen[0] > MOST_SHAPES:
                raise Unusable(f"The master and its layouts have more than {MOST_SHAPES} shapes.", self._place)
            if kind == "AlternateContent":
                spare = shape.find("{*}Fallback")
                if spare is None:
                    self._tell(
                        "What only a newer PowerPoint draws is not taken over. Replace it with a picture of it.", shape
                    )
                elif len(groups) < DEEPEST:
                    yield from self._within(spare, groups, own)
            elif kind == "grpSp":
                yield from self._group(shape, groups, own)
            elif kind in LEFT_OUT:
                self._tell(LEFT_OUT[kind], shape)
            elif kind in ("sp", "cxnSp", "pic"):
                try:
                    found = self._one(shape, kind, groups, own)
                except Unusable as error:
                    self._tell(f"{error.sentence} It is left out.", shape)
                else:
                    yield from [found] if found else []

    def _group(self, shape: Element, groups: list[Group], own: Fill | None) -> Iterator[Decoration]:
        if _hidden(shape):
            return
        if len(groups) >= DEEPEST:
            self._tell(f"Groups within groups are taken over {DEEPEST} deep. It is left out.", shape)
            return
        properties = shape.find("{*}grpSpPr")
        found = group_of(properties.find("{*}xfrm"), self._plan.scale) if properties is not None else None
        fill = self._painter.fill(properties) or own
        yield from self._within(shape, [*groups, found] if found else groups, fill)

    def _one(self, shape: Element, kind: str, groups: list[Group], own: Fill | None) -> Decoration | None:
        if _hidden(shape) or shape.find("{*}nvSpPr/{*}nvPr/{*}ph") is not None:
            return None
        if shape.find("{*}nvPicPr/{*}nvPr/{*}ph") is not None:
            return None
        self._plan.count[0] += 1
        if any(etree.QName(each).localname in FILMS for each in shape.iterfind("{*}nvPicPr/{*}nvPr/*")):
            raise Unusable("Film and sound are not taken over.")
        properties = shape.find("{*}spPr")
        frame = frame_of(properties.find("{*}xfrm"), self._plan.scale) if properties is not None else None
        if properties is None or frame is None:
            return None
        for group in reversed(groups):
            frame = group.out(frame)
        if not frame.sane:
            return None
        self._tell_effects(shape, properties)
        try:
            return (
                self._picture(shape, properties, frame) if kind == "pic" else self._shape(shape, properties, frame, own)
            )
        except Unusable as error:
            if frame.width * frame.height < MOST_LEFT_OUT * WIDTH * HEIGHT:
                raise
            self._plan.told.refuse(f"{error.sentence} It fills the slide.", self._where(shape))
            return None

    def _tell_effects(self, shape: Element, properties: Element) -> None:
        if any(len(found) for name in EFFECTS for found in properties.findall(f"{{*}}{name}")):
            self._tell("Shadows, glows and other effects are not taken over.", shape)
        if shape.find("*/{*}cNvPr/{*}hlinkClick") is not None:
            self._tell("Links are not taken over.", shape)

    def _shape(self, shape: Element, properties: Element, frame: Frame, own: Fill | None) -> Decoration | None:
        outline = self._outline(properties, frame)
        style = shape.find("{*}style")
        fill = self._fill(properties, style, own)
        line = self._line(properties, style)
        base = self._scheme.within(style.find("{*}fontRef")) if style is not None else None
        colour = base or self._scheme.named("tx1") or Colour("#000000")
        said = text_body(shape.find("{*}txBody"), self._scheme, colour, self._plan.default_size, self._plan.scale)
        if said.dated:
            self._tell("A date that changes by itself is not taken over.", shape)
        if not said.text and not _paints(fill) and line.colour is None:
            return None
        paint = (fill.xml if fill else NOTHING) + line.xml
        body = f"<p:spPr>{_form(frame)}{outline.xml}{paint}</p:spPr>{said.xml}"
        identity = _identity("Sp", self._plan.count[0], "<p:cNvSpPr/>")
        return Decoration(self._name(shape), frame, outline, fill, line, said.text, f"<p:sp>{identity}{body}</p:sp>")

    def _picture(self, shape: Element, properties: Element, frame: Frame) -> Decoration:
        holder = shape.find("{*}blipFill")
        if holder is None:
            raise Unusable("A picture is missing from the file.")
        fill = self._painter.picture(holder)
        outline = self._outline(properties, frame)
        line = self._line(properties, shape.find("{*}style"))
        identity = _identity("Pic", self._plan.count[0], "<p:cNvPicPr/>")
        inner = f"<p:blipFill>{fill.xml}</p:blipFill><p:spPr>{_form(frame)}{outline.xml}{line.xml}</p:spPr>"
        xml = f"<p:pic>{identity}{inner}</p:pic>"
        return Decoration(self._name(shape), frame, outline, fill, line, "", xml)

    def _outline(self, properties: Element, frame: Frame) -> Outline:
        found = outline_of(properties, PRESETS)
        if found is None:
            raise Unusable("The outline of a shape cannot be read.")
        return found

    def _fill(self, properties: Element, style: Element | None, group: Fill | None) -> Fill | None:
        if properties.find("{*}grpFill") is not None:
            return group
        found = self._painter.fill(properties)
        reference = style.find("{*}fillRef") if style is not None else None
        if found or reference is None:
            return found
        base = styled(self._plan.theme, "fillStyleLst", number(reference.get("idx"), 0))
        return self._style_fill(base, self._scheme.within(reference))

    def _line(self, properties: Element, style: Element | None) -> Line:
        reference = style.find("{*}lnRef") if style is not None else None
        index = number(reference.get("idx"), 0) if reference is not None else 0
        colour = self._scheme.within(reference)
        return self._painter.line(properties.find("{*}ln"), styled(self._plan.theme, "lnStyleLst", index), colour)

    def _style_fill(self, style: Element | None, own: Colour | None) -> Fill | None:
        if style is None:
            return None
        holder = etree.Element("holder")
        holder.append(_copied(style))
        return self._theme_painter.fill(holder, own)

    def _name(self, shape: Element) -> str:
        named = shape.find("*/{*}cNvPr")
        found = _CONTROL.sub(" ", named.get("name", "") if named is not None else "").strip()
        return f"“{found[:MOST_NAME]}”" if found else "a shape without a name"

    def _tell(self, sentence: str, shape: Element) -> None:
        self._plan.told.tell(sentence, self._where(shape))

    def _where(self, shape: Element) -> str:
        return f"{self._place}: {self._name(shape)}"


def names_of(element: Element | None) -> Mapping[str, str]:
    """The names of colours that a master's or a layout's map gives."""
    return {str(key): str(value) for key, value in element.attrib.items()} if element is not None else {}


def _copied(element: Element) -> Element:
    return etree.fromstring(etree.tostring(element))


def _hidden(shape: Element) -> bool:
    named = shape.find("*/{*}cNvPr")
    return named is not None and named.get("hidden") in ("1", "true")


def _paints(fill: Fill | None) -> bool:
    return fill is not None and fill.xml != NOTHING


def _identity(kind: str, number: int, middle: str) -> str:
    named = f'<p:cNvPr id="{FIRST_ID + number}" name="Decoration {number}">{DECORATIVE}</p:cNvPr>'
    return f'<p:nv{kind}Pr>{named}{middle}<p:nvPr userDrawn="1"/></p:nv{kind}Pr>'


def _form(frame: Frame) -> str:
    turn = f' rot="{round(frame.turn * 60_000)}"' if frame.turn else ""
    mirrored = "".join(f' {name}="1"' for name, on in (("flipH", frame.across), ("flipV", frame.down)) if on)
    x, y, width, height = (round(each * EMU) for each in (frame.x, frame.y, frame.width, frame.height))
    return f'<a:xfrm{turn}{mirrored}><a:off x="{x}" y="{y}"/><a:ext cx="{width}" cy="{height}"/></a:xfrm>'
