"""Channel marks: a channel is told apart by shape and colour, so it survives grey print."""

from typing import Literal

from delivery.theme.palette import Palette

Shape = Literal["disc", "square", "half", "diamond", "triangle"]

SHAPES: tuple[Shape, ...] = ("disc", "disc", "square", "half", "diamond", "triangle")


def channel_mark(index: int, palette: Palette) -> tuple[Shape, str]:
    """Shape and colour on paper of the channel at `index`; pairs repeat after 18 channels."""
    turn, place = divmod(index, len(SHAPES))
    return SHAPES[place], palette.series[(place + 2 * turn) % len(palette.series)]


def art_mark(index: int, palette: Palette) -> tuple[Shape, str]:
    """Shape and colour on the brand field of the channel at `index`."""
    return SHAPES[index % len(SHAPES)], palette.art[index % len(palette.art)]
