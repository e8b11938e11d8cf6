"""The PDF of a pack: own layout on a hanging grid; reportlab's canvas writes the file."""

from delivery.document import Document
from delivery.language import speaking
from delivery.renderers.base import Rendered, cleaned, numbered
from delivery.renderers.direction import reading
from delivery.renderers.pdf.body import Body
from delivery.renderers.pdf.flow import Pager
from delivery.renderers.pdf.pen import Pen
from delivery.renderers.pdf.styles import Grid
from delivery.renderers.pdf.writer import new_canvas, written
from delivery.theme import Theme
from delivery.theme.type import setting


class PdfRenderer:
    """Renders a document as a PDF file with embedded faces, outline and links."""

    media_type = "application/pdf"
    filename = "pack.pdf"

    def render(self, document: Document, theme: Theme) -> Rendered:
        document = cleaned(document)
        canvas = new_canvas(theme.page, document)
        with speaking(document.lang), setting(theme.faces), reading(document) as found:
            pen = Pen(canvas, theme.page.height, mirror=theme.page.width if found.mirrored else None)
            pager = Pager(pen, Grid(theme.page), theme.palette)
            Body(document, pager).write()
            data = written(canvas, pager, document)
        return Rendered(data, numbered(page.sources for page in pager.pages))
