"""The client's pages. Each asks delivery.domain.visible; what that does not return is not there."""

from uuid import UUID

from allauth.core import ratelimit
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST, require_safe

from campaigns.domain import contacts
from delivery import files, pictures, signing
from delivery.domain import changes, previews, visible
from delivery.models import Pack, PackFile
from portal import access, wording
from portal.access import PortalRequest, ReaderRequest, contact_required
from portal.forms import CodeForm, EmailForm

NOT_ACCEPTED = "That code was not accepted. It may be mistyped, used, or not the newest one."

# --- The door --------------------------------------------------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
def sign_in(request: PortalRequest) -> HttpResponse:
    if request.contact:
        return redirect(access.way_in(request))
    form = EmailForm(request.POST or None)
    if form.is_valid():
        email = form.cleaned_data["email"]
        if not (
            ratelimit.consume(request, action="portal_code", key=email)
            and ratelimit.consume(request, action="portal_code_agency", key="all")
        ):
            return _too_many(request)
        access.ask(request, email)
        return redirect("portal:code")
    return render(request, "portal/sign_in.html", {"form": form})


@require_http_methods(["GET", "HEAD", "POST"])
def code(request: PortalRequest) -> HttpResponse:
    asked = request.portal.get(access.ASKED)
    if asked is None:
        return redirect("portal:sign_in")
    form = CodeForm(request.POST or None)
    if form.is_valid():
        if not ratelimit.consume(request, action="portal_redeem"):
            return _too_many(request)
        if entered := access.redeem(request, form.cleaned_data["code"]):
            return entered
        form.add_error("code", NOT_ACCEPTED)
    context = {
        "form": form,
        "email": asked["email"],
        "attempts": contacts.ATTEMPTS,
        "sign_in_url": reverse("portal:sign_in"),
    }
    return render(request, "portal/code.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def client(request: PortalRequest) -> HttpResponse:
    """One address, several clients: which of them the reader is here for."""
    if not request.contacts:
        return redirect("portal:sign_in")
    if request.method == "POST":
        chosen = request.POST.get("contact")
        for contact in request.contacts:
            if str(contact.public_id) == chosen:
                return access.enter(request, contact, access.way_in(request))
        raise Http404
    return render(request, "portal/client.html")


@require_POST
def sign_out(request: PortalRequest) -> HttpResponse:
    access.leave(request)
    return redirect("portal:sign_in")


# --- Packs -----------------------------------------------------------------------------------------------------------


@require_safe
@contact_required
def home(request: ReaderRequest) -> HttpResponse:
    found = list(visible.packs_for(request.contact.client))
    covers = previews.covers(visible.previews_for(request.contact.client, [pack.public_id for pack in found]))
    packs = [
        {
            "pack": pack,
            "title": wording.title(pack),
            "archive_url": wording.url_of(pack, files.ARCHIVE) if _held(pack, files.ARCHIVE) else "",
            "cover": covers.get(pack.public_id),
        }
        for pack in found
    ]
    return render(request, "portal/home.html", {"newest": packs[:1], "earlier": packs[1:]})


@require_safe
@contact_required
def pack(request: ReaderRequest, public_id: UUID) -> HttpResponse:
    found = _pack(request, public_id)
    keys = visible.signing_keys()
    context = {
        "pack": found,
        "title": wording.title(found),
        "crumbs": [("Packs", reverse("portal:home"))],
        "summary_url": reverse("portal:summary", args=[public_id]) if _held(found, files.SUMMARY) else "",
        "changes": changes.read(found),
        "strips": previews.strips(visible.previews_for(request.contact.client, [public_id])),
        "archive": _held(found, files.ARCHIVE),
        "archive_url": wording.url_of(found, files.ARCHIVE),
        "files": wording.items(found),
        "approvals": wording.approvals(found),
        "checks": wording.checks(found),
        "signers": [key.public_line.strip() for key in keys],
        "identity": wording.identity(found, keys),
        "namespace": signing.NAMESPACE,
    }
    return render(request, "portal/pack.html", context)


@require_safe
@contact_required
def summary(request: ReaderRequest, public_id: UUID) -> HttpResponse:
    found = _pack(request, public_id)
    if not _held(found, files.SUMMARY):
        raise Http404
    crumbs = [("Packs", reverse("portal:home")), (str(found), reverse("portal:pack", args=[public_id]))]
    return render(request, "portal/summary.html", {"pack": found, "title": wording.title(found), "crumbs": crumbs})


@require_safe
@contact_required
def summary_page(request: ReaderRequest, public_id: UUID) -> HttpResponseBase:
    return files.show(_file(request, public_id, files.SUMMARY))


@require_safe
@contact_required
def pages(request: ReaderRequest, public_id: UUID) -> HttpResponse:
    """One page of a file as a picture, with the way to those beside it."""
    found = _pack(request, public_id)
    strips = previews.strips(visible.previews_for(request.contact.client, [public_id]))
    opened = previews.opened(strips, request.GET.get("of", ""), request.GET.get("page", ""))
    if opened is None:
        raise Http404
    crumbs = [("Packs", reverse("portal:home")), (str(found), reverse("portal:pack", args=[public_id]))]
    return render(request, "portal/pages.html", {"pack": found, "opened": opened, "crumbs": crumbs})


@require_safe
@contact_required
def picture(request: ReaderRequest, public_id: UUID, preview: str) -> HttpResponseBase:
    return pictures.serve(request, public_id, visible.previews_for(request.contact.client, [public_id]), preview)


@require_GET
@contact_required
def file(request: ReaderRequest, public_id: UUID, name: str) -> HttpResponseBase:
    found = _file(request, public_id, name)
    return files.serve(found, by=contacts.by(request.contact), contact=request.contact)


@require_safe
@contact_required
def allowed_signers(request: ReaderRequest) -> HttpResponse:
    """Every key the agency ever signed with, as `ssh-keygen -Y verify` reads them."""
    lines = "".join(f"{key.public_line.strip()}\n" for key in visible.signing_keys())
    headers = {"Content-Disposition": 'attachment; filename="allowed_signers"'}
    return HttpResponse(lines, content_type="text/plain; charset=utf-8", headers=headers)


def _too_many(request: PortalRequest) -> HttpResponse:
    return render(request, "429.html", status=429)


def _pack(request: ReaderRequest, public_id: UUID) -> Pack:
    found = visible.pack_for(request.contact.client, public_id)
    if found is None:
        raise Http404
    return found


def _file(request: ReaderRequest, public_id: UUID, name: str) -> PackFile:
    found = visible.file_for(request.contact.client, public_id, name)
    if found is None:
        raise Http404
    return found


def _held(pack: Pack, name: str) -> PackFile | None:
    return next((file for file in pack.files.all() if file.name == name), None)
