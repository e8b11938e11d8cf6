"""Which versions in force rest on something that has moved on (docs/domain.md §1.6)."""

from campaigns.domain import gating
from campaigns.domain.gates import Chain
from campaigns.enums import ArtifactKind


def reasons(chain: Chain) -> dict[ArtifactKind, list[str]]:
    """Sentences for each stale kind, in chain order. Drawn from what each version was written on and what is in force now, so
    the same words approved again under a new number make nothing stale, and words that are taken back clear what they did."""
    found: dict[ArtifactKind, list[str]] = {}
    for kind in chain.effective:
        if sentences := [said for upstream in gating.UPSTREAM[kind] if (said := _reason(chain, kind, upstream, found))]:
            found[kind] = sentences
    return found


def _reason(chain: Chain, kind: ArtifactKind, upstream: ArtifactKind, stale: dict[ArtifactKind, list[str]]) -> str:
    written_on, now = chain.effective[kind].sources[upstream.value], chain.effective[upstream]
    if written_on["content_sha256"] != now.content_sha256:
        return f"{upstream.label} v{now.number} replaced v{written_on['number']}, on which this was written."
    return f"{upstream.label} is stale, and this rests on it." if upstream in stale else ""
