"""Type and grid of the deck. Points, on a slide of 960 by 540; scale and grid are those of docs/look/pack."""

from delivery.theme.type import Role, Style

WIDTH, HEIGHT = 960.0, 540.0
LEFT, RIGHT = 48.0, 912.0
FULL = RIGHT - LEFT
LABEL_TOP, TITLE_TOP = 46.0, 66.0
TOP, BOTTOM, FOOT = 116.0, 486.0, 506.0
CAPACITY = BOTTOM - TOP  # height for content on a slide that continues
NUMBER_WIDTH = 80.0

# The argument slide: the statement at the left, what supports it at the right.
SIDE_WIDTH, SIDE_TOP = 310.0, 76.0
MAIN, MAIN_TOP = 400.0, 82.0
MAIN_WIDTH = RIGHT - MAIN

LABEL = Style("deck_bold", 13, 17)
EYEBROW = Style("deck_text", 13, 17)
TITLE_SIZES, TITLE_LEADING = (28.0, 25.0, 22.0), 1.22
CONTINUED = Style("deck_serif", 28, 34)
TITLE_OVER_KEY = Style("deck_serif", 17.5, 23)
KEY_SIZES, KEY_LEADING = tuple(range(30, 19, -1)), 1.2
STANDFIRST = Style("deck_text", 15, 20)
SIDE_STANDFIRST = Style("deck_text", 13, 17.5)
SPILLED = Style("deck_text", 16, 22)

LEAD = Style("deck_text", 16, 22)
BODY = Style("deck_text", 14, 19.5)
NOTE = Style("deck_text", 12, 16)
CAPTION = Style("deck_bold", 14, 19)
POINT_SIZES = (16.5, 15.0, 14.0)
COLUMN_SIZES = (19, 17, 15, 14)
COLUMN_LEADING = 1.36
BULLET_NUMBER = Style("deck_serif", 36, 44)
CALLOUT_TITLE = Style("deck_bold", 14, 20)
CALLOUT_TEXT = Style("deck_text", 16, 22)
SCALE_LABEL = Style("deck_bold", 13, 17)
SCALE_OPTION = Style("deck_text", 12, 16)
SCALE_CHOSEN = Style("deck_bold", 12, 16)
METRIC_LABEL = Style("deck_bold", 12, 16)
METRIC_NOTE = Style("deck_text", 12, 16)
METRIC_SIZES = tuple(size / 2 for size in range(64, 27, -1))
LARGEST_NARROW_METRIC = 24

TABLE_HEAD = Style("deck_bold", 12, 15)
CELL = Style("deck_text", 14, 18.5)
CELL_STRONG = Style("deck_bold", 14, 18.5)

WEEK_NAME = Style("deck_bold", 12, 15)
WEEK_THEME = Style("deck_text", 12, 15)
DAY = Style("deck_text", 12, 15)
DAY_NUMBER = Style("deck_bold", 12, 15)
POST = Style("deck_text", 12, 14.5)
LEGEND = Style("deck_text", 12, 16)

CARD_SIZES, CARD_LEADING = tuple(range(24, 13, -1)), 1.2
CARD_CLIENT = Style("deck_text", 12, 15)
CARD_NAME = Style("deck_bold", 16, 21)
CARD_META = Style("deck_text", 12, 17)
CARD_BODY = Style("deck_text", 14, 19)
CARD_ACTION = Style("deck_bold", 14, 19)

AXIS = Style("deck_text", 12, 15)
LINE_NAME = Style("deck_bold", 13, 16)
PHASE_NAME = Style("deck_bold", 13, 16)
REVIEW = Style("deck_bold", 12, 15)

COVER_LABEL = Style("deck_bold", 13, 17)
COVER_DATE = Style("deck_text", 13, 17)
COVER_AGENCY = Style("deck_bold", 20, 26)
COVER_CLIENT = Style("deck_serif", 20, 26)
COVER_SIZES, COVER_LEADING = tuple(range(50, 25, -2)), 1.12
COVER_FOOT = Style("deck_text", 14, 18)
COVER_CAPTION = Style("deck_text", 12, 16)
OPENER_NUMBER = Style("deck_serif", 150, 160)
OPENER_SIZES, OPENER_LEADING = (50, 44, 38, 32), 1.16
OPENER_STANDFIRST = Style("deck_serif", 20, 28)
CLOSING_SIZES = (40, 34, 28)
CONTENTS_TITLE = Style("deck_serif", 34, 42)
CONTENTS_NUMBER = Style("deck_serif", 15, 19)
CONTENTS_SECTION = Style("deck_bold", 15, 19)
CONTENTS_TOPIC = Style("deck_text", 13, 17)
FOOTER = Style("deck_text", 11, 14)

HAIRLINE, RULE, HEAVY = 0.5, 0.6, 1.0
MARK_RADIUS = 4.0


def at(role: Role, size: float, leading: float) -> Style:
    """A style of a size with its leading as a factor."""
    return Style(role, size, round(size * leading, 1))
