"""Colours of a presentation as fixed ones: names of the theme looked up, and what is done to them done."""

import colorsys
import re
from collections.abc import Mapping
from typing import NamedTuple

from lxml import etree
from PIL import ImageColor

from delivery.masters.reading import Element
from delivery.theme.colour import rgb

WHOLE = 100_000  # a share of one in DrawingML
TURN = 21_600_000  # a full turn in DrawingML
DEFAULT_MAP = {"bg1": "lt1", "tx1": "dk1", "bg2": "lt2", "tx2": "dk2"}
SHORT = {"dk": "dark", "lt": "light", "med": "medium"}  # as preset colours begin, and as the web spells them
_HEX = re.compile(r"[0-9A-Fa-f]{6}")
_NUMBER = re.compile(r"-?[0-9]{1,10}")
_SHORT = re.compile(r"^(dk|lt|med)(?=[A-Z])")


class Colour(NamedTuple):
    """`#RRGGBB`, and how much of it covers what is below, 0 to 1."""

    value: str
    alpha: float = 1.0

    @property
    def xml(self) -> str:
        if self.alpha >= 1:
            return f'<a:srgbClr val="{self.value[1:]}"/>'
        return f'<a:srgbClr val="{self.value[1:]}"><a:alpha val="{round(self.alpha * WHOLE)}"/></a:srgbClr>'


class Scheme:
    """The theme's colours under the names that a master or a layout maps to them."""

    def __init__(self, theme: Element | None, names: Mapping[str, str]) -> None:
        listed = theme.find("{*}themeElements/{*}clrScheme") if theme is not None else None
        self._colours: dict[str, Colour] = {}
        for each in listed if listed is not None else ():
            if len(each) and (found := self.colour(each[0])):
                self._colours[etree.QName(each).localname] = found
        self._names = {**DEFAULT_MAP, **names}

    def renamed(self, names: Mapping[str, str]) -> "Scheme":
        """The same colours under other names."""
        other = Scheme(None, names)
        other._colours = self._colours
        return other

    def named(self, name: str) -> Colour | None:
        return self._colours.get(self._names.get(name, name))

    def within(self, holder: Element | None, own: Colour | None = None) -> Colour | None:
        """The colour that is a child of an element. `own` stands for the placeholder's colour."""
        for child in holder if holder is not None else ():
            if found := self.colour(child, own):
                return found
        return None

    def colour(self, element: Element, own: Colour | None = None) -> Colour | None:
        """The colour that an element is, with its changes made; None for one that is unknown."""
        found = self._base(element, own)
        if found is None:
            return None
        for change in element:
            found = _changed(found, etree.QName(change).localname, number(change.get("val"), 0))
        return found

    def _base(self, element: Element, own: Colour | None) -> Colour | None:
        value = element.get("val", "")
        match etree.QName(element).localname:
            case "srgbClr":
                return Colour(f"#{value.upper()}") if _HEX.fullmatch(value) else None
            case "sysClr":
                last = element.get("lastClr", "FFFFFF" if value == "window" else "000000")
                return Colour(f"#{last.upper()}") if _HEX.fullmatch(last) else None
            case "schemeClr":
                return own if value == "phClr" else self.named(value)
            case "prstClr":
                return _preset(value)
            case "scrgbClr":
                channels = (_gamma(number(element.get(name), 0) / WHOLE) for name in "rgb")
                return Colour(_hex(*channels))
            case "hslClr":
                hue, light = number(element.get("hue"), 0) / TURN, number(element.get("lum"), 0) / WHOLE
                return Colour(_hex(*colorsys.hls_to_rgb(hue, light, number(element.get("sat"), 0) / WHOLE)))
        return None


def number(text: str | None, default: int) -> int:
    """A whole number of at most ten digits, else the default."""
    return int(text) if text and _NUMBER.fullmatch(text) else default


def _preset(name: str) -> Colour | None:
    spelled = _SHORT.sub(lambda found: SHORT[found[1]], name)
    if not spelled.isalpha():
        return None
    try:
        red, green, blue = ImageColor.getrgb(spelled)[:3]
    except ValueError:
        return None
    return Colour(_hex(red / 255, green / 255, blue / 255))


def _changed(colour: Colour, change: str, value: int) -> Colour:
    share = value / WHOLE
    red, green, blue = rgb(colour.value)
    match change:
        case "alpha":
            return colour._replace(alpha=min(1.0, max(0.0, share)))
        case "alphaMod":
            return colour._replace(alpha=min(1.0, max(0.0, colour.alpha * share)))
        case "shade":
            return colour._replace(value=_hex(*(_gamma(_linear(each) * share) for each in (red, green, blue))))
        case "tint":
            return colour._replace(
                value=_hex(*(_gamma(_linear(each) * share + 1 - share) for each in (red, green, blue)))
            )
        case "inv":
            return colour._replace(value=_hex(*(1 - each for each in (red, green, blue))))
        case "gray":
            return colour._replace(value=_hex(*[0.299 * red + 0.587 * green + 0.114 * blue] * 3))
    hue, light, strong = colorsys.rgb_to_hls(red, green, blue)
    match change:
        case "lumMod":
            light *= share
        case "lumOff":
            light += share
        case "lum":
            light = share
        case "satMod":
            strong *= share
        case "satOff":
            strong += share
        case "sat":
            strong = share
        case "hueMod":
            hue *= share
        case "hueOff":
            hue += value / TURN
        case "hue":
            hue = value / TURN
    return colour._replace(value=_hex(*colorsys.hls_to_rgb(hue % 1.0 if hue > 1 else hue, _unit(light), _unit(strong))))


def _linear(value: float) -> float:
    return value / 12.92 if value <= 0.04045 else float(((value + 0.055) / 1.055) ** 2.4)


def _gamma(value: float) -> float:
    value = _unit(value)
    return 12.92 * value if value <= 0.0031308 else float(1.055 * value ** (1 / 2.4) - 0.055)


def _unit(value: float) -> float:
    return min(1.0, max(0.0, value))


def _hex(*channels: float) -> str:
    return "#" + "".join(f"{round(255 * _unit(channel)):02X}" for channel in channels)
