"""Artifacts, readable, and the page on which an admin decides. The page shows one version and is bound to its hash."""

from typing import Any

from django.contrib import admin, messages
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse

from campaigns import content
from campaigns.domain import artifacts, decisions, reading
from campaigns.domain.boards import STATES
from campaigns.enums import ArtifactKind, ArtifactStatus
from campaigns.forms import DecisionForm
from campaigns.models import Approval, Artifact, ArtifactVersion
from tenants.admin import TenantAdmin
from tenants.errors import Refusal
from tenants.http import member_of
from tenants.models import AuditEntry
from tenants.sites import agency_admin


@admin.register(Artifact, site=agency_admin)
class ArtifactAdmin(TenantAdmin):
    list_display = ["stage", "client", "engagement", "status", "in_force", "updated_at"]
    list_filter = ["status", "kind"]
    search_fields = ["engagement__name", "engagement__campaign__client__name"]
    ordering = ["-updated_at"]

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).select_related("engagement__campaign__client", "effective", "last_editor")

    @admin.display(description="Stage", ordering="kind")
    def stage(self, artifact: Artifact) -> str:
        return str(artifact)

    @admin.display(ordering="engagement__campaign__client__name")
    def client(self, artifact: Artifact) -> Any:
        return artifact.engagement.campaign.client

    @admin.display(description="In force")
    def in_force(self, artifact: Artifact) -> str:
        return f"v{artifact.effective.number}" if artifact.effective else ""

    def get_urls(self) -> list[Any]:
        approval = path(
            "<uuid:public_id>/approval/",
            self.admin_site.admin_view(self.approval_view),
            name="campaigns_artifact_approval",
        )
        return [approval, *super().get_urls()]

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """The artifact as one reads it: what is in force, or the working copy while nothing is."""
        artifact = self.get_object(request, object_id)
        if artifact is None or not self.has_view_permission(request, artifact):
            raise Http404
        waiting = decisions.newest(artifact) if artifact.status == ArtifactStatus.IN_REVIEW else None
        shown = None if "working" in request.GET else artifact.effective
        context = {
            **self._frame(request, artifact),
            "title": f"{artifact} of {artifact.engagement.campaign.client}",
            "heading": _heading(artifact, shown),
            "other": _other(artifact, shown),
            "sections": _read(artifact, shown.content if shown else artifact.content),
            "shown": shown,
            "waiting": waiting,
            "decisions": Approval.objects.filter(version__artifact=artifact).select_related("version__artifact"),
        }
        return render(request, "admin/campaigns/artifact/read.html", context)

    def approval_view(self, request: HttpRequest, public_id: Any) -> HttpResponse:
        artifact = self.get_object(request, str(public_id))
        if artifact is None or not self.has_view_permission(request, artifact):
            raise Http404
        version = decisions.asked_for(
            artifact, seen=request.POST.get("seen", ""), number=request.GET.get("version", "")
        )
        if version is None:
            raise Http404
        report = decisions.report_of(version)
        form = DecisionForm(request.POST or None, report=report)
        if request.method == "POST" and form.is_valid():
            try:
                form.decide(version, member_of(request))
            except Refusal as refusal:
                form.add_error(None, refusal.message)
            else:
                messages.success(request, form.done(version))
                return redirect(reverse("admin:campaigns_artifact_change", args=[artifact.public_id]))
        status = 409 if form.errors else 200
        context = self._approval(request, decisions.question(version, report), form)
        return render(request, "admin/campaigns/artifact/approval.html", context, status=status)

    def history_entries(self, obj: Artifact) -> Any:
        """What was done to the artifact, and what was decided about its versions."""
        versions = [str(public_id) for public_id in obj.versions.values_list("public_id", flat=True)]
        return AuditEntry.objects.filter(
            Q(object_kind="artifact", object_id=str(obj.public_id))
            | Q(object_kind="artifactversion", object_id__in=versions)
        )

    def _frame(self, request: HttpRequest, artifact: Artifact) -> dict[str, Any]:
        return {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "artifact": artifact,
            "engagement": artifact.engagement,
            "client": artifact.engagement.campaign.client,
            "state": STATES[ArtifactStatus(artifact.status)],
        }

    def _approval(self, request: HttpRequest, asked: decisions.Question, form: DecisionForm) -> dict[str, Any]:
        version, member = asked.version, member_of(request)
        return {
            **self._frame(request, version.artifact),
            "title": f"{'Approve ' if asked.waits else ''}{version} for {version.artifact.engagement.campaign.client}",
            "asked": asked,
            "version": version,
            "alone": not artifacts.four_eyes_apply(member) and artifacts.is_alone(member),
            "form": form,
        }


def _heading(artifact: Artifact, shown: ArtifactVersion | None) -> str:
    if shown:
        return f"{shown}, in force"
    return "The working copy" if artifact.effective else "The working copy; nothing is approved yet"


def _other(artifact: Artifact, shown: ArtifactVersion | None) -> dict[str, str] | None:
    """The way from what is in force to a working copy that differs, and back."""
    if artifact.effective is None or artifact.effective.content == artifact.content:
        return None
    if shown:
        return {"url": "?working", "label": "Read the working copy, which differs"}
    return {"url": "?", "label": f"Read {artifact.effective}, in force"}


def _read(artifact: Artifact, data: dict[str, Any]) -> list[reading.Section]:
    return reading.read(content.parse(ArtifactKind(artifact.kind), data))
