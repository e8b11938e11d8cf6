"""The engagement's board: the chain at a glance, and who waits for whom."""

from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from campaigns.domain import boards, consequences, documents, engagements, gates, gating, lifecycle, stages
from campaigns.domain.consequences import Consequence
from campaigns.domain.lifecycle import Move
from campaigns.domain.stages import Stage
from campaigns.enums import ArtifactKind, ArtifactStatus
from campaigns.models import ArtifactVersion, Engagement
from tenants import activity, roles, subjects
from tenants.http import AgencyRequest, member_of
from tenants.models import Membership, Role

ACTIVITY = 6  # entries on the board


@login_required
@require_safe
def board(request: AgencyRequest, public_id: UUID) -> HttpResponse:
    engagement = engagement_of(public_id)
    chain = gates.chain(engagement)
    member = member_of(request)
    rail = rail_of(engagement, chain, member)
    context = {
        **frame(engagement),
        "rail": rail,
        "next_step": next((row for row in rail if row["next_step"]), None),
        "waiting": [row for row in rail if row["stage"].waits or row["stage"].state == "stale"],
        "decisions": _decisions(chain),
        "packs": boards.packs(engagement),
        "lines": _activity(engagement, member),
        "may_edit": roles.may_edit(member),
        "delivery_url": rail[-1]["url"],
    }
    return render(request, "workspace/engagement/board.html", context)


@login_required
@require_safe
def artifacts_file(request: AgencyRequest, public_id: UUID) -> JsonResponse:
    """All artifacts of an engagement, as the page of evidence offers them to those who read it."""
    roles.require(Role.ADMIN, member_of(request), "export the artifacts of an engagement")
    engagement = engagement_of(public_id)
    headers = {
        "Content-Disposition": f'attachment; filename="artifacts_{str(engagement.public_id)[:8]}.json"',
        "Cache-Control": "private, no-store",
    }
    written = documents.export_engagement(engagement)
    return JsonResponse(written, json_dumps_params={"indent": 1, "ensure_ascii": False}, headers=headers)


def _decisions(chain: gates.Chain) -> list[tuple[ArtifactVersion, list[Consequence]]]:
    """What waits for a decision, each with what its approval would bring about."""
    waiting = [artifact for artifact in chain.artifacts.values() if artifact.status == ArtifactStatus.IN_REVIEW]
    newest = ArtifactVersion.objects.filter(artifact__in=[artifact.pk for artifact in waiting]).order_by("number")
    versions = {version.artifact_id: version for version in newest.select_related("artifact__engagement")}
    return [(version, consequences.of_approving(version, chain)) for version in versions.values()]


def _activity(engagement: Engagement, member: Membership) -> list[activity.Line]:
    subject = subjects.find(str(engagement.public_id))
    return activity.tell(activity.entries(member, subject=subject)[:ACTIVITY], places=False)


def engagement_of(public_id: UUID) -> Engagement:
    found: Engagement = get_object_or_404(Engagement.objects.select_related("campaign__client"), public_id=public_id)
    return found


def frame(engagement: Engagement) -> dict[str, Any]:
    """What every page of an engagement says about it."""
    campaign = engagement.campaign
    return {
        "engagement": engagement,
        "campaign": campaign,
        "client": campaign.client,
        "crumbs": [("Campaigns", reverse("work:campaigns"))],
        "put_away": engagements.put_away(engagement),
        "board_url": reverse("work:board", args=[engagement.public_id]),
    }


def rail_of(engagement: Engagement, chain: gates.Chain, member: Membership, current: str = "") -> list[dict[str, Any]]:
    """The chain with the address of each stage, empty where this member has no page of it, and what they would do there."""
    return [
        {
            "stage": stage,
            "url": _address(engagement, stage, member),
            "current": stage.kind == current,
            "next_step": "" if engagements.put_away(engagement) else _next_step(chain, stage, member),
            "next_url": _next_address(engagement, stage, member),
            "missing": [
                {"label": kind.label, "url": reverse("work:stage", args=[engagement.public_id, kind.value])}
                for kind in stage.missing
            ],
        }
        for stage in stages.stages(chain)
    ]


def _address(engagement: Engagement, stage: Stage, member: Membership) -> str:
    if stage.kind == gating.DELIVERY:
        return stages.delivery_page(engagement, member)
    return reverse("work:stage", args=[engagement.public_id, stage.kind])


def _next_address(engagement: Engagement, stage: Stage, member: Membership) -> str:
    """Where a stage goes on: what waits for a decision, at the decision."""
    if stage.kind != gating.DELIVERY and stage.state == "review":
        return reverse("work:decide", args=[engagement.public_id, stage.kind])
    return _address(engagement, stage, member)


def _next_step(chain: gates.Chain, stage: Stage, member: Membership) -> str:
    """What this member would do at the stage next, in words for a button; empty where nothing is theirs to do."""
    if stage.kind == gating.DELIVERY:
        return "Build a pack" if stage.state == "draft" and lifecycle.may(member.role, Move.APPROVE) else ""
    if stage.missing:
        return ""
    status = ArtifactStatus(chain.artifacts[ArtifactKind(stage.kind)].status)
    if status is ArtifactStatus.IN_REVIEW:
        return f"Decide on {stage.label}" if lifecycle.may(member.role, Move.APPROVE) else ""
    if status in ArtifactStatus.with_author() and lifecycle.may(member.role, Move.EDIT):
        return f"Write {stage.label}" if status is ArtifactStatus.DRAFT else f"Go on with {stage.label}"
    return ""
