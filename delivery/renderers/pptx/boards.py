"""Texts in places of fixed size: what does not fit is shown shortened there, and in full on a slide after."""

from collections.abc import Sequence

from delivery.renderers.pptx.shapes import Strip, Text
from delivery.renderers.pptx.words import LONGEST_LINE, Words, broken, clip
from delivery.theme.type import Style


class Board:
    """A strip of texts in their places. `spilled` are the texts that had to be shortened."""

    def __init__(self) -> None:
        self.strip = Strip()
        self.spilled: list[str] = []

    def fit(
        self,
        text: str,
        sizes: Sequence[Style],
        colour: str,
        *,
        x: float,
        y: float,
        width: float,
        lines: int = 1,
        most: int = 0,
        right: bool = False,
        title: bool = False,
    ) -> float:
        """Set a text at the first size at which it takes no more than `lines`; returns the y below it.

        At the last size it may take `most`. An empty text is set only as a slide's title.
        """
        if not text and not title:
            return y
        most = max(lines, most)
        head = text[: most * LONGEST_LINE]
        words = fitted(head, sizes, colour, width, lines=lines, right=right)
        if len(words.lines) > most or head != text:
            self.spilled.append(text)
            short = clip(text, sizes[-1], width, lines=most)
            words = fitted(short, sizes[-1:], colour, width, lines=lines, right=right)
        self.strip.shapes.append(Text(x, y, width, words, title=title))
        self.strip.grow(y + words.height)
        return y + words.height


def fitted(text: str, sizes: Sequence[Style], colour: str, width: float, *, lines: int, right: bool = False) -> Words:
    """A text at the first size at which it takes no more than `lines`, else at the last."""
    for style in sizes:
        words = broken(
            text,
            style,
            colour,
            width,
            align="right" if right else "left",
            balance=style.role == "deck_serif",
        )
        if len(words.lines) <= lines:
            break
    return words


def styles_of(role_sizes: Sequence[float], leading: float) -> list[Style]:
    """Display styles of falling sizes."""
    return [Style("deck_serif", size, round(size * leading, 1)) for size in role_sizes]
