"""Files in storage that are what they were when they were put there."""

import hashlib

from delivery.manifest import sha256
from tenants.storage import agency_storage


class DigestMismatch(RuntimeError):
    """What storage gave back is not what was put there."""


def put(key: str, data: bytes) -> None:
    """Write once, and read back. A key that is there holds the same bytes, or is damaged and written anew."""
    storage = agency_storage()
    if storage.exists(key):
        if _digest(key) == sha256(data):
            return
        storage.delete(key)
    storage.save(key, data)
    compare(key, data)


def compare(key: str, data: bytes) -> None:
    if _digest(key) != sha256(data):
        raise DigestMismatch("Storage gave back other bytes than it was given.")


def _digest(key: str) -> str:
    digest = hashlib.sha256()
    with agency_storage().open(key) as stored:
        while chunk := stored.read(1 << 20):
            digest.update(chunk)
    return digest.hexdigest()
