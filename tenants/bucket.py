"""Storage in an S3-compatible bucket. This module, and with it boto3, is imported when an installation with STORAGE_URL
first asks for its storage: the web process does so for a download or for its health, not at its start."""

from collections.abc import Iterator
from typing import Any, BinaryIO

from boto3.s3.transfer import TransferConfig
from botocore.config import Config
from botocore.exceptions import ClientError
from storages.backends.s3 import S3Storage

PART = 8 * 2**20
"""Bytes of one part of an upload, of which one at a time is in memory. S3 takes 10 000 parts of 5 MiB and more."""

CLIENT = Config(
    connect_timeout=5,
    read_timeout=30,
    retries={"mode": "standard", "max_attempts": 4},
    # Other makers' stores know no checksum trailers; packs are read back before they are published.
    request_checksum_calculation="when_required",
    response_checksum_validation="when_required",
)
TAKEN = frozenset({"PreconditionFailed", "ConditionalRequestConflict"})
"""What the store says to a writer who comes second."""


class Bucket(S3Storage):
    """django-storages' bucket, in which an object is written once."""

    client_config: Config  # from its options

    def __init__(self, **options: Any) -> None:
        # What is opened lies on disk, and comes in one stream: the defaults are memory, and ten streams at once.
        super().__init__(**{"max_memory_size": PART, "transfer_config": TransferConfig(use_threads=False), **options})
        self.client_config = self.client_config.merge(CLIENT)

    def get_available_name(self, name: str, max_length: int | None = None) -> str:
        if self.exists(name):
            raise FileExistsError(f"{name} exists already.")
        return name

    def _save(self, name: str, content: Any) -> str:
        # Conditional requests instead of the transfer manager's, which cannot say "only if nothing is there": of two
        # writers of one key the store itself refuses the second.
        content.seek(0)
        settings = self._get_write_parameters(name, content)
        try:
            if content.size <= PART:
                self.bucket.Object(name).put(Body=content.file, IfNoneMatch="*", **settings)
            else:
                self._save_in_parts(name, content.file, settings)
        except ClientError as error:
            if error.response["Error"]["Code"] in TAKEN:
                raise FileExistsError(f"{name} exists already.") from error
            raise
        return name

    def _save_in_parts(self, name: str, content: BinaryIO, settings: dict[str, Any]) -> None:
        """One part after another, each tried again by itself; nothing is there before the last. What fails leaves no part."""
        upload = self.bucket.Object(name).initiate_multipart_upload(**settings)
        try:
            parts: list[dict[str, Any]] = []
            while data := content.read(PART):
                number = len(parts) + 1
                parts.append({"PartNumber": number, "ETag": upload.Part(number).upload(Body=data)["ETag"]})
            upload.complete(MultipartUpload={"Parts": parts}, IfNoneMatch="*")
        except BaseException:
            upload.abort()
            raise

    def stream(self, name: str, size: int) -> Iterator[bytes]:
        """What is stored, in pieces of up to `size` bytes, none of it kept. Raises FileNotFoundError."""
        try:
            body = self.bucket.Object(name).get()["Body"]
        except self.connection.meta.client.exceptions.NoSuchKey:
            raise FileNotFoundError(f"{name} does not exist.") from None
        yield from body.iter_chunks(size)
