"""One row in a process of its own: `python -m benchmarks.child MODULE MAKE FOLDER OUT CALLS SECONDS`.

MAKE in MODULE reads what the row needs from FOLDER, which is not timed, and gives back the work, or the work and what has
to be done before each call of it. The work is done once as the first in its process, then again until CALLS calls or
SECONDS of processor time are used up. Prints JSON: seconds of processor time (user and system, children included) and peak
resident memory in KB. What the work returns goes to OUT.
"""

import gc
import json
import resource
import sys
from collections.abc import Callable
from importlib import import_module
from pathlib import Path

from benchmarks.rounds import Found

Work = Callable[[], bytes]


def cpu() -> float:
    """Processor time of this process and of its children, those that live on included, in seconds."""
    used = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(one.ru_utime + one.ru_stime for one in used) + sum(map(_run_time, _children()))


def _children() -> list[str]:
    """A worker's render children end with it, not with their work."""
    return [pid for thread in Path("/proc/self/task").iterdir() for pid in (thread / "children").read_text().split()]


def _run_time(pid: str) -> float:
    """Of a process with one thread, in seconds."""
    return int(Path(f"/proc/{pid}/schedstat").read_text().split()[0]) / 1e9


def timed(work: Work, before: Callable[[], None]) -> tuple[float, bytes]:
    before()
    gc.collect()
    start = cpu()
    made = work()
    return cpu() - start, made


def measure(work: Work, before: Callable[[], None], *, calls: int, seconds: float) -> tuple[Found, bytes]:
    first, made = timed(work, before)
    warm: list[float] = []
    while len(warm) < calls and sum(warm) < seconds:
        warm.append(timed(work, before)[0])
    return {"first": first, "warm": warm, "memory": peak()}, made


def peak() -> int:
    """The most memory that this process had resident, in KB. Not `ru_maxrss`, which counts what had been its parent's."""
    return int(Path("/proc/self/status").read_text().partition("VmHWM:")[2].split()[0])


def main(module: str, make: str, folder: str, out: str, calls: str, seconds: str) -> None:
    row = getattr(import_module(module), make)(Path(folder))
    work, before = row if isinstance(row, tuple) else (row, lambda: None)
    found, made = measure(work, before, calls=int(calls), seconds=float(seconds))
    Path(out).write_bytes(made)
    print(json.dumps(found))


if __name__ == "__main__":
    main(*sys.argv[1:])
