"""What passes between a worker and its render children.

To the child: a name of a format and a pickle that the worker made, of a document and a theme. From the child: frames of a
kind, a length and bytes. They are a file with its places or a text and nothing else: a child has had hostile text in its hands, so
what it says is never unpickled. Where it is, it writes into a page of shared memory, which outlives it.
"""

import json
import os
import struct
from collections.abc import Callable
from mmap import mmap
from typing import Any

from delivery.renderers.base import Rendered, Spot

READY, FILE, ERROR = b"R", b"F", b"E"
HEAD = struct.Struct(">cQ")
WORDS = struct.Struct(">Q")
SPOT = struct.Struct(">iiii")
LONGEST_TEXT = 4096

Read = Callable[[int], bytes]
"""At most so many bytes of a stream that is waited for; none at its end."""


class Ended(Exception):
    """The other side ended in the middle of a frame, or before one."""


class Garbled(Exception):
    """What came is no frame."""


def write(file: int, data: bytes) -> None:
    """All of it: a pipe takes a part at a time."""
    rest = memoryview(data)
    while rest:
        rest = rest[os.write(file, rest) :]


def send(file: int, kind: bytes, body: bytes) -> None:
    write(file, HEAD.pack(kind, len(body)))
    write(file, body)


def receive(read: Read, longest: int) -> tuple[bytes, bytes]:
    """Kind and body of the next frame. Raises Ended, and Garbled when it claims to be longer than anything may be."""
    kind, length = HEAD.unpack(_exactly(read, HEAD.size))
    if length > (longest if kind == FILE else LONGEST_TEXT):
        raise Garbled
    return kind, _exactly(read, length)


def _exactly(read: Read, length: int) -> bytes:
    got = bytearray()
    while len(got) < length:
        part = read(min(length - len(got), 1 << 20))
        if not part:
            raise Ended
        got += part
    return bytes(got)


def packed(made: Rendered) -> bytes:
    """A file with its places: their length, the places as JSON, the file."""
    return joined(made.places_json(), made.data)


def unpacked(body: bytes) -> Rendered:
    """Raises Garbled."""
    places, data = parted(body)
    try:
        return Rendered.of(data, places)
    except (ValueError, TypeError):
        raise Garbled from None


def joined(said: Any, data: bytes) -> bytes:
    """A file after what is said of it: its length, that as JSON, the file."""
    words = json.dumps(said).encode()
    return WORDS.pack(len(words)) + words + data


def parted(body: bytes) -> tuple[Any, bytes]:
    """Raises Garbled."""
    try:
        (length,) = WORDS.unpack_from(body)
        return json.loads(body[WORDS.size : WORDS.size + length]), body[WORDS.size + length :]
    except (ValueError, RecursionError, struct.error):
        raise Garbled from None


def leave(page: mmap, spot: Spot) -> None:
    SPOT.pack_into(page, 0, *spot)


def left(page: mmap) -> Spot:
    return Spot(*SPOT.unpack_from(page))
