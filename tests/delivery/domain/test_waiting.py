"""A finished pack and a failed one wait for those who may publish: on "My work", in its count, and in the list."""

import re
from typing import Any

import pytest
from django.utils import timezone

from campaigns.models import Campaign, CampaignStatus, Engagement
from delivery import assemble
from delivery.domain import packs
from delivery.models import Pack
from tenants.models import Agency, Membership
from tenants.waiting import Waiting, count_for, waiting_for
from tests.support import delivery, work
from tests.support.cast import browser

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("in_alder")]


@pytest.fixture
def engagement(alice: Membership) -> Engagement:
    found = delivery.approved(alice)
    Campaign.objects.update(status=CampaignStatus.ACTIVE)
    return found


def mine(who: Membership) -> list[str]:
    """Whatever waits for a member, the same on all three places."""
    client, rows = browser(who.agency, who), waiting_for(who)
    home, listed = (client.get(path).content.decode() for path in ("/", "/campaigns/?tab=mine"))
    assert count_for(who) == len(rows)
    assert re.findall(r'My work<span class="count">(\d+)</span>', home) == [str(len(rows))] * bool(rows)
    assert [row.title for row in rows if row.title not in home] == []
    assert f"Waits for me <small>{len(rows)}</small>" in listed
    return [f"{row.title}: {row.act}" for row in rows]


def test_a_finished_pack_waits_for_who_may_publish_until_it_is(
    engagement: Engagement, alice: Membership, bob: Membership
) -> None:
    client = engagement.campaign.client
    assert mine(alice) == []
    pack = delivery.built(engagement, alice, formats=["json"])
    assert mine(alice) == [f"Pack 1, {client}: Read and publish"]
    assert mine(bob) == []
    packs.publish(pack, member=alice, seen_digest=pack.pack_digest)
    assert mine(alice) == []


def test_a_pack_that_is_being_built_waits_for_nobody(engagement: Engagement, alice: Membership) -> None:
    delivery.ordered(engagement, alice, formats=["json"])
    assert mine(alice) == []


def test_a_failed_pack_waits_and_says_why(engagement: Engagement, alice: Membership, monkeypatch: Any) -> None:
    def breaks(*args: Any, **kwargs: Any) -> None:
        raise assemble.FormatsFailed({"pdf": "There is no such letter in the font."})

    monkeypatch.setattr(packs, "assemble", breaks)
    pack = delivery.built(engagement, alice, formats=["pdf"])
    assert mine(alice) == [f"Pack 1, {engagement.campaign.client}: See why"]
    (row,) = waiting_for(alice)
    assert isinstance(row, Waiting)
    assert (row.state, row.url) == ("failed", f"/packs/{pack.public_id}/")
    assert "There is no such letter in the font." in row.detail


def test_only_the_newest_pack_waits_and_nothing_of_what_is_archived(
    engagement: Engagement, alice: Membership, alder: Agency
) -> None:
    first = delivery.built(engagement, alice, formats=["json"])
    second = delivery.built(engagement, alice, formats=["html"])
    assert mine(alice) == [f"Pack 2, {engagement.campaign.client}: Read and publish"]
    packs.withdraw(second, member=alice, reason="A wrong figure")
    assert mine(alice) == [f"Pack 1, {engagement.campaign.client}: Read and publish"]
    Engagement.objects.filter(pk=engagement.pk).update(archived_at=timezone.now())
    assert waiting_for(alice) == []
    assert count_for(alice) == 0
    assert Pack.objects.get(pk=first.pk).state == "ready"


def test_what_waits_of_packs_and_of_stages_is_counted_together(
    engagement: Engagement, alice: Membership, bob: Membership
) -> None:
    delivery.built(engagement, alice, formats=["json"])
    other = work.engagement(name="halden", kinds=1)
    work.submit(other, "intake", bob)
    assert (count_for(alice), len(waiting_for(alice)), count_for(bob)) == (2, 2, 0)
