"""The typefaces of the packs, shipped as data.

Each file is read once and compared with its digest in `fonts.sha256` (the format of `sha256sum`), so a pack
can only be set with the faces it was measured with. Licences: `licences/`. Origin of the files: `README.md`.
"""

import hashlib
from functools import cache
from pathlib import Path
from typing import Literal

Role = Literal[
    "display", "sub", "text", "bold",
    "other", "fallback", "emoji", "symbols", "arrows",
    "deck_serif", "deck_text", "deck_bold",
]  # fmt: skip

FOLDER = Path(__file__).parent

# Role → file. "other" has none: only a brand brings it along (`delivery.theme.faces`). The deck names Georgia and Calibri;
# their metric twins are here for measuring only.
FACES: dict[Role, str] = {
    "display": "ttf/SourceSerif4Display-Regular.ttf",
    "sub": "ttf/SourceSerif4Subhead-Regular.ttf",
    "text": "ttf/SourceSans3-Regular.ttf",
    "bold": "ttf/SourceSans3-Semibold.ttf",
    "fallback": "ttf/NotoSans-Regular.ttf",
    "emoji": "ttf/NotoEmoji-Regular.ttf",
    "symbols": "ttf/NotoSansSymbols2-Regular.ttf",
    "arrows": "ttf/NotoSansMath-Arrows.ttf",
    "deck_serif": "ttf/Gelasio-Regular.ttf",
    "deck_text": "ttf/Carlito-Regular.ttf",
    "deck_bold": "ttf/Carlito-Bold.ttf",
}

# What sets the pack's words, and what is asked in turn for a character that the face of the words lacks.
TEXT_ROLES: tuple[Role, ...] = ("display", "sub", "text", "bold")
FALLBACK_ROLES: tuple[Role, ...] = ("fallback", "emoji", "symbols", "arrows")

ONLY_IN_TEXT = frozenset("\u266a\U0001f12f\U0001f16a\U0001f16b\U0001f16c")
"""Of what we can print all that no fallback has."""

WEB_ROLES: tuple[Role, ...] = ("display", "text", "bold")

# Script → code points of its web subset, as CSS `unicode-range`.
WEB_RANGES = {
    "latin": (
        "U+0020-024F, U+02BB-02DD, U+1E00-1EFF, U+2000-206F, U+2070-209F, U+20A0-20CF, U+2100-214F, U+2190-2193, U+2212"
    ),
    "greek": "U+0370-03FF, U+1F00-1FFF",
    "cyrillic": "U+0400-052F",
}


class FontError(RuntimeError):
    """A font file is missing, unknown or not the one that was pinned."""


@cache
def read(name: str) -> bytes:
    """Bytes of a shipped file by its name below this folder; FontError when they are not the pinned ones."""
    expected = digests().get(name)
    if expected is None:
        raise FontError(f"{name} is not listed in fonts.sha256.")
    try:
        data = (FOLDER / name).read_bytes()
    except OSError as error:
        raise FontError(f"{name} cannot be read: {error.strerror}.") from error
    if hashlib.sha256(data).hexdigest() != expected:
        raise FontError(f"{name} differs from its digest in fonts.sha256.")
    return data


@cache
def digests() -> dict[str, str]:
    """File name → SHA-256 of every shipped font file."""
    lines = (FOLDER / "fonts.sha256").read_text(encoding="ascii").splitlines()
    return {name: digest for digest, name in (line.split("  ", 1) for line in lines)}


@cache
def coverage() -> frozenset[str]:
    """Every character that a pack can print, whichever face its words are set in.

    From `coverage.txt`, which `make_web` writes, so that asking needs no font library.
    """
    lines = (FOLDER / "coverage.txt").read_text(encoding="ascii").splitlines()
    pairs = (line.split("-") for line in lines)
    return frozenset(chr(code) for first, last in pairs for code in range(int(first, 16), int(last, 16) + 1))


def web_name(role: str, script: str) -> str:
    """File name of the web subset of a face."""
    return f"web/{role}-{script}.woff2"


def in_ranges(char: str, script: str) -> bool:
    """Whether the web subset of `script` is meant to hold `char`."""
    return any(first <= ord(char) <= last for first, last in ranges(script))


@cache
def ranges(script: str) -> tuple[tuple[int, int], ...]:
    """First and last code point of each range of a script."""
    pairs = (part.strip().removeprefix("U+").split("-") for part in WEB_RANGES[script].split(","))
    return tuple((int(pair[0], 16), int(pair[-1], 16)) for pair in pairs)
