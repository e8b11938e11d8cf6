"""Wrong settings stop the start with a sentence."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent


def start(folder: Path, **variables: str) -> subprocess.CompletedProcess[str]:
    kept = {
        name: value for name, value in os.environ.items() if not name.startswith(("DATABASE_", "DJANGO_", "PYTEST"))
    }
    return subprocess.run(
        [sys.executable, "manage.py", "check"],
        cwd=ROOT, env={**kept, "DATA_DIR": str(folder), **variables}, capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip


def test_without_any_variable_it_starts_and_keeps_its_secrets_to_itself(tmp_path: Path) -> None:
    assert start(tmp_path).returncode == 0
    assert (tmp_path / "secret_key").stat().st_mode & 0o777 == 0o600
    assert (tmp_path / "key_ring").stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize(
    ("variables", "sentence"),
    [
        ({"DEBUG": "yes"}, "DEBUG is “yes”. Write true or false."),
        ({"DEBUG": "false"}, "BASE_DOMAIN must be the host"),
        ({"PORT": "eighty"}, "PORT is “eighty”. Write a whole number from 1 to 65535."),
        ({"PORT": "70000"}, "PORT is “70000”."),
        ({"DATABASE_URL": "mysql://x"}, "DATABASE_URL begins with “mysql”."),
        ({"DATABASE_URL": "postgres://a@h/d"}, "DATABASE_OWNER_URL must name its owner role."),
        (
            dict.fromkeys(("DATABASE_URL", "DATABASE_OWNER_URL", "DATABASE_PLATFORM_URL"), "postgres://a@h/d"),
            "must be three roles",
        ),
        ({"LOG_FORMAT": "xml"}, "LOG_FORMAT is “xml”. Write one of: text, json."),
        ({"PUBLIC_SCHEME": "gopher"}, "PUBLIC_SCHEME is “gopher”."),
    ],
)
def test_a_wrong_value_stops_the_start_with_a_sentence(
    tmp_path: Path, variables: dict[str, str], sentence: str
) -> None:
    answer = start(tmp_path, **variables)
    assert answer.returncode != 0
    assert sentence in answer.stderr.splitlines()[-1]
