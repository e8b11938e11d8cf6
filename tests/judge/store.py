"""An object store on loopback: ministack, in an environment of its own, and a way to it on which things go wrong."""

import http.client
import os
import socket
import struct
import subprocess
import threading
import time
import urllib.error
import urllib.request
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import quote

from aicmo_site import environment
from tests.support.site import free_port

SERVER = Path(__file__).resolve().parents[2] / ".venv-judge" / "bin" / "ministack"
KEY, SECRET, BUCKET = "judge", "judge/secret", "packs"
ERROR = b'<?xml version="1.0" encoding="UTF-8"?><Error><Code>InternalError</Code><Message>Try again.</Message></Error>'
RESET = struct.pack("ii", 1, 0)  # SO_LINGER: closing sends a reset and forgets what was not sent


@contextmanager
def ministack(folder: Path) -> Iterator[int]:
    """A store that checks signatures, from its start to its end; gives its port."""
    assert SERVER.exists(), "ministack is not installed; make judge installs it."
    port = free_port()
    surroundings = {
        "PATH": os.environ["PATH"], "HOME": str(folder), "BIND_HOST": "127.0.0.1", "GATEWAY_PORT": str(port),
        "AWS_ACCESS_KEY_ID": KEY, "AWS_SECRET_ACCESS_KEY": SECRET,
    }  # fmt: skip
    with (folder / "ministack.log").open("wb") as log:
        server = subprocess.Popen([SERVER], env=surroundings, cwd=folder, stdout=log, stderr=log)
        try:
            _wait_for(f"http://127.0.0.1:{port}/", server)
            yield port
        finally:
            server.terminate()
            server.wait(timeout=30)


def settings_of(port: int) -> dict[str, Any]:
    """Django's dictionary of the bucket behind a port."""
    return environment.bucket(url_of(port))


def url_of(port: int) -> str:
    """STORAGE_URL of the bucket behind a port."""
    return f"s3://{KEY}:{quote(SECRET, safe='')}@127.0.0.1:{port}/{BUCKET}?region=us-east-1&scheme=http"


def _wait_for(url: str, server: subprocess.Popen[bytes]) -> None:
    for _ in range(300):
        assert server.poll() is None, "ministack ended at once"
        try:
            urllib.request.urlopen(url, timeout=5).close()
        except urllib.error.HTTPError:
            return
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise AssertionError("ministack does not answer")


# A bad way to it


@dataclass
class Trouble:
    """What happens on the way, to requests of a method whose path holds `within`: how, from which on, how often.

    `how` is one of
    - "500": the store answers that it has failed, and has done nothing;
    - "slow": it does nothing, and says nothing for `wait` seconds;
    - "cut": the connection ends in the middle, of what is sent or of what is answered;
    - "truncated": only the first half is stored, or given back, as if that were all;
    - "reset": it does what it was asked, and the answer is lost.
    """

    how: str = ""
    method: str = ""
    within: str = ""
    first: int = 1
    times: int = 1
    wait: float = 0.0
    seen: Counter[str] = field(default_factory=Counter)
    done: int = 0

    def befalls(self, method: str, path: str) -> bool:
        self.seen[method] += 1
        if not self.how or method != self.method or self.within not in path:
            return False
        self.seen["such"] += 1
        if self.seen["such"] < self.first or self.done >= self.times:
            return False
        self.done += 1
        return True


class Way(ThreadingHTTPServer):
    """Hands every request on to the store, but for the trouble that it is told of."""

    daemon_threads = True

    def __init__(self, store: int) -> None:
        super().__init__(("127.0.0.1", 0), _Carrier)
        self.store = store
        self.trouble = Trouble()

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Connections break here on purpose."""


@contextmanager
def way_to(store: int) -> Iterator[Way]:
    way = Way(store)
    thread = threading.Thread(target=way.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield way
    finally:
        way.shutdown()
        way.server_close()
        thread.join()


class _Carrier(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: Way

    def carry(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        trouble = self.server.trouble
        befallen = trouble.befalls(self.command, self.path)
        how = trouble.how if befallen else ""
        if how == "slow":
            time.sleep(trouble.wait)
            self._break()
        elif how == "500":
            self._answer(500, {"Content-Type": "application/xml"}, ERROR)
        elif how == "cut" and self.command != "GET":
            self._break()
        elif how == "truncated" and self.command != "GET":
            self._hand_on(body[: len(body) // 2])
            self._answer(200, {"ETag": '"0"'}, b"")
        else:
            status, headers, answer = self._hand_on(body)
            if how == "reset":
                self._break()
            elif how == "truncated":
                self._answer(status, headers, answer[: len(answer) // 2])
            elif how == "cut":
                self._answer(status, headers, answer[: len(answer) // 2], told=len(answer))
                self._break()
            else:
                self._answer(status, headers, answer)

    do_GET = do_PUT = do_POST = do_HEAD = do_DELETE = carry

    def _hand_on(self, body: bytes) -> tuple[int, dict[str, str], bytes]:
        """The store's answer: its status, headers and body."""
        onward = http.client.HTTPConnection("127.0.0.1", self.server.store, timeout=30)
        ours = ("content-length", "expect", "connection")
        headers = {name: value for name, value in self.headers.items() if name.lower() not in ours}
        try:
            onward.request(self.command, self.path, body=body, headers={**headers, "Content-Length": str(len(body))})
            answer = onward.getresponse()
            return answer.status, dict(answer.getheaders()), answer.read()
        finally:
            onward.close()

    def _answer(self, status: int, headers: dict[str, str], body: bytes, *, told: int | None = None) -> None:
        length = headers.get("Content-Length") or headers.get("content-length")
        self.send_response(status)
        for name, value in headers.items():
            if name.lower() not in ("content-length", "transfer-encoding", "connection", "date", "server"):
                self.send_header(name, value)
        size = length if self.command == "HEAD" and length else str(len(body) if told is None else told)
        self.send_header("Content-Length", size)
        self.end_headers()
        self.wfile.write(b"" if self.command == "HEAD" else body)

    def _break(self) -> None:
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET)
        self.connection.close()
        self.close_connection = True

    def log_message(self, format: str, *args: Any) -> None:
        """Nothing: the tests count for themselves."""
