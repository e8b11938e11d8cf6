"""A pack that follows one which the client has had says what changed since; which one that is stays as it was ordered."""

from typing import Any

import pytest
from django.utils import timezone

from campaigns.domain.engagements import update_engagement
from campaigns.enums import ArtifactKind, Difference
from campaigns.models import Engagement
from delivery.compose.changes import Told
from delivery.compose.since import Change, Decided, Outcome, Renamed
from delivery.document import Definition
from delivery.domain import changes, inputs, packs, preflight
from delivery.enums import CheckKey, PackState
from delivery.models import Pack
from delivery.renderers.html import HtmlRenderer
from delivery.rendering.making import in_process
from tenants import audit, jobs
from tenants.brand import save_brand
from tenants.models import AuditEntry, Membership
from tests.support import delivery, work
from tests.support.cast import member

pytestmark = [
    pytest.mark.sqlite,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("in_alder"),
]

CORE = tuple(kind for kind in ArtifactKind if kind is not ArtifactKind.MONITORING)


@pytest.fixture
def engagement(alice: Membership) -> Engagement:
    return delivery.approved(alice)


@pytest.fixture
def first(engagement: Engagement, alice: Membership) -> Pack:
    return delivery.published(engagement, alice, formats=["json"])


def rewrite(engagement: Engagement, alice: Membership, **fields: Any) -> None:
    """Another approved version of monitoring, on which nothing rests."""
    work.write(engagement, "monitoring", **fields)
    work.approve(work.submit(engagement, "monitoring"), alice)


def other_target(engagement: Engagement, target: str) -> dict[str, Any]:
    config = work.artifact(engagement, "monitoring").content["kpi_config"]
    config["kpis"][0]["target"] = target
    return {"kpi_config": config, "standfirst": "Other words than before."}


def said(pack: Pack) -> dict[str, str]:
    told = changes.read(pack)
    assert told is not None
    return {line.term: line.text for line in told.lines}


def test_the_next_pack_says_which_figure_which_text_and_who_approved(
    engagement: Engagement, alice: Membership, first: Pack
) -> None:
    rewrite(engagement, alice, **other_target(engagement, "4200"))
    second = delivery.ordered(engagement, alice, formats=["json"])
    assert (changes.read(first), first.since, second.since) == (None, None, first)
    told = changes.read(second)
    assert told is not None
    assert told.title == "What changed since Pack 1"
    assert told.lead == ("Monitoring changed since Pack 1. As before: Intake, Strategy, Creatives and Execution.")
    day = timezone.localdate()
    assert said(second) == {
        "Monitoring": f"Version 1 → 2, approved {day.day} {day:%B %Y} by Alice Arden.\n"
        "At a glance: Standfirst rewritten.\n"
        "Indicators: Qualified demos a week target 27 → 4,200."
    }


def test_it_begins_from_the_newest_pack_that_the_client_has_had_be_it_replaced_or_taken_back_since(
    engagement: Engagement, alice: Membership, first: Pack
) -> None:
    rewrite(engagement, alice, standfirst="Never shown")
    delivery.built(engagement, alice, formats=["json"])
    rewrite(engagement, alice, standfirst="Shown")
    third = delivery.ordered(engagement, alice, formats=["json"])
    assert third.since == first
    for state in (PackState.SUPERSEDED, PackState.WITHDRAWN):
        Pack.objects.filter(pk=first.pk).update(state=state)
        assert changes.earlier(engagement, below=third.number) == first
    assert changes.earlier(engagement, below=first.number) is None


def test_building_again_says_the_same_although_the_client_has_had_another_pack_since(
    engagement: Engagement, alice: Membership
) -> None:
    """The earlier pack is no part of the digest: it is kept by the row, or the bytes would be others."""
    waiting = delivery.built(engagement, alice, formats=["json"])
    rewrite(engagement, alice, standfirst="Newer")
    newer = delivery.built(engagement, alice, formats=["html"])
    assert newer.since is None
    packs.publish(waiting, member=alice, seen_digest=waiting.pack_digest)
    again = packs.order(engagement, agency=alice.agency, by=audit.SYSTEM, formats=["html"])
    jobs.run(again.job_id, again.agency_id, jobs.SCHEMA)
    again.refresh_from_db()
    assert (again, again.since, again.changes) == (newer, None, None)
    assert AuditEntry.objects.get(action="pack.rebuilt").data["identical"] is True


def test_a_pack_that_failed_begins_from_what_the_client_has_by_now(
    engagement: Engagement, alice: Membership, monkeypatch: pytest.MonkeyPatch
) -> None:
    waiting = delivery.built(engagement, alice, formats=["json"])
    rewrite(engagement, alice, standfirst="Newer")
    with monkeypatch.context() as broken:
        broken.setattr(packs, "in_children", in_process)
        broken.delattr(HtmlRenderer, "render")
        failed = delivery.built(engagement, alice, formats=["html"])
    assert (failed.state, failed.since) == (PackState.FAILED, None)
    packs.publish(waiting, member=alice, seen_digest=waiting.pack_digest)
    again = packs.order(engagement, agency=alice.agency, by=audit.SYSTEM, formats=["html"])
    assert (again, again.since) == (failed, waiting)
    assert set(said(again)) == {"Monitoring"}


def test_the_same_words_approved_again_are_said_to_be_the_same(
    engagement: Engagement, alice: Membership, first: Pack
) -> None:
    before = work.artifact(engagement, "monitoring").content["standfirst"]
    rewrite(engagement, alice, standfirst="Taken back later")
    rewrite(engagement, alice, standfirst=before)
    told = changes.read(delivery.ordered(engagement, alice, formats=["json"]))
    assert told is not None
    assert told.lead == "What is said is as in Pack 1."
    assert told.lines[0].text.startswith("The same words, approved again as version 3, ")


def test_a_stage_that_is_left_out_and_one_that_is_added_are_named(
    engagement: Engagement, alice: Membership, first: Pack
) -> None:
    second = delivery.published(engagement, alice, formats=["json"], kinds=CORE)
    told = changes.read(second)
    assert told == Told(
        "What changed since Pack 1",
        "What is said is as in Pack 1. Left out: Monitoring.",
        (Definition("Monitoring", "Left out; Pack 1 held version 1."),),
    )
    third = inputs.select(engagement, agency=alice.agency, formats=["html"])
    (stage,) = changes.told(second, third, ()).stages
    assert (stage.outcome, stage.before, stage.now, stage.parts) == (Outcome.ADDED, None, 1, ())


def test_names_the_look_and_decisions_are_told_before_the_stages(
    engagement: Engagement, alice: Membership, first: Pack
) -> None:
    update_engagement(engagement, by=alice, name="Summer")
    save_brand(by=audit.By.member(alice), colour="#223344")
    engagement.refresh_from_db()
    ada = member(alice.agency, "ada@alder.example", "Ada Ash", "admin")
    selection = delivery.signed_off(engagement, ada, formats=["json"])
    findings = preflight.check(selection)
    told = changes.told(first, selection, findings)
    assert told.names == (Renamed("engagement", "Calm operations, spring 2026", "Summer"),)
    assert told.look == ((first.brand.version, None), (first.brand.version + 1, None))
    assert told.decisions == (Decided(CheckKey.LEGAL, "Alice Arden", "Ada Ash"),)
    assert {line.term: line.text for line in Told.of(told).lines} == {
        "Engagement": "Calm operations, spring 2026 → Summer",
        "The look": f"Brand version {first.brand.version} → {first.brand.version + 1}.",
        "Legal": "Signed off by Ada Ash, before by Alice Arden.",
    }


def test_a_waiver_that_came_and_one_that_is_not_needed_any_more(
    engagement: Engagement, alice: Membership, first: Pack
) -> None:
    save_brand(by=audit.By.member(alice), logo=b"")
    selection = inputs.select(engagement, agency=alice.agency, formats=["json"])
    preflight.waive(selection, CheckKey.BRANDING, member=alice, reason="The logo comes in May.")
    findings = preflight.check(selection)
    (came,) = changes.told(first, selection, findings).decisions
    assert came == Decided(CheckKey.BRANDING, "", "Alice Arden", "The logo comes in May.")
    second = delivery.published(engagement, alice, formats=["json"])
    assert said(second)["Branding"] == "Alice Arden let it pass: The logo comes in May."
    assert [d for d in changes.told(second, selection, findings).decisions if d.check is CheckKey.BRANDING] == []
    delivery.with_logo()
    third = delivery.ordered(engagement, alice, formats=["json"])
    assert said(third)["Branding"] == "Passes by itself; Alice Arden had let it pass."


def test_the_same_inputs_in_another_format_say_that_nothing_changed(
    engagement: Engagement, alice: Membership, first: Pack
) -> None:
    told = changes.read(delivery.ordered(engagement, alice, formats=["html"]))
    assert told == Told("What changed since Pack 1", "Nothing that this pack says has changed since Pack 1.", ())


def test_an_agency_that_shows_roles_only_shows_no_name(engagement: Engagement, alice: Membership, first: Pack) -> None:
    type(alice.agency).objects.filter(pk=alice.agency.pk).update(approvers_by_role=True)
    alice.agency.refresh_from_db()
    rewrite(engagement, alice, standfirst="Other words")
    selection = inputs.select(engagement, agency=alice.agency)
    (stage,) = changes.told(first, selection, ()).stages
    assert stage.approved == (timezone.localdate(), "Owner")


@pytest.mark.parametrize(
    ("counts", "told"),
    [
        ([], []),
        ([3, 2], [3, 2]),
        ([100], [12]),
        ([100, 1, 2], [9, 1, 2]),
        ([100, 100, 2], [5, 5, 2]),
        ([9] * 14, [1] * 14),
    ],
)
def test_a_stage_tells_a_dozen_changes_and_each_of_its_parts_one(counts: list[int], told: list[int]) -> None:
    assert changes.shares(counts) == told


def test_what_is_not_told_is_counted() -> None:
    rows = [{"name": f"Indicator {number}", "target": "1"} for number in range(20)]
    (part,) = changes.parts(ArtifactKind.MONITORING, {}, {"kpi_config": {"kpis": rows}})
    assert (len(part.changes), part.more) == (changes.MOST, 8)
    assert part.changes[0] == Change("KPI “Indicator 0”", "Indicator 0", Difference.ADDED, of="Indicators")


def test_a_stage_that_was_confirmed_has_the_same_words(engagement: Engagement, alice: Membership, first: Pack) -> None:
    """Its version differs in what only the house sees, and so does its digest."""
    layer = work.artifact(engagement, "strategy").content["layer3_audience_psychology"]
    work.write(engagement, "strategy", layer3_audience_psychology={**layer, "headline": "They fear August."})
    work.approve(work.submit(engagement, "strategy"), alice)
    work.confirm(work.artifact(engagement, "creatives"), alice)
    stages = changes.told(first, inputs.select(engagement, agency=alice.agency), ()).stages
    assert [(stage.kind, stage.outcome) for stage in stages] == [
        (ArtifactKind.STRATEGY, Outcome.CHANGED), (ArtifactKind.CREATIVES, Outcome.AGAIN),
    ]  # fmt: skip


def test_what_only_the_house_sees_is_no_change() -> None:
    source = {"strategy_source": {"artifact_id": "secret"}}
    assert changes.parts(ArtifactKind.CREATIVES, {}, source) == ()
