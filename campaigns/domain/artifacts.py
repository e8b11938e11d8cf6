"""The verbs of an artifact, and the only writers of its state.

Each one, in this order and in one transaction: lock the chain, ask the table of moves, ask the gates, write, record.
Refusals are `tenants.errors.Refusal`, with a sentence that every surface shows unchanged.
"""

import json
from collections.abc import Callable, Collection
from datetime import UTC, timedelta
from hashlib import sha256
from typing import Any

import structlog
from django.db import transaction
from django.utils import timezone

from campaigns import content
from campaigns.domain import (
    attachments,
    checking,
    engagements,
    framing,
    gates,
    gating,
    hydration,
    lifecycle,
    notices,
    staleness,
)
from campaigns.domain.lifecycle import Move
from campaigns.enums import ArtifactKind, ArtifactStatus, CheckStatus, Decision
from campaigns.models import Approval, Artifact, ArtifactVersion, QCReport
from tenants import audit, roles
from tenants.errors import NotAllowed, Refusal
from tenants.models import AuditEntry, Membership, Role

APPROVED_READ = 12
"""Approved versions upstream in which the origin of a field is looked for."""
FILLABLE = (ArtifactStatus.DRAFT, ArtifactStatus.REVISED)
OVERTAKEN = (Move.WITHDRAW, Move.CONFIRM)
"""Moves that a decision can come before while a page is open: who comes too late hears whose it was."""
WRITING = timedelta(minutes=30)
"""One person's autosaves of one working copy within this time are one entry (docs/decisions/0015-one-entry-while-writing.md)."""


class AlreadyDecided(Refusal):
    """Somebody else, or an earlier click, has decided about this version."""


class ChangedMeanwhile(Refusal):
    """What was seen is not what is there now."""


def _locked(artifact: Artifact) -> tuple[gates.Chain, Artifact]:
    chain = gates.chain(artifact.engagement, lock=True)
    engagements.require_at_work(artifact.engagement)
    return chain, chain.artifacts[ArtifactKind(artifact.kind)]


def _require_role(membership: Membership | None, move: Move) -> None:
    if membership is not None and not lifecycle.may(membership.role, move):
        role = membership.get_role_display().lower()
        raise NotAllowed(f"“{move.label}” is not for the role {role}. An owner of your agency can give you another.")


def _move(artifact: Artifact, move: Move, membership: Membership | None) -> None:
    """Set the next status. `membership` None is the system, which importers are."""
    _require_role(membership, move)
    try:
        artifact.status = lifecycle.after(ArtifactStatus(artifact.status), move)
    except lifecycle.MoveRefused as error:
        if move in OVERTAKEN and (earlier := _decision_on_newest(artifact)):
            raise AlreadyDecided(f"{error} {decided_sentence(earlier)}") from error
        raise Refusal(str(error)) from error


def _by(membership: Membership | None) -> audit.By:
    return audit.By.member(membership) if membership else audit.SYSTEM


def _unchanged(artifact: Artifact, lock: int) -> tuple[gates.Chain, Artifact]:
    """The locked chain, if nobody has saved since the writer read `lock`."""
    chain, artifact = _locked(artifact)
    _require_lock(artifact, lock)
    return chain, artifact


def _require_lock(artifact: Artifact, lock: int) -> None:
    if artifact.lock != lock:
        label = ArtifactKind(artifact.kind).label
        who = artifact.last_editor.get_full_name() if artifact.last_editor else "An import"
        raise ChangedMeanwhile(f"{who} saved {label} while you were writing. Nothing of yours was stored.")


def _rewrite(
    artifact: Artifact, cleaned: dict[str, Any], move: Move, member: Membership | None, action: str, *,
    told: bool = False, **details: Any,
) -> Artifact:  # fmt: skip
    """Write the working copy and record it, unless an entry has `told` already. An edit that changes nothing is none, and asks
    for the role all the same."""
    _require_role(member, move)
    if cleaned == artifact.content and move is Move.EDIT:
        return artifact
    _move(artifact, move, member)
    if cleaned != artifact.content:
        attachments.require_held(artifact.engagement, cleaned)
        artifact.content, artifact.lock = cleaned, artifact.lock + 1
        artifact.last_editor = member.user if member else None
    artifact.save()
    if not told:
        audit.record(
            _by(member), action, artifact,
            engagement=str(artifact.engagement), content_sha256=content.content_sha256(cleaned), **details,
        )  # fmt: skip
    return artifact


def _put(artifact: Artifact, move: Move, member: Membership, action: str) -> Artifact:
    """A move that leaves the content alone."""
    with transaction.atomic():
        _, artifact = _locked(artifact)
        _move(artifact, move, member)
        artifact.save()
        audit.record(_by(member), action, artifact, engagement=str(artifact.engagement))
    return artifact


def edit(artifact: Artifact, data: object, *, lock: int, member: Membership | None, typing: bool = False) -> Artifact:
    """Replace the working copy. `lock` is the counter that the writer read; ContentError by path if `data` will not do.

    What is stored already is no conflict, whatever the lock: it was sent twice, or its answer was lost. `typing` is an autosave:
    it opens nothing again that is decided, and one person's are one entry for a while."""
    _require_role(member, Move.EDIT)
    cleaned = content.dump(content.parse(ArtifactKind(artifact.kind), data))
    with transaction.atomic():
        _, artifact = _locked(artifact)
        if cleaned == artifact.content:
            return artifact
        _require_lock(artifact, lock)
        if typing:
            _require_begun(artifact)
        told = typing and _is_writing(artifact, member)
        return _rewrite(artifact, cleaned, Move.EDIT, member, "artifact.edited", told=told)


def change_files(
    artifact: Artifact, change: Callable[[list[attachments.Named]], list[attachments.Named]], *,
    member: Membership, action: str, **details: Any,
) -> Artifact:  # fmt: skip
    """Another list of final files in the working copy; the rest stays as it is, whoever writes in it meanwhile. ContentError
    where the list will not do."""
    _require_role(member, Move.EDIT)
    kind = ArtifactKind(artifact.kind)
    with transaction.atomic():
        _, artifact = _locked(artifact)
        files = change(attachments.named(artifact.content))
        cleaned = content.dump(content.parse(kind, {**artifact.content, "files": files}))
        return _rewrite(artifact, cleaned, Move.EDIT, member, action, **details)


def _require_begun(artifact: Artifact) -> None:
    status, label = ArtifactStatus(artifact.status), ArtifactKind(artifact.kind).label
    if status not in FILLABLE and lifecycle.can(status, Move.EDIT):
        raise Refusal(f"{label} is not opened again by typing. Save the draft to open it.")


def _is_writing(artifact: Artifact, member: Membership | None) -> bool:
    """Whether the last that was told of the artifact is that this member, a while ago, wrote in it."""
    entries = AuditEntry.objects.filter(object_kind="artifact", object_id=str(artifact.public_id))
    last = entries.order_by("-number").values("action", "actor_id", "at").first()
    return (
        member is not None
        and last is not None
        and (last["action"], last["actor_id"]) == ("artifact.edited", str(member.user_id))
        and last["at"] > timezone.now() - WRITING
    )


def restore(version: ArtifactVersion, *, lock: int, member: Membership) -> Artifact:
    """Put what a version holds into the working copy, to be submitted again. ContentError if the forms have changed since."""
    cleaned = content.dump(content.parse(ArtifactKind(version.artifact.kind), version.content))
    with transaction.atomic():
        _, artifact = _unchanged(version.artifact, lock)
        return _rewrite(artifact, cleaned, Move.EDIT, member, "artifact.restored", number=version.number)


def offered(artifact: Artifact) -> list[hydration.Mark]:
    """Every field of the working copy that upstream gives, with its source; those that are not `same` are offered."""
    if artifact.kind == ArtifactKind.INTAKE:
        campaign = artifact.engagement.campaign
        return framing.marks(campaign, artifact.content, framing.said_before(campaign))
    chain, kind = gates.chain(artifact.engagement), ArtifactKind(artifact.kind)
    return hydration.marks(kind, chain.effective, artifact.content, _approved_before(chain, kind))


def pull(artifact: Artifact, paths: Collection[str], *, lock: int, member: Membership) -> Artifact:
    """Overwrite the fields at `paths`, and no other, with what upstream has in force (docs/domain.md §2.8)."""
    kind = ArtifactKind(artifact.kind)
    with transaction.atomic():
        chain, artifact = _unchanged(artifact, lock)
        if kind is ArtifactKind.INTAKE:
            drawn = framing.pulled(artifact.engagement.campaign, artifact.content, paths)
        else:
            drawn = hydration.pulled(kind, chain.effective, artifact.content, paths)
        if drawn != artifact.content:
            drawn = _naming_source(chain, kind, drawn)
        return _rewrite(artifact, drawn, Move.EDIT, member, "artifact.drawn", paths=sorted(paths))


def rebase(artifact: Artifact, *, member: Membership) -> Artifact:
    """Draw anew from upstream what nobody edited; what somebody did is offered (`offered`). What is in force stays stale until
    the working copy is approved, or the stage is confirmed (docs/domain.md §1.6)."""
    kind = ArtifactKind(artifact.kind)
    with transaction.atomic():
        chain, artifact = _locked(artifact)
        gates.require_open(chain, kind)
        earlier = _approved_before(chain, kind)
        drawn = hydration.rebased(kind, chain.effective, artifact.content, earlier)
        drawn = _naming_source(chain, kind, drawn)
        return _rewrite(artifact, drawn, Move.REBASE, member, "artifact.rebased", sources=chain.sources(kind))


def submit(artifact: Artifact, *, member: Membership | None) -> ArtifactVersion:
    """Freeze the working copy into the next version and hand it to an approver. Blockers of QC stop it here."""
    kind = ArtifactKind(artifact.kind)
    with transaction.atomic():
        chain, artifact = _locked(artifact)
        gates.require_open(chain, kind)
        _move(artifact, Move.SUBMIT, member)
        version, report = _freeze(chain, artifact, member)
        artifact.save()
        audit.record(
            _by(member), "artifact.submitted", version,
            engagement=str(artifact.engagement), content_sha256=version.content_sha256, qc=report.status,
        )  # fmt: skip
        notices.submitted(version, member=member, four_eyes=member is not None and four_eyes_apply(member))
    return version


def withdraw(artifact: Artifact, *, member: Membership) -> Artifact:
    """Take a submission back, to go on writing."""
    return _put(artifact, Move.WITHDRAW, member, "artifact.withdrawn")


def archive(artifact: Artifact, *, member: Membership) -> Artifact:
    """Put a stage away. What is in force stays in force; nothing is written or submitted until it is taken out again."""
    return _put(artifact, Move.ARCHIVE, member, "artifact.archived")


def unarchive(artifact: Artifact, *, member: Membership) -> Artifact:
    """Take a stage out of the archive; it is submitted again."""
    return _put(artifact, Move.UNARCHIVE, member, "artifact.unarchived")


def approve(
    version: ArtifactVersion, *, member: Membership, seen_sha256: str, comment: str = "", confirmed: bool = False,
    accepted: Collection[str] = (),
) -> Approval:  # fmt: skip
    """Put a version in force. `seen_sha256` is the hash of what the approver was shown; `accepted` holds the keys
    (`finding_key`) of every QC finding, accepted one by one. Checks in the order of docs/domain.md §1.7."""
    roles.require(Role.ADMIN, member, "approve")
    kind = ArtifactKind(version.artifact.kind)
    with transaction.atomic():
        chain, artifact = _undecided(version, seen_sha256)
        if not (content.clean_text(comment) or confirmed):
            raise Refusal("Write a comment, or tick that you have read it all.")
        content.parse(kind, version.content)
        gates.require_open(chain, kind)
        _require_fresh(chain, version)
        report = checking.newest_report(version) or checking.check(version)
        refuse_blockers(report)
        _require_accepted(report, accepted)
        _require_four_eyes(version, member)
        _move(artifact, Move.APPROVE, member)
        approval = _decide(version, report, member, Decision.APPROVED, comment, confirmed, sorted(accepted))
        _put_in_force(chain, artifact, version, member)
    return approval


def confirm(
    artifact: Artifact, *, member: Membership, comment: str, seen_ground: str, accepted: Collection[str] = ()
) -> Approval:
    """Approve a stale stage as it is: the same words in a new version, which names what is in force upstream now.
    `seen_ground` is that (`ground`) as whoever confirms was shown it. QC is asked
    anew; findings that were accepted before stay accepted, others must be in `accepted` (docs/domain.md §1.6)."""
    roles.require(Role.ADMIN, member, "confirm")
    kind = ArtifactKind(artifact.kind)
    with transaction.atomic():
        chain, artifact = _locked(artifact)
        reasons = artifact.stale_reasons
        _move(artifact, Move.CONFIRM, member)
        if seen_ground != ground(chain, kind):
            raise ChangedMeanwhile(
                "More was approved upstream since you opened the page. Nothing was confirmed; read it again."
            )
        if not content.clean_text(comment):
            raise Refusal("Say why it is still valid. It is kept with the decision.")
        gates.require_open(chain, kind)
        known = decision_on(chain.effective[kind])
        version, report = _freeze(chain, artifact, member)
        taken = sorted(
            {*accepted, *(known.findings_accepted if known else ())} & set(map(finding_key, report.findings))
        )
        _require_accepted(report, taken)
        _require_four_eyes(version, member)
        approval = _decide(version, report, member, Decision.APPROVED, comment, False, taken)
        audit.record(
            audit.By.member(member),
            "artifact.confirmed",
            artifact,
            engagement=str(artifact.engagement),
            reasons=reasons,
        )
        _put_in_force(chain, artifact, version, member)
    return approval


def ground(chain: gates.Chain, kind: ArtifactKind) -> str:
    """What a stage rests on as it is in force now, in one word: a hash, for comparing."""
    return sha256(json.dumps(chain.sources(kind), sort_keys=True).encode()).hexdigest()


def request_changes(version: ArtifactVersion, *, member: Membership, seen_sha256: str, reason: str) -> Approval:
    """Send a version back with the reason; its author goes on from the working copy."""
    roles.require(Role.ADMIN, member, "request changes")
    with transaction.atomic():
        _, artifact = _undecided(version, seen_sha256)
        if not content.clean_text(reason):
            raise Refusal("Say what should change. The author reads it.")
        report = checking.newest_report(version) or checking.check(version)
        _move(artifact, Move.REQUEST_CHANGES, member)
        approval = _decide(version, report, member, Decision.CHANGES_REQUESTED, reason, False, [])
        artifact.save()
        notices.changes_requested(approval, member=member)
    return approval


def finding_key(check: dict[str, str]) -> str:
    """What an approver accepts: the check and its place."""
    return f"{check['check_id']} {check['path']}".strip()


def refuse_blockers(report: QCReport) -> None:
    if report.status != CheckStatus.FAIL:
        return
    blockers = [
        check for check in report.findings if check["severity"] == "BLOCKER" and check["status"] == CheckStatus.FAIL
    ]
    sentences = " ".join(checking.told(report.version, check) for check in blockers[:10])
    raise Refusal(f"QC found {len(blockers)} {'blocker' if len(blockers) == 1 else 'blockers'}. {sentences}")


def decided_sentence(decision: Approval) -> str:
    when = timezone.localtime(decision.created_at)
    return (
        f"{decision.version} was already decided by {decision.decider_name} on {when.day} {when:%B %Y at %H:%M %Z}: "
        f"{decision.get_decision_display().lower()}."
    )


def decision_on(version: ArtifactVersion) -> Approval | None:
    return Approval.objects.filter(version=version).first()


def _decision_on_newest(artifact: Artifact) -> Approval | None:
    newest = Approval.objects.filter(version__artifact=artifact, version__number=_newest_number(artifact))
    return newest.select_related("version__artifact").first()


def _freeze(chain: gates.Chain, artifact: Artifact, member: Membership | None) -> tuple[ArtifactVersion, QCReport]:
    """The working copy as the next version, with its copies as upstream has them now, and its report. Blockers refuse."""
    kind = ArtifactKind(artifact.kind)
    drawn = hydration.with_copies(kind, artifact.content, chain.effective)
    if drawn != artifact.content:
        artifact.content, artifact.lock = drawn, artifact.lock + 1
    version = ArtifactVersion.objects.create(
        artifact=artifact,
        number=_newest_number(artifact) + 1,
        content=artifact.content,
        content_sha256=content.content_sha256(artifact.content),
        sources=chain.sources(kind),
        submitted_by=member.user if member else None,
        last_editor=artifact.last_editor,
    )
    report = checking.check(version)
    refuse_blockers(report)
    return version, report


def _put_in_force(chain: gates.Chain, artifact: Artifact, version: ArtifactVersion, member: Membership) -> None:
    artifact.effective = version
    artifact.save()
    notices.became_stale(_settle(chain), member=member)
    _fill_what_opens(chain, ArtifactKind(artifact.kind))


def _fill_what_opens(chain: gates.Chain, kind: ArtifactKind) -> None:
    """A stage that can be written on approved ground, and that nobody has begun, starts filled. The lock stays as it is: whoever
    has the empty page open is not refused for what the system did, and is offered what they lack."""
    for stage, artifact in chain.artifacts.items():
        if kind not in gating.UPSTREAM[stage] or chain.missing(stage) or artifact.status not in FILLABLE:
            continue
        if artifact.content != content.dump(content.empty(stage)):
            continue
        drawn = hydration.hydrate(stage, chain.effective, artifact.content)
        artifact.content = _naming_source(chain, stage, drawn)
        artifact.save()
        audit.record(
            audit.SYSTEM, "artifact.filled", artifact,
            engagement=str(artifact.engagement), sources=chain.sources(stage),
        )  # fmt: skip


def _naming_source(chain: gates.Chain, kind: ArtifactKind, data: dict[str, Any]) -> dict[str, Any]:
    """`data` naming the version it was drawn from, where the kind has a place for it. Creatives, for one, draw on the intake
    before there is a strategy to name."""
    _, upstream = hydration.SOURCES.get(kind, ("", None))
    if upstream not in chain.effective:
        return data
    at = timezone.now().astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
    return hydration.with_source(kind, data, gates.describe(chain.effective[upstream]), at)


def _approved_before(chain: gates.Chain, kind: ArtifactKind) -> dict[ArtifactKind, list[dict[str, Any]]]:
    """Contents of the last versions approved upstream, the one in force among them."""
    upstream = {chain.artifacts[other].pk: other for other in hydration.rests_on(kind) if other in chain.artifacts}
    versions = ArtifactVersion.objects.filter(artifact__in=upstream, decisions__decision=Decision.APPROVED)
    found: dict[ArtifactKind, list[dict[str, Any]]] = {}
    for artifact_id, data in versions.order_by("-id").values_list("artifact_id", "content")[:APPROVED_READ]:
        found.setdefault(upstream[artifact_id], []).append(data)
    return found


def _newest_number(artifact: Artifact) -> int:
    return (
        ArtifactVersion.objects.filter(artifact=artifact).values_list("number", flat=True).order_by("-number").first()
        or 0
    )


def _undecided(version: ArtifactVersion, seen_sha256: str) -> tuple[gates.Chain, Artifact]:
    """The locked chain, if this very version still waits and is what was seen."""
    chain, artifact = _locked(version.artifact)
    if earlier := decision_on(version):
        raise AlreadyDecided(f"{decided_sentence(earlier)} Nothing has changed.")
    if version.number != _newest_number(artifact) or artifact.status != ArtifactStatus.IN_REVIEW:
        raise ChangedMeanwhile(
            f"{version} is no longer waiting for a decision. Nothing was decided; read the newest version."
        )
    if seen_sha256 != version.content_sha256:
        raise ChangedMeanwhile(f"What you saw is not what {version} holds. Nothing was decided; read it again.")
    return chain, artifact


def _require_fresh(chain: gates.Chain, version: ArtifactVersion) -> None:
    """What it was drawn from is what is in force (docs/domain.md §1.6)."""
    kind = ArtifactKind(version.artifact.kind)
    if unnamed := [upstream for upstream in hydration.rests_on(kind) if upstream.value not in version.sources]:
        raise Refusal(f"{version} does not say on which {gates.listed(unnamed)} it was written. Request changes.")
    now = staleness.snapshot(chain, version)
    for upstream, paths in staleness.moved(kind, now).items():
        raise Refusal(
            f"{version} was written on {upstream.label} v{version.sources[upstream.value]['number']}; "
            f"v{now[upstream].number} is in force now and has another {staleness.listed(upstream, paths)}. Request changes, "
            "so that it is brought up to date."
        )


def _require_accepted(report: QCReport, accepted: Collection[str]) -> None:
    open_findings = [check for check in report.findings if finding_key(check) not in accepted]
    if open_findings:
        raise Refusal(
            f"QC has {len(open_findings)} open {'finding' if len(open_findings) == 1 else 'findings'}. Accept each, or request "
            "changes. " + " ".join(checking.told(report.version, check) for check in open_findings[:5])
        )


def four_eyes_apply(member: Membership) -> bool:
    """The agency's switch; an agency with one member has it off."""
    return member.agency.four_eyes and not is_alone(member)


def is_alone(member: Membership) -> bool:
    """Nobody else is an active member of the agency."""
    return member.agency.memberships.filter(is_active=True, user__is_active=True).count() == 1


def _require_four_eyes(version: ArtifactVersion, member: Membership) -> None:
    if hindered := _four_eyes(version, member):
        raise NotAllowed(f"{hindered} Nothing has changed.")


def _four_eyes(version: ArtifactVersion, member: Membership) -> str:
    """Why this member may not approve what they edited last, and who may; empty where they may."""
    if version.last_editor_id != member.user_id or not four_eyes_apply(member):
        return ""
    others = approvers_beside(member)
    way = f"Another admin can: {' or '.join(others)}." if others else "An owner can give somebody else the role admin."
    return f"You cannot approve {version}. You made its last edit. {way}"


def approvers_beside(member: Membership) -> list[str]:
    """Names of the active members who approve, without this one."""
    found = member.agency.memberships.filter(
        is_active=True, user__is_active=True, role__in=lifecycle.APPROVERS
    ).select_related("user")
    return [str(other.user) for other in found if other.user_id != member.user_id]


def hindrance(version: ArtifactVersion, *, member: Membership, chain: gates.Chain) -> str:
    """Why `approve` would refuse this member, as far as it is known before they press: role, gate, sources, four eyes."""
    kind = ArtifactKind(version.artifact.kind)
    try:
        roles.require(Role.ADMIN, member, "approve")
        gates.require_open(chain, kind)
        _require_fresh(chain, version)
    except Refusal as refusal:
        return refusal.message
    return _four_eyes(version, member)


def _decide(
    version: ArtifactVersion, report: QCReport, member: Membership, decision: Decision, comment: str, confirmed: bool,
    accepted: list[str],
) -> Approval:  # fmt: skip
    approval = Approval.objects.create(
        version=version,
        qc_report=report,
        decision=decision,
        content_sha256=version.content_sha256,
        decided_by=member.user,
        decider_name=member.user.get_full_name(),
        decider_role=member.role,
        comment=content.clean_text(comment),
        confirmed=confirmed,
        findings_accepted=accepted,
        request_id=str(structlog.contextvars.get_contextvars().get("request_id", ""))[:64],
        created_at=timezone.now(),
    )
    audit.record(
        audit.By.member(member), f"artifact.{decision}", version,
        engagement=str(version.artifact.engagement), content_sha256=version.content_sha256, comment=approval.comment,
        qc=report.status, findings_accepted=accepted,
    )  # fmt: skip
    return approval


def _settle(chain: gates.Chain) -> list[Artifact]:
    """Bring what each stage says about being stale up to date with the versions in force. Returns those that became it."""
    found = staleness.reasons(staleness.snapshot(chain))
    became: list[Artifact] = []
    for kind, artifact in chain.artifacts.items():
        reasons = found.get(kind, [])
        if reasons == artifact.stale_reasons:
            continue
        if not artifact.stale_reasons:
            became.append(artifact)
        artifact.stale_reasons = reasons
        # In any other status its author or an approver has the next word already.
        if reasons and artifact.status == ArtifactStatus.APPROVED:
            _move(artifact, Move.FLAG, None)
        elif not reasons and artifact.status == ArtifactStatus.FLAGGED_FOR_REVIEW:
            _move(artifact, Move.CLEAR, None)
        artifact.save()
        audit.record(
            audit.SYSTEM, "artifact.flagged" if reasons else "artifact.cleared", artifact,
            engagement=str(artifact.engagement), reasons=reasons,
        )  # fmt: skip
    return became
