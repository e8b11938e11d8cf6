"""All rows in turn, round after round, each time in a fresh process; medians over the rounds."""

import json
import os
import shutil
import statistics
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypedDict

RIVALS = Path(".venv-bench")
NODE = RIVALS / "node" / "node_modules"
CALLS, SECONDS = 9, 0.6
"""At most so many warm calls, or so much processor time for them, in one process, where a row has no other."""


class Found(TypedDict):
    """What a process tells of its row: seconds of processor time, KB of resident memory."""

    first: float
    warm: list[float]
    memory: int


@dataclass
class Row:
    """What is timed. `made` is the file that its last process wrote; times are seconds of processor time.

    A `whole` one holds every word of the demo's document.
    """

    name: str
    module: str
    make: str
    case: Path
    whole: bool = False
    calls: int = CALLS
    seconds: float = SECONDS
    firsts: list[float] = field(default_factory=list)
    warms: list[float] = field(default_factory=list)
    peaks: list[int] = field(default_factory=list)
    made: bytes = b""

    @property
    def first(self) -> float:
        return statistics.median(self.firsts)

    @property
    def warm(self) -> float:
        return statistics.median(self.warms)

    @property
    def peak(self) -> float:
        """Resident memory in MB."""
        return statistics.median(self.peaks) / 1024

    def command(self, out: Path) -> list[str]:
        rest = [str(self.case), str(out), str(self.calls), str(self.seconds)]
        if self.module.endswith(".js"):
            return ["node", self.module, *rest]
        python = str(RIVALS / "bin" / "python") if "rivals" in self.module else sys.executable
        return [python, "-m", "benchmarks.child", self.module, self.make, *rest]

    def note(self, found: Found, out: Path) -> None:
        self.firsts.append(found["first"])
        self.warms.append(statistics.median(found["warm"]))
        self.peaks.append(found["memory"])
        self.made = out.read_bytes()


class RowFailed(Exception):
    """A row did not come to its end."""


def run(rows: Sequence[Row], *, rounds: int, folder: Path) -> None:
    """Every second round goes backwards, so that no row always follows the same one."""
    for number in range(rounds):
        for row in rows[:: -1 if number % 2 else 1]:
            say(f"Round {number + 1} of {rounds}: {row.name}")
            out = folder / "made"
            row.note(_ended(_started(row, out), row), out)


def together(row: Row, *, processes: int, folder: Path) -> float:
    """Processor seconds of a warm call of the row when so many processes do it at the same time."""
    outs = [folder / f"made-{number}" for number in range(processes)]
    started = [_started(row, out) for out in outs]
    found = [_ended(one, row) for one in started]
    return statistics.mean(taken for one in found for taken in one["warm"])


def _started(row: Row, out: Path) -> subprocess.Popen[str]:
    environment = {**os.environ, "NODE_PATH": str(NODE.resolve())}
    pipe = subprocess.PIPE
    return subprocess.Popen(row.command(out), env=environment, stdout=pipe, stderr=pipe, text=True)


def _ended(started: subprocess.Popen[str], row: Row) -> Found:
    output, errors = started.communicate()
    if started.returncode:
        raise RowFailed(f"{row.name} ended with {started.returncode}.\n{errors}")
    return json.loads(output.splitlines()[-1])


def available(row: Row) -> bool:
    """Whether what the row needs is installed; says so where it is not."""
    missing = ""
    if row.module.endswith(".js") and not (shutil.which("node") and NODE.is_dir()):
        missing = "Node.js with PptxGenJS"
    if missing:
        print(f"LEFT OUT: {row.name} needs {missing}, which is not here.")
    return not missing


def say(words: str) -> None:
    """Progress, where somebody looks on."""
    if sys.stderr.isatty():
        print(f"\r\033[K{words}", end="", file=sys.stderr, flush=True)
