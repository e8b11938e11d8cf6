"""Typed, strict reading of environment variables: a wrong value stops the start with a sentence (docs/settings.md)."""

import os
import secrets
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import unquote

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
