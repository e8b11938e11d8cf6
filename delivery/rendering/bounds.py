"""What a render child may not do. Set by the child upon itself before it has seen anything of anybody's.

Two kinds: the kernel's limits, and a guard in the interpreter that cannot be taken away again (PEP 578). The guard is for
code of ours and of our libraries that is led astray by a text; it is no prison for machine code, of which a pack has none.
"""

import os
import resource
import signal
import sys
from contextlib import suppress
from dataclasses import dataclass
from importlib import import_module
from typing import Any

WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
REFUSED = (
    "socket.", "subprocess.", "os.exec", "os.fork", "os.kill", "os.posix_spawn", "os.spawn", "os.system",
    "os.remove", "os.rename", "os.rmdir", "os.mkdir", "os.link", "os.symlink", "os.truncate", "os.chmod", "os.chown",
    "ctypes.dlopen", "shutil.", "tempfile.",
)  # fmt: skip
"""Beginnings of the names of audited events: whatever reaches another machine, process or file."""
GRACE = 5  # seconds after which a child ends itself that its worker should have ended


@dataclass(frozen=True)
class Limits:
    """Bounds of a child. `memory` in bytes of address space; `cpu` and `wall` in seconds for one file."""

    memory: int = 1 << 30
    cpu: int = 60
    wall: int = 120


class Forbidden(PermissionError):
    """Something that a renderer has no business to do."""


def bound(memory: int) -> None:
    """Limits that hold from the first import on. Warm and idle a child takes 0.12 GB of address space."""
    _lower(resource.RLIMIT_AS, memory)
    _lower(resource.RLIMIT_CORE, 0)
    _lower(resource.RLIMIT_NPROC, 0)


def guard(*packages: str) -> None:
    """From now on no connection, no other process, no file that is written. What is read is the interpreter, its libraries
    and these packages of ours; beside them may lie what an installation keeps to itself."""
    _lower(resource.RLIMIT_FSIZE, 0)
    folders = (sys.prefix, sys.base_prefix, *(os.path.dirname(str(import_module(name).__file__)) for name in packages))
    roots = tuple(os.path.realpath(folder) + os.sep for folder in folders)

    def refuse(event: str, args: tuple[Any, ...]) -> None:
        if event == "open":
            _refuse_file(args[0], args[2], roots)
        elif event.startswith(REFUSED):
            raise Forbidden(f"A renderer may not use {event}.")

    sys.addaudithook(refuse)


def _refuse_file(path: object, flags: int, roots: tuple[str, ...]) -> None:
    if isinstance(path, int):  # what is open already
        return
    name = os.path.realpath(os.fsdecode(path) if isinstance(path, bytes | os.PathLike) else str(path))
    if flags & WRITING or not name.startswith(roots):
        raise Forbidden("A renderer may not open files.")


def allow(cpu: int, wall: int) -> None:
    """Time for one file, beginning now; `rest` when it is made. What goes on beyond it is ended by the kernel, also when
    nobody waits for it any more."""
    usage = resource.getrusage(resource.RUSAGE_SELF)
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    resource.setrlimit(resource.RLIMIT_CPU, (_within(int(usage.ru_utime + usage.ru_stime) + 1 + cpu, hard), hard))
    signal.alarm(wall + GRACE)


def rest() -> None:
    signal.alarm(0)


def _lower(which: int, most: int) -> None:
    _, hard = resource.getrlimit(which)
    with suppress(*() if sys.platform == "linux" else (ValueError, OSError)):  # elsewhere a kernel may not know it
        resource.setrlimit(which, (_within(most, hard), _within(most, hard)))


def _within(most: int, hard: int) -> int:
    return most if hard == resource.RLIM_INFINITY else min(most, hard)
