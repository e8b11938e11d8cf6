"""Files in storage that are what they were when they were put there."""

from collections.abc import Callable, Iterable, Iterator

from delivery.blobs import Blob, digest_of, digest_of_pieces, opened
from tenants.storage import agency_storage

Heard = Callable[[], None]
"""Is called with each piece that comes back, so that a job is known to be alive."""


def silent() -> None:
    return


class DigestMismatch(RuntimeError):
    """What storage gave back is not what was put there."""


def put(key: str, data: Blob, *, digest: str = "", heard: Heard = silent) -> None:
    """Write once, and read back. A key that is there holds the same bytes, or is damaged and written anew. `digest` spares
    reading the bytes where it is known."""
    storage, digest = agency_storage(), digest or digest_of(data)
    if storage.exists(key):
        if _digest(key, heard) == digest:
            return
        storage.delete(key)
    save(key, data)
    compare(key, digest, heard)


def save(key: str, data: Blob) -> None:
    """Raises FileExistsError when the key is taken."""
    agency_storage().save(key, opened(data))


def compare(key: str, digest: str, heard: Heard = silent) -> None:
    if _digest(key, heard) != digest:
        raise DigestMismatch("Storage gave back other bytes than it was given.")


def _digest(key: str, heard: Heard) -> str:
    return digest_of_pieces(_told(agency_storage().chunks(key), heard))


def _told(pieces: Iterable[bytes], heard: Heard) -> Iterator[bytes]:
    for piece in pieces:
        heard()
        yield piece
