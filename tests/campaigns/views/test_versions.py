"""The versions of a stage: read whole, compared in words and side by side, put back, and what a change would mean."""

import re
from typing import Any

import pytest
from django.test import Client
from django.utils.html import escape

from campaigns.content import parse, walk_strings
from campaigns.domain import artifacts, engagements
from campaigns.enums import ArtifactKind, ArtifactStatus
from campaigns.models import ArtifactVersion, Engagement
from tenants.models import Agency, Membership
from tenants.scope import tenant
from tests.support import work
from tests.support.cast import browser, member
from tests.support.queries import counted

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]  # pages: on PostgreSQL the siege opens each of them

HOSTILE = "</textarea><script>alert(1)</script> & “x” \u202e 𝕏"


@pytest.fixture
def engagement(in_alder: Agency) -> Engagement:
    return work.engagement()


@pytest.fixture
def in_force(engagement: Engagement, alice: Membership, bob: Membership) -> ArtifactVersion:
    """The intake's first version, approved, under a working copy that says something else."""
    work.write(engagement, "intake", bob, pricing="The first price of so many words that it is told as rewritten")
    version = work.submit(engagement, "intake", bob)
    work.approve(version, alice, comment="Read it whole")
    work.write(engagement, "intake", bob, pricing="Another price", ads_budget="15000")
    return version


def page_of(engagement: Engagement, kind: str = "intake") -> str:
    return f"/engagements/{engagement.public_id}/{kind}/"


def text_of(answer: Any) -> str:
    return re.sub(r"\s+", " ", answer.content.decode())


def words_of(answer: Any) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def restore(client: Client, version: ArtifactVersion, lock: int) -> Any:
    path = page_of(version.artifact.engagement, version.artifact.kind)
    return client.post(f"{path}versions/{version.number}/restore/", {"lock": lock})


def return_it(engagement: Engagement, by: Membership, reason: str) -> ArtifactVersion:
    version = work.submit(engagement, "intake")
    artifacts.request_changes(version, member=by, seen_sha256=version.content_sha256, reason=reason)
    return version


# --- One version, whole -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", list(ArtifactKind))
def test_every_word_of_a_version_is_on_its_page(in_alder: Agency, alice: Membership, kind: str) -> None:
    engagement = work.engagement(approver=alice)
    version = work.artifact(engagement, kind).effective
    assert version is not None
    page = text_of(browser(alice.agency, alice).get(f"{page_of(engagement, kind)}versions/1/"))
    missing = [
        path
        for path, text in walk_strings(parse(ArtifactKind(kind), version.content))
        for line in text.split("\n")
        if re.sub(r"\s+", " ", escape(line)) not in page
    ]
    assert missing == []


def test_a_version_says_who_submitted_and_who_decided_it(
    in_force: ArtifactVersion, engagement: Engagement, bob: Membership
) -> None:
    page = text_of(browser(bob.agency, bob).get(f"{page_of(engagement)}versions/1/"))
    assert "Submitted by Bob Birch" in page
    assert "Alice Arden" in page
    assert "Read it whole" in page
    assert "in force" in page
    assert "The first price of so many words" in page
    assert "Another price" not in page
    code = page[page.index("<code>") : page.index("</code>")]
    assert re.sub(r"<[^>]+>", "", code) == in_force.content_sha256
    assert f'href="{page_of(engagement)}compare/?before=1&amp;after=now"' in page


def test_a_version_that_waits_leads_to_its_decision(engagement: Engagement, bob: Membership) -> None:
    work.submit(engagement, "intake", bob)
    page = text_of(browser(bob.agency, bob).get(f"{page_of(engagement)}versions/1/"))
    assert "Waits for a decision" in page
    assert f'href="{page_of(engagement)}decide/"' in page


def test_a_version_that_was_taken_back_says_so(engagement: Engagement, bob: Membership) -> None:
    work.submit(engagement, "intake", bob)
    artifacts.withdraw(work.artifact(engagement, "intake"), member=bob)
    assert "Nobody decided about it: it was taken back." in text_of(
        browser(bob.agency, bob).get(f"{page_of(engagement)}versions/1/")
    )


@pytest.mark.parametrize("number", ["0", "2", "99999999999999999999", "9" * 400, "x", "-1"])
def test_a_version_that_is_not_there_is_not_found(in_force: ArtifactVersion, bob: Membership, number: str) -> None:
    client = browser(bob.agency, bob)
    path = f"{page_of(in_force.artifact.engagement)}versions/{number}/"
    assert client.get(path).status_code == 404
    assert client.post(f"{path}restore/", {"lock": 0}).status_code == 404


# --- Restoring --------------------------------------------------------------------------------------------------------


def test_restoring_replaces_the_working_copy_and_nothing_else(
    in_force: ArtifactVersion, engagement: Engagement, bob: Membership
) -> None:
    client = browser(bob.agency, bob)
    page = text_of(client.get(f"{page_of(engagement)}versions/1/"))
    assert "The working copy will say what Intake v1 says." in page
    lock = re.search(r'name="lock" value="(\d+)"', page)
    assert lock is not None
    answer = restore(client, in_force, int(lock[1]))
    assert (answer.status_code, answer.url) == (302, page_of(engagement))
    assert "The working copy says what Intake v1 says." in text_of(client.get(answer.url))
    now = work.artifact(engagement, "intake")
    assert (now.content, now.status, now.effective) == (in_force.content, ArtifactStatus.REVISED, in_force)
    assert ArtifactVersion.objects.count() == 1
    assert "The working copy says the same." in text_of(client.get(f"{page_of(engagement)}versions/1/"))


def test_restoring_over_what_somebody_saved_meanwhile_is_refused(
    in_force: ArtifactVersion, engagement: Engagement, bob: Membership
) -> None:
    opened = work.artifact(engagement, "intake")
    work.write(engagement, "intake", bob, pricing="Saved meanwhile")
    client = browser(bob.agency, bob)
    answer = restore(client, in_force, opened.lock)
    page = text_of(answer)
    assert answer.status_code == 409
    assert "Nothing was restored." in page
    assert "Bob Birch saved Intake while you were writing." in page
    assert work.artifact(engagement, "intake").content["pricing"] == "Saved meanwhile"
    lock = re.search(r'name="lock" value="(\d+)"', page)
    assert lock is not None
    assert restore(client, in_force, int(lock[1])).status_code == 302


@pytest.mark.parametrize("lock", ["", "x", "-1", "9" * 30, "²"])
def test_restoring_without_a_lock_that_was_read_is_refused(
    in_force: ArtifactVersion, engagement: Engagement, bob: Membership, lock: str
) -> None:
    answer = browser(bob.agency, bob).post(f"{page_of(engagement)}versions/1/restore/", {"lock": lock})
    assert answer.status_code == 409
    assert work.artifact(engagement, "intake").content["pricing"] == "Another price"


def test_nothing_is_restored_while_a_version_waits(
    in_force: ArtifactVersion, engagement: Engagement, bob: Membership
) -> None:
    work.submit(engagement, "intake", bob)
    client = browser(bob.agency, bob)
    page = text_of(client.get(f"{page_of(engagement)}versions/1/"))
    assert "Withdraw the submission first." in page
    assert "restore/" not in page
    answer = restore(client, in_force, work.artifact(engagement, "intake").lock)
    assert answer.status_code == 409
    assert "is not possible while it waits for a decision" in text_of(answer)


def test_a_viewer_reads_a_version_and_restores_nothing(
    in_force: ArtifactVersion, engagement: Engagement, alder: Agency
) -> None:
    viewer = member(alder, "vera@alder.example", "Vera", "viewer")
    client = browser(alder, viewer)
    page = text_of(client.get(f"{page_of(engagement)}versions/1/"))
    assert "Your role reads here" in page
    assert "restore/" not in page
    answer = restore(client, in_force, work.artifact(engagement, "intake").lock)
    assert answer.status_code == 403
    assert work.artifact(engagement, "intake").content["pricing"] == "Another price"
    assert "Restore…" not in text_of(client.get(page_of(engagement)))


def test_nothing_is_restored_in_what_is_put_away(
    in_force: ArtifactVersion, engagement: Engagement, alice: Membership, bob: Membership
) -> None:
    engagements.archive_engagement(engagement, by=alice)
    client = browser(bob.agency, bob)
    page = text_of(client.get(f"{page_of(engagement)}versions/1/"))
    assert "is archived, and nothing in it changes." in page
    assert "restore/" not in page
    answer = restore(client, in_force, work.artifact(engagement, "intake").lock)
    assert answer.status_code == 409
    assert "An admin can take it out of the archive first." in text_of(answer)


def test_a_version_of_an_older_form_is_not_put_back(
    in_force: ArtifactVersion, engagement: Engagement, bob: Membership, monkeypatch: pytest.MonkeyPatch
) -> None:
    def outgrown(*args: Any, **kwargs: Any) -> None:
        parse(ArtifactKind.INTAKE, {"no_such_field": 1})

    monkeypatch.setattr(artifacts, "restore", outgrown)
    answer = restore(browser(bob.agency, bob), in_force, work.artifact(engagement, "intake").lock)
    assert answer.status_code == 409
    assert "Intake v1 cannot be put back: its form has changed since it was written." in text_of(answer)


# --- Comparing --------------------------------------------------------------------------------------------------------


def test_without_a_choice_what_is_in_force_is_compared_with_the_working_copy(
    in_force: ArtifactVersion, engagement: Engagement, bob: Membership
) -> None:
    answer = browser(bob.agency, bob).get(f"{page_of(engagement)}compare/")
    page = words_of(answer)
    assert "Intake: v1 and the working copy" in page
    assert re.search(r"2 changes in \d+ fields\. Pricing rewritten; Media budget 102 000 → 15 000\.", page)


def test_any_two_are_compared_and_the_pickers_keep_the_choice(
    in_force: ArtifactVersion, engagement: Engagement, alice: Membership, bob: Membership
) -> None:
    return_it(engagement, alice, "Why so?")
    work.write(engagement, "intake", bob, pricing="A third")
    client = browser(bob.agency, bob)
    for before, after, told in (
        ("2", "now", "Pricing Another price → A third."),
        ("now", "2", "Pricing A third → Another price."),
        ("2", "1", "Media budget 15 000 → 102 000."),
        ("nothing", "2", "Client added; Company added; "),
    ):
        answer = client.get(f"{page_of(engagement)}compare/?before={before}&after={after}")
        assert told in words_of(answer)
        chosen = re.findall(r'<option value="(\w+)" selected>', answer.content.decode())
        assert chosen == [before, after]


@pytest.mark.parametrize("query", ["before=7&after=x", "before=&after=", "before=%00", "as=upside-down", "before=²"])
def test_a_choice_that_is_none_falls_back(
    in_force: ArtifactVersion, engagement: Engagement, bob: Membership, query: str
) -> None:
    answer = browser(bob.agency, bob).get(f"{page_of(engagement)}compare/?{query}")
    assert answer.status_code == 200
    assert "Intake: v1 and the working copy" in words_of(answer)


def test_side_by_side_marks_both_texts_and_counts_what_is_the_same(
    in_force: ArtifactVersion, engagement: Engagement, bob: Membership
) -> None:
    client = browser(bob.agency, bob)
    page = text_of(client.get(f"{page_of(engagement)}compare/?as=sides"))
    before, after = re.findall(
        r'<span class="label">(v1|The working copy)</span><div class="worded">(.*?)</div>', page
    )[:2]
    assert before[0] == "v1"
    assert "<del>" in before[1]
    assert "<ins>" not in before[1]
    assert after[0] == "The working copy"
    assert "<ins>" in after[1]
    assert "<del>" not in after[1]
    assert re.search(r"\d+ more fields say the same\.", page)
    same = page[page.index("The same on both sides") :]
    assert "Audience" in same
    assert 'name="as" value="sides"' in page
    assert 'aria-current="page">Side by side</a>' in page
    words = text_of(client.get(f"{page_of(engagement)}compare/?as=words"))
    assert 'aria-current="page">In words</a>' in words
    assert "The same on both sides" not in words


def test_two_alike_say_that_not_a_word_differs(
    in_force: ArtifactVersion, engagement: Engagement, bob: Membership
) -> None:
    for shape in ("words", "sides"):
        path = f"{page_of(engagement)}compare/?before=1&after=1&as={shape}"
        assert "Not a word differs." in text_of(browser(bob.agency, bob).get(path))


def test_what_waits_says_what_would_become_stale(engagement: Engagement, alice: Membership, bob: Membership) -> None:
    for kind in ("intake", "strategy"):
        work.approve(work.submit(engagement, kind), alice)
    work.write(engagement, "intake", bob, pricing="Another price")
    path = f"{page_of(engagement)}compare/?before=1&after=2"
    client = browser(bob.agency, bob)
    work.submit(engagement, "intake", bob)
    assert "Strategy v1 becomes stale." in text_of(client.get(path))
    assert "Strategy v1 becomes stale." not in text_of(client.get(f"{page_of(engagement)}compare/?before=2&after=1"))


def test_hostile_words_are_compared_as_words(engagement: Engagement, alice: Membership, bob: Membership) -> None:
    work.approve(work.submit(engagement, "intake"), alice)
    work.write(engagement, "intake", bob, pricing=HOSTILE, competitors="x" * 6_000, banned_words=[HOSTILE])
    client = browser(bob.agency, bob)
    for shape in ("words", "sides"):
        page = text_of(client.get(f"{page_of(engagement)}compare/?as={shape}"))
        assert "<script>alert" not in page
        assert "&lt;script&gt;alert(1)" in page
        assert "x" * 6_000 in page


# --- The history, and what a change means -----------------------------------------------------------------------------


def test_the_history_names_each_decision_with_its_ways(
    in_force: ArtifactVersion, engagement: Engagement, alice: Membership, bob: Membership
) -> None:
    return_it(engagement, alice, "Name <the> country")
    page = text_of(browser(bob.agency, bob).get(page_of(engagement)))
    history = page[page.index('id="history"') :]
    assert "Approved by Alice Arden: Read it whole" in history
    assert "Changes requested by Alice Arden: Name &lt;the&gt; country" in history
    for number in (1, 2):
        assert f'href="{page_of(engagement)}versions/{number}/"' in history
        assert f'href="{page_of(engagement)}versions/{number}/#restore"' in history
        assert f'href="{page_of(engagement)}compare/?before={number}&amp;after=now"' in history
    states = re.findall(r'<li data-state="(\w+)"><a href="[^"]+/versions/(\d)/"', history)
    assert states == [("changes", "2"), ("approved", "1")]


def test_what_waits_and_what_was_taken_back_look_different(engagement: Engagement, bob: Membership) -> None:
    work.submit(engagement, "intake", bob)
    artifacts.withdraw(work.artifact(engagement, "intake"), member=bob)
    work.submit(engagement, "intake", bob)
    page = text_of(browser(bob.agency, bob).get(page_of(engagement)))
    assert re.findall(r'<li data-state="(\w+)"><a href="[^"]+/versions/(\d)/"', page) == [
        ("review", "2"),
        ("draft", "1"),
    ]


def test_what_a_change_means_is_said_before_anybody_writes(
    engagement: Engagement, alice: Membership, bob: Membership
) -> None:
    client = browser(bob.agency, bob)
    assert "What a change here means" not in text_of(client.get(page_of(engagement)))
    for kind in ("intake", "strategy"):
        work.approve(work.submit(engagement, kind), alice)
    said = (
        "Intake v1 stays in force until a newer version is approved.",
        "Strategy rests on it: what draws on a field that you change becomes stale then.",
    )
    page = text_of(client.get(page_of(engagement)))
    assert "What a change here means" in page
    assert all(sentence in page for sentence in said)
    work.write(engagement, "intake", bob, pricing="Another price")
    restoring = text_of(client.get(f"{page_of(engagement)}versions/1/"))
    assert all(sentence in restoring for sentence in said)


def test_who_does_not_write_is_not_told_what_writing_means(
    in_force: ArtifactVersion, engagement: Engagement, alder: Agency
) -> None:
    viewer = member(alder, "vera@alder.example", "Vera", "viewer")
    assert "What a change here means" not in text_of(browser(alder, viewer).get(page_of(engagement)))


# --- Walls and costs --------------------------------------------------------------------------------------------------


def test_charlie_next_door_finds_nothing(charlie: Membership, alder: Agency) -> None:
    with tenant(alder):
        version = work.submit(work.engagement(), "intake")
        path = page_of(version.artifact.engagement)
    client = browser(charlie.agency, charlie)
    assert client.get(f"{path}versions/1/").status_code == 404
    assert client.get(f"{path}compare/?before=1").status_code == 404
    assert restore(client, version, 0).status_code == 404


def test_the_pages_cost_the_same_with_thirty_versions(
    in_force: ArtifactVersion, engagement: Engagement, alice: Membership, bob: Membership
) -> None:
    client = browser(alice.agency, alice)
    return_it(engagement, alice, "Why so?")
    ways = ("", "versions/1/", "compare/", "compare/?before=1&after=2&as=sides")
    client.get(page_of(engagement))
    few = [counted(client, page_of(engagement) + way) for way in ways]
    for number in range(28):
        work.write(engagement, "intake", bob, pricing=f"Price {number}")
        return_it(engagement, alice, f"Reason {number}")
    assert ArtifactVersion.objects.count() == 30
    assert [counted(client, page_of(engagement) + way) for way in ways] == few
    assert max(few) < 20
    oldest = text_of(client.get(f"{page_of(engagement)}compare/"))
    assert len(re.findall(r'<option value="\d+"', oldest)) == 60
