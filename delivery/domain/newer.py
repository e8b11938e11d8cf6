"""What was approved after a pack was made: it stays as it is, and says so."""

from collections.abc import Collection
from dataclasses import dataclass

from campaigns.enums import ArtifactKind
from campaigns.models import Artifact
from delivery.enums import PackState
from delivery.models import Pack

OFFERED = (PackState.READY, PackState.PUBLISHED)
"""Packs that a client has or may be given next. Of the others nobody expects that they are up to date."""


@dataclass(frozen=True)
class Newer:
    """A kind whose version in force is newer than the one that the pack holds."""

    kind: ArtifactKind
    held: int
    in_force: int

    def __str__(self) -> str:
        return f"{self.kind.label} v{self.in_force} is approved; the pack holds v{self.held}."


def since(packs: Collection[Pack]) -> dict[int, list[Newer]]:
    """Primary key of a pack → what is newer than what it holds, in chain order; packs without are left out. The same words,
    confirmed under another number, are nothing newer. One query."""
    offered = [(pack, pack.manifest["included_artifacts"]) for pack in packs if pack.state in OFFERED and pack.manifest]
    in_force = _in_force({pack.engagement_id for pack, _ in offered})
    found = {
        pack.pk: [
            Newer(ArtifactKind(item["type"]), item["version"], number)
            for item in included
            for number, words in [in_force.get((pack.engagement_id, item["type"]), (0, ""))]
            if number > item["version"] and words != item["content_sha256"]
        ]
        for pack, included in offered
    }
    return {pack: newer for pack, newer in found.items() if newer}


def _in_force(engagements: Collection[int]) -> dict[tuple[int, str], tuple[int, str]]:
    """Engagement's primary key and kind → number and digest of the version in force."""
    approved = Artifact.objects.filter(engagement__in=engagements, effective__isnull=False)
    rows = approved.values_list("engagement_id", "kind", "effective__number", "effective__content_sha256")
    return {(engagement, kind): (number, words) for engagement, kind, number, words in rows}
