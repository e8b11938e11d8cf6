"""The list of packs, the history of an engagement, and what the pages cost."""

import re
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from campaigns.domain import engagements
from campaigns.models import Engagement
from delivery.enums import PackFormat, PackState
from delivery.models import Pack
from tenants import audit
from tenants.models import Brand, Membership
from tenants.scope import tenant
from tests.delivery.views.pages import (
    order_page,
    pack_page,
    read,
)
from tests.support import delivery, work
from tests.support.queries import counted

# Pages: on PostgreSQL the siege opens each of them.
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.sqlite]


def bare(engagement: Engagement, number: int, **given: Any) -> Pack:
    """A row of a pack, without files."""
    given.setdefault("created_by", "Alice Arden")
    return Pack.objects.create(
        engagement=engagement, number=number, kinds=["intake"], formats=["json", "zip"], brand=Brand.objects.first(),
        inputs_digest=f"{engagement.pk:032x}{number:032x}", subject="0" * 64, **given,
    )  # fmt: skip


def another(name: str) -> Engagement:
    of = engagements.create_client(by=audit.SYSTEM, name=name)
    campaign = engagements.create_campaign(by=audit.SYSTEM, client=of, name=f"{name} range", objective="sales")
    return engagements.create_engagement(by=audit.SYSTEM, campaign=campaign, name="First")


def listed(client: Client, query: str = "") -> list[str]:
    return re.findall(r'aria-label="Packs of ([^"]*) only"', read(client, f"/packs/{query}"))


@pytest.mark.usefixtures("scope")
def test_a_pack_that_nobody_ordered_was_ordered_by_the_system(client: Client) -> None:
    bare(another("Alpha"), 1, created_by="system")
    assert "<span>The system</span>" in read(client, "/packs/")


@pytest.mark.usefixtures("scope")
def test_the_list_is_searched_filtered_and_sorted(client: Client) -> None:
    alpha, beta = another("Alpha"), another("Beta")
    bare(beta, 1, state=PackState.PUBLISHED, published_at="2027-03-01T10:00Z", published_by="Alice Arden")
    bare(alpha, 1, state=PackState.FAILED)
    bare(alpha, 2, state=PackState.PUBLISHED, published_at="2027-02-01T10:00Z", published_by="Alice Arden")
    assert listed(client) == ["Alpha", "Alpha", "Beta"]
    assert listed(client, "?sort=made") == ["Beta", "Alpha", "Alpha"]
    assert listed(client, "?sort=-client") == ["Beta", "Alpha", "Alpha"]
    assert listed(client, "?sort=published") == ["Alpha", "Beta", "Alpha"]
    assert listed(client, "?sort=-published") == ["Beta", "Alpha", "Alpha"]
    assert listed(client, "?q=bet") == ["Beta"]
    assert listed(client, "?q=range&state=published") == ["Alpha", "Beta"]
    assert listed(client, f"?client={alpha.campaign.client.public_id}") == ["Alpha", "Alpha"]
    assert listed(client, f"?client={uuid4()}&state=nonsense&sort=nonsense&page=nonsense") == ["Alpha", "Alpha", "Beta"]
    assert "No pack matches." in read(client, "?q=nobody".join(["/packs/", ""]))
    assert '<th scope="col" aria-sort="descending"><a href="?sort=client">' in read(client, "/packs/?sort=-client")


def test_an_agency_without_packs_is_told_where_they_come_from(client: Client) -> None:
    assert "No packs yet." in read(client, "/packs/")


@pytest.mark.usefixtures("scope")
def test_long_lists_have_pages_that_keep_what_was_asked(client: Client) -> None:
    engagement = another("Alpha")
    for number in range(1, 28):
        bare(engagement, number)
    assert "1–25 of 27" in read(client, "/packs/?q=Alpha&sort=client")
    assert 'href="?q=Alpha&amp;sort=client&amp;page=2"' in read(client, "/packs/?q=Alpha&sort=client")
    history = read(client, order_page(engagement))
    assert re.findall(r">Pack (\d+)</a>", history) == [str(number) for number in range(27, 17, -1)]
    assert re.findall(r">Pack (\d+)</a>", read(client, order_page(engagement, page="3"))) == [
        str(number) for number in range(7, 0, -1)
    ]


def test_pages_take_few_queries_however_many_packs_there_are(
    engagement: Engagement, client: Client, alice: Membership
) -> None:
    with tenant(alice.agency):
        pack = delivery.published(engagement, alice, formats=[PackFormat.HTML, PackFormat.JSON])
        manifest = Pack.objects.get().manifest
        work.write(engagement, "intake", pricing="New")
        work.approve(work.submit(engagement, "intake"), alice)
    paths = [
        order_page(engagement),
        "/packs/",
        pack_page(pack),
        pack_page(pack, "progress/"),
        pack_page(pack, "withdrawal/"),
    ]
    few = {}
    for path in paths:
        client.get(path)
        few[path] = counted(client, path)
    with tenant(alice.agency):
        for number in range(2, 32):
            bare(engagement, number, state=PackState.READY, manifest=manifest, pack_digest="0" * 64)
    assert {path: counted(client, path) for path in paths} == few
    assert max(few.values()) < 20, few
