"""The brand that packs for one client show."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods, require_safe

from campaigns.domain import brands
from campaigns.forms.brand import ClientBrandForm
from campaigns.models import Client, ClientBrand
from tenants import brand_files, roles
from tenants.errors import NotAllowed, Refusal
from tenants.held import keeps_typing
from tenants.http import member_of
from tenants.models import Brand, Membership

SEEN = "seen"


@keeps_typing
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def client_brand(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """What is in force for the client, and the form of its next version."""
    member, client = member_of(request), get_object_or_404(Client, public_id=public_id)
    sent = request.method == "POST"
    form = ClientBrandForm(*((request.POST, request.FILES) if sent else ()), own=brands.own_of(client))
    if sent and form.is_valid() and _saved(request, form, client, member):
        messages.success(request, f"Packs for {client} that are built from now on show this brand.")
        return redirect("work:client_brand", client.public_id)
    shown = brands.in_force(client)
    context = {
        "client": client,
        "form": form,
        "shown": shown,
        "footer": shown.footer_text.replace("{client_name}", client.name) if shown else "",
        "on_colour_url": _logo_on_colour(shown, client) if shown else "",
        "own": form.own,
        "says_something": bool(form.own and brands.says_something(form.own)),
        "seen": request.POST.get(SEEN, "") if sent else (form.own.version if form.own else 0),
        "versions": ClientBrand.objects.filter(client=client).defer("logo", "logo_on_colour").order_by("-version")[:20],
        "may_change": roles.may_approve(member) and not client.archived_at,
    }
    return render(request, "workspace/clients/brand.html", context, status=409 if form.non_field_errors() else 200)


def _saved(request: HttpRequest, form: ClientBrandForm, client: Client, member: Membership) -> bool:
    """Whether the verb took it; if not, the form says why."""
    try:
        saved = brands.save(client, member=member, seen=_number(request.POST.get(SEEN, "")), **form.values())
    except ValidationError as error:
        form.add_error(None, error)
    except NotAllowed:
        raise
    except Refusal as refusal:
        form.add_error(None, refusal.message)
    else:
        if words := brand_files.warning(saved):
            messages.warning(request, words)
    return not form.errors


def _logo_on_colour(shown: brands.InForce, client: Client) -> str:
    logos = shown.logos
    if isinstance(logos, Brand):
        return logos.logo_on_colour_url
    return (
        reverse("work:client_logo", args=[client.public_id, logos.version, "colour"])
        if logos.logo_on_colour_sha256
        else ""
    )


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else -1


@login_required
@cache_control(private=True, max_age=365 * 24 * 3600, immutable=True)
@require_safe
def client_logo(request: HttpRequest, public_id: str, version: str, ground: str) -> HttpResponse:
    """The logo of one version, for its agency's members."""
    member_of(request)
    field = {"paper": "logo", "colour": "logo_on_colour"}[ground]
    found: Any = ClientBrand.objects.filter(client__public_id=public_id, version=version)
    picture = found.values_list(field, flat=True).first()
    if not picture:
        raise Http404
    return HttpResponse(bytes(picture), content_type="image/png")
