"""WeasyPrint: a page of HTML with print styles."""

from collections.abc import Callable
from html import escape
from pathlib import Path
from typing import Any

from benchmarks import rivals

STYLE = """
@font-face { font-family: Pack; font-weight: 400; src: url("%(text)s") }
@font-face { font-family: Pack; font-weight: 600; src: url("%(bold)s") }
@page { size: %(width)spt %(height)spt; margin: 54pt;
  @bottom-left { content: "%(footer)s"; font: 8pt Pack } @bottom-right { content: "Page " counter(page); font: 8pt Pack } }
body { font: 10.5pt/15.5pt Pack; margin: 0 }
h1, h2, h3 { color: %(colour)s; font-weight: 600; break-after: avoid; line-height: 1.2 }
h1 { font-size: 24pt } h2 { font-size: 16pt } h3 { font-size: 12pt }
nav { break-before: page; break-after: page } nav a { display: block; color: inherit; text-decoration: none }
nav a::after { content: leader(".") target-counter(attr(href), page) }
table { width: 100%%; border-collapse: collapse; font-size: 9.6pt; line-height: 13.2pt }
th, td { text-align: left; vertical-align: top; border-bottom: .5pt solid #ccc; padding: 3pt 6pt 3pt 0 }
"""


def pdf(folder: Path) -> Callable[[], bytes]:
    content = rivals.flow(folder)
    return lambda: build(content)


def build(content: dict[str, Any]) -> bytes:
    import weasyprint

    return weasyprint.HTML(string=page(content)).write_pdf()


def page(content: dict[str, Any]) -> str:
    style = STYLE % {
        **{role: Path(content["fonts"][role]).as_uri() for role in ("text", "bold")},
        "width": content["page"][0],
        "height": content["page"][1],
        "footer": content["footer"].replace('"', r"\""),
        "colour": content["colour"],
    }
    items = list(rivals.printed(content))
    headings = [(place, item) for place, item in enumerate(items) if item["kind"] == "heading" and item["level"] < 3]
    contents = "".join(f'<a href="#i{place}">{_text(item["text"])}</a>' for place, item in headings)
    front = "".join(f"<p>{_text(text)}</p>" for text in content["front"])
    body = "".join(_element(item, place) for place, item in enumerate(items))
    title = _text(content["title"])
    return f"<title>{title}</title><style>{style}</style><h1>{title}</h1>{front}<nav>{contents}</nav>{body}"


def _element(item: rivals.Item, place: int) -> str:
    match item["kind"]:
        case "heading":
            return f'<h{item["level"]} id="i{place}">{_text(item["text"])}</h{item["level"]}>'
        case "text":
            return f"<p>{_text(item['text'])}</p>"
        case "list":
            return f"<ul>{''.join(f'<li>{_text(text)}</li>' for text in item['items'])}</ul>"
    head = "".join(f"<th>{_text(text)}</th>" for text in item["head"])
    rows = "".join(f"<tr>{''.join(f'<td>{_text(text)}</td>' for text in row)}</tr>" for row in item["rows"])
    return f"<table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"


def _text(text: str) -> str:
    return escape(text).replace("\n", "<br>")
