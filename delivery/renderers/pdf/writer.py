"""The file: pages, outline, links, pictures and properties, written by reportlab's canvas.

Nothing in the file depends on the clock, the environment or the path of a font or picture, and nothing in it
names the software that wrote it.
"""

import hashlib
import io
import zlib

from reportlab import rl_config
from reportlab.lib.utils import ImageReader
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.pdfdoc import PDFArray, PDFDictionary, PDFInfo, PDFName, PDFPage, PDFStream, PDFString
from reportlab.pdfgen.canvas import Canvas

from delivery.document import Document
from delivery.language import wording
from delivery.renderers.direction import mirrored
from delivery.renderers.pdf import styles
from delivery.renderers.pdf.flow import Heading, Link, Pager, PageSheet, Picture
from delivery.renderers.pdf.pen import font_of
from delivery.renderers.pdf.strips import Strip, clip
from delivery.theme import Page

rl_config.useA85 = 0  # streams as plain bytes: smaller files

LONGEST_PROPERTY = 300
SIGNATURE = b"ReportLab Generated PDF document (opensource)"


class Properties(PDFInfo):  # type: ignore[misc]
    """File properties without dates: the date of issue is on the cover, and no other is known."""

    def __init__(self, document: Document) -> None:
        super().__init__()
        self.title = f"{document.title} | {document.client}"[:LONGEST_PROPERTY]
        self.subject = document.campaign[:LONGEST_PROPERTY]
        self.author = self.creator = self.producer = document.imprint.agency[:LONGEST_PROPERTY]

    def format(self, document: object) -> bytes:
        entries = {
            "Title": self.title,
            "Subject": self.subject,
            "Author": self.author,
            "Creator": self.creator,
            "Producer": self.producer,
        }
        formatted: bytes = PDFDictionary({name: PDFString(text) for name, text in entries.items()}).format(document)
        return formatted


def new_canvas(page: Page, document: Document) -> Canvas:
    """A canvas that begins with an embedded face: its own would be Helvetica, which is not."""
    first = font_of("text")
    pdfmetrics.registerFont(first)
    canvas = Canvas(
        None,  # it is asked for its bytes
        pagesize=(page.width, page.height),
        pageCompression=1,
        invariant=1,
        initialFontName=first.fontName,
        lang=document.lang,
    )
    canvas._doc.info = Properties(document)
    return canvas


def written(canvas: Canvas, pager: Pager, document: Document) -> bytes:
    """The file with all pages."""
    canvas.setViewerPreference("DisplayDocTitle", "true")
    canvas.showOutline()
    digest = hashlib.sha256()
    for number, page in enumerate(pager.pages, 1):
        running = _running(number, page, pager, document)
        operators = [*page.operators, "/Artifact BMC", *running, "EMC"] if running else page.operators
        digest.update("\n".join(operators).encode())
        _write_page(canvas, page, operators, pager.grid.page)
        page.operators.clear()  # the canvas has them now
    canvas._doc._ID = _file_id(digest)
    return without_signature(canvas.getpdfdata())


def without_signature(data: bytes) -> bytes:
    """The file with the writer's comment blanked; lengths and offsets stay."""
    return data.replace(SIGNATURE, b" " * len(SIGNATURE))


def _write_page(canvas: Canvas, page: PageSheet, operators: list[str], paper: Page) -> None:
    height = paper.height
    for heading, y in page.anchors:
        canvas.bookmarkHorizontalAbsolute(heading.anchor, height - y)
        title = _outlined(heading)
        canvas.addOutlineEntry(title, heading.anchor, heading.level, closed=heading.level == 0)
    canvas._code.extend(operators)
    for picture in page.pictures:
        box = _left(picture, paper), height - picture.y - picture.height, picture.width, picture.height
        canvas.drawImage(ImageReader(io.BytesIO(picture.data)), *box, mask="auto")
    for link in page.links:
        x = _left(link, paper)
        rectangle = x, height - link.y - link.height, x + link.width, height - link.y
        canvas.linkRect("", link.anchor, rectangle, relative=0, thickness=0)
    canvas.showPage()
    _compress(canvas._doc.Pages.pages[-1])


def _compress(page: PDFPage) -> None:
    """Make a page's operators small as soon as it is whole: those of a thousand pages would else wait at full length."""
    filtered = PDFDictionary({"Filter": PDFArray([PDFName("FlateDecode")])})
    page.Contents = PDFStream(filtered, zlib.compress(page.stream.encode()))
    page.stream = ""


def _left(box: Picture | Link, paper: Page) -> float:
    """Where a box begins on the page."""
    return paper.width - box.x - box.width if mirrored() else box.x


def _outlined(heading: Heading) -> str:
    """A title as in “Strategy (Strategy v3 · 1a2b3c4d)”: the outline says which version stands below."""
    mark = f" ({heading.mark})" if heading.mark else ""
    return heading.title[: LONGEST_PROPERTY - len(mark)] + mark


def _running(number: int, page: PageSheet, pager: Pager, document: Document) -> list[str]:
    """Head and foot; the cover has neither, a bare page no head."""
    if number == 1:
        return []
    grid, palette, strip = pager.grid, pager.palette, Strip()
    muted, style = palette.muted, styles.RUNNING
    if page.running is not None:
        y = styles.HEAD_BASELINE - 8.33
        agency = clip(document.imprint.agency, styles.RUNNING_AGENCY, grid.main - grid.left - 8)
        strip.set(agency, styles.RUNNING_AGENCY, palette.ink, x=grid.left, y=y, width=grid.side + 24)
        section = clip(page.running, style, grid.main_width)
        strip.set(section, style, muted, x=grid.main, y=y, width=grid.main_width)
    y = grid.page.height - styles.FOOT_BASELINE - 8.33
    footer = clip(document.imprint.footer, style, grid.full_width - 120)
    strip.set(footer, style, muted, x=grid.left, y=y, width=grid.full_width)
    count = wording().page(number, len(pager.pages))
    strip.set(count, style, muted, x=grid.right, y=y, width=120, align="right")
    return [pager.pen.draw(shape, 0) for shape in strip.shapes]


def _file_id(digest: "hashlib._Hash") -> bytes:
    name = digest.hexdigest()[:32].encode()
    return b"\n[<" + name + b"><" + name + b">]\n"
