"""A format is made in a process that can do nothing else, and one that cannot be made costs no other."""

import os
import signal
import socket
import threading
from collections.abc import Iterator
from dataclasses import replace

import pytest

from delivery.document import Document, Para, Source
from delivery.enums import PackFormat
from delivery.renderers.base import NOWHERE, Place, Rendered, Spot
from delivery.rendering import wire
from delivery.rendering.bounds import Limits
from delivery.rendering.making import RENDERERS, Failure, Made, in_process
from delivery.rendering.pool import Child, NoChild, Pool, environment, in_children, own
from delivery.theme import Theme
from tests.delivery.small_document import small_document

FORMS = tuple(RENDERERS)
HTML, PDF = PackFormat.HTML, PackFormat.PDF
PLACE = Spot(0, 0, 1, NOWHERE)
WORDS = PLACE._replace(string=0)
LIMITS = Limits(memory=400 << 20, cpu=1, wall=60)


def nobody(form: PackFormat) -> None:
    """Hears nothing."""


@pytest.fixture(scope="module")
def poisoned() -> Iterator[Pool]:
    pool = Pool(size=1, limits=LIMITS, program="tests.support.poison")
    yield pool
    pool.close()


def saying(text: str) -> Document:
    return small_document(Para("Before"), Para(text), Para("After"))


def made(pool: Pool, theme: Theme, text: str, forms: tuple[PackFormat, ...] = (HTML,)) -> Made:
    return pool.make(forms, saying(text), theme, nobody)


def test_children_make_the_same_bytes_as_this_process(sample: Document, theme: Theme) -> None:
    assert in_children(FORMS, sample, theme, nobody) == in_process(FORMS, sample, theme, nobody)


@pytest.mark.parametrize(
    ("poison", "reason"),
    [
        ("RAISE", "ValueError: no such glyph"),
        ("HUNGER", "It needed more memory than it may have."),
        ("LOOP", "It took more than 1 s of processor time."),
        ("ABORT", "The process that made it died (SIGABRT). It was tried 3 times."),
        ("RUN", "Forbidden: A renderer may not use subprocess.Popen."),
        ("FORK", "Forbidden: A renderer may not use os.fork."),
        ("READ /etc/hostname", "Forbidden: A renderer may not open files."),
        ("WRITE /tmp/left-behind", "Forbidden: A renderer may not open files."),
        ("ENVIRONMENT", "ValueError: LANG PATH PYTHONNOUSERSITE PYTHONPATH PYTHONSAFEPATH"),
    ],
)
def test_poison_fails_at_a_known_place(poisoned: Pool, theme: Theme, poison: str, reason: str) -> None:
    said_itself = poison not in ("HUNGER", "LOOP", "ABORT")
    assert made(poisoned, theme, f"POISON-{poison}") == {HTML: Failure(reason, WORDS if said_itself else PLACE)}


def test_a_file_that_takes_too_long_is_given_up_at_once(theme: Theme, monkeypatch: pytest.MonkeyPatch) -> None:
    impatient = Pool(size=1, limits=replace(LIMITS, wall=1), program="tests.support.poison")
    taken: list[Child] = []
    monkeypatch.setattr(impatient, "_taken", lambda: taken.append(Pool._taken(impatient)) or taken[-1])
    assert made(impatient, theme, "POISON-SLEEP") == {HTML: Failure("It took longer than 1 s.", PLACE)}
    assert len(taken) == 1
    impatient.close()


def test_the_others_are_made_whatever_becomes_of_one(poisoned: Pool, theme: Theme) -> None:
    found = made(poisoned, theme, "POISON-SILENCE", (HTML, PDF))
    assert found[HTML] == Failure("The process that made it died (exit 0). It was tried 3 times.", PLACE)
    assert isinstance(found[PDF], Rendered)


def test_no_connection_leaves_a_child(poisoned: Pool, theme: Theme) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.2)
        failed = made(poisoned, theme, f"POISON-CONNECT {server.getsockname()[1]}")[HTML]
        assert isinstance(failed, Failure)
        assert failed.reason.startswith("Forbidden: A renderer may not use socket.")
        with pytest.raises(TimeoutError):
            server.accept()


def test_a_child_that_is_well_makes_the_next_file_and_one_that_is_not_is_replaced(poisoned: Pool, theme: Theme) -> None:
    made(poisoned, theme, "Well")
    (child,) = poisoned._idle
    made(poisoned, theme, "POISON-RAISE")
    assert poisoned._idle == [child]
    made(poisoned, theme, "POISON-ABORT")
    assert isinstance(made(poisoned, theme, "Well")[HTML], Rendered)
    assert poisoned._idle != [child]


def test_a_child_that_was_killed_while_it_waited_is_replaced_and_nobody_notices(poisoned: Pool, theme: Theme) -> None:
    made(poisoned, theme, "Well")
    os.kill(poisoned._idle[0]._process.pid, signal.SIGKILL)
    assert isinstance(made(poisoned, theme, "Well")[HTML], Rendered)


def test_a_child_is_put_away_after_its_share_of_files(
    poisoned: Pool, theme: Theme, monkeypatch: pytest.MonkeyPatch
) -> None:
    made(poisoned, theme, "Well")
    (child,) = poisoned._idle
    monkeypatch.setattr(poisoned, "_life", child.made + 1)
    made(poisoned, theme, "Well")
    assert poisoned._idle == []
    assert child._process.returncode is not None


def test_whoever_waits_shows_signs_of_life_and_can_stop_waiting(
    poisoned: Pool, theme: Theme, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("delivery.rendering.pool.BEAT", 0.05)
    heard: list[PackFormat] = []

    def listen(form: PackFormat) -> None:
        heard.append(form)
        if len(heard) == 3:
            raise InterruptedError

    with pytest.raises(InterruptedError):
        poisoned.make((HTML,), saying("POISON-LOOP"), theme, listen)
    assert heard == [HTML] * 3


def test_what_cannot_even_start_is_no_fault_of_the_document(theme: Theme) -> None:
    pool = Pool(size=1, limits=Limits(memory=40 << 20))
    with pytest.raises(NoChild):
        made(pool, theme, "Well")
    pool.close()


def test_a_child_ends_with_the_worker_that_started_it(poisoned: Pool, theme: Theme) -> None:
    """However that ended: the end of its input is all that the child gets to know."""
    made(poisoned, theme, "Well")
    child = poisoned._idle.pop()
    assert child._process.stdin is not None
    child._process.stdin.close()
    assert child._process.wait(timeout=10) == 0
    child.end()


def test_the_environment_of_a_child_holds_nothing_of_the_worker(monkeypatch: pytest.MonkeyPatch) -> None:
    for secret in ("SECRET_KEY", "DATABASE_URL", "STORAGE_URL", "AWS_SECRET_ACCESS_KEY", "KEY_RING", "PYTHONSTARTUP"):
        monkeypatch.setenv(secret, "hunter2")
    assert "hunter2" not in "".join(environment().values())


def test_a_process_has_one_pool_for_all_its_threads(theme: Theme) -> None:
    found: list[Pool] = []
    threads = [threading.Thread(target=lambda: found.append(own())) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert set(found) == {own()}


def test_only_what_was_packed_is_taken_for_a_file_and_its_places() -> None:
    made = Rendered(b"%PDF", (Place(1, (Source.FRAME,)), Place("section-2", (Source.INTAKE, Source.STRATEGY))))
    assert wire.unpacked(wire.packed(made)) == made
    whole = wire.packed(made)
    for garbled in (b"", whole[:5], whole.replace(b"frame", b"fram3"), whole.replace(b"[1,", b"[[],"), b"\xff" * 99):
        with pytest.raises(wire.Garbled):
            wire.unpacked(garbled)
