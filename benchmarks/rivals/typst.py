"""typst: markup compiled in the process."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from benchmarks import rivals

SETUP = """
#set page(width: {width}pt, height: {height}pt, margin: 54pt,
  footer: [#set text(8pt); #{footer} #h(1fr) Page #context counter(page).display()])
#set text(font: ("Source Sans 3", "Noto Sans", "Noto Sans Symbols 2", "Noto Sans Math"), size: 10.5pt, hyphenate: false)
#set table(stroke: (bottom: .5pt + luma(80%)), align: left)
#show heading: set text(fill: rgb("{colour}"))
#show table: set text(9.6pt)
"""


def pdf(folder: Path) -> Callable[[], bytes]:
    content = rivals.flow(folder)
    return lambda: build(content)


def build(content: dict[str, Any]) -> bytes:
    import typst

    faces = Path(content["fonts"]["text"]).parent
    return typst.compile(source(content).encode(), font_paths=[str(faces)], ignore_system_fonts=True)


def source(content: dict[str, Any]) -> str:
    width, height = content["page"]
    setup = SETUP.format(width=width, height=height, footer=_text(content["footer"]), colour=content["colour"])
    front = [f"#text(24pt, weight: 600, {_text(content['title'])})", *(f"#{_text(text)}" for text in content["front"])]
    body = [_markup(item) for item in rivals.printed(content)]
    return "\n\n".join([setup, *front, "#pagebreak()", "#outline(depth: 2)", "#pagebreak()", *body])


def _markup(item: rivals.Item) -> str:
    match item["kind"]:
        case "heading":
            return (
                f"#heading(level: {item['level']}, outlined: {str(item['level'] < 3).lower()}, {_text(item['text'])})"
            )
        case "text":
            return f"#{_text(item['text'])}"
        case "list":
            return f"#list({', '.join(map(_text, item['items']))})"
    columns = rivals.width_of(item)
    head = f"table.header({', '.join(map(_text, item['head']))}), " if item["head"] else ""
    cells = ", ".join(_text(text) for row in item["rows"] for text in row)
    return f"#table(columns: (1fr,) * {columns}, {head}{cells})"


def _text(text: str) -> str:
    """A string of typst's own; its escapes are those of JSON as far as text goes."""
    return json.dumps(text, ensure_ascii=False)
