"""The picture on the cover: the calendar, a mark for each publication, or the layers as bars."""

import datetime as dt

from campaigns.content.execution import CalendarItem
from campaigns.content.strategy import LAYERS
from delivery.compose.inputs import Inputs
from delivery.compose.parts import filled
from delivery.compose.plan import Plan, channels, drawable
from delivery.document import Bars, CoverArt, MarkGrid
from delivery.language import wording

MOST_WEEKS, MOST_SLOTS = 26, 10
WORKDAYS, WEEK = 5, 7


def art(inputs: Inputs) -> CoverArt:
    """The calendar when all of it can be drawn, so that the caption counts what is seen."""
    execution = inputs.execution
    plan = Plan.of(execution.timeline) if execution else None
    if execution is None or plan is None or plan.weeks > MOST_WEEKS:
        return _bars(inputs)
    items = drawable(execution.calendar.items)
    in_week = [(plan.week_of(item.date), item) for item in items if item.date]
    weeks = [[item for number, item in in_week if number == week] for week in plan.numbers]
    drawn = sum(map(len, weeks))
    if not drawn or drawn < len(execution.calendar.items) or max(map(len, weeks)) > MOST_SLOTS:
        return _bars(inputs)
    names = channels(items)
    return MarkGrid(wording().cover_marks(drawn, plan.weeks), _columns(weeks, names))


def _columns(weeks: list[list[CalendarItem]], names: tuple[str, ...]) -> tuple[tuple[int | None, ...], ...]:
    """A slot for each day; with several publications on a day, the week's publications in turn."""
    days = [[item.date.weekday() for item in items if item.date] for items in weeks]
    if all(len(set(used)) == len(used) for used in days):
        slots = WORKDAYS if all(day < WORKDAYS for used in days for day in used) else WEEK
        return tuple(_by_day(items, names, slots) for items in weeks)
    most = max(map(len, weeks))
    return tuple(_in_turn(items, names, most) for items in weeks)


def _by_day(items: list[CalendarItem], names: tuple[str, ...], slots: int) -> tuple[int | None, ...]:
    channel = {item.date.weekday(): names.index(item.platform) for item in items if item.date}
    return tuple(channel.get(day) for day in range(slots))


def _in_turn(items: list[CalendarItem], names: tuple[str, ...], slots: int) -> tuple[int | None, ...]:
    ordered = sorted(items, key=lambda item: (item.date or dt.date.max, item.time))
    marks = [names.index(item.platform) for item in ordered]
    return (*marks, *[None] * (slots - len(marks)))


def _bars(inputs: Inputs) -> Bars:
    strategy = inputs.strategy
    count = sum(filled(getattr(strategy, name)) for name in LAYERS) if strategy else 0
    return Bars(wording().cover_bars(count), count) if count else Bars("")
