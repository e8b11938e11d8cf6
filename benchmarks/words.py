"""Whether a file holds the text of the document: the share of its words that are found, each as often as it stands there."""

import io
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator
from html import unescape
from zipfile import ZipFile

from delivery.theme.text import is_invisible

LEAST = 0.99
_TEXT = re.compile(r"<(?:a:t|c:v)>([^<]*)</")
_PART = re.compile(r"ppt/(?:slides|charts)/[a-z]+\d+\.xml")


def share(strings: Iterable[str], text: str) -> float:
    """The share of the words of `strings` that `text` holds; spaces and line ends count for nothing."""
    wanted = Counter(word for string in strings for word in map(squeezed, string.split()) if word)
    found = squeezed(text)
    return sum(min(count, found.count(word)) for word, count in wanted.items()) / wanted.total()


def squeezed(text: str) -> str:
    plain = unicodedata.normalize("NFKC", text)
    return "".join(char for char in plain if not char.isspace() and not is_invisible(char))


def text_of(data: bytes) -> tuple[str, int]:
    """The text of a PDF, deck or page, and its number of pages or slides."""
    if data.startswith(b"%PDF"):
        pages = list(_pdf(data))
        return "\n".join(pages), len(pages)
    if data.startswith(b"PK"):
        slides = list(_deck(data))
        return "\n".join(slides), len(slides)
    return _html(data.decode()), 1


def _pdf(data: bytes) -> Iterator[str]:
    from pypdf import PdfReader

    for page in PdfReader(io.BytesIO(data)).pages:
        yield page.extract_text()


def pages_of(data: bytes) -> int:
    """Pages of a PDF."""
    from pypdf import PdfReader

    return len(PdfReader(io.BytesIO(data)).pages)


def _deck(data: bytes) -> Iterator[str]:
    """The text of each slide, with the text of the charts on the last."""
    with ZipFile(io.BytesIO(data)) as archive:
        texts = {
            name: "".join(map(unescape, _TEXT.findall(archive.read(name).decode())))
            for name in archive.namelist()
            if _PART.fullmatch(name)
        }
    charts = "".join(text for name, text in texts.items() if "charts" in name)
    *others, last = [text for name, text in texts.items() if "slides" in name]
    yield from (*others, last + charts)


def _html(data: str) -> str:
    return unescape(re.sub(r"<style.*?</style>|<[^>]*>", "", data, flags=re.DOTALL))
