"""Grounds and shapes of an agency's own master, as `delivery.masters` wrote them: outlines, gradients, pictures, turned or not.

Every colour in them is fixed. A pattern is drawn as its background, a tiled picture as one.
"""

import io
import math
from collections.abc import Sequence
from functools import lru_cache

from PIL import Image
from reportlab.lib.utils import ImageReader

from delivery.masters.colours import WHOLE, number
from delivery.masters.frames import DEGREE, Frame, frame_of
from delivery.masters.routes import BOX, Loop, outline_of
from delivery.masters.shapes import PRESETS
from delivery.previews.package import RELATED, Element, Part, points
from delivery.previews.sheet import Sheet

WIDEST = 960  # pixels, of a picture that is drawn
SIDES = "ltrb"


def draw_ground(sheet: Sheet, holder: Element, part: Part, size: tuple[float, float]) -> None:
    """The fill of a whole slide."""
    _Painted(sheet, part, Frame(0, 0, *size)).fill(holder, (BOX,))


def draw_shape(sheet: Sheet, shape: Element, part: Part) -> None:
    """A shape or a picture of a layout or a master, without its text. One whose frame or outline is unknown is not drawn."""
    properties = shape.find("{*}spPr")
    frame = frame_of(properties.find("{*}xfrm"), 1.0) if properties is not None else None
    outline = outline_of(properties, PRESETS) if properties is not None else None
    if frame is None or outline is None:
        return
    painted = _Painted(sheet, part, frame)
    picture = shape.find("{*}blipFill")
    if picture is not None:
        painted.picture(picture, outline.loops)
    elif outline.loops:
        painted.fill(properties, outline.loops)
    painted.line(properties.find("{*}ln"), outline.loops if outline.ends is None else (outline.ends,))


class _Painted:
    """One frame on a sheet; `loops` are in shares of it."""

    def __init__(self, sheet: Sheet, part: Part, frame: Frame) -> None:
        self._sheet, self._part, self._frame = sheet, part, frame

    def fill(self, holder: Element, loops: Sequence[Loop]) -> None:
        solid, shaded, blip, pattern = (
            holder.find(f"{{*}}{name}") for name in ("solidFill", "gradFill", "blipFill", "pattFill")
        )
        if blip is not None:
            self.picture(blip, loops)
        elif shaded is not None:
            self._gradient(shaded, loops)
        elif solid is not None or pattern is not None:
            colour, alpha = _colour(solid if solid is not None else pattern.find("{*}bgClr"))
            self._sheet.area(self._placed(loops), colour, alpha)

    def _gradient(self, fill: Element, loops: Sequence[Loop]) -> None:
        stops = [(number(each.get("pos"), 0) / WHOLE, *_colour(each)) for each in fill.iterfind("{*}gsLst/{*}gs")]
        places, colours, alphas = zip(*stops, strict=True)
        line, (x, y) = fill.find("{*}lin"), self._frame.middle
        wide, high = self._frame.width / 2, self._frame.height / 2
        if line is None:
            self._sheet.shade_round(self._placed(loops), (x, y), math.hypot(wide, high), colours, places, max(alphas))
            return
        angle = math.radians(number(line.get("ang"), 0) / DEGREE + self._frame.turn)
        reach = abs(wide * math.cos(angle)) + abs(high * math.sin(angle))
        across, down = reach * math.cos(angle), reach * math.sin(angle)
        ends = (x - across, y - down), (x + across, y + down)
        self._sheet.shade(self._placed(loops), ends, colours, places, max(alphas))

    def picture(self, fill: Element, loops: Sequence[Loop]) -> None:
        blip = fill.find("{*}blip")
        image = _image(self._part.related(blip.get(f"{RELATED}embed")).data)
        faded = blip.find("{*}alphaModFix")
        alpha = number(faded.get("amt"), WHOLE) / WHOLE if faded is not None else 1.0
        left, top, right, bottom = _edges(fill.find("{*}srcRect"))
        in_left, in_top, in_right, in_bottom = _edges(fill.find("{*}stretch/{*}fillRect"))
        shown = 1 - left - right, 1 - top - bottom
        if min(shown) <= 0:
            return
        width, height = (1 - in_left - in_right) / shown[0], (1 - in_top - in_bottom) / shown[1]
        box = in_left - left * width, in_top - top * height, width, height
        self._sheet.picture_within(self._placed(loops), self._frame, box, image, alpha)

    def line(self, line: Element | None, routes: Sequence[Loop]) -> None:
        fill = line.find("{*}solidFill") if line is not None else None
        if line is None or fill is None:
            return
        dash = line.find("{*}prstDash")
        for route in self._placed(routes):
            closed = [*route, route[0]] if len(route) > 2 else route
            self._sheet.line(
                closed, _colour(fill)[0], points(line.get("w")), dash.get("val", "") if dash is not None else ""
            )

    def _placed(self, loops: Sequence[Loop]) -> list[list[tuple[float, float]]]:
        return [[self._frame.placed(*point) for point in loop] for loop in loops]


def _colour(holder: Element) -> tuple[str, float]:
    """`#RRGGBB`, and how much it covers."""
    colour = holder.find("{*}srgbClr")
    alpha = colour.find("{*}alpha")
    return f"#{colour.get('val')}", number(alpha.get("val"), WHOLE) / WHOLE if alpha is not None else 1.0


def _edges(box: Element | None) -> tuple[float, ...]:
    return tuple(number(box.get(side), 0) / WHOLE if box is not None else 0.0 for side in SIDES)


@lru_cache(maxsize=8)
def _image(data: bytes) -> ImageReader:
    """A picture of a master, which is drawn on every slide, no larger than it is seen."""
    with Image.open(io.BytesIO(data)) as opened:
        picture = opened.convert("RGBA" if opened.mode in ("RGBA", "LA", "P") else "RGB")
    picture.thumbnail((WIDEST, WIDEST))
    return ImageReader(picture)
