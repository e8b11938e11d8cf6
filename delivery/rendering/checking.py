"""The worker's side of the check of an uploaded file: one child for one file, within its limits."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from delivery.rendering import wire
from delivery.rendering.bounds import Limits
from delivery.rendering.pool import BEAT, Child, Died

PROGRAM = "delivery.rendering.check_child"
LIMITS = Limits(memory=512 << 20, cpu=60, wall=180)
UNREADABLE = "The file cannot be read. It is damaged, or it is not what it says it is."
LONGEST, MOST = 500, 60  # characters of a finding, and findings


@dataclass(frozen=True)
class Found:
    """What a check says: findings as `severity`, `sentence` and `place`; the file as it is kept, or None where an error stands;
    and the facts of one that is kept. `why` is what a program said of a file that it could not read, for the log. Plain data."""

    findings: list[dict[str, str]]
    cleaned: bytes | None = field(default=None, repr=False)
    facts: dict[str, Any] = field(default_factory=dict)
    why: str = ""


def checked(kind: str, data: bytes, heard: Callable[[], None] = lambda: None) -> Found:
    """The check of a file, whatever it does to whoever reads it. `heard` is called every few seconds while it is read; what it
    raises ends the check. Raises NoChild when no child can be started."""
    child = Child(PROGRAM, LIMITS)
    try:
        answer, body = _asked(child, f"{kind}\n{len(data)}\n".encode() + data, heard)
        said, cleaned = wire.parted(body) if answer == wire.FILE else (None, b"")
        return _found(said, cleaned) if said else _unreadable(body.decode(errors="replace"))
    except Died as death:
        return _unreadable(death.reason)
    except (wire.Garbled, ValueError, TypeError):
        return _unreadable("")
    finally:
        child.end()


def _asked(child: Child, order: bytes, heard: Callable[[], None]) -> tuple[bytes, bytes]:
    with ThreadPoolExecutor(1, thread_name_prefix="check") as threads:
        answer = threads.submit(child.ask, order)
        try:
            while True:
                heard()
                with suppress(TimeoutError):
                    return answer.result(timeout=BEAT)
        except BaseException:
            child.kill()
            raise


def _found(said: Any, cleaned: bytes) -> Found:
    """Raises ValueError and TypeError: a child has had hostile bytes in its hands, so its words are looked at."""
    listed, facts = said
    if not isinstance(facts, dict) or (not listed and not cleaned):
        raise TypeError
    findings = [_finding(*each) for each in listed[:MOST]]
    stopped = not cleaned or any(each["severity"] == "error" for each in findings)
    return Found(findings, None, {}) if stopped else Found(findings, cleaned, facts)


def _finding(severity: str, sentence: str, place: str) -> dict[str, str]:
    words = {"severity": severity, "sentence": sentence[:LONGEST], "place": place[:LONGEST]}
    if severity not in ("error", "warning") or not all(isinstance(each, str) for each in words.values()):
        raise TypeError
    return words


def _unreadable(why: str) -> Found:
    return Found([_finding("error", UNREADABLE, "")], why=why)
