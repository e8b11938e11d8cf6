"""``manage.py serve``: the whole installation with one command, migrated, checked, and ended together."""

import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from contextlib import suppress
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from aicmo_site import demo
from aicmo_site.processes import Stop, die_with_parent, refuse_without_walls

# Seconds in which requests and jobs may end. What then still runs is killed; the sweeper finds its jobs.
DRAIN = 20
COMMANDS = {
    "web": ["gunicorn", "-c", "python:aicmo_site.gunicorn", "aicmo_site.wsgi"],
    "worker": ["celery", "--quiet", "-A", "aicmo_site", "worker", "-B",
               "--without-gossip", "--without-mingle", "--without-heartbeat"],
}  # fmt: skip


class Command(BaseCommand):
    help = "Migrate, check, then serve pages and work on jobs until told to stop."

    def handle(self, *args: Any, **options: Any) -> None:
        refuse_taken_port(settings.PORT)
        stop = Stop()
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            signal.signal(number, stop.set)
        self.prepare(stop)
        if stop.is_set():
            return
        children = {name: start(command) for name, command in COMMANDS.items()}
        try:
            self.watch(children, stop)
            ended = [name for name, child in children.items() if child.poll() is not None]
        finally:
            end(list(children.values()))
        if not stop.is_set():
            raise CommandError(f"The {' and the '.join(ended)} process ended by itself, so the other was ended too.")

    def prepare(self, stop: Stop) -> None:
        """Told to stop, it ends the step it is at; the demo goes on at the next start."""
        call_command("migrate", interactive=False, verbosity=0)
        if not settings.DEBUG:
            call_command("collectstatic", interactive=False, verbosity=0)
        if settings.DEBUG and demo.is_due():
            call_command("demo", stop=stop)
        refuse_without_walls()

    def watch(self, children: dict[str, subprocess.Popen[bytes]], stop: Stop) -> None:
        """Return when told to stop, or when a child has ended."""
        announced = False
        while not stop.wait(0.2) and all(child.poll() is None for child in children.values()):
            if not announced and answers(settings.PORT):
                announced = True
                self.stdout.write(f"AICMO is at {address()}")
                self.stdout.flush()


def address() -> str:
    port = f":{settings.PORT}" if settings.DEBUG else ""
    return f"{settings.PUBLIC_SCHEME}://{settings.BASE_DOMAIN}{port}/"


def start(command: list[str]) -> subprocess.Popen[bytes]:
    """In a session of its own, so that Ctrl-C reaches only us and each child is told once, in order."""
    path = os.pathsep.join(filter(None, [str(settings.BASE_DIR), os.environ.get("PYTHONPATH")]))
    return subprocess.Popen(  # noqa: S603 -- a constant command
        [sys.executable, "-m", *command],
        env={**os.environ, "PYTHONPATH": path, "TMPDIR": str(settings.DATA_DIR / "tmp")},
        start_new_session=True,
        preexec_fn=die_with_parent,
    )


def end(children: list[subprocess.Popen[bytes]]) -> None:
    for child in children:
        child.terminate()
    deadline = time.monotonic() + DRAIN
    for child in children:
        with suppress(subprocess.TimeoutExpired):
            child.wait(max(0.0, deadline - time.monotonic()))
        with suppress(ProcessLookupError):
            os.killpg(child.pid, signal.SIGKILL)  # the child itself if it is late, and whatever it left behind
        child.wait()


def refuse_taken_port(port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1" if settings.DEBUG else "0.0.0.0", port))  # noqa: S104
        except OSError as error:
            raise CommandError(f"Port {port} is not free ({error.strerror}). Set PORT to another one.") from error


def answers(port: int) -> bool:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=2)
    try:
        connection.request("GET", "/", headers={"Host": settings.BASE_DOMAIN})
        connection.getresponse()
    except OSError:
        return False
    finally:
        connection.close()
    return True
