"""Lists in pages: which page was asked for, and how long pages are."""

from typing import Any

from django.core.paginator import Page, Paginator
from django.http import HttpRequest

SIZES = (10, 25, 50, 100)
SIZE = 25


def page_of(request: HttpRequest, rows: Any, *, count: int | None = None) -> Page[Any]:
    """The page that the address asks for (`page`, `per`); what will not do counts as not asked. `count` spares the query where
    the caller knows how many rows there are."""
    asked = request.GET.get("per", "")
    paginator = Paginator(rows, int(asked) if asked in map(str, SIZES) else SIZE)
    if count is not None:
        paginator.count = count
    page = paginator.get_page(request.GET.get("page"))
    page.sizes = SIZES if paginator.count > SIZES[0] else ()  # type: ignore[attr-defined]  # for the foot of the list
    return page
