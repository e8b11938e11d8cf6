"""A render child: ``python -m delivery.rendering.child MEMORY CPU WALL PAGE``.

Reads documents from standard input until that ends, and answers each with one frame on what was its standard output.
PAGE is the number of the open file in whose first bytes it writes where it is.
"""

import os
import pickle
import signal
import sys
from collections.abc import Callable
from mmap import mmap
from typing import BinaryIO

from delivery.rendering import bounds  # standard library only: the limits come before everything else

PAGE_SIZE = 4096


Serve = Callable[[BinaryIO, int, mmap, Callable[[], None]], None]
"""Answers orders: the stream they come from, the number of the file for the answers, the page, and what begins the time that
the next piece of work may take."""


def main() -> None:
    run(_warm, _serve)


def run(warm: Callable[[], None], serve: Serve) -> None:
    """What every program of a child does. `warm` reads what is needed before anything is guarded."""
    memory, cpu, wall, page = map(int, sys.argv[1:5])
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the worker's, which ends us when it ends
    bounds.bound(memory)
    answers = _own_output()
    from delivery.rendering import wire

    warm()
    bounds.guard("delivery", "campaigns")
    wire.send(answers, wire.READY, b"")
    serve(sys.stdin.buffer, answers, mmap(page, PAGE_SIZE), lambda: bounds.allow(cpu, wall))


def _own_output() -> int:
    """A number for the answers that nobody else knows: what a library prints goes to standard error."""
    answers = os.dup(1)
    os.dup2(2, 1)
    return answers


def _warm() -> None:
    """Make every format of next to nothing, so that libraries, faces and template are read before anything is guarded."""
    from delivery.document import Bars, Document, Imprint, Para, Section, Topic
    from delivery.rendering.making import RENDERERS, renderer_of
    from delivery.theme import BrandSpec, Theme

    topic = Topic("", "Warm", (Para("Warm"),))
    section = Section("1", "Warm", "", (topic,))
    document = Document("Warm", "Warm", "", "", "", Bars(""), (section,), Imprint("Warm", ""))
    theme = Theme.of(BrandSpec(agency_name="Warm", primary="#000000"))
    for form in RENDERERS:
        renderer_of(form).render(document, theme)


def _serve(orders: BinaryIO, answers: int, page: mmap, begin: Callable[[], None]) -> None:
    from delivery.enums import PackFormat
    from delivery.renderers.base import FRAME
    from delivery.rendering import wire
    from delivery.rendering.making import Failure, attempt

    while name := orders.readline():
        document, theme = pickle.load(orders)  # noqa: S301 -- made by the worker, which trusts itself
        begin()
        wire.leave(page, FRAME)
        made = attempt(PackFormat(name.decode().strip()), document, theme, lambda spot: wire.leave(page, spot))
        bounds.rest()
        if isinstance(made, Failure):
            wire.leave(page, made.spot)
            wire.send(answers, wire.ERROR, made.reason.encode(errors="replace")[: wire.LONGEST_TEXT])
        else:
            wire.send(answers, wire.FILE, wire.packed(made))
        del document, theme, made


if __name__ == "__main__":
    main()
