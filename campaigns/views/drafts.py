"""What the editor's script is told when it saves, in JSON. Without script the same is told by the page."""

from django.http import HttpResponse, JsonResponse
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.formats import date_format

from campaigns.content import ContentError
from campaigns.domain.artifacts import ChangedMeanwhile
from campaigns.views.page import StagePage
from tenants.errors import Refusal

AUTOSAVE = "autosave"


def answer(page: StagePage) -> HttpResponse:
    """Store what was typed, or say why not: {saved, lock, base, at, status, qc, way, notes} | {saved, wrong, notes} | {saved,
    message, conflict}, the last with the refusal's status."""
    form = page.typed()
    try:
        page.save(form, typing=page.request.POST.get("act") == AUTOSAVE)
    except ContentError:
        return JsonResponse({"saved": False, "wrong": [each._asdict() for each in form.wrong], "notes": form.notes})
    except Refusal as refusal:
        conflict = isinstance(refusal, ChangedMeanwhile)
        said = {"saved": False, "message": refusal.message, "conflict": conflict}
        return JsonResponse(said, status=refusal.status)
    at = timezone.localtime(page.artifact.updated_at)
    checks = {**page.checks(form), "edits": True}
    return JsonResponse(
        {
            "saved": True,
            "lock": page.artifact.lock,
            "base": page.base,
            "at": date_format(at, "H:i"),
            "status": page.artifact.status,
            "qc": render_to_string("workspace/engagement/_qc.html", checks),
            "way": render_to_string("workspace/engagement/_way.html", checks),
            "notes": form.notes,
        }
    )
