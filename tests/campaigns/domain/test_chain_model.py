"""Random walks over the chain, compared step by step with the reference, which is written from docs/domain.md.

The verbs walk on the database. The tables and staleness, which are pure, walk further.
"""

import ast
import random
import sys
from collections import Counter
from functools import partial
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest

from campaigns.domain import artifacts, gates, gating, hydration, lifecycle, staleness
from campaigns.enums import ArtifactKind, ArtifactStatus
from campaigns.models import Artifact, Engagement
from tenants import audit
from tenants.errors import Refusal
from tenants.models import Agency, Membership
from tests.campaigns.domain.reference import (
    ALL_MOVES,
    DRAWS,
    EDITS,
    KINDS,
    MAY,
    MOVES,
    PULLED,
    WRITES,
    Reference,
    Walk,
)
from tests.support import work
from tests.support.cast import member

REFERENCE = Path(__file__).with_name("reference.py")
REASONS = {"role", "table", "gate", "sources", "four eyes"}
"""Why the reference refuses: a walk should have met each."""


def test_the_reference_knows_nothing_of_the_product() -> None:
    tree = ast.parse(REFERENCE.read_text())
    named = {node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    named |= {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    assert {name.partition(".")[0] for name in named} <= set(sys.stdlib_module_names)


def at(data: Any, path: str) -> Any:
    for name in path.split("."):
        data = data[name]
    return data


def put(data: Any, path: str, value: Any) -> Any:
    name, _, rest = path.partition(".")
    return {**data, name: put(data[name], rest, value) if rest else value}


# --- The verbs, on the database -----------------------------------------------------------------------------------------


@pytest.fixture
def members(alder: Agency, alice: Membership, bob: Membership) -> dict[str, Membership]:
    anna = member(alder, "anna@alder.example", "Anna Aspen", "admin")
    vera = member(alder, "vera@alder.example", "Vera Vine", "viewer")
    return {"alice": alice, "anna": anna, "bob": bob, "vera": vera}


def decided(before: Artifact, move: str, who: Membership) -> Any:
    version = before.versions.order_by("-number").first()
    if version is None:
        raise Refusal("There is no version.")
    if move == "approve":
        findings = [artifacts.finding_key(check) for check in version.qc_reports.get().findings]
        return work.approve(version, who, accepted=findings)
    return artifacts.request_changes(version, member=who, seen_sha256=version.content_sha256, reason="Why?")


def confirmed(before: Artifact, who: Membership) -> Any:
    report = before.effective.qc_reports.get() if before.effective else None
    findings = [artifacts.finding_key(check) for check in report.findings] if report else []
    return work.confirm(before, who, comment="Still right", accepted=findings)


def step_of(walk: Walk, before: Artifact, move: str, who: Membership) -> tuple[Any, int, dict[str, Any]] | None:
    """What the verb does, the number of the version it restores, and the fields that it writes; None if it would change nothing."""
    kind, number, fields = before.kind, 0, {}
    if move in ("approve", "request_changes"):
        return partial(decided, before, move, who), 0, {}
    if move == "confirm":
        return partial(confirmed, before, who), 0, {}
    if move == "edit":
        path, value = walk.new_value(kind)
        fields = {path: value}
        data = put(before.content, path, value)
        run = partial(artifacts.edit, before, data, lock=before.lock, member=who)
    elif move == "restore":
        versions = list(before.versions.order_by("number"))
        if not versions:
            return None
        version = walk.chance.choice(versions)
        number, data = version.number, version.content
        run = partial(artifacts.restore, version, lock=before.lock, member=who)
    elif move == "pull":
        offered = [draw for draw in PULLED[kind] if draw[0] in walk.reference.in_force]
        if not offered:
            return None
        source, origin, _, path = walk.chance.choice(offered)
        fields = {path: walk.reference.in_force[source].fields[origin]}
        data = put(before.content, path, fields[path])
        run = partial(artifacts.pull, before, [path], lock=before.lock, member=who)
    else:
        return partial(getattr(artifacts, move), before, member=who), 0, {}
    return None if data == before.content else (run, number, fields)


def refused(run: Any) -> bool:
    try:
        run()
    except Refusal:
        return True
    return False


def state_of(engagement: Engagement) -> dict[str, Artifact]:
    return {kind: work.artifact(engagement, kind) for kind in KINDS}


@pytest.mark.sqlite  # the verbs are asked here, not the database: once is enough
@pytest.mark.django_db
@pytest.mark.parametrize("seed", range(3))
def test_the_verbs_walk_as_the_tables_say(seed: int, in_alder: Agency, members: dict[str, Membership]) -> None:
    engagement = work.engagement()
    now = state_of(engagement)
    working = {kind: {path: at(now[kind].content, path) for path in WRITES[kind]} for kind in KINDS}
    reference = Reference(working, {name: str(each.role) for name, each in members.items()})
    names = {each.user_id: name for name, each in members.items()} | {None: ""}
    walk = Walk(random.Random(seed), reference)
    for _ in range(200):
        move, kind, who = walk.next_step()
        before = now[kind]
        step = step_of(walk, before, move, members[who])
        if step is None:
            continue
        run, number, fields = step
        why = reference.refuses(move, kind, who)
        walk.count(move, why)
        assert refused(run) is bool(why), (move, kind, who, why)
        now = state_of(engagement)
        if not why:
            reference.do(move, kind, who, number=number)
            if move in ("edit", "pull"):
                assert {path: at(now[kind].content, path) for path in fields} == fields
                reference.wrote(kind, who, {path: fields[path] for path in fields if path in WRITES[kind]})
            if move == "rebase" and now[kind].content != before.content:  # What it draws is shown in test_hydration.
                reference.wrote(kind, who, {path: at(now[kind].content, path) for path in WRITES[kind]})
        for each in KINDS:
            row, in_force = now[each], reference.in_force.get(each)
            assert row.status == reference.status[each], (move, kind, each)
            assert bool(row.stale_reasons) == reference.stale(each), (move, kind, each)
            assert names[row.last_editor_id] == reference.editor[each], (move, kind, each)
            assert {path: at(row.content, path) for path in WRITES[each]} == reference.working[each], (move, kind, each)
            assert (row.effective is None) == (in_force is None)
            if row.effective and in_force:
                assert {path: at(row.effective.content, path) for path in WRITES[each]} == in_force.fields
    assert [move for move in ALL_MOVES if not walk.taken[move]] == []
    assert REASONS - set(walk.refused) <= {"sources"}
    assert list(audit.faults()) == []


@pytest.mark.django_db
def test_a_stage_draws_on_what_is_approved_before_the_stage_that_it_names(
    in_alder: Agency, members: dict[str, Membership]
) -> None:
    """A walk found it: creatives draw their audience from the intake while no strategy is in force."""
    engagement = work.engagement()
    work.write(engagement, "intake", target_audience="Head nurses")
    work.approve(work.submit(engagement, "intake"), members["alice"])
    before = work.artifact(engagement, "creatives")
    after = artifacts.pull(before, ["brief.target_audience"], lock=before.lock, member=members["bob"])
    assert after.content == put(before.content, "brief.target_audience", "Head nurses")


# --- The tables and staleness, without a database ------------------------------------------------------------------------

BLANK: dict[str, dict[str, str]] = {kind: {d[3]: "" for d in DRAWS if d[2] == kind} for kind in KINDS}
EDGES = [
    staleness.Edge(ArtifactKind(source), (origin,), ArtifactKind(kind), path) for source, origin, kind, path in DRAWS
]


def nested(fields: dict[str, Any]) -> dict[str, Any]:
    data: dict[str, Any] = {}
    for path, value in fields.items():
        place = data
        *sections, name = path.split(".")
        for section in sections:
            place = place.setdefault(section, {})
        place[name] = value
    return data


def in_force(reference: Reference) -> dict[ArtifactKind, staleness.InForce]:
    """What the reference has in force, as staleness reads it."""
    return {
        ArtifactKind(kind): staleness.InForce(
            1, {**nested(BLANK[kind]), **nested(version.fields)},
            {ArtifactKind(source): (1, nested(fields)) for source, fields in version.sources.items()},
        )
        for kind in KINDS if (version := reference.in_force.get(kind))
    }  # fmt: skip


def chain_of(reference: Reference) -> Any:
    """The chain as the gates read it: what is in force, and whether it is stale."""
    rows = {
        ArtifactKind(kind): SimpleNamespace(effective=version, stale_reasons=["Stale."] * reference.stale(kind))
        for kind in KINDS for version in [reference.in_force.get(kind)]
    }  # fmt: skip
    return gates.Chain(cast(Any, rows))


def is_fresh(reference: Reference, kind: str) -> bool:
    """Whether the product finds the version that waits as its sources are in force."""
    waiting = Reference(
        reference.working, reference.roles, in_force={**reference.in_force, kind: reference.versions[kind][-1]}
    )
    return not staleness.moved(ArtifactKind(kind), in_force(waiting))


def test_tables_gates_and_staleness_walk_ten_thousand_steps(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hydration, "EDGES", tuple(EDGES))
    roles = {"alice": "owner", "anna": "admin", "bob": "editor", "vera": "viewer"}
    taken: Counter[str] = Counter()
    reasons: Counter[str] = Counter()
    for seed in range(60):
        working = {kind: {path: f"{path} 0" for path in WRITES[kind]} for kind in KINDS}
        reference = Reference(working, dict(roles))
        walk = Walk(random.Random(seed), reference)
        status = dict.fromkeys(ArtifactKind, ArtifactStatus.DRAFT)
        for _ in range(250):
            move, kind, who = walk.next_step()
            known, rule = ArtifactKind(kind), "edit" if move in EDITS else move
            said, why = lifecycle.Move(rule), reference.refuses(move, kind, who)
            effective = in_force(reference)
            stale = staleness.tainted(effective, EDGES)
            assert {each for each in KINDS if reference.stale(each)} == set(stale), (seed, move, kind)
            assert gating.missing(kind, effective) == reference.missing(kind)
            chain = chain_of(reference)
            assert refused(partial(gates.require_open, chain, known)) is not reference.is_open(kind), (seed, move, kind)
            if reference.is_open(kind) and reference.versions[kind]:
                assert is_fresh(reference, kind) is reference.is_fresh(kind), (seed, move, kind)
            assert lifecycle.may(roles[who], said) is (why != "role")
            assert lifecycle.can(status[known], said) is (rule in MOVES[reference.status[kind]])
            assert lifecycle.moves_for(status[known], roles[who]) == [
                each for each in MOVES[reference.status[kind]] if roles[who] in MAY[each]
            ]
            walk.count(move, why)
            if why or (move == "restore" and not reference.versions[kind]):
                continue
            status[known] = lifecycle.after(status[known], said)
            assert status[known] == MOVES[reference.status[kind]][rule]
            reference.do(move, kind, who, number=walk.chance.randint(1, len(reference.versions[kind]) or 1))
            if move == "edit":
                path = walk.chance.choice(WRITES[kind])
                reference.wrote(kind, who, {path: f"{path} {walk.chance.randrange(3)}"})
            for other in ArtifactKind:
                system = {
                    ("approved", "flagged_for_review"): "flag", ("flagged_for_review", "approved"): "clear",
                }.get((status[other], reference.status[other]))  # fmt: skip
                if system:
                    status[other] = lifecycle.after(status[other], lifecycle.Move(system))
                    taken[system] += 1
            assert status == reference.status
        taken.update(walk.taken)
        reasons.update(walk.refused)
    assert sum(taken.values()) + sum(reasons.values()) >= 10_000
    assert set(taken) == {*ALL_MOVES, "flag", "clear"}
    assert min(taken.values()) > 20
    assert set(reasons) == REASONS
