"""The demo: two agencies with different brands, and engagements at every stage. The words are in the JSON files beside."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from django.db import transaction

from campaigns.domain import artifacts, gates
from campaigns.domain.documents import import_engagement
from campaigns.enums import ArtifactKind
from campaigns.models import Artifact, Engagement
from delivery.domain import inputs, packs, preflight
from delivery.models import Pack
from tenants import audit, jobs
from tenants.brand import clean_logo, save_brand
from tenants.models import Agency, Membership, Role, User
from tenants.people import add_person
from tenants.scope import tenant

HERE = Path(__file__).parent
PASSWORD = "quiet-rosters-2026"  # noqa: S105 -- meant to be known
"""Known to everybody: a public host refuses to start while anybody has it (aicmo_site.checks)."""


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
        for engagement in plan.engagements:
            _engagement(engagement, people)
    return agency


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


def _engagement(plan: DemoEngagement, people: dict[str, Membership]) -> None:
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


def _advance(artifact: Artifact, then: str, editor: Membership, approver: Membership) -> None:
    version = artifacts.submit(artifact, member=editor)
    if then == "changes_requested":
        artifacts.request_changes(
            version, member=approver, seen_sha256=version.content_sha256,
            reason="“You said” promises the third bag free; the client never agreed. Get their word, or say what happens instead.",
        )  # fmt: skip


def publish_finished(plan: DemoAgency, progress: Callable[[str], None]) -> None:
    """Sign off, build and publish a pack of each engagement whose chain is complete and which has none."""
    agency = Agency.objects.get(slug=plan.slug)
    with tenant(agency):
        admin = Membership.objects.select_related("user").get(agency=agency, user__email=plan.member(Role.ADMIN).email)
        for engagement in Engagement.objects.order_by("id"):
            if Pack.objects.filter(engagement=engagement).exists() or gates.chain(engagement).missing("delivery"):
                continue
            progress(f"Building the pack of {engagement} …")
            preflight.sign_off(inputs.select(engagement, agency=agency), member=admin)
            with transaction.atomic():
                pack = packs.order(engagement, agency=agency, by=audit.By.member(admin))
            jobs.run(pack.job_id, agency.pk, jobs.SCHEMA)
            pack.refresh_from_db()
            packs.publish(pack, member=admin, seen_digest=pack.pack_digest)
