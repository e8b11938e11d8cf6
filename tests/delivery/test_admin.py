"""Packs in the admin: pre-flight beside the button, progress from the row, files, publication."""

import re
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.test import Client

from campaigns.models import Engagement
from delivery.domain import inputs, packs, preflight
from delivery.enums import CheckKey, PackFormat, PackState
from delivery.models import Download, LegalSignOff, Pack, PackFile, SigningKey, Waiver
from tenants import audit, jobs
from tenants.models import Agency, Membership
from tenants.scope import tenant
from tests.support import delivery
from tests.support.cast import browser, member
from tests.support.queries import counted

# Pages: on PostgreSQL the siege opens each of them.
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.sqlite]


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


WITHOUT_MONITORING = {"kinds": ["intake", "strategy", "creatives", "execution"], "formats": ["pdf", "json"]}


def ticked(page_text: str) -> dict[str, list[str]]:
    boxes = re.findall(r'<input type="checkbox" name="(\w+)" value="(\w+)"[^>]* checked>', page_text)
    return {name: [value for given, value in boxes if given == name] for name in ("kinds", "formats")}


def hidden_in(page_text: str, part: str) -> dict[str, list[str]]:
    """What the page's form for `part` carries unseen."""
    form = re.search(rf'<form method="post" action="[^"]*/{part}">.*?</form>', page_text)
    assert form is not None
    fields = re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', form[0])
    return {name: [value for given, value in fields if given == name] for name, _ in fields}


DECISIONS: list[tuple[str, dict[str, str]]] = [("sign-off/", {}), ("waiver/", {"reason": "Monday"})]


@pytest.mark.parametrize(("part", "typed"), DECISIONS)
def test_what_was_ticked_stays_ticked_through_build_and_decision_and_is_what_gets_built(
    engagement: Engagement, client: Client, alice: Membership, part: str, typed: dict[str, str]
) -> None:
    refused = text_of(client.post(page(engagement), WITHOUT_MONITORING))
    assert ticked(refused) == WITHOUT_MONITORING
    assert "A pack of Intake, Strategy, Creatives and Execution." in refused
    decided = client.post(page(engagement, part), {**hidden_in(refused, part), **typed}, follow=True)
    assert ticked(text_of(decided)) == WITHOUT_MONITORING
    assert "All five checks let it through." in text_of(decided)
    assert client.post(page(engagement), ticked(text_of(decided))).status_code == 302
    with tenant(alice.agency):
        built = Pack.objects.get()
    assert (built.kinds, built.formats) == (WITHOUT_MONITORING["kinds"], ["pdf", "json", "zip"])


def test_a_page_that_was_asked_for_plainly_has_everything_ticked(engagement: Engagement, client: Client) -> None:
    assert ticked(text_of(client.get(page(engagement)))) == {
        "kinds": ["intake", "strategy", "creatives", "execution", "monitoring"],
        "formats": ["pdf", "pptx", "html", "json"],
    }


@pytest.mark.parametrize(
    ("chosen", "said"),
    [
        ({"formats": ["json"]}, "Choose the stages that the pack holds."),
        ({"kinds": ["intake"]}, "Choose at least one format to put into the ZIP."),
        ({"kinds": ["intake", "nonsense"], "formats": ["json"]}, "“nonsense” is not a stage that can be chosen here."),
        ({"kinds": ["intake"], "formats": ["zip"]}, "“zip” is not a format that can be chosen here."),
        ({}, "Choose the stages that the pack holds."),
    ],
)
def test_a_choice_that_will_not_do_is_said_by_field_and_left_as_it_was(
    engagement: Engagement, client: Client, alice: Membership, chosen: dict[str, list[str]], said: str
) -> None:
    answer = client.post(page(engagement), chosen)
    assert answer.status_code == 409
    assert "Nothing was ordered." in text_of(answer)
    assert said in text_of(answer)
    kept = [value for value in chosen.get("kinds", []) if value != "nonsense"]
    assert ticked(text_of(answer))["kinds"] == kept
    with tenant(alice.agency):
        assert not Pack.objects.exists()


def test_a_stage_that_every_pack_needs_is_missed_by_name(engagement: Engagement, client: Client) -> None:
    answer = client.post(page(engagement), {"kinds": ["strategy", "creatives", "execution"], "formats": ["json"]})
    assert answer.status_code == 409
    assert "Left out, though every pack needs it: Intake." in text_of(answer)


def test_what_was_done_is_said_with_names(engagement: Engagement, client: Client) -> None:
    path = f"{page(engagement)}?" + "&".join(f"{n}={v}" for n, values in WITHOUT_MONITORING.items() for v in values)
    shown = text_of(client.get(path))
    signed = client.post(page(engagement, "sign-off/"), hidden_in(shown, "sign-off/"), follow=True)
    assert "Signed off by Alice Arden: Intake, Strategy, Creatives and Execution." in text_of(signed)
    ordered = client.post(page(engagement), WITHOUT_MONITORING, follow=True)
    assert "Pack 1 is ordered and will be built now." in text_of(ordered)


def test_a_member_without_a_name_is_sent_to_the_account_page(
    engagement: Engagement, alder: Agency, alice: Membership
) -> None:
    nameless = browser(alder, member(alder, "nemo@alder.example", "", "admin"))
    for part, typed in DECISIONS:
        hidden = hidden_in(text_of(nameless.get(page(engagement))), part)
        answer = nameless.post(page(engagement, part), {**hidden, **typed})
        assert answer.status_code == 409
        assert "without a name, because the manifest prints it. Give yours on the account page" in text_of(answer)
        assert re.search(r'<div class="actions"><a [^>]*href="/account/security/"', text_of(answer))
    with tenant(alice.agency):
        assert not LegalSignOff.objects.exists()
        assert not Waiver.objects.exists()


def test_times_carry_the_agencys_zone(engagement: Engagement, client: Client, alice: Membership) -> None:
    Agency.objects.filter(pk=alice.agency_id).update(time_zone="Asia/Kolkata")
    agency = Agency.objects.get(pk=alice.agency_id)
    alice.agency = agency
    with tenant(agency):
        pack = delivery.published(engagement, alice)
    zoned = r"\d{1,2} \w+ \d{4}, \d\d:\d\d IST"
    shown = text_of(client.get(f"/admin/delivery/pack/{pack.public_id}/change/"))
    assert re.search(rf"Signed off by Alice Arden, {zoned}\.", shown)
    assert re.search(rf"Published by Alice Arden, <time [^>]*>{zoned}</time>", shown)
    assert re.search(rf"Signed off by Alice Arden, <time [^>]*>{zoned}</time>", text_of(client.get(page(engagement))))
    listed = text_of(client.get("/admin/delivery/pack/"))
    published = pack.published_at.astimezone(ZoneInfo("Asia/Kolkata"))
    assert f"{published.day} {published:%b %Y, %H:%M}" in listed
    assert "Times are in Asia/Kolkata." in listed


def test_a_waiver_is_shown_with_who_when_and_why(engagement: Engagement, client: Client, alice: Membership) -> None:
    with tenant(alice.agency):
        selection = inputs.select(engagement, agency=alice.agency)
        preflight.waive(selection, CheckKey.LEGAL, member=alice, reason="Monday")
        pack = packs.order(engagement, agency=alice.agency, by=audit.By.member(alice))
    jobs.run(pack.job_id, pack.agency_id, jobs.SCHEMA)
    shown = text_of(client.get(f"/admin/delivery/pack/{pack.public_id}/change/"))
    assert re.search(r"Waived by Alice Arden, \d{1,2} \w+ \d{4}, \d\d:\d\d UTC: Monday", shown)


def test_building_a_published_pack_again_is_watched_and_its_outcome_told(
    engagement: Engagement, client: Client, alice: Membership
) -> None:
    with tenant(alice.agency):
        pack = delivery.published(engagement, alice)
    there = f"/admin/delivery/pack/{pack.public_id}/change/"
    assert "Built again" not in text_of(client.get(there))
    everything = ticked(text_of(client.get(page(engagement))))
    ordered = text_of(client.post(page(engagement), everything, follow=True))
    assert "Pack 1 holds exactly this already. It will be built again, to compare" in ordered
    assert "Being built again" in ordered
    assert 'hx-trigger="every 1s"' in ordered
    assert "report.pdf" in ordered
    with tenant(alice.agency):
        pack.refresh_from_db()
    jobs.run(pack.job_id, pack.agency_id, jobs.SCHEMA)
    done = text_of(client.get(there))
    assert re.search(r"Built again, [^<]* UTC\.</strong> The files are the same, byte for byte\.", done)
    assert "Being built" not in done


def test_why_building_a_published_pack_again_failed_is_told_and_the_pack_stays(
    engagement: Engagement, client: Client, alice: Membership
) -> None:
    with tenant(alice.agency):
        pack = delivery.published(engagement, alice)
        again = packs.order(engagement, agency=alice.agency, by=audit.By.member(alice))
        Pack.objects.filter(pk=pack.pk).update(archive_sha256="0" * 64)
    assert again.pk == pack.pk
    jobs.run(again.job_id, again.agency_id, jobs.SCHEMA)
    shown = text_of(client.get(f"/admin/delivery/pack/{pack.public_id}/change/"))
    assert re.search(r"Building it again failed, [^<]* UTC\.</strong> Pack 1 was built again and differs", shown)
    assert "report.pdf" in shown


def test_what_could_not_be_made_is_told_by_format(engagement: Engagement, client: Client, alice: Membership) -> None:
    with tenant(alice.agency):
        pack = delivery.ordered(engagement, alice)
        Pack.objects.filter(pk=pack.pk).update(state=PackState.FAILED, errors={"pdf": "No room.", "pack": "Not made."})
    shown = text_of(client.get(f"/admin/delivery/pack/{pack.public_id}/change/"))
    assert "<strong>Report (PDF):</strong> No room." in shown
    assert "<strong>The pack:</strong> Not made." in shown


LINES = "\r\n".join(["x" * 99] * 10)
"""As a browser sends 999 characters in ten lines."""


@pytest.mark.parametrize(
    ("reason", "said"),
    [
        ("  ", "Say why the pack is withdrawn. It is kept with the pack."),
        (f"{LINES}yy", "Ensure this value has at most 1000 characters (it has 1001)."),
    ],
)
def test_a_reason_for_withdrawal_that_will_not_do_is_said_and_kept(
    engagement: Engagement, client: Client, alice: Membership, reason: str, said: str
) -> None:
    with tenant(alice.agency):
        pack = delivery.published(engagement, alice)
    answer = client.post(f"/admin/delivery/pack/{pack.public_id}/withdrawal/", {"reason": reason})
    assert answer.status_code == 409
    assert "Pack 1 was not withdrawn." in text_of(answer)
    assert said in text_of(answer)
    typed = re.search(r"<textarea[^>]*>\r?\n(.*?)</textarea>", answer.content.decode(), re.DOTALL)
    assert typed is not None
    assert typed[1].replace("\r\n", "\n") == reason.replace("\r\n", "\n")
    with tenant(alice.agency):
        pack.refresh_from_db()
    assert pack.state == PackState.PUBLISHED


def test_line_ends_of_a_reason_count_once_as_the_browser_counts_them(
    engagement: Engagement, client: Client, alice: Membership
) -> None:
    with tenant(alice.agency):
        pack = delivery.published(engagement, alice)
    there = f"/admin/delivery/pack/{pack.public_id}/"
    answer = client.post(f"{there}withdrawal/", {"reason": f"{LINES}y"}, follow=True)
    assert "Pack 1 is withdrawn. The client sees it no longer." in text_of(answer)
    with tenant(alice.agency):
        pack.refresh_from_db()
    assert len(pack.withdrawn_reason) == 1000
    again = client.post(f"{there}withdrawal/", {"reason": "Once more"})
    assert again.status_code == 409
    assert "Pack 1 is withdrawn; there is nothing to withdraw." in text_of(again)


@pytest.mark.parametrize(
    ("reason", "said"),
    [
        (" ", "Give a reason. It is printed in the manifest."),
        ("x" * 1001, "Ensure this value has at most 1000 characters (it has 1001)."),
        ("\u202e\u200b", "A waiver needs a reason. It is printed in the manifest."),
    ],
)
def test_a_reason_for_a_waiver_that_will_not_do_is_said_and_kept(
    engagement: Engagement, client: Client, alice: Membership, reason: str, said: str
) -> None:
    hidden = hidden_in(text_of(client.post(page(engagement), WITHOUT_MONITORING)), "waiver/")
    answer = client.post(page(engagement, "waiver/"), {**hidden, "reason": reason})
    assert answer.status_code == 409
    assert said in text_of(answer)
    assert f'name="reason" value="{reason}"' in answer.content.decode()
    assert "<details open>" in text_of(answer)
    assert ticked(text_of(answer)) == WITHOUT_MONITORING
    with tenant(alice.agency):
        assert not Waiver.objects.exists()


def test_a_decision_about_other_inputs_than_shown_is_refused(
    engagement: Engagement, client: Client, alice: Membership
) -> None:
    for part, data in (("sign-off/", {}), ("waiver/", {"check": "legal_ok", "reason": "x"})):
        for chosen in (CHOSEN, {}):
            answer = client.post(page(engagement, part), {**chosen, **data, "digest": "0" * 64})
        assert answer.status_code == 409
        assert "What goes out has changed since you opened the page" in text_of(answer)
    with tenant(alice.agency):
        assert not LegalSignOff.objects.exists()
        assert not Waiver.objects.exists()


def test_a_waiver_takes_a_reason(engagement: Engagement, client: Client, alice: Membership) -> None:
    hidden = hidden_in(text_of(client.get(page(engagement))), "waiver/")
    nonsense = client.post(page(engagement, "waiver/"), {**hidden, "check": "nonsense", "reason": "x"})
    assert nonsense.status_code == 409
    assert "Nothing was waived." in text_of(nonsense)
    waived = client.post(page(engagement, "waiver/"), {**hidden, "reason": "Monday"}, follow=True)
    assert "Legal waived by Alice Arden: Monday" in text_of(waived)
    assert re.search("Waived by Alice Arden, <time [^>]*>[^<]* UTC</time>: Monday", text_of(waived))


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


KEYS = "/admin/delivery/signingkey/"


def test_an_owner_reads_what_follows_and_makes_a_new_signing_key(
    engagement: Engagement, client: Client, alice: Membership
) -> None:
    assert "There is no key yet." in text_of(client.get(f"{KEYS}add/"))
    with tenant(alice.agency):
        delivery.built(engagement, alice, formats=(PackFormat.JSON,))
        old = SigningKey.objects.get()
    asked = text_of(client.get(f"{KEYS}add/"))
    assert old.fingerprint in asked
    assert "The pack signed so far keeps its signature and can be checked as before" in asked
    assert client.post(f"{KEYS}add/", {"seen": old.fingerprint}).status_code == 302
    assert client.post(f"{KEYS}add/", {"seen": old.fingerprint}).status_code == 409
    with tenant(alice.agency):
        new, kept = SigningKey.objects.all()
    listed = text_of(client.get(KEYS))
    assert listed.index(new.fingerprint) < listed.index(kept.fingerprint)
    assert new.secret not in listed
    assert kept.secret not in listed


def test_signing_keys_are_the_owners_alone(alice: Membership) -> None:
    admin = browser(alice.agency, member(alice.agency, "ada@alder.example", "Ada Ash", "admin"))
    for path in (KEYS, f"{KEYS}add/"):
        assert admin.get(path).status_code == 403
        assert admin.post(path, {"seen": ""}).status_code == 403
