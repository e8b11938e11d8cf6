"""A stage's page: what is approved upstream, the editor, and the checks with the one act of the moment.

Everything is a plain form. What somebody typed is never lost: it comes back with the page that says why it was not stored.
"""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from campaigns.content import ContentError
from campaigns.domain import artifacts
from campaigns.domain.artifacts import ChangedMeanwhile
from campaigns.enums import ArtifactKind, ArtifactStatus
from campaigns.forms import ContentForm
from campaigns.views import drafts
from campaigns.views.page import StagePage
from tenants.errors import Refusal
from tenants.held import keeps_typing
from tenants.http import AgencyRequest

CHECK = "check"
"""Run QC on what is typed now."""
PUT_BACK = "show"
"""Show what is sent: what was kept on a device, or a form whose shape depends on what was chosen."""


@keeps_typing
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def stage(request: AgencyRequest, public_id: UUID, kind: ArtifactKind) -> HttpResponse:
    page = StagePage(request, public_id, kind)
    if request.method != "POST":
        return page.shown(page.form())
    if request.headers.get("Accept") == "application/json":
        return drafts.answer(page)
    form = page.typed()
    if operation := request.POST.get("op"):
        return _operated(page, form, operation)
    try:
        page.save(form)
        if request.POST.get("act") == "submit":
            version = artifacts.submit(page.artifact, member=page.member)
            messages.success(request, f"{version} is submitted for approval.")
            return redirect("work:board", public_id)
    except ContentError:
        return page.shown(form)  # each error stands at its field
    except ChangedMeanwhile as refusal:
        form, merged = page.meet()
        return page.shown(form, refusal, merged)
    except Refusal as refusal:
        if page.saved and page.artifact.status == ArtifactStatus.IN_REVIEW:
            return redirect("work:board", public_id)  # pressed twice: these very words wait for a decision already
        return page.shown(form, refusal)
    messages.success(request, f"The draft of {page.kind.label} is saved.")
    return redirect(page.address)


def _operated(page: StagePage, form: ContentForm, operation: str) -> HttpResponse:
    """What a button within the editor asks for. Nothing is stored."""
    if operation == PUT_BACK and page.lock != page.artifact.lock:
        form, merged = page.meet()
        clash = ChangedMeanwhile(f"{page.kind.label} was saved after you typed this.")
        return page.shown(form, clash if merged.taken or merged.both else None, merged)
    if operation not in (CHECK, PUT_BACK):
        form.apply(operation)
    else:
        form.focus = page.request.POST.get("at", "")
    return page.shown(form)


@login_required
@require_POST
def withdraw(request: AgencyRequest, public_id: UUID, kind: ArtifactKind) -> HttpResponse:
    page = StagePage(request, public_id, kind)
    artifacts.withdraw(page.artifact, member=page.member)
    messages.success(request, f"{page.kind.label} is taken back. You can go on writing.")
    return redirect(page.address)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def pull(request: AgencyRequest, public_id: UUID, kind: ArtifactKind) -> HttpResponse:
    """What upstream says now and the working copy does not: each difference is taken only where somebody ticks it."""
    page = StagePage(request, public_id, kind)
    refusal, ticked = None, None
    if request.method == "POST":
        ticked = request.POST.getlist("paths")
        try:
            artifacts.pull(page.artifact, ticked, lock=page.lock, member=page.member)
        except Refusal as error:
            refusal = error
        else:
            messages.success(request, "Drawn from upstream.")
            return redirect(page.address)
    marks = [
        (mark, not mark.edited if ticked is None else mark.path in ticked) for mark in page.marks() if not mark.same
    ]
    context = {
        **page.frame(),
        "marks": marks,
        "lock": page.artifact.lock,
        "refusal": refusal,
        "may_write": page.may_write or refusal is not None,  # what was ticked can be sent again
    }
    return render(request, "workspace/engagement/pull.html", context, status=409 if refusal else 200)


@login_required
@require_POST
def rebase(request: AgencyRequest, public_id: UUID, kind: ArtifactKind) -> HttpResponse:
    page = StagePage(request, public_id, kind)
    artifacts.rebase(page.artifact, member=page.member)
    messages.success(request, f"{page.kind.label} is drawn anew. What somebody had edited is offered.")
    return redirect("work:pull", public_id, kind)


@keeps_typing
@login_required
@require_POST
def confirm(request: AgencyRequest, public_id: UUID, kind: ArtifactKind) -> HttpResponse:
    page = StagePage(request, public_id, kind)
    comment = request.POST.get("comment", "")
    try:
        approval = artifacts.confirm(
            page.artifact, member=page.member, comment=comment, seen_ground=request.POST.get("ground", "")
        )
    except Refusal as refusal:
        return page.shown(page.form(), refusal, comment=comment)
    messages.success(request, f"{approval.version} is confirmed as still valid.")
    return redirect("work:board", public_id)
