"""A render child whose HTML renderer does what a word in the text tells it: ``Pool(program="tests.support.poison")``."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from delivery.document import part_strings
from delivery.renderers import html
from delivery.renderers.html.blocks import Blocks
from delivery.renderers.html.markup import Markup
from delivery.rendering import child


def fail(words: str) -> None:
    raise ValueError("no such glyph")


def loop(words: str) -> None:
    while True:
        pass


def connect(port: str) -> None:
    socket.create_connection(("127.0.0.1", int(port)), timeout=5)


def show_environment(words: str) -> None:
    raise ValueError(" ".join(sorted(os.environ)))


DEEDS: dict[str, Callable[[str], object]] = {
    "RAISE": fail,
    "LOOP": loop,
    "SLEEP": lambda words: time.sleep(600),
    "HUNGER": lambda words: [bytearray(1 << 26) for _ in range(1000)],
    "ABORT": lambda words: os.abort(),
    "SILENCE": lambda words: os._exit(0),
    "CONNECT": connect,
    "RUN": lambda words: subprocess.run(["true"], check=False),
    "FORK": lambda words: os.fork(),
    "READ": lambda words: Path(words).read_text(),
    "WRITE": lambda words: Path(words).write_text("x"),
    "ENVIRONMENT": show_environment,
}


class Poisoned(Blocks):
    def visit(self, block: object) -> Markup:
        made = super().visit(block)
        for text in part_strings(block):  # type: ignore[arg-type]
            deed, _, words = text.partition(" ")
            if deed.startswith("POISON-"):
                DEEDS[deed.removeprefix("POISON-")](words)
        return made


if __name__ == "__main__":
    html.Blocks = Poisoned  # type: ignore[misc]
    child._warm = lambda: None  # many of these are started, and most make one small file
    sys.exit(child.main())
