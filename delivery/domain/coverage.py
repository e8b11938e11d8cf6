"""Which characters of a pack have no face, so that its pages print their codes (docs/look/PACK-LOOK.md §1).

Scripts that need shaping and ideographs are among them. Asking needs no font library: `fonts.coverage` is a table.
"""

from collections.abc import Iterable

from delivery import fonts
from delivery.domain.texts import NAMED_WORDS, Found, Written, places, some
from delivery.theme.text import clean, is_invisible


def uncovered(texts: Iterable[Written]) -> list[Found]:
    """Every such character of the texts, once for each of them."""
    return [Found(char, text) for text in texts for char in unprintable(text.text)]


def unprintable(text: str) -> list[str]:
    """The characters of a text that would be printed as their codes, each once, in the order in which they stand."""
    unknown = set(text) - fonts.coverage()
    if not unknown:
        return []
    kept = (char for char in clean(text) if char not in fonts.coverage())
    return [char for char in dict.fromkeys(kept) if not char.isspace() and not is_invisible(char)]


def sentence(found: list[Found]) -> str:
    """As in “No face prints 東 (U+6771), 京 (U+4EAC) in Creatives, Assets 2, Text. …”."""
    codes = some((f"{one.word} (U+{ord(one.word):04X})" for one in found), NAMED_WORDS, ", ")
    return (
        f"No face prints {codes} in {places(found)}. "
        "The report would show codes in their place; write it in other characters, or waive this."
    )
