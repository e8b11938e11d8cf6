"""Many at once, on PostgreSQL: whatever the order, one act counts, the others hear why, and the audit tells it once."""

import fcntl
import threading
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import Any

import pytest
from django.db import connections
from django.test import Client as Browser
from django.utils.html import escape

from campaigns.domain import artifacts, engagements, gates, staleness
from campaigns.enums import ArtifactKind, ArtifactStatus, Decision
from campaigns.models import Approval, ArtifactVersion, Engagement
from tenants import audit
from tenants.errors import Refusal
from tenants.models import Agency, AuditEntry, Membership
from tenants.scope import tenant
from tests.support import work
from tests.support.cast import browser, member

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]

CROWD = 50
"""Threads of a race on the verbs, and browser tabs of one on the pages: each has one connection, or two."""
PATIENCE = 180
"""Seconds until a thread that has not come back counts as hanging."""
WAITS_NO_MORE = "is no longer waiting for a decision. Nothing was decided; read the newest version."


@pytest.fixture
def anna(alder: Agency) -> Membership:
    return member(alder, "anna@alder.example", "Anna Aspen", "admin")


@pytest.fixture
def intake() -> Engagement:
    """The intake written, the stages after it empty."""
    return work.engagement(kinds=1)


@pytest.fixture
def whole(alice: Membership) -> Engagement:
    """Everything approved."""
    return work.engagement(approver=alice)


@pytest.fixture(autouse=True)
def _one_crowd_at_a_time(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Test processes side by side share the server, and its connections."""
    with (tmp_path_factory.getbasetemp().parent / "crowd").open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        yield


@pytest.fixture(autouse=True)
def _told_once(in_alder: Agency) -> Iterator[None]:
    """After every race the audit is whole, and tells of each decision once."""
    yield
    assert list(audit.faults()) == []
    told = AuditEntry.objects.filter(action__in=[f"artifact.{decision}" for decision in Decision])
    decided = {str(approval.version.public_id) for approval in Approval.objects.select_related("version")}
    assert Counter(told.values_list("object_id", flat=True)) == Counter(decided)


def at_once(agency: Agency, acts: Sequence[Callable[[], Any]]) -> list[Any]:
    """What each act returned, or the Refusal it met. Every act has a thread and connections of its own, and all are let go at the
    same moment. Anything but a refusal, such as a deadlock, fails the race."""
    barrier = threading.Barrier(len(acts))
    outcomes: list[Any] = [None] * len(acts)
    broken: list[BaseException] = []

    def run(place: int, act: Callable[[], Any]) -> None:
        try:
            with tenant(agency):
                barrier.wait(PATIENCE)
                outcomes[place] = act()
        except Refusal as refusal:
            outcomes[place] = refusal
        except BaseException as error:  # noqa: BLE001 -- told below, in the thread of the test
            broken.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(place, act), daemon=True) for place, act in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(PATIENCE)
    assert broken == []
    assert [thread for thread in threads if thread.is_alive()] == []
    return outcomes


def crowd(*acts: Callable[[], Any]) -> list[Callable[[], Any]]:
    """The acts in turn until there are enough."""
    return [acts[place % len(acts)] for place in range(CROWD)]


def parted(outcomes: list[Any]) -> tuple[list[Any], list[str]]:
    """What was done, and the sentences of the refusals."""
    refused = [outcome.message for outcome in outcomes if isinstance(outcome, Refusal)]
    return [outcome for outcome in outcomes if not isinstance(outcome, Refusal)], refused


def request_changes(version: ArtifactVersion, who: Membership) -> Approval:
    return artifacts.request_changes(version, member=who, seen_sha256=version.content_sha256, reason="Name the country")


# --- Decisions -------------------------------------------------------------------------------------------------------


def test_of_two_admins_who_approve_and_send_back_exactly_one_decides(
    intake: Engagement, alice: Membership, anna: Membership
) -> None:
    version, before = work.submit(intake, "intake"), AuditEntry.objects.count()
    acts = [partial(decide, version, who) for decide in (work.approve, request_changes) for who in (alice, anna)]
    done, refused = parted(at_once(alice.agency, crowd(*acts)))
    (decision,) = done
    assert list(Approval.objects.all()) == [decision]
    assert set(refused) == {f"{artifacts.decided_sentence(decision)} Nothing has changed."}
    assert f"by {decision.decided_by.get_full_name()} on" in refused[0]
    assert refused[0].endswith(f"UTC: {decision.get_decision_display().lower()}. Nothing has changed.")
    assert len(refused) == CROWD - 1
    approved = decision.decision == Decision.APPROVED
    stage = work.artifact(intake, "intake")
    assert (stage.status, stage.effective) == (
        (ArtifactStatus.APPROVED, version) if approved else (ArtifactStatus.REVISED, None)
    )
    filled = ["artifact.filled"] if approved else []
    said = AuditEntry.objects.order_by("number").values_list("action", flat=True)[before:]
    assert list(said) == [f"artifact.{decision.decision}", *filled]


def test_a_submission_is_either_decided_or_taken_back(
    intake: Engagement, alice: Membership, anna: Membership, bob: Membership
) -> None:
    version = work.submit(intake, "intake", bob)
    acts = [
        partial(work.approve, version, alice),
        partial(artifacts.withdraw, version.artifact, member=bob),
        partial(request_changes, version, anna),
    ]
    done, refused = parted(at_once(alice.agency, crowd(*acts)))
    (winner,) = done
    stage = work.artifact(intake, "intake")
    if isinstance(winner, Approval):
        assert list(Approval.objects.all()) == [winner]
        assert [said for said in refused if artifacts.decided_sentence(winner) not in said] == []
    else:
        assert (stage.status, Approval.objects.count()) == (ArtifactStatus.REVISED, 0)
        too_late = "“Withdraw submission” is not possible while it is being revised."
        assert set(refused) <= {f"Intake v1 {WAITS_NO_MORE}", too_late}
    assert len(refused) == CROWD - 1


def test_stale_tabs_decide_nothing_however_many_they_are(
    intake: Engagement, alice: Membership, anna: Membership, bob: Membership
) -> None:
    first = work.submit(intake, "intake", bob)
    artifacts.withdraw(first.artifact, member=bob)
    work.write(intake, "intake", bob, pricing="Three bands")
    second = work.submit(intake, "intake", bob)
    old = [partial(work.approve, first, who) for who in (alice, anna)]
    mixed = [partial(work.approve, second, who, seen_sha256=first.content_sha256) for who in (alice, anna)]
    fresh = [partial(work.approve, second, who) for who in (alice, anna)]
    acts = crowd(*old, *mixed, *fresh)
    outcomes = at_once(alice.agency, acts)
    (decision,) = [outcome for outcome in outcomes if not isinstance(outcome, Refusal)]
    assert (decision.version, decision.content_sha256) == (second, second.content_sha256)
    late = f"{artifacts.decided_sentence(decision)} Nothing has changed."
    unseen = "What you saw is not what Intake v2 holds. Nothing was decided; read it again."
    heard: dict[str, set[str]] = {"old": set(), "mixed": set(), "fresh": set()}
    for act, outcome in zip(acts, outcomes, strict=True):
        group = "old" if act in old else "mixed" if act in mixed else "fresh"
        if isinstance(outcome, Refusal):
            heard[group].add(outcome.message)
        else:
            assert group == "fresh"
    assert heard["old"] == {f"Intake v1 {WAITS_NO_MORE}"}
    assert heard["mixed"] <= {late, unseen}
    assert heard["fresh"] == {late}


def test_of_fifty_confirmations_one_counts_and_the_others_hear_whose(
    whole: Engagement, alice: Membership, anna: Membership
) -> None:
    work.write(whole, "intake", pricing="New")
    work.approve(work.submit(whole, "intake"), alice)
    stale = work.artifact(whole, "strategy")
    acts = [partial(work.confirm, stale, who, comment="Prices are not in it") for who in (alice, anna)]
    done, refused = parted(at_once(alice.agency, crowd(*acts)))
    (decision,) = done
    assert decision.version.number == stale.effective.number + 1
    late = "“Confirm as still valid” is not possible while it is approved."
    assert set(refused) == {f"{late} {artifacts.decided_sentence(decision)}"}
    assert len(refused) == CROWD - 1
    assert stale.versions.count() == 2
    assert AuditEntry.objects.filter(action="artifact.confirmed").count() == 1


# --- Writing ---------------------------------------------------------------------------------------------------------


def test_of_fifty_submissions_one_freezes_a_version(intake: Engagement, alice: Membership, bob: Membership) -> None:
    stage = work.artifact(intake, "intake")
    acts = [partial(artifacts.submit, stage, member=who) for who in (alice, bob)]
    done, refused = parted(at_once(alice.agency, crowd(*acts)))
    assert [version.number for version in done] == [1]
    assert set(refused) == {"“Submit for approval” is not possible while it waits for a decision."}
    assert (stage.versions.count(), len(refused)) == (1, CROWD - 1)


def test_of_restoring_and_editing_one_is_stored_and_the_others_hear_who_wrote(
    intake: Engagement, alice: Membership, bob: Membership
) -> None:
    work.write(intake, "intake", alice, pricing="As it was")
    first = work.submit(intake, "intake", alice)
    request_changes(first, alice)
    seen = work.write(intake, "intake", alice, pricing="As it is")
    restores = [partial(artifacts.restore, first, lock=seen.lock, member=bob)] * (CROWD // 2)
    edits = [
        partial(artifacts.edit, seen, {**seen.content, "pricing": f"{turn} bands"}, lock=seen.lock, member=alice)
        for turn in range(CROWD // 2)
    ]
    done, refused = parted(at_once(alice.agency, [*restores, *edits]))
    (saved,) = done
    now = work.artifact(intake, "intake")
    assert (now.content, now.lock, now.last_editor) == (saved.content, seen.lock + 1, saved.last_editor)
    assert (now.content["pricing"] == "As it was") is (now.last_editor == bob.user)
    assert set(refused) == {
        f"{now.last_editor.get_full_name()} saved Intake while you were writing. Nothing of yours was stored."
    }
    assert len(refused) == CROWD - 1


def test_whatever_happens_to_all_stages_at_once_the_chain_is_whole(
    whole: Engagement, alice: Membership, anna: Membership, bob: Membership
) -> None:
    work.write(whole, "intake", bob, pricing="New")
    work.write(whole, "strategy", bob, standfirst="New")
    waiting = [work.submit(whole, kind, bob) for kind in ("intake", "strategy")]
    stages = [work.artifact(whole, kind) for kind in ArtifactKind]
    acts: list[Callable[[], Any]] = [
        *(partial(decide, version, who) for version in waiting for decide in (work.approve, request_changes)
          for who in (alice, anna)),
        *(partial(artifacts.withdraw, stage, member=bob) for stage in stages),
        *(partial(artifacts.submit, stage, member=bob) for stage in stages),
        *(partial(artifacts.rebase, stage, member=bob) for stage in stages),
        *(partial(work.confirm, stage, anna, comment="Still right") for stage in stages),
        *(partial(artifacts.archive, stage, member=anna) for stage in stages[2:]),
        *(partial(artifacts.unarchive, stage, member=alice) for stage in stages[2:]),
        *(partial(artifacts.restore, version, lock=version.artifact.lock, member=bob) for version in waiting),
    ]  # fmt: skip
    done, refused = parted(at_once(alice.agency, crowd(*acts)))
    assert (len(done) + len(refused), len(done) > 0) == (CROWD, True)
    chain = gates.chain(whole)
    reasons = staleness.reasons(staleness.snapshot(chain))
    for kind, stage in chain.artifacts.items():
        newest = Approval.objects.filter(version__artifact=stage, decision=Decision.APPROVED).order_by("-id").first()
        assert newest is not None
        assert stage.effective == newest.version, kind
        assert stage.stale_reasons == reasons.get(kind, []), kind
        assert (stage.status != ArtifactStatus.APPROVED) or not stage.stale_reasons, kind
        numbers = sorted(stage.versions.values_list("number", flat=True))
        assert numbers == list(range(1, len(numbers) + 1)), kind


def test_a_stage_is_handed_in_or_put_away_and_never_both(
    intake: Engagement, alice: Membership, anna: Membership, bob: Membership
) -> None:
    """Nothing that is put away waits for a decision: nobody would see it."""
    acts = [
        partial(artifacts.submit, work.artifact(intake, "intake"), member=bob),
        partial(engagements.archive_client, intake.campaign.client, by=alice),
        partial(engagements.archive_engagement, intake, by=anna),
    ]
    done, refused = parted(at_once(alice.agency, crowd(*acts)))
    submitted = [each for each in done if isinstance(each, ArtifactVersion)]
    stage = work.artifact(intake, "intake")
    if submitted:
        assert done == submitted
        assert (stage.status, engagements.put_away(stage.engagement)) == (ArtifactStatus.IN_REVIEW, None)
        waits = "cannot be archived: Intake of Calm operations, spring 2026 waits for a decision."
        assert [said for said in refused if waits not in said and "while it waits for a decision" not in said] == []
    else:
        assert stage.status == ArtifactStatus.DRAFT
        assert {said.partition(" is archived")[2] for said in refused} == {
            ", and nothing in it changes. An admin can take it out of the archive first."
        }
    assert len(submitted) <= 1


# --- The same, through the pages -------------------------------------------------------------------------------------


def press(of: Browser, page: str, **fields: Any) -> Any:
    """One click in one tab: its answer, without following where it leads."""
    return of.post(page, fields)


def tabs(agency: Agency, *clicks: Callable[[], Any]) -> list[Any]:
    """The answers to all clicks at once. An error of the server fails the race."""
    answers = at_once(agency, crowd(*clicks))
    assert {answer.status_code for answer in answers} <= {302, 403, 409}
    return answers


def words(answer: Any) -> str:
    """The page on one line."""
    return " ".join(answer.content.decode().split())


def of_status(answers: list[Any], status: int) -> list[str]:
    return [words(answer) for answer in answers if answer.status_code == status]


def test_of_decisions_in_admin_and_workspace_one_counts_and_the_others_are_told(
    intake: Engagement, alice: Membership, anna: Membership, bob: Membership
) -> None:
    version = work.submit(intake, "intake", bob)
    pages = {
        f"/admin/campaigns/artifact/{version.artifact.public_id}/approval/": browser(alice.agency, alice),
        f"/engagements/{intake.public_id}/intake/decide/": browser(anna.agency, anna),
    }
    clicks = [
        partial(press, tab, page, seen=version.content_sha256, **said)
        for page, tab in pages.items()
        for said in ({"decision": "approve", "confirmed": "on"}, {"decision": "request_changes", "comment": "Why?"})
    ]
    answers = tabs(alice.agency, *clicks)
    decision = Approval.objects.get()
    said = escape(f"{artifacts.decided_sentence(decision)} Nothing has changed.")
    assert len(of_status(answers, 302)) == 1
    assert [text for text in of_status(answers, 409) if said not in text] == []
    assert len(of_status(answers, 409)) == CROWD - 1


def test_the_page_of_a_stage_is_taken_back_once(intake: Engagement, bob: Membership) -> None:
    version = work.submit(intake, "intake", bob)
    tab = browser(bob.agency, bob)
    answers = tabs(bob.agency, partial(press, tab, f"/engagements/{intake.public_id}/intake/withdraw/"))
    assert len(of_status(answers, 302)) == 1
    too_late = "“Withdraw submission” is not possible while it is being revised."
    assert [text for text in of_status(answers, 409) if too_late not in text] == []
    assert AuditEntry.objects.filter(action="artifact.withdrawn").count() == 1
    assert not Approval.objects.filter(version=version).exists()


def test_the_page_of_a_stage_stores_one_draft_and_keeps_what_the_others_typed(
    intake: Engagement, alice: Membership, bob: Membership
) -> None:
    first = work.submit(intake, "intake")
    request_changes(first, alice)
    seen = work.write(intake, "intake", pricing="As it is")
    page = f"/engagements/{intake.public_id}/intake/"
    clicks = [
        partial(press, browser(who.agency, who), page, lock=seen.lock, pricing=f"{turn} bands, {who.user}")
        for turn in range(CROWD // 3)
        for who in (alice, bob)
    ]
    clicks += [partial(press, browser(bob.agency, bob), f"{page}versions/1/restore/", lock=seen.lock)] * (
        CROWD - len(clicks)
    )
    answers = tabs(alice.agency, *clicks)
    assert len(of_status(answers, 302)) == 1
    now = work.artifact(intake, "intake")
    stored = [click.keywords.get("pricing", first.content["pricing"]) for click in clicks]
    won = next(place for place, answer in enumerate(answers) if answer.status_code == 302)
    assert (now.lock, now.content["pricing"]) == (seen.lock + 1, stored[won])
    late = f"{now.last_editor.get_full_name()} saved Intake while you were writing. Nothing of yours was stored."
    for click, answer in zip(clicks, answers, strict=True):
        if answer.status_code == 409:
            assert late in words(answer)
            assert click.keywords.get("pricing", "") in words(answer)


def test_the_page_of_a_stale_stage_confirms_once(whole: Engagement, alice: Membership, anna: Membership) -> None:
    work.write(whole, "intake", pricing="New")
    work.approve(work.submit(whole, "intake"), alice)
    page = f"/engagements/{whole.public_id}/strategy/confirm/"
    clicks = [
        partial(press, tab, page, comment="Still right", ground=work.ground(whole, "strategy"))
        for tab in (browser(alice.agency, alice), browser(anna.agency, anna))
    ]
    answers = tabs(alice.agency, *clicks)
    decision = Approval.objects.get(version__artifact=work.artifact(whole, "strategy"), version__number=2)
    assert len(of_status(answers, 302)) == 1
    assert [text for text in of_status(answers, 409) if escape(artifacts.decided_sentence(decision)) not in text] == []
