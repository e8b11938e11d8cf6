"""All packs of the agency."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from delivery.domain import listing
from delivery.domain.listing import Sort
from delivery.enums import PackState
from delivery.forms import ListForm
from tenants.http import AgencyRequest
from tenants.paging import page_of


@login_required
@require_safe
def pack_list(request: AgencyRequest) -> HttpResponse:
    asked = ListForm(request.GET)
    asked.is_valid()  # what will not do counts as not asked
    said = asked.cleaned_data
    sort, down = _sort(request.GET.get("sort", ""))
    found = listing.narrowed(
        listing.every(),
        search=said.get("q", ""),
        state=PackState(said["state"]) if said.get("state") else None,
        client=said["client"].public_id if said.get("client") else None,
    )
    page = page_of(request, listing.ordered(found, sort, down=down))
    context = {
        "page": page,
        "rows": listing.with_covers(listing.read(list(page))),
        "columns": {each.value: _column(each, sort, down) for each in Sort},
        "sort": request.GET.get("sort", ""),
        "form": asked,
        "client": said.get("client"),
        "narrowed": any(said.get(name) for name in ("q", "state", "client")),
    }
    return render(request, "workspace/delivery/packs.html", context)


def _sort(asked: str) -> tuple[Sort, bool]:
    name = asked.removeprefix("-")
    return (Sort(name), asked.startswith("-")) if name in list(Sort) else (Sort.MADE, True)


def _column(column: Sort, sort: Sort, down: bool) -> dict[str, str]:
    """The head of a column: where a press leads, and how it is sorted now. Times begin with the newest."""
    if column is not sort:
        return {"label": column.label, "to": column.value if column is Sort.CLIENT else f"-{column}", "now": ""}
    return {
        "label": column.label,
        "to": column.value if down else f"-{column}",
        "now": "descending" if down else "ascending",
    }
