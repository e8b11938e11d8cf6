"""What changed since the pack that the client had before, in words: a section of the pack, and the same lines for its pages."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Self

from campaigns.enums import ArtifactKind
from delivery.compose.inputs import Inputs
from delivery.compose.parts import Topics, defs, paras, topic
from delivery.compose.since import Decided, Outcome, Part, Since, Stage
from delivery.document import Definition
from delivery.language import wording


@dataclass(frozen=True)
class Told:
    """What a reader is told: in a few short sentences what changed and what did not; then what is another in the pack as a
    whole and, in the order of the chain, in each stage, with a line for each part of it."""

    title: str
    lead: str
    lines: tuple[Definition, ...]

    @classmethod
    def of(cls, since: Since) -> Self:
        return cls(wording().changed_since(since.number), _lead(since), (*_whole(since), *_stages(since)))


def standfirst(inputs: Inputs) -> str:
    told = _told(inputs)
    return told.lead if told and told.lines else ""


def topics(inputs: Inputs) -> Topics:
    told = _told(inputs)
    if told is None:
        return ()
    if not told.lines:
        return topic(wording().unchanged, paras((told.lead,)), start="flow")
    return topic(wording().changes, defs(told.lines), start="flow", summary=told.lead)


def _told(inputs: Inputs) -> Told | None:
    return Told.of(inputs.frame.since) if inputs.frame.since else None


def _lead(since: Since) -> str:
    if since.says_nothing:
        return wording().nothing_changed(since.number)
    kinds = {outcome: [stage.kind for stage in since.stages if stage.outcome is outcome] for outcome in Outcome}
    as_before = [kind for kind in ArtifactKind if kind in (*since.same, *kinds[Outcome.AGAIN])]
    told = (kinds[Outcome.CHANGED], kinds[Outcome.ADDED], kinds[Outcome.LEFT_OUT], as_before)
    return wording().changed_lead(since.number, *([wording().kinds[kind] for kind in group] for group in told))


# The pack as a whole


def _whole(since: Since) -> Iterator[Definition]:
    for name in since.names:
        yield Definition(wording().names[name.what], wording().renamed(name.before, name.now))
    if since.look:
        yield Definition(wording().look, wording().look_moved(*since.look))
    for decided in since.decisions:
        yield Definition(wording().checks[decided.check], _decision(decided))


def _decision(decided: Decided) -> str:
    if not decided.reason:
        return wording().signed_off_anew(decided.before, decided.now)
    return wording().let_pass(decided.now, decided.reason) if decided.now else wording().passes_now(decided.before)


# Stages


def _stages(since: Since) -> Iterator[Definition]:
    for stage in since.stages:
        yield Definition(wording().kinds[stage.kind], "\n".join(_stage(stage, since.number)))


def _stage(stage: Stage, earlier: int) -> Iterator[str]:
    yield _version(stage, earlier)
    for part in stage.parts:
        yield wording().part(wording().title((), part.title), list(_phrases(part)))


def _version(stage: Stage, earlier: int) -> str:
    match stage.outcome, stage.before, stage.now, stage.approved:
        case Outcome.ADDED, None, int(now), (day, by):
            return wording().added_version(now, day, by)
        case Outcome.AGAIN, int(), int(now), (day, by):
            return wording().same_again(now, day, by)
        case Outcome.CHANGED, int(before), int(now), (day, by):
            return wording().new_version(before, now, day, by)
        case Outcome.LEFT_OUT, int(before), None, None:
            return wording().left_out(earlier, before)
    raise ValueError(f"{stage.kind.label} says neither what it was nor what it is.")


def _phrases(part: Part) -> Iterator[str]:
    for change in part.changes:
        about = wording().about(change.name, change.title, change.row, change.of)
        yield wording().difference(about, change.how, change.words)
    if part.more:
        yield wording().more(part.more)
