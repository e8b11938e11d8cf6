"""The deck of a pack: 16:9, native tables and charts, every text measured before it is written."""

from delivery.document import Document
from delivery.language import speaking
from delivery.renderers.base import Rendered, cleaned, numbered
from delivery.renderers.direction import reading
from delivery.renderers.pptx.body import Body
from delivery.renderers.pptx.package import Package
from delivery.renderers.pptx.stage import Stage
from delivery.renderers.pptx.words import forget
from delivery.theme import Theme
from delivery.theme.type import setting


class PptxRenderer:
    """Renders a document as a PowerPoint file with title placeholders, notes and slide numbers."""

    media_type = "application/vnd.openxmlformats-officedocument.presentationml.presentation"
    filename = "pack.pptx"

    def render(self, document: Document, theme: Theme) -> Rendered:
        document = cleaned(document)
        try:
            with speaking(document.lang), setting(theme.faces), reading(document):
                stage = Stage.of(theme)
                slides = Body(document, stage).write()
                data = Package(slides, document, stage).data()
        finally:
            forget()
        return Rendered(data, numbered(slide.sources for slide in slides))
