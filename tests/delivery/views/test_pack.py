"""A pack: watched while it is built, read, published and withdrawn."""

import re
from urllib.parse import urlencode

import pytest
from django.test import Client
from django.utils.html import escape

from campaigns.domain import engagements
from campaigns.enums import ArtifactKind
from campaigns.models import Contact, Engagement
from delivery.domain import parts, reading, visible
from delivery.enums import PackFormat, PackState
from delivery.manifest import sha256
from delivery.models import Download, Pack, PackFile
from delivery.rendering.making import RENDERERS
from tenants import audit, jobs
from tenants.brand import save_brand
from tenants.jobs import Running
from tenants.models import AuditEntry, Job, Membership
from tenants.models.job import JobState
from tenants.scope import tenant
from tenants.storage import agency_storage
from tests.delivery.views.pages import (
    ALL,
    HOSTILE,
    only_pack,
    order_page,
    pack_page,
    read,
    sent_by,
    text_of,
    words_of,
)
from tests.support import delivery, work
from tests.support.cast import browser

# Pages: on PostgreSQL the siege opens each of them.
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.sqlite]

# --- A pack -----------------------------------------------------------------------------------------------------------


def test_a_build_is_watched_by_its_row_and_the_watching_ends_by_itself(
    engagement: Engagement, client: Client, alice: Membership
) -> None:
    with tenant(alice.agency):
        pack = delivery.ordered(engagement, alice, formats=[PackFormat.HTML, PackFormat.JSON])
    shown = read(client, pack_page(pack))
    assert "Waits for a worker" in shown
    assert f'hx-get="{pack_page(pack, "progress/")}" hx-trigger="every 1s"' in shown
    assert f'<a href="{pack_page(pack)}">Refresh</a>' in shown
    with tenant(alice.agency):
        Job.objects.filter(pk=pack.job_id).update(state=JobState.RUNNING, progress=45, step="Making the summary (html)")
    running = client.get(pack_page(pack, "progress/"))
    assert "HX-Refresh" not in running
    assert '<progress max="100" value="45"' in text_of(running)
    assert re.search(
        r'<li data-state="review" aria-current="step">.*?Making the summary \(html\)</li>', text_of(running)
    )
    assert text_of(running).count('<li data-state="approved">') == 2
    with tenant(alice.agency):
        Job.objects.filter(pk=pack.job_id).update(state=JobState.QUEUED, progress=0)
    jobs.run(pack.job_id, pack.agency_id, jobs.SCHEMA)
    over = client.get(pack_page(pack, "progress/"))
    assert over["HX-Refresh"] == "true"
    assert "hx-get" not in text_of(over)
    assert "hx-get" not in read(client, pack_page(pack))


@pytest.mark.usefixtures("scope")
def test_the_steps_on_the_page_are_those_that_a_build_reports(
    engagement: Engagement, alice: Membership, monkeypatch: pytest.MonkeyPatch
) -> None:
    said: list[str] = []
    report = Running.report
    monkeypatch.setattr(
        Running, "report", lambda self, percent, words: (said.append(words), report(self, percent, words))
    )
    pack = delivery.built(engagement, alice)
    assert pack.state == PackState.READY
    said = list(dict.fromkeys(said))  # whoever waits for a format says so again and again
    assert said == reading.step_titles(pack)
    assert len(said) == 6 + len(RENDERERS)


def test_a_finished_pack_shows_its_files_its_versions_and_its_evidence(
    engagement: Engagement, client: Client, alice: Membership
) -> None:
    with tenant(alice.agency):
        pack = delivery.built(engagement, alice, formats=[PackFormat.JSON])
        files = list(PackFile.objects.filter(pack=pack))
    shown = read(client, pack_page(pack))
    for file in files:
        assert f'href="{pack_page(pack, f"files/{file.name}")}"' in shown
        assert file.sha256[:8] in shown
        assert file.key not in shown
    for kind in ArtifactKind:
        assert f'href="/engagements/{engagement.public_id}/{kind.value}/">{kind.label} v1</a>' in shown
    assert pack.pack_digest[:8] in shown
    assert "No required field is empty." in shown
    assert re.search(r"Signed off by Alice Arden, \d{1,2} \w+ \d{4}, \d\d:\d\d UTC\.", shown)
    assert "sha256sum -c SHA256SUMS" in shown


def test_a_file_is_handed_out_to_members_with_a_name_people_know_and_written_down(
    engagement: Engagement, alice: Membership, vera: Membership
) -> None:
    with tenant(alice.agency):
        pack = delivery.built(engagement, alice, formats=[PackFormat.JSON])
        size = PackFile.objects.get(pack=pack, name="pack.zip").size
    reader = browser(vera.agency, vera)
    answer = reader.get(pack_page(pack, "files/pack.zip"))
    assert answer["Content-Disposition"].startswith('attachment; filename="nordlys-clinics-group')
    assert len(b"".join(answer.streaming_content)) == size
    with tenant(alice.agency):
        assert Download.objects.get().member == vera.user
    assert reader.get(pack_page(pack, "files/nothing.pdf")).status_code == 404
    assert "pack.zip to Vera Vale" in read(reader, pack_page(pack))


def test_the_summary_is_read_under_its_own_policy(engagement: Engagement, client: Client, alice: Membership) -> None:
    with tenant(alice.agency):
        pack = delivery.built(engagement, alice, formats=[PackFormat.HTML])
    assert f'href="{pack_page(pack, "summary.html")}"' in read(client, pack_page(pack))
    answer = client.get(pack_page(pack, "summary.html"))
    assert answer.status_code == 200
    assert answer["Content-Security-Policy"].endswith("frame-ancestors 'self'; sandbox")


def test_a_failed_pack_says_why_by_format_and_is_tried_again_as_it_was_ordered(
    engagement: Engagement, client: Client, alice: Membership, bob: Membership
) -> None:
    with tenant(alice.agency):
        pack = delivery.ordered(engagement, alice, formats=[PackFormat.HTML, PackFormat.JSON])
        Job.objects.filter(pk=pack.job_id).update(state=JobState.FAILED)
        errors = {"html": "No face prints <☃>.", "pack": "Not made."}
        Pack.objects.filter(pk=pack.pk).update(state=PackState.FAILED, errors=errors)
    shown = read(client, pack_page(pack))
    assert "<strong>Summary (HTML):</strong> No face prints &lt;☃&gt;." in shown
    assert "<strong>The pack:</strong> Not made." in shown
    assert "Try again" not in read(browser(bob.agency, bob), pack_page(pack))
    again = client.post(order_page(engagement), {**sent_by(shown, order_page(engagement)), "act": "build"})
    assert (again.status_code, again.url) == (302, pack_page(pack))
    jobs.run(only_pack(alice.agency).job_id, pack.agency_id, jobs.SCHEMA)
    assert only_pack(alice.agency).state == PackState.READY


def test_partial_results_are_read_by_staff_marked_as_such_and_are_nothing_to_the_client(
    engagement: Engagement, client: Client, alice: Membership, vera: Membership
) -> None:
    data = b"%PDF partial"
    with tenant(alice.agency):
        pack = delivery.ordered(engagement, alice, formats=[PackFormat.PDF, PackFormat.HTML])
        Job.objects.filter(pk=pack.job_id).update(state=JobState.FAILED)
        agency_storage().save(parts.key_of(pack, "report.pdf"), data)
        part = {"name": "report.pdf", "size": len(data), "sha256": sha256(data)}
        Pack.objects.update(state=PackState.FAILED, errors={"html": "No face."}, parts={"pdf": part})
    for who, page in (
        (client, pack_page(pack)),
        (browser(vera.agency, vera), pack_page(pack)),
        (client, f"/admin/delivery/pack/{pack.public_id}/change/"),
    ):
        shown = read(who, page)
        assert "Made all the same" in shown
        assert ("Try the failed format again" in shown) is (who is client)
        link = re.search(r'href="([^"]*/files/report.pdf/?)"', shown)
        assert link is not None
        answer = who.get(link[1])
        assert b"".join(answer.streaming_content) == data
        assert answer["Content-Disposition"].endswith('-pack-1-partial.pdf"')
    with tenant(alice.agency):
        told = AuditEntry.objects.filter(action="pack.link_issued")
        assert [entry.data["file"] for entry in told] == ["report.pdf (partial)"] * 3
        assert not Download.objects.exists()
        assert visible.file_for(engagement.campaign.client, pack.public_id, "report.pdf") is None


def test_building_a_pack_again_is_watched_and_its_outcome_told(
    engagement: Engagement, client: Client, alice: Membership
) -> None:
    with tenant(alice.agency):
        pack = delivery.built(engagement, alice, formats=[PackFormat.JSON])
    ordered = text_of(client.post(order_page(engagement), ALL, follow=True))
    assert "Pack 1 holds exactly this already." in ordered
    assert "Being built again" in ordered
    refused = client.post(order_page(engagement), ALL)
    assert refused.status_code == 409
    assert "Pack 1 is being built already." in text_of(refused)
    jobs.run(only_pack(alice.agency).job_id, pack.agency_id, jobs.SCHEMA)
    assert "The files are the same, byte for byte." in read(client, pack_page(pack))


# --- Decisions about a pack -------------------------------------------------------------------------------------------


def test_what_becomes_of_the_client_and_of_other_packs_stands_beside_the_button(
    engagement: Engagement, client: Client, alice: Membership
) -> None:
    here = engagement.campaign.client
    with tenant(alice.agency):
        delivery.published(engagement, alice, formats=[PackFormat.JSON])
        second = delivery.built(engagement, alice, formats=[PackFormat.HTML])
        Contact.objects.update(is_active=False)
    shown = words_of(read(client, pack_page(second)))
    assert f"{here} sees Pack 2 in the portal, with every file and digest." in shown
    assert "Pack 1, published, is superseded." in shown
    assert f"Nobody at {here} can sign in there yet." in shown
    with tenant(alice.agency):
        for name in ("Elin", "Lars", "Mona", "Nils"):
            engagements.create_contact(by=audit.SYSTEM, client=here, name=name, email=f"{name}@n.example".lower())
    shown = words_of(read(client, pack_page(second)))
    assert "Who can sign in there: Elin, Lars, Mona and 1 more." in shown


def test_a_publication_is_bound_to_the_digest_that_was_shown_and_refused_on_the_page(
    engagement: Engagement, client: Client, alice: Membership
) -> None:
    with tenant(alice.agency):
        pack = delivery.built(engagement, alice, formats=[PackFormat.JSON])
    there = pack_page(pack, "publication/")
    assert client.get(there).status_code == 405
    for seen in ("", "0" * 64, HOSTILE):
        answer = client.post(there, {"seen": seen})
        assert answer.status_code == 409
        assert "What you saw is not what Pack 1 holds. Nothing was published; read it again." in text_of(answer)
        assert sent_by(text_of(answer), there) == {"seen": [pack.pack_digest]}
    assert client.post(there, {"seen": pack.pack_digest}).status_code == 302
    twice = client.post(there, {"seen": pack.pack_digest})
    assert twice.status_code == 409
    assert "Pack 1 was already published by Alice Arden. Nothing has changed." in text_of(twice)


def test_an_older_pack_does_not_take_the_place_of_a_newer_one(
    engagement: Engagement, client: Client, alice: Membership
) -> None:
    with tenant(alice.agency):
        first = delivery.built(engagement, alice, formats=[PackFormat.JSON])
        delivery.published(engagement, alice, formats=[PackFormat.HTML])
    assert "Pack 2 is newer and published. It has to be withdrawn first." in read(client, pack_page(first))
    answer = client.post(pack_page(first, "publication/"), {"seen": first.pack_digest})
    assert answer.status_code == 409
    assert "Pack 2 is newer and published. Withdraw it first" in text_of(answer)


LINES = "\r\n".join(["x" * 99] * 10)
"""As a browser sends 999 characters in ten lines."""


def test_a_withdrawal_asks_for_a_reason_keeps_what_was_typed_and_happens_once(
    engagement: Engagement, client: Client, alice: Membership
) -> None:
    with tenant(alice.agency):
        pack = delivery.published(engagement, alice, formats=[PackFormat.JSON])
    there = pack_page(pack, "withdrawal/")
    assert "The client sees the pack in the portal no longer." in read(client, there)
    for reason, said in (("  ", "Say why the pack is withdrawn."), (f"{LINES}yy", "has at most 1000 characters")):
        answer = client.post(there, {"reason": reason})
        assert answer.status_code == 200
        assert said in text_of(answer)
        typed = re.search(r"<textarea[^>]*>\r?\n(.*?)</textarea>", answer.content.decode(), re.DOTALL)
        assert typed is not None
        assert typed[1].replace("\r\n", "\n") == reason.replace("\r\n", "\n")
    assert only_pack(alice.agency).state == PackState.PUBLISHED
    shown = text_of(client.post(there, {"reason": f"{LINES}y"}, follow=True))
    assert "Pack 1 is withdrawn. The client sees it no longer." in shown
    assert len(only_pack(alice.agency).withdrawn_reason) == 1000
    board = words_of(read(client, f"/engagements/{engagement.public_id}/"))
    assert "Delivery: pack 1 is withdrawn Waits for An admin" in board
    assert "An admin Pack 1 is withdrawn" in words_of(read(client, "/campaigns/"))
    again = client.post(there, {"reason": HOSTILE})
    assert again.status_code == 409
    assert "Pack 1 is withdrawn; there is nothing to withdraw." in text_of(again)
    assert escape(HOSTILE) in text_of(again)
    nothing = read(client, there)
    assert "Only a pack that is ready or published can be withdrawn." in nothing
    assert "<textarea" not in nothing


def test_hostile_names_and_reasons_are_words_on_every_page(alice: Membership, client: Client) -> None:
    with tenant(alice.agency):
        engagement = delivery.approved(alice)
        of = engagement.campaign.client
        type(of).objects.filter(pk=of.pk).update(name=HOSTILE)
        type(engagement).objects.filter(pk=engagement.pk).update(name=HOSTILE)
        pack = delivery.ordered(engagement, alice, formats=[PackFormat.JSON])
        Pack.objects.filter(pk=pack.pk).update(created_by=HOSTILE, withdrawn_reason=HOSTILE, withdrawn_by=HOSTILE,
                                               withdrawn_at=pack.created_at, state=PackState.WITHDRAWN)  # fmt: skip
    paths = [
        order_page(engagement),
        pack_page(pack),
        pack_page(pack, "withdrawal/"),
        "/packs/",
        f"/packs/?{urlencode({'q': HOSTILE})}",
    ]
    for path in paths:
        shown = read(client, path)
        assert escape(HOSTILE) in shown, path
        assert "<script>alert" not in shown, path


# --- Newer approved content -------------------------------------------------------------------------------------------


def test_a_pack_that_newer_versions_have_left_behind_says_which(
    engagement: Engagement, client: Client, alice: Membership
) -> None:
    with tenant(alice.agency):
        pack = delivery.published(engagement, alice, formats=[PackFormat.JSON])
    mark = "Newer approved content exists"
    pages = (order_page(engagement), "/packs/", pack_page(pack))
    assert [mark in read(client, path) for path in pages] == [False, False, False]
    with tenant(alice.agency):
        work.write(engagement, "intake", pricing="New")
        version = work.submit(engagement, "intake")
    assert [mark in read(client, path) for path in pages] == [False, False, False]
    with tenant(alice.agency):
        work.approve(version, alice)
    assert [mark in read(client, path) for path in pages] == [True, True, True]
    assert "Intake v2 is approved; the pack holds v1." in read(client, pack_page(pack))
    assert client.post(pack_page(pack, "withdrawal/"), {"reason": "x"}).status_code == 302
    assert [mark in read(client, path) for path in pages] == [False, False, False]


def test_a_published_pack_that_would_say_something_else_now_says_so_too(
    engagement: Engagement, client: Client, alice: Membership
) -> None:
    with tenant(alice.agency):
        pack = delivery.published(engagement, alice, formats=[PackFormat.JSON])
        save_brand(by=audit.SYSTEM, legal_text="Alder & Oak, Bergen")
        campaigns_client = engagement.campaign.client
        campaigns_client.name = "Calm & Quiet"
        campaigns_client.save()
    shown = read(client, pack_page(pack))
    assert "A pack ordered now would differ." in shown
    assert "Brand: version 2 before, version 3 now." in shown
    assert " and is “Calm &amp; Quiet”." in shown


def test_the_same_words_confirmed_under_another_number_are_nothing_newer(
    engagement: Engagement, client: Client, alice: Membership, bob: Membership
) -> None:
    with tenant(alice.agency):
        pack = delivery.published(engagement, alice, formats=[PackFormat.JSON])
        work.write(engagement, "intake", bob, pricing="Another price")
        work.approve(work.submit(engagement, "intake", bob), alice)
        work.confirm(work.artifact(engagement, "strategy"), alice, comment="Prices are not in it")
    shown = read(client, pack_page(pack))
    assert "Intake v2 is approved; the pack holds v1." in shown
    assert "Strategy v2 is approved" not in shown
