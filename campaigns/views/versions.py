"""The versions of a stage: each one readable, any two compared, and one put back into the working copy."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.defaultfilters import date
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from campaigns import content
from campaigns.content import ContentError
from campaigns.domain import artifacts, comparison, consequences, decisions, reading
from campaigns.enums import ArtifactKind, ArtifactStatus, Decision
from campaigns.models import Approval, ArtifactVersion
from campaigns.views.page import StagePage
from tenants.errors import Refusal
from tenants.http import AgencyRequest

NOW, NOTHING = "now", "nothing"
"""What can be compared besides versions: the working copy, and a page on which nothing is written."""
STATES = {Decision.APPROVED: "approved", Decision.CHANGES_REQUESTED: "changes"}
"""Decision → state of the interface (docs/look/LOOK.md §6)."""


@login_required
@require_safe
def version(request: AgencyRequest, public_id: UUID, kind: ArtifactKind, number: int) -> HttpResponse:
    page = StagePage(request, public_id, kind)
    return _read(page, _numbered(page, number))


@login_required
@require_POST
def restore(request: AgencyRequest, public_id: UUID, kind: ArtifactKind, number: int) -> HttpResponse:
    page = StagePage(request, public_id, kind)
    found = _numbered(page, number)
    try:
        artifacts.restore(found, lock=page.lock, member=page.member)
    except ContentError:
        return _read(page, found, Refusal(f"{found} cannot be put back: its form has changed since it was written."))
    except Refusal as refusal:
        return _read(StagePage(request, public_id, kind), found, refusal)
    messages.success(request, f"The working copy says what {found} says. Nothing else has changed.")
    return redirect(page.address)


def _numbered(page: StagePage, number: int) -> ArtifactVersion:
    versions = ArtifactVersion.objects.select_related("artifact__engagement", "submitted_by", "last_editor")
    return get_object_or_404(versions, artifact=page.artifact, number=number)


def _read(page: StagePage, found: ArtifactVersion, refusal: Refusal | None = None) -> HttpResponse:
    decision = artifacts.decision_on(found)
    in_review = page.artifact.status == ArtifactStatus.IN_REVIEW
    context = {
        **page.frame(),
        **_ways(page, found),
        "version": found,
        "decision": decision,
        "decision_state": STATES[Decision(decision.decision)] if decision else "",
        "in_force": page.artifact.effective_id == found.pk,
        "waits": in_review and decision is None and found == decisions.newest(page.artifact),
        "same": found.content == page.artifact.content,
        "sections": reading.read(content.parse(page.kind, found.content)),
        "may_write": page.may_write,
        "why_not": page.why_not("restore it"),
        "reopening": page.reopening(),
        "lock": page.artifact.lock,
        "refusal": refusal,
    }
    status = refusal.status if refusal else 200
    return render(page.request, "workspace/engagement/version.html", context, status=status)


def _ways(page: StagePage, found: ArtifactVersion) -> dict[str, str]:
    compare, effective = page.way("compare"), page.artifact.effective
    older = effective if effective and effective.number != found.number else None
    first, second = sorted((found.number, older.number)) if older else (0, 0)
    return {
        "now_url": f"{compare}?before={found.number}&after={NOW}",
        "before_url": f"{compare}?before={first}&after={second}" if older else "",
        "before_label": f"Compare with v{older.number}, in force" if older else "",
        "restore_url": reverse("work:restore", args=[page.engagement.public_id, page.kind, found.number]),
        "restore_label": f"Restore v{found.number}",
    }


@dataclass(frozen=True)
class Pick:
    """One thing that can be compared, as a picker offers it; `sha256` is that of a version."""

    value: str
    label: str
    name: str
    sha256: str = ""


@login_required
@require_safe
def compare(request: AgencyRequest, public_id: UUID, kind: ArtifactKind) -> HttpResponse:
    """Any two versions, or one and the working copy; where nothing is asked for, what is in force and the working copy."""
    page = StagePage(request, public_id, kind)
    versions = {str(each.number): each for each in _headings(page)}
    picks = {pick.value: pick for pick in _picks(page, versions)}
    in_force = page.chain.effective.get(kind)
    before = picks.get(request.GET.get("before", ""), picks[str(in_force.number) if in_force else NOTHING])
    after = picks.get(request.GET.get("after", ""), picks[NOW])
    old, new = _contents(page, versions, before, after)
    changes = comparison.compare(old, new)
    as_sides = request.GET.get("as") == "sides"
    found = comparison.sides(old, new, changes) if as_sides else []
    waiting = versions.get(after.value) if page.artifact.status == ArtifactStatus.IN_REVIEW else None
    context = {
        **page.frame(),
        "picks": list(picks.values()),
        "before": before,
        "after": after,
        "as_sides": as_sides,
        "changes": changes,
        "sides": found,
        "told": comparison.sentence(changes),
        "total": comparison.count_fields(old, new),
        "alike": [side for side in found if not side.changes],
        **_views(page, before, after),
        "follows": _follows(page, waiting) if waiting and waiting == next(iter(versions.values())) else [],
    }
    return render(request, "workspace/engagement/compare.html", context)


def _views(page: StagePage, before: Pick, after: Pick) -> dict[str, str]:
    """The same comparison in its two shapes, and the page of its older version."""
    here = f"{page.way('compare')}?before={before.value}&after={after.value}"
    number = before.value if before.sha256 else ""
    version_url = reverse("work:version", args=[page.engagement.public_id, page.kind, number]) if number else ""
    return {
        "words_url": f"{here}&as=words",
        "sides_url": f"{here}&as=sides",
        "version_url": f"{version_url}#restore" if number else "",
        "version_label": f"Restore v{number}…" if page.may_write else f"Read v{number}",
    }


def _headings(page: StagePage) -> list[ArtifactVersion]:
    """All versions without their content, newest first."""
    return list(ArtifactVersion.objects.filter(artifact=page.artifact).defer("content").order_by("-number"))


def _picks(page: StagePage, versions: dict[str, ArtifactVersion]) -> list[Pick]:
    decided = dict(Approval.objects.filter(version__in=versions.values()).values_list("version_id", "decision"))
    found = [Pick(NOW, "The working copy", "The working copy")]
    for value, each in versions.items():
        word = "in force" if each.pk == page.artifact.effective_id else _word(page, each, decided.get(each.pk))
        found.append(
            Pick(value, f"v{value}, {word}, {date(each.created_at, 'j M Y')}", f"v{value}", each.content_sha256)
        )
    return [*found, Pick(NOTHING, "Nothing written", "Nothing")]


def _word(page: StagePage, version: ArtifactVersion, decision: str | None) -> str:
    if decision:
        return Decision(decision).label.lower()
    return "in review" if page.artifact.status == ArtifactStatus.IN_REVIEW else "withdrawn"


def _contents(
    page: StagePage, versions: dict[str, ArtifactVersion], *picks: Pick
) -> tuple[content.Content, content.Content]:
    wanted = [versions[pick.value].pk for pick in picks if pick.value in versions]
    stored: dict[str, Any] = {
        str(number): data
        for number, data in ArtifactVersion.objects.filter(pk__in=wanted).values_list("number", "content")
    }
    stored |= {NOW: page.artifact.content, NOTHING: content.dump(content.empty(page.kind))}
    old, new = (content.parse(page.kind, stored[pick.value]) for pick in picks)
    return old, new


def _follows(page: StagePage, waiting: ArtifactVersion) -> list[consequences.Consequence]:
    """What approving the version in review makes of the stages after it."""
    found = decisions.newest(page.artifact)
    return [each for each in consequences.of_approving(found or waiting, page.chain) if each.state == "stale"]
