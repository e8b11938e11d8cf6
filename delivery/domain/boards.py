"""What lists and boards say about an engagement's packs (campaigns.domain.boards)."""

from collections.abc import Collection, Mapping

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from campaigns.domain import boards
from campaigns.domain.boards import Delivery, PackLine, Stage
from campaigns.models import Engagement
from delivery.domain import listing, reading, waiting
from delivery.enums import PackState
from delivery.models import Pack

SHOWN = 5
"""Packs on a board."""
SAID = {
    PackState.BUILDING: ("is being built", ""),
    PackState.READY: ("is ready", "An admin"),
    PackState.PUBLISHED: ("is published", ""),
    PackState.SUPERSEDED: ("is superseded", ""),
    PackState.WITHDRAWN: ("is withdrawn", "An admin"),
    PackState.FAILED: ("failed", "An admin"),
}
WORDS = {state: (reading.STATES[state], words, who) for state, (words, who) in SAID.items()}
"""State of a pack → state of the interface, words, and who has the next word."""


def stages(engagements: Collection[int]) -> Mapping[int, Stage]:
    """Engagement's primary key → its newest pack of those that count, else its newest. One query."""
    rows = Pack.objects.filter(engagement__in=engagements).order_by("number")
    found: dict[int, tuple[int, PackState]] = {}
    for engagement, number, state in rows.values_list("engagement_id", "number", "state"):
        if engagement not in found or state not in waiting.OVER or found[engagement][1] in waiting.OVER:
            found[engagement] = (number, PackState(state))
    return {engagement: _stage(*pack) for engagement, pack in found.items()}


def _stage(number: int, pack_state: PackState) -> Stage:
    state, words, waits = WORDS[pack_state]
    return Stage("Delivery", state, f"pack {number} {words}", waits, f"Pack {number} {words}" if waits else "")


def published() -> bool:
    """Whether the agency has ever published a pack."""
    return bool(Pack.objects.exclude(published_at=None).exists())


def packs(engagement: Engagement) -> list[PackLine]:
    """The latest, each with what was approved since. Two queries."""
    return [_line(row) for row in listing.read(listing.of_engagement(engagement)[:SHOWN])]


def _line(row: listing.Row) -> PackLine:
    pack = row.pack
    at = pack.published_at or pack.created_at
    detail = f"{pack.get_state_display()}, {date_format(timezone.localtime(at), 'j F Y')}"
    if row.newer:
        detail += ". Newer approved content exists."
    return PackLine(
        str(pack), "stale" if row.newer else row.state, detail, reverse("delivery:pack", args=[pack.public_id]),
        pack.pack_digest,
    )  # fmt: skip


boards.register(Delivery(stages, published, packs, waiting.rows))
