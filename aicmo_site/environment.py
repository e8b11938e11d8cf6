"""Typed, strict reading of environment variables: a wrong value stops the start with a sentence (README.md, "Settings")."""

import os
import secrets
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

import environ
from django.core.exceptions import ImproperlyConfigured


def text(name: str, default: str = "") -> str:
    return os.environ.get(name, "").strip() or default


def flag(name: str, *, default: bool) -> bool:
    """``true`` or ``false``, spelled so. Anything else is refused: a typo must never switch something on."""
    value = text(name, "true" if default else "false")
    if value not in ("true", "false"):
        raise ImproperlyConfigured(f"{name} is “{value}”. Write true or false.")
    return value == "true"


def number(name: str, *, default: int, low: int, high: int) -> int:
    value = text(name, str(default))
    if not value.isascii() or not value.isdigit() or not low <= int(value) <= high:
        raise ImproperlyConfigured(f"{name} is “{value}”. Write a whole number from {low} to {high}.")
    return int(value)


def one_of(name: str, *, default: str, among: tuple[str, ...]) -> str:
    value = text(name, default)
    if value not in among:
        raise ImproperlyConfigured(f"{name} is “{value}”. Write one of: {', '.join(among)}.")
    return value


def database(url: str) -> dict[str, Any]:
    """Django's connection dictionary of a ``postgres://`` or ``sqlite:///`` URL."""
    scheme = url.partition(":")[0]
    if scheme not in ("postgres", "postgresql", "sqlite"):
        raise ImproperlyConfigured(f"DATABASE_URL begins with “{scheme}”. Use postgres://… or sqlite:///….")
    config = dict(environ.Env.db_url_config(url))
    config["HOST"] = unquote(config.get("HOST") or "")  # a socket's folder comes percent-encoded
    return config


def broker_kind(url: str) -> str:
    """``filesystem`` (embedded, under DATA_DIR), ``redis`` or ``amqp``."""
    scheme = url.partition(":")[0]
    kinds = {"filesystem": "filesystem", "redis": "redis", "rediss": "redis", "amqp": "amqp", "amqps": "amqp"}
    if scheme not in kinds:
        raise ImproperlyConfigured(f"BROKER_URL begins with “{scheme}”. Use filesystem://, redis://… or amqp://….")
    return kinds[scheme]


def bucket(url: str) -> dict[str, Any]:
    """Django's storage dictionary of ``s3://KEY:SECRET@host:port/bucket?region=…&scheme=http``; ``s3://bucket`` is
    Amazon's, with the keys from AWS's own environment variables."""
    parts = urlsplit(url)
    query = dict(parse_qsl(parts.query, keep_blank_values=True))
    name = parts.path.strip("/")
    bad = query.keys() - {"region", "scheme"} or {query.get("scheme", "https")} - {"http", "https"}
    if parts.scheme != "s3" or not parts.hostname or "/" in name or bad:
        raise ImproperlyConfigured(
            "STORAGE_URL is not s3://KEY:SECRET@host:port/bucket?region=…&scheme=https or s3://bucket."
        )
    from botocore.config import Config

    options: dict[str, Any] = {
        "bucket_name": name or parts.hostname,
        "region_name": query.get("region"),
        "default_acl": None,
        "file_overwrite": False,
        "querystring_auth": True,
        "querystring_expire": 60,
        "client_config": Config(
            signature_version="s3v4",
            connect_timeout=5,
            read_timeout=30,
            retries={"mode": "standard", "max_attempts": 4},
            # Other makers' stores know no checksum trailers; packs are read back before they are published.
            request_checksum_calculation="when_required",
            response_checksum_validation="when_required",
            s3={"addressing_style": "path" if name else "auto"},
        ),
    }
    if name:
        host = parts.netloc.rpartition("@")[2]
        options["endpoint_url"] = f"{query.get('scheme', 'https')}://{host}"
    if parts.username:
        options |= {"access_key": unquote(parts.username), "secret_key": unquote(parts.password or "")}
    return {"BACKEND": "tenants.bucket.Bucket", "OPTIONS": options}


def kept_secret(name: str, file: Path, make: Callable[[], str] = lambda: secrets.token_urlsafe(50)) -> str:
    """The secret from the environment, else from `file` (mode 0600), which is made once."""
    if value := text(name):
        return value
    try:
        descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return file.read_text().strip()
    with os.fdopen(descriptor, "w") as out:
        out.write(made := make())
    return made
