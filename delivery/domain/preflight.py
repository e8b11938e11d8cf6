"""The five checks before a pack (docs/domain.md §3.4), computed from data. "Unknown" is not a pass.

Each answers with an outcome and the evidence in a sentence. What is not a pass blocks, unless an admin waives it with a
reason; nobody can waive an approval that is not there or a QC report that says FAIL.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from campaigns import content
from campaigns.content import ContentError
from campaigns.domain import engagements
from campaigns.domain.artifacts import finding_key
from campaigns.domain.gates import listed
from campaigns.enums import ArtifactKind, CheckStatus
from delivery.domain import coverage, markers
from delivery.domain.inputs import REQUIRED, Selection
from delivery.domain.texts import Found, Written, written
from delivery.enums import CheckKey
from delivery.manifest import Outcome
from delivery.models import LegalSignOff, Waiver
from tenants import audit, colour, people, roles
from tenants.brand import unfilled
from tenants.errors import Refusal
from tenants.locks import lock_agency
from tenants.models import Membership, Role

MAX_REASON = 1000  # characters

Place = tuple[ArtifactKind, str]
"""Where something is put right: a stage, and the path of a field of it, empty for the whole."""


@dataclass(frozen=True)
class Finding:
    """What one check found. `final` cannot be waived; `places` are the fields at which it is put right. `warning` is for those
    who order: it blocks nothing and goes into no pack."""

    key: CheckKey
    outcome: Outcome
    detail: str
    final: bool = False
    waiver: Waiver | None = None
    sign_off: LegalSignOff | None = None
    places: tuple[Place, ...] = ()
    warning: str = ""

    @property
    def passed(self) -> bool:
        return self.outcome is Outcome.PASS

    @property
    def lets_through(self) -> bool:
        return self.passed or (self.waiver is not None and not self.final)


class Answer(NamedTuple):
    outcome: Outcome
    detail: str
    final: bool = False
    places: tuple[Place, ...] = ()
    sign_off: LegalSignOff | None = None
    warning: str = ""


def _whole(kinds: Iterable[ArtifactKind]) -> tuple[Place, ...]:
    return tuple((kind, "") for kind in kinds)


def _fields(found: Iterable[Found]) -> tuple[Place, ...]:
    """The fields of stages among the places, each once."""
    return tuple(dict.fromkeys((one.where.kind, one.where.path) for one in found if one.where.kind))


def approvals(selection: Selection) -> Answer:
    """Every stage that the pack needs or includes has a version in force, and none of them is stale."""
    if left_out := [kind for kind in REQUIRED if kind not in selection.kinds]:
        return Answer(Outcome.FAIL, f"Left out, though every pack needs it: {listed(left_out)}.", final=True)
    if missing := [item.kind for item in selection.items if not (item.version and item.approval)]:
        return Answer(Outcome.FAIL, f"Not approved: {listed(missing)}.", final=True, places=_whole(missing))
    if stale := [item for item in selection.items if item.stale_reasons]:
        reasons = " ".join(f"{item.kind.label}: {' '.join(item.stale_reasons)}" for item in stale)
        return Answer(
            Outcome.UNKNOWN,
            f"Approved, but nobody has confirmed it since what it rests on changed. {reasons}",
            places=_whole(item.kind for item in stale),
        )
    return Answer(Outcome.PASS, "Every included version is approved and in force.")


def quality(selection: Selection) -> Answer:
    """Each included version has a report that says PASS, or WARN with every finding accepted by its approver."""
    without = [item.kind for item in selection.items if item.version and item.report is None]
    for item in selection.items:
        if item.report is not None and item.report.status == CheckStatus.FAIL:
            return Answer(Outcome.FAIL, f"QC of {item.kind.label} says FAIL.", final=True, places=_whole([item.kind]))
        if item.report is not None and item.approval is not None:
            open_findings = [
                check for check in item.report.findings if finding_key(check) not in item.approval.findings_accepted
            ]
            if open_findings:
                count = "a QC finding" if len(open_findings) == 1 else f"{len(open_findings)} QC findings"
                detail = f"{item.kind.label} has {count} that nobody accepted."
                return Answer(Outcome.FAIL, detail, places=_whole([item.kind]))
    if without:
        return Answer(Outcome.UNKNOWN, f"There is no QC report for {listed(without)}.", places=_whole(without))
    return Answer(Outcome.PASS, "Every included version has passed QC, or its findings were accepted.")


def completeness(selection: Selection) -> Answer:
    """No required field of any included content is empty or still to be filled in, and every character of what goes out can be
    printed. Looks inside the content, not at its presence. A word that is not meant for clients is a warning."""
    for item in selection.items:
        if item.version is None:
            return Answer(Outcome.FAIL, f"{item.kind.label} is not there.", places=_whole([item.kind]))
    for kind, parsed in selection.contents.items():
        if isinstance(parsed, ContentError):
            detail = f"{kind.label} cannot be read: {parsed}"[:300]
            return Answer(Outcome.UNKNOWN, detail, places=_whole([kind]))
    texts = list(written(selection))
    return _together([*_empty(selection), *_unfilled(texts), *_unprintable(selection, texts)], markers.markers(texts))


def _empty(selection: Selection) -> Iterator[Answer]:
    for kind, parsed in selection.readable.items():
        if empty := content.missing(parsed):
            path, _ = empty[0]
            more = f", and {len(empty) - 1} more" if len(empty) > 1 else ""
            where = content.label(type(parsed), path)
            detail = f"{kind.label} has empty required fields: {where}{more}."
            yield Answer(Outcome.FAIL, detail, places=((kind, path),))


def _unfilled(texts: list[Written]) -> Iterator[Answer]:
    if found := markers.placeholders(texts):
        yield Answer(Outcome.FAIL, markers.to_fill_in(found), places=_fields(found))


def _unprintable(selection: Selection, texts: list[Written]) -> Iterator[Answer]:
    known = coverage.printable(selection.brand.files) if selection.brand else None
    if found := coverage.uncovered(texts, known):
        yield Answer(Outcome.UNKNOWN, coverage.sentence(found), places=_fields(found))


def _together(faults: list[Answer], doubtful: list[Found]) -> Answer:
    """All that was found, so that nobody waives what they have not read; a failure outweighs what is not known."""
    outcomes = {fault.outcome for fault in faults}
    return Answer(
        next((outcome for outcome in (Outcome.FAIL, Outcome.UNKNOWN) if outcome in outcomes), Outcome.PASS),
        " ".join(fault.detail for fault in faults) or "No required field is empty.",
        places=tuple(dict.fromkeys(place for fault in faults for place in fault.places)) + _fields(doubtful),
        warning=markers.to_read_again(doubtful) if doubtful else "",
    )


def branding(selection: Selection) -> Answer:
    """The brand can be read, has a logo, and leaves no placeholder unresolved; and the pack speaks for nobody else."""
    brand = selection.brand
    if brand is None:
        return Answer(Outcome.UNKNOWN, "The agency has no brand yet.", final=True)
    faults = []
    ratio = colour.contrast(brand.colours.text_colour, brand.colours.colour)
    if ratio < colour.MINIMUM:
        faults.append(f"text on the brand colour has a contrast of {ratio:.1f} : 1, below 4.5 : 1")
    if not brand.logos.logo:
        faults.append("there is no logo")
    if not brand.footer_text.strip():
        faults.append("the footer is empty")
    faults += [f"the {field.replace('_', ' ')} has a placeholder that nothing fills" for field in unfilled(brand)]
    foreign = markers.platform_names(written(selection))
    if foreign:
        faults.append(markers.not_ours(foreign))
    if faults:
        return Answer(Outcome.FAIL, f"{brand.versions}: {'; '.join(faults)}.", places=_fields(foreign))
    return Answer(Outcome.PASS, f"{brand.versions}: readable, with logo, nothing left to fill in.")


def legal(selection: Selection) -> Answer:
    """A named person signed off these very inputs; the first who did counts."""
    signed = list(LegalSignOff.objects.filter(engagement=selection.engagement).order_by("id"))
    if ours := next((sign_off for sign_off in signed if sign_off.inputs_digest == selection.subject), None):
        return Answer(Outcome.PASS, "A named person signed off exactly these inputs.", sign_off=ours)
    if signed:
        return Answer(Outcome.FAIL, "The sign-off has lapsed: what goes out has changed since.")
    return Answer(Outcome.UNKNOWN, "Nobody has signed off what goes out.")


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
    findings = []
    for key, question in CHECKS.items():
        outcome, detail, final, places, sign_off, warning = question(selection)
        waiver = None if outcome is Outcome.PASS or final else waivers.get(key)
        findings.append(Finding(key, outcome, detail, final, waiver, sign_off, places, warning))
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
        lock_agency()
        engagements.require_at_work(selection.engagement)
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
        lock_agency()
        engagements.require_at_work(selection.engagement)
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
