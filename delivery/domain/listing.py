"""The lists of packs: which there are, and in which order."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from uuid import UUID

from django.db.models import F, Q, QuerySet

from campaigns.enums import Choice
from campaigns.models import Engagement
from delivery.domain import newer, previews, reading
from delivery.domain.newer import Newer
from delivery.domain.previews import Cover
from delivery.enums import PackState
from delivery.models import Pack, Preview


@dataclass(frozen=True)
class Row:
    """A pack in a list, in its state of the interface, with what was approved since, and its first page where it is shown."""

    pack: Pack
    state: str
    newer: list[Newer]
    cover: Cover | None = None


class Sort(Choice):
    """Columns that order the list; the other direction begins with a minus."""

    CLIENT = "client", "Client"
    MADE = "made", "Ordered"
    PUBLISHED = "published", "Published"


ORDERS: dict[Sort, tuple[str, ...]] = {
    Sort.CLIENT: ("engagement__campaign__client__name", "engagement__campaign__name", "engagement__name"),
    Sort.MADE: ("created_at",),
    Sort.PUBLISHED: ("published_at",),
}


def of_engagement(engagement: Engagement) -> "QuerySet[Pack]":
    """Newest first."""
    return Pack.objects.filter(engagement=engagement).order_by("-number")


def every() -> "QuerySet[Pack]":
    return Pack.objects.select_related("engagement__campaign__client")


def narrowed(
    found: "QuerySet[Pack]", *, search: str = "", state: PackState | None = None, client: UUID | None = None
) -> "QuerySet[Pack]":
    if search:
        found = found.filter(
            Q(engagement__campaign__client__name__icontains=search)
            | Q(engagement__campaign__name__icontains=search)
            | Q(engagement__name__icontains=search)
        )
    if state:
        found = found.filter(state=state)
    if client:
        found = found.filter(engagement__campaign__client__public_id=client)
    return found


def ordered(found: "QuerySet[Pack]", sort: Sort, *, down: bool) -> "QuerySet[Pack]":
    """What was never published comes last, in both directions; newest first among equals."""
    keys = [F(name) for name in ORDERS[sort]]
    turned = [key.desc(nulls_last=True) if down else key.asc(nulls_last=True) for key in keys]
    return found.order_by(*turned, "-pk")


def read(page: Collection[Pack]) -> list[Row]:
    """The rows of one page. One query, whatever their number."""
    moved_on = newer.since(page)
    return [Row(pack, reading.state(pack), moved_on.get(pack.pk, [])) for pack in page]


def with_covers(rows: Collection[Row]) -> list[Row]:
    """The same rows with the first pages of their packs. One query more."""
    covers = previews.covers(Preview.objects.filter(file__pack__in=[row.pack.pk for row in rows]))
    return [replace(row, cover=covers.get(row.pack.public_id)) for row in rows]
