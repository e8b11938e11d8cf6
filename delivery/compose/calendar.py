"""The calendar: months with publications, the list of their details, themes and days left free."""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import dataclass

from campaigns.content.execution import (
    BlackoutDate,
    Calendar,
    CalendarItem,
    Execution,
    Schedule,
    Utm,
    UtmSource,
    WeeklyTheme,
)
from delivery.compose.parts import (
    LONGEST_FACT,
    Blocks,
    Column,
    Topics,
    column,
    entered,
    fact,
    facts,
    filled,
    fitted,
    run_on,
    sheet,
    table,
    topic,
)
from delivery.compose.plan import Plan, channels, drawable
from delivery.compose.values import joined, shown, title
from delivery.document import Col, Day, Month, Number, Post, Strong, Table, Text, Week
from delivery.language import wording

DayFormat = Callable[[dt.date], str]

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
            themes={week: wording().parting.join(names) for week, names in themes.items()},
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
        begin = first - dt.timedelta(days=(first.weekday() - wording().first_weekday) % 7)
        begins = (begin + dt.timedelta(weeks=week) for week in range(6))
        weeks = tuple(self._week(day, first) for day in begins if day <= first or _same_month(day, first))
        return Month(first, self.channels, weeks)

    def _week(self, begin: dt.date, first: dt.date) -> Week:
        number = self.number_of(begin)
        days = (begin + dt.timedelta(days=offset) for offset in range(7))
        return Week(
            number,
            self.themes.get(number, "") if number else "",
            tuple(self._day(day) if _same_month(day, first) else Day(day) for day in days),
        )

    def number_of(self, begin: dt.date) -> int | None:
        """The week of the plan to which most days of a calendar week belong, which begins on `begin`."""
        return self.plan.week_of(begin + dt.timedelta(days=3)) if self.plan else None

    def _day(self, day: dt.date) -> Day:
        items = self.items.get(day, ())
        posts = tuple(Post(self.channels.index(item.platform), item.title) for item in items)
        return Day(day, self.free.get(day, ""), posts)


def topics(execution: Execution) -> Topics:
    """The publications in detail and the rules they follow, then a topic for each month."""
    months = Drawn.of(execution).months()
    return (
        *_publications(execution, months),
        *(one for month in months for one in _month_topic(month)),
    )


def _month_topic(month: Month) -> Topics:
    count = sum(len(day.posts) for week in month.weeks for day in week.days)
    return topic(wording().month(wording().month_name(month.first)), (month,), summary=wording().month_line(count))


def _same_month(day: dt.date, first: dt.date) -> bool:
    return (day.year, day.month) == (first.year, first.month)


# Publications


def _publications(execution: Execution, months: list[Month]) -> Topics:
    """What the calendars do not say: some publications in detail, of the others what they ask for, and the rules."""
    drawn = {month.first for month in months}
    kept = sorted(entered(execution.calendar.items), key=_moment)
    listed = [item for item in kept if not _is_told(item, drawn)]
    years = {item.date.year for item in kept if item.date}
    one_year = len(years) < 2
    day = wording().weekday_date if one_year else wording().long_date
    return topic(
        wording().publications,
        _list(listed, day),
        _texts(listed, day),
        _links(listed, day),
        _calls(
            [item for item in kept if item.cta and _is_told(item, drawn)],
            wording().short_date if one_year else wording().long_date,
        ),
        _rules(execution, months),
        start="flow",
        summary=wording().publications_line,
    )


def _moment(item: CalendarItem) -> tuple[dt.date, str]:
    return item.date or dt.date.max, item.time


def _is_told(item: CalendarItem, drawn: set[dt.date]) -> bool:
    """Whether a calendar shows the publication, and it has nothing else to show but its call to action."""
    more = (item.time, item.asset, item.caption, item.link, *item.hashtags)
    placed = item.date is not None and item.date.replace(day=1) in drawn
    return placed and bool(drawable([item])) and not any(more)


def _list(items: list[CalendarItem], day: DayFormat) -> Blocks:
    """A line for each publication."""
    return table(
        items,
        Column(title(CalendarItem, "date"), 1.4, lambda item: Strong(_joined(_day(item, day), item.time))),
        column(CalendarItem, "title", 2.2),
        column(CalendarItem, "platform", 0.9),
        column(CalendarItem, "asset", 1.6),
        column(CalendarItem, "cta", 1.6),
    )


def _texts(items: list[CalendarItem], day: DayFormat) -> Blocks:
    """The words of publications that have their own."""
    return table(
        [item for item in items if item.caption],
        Column(
            title(CalendarItem, "title"),
            1,
            lambda item: Strong(item.title, _joined(_day(item, day), item.platform)),
        ),
        column(CalendarItem, "caption", 3),
        caption=wording().new_texts,
    )


def _links(items: list[CalendarItem], day: DayFormat) -> Blocks:
    """Where each call to action leads, and the hashtags of each platform."""
    rows = (*_told_once(items, "cta", "link", day), *_told_once(items, "platform", "hashtags", day))
    if not rows:
        return ()
    heads = (Col(wording().told_for, 1), Col(wording().link, 2.2))
    if any(when.text for _, _, when in rows):
        return fitted(Table(wording().links, (*heads, Col(title(CalendarItem, "date"), 1)), rows))
    return fitted(Table(wording().links, heads, tuple(row[:2] for row in rows)))


def _told_once(
    items: list[CalendarItem], name: str, value: str, day: DayFormat
) -> tuple[tuple[Strong, Text, Text], ...]:
    """Values that many publications share, by name; with their days where the name alone does not tell."""
    days: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for item in items:
        days[shown(item, name)][_value(item, value)].append(_day(item, day))
    return tuple(
        (
            Strong(key),
            Text(found),
            Text(wording().parting.join(filter(None, when)) if not key or len(values) > 1 else ""),
        )
        for key, values in days.items()
        for found, when in values.items()
        if found
    )


def _calls(items: list[CalendarItem], day: DayFormat) -> Blocks:
    """Each call to action with the days on which it stands; on a day with several, with the titles."""
    busy = Counter(item.date for item in items)
    days: dict[str, list[str]] = defaultdict(list)
    for item in items:
        days[item.cta].append(_joined(_day(item, day), item.title if busy[item.date] > 1 else ""))
    if not days:
        return ()
    heads = (Col(title(CalendarItem, "cta"), 1), Col(title(CalendarItem, "date"), 3.2))
    rows = tuple((Strong(cta), Text(wording().parting.join(when))) for cta, when in days.items())
    return fitted(Table(wording().calls, heads, rows), longest=LONGEST_FACT)


def _value(item: CalendarItem, name: str) -> str:
    return " ".join(item.hashtags) if name == "hashtags" else shown(item, name)


def _day(item: CalendarItem, format_day: DayFormat) -> str:
    return format_day(item.date) if item.date else ""


def _joined(*parts: str) -> str:
    return ", ".join(part for part in parts if part)


# Rules


def _rules(execution: Execution, months: list[Month]) -> Blocks:
    calendar, schedule, utm = execution.calendar, execution.schedule, execution.utm
    told = {week.number for month in months for week in month.weeks}
    themes = [row for row in calendar.weekly_themes if row.week not in told and row.theme]
    rhythm = (*(facts(calendar, "calendar_type") if filled(calendar) else ()), *facts(schedule, "timezone"))
    return (
        *sheet(
            (
                *fact(wording().calendar, run_on(rhythm)),
                *facts(calendar, "content_rotation", "cta_rotation"),
                *fact(title(Schedule, "blackout_dates"), _free_days(schedule.blackout_dates)),
                *fact(wording().tracking_links, run_on(facts(utm, "campaign_name", "medium", "content_param"))),
                *fact(title(Utm, "source_defaults"), _sources(utm.source_defaults)),
                *facts(utm, "tracking_notes"),
            ),
            wording().calendar_rules,
        ),
        *table(
            themes,
            column(WeeklyTheme, "week", 0.5, kind=Number),
            column(WeeklyTheme, "theme", 4),
            caption=title(Calendar, "weekly_themes"),
        ),
    )


def _sources(rows: list[UtmSource]) -> str:
    """As in “LinkedIn: linkedin, Search: google”."""
    pairs = ((row.platform, row.source) for row in entered(rows))
    return joined(": ".join(part for part in pair if part) for pair in pairs)


def _free_days(rows: list[BlackoutDate]) -> str:
    days = sorted(entered(rows), key=lambda row: row.date or dt.date.max)
    one_year = len({row.date.year for row in days if row.date}) < 2
    day = wording().short_date if one_year else wording().long_date
    named = ((day(row.date) if row.date else "", row.label) for row in days)
    return joined(", ".join(part for part in parts if part) for parts in named)
