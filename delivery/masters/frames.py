"""Where a shape stands: its box in points on a slide of 960 by 540, turned and mirrored, out of any groups it is in."""

import math
from dataclasses import dataclass, replace

from delivery.masters.colours import number
from delivery.masters.reading import Element

DEGREE = 60_000
FARTHEST = 20_000.0  # points; what stands beyond is nowhere
EMU = 12_700


@dataclass(frozen=True)
class Frame:
    """Upper left corner and size before it is turned, clockwise in degrees about its middle."""

    x: float
    y: float
    width: float
    height: float
    turn: float = 0.0
    across: bool = False  # mirrored left to right
    down: bool = False

    @property
    def middle(self) -> tuple[float, float]:
        return self.x + self.width / 2, self.y + self.height / 2

    @property
    def sane(self) -> bool:
        return all(abs(each) <= FARTHEST for each in (self.x, self.y, self.width, self.height))

    def placed(self, x: float, y: float) -> tuple[float, float]:
        """A point given in shares of the box, on the slide."""
        x, y = (1 - x if self.across else x) - 0.5, (1 - y if self.down else y) - 0.5
        x, y, turn = x * self.width, y * self.height, math.radians(self.turn)
        middle = self.middle
        return (
            middle[0] + x * math.cos(turn) - y * math.sin(turn),
            middle[1] + x * math.sin(turn) + y * math.cos(turn),
        )


@dataclass(frozen=True)
class Group:
    """A group's own frame, and the box in its inner measure that fills it."""

    frame: Frame
    inner: Frame

    def out(self, child: Frame) -> Frame:
        """A frame inside the group as it is outside."""
        wide = self.frame.width / self.inner.width if self.inner.width else 1.0
        high = self.frame.height / self.inner.height if self.inner.height else 1.0
        x, y = child.middle
        share = (
            (x - self.inner.x) / self.inner.width if self.inner.width else 0.0,
            (y - self.inner.y) / self.inner.height if self.inner.height else 0.0,
        )
        middle = self.frame.placed(*share)
        width, height = child.width * wide, child.height * high
        mirrored = self.frame.across != self.frame.down
        return Frame(
            middle[0] - width / 2,
            middle[1] - height / 2,
            width,
            height,
            ((-child.turn if mirrored else child.turn) + self.frame.turn) % 360,
            child.across != self.frame.across,
            child.down != self.frame.down,
        )


def frame_of(form: Element | None, scale: float) -> Frame | None:
    """The frame that an `xfrm` says; None where there is none, or none that could be."""
    if form is None:
        return None
    found = _box(form, "off", "ext", scale)
    if found is None:
        return None
    turn = number(form.get("rot"), 0) / DEGREE % 360
    return replace(found, turn=turn, across=_is_on(form.get("flipH")), down=_is_on(form.get("flipV")))


def group_of(form: Element | None, scale: float) -> Group | None:
    """The group that its `xfrm` says; None where it changes nothing."""
    frame = frame_of(form, scale)
    if form is None or frame is None:
        return None
    inner = _box(form, "chOff", "chExt", scale)
    return Group(frame, inner) if inner else None


def _box(form: Element, place: str, size: str, scale: float) -> Frame | None:
    offset, extent = form.find(f"{{*}}{place}"), form.find(f"{{*}}{size}")
    if offset is None or extent is None:
        return None
    at, by = (offset.get("x"), offset.get("y")), (extent.get("cx"), extent.get("cy"))
    x, y, width, height = (number(each, 0) / EMU * scale for each in (*at, *by))
    found = Frame(x, y, width, height)
    return found if found.sane and width >= 0 and height >= 0 else None


def _is_on(value: str | None) -> bool:
    return value in ("1", "true")
