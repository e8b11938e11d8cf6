"""Where the lines of a report stand on their pages, measured from the written file: its operators and its tables of widths."""

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import combinations, groupby

from pypdf import PageObject, PdfReader

EDGE = 18.0
"""Points of paper that no line may touch: what a printer leaves white."""
RISE, FALL = 0.6, 0.15
"""What a letter takes above and below its baseline at least, in its size."""
SLACK = 0.6  # rounding of lengths in the file, points
CLIP = re.compile(rb"\bW\*?\s+n\b")
STEP = re.compile(
    rb"(?P<begin>\bBT\b)|(?P<move>-?[\d.]+ -?[\d.]+ Td)|/(?P<font>\S+) (?P<size>[\d.]+) Tf"
    rb"|\[(?P<shown>(?:\\.|[^\\\]()]|\((?:\\.|[^\\()])*\))*)\] TJ",
    re.DOTALL,
)
PIECE = re.compile(rb"\(((?:\\.|[^\\()])*)\)|(-?[\d.]+)", re.DOTALL)
ESCAPE = re.compile(rb"\\(\d{3}|.)", re.DOTALL)


@dataclass(frozen=True)
class Line:
    """A run of text: page, beginning, baseline, width and size in points, counted from the lower left corner."""

    page: int
    codes: bytes
    x: float
    y: float
    width: float
    size: float


class Report:
    """The pages of a report, read from its bytes."""

    def __init__(self, data: bytes) -> None:
        self._pages = list(PdfReader(io.BytesIO(data)).pages)
        self._streams = [b"" if (found := page.get_contents()) is None else found.get_data() for page in self._pages]
        self.width, self.height = (float(side) for side in self._pages[0].mediabox[2:])
        self.lines = [line for number in range(len(self._pages)) for line in self._lines(number)]

    @property
    def clips(self) -> int:
        """How often something is clipped, which cuts what is drawn after it."""
        return sum(len(CLIP.findall(stream)) for stream in self._streams)

    @property
    def beyond(self) -> list[Line]:
        """The lines that do not stand within the paper."""
        right, top = self.width - EDGE + SLACK, self.height - EDGE + SLACK
        low = EDGE - SLACK
        return [
            line for line in self.lines if not (low <= line.x <= line.x + line.width <= right and low <= line.y <= top)
        ]

    @property
    def overprinted(self) -> list[tuple[Line, Line]]:
        """Lines that stand on one another."""
        pages = groupby(sorted(self.lines, key=lambda line: line.page), key=lambda line: line.page)
        return [pair for _, lines in pages for pair in combinations(lines, 2) if _touch(*pair)]

    def _lines(self, number: int) -> Iterator[Line]:
        widths = _widths(self._pages[number])
        x = y = end = size = 0.0
        font = ""
        for step in STEP.finditer(self._streams[number]):
            if step["begin"]:
                x = y = 0.0
            elif step["move"]:
                dx, dy = map(float, step["move"].split()[:2])
                x, y = x + dx, y + dy
                end = x
            elif step["font"]:
                font, size = step["font"].decode(), float(step["size"])
            else:
                codes, width = _set(step["shown"], widths[font], size)
                yield Line(number + 1, codes, end, y, width, size)
                end += width


def _widths(page: PageObject) -> dict[str, list[float]]:
    """Font resource → widths of its codes in thousandths of an em."""
    fonts = page["/Resources"].get("/Font", {})
    return {name[1:]: [float(width) for width in font.get_object()["/Widths"]] for name, font in fonts.items()}


def _set(shown: bytes, widths: list[float], size: float) -> tuple[bytes, float]:
    """The codes of an array that is shown, and the width that a reader gives them."""
    codes, kerns = b"", 0.0
    for text, kern in PIECE.findall(shown):
        if kern:
            kerns += float(kern)
        codes += ESCAPE.sub(_unescaped, text)
    return codes, (sum(widths[code] for code in codes) - kerns) * size / 1000


@cache
def _byte(code: bytes) -> bytes:
    return bytes([int(code, 8)]) if code.isdigit() else code


def _unescaped(found: re.Match[bytes]) -> bytes:
    return _byte(found[1])


def _touch(one: Line, other: Line) -> bool:
    if not (one.codes.strip() and other.codes.strip()):
        return False
    apart = one.x + one.width <= other.x + SLACK or other.x + other.width <= one.x + SLACK
    low, high = sorted((one, other), key=lambda line: line.y)
    return not apart and low.y + RISE * low.size > high.y - FALL * high.size
