"""Lists in pages: which page was asked for, and how long pages are."""

from typing import Any

from django.core.paginator import Page, Paginator
from django.http import HttpRequest

SIZES = (10, 25, 50, 100)
SIZE = 25


def page_of(request: HttpRequest, rows: Any, *, count: int | None = None, at_least: int | None = None) -> Page[Any]:
    """The page that the address asks for (`page`, `per`); what will not do counts as not asked. `count` spares the query where
    the caller knows how many rows there are; `at_least` does where they know of so many and the page lies well within."""
    asked = request.GET.get("per", "")
    paginator = Paginator(rows, int(asked) if asked in map(str, SIZES) else SIZE)
    number = request.GET.get("page", "")
    end = paginator.per_page * (int(number) if number.isdecimal() and len(number) < 9 else 1)
    goes_on = at_least is not None and end < at_least
    known = at_least if goes_on else count
    if known is not None:
        paginator.count = known
    page = paginator.get_page(number)
    page.sizes = SIZES if paginator.count > SIZES[0] else ()  # type: ignore[attr-defined]  # for the foot of the list
    page.goes_on = goes_on  # type: ignore[attr-defined]
    return page
