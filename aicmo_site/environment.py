"""Typed, strict reading of environment variables: a wrong value stops the start with a sentence (README.md, "Settings").

A sentence names the variable, its fault and what to write. What may be a secret is not repeated: of a URL, its scheme at most.
"""

import os
import re
import secrets
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

import environ
from cryptography.fernet import Fernet
from django.core.exceptions import ImproperlyConfigured, ValidationError
from django.core.validators import validate_email

HOST = re.compile(r"(?:[\w.-]+|\[[0-9a-f:.]+\])(?::\d{1,5})?", re.ASCII | re.IGNORECASE)
# Several, of which one answers; or a folder with a socket, percent-encoded; or none for the usual socket.
POSTGRES_HOSTS = re.compile(rf"(?:{HOST.pattern}(?:,{HOST.pattern})*|[\w.%-]*)", re.ASCII | re.IGNORECASE)
LABEL = r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
HOST_NAME = re.compile(rf"(?:{LABEL}\.)*(?!\d+$){LABEL}")
BUCKET_NAME = re.compile(r"[\w.-]{1,255}", re.ASCII)
REGION = re.compile(r"[a-z0-9-]{1,63}")

A_DATABASE = "postgres://ROLE:PASSWORD@host:5432/NAME or sqlite:////folder/file"
A_CACHE = "redis://:PASSWORD@host:6379/1"
A_BROKER = "redis://:PASSWORD@host:6379/0, amqp://USER:PASSWORD@host:5672/VHOST or filesystem://localhost"
A_BUCKET = "s3://KEY:SECRET@host:9000/bucket?region=eu-1&scheme=https or s3://bucket"
A_MAIL_SERVER = "smtp+tls://USER:PASSWORD@host:587"
NEW_SIGNING_KEY = 'python -c "import secrets; print(secrets.token_urlsafe(50))"'
NEW_FERNET_KEY = 'python -c "from cryptography.fernet import Fernet; print(Fernet.generate_key().decode())"'

BROKERS = {"redis": "redis", "rediss": "redis", "amqp": "amqp", "amqps": "amqp"}


class WrongSetting(ImproperlyConfigured):
    """A variable cannot be used as it is. The message is all that people are shown."""


def text(name: str, default: str = "") -> str:
    return os.environ.get(name, "").strip() or default


def flag(name: str, *, default: bool) -> bool:
    """``true`` or ``false``, spelled so. Anything else is refused: a typo must never switch something on."""
    value = text(name, "true" if default else "false")
    if value not in ("true", "false"):
        raise _wrong(name, value, "Write true or false.")
    return value == "true"


def number(name: str, *, default: int, low: int, high: int) -> int:
    value = text(name, str(default))
    if not re.fullmatch("[0-9]{1,9}", value) or not low <= int(value) <= high:
        raise _wrong(name, value, f"Write a whole number from {low} to {high}.")
    return int(value)


def one_of(name: str, *, default: str, among: tuple[str, ...]) -> str:
    value = text(name, default)
    if value not in among:
        raise _wrong(name, value, f"Write one of: {', '.join(among)}.")
    return value


def folder(name: str, default: Path, *, within: tuple[str, ...]) -> Path:
    """The folder and those `within` it, made for this user alone where they are missing."""
    value = text(name, str(default))
    found = Path(os.path.realpath(value))
    try:
        for part in ("", *within):
            (found / part).mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise _wrong(
            name, value, f"Nothing can be kept there ({error.strerror}). Write a folder such as /var/lib/aicmo."
        ) from error
    return found


def host_name(name: str, default: str) -> str:
    """A host name in lower case, without scheme, port and path."""
    value = text(name, default).lower()
    if len(value) > 253 or not HOST_NAME.fullmatch(value):
        raise _wrong(name, value, "Write a host name alone, without scheme, port and path: agencies.example.")
    return value


def mail_address(name: str, default: str) -> str:
    value = text(name)
    try:
        validate_email(value or "a@b.example")
    except ValidationError as error:
        raise _wrong(name, value, "Write an address alone, without a name: no-reply@agencies.example.") from error
    return value or default


def database(name: str, url: str) -> dict[str, Any]:
    """Django's connection dictionary of a ``postgres://`` or ``sqlite:///`` URL."""
    if url.startswith("sqlite:///"):
        return _sqlite(name, url)
    parts = _split(name, url, schemes=("postgres", "postgresql"), example=A_DATABASE, hosts=POSTGRES_HOSTS)
    if not parts.username or not parts.path.strip("/"):
        raise WrongSetting(f"{name} names no role or no database. Write postgres://ROLE:PASSWORD@host:5432/NAME.")
    config = dict(environ.Env.db_url_config(url))
    config["HOST"] = unquote(config.get("HOST") or "")  # a socket's folder comes percent-encoded
    return config


def _sqlite(name: str, url: str) -> dict[str, Any]:
    config = dict(environ.Env.db_url_config(url))
    file = Path(config["NAME"])
    if "?" in url or not file.name or file.is_dir() or not file.parent.is_dir():
        raise WrongSetting(f"{name} names no file in a folder that exists. Write sqlite:////folder/file.")
    return config


def cache(url: str) -> dict[str, Any]:
    """What a ``redis://`` URL changes in Django's cache dictionary."""
    _redis("CACHE_URL", _split("CACHE_URL", url, schemes=("redis", "rediss"), example=A_CACHE), example=A_CACHE)
    # A list, because a string would be cut at commas and semicolons, those of a password too.
    return {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": [url]}


def broker_kind(url: str) -> str:
    """``filesystem`` (embedded, under DATA_DIR), ``redis`` or ``amqp``."""
    if url in ("filesystem://", "filesystem://localhost"):
        return "filesystem"
    parts = _split("BROKER_URL", url, schemes=tuple(BROKERS), example=A_BROKER)
    kind = BROKERS[parts.scheme]
    if kind == "redis":
        _redis("BROKER_URL", parts, example=A_BROKER)
    return kind


def _redis(name: str, parts: SplitResult, *, example: str) -> None:
    if not re.fullmatch("/?[0-9]*", parts.path):  # the client would take database 0 without a word
        raise WrongSetting(f"{name} ends in a database that is not a number. Write {example}.")


def bucket(url: str) -> dict[str, Any]:
    """Django's storage dictionary of ``s3://KEY:SECRET@host:port/bucket?region=…&scheme=http``; ``s3://bucket`` is
    Amazon's, with the keys from AWS's own environment variables. Plain values: tenants.bucket imports boto3, not we."""
    parts = _split("STORAGE_URL", url, schemes=("s3",), example=A_BUCKET)
    query = dict(parse_qsl(parts.query, keep_blank_values=True))
    host, name = parts.netloc.rpartition("@")[2], parts.path.strip("/")
    for fault, found in {
        "names no bucket, or one that cannot be": not BUCKET_NAME.fullmatch(name or host),
        "has a key without its secret, or a secret without its key": bool(parts.username) != bool(parts.password),
        "asks for more than region and scheme": query.keys() - {"region", "scheme"},
        "has a region that cannot be": not REGION.fullmatch(query.get("region", "eu-1")),
        "has a scheme that is neither http nor https": query.get("scheme", "https") not in ("http", "https"),
    }.items():
        if found:
            raise WrongSetting(f"STORAGE_URL {fault}. Write {A_BUCKET}.")
    options: dict[str, Any] = {
        "bucket_name": name or host,
        "region_name": query.get("region"),
        "default_acl": None,
        "file_overwrite": False,
        "querystring_auth": True,
        "querystring_expire": 60,
        "signature_version": "s3v4",
        "addressing_style": "path" if name else "auto",
    }
    if name:
        options["endpoint_url"] = f"{query.get('scheme', 'https')}://{host}"
    if parts.username:
        options |= {"access_key": unquote(parts.username), "secret_key": unquote(parts.password or "")}
    return {"BACKEND": "tenants.bucket.Bucket", "OPTIONS": options}


def mail_server(url: str) -> dict[str, Any]:
    """Django's EMAIL_* settings of an ``smtp+tls://``, ``smtp+ssl://`` or ``smtp://`` URL."""
    parts = _split("EMAIL_URL", url, schemes=("smtp+tls", "smtp+ssl", "smtp"), example=A_MAIL_SERVER)
    if parts.query or parts.path.strip("/"):
        raise WrongSetting(f"EMAIL_URL goes on after its host and port. Write {A_MAIL_SERVER}.")
    if bool(parts.username) != bool(parts.password):
        raise WrongSetting(f"EMAIL_URL has a user without a password, or the reverse. Write {A_MAIL_SERVER}.")
    return dict(environ.Env.email_url_config(url))


def secret_key(file: Path, *, public: bool) -> str:
    key = _kept_secret("SECRET_KEY", file, lambda: secrets.token_urlsafe(50))
    if public and (len(key) < 50 or _is_weak(key)):
        raise WrongSetting(
            "SECRET_KEY is shorter than 50 characters or easily guessed, and DEBUG is false. "
            f"Write what this prints: {NEW_SIGNING_KEY}"
        )
    return key


def key_ring(file: Path, *, public: bool) -> list[str]:
    """Fernet keys, newest first."""
    keys = [
        key.strip() for key in _kept_secret("SECRET_KEY_RING", file, lambda: Fernet.generate_key().decode()).split(",")
    ]
    for place, key in enumerate(keys, start=1):
        if not _is_fernet_key(key) or (public and _is_weak(key)):
            raise WrongSetting(
                f"SECRET_KEY_RING: key {place} of {len(keys)} is no Fernet key, or easily guessed. "
                f"Write what this prints, newest first, separated by commas: {NEW_FERNET_KEY}"
            )
    return keys


def _is_fernet_key(key: str) -> bool:
    try:
        Fernet(key)
    except ValueError:
        return False
    return True


def _is_weak(secret: str) -> bool:
    """Of few different characters, a repeated word, or one that Django made to be replaced."""
    return len(set(secret)) < 10 or secret in (secret * 2)[1:-1] or secret.startswith("django-insecure-")


def _kept_secret(name: str, file: Path, make: Callable[[], str]) -> str:
    """The secret from the environment, else from `file` (mode 0600), which is made once."""
    if value := text(name):
        return value
    try:
        if secret := _once(file, make):
            return secret
    except (OSError, UnicodeDecodeError) as error:
        raise WrongSetting(f"{name} is not set, and {file} cannot be read. Set {name}, or restore the file.") from error
    raise WrongSetting(f"{name} is not set, and {file} is empty. Set {name}, or restore the file.")


def _once(file: Path, make: Callable[[], str]) -> str:
    try:
        descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return file.read_text().strip()
    with os.fdopen(descriptor, "w") as out:
        out.write(made := make())
    return made


def _split(
    name: str, url: str, *, schemes: tuple[str, ...], example: str, hosts: re.Pattern[str] = HOST
) -> SplitResult:
    """The parts of a URL of one of the `schemes`."""
    scheme, mark, _ = url.partition("://")
    if not mark or not re.fullmatch("[a-zA-Z0-9+.-]{1,20}", scheme):
        raise WrongSetting(f"{name} is not a URL. Write {example}.")
    if scheme not in schemes:
        raise WrongSetting(f"{name} begins with “{scheme}”. Write {example}.")
    if " " in url or not url.isprintable():
        raise WrongSetting(f"{name} has a space or an invisible character in it. Write {example}.")
    try:
        parts = urlsplit(url)
        place = parts.netloc.rpartition("@")[2]
        ports = re.findall(r":(\d+)(?=,|$)", place)
        fits = hosts.fullmatch(place) and all(0 < int(port) < 65536 for port in ports)
    except ValueError:
        fits = False
    if not fits or "@" in parts.path + parts.query or parts.fragment:
        raise WrongSetting(
            f"{name} has a host that cannot be, or a port that is not a number from 1 to 65535. Write {example}; "
            "in a password @ is %40, : is %3A, / is %2F, ? is %3F and # is %23."
        )
    return parts


def _wrong(name: str, value: str, advice: str) -> WrongSetting:
    return WrongSetting(f"{name} is “{value[:80]}”. {advice}")
