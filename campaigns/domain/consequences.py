"""What a decision brings about, said before it is taken: here, and on the floors above, which register what they know."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from campaigns.domain import gates, gating, staleness
from campaigns.enums import ArtifactKind
from campaigns.models import Artifact, ArtifactVersion


@dataclass(frozen=True)
class Consequence:
    """`state` is one of the interface's (docs/look/LOOK.md §6); `url` leads to what is affected."""

    state: str
    text: str
    url: str = ""


Source = Callable[[ArtifactVersion], Iterable[Consequence]]
_sources: list[Source] = []


def register(source: Source) -> Source:
    """Ask `source` what becomes of its things when other content than this version, which is in force, is approved. Higher
    floors register from their AppConfig; a source is asked once, however often it is registered."""
    if source not in _sources:
        _sources.append(source)
    return source


def consequences_of(version: ArtifactVersion) -> list[Consequence]:
    """What higher floors made from this version."""
    return [consequence for source in _sources for consequence in source(version)]


def of_approving(version: ArtifactVersion, chain: gates.Chain | None = None) -> list[Consequence]:
    """What happens when this version is approved. `chain` spares a query where the caller has it."""
    chain = chain or gates.chain(version.artifact.engagement)
    kind = ArtifactKind(version.artifact.kind)
    said = [Consequence("approved", f"{version} is in force.")]
    said += [Consequence("draft", f"{stage.capitalize()} opens.") for stage in chain.opens(kind)]
    before, after = staleness.snapshot(chain), staleness.snapshot(chain, version)
    for each, reasons in staleness.impact(before, after).items():
        label = f"{each.label} v{after[each].number}"
        if reasons and each != kind:
            said.append(Consequence("stale", f"{label} becomes stale. {' '.join(reasons)}"))
        elif each != kind:
            said.append(Consequence("approved", f"{label} is no longer stale."))
    in_force = chain.effective.get(kind)
    if in_force is not None and in_force.content_sha256 != version.content_sha256:
        said += consequences_of(in_force)
    return said


def of_editing(artifact: Artifact, chain: gates.Chain | None = None) -> list[Consequence]:
    """What it means to write on a stage that has a version in force. `chain` as above."""
    if artifact.effective is None:
        return []
    chain = chain or gates.chain(artifact.engagement)
    resting = [other for other in gating.downstream(ArtifactKind(artifact.kind)) if other in chain.effective]
    said = [Consequence("approved", f"{artifact.effective} stays in force until a newer version is approved.")]
    if resting:
        what = f"{gates.listed(resting)} {'rests' if len(resting) == 1 else 'rest'} on it"
        said.append(Consequence("stale", f"{what}: what draws on a field that you change becomes stale then."))
    return said + consequences_of(artifact.effective)
