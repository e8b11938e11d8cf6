"""Pages of a PDF as small WebP pictures."""

import io
from collections.abc import Iterator

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


def pictures_of(pdf: bytes, *, most: int) -> tuple[int, Iterator[Picture]]:
    """How many pages there are, and pictures of the first ones. Raises pypdfium2.PdfiumError for what is no PDF."""
    document = pypdfium2.PdfDocument(pdf)
    return len(document), (_picture(document[index]) for index in range(min(most, len(document))))


def _picture(page: pypdfium2.PdfPage) -> Picture:
    width, height = page.get_size()
    drawn = page.render(scale=LARGE / width).to_pil().convert("RGB")
    large = drawn.crop((0, 0, LARGE, max(1, int(height * LARGE / width))))  # without the pixels that are half a page
    return Picture(_encoded(large.reduce(SHRINK)), _encoded(large), large.width, large.height)


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
