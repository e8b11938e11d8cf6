"""A child reads what was uploaded, and whatever becomes of it the worker has an answer."""

import pytest

from delivery.rendering import checking
from delivery.rendering.bounds import Limits
from delivery.rendering.checking import UNREADABLE, checked
from tests.support.faces import GELASIO


def test_a_face_comes_back_with_what_was_found() -> None:
    found = checked("face", GELASIO)
    assert found.cleaned
    assert found.facts["family"] == "Gelasio"
    assert {each["severity"] for each in found.findings} == {"warning"}


def test_what_is_refused_comes_back_as_a_sentence_and_nothing_else() -> None:
    found = checked("face", b"OTTO")
    assert (found.cleaned, found.facts, [each["severity"] for each in found.findings]) == (None, {}, ["error"])


def test_a_kind_that_nobody_reads_is_unreadable() -> None:
    assert checked("nothing", b"bytes").findings[0]["sentence"] == UNREADABLE


def test_a_check_that_takes_too_long_is_ended_and_the_file_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checking, "LIMITS", Limits(memory=512 << 20, cpu=60, wall=0))
    found = checked("face", GELASIO)
    assert (found.cleaned, found.findings[0]["sentence"]) == (None, UNREADABLE)
    assert "It took longer than 0 s." in found.why


class Lost(Exception):
    pass


def test_whoever_waits_is_heard_of_and_may_end_the_check(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checking, "BEAT", 0.001)
    heard: list[None] = []
    assert checked("face", GELASIO, lambda: heard.append(None)).cleaned
    assert len(heard) > 1

    def stop() -> None:
        raise Lost

    with pytest.raises(Lost):
        checked("face", GELASIO, stop)
