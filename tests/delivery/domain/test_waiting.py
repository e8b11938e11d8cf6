"""A finished pack and a failed one wait for those who may publish: on "My work", in its count, and in the list."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from campaigns.models import Campaign, CampaignStatus, Engagement
from delivery import assemble
from delivery.domain import packs, waiting
from delivery.enums import PackState
from delivery.models import Pack
from tenants.models import Agency, Brand, Membership
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


def row(of: Engagement, number: int, **given: Any) -> Pack:
    """A finished pack, without files."""
    given = {"state": PackState.READY, "created_by": "Alice Arden", **given}
    return Pack.objects.create(
        engagement=of, number=number, kinds=["intake"], formats=["json", "zip"], brand=Brand.objects.first(),
        inputs_digest=f"{of.pk:032x}{number:032x}", subject="0" * 64, **given,
    )  # fmt: skip


def test_a_decision_and_a_pack_with_the_same_key_are_two_things(
    engagement: Engagement, alice: Membership, bob: Membership
) -> None:
    """And of the list only these two wait: a third engagement beside them has nothing for anybody."""
    decided = work.engagement(name="halden", kinds=1)
    version = work.submit(decided, "intake", bob)
    row(engagement, 1, pk=version.artifact_id)
    Campaign.objects.update(status=CampaignStatus.ACTIVE)
    work.engagement(name="veldkamp", kinds=1)
    assert (count_for(alice), len(waiting_for(alice))) == (2, 2)
    listed = browser(alice.agency, alice).get("/campaigns/?tab=mine").content.decode()
    assert {name for name in ("Nordlys", "Halden", "Veldkamp") if f">{name}" in listed} == {"Nordlys", "Halden"}


def test_packs_wait_since_they_were_built_or_else_ordered_and_say_for_what(
    engagement: Engagement, alice: Membership
) -> None:
    """The oldest first, and the navigation counts no further than a hundred."""
    now = timezone.now()
    halden = work.engagement(name="halden")
    late, early = (
        row(engagement, 1, built_at=now - timedelta(hours=1)),
        row(halden, 1, built_at=now - timedelta(hours=2)),
    )
    assert [(item.since, item.detail) for item in waiting_for(alice)] == [
        (each.built_at, f"Ready to be published. {each.engagement.campaign}, {each.engagement}")
        for each in (early, late)
    ]
    Pack.objects.filter(pk=late.pk).update(state=PackState.FAILED, built_at=None, errors={"pdf": "No such letter."})
    assert [(item.since, item.detail) for item in waiting_for(alice)] == [
        (early.built_at, f"Ready to be published. {halden.campaign}, {halden}"),
        (Pack.objects.get(pk=late.pk).created_at, "No such letter."),
    ]


def test_those_that_wait_longest_are_shown_and_counting_ends_where_many_begins(
    engagement: Engagement, alice: Membership, monkeypatch: Any
) -> None:
    monkeypatch.setattr(waiting, "SHOWN", 2)
    halden, veldkamp = work.engagement(name="halden"), work.engagement(name="veldkamp")
    first, second, _ = row(halden, 1), row(engagement, 1), row(veldkamp, 1)
    assert [item.url for item in waiting_for(alice)] == [f"/packs/{each.public_id}/" for each in (first, second)]
    assert count_for(alice) == 3
    monkeypatch.setattr("tenants.waiting.COUNTED", 2)
    assert count_for(alice) == 2
