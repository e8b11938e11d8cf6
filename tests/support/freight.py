"""The measurement of a pack with large final files, in a process of its own (benchmarks/freight.py)."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]


def measured(folder: Path, megabytes: int, **environment: str) -> dict[str, Any]:
    """What it found in `folder`, which has the demo in it. Megabytes above idle are under `above` of each step."""
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.freight", str(megabytes)], cwd=ROOT, capture_output=True, text=True, check=False,
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "aicmo_site.settings", "DATA_DIR": str(folder), **environment},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-2000:]
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def above(found: dict[str, Any]) -> dict[str, float]:
    return {step: found[step]["above"] for step in ("upload", "build", "hand out")}
