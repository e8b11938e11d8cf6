"""Staleness by field: random graphs against a brute-force oracle, and the words for it (docs/domain.md §1.6)."""

import copy
import random
from dataclasses import replace
from typing import Any

import pytest

from campaigns import content
from campaigns.domain import hydration, staleness
from campaigns.domain.hydration import Edge
from campaigns.domain.staleness import InForce, impact, reasons, tainted
from campaigns.enums import ArtifactKind

INTAKE, STRATEGY, CREATIVES, EXECUTION, MONITORING = ArtifactKind
FIELDS = "abcd"
Snapshot = dict[ArtifactKind, InForce]


# --- Random graphs -----------------------------------------------------------------------------------------------------


def random_edges(chance: random.Random) -> list[Edge]:
    kinds = list(ArtifactKind)
    edges = {}
    for _ in range(chance.randrange(1, 16)):
        source, kind = sorted(chance.sample(range(5), 2))
        field = chance.choice(FIELDS)
        edges[kinds[kind], field] = Edge(kinds[source], (chance.choice(FIELDS),), kinds[kind], field)
    return list(edges.values())


def random_history(chance: random.Random) -> Snapshot:
    """Versions approved in a random order, each written on what was in force then."""
    now: Snapshot = {}
    for kind in [*ArtifactKind, *chance.choices(list(ArtifactKind), k=chance.randrange(9))]:
        before = now.get(kind)
        fields = dict(before.content) if before else dict.fromkeys(FIELDS, 0)
        for name in chance.sample(FIELDS, chance.randrange(3)):
            fields[name] = chance.randrange(3)
        earlier = list(ArtifactKind)[: list(ArtifactKind).index(kind)]
        sources = {other: (now[other].number, now[other].content) for other in earlier}
        now[kind] = InForce(before.number + 1 if before else 1, fields, sources)
    return {kind: now[kind] for kind in ArtifactKind}


def is_stale(kind: ArtifactKind, field: str, now: Snapshot, edges: list[Edge]) -> bool:
    """The oracle: follow every way back up, one by one."""
    for edge in edges:
        if (edge.kind, edge.path) == (kind, field):
            (origin,) = edge.paths
            if now[kind].sources[edge.source][1][origin] != now[edge.source].content[origin]:
                return True
            if is_stale(edge.source, origin, now, edges):
                return True
    return False


@pytest.mark.parametrize("seed", range(20))
def test_random_graphs_agree_with_following_every_way(seed: int) -> None:
    chance = random.Random(seed)
    for _ in range(100):
        edges, now = random_edges(chance), random_history(chance)
        found = {(kind, field) for kind, fields in tainted(now, edges).items() for field in fields}
        expected = {(kind, field) for kind in ArtifactKind for field in FIELDS if is_stale(kind, field, now, edges)}
        assert found == expected


# --- The map of the product ---------------------------------------------------------------------------------------------


@pytest.fixture
def fresh(demo_documents: dict[str, dict[str, Any]]) -> Snapshot:
    """A complete engagement, each version written on the ones in force."""
    whole = copy.deepcopy(demo_documents["nordlys"]["artifacts"])
    contents = {kind: content.dump(content.parse(kind, whole[kind])) for kind in ArtifactKind}
    return {
        kind: InForce(1, contents[kind], {other: (1, contents[other]) for other in hydration.rests_on(kind)})
        for kind in ArtifactKind
    }


def with_field(now: Snapshot, kind: ArtifactKind, path: str, value: Any) -> Snapshot:
    """The next version of `kind`, which differs in one field."""
    after = hydration.with_value(now[kind].content, path, value)
    return now | {kind: replace(now[kind], number=now[kind].number + 1, content=after)}


def test_a_fresh_chain_is_not_stale(fresh: Snapshot) -> None:
    assert reasons(fresh) == {}


def test_a_field_that_nobody_draws_makes_nothing_stale(fresh: Snapshot) -> None:
    for kind in ArtifactKind:
        path = "competitors" if kind is INTAKE else "standfirst"
        assert reasons(with_field(fresh, kind, path, "Other words")) == {}


def test_a_field_that_only_creatives_use_leaves_monitoring_green(fresh: Snapshot) -> None:
    after = with_field(fresh, STRATEGY, "layer4_value_architecture.core_promise", "Another promise")
    assert reasons(after) == {CREATIVES: ["Creatives uses “Core promise” of Strategy, changed since v1."]}


def test_staleness_follows_a_field_through_the_stages(fresh: Snapshot) -> None:
    """Strategy → theme → name of the campaign in links → parameters that reports rely on."""
    after = with_field(fresh, STRATEGY, "layer5_narrative.narrative_problem", "Another problem")
    assert reasons(after) == {
        CREATIVES: ["Creatives uses “Problem” of Strategy, changed since v1."],
        EXECUTION: ["Execution uses “Theme” of Creatives, which is stale."],
        MONITORING: ["Monitoring uses “utm_campaign” of Execution, which is stale."],
    }


def test_what_draws_from_the_same_kind_twice_says_both_in_one_sentence(fresh: Snapshot) -> None:
    after = with_field(fresh, INTAKE, "pricing", "Another")
    after = with_field(after, INTAKE, "kpi_targets", "More")
    assert reasons(after)[STRATEGY] == ["Strategy uses “Pricing” and “Targets” of Intake, changed since v1."]


def test_a_change_that_leaves_what_is_drawn_as_it_was_is_none(fresh: Snapshot) -> None:
    """Pain points feed the strategy only while there are no objections."""
    assert fresh[INTAKE].content["objections"]
    assert reasons(with_field(fresh, INTAKE, "pain_points", "Others")) == {}


def test_more_than_five_fields_are_counted(fresh: Snapshot) -> None:
    after = fresh
    for name in (
        "pricing",
        "revenue_streams",
        "unit_economics",
        "constraints",
        "kpi_targets",
        "tone_voice",
        "proof_assets",
    ):
        after = with_field(after, INTAKE, name, "Another")
    (sentence,) = reasons(after)[STRATEGY]
    assert sentence.count("“") == 5
    assert sentence.endswith("and 2 more of Intake, changed since v1.")


def test_titles_that_several_layers_have_are_told_apart(fresh: Snapshot) -> None:
    after = with_field(fresh, STRATEGY, "layer5_narrative.headline", "Another")
    assert "“Strategic Narrative, Headline”" in reasons(after)[CREATIVES][0]


def test_the_impact_of_a_step_is_what_it_makes_and_what_it_clears(fresh: Snapshot) -> None:
    path = "layer4_value_architecture.core_promise"
    after = with_field(fresh, STRATEGY, path, "Another promise")
    assert impact(fresh, after) == reasons(after)
    back = with_field(after, STRATEGY, path, fresh[STRATEGY].content["layer4_value_architecture"]["core_promise"])
    assert impact(after, back) == {CREATIVES: []}
    assert impact(fresh, fresh) == {}


def test_what_a_waiting_version_was_drawn_from_is_compared_by_field(fresh: Snapshot) -> None:
    after = with_field(fresh, STRATEGY, "layer4_value_architecture.core_promise", "Another promise")
    assert set(staleness.moved(CREATIVES, after)) == {STRATEGY}
    assert staleness.listed(STRATEGY, staleness.moved(CREATIVES, after)[STRATEGY]) == "“Core promise”"
    assert staleness.moved(MONITORING, after) == {}
