"""The chain: what must be approved before a stage opens, and what depends on it (docs/domain.md §1.5).

A stage counts as approved when it has an effective version, whatever the status of its working copy.
"""

from collections.abc import Collection

from campaigns.enums import ArtifactKind

DELIVERY = "delivery"
"""The last stage. It is not an artifact: a pack is made from effective versions."""

UPSTREAM: dict[str, tuple[ArtifactKind, ...]] = {
    ArtifactKind.INTAKE: (),
    ArtifactKind.STRATEGY: (ArtifactKind.INTAKE,),
    ArtifactKind.CREATIVES: (ArtifactKind.STRATEGY,),
    ArtifactKind.EXECUTION: (ArtifactKind.STRATEGY, ArtifactKind.CREATIVES),
    ArtifactKind.MONITORING: (ArtifactKind.EXECUTION,),
    DELIVERY: (ArtifactKind.INTAKE, ArtifactKind.STRATEGY, ArtifactKind.CREATIVES, ArtifactKind.EXECUTION),
}
"""Stage → kinds that need an effective version."""

OPTIONAL_IN_DELIVERY = (ArtifactKind.MONITORING,)
"""Included in a pack when it has an effective version, and not waited for."""


def missing(stage: str, effective: Collection[ArtifactKind]) -> list[ArtifactKind]:
    """Return the kinds that ``stage`` still waits for, in chain order; empty means that it is open.

    ``stage`` is an ArtifactKind or ``DELIVERY``; ``effective`` holds the kinds with an effective version.
    """
    return [kind for kind in UPSTREAM[stage] if kind not in effective]


def downstream(kind: ArtifactKind) -> list[ArtifactKind]:
    """Return every kind that rests on ``kind``, directly or through another, in chain order."""
    reached = {kind}
    for candidate in ArtifactKind:
        if reached.intersection(UPSTREAM[candidate]):
            reached.add(candidate)
    return [candidate for candidate in ArtifactKind if candidate in reached and candidate is not kind]
