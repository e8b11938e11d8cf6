"""Packs that wait for a member (tenants.waiting): a finished one to be published, a failed one to be ordered again."""

from collections.abc import Iterator

from django.db.models import Exists, OuterRef, QuerySet
from django.urls import reverse

from campaigns.domain.boards import AWAY
from campaigns.models import Engagement
from delivery.enums import PackState
from delivery.models import Pack
from tenants import roles
from tenants.models import Membership
from tenants.waiting import Waiting, register

SHOWN = 25
"""Those that wait longest."""
OVER = (PackState.SUPERSEDED, PackState.WITHDRAWN)


def rows(membership: Membership) -> "QuerySet[Pack]":
    """For those who may publish, and so may order: an engagement's newest pack that counts, while it is finished or failed."""
    if not roles.may_publish(membership):
        return Pack.objects.none()
    newer = Pack.objects.filter(engagement=OuterRef("engagement"), number__gt=OuterRef("number")).exclude(
        state__in=OVER
    )
    at_work = Engagement.objects.filter(~AWAY)
    return Pack.objects.filter(~Exists(newer), state__in=[PackState.READY, PackState.FAILED], engagement__in=at_work)


def waiting_for(membership: Membership) -> Iterator[Waiting]:
    found = rows(membership).select_related("engagement__campaign__client").defer("manifest")
    for pack in found.order_by("pk")[:SHOWN]:
        engagement, failed = pack.engagement, pack.state == PackState.FAILED
        yield Waiting(
            title=f"{pack}, {engagement.campaign.client}",
            detail=" ".join(pack.errors.values())
            if failed
            else f"Ready to be published. {engagement.campaign}, {engagement}",
            state="failed" if failed else "review",
            url=reverse("delivery:pack", args=[pack.public_id]),
            act="See why" if failed else "Read and publish",
            since=pack.built_at or pack.created_at,
        )


register(waiting_for, rows)
