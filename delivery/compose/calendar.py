"""The calendar: months with publications, the list of their details, themes and days left free."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from campaigns.content.execution import (
    BlackoutDate,
    Calendar,
    CalendarItem,
    Execution,
    Schedule,
    WeeklyTheme,
)
from delivery.compose.parts import (
    Blocks,
    Column,
    Topics,
    column,
    defs,
    entered,
    fact,
    facts,
    filled,
    table,
    topic,
)
from delivery.compose.plan import Plan, channels, drawable
from delivery.compose.values import title
from delivery.compose.wording import WORDING
from delivery.document import Card, Cards, Day, Month, Number, Post, Strong, Text, Week
from delivery.theme.text import WORDING as FRAME_WORDING
from delivery.theme.text import long_date, month_name, short_date

MOST_MONTHS = 14
"""More months than a year's plan touches are not drawn."""
MOST_A_DAY = 8
"""A month with a busier day is listed and not drawn."""


@dataclass(frozen=True)
class Drawn:
    """What the months of a calendar show."""

    plan: Plan | None
    channels: tuple[str, ...]
    items: dict[dt.date, list[CalendarItem]]
    free: dict[dt.date, str]
    themes: dict[int, str]

    @classmethod
    def of(cls, execution: Execution) -> "Drawn":
        items = defaultdict(list)
        for item in drawable(execution.calendar.items):
            assert item.date
            items[item.date].append(item)
        for posts in items.values():
            posts.sort(key=lambda item: item.time)
        themes = defaultdict(list)
        for row in execution.calendar.weekly_themes:
            if row.theme:
                themes[row.week].append(row.theme)
        return cls(
            plan=Plan.of(execution.timeline),
            channels=channels(drawable(execution.calendar.items)),
            items=dict(items),
            free={row.date: row.label for row in execution.schedule.blackout_dates if row.date},
            themes={week: "; ".join(names) for week, names in themes.items()},
        )

    def months(self) -> list[Month]:
        """The months in which something is published; none when there are too many to draw."""
        firsts = sorted({day.replace(day=1) for day in self.items})
        if len(firsts) > MOST_MONTHS:
            firsts = [first for first in firsts if self._in_plan(first)]
        return [self._month(first) for first in firsts if not self._crowded(first)]

    def _in_plan(self, first: dt.date) -> bool:
        return self.plan is not None and self.plan.start.replace(day=1) <= first <= self.plan.end

    def _crowded(self, first: dt.date) -> bool:
        return any(len(items) > MOST_A_DAY for day, items in self.items.items() if _same_month(day, first))

    def _month(self, first: dt.date) -> Month:
        monday = first - dt.timedelta(days=first.weekday())
        mondays = (monday + dt.timedelta(weeks=week) for week in range(6))
        weeks = tuple(self._week(day, first) for day in mondays if day <= first or _same_month(day, first))
        return Month(first, self.channels, weeks)

    def _week(self, monday: dt.date, first: dt.date) -> Week:
        number = self.number_of(monday)
        days = (monday + dt.timedelta(days=offset) for offset in range(7))
        return Week(
            number,
            self.themes.get(number, "") if number else "",
            tuple(self._day(day) if _same_month(day, first) else Day(day) for day in days),
        )

    def number_of(self, monday: dt.date) -> int | None:
        """The week of the plan to which most days of a calendar week belong."""
        return self.plan.week_of(monday + dt.timedelta(days=3)) if self.plan else None

    def _day(self, day: dt.date) -> Day:
        items = self.items.get(day, ())
        posts = tuple(Post(self.channels.index(item.platform), item.title) for item in items)
        return Day(day, self.free.get(day, ""), posts)


def topics(execution: Execution) -> Topics:
    """A topic for each month, then the publications in detail, then the rules of the calendar."""
    months = Drawn.of(execution).months()
    return (
        *(one for month in months for one in _month_topic(month)),
        *_publications(execution.calendar.items, months),
        *_rules(execution.calendar, execution.schedule, months),
    )


def _month_topic(month: Month) -> Topics:
    count = sum(len(day.posts) for week in month.weeks for day in week.days)
    return topic(WORDING.month(month_name(month.first)), (month,), summary=WORDING.month_line(count))


def _same_month(day: dt.date, first: dt.date) -> bool:
    return (day.year, day.month) == (first.year, first.month)


# Publications


def _publications(items: list[CalendarItem], months: list[Month]) -> Topics:
    """All of them, month by month, unless the calendar already says everything."""
    drawn = [month.first for month in months]
    kept = entered(items)
    if all(_is_told(item, drawn) for item in kept):
        return ()
    by_month = defaultdict(list)
    for item in sorted(kept, key=_moment):
        by_month[item.date.replace(day=1) if item.date else dt.date.max].append(item)
    tables = (
        _list(by_month[first], WORDING.undated if first == dt.date.max else month_name(first))
        for first in sorted(by_month)
    )
    return (
        *topic(WORDING.publications, *tables, summary=WORDING.publications_line),
        *topic(WORDING.new_texts, _texts(kept), start="flow"),
    )


def _moment(item: CalendarItem) -> tuple[dt.date, str]:
    return item.date or dt.date.max, item.time


def _is_told(item: CalendarItem, drawn: list[dt.date]) -> bool:
    """Whether a calendar shows the publication, and it has nothing else to show."""
    more = (item.time, item.asset, item.caption, item.cta, item.link, *item.hashtags)
    day = item.date
    placed = day is not None and any(_same_month(day, first) for first in drawn)
    return placed and bool(drawable([item])) and not any(more)


def _list(items: list[CalendarItem], caption: str) -> Blocks:
    return table(
        items,
        Column(title(CalendarItem, "date"), 0.8, lambda item: Strong(_day(item.date), item.time)),
        Column(
            title(CalendarItem, "title"),
            2.0,
            lambda item: Strong(item.title, ", ".join(part for part in (item.platform, item.asset) if part)),
        ),
        Column(
            title(CalendarItem, "cta"),
            2.4,
            lambda item: Text("\n".join(part for part in (item.cta, item.link) if part)),
        ),
        Column(title(CalendarItem, "hashtags"), 1.2, lambda item: Text(" ".join(item.hashtags))),
        caption=caption,
    )


def _day(day: dt.date | None) -> str:
    return f"{FRAME_WORDING.weekdays[day.weekday()]} {short_date(day)}" if day else ""


def _texts(items: Iterable[CalendarItem]) -> Blocks:
    cards = tuple(
        Card(item.title, _day(item.date), item.platform, item.asset, item.caption, item.cta)
        for item in sorted(items, key=_moment)
        if item.caption
    )
    return (Cards(cards),) if cards else ()


# Rules


def _rules(calendar: Calendar, schedule: Schedule, months: list[Month]) -> Topics:
    told = {week.number for month in months for week in month.weeks}
    themes = [row for row in calendar.weekly_themes if row.week not in told and row.theme]
    rules = facts(calendar, "calendar_type") if filled(calendar) else ()
    return topic(
        WORDING.calendar_rules,
        defs(
            (
                *rules,
                *facts(calendar, "content_rotation", "cta_rotation"),
                *fact(title(Schedule, "blackout_dates"), _free_days(schedule.blackout_dates)),
            )
        ),
        table(
            themes,
            column(WeeklyTheme, "week", 0.5, kind=Number),
            column(WeeklyTheme, "theme", 4),
            caption=title(Calendar, "weekly_themes"),
        ),
        start="flow",
        summary=WORDING.calendar_rules_line,
    )


def _free_days(rows: list[BlackoutDate]) -> str:
    days = sorted(entered(rows), key=lambda row: row.date or dt.date.max)
    named = ((long_date(row.date) if row.date else "", row.label) for row in days)
    return "\n".join(", ".join(part for part in parts if part) for parts in named)
