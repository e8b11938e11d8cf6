"""What text would stand on: grounds and decorations painted small, roughly as a reader's program shows them.

A point of a slide is half a pixel. Colours are exact where a fill is solid; gradients, patterns and pictures are near enough to
tell light from dark.
"""

import io
from collections.abc import Iterable, Mapping, Sequence
from functools import reduce
from typing import NamedTuple

from PIL import Image, ImageChops, ImageDraw

from delivery.masters.colours import Colour
from delivery.masters.fills import Fill
from delivery.masters.shapes import Decoration
from delivery.theme.colour import luminance
from delivery.theme.grounds import Ground

SCALE = 0.5  # pixels in a point
SIZE = 480, 270
STRAY = 0.01  # share of an area that may be as dark or as light as it likes
WHOLE = 0.97  # share of an area from which on all of it is taken
BIN = 4  # colours are counted in steps of so many


class Area(NamedTuple):
    """A box of a slide in points."""

    left: float
    top: float
    right: float
    bottom: float

    @property
    def pixels(self) -> tuple[int, int, int, int]:
        left, top, right, bottom = (round(each * SCALE) for each in self)
        return left, top, right, bottom


class Canvas:
    """A slide of 960 by 540, painted from its ground upwards."""

    def __init__(self, pictures: Mapping[str, bytes]) -> None:
        self._pictures = pictures
        self.image = Image.new("RGB", SIZE, "#FFFFFF")

    def ground(self, fill: Fill) -> None:
        self._paint(fill, Image.new("L", SIZE, 255), (0, 0, *SIZE))

    def draw(self, decoration: Decoration) -> None:
        mask = mask_of(decoration)
        box = mask.getbbox()
        if box is None:
            return
        if decoration.fill and decoration.outline.ends is None:
            self._paint(decoration.fill, _filled(decoration), box)
        if decoration.line.colour:
            self._lay(
                Image.new("RGB", SIZE, decoration.line.colour.value), _stroked(decoration), decoration.line.colour.alpha
            )

    def _paint(self, fill: Fill, mask: Image.Image, box: tuple[int, int, int, int]) -> None:
        if fill.picture:
            self._show(fill, mask, box)
        elif len(fill.colours) == 1:
            self._lay(Image.new("RGB", SIZE, fill.colours[0].value), mask, fill.colours[0].alpha)
        elif fill.colours:
            sheet = Image.new("RGB", SIZE)
            sheet.paste(_gradient(fill, (box[2] - box[0], box[3] - box[1])), box[:2])
            self._lay(sheet, mask, max(colour.alpha for colour in fill.colours))

    def _show(self, fill: Fill, mask: Image.Image, box: tuple[int, int, int, int]) -> None:
        picture = fill.picture
        if picture is None:
            return
        with Image.open(io.BytesIO(self._pictures[picture.name])) as opened:
            image = opened.convert("RGBA")
        left, top, right, bottom = picture.crop
        edges = (left * image.width, top * image.height, (1 - right) * image.width, (1 - bottom) * image.height)
        low_x, low_y = max(0, round(edges[0])), max(0, round(edges[1]))
        high_x, high_y = min(image.width, round(edges[2])), min(image.height, round(edges[3]))
        if high_x <= low_x or high_y <= low_y:
            return
        shown = image.crop((low_x, low_y, high_x, high_y)).resize((box[2] - box[0], box[3] - box[1]))
        sheet = Image.new("RGBA", SIZE)
        sheet.paste(shown, box[:2])
        self._lay(sheet.convert("RGB"), ImageChops.multiply(mask, sheet.getchannel("A")), picture.alpha)

    def _lay(self, sheet: Image.Image, mask: Image.Image, alpha: float) -> None:
        self.image.paste(sheet, mask=mask.point([round(value * alpha) for value in range(256)]))

    def under(self, area: Area) -> Ground:
        """The darkest, the lightest and the middle colour of an area, but for the stray hundredth on either side."""
        counted = self._counted(area)
        total = sum(count for count, _ in counted)
        middle = tuple(round(sum(count * colour[at] for count, colour in counted) / total) for at in range(3))
        shades = sorted((luminance(_hex(colour)), _hex(colour), count) for count, colour in counted)
        return Ground(_beyond(shades, total * STRAY), _beyond(shades[::-1], total * STRAY), _hex(middle))

    def _counted(self, area: Area) -> list[tuple[int, tuple[int, ...]]]:
        cut = self.image.crop(area.pixels)
        found = cut.getcolors(SIZE[0] * SIZE[1]) or []
        if len(found) > 1_000:  # a photograph: near colours are one
            found = (
                cut.point([min(255, value // BIN * BIN + BIN // 2) for value in range(256)] * 3).getcolors(1 << 18)
                or []
            )
        return [(int(count), colour) for count, colour in found if isinstance(colour, tuple)]


def _beyond(shades: Sequence[tuple[float, str, int]], stray: float) -> str:
    passed = 0
    for _, colour, count in shades:
        passed += count
        if passed > stray:
            return colour
    return shades[-1][1]


class Cover(NamedTuple):
    """How a decoration lies over an area: the share that it takes, and whether it takes all of it."""

    share: float
    whole: bool


def cover_of(decoration: Decoration, area: Area) -> Cover:
    share = _share(mask_of(decoration), area)
    return Cover(share, share > WHOLE)


def shared_by(decorations: Iterable[Decoration], area: Area) -> float:
    """The share of an area that decorations take together."""
    return _share(reduce(ImageChops.lighter, map(mask_of, decorations), Image.new("L", SIZE)), area)


def _share(mask: Image.Image, area: Area) -> float:
    cut = mask.crop(area.pixels)
    return 1 - sum(cut.histogram()[:64]) / (cut.width * cut.height)


def mask_of(decoration: Decoration) -> Image.Image:
    """Where a decoration paints, whatever it paints there; text paints its whole box."""
    mask = (
        _filled(decoration)
        if (decoration.fill and decoration.fill.colours) or _shows(decoration)
        else Image.new("L", SIZE)
    )
    if decoration.line.colour:
        mask = ImageChops.lighter(mask, _stroked(decoration))
    return mask


def _shows(decoration: Decoration) -> bool:
    return bool(decoration.says) or decoration.pictured


def _filled(decoration: Decoration) -> Image.Image:
    mask = Image.new("L", SIZE)
    for loop in decoration.outline.loops:
        _polygon(mask, [decoration.frame.placed(*point) for point in loop])
    return mask


def _polygon(mask: Image.Image, corners: list[tuple[float, float]]) -> None:
    """Fill between corners given in points; a pixel belongs to it when its middle does."""
    points = [(x * SCALE - 0.5, y * SCALE - 0.5) for x, y in corners]
    left, top = (min(point[at] for point in points) for at in range(2))
    right, bottom = (max(point[at] for point in points) for at in range(2))
    upright = len(points) == 4 and all(point[0] in (left, right) and point[1] in (top, bottom) for point in points)
    if upright:
        box = round(left + 0.5), round(top + 0.5), round(right + 0.5) - 1, round(bottom + 0.5) - 1
        if box[2] >= box[0] and box[3] >= box[1]:
            ImageDraw.Draw(mask).rectangle(box, fill=255)
        return
    ImageDraw.Draw(mask).polygon(points, fill=255)


def _stroked(decoration: Decoration) -> Image.Image:
    mask = Image.new("L", SIZE)
    draw, width = ImageDraw.Draw(mask), max(1, round(decoration.line.weight * SCALE))
    routes = decoration.outline.loops if decoration.outline.ends is None else (decoration.outline.ends,)
    for route in routes:
        closed = (*route, route[0]) if decoration.outline.ends is None else route
        points = [decoration.frame.placed(*point) for point in closed]
        draw.line([(x * SCALE, y * SCALE) for x, y in points], fill=255, width=width)
    return mask


def _gradient(fill: Fill, size: tuple[int, int]) -> Image.Image:
    """A ramp from 0 to 255 across the box, with each step as the colour at its place."""
    if fill.angle is None:
        ramp = Image.radial_gradient("L").resize(size)
    else:
        long = Image.linear_gradient("L").resize((2 * max(size), max(1, 2 * max(size))))
        turned = long.rotate(90 - fill.angle, fillcolor=0)
        middle = turned.width // 2
        half = size[0] // 2, size[1] // 2
        ramp = turned.crop((middle - half[0], middle - half[1], middle - half[0] + size[0], middle - half[1] + size[1]))
        low, high = ramp.getextrema()
        spread = max(1, int(high) - int(low))  # type: ignore[arg-type]
        ramp = ramp.point([min(255, max(0, round((value - int(low)) * 255 / spread))) for value in range(256)])  # type: ignore[arg-type]
    channels = [_at(fill.colours, fill.places, step / 255) for step in range(256)]
    return Image.merge("RGB", [ramp.point([channel[at] for channel in channels]) for at in range(3)])


def _at(colours: Sequence[Colour], places: Sequence[float], share: float) -> tuple[int, ...]:
    """The colour between the stops around a place."""
    before = max((index for index, place in enumerate(places) if place <= share), default=0)
    after = min(before + 1, len(colours) - 1)
    span = places[after] - places[before]
    part = min(1.0, max(0.0, (share - places[before]) / span)) if span else 0.0
    one, other = _rgb(colours[before].value), _rgb(colours[after].value)
    return tuple(round(a + (b - a) * part) for a, b in zip(one, other, strict=True))


def _rgb(colour: str) -> tuple[int, ...]:
    return tuple(bytes.fromhex(colour[1:]))


def _hex(colour: Sequence[int]) -> str:
    return "#" + bytes(colour).hex().upper()
