"""What enters a pack of an engagement now, and the digest by which decisions about it are bound."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from zoneinfo import ZoneInfo

from campaigns import content
from campaigns.content import Content, ContentError
from campaigns.domain import brands, gates
from campaigns.domain.brands import InForce
from campaigns.enums import ArtifactKind, Decision
from campaigns.models import Approval, ArtifactVersion, Engagement, QCReport
from delivery.enums import AVAILABLE, PackFormat, PackOption
from delivery.language import wording
from delivery.language.english import capital
from delivery.manifest import canonical_json, instant, sha256
from delivery.models import Decided
from delivery.theme import BrandSpec
from delivery.theme.faces import Faces
from tenants import brand_files
from tenants.errors import Refusal
from tenants.models import Agency
from tenants.models.brand import FACES

REQUIRED = (ArtifactKind.INTAKE, ArtifactKind.STRATEGY, ArtifactKind.CREATIVES, ArtifactKind.EXECUTION)
"""docs/domain.md §1.5: monitoring is included when it is approved, and never waited for."""
WISHES = {PackFormat.PDF: "pdf_required", PackFormat.PPTX: "pptx_required"}
"""Format → the field of intake that asks for it."""


@dataclass(frozen=True)
class Selected:
    """One included kind: the version in force (None when nothing is), how it was approved, and its newest QC report."""

    kind: ArtifactKind
    version: ArtifactVersion | None
    approval: Approval | None
    report: QCReport | None
    stale_reasons: tuple[str, ...]


@dataclass(frozen=True)
class Included:
    """A kind that goes out: approved and in force."""

    kind: ArtifactKind
    version: ArtifactVersion
    approval: Approval
    report: QCReport | None


@dataclass(frozen=True)
class Selection:
    """The inputs of a pack, before the checks. `digest` covers everything that the bytes depend on but decisions about them;
    `subject`, to which those are bound, is the digest of `said` and leaves the formats out: the same words in another file
    need no other decision."""

    engagement: Engagement
    agency: Agency
    kinds: tuple[ArtifactKind, ...]
    formats: tuple[PackFormat, ...]
    options: tuple[PackOption, ...]
    brand: InForce | None
    items: tuple[Selected, ...]
    said: dict[str, Any]
    subject: str
    digest: str

    @property
    def included(self) -> list[Included]:
        return [
            Included(item.kind, item.version, item.approval, item.report)
            for item in self.items
            if item.version and item.approval
        ]

    @cached_property
    def contents(self) -> dict[ArtifactKind, Content | ContentError]:
        """What goes out, as its models; an error where a content cannot be read."""
        return {item.kind: _parsed(item) for item in self.included}

    @property
    def readable(self) -> dict[ArtifactKind, Content]:
        return {kind: found for kind, found in self.contents.items() if isinstance(found, Content)}


def _parsed(item: Included) -> Content | ContentError:
    try:
        return content.parse(item.kind, item.version.content)
    except ContentError as error:
        return error


def default_kinds(chain: gates.Chain) -> tuple[ArtifactKind, ...]:
    optional = [kind for kind in (ArtifactKind.MONITORING,) if kind in chain.effective]
    return (*REQUIRED, *optional)


def wished(chain: gates.Chain) -> list[PackFormat]:
    """Formats that the intake in force asks for (docs/domain.md §2.8). The ZIP is made whether it asks or not."""
    intake = chain.effective.get(ArtifactKind.INTAKE)
    return [form for form, wish in WISHES.items() if intake and intake.content.get(wish)]


def default_formats(chain: gates.Chain) -> tuple[PackFormat, ...]:
    """Of the two formats that an intake can ask for those that it does, or both where it asks for none; with the summary of the
    portal and the data, by which the files are checked."""
    asked = wished(chain) or list(WISHES)
    return tuple(form for form in AVAILABLE if form not in WISHES or form in asked)


def select(
    engagement: Engagement, *, agency: Agency, kinds: Collection[ArtifactKind] = (), formats: Collection[PackFormat] = (),
    options: Collection[PackOption] = (), chain: gates.Chain | None = None,
) -> Selection:  # fmt: skip
    """The present inputs for these kinds, formats and options; left out, all approved kinds, all formats and no option. The
    ZIP is always made.
    `chain` spares a query where the caller has it."""
    chain = chain or gates.chain(engagement)
    chosen = tuple(kind for kind in ArtifactKind if kind in (kinds or default_kinds(chain)))
    wanted = tuple(form for form in AVAILABLE if form in {*(formats or AVAILABLE), PackFormat.ZIP})
    if wanted == (PackFormat.ZIP,):
        raise Refusal("Choose at least one format to put into the ZIP.")
    items = _selected(chain, chosen)
    brand = brands.in_force(engagement.campaign.client)
    asked = tuple(option for option in PackOption if option in options)
    said = _said(engagement, agency, chosen, brand, items, asked)
    subject = sha256(canonical_json(said))
    digest = sha256(canonical_json({"subject": subject, "formats": list(wanted)}))
    return Selection(engagement, agency, chosen, wanted, asked, brand, items, said, subject, digest)


def _selected(chain: gates.Chain, kinds: tuple[ArtifactKind, ...]) -> tuple[Selected, ...]:
    versions = [chain.effective[kind].pk for kind in kinds if kind in chain.effective]
    approvals = Approval.objects.filter(version__in=versions, decision=Decision.APPROVED)
    by_version = {approval.version_id: approval for approval in approvals}
    # The newest report of a version counts: later ones replace earlier ones here.
    reports = {report.version_id: report for report in QCReport.objects.filter(version__in=versions).order_by("id")}
    return tuple(
        Selected(
            kind=kind,
            version=(version := chain.effective.get(kind)),
            approval=by_version.get(version.pk) if version else None,
            report=reports.get(version.pk) if version else None,
            stale_reasons=tuple(chain.artifacts[kind].stale_reasons) if kind in chain.artifacts else (),
        )
        for kind in kinds
    )


def _said(
    engagement: Engagement, agency: Agency, kinds: tuple[ArtifactKind, ...], brand: InForce | None, items: tuple[Selected, ...],
    options: tuple[PackOption, ...],
) -> dict[str, Any]:  # fmt: skip
    campaign = engagement.campaign
    files = {"brand_files": _files(brand)} if brand and brand.files else {}
    return {
        **files,
        "client": [str(campaign.client.public_id), campaign.client.name, campaign.client.locale],
        "campaign": [str(campaign.public_id), campaign.name],
        "engagement": [str(engagement.public_id), engagement.name],
        "agency": [str(agency.public_id), agency.slug, agency.time_zone, agency.approvers_by_role],
        "kinds": list(kinds),
        "options": list(options),
        "brand": [[str(one.public_id), one.version] for one in (brand.agency, brand.own) if one] if brand else None,
        "versions": [
            {
                "kind": item.kind.value,
                "number": item.version.number,
                "content_sha256": item.version.content_sha256,
                "approved_at": instant(item.approval.created_at) if item.approval else None,
                "qc": [str(item.report.public_id), item.report.status] if item.report else None,
                "stale": list(item.stale_reasons),
            }
            for item in items
            if item.version
        ],
    }


def _files(brand: InForce) -> list[list[str]]:
    """Of each file that the pack is made with: what for, its digest, and what people call it."""
    return [[field, file.cleaned_sha256, str(file)] for field, file in brand.files.items()]


def brand_spec(brand: InForce) -> BrandSpec:
    """The brand with the bytes of its files. Raises Refusal where one is not in storage as it was checked."""
    held = {field: brand_files.read(file) for field, file in brand.files.items()}
    colours, logos = brand.colours, brand.logos
    return BrandSpec(
        agency_name=brand.name,
        primary=colours.colour,
        accent=colours.accent or None,
        footer=brand.footer_text.replace("{client_name}", "{client}"),
        contact=brand.contact_line,
        legal=brand.legal_text,
        logo_on_light=bytes(logos.logo) if logos.logo else None,
        logo_on_dark=bytes(logos.logo_on_colour) if logos.logo_on_colour else None,
        faces=_faces(held),
        master=held.get("master"),
    )


def faces_of(said: Mapping[str, Any]) -> Faces:
    """The typefaces of a pack whose inputs were said so. Raises Refusal where one is not in storage."""
    return _faces(
        {field: brand_files.read_cleaned(digest) for field, digest, _ in said.get("brand_files", []) if field in FACES}
    )


def _faces(held: Mapping[str, bytes]) -> Faces:
    return Faces(**{field.removeprefix("face_"): data for field, data in held.items() if field in FACES})


def zone(agency: Agency) -> ZoneInfo:
    return ZoneInfo(agency.time_zone)


def printed_name(row: Approval | Decided, agency: Agency) -> str | None:
    """The display name of whoever decided; None where the agency shows roles only, and for somebody who had not entered a
    name, whose address stands in its place. A pack shows the role then: it never shows an address."""
    return None if agency.approvers_by_role or "@" in row.decider_name else row.decider_name


def decider(row: Approval | Decided, agency: Agency) -> str:
    """Who decided, as the pages of a pack say it: by name or by role."""
    return printed_name(row, agency) or capital(wording().role(row.decider_role))
