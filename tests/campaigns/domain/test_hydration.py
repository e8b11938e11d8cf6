"""Drawing from upstream: the map, what it fills, what it offers, what it leaves alone (docs/domain.md §2.8)."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest

from campaigns import content
from campaigns.domain import hydration
from campaigns.domain.hydration import EDGES, Edge, hydrate, marks, proposals, pulled, rebased, value_at
from campaigns.enums import ArtifactKind
from tenants.errors import Refusal

INTAKE, STRATEGY, CREATIVES, EXECUTION, MONITORING = ArtifactKind
Complete = Callable[[str], dict[str, Any]]


@dataclass
class Approved:
    number: int
    content: dict[str, Any]


def blank(kind: ArtifactKind) -> dict[str, Any]:
    return content.dump(content.empty(kind))


@pytest.fixture
def chain(complete: Complete) -> dict[ArtifactKind, Approved]:
    """A complete engagement in force, each stage in its own version."""
    whole = {kind: content.dump(content.parse(kind, complete(kind))) for kind in ArtifactKind}
    return {kind: Approved(number, whole[kind]) for number, kind in enumerate(ArtifactKind, start=3)}


def upstream(chain: dict[ArtifactKind, Approved], kind: ArtifactKind) -> dict[ArtifactKind, Approved]:
    return {other: chain[other] for other in hydration.rests_on(kind)}


@pytest.mark.parametrize("edge", EDGES, ids=lambda edge: f"{edge.kind} {edge.path}")
def test_every_path_of_the_map_is_a_field(edge: Edge) -> None:
    known = {kind: {spec.path for spec in content.walk_fields(model)} for kind, model in content.MODELS.items()}
    assert set(edge.paths) <= known[edge.source]
    assert {edge.path, *(f"{edge.path}[].{column}" for column in edge.columns)} <= known[edge.kind]
    assert list(ArtifactKind).index(edge.source) < list(ArtifactKind).index(edge.kind)


def test_no_field_is_drawn_from_two_places() -> None:
    assert len({(edge.kind, edge.path) for edge in EDGES}) == len(EDGES)


@pytest.mark.parametrize("edge", EDGES, ids=lambda edge: f"{edge.kind} {edge.path}")
@pytest.mark.parametrize("what", ["complete", "empty"])
def test_what_is_drawn_fits_its_field(edge: Edge, what: str, chain: dict[ArtifactKind, Approved]) -> None:
    source = chain[edge.source].content if what == "complete" else blank(edge.source)
    given = edge.into(blank(edge.kind), source)
    stored = content.dump(content.parse(edge.kind, given))
    assert edge.value(stored) == edge.drawn(source)


@pytest.mark.parametrize("kind", list(ArtifactKind)[1:])
def test_an_empty_working_copy_is_filled_with_all_that_upstream_gives(
    kind: ArtifactKind, chain: dict[ArtifactKind, Approved]
) -> None:
    filled = hydrate(kind, upstream(chain, kind), blank(kind))
    given = marks(kind, upstream(chain, kind), filled)
    assert given
    assert [mark.path for mark in given if not mark.same] == []
    assert content.dump(content.parse(kind, filled)) == filled
    assert proposals(kind, upstream(chain, kind), filled) == []


def test_what_was_entered_is_left_alone(chain: dict[ArtifactKind, Approved]) -> None:
    begun = hydration.with_value(blank(STRATEGY), "layer1_business_reality.pricing_logic", "Ours")
    filled = hydrate(STRATEGY, upstream(chain, STRATEGY), begun)
    assert filled["layer1_business_reality"]["pricing_logic"] == "Ours"
    assert filled["layer8_measurement"]["success_definition"] == chain[INTAKE].content["kpi_targets"]


def test_what_upstream_does_not_have_in_force_is_not_drawn() -> None:
    assert hydrate(STRATEGY, {}, blank(STRATEGY)) == blank(STRATEGY)


def test_what_does_not_fit_its_field_stays_empty_and_the_rest_is_drawn(chain: dict[ArtifactKind, Approved]) -> None:
    """Five texts, each within its limit, make guard rails beyond it: an approval must not fail on that."""
    layer = chain[STRATEGY].content["layer7_constraints"]
    layer |= {name: "x" * 60_000 for name in hydration.GUARDS if name != "forbidden_language"}
    filled = hydrate(EXECUTION, upstream(chain, EXECUTION), blank(EXECUTION))
    assert filled["governance"]["risk_guardrails"] == ""
    assert filled["timeline"]["duration_weeks"] == chain[INTAKE].content["duration_weeks"]


@pytest.mark.parametrize(
    ("path", "said", "drawn"),
    [
        ("layer3_audience_psychology.objection_hierarchy", {"objections": "Price", "pain_points": "Time"}, "Price"),
        ("layer3_audience_psychology.objection_hierarchy", {"objections": "", "pain_points": "Time"}, "Time"),
        ("layer4_value_architecture.proof_stack_authority", {"proof_assets": "None."}, ""),
        ("layer4_value_architecture.proof_stack_authority", {"proof_assets": "None better"}, "None better"),
        ("layer1_business_reality.bottleneck", {"growth_bottleneck": "Sales Conversion"}, "Conversion"),
        ("layer1_business_reality.bottleneck", {"growth_bottleneck": "Operations"}, None),
    ],
)
def test_what_is_made_of_the_intake(path: str, said: dict[str, str], drawn: object) -> None:
    intake = content.dump(content.parse(INTAKE, said))
    filled = hydrate(STRATEGY, {INTAKE: Approved(1, intake)}, blank(STRATEGY))
    assert value_at(filled, path) == drawn


@pytest.mark.parametrize(
    ("text", "slug"),
    [
        ("Calm operations", "calm-operations"),
        ("  Größe & <Überblick>  ", "größe-überblick"),
        ("snake_case", "snake-case"),
        ("", ""),
        ("🎉", ""),
        ("word " * 40, "-".join(["word"] * 12)),
    ],
)
def test_a_campaign_name_is_made_of_whole_words(text: str, slug: str) -> None:
    assert hydration.slug(text) == slug
    assert len(hydration.slug(text)) <= hydration.MAX_SLUG


def test_a_proposal_says_where_it_comes_from_and_whether_somebody_wrote_over_it(
    chain: dict[ArtifactKind, Approved],
) -> None:
    above = upstream(chain, CREATIVES)
    old = chain[STRATEGY].content
    filled = hydrate(CREATIVES, above, blank(CREATIVES))
    new = hydration.with_value(old, "layer4_value_architecture.core_promise", "Another promise")
    new = hydration.with_value(new, "layer5_narrative.narrative_problem", "Another problem")
    written = hydration.with_value(filled, "brief.campaign_theme", "Our theme")
    offered = proposals(CREATIVES, {**above, STRATEGY: Approved(5, new)}, written, {STRATEGY: [old]})
    assert [(mark.path, mark.title, mark.source, mark.upstream, mark.edited) for mark in offered] == [
        ("brief.campaign_theme", "Theme", "Strategy v5, Problem", "Another problem", True),
        ("brief.key_message", "Key message", "Strategy v5, Core promise", "Another promise", False),
    ]
    assert offered[0].now_text == "Our theme"


def test_rebasing_draws_what_nobody_edited_and_leaves_the_rest(chain: dict[ArtifactKind, Approved]) -> None:
    above = upstream(chain, CREATIVES)
    old = chain[STRATEGY].content
    written = hydration.with_value(hydrate(CREATIVES, above, blank(CREATIVES)), "brief.campaign_theme", "Our theme")
    new = hydration.with_value(old, "layer4_value_architecture.core_promise", "Another promise")
    new = hydration.with_value(new, "layer5_narrative.narrative_problem", "Another problem")
    after = rebased(CREATIVES, {**above, STRATEGY: Approved(5, new)}, written, {STRATEGY: [new, old]})
    assert after["brief"]["key_message"] == "Another promise"
    assert after["brief"]["campaign_theme"] == "Our theme"
    assert after["narrative"] == new["layer5_narrative"]


def test_pulling_overwrites_the_chosen_fields_and_no_other(chain: dict[ArtifactKind, Approved]) -> None:
    above = upstream(chain, CREATIVES)
    present = hydration.with_value(blank(CREATIVES), "brief.key_message", "Ours")
    after = pulled(CREATIVES, above, present, ["brief.key_message"])
    changed = {path for name in after for path in hydration.changed(present[name], after[name], name)}
    assert changed == {"brief.key_message"}
    assert after["brief"]["key_message"] == chain[STRATEGY].content["layer4_value_architecture"]["core_promise"]


@pytest.mark.parametrize("path", ["brief.creative_approach", "narrative", "nonsense"])
def test_what_nothing_upstream_gives_is_not_pulled(path: str, chain: dict[ArtifactKind, Approved]) -> None:
    with pytest.raises(Refusal, match=f"Nothing approved gives {path}. Nothing was drawn."):
        pulled(CREATIVES, upstream(chain, CREATIVES), blank(CREATIVES), [path, "brief.key_message"])


def test_rows_keep_what_was_written_beside_the_drawn_columns(chain: dict[ArtifactKind, Approved]) -> None:
    above = upstream(chain, EXECUTION)
    above[CREATIVES].content["target_platforms"] = ["LinkedIn", "Radio"]
    present = blank(EXECUTION) | {
        "channel_plan": [
            {"channel": "Print", "purpose": "Gone", "formats": "", "cadence": "", "owner": ""},
            {"channel": "LinkedIn", "purpose": "Trust", "formats": "", "cadence": "", "owner": "Ida"},
        ]
    }
    rows = pulled(EXECUTION, above, present, ["channel_plan"])["channel_plan"]
    assert [(row["channel"], row["purpose"], row["owner"]) for row in rows] == [
        ("LinkedIn", "Trust", "Ida"), ("Radio", "", ""),
    ]  # fmt: skip


def test_copies_are_drawn_and_never_offered(chain: dict[ArtifactKind, Approved]) -> None:
    filled = hydrate(CREATIVES, upstream(chain, CREATIVES), blank(CREATIVES))
    assert filled["execution_constraints"] == chain[STRATEGY].content["layer7_constraints"]
    assert not {mark.path for mark in marks(CREATIVES, upstream(chain, CREATIVES), filled)} & set(filled) - {
        "target_platforms"
    }
    assert filled["source_layers_used"] == list(hydration.COPIES[CREATIVES].values())
