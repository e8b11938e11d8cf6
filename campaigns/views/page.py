"""One stage as one member sees it: what the views of a stage share."""

from hashlib import sha256
from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from campaigns import content, qc
from campaigns.content import ContentError
from campaigns.domain import (
    artifacts,
    attachments,
    checking,
    comparison,
    consequences,
    engagements,
    gates,
    hydration,
    lifecycle,
    merging,
    reading,
)
from campaigns.domain.hydration import Mark
from campaigns.domain.lifecycle import Move
from campaigns.domain.merging import Merged
from campaigns.enums import ArtifactKind, ArtifactStatus, Decision
from campaigns.forms import ContentForm, Source
from campaigns.models import Approval, Artifact, ArtifactVersion
from campaigns.views.board import engagement_of, frame, rail_of
from tenants.errors import Refusal
from tenants.http import AgencyRequest, member_of

CHECK_STATES = {"FAIL": "failed", "WARN": "changes"}
HISTORY = 20  # versions
HISTORY_STATES = {Decision.APPROVED: "approved", Decision.CHANGES_REQUESTED: "changes"}


class StagePage:
    """One stage as one member sees it now."""

    def __init__(self, request: AgencyRequest, public_id: UUID, kind: ArtifactKind) -> None:
        self.request, self.kind, self.member = request, kind, member_of(request)
        self.engagement = engagement_of(public_id)
        self.chain = gates.chain(self.engagement)
        if kind not in self.chain.artifacts:
            raise Http404
        self.artifact: Artifact = self.chain.artifacts[self.kind]
        self.artifact.engagement = self.engagement
        self.address = self.way("stage")
        self.saved = False

    @property
    def may_write(self) -> bool:
        return self.may(Move.EDIT)

    def may(self, move: Move) -> bool:
        """Whether the member's role, the status and the archive let it be."""
        can = lifecycle.can(ArtifactStatus(self.artifact.status), move) and lifecycle.may(self.member.role, move)
        return can and not engagements.put_away(self.engagement)

    def why_not(self, act: str) -> str:
        """Why this member cannot change the working copy; empty where they can. `act` is what an editor could do."""
        if not lifecycle.may(self.member.role, Move.EDIT):
            return f"Your role reads here; an editor can {act}."
        if row := engagements.put_away(self.engagement):
            return f"{row} is archived, and nothing in it changes."
        if self.artifact.status == ArtifactStatus.IN_REVIEW:
            return (
                "While a version waits for a decision the working copy stays as it is. Withdraw the submission first."
            )
        return "" if self.may_write else f"{self.kind.label} is archived. Take it out of the archive first."

    @property
    def keeper(self) -> str:
        """What a browser knows the member by, to keep apart what two people typed on one device."""
        return sha256(f"{self.member.agency.public_id}:{self.member.user_id}".encode()).hexdigest()[:20]

    @property
    def lock(self) -> int:
        """The counter that the page was opened with; one that nobody has where the browser sent none."""
        sent = self.request.POST.get("lock", "")
        return int(sent) if sent.isascii() and sent.isdigit() and len(sent) < 10 else -1

    def way(self, name: str) -> str:
        return reverse(f"work:{name}", args=[self.engagement.public_id, self.kind.value])

    def form(self) -> ContentForm:
        """What is stored, to be edited; open at the field whose path is in the address."""
        form = ContentForm(self.kind, self.artifact.content, sources=self.sources())
        if at := self.request.GET.get("at"):
            form.focus = form.node_id(at)
        return form

    def typed(self) -> ContentForm:
        """What the browser sent. Fields that clashed with somebody else's go on showing what that one wrote."""
        form = ContentForm.from_post(self.kind, self.artifact.content, self.request.POST, sources=self.sources())
        if self.artifact.lock == self.lock:
            form.tell_theirs(self.request.POST.get("clashes", "").split())
        return form

    def save(self, form: ContentForm, *, typing: bool = False) -> None:
        """Store what was typed, by the member who typed it."""
        if self.request.POST.get("member", self.keeper) != self.keeper:
            raise Refusal(
                f"Somebody else typed this, and you are signed in as {self.member.user.get_full_name()}. Nothing was stored."
            )
        self.artifact = artifacts.edit(self.artifact, form.content(), lock=self.lock, member=self.member, typing=typing)
        self.saved = True

    @property
    def base(self) -> str:
        """Fingerprint of what is stored, field by field; the page brings it back with what was typed."""
        return ContentForm(self.kind, self.artifact.content).base

    def meet(self) -> tuple[ContentForm, Merged]:
        """What was typed, put together with what somebody else has stored since the page was opened."""
        self.chain = gates.chain(self.engagement)
        self.artifact = self.chain.artifacts[self.kind]
        self.artifact.engagement = self.engagement
        form = ContentForm.from_post(self.kind, self.artifact.content, self.request.POST, sources=self.sources())
        return form, form.merge(self.request.POST.get("base", ""))

    def marks(self) -> list[Mark]:
        return artifacts.offered(self.artifact)

    def sources(self) -> dict[str, Source]:
        return {mark.path: Source(mark.source, edited=mark.edited, differs=not mark.same) for mark in self.marks()}

    def versions(self) -> list[ArtifactVersion]:
        found = ArtifactVersion.objects.filter(artifact=self.artifact).select_related("artifact", "submitted_by")
        return list(found.defer("content").order_by("-number")[:HISTORY])

    def frame(self) -> dict[str, Any]:
        return {
            **frame(self.engagement),
            "kind": self.kind,
            "artifact": self.artifact,
            "address": self.address,
            "compare_url": self.way("compare"),
            "withdraw_url": self.way("withdraw"),
            "pull_url": self.way("pull"),
            "rebase_url": self.way("rebase"),
            "confirm_url": self.way("confirm"),
            "decision_url": self.way("decide"),
            "rail": rail_of(self.engagement, self.chain, self.member, current=self.kind),
        }

    def shown(
        self, form: ContentForm, refusal: Refusal | None = None, merged: Merged | None = None, *, comment: str = ""
    ) -> HttpResponse:
        """The page. `comment` is what was typed into the aside, if that was refused."""
        status = ArtifactStatus(self.artifact.status)
        as_opened = {} if merged or self.saved else self.request.POST
        context = {
            **self.frame(),
            **self.checks(form),
            "form": form,
            "lock": as_opened.get("lock", self.artifact.lock),
            "base": as_opened.get("base", self.base),
            "keeper": self.keeper,
            "editor_name": self.editor_name,
            "meeting": self.meeting(form, merged) if merged and refusal else None,
            "autosaves": status in artifacts.FILLABLE and not refusal and not form.theirs,
            "unsaved": form.is_bound and not self.saved,
            "offers": sum(source.differs for source in form.sources.values()),
            "is_settled": status is ArtifactStatus.APPROVED,
            "is_stale": status is ArtifactStatus.FLAGGED_FOR_REVIEW,
            "may_confirm": self.may(Move.CONFIRM),
            "ground": artifacts.ground(self.chain, self.kind) if self.may(Move.CONFIRM) else "",
            "refusal": refusal,
            "comment": comment,
            "upstream": [self.upstream(kind) for kind in hydration.rests_on(self.kind) if kind in self.chain.effective],
            "missing": self.chain.missing(self.kind),
            "may_write": self.may_write,
            "finals": attachments.named(self.artifact.content),
            "files_url": reverse("work:files", args=[self.engagement.public_id])
            if self.kind is ArtifactKind.CREATIVES
            else "",
            "edits": self.may_write or form.is_bound,  # what was typed is shown even where it can no longer be stored
            "read": None if self.may_write else reading.read(content.parse(self.kind, self.artifact.content)),
            "stands": self.stands,
            "in_review": status is ArtifactStatus.IN_REVIEW,
            "may_decide": status is ArtifactStatus.IN_REVIEW and lifecycle.may(self.member.role, Move.APPROVE),
            "may_withdraw": status is ArtifactStatus.IN_REVIEW and lifecycle.may(self.member.role, Move.WITHDRAW),
            "versions": (versions := self.versions()),
            "history": self.history(versions),
            "reopening": self.reopening,
        }
        answer = refusal.status if refusal else 200
        return render(self.request, "workspace/engagement/stage.html", context, status=answer)

    @property
    def stands(self) -> str:
        """What the stage's state means, for somebody who reads."""
        in_force = f" v{self.artifact.effective.number} stays in force." if self.artifact.effective else ""
        return {
            ArtifactStatus.DRAFT: "An editor is still writing this. Nothing is in force yet.",
            ArtifactStatus.REVISED: f"An editor is revising this.{in_force or ' Nothing is in force yet.'}",
            ArtifactStatus.APPROVED: f"{self.artifact.effective} is in force.",
            ArtifactStatus.FLAGGED_FOR_REVIEW: f"It rests on what has changed upstream.{in_force}",
        }.get(ArtifactStatus(self.artifact.status), "")

    @property
    def editor_name(self) -> str:
        return self.artifact.last_editor.get_full_name() if self.artifact.last_editor else "An import"

    def meeting(self, form: ContentForm, merged: Merged) -> dict[str, Any]:
        """What the two did: the fields taken over from the other, those that clash, and what saving would change."""
        stored = content.parse(self.kind, self.artifact.content)
        try:
            changes = comparison.compare(stored, content.parse(self.kind, form.content()))
        except ContentError:
            changes = []
        return {
            "taken": merging.titles(self.kind, merged.taken),
            "clashing": merging.titles(self.kind, merged.both),
            "changes": changes,
        }

    def checks(self, form: ContentForm) -> dict[str, Any]:
        """What the column of checks says of what is in the form now."""
        findings = self.findings(form)
        return {
            "findings": findings,
            "blockers": sum(finding["severity"] == "BLOCKER" for finding in findings),
            "unreadable": not form.is_valid,
            "shut": gates.why_shut(self.chain, self.kind),
        }

    def upstream(self, kind: ArtifactKind) -> dict[str, Any]:
        version = self.chain.effective[kind]
        sections, feeding = reading.read(content.parse(kind, version.content)), hydration.feeding(kind, self.kind)
        return {
            "version": version,
            "sections": sections,
            "feeds": [item for section in sections for item in section.items if item.path in feeding],
            "stale": kind in self.chain.stale,
        }

    def findings(self, form: ContentForm) -> list[dict[str, Any]]:
        """QC of what is in the form now, or of nothing while it cannot be read."""
        try:
            parsed = content.parse(self.kind, form.content())
        except ContentError:
            return []
        return [
            {
                "state": CHECK_STATES[check.status],
                "text": checking.in_words(self.kind, check.path, check.message),
                "fix": check.fix_instruction,
                "severity": check.severity,
                "label": check.severity.label,
                "check_id": check.check_id,
                "target": form.node_id(check.path),
            }
            for check in qc.run(self.kind, parsed).findings
        ]

    def history(self, versions: list[ArtifactVersion]) -> list[dict[str, Any]]:
        """Each version with its decision and the address of its page."""
        decided = {approval.version_id: approval for approval in Approval.objects.filter(version__in=versions)}
        return [
            {
                "version": version,
                "decision": (decision := decided.get(version.pk)),
                "state": HISTORY_STATES[decision.decision] if decision else self._undecided(version, versions),
                "in_force": version.pk == self.artifact.effective_id,
                "url": reverse("work:version", args=[self.engagement.public_id, self.kind, version.number]),
            }
            for version in versions
        ]

    def _undecided(self, version: ArtifactVersion, versions: list[ArtifactVersion]) -> str:
        """The newest waits; an older one was taken back."""
        return "review" if self.artifact.status == ArtifactStatus.IN_REVIEW and version is versions[0] else "draft"

    def reopening(self) -> list[consequences.Consequence]:
        """What a change here means, where something is in force and this member may write."""
        return consequences.of_editing(self.artifact, self.chain) if self.may_write else []
