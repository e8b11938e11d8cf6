"""Read a ZIP that a stranger may have made.

Programs disagree about which part of a ZIP to believe, so that one file can show two contents. This reader
accepts exactly the form that `delivery.archive.write_archive` writes, in which nothing is said twice in two
ways and no byte is without a meaning. It never unpacks more than was declared, and of final files, which may be large, it
never holds more than a piece.
"""

import hashlib
import struct
import zlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from operator import attrgetter
from typing import BinaryIO, NamedTuple

from campaigns.content.files import MAX_FILE_BYTES, MAX_FILES, MAX_FILES_BYTES
from delivery.archive import MAX_MEMBER_BYTES, MAX_MEMBERS, MAX_TOTAL_BYTES, REGULAR_FILE_0644, UNIX
from delivery.blobs import CHUNK, Blob, opened, size_of
from delivery.manifest import ASSETS, ManifestError, check_names, sha256

ARCHIVE = "(archive)"
"""Stands for the ZIP itself where a problem belongs to no member; it cannot be a member's name."""

_END = struct.Struct("<4s4H2LH")
_CENTRAL = struct.Struct("<4s6H3L5H2L")
_LOCAL = struct.Struct("<4s5H3L2H")
_END_MARK, _CENTRAL_MARK, _LOCAL_MARK = b"PK\x05\x06", b"PK\x01\x02", b"PK\x03\x04"
_MAX_COMMENT = 2**16 - 1
_STORED, _DEFLATED = 0, 8
_ENCRYPTED = 1
_FIXED = {
    "made_by": ("system", UNIX << 8 | 20),
    "needs": ("version", 20),
    "flags": ("flags", 0),
    "time": ("time", 0),
    "date": ("date", 1 << 5 | 1),
    "extra_size": ("extra field", 0),
    "comment_size": ("comment", 0),
    "disk": ("disk number", 0),
    "internal": ("internal attributes", 0),
    "mode": ("file mode", REGULAR_FILE_0644),
}
"""Fields of a central header with one allowed value. The date is 1 January 1980."""


@dataclass(frozen=True)
class Problem:
    """What is wrong, in a sentence, and with which member (or `ARCHIVE`)."""

    member: str
    message: str

    def __str__(self) -> str:
        return f"{self.member}: {self.message}"


class Member(NamedTuple):
    """What a ZIP holds under a name. `content` is empty for a final file, of which size and digest are enough."""

    size: int
    sha256: str
    content: bytes


class _Entry(NamedTuple):
    """A central header; sizes in bytes. The ten fields after `made_by` stand in the local header too."""

    made_by: int
    needs: int
    flags: int
    method: int
    time: int
    date: int
    crc: int
    packed_size: int
    size: int
    name_size: int
    extra_size: int
    comment_size: int
    disk: int
    internal: int
    mode: int
    offset: int
    raw_name: bytes

    @property
    def name(self) -> str:
        """The name, with escapes for what is not printable ASCII; cut off, but never to an allowed length."""
        return ascii(self.raw_name.decode("latin-1"))[1:-1][:200] or "(no name)"

    @property
    def is_asset(self) -> bool:
        return self.name.startswith(ASSETS)


_LOCAL_FIELDS = _Entry._fields[1:11]


class _BrokenError(Exception):
    """Reading cannot go on."""


def read_members(data: Blob) -> tuple[dict[str, Member], list[Problem]]:
    """The members that could be read, by name, and all that is wrong with the ZIP. No bytes make it raise."""
    file, length = opened(data), size_of(data)
    problems: list[Problem] = []
    try:
        entries, members_end = _directory(file, length, problems)
    except _BrokenError as broken:
        return {}, [*problems, Problem(ARCHIVE, str(broken))]
    problems += [problem for entry in entries for problem in _form_problems(entry)]
    problems += _name_problems(entries)
    members: dict[str, Member] = {}
    position = 0
    for entry in sorted(entries, key=attrgetter("offset")):
        if entry.offset > position:
            problems.append(Problem(entry.name, f"{entry.offset - position} bytes of no member lie before it."))
        try:
            start = _check_local_header(file, entry, position, members_end, problems)
            position = start + entry.packed_size
            member = _weighed(file, start, entry) if entry.is_asset else _unpacked(file, start, entry)
        except _BrokenError as broken:
            problems.append(Problem(entry.name, str(broken)))
        else:
            members.setdefault(entry.name, member)
    if position < members_end:
        problems.append(Problem(ARCHIVE, f"{members_end - position} bytes of no member lie after the last member."))
    return members, problems


def _at(file: BinaryIO, offset: int, size: int) -> bytes:
    """Up to `size` bytes from `offset`: fewer where the file ends."""
    file.seek(offset)
    return file.read(size)


def _directory(file: BinaryIO, length: int, problems: list[Problem]) -> tuple[list[_Entry], int]:
    """The central headers and the offset at which they begin."""
    tail_start = max(0, length - _END.size - _MAX_COMMENT)
    tail = _at(file, tail_start, length - tail_start)
    found = tail.rfind(_END_MARK)
    if found < 0 or found + _END.size > len(tail):
        raise _BrokenError("It is not a ZIP, or its end is missing.")
    end = tail_start + found
    _, disk, first_disk, count_here, count, size, start, comment = _END.unpack_from(tail, found)
    if trailing := length - end - _END.size:
        problems.append(Problem(ARCHIVE, f"{trailing} bytes follow its end."))
    elif comment:
        raise _BrokenError("Its end announces a comment.")
    if disk or first_disk or count_here != count:
        raise _BrokenError("It is one part of several.")
    if count > MAX_MEMBERS + MAX_FILES:
        raise _BrokenError(f"It declares {count} members; a pack has {MAX_MEMBERS + MAX_FILES} at most.")
    if start + size != end:
        raise _BrokenError("Its directory is not where its end says: bytes were put before it or between its parts.")
    entries: list[_Entry] = []
    position = start
    for _ in range(count):
        header = _at(file, position, min(_CENTRAL.size, end - position))
        if len(header) < _CENTRAL.size or header[:4] != _CENTRAL_MARK:
            raise _BrokenError("Its directory lists fewer members than its end says.")
        _, *fields = _CENTRAL.unpack(header)
        position += _CENTRAL.size
        entry = _Entry._make([*fields, _at(file, position, fields[9])])
        position += entry.name_size + entry.extra_size + entry.comment_size
        entries.append(entry)
    if position != end:
        raise _BrokenError("Its directory holds bytes that list no member.")
    _require_bounds(entries)
    return entries, start


def _require_bounds(entries: list[_Entry]) -> None:
    ours = [entry.size for entry in entries if not entry.is_asset]
    finals = [entry.size for entry in entries if entry.is_asset]
    for what, sizes, most, most_bytes in (
        ("members", ours, MAX_MEMBERS, MAX_TOTAL_BYTES),
        ("final files", finals, MAX_FILES, MAX_FILES_BYTES),
    ):
        if len(sizes) > most:
            raise _BrokenError(f"It declares {len(sizes)} {what}; a pack has {most} at most.")
        if sum(sizes) > most_bytes:
            raise _BrokenError(f"Its {what} declare more than {most_bytes:,} bytes together.")


def _form_problems(entry: _Entry) -> list[Problem]:
    if entry.flags & _ENCRYPTED:
        return []
    return [
        Problem(entry.name, f"Its ZIP header has another {what} than a delivered pack.")
        for field, (what, value) in _FIXED.items()
        if getattr(entry, field) != value
    ]


def _name_problems(entries: list[_Entry]) -> list[Problem]:
    problems = []
    for entry in entries:
        try:
            check_names([entry.name])
        except ManifestError as error:
            problems.append(Problem(entry.name, str(error)))
    counts = Counter(entry.name.casefold() for entry in entries)
    doubled = dict.fromkeys(entry.name for entry in entries if counts[entry.name.casefold()] > 1)
    return problems + [Problem(name, "The ZIP holds more than one member of this name.") for name in doubled]


def _check_local_header(file: BinaryIO, entry: _Entry, position: int, members_end: int, problems: list[Problem]) -> int:
    """Compare the header before the content with the directory. Returns the offset of the content."""
    if entry.offset < position:
        raise _BrokenError("It overlaps another member.")
    content = entry.offset + _LOCAL.size + entry.name_size + entry.extra_size
    if content + entry.packed_size > members_end:
        raise _BrokenError("It reaches beyond the part of the ZIP that holds members.")
    mark, *fields = _LOCAL.unpack(_at(file, entry.offset, _LOCAL.size))
    if mark != _LOCAL_MARK:
        raise _BrokenError("There is no member where the directory says.")
    name = _at(file, entry.offset + _LOCAL.size, fields[8])
    differing = [
        field.replace("_", " ")
        for field, value in zip(_LOCAL_FIELDS, fields, strict=True)
        if value != getattr(entry, field)
    ]
    differing += ["name"] if name != entry.raw_name else []
    if differing:
        problems.append(Problem(entry.name, f"Its two ZIP headers disagree on {', '.join(differing)}."))
    return content


def _unpacked(file: BinaryIO, start: int, entry: _Entry) -> Member:
    _require_plain(entry, MAX_MEMBER_BYTES, (_STORED, _DEFLATED))
    packed = _at(file, start, entry.packed_size)
    content = packed if entry.method == _STORED else _inflate(packed, entry.size)
    _require_whole(entry, len(content), zlib.crc32(content))
    return Member(len(content), sha256(content), content)


def _weighed(file: BinaryIO, start: int, entry: _Entry) -> Member:
    """A final file, which is stored as it is."""
    _require_plain(entry, MAX_FILE_BYTES, (_STORED,))
    digest, crc, size = hashlib.sha256(), 0, 0
    for piece in _pieces(file, start, entry.packed_size):
        digest.update(piece)
        crc = zlib.crc32(piece, crc)
        size += len(piece)
    _require_whole(entry, size, crc)
    return Member(size, digest.hexdigest(), b"")


def _pieces(file: BinaryIO, start: int, size: int) -> Iterator[bytes]:
    file.seek(start)
    while size > 0 and (piece := file.read(min(CHUNK, size))):
        size -= len(piece)
        yield piece


def _require_plain(entry: _Entry, most: int, methods: tuple[int, ...]) -> None:
    if entry.flags & _ENCRYPTED:
        raise _BrokenError("It is encrypted.")
    if entry.size > most:
        raise _BrokenError(f"It declares {entry.size:,} bytes; a member has {most:,} at most.")
    if entry.method not in methods:
        raise _BrokenError(f"It is packed by the method {entry.method}, which a delivered pack does not use.")


def _require_whole(entry: _Entry, size: int, crc: int) -> None:
    if size != entry.size:
        raise _BrokenError(f"It holds other than the {entry.size:,} bytes it declares.")
    if crc != entry.crc:
        raise _BrokenError("Its bytes do not match their checksum in the ZIP.")


def _inflate(packed: bytes, size: int) -> bytes:
    """Unpack one byte more than declared at the most, so that a bomb is cut off."""
    inflater = zlib.decompressobj(-zlib.MAX_WBITS)
    try:
        content = inflater.decompress(packed, size + 1)
    except zlib.error:
        raise _BrokenError("Its bytes cannot be unpacked.") from None
    if len(content) <= size and (not inflater.eof or inflater.unused_data):
        raise _BrokenError("Its packed bytes do not end where they should.")
    return content
