"""What cannot be saved: each file written when every decision has been taken.

Lines are broken, operators written, parts of the deck drawn, fonts cut, pictures decoded, all before the clock starts. Only
what turns them into files is timed. docs/speed.md says what is in which floor.
"""

import hashlib
import io
import json
import re
import struct
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from copy import copy
from dataclasses import dataclass
from pathlib import Path
from zipfile import ZipFile

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfgen.canvas import Canvas

from benchmarks import ours
from delivery.manifest import MANIFEST, SIGNATURE, SUMS
from delivery.renderers.base import cleaned
from delivery.renderers.pdf import writer
from delivery.renderers.pdf.body import Body
from delivery.renderers.pdf.flow import Pager, PageSheet
from delivery.renderers.pdf.pen import Pen, font_of
from delivery.renderers.pdf.strips import Figure, Lines, Strip
from delivery.renderers.pdf.styles import Grid
from delivery.signing import sign
from delivery.theme.colour import rgb
from delivery.theme.type import Role, face, setter

Work = Callable[[], bytes]
LEVEL = 6
STORED = (".png", ".xlsx", ".pdf", ".pptx")  # compressed already


# L1 and L2: pages through reportlab's canvas


class Drawn(str):
    """Operators that remember what they draw, and how far below the top of the page."""

    figure: Figure
    dy: float


class Recorder(Pen):
    def draw(self, shape: Figure, dy: float) -> str:
        drawn = Drawn(super().draw(shape, dy))
        drawn.figure, drawn.dy = shape, dy
        return drawn


@dataclass(frozen=True)
class Line:
    """A line of text at its place, from the lower left of the page."""

    font: str
    size: float
    colour: tuple[float, float, float]
    x: float
    y: float
    text: str


class Apart(Pager):
    """Keeps each shape for itself, so that `Drawn` stays what it is."""

    def draw(self, strip: Strip, y: float) -> None:
        self.pages[-1].operators += [self.pen.draw(shape, y) for shape in strip.shapes]


class Laid:
    """The demo's pages as the product lays them out; `pages` are their operators, heads and feet included."""

    def __init__(self, folder: Path) -> None:
        document, self.theme = ours.case(folder)
        self.document = cleaned(document)
        self._canvas = self.canvas()
        pager = Apart(Recorder(self._canvas, self.theme.page.height), Grid(self.theme.page), self.theme.palette)
        Body(self.document, pager).write()
        self.sheets = pager.pages
        self.pages = [
            [*sheet.operators, *writer._running(number, sheet, pager, self.document)]
            for number, sheet in enumerate(pager.pages, 1)
        ]

    def canvas(self) -> Canvas:
        return writer.new_canvas(self.theme.page, self.document)

    def knowing_canvas(self) -> Canvas:
        """A canvas that knows the characters of each face, and under which codes they stand in the operators."""
        canvas, known = self.canvas(), self._canvas._doc
        for font in known.delayedFonts:
            font.state[canvas._doc] = copy(font.state[known])
        canvas._doc.fontMapping, canvas._doc.delayedFonts = dict(known.fontMapping), list(known.delayedFonts)
        return canvas

    def end_page(self, canvas: Canvas, sheet: PageSheet) -> None:
        """Pictures, outline and links, as the product writes them."""
        writer._write_page(canvas, sheet, [], self.theme.page)


def drawn_lines(folder: Path) -> Work:
    """L1: each line by `drawString`, everything else as ready operators."""
    laid = Laid(folder)
    pages = [list(_parts(page, laid.theme.page.height)) for page in laid.pages]

    def work() -> bytes:
        canvas = laid.canvas()
        for sheet, parts in zip(laid.sheets, pages, strict=True):
            for part in parts:
                if isinstance(part, str):
                    canvas._code.append(part)
                else:
                    canvas.setFillColorRGB(*part.colour)
                    canvas.setFont(part.font, part.size)
                    canvas.drawString(part.x, part.y, part.text)
            laid.end_page(canvas, sheet)
        return bytes(canvas.getpdfdata())

    return work


def ready_operators(folder: Path) -> Work:
    """L2: ready operators; the canvas still cuts the fonts and writes outline, links and objects."""
    laid = Laid(folder)
    pages = [list(map(str, page)) for page in laid.pages]

    def work() -> bytes:
        canvas = laid.knowing_canvas()
        for sheet, operators in zip(laid.sheets, pages, strict=True):
            canvas._code.extend(operators)
            laid.end_page(canvas, sheet)
        return bytes(canvas.getpdfdata())

    return work


def _parts(page: Iterable[str], height: float) -> Iterator[Line | str]:
    for operators in page:
        if isinstance(operators, Drawn) and isinstance(operators.figure, Lines):
            yield from _lines(operators.figure, height - operators.dy)
        else:
            yield str(operators)


def _lines(figure: Lines, top: float) -> Iterator[Line]:
    style, colour = figure.style, rgb(figure.colour)
    for index, text in enumerate(figure.lines):
        width = face(style.role).measure(text, style.size)
        x = figure.x - {"left": 0, "centre": width / 2, "right": width}[figure.align]
        for role, run in _runs(style.role, text):
            pdfmetrics.registerFont(font_of(role))
            yield Line(f"pack-{role}", style.size, colour, x, top - figure.y - index * style.leading, run)
            x += face(role).measure(run, style.size)


def _runs(role: Role, text: str) -> list[tuple[Role, str]]:
    """A line by the faces that have its characters."""
    runs: list[tuple[Role, str]] = []
    for char in text:
        by = setter(role, char)
        if runs and runs[-1][0] == by:
            runs[-1] = by, runs[-1][1] + char
        else:
            runs.append((by, char))
    return runs


# L3: the file without reportlab

STREAM = re.compile(rb"(.*?/Length )(\d+)(.*?>>\s*stream\r?\n)", re.DOTALL)


@dataclass(frozen=True)
class Ready:
    """An object of a PDF: what stands before its stream, the stream without compression, what stands after."""

    head: bytes
    stream: bytes = b""
    tail: bytes = b""


def ready_streams(folder: Path) -> Work:
    """L3: the objects of the product's own file with their streams inflated: deflate, write, cross-reference."""
    return _pdf_floor(ours.pdf(folder)())


def _pdf_floor(data: bytes) -> Work:
    header, objects, trailer = _objects(data)

    def work() -> bytes:
        parts, offsets, position = [header], list[int](), len(header)
        for one in objects:
            piece = one.head + zlib.compress(one.stream, LEVEL) + one.tail if one.tail else one.head
            offsets.append(position)
            parts.append(piece)
            position += len(piece)
        parts.append(b"xref\n0 %d\n0000000000 65535 f \n" % (len(offsets) + 1))
        parts += [b"%010d 00000 n \n" % offset for offset in offsets]
        parts += [trailer, b"startxref\n%d\n%%%%EOF\n" % position]
        return b"".join(parts)

    return work


def _objects(data: bytes) -> tuple[bytes, list[Ready], bytes]:
    """Header, objects in order and trailer. A picture stays compressed: an agency's logo is ready before any pack."""
    begin = int(data[data.rindex(b"startxref") + 9 :].split()[0])
    table, trailer = data[begin : data.rindex(b"startxref")].split(b"trailer", 1)
    offsets = sorted(int(line.split()[0]) for line in table.splitlines() if line.rstrip().endswith(b" n"))
    ends = [*offsets[1:], begin]
    found = [_object(data[start:end]) for start, end in zip(offsets, ends, strict=True)]
    return data[: offsets[0]], found, b"trailer" + trailer


def _object(piece: bytes) -> Ready:
    match = STREAM.match(piece)
    if not match or b"/FlateDecode" not in match[0] or b"/Subtype /Image" in match[0]:
        return Ready(piece)
    end = match.end() + int(match[2])
    return Ready(match[0], zlib.decompress(piece[match.end() : end]), piece[end:])


# L4: the deck


def ready_parts(folder: Path) -> Work:
    """L4: the ready parts of the product's own deck: deflate, ZIP."""
    return _zip_floor(_members(ours.deck(folder)()))


def _members(data: bytes) -> dict[str, bytes]:
    with ZipFile(io.BytesIO(data)) as archive:
        return {info.filename: archive.read(info) for info in archive.infolist()}


def _zip_floor(members: Mapping[str, bytes]) -> Work:
    return lambda: zipped(members)


def zipped(members: Mapping[str, bytes]) -> bytes:
    """The least that is a ZIP of these members."""
    parts, directory, position = list[bytes](), list[bytes](), 0
    for name, content in members.items():
        stored = name.endswith(STORED)
        body = content if stored else zlib.compress(content, LEVEL)[2:-4]
        sizes = zlib.crc32(content), len(body), len(content)
        head = struct.pack("<HHHHHIIIHH", 20, 0, 0 if stored else 8, 0, 33, *sizes, len(name), 0)
        parts += [b"PK\3\4", head, name.encode(), body]
        directory.append(b"PK\1\2\24\3" + head + struct.pack("<HHHII", 0, 0, 0, 0, position) + name.encode())
        position += 30 + len(name) + len(body)
    index = b"".join(directory)
    end = struct.pack("<HHHHIIH", 0, 0, len(members), len(members), len(index), position, 0)
    return b"".join([*parts, index, b"PK\5\6", end])


# The pack


def ready_pack(folder: Path) -> Work:
    """The pack's floor: L3, L4, HTML encoded, contents and manifest as JSON, digests, signature, ZIP."""
    inputs, key = ours.read(folder)
    made = ours.files(folder)
    members = dict(ours.seal_whole(inputs, made, key).members)
    pdf, deck = _pdf_floor(made["report.pdf"]), _zip_floor(_members(made["deck.pptx"]))
    html, readme = made["summary.html"].decode(), members["README.txt"].decode()
    contents, manifest = json.loads(made["artifacts.json"]), json.loads(members[MANIFEST])
    names = ("artifacts.json", "deck.pptx", "report.pdf", "summary.html", "README.txt")

    def work() -> bytes:
        bodies = _dumped(contents), deck(), pdf(), html.encode(), readme.encode()
        files = dict(zip(names, bodies, strict=True))
        digests = {name: hashlib.sha256(content).hexdigest() for name, content in files.items()}
        files[MANIFEST] = _dumped(manifest)
        files[SIGNATURE] = sign(files[MANIFEST], key=key)
        files[SUMS] = "".join(f"{digest}  {name}\n" for name, digest in digests.items()).encode()
        return zipped(files)

    return work


def _dumped(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
