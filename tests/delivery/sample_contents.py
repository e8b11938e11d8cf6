"""Contents for the tests of compose: the demos, and contents in which every field is filled."""

import datetime as dt
import json
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from typing import Any

from campaigns import content
from campaigns.content import Content, FieldSpec, fields
from campaigns.content.base import Part, Widget
from campaigns.content.files import FinalFile
from campaigns.enums import ArtifactKind
from delivery.compose import EvidenceRow, Frame, compose
from delivery.document import Chart, Document, Section, Spark, section_strings
from tests.delivery.sample_brand import sample_brand

DEMOS = Path(content.__file__).parents[2] / "aicmo_site" / "demo"
DEMO_NAMES = ("nordlys", "kastell", "halden", "veldkamp")

Contents = dict[ArtifactKind, Content]


def demo(name: str) -> Contents:
    artifacts = json.loads((DEMOS / f"{name}.json").read_text(encoding="utf-8"))["artifacts"]
    return {ArtifactKind(kind): content.parse(ArtifactKind(kind), data) for kind, data in artifacts.items()}


def composed(contents: Contents, **frame: Any) -> Document:
    return compose(sample_frame(**frame), contents, evidence(contents), sample_brand())


def sample_frame(**changes: Any) -> Frame:
    values = {
        "client": "Nordlys Clinics Group",
        "campaign": "Calm operations, counted savings",
        "engagement": "Calm operations, spring 2026",
        "pack_label": "Pack 2",
        "issued": dt.date(2026, 4, 1),
    }
    return Frame(**{**values, **changes})


def evidence(contents: Contents) -> tuple[EvidenceRow, ...]:
    return tuple(
        EvidenceRow(
            kind,
            number,
            dt.date(2026, 3, 9 + number),
            "Ingrid Solheim",
            content.content_sha256(content.dump(c)),
        )
        for number, (kind, c) in enumerate(contents.items(), 1)
    )


# Contents with every field filled


def full(kind: ArtifactKind, rows: int = 3) -> Content:
    """A content of the kind in which every visible field holds a value found nowhere else."""
    return content.parse(kind, _filled(content.MODELS[kind], count(1), rows))


def _filled(model: type[Part], numbers: Iterator[int], rows: int) -> dict[str, Any]:
    return {
        spec.name: value
        for spec in fields(model)
        if not spec.internal and (value := _value(spec, numbers, rows)) is not None
    }


FILE_NAME = fields(FinalFile)[0]
"""It ends in what the file is."""


def _value(spec: FieldSpec, numbers: Iterator[int], rows: int) -> Any:
    number = next(numbers)
    match spec.widget:
        case Widget.LINE if spec == FILE_NAME:
            return f"{token(number)}.png"
        case Widget.DIGEST:
            return f"{number:064x}"
        case Widget.LINE | Widget.TEXT:
            return token(number)
        case Widget.LINES:
            return [token(next(numbers)) for _ in range(3)]
        case Widget.ROWS if spec.model is None:
            return [token(next(numbers)) for _ in range(3)]
        case Widget.ROWS:
            assert spec.model
            return [_filled(spec.model, numbers, rows) for _ in range(min(rows, spec.max_length or rows))]
        case Widget.SECTION:
            assert spec.model
            return _filled(spec.model, numbers, rows)
        case Widget.DECIMAL:
            return f"{100_000 + number}.25"
        case Widget.DECIMALS:
            return [f"{100_000 + next(numbers)}.5" for _ in range(3)]
        case Widget.DATE:
            return (dt.date(2026, 4, 6) + dt.timedelta(days=number % 28)).isoformat()
        case Widget.TIME:
            return f"{number % 24:02}:{number % 60:02}"
        case Widget.CURRENCY:
            return "SEK"
        case Widget.NUMBER:
            least = spec.minimum or 0
            return least + number % (min(spec.maximum or 20, 20) - least)
        case Widget.FLAG:
            return True
        case Widget.CHOICE:
            return spec.options[-1][0]
        case Widget.CHOICES:
            return [value for value, _ in spec.options]


def token(number: int) -> str:
    return f"token{number:05}x"


# What a document shows


def owned_text(document: Document, owned: Iterator[str] | list[str] | set[str]) -> str:
    """All words of the sections with one of these titles, numbers of pictures included."""
    sections = [section for section in document.sections if section.title in set(owned)]
    return "\n".join(text for section in sections for text in [*section_strings(section), *pictured(section)])


def pictured(section: Section) -> Iterator[str]:
    """The numbers that charts and trends draw."""
    for topic in section.topics:
        for block in topic.blocks:
            if isinstance(block, Chart):
                yield from (repr(value) for series in block.series for value in series.values)
            for row in getattr(block, "all_rows", ()):
                for cell in row:
                    if isinstance(cell, Spark):
                        yield cell.alt
