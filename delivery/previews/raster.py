"""Pages of a PDF as small WebP pictures."""

import io
from collections.abc import Iterator
from contextlib import closing
from threading import Lock

import pypdfium2
from PIL import Image

from delivery.previews import Picture

LARGE, SHRINK = 900, 3
SMALL = LARGE // SHRINK
"""Widths in pixels."""
LIMIT = 40 * 1024
"""Bytes that a picture should take at most."""
FLAT = 4096
"""A page of no more colours is type and plain fields: few colours, kept exactly, are smaller than a photograph's coding."""
PALETTES = (64, 16)
QUALITIES = (60, 30, 10, 1)
COARSE = 6
"""Pixels that become one in what no quality makes small enough."""


_PDFIUM = Lock()
"""PDFium is one machine for the whole process, and workers have threads: whoever calls it holds this."""


def count_of(pdf: bytes) -> int:
    """How many pages there are. Raises pypdfium2.PdfiumError for what is no PDF."""
    with _PDFIUM, closing(pypdfium2.PdfDocument(pdf)) as document:
        return len(document)


def pictures_of(pdf: bytes, *, most: int) -> Iterator[Picture]:
    """Pictures of the first pages. Raises pypdfium2.PdfiumError for what is no PDF."""
    for index in range(min(most, count_of(pdf))):
        large = _drawn(pdf, index)
        yield Picture(_encoded(large.reduce(SHRINK)), _encoded(large), large.width, large.height)


def _drawn(pdf: bytes, index: int) -> Image.Image:
    """A page in the large width. Nothing of PDFium's outlives the lock: what it forgets later, it forgets in any thread."""
    with (
        _PDFIUM,
        closing(pypdfium2.PdfDocument(pdf)) as document,
        closing(document[index]) as page,
        closing(page.render(scale=LARGE / page.get_width())) as bitmap,
    ):
        drawn = bitmap.to_pil().convert("RGB")
        height = int(page.get_height() * LARGE / page.get_width())  # without the pixels that are half a page
    return drawn.crop((0, 0, LARGE, max(1, height)))


def _encoded(image: Image.Image) -> bytes:
    """The first way to write it that keeps to the limit, else the smallest."""
    found: list[bytes] = []
    for data in _ways(image):
        if len(data) <= LIMIT:
            return data
        found.append(data)
    return min(found, key=len)


def _ways(image: Image.Image) -> Iterator[bytes]:
    if image.getcolors(FLAT):
        for colours in PALETTES:
            plain = image.quantize(colours, method=Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE)
            yield _webp(plain.convert("RGB"), lossless=True)
    for quality in QUALITIES:
        yield _webp(image, quality=quality)
    yield _webp(image.reduce(COARSE).resize(image.size), quality=QUALITIES[-1])


def _webp(image: Image.Image, **options: object) -> bytes:
    out = io.BytesIO()
    image.save(out, "WEBP", **options)
    return out.getvalue()
