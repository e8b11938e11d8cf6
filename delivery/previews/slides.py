"""The slides of a deck as pages of a PDF, drawn from the file that was written.

Not what PowerPoint would show to the pixel: it draws what our decks are made of (boxes, marks, lines, text, tables, charts,
pictures), in the faces that the deck is measured with. What runs out of its box in the file does so here.
"""

import io
from collections.abc import Iterator

from reportlab.pdfgen.canvas import Canvas

from delivery.previews.charts import Chart
from delivery.previews.decorations import draw_ground, draw_shape
from delivery.previews.package import RELATED, Element, Package, Part, Slide, points
from delivery.previews.sheet import Point, Sheet
from delivery.previews.words import lay

INSETS = {"lIns": 7.2, "tIns": 3.6, "rIns": 7.2, "bIns": 3.6}  # points, of a text box that gives none
MARGINS = {"marL": 7.2, "marT": 3.6, "marR": 7.2, "marB": 3.6}  # ... and of a cell
ANCHORS = {"ctr": 0.5, "b": 1.0}  # share of the spare height that stands above a text
POLYGONS: dict[str, tuple[Point, ...]] = {
    "diamond": ((0.5, 0), (1, 0.5), (0.5, 1), (0, 0.5)),
    "triangle": ((0.5, 0), (1, 1), (0, 1)),
}
"""Corners in shares of the shape."""
SIDES = ("lnL", "lnR", "lnT", "lnB")
Frame = tuple[float, float, float, float]  # x, y, width, height


def pdf_of(deck: bytes, *, most: int) -> tuple[bytes, int]:
    """The first slides, at most so many, one a page; and how many slides there are. Raises ValueError, KeyError and
    lxml's errors for what is no deck."""
    package = Package.of(deck)
    width, height = package.size
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=(width, height), invariant=1, pageCompression=0)
    for slide in package.slides[:most]:
        sheet = Sheet(canvas, height)
        _draw_ground(slide, sheet, (width, height))
        _Drawn(slide, sheet).draw()
        canvas.showPage()
    canvas.save()
    return out.getvalue(), len(package.slides)


def _draw_ground(slide: Slide, sheet: Sheet, size: tuple[float, float]) -> None:
    """One colour, and above it what a master of an agency's own has there."""
    sheet.box(0, 0, *size, slide.ground)
    for part in slide.layers:
        if (said := part.root.find("{*}cSld/{*}bg/{*}bgPr")) is not None:
            if slide.colour(said) is None:
                draw_ground(sheet, said, part, size)
            return


class _Drawn:
    """One slide on one sheet."""

    def __init__(self, slide: Slide, sheet: Sheet) -> None:
        self._slide = slide
        self._sheet = sheet

    def draw(self) -> None:
        """From the master up to the slide; placeholders of the lower two are only what slides take after."""
        for part in reversed(self._slide.seen):
            for shape in part.root.find("{*}cSld/{*}spTree"):
                if part is self._slide.part:
                    self._shape(shape, part)
                elif shape.find("{*}nvSpPr/{*}nvPr/{*}ph") is None:
                    self._decoration(shape, part)

    def _decoration(self, shape: Element, part: Part) -> None:
        """A shape of layout or master. Text that is turned is left out."""
        draw_shape(self._sheet, shape, part)
        body, frame = shape.find("{*}txBody"), _place(shape.find("{*}spPr"))
        turned = shape.find("{*}spPr/{*}xfrm[@rot]") is not None
        if body is not None and frame and not turned:
            self._text(shape, body, [], frame)

    def _shape(self, shape: Element, part: Part) -> None:
        tag = shape.tag.rpartition("}")[2]
        if tag == "sp":
            self._box(shape)
        elif tag == "pic":
            self._picture(shape, part)
        elif tag == "graphicFrame":
            self._frame(shape, part)

    # Shapes

    def _box(self, shape: Element) -> None:
        above = self._slide.placeholder(shape)
        frame = next((found for each in (shape, *above) if (found := _place(each.find("{*}spPr")))), None)
        if frame is None:
            return
        self._outline(shape.find("{*}spPr"), frame)
        body = shape.find("{*}txBody")
        if body is not None:
            self._text(shape, body, above, frame)

    def _outline(self, properties: Element, frame: Frame) -> None:
        x, y, width, height = frame
        fill = self._slide.colour(properties)
        preset = properties.find("{*}prstGeom")
        kind = preset.get("prst") if preset is not None else ""
        if fill and kind == "ellipse":
            self._sheet.ellipse(*frame, fill)
        elif fill and kind == "flowChartDelay":
            self._sheet.half_disc(*frame, fill)
        elif fill and kind in POLYGONS:
            self._sheet.polygon([(x + across * width, y + down * height) for across, down in POLYGONS[kind]], fill)
        elif fill:
            self._sheet.box(*frame, fill)
        self._line(properties, frame)

    def _line(self, properties: Element, frame: Frame) -> None:
        line, route = properties.find("{*}ln"), properties.find("{*}custGeom/{*}pathLst/{*}path")
        colour = self._slide.colour(line)
        if line is None or not colour:
            return
        x, y, width, height = frame
        through = [(x, y), (x + width, y), (x + width, y + height), (x, y + height), (x, y)]
        if route is not None:
            through = [(x + points(each.get("x")), y + points(each.get("y"))) for each in route.iterfind(".//{*}pt")]
        dash = line.find("{*}prstDash")
        self._sheet.line(through, colour, points(line.get("w")), dash.get("val") if dash is not None else "")

    def _text(self, shape: Element, body: Element, above: list[Element], frame: Frame) -> None:
        x, y, width, height = frame
        said = [each for each in (holder.find("{*}txBody/{*}bodyPr") for holder in (shape, *above)) if each is not None]
        left, top, right, bottom = (_inset(said, name, default) for name, default in INSETS.items())
        anchor = next((each.get("anchor") for each in said if each.get("anchor")), "t")
        lists = [holder.find("{*}txBody/{*}lstStyle") for holder in (shape, *above)]
        styles = [each for each in (*lists, self._slide.text_styles(shape)) if each is not None]
        laid = lay(self._slide, body, styles, width - left - right)
        spare = height - top - bottom - laid.height
        self._sheet.text(x + left, y + top + spare * ANCHORS.get(anchor, 0.0), laid.lines)

    def _picture(self, shape: Element, part: Part) -> None:
        frame = _place(shape.find("{*}spPr"))
        if frame:
            image = part.related(shape.find("{*}blipFill/{*}blip").get(f"{RELATED}embed"))
            self._sheet.picture(*frame, image.data)

    # Frames

    def _frame(self, shape: Element, part: Part) -> None:
        frame = _place(shape)
        data = shape.find("{*}graphic/{*}graphicData")
        table, chart = data.find("{*}tbl"), data.find("{*}chart")
        if frame and table is not None:
            self._table(table, frame)
        elif frame and chart is not None:
            Chart(part.related(chart.get(f"{RELATED}id")), self._slide, frame).draw(self._sheet)

    def _table(self, table: Element, frame: Frame) -> None:
        """Row under row; one whose text is higher than it grows, as it does in the reader's program."""
        x, y, _, _ = frame
        widths = [points(each.get("w")) for each in table.iterfind("{*}tblGrid/{*}gridCol")]
        for row in table.iterfind("{*}tr"):
            cells = [_Cell(self._slide, cell, width) for cell, width in zip(row.iterfind("{*}tc"), widths, strict=True)]
            height = max(points(row.get("h")), *(cell.height for cell in cells))
            left = x
            for cell in cells:
                cell.draw(self._sheet, left, y, height)
                left += cell.width
            y += height


class _Cell:
    """A cell of a table, its text laid out."""

    def __init__(self, slide: Slide, cell: Element, width: float) -> None:
        self.width = width
        self._slide = slide
        self._properties = cell.find("{*}tcPr")
        self._left, self._top, right, bottom = (_inset([self._properties], *each) for each in MARGINS.items())
        self._laid = lay(slide, cell.find("{*}txBody"), [], width - self._left - right)
        self.height = self._laid.height + self._top + bottom

    def draw(self, sheet: Sheet, x: float, y: float, height: float) -> None:
        ground = self._slide.colour(self._properties)
        if ground:
            sheet.box(x, y, self.width, height, ground)
        for line, through in self._edges(x, y, height):
            colour = self._slide.colour(line)
            if colour:
                sheet.line(through, colour, points(line.get("w")))
        sheet.text(x + self._left, y + self._top, self._laid.lines)

    def _edges(self, x: float, y: float, height: float) -> Iterator[tuple[Element, list[Point]]]:
        right, bottom = x + self.width, y + height
        ends = (
            [(x, y), (x, bottom)],
            [(right, y), (right, bottom)],
            [(x, y), (right, y)],
            [(x, bottom), (right, bottom)],
        )
        for side, through in zip(SIDES, ends, strict=True):
            line = self._properties.find(f"{{*}}{side}")
            if line is not None:
                yield line, through


def _place(holder: Element | None) -> Frame | None:
    form = holder.find("{*}xfrm") if holder is not None else None
    if form is None:
        return None
    offset, size = form.find("{*}off"), form.find("{*}ext")
    return points(offset.get("x")), points(offset.get("y")), points(size.get("cx")), points(size.get("cy"))


def _inset(said: list[Element], name: str, default: float) -> float:
    given = next((each.get(name) for each in said if each.get(name) is not None), None)
    return default if given is None else points(given)
