"""Pages of a pack's files as pictures: one by itself, its bytes, and having them made again."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from campaigns.views.board import frame
from delivery import pictures
from delivery.domain import previews
from delivery.models import Pack, Preview
from tenants.http import AgencyRequest, member_of


@login_required
@require_safe
def page(request: AgencyRequest, public_id: UUID) -> HttpResponse:
    """`?of=deck&page=3`; without, the first page of the report."""
    found = get_object_or_404(Pack.objects.select_related("engagement__campaign__client"), public_id=public_id)
    strips = previews.strips(_of(public_id))
    opened = previews.opened(strips, request.GET.get("of", ""), request.GET.get("page", ""))
    if opened is None:
        raise Http404
    context = {
        **frame(found.engagement),
        "pack": found,
        "order_url": reverse("delivery:order", args=[found.engagement.public_id]),
        "pack_url": reverse("delivery:pack", args=[public_id]),
        "opened": opened,
    }
    return render(request, "workspace/delivery/pages.html", context)


@login_required
@require_safe
def picture(request: AgencyRequest, public_id: UUID, preview: str) -> HttpResponseBase:
    """`preview` is the SHA-256 of the picture."""
    return pictures.serve(request, public_id, _of(public_id), preview)


@login_required
@require_POST
def again(request: AgencyRequest, public_id: UUID) -> HttpResponse:
    found = get_object_or_404(Pack, public_id=public_id)
    previews.again(found, member=member_of(request))
    messages.success(request, f"The pages of {found} will be pictured now.")
    return redirect("delivery:pack", public_id)


def _of(public_id: UUID) -> "QuerySet[Preview]":
    return Preview.objects.filter(file__pack__public_id=public_id)
