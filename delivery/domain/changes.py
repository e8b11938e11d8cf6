"""What changed since the pack that the client had before: which pack that is, and what the new one says otherwise.

Both sides are on record for good: an earlier pack's manifest names its versions, and a version is written once.
"""

from collections.abc import Collection, Iterator, Mapping
from typing import Any, Literal

from campaigns import content
from campaigns.content import FieldSpec
from campaigns.domain import reading
from campaigns.domain.brands import InForce
from campaigns.domain.comparison import Budget, Change, Side, compare, cut, sides
from campaigns.enums import ArtifactKind
from campaigns.models import ArtifactVersion, Engagement
from delivery.compose import since
from delivery.compose.changes import Told
from delivery.compose.since import Since
from delivery.compose.values import printed
from delivery.domain.inputs import Included, Selection, decider, zone
from delivery.domain.preflight import Finding
from delivery.language import speaking, wording
from delivery.language.english import capital
from delivery.models import Pack
from delivery.theme import language_of
from tenants.models import Agency

MOST = 12
"""Changes of one stage that are told; the rest is counted."""
NAMES: tuple[Literal["client", "campaign", "engagement"], ...] = ("client", "campaign", "engagement")

Had = Mapping[ArtifactKind, dict[str, Any]]
"""What an earlier pack held: kind → its entry in the manifest."""
Contents = Mapping[ArtifactKind, dict[str, Any]]


def names_of(engagement: Engagement) -> dict[str, str]:
    """Names that a pack prints, as they are now."""
    campaign = engagement.campaign
    return dict(zip(NAMES, (campaign.client.name, campaign.name, engagement.name), strict=True))


def of(pack: Pack) -> Since | None:
    """What the pack says changed since the one before it; None where there is none."""
    return Since.of(pack.changes) if pack.changes is not None else None


def earlier(engagement: Engagement, *, below: int | None = None) -> Pack | None:
    """The newest pack of the engagement that its client has had: published now or once, with a number below this."""
    had = Pack.objects.filter(engagement=engagement, published_at__isnull=False)
    if below is not None:
        had = had.filter(number__lt=below)
    found: Pack | None = had.order_by("-number").first()
    return found


def told(before: Pack, selection: Selection, findings: Collection[Finding]) -> Since:
    """What a pack of this selection says otherwise than the one before, its values in the client's language. At most one
    query."""
    with speaking(language_of(selection.engagement.campaign.client.locale)):
        return _told(before, selection, findings)


def _told(before: Pack, selection: Selection, findings: Collection[Finding]) -> Since:
    assert before.manifest is not None  # what was published was built
    had = {ArtifactKind(row["type"]): row for row in before.manifest["included_artifacts"]}
    now = {item.kind: item for item in selection.included}
    older = _contents(selection, had)
    return Since(
        number=before.number,
        stages=tuple(_stages(had, now, older, selection.agency)),
        same=tuple(kind for kind in now if kind in had and now[kind].version.number == had[kind]["version"]),
        names=tuple(_renamed(before, selection.engagement)),
        look=_look(before.manifest["branding"], selection.brand),
        decisions=tuple(_decisions(before.manifest, findings, selection.agency)),
    )


# Stages


def _contents(selection: Selection, had: Had) -> Contents:
    """What the earlier pack said of the kinds that have other words in this one."""
    rewritten = {
        (item.kind.value, had[item.kind]["version"]): had[item.kind]["content_sha256"]
        for item in selection.included
        if item.kind in had and had[item.kind]["content_sha256"] != item.version.content_sha256
    }
    found = ArtifactVersion.objects.filter(
        artifact__engagement=selection.engagement, content_sha256__in=rewritten.values()
    ).values_list("artifact__kind", "number", "content")
    return {ArtifactKind(kind): words for kind, number, words in found if (kind, number) in rewritten}


def _stages(had: Had, now: Mapping[ArtifactKind, Included], older: Contents, agency: Agency) -> Iterator[since.Stage]:
    for kind in ArtifactKind:
        before = had.get(kind)
        if kind not in now:
            yield from [since.Stage(kind, before["version"], None)] if before else []
        elif not before or before["version"] != now[kind].version.number:
            yield _stage(now[kind], before, older.get(kind), agency)


def _stage(item: Included, before: dict[str, Any] | None, older: dict[str, Any] | None, agency: Agency) -> since.Stage:
    approval, version = item.approval, item.version
    changed = parts(item.kind, older, version.content) if older is not None else ()
    return since.Stage(
        kind=item.kind,
        before=before["version"] if before else None,
        now=version.number,
        approved=(approval.created_at.astimezone(zone(agency)).date(), decider(approval, agency)),
        again=before is not None and not changed,  # confirmed: at most what only the house sees is another
        parts=changed,
    )


def parts(kind: ArtifactKind, older: dict[str, Any], newer: dict[str, Any]) -> tuple[since.Part, ...]:
    """What one content says otherwise than the other, part by part; nothing where only internal fields differ."""
    before, after = content.parse(kind, older), content.parse(kind, newer)
    # A pack says that a text was rewritten, not how: nothing is spent on single words.
    found = sides(before, after, compare(before, after, Budget(pairs=0)))
    changed = [side for side in found if side.changes]
    return tuple(map(_part, changed, shares([len(side.changes) for side in changed])))


def _part(side: Side, share: int) -> since.Part:
    return since.Part(side.title, tuple(map(_change, side.changes[:share])), len(side.changes) - share)


def _change(change: Change) -> since.Change:
    spec, old, new = change.values or (None, None, None)
    words = f"{_value(spec, old)} → {_value(spec, new)}" if spec else ""
    of = change.where.rpartition(", ")[2] if change.item else ""
    return since.Change(change.name, cut(change.title), change.how, words, cut(change.row), of)


def _value(spec: FieldSpec, value: Any) -> str:
    """As the pack prints it; a tick, which it prints by its title alone, as yes or no."""
    return reading.shown(spec, value) if isinstance(value, bool) else printed(spec.widget, value)


def shares(counts: list[int]) -> list[int]:
    """How many of so many changes each part tells: in turn, until `MOST` are told. Each part tells one."""
    told = [min(count, 1) for count in counts]
    while sum(told) < min(MOST, sum(counts)):
        for place, count in enumerate(counts):
            if told[place] < count and sum(told) < MOST:
                told[place] += 1
    return told


# The pack as a whole


def _renamed(before: Pack, engagement: Engagement) -> Iterator[since.Renamed]:
    now = names_of(engagement)
    said = before.inputs.get("said", {})
    was = now | {what: said[what][1] for what in NAMES if what in said}  # as `inputs.select` recorded them
    for what in NAMES:
        if was[what] != now[what]:
            yield since.Renamed(what, was[what], now[what])


def _look(branding: dict[str, Any], brand: InForce | None) -> tuple[since.Look, since.Look] | None:
    before = (branding["version"], branding.get("client_version"))
    now = (brand.agency.version, brand.own.version if brand.own else None) if brand else before
    return (before, now) if before != now else None


def _decisions(manifest: dict[str, Any], findings: Collection[Finding], agency: Agency) -> Iterator[since.Decided]:
    for finding in findings:
        signed = manifest["check_evidence"][finding.key].get("sign_off")
        if signed and finding.sign_off and _who(signed) != decider(finding.sign_off, agency):
            yield since.Decided(finding.key, _who(signed), decider(finding.sign_off, agency))
        yield from _waived(finding, manifest["waivers"].get(finding.key), agency)


def _waived(finding: Finding, then: dict[str, Any] | None, agency: Agency) -> Iterator[since.Decided]:
    before = _who(then) if then else ""
    if waiver := finding.waiver:
        now = decider(waiver, agency)
        if not then or (before, then["reason"]) != (now, waiver.reason):
            yield since.Decided(finding.key, before, now, waiver.reason)
    elif then and finding.passed:
        yield since.Decided(finding.key, before, "", then["reason"])


def _who(decision: dict[str, Any]) -> str:
    """Who decided, as a manifest names them: the role where it gives no name."""
    return decision["by"] or capital(wording().role(decision["role"]))


# On pages


def read(pack: Pack) -> Told | None:
    """What the pack says of it, for its pages."""
    since = of(pack)
    return Told.of(since) if since else None


def preview(selection: Selection, findings: Collection[Finding]) -> Told | None:
    """What a pack ordered now would say. At most two queries."""
    before = earlier(selection.engagement)
    return Told.of(told(before, selection, findings)) if before else None
