"""Pages about the house: its activity, what it can prove, and what a member may settle."""

import re
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, JsonResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from tenants import activity, evidence, hub, notices, roles, subjects
from tenants.evidence import Asked
from tenants.house_forms import ActivityForm, LettersForm
from tenants.http import agency_of, member_of
from tenants.models import Role
from tenants.subjects import Subject

RECENT = 50  # engagements offered
NUMBER = re.compile(r"[0-9]{1,15}", re.ASCII)


@login_required
@require_safe
def activity_list(request: HttpRequest) -> HttpResponse:
    """A page of entries, the latest first. Pages follow an entry's number, so that what is written meanwhile moves none."""
    member, subject = member_of(request), _subject(request)
    form = ActivityForm(request.GET, member=member)
    asked = form.asked
    found = activity.entries(member, subject=subject, **asked)
    before = request.GET.get("before", "")
    if NUMBER.fullmatch(before):
        found = found.filter(number__lt=int(before))
    rows = list(found[: activity.PAGE + 1])
    lines = activity.tell(rows[: activity.PAGE], places=subject is None)
    context = {
        "form": form,
        "subject": subject,
        "lines": lines,
        "earlier": lines[-1].number if len(rows) > activity.PAGE else None,
        "is_later": bool(before),
        "narrowed": bool(asked),
        "recent": _offered(subject),
    }
    return render(request, "workspace/activity/list.html", context)


@login_required
@require_safe
def activity_csv(request: HttpRequest) -> StreamingHttpResponse:
    """The list as it is narrowed, all pages of it."""
    member, subject = member_of(request), _subject(request)
    found = activity.entries(member, subject=subject, **ActivityForm(request.GET, member=member).asked)
    name = f"activity-{timezone.localdate():%Y-%m-%d}.csv"
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "private, no-store"}
    return StreamingHttpResponse(activity.as_csv(found), content_type="text/csv; charset=utf-8", headers=headers)


@login_required
@require_safe
def evidence_page(request: HttpRequest) -> HttpResponse:
    """About the engagement that is asked for, else the one that was worked on last."""
    roles.require(Role.ADMIN, member_of(request), "read the system evidence")
    recent = subjects.recent(RECENT)
    wanted = request.GET.get("engagement", "")
    known = next((each for each in recent if str(each.public_id) == wanted), None)
    subject = known or subjects.find(wanted) or (recent[0] if recent else None)
    asked = Asked(agency_of(request), subject)
    found = evidence.sections(asked)
    if request.GET.get("format") == "json":
        name = f"evidence-{timezone.localdate():%Y-%m-%d}.json"
        headers = {"Content-Disposition": f'attachment; filename="{name}"'}
        return JsonResponse(evidence.as_json(asked, found), json_dumps_params={"indent": 1}, headers=headers)
    context = {"sections": found, "subject": subject, "recent": _with(recent, subject), "now": timezone.now()}
    return render(request, "workspace/evidence/page.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def settings_home(request: HttpRequest) -> HttpResponse:
    member = member_of(request)
    if request.method == "POST":
        form = LettersForm(request.POST)
        if form.is_valid():
            notices.want(member, form.cleaned_data["letters"])
            said = "You get letters about work." if member.letters else "You get no letters about work any more."
            messages.success(request, said)
            return redirect("settings:home")
    context: dict[str, Any] = {
        "own": hub.own(member),
        "agency_settings": hub.agency(member),
        "record": hub.record(member),
        "form": LettersForm(initial={"letters": member.letters}),
    }
    return render(request, "workspace/settings/home.html", context)


def _subject(request: HttpRequest) -> Subject | None:
    return subjects.find(request.GET.get("engagement", ""))


def _offered(subject: Subject | None) -> list[Subject]:
    return _with(subjects.recent(RECENT), subject)


def _with(recent: list[Subject], subject: Subject | None) -> list[Subject]:
    """The engagements to choose from, the chosen one among them."""
    return recent if subject is None or subject in recent else [subject, *recent]
