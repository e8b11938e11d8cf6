"""Where the days of a plan fall: weeks of the plan, months with publications, channels of the calendar."""

import datetime as dt
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Self

from campaigns.content.execution import CalendarItem, Timeline

YEARS = range(1900, 2200)
"""Days in other years are listed and not drawn."""


@dataclass(frozen=True)
class Plan:
    """A plan with a first day and a number of weeks."""

    start: dt.date
    weeks: int

    @classmethod
    def of(cls, timeline: Timeline) -> Self | None:
        """The plan of a timeline, or None without a start that can be drawn."""
        start = timeline.start_date
        return cls(start, timeline.duration_weeks) if start and start.year in YEARS else None

    @property
    def end(self) -> dt.date:
        return self.start + dt.timedelta(weeks=self.weeks, days=-1)

    @property
    def numbers(self) -> range:
        """The weeks, from 1."""
        return range(1, self.weeks + 1)

    def first_day(self, week: int) -> dt.date:
        return self.start + dt.timedelta(weeks=week - 1)

    def week_of(self, day: dt.date) -> int | None:
        """The week of the plan, from 1, or None outside it."""
        return (day - self.start).days // 7 + 1 if self.start <= day <= self.end else None


def channels(items: Iterable[CalendarItem]) -> tuple[str, ...]:
    """The platforms that are published on, the busiest first."""
    counts = Counter(item.platform for item in items if item.platform)
    return tuple(name for name, _ in counts.most_common())


def drawable(items: Iterable[CalendarItem]) -> list[CalendarItem]:
    """The publications that have a place in a calendar: a day, a channel and a title."""
    return [item for item in items if item.date and item.date.year in YEARS and item.platform and item.title]
