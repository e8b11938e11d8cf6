"""Storage in an S3-compatible bucket. This module, and with it boto3, is imported when an installation with STORAGE_URL
first asks for its storage: the web process does so for a download or for its health, not at its start."""

from typing import Any

from botocore.config import Config
from botocore.exceptions import ClientError
from storages.backends.s3 import S3Storage

CLIENT = Config(
    connect_timeout=5,
    read_timeout=30,
    retries={"mode": "standard", "max_attempts": 4},
    # Other makers' stores know no checksum trailers; packs are read back before they are published.
    request_checksum_calculation="when_required",
    response_checksum_validation="when_required",
)


class Bucket(S3Storage):
    """django-storages' bucket, in which an object is written once."""

    client_config: Config  # from its options

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.client_config = self.client_config.merge(CLIENT)

    def get_available_name(self, name: str, max_length: int | None = None) -> str:
        if self.exists(name):
            raise FileExistsError(f"{name} exists already.")
        return name

    def _save(self, name: str, content: Any) -> str:
        # One conditional put instead of the transfer manager's, which cannot say "only if nothing is there": of two
        # writers of one key the store itself refuses the second.
        content.seek(0)
        try:
            self.bucket.Object(name).put(
                Body=content.file, IfNoneMatch="*", **self._get_write_parameters(name, content)
            )
        except ClientError as error:
            if error.response["Error"]["Code"] == "PreconditionFailed":
                raise FileExistsError(f"{name} exists already.") from error
            raise
        return name
