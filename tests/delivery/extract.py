"""What a reader gets from the files: their text, section by section, in reading order."""

import io
import re
from collections import Counter
from html.parser import HTMLParser
from itertools import takewhile

from pypdf import PageObject, PdfReader

from delivery.document import Document
from delivery.theme.text import is_invisible


def squeezed(text: str) -> str:
    """Text without the spaces and line ends that typesetting changes, and without what prints nothing."""
    return "".join(char for char in re.sub(r"\s", "", text) if not is_invisible(char))


def in_order(wanted: list[str], text: str) -> list[str]:
    """The wanted strings that do not follow one another in the text; both sides are squeezed."""
    missing, position = [], 0
    for string in wanted:
        found = text.find(string, position)
        if found < 0:
            missing.append(string)
        else:
            position = found + len(string)
    return missing


def pdf_pages(data: bytes) -> list[str]:
    return [squeezed(page.extract_text()) for page in PdfReader(io.BytesIO(data)).pages]


def pdf_sections(data: bytes, document: Document) -> list[str]:
    """The squeezed text of each section, without running heads and feet. A section may begin on another one's last page."""
    reader = PdfReader(io.BytesIO(data))
    pages = _without_frame([squeezed(page.extract_text()) for page in reader.pages], document)
    chapters = [entry for entry in reader.outline if not isinstance(entry, list)][1:]
    starts = []
    for chapter in chapters:
        number = reader.get_destination_page_number(chapter)
        above = _text_above(reader.pages[number], float(chapter.top))
        assert pages[number].startswith(above)
        starts.append(sum(map(len, pages[:number])) + len(above))
    text = "".join(pages)
    return [text[start:end] for start, end in zip(starts, [*starts[1:], len(text)], strict=True)]


def _text_above(page: PageObject, top: float) -> str:
    """What is read on a page before the first text below `top`, points from the foot."""
    pieces: list[tuple[float, str]] = []
    page.extract_text(visitor_text=lambda text, cm, tm, font, size: pieces.append((tm[5], text)))
    return squeezed(
        "".join(text for _, text in takewhile(lambda piece: piece[0] > top or not piece[1].strip(), pieces))
    )


def _without_frame(pages: list[str], document: Document) -> list[str]:
    imprint = document.imprint
    heads = [squeezed(f"{imprint.agency}{section.number}{section.title}") for section in document.sections]
    out = pages[:1]
    for number, text in enumerate(pages[1:], 2):
        foot = squeezed(f"{imprint.footer}Page {number} of {len(pages)}")
        assert text.endswith(foot)
        text = text.removesuffix(foot)
        head = next((head for head in heads if text.endswith(head)), "")
        out.append(text.removesuffix(head))
    return out


class HtmlText(HTMLParser):
    """Collects text, by section, with attributes that load something and elements met."""

    def __init__(self, data: bytes) -> None:
        super().__init__(convert_charrefs=True)
        self.all: list[str] = []
        self.sections: list[list[str]] = []
        self.attributes: list[tuple[str, str, str]] = []
        self.headings: list[int] = []
        self.elements: Counter[str] = Counter()
        self._open: list[str] = []
        self.feed(data.decode())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements[tag] += 1
        self.attributes += [(tag, name, value or "") for name, value in attrs]
        if re.fullmatch("h[1-6]", tag):
            self.headings.append(int(tag[1]))
        if tag == "section":
            self.sections.append([])
        if tag not in ("meta", "img"):
            self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop() == tag

    def handle_data(self, data: str) -> None:
        if "style" in self._open:
            return
        self.all.append(data)
        if "section" in self._open:
            self.sections[-1].append(data)


def html_text(data: bytes) -> str:
    return squeezed("".join(HtmlText(data).all))


def html_sections(data: bytes) -> list[str]:
    return [squeezed("".join(parts)) for parts in HtmlText(data).sections]
