"""A document as slides, from the cover to the agency's last word."""

from delivery.document import Document, Section
from delivery.language import wording
from delivery.renderers.base import at
from delivery.renderers.pptx import contents, front, styles, text_blocks
from delivery.renderers.pptx.boards import Board
from delivery.renderers.pptx.headings import leads
from delivery.renderers.pptx.slides import Flow, Place, Slide
from delivery.renderers.pptx.stage import Stage
from delivery.renderers.pptx.topics import topic_slides
from delivery.theme.type import Style


class Body:
    """The slides of a document, in order."""

    def __init__(self, document: Document, stage: Stage) -> None:
        self.slides: list[Slide] = []
        self._document, self._stage, self._palette = document, stage, stage.page
        self._targets: contents.Targets = {}

    def write(self) -> list[Slide]:
        """Set every slide; the contents are filled once all others are known."""
        document = self._document
        self._field(front.cover(document, self._stage.field, logo=self._stage.sets_logo), document.title)
        listing = [self._contents_slide(index) for index in range(contents.columns(document, self._palette).slides)]
        for index, section in enumerate(document.sections):
            at(index)
            self._section(index, section)
        at()
        last = len(document.sections) - 1 if document.sections else None
        self._field(
            front.closing(document, self._stage.field, logo=self._stage.sets_logo), document.imprint.agency, last
        )
        found = contents.strips(document, self._palette, self._targets)
        for slide, strip in zip(listing, found, strict=True):
            slide.draw(strip)
        return self.slides

    def _section(self, index: int, section: Section) -> None:
        opens = section.opener or section.divider or not leads(section)
        self._targets[index, None] = len(self.slides)
        if opens:
            self._field(front.opener(section, self._stage.field), section.title, index)
            for slide in self.slides[self._targets[index, None] :]:
                slide.notes, slide.sources = section.mark, section.sources
        for place, topic in enumerate(section.topics):
            at(index, place, topic)
            self._targets[index, place] = len(self.slides)
            first = place == 0 and not opens
            client = self._document.client
            self.slides += topic_slides(section, index, topic, self._palette, client, leads=first)

    def _field(self, board: Board, title: str, section: int | None = None) -> None:
        """A slide in the brand's colour, and after it in full what it had to shorten."""
        slide = Slide("Field", title, section)
        slide.draw(board.strip)
        self.slides.append(slide)
        if board.spilled:
            self._spill(board.spilled, title, section)

    def _spill(self, texts: list[str], title: str, section: int | None) -> None:
        def another() -> Slide:
            return self._page(wording().continued(title), section)

        flow = Flow(another(), another)
        for text in texts:
            place = Place(top=flow.next_y)
            flow.place(text_blocks.paragraph(text, styles.SPILLED, self._palette.ink, place))

    def _contents_slide(self, index: int) -> Slide:
        title = wording().continued(wording().contents) if index else wording().contents
        return self._page(title, None, size=styles.CONTENTS_TITLE, top=styles.LABEL_TOP - 2)

    def _page(
        self,
        title: str,
        section: int | None,
        *,
        size: Style = styles.CONTINUED,
        top: float = styles.TITLE_TOP,
    ) -> Slide:
        """A slide on paper with a title on one line."""
        slide, board = Slide("Page", title, section), Board()
        board.fit(title, [size], self._palette.ink, x=styles.LEFT, y=top, width=styles.FULL, title=True)
        slide.draw(board.strip)
        self.slides.append(slide)
        return slide
