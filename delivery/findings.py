"""What a check of an uploaded file says, whatever kind of file it is: a typeface, a master."""

from dataclasses import dataclass, field
from typing import Any, Literal

Severity = Literal["error", "warning"]


@dataclass(frozen=True)
class Finding:
    """What stands against a file, or is not taken from it: a sentence, and the place in the file in the reader's words."""

    severity: Severity
    sentence: str
    place: str = ""


@dataclass(frozen=True)
class Checked:
    """Errors first. `cleaned` is the file as packs are made with it; None where an error stands. `facts` are plain data, and the
    package of each kind says which."""

    findings: tuple[Finding, ...]
    cleaned: bytes | None = field(default=None, repr=False)
    facts: dict[str, Any] = field(default_factory=dict)
