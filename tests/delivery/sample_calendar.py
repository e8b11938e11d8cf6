"""The publications of the sample pack, as days, months and cover art."""

import json
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

from delivery.document import Day, MarkGrid, Month, Post, Week

CONTENT = json.loads(Path(__file__).with_name("sample_content.json").read_text(encoding="utf-8"))
START = date.fromisoformat(CONTENT["start"])
FREE_DAYS = {date.fromisoformat(day): name for day, name in CONTENT["free_days"].items()}
CHANNEL_NAMES = ("LinkedIn", "E-mail", "Webinar", "Article")
POSTING_CHANNELS = ("LinkedIn", "E-mail", "LinkedIn", "E-mail", "LinkedIn")


def publications() -> dict[date, Post]:
    """Publications by day; holidays stay free."""
    posts = {}
    for week, (_, titles) in enumerate(CONTENT["weekly"]):
        for weekday, title in enumerate(titles):
            day = START + timedelta(weeks=week, days=weekday)
            if day not in FREE_DAYS:
                posts[day] = Post(CHANNEL_NAMES.index(channel_of(title, weekday)), title)
    return posts


def channel_of(title: str, weekday: int) -> str:
    if title.startswith("Webinar"):
        return "Webinar"
    if title.startswith("Letter"):
        return "E-mail"
    return "LinkedIn" if "Carousel" in title or POSTING_CHANNELS[weekday] == "LinkedIn" else "Article"


def week_of(day: date) -> int:
    return (day - START).days // 7 + 1


def months(posts: dict[date, Post]) -> Iterator[Month]:
    end = START + timedelta(weeks=CONTENT["weeks"], days=-1)
    first = START.replace(day=1)
    while first <= end:
        following = (first + timedelta(days=31)).replace(day=1)
        yield Month(first, CHANNEL_NAMES, tuple(weeks(first, following, posts)))
        first = following


def weeks(first: date, following: date, posts: dict[date, Post]) -> Iterator[Week]:
    monday = first - timedelta(days=first.weekday())
    while monday < following:
        index = week_of(monday)
        planned = 1 <= index <= CONTENT["weeks"]
        days = (monday + timedelta(days=offset) for offset in range(7))
        yield Week(
            number=index if planned else None,
            theme=CONTENT["weekly"][index - 1][0] if planned else "",
            days=tuple(calendar_day(day, posts) if first <= day < following else Day(day) for day in days),
        )
        monday += timedelta(weeks=1)


def calendar_day(day: date, posts: dict[date, Post]) -> Day:
    return Day(day, FREE_DAYS.get(day, ""), (posts[day],) if day in posts else ())


def cover_art(posts: dict[date, Post]) -> MarkGrid:
    def cell(week: int, weekday: int) -> int | None:
        post = posts.get(START + timedelta(weeks=week, days=weekday))
        return post.channel if post else None

    columns = tuple(tuple(cell(week, weekday) for weekday in range(5)) for week in range(CONTENT["weeks"]))
    return MarkGrid(f"{len(posts)} publications in twelve weeks, one mark each", columns)
