"""The verbs of an artifact, and the only writers of its state.

Each one, in this order and in one transaction: lock the chain, ask the table of moves, ask the gates, write, record.
Refusals are `tenants.errors.Refusal`, with a sentence that every surface shows unchanged.
"""

from collections.abc import Collection

import structlog
from django.db import transaction
from django.utils import timezone

from campaigns import content
from campaigns.domain import checking, gates, gating, hydration, lifecycle, staleness
from campaigns.domain.lifecycle import Move
from campaigns.enums import ArtifactKind, ArtifactStatus, CheckStatus, Decision
from campaigns.models import Approval, Artifact, ArtifactVersion, QCReport
from tenants import audit, roles
from tenants.errors import NotAllowed, Refusal
from tenants.models import Membership, Role


class AlreadyDecided(Refusal):
    """Somebody else, or an earlier click, has decided about this version."""


class ChangedMeanwhile(Refusal):
    """What was seen is not what is there now."""


def _locked(artifact: Artifact) -> tuple[gates.Chain, Artifact]:
    chain = gates.chain(artifact.engagement, lock=True)
    return chain, chain.artifacts[ArtifactKind(artifact.kind)]


def _move(artifact: Artifact, move: Move, membership: Membership | None) -> None:
    """Set the next status. `membership` None is the system, which importers are."""
    if membership is not None and not lifecycle.may(membership.role, move):
        raise NotAllowed(f"“{move.label}” takes another role than {membership.get_role_display().lower()}.")
    try:
        artifact.status = lifecycle.after(ArtifactStatus(artifact.status), move)
    except lifecycle.MoveRefused as error:
        raise Refusal(str(error)) from error


def _by(membership: Membership | None) -> audit.By:
    return audit.By.member(membership) if membership else audit.SYSTEM


def edit(artifact: Artifact, data: object, *, lock: int, member: Membership | None) -> Artifact:
    """Replace the working copy. `lock` is the counter that the writer read; ContentError by path if `data` will not do."""
    kind = ArtifactKind(artifact.kind)
    cleaned = content.dump(content.parse(kind, data))
    with transaction.atomic():
        _, artifact = _locked(artifact)
        if artifact.lock != lock:
            who = artifact.last_editor.get_full_name() if artifact.last_editor else "An import"
            raise ChangedMeanwhile(f"{who} saved {kind.label} while you were writing. Nothing of yours was stored.")
        if cleaned == artifact.content:
            return artifact
        _move(artifact, Move.EDIT, member)
        artifact.content, artifact.lock = cleaned, artifact.lock + 1
        artifact.last_editor = member.user if member else None
        artifact.save()
        audit.record(
            _by(member), "artifact.edited", artifact,
            engagement=str(artifact.engagement), content_sha256=content.content_sha256(cleaned),
        )  # fmt: skip
    return artifact


def submit(artifact: Artifact, *, member: Membership | None) -> ArtifactVersion:
    """Freeze the working copy into the next version and hand it to an approver. Blockers of QC stop it here."""
    kind = ArtifactKind(artifact.kind)
    with transaction.atomic():
        chain, artifact = _locked(artifact)
        gates.require_open(chain, kind)
        _move(artifact, Move.SUBMIT, member)
        drawn = hydration.with_copies(kind, artifact.content, chain)
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
        artifact.save()
        audit.record(
            _by(member), "artifact.submitted", version,
            engagement=str(artifact.engagement), content_sha256=version.content_sha256, qc=report.status,
        )  # fmt: skip
    return version


def withdraw(artifact: Artifact, *, member: Membership) -> Artifact:
    """Take a submission back, to go on writing."""
    with transaction.atomic():
        _, artifact = _locked(artifact)
        _move(artifact, Move.WITHDRAW, member)
        artifact.save()
        audit.record(_by(member), "artifact.withdrawn", artifact, engagement=str(artifact.engagement))
    return artifact


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
        if not (comment.strip() or confirmed):
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
        artifact.effective = version
        artifact.save()
        _settle(chain)
    return approval


def request_changes(version: ArtifactVersion, *, member: Membership, seen_sha256: str, reason: str) -> Approval:
    """Send a version back with the reason; its author goes on from the working copy."""
    roles.require(Role.ADMIN, member, "request changes")
    with transaction.atomic():
        _, artifact = _undecided(version, seen_sha256)
        if not reason.strip():
            raise Refusal("Say what should change. The author reads it.")
        report = checking.newest_report(version) or checking.check(version)
        _move(artifact, Move.REQUEST_CHANGES, member)
        approval = _decide(version, report, member, Decision.CHANGES_REQUESTED, reason, False, [])
        artifact.save()
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
    sentences = " ".join(check["message"] for check in blockers[:10])
    raise Refusal(f"QC found {len(blockers)} {'blocker' if len(blockers) == 1 else 'blockers'}. {sentences}")


def decided_sentence(decision: Approval) -> str:
    when = decision.created_at
    return (
        f"{decision.version} was already decided by {decision.decider_name} on {when.day} {when:%B %Y at %H:%M} UTC: "
        f"{decision.get_decision_display().lower()}."
    )


def decision_on(version: ArtifactVersion) -> Approval | None:
    return Approval.objects.filter(version=version).first()


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
    """The upstream versions it was written on are the ones in force (docs/domain.md §1.6)."""
    kind = ArtifactKind(version.artifact.kind)
    for upstream in gating.UPSTREAM[kind]:
        written_on, now = version.sources.get(upstream.value), chain.effective[upstream]
        if written_on is None or written_on["content_sha256"] != now.content_sha256:
            raise Refusal(
                f"{version} was written on {upstream.label} v{written_on['number'] if written_on else '–'}; v{now.number} is in "
                "force now. Request changes, so that it is brought up to date."
            )


def _require_accepted(report: QCReport, accepted: Collection[str]) -> None:
    open_findings = [check for check in report.findings if finding_key(check) not in accepted]
    if open_findings:
        raise Refusal(
            f"QC has {len(open_findings)} open {'finding' if len(open_findings) == 1 else 'findings'}. Accept each, or request "
            "changes. " + " ".join(check["message"] for check in open_findings[:5])
        )


def four_eyes_apply(member: Membership) -> bool:
    """The agency's switch; an agency with one member has it off."""
    return member.agency.four_eyes and not is_alone(member)


def is_alone(member: Membership) -> bool:
    """Nobody else is an active member of the agency."""
    return member.agency.memberships.filter(is_active=True, user__is_active=True).count() == 1


def _require_four_eyes(version: ArtifactVersion, member: Membership) -> None:
    if version.last_editor_id != member.user_id or not four_eyes_apply(member):
        return
    others = [
        str(other.user)
        for other in member.agency.memberships.filter(is_active=True, role__in=lifecycle.APPROVERS).select_related(
            "user"
        )
        if other.user_id != member.user_id
    ]
    way = f"Another admin can: {' or '.join(others)}." if others else "An owner can give somebody else the role admin."
    raise NotAllowed(f"You cannot approve {version}. You made its last edit. {way} Nothing has changed.")


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


def _settle(chain: gates.Chain) -> None:
    """Bring what each stage says about being stale up to date with the versions in force."""
    found = staleness.reasons(chain)
    for kind, artifact in chain.artifacts.items():
        reasons = found.get(kind, [])
        if reasons == artifact.stale_reasons:
            continue
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
