"""Native, editable charts as text, each with a small workbook of its own; neither holds a date."""

from collections.abc import Iterable, Mapping, Sequence

from pptx.opc.constants import CONTENT_TYPE as CT
from pptx.opc.constants import RELATIONSHIP_TYPE as RT

from delivery.document import Chart
from delivery.renderers.pptx import styles
from delivery.renderers.pptx.markup import DECLARATION, NAMESPACES, Paint, emu, escaped, runs
from delivery.renderers.pptx.shapes import ChartFrame
from delivery.theme.axis import Axis, column_axis, line_axis
from delivery.theme.marks import channel_mark
from delivery.theme.type import Style

CHART = "http://schemas.openxmlformats.org/drawingml/2006/chart"
SHEET = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OPC = "http://schemas.openxmlformats.org/package/2006"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
SUBJECT_WEIGHT, REFERENCE_WEIGHT = 2.75, 1.25
DASHES = ("dash", "sysDot", "lgDashDot", "lgDash")  # of the second and further lines
NARROWEST_GAP, WIDEST_COLUMN = 60, 600  # percent of a column: few columns stand far apart
DOT = 8  # diameter of a mark in points
CATEGORY_AXIS, VALUE_AXIS = 1, 2
SINGLE = '<c:scaling><c:orientation val="minMax"/></c:scaling>'


def axis_of(chart: Chart) -> Axis:
    """The value axis, the same as in the other formats."""
    if chart.kind == "line":
        return line_axis(value for series in chart.series for value in series.values)
    stacks = zip(*(series.values for series in chart.series), strict=True)
    return column_axis(sum(max(0.0, value) for value in stack) for stack in stacks)


def reference_dash(index: int) -> str:
    """The dash of a line that is not the first."""
    return DASHES[(index - 1) % len(DASHES)]


def chart_xml(shape: ChartFrame, paint: Paint, workbook_relation: str) -> bytes:
    chart = shape.chart
    plot = _lines(chart, paint) if chart.kind == "line" else _columns(chart, paint)
    axes = _category_axis(paint) + _value_axis(axis_of(chart), paint)
    return (
        f'{DECLARATION}<c:chartSpace xmlns:c="{CHART}" {NAMESPACES}><c:roundedCorners val="0"/>'
        f'<c:chart><c:autoTitleDeleted val="1"/><c:plotArea>{_layout(shape)}{plot}{axes}</c:plotArea>'
        '<c:plotVisOnly val="1"/></c:chart><c:spPr><a:noFill/><a:ln><a:noFill/></a:ln></c:spPr>'
        f'<c:externalData r:id="{workbook_relation}"><c:autoUpdate val="0"/></c:externalData></c:chartSpace>'
    ).encode()


def _layout(shape: ChartFrame) -> str:
    sides = "".join(f'<c:{side} val="{value:.5f}"/>' for side, value in zip("xywh", shape.plot, strict=True))
    return (
        '<c:layout><c:manualLayout><c:layoutTarget val="inner"/><c:xMode val="edge"/><c:yMode val="edge"/>'
        f"{sides}</c:manualLayout></c:layout>"
    )


# Plots


def _lines(chart: Chart, paint: Paint) -> str:
    series = "".join(
        _series(chart, index, _line_look(chart, index, paint), '<c:smooth val="0"/>')
        for index in range(len(chart.series))
    )
    return (
        f'<c:lineChart><c:grouping val="standard"/><c:varyColors val="0"/>{series}<c:marker val="1"/>'
        f'<c:axId val="{CATEGORY_AXIS}"/><c:axId val="{VALUE_AXIS}"/></c:lineChart>'
    )


def _columns(chart: Chart, paint: Paint) -> str:
    series = "".join(_series(chart, index, _column_look(index, paint), "") for index in range(len(chart.series)))
    gap = max(NARROWEST_GAP, WIDEST_COLUMN // len(chart.categories))
    return (
        '<c:barChart><c:barDir val="col"/><c:grouping val="stacked"/><c:varyColors val="0"/>'
        f'{series}<c:gapWidth val="{gap}"/><c:overlap val="100"/>'
        f'<c:axId val="{CATEGORY_AXIS}"/><c:axId val="{VALUE_AXIS}"/></c:barChart>'
    )


def _line_look(chart: Chart, index: int, paint: Paint) -> str:
    palette = paint.palette
    colour = palette.series[0] if index == 0 else palette.muted
    weight = SUBJECT_WEIGHT if index == 0 else REFERENCE_WEIGHT
    dash = f'<a:prstDash val="{reference_dash(index)}"/>' if index else ""
    line = f'<c:spPr><a:ln w="{emu(weight)}">{paint.fill(colour)}{dash}</a:ln></c:spPr>'
    plain = '<c:marker><c:symbol val="none"/></c:marker>'
    labels = chart.labels if index == 0 else {}
    return f"{line}{plain}{_dots(labels, line, paint)}{_labels(labels, paint)}"


def _column_look(index: int, paint: Paint) -> str:
    fill = paint.fill(channel_mark(index, paint.palette)[1])
    return f'<c:spPr>{fill}</c:spPr><c:invertIfNegative val="0"/>'


def _dots(places: Iterable[int], line: str, paint: Paint) -> str:
    fill = paint.fill(paint.palette.series[1])
    symbol = f'<c:symbol val="circle"/><c:size val="{DOT}"/><c:spPr>{fill}<a:ln><a:noFill/></a:ln></c:spPr>'
    return "".join(
        f'<c:dPt><c:idx val="{index}"/><c:marker>{symbol}</c:marker><c:bubble3D val="0"/>{line}</c:dPt>'
        for index in places
    )


def _labels(texts: Mapping[int, str], paint: Paint) -> str:
    if not texts:
        return ""
    shown = "".join(
        f'<c:{part} val="{int(part == "showVal")}"/>'
        for part in (
            "showLegendKey",
            "showVal",
            "showCatName",
            "showSerName",
            "showPercent",
            "showBubbleSize",
        )
    )
    hidden = shown.replace('val="1"', 'val="0"')
    labels = "".join(
        f'<c:dLbl><c:idx val="{index}"/><c:layout/><c:tx><c:rich><a:bodyPr/>'
        f'<a:p>{_label_runs(text, paint)}</a:p></c:rich></c:tx><c:dLblPos val="t"/>{shown}</c:dLbl>'
        for index, text in texts.items()
    )
    return f"<c:dLbls>{labels}{hidden}</c:dLbls>"


def _label_runs(text: str, paint: Paint) -> str:
    return runs(text, f'<a:rPr lang="{paint.lang}" {_size(styles.AXIS)}>{paint.fill(paint.palette.ink)}</a:rPr>')


def _size(style: Style) -> str:
    return f'sz="{round(style.size * 100)}"'


def _series(chart: Chart, index: int, look: str, end: str) -> str:
    count, series = len(chart.categories), chart.series[index]
    column = column_letters(index + 1)
    name = _strings(f"Sheet1!${column}$1", [series.name])
    categories = _strings(f"Sheet1!$A$2:$A${count + 1}", chart.categories)
    points = "".join(f'<c:pt idx="{place}"><c:v>{value}</c:v></c:pt>' for place, value in enumerate(series.values))
    return (
        f'<c:ser><c:idx val="{index}"/><c:order val="{index}"/><c:tx>{name}</c:tx>{look}'
        f"<c:cat>{categories}</c:cat><c:val><c:numRef><c:f>Sheet1!${column}$2:${column}${count + 1}</c:f>"
        f'<c:numCache><c:formatCode>General</c:formatCode><c:ptCount val="{count}"/>{points}</c:numCache>'
        f"</c:numRef></c:val>{end}</c:ser>"
    )


def _strings(reference: str, texts: Sequence[str]) -> str:
    points = "".join(f'<c:pt idx="{place}"><c:v>{escaped(text)}</c:v></c:pt>' for place, text in enumerate(texts))
    cache = f'<c:strCache><c:ptCount val="{len(texts)}"/>{points}</c:strCache>'
    return f"<c:strRef><c:f>{reference}</c:f>{cache}</c:strRef>"


# Axes


def _category_axis(paint: Paint) -> str:
    line = f'<c:spPr><a:ln w="{emu(styles.HAIRLINE)}">{paint.fill(paint.palette.muted)}</a:ln></c:spPr>'
    return (
        f'<c:catAx><c:axId val="{CATEGORY_AXIS}"/>{SINGLE}<c:delete val="0"/><c:axPos val="b"/>'
        '<c:numFmt formatCode="General" sourceLinked="0"/><c:majorTickMark val="none"/>'
        f'<c:minorTickMark val="none"/><c:tickLblPos val="low"/>{line}{_axis_text(paint)}'
        f'<c:crossAx val="{VALUE_AXIS}"/><c:crosses val="autoZero"/><c:tickLblSkip val="1"/></c:catAx>'
    )


def _value_axis(axis: Axis, paint: Paint) -> str:
    grid = f'<c:spPr><a:ln w="{emu(styles.HAIRLINE)}">{paint.fill(paint.palette.rule)}</a:ln></c:spPr>'
    number = "#,##0" if axis.step >= 1 else "General"
    return (
        f'<c:valAx><c:axId val="{VALUE_AXIS}"/><c:scaling><c:orientation val="minMax"/>'
        f'<c:max val="{axis.high}"/><c:min val="{axis.low}"/></c:scaling>'
        '<c:delete val="0"/><c:axPos val="l"/>'
        f'<c:majorGridlines>{grid}</c:majorGridlines><c:numFmt formatCode="{number}" sourceLinked="0"/>'
        '<c:majorTickMark val="none"/><c:minorTickMark val="none"/><c:tickLblPos val="nextTo"/>'
        f"<c:spPr><a:ln><a:noFill/></a:ln></c:spPr>{_axis_text(paint)}"
        f'<c:crossAx val="{CATEGORY_AXIS}"/><c:crosses val="autoZero"/><c:crossBetween val="between"/>'
        f'<c:majorUnit val="{axis.step}"/></c:valAx>'
    )


def _axis_text(paint: Paint) -> str:
    fill = paint.fill(paint.palette.muted)
    properties = f"<a:defRPr {_size(styles.AXIS)}>{fill}</a:defRPr>"
    return (
        f'<c:txPr><a:bodyPr rot="0"/><a:lstStyle/><a:p><a:pPr>{properties}</a:pPr>'
        f'<a:endParaRPr lang="{paint.lang}"/></a:p></c:txPr>'
    )


# Workbook


def column_letters(index: int) -> str:
    """The name of a sheet's column: A for 0, AA for 26."""
    index, last = divmod(index, 26)
    return (column_letters(index - 1) if index else "") + chr(ord("A") + last)


def workbook(chart: Chart) -> dict[str, bytes]:
    """The files of a workbook with the chart's data on one sheet."""
    book = '<sheets><sheet name="Sheet1" sheetId="1" r:id="rId1"/></sheets>'
    types = f'<Default Extension="rels" ContentType="{CT.OPC_RELATIONSHIPS}"/>'
    types += f'<Default Extension="xml" ContentType="{CT.XML}"/>'
    types += "".join(
        f'<Override PartName="/xl/{name}" ContentType="{kind}"/>'
        for name, kind in (("workbook.xml", CT.SML_SHEET_MAIN), ("worksheets/sheet1.xml", CT.SML_WORKSHEET))
    )
    files = {
        "[Content_Types].xml": f'<Types xmlns="{OPC}/content-types">{types}</Types>',
        "_rels/.rels": _relation(RT.OFFICE_DOCUMENT, "xl/workbook.xml"),
        "xl/workbook.xml": f'<workbook xmlns="{SHEET}" xmlns:r="{OFFICE}">{book}</workbook>',
        "xl/_rels/workbook.xml.rels": _relation(f"{OFFICE}/worksheet", "worksheets/sheet1.xml"),
        "xl/worksheets/sheet1.xml": _sheet(chart),
    }
    return {name: f"{DECLARATION}{xml}".encode() for name, xml in files.items()}


def _relation(kind: str, target: str) -> str:
    inner = f'<Relationship Id="rId1" Type="{kind}" Target="{target}"/>'
    return f'<Relationships xmlns="{OPC}/relationships">{inner}</Relationships>'


def _sheet(chart: Chart) -> str:
    head = _sheet_row(1, ["", *(series.name for series in chart.series)])
    body = "".join(
        _sheet_row(place + 2, [category, *(series.values[place] for series in chart.series)])
        for place, category in enumerate(chart.categories)
    )
    return f'<worksheet xmlns="{SHEET}"><sheetData>{head}{body}</sheetData></worksheet>'


def _sheet_row(number: int, values: Sequence[str | float]) -> str:
    cells = "".join(_sheet_cell(f"{column_letters(index)}{number}", value) for index, value in enumerate(values))
    return f'<row r="{number}">{cells}</row>'


def _sheet_cell(place: str, value: str | float) -> str:
    if isinstance(value, str):
        return f'<c r="{place}" t="inlineStr"><is><t>{escaped(value)}</t></is></c>'
    return f'<c r="{place}"><v>{value}</v></c>'
