"""The list of the work, a new engagement, and the frame of a campaign."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import F
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from campaigns.domain import boards, engagements
from campaigns.domain.boards import Sort, Tab
from campaigns.enums import ArtifactStatus, Objective
from campaigns.forms.frame import CampaignForm, EngagementForm, EngagementNameForm, ListForm
from campaigns.models import Campaign, Engagement
from campaigns.views.steps import first_steps
from tenants import roles
from tenants.held import keeps_typing
from tenants.http import member_of
from tenants.models import Role
from tenants.paging import SIZE, page_of

SHOWN = [
    ("review", "In review"), ("changes", "Being revised"), ("stale", "Stale"), ("approved", "Approved"), ("draft", "Draft"),
    ("locked", "Locked"),
]  # fmt: skip


@login_required
@require_safe
def campaign_list(request: HttpRequest) -> HttpResponse:
    member = member_of(request)
    asked = ListForm(request.GET)
    asked.is_valid()  # what will not do counts as not asked
    said = asked.cleaned_data
    counts = boards.counts(member)
    tab = _tab(request.GET.get("tab", ""), counts)
    sort, down = _sort(request.GET.get("sort", ""))
    found = boards.narrowed(
        boards.rows(tab, member), search=said.get("q", ""),
        state=ArtifactStatus(said["state"]) if said.get("state") else None,
        client=said["client"].public_id if said.get("client") else None,
        objective=Objective(said["objective"]) if said.get("objective") else None,
    )  # fmt: skip
    narrowed = any(said.get(name) for name in ("q", "state", "client", "objective"))
    known = "at_least" if tab is Tab.MINE and counts[tab] == boards.MANY else "count"
    page = page_of(request, boards.ordered(found, sort, down=down), **({} if narrowed else {known: counts[tab]}))
    steps = first_steps(member)
    context = {
        "page": page,
        "rows": boards.read(list(page)),
        "tabs": [(each, counts[each]) for each in Tab],
        "tab": tab,
        "columns": {each.value: _column(each, sort, down) for each in Sort},
        "sort": request.GET.get("sort", ""),
        "form": asked,
        "client": said.get("client"),
        "narrowed": narrowed,
        "not_begun": [] if narrowed or tab is Tab.MINE or page.number > 1 else boards.not_begun(tab)[:SIZE],
        "waiting": counts[Tab.MINE],
        "many": boards.MANY,
        "states": SHOWN,
        "may_edit": roles.may_edit(member),
        "steps": steps,
        "starts": any(step["url"] == reverse("work:engagement_new") for step in steps),
    }
    return render(request, "workspace/campaigns/list.html", context)


def _tab(asked: str, counts: dict[Tab, int]) -> Tab:
    """What was asked for, else the first that has something."""
    if asked in list(Tab):
        return Tab(asked)
    return next((each for each in (Tab.ACTIVE, Tab.PLANNED, Tab.COMPLETED) if counts[each]), Tab.ACTIVE)


def _sort(asked: str) -> tuple[Sort, bool]:
    name = asked.removeprefix("-")
    return (Sort(name), asked.startswith("-")) if name in list(Sort) else (Sort.UPDATED, True)


def _column(column: Sort, sort: Sort, down: bool) -> dict[str, str]:
    """The head of a column: where a press leads, and how it is sorted now."""
    if column is not sort:
        return {"label": column.label, "to": "-updated" if column is Sort.UPDATED else column.value, "now": ""}
    return {
        "label": column.label,
        "to": column.value if down else f"-{column}",
        "now": "descending" if down else "ascending",
    }


@keeps_typing
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def engagement_new(request: HttpRequest) -> HttpResponse:
    member = member_of(request)
    roles.require(Role.EDITOR, member, "start engagements")
    asked = {
        "client": request.GET.get("client"),
        "campaign": request.GET.get("campaign"),
        "source": request.GET.get("copy"),
    }
    form = EngagementForm(request.POST if request.method == "POST" else None, initial=asked)
    if form.is_valid():
        with form.telling():
            made = engagements.start_engagement(by=member, **form.parts())
            messages.success(request, f"{made} is open. Its intake comes first.")
            return redirect("work:board", made.public_id)
    return render(request, "workspace/campaigns/new.html", {"form": form.shown()}, status=form.answer)


@keeps_typing
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def campaign(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The frame of a campaign, and its engagements."""
    member = member_of(request)
    found = get_object_or_404(Campaign.objects.select_related("client"), public_id=public_id)
    away = engagements.is_archived(found)
    form = CampaignForm.of(found, request.POST if request.method == "POST" else None)
    if request.method == "POST":
        roles.require(Role.EDITOR, member, "change campaigns")
        if form.stored(engagements.update_campaign, found, by=member):
            messages.success(request, f"{found} is saved.")
            return redirect("work:campaign", found.public_id)
    runs = list(Engagement.objects.filter(campaign=found).order_by(F("archived_at").asc(nulls_first=True), "-id"))
    chains = boards.stages([run.pk for run in runs])
    context = {
        "campaign": found,
        "client": found.client,
        "away": away,
        "form": form,
        "facts": _facts(found),
        "runs": [(run, boards.in_words(chains.get(run.pk, [])), chains.get(run.pk, [])) for run in runs],
        "may_edit": roles.may_edit(member),
        "may_archive": roles.may_approve(member),
    }
    return render(request, "workspace/campaigns/campaign.html", context, status=form.answer)


def _facts(found: Campaign) -> list[tuple[str, Any]]:
    return [
        ("Objective", found.get_objective_display()),
        ("Budget", found.budget or "–"),
        ("Start", found.start_date or "–"),
        ("End", found.end_date or "–"),
        ("Status", found.get_status_display()),
    ]


@login_required
@require_POST
def campaign_archive(request: HttpRequest, public_id: UUID) -> HttpResponse:
    found = get_object_or_404(Campaign, public_id=public_id)
    engagements.archive_campaign(found, by=member_of(request))
    messages.success(request, f"{found} is archived.")
    return redirect("work:campaign", found.public_id)


@login_required
@require_POST
def campaign_unarchive(request: HttpRequest, public_id: UUID) -> HttpResponse:
    found = get_object_or_404(Campaign, public_id=public_id)
    engagements.unarchive_campaign(found, by=member_of(request))
    messages.success(request, f"{found} is out of the archive.")
    return redirect("work:campaign", found.public_id)


@keeps_typing
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def engagement(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The name of an engagement, and whether it is put away."""
    member, found = member_of(request), _engagement(public_id)
    form = EngagementNameForm.of(found, request.POST if request.method == "POST" else None)
    if request.method == "POST":
        roles.require(Role.EDITOR, member, "change engagements")
        if form.stored(engagements.update_engagement, found, by=member):
            messages.success(request, f"{found} is saved.")
            return redirect("work:board", found.public_id)
    context = {
        "engagement": found,
        "campaign": found.campaign,
        "client": found.campaign.client,
        "form": form,
        "put_away": engagements.put_away(found),
        "may_edit": roles.may_edit(member),
        "may_archive": roles.may_approve(member),
    }
    return render(request, "workspace/campaigns/engagement.html", context, status=form.answer)


@login_required
@require_POST
def engagement_archive(request: HttpRequest, public_id: UUID) -> HttpResponse:
    found = _engagement(public_id)
    engagements.archive_engagement(found, by=member_of(request))
    messages.success(request, f"{found} is archived.")
    return redirect("work:campaign", found.campaign.public_id)


@login_required
@require_POST
def engagement_unarchive(request: HttpRequest, public_id: UUID) -> HttpResponse:
    found = _engagement(public_id)
    engagements.unarchive_engagement(found, by=member_of(request))
    messages.success(request, f"{found} is out of the archive.")
    return redirect("work:campaign", found.campaign.public_id)


def _engagement(public_id: UUID) -> Engagement:
    return get_object_or_404(Engagement.objects.select_related("campaign__client"), public_id=public_id)
