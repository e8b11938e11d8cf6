"""Of what is archived no pack is ordered, answered for or published; what the client has can still be withdrawn."""

from typing import Any

import pytest
from django.test import Client

from campaigns.domain import engagements
from campaigns.models import Engagement
from delivery.domain import inputs, packs
from delivery.enums import PackState
from delivery.models import LegalSignOff, Pack, Waiver
from tenants.models import Agency, Membership
from tenants.scope import tenant
from tests.delivery.views.pages import CORE, order_page, pack_page, read, text_of
from tests.support import delivery

# Pages: on PostgreSQL the siege opens each of them.
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.sqlite]

REFUSED = "is archived, and nothing in it changes. An admin can take it out of the archive first."
READ = "is archived. Everything can be read, and nothing changes until an admin takes it out of the archive."


@pytest.mark.parametrize("what", ["client", "campaign", "engagement"])
def test_nothing_goes_out_of_what_is_archived(
    engagement: Engagement, client: Client, alder: Agency, alice: Membership, what: str
) -> None:
    row = {"client": engagement.campaign.client, "campaign": engagement.campaign, "engagement": engagement}[what]
    with tenant(alder):
        pack = delivery.published(engagement, alice, formats=["json"])
        getattr(engagements, f"archive_{what}")(row, by=alice)
        selection = inputs.select(engagement, agency=alder, kinds=CORE["kinds"], formats=CORE["formats"])
        decided = LegalSignOff.objects.count()
    for page in (order_page(engagement), pack_page(pack)):
        shown = read(client, page)
        assert f"{row} {READ}" in shown
        assert "Build the pack" not in shown
        assert "Sign off in my name" not in shown
    chosen: dict[str, Any] = {**CORE, "digest": selection.digest}
    assert REFUSED in text_of(client.post(order_page(engagement, "sign-off/"), chosen))
    waiver = {**chosen, "check": "legal_ok", "reason": "The client signed on paper"}
    assert REFUSED in text_of(client.post(order_page(engagement, "waiver/"), waiver))
    withdrawn = client.post(pack_page(pack, "withdrawal/"), {"reason": "A wrong figure"})
    assert withdrawn.status_code == 302
    assert pack_page(pack, "publication/") not in read(client, pack_page(pack))
    again = client.post(pack_page(pack, "publication/"), {"seen": pack.pack_digest})
    assert (again.status_code, REFUSED in text_of(again)) == (409, True)
    with tenant(alder):
        assert (LegalSignOff.objects.count(), Waiver.objects.count()) == (decided, 0)
        assert Pack.objects.get().state == "withdrawn"
        getattr(engagements, f"unarchive_{what}")(row, by=alice)
        packs.publish(pack, member=alice, seen_digest=pack.pack_digest)


def test_a_failed_pack_of_what_is_archived_is_not_tried_again(
    engagement: Engagement, client: Client, alder: Agency, alice: Membership
) -> None:
    with tenant(alder):
        pack = delivery.ordered(engagement, alice, formats=["json"])
        Pack.objects.filter(pk=pack.pk).update(state=PackState.FAILED, errors={"json": "No room."})
    assert "Try again" in read(client, pack_page(pack))
    with tenant(alder):
        engagements.archive_engagement(engagement, by=alice)
    shown = read(client, pack_page(pack))
    assert ("No room." in shown, "Try again" in shown) == (True, False)
    assert "An admin builds and publishes packs." not in read(client, order_page(engagement)), "nobody does"


def test_no_pack_is_ordered_of_what_is_archived(
    engagement: Engagement, client: Client, alder: Agency, alice: Membership
) -> None:
    chosen = {"kinds": CORE["kinds"], "formats": ["json"]}
    with tenant(alder):
        delivery.signed_off(engagement, alice, **chosen)
        engagements.archive_engagement(engagement, by=alice)
    refused = client.post(order_page(engagement), {**chosen, "act": "build"})
    assert (refused.status_code, REFUSED in text_of(refused)) == (409, True)
    with tenant(alder):
        assert not Pack.objects.exists()
        engagements.unarchive_engagement(engagement, by=alice)
    assert client.post(order_page(engagement), {**chosen, "act": "build"}).status_code == 302
    with tenant(alder):
        assert Pack.objects.count() == 1
