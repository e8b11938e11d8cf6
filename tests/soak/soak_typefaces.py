"""Typefaces that mean harm: refused with a sentence, or made into one that every format can be set in; no check takes half a
gigabyte (make soak)."""

import re
from dataclasses import replace

from delivery.rendering import checking
from delivery.rendering.checking import PROGRAM, UNREADABLE
from delivery.rendering.making import RENDERERS, renderer_of
from delivery.rendering.pool import Child
from delivery.theme import Theme
from delivery.theme.faces import Faces
from tests.delivery.sample_brand import sample_brand
from tests.delivery.small_document import every_block, small_document
from tests.delivery.typefaces.broken import WHOLE, mutants

MOST = 512 * 1024  # kB of one process, resident
EVERY = 4  # of the faces that are kept so many are set


class Kept(Child):
    """One child for every file, which tells what it has needed at most before it ends."""

    def end(self) -> None:
        with open(f"/proc/{self._process.pid}/status") as status:
            self.peak = int(re.findall(r"VmHWM:\s+(\d+)", status.read())[0])


def test_no_broken_typeface_ends_a_check_or_a_renderer(monkeypatch) -> None:
    child = Kept(PROGRAM, checking.LIMITS)
    monkeypatch.setattr(checking, "Child", lambda *given: child)
    answers, kept = [], []
    for name, data in mutants(2026, cuts=80, flips=25):
        found = checking.checked("face", data)
        answers.append((name, found.findings[:1], found.why))
        if found.cleaned:
            kept.append((name, found))
    assert len(answers) > 1_000
    assert [answer for answer in answers if answer[2]] == []
    assert not [name for name, findings, _ in answers if findings and findings[0]["sentence"] == UNREADABLE]
    assert child.peak < MOST
    for name, found in kept[::EVERY]:
        set_in(name, found)
    Child.end(child)
    print(f"{len(answers)} files, {len(kept)} kept, at most {child.peak // 1024} MB")


def set_in(name: str, found: checking.Found) -> None:
    face = found.cleaned
    faces = Faces(display=face, text=face, bold=face) if found.facts["latin"] else Faces(other=face)
    theme = Theme.of(replace(sample_brand(), faces=faces))
    for form in RENDERERS:
        assert renderer_of(form).render(small_document(*every_block()), theme).data, (name, form)


def test_the_largest_faces_are_checked_within_the_limits() -> None:
    """Sixteen megabytes of one table that nobody reads, and of nothing."""
    for data in (WHOLE + bytes((16 << 20) - len(WHOLE)), bytes(16 << 20)):
        found = checking.checked("face", data)
        assert found.why == ""
