"""Storage in an S3-compatible bucket. Only an installation with STORAGE_URL imports this module, and with it boto3."""

from typing import Any

from botocore.exceptions import ClientError
from storages.backends.s3 import S3Storage


class Bucket(S3Storage):
    """django-storages' bucket, in which an object is written once."""

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
