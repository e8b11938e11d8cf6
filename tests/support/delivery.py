"""Packs for tests, built as the product builds them."""

from typing import Any

from django.db import transaction

from campaigns.models import Engagement
from delivery.domain import inputs, packs, preflight
from delivery.models import Pack
from tenants import audit, jobs
from tenants.brand import clean_logo, save_brand
from tenants.models import Membership
from tests.support import work
from tests.support.work import DEMO


def with_logo() -> None:
    logo = clean_logo((DEMO / "northwind.png").read_bytes())
    save_brand(by=audit.SYSTEM, logo=logo, contact_line="Ask Alice", legal_text="Alder & Oak, Oslo")


def approved(alice: Membership, **given: Any) -> Engagement:
    """An engagement with the whole chain approved and a brand that can be delivered."""
    with_logo()
    return work.engagement(approver=alice, **given)


def signed_off(engagement: Engagement, alice: Membership, **chosen: Any) -> inputs.Selection:
    selection = inputs.select(engagement, agency=alice.agency, **chosen)
    preflight.sign_off(selection, member=alice)
    return selection


def ordered(engagement: Engagement, alice: Membership, **chosen: Any) -> Pack:
    signed_off(engagement, alice, **chosen)
    with transaction.atomic():
        return packs.order(engagement, agency=alice.agency, by=audit.By.member(alice), **chosen)


def built(engagement: Engagement, alice: Membership, **chosen: Any) -> Pack:
    """Ordered, and its job done in this process. Needs a test without an outer transaction, as every job does."""
    pack = ordered(engagement, alice, **chosen)
    jobs.run(pack.job_id, pack.agency_id, jobs.SCHEMA)
    return Pack.objects.select_related("job", "engagement__campaign__client", "brand").get(pk=pack.pk)


def published(engagement: Engagement, alice: Membership, **chosen: Any) -> Pack:
    pack = built(engagement, alice, **chosen)
    return packs.publish(pack, member=alice, seen_digest=pack.pack_digest)
