"""A child that checks files which were uploaded: ``python -m delivery.rendering.check_child MEMORY CPU WALL PAGE``.

An order is a line with the kind of file, a line with its length, and its bytes. The answer is what the check found, and the
file as it is kept where nothing stands against it.
"""

import logging
from collections.abc import Callable
from importlib import import_module
from mmap import mmap
from typing import BinaryIO

from delivery.rendering import bounds  # standard library only: the limits come before everything else
from delivery.rendering.child import run

CHECKERS = {"face": "delivery.typefaces", "master": "delivery.masters"}
"""Kind of file → the package whose `check` reads it."""


def _warm() -> None:
    from PIL import Image

    from delivery import fonts

    logging.getLogger("fontTools").setLevel(logging.ERROR)  # what it says of hostile files is said in findings
    for name in (*CHECKERS.values(), "delivery.masters.checking"):
        import_module(name)
    import_module(CHECKERS["face"]).check(fonts.read(fonts.FACES["deck_serif"]))
    Image.preinit()  # it imports the formats that it knows when a first picture is opened


def _serve(orders: BinaryIO, answers: int, page: mmap, begin: Callable[[], None]) -> None:
    from delivery.rendering import wire

    while name := orders.readline():
        data = orders.read(int(orders.readline()))
        begin()
        try:
            found = import_module(CHECKERS[name.decode().strip()]).check(data)
        except Exception as error:  # noqa: BLE001 -- the worker says that it cannot be read
            wire.send(
                answers, wire.ERROR, f"{type(error).__name__}: {error}".encode(errors="replace")[: wire.LONGEST_TEXT]
            )
        else:
            findings = [[each.severity, each.sentence, each.place] for each in found.findings]
            wire.send(answers, wire.FILE, wire.joined([findings, found.facts], found.cleaned or b""))
        bounds.rest()


if __name__ == "__main__":
    run(_warm, _serve)
