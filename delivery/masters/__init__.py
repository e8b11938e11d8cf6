"""An agency's own PowerPoint master: what a deck can stand on, taken from a file that a stranger may have made.

    upload ── check ──┬── findings, each a sentence
                      └── the cleaned master, if no finding forbids it ── decks

Nothing of the file is passed on as it stands: `reading` opens it within limits, `shapes` writes the decoration anew out of an
allow-list with its colours resolved, `pictures` encodes pictures anew, `grounds` measures what text would stand on, and
`stored` is the form that is kept. No Django, no clock, no network; the libraries are imported when a file is checked, in a
render child and never in the web.

`facts` of what is kept: `page` and `cover` name the layouts that are used, "" for a cover that stays the brand's own; `pictures`
counts.
"""

from delivery.findings import Checked, Finding, Severity

__all__ = ["Checked", "Finding", "Severity"]


def check(data: bytes) -> Checked:
    """What a file holds and what is wrong with it. No bytes make it raise; it takes at most about 300 MB and a few seconds."""
    from delivery.masters.checking import checked

    return checked(data)


def lint(data: bytes) -> list[Finding]:
    """The findings of `check`."""
    return list(check(data).findings)


def cleaned(data: bytes) -> bytes:
    """The master as it is kept; the same file gives the same bytes. Raises ValueError with the first error's sentence."""
    found = check(data)
    if found.cleaned is None:
        raise ValueError(found.findings[0].sentence)
    return found.cleaned
