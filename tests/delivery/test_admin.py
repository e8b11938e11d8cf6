"""Packs in the admin: pre-flight beside the button, progress from the row, files, publication."""

import re
from typing import Any

import pytest
from django.test import Client

from campaigns.models import Engagement
from delivery.enums import PackState
from delivery.models import Download, LegalSignOff, Pack, PackFile, Waiver
from tenants import jobs
from tenants.models import Agency, Membership
from tenants.scope import tenant
from tests.support import delivery
from tests.support.cast import browser, member
from tests.support.queries import counted

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def engagement(alice: Membership) -> Engagement:
    with tenant(alice.agency):
        return delivery.approved(alice)


@pytest.fixture
def client(alice: Membership) -> Client:
    return browser(alice.agency, alice)


def page(engagement: Engagement, part: str = "") -> str:
    return f"/admin/delivery/pack/order/{engagement.public_id}/{part}"


def text_of(answer: Any) -> str:
    return re.sub(r"\s+", " ", answer.content.decode())


def digest_on(client: Client, path: str) -> str:
    found = re.search(r'name="digest" value="([0-9a-f]{64})"', client.get(path).content.decode())
    assert found is not None
    return found[1]


CHOSEN = {"kinds": ["intake", "strategy", "creatives", "execution", "monitoring"], "formats": ["json"]}


def test_the_whole_way_sign_off_build_publish_withdraw(
    engagement: Engagement, client: Client, alice: Membership
) -> None:
    order = page(engagement) + "?" + "&".join(f"{name}={value}" for name, values in CHOSEN.items() for value in values)
    assert "Nobody has signed off what goes out." in text_of(client.get(order))
    answer = client.post(page(engagement, "sign-off/"), {**CHOSEN, "digest": digest_on(client, order)})
    assert answer.status_code == 302
    assert "All five checks let it through." in text_of(client.get(order))
    built = client.post(page(engagement), CHOSEN)
    assert built.status_code == 302
    with tenant(alice.agency):
        pack = Pack.objects.get()
    there = f"/admin/delivery/pack/{pack.public_id}/"
    assert 'hx-trigger="every 1s"' in text_of(client.get(f"{there}change/"))
    assert "HX-Refresh" not in client.get(f"{there}progress/")
    jobs.run(pack.job_id, pack.agency_id, jobs.SCHEMA)
    assert client.get(f"{there}progress/")["HX-Refresh"] == "true"
    shown = text_of(client.get(f"{there}change/"))
    with tenant(alice.agency):
        pack.refresh_from_db()
        for file in PackFile.objects.filter(pack=pack):
            assert file.name in shown
            assert file.sha256[:8] in shown
            assert file.key not in shown
    assert client.post(f"{there}publication/", {"seen": pack.pack_digest}).status_code == 302
    again = client.post(f"{there}publication/", {"seen": pack.pack_digest})
    assert again.status_code == 409
    assert "already published by Alice Arden" in text_of(again)
    assert client.post(f"{there}withdrawal/", {"reason": ""}).status_code == 409
    assert client.post(f"{there}withdrawal/", {"reason": "Wrong figure"}).status_code == 302
    with tenant(alice.agency):
        pack.refresh_from_db()
    assert pack.state == PackState.WITHDRAWN


def test_a_file_is_handed_out_with_a_name_people_know_and_written_down(
    engagement: Engagement, client: Client, alice: Membership
) -> None:
    with tenant(alice.agency):
        pack = delivery.built(engagement, alice)
        file = PackFile.objects.get(pack=pack, name="pack.zip")
    answer = client.get(f"/admin/delivery/pack/{pack.public_id}/files/pack.zip/")
    assert answer["Content-Disposition"].startswith('attachment; filename="nordlys-clinics-group')
    assert len(b"".join(answer.streaming_content)) == file.size
    with tenant(alice.agency):
        assert Download.objects.get().member == alice.user
    assert client.get(f"/admin/delivery/pack/{pack.public_id}/files/nothing.pdf/").status_code == 404


def test_what_blocks_is_refused_on_the_page_and_nothing_is_ordered(
    engagement: Engagement, client: Client, alice: Membership
) -> None:
    answer = client.post(page(engagement), CHOSEN)
    assert answer.status_code == 409
    assert "The pack cannot be built." in text_of(answer)
    with tenant(alice.agency):
        assert not Pack.objects.exists()


def test_a_decision_about_other_inputs_than_shown_is_refused(
    engagement: Engagement, client: Client, alice: Membership
) -> None:
    for part, data in (("sign-off/", {}), ("waiver/", {"check": "legal_ok", "reason": "x"})):
        answer = client.post(page(engagement, part), {**data, "digest": "0" * 64})
        assert answer.status_code == 409
        assert "What goes out has changed since you opened the page" in text_of(answer)
    with tenant(alice.agency):
        assert not LegalSignOff.objects.exists()
        assert not Waiver.objects.exists()


def test_a_waiver_takes_a_reason(engagement: Engagement, client: Client, alice: Membership) -> None:
    digest = digest_on(client, page(engagement))
    assert (
        client.post(page(engagement, "waiver/"), {"check": "legal_ok", "reason": " ", "digest": digest}).status_code
        == 409
    )
    assert (
        client.post(page(engagement, "waiver/"), {"check": "nonsense", "reason": "x", "digest": digest}).status_code
        == 409
    )
    client.post(page(engagement, "waiver/"), {"check": "legal_ok", "reason": "Monday", "digest": digest})
    assert "Waived by Alice Arden: Monday" in text_of(client.get(page(engagement)))


@pytest.mark.parametrize("part", ["sign-off/", "waiver/"])
def test_reading_decides_nothing(engagement: Engagement, client: Client, part: str) -> None:
    assert client.get(page(engagement, part)).status_code == 405


def test_editors_and_neighbours_find_nothing(engagement: Engagement, alder: Agency, charlie: Membership) -> None:
    editor = member(alder, "eda@alder.example", "Eda", "editor")
    assert browser(alder, editor).get(page(engagement)).status_code == 302
    assert browser(charlie.agency, charlie).get(page(engagement)).status_code == 404


def test_pages_take_few_queries_however_many_packs_there_are(
    engagement: Engagement, client: Client, alice: Membership
) -> None:
    with tenant(alice.agency):
        pack = delivery.published(engagement, alice)
    for path in ("/admin/delivery/pack/", page(engagement), f"/admin/delivery/pack/{pack.public_id}/change/"):
        client.get(path)
        few = counted(client, path)
        with tenant(alice.agency):
            Pack.objects.bulk_create(
                Pack(
                    agency=alice.agency, engagement=engagement, number=Pack.objects.count() + 1 + n, kinds=[], formats=[],
                    inputs_digest=f"{Pack.objects.count()}{n}".zfill(64), brand=pack.brand,
                )
                for n in range(30)
            )  # fmt: skip
        assert counted(client, path) == few, path
        assert few < 15, path
