"""Outlines of shapes: written anew, and as points in shares of their box for those who measure and picture them."""

import math
import re
from collections.abc import Collection, Iterator
from itertools import pairwise
from typing import NamedTuple

from lxml import etree

from delivery.masters.colours import number
from delivery.masters.reading import Element

Point = tuple[float, float]
Loop = tuple[Point, ...]

MOST_POINTS, MOST_GUIDES = 4_000, 200
ROUND = 48  # corners that an ellipse is drawn with
CURVE = 8  # pieces of a Bézier curve
BOX: Loop = ((0, 0), (1, 0), (1, 1), (0, 1))
ELLIPSE: Loop = tuple(
    (0.5 + math.cos(2 * math.pi * step / ROUND) / 2, 0.5 + math.sin(2 * math.pi * step / ROUND) / 2)
    for step in range(ROUND)
)
LOOPS: dict[str, Loop] = {
    "rect": BOX,
    "ellipse": ELLIPSE,
    "triangle": ((0.5, 0), (1, 1), (0, 1)),
    "rtTriangle": ((0, 0), (1, 1), (0, 1)),
    "diamond": ((0.5, 0), (1, 0.5), (0.5, 1), (0, 0.5)),
}
"""Of the presets that are told apart; others are taken for their box."""
STEPS = {"moveTo": 1, "lnTo": 1, "cubicBezTo": 3, "quadBezTo": 2}
_NAME = re.compile(r"[A-Za-z][A-Za-z0-9]{0,30}")
_FORMULA = re.compile(
    r"(val|\*/|\+-|\+/|\?:|abs|at2|cat2|cos|max|min|mod|pin|sat2|sin|sqrt|tan)( -?[A-Za-z0-9]{1,30}){1,3}"
)
_VALUE = re.compile(r"-?[0-9]{1,10}|[A-Za-z][A-Za-z0-9]{0,30}")
_INNER = {
    "fill": {"none", "norm", "lighten", "lightenLess", "darken", "darkenLess"},
    "stroke": {"0", "1", "true", "false"},
}


class Outline(NamedTuple):
    """`loops` are its closed parts; a line has none and its two ends in `ends`."""

    xml: str
    loops: tuple[Loop, ...] = (BOX,)
    ends: tuple[Point, Point] | None = None


def outline_of(properties: Element, presets: Collection[str]) -> Outline | None:
    """The outline that a shape's properties say; None where it cannot be read."""
    preset, custom = properties.find("{*}prstGeom"), properties.find("{*}custGeom")
    if custom is not None:
        return _custom(custom, properties)
    kind = preset.get("prst", "") if preset is not None else "rect"
    if kind not in presets:
        return None
    guides = _guides(preset.find("{*}avLst")) if preset is not None else ""
    xml = f'<a:prstGeom prst="{kind}"><a:avLst>{guides}</a:avLst></a:prstGeom>'
    if "onnector" in kind or kind == "line":
        return Outline(xml, (), ((0, 0), (1, 1)))
    return Outline(xml, (LOOPS.get(kind, BOX),))


def _guides(listed: Element | None) -> str:
    """Those of a list that can be read; a shape without one of its own has the preset's."""
    found = []
    for guide in (listed if listed is not None else ())[:MOST_GUIDES]:
        name, formula = guide.get("name", ""), " ".join(guide.get("fmla", "").split())
        if _NAME.fullmatch(name) and _FORMULA.fullmatch(formula):
            found.append(f'<a:gd name="{name}" fmla="{formula}"/>')
    return "".join(found)


def _custom(custom: Element, properties: Element) -> Outline | None:
    size = properties.find("{*}xfrm/{*}ext")
    wide, high = number(size.get("cx"), 0), number(size.get("cy"), 0)
    if sum(1 for _ in custom.iter("{*}pt")) > MOST_POINTS:
        return None
    paths, loops = [], list[Loop]()
    for path in custom.iterfind("{*}pathLst/{*}path"):
        width, height = number(path.get("w"), 0) or wide, number(path.get("h"), 0) or high
        steps = list(_steps(path))
        if not all(steps) or width < 0 or height < 0:
            return None
        said = "".join(f' {name}="{path.get(name)}"' for name, known in _INNER.items() if path.get(name) in known)
        paths.append(f'<a:path w="{width}" h="{height}"{said}>{"".join(steps)}</a:path>')
        if path.get("fill") != "none":
            loops += _loops(path, width, height)
    guides = "".join(f"<a:{name}>{_guides(custom.find(f'{{*}}{name}'))}</a:{name}>" for name in ("avLst", "gdLst"))
    xml = f'<a:custGeom>{guides}<a:ahLst/><a:cxnLst/><a:rect l="0" t="0" r="r" b="b"/><a:pathLst>{"".join(paths)}</a:pathLst>'
    return Outline(f"{xml}</a:custGeom>", tuple(loops)) if paths else None


def _steps(path: Element) -> Iterator[str]:
    """Each step of a path written anew; an empty one where it cannot be read."""
    for step in path:
        kind = etree.QName(step).localname
        if kind == "close":
            yield "<a:close/>"
        elif kind == "arcTo":
            said = {name: step.get(name, "") for name in ("wR", "hR", "stAng", "swAng")}
            inner = "".join(f' {name}="{value}"' for name, value in said.items())
            yield f"<a:arcTo{inner}/>" if all(map(_VALUE.fullmatch, said.values())) else ""
        elif kind in STEPS and len(step) == STEPS[kind]:
            points = [(point.get("x", ""), point.get("y", "")) for point in step]
            known = all(_VALUE.fullmatch(value) for point in points for value in point)
            inner = "".join(f'<a:pt x="{x}" y="{y}"/>' for x, y in points)
            yield f"<a:{kind}>{inner}</a:{kind}>" if known else ""
        else:
            yield ""


def _loops(path: Element, width: int, height: int) -> list[Loop]:
    """The closed parts of a path; its box where arcs or guides are in it, which only the reader's program works out."""
    tags = {etree.QName(step).localname for step in path}
    given = [value for point in path.iter("{*}pt") for value in (point.get("x", ""), point.get("y", ""))]
    if "arcTo" in tags or not width or not height or not all(value.lstrip("-").isdigit() for value in given):
        return [BOX]
    loops: list[list[Point]] = []
    for step in path:
        points = [(int(point.get("x")) / width, int(point.get("y")) / height) for point in step.iterfind("{*}pt")]
        kind = etree.QName(step).localname
        if kind == "moveTo" or (points and not loops):
            loops.append(points[-1:])
        elif kind == "lnTo":
            loops[-1] += points
        elif points:
            loops[-1] += _curve([loops[-1][-1], *points])
    return [tuple(loop) for loop in loops if len(loop) > 2]


def _curve(points: list[Point]) -> list[Point]:
    """A Bézier curve through its control points as a few straight pieces, without its beginning."""
    found = []
    for step in range(1, CURVE + 1):
        share, row = step / CURVE, points
        while len(row) > 1:
            row = [(x + (x2 - x) * share, y + (y2 - y) * share) for (x, y), (x2, y2) in pairwise(row)]
        found.append(row[0])
    return found
