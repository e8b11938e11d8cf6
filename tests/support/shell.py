"""A process beside the site in which the product is loaded once, for the many small things that a test does there."""

import contextlib
import io
import json
import subprocess
import sys
from typing import Any

from tests.support.site import ROOT


class Shell:
    """``Shell(environment)`` runs scripts against the site that has the same environment, one after the other."""

    def __init__(self, environment: dict[str, str]) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", __name__],
            cwd=ROOT, env={**environment, "DJANGO_SETTINGS_MODULE": "aicmo_site.settings"},
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        )  # fmt: skip

    def run(self, script: str, asked: object) -> str:
        """What the script prints. It finds `asked` under this name."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        with contextlib.suppress(BrokenPipeError):
            self.process.stdin.write(json.dumps([script, asked]) + "\n")
            self.process.stdin.flush()
        answer = self.process.stdout.readline()
        assert answer, "The script failed; its traceback is on standard error."
        said: str = json.loads(answer)
        return said

    def close(self) -> None:
        self.process.communicate(timeout=40)


def answer(script: str, asked: Any) -> str:
    from django.db import connections

    said = io.StringIO()
    with contextlib.redirect_stdout(said):
        exec(script, {"asked": asked})
    connections.close_all()  # another process may write before the next script
    return said.getvalue().strip()


def main() -> None:
    import django

    django.setup()
    for line in sys.stdin:
        print(json.dumps(answer(*json.loads(line))), flush=True)


if __name__ == "__main__":
    main()
