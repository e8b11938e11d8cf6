"""Clients and the people there."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Count, IntegerField, OuterRef, Q, QuerySet, Subquery
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from campaigns.domain import brands, engagements
from campaigns.forms.frame import ClientForm, ContactForm, FrameForm
from campaigns.models import Campaign, Client, Contact
from tenants import audit, roles
from tenants.held import keeps_typing
from tenants.http import member_of
from tenants.models import Role
from tenants.paging import page_of
from tenants.people import clean_line

PAGE = 25
SEARCH = 200  # characters that are looked for


def _counted(model: Any) -> Subquery:
    own = model.objects.filter(client=OuterRef("pk")).order_by().values("client").annotate(n=Count("pk")).values("n")
    return Subquery(own, output_field=IntegerField())


@login_required
@require_safe
def client_list(request: HttpRequest) -> HttpResponse:
    member_of(request)
    away, search = "archived" in request.GET, clean_line(request.GET.get("q", "")[:SEARCH])
    numbers = Client.objects.aggregate(
        here=Count("pk", filter=Q(archived_at=None)), away=Count("pk", filter=Q(archived_at__isnull=False))
    )
    found: QuerySet[Any] = Client.objects.filter(archived_at__isnull=not away)
    if search:
        found = found.filter(Q(name__icontains=search) | Q(industry__icontains=search))
    found = found.annotate(campaign_count=_counted(Campaign), contact_count=_counted(Contact))
    context = {
        "page": page_of(request, found, count=numbers["away" if away else "here"] if not search else None),
        "away": away,
        "search": search,
        "numbers": numbers,
        "may_edit": roles.may_edit(member_of(request)),
    }
    return render(request, "workspace/clients/list.html", context)


@keeps_typing
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def client_new(request: HttpRequest) -> HttpResponse:
    member = member_of(request)
    roles.require(Role.EDITOR, member, "add clients")
    form = ClientForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        with form.telling():
            made = engagements.create_client(by=audit.By.member(member), **form.cleaned_data)
            messages.success(request, f"{made} is a client now.")
            return redirect("work:client", made.public_id)
    return render(request, "workspace/clients/new.html", {"form": form}, status=form.answer)


@keeps_typing
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def client(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The client, its people and its campaigns."""
    member, found = member_of(request), get_object_or_404(Client, public_id=public_id)
    form = ClientForm.of(found, request.POST if request.method == "POST" else None)
    if request.method == "POST":
        roles.require(Role.EDITOR, member, "change clients")
        if form.stored(engagements.update_client, found, by=member):
            messages.success(request, f"{found} is saved.")
            return redirect("work:client", found.public_id)
    context = {
        "client": found,
        "form": form,
        "facts": _facts(found, form),
        "contacts": Contact.objects.filter(client=found),
        "campaigns": Campaign.objects.filter(client=found).annotate(runs=Count("engagements")),
        "may_edit": roles.may_edit(member),
        "has_brand": brands.has_own(found),
        "may_archive": roles.may_approve(member),
    }
    return render(request, "workspace/clients/client.html", context, status=form.answer)


@login_required
@require_POST
def client_archive(request: HttpRequest, public_id: UUID) -> HttpResponse:
    found = get_object_or_404(Client, public_id=public_id)
    engagements.archive_client(found, by=member_of(request))
    messages.success(request, f"{found} is archived.")
    return redirect("work:client", found.public_id)


@login_required
@require_POST
def client_unarchive(request: HttpRequest, public_id: UUID) -> HttpResponse:
    found = get_object_or_404(Client, public_id=public_id)
    engagements.unarchive_client(found, by=member_of(request))
    messages.success(request, f"{found} is out of the archive.")
    return redirect("work:client", found.public_id)


@keeps_typing
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def contact_new(request: HttpRequest, public_id: UUID) -> HttpResponse:
    member, of = member_of(request), get_object_or_404(Client, public_id=public_id)
    roles.require(Role.EDITOR, member, "add contacts")
    form = ContactForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        with form.telling():
            made = engagements.create_contact(by=audit.By.member(member), client=of, **form.cleaned_data)
            messages.success(request, f"{made} may sign in to the portal.")
            return redirect("work:client", of.public_id)
    return render(request, "workspace/clients/contact_new.html", {"form": form, "client": of}, status=form.answer)


@keeps_typing
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def contact(request: HttpRequest, public_id: UUID) -> HttpResponse:
    member = member_of(request)
    found = get_object_or_404(Contact.objects.select_related("client"), public_id=public_id)
    form = ContactForm.of(found, request.POST if request.method == "POST" else None)
    if request.method == "POST":
        roles.require(Role.EDITOR, member, "change contacts")
        if form.stored(engagements.update_contact, found, by=member):
            messages.success(request, f"{found} is saved.")
            return redirect("work:client", found.client.public_id)
    context = {
        "contact": found,
        "client": found.client,
        "form": form,
        "facts": _facts(found, form),
        "may_edit": roles.may_edit(member),
    }
    return render(request, "workspace/clients/contact.html", context, status=form.answer)


@login_required
@require_POST
def contact_deactivate(request: HttpRequest, public_id: UUID) -> HttpResponse:
    found = get_object_or_404(Contact, public_id=public_id)
    engagements.deactivate_contact(found, by=member_of(request))
    messages.success(request, f"{found} is out of the portal.")
    return redirect("work:contact", found.public_id)


@login_required
@require_POST
def contact_activate(request: HttpRequest, public_id: UUID) -> HttpResponse:
    found = get_object_or_404(Contact, public_id=public_id)
    engagements.activate_contact(found, by=member_of(request))
    messages.success(request, f"{found} may sign in to the portal again.")
    return redirect("work:contact", found.public_id)


def _facts(row: Any, form: FrameForm) -> list[tuple[str, Any]]:
    """What the form says, for those who only read."""
    return [(str(bound.label), getattr(row, bound.name) or "–") for bound in form]
