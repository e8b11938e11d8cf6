"""Wrong settings, and a database without tables, stop the start with a sentence."""

import os
import re
import runpy
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.db import OperationalError

from aicmo_site import environment as env
from aicmo_site import processes

ROOT = Path(__file__).resolve().parent.parent
README = (ROOT / "README.md").read_text().partition("\n## Settings\n")[2].partition("\n## ")[0]
VARIABLES = re.findall(r"^\| `([A-Z_]+)` \|", README, re.MULTILINE)

KEY = "bKqWn3YQ1RkYk3kDg8Q0m1Jm0b3Zp0yqH5o0s7x9u2E="
LONG = "Vd6k0GzWlYw3vP9sQe_T1mJr8uXcB5nH2aKfO4iZyLt7RgD-xM"
PUBLIC = {"DEBUG": "false", "BASE_DOMAIN": "agencies.example"}
POSTGRES = {
    "DATABASE_URL": "postgres://app:p%40ss@db.internal:5432/aicmo",
    "DATABASE_OWNER_URL": "postgresql://owner@db1,db2:5433/aicmo?sslmode=require",
    "DATABASE_PLATFORM_URL": "postgres://platform@%2Frun%2FPostgres/aicmo",
}
# What else must be set for a value of the variable to mean anything.
WITH: dict[str, dict[str, str]] = {
    **dict.fromkeys(POSTGRES, POSTGRES),
    **dict.fromkeys(("BASE_DOMAIN", "SECRET_KEY", "SECRET_KEY_RING"), PUBLIC),
    "STORAGE_LINKS": {"STORAGE_URL": "s3://packs"},
}
NUMBER = ["", "0", "-1", "1.5", "eighty", "²", "9" * 5000]
URL = ["hidden", "hidden:x", "hidden:x@h://", "ftp://u:hidden@h/1"]
HOSTS = [
    "",
    "u:hidden@",
    "h:0",
    "h:99999",
    "h:abc",
    "u:hidden@h:x",
    "u:hid/den@h",
    "u:p@h o",
    "u:p@h\ni",
    "[::zz]",
    "h,i",
]


def urls(form: str, *hosts: str) -> list[str]:
    return [form.format(host) for host in hosts]


# For every variable: values that start, and values that do not.
VALUES: dict[str, tuple[list[str], list[str]]] = {
    "DATA_DIR": (["{folder}/new", "{folder}/a+b c?#%41"], ["/proc/x", "{folder}/file", "{folder}/file/x", "x" * 300]),
    "DEBUG": (["true"], ["yes", "True", "1"]),
    "BASE_DOMAIN": (
        ["agencies.example", "Agencies.Example", "a1.b-c.example", "intranet"],
        ["http://foo/", "foo:80", "foo/", ".foo", "foo.", "-foo", "a..b", "a_b", "10.0.0.1", "münchen.example", "a b",
         "a" * 64, "a." * 126 + "ab", "localhost"],
    ),
    "PORT": (["1", "65535"], [*NUMBER, "65536"]),
    "PUBLIC_SCHEME": (["http", "https"], ["gopher", "HTTPS", "https://"]),
    "PROXIES": (["0", "1", "5"], ["-1", "1.5", "one", "²", "6", "true"]),
    "SECRET_KEY": ([LONG], ["hidden", LONG[:49], "x" * 60, "hidden" * 10, "1234567890" * 6, f"django-insecure-{LONG}"]),
    "SECRET_KEY_RING": (
        [KEY, f"{KEY}, {KEY}"], ["hidden", f"{KEY},", f"{KEY},hidden", KEY.rstrip("="), "A" * 43 + "=", "é" + KEY[1:]],
    ),
    "DATABASE_URL": (
        [POSTGRES["DATABASE_URL"], "postgres://app@[::1]:5432/aicmo", "postgres://app@/aicmo",
         "sqlite:///{folder}/new.sqlite3"],
        [*URL, "mysql://u:hidden@h/d", "sqlite://", "sqlite://x", "sqlite:////nowhere/at/all/x.sqlite3", "sqlite:////tmp",
         "sqlite:////tmp/x?timeout=5", "postgres://u:hidden@h/", "postgres://h/d", "postgres://owner@h/d",
         *urls("postgres://{}/d", "u:hidden@h:0", "u@h:99999", "u@h:abc", "u:hid/den@h", "u@h,", "u@h:1,i:x", "u@[::zz]")],
    ),
    "DATABASE_OWNER_URL": (
        [POSTGRES["DATABASE_OWNER_URL"]], ["", "hidden", "sqlite:////tmp/x", "postgres://app@h/d", "postgres://o@h:0/d"]
    ),
    "DATABASE_PLATFORM_URL": (
        [POSTGRES["DATABASE_PLATFORM_URL"]], ["", "hidden", "sqlite:////tmp/x", "postgres://app@h/d", "postgres://p@h:0/d"]
    ),
    "CACHE_URL": (
        ["redis://h", "redis://h/", "rediss://:p%2Fs,s;x@h:6379/1?socket_timeout=2"],
        [*URL, *urls("redis://{}/1", *HOSTS), "redis://h/one", "redis://h/1#2", "redis://:1?hidden@h/1", "unix:///x"],
    ),
    "BROKER_URL": (
        ["filesystem://localhost", "filesystem://", "redis://h:6379/0", "amqp://u:p@h//", "amqps://u:p@h/v"],
        [*URL, *urls("redis://{}/0", *HOSTS), *urls("amqp://{}/v", *HOSTS), "redis://h/zero", "amqp://h/v w", "amqp://h/v@w",
         "filesystem:///var/spool"],
    ),
    "STORAGE_URL": (
        ["s3://packs", "s3://packs?region=eu-1", "s3://k:s%2F%40@h:9000/packs?region=eu-1&scheme=http", "s3://[::1]:9/b"],
        [*URL, *urls("s3://{}/b", *HOSTS), "s3://k@h/b", "s3://k:@h/b", "s3://:hidden@h/b", "s3://h:9000", "s3://h/a/b",
         "s3://h/a%20b", "s3://h/b?region=", "s3://h/b?region=EU 1", "s3://h/b?scheme=ftp", "s3://k:hidden@h/b?acl=public"],
    ),
    "STORAGE_LINKS": (["true", "false"], ["no"]),
    "EMAIL_URL": (
        ["smtp://h", "smtp+tls://u:p%40@h:587", "smtp+ssl://u%40x.example:p@h:465/"],
        [*URL, *urls("smtp://{}", *HOSTS), "smtp://u:p@h:abc", "smtp://u@h", "smtp://:hidden@h", "smtp://h/x", "smtp://h?ssl=1",
         "smtps://h", "memorymail://"],
    ),
    "MAIL_FROM": (["no-reply@agencies.example", "a@localhost"], ["foo", "A <a@b.example>", "a@b.example\nBcc: c@d.example", "a@"]),
    "WEB_WORKERS": (["1", "64"], [*NUMBER, "65"]),
    "WEB_THREADS": (["1", "64"], [*NUMBER, "65"]),
    "JOB_THREADS": (["1", "64"], [*NUMBER, "65"]),
    "JOB_LEASE_SECONDS": (["1", "3600"], [*NUMBER, "3601"]),
    "JOB_SWEEP_SECONDS": (["1", "60"], [*NUMBER, "61"]),
    "LOG_FORMAT": (["text", "json"], ["xml", "JSON"]),
    "LOG_LEVEL": (["DEBUG", "INFO", "WARNING", "ERROR"], ["debug", "CRITICAL"]),
}  # fmt: skip


def variables_around(name: str, value: str) -> dict[str, str]:
    alone = value.startswith("sqlite") and name == "DATABASE_URL"
    return {**({} if alone else WITH.get(name, {})), name: value}


def cases(which: int) -> list[tuple[str, str]]:
    empty_means_default = set(VARIABLES) - {"DATABASE_OWNER_URL", "DATABASE_PLATFORM_URL"}
    return [
        (name, value)
        for name, values in VALUES.items()
        for value in values[which]
        if value or name not in empty_means_default
    ]


@pytest.fixture
def settings_with(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Callable[..., dict[str, Any]]:
    """Reads the settings anew with these variables and no others, and leaves this process's own as they are."""
    monkeypatch.setattr("aicmo_site.logging.configuration", lambda *arguments: None)
    (tmp_path / "file").touch()

    def read(**variables: str) -> dict[str, Any]:
        for name in VARIABLES:
            monkeypatch.delenv(name, raising=False)
        for name, value in ({"DATA_DIR": str(tmp_path)} | variables).items():
            monkeypatch.setenv(name, value.replace("{folder}", str(tmp_path)))
        return runpy.run_path(str(ROOT / "aicmo_site" / "settings.py"))

    return read


def test_every_variable_of_the_readme_is_tried_with_values_that_start_and_values_that_do_not() -> None:
    assert list(VALUES) == VARIABLES


@pytest.mark.parametrize(("name", "value"), cases(0))
def test_a_good_value_starts(settings_with: Callable[..., dict[str, Any]], name: str, value: str) -> None:
    assert "LOG_LEVEL" in settings_with(**variables_around(name, value))


@pytest.mark.parametrize(("name", "value"), cases(1))
def test_a_wrong_value_stops_the_start_with_a_sentence_that_names_the_variable_and_no_secret(
    settings_with: Callable[..., dict[str, Any]], name: str, value: str
) -> None:
    with pytest.raises(env.WrongSetting) as refused:
        settings_with(**variables_around(name, value))
    sentence = str(refused.value)
    assert name in sentence
    assert re.search(r"\b(Write|Set|must)\b", sentence), "it says what to do"
    assert "hidden" not in sentence
    assert len(sentence) < 400


@pytest.mark.parametrize(
    ("variables", "sentence"),
    [
        ({"DEBUG": "yes"}, "DEBUG is “yes”. Write true or false."),
        (
            {"DEBUG": "false"},
            "DEBUG is false, so BASE_DOMAIN must be the host that agencies' addresses end in.",
        ),
        ({"PORT": "eighty"}, "PORT is “eighty”. Write a whole number from 1 to 65535."),
        (
            {"BASE_DOMAIN": "http://foo/"},
            "BASE_DOMAIN is “http://foo/”. Write a host name alone, without scheme, port and path: agencies.example.",
        ),
        (
            {"DATABASE_URL": POSTGRES["DATABASE_URL"]},
            "DATABASE_URL is PostgreSQL, so DATABASE_OWNER_URL must name its owner role.",
        ),
        (
            {**POSTGRES, "DATABASE_URL": ""},
            "DATABASE_OWNER_URL names the owner role, so DATABASE_URL must be PostgreSQL too.",
        ),
        (
            dict.fromkeys(POSTGRES, "postgres://a@h/d"),
            "DATABASE_URL, DATABASE_OWNER_URL and DATABASE_PLATFORM_URL must be three roles.",
        ),
        ({"CACHE_URL": "foo"}, "CACHE_URL is not a URL. Write redis://:PASSWORD@host:6379/1."),
        ({"CACHE_URL": "memcached://h"}, "CACHE_URL begins with “memcached”. Write redis://:PASSWORD@host:6379/1."),
        (
            {"EMAIL_URL": "smtp://u:p@h:abc"},
            "EMAIL_URL has a host that cannot be, or a port that is not a number from 1 to 65535. "
            "Write smtp+tls://USER:PASSWORD@host:587; in a password @ is %40, : is %3A, / is %2F, ? is %3F and # is %23.",
        ),
        ({"STORAGE_LINKS": "true"}, "STORAGE_LINKS is true, but a folder has no links. Set STORAGE_URL."),
        (
            {**PUBLIC, "SECRET_KEY": "x"},
            "SECRET_KEY is shorter than 50 characters or easily guessed, and DEBUG is false. Write what this prints: "
            'python -c "import secrets; print(secrets.token_urlsafe(50))"',
        ),
    ],
)
def test_the_sentence_says_what_is_wrong_and_what_to_write(
    settings_with: Callable[..., dict[str, Any]], variables: dict[str, str], sentence: str
) -> None:
    with pytest.raises(env.WrongSetting) as refused:
        settings_with(**variables)
    assert str(refused.value) == sentence


def test_one_proxy_is_trusted_in_public_and_none_at_home(settings_with: Callable[..., dict[str, Any]]) -> None:
    assert settings_with()["PROXIES"] == 0
    assert settings_with(**PUBLIC)["PROXIES"] == 1
    assert settings_with(**PUBLIC, PROXIES="0")["PROXIES"] == 0


def test_at_home_any_secret_key_will_do(settings_with: Callable[..., dict[str, Any]]) -> None:
    assert settings_with(SECRET_KEY="x")["SECRET_KEY"] == "x"


@pytest.mark.parametrize(("variable", "file"), [("SECRET_KEY", "secret_key"), ("SECRET_KEY_RING", "key_ring")])
def test_a_kept_secret_is_read_again_and_a_damaged_one_is_not_replaced(
    settings_with: Callable[..., dict[str, Any]], tmp_path: Path, variable: str, file: str
) -> None:
    made = settings_with()[variable]
    assert settings_with(**PUBLIC)[variable] == made, "what is made is good enough for an installation in public"
    kept = tmp_path / file
    kept.write_text(" \n")
    with pytest.raises(env.WrongSetting, match=rf"^{variable} is not set, and {kept} is empty\. Set {variable}, or"):
        settings_with()
    kept.write_bytes(b"\xff")
    with pytest.raises(
        env.WrongSetting, match=rf"^{variable} is not set, and {kept} cannot be read\. Set {variable}, or"
    ):
        settings_with()
    kept.unlink()
    kept.mkdir()
    with pytest.raises(env.WrongSetting, match=rf"{kept} cannot be read"):
        settings_with()


def test_what_a_url_says_reaches_the_settings(settings_with: Callable[..., dict[str, Any]]) -> None:
    read = settings_with(
        **POSTGRES,
        CACHE_URL="redis://:a,b;c@h:6379/1",
        EMAIL_URL="smtp+tls://u%40x.example:p%2Fw@mail.internal:587",
        SECRET_KEY_RING=f"{KEY}, {KEY}",
    )
    roles = {
        name: [a[part] for part in ("USER", "PASSWORD", "HOST", "PORT", "NAME")]
        for name, a in read["DATABASES"].items()
    }
    assert roles == {
        "default": ["app", "p@ss", "db.internal", 5432, "aicmo"],
        "owner": ["owner", "", "db1,db2", 5433, "aicmo"],
        "platform": ["platform", "", "/run/Postgres", "", "aicmo"],
    }
    assert read["DATABASES"]["owner"]["OPTIONS"] == {"sslmode": "require"}
    assert read["CACHES"]["default"]["LOCATION"] == ["redis://:a,b;c@h:6379/1"], "one server, whatever its password"
    assert [read[f"EMAIL_{part}"] for part in ("HOST", "PORT", "HOST_USER", "HOST_PASSWORD", "USE_TLS")] == [
        "mail.internal", 587, "u@x.example", "p/w", True,
    ]  # fmt: skip
    assert read["SECRET_KEY_RING"] == [KEY, KEY]


def test_the_embedded_database_is_in_the_data_folder_however_that_is_named(
    settings_with: Callable[..., dict[str, Any]], tmp_path: Path
) -> None:
    folder = tmp_path / "a+b c?#%41"
    assert settings_with(DATA_DIR=str(folder))["DATABASES"]["default"]["NAME"] == str(folder / "aicmo.sqlite3")


def run(folder: Path, *command: str, **variables: str) -> subprocess.CompletedProcess[str]:
    kept = {name: os.environ[name] for name in os.environ if not name.startswith(("DATABASE_", "DJANGO_", "PYTEST"))}
    return subprocess.run(
        [sys.executable, *command],
        cwd=ROOT, env={**kept, "DATA_DIR": str(folder), **variables}, capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip


def test_migrating_is_all_that_a_command_needs(tmp_path: Path) -> None:
    assert run(tmp_path, "manage.py", "migrate", "-v", "0").returncode == 0
    asked = "from django.core.cache import cache; cache.set('word', 'kept'); print(cache.get('word'))"
    assert run(tmp_path, "manage.py", "shell", "-v", "0", "-c", asked).stdout.strip() == "kept"


def test_without_any_variable_it_starts_and_keeps_its_secrets_to_itself(tmp_path: Path) -> None:
    assert run(tmp_path, "manage.py", "check").returncode == 0
    assert (tmp_path / "secret_key").stat().st_mode & 0o777 == 0o600
    assert (tmp_path / "key_ring").stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize(
    "command",
    [
        "manage.py check",
        "manage.py serve",
        "manage.py demo --json",
        "-m gunicorn -c python:aicmo_site.gunicorn aicmo_site.wsgi",
        "-m celery --quiet -A aicmo_site worker -B",
    ],
)
def test_every_process_prints_the_sentence_and_nothing_else(tmp_path: Path, command: str) -> None:
    answer = run(tmp_path, *command.split(), WEB_WORKERS="0")
    sentence = "WEB_WORKERS is “0”. Write a whole number from 1 to 64.\n"
    assert (answer.returncode, answer.stdout, answer.stderr) == (1, "", sentence)


@pytest.mark.parametrize(
    "command",
    [
        "demo --json",
        "verify_audit",
        "create_agency elm --name Elm --owner ola@elm.example",
        "export_engagement 6f1c0f0e-7a51-4d3f-9f6e-0d2f3a9b1c55",
    ],
)
def test_a_command_says_that_the_database_has_no_tables_yet(tmp_path: Path, command: str) -> None:
    answer = run(tmp_path, "manage.py", *command.split(), LOG_LEVEL="WARNING")
    sentence = "The database has no tables yet. Run manage.py migrate first, or start with make run.\n"
    assert (answer.returncode, answer.stdout, answer.stderr) == (1, "", sentence)


STORM = """
import signal
from aicmo_site.processes import Stop
stop = Stop()
signal.signal(signal.SIGALRM, stop.set)
signal.setitimer(signal.ITIMER_REAL, 0.0002, 0.0002)
for _ in range(4000):
    stop.wait(0.00001)
signal.setitimer(signal.ITIMER_REAL, 0)
print(stop.is_set())
"""


def test_a_process_can_be_told_to_end_at_any_moment(tmp_path: Path) -> None:
    """A signal is handled in the middle of whatever the main thread does; that must not be what the handler waits for."""
    answer = run(tmp_path, "-c", STORM)
    assert (answer.returncode, answer.stdout) == (0, "True\n")


@pytest.mark.parametrize(
    "command",
    [
        "manage.py serve",
        "manage.py verify_audit",
        "-m gunicorn -c python:aicmo_site.gunicorn aicmo_site.wsgi",
        "-m celery --quiet -A aicmo_site worker -B",
    ],
)
def test_every_process_says_that_the_database_does_not_answer(tmp_path: Path, command: str) -> None:
    nobody = {
        f"DATABASE_{name}URL": f"postgres://{name or 'APP_'}role:secret@127.0.0.1:1/aicmo".lower()
        for name in ("", "OWNER_", "PLATFORM_")
    }
    answer = run(tmp_path, *command.split(), LOG_LEVEL="ERROR", **nobody)
    assert answer.returncode != 0
    assert "The database does not answer. Is it running" in answer.stderr
    assert "Traceback" not in answer.stderr
    assert "secret" not in answer.stderr


@pytest.mark.django_db
def test_another_fault_of_the_database_is_not_taken_for_missing_tables() -> None:
    with pytest.raises(OperationalError, match="disk is full"), processes.ending_in_a_sentence():
        raise OperationalError("disk is full")
