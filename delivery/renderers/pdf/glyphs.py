"""Shaped words as operators: a glyph of each cluster is text, so that the words can be copied, and its marks are drawn."""

from functools import lru_cache
from typing import Any

import uharfbuzz as hb
from fontTools.pens.basePen import BasePen

OUTLINES = 2_000  # of marks, kept in a process
Segment = tuple[str, tuple[float, ...]]  # operator, and its coordinates in em


@lru_cache(maxsize=OUTLINES)
def outline(data: bytes, glyph: int) -> tuple[Segment, ...]:
    """The path of a glyph of a face."""
    face = hb.Face(data)
    pen = _Path(face.upem)
    hb.Font(face).draw_glyph_with_pen(glyph, pen)
    return tuple(pen.segments)


@lru_cache(maxsize=OUTLINES)
def drawn(data: bytes, glyph: int, size: float) -> str:
    """The operators that draw a glyph of a face at the origin: the same wherever it stands, so that pages stay small."""
    steps = (" ".join([*(f"{value * size:.2f}" for value in at), operator]) for operator, at in outline(data, glyph))
    return " ".join([*steps, "f"])


class _Path(BasePen):  # type: ignore[misc]
    """Writes what a face draws as segments; curves of the second degree come as those of the third, which a page knows."""

    def __init__(self, upem: int) -> None:
        super().__init__(None)
        self.segments: list[Segment] = []
        self._upem = upem

    def _add(self, operator: str, *points: Any) -> None:
        self.segments.append((operator, tuple(value / self._upem for point in points for value in point)))

    def _moveTo(self, pt: Any) -> None:  # noqa: N802 -- fontTools' names
        self._add("m", pt)

    def _lineTo(self, pt: Any) -> None:  # noqa: N802
        self._add("l", pt)

    def _curveToOne(self, pt1: Any, pt2: Any, pt3: Any) -> None:  # noqa: N802
        self._add("c", pt1, pt2, pt3)

    def _closePath(self) -> None:  # noqa: N802
        self._add("h")
