"""fpdf2: cells, its own tables and its own contents."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from benchmarks import rivals

SIZES = {1: 24, 2: 16, 3: 12}


def pdf(folder: Path) -> Callable[[], bytes]:
    content = rivals.flow(folder)
    return lambda: build(content)


def build(content: dict[str, Any]) -> bytes:
    from fpdf import FPDF

    class Report(FPDF):  # type: ignore[misc]
        def footer(self) -> None:
            self.set_y(-34)
            self.set_font("text", size=8)
            self.cell(0, 8, content["footer"])
            self.cell(0, 8, f"Page {self.page_no()}", align="R")

    def contents(report: Any, outline: list[Any]) -> None:
        report.set_font("text", size=10.5)
        for entry in outline:
            report.set_x(report.l_margin)
            link = report.add_link(page=entry.page_number)
            line = f"{'    ' * entry.level}{entry.name}  {entry.page_number}"
            report.multi_cell(0, 15.5, line, link=link, new_x="LMARGIN", new_y="NEXT", align="L")

    report = Report(unit="pt", format=tuple(content["page"]))
    report.set_margins(54, 54, 54)
    report.set_auto_page_break(True, 54)
    faces = content["fonts"]
    report.add_font("text", "", faces["text"])
    report.add_font("text", "B", faces["bold"])
    for role in ("fallback", "symbols", "arrows"):
        report.add_font(role, "", faces[role])
    report.set_fallback_fonts(["fallback", "symbols", "arrows"], exact_match=False)
    report.add_page()
    _paragraph(report, content["title"], 24, "B")
    for text in content["front"]:
        _paragraph(report, text)
    headings = sum(item["kind"] == "heading" and item["level"] < 3 for item in content["items"])
    report.add_page()
    report.insert_toc_placeholder(contents, pages=1 + headings // 45, allow_extra_pages=True)
    for item in rivals.printed(content):
        _set(report, item)
    return bytes(report.output())


def _set(report: Any, item: rivals.Item) -> None:
    match item["kind"]:
        case "heading":
            if item["level"] < 3:
                report.start_section(item["text"].replace("\n", " "), item["level"] - 1)
            _paragraph(report, item["text"], SIZES[item["level"]], "B")
        case "text":
            _paragraph(report, item["text"])
        case "list":
            for text in item["items"]:
                _paragraph(report, f"•  {text}")
        case "table":
            _table(report, item)


def _paragraph(report: Any, text: str, size: float = 10.5, style: str = "") -> None:
    report.set_font("text", style, size)
    report.multi_cell(0, size * 1.45, text, new_x="LMARGIN", new_y="NEXT", align="L")
    report.ln(6)


def _table(report: Any, item: rivals.Item) -> None:
    report.set_font("text", size=9.6)
    columns = rivals.width_of(item)
    head = [item["head"]] if item["head"] else []
    with report.table(line_height=13.2, first_row_as_headings=bool(head), text_align="LEFT") as table:
        for cells in [*head, *item["rows"]]:
            row = table.row()
            for text in [*cells, *[""] * (columns - len(cells))]:
                row.cell(text)
    report.ln(6)
