"""python-pptx: its default template, placeholders, tables and charts."""

import io
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from benchmarks import rivals

TITLE, TITLE_AND_CONTENT, TITLE_ONLY = 0, 1, 5
ROWS = 10
LINES = 8


def pptx(folder: Path) -> Callable[[], bytes]:
    content = rivals.flow(folder)
    return lambda: build(content)


def slides(content: dict[str, Any]) -> Iterator[tuple[str, rivals.Item]]:
    """Title and content of each slide: running text together, a table or a chart by itself. PptxGenJS is given them, too."""
    title, lines = "", list[str]()
    titled = True  # whether the title stands on a slide already
    for item in content["items"]:
        kind = item["kind"]
        if kind in ("text", "list"):
            lines += [item["text"]] if kind == "text" else item["items"]
            continue
        if lines or (kind == "heading" and not titled):
            yield from _texts(title, lines or [""])
        lines, titled = [], True
        match kind:
            case "heading":
                title, titled = item["text"], False
            case "table":
                yield from _tables(title, item)
            case "chart":
                yield title, item
    yield from _texts(title, [*lines, *content["end"], content["footer"]])


def _texts(title: str, lines: list[str]) -> Iterator[tuple[str, rivals.Item]]:
    for start in range(0, len(lines), LINES):
        yield title, {"kind": "text", "items": lines[start : start + LINES]}


def _tables(title: str, item: rivals.Item) -> Iterator[tuple[str, rivals.Item]]:
    for start in range(0, max(1, len(item["rows"])), ROWS):
        yield title, {"kind": "table", "head": item["head"], "rows": item["rows"][start : start + ROWS]}


def build(content: dict[str, Any]) -> bytes:
    from pptx import Presentation

    deck = Presentation()
    cover = deck.slides.add_slide(deck.slide_layouts[TITLE])
    cover.shapes.title.text = content["title"]
    cover.placeholders[1].text = "\n".join(content["front"])
    for title, item in slides(content):
        layout = TITLE_AND_CONTENT if item["kind"] == "text" else TITLE_ONLY
        slide = deck.slides.add_slide(deck.slide_layouts[layout])
        slide.shapes.title.text = title
        _fill(slide, item)
    out = io.BytesIO()
    deck.save(out)
    return out.getvalue()


def _fill(slide: Any, item: rivals.Item) -> None:
    match item["kind"]:
        case "text":
            slide.placeholders[1].text = "\n".join(item["items"])
        case "table":
            _table(slide, item)
        case "chart":
            _chart(slide, item)


def _table(slide: Any, item: rivals.Item) -> None:
    from pptx.util import Inches, Pt

    rows = [item["head"], *item["rows"]] if item["head"] else item["rows"]
    box = Inches(0.5), Inches(1.5), Inches(9), Inches(5)
    table = slide.shapes.add_table(len(rows), rivals.width_of(item), *box).table
    for row, texts in enumerate(rows):
        for column, text in enumerate(texts):
            cell = table.cell(row, column)
            cell.text = text
            for paragraph in cell.text_frame.paragraphs:
                paragraph.font.size = Pt(10)


def _chart(slide: Any, item: rivals.Item) -> None:
    from pptx.chart.data import CategoryChartData
    from pptx.enum.chart import XL_CHART_TYPE
    from pptx.util import Inches

    data = CategoryChartData()  # type: ignore[no-untyped-call]
    data.categories = item["categories"]
    for name, values in item["series"]:
        data.add_series(name, values)  # type: ignore[no-untyped-call]
    form = XL_CHART_TYPE.LINE if item["form"] == "line" else XL_CHART_TYPE.COLUMN_STACKED
    chart = slide.shapes.add_chart(form, Inches(0.5), Inches(1.5), Inches(9), Inches(5), data).chart
    chart.has_legend = True
    chart.has_title = True
    chart.chart_title.text_frame.text = item["title"]
