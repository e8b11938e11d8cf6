"""The page of a decision in the workspace: what it shows, who may press, and what becomes of a press that comes too late."""

import re
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from django.utils.html import escape

from campaigns.content import parse, walk_strings
from campaigns.domain import artifacts
from campaigns.enums import ArtifactKind, ArtifactStatus, Decision
from campaigns.models import Approval, Artifact, ArtifactVersion, Engagement
from tenants.errors import Refusal
from tenants.models import Agency, Membership
from tenants.scope import tenant
from tenants.waiting import waiting_for
from tests.support import work
from tests.support.cast import browser, member
from tests.support.queries import counted

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]  # pages: on PostgreSQL the siege opens each of them

HOSTILE = "</textarea><script>alert(1)</script> & “x” \u202e 𝕏"


@pytest.fixture
def engagement(in_alder: Agency) -> Engagement:
    return work.engagement()


@pytest.fixture
def waiting(engagement: Engagement, bob: Membership) -> ArtifactVersion:
    work.write(engagement, "intake", bob, pricing="Bob's price")
    return work.submit(engagement, "intake", bob)


@pytest.fixture
def anna(alder: Agency) -> Membership:
    return member(alder, "anna@alder.example", "Anna Aspen", "admin")


def page_of(engagement: Engagement, kind: str = "intake") -> str:
    return f"/engagements/{engagement.public_id}/{kind}/decide/"


def press(client: Client, version: ArtifactVersion, decision: str = "approve", **fields: Any) -> Any:
    path = page_of(version.artifact.engagement, version.artifact.kind)
    return client.post(path, {"seen": version.content_sha256, "decision": decision, **fields})


def text_of(answer: Any) -> str:
    return re.sub(r"\s+", " ", answer.content.decode())


def buttons(page: str) -> list[str]:
    return [
        re.findall(r'value="(\w+)"', button)[0] for button in re.findall(r'<button[^>]* name="decision"[^>]*>', page)
    ]


def resubmit(engagement: Engagement, by: Membership, **fields: Any) -> ArtifactVersion:
    """Take back what waits, write, and submit again."""
    artifacts.withdraw(work.artifact(engagement, "intake"), member=by)
    work.write(engagement, "intake", by, **fields)
    return work.submit(engagement, "intake", by)


@pytest.mark.parametrize("kind", list(ArtifactKind))
def test_every_word_that_is_approved_is_on_the_page(in_alder: Agency, alice: Membership, kind: str) -> None:
    engagement = work.engagement(approver=alice)
    version = work.artifact(engagement, kind).effective
    assert version is not None
    page = text_of(browser(alice.agency, alice).get(page_of(engagement, kind)))
    missing = [
        path
        for path, text in walk_strings(parse(ArtifactKind(kind), version.content))
        for line in text.split("\n")
        if re.sub(r"\s+", " ", escape(line)) not in page
    ]
    assert missing == []


def test_the_page_says_what_is_decided_and_what_follows(waiting: ArtifactVersion, alice: Membership) -> None:
    page = text_of(browser(alice.agency, alice).get(page_of(waiting.artifact.engagement)))
    assert "<h1>Approve Intake v1 for Nordlys Clinics Group</h1>" in page
    assert f'name="seen" value="{waiting.content_sha256}"' in page
    assert all(group in page for group in (waiting.content_sha256[:8], waiting.content_sha256[-8:]))
    assert "Strategy opens." in page
    assert "Execution opens." not in page
    assert "Submitted by Bob Birch" in page
    assert f'action="{page_of(waiting.artifact.engagement)}#decision"' in page
    assert buttons(page) == ["approve", "request_changes"]


def test_approving_puts_the_version_in_force_and_says_so(waiting: ArtifactVersion, alice: Membership) -> None:
    client = browser(alice.agency, alice)
    answer = press(client, waiting, comment="Read it whole")
    assert (answer.status_code, answer.url) == (302, f"/engagements/{waiting.artifact.engagement.public_id}/")
    assert "Intake v1 is approved and in force." in text_of(client.get(answer.url))
    assert work.artifact(waiting.artifact.engagement, "intake").effective == waiting
    approval = Approval.objects.get()
    assert (approval.decided_by, approval.comment) == (alice.user, "Read it whole")


def test_requesting_changes_sends_it_back_with_the_reason(waiting: ArtifactVersion, alice: Membership) -> None:
    client = browser(alice.agency, alice)
    answer = press(client, waiting, "request_changes", comment="Name the country")
    assert answer.status_code == 302
    assert "Changes to Intake v1 are requested." in text_of(client.get(answer.url))
    assert work.artifact(waiting.artifact.engagement, "intake").status == ArtifactStatus.REVISED
    assert Approval.objects.get().comment == "Name the country"


@pytest.mark.parametrize("reason", ["", "  \r\n ", "\u202e\u200b", "\x00\x07"])
def test_changes_are_not_requested_without_a_reason_that_can_be_read(
    waiting: ArtifactVersion, alice: Membership, reason: str
) -> None:
    answer = press(browser(alice.agency, alice), waiting, "request_changes", comment=reason, confirmed="on")
    page = text_of(answer)
    assert answer.status_code == 200
    assert 'class="field field-error"' in page
    assert re.search(r'name="confirmed"[^>]* checked', page)
    assert not Approval.objects.exists()
    assert work.artifact(waiting.artifact.engagement, "intake").status == ArtifactStatus.IN_REVIEW


@pytest.mark.parametrize("reason", ["", " \n", "\u202e\u200b", "\x00"])
def test_the_verbs_refuse_a_reason_that_nobody_can_read(
    waiting: ArtifactVersion, alice: Membership, reason: str
) -> None:
    with pytest.raises(Refusal, match="Say what should change"):
        artifacts.request_changes(waiting, member=alice, seen_sha256=waiting.content_sha256, reason=reason)
    with pytest.raises(Refusal, match="Write a comment, or tick"):
        artifacts.approve(waiting, member=alice, seen_sha256=waiting.content_sha256, comment=reason)
    work.approve(waiting, alice)
    artifact = work.artifact(waiting.artifact.engagement, "intake")
    Artifact.objects.filter(pk=artifact.pk).update(status=ArtifactStatus.FLAGGED_FOR_REVIEW)
    with pytest.raises(Refusal, match="Say why it is still valid"):
        work.confirm(artifact, alice, comment=reason)


def test_approving_takes_a_comment_or_the_tick(waiting: ArtifactVersion, alice: Membership) -> None:
    client = browser(alice.agency, alice)
    answer = press(client, waiting)
    assert answer.status_code == 200
    assert "Write a comment, or tick that you have read it all." in text_of(answer)
    assert not Approval.objects.exists()
    assert press(client, waiting, confirmed="on").status_code == 302


def test_content_that_changed_before_the_press_is_not_approved_and_the_difference_is_shown(
    waiting: ArtifactVersion, alice: Membership, bob: Membership
) -> None:
    engagement = waiting.artifact.engagement
    client = browser(alice.agency, alice)
    client.get(page_of(engagement))
    second = resubmit(engagement, bob, pricing="Bob's other price")
    answer = press(client, waiting, confirmed="on", comment="My careful words")
    page = text_of(answer)
    assert answer.status_code == 409
    assert "Intake v1 changed while you read it" in page
    assert "Intake v1 is no longer waiting for a decision." in page
    since = page[page.index('id="since"') : page.index('id="everything"')]
    assert "Bob&#x27;s price → Bob&#x27;s other price" in since
    assert 'href="#since"' in page
    assert "My careful words</textarea>" in page
    assert f'name="seen" value="{second.content_sha256}"' in page
    assert "Approve v2" in page
    assert not re.search(r'name="confirmed"[^>]* checked', page)
    assert not Approval.objects.exists()
    assert press(client, second, comment="My careful words").status_code == 302
    assert work.artifact(engagement, "intake").effective == second


@pytest.mark.parametrize("decision", ["approve", "request_changes"])
def test_content_that_changed_is_told_before_a_missing_comment(
    waiting: ArtifactVersion, alice: Membership, bob: Membership, decision: str
) -> None:
    second = resubmit(waiting.artifact.engagement, bob, pricing="Bob's other price")
    answer = press(browser(alice.agency, alice), waiting, decision)
    assert answer.status_code == 409
    assert "Intake v1 changed while you read it" in text_of(answer)
    assert f'value="{second.content_sha256}"' in text_of(answer)


def test_what_was_taken_back_is_not_approved_and_the_comment_is_not_lost(
    waiting: ArtifactVersion, alice: Membership, bob: Membership
) -> None:
    engagement = waiting.artifact.engagement
    artifacts.withdraw(work.artifact(engagement, "intake"), member=bob)
    work.write(engagement, "intake", bob, pricing="Bob's next price")
    answer = press(browser(alice.agency, alice), waiting, comment=HOSTILE)
    page = text_of(answer)
    assert answer.status_code == 409
    assert "Intake v1 is no longer waiting for a decision." in page
    assert "Bob&#x27;s price → Bob&#x27;s next price" in page
    assert f"{escape(HOSTILE)}</textarea>" in page
    assert 'name="decision"' not in page
    assert "<script>alert" not in page


def test_a_hash_that_nobody_was_shown_decides_nothing(waiting: ArtifactVersion, alice: Membership) -> None:
    client = browser(alice.agency, alice)
    for seen in ("0" * 64, "", "x" * 65, "\x00", "' OR 1=1"):
        answer = client.post(
            page_of(waiting.artifact.engagement), {"seen": seen, "decision": "approve", "comment": "Kept words"}
        )
        assert answer.status_code in (200, 409), seen
        assert "Kept words</textarea>" in text_of(answer)
        assert f'name="seen" value="{waiting.content_sha256}"' in text_of(answer)
    assert not Approval.objects.exists()


def test_of_two_admins_the_second_is_told_who_decided_what(
    waiting: ArtifactVersion, alice: Membership, anna: Membership
) -> None:
    late = browser(anna.agency, anna)
    late.get(page_of(waiting.artifact.engagement))
    press(browser(alice.agency, alice), waiting, comment="I read it")
    answer = press(late, waiting, "request_changes", comment="Anna's words")
    page = text_of(answer)
    assert answer.status_code == 409
    assert "Intake v1 was already decided by Alice Arden on" in page
    assert "approved. Nothing has changed." in page
    assert "Anna&#x27;s words</textarea>" in page
    assert [approval.decision for approval in Approval.objects.all()] == [Decision.APPROVED]
    opened = late.get(page_of(waiting.artifact.engagement))
    assert opened.status_code == 200
    assert "Intake v1 was already decided by Alice Arden" in text_of(opened)
    assert "I read it" in text_of(opened)
    assert 'name="decision"' not in text_of(opened)


def test_what_happened_between_the_press_and_the_refusal_is_shown_as_it_is_now(
    waiting: ArtifactVersion, alice: Membership, bob: Membership, monkeypatch: pytest.MonkeyPatch
) -> None:
    engagement = waiting.artifact.engagement
    approve = artifacts.approve

    def after_bob(version: ArtifactVersion, **given: Any) -> Approval:
        artifacts.withdraw(work.artifact(engagement, "intake"), member=bob)
        work.write(engagement, "intake", bob, pricing="Bob's last word")
        return approve(version, **given)

    monkeypatch.setattr(artifacts, "approve", after_bob)
    answer = press(browser(alice.agency, alice), waiting, comment="My words")
    page = text_of(answer)
    assert answer.status_code == 409
    assert "Bob&#x27;s price → Bob&#x27;s last word" in page
    assert buttons(page) == []


def test_a_double_click_decides_once(waiting: ArtifactVersion, alice: Membership) -> None:
    client = browser(alice.agency, alice)
    assert press(client, waiting, confirmed="on").status_code == 302
    assert press(client, waiting, confirmed="on").status_code == 409
    assert Approval.objects.count() == 1


def test_four_eyes_are_said_before_the_press_with_who_can(
    engagement: Engagement, alice: Membership, anna: Membership, bob: Membership
) -> None:
    work.write(engagement, "intake", alice, pricing="Mine")
    version = work.submit(engagement, "intake", alice)
    client = browser(alice.agency, alice)
    page = text_of(client.get(page_of(engagement)))
    assert "You cannot approve Intake v1. You made its last edit. Another admin can: Anna Aspen." in page
    assert buttons(page) == ["request_changes"]
    answer = press(client, version, comment="All the same")
    assert answer.status_code == 403
    assert "You made its last edit" in text_of(answer)
    assert "All the same</textarea>" in text_of(answer)
    assert not Approval.objects.exists()
    assert press(browser(anna.agency, anna), version, confirmed="on").status_code == 302


def test_an_agency_of_one_approves_what_it_wrote(engagement: Engagement, alice: Membership) -> None:
    work.write(engagement, "intake", alice, pricing="Mine")
    version = work.submit(engagement, "intake", alice)
    client = browser(alice.agency, alice)
    assert "You cannot approve" not in text_of(client.get(page_of(engagement)))
    assert press(client, version, confirmed="on").status_code == 302


def test_a_gate_that_closed_meanwhile_is_said_before_the_press(engagement: Engagement, alice: Membership) -> None:
    work.approve(work.submit(engagement, "intake"), alice)
    version = work.submit(engagement, "strategy")
    work.write(engagement, "intake", None, pricing="Another price")
    work.approve(work.submit(engagement, "intake"), alice)
    client = browser(alice.agency, alice)
    page = text_of(client.get(page_of(engagement, "strategy")))
    assert "Strategy v1 was written on Intake v1; v2 is in force now" in page
    assert buttons(page) == ["request_changes"]
    assert press(client, version, confirmed="on").status_code == 409


@pytest.mark.parametrize("role", ["editor", "viewer"])
def test_others_read_it_without_buttons_and_decide_nothing(
    waiting: ArtifactVersion, alder: Agency, alice: Membership, anna: Membership, role: str
) -> None:
    somebody = member(alder, "somebody@alder.example", "Somebody", role)
    client = browser(alder, somebody)
    opened = client.get(page_of(waiting.artifact.engagement))
    assert opened.status_code == 200
    assert "Intake v1 waits for a decision" in text_of(opened)
    assert "It takes the role admin" in text_of(opened)
    assert re.search(r"Who can decide now: (Alice Arden, Anna Aspen|Anna Aspen, Alice Arden)\.", text_of(opened))
    assert 'name="decision"' not in text_of(opened)
    for decision in ("approve", "request_changes"):
        answer = press(client, waiting, decision, comment="Mine")
        assert answer.status_code == 403
        assert "It takes the role admin" in text_of(answer)
    assert not Approval.objects.exists()


@pytest.mark.parametrize("role", ["owner", "admin"])
def test_owners_and_admins_decide(waiting: ArtifactVersion, alder: Agency, role: str) -> None:
    somebody = member(alder, "somebody@alder.example", "Somebody", role)
    assert press(browser(alder, somebody), waiting, confirmed="on").status_code == 302


def test_a_stage_that_nobody_submitted_says_so(engagement: Engagement, alice: Membership) -> None:
    client = browser(alice.agency, alice)
    opened = client.get(page_of(engagement))
    assert opened.status_code == 200
    assert "Nothing waits for a decision." in text_of(opened)
    assert f'href="/engagements/{engagement.public_id}/intake/"' in text_of(opened)
    pressed = client.post(page_of(engagement), {"seen": "0" * 64, "decision": "approve", "comment": "My words"})
    assert pressed.status_code == 409
    assert "My words</textarea>" in text_of(pressed)


def test_findings_are_accepted_one_by_one_and_stay_ticked(
    engagement: Engagement, alice: Membership, bob: Membership
) -> None:
    work.write(engagement, "intake", bob, pricing="", tone_voice="")
    version = work.submit(engagement, "intake", bob)
    client = browser(alice.agency, alice)
    keys = [artifacts.finding_key(check) for check in version.qc_reports.get().findings]
    assert len(keys) > 1
    some = press(client, version, confirmed="on", accepted=keys[:1])
    assert some.status_code == 409
    assert len(re.findall(r'name="accepted"[^>]* checked', text_of(some))) == 1
    assert press(client, version, confirmed="on", accepted=keys).status_code == 302


def test_a_comment_that_just_fits_in_the_browser_fits_here(waiting: ArtifactVersion, alice: Membership) -> None:
    """Browsers count a line end as one character and send two."""
    assert press(browser(alice.agency, alice), waiting, comment="x\r\n" * 2_500).status_code == 302
    assert Approval.objects.get().comment == ("x\n" * 2_500).strip()


def test_a_comment_that_is_too_long_comes_back_whole(waiting: ArtifactVersion, alice: Membership) -> None:
    answer = press(browser(alice.agency, alice), waiting, comment="y" * 5_001)
    assert answer.status_code == 200
    assert "at most 5000 characters" in text_of(answer)
    assert "y" * 5_001 in text_of(answer)
    assert not Approval.objects.exists()


def test_hostile_words_are_shown_as_words(engagement: Engagement, alice: Membership, bob: Membership) -> None:
    work.approve(work.submit(engagement, "intake", bob), alice)
    work.write(engagement, "intake", bob, pricing=HOSTILE, competitors=f"{HOSTILE}\n𝕏 " * 50)
    version = work.submit(engagement, "intake", bob)
    client = browser(alice.agency, alice)
    assert "<script>alert" not in text_of(client.get(page_of(engagement)))
    press(client, version, "request_changes", comment=HOSTILE)
    page = text_of(client.get(page_of(engagement)))
    assert "&lt;script&gt;alert(1)" in page
    assert "<script>alert" not in page


def test_what_changed_is_told_in_words_and_side_by_side(
    waiting: ArtifactVersion, alice: Membership, bob: Membership
) -> None:
    engagement = waiting.artifact.engagement
    work.approve(waiting, alice)
    work.write(
        engagement,
        "intake",
        bob,
        ads_budget="15000",
        pricing="A price of so many words that nobody says it in one breath",
    )
    work.submit(engagement, "intake", bob)
    page = text_of(browser(alice.agency, alice).get(page_of(engagement)))
    changed = page[page.index('id="changed"') : page.index('id="everything"')]
    assert "What changed since v1, in force" in changed
    assert "102 000 → 15 000" in changed
    assert "<del>102 000</del>" in changed
    words, beside = changed.split("Both texts side by side")
    assert "<del>Bob&#x27;s</del>" in words
    assert '<span class="label">Intake v1</span>' in beside
    assert '<span class="label">Intake v2</span>' in beside


def test_what_was_typed_in_a_session_that_ended_is_held(waiting: ArtifactVersion, alice: Membership) -> None:
    answer = press(browser(alice.agency), waiting, comment="Words of an hour")
    assert answer.status_code == 401
    assert "Words of an hour" in text_of(answer)
    assert not Approval.objects.exists()


def test_whatever_leads_to_a_decision_leads_here(waiting: ArtifactVersion, alice: Membership) -> None:
    engagement = waiting.artifact.engagement
    assert [item.url for item in waiting_for(alice)] == [page_of(engagement)]
    client = browser(alice.agency, alice)
    assert f'href="{page_of(engagement)}"' in text_of(client.get(f"/engagements/{engagement.public_id}/intake/"))
    assert f'href="{page_of(engagement)}"' in text_of(client.get("/"))
    board = text_of(client.get(f"/engagements/{engagement.public_id}/"))
    assert re.search(rf'<a[^>]* href="{page_of(engagement)}">Decide on Intake</a>', board)
    assert f'<a href="{page_of(engagement)}">Intake: in review</a>' in board
    press(client, waiting, confirmed="on")
    assert page_of(engagement) not in text_of(client.get(f"/engagements/{engagement.public_id}/"))


def test_the_time_of_a_decision_is_told_in_the_agencys_zone(
    waiting: ArtifactVersion, alder: Agency, alice: Membership
) -> None:
    Agency.objects.filter(pk=alder.pk).update(time_zone="Asia/Tokyo")
    press(browser(alder, alice), waiting, confirmed="on")
    at = Approval.objects.get().created_at.astimezone(ZoneInfo("Asia/Tokyo"))
    page = text_of(browser(alder, alice).get(page_of(waiting.artifact.engagement)))
    assert f"by Alice Arden on {at.day} {at:%B %Y at %H:%M} JST: approved." in page


def test_charlie_next_door_finds_nothing(charlie: Membership, alder: Agency) -> None:
    with tenant(alder):
        version = work.submit(work.engagement(), "intake")
        path = page_of(version.artifact.engagement)
    client = browser(charlie.agency, charlie)
    assert client.get(path).status_code == 404
    assert client.post(path, {"seen": version.content_sha256, "decision": "approve"}).status_code == 404


def test_the_page_costs_the_same_with_thirty_versions(
    engagement: Engagement, alice: Membership, bob: Membership
) -> None:
    client = browser(alice.agency, alice)
    work.approve(work.submit(engagement, "intake", bob), alice)
    work.write(engagement, "intake", bob, pricing="Second")
    work.submit(engagement, "intake", bob)
    client.get(page_of(engagement))
    few = counted(client, page_of(engagement))
    for number in range(28):
        resubmit(engagement, bob, pricing=f"Price {number}")
    assert ArtifactVersion.objects.count() == 30
    assert counted(client, page_of(engagement)) == few
    assert few < 20
