"""An agency's own typeface: what packs can be set in, taken from a file that a stranger may have made.

    upload ── check ──┬── findings, each a sentence
                      └── the cleaned face, if no finding forbids it ── packs

Nothing of the file is passed on as it stands. `directory` looks at its outer form, `cleaning` has HarfBuzz write it anew
without programs and without what printing does not need, and `glyphs` walks what came of it. No Django, no clock, no network; the
libraries are imported when a file is checked, in a render child and never in the web.

`facts` of a cleaned face: `family` and `style` as people read them, `office` as Office calls the family, `latin` whether it has all
of `BASIC`, `spans` its characters as pairs of first and last code point.
"""

from delivery.findings import Checked, Finding, Severity

__all__ = ["Checked", "Finding", "Severity"]

LARGEST = 16 << 20
"""Bytes of a file. Noto's faces for Chinese take 10 MB."""


def check(data: bytes) -> Checked:
    """What a file holds and what is wrong with it. What it raises besides MemoryError says that the file cannot be read."""
    from delivery.typefaces.checking import checked

    return checked(data)
