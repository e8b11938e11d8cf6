"""The ways back from stale, the archive, old versions, and what a stage starts with."""

from typing import Any

import pytest

from campaigns.content import dump, empty
from campaigns.domain import artifacts, consequences, engagements, gates, hydration
from campaigns.domain.artifacts import ChangedMeanwhile
from campaigns.domain.consequences import Consequence
from campaigns.enums import ArtifactKind, ArtifactStatus, Decision
from campaigns.models import ArtifactVersion, Engagement
from tenants import audit
from tenants.errors import NotAllowed, Refusal
from tenants.models import Agency, AuditEntry, Membership
from tests.support import work
from tests.support.cast import member

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_alder")]

OBJECTIONS = "layer3_audience_psychology.objection_hierarchy"


@pytest.fixture
def whole(alice: Membership) -> Engagement:
    """Everything approved."""
    return work.engagement(approver=alice)


def actions() -> list[str]:
    return list(AuditEntry.objects.order_by("number").values_list("action", flat=True))


def make_strategy_stale(engagement: Engagement, alice: Membership, pricing: str = "New") -> ArtifactVersion:
    work.write(engagement, "intake", pricing=pricing)
    version = work.submit(engagement, "intake")
    work.approve(version, alice)
    assert work.artifact(engagement, "strategy").status == ArtifactStatus.FLAGGED_FOR_REVIEW
    return version


# --- What a stage starts with -------------------------------------------------------------------------------------------


def test_a_stage_that_opens_starts_filled_and_says_from_what(alice: Membership) -> None:
    engagement = work.engagement(kinds=2)
    work.approve(work.submit(engagement, "intake"), alice)
    assert "artifact.filled" not in actions(), "the strategy was begun"
    work.approve(work.submit(engagement, "strategy"), alice)
    creatives, strategy = work.artifact(engagement, "creatives"), work.artifact(engagement, "strategy")
    assert (creatives.status, creatives.lock, creatives.last_editor) == (ArtifactStatus.DRAFT, 0, None)
    assert (
        creatives.content["brief"]["target_audience"] == work.artifact(engagement, "intake").content["target_audience"]
    )
    assert creatives.content["strategy_source"]["artifact_id"] == str(strategy.public_id)
    assert creatives.content["strategy_source"]["version"] == 1
    assert actions()[-2:] == ["artifact.approved", "artifact.filled"]
    assert {mark.source.split(",")[0] for mark in artifacts.offered(creatives)} == {"Intake v1", "Strategy v1"}
    assert [mark.path for mark in artifacts.offered(creatives) if not mark.same] == []
    execution = work.artifact(engagement, "execution")
    assert execution.content == dump(empty(ArtifactKind.EXECUTION)), "it waits for the creatives"


def test_whoever_has_the_empty_page_open_is_not_refused_for_what_the_system_filled_in(
    alice: Membership, bob: Membership
) -> None:
    engagement = work.engagement(kinds=1)
    seen = work.artifact(engagement, "strategy")
    work.approve(work.submit(engagement, "intake"), alice)
    assert work.artifact(engagement, "strategy").content != seen.content
    saved = artifacts.edit(seen, seen.content | {"standfirst": "Mine"}, lock=seen.lock, member=bob)
    assert saved.content["standfirst"] == "Mine"
    assert OBJECTIONS in {mark.path for mark in artifacts.offered(saved) if not mark.same}


# --- Drawing ------------------------------------------------------------------------------------------------------------


def test_pulling_draws_the_chosen_field_counts_the_lock_and_is_recorded(
    whole: Engagement, alice: Membership, bob: Membership
) -> None:
    make_strategy_stale(whole, alice)
    before = work.artifact(whole, "strategy")
    with pytest.raises(ChangedMeanwhile):
        artifacts.pull(before, ["layer1_business_reality.pricing_logic"], lock=before.lock - 1, member=bob)
    after = artifacts.pull(before, ["layer1_business_reality.pricing_logic"], lock=before.lock, member=bob)
    assert after.content["layer1_business_reality"]["pricing_logic"] == "New"
    expected = hydration.with_value(before.content, "layer1_business_reality.pricing_logic", "New")
    assert (after.content, after.lock, after.last_editor) == (expected, before.lock + 1, bob.user)
    assert (after.status, after.stale_reasons) == (ArtifactStatus.REVISED, before.stale_reasons)
    assert actions()[-1] == "artifact.drawn"


def test_a_viewer_draws_nothing(whole: Engagement, alder: Agency) -> None:
    viewer = member(alder, "vera@alder.example", "Vera", "viewer")
    strategy = work.artifact(whole, "strategy")
    with pytest.raises(NotAllowed):
        artifacts.pull(strategy, [OBJECTIONS], lock=strategy.lock, member=viewer)


def test_a_viewer_is_refused_even_what_would_change_nothing(whole: Engagement, alder: Agency) -> None:
    vera, stage = member(alder, "vera@alder.example", "Vera Vine", "viewer"), work.artifact(whole, "strategy")
    with pytest.raises(NotAllowed):
        artifacts.restore(stage.versions.get(), lock=stage.lock, member=vera)
    with pytest.raises(NotAllowed):
        artifacts.edit(stage, stage.content, lock=stage.lock, member=vera, typing=True)
    with pytest.raises(NotAllowed):
        artifacts.pull(stage, [], lock=stage.lock, member=vera)


def test_rebasing_draws_what_nobody_edited_and_offers_the_rest(
    whole: Engagement, alice: Membership, bob: Membership
) -> None:
    """docs/domain.md §8, trap 6."""
    intake = work.artifact(whole, "intake").content
    strategy = work.artifact(whole, "strategy").content
    path = "layer1_business_reality.pricing_logic"
    as_drawn = hydration.with_value(strategy, path, intake["pricing"])
    work.write(whole, "strategy", layer1_business_reality=as_drawn["layer1_business_reality"])
    work.approve(work.submit(whole, "strategy"), alice)
    for kind in ("creatives", "execution", "monitoring"):
        if work.artifact(whole, kind).status == ArtifactStatus.FLAGGED_FOR_REVIEW:
            work.confirm(work.artifact(whole, kind), alice, comment="Still right")
    make_strategy_stale(whole, alice)
    work.write(whole, "intake", kpi_targets="More")
    work.approve(work.submit(whole, "intake"), alice)
    stale = work.artifact(whole, "strategy")
    after = artifacts.rebase(stale, member=bob)
    assert (after.status, after.stale_reasons) == (ArtifactStatus.REVISED, stale.stale_reasons)
    assert hydration.value_at(after.content, path) == "New"
    assert after.content["layer8_measurement"] == stale.content["layer8_measurement"]
    (offer,) = [mark for mark in artifacts.offered(after) if mark.path == "layer8_measurement.success_definition"]
    assert (offer.upstream, offer.same, offer.edited) == ("More", False, True)
    work.approve(work.submit(whole, "strategy", bob), alice)
    assert work.artifact(whole, "strategy").stale_reasons == []
    assert "artifact.rebased" in actions()


def test_nothing_is_rebased_on_something_stale(whole: Engagement, alice: Membership, bob: Membership) -> None:
    make_strategy_stale(whole, alice)
    with pytest.raises(Refusal, match="Strategy is stale. Bring it up to date first"):
        artifacts.rebase(work.artifact(whole, "creatives"), member=bob)


def test_what_is_approved_and_fresh_is_not_rebased(whole: Engagement, bob: Membership) -> None:
    with pytest.raises(Refusal, match="“Draw from the new version” is not possible while it is approved"):
        artifacts.rebase(work.artifact(whole, "strategy"), member=bob)


# --- Still valid --------------------------------------------------------------------------------------------------------


def test_a_stale_stage_is_confirmed_as_it_is_in_a_version_that_names_what_is_in_force(
    whole: Engagement, alice: Membership
) -> None:
    intake = make_strategy_stale(whole, alice)
    before = work.artifact(whole, "strategy").effective
    approval = work.confirm(work.artifact(whole, "strategy"), alice, comment="Prices are not in it")
    after = work.artifact(whole, "strategy")
    assert (after.status, after.stale_reasons) == (ArtifactStatus.APPROVED, [])
    assert (after.effective.number, after.effective.content) == (before.number + 1, before.content)
    assert after.effective.sources["intake"]["content_sha256"] == intake.content_sha256
    assert (approval.version, approval.decision, approval.comment) == (
        after.effective, Decision.APPROVED, "Prices are not in it",
    )  # fmt: skip
    assert gates.chain(whole).stale == []
    assert actions().count("artifact.confirmed") == 1


@pytest.mark.parametrize(("role", "comment"), [("editor", "Fine"), ("viewer", "Fine"), ("admin", " ")])
def test_confirming_is_an_admins_decision_with_a_reason(
    whole: Engagement, alice: Membership, alder: Agency, role: str, comment: str
) -> None:
    make_strategy_stale(whole, alice)
    somebody = member(alder, "somebody@alder.example", "Somebody", role)
    with pytest.raises(Refusal) as refused:
        work.confirm(work.artifact(whole, "strategy"), somebody, comment=comment)
    assert isinstance(refused.value, NotAllowed) is (role != "admin")
    assert work.artifact(whole, "strategy").status == ArtifactStatus.FLAGGED_FOR_REVIEW


def test_only_what_is_stale_is_confirmed_and_only_once(whole: Engagement, alice: Membership) -> None:
    for _ in range(2):
        with pytest.raises(Refusal, match="“Confirm as still valid” is not possible while it is approved"):
            work.confirm(work.artifact(whole, "strategy"), alice, comment="Fine")
        make_strategy_stale(whole, alice, pricing=f"After {ArtifactVersion.objects.count()}")
        work.confirm(work.artifact(whole, "strategy"), alice, comment="Fine")


def test_four_eyes_apply_to_confirming_too(
    whole: Engagement, alice: Membership, bob: Membership, alder: Agency
) -> None:
    anna = member(alder, "anna@alder.example", "Anna Aspen", "admin")
    work.write(whole, "strategy", anna, standfirst="Anna's")
    work.approve(work.submit(whole, "strategy", bob), alice)
    make_strategy_stale(whole, alice)
    with pytest.raises(NotAllowed, match="You made its last edit"):
        work.confirm(work.artifact(whole, "strategy"), anna, comment="Fine")
    assert work.confirm(work.artifact(whole, "strategy"), alice, comment="Fine")


def test_a_confirmation_is_of_what_was_in_force_upstream_when_it_was_read(whole: Engagement, alice: Membership) -> None:
    make_strategy_stale(whole, alice)
    read = work.artifact(whole, "strategy")
    first = read.stale_reasons
    seen = work.ground(whole, "strategy")
    work.write(whole, "intake", pricing="Newer")
    work.approve(work.submit(whole, "intake"), alice)
    assert work.artifact(whole, "strategy").stale_reasons == first
    with pytest.raises(ChangedMeanwhile, match="More was approved upstream since you opened the page"):
        work.confirm(read, alice, seen_ground=seen)
    assert work.artifact(whole, "strategy").status == ArtifactStatus.FLAGGED_FOR_REVIEW
    assert work.confirm(read, alice).version.number == 2


# --- Archive, old versions ----------------------------------------------------------------------------------------------


def test_what_is_archived_stays_in_force_and_is_not_written(whole: Engagement, alice: Membership) -> None:
    effective = work.artifact(whole, "creatives").effective
    archived = artifacts.archive(work.artifact(whole, "creatives"), member=alice)
    assert (archived.status, archived.effective) == (ArtifactStatus.ARCHIVED, effective)
    with pytest.raises(Refusal, match="“Edit” is not possible while it is archived"):
        work.write(whole, "creatives", standfirst="More")
    assert artifacts.unarchive(archived, member=alice).status == ArtifactStatus.REVISED
    assert actions()[-2:] == ["artifact.archived", "artifact.unarchived"]


def test_an_editor_archives_nothing(whole: Engagement, alice: Membership, bob: Membership) -> None:
    with pytest.raises(NotAllowed):
        artifacts.archive(work.artifact(whole, "creatives"), member=bob)
    artifacts.archive(work.artifact(whole, "creatives"), member=alice)
    with pytest.raises(NotAllowed):
        artifacts.unarchive(work.artifact(whole, "creatives"), member=bob)


def test_what_waits_for_a_decision_is_not_archived(alice: Membership) -> None:
    engagement = work.engagement(kinds=1)
    work.submit(engagement, "intake")
    with pytest.raises(Refusal, match="“Archive” is not possible while it waits for a decision"):
        artifacts.archive(work.artifact(engagement, "intake"), member=alice)


@pytest.mark.parametrize("what", ["client", "campaign", "engagement"])
def test_nothing_moves_in_what_is_put_away_until_it_is_taken_out(
    whole: Engagement, alice: Membership, what: str
) -> None:
    make_strategy_stale(whole, alice)
    strategy, before = work.artifact(whole, "strategy"), actions()
    row = {"client": whole.campaign.client, "campaign": whole.campaign, "engagement": whole}[what]
    loaded = work.artifact(whole, "strategy")
    getattr(engagements, f"archive_{what}")(row, by=alice)
    for verb in (
        lambda: artifacts.edit(loaded, {**loaded.content, "standfirst": "More"}, lock=loaded.lock, member=alice),
        lambda: artifacts.submit(loaded, member=alice),
        lambda: artifacts.rebase(loaded, member=alice),
        lambda: artifacts.pull(loaded, [], lock=loaded.lock, member=alice),
        lambda: work.confirm(loaded, alice, comment="Fine"),
        lambda: artifacts.restore(loaded.effective, lock=loaded.lock, member=alice),
        lambda: artifacts.archive(loaded, member=alice),
    ):
        with pytest.raises(Refusal, match=f"^{row} is archived, and nothing in it changes"):
            verb()
    assert work.artifact(whole, "strategy").content == strategy.content
    getattr(engagements, f"unarchive_{what}")(row, by=alice)
    assert work.confirm(loaded, alice, comment="Fine").version.number == 2
    assert actions()[len(before) :][0] == f"{what}.archived"


def test_an_old_version_is_restored_into_the_working_copy(
    whole: Engagement, alice: Membership, bob: Membership
) -> None:
    first = work.artifact(whole, "intake").effective
    make_strategy_stale(whole, alice)
    now = work.artifact(whole, "intake")
    with pytest.raises(ChangedMeanwhile):
        artifacts.restore(first, lock=now.lock - 1, member=bob)
    after = artifacts.restore(first, lock=now.lock, member=bob)
    assert (after.content, after.status, after.lock) == (first.content, ArtifactStatus.REVISED, now.lock + 1)
    assert after.effective == now.effective, "what is in force is not touched"
    assert actions()[-1] == "artifact.restored"


# --- Consequences -------------------------------------------------------------------------------------------------------


def said(found: list[Consequence]) -> list[tuple[str, str]]:
    return [(consequence.state, consequence.text) for consequence in found]


def test_what_higher_floors_made_from_a_version_is_said_once(
    whole: Engagement, alice: Membership, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(consequences, "_sources", [])
    asked: list[Any] = []

    def packs(version: ArtifactVersion) -> list[Consequence]:
        asked.append(version)
        return [Consequence("stale", f"Pack 2, published, was made from {version}.", "/packs/2/")]

    for _ in range(2):
        consequences.register(packs)
    work.write(whole, "intake", pricing="New")
    second = work.submit(whole, "intake")
    found = consequences.of_approving(second)
    assert found[-1] == Consequence("stale", "Pack 2, published, was made from Intake v1.", "/packs/2/")
    assert said(found)[0] == ("approved", "Intake v2 is in force.")
    assert asked == [work.artifact(whole, "intake").effective]
    work.approve(second, alice)
    assert said(consequences.of_editing(work.artifact(whole, "intake")))[-1][1] == (
        "Pack 2, published, was made from Intake v2."
    )


def test_a_preview_says_what_the_approval_then_does(whole: Engagement, alice: Membership) -> None:
    work.write(whole, "intake", pricing="New")
    version = work.submit(whole, "intake")
    assert ("stale", "Strategy v1 becomes stale. Strategy uses “Pricing” of Intake, changed since v1.") in said(
        consequences.of_approving(version)
    )


def test_a_first_approval_opens_stages(alice: Membership) -> None:
    version = work.submit(work.engagement(kinds=1), "intake")
    assert said(consequences.of_approving(version)) == [
        ("approved", "Intake v1 is in force."), ("draft", "Strategy opens."),
    ]  # fmt: skip


def test_writing_on_what_is_in_force_takes_nothing_away(whole: Engagement) -> None:
    assert said(consequences.of_editing(work.artifact(whole, "execution"))) == [
        ("approved", "Execution v1 stays in force until a newer version is approved."),
        ("stale", "Monitoring rests on it: what draws on a field that you change becomes stale then."),
    ]
    assert consequences.of_editing(work.artifact(work.engagement(kinds=1), "strategy")) == []


def test_the_system_fills_in_and_nobody_else_is_named(alice: Membership) -> None:
    engagement = work.engagement(kinds=1)
    work.approve(work.submit(engagement, "intake"), alice)
    entry = AuditEntry.objects.get(action="artifact.filled")
    assert (entry.actor_kind, entry.actor_name) == (audit.Actor.SYSTEM, "system")
