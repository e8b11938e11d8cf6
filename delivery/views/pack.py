"""One pack: how it is built, what it holds, the evidence it carries, and the two decisions about it."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST, require_safe
from django.views.decorators.vary import vary_on_headers

from campaigns.domain import engagements
from campaigns.enums import ArtifactKind
from campaigns.models import Contact
from campaigns.views.board import frame
from delivery import files
from delivery.domain import changes, newer, packs, parts, previews, reading
from delivery.enums import PackOption, PackState
from delivery.forms import WithdrawForm
from delivery.models import Download, Pack, PackFile
from tenants import audit, roles
from tenants.errors import Refusal
from tenants.held import keeps_typing
from tenants.http import AgencyRequest, member_of
from tenants.models import Role

HANDED_OUT = 20  # newest downloads
LOSES = "The client sees the pack in the portal no longer."
KEEPS = "What was downloaded stays theirs. The pack, its files and your reason stay here; it can be published again."
NAMED = 3  # contacts in a sentence; the rest is counted


@login_required
@require_safe
@vary_on_headers("HX-Request")
def pack(request: AgencyRequest, public_id: UUID) -> HttpResponse:
    """The page; for the part of it that asks for itself while pictures are made, that part alone: another page's style has a
    nonce that this one's policy does not know."""
    found = _found(public_id)
    if "HX-Request" in request.headers:
        return render(request, "workspace/delivery/_pages.html", _pictures(request, found, reading.files(found)))
    return _page(request, found)


@login_required
@require_safe
def progress(request: AgencyRequest, public_id: UUID) -> HttpResponse:
    """The job's row as a fragment that asks for itself until the job is over; then the page is read anew."""
    found = _found(public_id)
    answer = render(request, "workspace/delivery/_progress.html", _progress(found))
    if not reading.is_building(found):
        answer["HX-Refresh"] = "true"
    return answer


@login_required
@require_POST
def publication(request: AgencyRequest, public_id: UUID) -> HttpResponse:
    found, member = _found(public_id), member_of(request)
    roles.require(Role.ADMIN, member, "publish a pack")
    try:
        published = packs.publish(found, member=member, seen_digest=request.POST.get("seen", ""))
    except Refusal as refusal:
        return _page(request, _found(public_id), refusal=refusal)
    messages.success(request, f"{published} is published to {found.engagement.campaign.client}.")
    return redirect("delivery:pack", public_id)


@keeps_typing
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def withdrawal(request: AgencyRequest, public_id: UUID) -> HttpResponse:
    """Asks for the reason; the withdrawal itself is a POST."""
    found, member = _found(public_id), member_of(request)
    roles.require(Role.ADMIN, member, "withdraw a pack")
    form, refusal = WithdrawForm(request.POST if request.method == "POST" else None), None
    if form.is_valid():
        try:
            packs.withdraw(found, member=member, reason=form.cleaned_data["reason"])
        except Refusal as error:
            refusal = error
        else:
            messages.success(request, f"{found} is withdrawn. The client sees it no longer.")
            return redirect("delivery:pack", public_id)
    context = {
        **_frame(found),
        "pack_url": reverse("delivery:pack", args=[public_id]),
        "form": form,
        "withdrawable": found.state in packs.WITHDRAWABLE,
        "withdraw_label": f"Withdraw {found}",
        "nothing": f"{found} is {found.get_state_display().lower()}.",
        "consequences": [{"state": "locked", "text": LOSES}, {"state": "approved", "text": KEEPS}],
        "refusal": refusal,
    }
    return render(request, "workspace/delivery/withdrawal.html", context, status=refusal.status if refusal else 200)


@login_required
@require_safe
def summary(request: AgencyRequest, public_id: UUID) -> HttpResponseBase:
    """The summary as the client reads it, under its own policy."""
    return files.show(_file(public_id, files.SUMMARY))


@login_required
@require_GET
def file(request: AgencyRequest, public_id: UUID, name: str) -> HttpResponseBase:
    """A file of the pack, or a part of one that is not whole."""
    member = member_of(request)
    by = audit.By.member(member)
    if part := parts.part_file(_found(public_id), name):
        return files.serve_part(part, by=by)
    return files.serve(_file(public_id, name), by=by, member=member.user)


def _found(public_id: UUID) -> Pack:
    rows = Pack.objects.select_related("engagement__campaign__client", "job", "brand", "agency")
    found: Pack = get_object_or_404(rows, public_id=public_id)
    return found


def _file(public_id: UUID, name: str) -> PackFile:
    rows = PackFile.objects.select_related("pack__engagement__campaign__client")
    found: PackFile = get_object_or_404(rows, pack__public_id=public_id, name=name)
    return found


def _frame(found: Pack) -> dict[str, Any]:
    return {
        **frame(found.engagement),
        "pack": found,
        "state": reading.state(found),
        "order_url": reverse("delivery:order", args=[found.engagement.public_id]),
    }


def _progress(found: Pack) -> dict[str, Any]:
    return {"pack": found, "building": reading.is_building(found), "steps": reading.steps(found)}


def _page(request: AgencyRequest, found: Pack, *, refusal: Refusal | None = None) -> HttpResponse:
    """The page of the pack, with what was refused."""
    member = member_of(request)
    held, partial = reading.files(found), reading.partial(found)
    may_publish = roles.may_publish(member)
    later = newer.since([found]).get(found.pk, [])
    moved_on = packs.moved_on(found)
    publishable = found.state in packs.PUBLISHABLE and not engagements.put_away(found.engagement)
    context = {
        **_frame(found),
        **_progress(found),
        "failures": reading.failures(found),
        "rebuilt": reading.rebuilt(found),
        "newer": later,
        "moved_on": [each for each in moved_on if each.kind not in {one.kind for one in later}],
        "changes": changes.read(found),
        "partial": [_with_address(found, each) for each in partial],
        "files": [_with_address(found, each) for each in held],
        "archive": next((each for each in held if each["name"] == packs.ARCHIVE), None),
        **_pictures(request, found, held),
        "has_summary": any(each["name"] == files.SUMMARY for each in held),
        "included": reading.included(found),
        "kinds": [ArtifactKind(kind).label for kind in found.kinds],
        "options": [PackOption(option).label for option in found.options],
        "checks": reading.checks(found),
        "downloads": Download.objects.filter(file__pack=found).select_related("file", "contact", "member")[:HANDED_OUT],
        "may_publish": may_publish,
        "publishable": publishable,
        "publish_label": f"Publish{' again' if found.published_at else ''} to {found.engagement.campaign.client}",
        "withdrawable": found.state in packs.WITHDRAWABLE,
        "consequences": _consequences(found) if publishable else [],
        "refusal": refusal,
    }  # fmt: skip
    return render(request, "workspace/delivery/pack.html", context, status=refusal.status if refusal else 200)


def _pictures(request: AgencyRequest, found: Pack, held: list[dict[str, Any]]) -> dict[str, Any]:
    shown = previews.shown(found, [each["name"] for each in held])
    return {"pack": found, "shown": shown, "may_picture": roles.may_edit(member_of(request))}


def _with_address(found: Pack, file: dict[str, Any]) -> dict[str, Any]:
    return {**file, "url": reverse("delivery:file", args=[found.public_id, file["name"]])}


def _consequences(found: Pack) -> list[dict[str, str]]:
    """What becomes of the client and of the other packs when this one is published, for `{% findings %}`."""
    client = found.engagement.campaign.client
    said = [{"state": "approved", "text": f"{client} sees {found} in the portal, with every file and digest."}]
    names = list(Contact.objects.filter(client=client, is_active=True).order_by("name").values_list("name", flat=True))
    if names:
        rest = f" and {len(names) - NAMED} more" if len(names) > NAMED else ""
        said.append({"state": "review", "text": f"Who can sign in there: {', '.join(names[:NAMED])}{rest}."})
    else:
        url = reverse("work:contact_new", args=[client.public_id])
        text = f"Nobody at {client} can sign in there yet."
        said.append({"state": "changes", "text": text, "url": url, "action": "Add a contact"})
    others = Pack.objects.filter(engagement=found.engagement, state=PackState.PUBLISHED).exclude(pk=found.pk)
    for other in others.only("number"):
        if other.number > found.number:
            said.append({"state": "failed", "text": f"{other} is newer and published. It has to be withdrawn first."})
        else:
            said.append({"state": "stale", "text": f"{other}, published, is superseded."})
    return said
