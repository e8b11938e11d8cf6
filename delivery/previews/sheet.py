"""A page of a PDF to draw on. Points; y counts downwards from the top."""

import io
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from functools import cache
from hashlib import sha256
from threading import Lock

from reportlab.lib.colors import HexColor
from reportlab.lib.utils import ImageReader
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import FILL_EVEN_ODD, Canvas
from reportlab.pdfgen.pathobject import PDFPathObject

from delivery import fonts
from delivery.masters.frames import Frame
from delivery.previews.words import Line, Run
from delivery.renderers.pdf.glyphs import drawn
from delivery.theme.shaping import UNITS
from delivery.theme.type import Part, Role, face, in_force

DASHES = {"dash": (4, 3), "sysDash": (3, 1), "sysDot": (1, 1), "lgDash": (8, 3), "lgDashDot": (8, 3, 1, 3)}
"""Preset dashes, in widths of their line."""

Point = tuple[float, float]


class Sheet:
    def __init__(self, canvas: Canvas, height: float) -> None:
        self._canvas = canvas
        self._height = height

    def box(self, x: float, y: float, width: float, height: float, fill: str) -> None:
        self._canvas.setFillColor(HexColor(fill))
        self._canvas.rect(x, self._height - y - height, width, height, stroke=0, fill=1)

    def ellipse(self, x: float, y: float, width: float, height: float, fill: str) -> None:
        self._canvas.setFillColor(HexColor(fill))
        self._canvas.ellipse(x, self._height - y - height, x + width, self._height - y, stroke=0, fill=1)

    def half_disc(self, x: float, y: float, width: float, height: float, fill: str) -> None:
        """The right half of an ellipse that is twice as wide."""
        path = self._canvas.beginPath()
        path.arc(x - width, self._height - y - height, x + width, self._height - y, startAng=-90, extent=180)
        self._canvas.setFillColor(HexColor(fill))
        self._canvas.drawPath(path, stroke=0, fill=1)

    def polygon(self, corners: Sequence[Point], fill: str) -> None:
        self._canvas.setFillColor(HexColor(fill))
        self._canvas.drawPath(self._through(corners), stroke=0, fill=1)

    def line(self, through: Sequence[Point], colour: str, weight: float, dash: str = "") -> None:
        self._canvas.setStrokeColor(HexColor(colour))
        self._canvas.setLineWidth(weight)
        self._canvas.setDash([each * weight for each in DASHES.get(dash, ())])
        self._canvas.drawPath(self._through(through), stroke=1, fill=0)

    def picture(self, x: float, y: float, width: float, height: float, data: bytes) -> None:
        image = ImageReader(io.BytesIO(data))
        self._canvas.drawImage(image, x, self._height - y - height, width, height, mask="auto")

    def area(self, loops: Sequence[Sequence[Point]], fill: str, alpha: float) -> None:
        """What lies between loops; what two of them enclose is left free."""
        self._canvas.saveState()
        self._canvas.setFillColor(HexColor(fill))
        self._canvas.setFillAlpha(alpha)
        self._canvas.drawPath(self._around(loops), stroke=0, fill=1, fillMode=FILL_EVEN_ODD)
        self._canvas.restoreState()

    def shade(
        self,
        loops: Sequence[Sequence[Point]],
        ends: tuple[Point, Point],
        colours: Sequence[str],
        places: Sequence[float],
        alpha: float,
    ) -> None:
        """A gradient from one end to the other."""
        with self._within(loops, alpha):
            (x, y), (x2, y2) = ends
            shades = [HexColor(colour) for colour in colours]
            self._canvas.linearGradient(x, self._height - y, x2, self._height - y2, shades, list(places), extend=True)

    def shade_round(
        self,
        loops: Sequence[Sequence[Point]],
        middle: Point,
        radius: float,
        colours: Sequence[str],
        places: Sequence[float],
        alpha: float,
    ) -> None:
        """A gradient outwards."""
        with self._within(loops, alpha):
            shades = [HexColor(colour) for colour in colours]
            self._canvas.radialGradient(middle[0], self._height - middle[1], radius, shades, list(places), extend=True)

    def picture_within(
        self,
        loops: Sequence[Sequence[Point]],
        frame: Frame,
        box: tuple[float, float, float, float],
        image: ImageReader,
        alpha: float,
    ) -> None:
        """A picture in a box that is given in shares of its frame, turned and mirrored as that is, seen between loops."""
        x, y, width, height = box
        with self._within(loops, alpha):
            self._canvas.translate(frame.middle[0], self._height - frame.middle[1])
            self._canvas.rotate(-frame.turn)
            self._canvas.scale(-1 if frame.across else 1, -1 if frame.down else 1)
            left, bottom = (x - 0.5) * frame.width, (0.5 - y - height) * frame.height
            self._canvas.drawImage(image, left, bottom, width * frame.width, height * frame.height, mask="auto")

    @contextmanager
    def _within(self, loops: Sequence[Sequence[Point]], alpha: float) -> Iterator[None]:
        """What is drawn is seen between loops only."""
        self._canvas.saveState()
        self._canvas.clipPath(self._around(loops), stroke=0, fill=0, fillMode=FILL_EVEN_ODD)
        self._canvas.setFillAlpha(alpha)
        yield
        self._canvas.restoreState()

    def text(self, x: float, y: float, lines: Sequence[Line]) -> None:
        """Lines of a text whose upper left corner is at (x, y)."""
        for line in lines:
            self.runs(x + line.x, y + line.y, line.runs)

    def runs(self, x: float, y: float, runs: Sequence[Run]) -> None:
        """Runs one after another on the baseline `y`."""
        for run in runs:
            self._canvas.setFillColor(HexColor(run.colour))
            for part in run.parts() if run.is_shaped else ():
                self._part(x, y, run, part)
                x += run.width_of(part)
            if not run.is_shaped:
                x = self._plain(x, y, run)

    def _plain(self, x: float, y: float, run: Run) -> float:
        """A run character by character; returns where it ends."""
        for piece in run.by_role():
            self._canvas.setFont(_font(piece.role), piece.size)
            self._canvas.drawString(x, self._height - y, piece.text)
            x += piece.width
        return x

    def _part(self, x: float, y: float, run: Run, part: Part) -> None:
        """A part of a shaped run; glyphs as outlines, since nobody copies words from a picture."""
        if not part.clusters:
            self._plain(x, y, replace(run, text=part.text))
        for cluster in part.clusters:
            for glyph in (cluster.glyph, *cluster.marks):
                across, up = x + glyph.x * run.size / UNITS, self._height - y + glyph.y * run.size / UNITS
                path = drawn(face(part.role).data, glyph.number, run.size)
                self._canvas._code.append(f"q 1 0 0 1 {across:.2f} {up:.2f} cm {path} Q")
            x += cluster.advance * run.size / UNITS

    def _around(self, loops: Sequence[Sequence[Point]]) -> PDFPathObject:
        path = self._canvas.beginPath()
        for (x, y), *rest in loops:
            path.moveTo(x, self._height - y)
            for x, y in rest:
                path.lineTo(x, self._height - y)
            path.close()
        return path

    def _through(self, corners: Sequence[Point]) -> PDFPathObject:
        path = self._canvas.beginPath()
        (x, y), *rest = corners
        path.moveTo(x, self._height - y)
        for x, y in rest:
            path.lineTo(x, self._height - y)
        return path


OWN, OWN_KEPT = "preview-own-", 20
_REGISTRY = Lock()
"""Fonts are known to reportlab by name; two threads must not make one known twice."""


def _font(role: Role) -> str:
    """A face under its name for reportlab."""
    own = in_force().data(role)
    with _REGISTRY:
        return _brought(own) if own else _registered(role)


def _brought(data: bytes) -> str:
    """A brand's own, known for as long as there are not too many of them."""
    digest = sha256(data).hexdigest()
    name = f"{OWN}{digest}"
    known = [each for each in pdfmetrics.getRegisteredFontNames() if each.startswith(OWN)]
    if name not in known:
        if len(known) >= OWN_KEPT:
            pdfmetrics._fonts.pop(known[0])
        font = TTFont(name, io.BytesIO(data))
        font.face.name = b"%s-%s" % (
            font.face.name,
            digest[:8].encode(),
        )  # so that no other face of the file has the same
        pdfmetrics.registerFont(font)
    return name


@cache
def _registered(role: Role) -> str:
    name = f"preview-{role}"
    pdfmetrics.registerFont(TTFont(name, io.BytesIO(fonts.read(fonts.FACES[role]))))
    return name
