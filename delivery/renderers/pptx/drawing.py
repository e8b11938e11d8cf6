"""The shapes of one slide as XML."""

from collections.abc import Callable, Iterator, Sequence
from typing import TypeVar

from delivery.renderers.direction import is_rtl, mirrored
from delivery.renderers.pptx import styles
from delivery.renderers.pptx.markup import (
    DECLARATION,
    DECORATIVE,
    NAMESPACES,
    Paint,
    emu,
    escaped,
    frame,
    geometry,
    runs,
)
from delivery.renderers.pptx.shapes import ChartFrame, Field, Path, Picture, Row, Shape, Sign, Text, opposite
from delivery.renderers.pptx.slides import Slide

Column = TypeVar("Column")
Relate = Callable[[ChartFrame | Picture | int], str]  # chart, picture or index of a slide → its relation's id

EMPTY = '<a:p><a:endParaRPr sz="1200"/></a:p>'
GROUP = '<p:nvGrpSpPr><p:cNvPr id="1" name=""/><p:cNvGrpSpPr/><p:nvPr/></p:nvGrpSpPr><p:grpSpPr/>'
PRESETS = {
    "disc": "ellipse",
    "square": "rect",
    "half": "flowChartDelay",
    "diamond": "diamond",
    "triangle": "triangle",
}
NO_INSETS = 'wrap="square" lIns="0" tIns="0" rIns="0" bIns="0" anchor="t"'
CHART = "http://schemas.openxmlformats.org/drawingml/2006/chart"
TABLE = "http://schemas.openxmlformats.org/drawingml/2006/table"
NO_LINES = "".join(f'<a:ln{side} w="0"><a:noFill/></a:ln{side}>' for side in "LRT")
NUMBER_FIELD = "{B6F15528-21DE-4FAA-801E-634DDDAF4B2B}"


class Drawing:
    """Draws one slide; ids are given in the order of its shapes."""

    def __init__(self, slide: Slide, number: int, footer: str, paint: Paint, relate: Relate) -> None:
        self._slide = slide
        self._number = number
        self._footer = footer
        self._paint = paint
        self._relate = relate
        self._id = 1

    def xml(self) -> bytes:
        shapes = "".join(self._shapes())
        foot = "" if self._slide.layout == "Field" else self._foot()
        return (
            f"{DECLARATION}<p:sld {NAMESPACES}><p:cSld><p:spTree>{GROUP}{shapes}{foot}</p:spTree></p:cSld>"
            "<p:clrMapOvr><a:masterClrMapping/></p:clrMapOvr></p:sld>"
        ).encode()

    def _shapes(self) -> Iterator[str]:
        """Shapes in order; the rows of a table are drawn where its first row stands."""
        shapes, drawn = self._slide.shapes, set()
        if mirrored():
            shapes = [opposite(shape, styles.WIDTH) for shape in shapes]
        for shape in shapes:
            if not isinstance(shape, Row):
                yield self._shape(shape)
            elif shape.grid not in drawn:
                drawn.add(shape.grid)
                yield self._table([row for row in shapes if isinstance(row, Row) and row.grid is shape.grid])

    def _shape(self, shape: Shape) -> str:
        match shape:
            case Text():
                return self._text(shape)
            case Field():
                box = frame(shape.x, shape.y, shape.width, shape.height) + geometry("rect")
                return self._figure(box + self._filled(shape.colour), "Field", shape.alt)
            case Sign():
                return self._sign(shape)
            case Path():
                return self._path(shape)
            case Picture():
                return self._picture(shape)
            case ChartFrame():
                return self._chart(shape)
        raise TypeError(f"A slide cannot draw {type(shape).__name__}.")

    # Text

    def _text(self, text: Text) -> str:
        identity = self._identity("Title" if text.title else "Text", link=text.link)
        kind = '<p:ph type="title"/>' if text.title else ""
        box = "" if text.title else ' txBox="1"'
        form = frame(text.x, text.y, text.width, text.words.height)
        outline = form if text.title else f"{form}{geometry('rect')}<a:noFill/>"
        return (
            f"<p:sp><p:nvSpPr>{identity}<p:cNvSpPr{box}/><p:nvPr>{kind}</p:nvPr></p:nvSpPr>"
            f"<p:spPr>{outline}</p:spPr><p:txBody><a:bodyPr {NO_INSETS}><a:noAutofit/></a:bodyPr>"
            f"<a:lstStyle/>{self._paint.paragraph(text.words)}</p:txBody></p:sp>"
        )

    def _foot(self) -> str:
        run = f'<a:rPr lang="{self._paint.lang}"/>'
        field = f'<a:fld id="{NUMBER_FIELD}" type="slidenum">{run}<a:t>{self._number}</a:t></a:fld>'
        footer = f"<a:r>{run}<a:t>{escaped(self._footer)}</a:t></a:r>" if self._footer else ""
        whole = styles.FULL - styles.NUMBER_WIDTH
        at_end, at_start = _turned(whole, "r", rtl=is_rtl(self._footer)), _turned(styles.NUMBER_WIDTH, "l")
        places = (
            ("Footer", '<p:ph type="ftr" sz="quarter" idx="11"/>', footer, at_end),
            ("Slide number", '<p:ph type="sldNum" sz="quarter" idx="12"/>', field, at_start),
        )
        return "".join(
            f"<p:sp><p:nvSpPr>{self._identity(name)}<p:cNvSpPr/><p:nvPr>{kind}</p:nvPr></p:nvSpPr>{place}"
            f"<p:txBody><a:bodyPr/><a:lstStyle/><a:p>{align}{body}</a:p></p:txBody></p:sp>"
            for name, kind, body, (place, align) in places
            if body
        )

    # Figures

    def _sign(self, sign: Sign) -> str:
        radius = sign.radius
        width = radius if sign.shape == "half" else 2 * radius
        box = frame(sign.x - width / 2, sign.y - radius, width, 2 * radius)
        return self._figure(box + geometry(PRESETS[sign.shape]) + self._filled(sign.colour), "Mark")

    def _path(self, path: Path) -> str:
        width = max(x for x, _ in path.points)
        height = max(y for _, y in path.points)
        steps = "".join(
            f'<a:{tag}><a:pt x="{emu(x)}" y="{emu(y)}"/></a:{tag}>'
            for tag, (x, y) in zip(("moveTo", *["lnTo"] * len(path.points)), path.points, strict=False)
        )
        route = f'<a:path w="{emu(width)}" h="{emu(height)}" fill="none">{steps}</a:path>'
        dash = f'<a:prstDash val="{path.dash}"/>' if path.dash else ""
        line = f'<a:ln w="{emu(path.weight)}">{self._paint.fill(path.colour)}{dash}</a:ln>'
        form = f"<a:custGeom><a:avLst/><a:pathLst>{route}</a:pathLst></a:custGeom><a:noFill/>{line}"
        return self._figure(frame(path.x, path.y, width, height) + form, "Line", path.alt)

    def _filled(self, colour: str) -> str:
        return f"{self._paint.fill(colour)}<a:ln><a:noFill/></a:ln>"

    def _figure(self, properties: str, name: str, alt: str = "") -> str:
        identity = self._identity(name, alt=alt, ornament=not alt)
        return f"<p:sp><p:nvSpPr>{identity}<p:cNvSpPr/><p:nvPr/></p:nvSpPr><p:spPr>{properties}</p:spPr></p:sp>"

    def _picture(self, picture: Picture) -> str:
        box = frame(picture.x, picture.y, picture.width, picture.height) + geometry("rect")
        image = f'<a:blip r:embed="{self._relate(picture)}"/><a:stretch><a:fillRect/></a:stretch>'
        return (
            f"<p:pic><p:nvPicPr>{self._identity('Picture', alt=picture.alt)}<p:cNvPicPr>"
            '<a:picLocks noChangeAspect="1"/></p:cNvPicPr><p:nvPr/></p:nvPicPr>'
            f"<p:blipFill>{image}</p:blipFill><p:spPr>{box}</p:spPr></p:pic>"
        )

    # Frames

    def _chart(self, shape: ChartFrame) -> str:
        inner = f'<c:chart xmlns:c="{CHART}" r:id="{self._relate(shape)}"/>'
        box = frame(shape.x, shape.y, shape.width, shape.height, "p")
        return self._frame("Chart", shape.chart.alt, box, CHART, inner)

    def _table(self, rows: list[Row]) -> str:
        grid = rows[0].grid
        columns = "".join(f'<a:gridCol w="{emu(width)}"/>' for width in _from_left(grid.widths))
        body = "".join(map(self._row, rows))
        inner = f'<a:tbl><a:tblPr firstRow="1"/><a:tblGrid>{columns}</a:tblGrid>{body}</a:tbl>'
        height, width = sum(row.height for row in rows), sum(grid.widths)
        x = styles.WIDTH - grid.x - width if mirrored() else grid.x
        box = frame(x, rows[0].y, width, height, "p")
        return self._frame("Table", grid.name, box, TABLE, inner)

    def _row(self, row: Row) -> str:
        line = f'<a:lnB w="{emu(row.weight)}">{self._paint.fill(row.rule)}</a:lnB>'
        before, after = ("marR", "marL") if mirrored() else ("marL", "marR")
        cells = (
            f"<a:tc><a:txBody><a:bodyPr/><a:lstStyle/>{self._paint.paragraphs(cell.words) or EMPTY}"
            f'</a:txBody><a:tcPr {before}="0" {after}="{emu(gutter)}" marT="{emu(row.padding)}" marB="0">'
            f"{NO_LINES}{line}{self._paint.ground(cell.ground)}</a:tcPr></a:tc>"
            for cell, gutter in _from_left(list(zip(row.cells, row.grid.gutters, strict=True)))
        )
        return f'<a:tr h="{emu(row.height)}">{"".join(cells)}</a:tr>'

    def _frame(self, name: str, alt: str, box: str, uri: str, inner: str) -> str:
        return (
            f"<p:graphicFrame><p:nvGraphicFramePr>{self._identity(name, alt=alt)}<p:cNvGraphicFramePr>"
            '<a:graphicFrameLocks noGrp="1"/></p:cNvGraphicFramePr><p:nvPr/></p:nvGraphicFramePr>'
            f'{box}<a:graphic><a:graphicData uri="{uri}">{inner}</a:graphicData></a:graphic></p:graphicFrame>'
        )

    def _identity(self, name: str, *, alt: str = "", link: int | None = None, ornament: bool = False) -> str:
        self._id += 1
        inner = DECORATIVE if ornament else ""
        if link is not None:
            inner = f'<a:hlinkClick r:id="{self._relate(link)}" action="ppaction://hlinksldjump"/>'
        described = f' descr="{escaped(alt)}"' if alt else ""
        return f'<p:cNvPr id="{self._id}" name="{name} {self._id}"{described}>{inner}</p:cNvPr>'


def _from_left(columns: Sequence[Column]) -> Iterator[Column]:
    """Columns as they stand. A table could say that they run from the right, but not every program listens, and what is drawn
    over its cells must meet them in all."""
    return reversed(columns) if mirrored() else iter(columns)


def _turned(width: float, align: str, *, rtl: bool = False) -> tuple[str, str]:
    """Place and alignment of a part of the foot: those of the layout, but on a slide that is read from right to left."""
    if not mirrored():
        return "<p:spPr/>", ""
    x = styles.RIGHT - width if align == "r" else styles.LEFT
    form = frame(x, styles.FOOT, width, styles.FOOTER.leading)
    way = ' rtl="1"' if rtl else ""
    return f"<p:spPr>{form}</p:spPr>", f'<a:pPr algn="{align}"{way}/>'


def notes_xml(text: str, lang: str) -> bytes:
    """A notes page: the slide's picture and a paragraph."""
    places = (("Slide", '<p:ph type="sldImg" idx="2"/>', ""), ("Notes", '<p:ph type="body" idx="3"/>', text))
    properties = f'<a:rPr lang="{escaped(lang)}"/>'
    shapes = "".join(
        f'<p:sp><p:nvSpPr><p:cNvPr id="{number}" name="{name}"/><p:cNvSpPr/>'
        f"<p:nvPr>{kind}</p:nvPr></p:nvSpPr><p:spPr/><p:txBody><a:bodyPr/><a:lstStyle/>"
        f"<a:p>{runs(content, properties)}</a:p></p:txBody></p:sp>"
        for number, (name, kind, content) in enumerate(places, 2)
    )
    return (
        f"{DECLARATION}<p:notes {NAMESPACES}><p:cSld><p:spTree>{GROUP}{shapes}</p:spTree></p:cSld></p:notes>"
    ).encode()
