"""The chain: edit, submit, approve, send back; every refusal leaves everything as it was."""

from typing import Any

import pytest
from django.db import transaction

from campaigns.content import ContentError
from campaigns.domain import artifacts, gates
from campaigns.domain.artifacts import AlreadyDecided, ChangedMeanwhile
from campaigns.enums import ArtifactKind, ArtifactStatus, Decision
from campaigns.models import Approval, ArtifactVersion, Engagement, QCReport
from tenants.errors import NotAllowed, Refusal
from tenants.models import Agency, AuditEntry, ImmutableError, Membership
from tests.support import work
from tests.support.cast import member

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_alder")]


@pytest.fixture
def anna(alder: Agency) -> Membership:
    return member(alder, "anna@alder.example", "Anna Aspen", "admin")


@pytest.fixture
def draft(bob: Membership) -> Engagement:
    """All five stages written, none submitted."""
    return work.engagement()


def actions() -> list[str]:
    return list(AuditEntry.objects.order_by("number").values_list("action", flat=True))


def test_a_version_goes_from_draft_to_in_force_and_the_audit_tells_it(
    draft: Engagement, alice: Membership, bob: Membership
) -> None:
    work.write(draft, "intake", bob, pricing="Three bands")
    version = work.submit(draft, "intake", bob)
    assert work.artifact(draft, "intake").status == ArtifactStatus.IN_REVIEW
    approval = work.approve(version, alice, comment="Good")
    intake = work.artifact(draft, "intake")
    assert (intake.status, intake.effective) == (ArtifactStatus.APPROVED, version)
    assert (approval.decider_name, approval.decider_role, approval.content_sha256) == (
        "Alice Arden",
        "owner",
        version.content_sha256,
    )
    assert actions()[-3:] == ["artifact.edited", "artifact.submitted", "artifact.approved"]


def test_a_stage_opens_when_what_it_needs_is_approved(draft: Engagement, alice: Membership) -> None:
    for kind, sentence in (
        ("strategy", "Strategy opens when Intake is approved."),
        ("execution", "Execution opens when Strategy and Creatives are approved."),
    ):
        with pytest.raises(Refusal, match=sentence):
            work.submit(draft, kind)
    for kind in ArtifactKind:
        work.approve(work.submit(draft, kind), alice)
    assert gates.chain(draft).missing("delivery") == []


def test_each_version_names_the_versions_it_was_written_on(draft: Engagement, alice: Membership) -> None:
    for kind in ("intake", "strategy", "creatives"):
        work.approve(work.submit(draft, kind), alice)
    execution = work.submit(draft, "execution")
    numbers = {kind: source["number"] for kind, source in execution.sources.items()}
    assert numbers == {"intake": 1, "strategy": 1, "creatives": 1}
    assert execution.sources["strategy"]["content_sha256"] == work.artifact(draft, "strategy").effective.content_sha256


def test_editing_an_approved_stage_does_not_lock_the_stages_after_it(draft: Engagement, alice: Membership) -> None:
    """docs/domain.md §8, trap 3."""
    work.approve(work.submit(draft, "intake"), alice)
    work.write(draft, "intake", pricing="New")
    assert work.artifact(draft, "intake").status == ArtifactStatus.REVISED
    assert work.submit(draft, "strategy").number == 1


def test_a_revised_working_copy_is_saved_again_and_again(draft: Engagement, alice: Membership) -> None:
    """docs/domain.md §8, trap 2."""
    work.approve(work.submit(draft, "intake"), alice)
    for text in ("one", "two", "three"):
        assert work.write(draft, "intake", pricing=text).content["pricing"] == text
    assert work.submit(draft, "intake").number == 2


def test_saving_without_a_change_changes_nothing(draft: Engagement) -> None:
    before, entries = work.artifact(draft, "intake").lock, len(actions())
    work.write(draft, "intake")
    assert (work.artifact(draft, "intake").lock, len(actions())) == (before, entries)


def test_two_writers_do_not_overwrite_each_other(draft: Engagement, bob: Membership) -> None:
    seen = work.artifact(draft, "intake")
    work.write(draft, "intake", bob, pricing="Bob's")
    with pytest.raises(ChangedMeanwhile, match="Bob Birch saved Intake while you were writing"):
        artifacts.edit(seen, {**seen.content, "pricing": "mine"}, lock=seen.lock, member=None)
    assert work.artifact(draft, "intake").content["pricing"] == "Bob's"


def test_content_of_the_wrong_shape_is_refused_by_path(draft: Engagement) -> None:
    with pytest.raises(ContentError) as refused:
        work.write(draft, "intake", duration_weeks="twelve", nonsense=1)
    assert {error.path for error in refused.value.errors} == {"duration_weeks", "nonsense"}


def test_blockers_of_qc_stop_a_submission_with_their_sentences(draft: Engagement) -> None:
    work.write(draft, "intake", client_name="", geography="")
    with pytest.raises(Refusal, match="QC found 2 blockers. Client is empty. Geography is empty."):
        work.submit(draft, "intake")
    assert work.artifact(draft, "intake").status == ArtifactStatus.DRAFT
    assert not ArtifactVersion.objects.exists()


def test_a_blocker_says_in_which_field_it_is(draft: Engagement) -> None:
    work.write(draft, "intake", pain_points="TBD", objections="TBD")
    with pytest.raises(Refusal) as refused:
        work.submit(draft, "intake")
    assert refused.value.message == (
        "QC found 2 blockers. Pain points: “TBD” is a placeholder. Objections: “TBD” is a placeholder."
    )


def test_a_report_that_fails_stops_an_approval_too(draft: Engagement, alice: Membership) -> None:
    """Rules may have been sharpened between submission and decision."""
    version = work.submit(draft, "intake")
    report = version.qc_reports.get()
    failed = {**report.checks[0], "status": "FAIL", "severity": "BLOCKER", "message": "Now it matters."}
    QCReport.objects.create(version=version, status="FAIL", score=70, checks=[failed], summary={}, model_used="later")
    with pytest.raises(Refusal, match="QC found 1 blocker. Now it matters."):
        work.approve(version, alice)


def test_findings_are_accepted_one_by_one_or_nothing_is_approved(draft: Engagement, alice: Membership) -> None:
    work.write(draft, "intake", pricing="", tone_voice="")
    version = work.submit(draft, "intake")
    keys = [artifacts.finding_key(check) for check in version.qc_reports.get().findings]
    assert len(keys) == 2
    with pytest.raises(Refusal, match="QC has 1 open finding."):
        work.approve(version, alice, accepted=keys[:1])
    assert work.approve(version, alice, accepted=keys).findings_accepted == sorted(keys)


def test_an_approval_needs_a_comment_or_the_tick(draft: Engagement, alice: Membership) -> None:
    version = work.submit(draft, "intake")
    with pytest.raises(Refusal, match="Write a comment, or tick"):
        work.approve(version, alice, confirmed=False, comment="  ")


def test_an_approval_is_bound_to_the_hash_that_was_seen(draft: Engagement, alice: Membership) -> None:
    version = work.submit(draft, "intake")
    with pytest.raises(ChangedMeanwhile, match="What you saw is not what Intake v1 holds"):
        work.approve(version, alice, seen_sha256="0" * 64)


def test_requesting_changes_takes_a_reason_and_hands_the_stage_back(
    draft: Engagement, alice: Membership, bob: Membership
) -> None:
    version = work.submit(draft, "intake", bob)
    with pytest.raises(Refusal, match="Say what should change"):
        artifacts.request_changes(version, member=alice, seen_sha256=version.content_sha256, reason=" ")
    decision = artifacts.request_changes(
        version, member=alice, seen_sha256=version.content_sha256, reason="Name the country"
    )
    assert decision.decision == Decision.CHANGES_REQUESTED
    intake = work.artifact(draft, "intake")
    assert (intake.status, intake.effective) == (ArtifactStatus.REVISED, None)
    assert actions()[-1] == "artifact.changes_requested"


def test_a_second_decision_is_told_about_the_first(draft: Engagement, alice: Membership, anna: Membership) -> None:
    version = work.submit(draft, "intake")
    work.approve(version, alice)
    for decide in (
        lambda: work.approve(version, anna),
        lambda: work.approve(version, alice),
        lambda: artifacts.request_changes(version, member=anna, seen_sha256=version.content_sha256, reason="late"),
    ):
        with pytest.raises(AlreadyDecided, match="Intake v1 was already decided by Alice Arden on .*: approved"):
            decide()
    assert Approval.objects.count() == 1


def test_a_stale_tab_decides_nothing(draft: Engagement, alice: Membership, bob: Membership) -> None:
    version = work.submit(draft, "intake", bob)
    artifacts.withdraw(work.artifact(draft, "intake"), member=bob)
    with pytest.raises(ChangedMeanwhile, match="Intake v1 is no longer waiting"):
        work.approve(version, alice)
    work.submit(draft, "intake", bob)
    with pytest.raises(ChangedMeanwhile, match="Intake v1 is no longer waiting"):
        work.approve(version, alice)


def test_four_eyes_the_last_editor_does_not_approve(
    draft: Engagement, alice: Membership, anna: Membership, bob: Membership
) -> None:
    work.write(draft, "intake", anna, pricing="Mine")
    version = work.submit(draft, "intake", bob)
    with pytest.raises(
        NotAllowed, match="You made its last edit. Another admin can: Alice Arden. Nothing has changed."
    ):
        work.approve(version, anna)
    assert work.approve(version, alice).decision == Decision.APPROVED


@pytest.mark.parametrize("why", ["the switch is off", "there is one member"])
def test_four_eyes_do_not_apply_when(draft: Engagement, alice: Membership, bob: Membership, why: str) -> None:
    if why == "the switch is off":
        Agency.objects.filter(pk=alice.agency_id).update(four_eyes=False)
    else:
        Membership.objects.filter(pk=bob.pk).update(is_active=False)
    alice.agency.refresh_from_db()
    work.write(draft, "intake", alice, pricing="Mine")
    assert work.approve(work.submit(draft, "intake", alice), alice).decision == Decision.APPROVED


@pytest.mark.parametrize(("role", "may"), [("owner", True), ("admin", True), ("editor", False), ("viewer", False)])
def test_who_may_approve(draft: Engagement, alder: Agency, role: str, may: bool) -> None:
    version = work.submit(draft, "intake")
    somebody = member(alder, "somebody@alder.example", "Somebody", role)
    if may:
        assert work.approve(version, somebody)
    else:
        with pytest.raises(NotAllowed):
            work.approve(version, somebody)


def test_a_viewer_neither_edits_nor_submits(draft: Engagement, alder: Agency) -> None:
    viewer = member(alder, "vera@alder.example", "Vera", "viewer")
    for act in (lambda: work.write(draft, "intake", viewer, pricing="x"), lambda: work.submit(draft, "intake", viewer)):
        with pytest.raises(NotAllowed):
            act()


def approve_all(engagement: Engagement, alice: Membership) -> None:
    for kind in ArtifactKind:
        work.approve(work.submit(engagement, kind), alice)


def change_the_problem(engagement: Engagement, text: str = "Another problem") -> None:
    """A field of the strategy that reaches every stage after it."""
    layer = work.artifact(engagement, "strategy").content["layer5_narrative"]
    work.write(engagement, "strategy", layer5_narrative=layer | {"narrative_problem": text})


def statuses(engagement: Engagement) -> dict[str, str]:
    return {kind: work.artifact(engagement, kind).status for kind in ArtifactKind}


def test_a_newer_version_upstream_makes_everything_that_rests_on_it_stale_with_reasons(
    draft: Engagement, alice: Membership
) -> None:
    """Transitively: docs/domain.md §8, trap 5."""
    approve_all(draft, alice)
    change_the_problem(draft)
    work.approve(work.submit(draft, "strategy"), alice)
    assert statuses(draft) == {
        "intake": "approved", "strategy": "approved", "creatives": "flagged_for_review",
        "execution": "flagged_for_review", "monitoring": "flagged_for_review",
    }  # fmt: skip
    assert work.artifact(draft, "creatives").stale_reasons == [
        "Creatives uses “Problem” of Strategy, changed since v1."
    ]
    assert work.artifact(draft, "monitoring").stale_reasons == [
        "Monitoring uses “utm_campaign” of Execution, which is stale."
    ]


def test_a_stale_stage_is_brought_up_to_date_and_approved_again(draft: Engagement, alice: Membership) -> None:
    """docs/domain.md §8, trap 6. What rests on something stale waits, and can be written meanwhile."""
    approve_all(draft, alice)
    work.write(draft, "intake", pricing="New")
    work.approve(work.submit(draft, "intake"), alice)
    work.write(draft, "creatives", standfirst="Meanwhile")
    with pytest.raises(Refusal, match="Strategy is stale. Bring it up to date first; you can go on editing Creatives"):
        work.submit(draft, "creatives")
    for kind in ("strategy", "creatives", "execution", "monitoring"):
        work.write(draft, kind, standfirst=f"Up to date: {kind}")
        work.approve(work.submit(draft, kind), alice)
    assert set(statuses(draft).values()) == {"approved"}
    assert work.artifact(draft, "monitoring").stale_reasons == []


def test_editing_a_stale_stage_does_not_make_what_is_in_force_fresh(draft: Engagement, alice: Membership) -> None:
    approve_all(draft, alice)
    change_the_problem(draft)
    work.approve(work.submit(draft, "strategy"), alice)
    for kind in ("creatives", "execution", "monitoring"):
        work.write(draft, kind, standfirst="Begun")
        assert work.artifact(draft, kind).status == ArtifactStatus.REVISED
    assert gates.chain(draft).stale == ["creatives", "execution", "monitoring"]
    with pytest.raises(Refusal, match="Creatives is stale"):
        work.submit(draft, "execution")


def test_what_was_submitted_on_an_older_upstream_is_not_approved(draft: Engagement, alice: Membership) -> None:
    work.approve(work.submit(draft, "intake"), alice)
    strategy = work.submit(draft, "strategy")
    work.write(draft, "intake", pricing="New")
    work.approve(work.submit(draft, "intake"), alice)
    with pytest.raises(Refusal, match="Strategy v1 was written on Intake v1; v2 is in force now"):
        work.approve(strategy, alice)


def test_the_same_content_approved_again_makes_nothing_stale(draft: Engagement, alice: Membership) -> None:
    approve_all(draft, alice)
    work.write(draft, "intake", pricing="New")
    work.write(draft, "intake", pricing=work.document()["artifacts"]["intake"]["pricing"])
    work.approve(work.submit(draft, "intake"), alice)
    assert set(statuses(draft).values()) == {"approved"}


def test_a_stale_stage_that_is_still_right_is_submitted_as_it_is(draft: Engagement, alice: Membership) -> None:
    approve_all(draft, alice)
    work.write(draft, "intake", pricing="New")
    work.approve(work.submit(draft, "intake"), alice)
    work.approve(work.submit(draft, "strategy"), alice)
    assert set(statuses(draft).values()) == {"approved"}
    assert gates.chain(draft).stale == []


def test_words_that_are_taken_back_clear_what_they_made_stale(draft: Engagement, alice: Membership) -> None:
    approve_all(draft, alice)
    first = work.artifact(draft, "strategy").content["layer5_narrative"]["narrative_problem"]
    change_the_problem(draft)
    work.approve(work.submit(draft, "strategy"), alice)
    work.write(draft, "monitoring", standfirst="Begun")
    change_the_problem(draft, first)
    work.approve(work.submit(draft, "strategy"), alice)
    assert statuses(draft) == dict.fromkeys(ArtifactKind, "approved") | {"monitoring": "revised"}
    assert gates.chain(draft).stale == []
    cleared = AuditEntry.objects.filter(action="artifact.cleared").values_list("object_name", flat=True)
    assert set(cleared) == {"Creatives", "Execution", "Monitoring"}


def test_a_stage_that_waits_while_its_upstream_goes_stale_is_not_approved(draft: Engagement, alice: Membership) -> None:
    """The gate at approval, docs/domain.md §1.7, check 7: nothing but the gate knows, its own sources are in force."""
    for kind in ("intake", "strategy"):
        work.approve(work.submit(draft, kind), alice)
    creatives = work.submit(draft, "creatives")
    work.write(draft, "intake", pricing="New")
    work.approve(work.submit(draft, "intake"), alice)
    with pytest.raises(Refusal, match="Strategy is stale"):
        work.approve(creatives, alice)


def test_content_that_no_longer_parses_is_not_approved(
    draft: Engagement, alice: Membership, monkeypatch: pytest.MonkeyPatch
) -> None:
    """docs/domain.md §1.7, check 6: a model may have become stricter since the version was written."""
    version = work.submit(draft, "intake")
    monkeypatch.setattr(version, "content", version.content | {"duration_weeks": 53})
    with pytest.raises(ContentError, match="duration_weeks"):
        work.approve(version, alice)


def test_somebody_whose_account_is_closed_is_no_second_pair_of_eyes(
    draft: Engagement, alice: Membership, bob: Membership
) -> None:
    assert artifacts.four_eyes_apply(alice)
    bob.user.is_active = False
    bob.user.save()
    assert not artifacts.four_eyes_apply(alice)


def test_what_creatives_repeat_of_the_strategy_is_what_is_in_force(draft: Engagement, alice: Membership) -> None:
    """Whoever wrote the copy: QC measures the words of the assets against it."""
    for kind in ("intake", "strategy"):
        work.approve(work.submit(draft, kind), alice)
    strategy, creatives = (work.artifact(draft, kind).content for kind in ("strategy", "creatives"))
    word = strategy["layer7_constraints"]["forbidden_language"][0]
    forged = creatives["execution_constraints"] | {"forbidden_language": ["zzz"]}
    before = work.write(draft, "creatives", execution_constraints=forged, hooks=[word, *creatives["hooks"]]).lock
    version = work.submit(draft, "creatives")
    assert version.content["execution_constraints"] == strategy["layer7_constraints"]
    assert version.content["narrative"] == strategy["layer5_narrative"]
    assert "creatives_forbidden_language" in {check["check_id"] for check in version.qc_reports.get().findings}
    now = work.artifact(draft, "creatives")
    assert (now.content, now.lock) == (version.content, before + 1)


def test_versions_reports_and_decisions_are_written_once(draft: Engagement, alice: Membership) -> None:
    version = work.submit(draft, "intake")
    approval = work.approve(version, alice)
    for row in (version, version.qc_reports.get(), approval):
        for write in (
            row.save,
            row.delete,
            type(row).objects.all().delete,
            lambda row=row: type(row).objects.update(agency_id=1),
        ):
            with pytest.raises(ImmutableError):
                write()


def test_nothing_of_a_refused_move_remains(draft: Engagement, alice: Membership) -> None:
    version = work.submit(draft, "intake")
    entries = len(actions())
    for given in ({"confirmed": False}, {"seen_sha256": "0" * 64}):
        with pytest.raises(Refusal), transaction.atomic():
            work.approve(version, alice, **given)
    assert len(actions()) == entries
    assert not Approval.objects.exists()


def approved_content(engagement: Engagement) -> dict[str, Any]:
    return {kind: work.artifact(engagement, kind).effective.content for kind in ArtifactKind}


def test_what_was_approved_is_what_was_submitted_word_for_word(draft: Engagement, alice: Membership) -> None:
    approve_all(draft, alice)
    assert approved_content(draft) == {kind: work.artifact(draft, kind).content for kind in ArtifactKind}
