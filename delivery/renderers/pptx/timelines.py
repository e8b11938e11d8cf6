"""Timelines as strips of shapes. Where their words would not fit, they are set as tables."""

import math
from collections.abc import Sequence

from delivery.document import Col, Review, Strong, Table, Text, Timeline
from delivery.renderers.pptx import styles
from delivery.renderers.pptx.shapes import Field, Path, Sign, Strip
from delivery.renderers.pptx.tables import table
from delivery.renderers.pptx.text_blocks import Context
from delivery.renderers.pptx.words import is_line, span
from delivery.theme.type import Style

PHASE_ROW, LOWEST_ROW, PHASE_HEIGHT, PHASE_INSET = 36.0, 26.0, 26.0, 8.0
TOP_ROOM, FOOT_ROOM = 40.0, 48.0
MOST_LANES = 2
LONGEST_REVIEW = 300.0
DOT_RADIUS = 4.0


def timeline(context: Context, block: Timeline) -> list[Strip]:
    """Bars with their names over equal periods, reviews as dotted lines behind them."""
    place, palette = context.place, context.palette
    slot = place.width / len(block.periods)
    row = min(PHASE_ROW, (place.room - TOP_ROOM - FOOT_ROOM) / max(1, len(block.phases)))
    lanes = _lanes([span(period, styles.AXIS) for period in block.periods], slot)
    fits = all(map(is_line, block.periods)) and _phases_fit(block, slot, place.width) and _reviews_fit(block)
    if row < LOWEST_ROW or not lanes or not fits:
        return _periods_table(context, block)
    strip = Strip(gap=26)
    top = lanes * styles.AXIS.leading + 4
    base = top + row * len(block.phases) + 12
    for index in range(len(block.periods)):
        x = place.x + index * slot
        strip.shapes.append(Field(x + 1, top, slot - 2, base - top, palette.tint2, alt=block.alt if not index else ""))
    for review in block.reviews:
        x = place.x + (review.period - 0.5) * slot
        strip.shapes.append(Path(x, top, ((0, 0), (0, base - top + 6)), palette.accent_text, 1, "sysDot"))
    for index, period in enumerate(block.periods):
        y = (index % lanes) * styles.AXIS.leading
        _label(strip, period, styles.AXIS, palette.muted, context, left=place.x + index * slot + 2, y=y)
    _add_phases(strip, block, context, slot=slot, row=row, top=top + 6)
    strip.grow(base)
    _add_reviews(strip, block, context, slot=slot, base=base)
    return [strip]


def _lanes(widths: Sequence[float], slot: float) -> int:
    """How many lines labels take turns on so that no two touch; 0 when more than two."""
    lanes = math.ceil(max(width + 4 for width in widths) / slot)
    return lanes if lanes <= MOST_LANES else 0


def _phases_fit(block: Timeline, slot: float, width: float) -> bool:
    """Whether each phase's name fits into its bar, or after or before it."""
    return all(
        max(
            (phase.end - phase.start + 1) * slot - PHASE_INSET,
            width - phase.end * slot,
            (phase.start - 1) * slot,
        )
        - PHASE_INSET
        >= span(phase.name, styles.PHASE_NAME)
        and is_line(phase.name)
        for phase in block.phases
    )


def _reviews_fit(block: Timeline) -> bool:
    labels = map(_review_label, block.reviews)
    return all(span(label, styles.REVIEW) <= LONGEST_REVIEW and is_line(label) for label in labels)


def _review_label(review: Review) -> str:
    return ", ".join(part for part in (review.name, review.when) if part)


def _add_phases(strip: Strip, block: Timeline, context: Context, *, slot: float, row: float, top: float) -> None:
    place, palette = context.place, context.palette
    height = min(PHASE_HEIGHT, row - 4)
    for index, phase in enumerate(block.phases):
        x, width = place.x + (phase.start - 1) * slot + 1, (phase.end - phase.start + 1) * slot - 2
        y, length = top + index * row, span(phase.name, styles.PHASE_NAME)
        strip.shapes.append(Field(x, y, width, height, palette.brand_text))
        if length <= width - PHASE_INSET - 4:
            left, colour = x + PHASE_INSET, palette.paper
        elif x + width + PHASE_INSET + length <= place.end:
            left, colour = x + width + PHASE_INSET, palette.ink
        else:
            left, colour = x - PHASE_INSET - length, palette.ink
        middle = y + (height - styles.PHASE_NAME.leading) / 2
        strip.set(phase.name, styles.PHASE_NAME, colour, x=left, y=middle, width=length)


def _add_reviews(strip: Strip, block: Timeline, context: Context, *, slot: float, base: float) -> None:
    """Dots and labels; a label that would touch the one before goes a line lower."""
    place, palette = context.place, context.palette
    taken: list[float] = []  # right end of the last label on each line
    for review in sorted(block.reviews, key=lambda review: review.period):
        x = place.x + (review.period - 0.5) * slot
        strip.shapes.append(Sign(x, base + 8, DOT_RADIUS, "disc", palette.series[1]))
        label = _review_label(review)
        width = min(span(label, styles.REVIEW), place.width)
        left = max(place.x, min(x - width / 2, place.end - width))
        lane = next((lane for lane, end in enumerate(taken) if end + 8 < left), len(taken))
        taken[lane : lane + 1] = [left + width]
        y = base + 16 + lane * styles.REVIEW.leading
        strip.set(label, styles.REVIEW, palette.accent_text, x=left, y=y, width=width)


def _label(strip: Strip, text: str, style: Style, colour: str, context: Context, *, left: float, y: float) -> None:
    """A line of text that is moved inwards where it would pass the right edge."""
    width = span(text, style)
    x = max(context.place.x, min(left, context.place.end - width))
    strip.set(text, style, colour, x=x, y=y, width=context.place.end - x)


def _periods_table(context: Context, block: Timeline) -> list[Strip]:
    """A timeline whose words do not fit, a row for each period: what begins in it, and its reviews."""
    rows = []
    for place, period in enumerate(block.periods, 1):
        begun = [f"{phase.name} – {block.periods[phase.end - 1]}" for phase in block.phases if phase.start == place]
        due = [_review_label(review) for review in block.reviews if review.period == place]
        rows.append((Strong(period), Text("\n".join(begun)), Text("\n".join(due))))
    return table(context, Table("", (Col(""), Col("", 2), Col("", 2)), tuple(rows)))
