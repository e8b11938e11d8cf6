"""What rules look for in words: placeholders, addresses, forbidden phrases, limits of platforms."""

import re
from collections.abc import Iterable

NONE = "none"
"""The word with which a person says that there is nothing to give, for example no website yet."""

# Words of everyday language ("todo" is Spanish, clinics "fill in" forms) count only where nothing else is
# meant. Every repetition is bounded, so that 100,000 hostile characters take linear time.
_PLACEHOLDER_ANYWHERE = re.compile(
    r"\b(?i:tbd|tbc|lorem ipsum|xxx+)\b"
    r"|\b(?:TODO|FIXME|PLACEHOLDER|TO BE (?:DEFINED|CONFIRMED|DECIDED|DETERMINED))\b"
    r"|(?i:\[(?:placeholder|insert|fill in|your|client|company|brand|name|date|amount)\b[^\[\]]{0,80}\](?!\())"
    r"|(?i:<(?:placeholder|insert|fill in|your|client name|company name)\b[^<>]{0,80}>)"
    r"|\{\{[^{}]{0,80}\}\}"
)
_PLACEHOLDER_ALONE = re.compile(
    r"(?i:todo|fixme|fill in|placeholder|insert text|not specified|n/a|\.\.\.|…|\?+"
    r"|to be (?:defined|confirmed|decided|determined))[.:]?"
)

_UNFILLED = re.compile(r"\{[^\W\d]\w{0,40}(?:[ .-]\w{1,40}){0,4}\}")
# "Internal" alone is a word of plans ("internal champions"); with one of these it is a note among ourselves.
_FOR_US_ONLY = re.compile(
    r"\b(?i:draft|confidential|wip|internal (?:only|use|notes?)|internal(?=\s?:)|do not (?:share|distribute|forward)"
    r"|not for (?:the )?clients?)\b"
)

_LABEL = r"[^\W_](?:[\w-]{0,61}[^\W_])?"
_ENDING = r"[^\W\d_](?:[\w-]{0,61}[^\W_])"
_WEBSITE = re.compile(rf"(?i:https?://)?(?:{_LABEL}\.)+{_ENDING}(?::\d{{1,5}})?(?:[/?#]\S*)?")
_EMAIL = re.compile(rf"[^\s@,;<>]{{1,64}}@(?:{_LABEL}\.)+{_ENDING}")

CAPTION_LIMITS = {"x": 280, "instagram": 2200, "linkedin": 3000}
"""Characters of a post's text, by platform (docs/domain.md §1.9)."""
HASHTAG_LIMITS = {"instagram": 30}
"""Hashtags of a post, by platform (docs/domain.md §1.9)."""
_X_NAMES = {"x", "twitter", "twitter/x", "x/twitter", "x (twitter)"}


def placeholder(text: str) -> str | None:
    """Return the placeholder in ``text``, if there is one. Words count as whole words only."""
    if _PLACEHOLDER_ALONE.fullmatch(text):
        return text
    found = _PLACEHOLDER_ANYWHERE.search(text)
    return found.group() if found else None


def unfilled(text: str) -> str | None:
    """Return the name in braces, as in {client}, that was to be filled in, or else the placeholder in ``text``."""
    found = _UNFILLED.search(text)
    return found.group() if found else placeholder(text)


def for_us_only(text: str) -> str | None:
    """Return the word with which ``text`` says that it is not for clients: draft, confidential, do not share."""
    found = _FOR_US_ONLY.search(text)
    return found.group() if found else None


def is_website(text: str) -> bool:
    """Accept a host with any number of sub-domains, and scheme, port and path if given; and the word none."""
    return text.casefold() == NONE or _WEBSITE.fullmatch(text) is not None


def is_email(text: str) -> bool:
    """Accept one address; whether it exists is not known here."""
    return _EMAIL.fullmatch(text) is not None


def phrase_in(text: str, phrases: Iterable[str]) -> str | None:
    """Return the first of ``phrases`` that stands in ``text`` as whole words, whatever the case."""
    for phrase in phrases:
        if re.search(rf"(?<!\w){re.escape(phrase)}(?!\w)", text, re.IGNORECASE):
            return phrase
    return None


def platform_key(name: str) -> str:
    """Return the key under which a platform's limits are listed, whatever it is called in the plan."""
    folded = name.strip().casefold()
    return "x" if folded in _X_NAMES else folded
