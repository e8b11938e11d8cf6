"""Deciding in the admin: what is shown is what is decided, and every refusal is a sentence on the page."""

import re
from typing import Any

import pytest
from django.test import Client
from django.utils.html import escape

from campaigns.content import parse, walk_strings
from campaigns.domain import artifacts, checking
from campaigns.enums import ArtifactKind, ArtifactStatus
from campaigns.models import Approval, Artifact, ArtifactVersion
from tenants.models import Agency, Membership
from tenants.scope import tenant
from tenants.waiting import waiting_for
from tests.support import work
from tests.support.cast import browser, member
from tests.support.queries import counted

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]  # pages: on PostgreSQL the siege opens each of them


@pytest.fixture
def waiting(in_alder: Agency, bob: Membership) -> ArtifactVersion:
    return work.submit(work.engagement(), "intake", bob)


def page_of(version: ArtifactVersion) -> str:
    return f"/admin/campaigns/artifact/{version.artifact.public_id}/approval/"


def press(client: Client, version: ArtifactVersion, decision: str = "approve", **fields: Any) -> Any:
    return client.post(page_of(version), {"seen": version.content_sha256, "decision": decision, **fields})


def text_of(answer: Any) -> str:
    return re.sub(r"\s+", " ", answer.content.decode())


def without_nonces(answer: Any) -> str:
    return re.sub(r'nonce="[^"]*"|value="[A-Za-z0-9]{64}"', "", text_of(answer))


def test_the_page_shows_every_word_that_is_approved_and_no_json(waiting: ArtifactVersion, alice: Membership) -> None:
    page = text_of(browser(alice.agency, alice).get(page_of(waiting)))
    for path, text in walk_strings(parse(ArtifactKind.INTAKE, waiting.content)):
        for line in text.split("\n"):
            assert re.sub(r"\s+", " ", escape(line)) in page, path
    assert "{&quot;" not in page
    assert "client_name" not in page


@pytest.mark.parametrize("kind", list(ArtifactKind))
def test_every_kind_reads_completely(in_alder: Agency, alice: Membership, kind: str) -> None:
    engagement = work.engagement(approver=alice)
    found = work.artifact(engagement, kind)
    page = text_of(browser(alice.agency, alice).get(f"/admin/campaigns/artifact/{found.public_id}/change/"))
    missing = [
        path
        for path, text in walk_strings(parse(ArtifactKind(kind), found.content))
        for line in text.split("\n")
        if re.sub(r"\s+", " ", escape(line)) not in page
    ]
    assert missing == []


def test_the_page_shows_the_hash_and_what_opens_next(waiting: ArtifactVersion, alice: Membership) -> None:
    page = text_of(browser(alice.agency, alice).get(page_of(waiting)))
    assert waiting.content_sha256[:8] in page
    assert "Strategy opens." in page
    assert "Execution opens." not in page


def test_approving_with_the_tick(waiting: ArtifactVersion, alice: Membership) -> None:
    assert press(browser(alice.agency, alice), waiting, confirmed="on").status_code == 302
    assert work.artifact(waiting.artifact.engagement, "intake").effective == waiting


def test_requesting_changes_with_a_reason(waiting: ArtifactVersion, alice: Membership) -> None:
    client = browser(alice.agency, alice)
    refused = press(client, waiting, "request_changes", comment=" ")
    assert refused.status_code == 409
    assert "Say what should change" in text_of(refused)
    assert press(client, waiting, "request_changes", comment="Name the country").status_code == 302
    assert work.artifact(waiting.artifact.engagement, "intake").status == ArtifactStatus.REVISED


def test_what_was_typed_survives_a_refusal(waiting: ArtifactVersion, alice: Membership) -> None:
    answer = browser(alice.agency, alice).post(
        page_of(waiting), {"seen": "0" * 64, "decision": "approve", "comment": "My <careful> words"}
    )
    assert answer.status_code == 409
    assert "My &lt;careful&gt; words" in text_of(answer)


def test_a_double_click_decides_once_and_the_second_is_told(waiting: ArtifactVersion, alice: Membership) -> None:
    client = browser(alice.agency, alice)
    press(client, waiting, confirmed="on")
    again = press(client, waiting, confirmed="on")
    assert again.status_code == 409
    assert "Intake v1 was already decided by Alice Arden" in text_of(again)
    assert Approval.objects.count() == 1


def test_a_second_admin_is_told_who_decided(waiting: ArtifactVersion, alice: Membership, alder: Agency) -> None:
    anna = member(alder, "anna@alder.example", "Anna Aspen", "admin")
    press(browser(alder, alice), waiting, confirmed="on")
    late = browser(alder, anna)
    assert "already decided by Alice Arden" in text_of(late.get(page_of(waiting)))
    assert "already decided by Alice Arden" in text_of(press(late, waiting, "request_changes", comment="No"))
    assert Approval.objects.count() == 1


def test_a_stale_tab_decides_nothing_about_the_newer_version(
    waiting: ArtifactVersion, alice: Membership, bob: Membership
) -> None:
    engagement = waiting.artifact.engagement
    artifacts.withdraw(work.artifact(engagement, "intake"), member=bob)
    work.write(engagement, "intake", bob, pricing="Something else")
    work.submit(engagement, "intake", bob)
    answer = press(browser(alice.agency, alice), waiting, confirmed="on")
    assert answer.status_code == 409
    assert "Intake v1 is no longer waiting" in text_of(answer)
    assert not Approval.objects.exists()


def test_four_eyes_are_explained_on_the_page(in_alder: Agency, alice: Membership, bob: Membership) -> None:
    engagement = work.engagement()
    work.write(engagement, "intake", alice, pricing="Mine")
    version = work.submit(engagement, "intake", alice)
    answer = press(browser(alice.agency, alice), version, confirmed="on")
    assert answer.status_code == 409
    assert "You made its last edit" in text_of(answer)


def test_findings_are_offered_one_by_one(in_alder: Agency, alice: Membership, bob: Membership) -> None:
    engagement = work.engagement()
    work.write(engagement, "intake", bob, pricing="", tone_voice="")
    version = work.submit(engagement, "intake", bob)
    client = browser(alice.agency, alice)
    keys = [artifacts.finding_key(check) for check in version.qc_reports.get().findings]
    page = text_of(client.get(page_of(version)))
    assert all(f'value="{key}"' in page for key in keys)
    assert press(client, version, confirmed="on", accepted=keys[:1]).status_code == 409
    assert press(client, version, confirmed="on", accepted=keys).status_code == 302


def test_changes_since_the_version_in_force_are_shown_word_by_word(
    waiting: ArtifactVersion, alice: Membership, bob: Membership
) -> None:
    client = browser(alice.agency, alice)
    press(client, waiting, confirmed="on")
    engagement = waiting.artifact.engagement
    before = work.artifact(engagement, "intake").content["geography"]
    work.write(engagement, "intake", bob, geography=f"{before} and Malta", competitors="")
    page = text_of(client.get(page_of(work.submit(engagement, "intake", bob))))
    assert "What changed since v1" in page
    assert re.search(r"<ins>\s*and Malta</ins>", page)
    assert "Removed." in page


def test_a_comment_that_just_fits_in_the_browser_fits_here(waiting: ArtifactVersion, alice: Membership) -> None:
    """Browsers count a line end as one character and send two."""
    answer = press(browser(alice.agency, alice), waiting, comment="x\r\n" * 2_500)
    assert answer.status_code == 302
    assert Approval.objects.get().comment == ("x\n" * 2_500).strip()


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"comment": "x" * 5_001}, "at most 5000 characters"),
        ({"decision": "burn"}, "burn is not one of the available choices"),
        ({"accepted": "intake_nonsense"}, None),
    ],
)
def test_whatever_is_wrong_with_the_form_is_said_on_the_page(
    waiting: ArtifactVersion, alice: Membership, fields: dict[str, str], sentence: str | None
) -> None:
    answer = press(browser(alice.agency, alice), waiting, **{"confirmed": "on", **fields})
    if sentence is None:  # nothing was offered, so what is sent for it counts for nothing
        assert answer.status_code == 302
        return
    assert answer.status_code == 409
    assert sentence in text_of(answer)
    assert not Approval.objects.exists()


def test_a_version_without_a_report_is_shown_with_what_qc_says_now(
    in_alder: Agency, alice: Membership, bob: Membership
) -> None:
    engagement = work.engagement()
    work.write(engagement, "intake", bob, pricing="")
    version = work.submit(engagement, "intake", bob)
    without = checking.report_on(version)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("campaigns.domain.checking.newest_report", lambda version: None)
        answer = browser(alice.agency, alice).get(page_of(version))
    assert answer.status_code == 200
    assert all(escape(check["message"]) in text_of(answer) for check in without.findings)


def test_every_version_can_be_read_after_its_decision(waiting: ArtifactVersion, alice: Membership) -> None:
    client = browser(alice.agency, alice)
    press(client, waiting, confirmed="on")
    engagement = waiting.artifact.engagement
    work.write(engagement, "intake", None, pricing="The words that were sent back")
    second = work.submit(engagement, "intake")
    press(client, second, "request_changes", comment="Why three bands?")
    read = f"/admin/campaigns/artifact/{waiting.artifact.public_id}/change/"
    page = text_of(client.get(read))
    assert "Intake v1, in force" in page
    assert "The words that were sent back" not in page
    assert f'href="{page_of(second)}?version=2"' in page
    sent_back = text_of(client.get(f"{page_of(second)}?version=2"))
    assert "The words that were sent back" in sent_back
    assert "Why three bands?" in sent_back
    assert "Everything you approve" not in sent_back
    assert "The words that were sent back" not in text_of(client.get(f"{page_of(second)}?version=1"))
    assert 'href="?working"' in page
    assert "The words that were sent back" in text_of(client.get(f"{read}?working"))
    for wrong in ("3", "0", "x", "9" * 30, "²"):
        assert client.get(f"{page_of(second)}?version={wrong}").status_code == 404


def test_the_history_of_an_artifact_holds_its_decisions(waiting: ArtifactVersion, alice: Membership) -> None:
    client = browser(alice.agency, alice)
    press(client, waiting, confirmed="on")
    page = text_of(client.get(f"/admin/campaigns/artifact/{waiting.artifact.public_id}/history/"))
    assert all(action in page for action in ("artifact.edited", "artifact.submitted", "artifact.approved"))


def test_what_becomes_stale_is_said_before_it_is_approved(in_alder: Agency, alice: Membership) -> None:
    engagement = work.engagement(approver=alice)
    layer = work.artifact(engagement, "strategy").content["layer5_narrative"]
    work.write(engagement, "strategy", None, layer5_narrative=layer | {"narrative_problem": "Another problem"})
    page = text_of(browser(alice.agency, alice).get(page_of(work.submit(engagement, "strategy"))))
    assert all(f"{kind} v1 becomes stale" in page for kind in ("Creatives", "Execution", "Monitoring"))
    assert "Intake v1 becomes stale" not in page


def test_an_agency_of_one_is_told_that_four_eyes_do_not_apply(in_alder: Agency, alice: Membership) -> None:
    engagement = work.engagement()
    version = work.submit(engagement, "intake", alice)
    assert "You are the only active member" in text_of(browser(alice.agency, alice).get(page_of(version)))
    member(alice.agency, "bob@alder.example", "Bob Birch", "editor")
    assert "You are the only active member" not in text_of(browser(alice.agency, alice).get(page_of(version)))


@pytest.mark.parametrize("role", ["owner", "admin", "editor", "viewer"])
def test_whatever_waits_for_somebody_opens_for_them(in_alder: Agency, alice: Membership, role: str) -> None:
    """What came back, what went stale, what waits for a decision."""
    engagement = work.engagement(approver=alice)
    work.write(engagement, "intake", None, pricing="New")
    work.approve(work.submit(engagement, "intake"), alice)
    second = work.engagement(name="veldkamp", kinds=1)
    artifacts.request_changes(
        version := work.submit(second, "intake"), member=alice, seen_sha256=version.content_sha256, reason="Why so?"
    )
    work.submit(work.engagement(name="kastell", kinds=1), "intake")
    somebody = member(in_alder, "somebody@alder.example", "Somebody", role)
    found = waiting_for(somebody)
    client = browser(in_alder, somebody)
    states = {"owner": {"review", "changes", "stale"}, "viewer": set()}
    states |= {"admin": states["owner"], "editor": {"changes", "stale"}}
    assert {item.state for item in found} == states[role]
    assert {client.get(item.url).status_code for item in found} <= {200}
    assert client.get("/").status_code == 200


@pytest.mark.parametrize("role", ["editor", "viewer"])
def test_editors_and_viewers_do_not_decide(waiting: ArtifactVersion, alder: Agency, role: str) -> None:
    somebody = member(alder, "somebody@alder.example", "Somebody", role)
    assert press(browser(alder, somebody), waiting, confirmed="on").status_code == 302
    assert not Approval.objects.exists()


def test_charlie_next_door_finds_nothing(charlie: Membership, alder: Agency) -> None:
    with tenant(alder):
        waiting = work.submit(work.engagement(), "intake")
        path = page_of(waiting)
    client = browser(charlie.agency, charlie)
    there = client.get(path)
    nowhere = client.get("/admin/campaigns/artifact/00000000-0000-4000-8000-000000000000/approval/")
    assert there.status_code == nowhere.status_code == 404
    assert without_nonces(there) == without_nonces(nowhere)


def test_what_waits_is_on_both_front_pages(waiting: ArtifactVersion, alice: Membership, bob: Membership) -> None:
    for path in ("/", "/admin/"):
        assert "Intake v1, Nordlys Clinics Group" in text_of(browser(alice.agency, alice).get(path))
    assert "Intake v1" not in text_of(browser(bob.agency, bob).get("/"))


PAGES = [
    "/",
    "/admin/",
    *(f"/admin/campaigns/{model}/" for model in ("artifact", "client", "contact", "campaign", "engagement")),
    *(f"/admin/tenants/{model}/" for model in ("auditentry", "brand", "job", "membership")),
]


@pytest.mark.parametrize("path", PAGES)
def test_the_number_of_queries_does_not_grow_with_the_rows(
    in_alder: Agency, alice: Membership, bob: Membership, path: str
) -> None:
    client = browser(alice.agency, alice)

    def fill(rows: int) -> None:
        for _ in range(rows):
            work.submit(work.engagement(kinds=1, name="veldkamp"), "intake", bob)
            member(alice.agency, f"m{Membership.objects.count()}@alder.example", "Somebody", "viewer")

    fill(2)
    client.get(path)
    few = counted(client, path)
    fill(28)
    assert counted(client, path) == few
    assert few < 20


def test_reading_and_deciding_take_few_queries(waiting: ArtifactVersion, alice: Membership) -> None:
    client = browser(alice.agency, alice)
    client.get("/")
    assert counted(client, page_of(waiting)) < 15
    assert counted(client, f"/admin/campaigns/artifact/{waiting.artifact.public_id}/change/") < 15


def test_the_chain_in_rows_is_one_query(in_alder: Agency, django_assert_num_queries: Any) -> None:
    engagement = work.engagement()
    with django_assert_num_queries(1):
        assert len(artifacts.gates.chain(engagement).artifacts) == Artifact.objects.none().count() + 5
