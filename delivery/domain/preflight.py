"""The five checks before a pack (docs/domain.md §3.4), computed from data. "Unknown" is not a pass.

Each answers with an outcome and the evidence in a sentence. What is not a pass blocks, unless an admin waives it with a
reason; nobody can waive an approval that is not there or a QC report that says FAIL.
"""

from collections.abc import Callable
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from campaigns import content
from campaigns.content import ContentError
from campaigns.domain.artifacts import finding_key
from campaigns.domain.gates import listed
from campaigns.enums import CheckStatus
from delivery.domain.coverage import sentence, uncovered
from delivery.domain.inputs import REQUIRED, Selection
from delivery.enums import CheckKey
from delivery.manifest import Outcome
from delivery.models import LegalSignOff, Waiver
from tenants import audit, colour, people, roles
from tenants.brand import unfilled
from tenants.errors import Refusal
from tenants.models import Membership, Role

MAX_REASON = 1000  # characters


@dataclass(frozen=True)
class Finding:
    """What one check found. `final` cannot be waived."""

    key: CheckKey
    outcome: Outcome
    detail: str
    final: bool = False
    waiver: Waiver | None = None
    sign_off: LegalSignOff | None = None

    @property
    def passed(self) -> bool:
        return self.outcome is Outcome.PASS

    @property
    def lets_through(self) -> bool:
        return self.passed or (self.waiver is not None and not self.final)


Answer = tuple[Outcome, str, bool]


def approvals(selection: Selection) -> Answer:
    """Every stage that the pack needs or includes has a version in force, and none of them is stale."""
    if left_out := [kind for kind in REQUIRED if kind not in selection.kinds]:
        return Outcome.FAIL, f"Left out, though every pack needs it: {listed(left_out)}.", True
    if missing := [item.kind for item in selection.items if not (item.version and item.approval)]:
        return Outcome.FAIL, f"Not approved: {listed(missing)}.", True
    if stale := [item for item in selection.items if item.stale_reasons]:
        reasons = " ".join(f"{item.kind.label}: {' '.join(item.stale_reasons)}" for item in stale)
        return (
            Outcome.UNKNOWN,
            f"Approved, but nobody has confirmed it since what it rests on changed. {reasons}",
            False,
        )
    return Outcome.PASS, "Every included version is approved and in force.", False


def quality(selection: Selection) -> Answer:
    """Each included version has a report that says PASS, or WARN with every finding accepted by its approver."""
    without = [item.kind for item in selection.items if item.version and item.report is None]
    for item in selection.items:
        if item.report is not None and item.report.status == CheckStatus.FAIL:
            return Outcome.FAIL, f"QC of {item.kind.label} says FAIL.", True
        if item.report is not None and item.approval is not None:
            open_findings = [
                check for check in item.report.findings if finding_key(check) not in item.approval.findings_accepted
            ]
            if open_findings:
                count = "a QC finding" if len(open_findings) == 1 else f"{len(open_findings)} QC findings"
                return Outcome.FAIL, f"{item.kind.label} has {count} that nobody accepted.", False
    if without:
        return Outcome.UNKNOWN, f"There is no QC report for {listed(without)}.", False
    return Outcome.PASS, "Every included version has passed QC, or its findings were accepted.", False


def completeness(selection: Selection) -> Answer:
    """No required field of any included content is empty, and every character of what goes out can be printed. Looks
    inside the content, not at its presence."""
    for item in selection.items:
        if item.version is None:
            return Outcome.FAIL, f"{item.kind.label} is not there.", False
        try:
            parsed = content.parse(item.kind, item.version.content)
        except ContentError as error:
            return Outcome.UNKNOWN, f"{item.kind.label} cannot be read: {error}"[:300], False
        if empty := content.missing(parsed):
            path, _ = empty[0]
            more = f", and {len(empty) - 1} more" if len(empty) > 1 else ""
            where = content.label(type(parsed), path)
            return Outcome.FAIL, f"{item.kind.label} has empty required fields: {where}{more}.", False
    if unprintable := uncovered(selection):
        return Outcome.UNKNOWN, sentence(unprintable), False
    return Outcome.PASS, "No required field is empty.", False


def branding(selection: Selection) -> Answer:
    """The brand can be read, has a logo, and leaves no placeholder unresolved."""
    brand = selection.brand
    if brand is None:
        return Outcome.UNKNOWN, "The agency has no brand yet.", True
    faults = []
    ratio = colour.contrast(brand.text_colour, brand.colour)
    if ratio < colour.MINIMUM:
        faults.append(f"text on the brand colour has a contrast of {ratio:.1f} : 1, below 4.5 : 1")
    if not brand.logo:
        faults.append("there is no logo")
    if not brand.footer_text.strip():
        faults.append("the footer is empty")
    faults += [f"the {field.replace('_', ' ')} has a placeholder that nothing fills" for field in unfilled(brand)]
    if faults:
        return Outcome.FAIL, f"Brand version {brand.version}: {'; '.join(faults)}.", False
    return Outcome.PASS, f"Brand version {brand.version}: readable, with logo, nothing left to fill in.", False


def legal(selection: Selection) -> Answer:
    """A named person signed off these very inputs."""
    signed = LegalSignOff.objects.filter(engagement=selection.engagement)
    if any(sign_off.inputs_digest == selection.subject for sign_off in signed):
        return Outcome.PASS, "A named person signed off exactly these inputs.", False
    if signed:
        return Outcome.FAIL, "The sign-off has lapsed: what goes out has changed since.", False
    return Outcome.UNKNOWN, "Nobody has signed off what goes out.", False


CHECKS: dict[CheckKey, Callable[[Selection], Answer]] = {
    CheckKey.APPROVALS: approvals,
    CheckKey.QC: quality,
    CheckKey.COMPLETENESS: completeness,
    CheckKey.BRANDING: branding,
    CheckKey.LEGAL: legal,
}


def check(selection: Selection) -> list[Finding]:
    """All five, with the waivers and the sign-off that are bound to these inputs. The first decision counts, so that a
    rebuilt pack has the same bytes."""
    bound = {"engagement": selection.engagement, "inputs_digest": selection.subject}
    waivers = {waiver.check_key: waiver for waiver in Waiver.objects.filter(**bound).order_by("-id")}
    sign_off = LegalSignOff.objects.filter(**bound).order_by("id").first()
    findings = []
    for key, question in CHECKS.items():
        outcome, detail, final = question(selection)
        waiver = None if outcome is Outcome.PASS or final else waivers.get(key)
        signed = sign_off if key is CheckKey.LEGAL and outcome is Outcome.PASS else None
        findings.append(Finding(key, outcome, detail, final, waiver, signed))
    return findings


def refuse_unless_ready(findings: list[Finding]) -> None:
    if blocking := [finding for finding in findings if not finding.lets_through]:
        sentences = " ".join(f"{finding.key.label}: {finding.detail}" for finding in blocking)
        raise Refusal(f"The pack cannot be built. {sentences}")


def sign_off(selection: Selection, *, member: Membership) -> LegalSignOff:
    """The member vouches, by name, for what goes out. Refused to a member who has not given one."""
    roles.require(Role.ADMIN, member, "sign off what goes out")
    _require_name(member, "sign off what goes out")
    with transaction.atomic():
        made, new = LegalSignOff.objects.get_or_create(
            engagement=selection.engagement, inputs_digest=selection.subject, defaults=_decider(member)
        )
        if new:
            audit.record(audit.By.member(member), "pack.signed_off", made, inputs_digest=selection.subject)
    return made


def waive(selection: Selection, key: CheckKey, *, member: Membership, reason: str) -> Waiver:
    """Let a check pass that did not, for these inputs. Refused for what cannot be waived, without a reason, and to a member
    who has not given a name."""
    roles.require(Role.ADMIN, member, "waive a check")
    _require_name(member, "waive a check")
    found = next(finding for finding in check(selection) if finding.key is key)
    if found.passed:
        raise Refusal(f"{key.label} passes; there is nothing to waive.")
    if found.final:
        raise Refusal(f"{key.label} cannot be waived. {found.detail}")
    reason = content.clean_line(reason)
    if not reason:
        raise Refusal("A waiver needs a reason. It is printed in the manifest.")
    if len(reason) > MAX_REASON:
        raise Refusal(f"The reason has {len(reason)} characters; a waiver's has {MAX_REASON} or fewer.")
    with transaction.atomic():
        made, new = Waiver.objects.get_or_create(
            engagement=selection.engagement, inputs_digest=selection.subject, check_key=key,
            defaults={**_decider(member), "reason": reason},
        )  # fmt: skip
        if new:
            audit.record(
                audit.By.member(member), "pack.check_waived", made,
                check=key.value, found=found.detail, reason=made.reason, inputs_digest=selection.subject,
            )  # fmt: skip
    return made


def _require_name(member: Membership, to: str) -> None:
    """Manifests name people, never their addresses: whoever decides what one prints has given a name."""
    try:
        people.check_name(member.user.name)
    except ValidationError as error:
        raise Refusal(
            f"You cannot {to} without a name, because the manifest prints it. Give yours on the account page, then come back.",
            way_on=("Account", reverse("account_security")),
        ) from error


def _decider(member: Membership) -> dict[str, object]:
    return {
        "decided_by": member.user,
        "decider_name": member.user.get_full_name(),
        "decider_role": member.role,
        "created_at": timezone.now(),
    }
