"""The page on which a member decides about the version in review. Everybody reads it; a decision is bound to the hash it shows."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from campaigns.domain import artifacts, decisions, lifecycle
from campaigns.domain.lifecycle import Move
from campaigns.enums import ArtifactKind
from campaigns.forms import DecisionForm
from campaigns.models import ArtifactVersion
from campaigns.views.page import StagePage
from tenants.errors import Refusal
from tenants.held import keeps_typing
from tenants.http import AgencyRequest


@keeps_typing
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def decide(request: AgencyRequest, public_id: UUID, kind: ArtifactKind) -> HttpResponse:
    page = StagePage(request, public_id, kind)
    version = decisions.asked_for(page.artifact, seen=request.POST.get("seen", ""))
    if version is None:
        return _nothing(page)
    report = decisions.report_of(version)
    if request.method != "POST":
        return _shown(page, version, DecisionForm(report=report))
    form, refusal = DecisionForm(request.POST, report=report), None
    if form.is_valid():
        try:
            form.decide(version, page.member)
        except Refusal as error:
            refusal = error
        else:
            messages.success(request, form.done(version))
            return redirect("work:board", public_id)
    return _again(StagePage(request, public_id, kind), version, form, refusal)


def _again(page: StagePage, read: ArtifactVersion, form: DecisionForm, refusal: Refusal | None) -> HttpResponse:
    """The page after a press that decided nothing. Where something else waits by now, it is that which is shown, after what
    changed since; the comment is kept, the ticks are not: they were about other words."""
    now = decisions.newest(page.artifact) or read
    if now.content_sha256 == read.content_sha256:
        changes = decisions.between(page.kind, read.content, page.artifact.content) if refusal else []
        return _shown(page, now, form, refusal=refusal, changes=changes)
    form = DecisionForm(initial={"comment": form.data.get("comment", "")}, report=decisions.report_of(now))
    changes = decisions.between(page.kind, read.content, now.content)
    return _shown(page, now, form, refusal=refusal, read=read, changes=changes)


def _shown(page: StagePage, version: ArtifactVersion, form: DecisionForm, **given: Any) -> HttpResponse:
    """`given`: `refusal`, `read`, the version that was opened where it is another, and `changes` since."""
    refusal = given.get("refusal")
    asked = decisions.question(version, form.report, page.chain)
    is_approver = lifecycle.may(page.member.role, Move.APPROVE)
    context = {
        **page.frame(),
        **given,
        "asked": asked,
        "told": refusal.message if refusal else f"{version} waits now, and says something else.",
        "version": version,
        "form": form,
        "is_approver": is_approver,
        "approvers": artifacts.approvers_beside(page.member) if asked.waits and not is_approver else [],
        "hindrance": artifacts.hindrance(version, member=page.member, chain=page.chain) if asked.waits else "",
        "typed": form["comment"].value() or "",
        "approve_label": f"Approve v{version.number}",
    }
    changed = given.get("read") is not None
    status = refusal.status if refusal else 409 if changed else 200
    return render(page.request, "workspace/engagement/decide.html", context, status=status)


def _nothing(page: StagePage) -> HttpResponse:
    """Nothing was ever submitted, so nothing can have been read."""
    context = {**page.frame(), "typed": page.request.POST.get("comment", "")}
    status = 409 if page.request.method == "POST" else 200
    return render(page.request, "workspace/engagement/decide.html", context, status=status)
