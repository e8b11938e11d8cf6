"""The same text through the libraries that one would take instead, each used as its own documentation does.

They run in an environment of their own (`.venv-bench`) and read `flow.json` only. What each is asked for: a cover, contents
with page numbers, an outline where the library has one, a footer with the page's number, headings, lists, tables, and
the product's own embedded faces. Charts are drawn in decks, where they are native; a PDF prints their data as a table.
"""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

Item = dict[str, Any]


def flow(folder: Path) -> dict[str, Any]:
    """What is to be printed."""
    return json.loads((folder / "flow.json").read_text(encoding="utf-8"))


def printed(content: dict[str, Any]) -> Iterator[Item]:
    """Every item between cover and end, with each chart as a table of its data."""
    for item in content["items"]:
        if item["kind"] == "chart":
            yield {"kind": "heading", "level": 3, "text": item["title"]}
            yield as_table(item)
        else:
            yield item
    for text in content["end"]:
        yield {"kind": "text", "text": text}


def as_table(chart: Item) -> Item:
    names = ["", *(name for name, _ in chart["series"])]
    rows = [
        [category, *(f"{values[place]:g}" for _, values in chart["series"])]
        for place, category in enumerate(chart["categories"])
    ]
    return {"kind": "table", "head": names, "rows": rows}


def width_of(table: Item) -> int:
    """Columns of a table."""
    return max(len(row) for row in [table["head"], *table["rows"]])
