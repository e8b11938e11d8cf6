"""A pack's whole life by the pages alone, and who may do what on them."""

from typing import Any

import pytest
from django.test import Client

from campaigns.models import Engagement
from delivery.domain import inputs
from delivery.enums import PackFormat, PackState
from delivery.models import Download, Pack
from tenants import jobs
from tenants.models import Agency, AuditEntry, Membership
from tenants.scope import tenant
from tests.delivery.views.pages import (
    ALL,
    CORE,
    only_pack,
    order_page,
    pack_page,
    read,
    sent_by,
    text_of,
    ticked,
    words_of,
)
from tests.support import delivery
from tests.support.cast import browser

# Pages: on PostgreSQL the siege opens each of them.
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.sqlite]

# --- The whole way ----------------------------------------------------------------------------------------------------


def test_the_whole_way_by_the_pages_alone(engagement: Engagement, client: Client, alder: Agency) -> None:
    """Tick, check, sign off, build, publish, withdraw, publish again: each step sends what the page before it offered."""
    checked = client.post(order_page(engagement), {**CORE, "act": "check"})
    assert checked.status_code == 302
    shown = read(client, checked.url)
    assert ticked(shown) == CORE
    assert "1 of 5 checks still blocks." in shown
    part = order_page(engagement, "sign-off/")
    signed = client.post(part, sent_by(shown, part))
    assert signed.status_code == 302
    shown = read(client, signed.url)
    assert ticked(shown) == CORE
    assert "Signed off by Alice Arden: Intake, Strategy, Creatives and Execution." in shown
    assert "All 5 checks let it through." in shown
    ordered = client.post(order_page(engagement), {**ticked(shown), "act": "build"})
    pack = only_pack(alder)
    assert (ordered.status_code, ordered.url) == (302, pack_page(pack))
    assert "Pack 1 is ordered and will be built now." in read(client, ordered.url)
    jobs.run(pack.job_id, pack.agency_id, jobs.SCHEMA)
    shown = read(client, pack_page(pack))
    published = client.post(pack_page(pack, "publication/"), sent_by(shown, pack_page(pack, "publication/")))
    assert (published.status_code, published.url) == (302, pack_page(pack))
    assert only_pack(alder).state == PackState.PUBLISHED
    ask = pack_page(pack, "withdrawal/")
    assert f'href="{ask}"' in read(client, pack_page(pack))
    assert client.post(ask, {"reason": "Wrong figure"}).status_code == 302
    shown = read(client, pack_page(pack))
    assert "Withdrawn by Alice Arden: Wrong figure" in shown
    assert "Publish again to" in shown
    assert (
        client.post(pack_page(pack, "publication/"), sent_by(shown, pack_page(pack, "publication/"))).status_code == 302
    )
    assert only_pack(alder).state == PackState.PUBLISHED


def test_the_board_leads_every_member_to_the_page(
    engagement: Engagement, alice: Membership, bob: Membership, vera: Membership
) -> None:
    for who in (alice, bob, vera):
        board = read(browser(who.agency, who), f"/engagements/{engagement.public_id}/")
        assert f'href="{order_page(engagement)}"' in board


# --- Who may what -----------------------------------------------------------------------------------------------------


def test_editors_and_viewers_read_the_state_and_the_history_without_buttons(
    engagement: Engagement, alice: Membership, bob: Membership, vera: Membership
) -> None:
    with tenant(alice.agency):
        pack = delivery.built(engagement, alice, formats=[PackFormat.JSON])
    for who in (bob, vera):
        reader = browser(who.agency, who)
        shown = read(reader, order_page(engagement, **CORE))
        assert "An admin builds and publishes packs." in shown
        assert "The sign-off has lapsed: what goes out has changed since." in shown
        assert "Every included version is approved and in force." in shown
        assert f'href="{pack_page(pack)}"' in shown
        there = read(reader, pack_page(pack))
        assert "An admin or owner publishes it." in there
        assert "artifacts.json" in there
        for page in (shown, there):
            main = page[page.index('<main class="main"') :]
            assert "<form" not in main
            assert "Withdraw…" not in main


def test_what_editors_and_viewers_may_not_do_is_refused_and_changes_nothing(
    engagement: Engagement, alice: Membership, bob: Membership, vera: Membership
) -> None:
    with tenant(alice.agency):
        pack = delivery.built(engagement, alice, formats=[PackFormat.JSON])
        digest = inputs.select(engagement, agency=alice.agency).digest
        before = AuditEntry.objects.count()
    posts: list[tuple[str, dict[str, Any], str]] = [
        (order_page(engagement), {**ALL, "act": "build"}, "You cannot build a pack."),
        (order_page(engagement, "sign-off/"), {**ALL, "digest": digest}, "You cannot sign off what goes out."),
        (order_page(engagement, "waiver/"), {**ALL, "digest": digest, "check": "legal_ok", "reason": "x"},
         "You cannot waive a check."),
        (pack_page(pack, "publication/"), {"seen": pack.pack_digest}, "You cannot publish a pack."),
        (pack_page(pack, "withdrawal/"), {"reason": "x"}, "You cannot withdraw a pack."),
    ]  # fmt: skip
    for who in (bob, vera):
        for path, data, said in posts:
            answer = browser(who.agency, who).post(path, data)
            assert answer.status_code == 403, path
            assert said in text_of(answer)
        assert browser(who.agency, who).get(pack_page(pack, "withdrawal/")).status_code == 403
    with tenant(alice.agency):
        pack.refresh_from_db()
        assert pack.state == PackState.READY
        assert AuditEntry.objects.count() == before
        assert Pack.objects.count() == 1


def test_admins_who_do_not_own_the_agency_decide_too(engagement: Engagement, ada: Membership, alder: Agency) -> None:
    admin, part = browser(alder, ada), order_page(engagement, "sign-off/")
    assert admin.post(part, sent_by(read(admin, order_page(engagement)), part)).status_code == 302
    assert admin.post(order_page(engagement), {**ALL, "formats": ["pdf", "pptx", "html", "json"]}).status_code == 302
    assert only_pack(alder).created_by == "Ada Ash"


def test_strangers_are_sent_to_the_door_and_neighbours_find_nothing(
    engagement: Engagement, alice: Membership, charlie: Membership
) -> None:
    with tenant(alice.agency):
        pack = delivery.published(engagement, alice, formats=[PackFormat.JSON])
    pages = [order_page(engagement), pack_page(pack), pack_page(pack, "progress/"), pack_page(pack, "withdrawal/"),
             pack_page(pack, "files/pack.zip")]  # fmt: skip
    posts = [order_page(engagement), order_page(engagement, "sign-off/"), order_page(engagement, "waiver/"),
             pack_page(pack, "publication/"), pack_page(pack, "withdrawal/")]  # fmt: skip
    for path in pages:
        assert browser(alice.agency).get(path).status_code == 302, path
        assert browser(charlie.agency, charlie).get(path).status_code == 404, path
    for path in posts:
        assert browser(alice.agency).post(path).status_code in (302, 401), path
        assert browser(charlie.agency, charlie).post(path, {"reason": "x", **ALL}).status_code == 404, path
    listed = read(browser(charlie.agency, charlie), f"/packs/?q=Nordlys&client={engagement.campaign.client.public_id}")
    assert "Nordlys" not in words_of(listed)
    with tenant(alice.agency):
        pack.refresh_from_db()
        assert pack.state == PackState.PUBLISHED
        assert not Download.objects.exists()


@pytest.mark.parametrize("part", ["sign-off/", "waiver/"])
def test_reading_decides_nothing(engagement: Engagement, client: Client, part: str) -> None:
    assert client.get(order_page(engagement, part)).status_code == 405
