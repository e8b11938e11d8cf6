"""Words that should not go out as they are: what was never filled in, what was meant for the agency, and whose tool it is."""

from collections.abc import Iterable

from campaigns.enums import ArtifactKind
from campaigns.qc.text import for_us_only, phrase_in, placeholder, unfilled
from delivery.domain.texts import NAMED_WORDS, Found, Written, places, some
from delivery.leaks import PLATFORM

STEPS = (ArtifactKind.EXECUTION, "governance.review_process")
"""Here the words name the steps of the work: a draft is written, then it is reviewed among ourselves."""


def placeholders(texts: Iterable[Written]) -> list[Found]:
    """What nobody filled in. Braces count in the fields of stages: a client may have them in its name, and the brand has a
    question of its own about them (tenants.brand.unfilled)."""
    return [Found(word, text) for text in texts if (word := (unfilled if text.kind else placeholder)(text.text))]


def markers(texts: Iterable[Written]) -> list[Found]:
    """Words that say that a text is not for clients. The brand says what it says on purpose."""
    return [
        Found(word, text)
        for text in texts
        if text.group != "Brand" and not _names_a_step(text) and (word := for_us_only(text.text))
    ]


def platform_names(texts: Iterable[Written]) -> list[Found]:
    return [Found(word, text) for text in texts if (word := phrase_in(text.text, [PLATFORM]))]


def _names_a_step(text: Written) -> bool:
    kind, path = STEPS
    return text.kind is kind and text.path.startswith(path)


def to_fill_in(found: list[Found]) -> str:
    return f"Nobody has filled in {_words(found)} in {places(found)}."


def to_read_again(found: list[Found]) -> str:
    return f"Read again whether the client should: {_words(found)} in {places(found)}."


def not_ours(found: list[Found]) -> str:
    """Without the name: what is waived is printed in the pack."""
    return f"The tool that the agency works with is named in {places(found)}"


def _words(found: list[Found]) -> str:
    return some((f"“{one.word}”" for one in found), NAMED_WORDS, ", ")
