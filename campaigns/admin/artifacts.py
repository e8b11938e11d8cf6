"""Artifacts, readable, and the page on which an admin decides. The page shows one version and is bound to its hash."""

import re
from typing import Any

from django.contrib import admin, messages
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse

from campaigns import content
from campaigns.domain import artifacts, checking, comparison, gates, gating, reading
from campaigns.enums import ArtifactKind, ArtifactStatus
from campaigns.forms import DecisionForm
from campaigns.models import Approval, Artifact, ArtifactVersion, QCReport
from tenants.admin import TenantAdmin
from tenants.errors import Refusal
from tenants.http import member_of
from tenants.models import AuditEntry
from tenants.sites import agency_admin

STATES = {
    ArtifactStatus.DRAFT: "draft",
    ArtifactStatus.IN_REVIEW: "review",
    ArtifactStatus.REVISED: "changes",
    ArtifactStatus.APPROVED: "approved",
    ArtifactStatus.FLAGGED_FOR_REVIEW: "stale",
    ArtifactStatus.ARCHIVED: "locked",
}
"""Status → state of the interface (docs/look/LOOK.md §6)."""
NUMBER = re.compile(r"[0-9]{1,9}", re.ASCII)
CHECK_STATES = {"PASS": "approved", "WARN": "changes", "FAIL": "failed"}


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
        waiting = _newest(artifact) if artifact.status == ArtifactStatus.IN_REVIEW else None
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
        version = self._asked_for(request, artifact)
        if version is None:
            raise Http404
        report = checking.newest_report(version) or checking.report_on(version)
        form = DecisionForm(request.POST or None, report=report, initial={"seen": version.content_sha256})
        if request.method == "POST" and form.is_valid():
            try:
                _decide(version, member_of(request), form.cleaned_data)
            except Refusal as refusal:
                form.add_error(None, refusal.message)
            else:
                messages.success(request, _done(version, form.cleaned_data["decision"]))
                return redirect(reverse("admin:campaigns_artifact_change", args=[artifact.public_id]))
        status = 409 if form.errors else 200
        context = self._approval(request, version, report, form)
        return render(request, "admin/campaigns/artifact/approval.html", context, status=status)

    def _asked_for(self, request: HttpRequest, artifact: Artifact) -> ArtifactVersion | None:
        """The version that the page was opened for, so that a stale tab is answered about what it shows; else the newest."""
        versions = ArtifactVersion.objects.filter(artifact=artifact).select_related(
            "artifact__engagement__campaign__client"
        )
        seen, number = request.POST.get("seen"), request.GET.get("version", "")
        if asked := versions.filter(content_sha256=seen).first() if seen else None:
            return asked
        if number:
            return versions.filter(number=number).first() if NUMBER.fullmatch(number) else None
        return versions.order_by("-number").first()

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

    def _approval(
        self, request: HttpRequest, version: ArtifactVersion, report: QCReport, form: DecisionForm
    ) -> dict[str, Any]:
        artifact = version.artifact
        chain = gates.chain(artifact.engagement)
        before = chain.artifacts[ArtifactKind(artifact.kind)].effective
        decided = artifacts.decision_on(version)
        newest = _newest(artifact)
        may_decide = decided is None and artifact.status == ArtifactStatus.IN_REVIEW and version == newest
        if before is not None and before.number >= version.number:
            before = None
        return {
            **self._frame(request, artifact),
            "title": f"{'Approve ' if may_decide else ''}{version} for {artifact.engagement.campaign.client}",
            "version": version,
            "before": before,
            "changes": _changes(artifact, before, version) if before else [],
            "sections": _read(artifact, version.content),
            "report": report,
            "checked": _checked(report),
            "alone": not artifacts.four_eyes_apply(member_of(request)) and artifacts.is_alone(member_of(request)),
            "consequences": consequences(chain, version),
            "decided": decided,
            "decided_sentence": decided and artifacts.decided_sentence(decided),
            "form": form,
            "may_decide": may_decide,
        }


def consequences(chain: gates.Chain, version: ArtifactVersion) -> list[dict[str, str]]:
    """What happens when this version is approved, before anybody presses a button."""
    kind = ArtifactKind(version.artifact.kind)
    said = [{"state": "approved", "text": f"{version} is in force."}]
    said += [{"state": "draft", "text": f"{stage.capitalize()} opens."} for stage in chain.opens(kind)]
    before = chain.effective.get(kind)
    if before is not None and before.content_sha256 != version.content_sha256:
        said += [
            {
                "state": "stale",
                "text": f"{each.label} v{chain.effective[each].number} becomes stale: it rests on {before}.",
            }
            for each in gating.downstream(kind)
            if each in chain.effective
        ]
    return said


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


def _checked(report: QCReport) -> list[dict[str, str]]:
    """The findings, or that there are none."""
    return [
        {"state": CHECK_STATES[check["status"]], "text": check["message"], "source": check["fix_instruction"]}
        for check in report.findings
    ] or [{"state": "approved", "text": f"QC {report.score}, no findings."}]


def _done(version: ArtifactVersion, decision: str) -> str:
    return f"{version} is approved and in force." if decision == "approve" else f"Changes to {version} are requested."


def _decide(version: ArtifactVersion, member: Any, data: dict[str, Any]) -> None:
    if data["decision"] == "approve":
        artifacts.approve(
            version, member=member, seen_sha256=data["seen"], comment=data["comment"],
            confirmed=data["confirmed"], accepted=data.get("accepted", []),
        )  # fmt: skip
    else:
        artifacts.request_changes(version, member=member, seen_sha256=data["seen"], reason=data["comment"])


def _newest(artifact: Artifact) -> ArtifactVersion | None:
    return ArtifactVersion.objects.filter(artifact=artifact).select_related("artifact").order_by("-number").first()


def _read(artifact: Artifact, data: dict[str, Any]) -> list[reading.Section]:
    return reading.read(content.parse(ArtifactKind(artifact.kind), data))


def _changes(artifact: Artifact, before: ArtifactVersion, after: ArtifactVersion) -> list[comparison.Change]:
    kind = ArtifactKind(artifact.kind)
    return comparison.compare(content.parse(kind, before.content), content.parse(kind, after.content))
