"""The board: the chain, who waits for whom, what a decision would bring about, packs, and what happened last."""

import re

import pytest

from campaigns.models import Engagement
from delivery.enums import PackState
from delivery.models import Pack
from tenants.models import Agency, Brand, Membership
from tests.support import cast, work
from tests.support.cast import browser
from tests.support.queries import counted

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]  # pages: on PostgreSQL the siege opens each of them


def board(engagement: Engagement, member: Membership) -> str:
    answer = browser(member.agency, member).get(f"/engagements/{engagement.public_id}/")
    assert answer.status_code == 200
    return re.sub(r"\s+", " ", answer.content.decode())


def pack(engagement: Engagement, number: int, state: PackState = PackState.PUBLISHED, held: int = 1) -> Pack:
    intake = {"type": "intake", "version": held, "content_sha256": f"{held:064x}"}
    return Pack.objects.create(
        engagement=engagement, number=number, kinds=["intake"], formats=["json", "zip"], brand=Brand.objects.first(),
        inputs_digest=f"{engagement.pk:032x}{number:032x}", subject="0" * 64, created_by="Alice Arden", state=state,
        manifest={"included_artifacts": [intake]}, pack_digest="ab" * 32,
    )  # fmt: skip


@pytest.fixture
def engagement(in_alder: Agency, alice: Membership) -> Engagement:
    return work.engagement(approver=alice)


def test_a_locked_stage_says_what_is_missing_and_leads_there(in_alder: Agency, bob: Membership) -> None:
    engagement = work.engagement(kinds=1)
    text = board(engagement, bob)
    assert "Opens when Intake is approved." in text
    assert f'<a class="rail-way" href="/engagements/{engagement.public_id}/intake/">Go to Intake</a>' in text


def test_what_waits_leads_to_its_decision_and_says_what_it_would_bring_about(
    engagement: Engagement, alice: Membership, bob: Membership
) -> None:
    work.write(engagement, "intake", bob, pricing="Another price")
    work.submit(engagement, "intake", bob)
    text = board(engagement, alice)
    way = f"/engagements/{engagement.public_id}/intake/decide/"
    assert f'<a class="button button-primary" href="{way}"' in text
    assert "Decide on Intake" in text
    assert f'<a href="{way}">Intake: in review</a>' in text
    assert "If Intake v2 is approved" in text
    assert "Strategy v1 becomes stale." in text
    assert "Decide on Intake" not in board(engagement, bob)


def waits_for(engagement: Engagement, member: Membership) -> list[tuple[str, str]]:
    """What the board says of each stage that waits, and whom it names."""
    rows = re.findall(r"<li data-state=.*?</li>", board(engagement, member).partition('id="waiting"')[2])
    found = [re.search(r">([^<>]+: [^<>]+)</a>.*?(?:Waits for</span> ([^<]+)<|</li>)", row) for row in rows]
    return [(one[1], one[2] or "") for one in found if one]


def test_the_board_names_who_has_the_next_word_as_the_list_does(
    engagement: Engagement, alice: Membership, bob: Membership
) -> None:
    fresh = work.engagement(kinds=0)
    assert waits_for(fresh, bob) == [("Intake: draft", "An editor")]
    assert waits_for(engagement, bob) == [("Delivery: open", "An admin")]
    work.write(engagement, "intake", bob, pricing="Another price")
    assert waits_for(engagement, alice)[0] == ("Intake: draft", "Bob Birch")
    version = work.submit(engagement, "intake", bob)
    assert waits_for(engagement, bob)[0] == ("Intake: in review", "An approver")
    work.approve(version, alice)
    assert ("Delivery: held", "") in waits_for(engagement, bob)


def test_packs_say_what_they_are_and_that_something_newer_is_approved(
    engagement: Engagement, alice: Membership, bob: Membership
) -> None:
    assert "None has been built." in board(engagement, bob)
    first = pack(engagement, 1)
    text = board(engagement, bob)
    assert "Pack 1 is published" in text
    assert f'<a href="/packs/{first.public_id}/">Pack 1</a>' in text
    assert "Newer approved content exists." not in text
    work.write(engagement, "intake", bob, pricing="Another price")
    work.approve(work.submit(engagement, "intake", bob), alice)
    assert "Newer approved content exists." in board(engagement, bob)


def test_a_newer_pack_has_the_word_before_the_published_one(engagement: Engagement, bob: Membership) -> None:
    pack(engagement, 1)
    pack(engagement, 2, PackState.READY)
    text = board(engagement, bob)
    assert "Pack 2 is ready" in text
    assert "Nobody waits for anybody." not in text
    Pack.objects.filter(number=2).update(state=PackState.WITHDRAWN)
    assert "Pack 1 is published" in board(engagement, bob)


def test_the_last_that_happened_is_told(engagement: Engagement, alice: Membership, bob: Membership) -> None:
    work.write(engagement, "intake", bob, pricing="Another price")
    text = board(engagement, bob)
    assert "Bob Birch" in text
    assert f'href="/activity/?engagement={engagement.public_id}"' in text


def test_an_approval_without_a_comment_is_told_without_one(engagement: Engagement, alice: Membership) -> None:
    work.write(engagement, "intake", pricing="Another price")
    work.approve(work.submit(engagement, "intake"), alice)
    text = board(engagement, alice)
    assert "Alice Arden approved Intake v2" in text
    assert '<p class="soft">–</p>' not in text


def test_a_viewer_reads_and_starts_nothing(engagement: Engagement, alder: Agency, bob: Membership) -> None:
    vera = cast.member(alder, "vera@alder.example", "Vera Vale", "viewer")
    assert "Start a copy" in board(engagement, bob)
    text = board(engagement, vera)
    assert "Start a copy" not in text
    assert "Build a pack" not in text


def test_a_board_takes_as_many_queries_for_thirty_packs_and_versions_as_for_one(
    engagement: Engagement, alice: Membership, bob: Membership
) -> None:
    client, url = browser(alice.agency, alice), f"/engagements/{engagement.public_id}/"
    pack(engagement, 1)
    work.write(engagement, "intake", bob, pricing="0")
    version = work.submit(engagement, "intake", bob)
    one = counted(client, url)
    for number in range(2, 31):
        pack(engagement, number, PackState.SUPERSEDED)
    for number in range(8):
        work.approve(version, alice)
        work.write(engagement, "intake", bob, pricing=str(number + 1))
        version = work.submit(engagement, "intake", bob)
    assert counted(client, url) == one
    assert one < 20
