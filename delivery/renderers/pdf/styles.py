"""Type and grid of the PDF. Points; the scale and the grid are those of docs/look/PACK-LOOK.md."""

from dataclasses import dataclass

from delivery.theme import Page
from delivery.theme.type import Style

COVER_CLIENT = Style("sub", 17, 22)
COVER_LABEL = Style("bold", 10, 15)
COVER_TEXT = Style("text", 10, 13)
COVER_AGENCY = Style("bold", 15, 20)
COVER_SIZES = (*range(54, 23, -2), 20)
COVER_LEADING = 1.06

OPENER_NUMBER = Style("display", 132, 132)
OPENER_SIZES = (46, 40, 34, 28)
OPENER_LEADING = 1.13
OPENER_STANDFIRST = Style("sub", 16, 22)

CONTENTS_TITLE = Style("display", 34, 40)
CONTENTS_NUMBER = Style("display", 13, 16)
CONTENTS_SECTION = Style("bold", 11.5, 18)
CONTENTS_TOPIC = Style("text", 10.4, 16.2)

KEY = Style("display", 25, 31)
KEY_TIGHT = Style("display", 21, 26)
TITLE_OVER_KEY = Style("sub", 15, 19)
TITLE = Style("display", 27, 32)
TITLE_IN_FLOW = Style("display", 21, 26)
CONTINUED = Style("sub", 11.5, 15)
SECTION_NUMBER = Style("display", 25, 30)
SECTION_TITLE = Style("bold", 9.5, 13)
SECTION_STANDFIRST = Style("text", 9, 12.2)
EYEBROW = Style("bold", 9.5, 13)

LEAD = Style("text", 12, 17.5)
BODY = Style("text", 10.5, 15.5)
NOTE = Style("text", 8.5, 11.5)
LABEL = Style("display", 21, 26)
CAPTION = Style("bold", 11, 15)
POINT_LEAD = Style("bold", 11, 15)
POINT_TEXT = Style("text", 10.2, 14.6)
BULLET_NUMBER = Style("display", 19, 22)
BULLET_LEAD = Style("bold", 11, 15.5)
TERM = Style("bold", 10, 14)
CALLOUT_TEXT = Style("text", 11, 16)
SCALE_OPTION = Style("text", 9, 11.5)
SCALE_CHOSEN = Style("bold", 9, 11.5)
METRIC_LABEL = Style("bold", 9.5, 12.5)
METRIC_NOTE = Style("text", 9, 12)
METRIC_SIZES = tuple(size / 2 for size in range(42, 25, -1))

TABLE_HEAD = Style("bold", 8.8, 11.5)
CELL = Style("text", 9.6, 13.2)
CELL_STRONG = Style("bold", 9.6, 13.2)

DAY_NAME = Style("bold", 8.5, 11)
DAY_NUMBER = Style("text", 9, 11.4)
DAY_NUMBER_STRONG = Style("bold", 9, 11.4)
WEEK_NAME = Style("bold", 8.8, 11.4)
DAY_NOTE = Style("text", 9, 11.4)
POST = Style("text", 9.2, 11.4)

CARD_SIZES = tuple(range(19, 11, -1))
CARD_LEADING = 1.16
CARD_CLIENT = Style("text", 8.5, 11)
CARD_NAME = Style("bold", 10.5, 14)
CARD_META = Style("text", 8.5, 12)
CARD_BODY = Style("text", 9.5, 13.5)
CARD_ACTION = Style("bold", 9.5, 13.5)

AXIS = Style("text", 8.5, 11)
LEGEND = Style("text", 9, 15)
LINE_NAME = Style("bold", 9, 11.5)
PHASE_NAME = Style("bold", 10.5, 13)

RUNNING = Style("text", 8.5, 11)
RUNNING_AGENCY = Style("bold", 8.5, 11)
LIST_HEAD = Style("bold", 9.5, 13)
LIST_TITLE = Style("bold", 11, 14)
LIST_PAGE = Style("text", 11, 14)
LIST_SUMMARY = Style("text", 10, 13)

MARK_RADIUS = 3.5
HAIRLINE, HEAVY, HEAD_RULE = 0.5, 1.1, 0.9

MARGIN, SIDE, GUTTER = 56.0, 106.0, 24.0
TOP, BOTTOM = 92.0, 80.0
HEAD_BASELINE, FOOT_BASELINE = 44.0, 40.0


@dataclass(frozen=True)
class Grid:
    """Two columns hung from one axis: `left` begins the side column, `main` the text; `right` ends both."""

    page: Page

    left: float = MARGIN
    side: float = SIDE
    main: float = MARGIN + SIDE + GUTTER
    top: float = TOP

    @property
    def right(self) -> float:
        return self.page.width - MARGIN

    @property
    def full_width(self) -> float:
        return self.right - self.left

    @property
    def main_width(self) -> float:
        return self.right - self.main

    @property
    def bottom(self) -> float:
        """The lowest point that content may reach, from the top of the page."""
        return self.page.height - BOTTOM

    @property
    def capacity(self) -> float:
        """Height for content on a page that continues a topic."""
        return self.bottom - self.top - 24
