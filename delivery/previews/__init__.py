"""Pictures of the pages of a pack's files, made from the bytes that the pack holds. No database, clock or path.

The same bytes give the same pictures. The libraries are imported when pictures are made: they stay out of the web.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from delivery.theme.faces import Faces

MOST = 60
"""Pages of a file that are pictured; the rest is counted."""
REPORT, DECK = "report.pdf", "deck.pptx"
FILES = (REPORT, DECK)
"""What pictures are made of. The summary is a page for a browser and is shown itself."""


@dataclass(frozen=True)
class Picture:
    """A page as WebP in two widths (`raster.SMALL`, `raster.LARGE`). Width and height are of the large one, in pixels."""

    small: bytes
    large: bytes
    width: int
    height: int


def pictures_of(name: str, data: bytes, faces: Faces = Faces()) -> tuple[int, Iterator[Picture]]:  # noqa: B008 -- frozen
    """How many pages a file of that name has, and pictures of the first ones as they are made. `faces` are those of the brand
    that the file was made with: a deck names them and does not hold them."""
    from delivery.previews import raster, slides
    from delivery.theme.type import setting

    if name == DECK:
        with setting(faces):
            pdf, count = slides.pdf_of(data, most=MOST)
    else:
        pdf, count = data, raster.count_of(data)
    return count, raster.pictures_of(pdf, most=MOST)
