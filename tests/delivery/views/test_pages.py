"""Pages of a pack, small on its page and large by themselves, with the picture's own address."""

from typing import Any

import pytest
from django.test import Client

from campaigns.models import Engagement
from delivery.domain import previews
from delivery.models import Pack
from tenants.models import Job, Membership
from tenants.scope import tenant
from tenants.storage import agency_storage
from tests.delivery.views.pages import pack_page, read, words_of
from tests.support import packs
from tests.support.cast import browser
from tests.support.queries import counted

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def engagement(alice: Membership) -> Engagement:
    with tenant(alice.agency):
        return packs.engagement(packs.client())


@pytest.fixture
def pack(engagement: Engagement, scope: None) -> Pack:
    return packs.pack(engagement, stored=())


def address(pack: Pack, digest: str) -> str:
    return pack_page(pack, f"pictures/{digest}.webp")


def test_the_pages_of_a_pack_are_on_its_page_each_with_its_size_and_words(client: Client, pack: Pack) -> None:
    report = packs.pictured(pack, count=28)
    packs.pictured(pack, "deck.pptx")
    page = read(client, pack_page(pack))
    small = report.pages[1]["small"]
    assert (
        f'<a href="{pack_page(pack, "pages/")}?of=report&amp;page=2"><img class="thumb" src="{address(pack, small)}" '
        'alt="Report, page 2 of 28" width="300" height="424" loading="lazy" decoding="async">'
    ) in page
    assert "and 26 more in the file" in page
    assert "Deck, slide 2 of 2" in page
    assert "pictured" not in words_of(page)


def test_a_picture_is_sent_as_what_it_is_and_kept_by_this_session_only(client: Client, pack: Pack) -> None:
    large = packs.pictured(pack).pages[0]["large"]
    sent: Any = client.get(address(pack, large))
    assert sent.content.startswith(b"large picture of page 1")
    assert (sent["Content-Type"], sent["X-Content-Type-Options"], sent["ETag"]) == (
        "image/webp",
        "nosniff",
        f'"{large}"',
    )
    assert set(sent["Cache-Control"].split(", ")) == {"private", "immutable", f"max-age={7 * 24 * 3600}"}
    assert "Cookie" in sent["Vary"]
    again: Any = client.get(address(pack, large), headers={"If-None-Match": f'"{large}"'})
    assert (again.status_code, again.content, again["ETag"]) == (304, b"", f'"{large}"')


def test_only_pictures_of_this_pack_have_an_address_below_it(
    client: Client, pack: Pack, engagement: Engagement
) -> None:
    packs.pictured(pack)
    other = packs.pictured(packs.pack(engagement, number=2, state="ready", stored=()))
    missing = client.get(address(pack, "0" * 64))
    for digest in (other.cover, "../../report.pdf", ""):
        assert client.get(address(pack, digest)).status_code == missing.status_code == 404
    known = {"If-None-Match": f'"{other.cover}"'}
    assert client.get(address(pack, other.cover), headers=known).status_code == 404


def test_a_picture_that_was_changed_in_the_store_is_not_sent(client: Client, pack: Pack) -> None:
    cover = packs.pictured(pack).cover
    key = previews.key_of(pack.public_id, cover)
    agency_storage().delete(key)
    assert client.get(address(pack, cover)).status_code == 404
    agency_storage().save(key, b"<script>alert(1)</script>")
    assert client.get(address(pack, cover)).status_code == 404


def test_a_page_is_read_large_with_the_way_to_those_beside_it(client: Client, pack: Pack) -> None:
    packs.pictured(pack, pages=3, count=5)
    packs.pictured(pack, "deck.pptx")
    here = pack_page(pack, "pages/")
    first, second, third = (read(client, f"{here}?page={number}") for number in (1, 2, 3))
    assert 'rel="prev"' not in first
    assert '<a class="button" rel="next" href="?of=report&amp;page=2">Next page</a>' in first
    assert "Report, page 2 of 5" in words_of(second)
    assert '<a class="button" rel="prev" href="?of=report&amp;page=1">Previous page</a>' in second
    assert ('rel="next"' in third, "and 2 more in the file" in third) == (False, True)
    assert "Deck, slide 1 of 2" in read(client, f"{here}?of=deck")
    assert words_of(read(client, here)) == words_of(first)
    for beyond in ("page=0", "page=4", "page=one", "of=summary", "of=deck&page=3"):
        assert client.get(f"{here}?{beyond}").status_code == 404


def test_missing_pictures_are_said_and_made_again_by_who_may_write(
    client: Client, vera: Membership, pack: Pack, alice: Membership
) -> None:
    packs.store(pack, "report.pdf", "application/pdf", b"%PDF")
    page = read(client, pack_page(pack))
    assert "Not every page is pictured. The files are complete without pictures." in page
    assert f'<form method="post" action="{pack_page(pack, "pictures/")}">' in page
    assert "Picture the pages again" not in read(browser(alice.agency, vera), pack_page(pack))
    assert browser(alice.agency, vera).post(pack_page(pack, "pictures/")).status_code == 403
    assert client.get(pack_page(pack, "pictures/")).status_code == 405
    assert client.post(pack_page(pack, "pictures/"))["Location"] == pack_page(pack)
    waiting = read(client, pack_page(pack))
    assert "Pages are being pictured. The files are complete without them." in waiting
    assert f'hx-get="{pack_page(pack)}" hx-trigger="every 2s" hx-select="#pages"' in waiting
    part = client.get(pack_page(pack), headers={"HX-Request": "true"})
    assert ('<div id="pages"' in part.content.decode(), b"<style" in part.content) == (True, False)
    assert "HX-Request" in part["Vary"]
    Job.objects.filter(kind=previews.PREVIEW).update(state="failed", error="The report could not be pictured.")
    assert "The report could not be pictured. The files are complete without pictures." in read(client, pack_page(pack))


def test_the_admin_sees_the_pages_beside_the_decision(client: Client, pack: Pack) -> None:
    cover = packs.pictured(pack).cover
    page = read(client, f"/admin/delivery/pack/{pack.public_id}/change/")
    assert page.index(address(pack, cover)) < page.index('class="decision"')


def test_the_list_of_packs_shows_covers_in_as_many_queries_whatever_their_number(
    client: Client, pack: Pack, engagement: Engagement
) -> None:
    packs.pictured(pack, "deck.pptx")
    one = counted(client, "/packs/")
    covers = [packs.pictured(packs.pack(engagement, number=2 + each, state="ready", stored=())) for each in range(3)]
    covers.append(packs.pictured(pack))  # the report's, which goes before the deck's
    assert counted(client, "/packs/") == one
    page = read(client, "/packs/")
    assert page.count('class="thumb"') == 4
    assert all(cover.cover in page for cover in covers)
