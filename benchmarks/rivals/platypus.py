"""reportlab's platypus: a story of paragraphs and tables, built as often as the contents need."""

import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

from benchmarks import rivals


def pdf(folder: Path) -> Callable[[], bytes]:
    content = rivals.flow(folder)
    return lambda: build(content)


def build(content: dict[str, Any]) -> bytes:
    from reportlab.lib.styles import ParagraphStyle
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.ttfonts import TTFont
    from reportlab.platypus import BaseDocTemplate, Frame, PageBreak, PageTemplate, Paragraph
    from reportlab.platypus.tableofcontents import TableOfContents

    for role in ("text", "bold"):
        pdfmetrics.registerFont(TTFont(role, content["fonts"][role]))
    body = ParagraphStyle("body", fontName="text", fontSize=10.5, leading=15.5, spaceAfter=6)
    styles = {
        "body": body,
        "cell": ParagraphStyle("cell", parent=body, fontSize=9.6, leading=13.2, spaceAfter=0),
        "head": ParagraphStyle("head", parent=body, fontName="bold", fontSize=8.8, leading=11.5, spaceAfter=0),
        **{f"h{level}": _heading(level, body, content["colour"]) for level in (1, 2, 3)},
    }

    class Report(BaseDocTemplate):  # type: ignore[misc]
        def afterFlowable(self, flowable: Any) -> None:  # noqa: N802 -- reportlab's name
            name = getattr(getattr(flowable, "style", None), "name", "")
            if name in ("h1", "h2"):
                level, text = int(name[1]) - 1, flowable.getPlainText()
                key = f"{name}-{self.seq.nextf('heading')}"
                self.canv.bookmarkPage(key)
                self.canv.addOutlineEntry(text, key, level)
                self.notify("TOCEntry", (level, text, self.page, key))

    def footer(canvas: Any, document: Any) -> None:
        canvas.setFont("text", 8)
        canvas.drawString(54, 34, content["footer"])
        canvas.drawRightString(content["page"][0] - 54, 34, f"Page {document.page}")

    contents = TableOfContents()
    contents.levelStyles = [ParagraphStyle("t1", parent=body), ParagraphStyle("t2", parent=body, leftIndent=12)]
    story = [Paragraph(_text(content["title"]), styles["h1"])]
    story += [Paragraph(_text(text), body) for text in content["front"]]
    story += [PageBreak(), contents, PageBreak()]
    width = content["page"][0] - 108
    for item in rivals.printed(content):
        story += _flowables(item, styles, width)
    out = io.BytesIO()
    report = Report(out, pagesize=content["page"])
    frame = Frame(54, 54, width, content["page"][1] - 108, 0, 0, 0, 0)
    report.addPageTemplates([PageTemplate("page", [frame], onPage=footer)])
    report.multiBuild(story)
    return out.getvalue()


def _heading(level: int, body: Any, colour: str) -> Any:
    from reportlab.lib.styles import ParagraphStyle

    size = {1: 24, 2: 16, 3: 12}[level]
    return ParagraphStyle(
        f"h{level}", parent=body, fontName="bold", fontSize=size, leading=size * 1.2, textColor=colour, keepWithNext=1
    )


def _flowables(item: rivals.Item, styles: dict[str, Any], width: float) -> list[Any]:
    from reportlab.platypus import ListFlowable, Paragraph

    match item["kind"]:
        case "heading":
            return [Paragraph(_text(item["text"]), styles[f"h{item['level']}"])]
        case "text":
            return [Paragraph(_text(item["text"]), styles["body"])]
        case "list":
            return [
                ListFlowable([Paragraph(_text(text), styles["body"]) for text in item["items"]], bulletType="bullet")
            ]
    return [_table(item, styles, width)]


def _table(item: rivals.Item, styles: dict[str, Any], width: float) -> Any:
    from reportlab.lib import colors
    from reportlab.platypus import Paragraph, Table

    columns = rivals.width_of(item)
    rows = [[Paragraph(_text(text), styles["cell"]) for text in row] for row in item["rows"]]
    if item["head"]:
        rows.insert(0, [Paragraph(_text(text), styles["head"]) for text in item["head"]])
    lines = [("LINEBELOW", (0, 0), (-1, -1), 0.5, colors.lightgrey), ("VALIGN", (0, 0), (-1, -1), "TOP")]
    return Table(rows, colWidths=[width / columns] * columns, repeatRows=1 if item["head"] else 0, style=lines)


def _text(text: str) -> str:
    from xml.sax.saxutils import escape

    return escape(text).replace("\n", "<br/>")
