import pytest

from campaigns.domain.gating import DELIVERY, OPTIONAL_IN_DELIVERY, UPSTREAM, downstream, missing
from campaigns.enums import ArtifactKind

INTAKE, STRATEGY, CREATIVES, EXECUTION, MONITORING = ArtifactKind


@pytest.mark.parametrize(
    ("stage", "needed"),
    [
        (INTAKE, []),
        (STRATEGY, [INTAKE]),
        (CREATIVES, [STRATEGY]),
        (EXECUTION, [STRATEGY, CREATIVES]),
        (MONITORING, [EXECUTION]),
        (DELIVERY, [INTAKE, STRATEGY, CREATIVES, EXECUTION]),
    ],
)
def test_a_stage_waits_for_what_it_needs_and_nothing_else(stage: str, needed: list[ArtifactKind]) -> None:
    assert missing(stage, []) == needed
    assert missing(stage, needed) == []
    for kind in needed:
        assert missing(stage, [other for other in ArtifactKind if other is not kind]) == [kind]
    assert missing(stage, [other for other in ArtifactKind if other not in needed]) == needed


def test_delivery_does_not_wait_for_monitoring() -> None:
    assert OPTIONAL_IN_DELIVERY == (MONITORING,)
    assert MONITORING not in UPSTREAM[DELIVERY]


@pytest.mark.parametrize(
    ("kind", "resting"),
    [
        (INTAKE, [STRATEGY, CREATIVES, EXECUTION, MONITORING]),
        (STRATEGY, [CREATIVES, EXECUTION, MONITORING]),
        (CREATIVES, [EXECUTION, MONITORING]),
        (EXECUTION, [MONITORING]),
        (MONITORING, []),
    ],
)
def test_a_change_reaches_everything_that_rests_on_it(kind: ArtifactKind, resting: list[ArtifactKind]) -> None:
    assert downstream(kind) == resting


def test_a_kind_rests_only_on_kinds_before_it() -> None:
    order = list(ArtifactKind)
    for kind in order:
        assert [needed for needed in UPSTREAM[kind] if order.index(needed) >= order.index(kind)] == []
