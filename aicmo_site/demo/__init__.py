"""The demo: two agencies with different brands, and engagements at every stage. The words are in the JSON files beside."""

import json
from dataclasses import dataclass
from pathlib import Path

from campaigns.domain import artifacts
from campaigns.domain.documents import import_engagement
from campaigns.enums import ArtifactKind
from campaigns.models import Artifact, Engagement
from delivery.domain import inputs, preflight
from tenants import audit
from tenants.brand import clean_logo, save_brand
from tenants.models import Agency, AuditEntry, Membership, Role, User
from tenants.people import add_person
from tenants.scope import tenant

HERE = Path(__file__).parent
PASSWORD = "quiet-rosters-2026"  # noqa: S105 -- meant to be known
"""Known to everybody: a public host refuses to start while anybody has it (aicmo_site.checks)."""
LOADED = "demo.loaded"
"""The entry of the audit by which an agency is known to be the demo's; `complete` holds the ids of the engagements whose packs
the demo publishes."""


@dataclass(frozen=True)
class DemoMember:
    email: str
    name: str
    role: Role


@dataclass(frozen=True)
class DemoEngagement:
    """`file` is an engagement_v1 document; its first `approved` artifacts are approved, the next one is `then`. With all
    approved, its pack is signed off, built and published."""

    file: str
    approved: int
    then: str = "draft"

    @property
    def is_complete(self) -> bool:
        return self.approved == len(ArtifactKind)


@dataclass(frozen=True)
class DemoAgency:
    slug: str
    name: str
    brand: dict[str, str]
    members: tuple[DemoMember, ...]
    engagements: tuple[DemoEngagement, ...]

    def member(self, role: Role) -> DemoMember:
        return next(member for member in self.members if member.role == role)


AGENCIES = (
    DemoAgency(
        "northwind",
        "Northwind Studio",
        {
            "colour": "#0B5D57",
            "contact_line": "Ines Okafor, ines.okafor@northwind.example, +47 22 00 00 41",
            "legal_text": "Northwind Studio AS, Oslo. Figures are the client's own unless a source is named.",
        },
        (
            DemoMember("tomas.reyes@northwind.example", "Tomás Reyes", Role.ADMIN),
            DemoMember("ines.okafor@northwind.example", "Ines Okafor", Role.OWNER),
            DemoMember("mara.lindqvist@northwind.example", "Mara Lindqvist", Role.EDITOR),
            DemoMember("piotr.wojcik@northwind.example", "Piotr Wójcik", Role.VIEWER),
        ),
        (DemoEngagement("nordlys", approved=5), DemoEngagement("halden", approved=1, then="in_review")),
    ),
    DemoAgency(
        "citrine",
        "Citrine & Daughters",
        {
            "colour": "#F2C200",
            "accent": "#1F4E79",
            "contact_line": "Hannah Vogt, hannah.vogt@citrine.example, +49 30 0000 118",
            "legal_text": "Citrine & Daughters GmbH, Berlin. All prices without VAT.",
        },
        (
            DemoMember("hannah.vogt@citrine.example", "Hannah Vogt", Role.OWNER),
            DemoMember("samuel.adeyemi@citrine.example", "Samuel Adeyemi", Role.ADMIN),
            DemoMember("lena.brandt@citrine.example", "Lena Brandt", Role.EDITOR),
        ),
        (DemoEngagement("kastell", approved=2, then="changes_requested"), DemoEngagement("veldkamp", approved=0)),
    ),
)


def build(plan: DemoAgency) -> Agency:
    agency = Agency.objects.create(slug=plan.slug, name=plan.name)
    people = {member.role: _join(agency, member) for member in plan.members}
    with tenant(agency):
        audit.record(audit.SYSTEM, "agency.created", slug=plan.slug, name=plan.name)
        save_brand(by=audit.By.member(people[Role.OWNER]), name=plan.name, **plan.brand, **_logos(plan.slug))
        made = [(each, _engagement(each, people)) for each in plan.engagements]
        complete = [engagement for each, engagement in made if each.is_complete]
        for engagement in complete:
            preflight.sign_off(inputs.select(engagement, agency=agency), member=people[Role.ADMIN])
        audit.record(audit.SYSTEM, LOADED, complete=[str(engagement.public_id) for engagement in complete])
    return agency


def is_demo(agency: Agency) -> bool:
    with tenant(agency):
        return AuditEntry.objects.filter(action=LOADED).exists()


def is_due() -> bool:
    """Whether a start at home is to load the demo: nobody is here yet, or it was begun and then interrupted."""
    there = Agency.objects.filter(slug__in=[plan.slug for plan in AGENCIES])
    if not there or not all(is_demo(agency) for agency in there):
        return not Agency.objects.exists()
    return len(there) < len(AGENCIES) or any(unfinished(agency) for agency in there)


def unfinished(agency: Agency) -> list[Engagement]:
    """The demo's complete engagements without a pack: all of them when just built, later those at which it was interrupted."""
    with tenant(agency):
        complete = AuditEntry.objects.get(action=LOADED).data["complete"]
        return list(Engagement.objects.filter(public_id__in=complete, packs=None).order_by("id"))


def _logos(slug: str) -> dict[str, bytes]:
    return {
        "logo": clean_logo((HERE / f"{slug}.png").read_bytes()),
        "logo_on_colour": clean_logo((HERE / f"{slug}-on-colour.png").read_bytes()),
    }


def _join(agency: Agency, member: DemoMember) -> Membership:
    user = User.objects.filter(email=member.email).first() or add_person(
        email=member.email, name=member.name, password=PASSWORD, verified=True
    )
    return Membership.objects.create(agency=agency, user=user, role=member.role)


def _engagement(plan: DemoEngagement, people: dict[Role, Membership]) -> Engagement:
    document = json.loads((HERE / f"{plan.file}.json").read_text())
    kinds = [kind.value for kind in ArtifactKind]
    later = {kind: document["artifacts"].pop(kind) for kind in kinds[plan.approved :] if kind in document["artifacts"]}
    approver, editor = people[Role.ADMIN], people[Role.EDITOR]
    engagement = import_engagement(document, by=audit.SYSTEM, approver=approver).engagement
    for kind, content in later.items():
        artifact = Artifact.objects.get(engagement=engagement, kind=kind)
        artifacts.edit(artifact, content, lock=artifact.lock, member=editor)
    if later and plan.then != "draft":
        _advance(Artifact.objects.get(engagement=engagement, kind=next(iter(later))), plan.then, editor, approver)
    return engagement


def _advance(artifact: Artifact, then: str, editor: Membership, approver: Membership) -> None:
    version = artifacts.submit(artifact, member=editor)
    if then == "changes_requested":
        artifacts.request_changes(
            version, member=approver, seen_sha256=version.content_sha256,
            reason="“You said” promises the third bag free; the client never agreed. Get their word, or say what happens instead.",
        )  # fmt: skip
