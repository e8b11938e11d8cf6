"""The final files of the creatives: what the draft names, taken in, taken out and handed back."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.files.uploadedfile import UploadedFile
from django.http import FileResponse, Http404, HttpResponse, HttpResponseRedirect, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.cache import add_never_cache_headers
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from campaigns.content import ContentError
from campaigns.content.files import MAX_FILE_BYTES, MAX_FILES_BYTES, MEDIA_TYPES, ending
from campaigns.domain import assets, attachments
from campaigns.enums import ArtifactKind
from campaigns.models import ArtifactVersion, AssetFile
from campaigns.views.page import StagePage
from tenants.errors import NotAllowed, Refusal
from tenants.http import AgencyRequest
from tenants.storage import agency_storage

MOST_AT_ONCE = 20
"""Files of one form."""
FORM_BYTES = 2**20
"""What a form spends beside the files in it."""
ACT = "upload files"
Wrong = dict[str, str]
"""A file that was not taken, and the sentence that says why."""


@csrf_exempt  # of a stranger's body nothing is read: `_files` asks for the token once it is known who sends how much
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def files(request: AgencyRequest, public_id: UUID) -> HttpResponse:
    page = StagePage(request, public_id, ArtifactKind.CREATIVES)
    if request.method == "POST":
        _require_welcome(request, page)
    answer: HttpResponse = _files(request, page)
    return answer


def _require_welcome(request: AgencyRequest, page: StagePage) -> None:
    if not page.may_write:
        raise NotAllowed(f"{page.why_not(ACT)} Nothing was stored.")
    if int(request.META.get("CONTENT_LENGTH") or 0) > MAX_FILES_BYTES + FORM_BYTES:
        raise Refusal(f"That is more than {MAX_FILES_BYTES // 10**9} GB at once. Nothing was stored; send fewer files.")


@csrf_protect
def _files(request: AgencyRequest, page: StagePage) -> HttpResponse:
    if request.method != "POST":
        return _shown(page)
    taken, wrong = _take_in(page, request.FILES.getlist("files"), request.POST.get("asset", ""))
    if request.headers.get("Accept") == "application/json":
        return JsonResponse({"taken": taken, "wrong": wrong})
    if taken:
        messages.success(
            request, f"{_listed(taken)} {'is' if len(taken) == 1 else 'are'} in the draft of the creatives."
        )
    return _shown(page, wrong) if wrong else redirect(_address(page))


def _take_in(page: StagePage, sent: "list[UploadedFile[bytes]]", asset: str) -> tuple[list[str], list[Wrong]]:
    """Each by itself: one that is refused keeps no other back."""
    taken: list[str] = []
    wrong: list[Wrong] = []
    if not sent:
        wrong.append({"name": "", "message": "Choose at least one file."})
    for upload in sent[:MOST_AT_ONCE]:
        name = str(upload.name)
        try:
            assets.attach(page.artifact, upload.file, name=name, asset=asset, member=page.member)  # type: ignore[arg-type]
        except Refusal as refusal:
            wrong.append({"name": name, "message": refusal.message})
        except ContentError as error:
            wrong.append({"name": name, "message": " ".join(each.message for each in error.errors)})
        else:
            taken.append(name)
    left = [str(upload.name) for upload in sent[MOST_AT_ONCE:]]
    wrong += [{"name": name, "message": f"Send at most {MOST_AT_ONCE} files at once."} for name in left]
    page.artifact.refresh_from_db()
    return taken, wrong


def _shown(page: StagePage, wrong: list[Wrong] | None = None) -> HttpResponse:
    held = assets.held(page.engagement)
    rows = [_item(page, row, held.get(row["sha256"])) for row in attachments.named(page.artifact.content)]
    context = {
        **page.frame(),
        "files_url": _address(page),
        "files": rows,
        "total": sum(row["size"] for row in rows),
        "kept": sum(file.size for file in held.values()),
        "most": f"{MAX_FILES_BYTES // 10**9} GB",
        "most_each": f"{MAX_FILE_BYTES // 2**20} MB",
        "pieces": [row["name"] for row in page.artifact.content["assets"] if row["name"]],
        "accept": ",".join(MEDIA_TYPES),
        "wrong": wrong or [],
        "may_write": page.may_write,
        "why_not": page.why_not(ACT),
        "remove_url": reverse("work:file_remove", args=[page.engagement.public_id]),
    }
    return render(page.request, "workspace/engagement/files.html", context, status=409 if wrong else 200)


def _item(page: StagePage, row: attachments.Named, file: AssetFile | None) -> dict[str, Any]:
    return {
        **row,
        "kind": ending(row["name"]).removeprefix(".").upper()[:5],
        "file": file,
        "url": reverse("work:file", args=[page.engagement.public_id, file.public_id]) if file else "",
    }


@login_required
@require_POST
def remove(request: AgencyRequest, public_id: UUID) -> HttpResponse:
    page = StagePage(request, public_id, ArtifactKind.CREATIVES)
    name = request.POST.get("name", "")
    assets.detach(page.artifact, name, member=page.member)
    messages.success(request, f"{name} is no longer in the draft. Versions that name it keep it.")
    return redirect(_address(page))


@login_required
@require_safe
def file(request: AgencyRequest, public_id: UUID, assetfile: UUID) -> HttpResponseBase:
    """One file, never shown in the page: what somebody uploaded may hold anything."""
    page = StagePage(request, public_id, ArtifactKind.CREATIVES)
    found = AssetFile.objects.filter(engagement=page.engagement, public_id=assetfile).first()
    if found is None:
        raise Http404
    name = _name(page, found.sha256)
    link = agency_storage().url(found.key, filename=name)
    answer: HttpResponseBase = HttpResponseRedirect(link) if link else _streamed(found, name)
    add_never_cache_headers(answer)
    answer["Referrer-Policy"] = "no-referrer"
    answer["X-Content-Type-Options"] = "nosniff"
    return answer


def _streamed(found: AssetFile, name: str) -> FileResponse:
    try:
        opened = agency_storage().open(found.key)
    except FileNotFoundError:
        raise Refusal(
            "Storage does not hold this file any more. Upload it again; nothing else changes by it."
        ) from None
    return FileResponse(opened, as_attachment=True, filename=name, content_type=MEDIA_TYPES[ending(name)])


def _name(page: StagePage, sha256: str) -> str:
    """What the working copy calls it, or the newest version that does."""
    versions = ArtifactVersion.objects.filter(artifact=page.artifact, content__has_key="files").order_by("-number")
    for content in (page.artifact.content, *versions.values_list("content", flat=True)):
        for row in attachments.named(content):
            if row["sha256"] == sha256:
                return str(row["name"])
    raise Http404


def _address(page: StagePage) -> str:
    return reverse("work:files", args=[page.engagement.public_id])


def _listed(names: list[str]) -> str:
    return f"{', '.join(names[:-1])} and {names[-1]}" if len(names) > 1 else names[0]
