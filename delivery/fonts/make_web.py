"""Make the web subsets and the table of coverage from the shipped faces, and pin every font file:
`python -m delivery.fonts.make_web`.

A development tool; it needs fontTools with brotli. The subsets are renamed, since the faces' licence reserves
their names for the unmodified files.
"""

import hashlib
import io
from collections.abc import Iterable, Iterator

from fontTools import subset
from fontTools.ttLib import TTFont

from delivery.fonts import (
    FACES,
    FALLBACK_ROLES,
    FOLDER,
    TEXT_ROLES,
    WEB_RANGES,
    WEB_ROLES,
    Role,
    ranges,
    web_name,
)

KEPT_NAMES = [0, 13, 14]  # copyright, licence, licence address
SUBFAMILY = {"bold": "Semibold"}


def main() -> None:
    (FOLDER / "web").mkdir(exist_ok=True)
    for role in WEB_ROLES:
        for script in WEB_RANGES:
            (FOLDER / web_name(role, script)).write_bytes(web_subset(role, script))
    lines = [f"{first:04X}-{last:04X}\n" for first, last in spans(printable())]
    (FOLDER / "coverage.txt").write_text("".join(lines), encoding="ascii")
    pin()


def web_subset(role: Role, script: str) -> bytes:
    """The face of `role`, cut down to `script`, as WOFF2 with kerning and tabular figures."""
    options = subset.Options(flavor="woff2", layout_features=["kern", "mark", "mkmk", "tnum", "lnum"])
    options.name_IDs = KEPT_NAMES
    options.recalc_timestamp = False
    font = subset.load_font(str(FOLDER / FACES[role]), options)
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=[code for first, last in ranges(script) for code in range(first, last + 1)])
    subsetter.subset(font)
    rename(font, f"Pack {role.title()}", SUBFAMILY.get(role, "Regular"))
    out = io.BytesIO()
    subset.save_font(font, out, options)
    return out.getvalue()


def rename(font: TTFont, family: str, subfamily: str) -> None:
    names = {1: family, 2: subfamily, 4: f"{family} {subfamily}", 6: f"{family}-{subfamily}".replace(" ", "")}
    for name_id, value in names.items():
        font["name"].setName(value, name_id, 3, 1, 0x409)


def printable() -> set[int]:
    """The code points that some fallback has, or every face that sets words."""
    codes = {role: set(TTFont(FOLDER / FACES[role]).getBestCmap()) for role in (*TEXT_ROLES, *FALLBACK_ROLES)}
    in_all = set.intersection(*(codes[role] for role in TEXT_ROLES))
    return in_all.union(*(codes[role] for role in FALLBACK_ROLES))


def spans(codes: Iterable[int]) -> Iterator[tuple[int, int]]:
    """First and last of each unbroken run."""
    first = last = None
    for code in sorted(codes):
        if first is None or last is None:
            first = code
        elif code != last + 1:
            yield first, last
            first = code
        last = code
    if first is not None and last is not None:
        yield first, last


def pin() -> None:
    """Write `fonts.sha256` for every font file in the folder."""
    files = sorted(path for folder in ("ttf", "web") for path in (FOLDER / folder).iterdir())
    lines = [
        f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.relative_to(FOLDER).as_posix()}\n" for path in files
    ]
    (FOLDER / "fonts.sha256").write_text("".join(lines), encoding="ascii")


if __name__ == "__main__":
    main()
