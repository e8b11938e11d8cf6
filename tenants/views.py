"""Pages of the ground floor: health, the way to an agency, a member's own security, the logo."""

import re

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import cache_control, never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tenants import health, hosts, people
from tenants.account_forms import NameForm
from tenants.held import held, holds, keeps_typing
from tenants.http import AgencyRequest
from tenants.models import Agency, Brand
from tenants.models.agency import SLUG
from tenants.waiting import first_steps, waiting_for


@never_cache
@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """200 only when database, storage and job machinery answer; names what does not, the log says why."""
    failing = health.failing()
    return JsonResponse({"ok": not failing, "failing": failing}, status=503 if failing else 200)


@require_safe
def chooser(request: HttpRequest) -> HttpResponse:
    """On the base host: the way to an agency. At home it lists them; in public it asks, and tells nobody who is here."""
    slug = request.GET.get("agency", "").strip().lower()
    if re.match(SLUG.regex, slug):
        return redirect(hosts.url_of_slug(slug))
    at_home = hosts.bare(request.get_host()) in settings.LOOPBACK_HOSTS
    agencies = Agency.objects.filter(is_active=True) if at_home else ()
    context = {
        "agencies": [{"name": agency.name, "url": hosts.url_of(agency)} for agency in agencies],
        "asked": slug,
    }
    return render(request, "errors/chooser.html", context)


@login_required
@require_safe
def home(request: AgencyRequest) -> HttpResponse:
    member = request.membership
    context = {"waiting": waiting_for(member), "steps": first_steps(member)} if member else {}
    return render(request, "workspace/home.html", context)


@keeps_typing
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def security(request: AgencyRequest) -> HttpResponse:
    """A person's own account: name, password, second factor, devices. The name is set here, the others have their pages."""
    form = NameForm(request.POST if request.method == "POST" else None, initial={"name": request.user.name})
    if form.is_valid():
        people.rename(request.user, form.cleaned_data["name"])
        messages.success(request, "Your name is saved.")
        return redirect("account_security")
    return render(request, "account/security.html", {"form": form})


@login_required
@require_POST
def sign_out_everywhere(request: AgencyRequest) -> HttpResponse:
    """End every other session of this person; this one goes on."""
    people.end_sessions(request.user)
    update_session_auth_hash(request, request.user)
    messages.success(request, "Signed out everywhere else.")
    return redirect("account_security")


@cache_control(public=True, max_age=365 * 24 * 3600, immutable=True)
@require_safe
def logo(request: HttpRequest, version: int, ground: str) -> HttpResponse:
    """The agency's logo of one brand version; anybody at its host may see it, as they see its sign-in page."""
    field = {"paper": "logo", "colour": "logo_on_colour"}[ground]
    picture = Brand.objects.filter(version=version).values_list(field, flat=True).first()
    if not picture:
        raise Http404
    return HttpResponse(bytes(picture), content_type="image/png")


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    if holds(request):
        return held(request, status=403)
    return render(request, "403_csrf.html", status=403)
