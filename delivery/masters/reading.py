"""The parts of an uploaded presentation, read within limits. Nothing is unpacked that nobody asks for.

Elements are lxml's, found by local name (`{*}sp`).
"""

import io
import posixpath
import re
import struct
import zipfile
import zlib
from collections import Counter
from functools import cached_property
from typing import NamedTuple, TypeAlias
from urllib.parse import unquote

from lxml import etree

MOST_BYTES = 16 * 1024 * 1024
MOST_MEMBERS = 3_000
MOST_XML = 4 * 1024 * 1024
MOST_PICTURE = 16 * 1024 * 1024
MOST_UNPACKED = 96 * 1024 * 1024  # of all parts that are read
MOST_RATIO, RATIO_FROM = 400, 1 << 20  # XML of a megabyte or more is packed no tighter than this
MOST_NAME = 240

ZIP_MARK, OLD_MARK, ENTRY_MARK = b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"PK\x01\x02"
TYPES = "[Content_Types].xml"
RELATED = (
    "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}",
    "{http://purl.oclc.org/ooxml/officeDocument/relationships}",  # of files that are saved as “strict”
)
Element: TypeAlias = etree._Element
# What the standard library raises over a ZIP that is cut, forged or packed as no program of today does.
UNREADABLE = (
    zipfile.BadZipFile, zipfile.LargeZipFile, zlib.error, struct.error, EOFError, NotImplementedError, RuntimeError,
    UnicodeDecodeError, ValueError, OverflowError, IndexError, KeyError, OSError,
)  # fmt: skip
_DOCTYPE = re.compile(rb"<!(DOCTYPE|ENTITY)", re.IGNORECASE)


class Unusable(Exception):
    """Nothing can be taken from the file: a sentence that says why, and the place."""

    def __init__(self, sentence: str, place: str = "") -> None:
        super().__init__(sentence)
        self.sentence, self.place = sentence, place


class Relation(NamedTuple):
    """`kind` is the last word of its type; `target` the name of a part, or an address where it is external."""

    kind: str
    target: str
    external: bool


class Package:
    """The parts of a presentation by name. Raises Unusable."""

    def __init__(self, data: bytes) -> None:
        _refuse_other_files(data)
        try:
            self._archive = zipfile.ZipFile(io.BytesIO(data))
            self._infos = {info.filename: info for info in self._archive.infolist()}
        except UNREADABLE:
            raise Unusable("The file is damaged. Open it in PowerPoint, save it again and upload that.") from None
        self._left = MOST_UNPACKED
        self._relations: dict[str, dict[str, Relation]] = {}
        self._refuse_strange_names()

    def _refuse_strange_names(self) -> None:
        counts = Counter(name.casefold() for name in self._archive.namelist())
        if any(count > 1 for count in counts.values()):
            raise Unusable("The file holds two parts of one name. Save it again in PowerPoint and upload that.")
        if any(info.flag_bits & 1 for info in self._infos.values()):
            raise Unusable("The file is protected by a password. Take it away in PowerPoint and upload the file again.")

    @property
    def names(self) -> list[str]:
        return list(self._infos)

    def has(self, name: str) -> bool:
        return name in self._infos

    def data(self, name: str, most: int = MOST_XML) -> bytes:
        """The bytes of a part, at most so many."""
        info = self._infos.get(name)
        if info is None:
            raise Unusable(
                "A part of the file is missing. Save it again in PowerPoint and upload that.", name[:MOST_NAME]
            )
        try:
            with self._archive.open(info) as part:
                found = part.read(min(most, self._left) + 1)
        except UNREADABLE:
            raise Unusable("A part of the file cannot be unpacked.", name[:MOST_NAME]) from None
        if len(found) > self._left:
            raise Unusable(f"The parts that decks need unpack to more than {MOST_UNPACKED // 1024 // 1024} MB.")
        if len(found) > most:
            raise Unusable(f"A part of the file is larger than {most // 1024 // 1024} MB.", name[:MOST_NAME])
        self._left -= len(found)
        return found

    def xml(self, name: str) -> Element:
        """The root of a part. No entity is resolved and no other file is asked for."""
        info = self._infos.get(name)
        if info and info.file_size > RATIO_FROM and info.file_size > MOST_RATIO * max(1, info.compress_size):
            raise Unusable("A part of the file unpacks to far more than it should.", name[:MOST_NAME])
        found = self.data(name)
        if _DOCTYPE.search(found):
            raise Unusable("A part of the file declares entities, which no presentation needs.", name[:MOST_NAME])
        parser = etree.XMLParser(
            resolve_entities=False,
            no_network=True,
            load_dtd=False,
            huge_tree=False,
            remove_comments=True,
            remove_pis=True,
        )
        try:
            root = etree.fromstring(found, parser)
        except (etree.XMLSyntaxError, ValueError):
            raise Unusable("A part of the file is not readable XML.", name[:MOST_NAME]) from None
        if root.getroottree().docinfo.doctype:
            raise Unusable("A part of the file declares entities, which no presentation needs.", name[:MOST_NAME])
        return root

    def relations(self, name: str) -> dict[str, Relation]:
        """What a part is related to, by the relation's id; of the package itself with the empty name."""
        if name not in self._relations:
            self._relations[name] = self._read_relations(name)
        return self._relations[name]

    def _read_relations(self, name: str) -> dict[str, Relation]:
        folder, own = posixpath.split(name)
        listed = posixpath.join(folder, "_rels", f"{own}.rels")
        if not self.has(listed):
            return {}
        found = {}
        for each in self.xml(listed).iterfind("{*}Relationship"):
            external = each.get("TargetMode") == "External"
            target = each.get("Target", "")
            kind = each.get("Type", "").rpartition("/")[2]
            found[each.get("Id", "")] = Relation(kind, target if external else _resolved(folder, target), external)
        return found

    def related(self, name: str, kind: str) -> str | None:
        """The first part of a kind of relation."""
        found = self.relations(name).values()
        return next((each.target for each in found if each.kind == kind and not each.external), None)

    @cached_property
    def _types(self) -> tuple[dict[str, str], dict[str, str]]:
        root = self.xml(TYPES)
        defaults = {
            each.get("Extension", "").lower(): each.get("ContentType", "") for each in root.iterfind("{*}Default")
        }
        parts = {
            each.get("PartName", "").lstrip("/"): each.get("ContentType", "") for each in root.iterfind("{*}Override")
        }
        return defaults, parts

    def type_of(self, name: str) -> str:
        defaults, parts = self._types
        return parts.get(name) or defaults.get(name.rpartition(".")[2].lower(), "")

    @property
    def types(self) -> set[str]:
        """Content types that parts of the file have."""
        return {self.type_of(name) for name in self._infos}


def relation_of(element: Element | None, name: str) -> str:
    """The relation's id that an attribute (`id`, `embed`) of an element names; "" for none."""
    found = (element.get(f"{space}{name}") for space in RELATED) if element is not None else ()
    return next((each for each in found if each), "")


def _refuse_other_files(data: bytes) -> None:
    if len(data) > MOST_BYTES:
        raise Unusable(
            f"The file is larger than {MOST_BYTES // 1024 // 1024} MB. Leave its slides out and compress its pictures."
        )
    if data.startswith(OLD_MARK):
        raise Unusable(
            "The file is protected by a password, or is of PowerPoint before 2007. Save it as a .pptx or .potx without a "
            "password."
        )
    if not data.startswith(ZIP_MARK):
        raise Unusable("This is no PowerPoint file. Upload a .pptx or a .potx.")
    if data.count(ENTRY_MARK) > MOST_MEMBERS:
        raise Unusable(f"The file has more than {MOST_MEMBERS} parts. Leave its slides out.")


def _resolved(folder: str, target: str) -> str:
    return posixpath.normpath(posixpath.join("/", folder, unquote(target.partition("#")[0]))).lstrip("/")
