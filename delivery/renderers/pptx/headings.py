"""What stands above the content of a slide: the section's label, the place in a row, and the title."""

from collections.abc import Sequence

from delivery.document import Section, Step, Topic
from delivery.renderers.pptx import styles
from delivery.renderers.pptx.boards import Board, styles_of
from delivery.renderers.pptx.shapes import Field, Text
from delivery.renderers.pptx.words import LONGEST_LINE, broken, clip, is_line, span
from delivery.theme.palette import Palette
from delivery.theme.type import Style

LABEL_WIDTH, LABEL_GAP = 480.0, 10.0
ROOMY = 1.3  # times its width is the box of a label: a second line of a wider face, where Calibri is missing, would hit the title
STEP_WIDTH, STEP_HEIGHT, STEP_PITCH = 10.0, 3.5, 14.0
STANDFIRST_LINES = 4  # in the column beside
TITLE_AIR, KEY_GAP = 15.0, 12.0
TITLE_STYLES = styles_of(styles.TITLE_SIZES, styles.TITLE_LEADING)


def label_of(section: Section) -> str:
    """As in “2  Strategy”."""
    return "  ".join(part for part in (section.number, section.title) if part)


def leads(section: Section) -> bool:
    """Whether a section's title and standfirst fit above its first topic, so that it needs no opener."""
    label = is_line(section.title) and span(label_of(section), styles.LABEL) <= LABEL_WIDTH
    standfirst = broken(section.standfirst, styles.SIDE_STANDFIRST, "", styles.SIDE_WIDTH - 10)
    return bool(section.topics) and label and len(standfirst.lines) <= STANDFIRST_LINES


class Heading:
    """The heading of a slide; `top` is where content may begin, `aside` what is free beside the title.

    Its parts are set in the order in which they are read. A part says whether it could show its text whole.
    """

    def __init__(self, section: Section, topic: Topic, palette: Palette) -> None:
        self.board = Board()
        self._section, self._topic, self._palette = section, topic, palette
        self.top = styles.TOP
        self.aside = 0.0
        self._x = styles.LEFT

    def label(self) -> None:
        """The section's number and title."""
        style, palette = styles.LABEL, self._palette
        text = clip(label_of(self._section), style, LABEL_WIDTH).replace("\n", " ")
        width = span(text, style) * ROOMY
        self.board.strip.set(text, style, palette.accent_text, x=self._x, y=styles.LABEL_TOP, width=width)
        self._x += width + LABEL_GAP if text else 0

    def eyebrow(self) -> bool:
        """The topic's own line and its steps, behind the label."""
        step, text, palette = self._topic.step, self._topic.eyebrow, self._palette
        steps = step.count * STEP_PITCH + LABEL_GAP if step else 0.0
        width = span(text[:LONGEST_LINE], styles.EYEBROW) * ROOMY
        if self._x + width + steps > styles.RIGHT or not is_line(text):
            return False
        y = styles.LABEL_TOP
        self.board.strip.set(text, styles.EYEBROW, palette.muted, x=self._x, y=y, width=width)
        if step:
            self._steps(step, self._x + width + LABEL_GAP if text else self._x)
        return True

    def _steps(self, step: Step, x: float) -> None:
        y = styles.LABEL_TOP + (styles.LABEL.leading - STEP_HEIGHT) / 2 + 1
        for index in range(1, step.count + 1):
            colour = self._palette.brand_text if index == step.index else self._palette.rule
            left = x + (index - 1) * STEP_PITCH
            self.board.strip.shapes.append(Field(left, y, STEP_WIDTH, STEP_HEIGHT, colour))

    def title(self, text: str, *, lines: int = 2) -> bool:
        """A title over the full width, on one line where it can be."""
        end = self._title(text, TITLE_STYLES, self._palette.ink, styles.TITLE_TOP, styles.FULL, lines=lines)
        self.top = max(styles.TOP, end + TITLE_AIR)
        title = self.board.strip.shapes[-1]
        if isinstance(title, Text) and len(title.words.lines) == 1:
            self.aside = styles.FULL - span(title.words.lines[0], title.words.style)
        return not self.board.spilled

    def small_title(self, text: str, *, width: float, lines: int) -> bool:
        """A title above its statement."""
        style, y = styles.TITLE_OVER_KEY, styles.SIDE_TOP
        end = self._title(text, [style], self._palette.muted, y, width, lines=lines)
        self.top = max(end, y + style.leading) + KEY_GAP
        return not self.board.spilled

    def _title(self, text: str, sizes: Sequence[Style], colour: str, y: float, width: float, *, lines: int) -> float:
        return self.board.fit(text, sizes, colour, x=styles.LEFT, y=y, width=width, most=lines, title=True)
