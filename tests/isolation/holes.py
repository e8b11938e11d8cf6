"""Planted holes: mistakes that somebody could make tomorrow, each small enough to slip through a review. The attacks must find
every one from the URLconf or the registry alone.

`someone` and `everyone` stand for whatever a careless author reaches past the walls with: a scope entered by hand, a connection
of another role, a wall that a later change has broken.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import structlog
from celery import current_app
from django.contrib import admin
from django.contrib.auth.decorators import login_required
from django.core.files.storage import default_storage
from django.core.mail import send_mail
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import path
from django.views.decorators.http import require_POST

from tenants.admin import TenantAdmin
from tenants.errors import Refusal
from tenants.jobs import Handler, Running
from tenants.models import Agency, Job
from tenants.scope import Tenant, _Entered
from tenants.sites import AgencyAdminSite

log = structlog.get_logger(__name__)


def anywhere(agency: Agency) -> _Entered:
    return _Entered(Tenant(agency.pk, agency.public_id))


def everyone() -> list[Job]:
    found: list[Job] = []
    for agency in Agency.objects.all():
        with anywhere(agency):
            found += Job.objects.all()
    return found


def someone(**lookup: Any) -> Job:
    for job in everyone():
        if all(str(getattr(job, name)) == str(value) for name, value in lookup.items()):
            return job
    raise Http404


@dataclass(frozen=True)
class Hole:
    kinds: frozenset[str]  # findings of which at least one must be made
    route: str  # name of the route (or the kind of job) that must be named
    patterns: list[Any] = field(default_factory=list)
    handlers: dict[str, Handler] = field(default_factory=dict)


HOLES: dict[str, Hole] = {}
View = Callable[..., HttpResponse]


def hole(address: str, *kinds: str) -> Callable[[View], View]:
    def plant(view: View) -> View:
        HOLES[view.__name__] = Hole(
            frozenset(kinds), view.__name__, [path(f"holes/{address}", login_required(view), name=view.__name__)]
        )
        return view

    return plant


@hole("jobs/", "canary")
def unfiltered_list(request: HttpRequest) -> HttpResponse:
    return HttpResponse("\n".join(job.step for job in everyone()))


@hole("jobs/<int:pk>/", "canary")
def raw_key(request: HttpRequest, pk: int) -> HttpResponse:
    return HttpResponse(someone(pk=pk).step)


@hole("jobs/new/", "written")
def agency_in_a_form(request: HttpRequest) -> HttpResponse:
    if request.method == "POST":
        agency = get_object_or_404(Agency, pk=request.POST.get("agency_id", ""))
        with anywhere(agency):
            Job.objects.create(kind="isolation.made")
        return redirect("/")
    own = request.agency.pk
    return HttpResponse(f'<form method="post"><input type="hidden" name="agency_id" value="{own}"></form>')


@hole("jobs/choose/", "canary")
def choices_in_a_form(request: HttpRequest) -> HttpResponse:
    options = "".join(f'<option value="{job.public_id}">' for job in everyone())
    return HttpResponse(f'<form method="post"><select name="job">{options}</select></form>')


@hole("files/<path:path>", "canary")
def guessed_storage_key(request: HttpRequest, path: str) -> HttpResponse:
    try:
        with default_storage.open(path) as file:
            return HttpResponse(file.read())
    except OSError as error:
        raise Http404 from error


PAGES: dict[str, bytes] = {}


@hole("summary/", "canary")
def cached_page(request: HttpRequest) -> HttpResponse:
    """Kept by address alone, for whoever comes next."""
    page = "\n".join(job.step for job in Job.objects.all()).encode()
    return HttpResponse(PAGES.setdefault(request.path, page))


@hole("export.csv", "canary")
def export(request: HttpRequest) -> HttpResponse:
    return StreamingHttpResponse((f"{job.kind},{job.step}\n" for job in everyone()), content_type="text/csv")


@hole("pieces/<uuid:public_id>/", "body")
def telling_404(request: HttpRequest, public_id: str) -> HttpResponse:
    own = Job.objects.filter(public_id=public_id).first()
    if own is None:
        theirs = any(job.public_id == public_id for job in everyone())
        return HttpResponse("Not yours." if theirs else "Not there.", status=404)
    return HttpResponse(own.step)


@hole("articles/<uuid:public_id>/", "status")
def forbidden_instead_of_missing(request: HttpRequest, public_id: str) -> HttpResponse:
    job = someone(public_id=public_id)
    return HttpResponse(job.step) if job.agency_id == request.agency.pk else HttpResponse("No.", status=403)


@hole("go/<int:pk>/", "header")
def telling_redirect(request: HttpRequest, pk: int) -> HttpResponse:
    return redirect(f"/holes/gone/{someone(pk=pk).step.replace(' ', '-').lower()}/")


@hole("jobs/<uuid:public_id>/send/", "mail")
@require_POST
def mailed(request: HttpRequest, public_id: str) -> HttpResponse:
    job = someone(public_id=public_id)
    send_mail("Your work", job.step, None, [request.user.email])
    return redirect("/")


@hole("jobs/<uuid:public_id>/trace/", "log")
def logged(request: HttpRequest, public_id: str) -> HttpResponse:
    for job in everyone():
        if job.public_id == public_id:
            log.warning("traced", step=job.step)
    get_object_or_404(Job, public_id=public_id)
    return HttpResponse("Traced.")


@hole("jobs/<uuid:public_id>/again/", "message")
@require_POST
def queued(request: HttpRequest, public_id: str) -> HttpResponse:
    job = someone(public_id=public_id)
    current_app.send_task("holes.again", [job.step])
    return redirect("/")


@hole("jobs/<uuid:public_id>/look/", "queries")
def more_work_for_what_exists(request: HttpRequest, public_id: str) -> HttpResponse:
    if any(job.public_id == public_id for job in everyone()):
        Agency.objects.count()
    return HttpResponse(get_object_or_404(Job, public_id=public_id).step)


@hole("api/jobs/<uuid:public_id>/", "written")
def patched(request: HttpRequest, public_id: str) -> HttpResponse:
    job = someone(public_id=public_id)
    if request.method == "PATCH":
        with anywhere(job.agency):
            Job.objects.filter(pk=job.pk).update(step=str(json.loads(request.body).get("id", ""))[:120])
    return JsonResponse({"state": job.state})


@hole("found/", "canary")
def search(request: HttpRequest) -> HttpResponse:
    word = request.GET.get("q", "")
    return HttpResponse("\n".join(job.step for job in everyone() if word and word in job.step))


# --- In an admin -----------------------------------------------------------------------------------------------------


def plant_admin(name: str, admin_class: type[TenantAdmin], route: str, *kinds: str) -> None:
    site = AgencyAdminSite(name=f"hole_{name}")
    site.register(Job, admin_class)
    HOLES[name] = Hole(frozenset(kinds), f"hole_{name}:{route}", [path(f"holes/{name}/", site.urls)])


class ActionAdmin(TenantAdmin):
    actions = ["stop"]

    @admin.action(description="Stop the selected work")
    def stop(self, request: HttpRequest, queryset: Any) -> None:
        for pk in request.POST.getlist("_selected_action"):
            job = someone(pk=pk)
            with anywhere(job.agency):
                Job.objects.filter(pk=job.pk).update(state="failed")


class HistoryAdmin(TenantAdmin):
    def history_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> HttpResponse:
        return HttpResponse(f"History of {someone(public_id=object_id).step}")


class LookupAdmin(TenantAdmin):
    """An own condition in the list, counted over everybody's rows."""

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        asked = request.GET.get("public_id")
        return HttpResponse(f"{sum(str(job.public_id) == asked for job in everyone())} found")


plant_admin("admin_action", ActionAdmin, "tenants_job_changelist", "written")
plant_admin("history", HistoryAdmin, "tenants_job_history", "canary")
plant_admin("admin_lookup", LookupAdmin, "tenants_job_changelist", "body")


# --- In a worker -----------------------------------------------------------------------------------------------------


def copy_step(running: Running) -> None:
    """Trusts the id in its row, and tells its agency what it found there."""
    raise Refusal(f"“{someone(public_id=running.job.object_id).step}” cannot be copied.")


HOLES["task_for_another_agency"] = Hole(
    frozenset({"canary"}), "holes.copy_step", handlers={"holes.copy_step": Handler(copy_step)}
)


# --- The same shapes, done right: nothing may be found ----------------------------------------------------------------


def one(request: HttpRequest, public_id: str) -> HttpResponse:
    job = get_object_or_404(Job, public_id=public_id)
    if request.method == "POST":
        Job.objects.filter(pk=job.pk).update(step="touched")
        send_mail("Your work", job.step, None, [request.user.email])
        log.info("touched", step=job.step)
        return redirect(f"/holes/sound/{job.public_id}/")
    return HttpResponse(job.step)


def listed(request: HttpRequest) -> HttpResponse:
    options = "".join(f'<option value="{job.public_id}">{job.step}' for job in Job.objects.all())
    return HttpResponse(f'<form method="post"><select name="job">{options}</select></form>')


def copy_own_step(running: Running) -> None:
    raise Refusal(f"“{get_object_or_404(Job, public_id=running.job.object_id).step}” cannot be copied.")


SOUND = Hole(
    frozenset(),
    "",
    [
        path("holes/sound/", login_required(listed), name="listed"),
        path("holes/sound/<uuid:public_id>/", login_required(one), name="one"),
    ],
    {"holes.copy_own_step": Handler(copy_own_step)},
)
