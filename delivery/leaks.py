"""Names that a finished pack must not hold: of the platform, of the tools that made the files, of other agencies.

A pack speaks for its agency alone. What is looked at is what a curious reader can get at: visible text, properties, comments,
alternative texts, speaker notes, workbooks of charts, data of pages, names of parts. Compressed parts are unpacked, once.

What the agency itself wrote is its own affair: a name whose words all stand there is let through, and pre-flight has told of
the platform's (`delivery.domain.markers`). So nobody learns who else is a tenant by writing names into a field. A name made of
short words, or of words that the pack's own wording uses, says nothing about anybody and is not looked for
(docs/decisions/0018-names-in-a-pack.md).
"""

import ast
import base64
import html
import io
import json
import re
import unicodedata
import zipfile
import zlib
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass
from functools import cache
from pathlib import Path, PurePosixPath
from typing import NamedTuple

from delivery.theme.text import clean, is_invisible

PLATFORM = "AICMO"
TOOLS = ("ReportLab", "python-pptx", "Django", "Microsoft Office PowerPoint", "LibreOffice")
"""Programs that sign what they write."""
LEAST_LETTERS = 4
"""A name needs a word of so many letters to stand for somebody."""
WORDING = ("delivery", "campaigns/content", "campaigns/enums.py", "campaigns/qc")
"""Where the words stand that packs say by themselves, from the root of the product."""

_WORD = re.compile(r"\w+")
_DATA = re.compile(rb"data:[\w.+/-]+;base64,([A-Za-z0-9+/=]+)")
_XML_TEXTS = (
    re.compile(r">([^<>]+)<"),
    re.compile(r"<!--(.*?)-->", re.DOTALL),
    re.compile(r"\s(?:name|title|descr|alt|content|aria-label|href|val)=\"([^\"]*)\""),
)
"""Text, comments, and the attributes that are read out or shown: one after another, which takes half as long as at once."""
_PDF_STREAM = re.compile(rb"\bstream\r?\n(.*?)endstream\b", re.DOTALL)
_PDF_STRING = re.compile(rb"\(((?:\\.|[^\\()])*)\)", re.DOTALL)
_PDF_FONT = re.compile(rb"/Name /(\S+)[^>]*?/ToUnicode (\d+) 0 R")
_PDF_OBJECT = re.compile(rb"(\d+) 0 obj\b")
_PDF_CHARACTER = re.compile(rb"<([0-9A-F]{2})> <([0-9A-F]{4,8})>")
_PDF_SHOWN = re.compile(rb"/(\S+) [\d.]+ Tf|\[((?:\((?:\\.|[^\\()])*\)|[^\\\[\]()])*)\] TJ", re.DOTALL)
_ESCAPED = re.compile(rb"\\(\d{3}|.)", re.DOTALL)


@dataclass(frozen=True)
class Leak:
    """A name that is not the agency's, and where it stands: the file, and the part of it where it has parts."""

    file: str
    part: str
    name: str

    @property
    def place(self) -> str:
        return f"{self.file}{', ' * bool(self.part)}{self.part}"


class Part(NamedTuple):
    """What one part of a file holds: everything, as bytes without compression, and the texts that somebody may read."""

    name: str
    data: bytes
    texts: Iterable[str]


def find(files: Mapping[str, bytes], *, others: Collection[str], own: Iterable[str]) -> list[Leak]:
    """The names of the platform, of tools and of the `others` in the files, but for those that the agency's own texts hold."""
    said = _plain("\n".join(_both(own)))
    names = {words: name for name in others if (words := distinctive(name))}
    leaks = []
    for file, data in files.items():
        for part in [Part("", file.encode(), [file]), *parts(file, data)]:
            ours = [name for name in _tools(part) if not _said(name, said)]
            theirs = [name for name in _named(part, names) if not _said(name, said) and not _commonplace(name)]
            leaks += [Leak(file, part.name, name) for name in ours + theirs]
    return leaks


def distinctive(name: str) -> tuple[str, ...]:
    """The words of a name, if they stand for somebody; else none."""
    words = tuple(_WORD.findall(_plain(name)))
    return words if any(map(_tells, words)) else ()


def _tells(word: str) -> bool:
    return len(word) >= LEAST_LETTERS and not word.isdecimal()


def _tools(part: Part) -> list[str]:
    """Names of the platform and of tools anywhere in the part: as they are written in whatever it holds, in any case in text."""
    if _is_text(part.data):
        text = part.data.lower()
        return [name for name in (PLATFORM, *TOOLS) if name.lower().encode() in text]
    return [name for name in (PLATFORM, *TOOLS) if name.encode() in part.data]


def _named(part: Part, names: Mapping[tuple[str, ...], str]) -> Iterator[str]:
    """Those of the names that stand in a text of the part. Whatever their number, it is read once."""
    if not names:
        return
    texts = list(part.texts)
    words = set(_WORD.findall(_plain("\n".join(texts))))
    for spelled, name in names.items():
        if words.issuperset(spelled):
            phrase = re.compile(r"\b" + r"\W+".join(map(re.escape, spelled)) + r"\b")
            if any(phrase.search(_plain(text)) for text in texts):
                yield name


def _said(name: str, said: str) -> bool:
    return all(word in said for word in _WORD.findall(_plain(name)))


def _both(texts: Iterable[str]) -> Iterator[str]:
    """Texts as they are, and without what no page shows: a joiner within a name would else hide whose words these are."""
    for text in texts:
        yield text
        if not text.isascii():
            yield "".join(char for char in clean(text) if not is_invisible(char))


def _commonplace(name: str) -> bool:
    """Whether a pack would say every word of the name by itself: “Pack 2”, “Next Steps”."""
    return all(word in _wording() for word in _WORD.findall(_plain(name)) if _tells(word))


@cache
def _wording() -> frozenset[str]:
    """Every word in what packs say by themselves: the texts in the code that composes and draws them, not its comments."""
    root = Path(__file__).resolve().parents[1]
    sources = [path for place in WORDING for path in sorted(root.joinpath(place).rglob("*")) or [root / place]]
    texts = (text for path in sources if path.suffix in READ for text in READ[path.suffix](path.read_text("utf-8")))
    return frozenset(word for text in texts for word in _WORD.findall(_plain(text)))


def _literals(source: str) -> Iterator[str]:
    tree = ast.parse(source)
    notes = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in notes:
            yield node.value


READ: dict[str, Callable[[str], Iterable[str]]] = {".py": _literals, ".json": lambda text: [text]}
"""How texts are read from the files of the product."""


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold()


def _is_text(data: bytes) -> bool:
    return b"\0" not in data[:512]


# What files hold


def parts(name: str, data: bytes) -> Iterator[Part]:
    """The parts of a file by its kind, each unpacked."""
    match PurePosixPath(name).suffix:
        case ".pdf":
            yield from _pdf(data)
        case ".pptx" | ".xlsx" | ".zip":
            yield from _zip(data)
        case ".xml" | ".rels" | ".html" | ".vml":
            yield from _markup(data)
        case ".json":
            yield Part("", data, strings(json.loads(data)))
        case ".png" | ".jpg" | ".sig":
            yield Part("", data, ())
        case _:
            yield Part("", data, [data.decode("utf-8", "replace")])


def _zip(data: bytes) -> Iterator[Part]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for info in archive.infolist():
            aside = info.filename.encode() + b"\n" + info.comment + b"\n" + info.extra
            yield Part(info.filename, aside, [info.filename, info.comment.decode("utf-8", "replace")])
            for part in parts(info.filename, archive.read(info)):
                inner = f"{info.filename}{', ' * bool(part.name)}{part.name}"
                yield part._replace(name=inner)
        yield Part("", archive.comment, [archive.comment.decode("utf-8", "replace")])


def _markup(data: bytes) -> Iterator[Part]:
    """XML and HTML: its source, where what is embedded stands apart."""
    for embedded in _DATA.findall(data):
        yield Part("embedded data", base64.b64decode(embedded), ())
    bare = _DATA.sub(b"", data)
    source = bare.decode("utf-8", "replace")
    yield Part("", bare, [html.unescape(text) for pattern in _XML_TEXTS for text in pattern.findall(source)])


def strings(value: object) -> Iterator[str]:
    """Every string in plain data, in JSON or in dataclasses: keys, values and what they hold."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, list | tuple):
        for item in value:
            yield from strings(item)
    elif isinstance(value, Mapping):
        yield from strings([*value.keys(), *value.values()])
    elif is_dataclass(value):
        yield from strings([getattr(value, field.name) for field in fields(value)])


def _pdf(data: bytes) -> Iterator[Part]:
    """Objects with their strings, each stream unpacked, and the pages as text."""
    outside, streams, end = [], dict[bytes, bytes](), 0
    for found in _PDF_STREAM.finditer(data):
        before = data[end : found.start()]
        outside.append(before)
        numbers = _PDF_OBJECT.findall(before)
        streams[numbers[-1] if numbers else b""] = _inflated(found[1])
        end = found.end()
    objects = b"\n".join([*outside, data[end:]])
    strings = [_string(text) for text in _PDF_STRING.findall(objects)]
    yield Part("properties and outline", objects + "\n".join(strings).encode(), strings)
    fonts = {font: _characters(streams.get(table, b"")) for font, table in _PDF_FONT.findall(objects)}
    for stream in streams.values():
        shown = list(_shown(stream, fonts)) if b" Tf" in stream else []
        if shown:
            yield Part("pages", stream + "\n".join(shown).encode(), ["\n".join(shown), *_joined(shown)])
        else:
            yield Part(
                "streams", stream, [html.unescape(stream.decode("utf-8", "replace"))] if b"<x:xmpmeta" in stream else ()
            )


def _joined(shown: list[str]) -> list[str]:
    """What is drawn letter by letter, in the order in which it is drawn and the other way round: as ideographs are read, and
    as Hebrew and Arabic are (docs/decisions/0024-scripts-that-turn-and-join.md)."""
    if not any(len(text) == 1 and text.isalpha() and not text.isascii() for text in shown):
        return []
    text = "".join(text if len(text) == 1 else f"\n{text}\n" for text in shown)
    return [text, text[::-1]]


def _inflated(stream: bytes) -> bytes:
    try:
        return zlib.decompressobj().decompress(stream)  # which minds no line end behind it
    except zlib.error:
        return stream


def _string(escaped: bytes) -> str:
    """A string of an object (ISO 32000-2 §7.9.2.2): UTF-16 after its mark, else bytes."""
    data = _unescaped(escaped)
    return data[2:].decode("utf-16-be", "replace") if data.startswith(b"\xfe\xff") else data.decode("latin-1")


def _unescaped(escaped: bytes) -> bytes:
    if b"\\" not in escaped:
        return escaped
    return _ESCAPED.sub(lambda found: bytes([int(found[1], 8) & 255]) if found[1].isdigit() else found[1], escaped)


def _characters(table: bytes) -> dict[int, str]:
    """Code → character of a font's ToUnicode table; codes that it leaves out stand for themselves."""
    known = {
        int(code, 16): bytes.fromhex(text.decode()).decode("utf-16-be", "replace")
        for code, text in _PDF_CHARACTER.findall(table)
    }
    return {code: char for code, char in known.items() if char != "\0"}


def _shown(stream: bytes, fonts: Mapping[bytes, Mapping[int, str]]) -> Iterator[str]:
    """The lines that a page shows, in the order of its operators."""
    characters: Mapping[int, str] = {}
    for font, line in _PDF_SHOWN.findall(stream):
        if font:
            characters = fonts.get(font, {})
        else:
            codes = b"".join(map(_unescaped, _PDF_STRING.findall(line)))
            yield codes.decode("latin-1").translate(characters)
