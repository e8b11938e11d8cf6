"""The worker's side: a few children, kept warm, each making one file at a time within its limits.

A child is started anew, never forked from us: a copy of a worker would hold its connections and keys. It dies with its
input, so nothing is left when a worker ends, however that ends. One that fails is replaced, one that has made many files
is as well, and no other file notices.
"""

import atexit
import os
import select
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from mmap import mmap
from pathlib import Path
from pickle import dumps
from threading import Lock

from delivery.document import Document
from delivery.enums import PackFormat
from delivery.renderers.base import Rendered, Spot
from delivery.rendering import wire
from delivery.rendering.bounds import Limits
from delivery.rendering.child import PAGE_SIZE
from delivery.rendering.making import RENDERERS, Failure, Heard, Made
from delivery.theme import Theme

PROGRAM = "delivery.rendering.child"
ROOT = Path(__file__).resolve().parents[2]
KEPT = ("PATH", "LD_LIBRARY_PATH")  # of the worker's environment: what an interpreter needs to start
TRIES = 3  # of a file whose child dies without a word; whatever it says itself it would say again
LIFE = 50  # files, after which a child gives back what it has gathered
BEAT = 5.0  # seconds between two signs of life to whoever waits
START = 60.0  # seconds in which a child has to be ready
SIZE = max(1, min(len(RENDERERS), os.cpu_count() or 1))


class NoChild(RuntimeError):
    """No child could be started, so nothing is known about the work."""


class Died(Exception):
    """A child ended, or was ended, before it had answered. Where it was is in `spot`, how it ended in `reason`, a sentence;
    `for_good` when another child would end the same way."""

    def __init__(self, reason: str, spot: Spot, *, for_good: bool) -> None:
        super().__init__(reason)
        self.reason, self.spot, self.for_good = reason, spot, for_good


def environment() -> dict[str, str]:
    """All that a child is told about the world: no credential, no address, no folder of ours but the code's."""
    kept = {name: os.environ[name] for name in KEPT if name in os.environ}
    return {**kept, "LANG": "C.UTF-8", "PYTHONPATH": str(ROOT), "PYTHONSAFEPATH": "1", "PYTHONNOUSERSITE": "1"}


class Child:
    """One process, from its start to its end. Used by one thread at a time."""

    def __init__(self, program: str, limits: Limits) -> None:
        self._limits, self.made = limits, 0
        with tempfile.TemporaryFile() as shared:
            shared.truncate(PAGE_SIZE)
            self._page = mmap(shared.fileno(), PAGE_SIZE)
            numbers = [str(number) for number in (limits.memory, limits.cpu, limits.wall, shared.fileno())]
            self._process = subprocess.Popen(  # noqa: S603 -- our own interpreter and module
                [sys.executable, "-m", program, *numbers], env=environment(), cwd="/",
                stdin=subprocess.PIPE, stdout=subprocess.PIPE, pass_fds=[shared.fileno()], bufsize=0,
            )  # fmt: skip
        assert self._process.stdin
        assert self._process.stdout
        self._orders, self._answers = self._process.stdin.fileno(), self._process.stdout.fileno()
        self._poll = select.poll()
        self._poll.register(self._answers, select.POLLIN | select.POLLHUP)
        try:
            wire.receive(self._reader(START), 0)
        except (wire.Ended, wire.Garbled, TimeoutError) as error:
            self.end()
            raise NoChild(f"A render child did not start ({error!r}).") from error

    def make(self, form: PackFormat, work: bytes) -> Rendered | Failure:
        """The file, or what the child says of it. Raises Died."""
        self.made += 1
        kind, body = self.ask(f"{form.value}\n".encode() + work)
        try:
            if kind == wire.FILE:
                return wire.unpacked(body)
        except wire.Garbled:
            raise self._ended() from None
        return Failure(body.decode(errors="replace"), wire.left(self._page))

    def ask(self, order: bytes) -> tuple[bytes, bytes]:
        """Kind and body of the answer. Raises Died."""
        try:
            wire.write(self._orders, order)
            return wire.receive(self._reader(self._limits.wall), self._limits.memory)
        except TimeoutError:
            self.end()
            raise self._died(f"It took longer than {self._limits.wall} s.", for_good=True) from None
        except (wire.Ended, wire.Garbled, BrokenPipeError):
            raise self._ended() from None

    def kill(self) -> None:
        """From any thread: whoever waits for an answer gets none."""
        with suppress(ProcessLookupError):
            self._process.kill()

    def end(self) -> None:
        self.kill()
        self._process.wait()
        for stream in (self._process.stdin, self._process.stdout):
            if stream:
                stream.close()

    def _ended(self) -> Died:
        """How it ended by itself, asked before it is put away."""
        with suppress(subprocess.TimeoutExpired):  # one that has closed its output and goes on is ended below
            self._process.wait(timeout=1)
        code = self._process.poll()
        self.end()
        if code == -signal.SIGXCPU:
            return self._died(f"It took more than {self._limits.cpu} s of processor time.", for_good=True)
        how = signal.Signals(-code).name if code and code < 0 else f"exit {code}"
        return self._died(f"The process that made it died ({how}).", for_good=False)

    def _died(self, reason: str, *, for_good: bool) -> Died:
        return Died(reason, wire.left(self._page), for_good=for_good)

    def _reader(self, patience: float) -> wire.Read:
        """Reads what the child answers. Raises TimeoutError once `patience` seconds have passed, however much came."""
        deadline = time.monotonic() + patience

        def read(most: int) -> bytes:
            if not self._poll.poll(max(0.0, deadline - time.monotonic()) * 1000):
                raise TimeoutError
            return os.read(self._answers, most)

        return read


class Pool:
    """At most `size` children, started when they are needed. Any number of threads may ask at once."""

    def __init__(
        self, *, size: int = SIZE, limits: Limits | None = None, program: str = PROGRAM, life: int = LIFE
    ) -> None:
        self._limits, self._program, self._life = limits or Limits(), program, life
        self._threads = ThreadPoolExecutor(size, thread_name_prefix="render")
        self._idle: list[Child] = []  # append and pop are one step each
        self.owner = os.getpid()

    def make(self, forms: Sequence[PackFormat], document: Document, theme: Theme, heard: Heard) -> Made:
        """`Make`, each format in a child. Raises NoChild when none can be started, and what `heard` raises."""
        work = dumps((document, theme))
        asked = {form: self._threads.submit(self._made, form, work) for form in forms}
        try:
            return {form: _waited(future, form, heard) for form, future in asked.items()}
        finally:
            for future in asked.values():
                future.cancel()

    def close(self) -> None:
        """End every child; those at work are ended with their work."""
        self._threads.shutdown(cancel_futures=True)
        while self._idle:
            self._idle.pop().end()

    def _made(self, form: PackFormat, work: bytes) -> Rendered | Failure:
        for attempt in range(1, TRIES + 1):
            child = self._taken()
            try:
                made = child.make(form, work)
            except Died as death:
                if death.for_good or attempt == TRIES:
                    tried = "" if death.for_good else f" It was tried {TRIES} times."
                    return Failure(death.reason + tried, death.spot)
            else:
                self._put_back(child)
                return made
        raise AssertionError  # the last try has returned

    def _taken(self) -> Child:
        try:
            return self._idle.pop()
        except IndexError:
            return Child(self._program, self._limits)

    def _put_back(self, child: Child) -> None:
        if child.made < self._life:
            self._idle.append(child)
        else:
            child.end()


def _waited(future: "Future[Rendered | Failure]", form: PackFormat, heard: Heard) -> Rendered | Failure:
    while True:
        heard(form)
        with suppress(TimeoutError):
            return future.result(timeout=BEAT)


_pool: Pool | None = None
_making = Lock()


def in_children(forms: Sequence[PackFormat], document: Document, theme: Theme, heard: Heard) -> Made:
    """`Make` with this process's own pool, which is there from the first call to its end."""
    return own().make(forms, document, theme, heard)


def own() -> Pool:
    """The pool of this process; a copy of a process that had one makes its own."""
    global _pool
    with _making:
        if _pool is None or _pool.owner != os.getpid():
            _pool = Pool()
            atexit.register(_pool.close)
        return _pool
