"""Which versions in force rest on something that has moved on, field by field (docs/domain.md §1.6)."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from campaigns.domain import hydration
from campaigns.domain.gates import Chain
from campaigns.domain.hydration import EDGES, Edge
from campaigns.enums import ArtifactKind
from campaigns.models import ArtifactVersion

MAX_TITLES = 5
"""Fields that one sentence names."""


@dataclass(frozen=True)
class InForce:
    """A version: its number, its content, and the versions it was written on as (number, content)."""

    number: int
    content: Mapping[str, Any]
    sources: Mapping[ArtifactKind, tuple[int, Mapping[str, Any]]]


@dataclass(frozen=True)
class Taint:
    """Why a field is stale: field `path` of `source` is not what it was in version `since`, or, without it, is stale itself."""

    source: ArtifactKind
    path: str
    since: int | None


def tainted(
    in_force: Mapping[ArtifactKind, InForce], edges: Collection[Edge] = EDGES
) -> dict[ArtifactKind, dict[str, set[Taint]]]:
    """The stale fields of each version in force, given in chain order. A field is stale when what it was drawn from is another
    now, or is stale itself. The same words under a new number make nothing stale; words that are taken back clear what they did."""
    found: dict[ArtifactKind, dict[str, set[Taint]]] = {}
    for kind, version in in_force.items():
        stale: dict[str, set[Taint]] = {}
        for edge in edges:
            if edge.kind != kind or edge.source not in in_force:
                continue
            for path, taint in _through(edge, version, in_force[edge.source], found.get(edge.source, {})):
                stale.setdefault(path, set()).add(taint)
        if stale:
            found[kind] = stale
    return found


def _through(edge: Edge, version: InForce, now: InForce, stale: Collection[str]) -> list[tuple[str, Taint]]:
    moved: list[str] = []
    since = None
    if edge.source in version.sources:
        since, written_on = version.sources[edge.source]
        moved = edge.moved(written_on, now.content)
    reached = [path for path in stale if edge.reads(path) and path not in moved]
    return [
        *((edge.lands(path), Taint(edge.source, path, since)) for path in moved),
        *((edge.lands(path), Taint(edge.source, path, None)) for path in reached),
    ]


def reasons(in_force: Mapping[ArtifactKind, InForce]) -> dict[ArtifactKind, list[str]]:
    """Sentences for each stale kind, in chain order."""
    return {kind: _sentences(kind, fields) for kind, fields in tainted(in_force).items()}


def impact(
    before: Mapping[ArtifactKind, InForce], after: Mapping[ArtifactKind, InForce]
) -> dict[ArtifactKind, list[str]]:
    """What the step from `before` to `after` does: the kinds whose reasons it changes, with their new reasons; none, if it
    clears them."""
    was, will = reasons(before), reasons(after)
    return {kind: will.get(kind, []) for kind in after if will.get(kind, []) != was.get(kind, [])}


def moved(kind: ArtifactKind, now: Mapping[ArtifactKind, InForce]) -> dict[ArtifactKind, list[str]]:
    """The fields upstream, by kind, that the version of `kind` was drawn from and that are others now."""
    found: dict[ArtifactKind, list[str]] = {}
    for edge in hydration.edges_into(kind):
        _, written_on = now[kind].sources[edge.source]
        if paths := edge.moved(written_on, now[edge.source].content):
            found[edge.source] = [*found.get(edge.source, []), *paths]
    return found


def snapshot(chain: Chain, *also: ArtifactVersion) -> dict[ArtifactKind, InForce]:
    """What is in force, with what it was written on: at most one query. Each of `also` stands in for its kind."""
    versions = chain.effective | {ArtifactKind(version.artifact.kind): version for version in also}
    contents = {version.content_sha256: version.content for version in chain.effective.values()}
    named = {source["content_sha256"] for version in versions.values() for source in version.sources.values()}
    if unread := named - set(contents):
        rows = ArtifactVersion.objects.filter(artifact__in=chain.artifacts.values(), content_sha256__in=unread)
        contents |= dict(rows.values_list("content_sha256", "content"))
    return {kind: _in_force(versions[kind], contents) for kind in ArtifactKind if kind in versions}


def _in_force(version: ArtifactVersion, contents: Mapping[str, Mapping[str, Any]]) -> InForce:
    sources = {
        ArtifactKind(kind): (source["number"], contents[source["content_sha256"]])
        for kind, source in version.sources.items()
    }
    return InForce(version.number, version.content, sources)


def _sentences(kind: ArtifactKind, stale: Mapping[str, set[Taint]]) -> list[str]:
    """One for each kind upstream that moved on, one for each that is stale itself."""
    taints = {taint for found in stale.values() for taint in found}
    moved_on = {(taint.source, taint.path) for taint in taints if taint.since is not None}
    said = []
    for source in ArtifactKind:
        own = [taint for taint in taints if taint.source == source]
        if since := {taint.since for taint in own if taint.since is not None}:
            paths = [taint.path for taint in own if taint.since is not None]
            said.append(f"{kind.label} uses {listed(source, paths)} of {source.label}, changed since v{min(since)}.")
        if stale_itself := [t.path for t in own if t.since is None and (source, t.path) not in moved_on]:
            said.append(f"{kind.label} uses {listed(source, stale_itself)} of {source.label}, which is stale.")
    return said


def listed(kind: ArtifactKind, paths: Collection[str]) -> str:
    """``“Core promise”, “Tone” and 3 more``, in the order of the form."""
    order = list(hydration._names(kind))
    plain = dict.fromkeys(path.partition("[]")[0] for path in paths)
    titles = [f"“{hydration.title(kind, path)}”" for path in sorted(plain, key=order.index)]
    shown, more = titles[:MAX_TITLES], len(titles) - MAX_TITLES
    if more > 0:
        return f"{', '.join(shown)} and {more} more"
    return " and ".join(filter(None, (", ".join(shown[:-1]), shown[-1])))
