"""Shapes as PDF operators. The file format itself is left to reportlab."""

import hashlib
import io
import re
from functools import cache, lru_cache, partial
from typing import TypeGuard
from weakref import WeakKeyDictionary

from reportlab.pdfbase.pdfdoc import PDFDocument
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from delivery import fonts
from delivery.renderers.pdf.glyphs import drawn
from delivery.renderers.pdf.strips import Area, Box, Figure, Lines, Path, Point, Sign, opposite
from delivery.theme.colour import rgb
from delivery.theme.shaping import UNITS, Cluster
from delivery.theme.type import Role, Words, face, in_force, setter

CIRCLE = 0.5523  # handle of a quarter circle as a Bézier curve, in radii
COLOURS = 64  # kept as operators; a brand has about twenty
OWN_KEPT, DIGITS = 10, 8  # faces of brands in a process, and digits of a digest by which they are told apart
LAST_PRIVATE = 0x10FFFD  # clusters are coded from here downwards
_BEYOND = re.compile("<(10|1?[0-9A-F])([0-9A-F]{4})>")
Run = tuple[str, str]  # font resource, escaped text


class Pen:
    """Writes shapes as operators; remembers how each character and word is written in this document."""

    def __init__(self, canvas: Canvas, page_height: float, *, mirror: float | None = None) -> None:
        """`mirror` is the width of pages that are read from right to left: what is laid out from the left is set from there."""
        self._canvas = canvas
        self._height, self._mirror = page_height, mirror
        self._chars: dict[tuple[Role, str], list[Run]] = {}
        self._clusters: dict[tuple[Role, Cluster], Run] = {}
        self._codes = {role: Words(partial(self._code, role)) for role in fonts.TEXT_ROLES}
        self._words = {role: Words(partial(self._plain, role)) for role in fonts.TEXT_ROLES}

    def draw(self, shape: Figure, dy: float) -> str:
        """The operators of a shape whose strip begins `dy` below the top of the page."""
        if self._mirror is not None:
            shape = opposite(shape, self._mirror)
        match shape:
            case Lines():
                return self._text(shape, dy)
            case Box():
                bottom = self._up(shape.y + dy + shape.height)
                return f"{_fill(shape.colour)} {shape.x:.2f} {bottom} {shape.width:.2f} {shape.height:.2f} re f"
            case Path():
                dash = f"[{shape.dash:g} {shape.dash:g}] 0 d " if shape.dash else ""
                line = self._outline(shape.points, dy)
                return f"q {_stroke(shape.colour)} {shape.width:g} w 1 j {dash}{line} S Q"
            case Area():
                return f"{_fill(shape.colour)} {self._outline(shape.points, dy)} h f"
            case Sign():
                return f"{_fill(shape.colour)} {self._sign(shape, dy)} f"

    # Text

    def _text(self, text: Lines, dy: float) -> str:
        parts, signs = [f"{_fill(text.colour)} BT"], list[str]()
        at_x = at_y = 0.0
        font = ""
        for index, line in enumerate(text.lines):
            x, y = self._start(text, line), self._height - text.y - dy - index * text.style.leading
            parts.append(f"{x - at_x:.2f} {y - at_y:.2f} Td")
            at_x, at_y = at_x + round(x - at_x, 2), at_y + round(y - at_y, 2)
            runs = None if text.rtl else self._quick(text.style.role, line)
            if runs is None and (text.rtl or face(text.style.role).is_shaped(line)):
                font = self._shaped(parts, signs, text, line, (at_x, at_y), font)
                continue
            for resource, escaped in runs or self._slow(text.style.role, line):
                if resource != font:
                    parts.append(f"{resource} {text.style.size:g} Tf")
                    font = resource
                parts.append(f"[({escaped})] TJ")
        return "\n".join([*parts, "ET", *signs])

    def _start(self, text: Lines, line: str) -> float:
        if text.align == "left":
            return text.x
        width = face(text.style.role).measure(line, text.style.size)
        return text.x - (width if text.align == "right" else width / 2)

    def _shaped(
        self, parts: list[str], signs: list[str], text: Lines, line: str, origin: tuple[float, float], font: str
    ) -> str:
        """Add a line with words that are shaped to `parts`, their marks to `signs`; returns the font it ends in."""
        role, size = text.style.role, text.style.size
        x, y = origin
        for part in face(role).parts(line, role, rtl=text.rtl):
            if not part.clusters:
                for resource, escaped in self._line(role, part.text):
                    parts += [f"{resource} {size:g} Tf", f"[({escaped})] TJ"]
                    font = resource
                x += face(role).measure(part.text, size)
                continue
            rise = 0
            for cluster in part.clusters:
                resource, operator = self._cluster(part.role, cluster)
                if resource != font:
                    parts.append(f"{resource} {size:g} Tf")
                    font = resource
                if cluster.glyph.y != rise:
                    rise = cluster.glyph.y
                    parts.append(f"{rise * size / UNITS:.2f} Ts")
                parts.append(operator)
                for mark in cluster.marks:
                    across, up = x + mark.x * size / UNITS, y + mark.y * size / UNITS
                    sign = drawn(face(part.role).data, mark.number, size)
                    signs.append(f"q 1 0 0 1 {across:.2f} {up:.2f} cm {sign} Q")
                x += cluster.advance * size / UNITS
            if rise:
                parts.append("0 Ts")
        return font

    def _cluster(self, role: Role, cluster: Cluster) -> Run:
        """The glyph that stands for a cluster, and what is left of its room."""
        found = self._clusters.get((role, cluster))
        if found is None:
            font, document = font_of(role), self._canvas._doc
            said = cluster.text[::-1] if cluster.rtl else cluster.text
            char = font.code(cluster.glyph.number, said, document)
            ((subset, data),) = font.splitString(char, document)
            before, after = cluster.glyph.x, cluster.advance - cluster.glyph.x - font.width(char)
            shift = f"{-before} " if before else ""
            rest = f" {-after}" if after else ""
            operator = f"[{shift}({_escape(data)}){rest}] TJ"
            found = self._clusters[role, cluster] = font.getSubsetInternalName(subset, document), operator
        return found

    def _line(self, role: Role, line: str) -> list[Run]:
        return self._quick(role, line) or self._slow(role, line)

    def _quick(self, role: Role, line: str) -> list[Run] | None:
        """A line whose face has all of it and that is not shaped, else None."""
        space = self._char(role, " ")
        spelled = list(map(self._words[role].__getitem__, line.split(" ")))
        if not _all_known(spelled):
            return None
        ((resource, blank),) = space
        return [(resource, blank.join(spelled))]

    def _slow(self, role: Role, line: str) -> list[Run]:
        """A line that takes several faces."""
        words, space = line.split(" "), self._char(role, " ")
        runs: list[Run] = []
        for index, word in enumerate(words):
            if index:
                _join(runs, space)
            self._spell(runs, role, word)
        return runs

    def _plain(self, role: Role, word: str) -> str | None:
        """A word with its kerning between the characters, or None where other faces must help."""
        codes = list(map(self._codes[role].__getitem__, word))
        if not _all_known(codes) or face(role).is_shaped(word):
            return None
        kerns = face(role).kerns(word)
        return "".join(map(_moved, codes, (*kerns[:-1], 0))) if kerns else "".join(codes)

    def _code(self, role: Role, char: str) -> str | None:
        """A character as the face's first subset writes it, which holds the space, too."""
        match self._char(role, char), self._char(role, " "):
            case [(resource, escaped)], [(first, _)] if resource == first:
                return escaped
        return None

    def _spell(self, runs: list[Run], role: Role, word: str) -> None:
        """Add a word of several faces to the runs before it."""
        kerns = face(role).kerns(word) or (0,) * len(word)
        for index, (char, kern) in enumerate(zip(word, kerns, strict=True), 1):
            shown = self._char(role, char)
            if kern and shown and index < len(word):
                *head, (resource, escaped) = shown
                shown = [*head, (resource, _moved(escaped, kern))]
            _join(runs, shown)

    def _char(self, role: Role, char: str) -> list[Run]:
        found = self._chars.get((role, char))
        if found is None:
            found = self._chars[role, char] = self._encode(role, char)
        return found

    def _encode(self, role: Role, char: str) -> list[Run]:
        """A character in its own face, else in a fallback, else as its code point in brackets."""
        font, shown = font_of(setter(role, char)), face(role).shown(char)
        document = self._canvas._doc
        return [
            (font.getSubsetInternalName(subset, document), _escape(data))
            for subset, data in font.splitString(shown, document)
        ]

    # Shapes

    def _up(self, y: float) -> str:
        return f"{self._height - y:.2f}"

    def _outline(self, points: tuple[Point, ...], dy: float) -> str:
        first, *rest = (f"{x:.2f} {self._up(y + dy)}" for x, y in points)
        return " ".join([f"{first} m", *(f"{point} l" for point in rest)])

    def _sign(self, sign: Sign, dy: float) -> str:
        x, y, r = sign.x, self._height - sign.y - dy, sign.radius
        match sign.shape:
            case "square":
                return f"{x - r:.2f} {y - r:.2f} {2 * r:.2f} {2 * r:.2f} re"
            case "diamond":
                return _polygon((x, y + r), (x + r, y), (x, y - r), (x - r, y))
            case "triangle":
                return _polygon((x, y + r), (x + r, y - r), (x - r, y - r))
            case "half":
                return f"{_right_half(x - r / 2, y, r)} h"
            case "disc":
                return f"{_right_half(x, y, r)} {_left_half(x, y, r)}"


class Embedded(TTFont):  # type: ignore[misc]
    """A face as reportlab embeds it, whose characters beyond the basic plane can be copied from the file, too, and whose
    glyphs can be set by their numbers."""

    def __init__(self, name: str, file: io.BytesIO) -> None:
        super().__init__(name, file)
        self._coded: WeakKeyDictionary[PDFDocument, dict[tuple[int, str], str]] = WeakKeyDictionary()
        self._next = LAST_PRIVATE

    def code(self, glyph: int, said: str, document: PDFDocument) -> str:
        """The character that stands in a document for a glyph that says so much of its text, in the order of drawing:
        readers put what is written from right to left in order themselves."""
        known = self._coded.setdefault(document, {})
        found = known.get((glyph, said))
        if found is None:
            face = self.face
            while self._next in face.charToGlyph:
                self._next -= 1
            found = known[glyph, said] = chr(self._next)
            face.charToGlyph[self._next] = glyph
            face.charWidths[self._next] = round(face.hmetrics[glyph][0] * UNITS / face.unitsPerEm)
        return found

    def width(self, char: str) -> int:
        """In thousandths of an em."""
        return round(self.face.charWidths[ord(char)])

    def addObjects(self, document: PDFDocument) -> None:  # noqa: N802 -- reportlab's name
        super().addObjects(document)
        coded = self._coded.pop(document, {})
        texts = {char: said for (_, said), char in coded.items()}
        for name, stream in document.idToObject.items():
            if name.startswith("toUnicodeCMap:"):
                stream.content = _BEYOND.sub(partial(_spoken, texts), stream.content)
        for char in texts:
            del self.face.charToGlyph[ord(char)], self.face.charWidths[ord(char)]
        if not self._coded:
            self._next = LAST_PRIVATE


def font_of(role: Role) -> TTFont:
    """A face as reportlab embeds it."""
    own = in_force().data(role)
    return _brought(own) if own else _shipped(role)


@lru_cache(maxsize=OWN_KEPT)
def _brought(data: bytes) -> TTFont:
    """A brand's own face. Its name ends in its digest, so that no other face of a file has the same."""
    digest = hashlib.sha256(data).hexdigest()[:DIGITS]
    font = Embedded(f"own-{digest}", io.BytesIO(data))
    font.face.name = b"%s-%s" % (font.face.name, digest.encode())
    return font


@cache
def _shipped(role: Role) -> TTFont:
    """One of ours, kept once per process."""
    return Embedded(f"pack-{role}", io.BytesIO(fonts.read(fonts.FACES[role])))


def _spoken(texts: dict[str, str], code: re.Match[str]) -> str:
    """What a code point of five or six digits says, as UTF-16, which is what a table of characters holds (ISO 32000-2 §9.10.3)."""
    char = chr(int(code[1] + code[2], 16))
    return f"<{texts.get(char, char).encode('utf-16-be').hex().upper()}>"


def _all_known(found: list[str | None]) -> TypeGuard[list[str]]:
    return None not in found


def _join(runs: list[Run], more: list[Run]) -> None:
    for resource, escaped in more:
        if runs and runs[-1][0] == resource:
            runs[-1] = (resource, runs[-1][1] + escaped)
        else:
            runs.append((resource, escaped))


def _moved(escaped: str, kern: int) -> str:
    """A character that leaves so many thousandths of an em more to the next."""
    return f"{escaped}) {-kern} (" if kern else escaped


def _escape(data: bytes) -> str:
    return "".join(chr(byte) if 32 <= byte < 127 and byte not in b"()\\" else f"\\{byte:03o}" for byte in data)


def _rgb(colour: str) -> str:
    return "{:.3f} {:.3f} {:.3f}".format(*rgb(colour))


@lru_cache(maxsize=COLOURS)
def _fill(colour: str) -> str:
    return f"{_rgb(colour)} rg"


@lru_cache(maxsize=COLOURS)
def _stroke(colour: str) -> str:
    return f"{_rgb(colour)} RG"


def _polygon(*points: tuple[float, float]) -> str:
    first, *rest = (f"{x:.2f} {y:.2f}" for x, y in points)
    return " ".join([f"{first} m", *(f"{point} l" for point in rest), "h"])


def _curve(*points: tuple[float, float]) -> str:
    return " ".join(f"{x:.2f} {y:.2f}" for x, y in points) + " c"


def _right_half(x: float, y: float, r: float) -> str:
    k = CIRCLE * r
    right = _curve((x + k, y + r), (x + r, y + k), (x + r, y))
    return f"{x:.2f} {y + r:.2f} m {right} {_curve((x + r, y - k), (x + k, y - r), (x, y - r))}"


def _left_half(x: float, y: float, r: float) -> str:
    k = CIRCLE * r
    left = _curve((x - k, y - r), (x - r, y - k), (x - r, y))
    return f"{left} {_curve((x - r, y + k), (x - k, y + r), (x, y + r))}"
