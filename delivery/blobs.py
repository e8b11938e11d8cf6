"""Bytes of a pack, in memory or in an open file; read in pieces, so that a large one costs no more memory than a small one."""

import hashlib
from collections.abc import Iterable, Iterator
from io import BytesIO
from typing import BinaryIO

Blob = bytes | BinaryIO
CHUNK = 2**20
"""Bytes of a file that are in memory at a time."""


def opened(blob: Blob) -> BinaryIO:
    """To be read from its beginning."""
    if isinstance(blob, bytes):
        return BytesIO(blob)
    blob.seek(0)
    return blob


def pieces(blob: Blob) -> Iterator[bytes]:
    file = opened(blob)
    while piece := file.read(CHUNK):
        yield piece


def size_of(blob: Blob) -> int:
    return len(blob) if isinstance(blob, bytes) else blob.seek(0, 2)


def digest_of(blob: Blob) -> str:
    return digest_of_pieces(pieces(blob))


def digest_of_pieces(found: Iterable[bytes]) -> str:
    """SHA-256 as 64 lower-case hexadecimal digits."""
    digest = hashlib.sha256()
    for piece in found:
        digest.update(piece)
    return digest.hexdigest()
