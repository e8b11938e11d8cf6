"""The product as a person starts it: ``manage.py serve`` on a free port, with a data folder of its own."""

import contextlib
import fcntl
import http.client
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
UP = 120  # seconds until the page must answer, on a busy machine
LOAD_THE_DEMO = """
import django
django.setup()
from django.core.management import call_command
call_command("migrate", verbosity=0)
call_command("demo")
"""


@dataclass(frozen=True)
class Site:
    port: int
    folder: Path
    environment: dict[str, str]

    def url(self, slug: str, path: str = "/") -> str:
        return f"http://{slug}.localhost:{self.port}{path}"

    def manage(self, *arguments: str, stdin: str = "") -> str:
        """Standard output of a command of the product."""
        done = subprocess.run(
            [sys.executable, "manage.py", *arguments],
            cwd=ROOT, env=self.environment, input=stdin, capture_output=True, text=True, timeout=120, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        return done.stdout

    def json(self, *arguments: str) -> Any:
        return json.loads(self.manage(*arguments))

    @property
    def database(self) -> Path:
        return self.folder / "aicmo.sqlite3"

    def mails(self) -> list[str]:
        return [path.read_text() for path in sorted((self.folder / "mail").iterdir(), key=lambda p: p.stat().st_mtime)]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def plain_environment() -> dict[str, str]:
    """This process's, without what the suite set for itself."""
    suites = ("DATABASE_", "DJANGO_", "PYTEST")
    return {name: value for name, value in os.environ.items() if not name.startswith(suites)}


def put_demo_into(folder: Path, shared: Path) -> None:
    """Make `folder` a data folder with the demo. All processes that share `shared` load it once and copy it, as `serve` would
    spend seven seconds on it each time."""
    made, half = shared / "demo", shared / "half a demo"
    with (shared / "demo.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not made.exists():
            environment = {
                **plain_environment(),
                "DATA_DIR": str(half),
                "DJANGO_SETTINGS_MODULE": "aicmo_site.settings",
            }
            subprocess.run(
                [sys.executable, "-c", LOAD_THE_DEMO],
                cwd=ROOT, env=environment, capture_output=True, timeout=5 * UP, check=True,
            )  # fmt: skip
            half.rename(made)
    shutil.copytree(made, folder, dirs_exist_ok=True)


@contextlib.contextmanager
def serving(folder: Path) -> Iterator[Site]:
    """A running site on the data in `folder`, or on the demo; ended with TERM, and gone when the block is left."""
    port = free_port()
    environment = {**plain_environment(), "PORT": str(port), "DATA_DIR": str(folder), "LOG_LEVEL": "WARNING"}
    site = Site(port, folder, environment)
    server = subprocess.Popen([sys.executable, "manage.py", "serve"], cwd=ROOT, env=environment)
    try:
        wait_until_up(site)
        yield site
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait(timeout=40)


def wait_until_up(site: Site) -> None:
    deadline = time.monotonic() + UP
    while time.monotonic() < deadline:
        connection = http.client.HTTPConnection("127.0.0.1", site.port, timeout=5)
        with contextlib.closing(connection), contextlib.suppress(OSError, http.client.HTTPException):
            connection.request("GET", "/healthz/")
            with connection.getresponse() as answer:
                if answer.status == 200:
                    return
        time.sleep(0.3)
    raise AssertionError("The site did not come up.")
