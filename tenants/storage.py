"""The wall in front of files: every key begins with the agency's public id, and another agency's is refused.

A key is ``<agency public_id>/packs/<pack public_id>/report.pdf``. Content is written once: a key that exists is never
written over.
"""

import io
from collections.abc import Iterator
from typing import Any, BinaryIO
from uuid import UUID

from django.conf import settings
from django.core.exceptions import SuspiciousFileOperation
from django.core.files.base import File
from django.core.files.storage import FileSystemStorage, Storage, storages
from django.utils.http import content_disposition_header

from tenants.scope import WrongTenant, current_tenant

LINK_LIFE = 60  # seconds
KEY_LENGTH = 512
CHUNK = 2**20
"""Bytes of a file that are in memory at a time, where it is read in pieces."""


class Folder(FileSystemStorage):
    """The embedded store. Unlike its base it never picks another name when one is taken."""

    def get_available_name(self, name: str, max_length: int | None = None) -> str:
        if self.exists(name):
            raise FileExistsError(f"{name} exists already.")
        return name


class AgencyStorage:
    """The files of the agency in scope. Keys may be given with or without the agency's id in front.

    Every method raises NoTenant without a scope, WrongTenant for another agency's key and SuspiciousFileOperation for
    one that is not a plain path.
    """

    def save(self, key: str, content: bytes | BinaryIO | File) -> str:
        """Write once, return the full key. Raises FileExistsError when the key is taken."""
        full = own_key(key)
        raw = io.BytesIO(content) if isinstance(content, bytes) else content
        return self._store.save(full, raw if isinstance(raw, File) else File(raw))

    def open(self, key: str) -> File:
        """For reading, in binary. Raises FileNotFoundError."""
        return self._store.open(own_key(key), "rb")

    def chunks(self, key: str) -> Iterator[bytes]:
        """The file piece by piece, at most one of them in memory. Raises FileNotFoundError at the first."""
        full, store = own_key(key), self._store
        return store.stream(full, CHUNK) if hasattr(store, "stream") else _pieces(store.open(full, "rb"))

    def exists(self, key: str) -> bool:
        return self._store.exists(own_key(key))

    def size(self, key: str) -> int:
        """In bytes. Raises FileNotFoundError."""
        return self._store.size(own_key(key))

    def delete(self, key: str) -> None:
        """Delete if it is there."""
        self._store.delete(own_key(key))

    def delete_folder(self, key: str) -> None:
        """Delete every file below `key`, and the folders where the store has any."""
        full = own_key(key)
        try:
            folders, files = self._store.listdir(full)
        except FileNotFoundError:
            return
        for name in folders:
            self.delete_folder(f"{full}/{name}")
        for name in files:
            self._store.delete(f"{full}/{name}")
        if isinstance(self._store, FileSystemStorage):
            self._store.delete(full)

    def url(self, key: str, *, filename: str) -> str | None:
        """A signed link that lives a minute and downloads as `filename`; None where there are no links (a folder, or
        STORAGE_LINKS false): stream `open` as an attachment instead."""
        full = own_key(key)
        if not settings.STORAGE_LINKS:
            return None
        disposition = {"ResponseContentDisposition": content_disposition_header(True, filename)}
        store: Any = self._store  # parameters and expire are the bucket's own
        link: str = store.url(full, parameters=disposition, expire=LINK_LIFE)
        return link

    @property
    def _store(self) -> Storage:
        return storages["default"]


def agency_storage() -> AgencyStorage:
    return AgencyStorage()


def own_key(key: str) -> str:
    """`key` with the public id of the agency in scope in front. A key that begins with any other id is refused."""
    agency = str(current_tenant().public_id)
    parts = key.split("/")
    if any(part in ("", ".", "..") for part in parts) or not key.isprintable() or "\\" in key or len(key) > KEY_LENGTH:
        raise SuspiciousFileOperation(f"{key!r} is not a plain key.")
    if not _is_id(parts[0]):
        return f"{agency}/{key}"
    if parts[0] != agency:
        raise WrongTenant("This file belongs to another agency.")
    return key


def _pieces(opened: File) -> Iterator[bytes]:
    with opened:
        while piece := opened.read(CHUNK):
            yield piece


def _is_id(part: str) -> bool:
    try:
        UUID(part)
    except ValueError:
        return False
    return True
