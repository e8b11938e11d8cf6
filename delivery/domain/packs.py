"""The verbs of a pack, and the only writers of its state.

`order` writes the row and the job; the worker runs `build`: snapshot → render → seal → stage → read back → promote →
record, with progress on the job's row. Whatever kills it, the pack is complete or it is not there: rows are written last, in
one transaction that holds the job's lease. A format that cannot be made fails the pack; the others are kept for staff
(delivery.domain.parts), and the next build makes only what is missing. A pack that is there is built again to be compared:
its files are not touched unless they are damaged. `publish` is an admin's decision about the finished files, bound to their
digest.
"""

import json
from collections.abc import Collection, Iterator
from typing import Any

from django.db import transaction
from django.db.models import Max, Q
from django.utils import timezone

from campaigns.domain import engagements
from campaigns.domain.artifacts import finding_key
from campaigns.enums import ArtifactKind, CheckStatus, Severity
from campaigns.models import Approval, Engagement, QCReport
from delivery.archive import SealedPack
from delivery.assemble import FormatsFailed, PackInputs, assemble
from delivery.blobs import Blob, size_of
from delivery.compose import EvidenceRow, FindingShown, Frame, ReportShown, Since
from delivery.domain import changes, differences, finals, keys, parts, preflight, previews, stored, white_label
from delivery.domain.differences import Difference
from delivery.domain.finals import Beat
from delivery.domain.inputs import Included, Selection, brand_spec, decider, printed_name, select, zone
from delivery.domain.preflight import Finding
from delivery.domain.stored import DigestMismatch
from delivery.enums import AVAILABLE, CheckKey, PackFormat, PackOption, PackState
from delivery.language import English, speaking
from delivery.manifest import (
    MANIFEST,
    AcceptedFinding,
    Branding,
    Check,
    Checks,
    Decision,
    Ids,
    IncludedArtifact,
    Manifest,
    ManifestError,
    QualityReport,
    SignOff,
    Waiver,
    canonical_json,
    last_decision,
    media_type,
    sha256,
)  # fmt: skip
from delivery.models import Decided, Pack, PackFile, SigningKey
from delivery.rendering.making import RENDERERS
from delivery.rendering.pool import in_children
from delivery.theme import language_of, paper_of
from delivery.verify import verify
from tenants import audit, jobs, roles
from tenants.errors import Refusal
from tenants.jobs import Running, crash_point
from tenants.locks import lock_agency
from tenants.models import Agency, AuditEntry, Job, Membership, Role
from tenants.storage import agency_storage

BUILD = "delivery.build_pack"
ARCHIVE = "pack.zip"
DECIDED = ("pack.signed_off", "pack.check_waived")
PUBLISHABLE = frozenset({PackState.READY, PackState.SUPERSEDED, PackState.WITHDRAWN})
WITHDRAWABLE = frozenset({PackState.READY, PackState.PUBLISHED})


# --- Order -----------------------------------------------------------------------------------------------------------


def order(
    engagement: Engagement, *, agency: Agency, by: audit.By, kinds: Collection[ArtifactKind] = (),
    formats: Collection[PackFormat] = AVAILABLE, options: Collection[PackOption] = (),
) -> Pack:  # fmt: skip
    """Ask for a pack of the present inputs. Refused with every reason while a check blocks. The same inputs are the same
    pack: one that is there is built again and compared."""
    selection = select(engagement, agency=agency, kinds=kinds, formats=formats, options=options)
    findings = preflight.check(selection)
    preflight.refuse_unless_ready(findings)
    digest = inputs_digest(selection, findings)
    with transaction.atomic():
        lock_agency()
        engagements.require_at_work(engagement)
        pack = Pack.objects.filter(engagement=engagement, inputs_digest=digest).first() or Pack(
            engagement=engagement, inputs_digest=digest, subject=selection.subject, number=_next_number(engagement),
            kinds=list(selection.kinds), formats=list(selection.formats), options=list(selection.options),
            brand=selection.brand.agency if selection.brand else None,
            inputs=record_of(selection, findings),
        )  # fmt: skip
        if pack.job and not pack.job.is_over:
            raise Refusal(f"{pack} is being built already.")
        if pack.state == PackState.FAILED:
            pack.state, pack.errors = PackState.BUILDING, {}
        if pack.built_at is None:
            _compare_with_earlier(pack, selection, findings)
        pack.created_by = pack.created_by or by.name[:120]
        pack.save()
        pack.job = jobs.enqueue(BUILD, obj_id=pack.public_id, by=by)
        pack.save(update_fields=["job"])
        audit.record(by, "pack.ordered", pack, engagement=str(engagement), inputs_digest=digest)
    return pack


def _compare_with_earlier(pack: Pack, selection: Selection, findings: list[Finding]) -> None:
    """Fix, until the pack is built, which pack the client had before it and what changed since: no part of the digest, but of
    the row, so that building it again gives the same bytes (docs/decisions/0021)."""
    pack.since = changes.earlier(pack.engagement, below=pack.number)
    pack.changes = changes.told(pack.since, selection, findings).to_json() if pack.since else None


def inputs_digest(selection: Selection, findings: list[Finding]) -> str:
    """All that a pack's bytes depend on: what is said, in which formats, and what was found and decided about it. A sign-off
    that follows a waiver makes another pack of the same words."""
    return sha256(canonical_json({"selection": selection.digest, "checks": [_found(finding) for finding in findings]}))


def record_of(selection: Selection, findings: list[Finding]) -> dict[str, Any]:
    """What `inputs_digest` covers, kept so that a difference can be named (delivery.domain.differences). No words of content:
    versions stand in it by number and digest."""
    return {
        "said": selection.said,
        "formats": [str(form) for form in selection.formats],
        "checks": [_found(finding) for finding in findings],
    }


def _found(finding: Finding) -> list[str | None]:
    decisions = (finding.waiver, finding.sign_off)
    return [finding.key, finding.outcome, finding.detail, *(str(row.public_id) if row else None for row in decisions)]


def moved_on(pack: Pack) -> list[Difference]:
    """What a pack of the same stages would say otherwise now than the published one; nothing for any other pack."""
    if not pack.is_published:
        return []
    now = select(
        pack.engagement, agency=pack.agency,
        kinds=[ArtifactKind(kind) for kind in pack.kinds], options=[PackOption(option) for option in pack.options],
    )  # fmt: skip
    return differences.of_said(pack.inputs, now.said) if now.subject != pack.subject else []


def _next_number(engagement: Engagement) -> int:
    return (Pack.objects.filter(engagement=engagement).aggregate(n=Max("number"))["n"] or 0) + 1


# --- Build -----------------------------------------------------------------------------------------------------------


def build(running: Running) -> None:
    """What the worker does. Safe to repeat at any point; refuses when the inputs have changed since the order."""
    crash_point("claimed")
    rows = Pack.objects.select_related("engagement__campaign__client", "brand", "agency", "signing_key")
    pack = rows.filter(public_id=running.job.object_id).first()
    if pack is None:
        raise Refusal("The pack was not found.")
    _tell(running, pack, "packaging.started", percent=1)
    key = keys.key_for(pack)
    running.report(2, "Reading what was approved")
    try:
        inputs = snapshot(pack)
    except ManifestError as error:  # the inputs will be no better at the next attempt
        raise Refusal(f"The pack cannot be described in a manifest. {error}") from error
    stages = ", ".join(kind.label for kind in inputs.contents)
    _tell(running, pack, "packaging.project_fetched", percent=4, stages=stages)
    crash_point("snapshot")
    beat = Beat(running)
    with finals.loaded(pack.engagement, inputs.assets, beat) as freight:
        try:
            sealed = assemble(
                inputs, key=keys.private(key), identity=pack.agency.slug, progress=beat.step,
                make=in_children, made=parts.kept(pack), freight=freight,
            )  # fmt: skip
        except FormatsFailed as failure:
            parts.keep(running, pack, failure)
            raise Refusal(f"The pack could not be made. {failure}") from failure
        crash_point("rendered")
        problems = verify(sealed.archive, keys.allowed_signers())
        if problems:
            raise DigestMismatch(f"The sealed pack does not verify: {problems[0].member}: {problems[0].message}")
        white_label.refuse_leaks(pack, inputs, sealed)
        crash_point("sealed")
        _refuse_difference(pack, sealed)
        store(running, pack, sealed, beat)
        record(running, pack, sealed, key)
    _sweep(pack)
    crash_point("recorded")


def _tell(running: Running, pack: Pack, action: str, *, percent: int, **data: str) -> None:
    """Put a step of the job on record, once: however often the job is begun, it is as far as this only once."""
    with transaction.atomic():
        running.hold()
        done = Job.objects.values_list("progress", flat=True).get(pk=running.job.pk)
        if done < percent:
            running.hold(percent)
            audit.record(audit.SYSTEM, action, pack, **data)


def snapshot(pack: Pack) -> PackInputs:
    """The pack's inputs, if they are still those it was ordered for."""
    selection = select(
        pack.engagement, agency=pack.agency,
        kinds=[ArtifactKind(kind) for kind in pack.kinds], formats=[PackFormat(form) for form in pack.formats],
        options=[PackOption(option) for option in pack.options],
    )  # fmt: skip
    findings = preflight.check(selection)
    if inputs_digest(selection, findings) != pack.inputs_digest:
        told = " ".join(map(str, differences.between(pack.inputs, record_of(selection, findings))))
        raise Refusal(f"What the pack was ordered for has changed since. {told} Order it again.")
    preflight.refuse_unless_ready(findings)
    return pack_inputs(selection, findings, number=pack.number, since=changes.of(pack))


def pack_inputs(
    selection: Selection, findings: list[Finding], *, number: int, since: Since | None = None
) -> PackInputs:  # fmt: skip
    """Plain data for `assemble`, from rows."""
    engagement, brand, items = selection.engagement, selection.brand, selection.included
    if brand is None:
        raise Refusal("The agency has no brand yet. An owner saves one in the administration.")
    agency = selection.agency
    included = tuple(_included(item, agency) for item in items)
    checks = _checks(findings, agency)
    strategy = next((item.version for item in items if item.kind is ArtifactKind.STRATEGY), None)
    moment = last_decision(included, checks)
    manifest = Manifest(
        ids=Ids(
            campaign_id=engagement.campaign.public_id,
            client_id=engagement.campaign.client.public_id,
            engagement_id=engagement.public_id,
        ),
        included_artifacts=included,
        strategy_schema_version=strategy.content["schema_version"] if strategy else None,
        export_formats=tuple(form.value for form in selection.formats),
        branding=Branding(
            version=brand.agency.version,
            agency_name=brand.name,
            footer_text=brand.footer_text.replace("{client_name}", engagement.campaign.client.name),
            appearance={
                "client_version": brand.own.version if brand.own else None,
                "primary_color": brand.colours.colour,
                "accent_color": brand.colours.accent or None,
                "logo_sha256": brand.logos.logo_sha256 or None,
                "logo_on_colour_sha256": brand.logos.logo_on_colour_sha256 or None,
                **{f"{field}_sha256": file.cleaned_sha256 for field, file in brand.files.items()},
            },
        ),
        checks=checks,
        audit_head=_audit_head(items, findings),
        options=tuple(option.value for option in selection.options),
    )
    locale = engagement.campaign.client.locale
    with speaking(language_of(locale)) as words:
        reported = PackOption.QC_REPORTS in selection.options
        evidence = tuple(_evidence(item, agency, words, reported=reported) for item in items)
    return PackInputs(
        manifest=manifest,
        frame=Frame(
            client=engagement.campaign.client.name,
            campaign=engagement.campaign.name,
            engagement=engagement.name,
            pack_label=words.pack(number),
            issued=moment.astimezone(zone(selection.agency)).date(),
            lang=words.tag,
            since=since,
        ),
        contents={item.kind: item.version.content for item in items},
        evidence=evidence,
        brand=brand_spec(brand),
        page=paper_of(locale),
        assets=finals.of(item.version.content for item in items),
    )


def _audit_head(items: list[Included], findings: list[Finding]) -> str:
    """Head of the audit chain at the last decision: the entry that tells of it, whatever the clocks of several machines say."""
    approved = [str(item.version.public_id) for item in items]
    others = [str(row.public_id) for finding in findings for row in (finding.waiver, finding.sign_off) if row]
    told = Q(action="artifact.approved", object_id__in=approved) | Q(action__in=DECIDED, object_id__in=others)
    return AuditEntry.objects.filter(told).order_by("-number").values_list("hash", flat=True).first() or audit.GENESIS


def _included(item: Included, agency: Agency) -> IncludedArtifact:
    approval, version = item.approval, item.version
    return IncludedArtifact(
        type=item.kind.value,
        artifact_id=version.artifact.public_id,
        version=version.number,
        updated_at=version.created_at,
        content_sha256=version.content_sha256,
        approval=_decision(approval, agency),
        qc=_quality(item),
    )


def _quality(item: Included) -> QualityReport | None:
    if item.report is None:
        return None
    return QualityReport(
        report_id=item.report.public_id,
        status=item.report.status,
        score=item.report.score,
        accepted_findings=tuple(
            AcceptedFinding(check_id=check["check_id"], severity=check["severity"], message=check["message"])
            for check in item.report.findings
            if finding_key(check) in item.approval.findings_accepted
        ),
    )


def _evidence(item: Included, agency: Agency, words: English, *, reported: bool) -> EvidenceRow:
    return EvidenceRow(
        kind=item.kind,
        version=item.version.number,
        approved_at=item.approval.created_at.astimezone(zone(agency)).date(),
        approved_by=decider(item.approval, agency),
        content_sha256=item.version.content_sha256,
        qc=words.qc(item.report.status, item.report.score) if item.report else "",
        report=_report(item.report, item.approval) if reported and item.report else None,
    )


def _report(report: QCReport, approval: Approval) -> ReportShown:
    """The report on a version in the words of its checks; what to do about a finding is the agency's own business."""
    return ReportShown(
        status=CheckStatus(report.status),
        score=report.score,
        findings=tuple(
            FindingShown(
                message=check["message"],
                severity=Severity(check["severity"]),
                accepted=finding_key(check) in approval.findings_accepted,
            )
            for check in report.findings
        ),
    )


def _checks(findings: list[Finding], agency: Agency) -> Checks:
    made = {finding.key: _check(finding, agency) for finding in findings}
    return Checks(
        approvals=made[CheckKey.APPROVALS],
        qc=made[CheckKey.QC],
        completeness=made[CheckKey.COMPLETENESS],
        branding=made[CheckKey.BRANDING],
        legal=made[CheckKey.LEGAL],
    )


def _check(finding: Finding, agency: Agency) -> Check:
    waiver, sign_off = finding.waiver, finding.sign_off
    return Check(
        outcome=finding.outcome,
        detail=finding.detail,
        waiver=Waiver(decision=_decision(waiver, agency), reason=waiver.reason) if waiver else None,
        sign_off=SignOff(decision=_decision(sign_off, agency), inputs_sha256=sign_off.inputs_digest)
        if sign_off
        else None,
    )


def _decision(row: Approval | Decided, agency: Agency) -> Decision:
    return Decision(by=printed_name(row, agency), role=row.decider_role, at=row.created_at)


# --- Store -----------------------------------------------------------------------------------------------------------


def files_of(sealed: SealedPack) -> dict[str, Blob]:
    """What is stored for a pack: every member but the final files, which lie where they were uploaded, and the ZIP of all."""
    return {**sealed.members, ARCHIVE: sealed.archive}


def staging_of(pack: Pack) -> str:
    return f"packs/{pack.public_id}/staging"


def key_of(pack: Pack, name: str) -> str:
    return f"packs/{pack.public_id}/{name}"


def store(running: Running, pack: Pack, sealed: SealedPack, beat: Beat) -> None:
    """Stage under a name of this attempt, read back and compare, then promote. Nobody reads a key that no row names."""
    beat.step(88, "Storing the files")
    files = files_of(sealed)
    digests = {**{name: sha256(data) for name, data in sealed.members.items()}, ARCHIVE: sealed.archive_sha256}
    staging = f"{staging_of(pack)}/{running.token}"
    for name, data in files.items():
        stored.save(f"{staging}/{name}", data)
    crash_point("staged")
    beat.step(93, "Reading the files back")
    for name, digest in digests.items():
        stored.compare(f"{staging}/{name}", digest, beat)
    crash_point("verified")
    for name, data in files.items():
        stored.put(key_of(pack, name), data, digest=digests[name], heard=beat)
    crash_point("promoted")
    running.report(97, "Recording the pack")


def _sweep(pack: Pack) -> None:
    """Delete what this attempt, and those before it that were killed, left in staging, and the parts of a pack that is whole."""
    agency_storage().delete_folder(staging_of(pack))
    agency_storage().delete_folder(parts.folder_of(pack))


def record(running: Running, pack: Pack, sealed: SealedPack, key: SigningKey) -> None:
    """Write the finished pack, held by the job's lease; or compare, when it was built before."""
    with transaction.atomic():
        running.hold()
        lock_agency()
        pack = Pack.objects.select_for_update(of=("self",)).select_related("engagement").get(pk=pack.pk)
        if pack.built_at is not None:
            audit.record(audit.SYSTEM, "pack.rebuilt", pack, identical=True, zip_sha256=sealed.archive_sha256)
            return
        PackFile.objects.bulk_create(_rows(pack, sealed))
        parts.tell(pack, {form: sealed.members[RENDERERS[form][0]] for form in RENDERERS if form in pack.formats})
        pack.state, pack.built_at, pack.errors, pack.parts = PackState.READY, timezone.now(), {}, {}
        pack.manifest = json.loads(sealed.members["manifest.json"])
        pack.manifest_hash, pack.pack_digest = sealed.manifest_hash, sealed.pack_digest
        pack.archive_sha256, pack.signing_key = sealed.archive_sha256, key
        pack.save()
        audit.record(
            audit.SYSTEM, "pack.built", pack,
            engagement=str(pack.engagement), pack_digest=pack.pack_digest, zip_sha256=pack.archive_sha256,
        )  # fmt: skip
        previews.order(pack, by=audit.SYSTEM)


def _rows(pack: Pack, sealed: SealedPack) -> Iterator[PackFile]:
    told = {name: (len(data), sha256(data), key_of(pack, name)) for name, data in sealed.members.items()}
    told[ARCHIVE] = (size_of(sealed.archive), sealed.archive_sha256, key_of(pack, ARCHIVE))
    lying = finals.keys_of(pack.engagement, sealed.assets)
    told |= {asset.member: (asset.size, asset.sha256, lying[asset.member]) for asset in sealed.assets}
    for name, (size, digest, key) in told.items():
        yield PackFile(
            agency_id=pack.agency_id,
            pack=pack,
            name=name,
            media_type=_media_type(name),
            size=size,
            sha256=digest,
            key=key,
        )


def _refuse_difference(pack: Pack, sealed: SealedPack) -> None:
    """Before anything is stored: what was built first stays as it is, published or not."""
    if pack.built_at is None or pack.archive_sha256 == sealed.archive_sha256:
        return
    with transaction.atomic():
        audit.record(audit.SYSTEM, "pack.rebuilt", pack, identical=False, zip_sha256=sealed.archive_sha256)
    told = differences.of_files(pack.manifest or {}, json.loads(sealed.members[MANIFEST])) or ["how the ZIP is packed"]
    raise Refusal(
        f"{pack} was built again and differs from what was built first, which stays as it was. Its inputs are the same. What "
        f"differs: {', '.join(told)}. So the platform was renewed since: change something that the pack says to make a new one."
    )


def _media_type(name: str) -> str:
    return {ARCHIVE: "application/zip"}.get(name) or (
        "text/plain; charset=utf-8" if name in ("SHA256SUMS", "manifest.json.sig") else media_type(name)
    )


def failed(job: Job) -> None:
    """The job gave up: so has the pack, unless an earlier build of it stands."""
    pack = Pack.objects.select_for_update(of=("self",)).filter(public_id=job.object_id).first()
    if pack is None or pack.built_at is not None or pack.state != PackState.BUILDING:
        return
    pack.state = PackState.FAILED
    pack.errors = pack.errors or {"pack": job.error}  # which says no more than the formats have said
    pack.save()
    audit.record(audit.SYSTEM, "pack.failed", pack, reason=job.error)


# --- Decide ----------------------------------------------------------------------------------------------------------


def publish(pack: Pack, *, member: Membership, seen_digest: str) -> Pack:
    """Show the pack to the client. `seen_digest` is the pack digest that the admin was shown.

    A pack that was withdrawn or superseded may be shown again (docs/decisions/0011), but not in place of a newer one.
    """
    roles.require(Role.ADMIN, member, "publish a pack")
    with transaction.atomic():
        pack = _locked(pack)
        engagements.require_at_work(pack.engagement)
        if pack.state == PackState.PUBLISHED:
            raise Refusal(f"{pack} was already published by {pack.published_by}. Nothing has changed.")
        if pack.state not in PUBLISHABLE:
            raise Refusal(f"{pack} is {pack.get_state_display().lower()}; only a finished pack is published.")
        if seen_digest != pack.pack_digest:
            raise Refusal(f"What you saw is not what {pack} holds. Nothing was published; read it again.")
        published = Pack.objects.filter(engagement=pack.engagement, state=PackState.PUBLISHED)
        if newer := published.filter(number__gt=pack.number).first():
            raise Refusal(f"{newer} is newer and published. Withdraw it first if the client should have {pack} again.")
        for older in published:
            older.state = PackState.SUPERSEDED
            older.save(update_fields=["state"])
            audit.record(audit.By.member(member), "pack.superseded", older, by_pack=pack.number)
        pack.state, pack.published_at = PackState.PUBLISHED, timezone.now()
        pack.published_by = member.user.get_full_name()
        pack.withdrawn_at, pack.withdrawn_by, pack.withdrawn_reason = None, "", ""  # the audit keeps them
        pack.save()
        audit.record(audit.By.member(member), "pack.published", pack, pack_digest=pack.pack_digest)
    return pack


def withdraw(pack: Pack, *, member: Membership, reason: str) -> Pack:
    """Take a published pack back. The client sees it no longer; what was downloaded stays theirs."""
    roles.require(Role.ADMIN, member, "withdraw a pack")
    if not reason.strip():
        raise Refusal("Say why the pack is withdrawn. It is kept with the pack.")
    with transaction.atomic():
        pack = _locked(pack)
        if pack.state not in WITHDRAWABLE:
            raise Refusal(f"{pack} is {pack.get_state_display().lower()}; there is nothing to withdraw.")
        pack.state, pack.withdrawn_at = PackState.WITHDRAWN, timezone.now()
        pack.withdrawn_by, pack.withdrawn_reason = member.user.get_full_name(), reason.strip()
        pack.save()
        audit.record(audit.By.member(member), "pack.withdrawn", pack, reason=reason.strip())
    return pack


def _locked(pack: Pack) -> Pack:
    lock_agency()
    return Pack.objects.select_for_update(of=("self",)).get(pk=pack.pk)
