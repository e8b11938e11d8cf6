"""Rows of the floors above, the work and its packs, written in the order in which they rest on each other."""

import json
from hashlib import sha256

from django.utils import timezone

from campaigns import content
from campaigns.enums import ArtifactKind
from campaigns.models import (
    Approval,
    Artifact,
    ArtifactVersion,
    AssetFile,
    Campaign,
    Client,
    ClientBrand,
    Contact,
    Engagement,
    QCReport,
    SignInCode,
)  # fmt: skip
from delivery.domain import previews
from delivery.models import Download, LegalSignOff, Pack, PackFile, Preview, SigningKey, Waiver
from tenants.models import Brand, BrandFile
from tenants.storage import agency_storage
from tests.isolation.world import Side, builds
from tests.support.packs import sealed

HASH = "0123456789abcdef" * 4
ORDER = sorted(ArtifactKind, key=lambda kind: (kind is not ArtifactKind.INTAKE, kind is not ArtifactKind.CREATIVES))
"""Each row of an artifact is of the next kind; the second is of the one that has files."""


def manifest() -> object:
    """As a real pack has it."""
    return json.loads(sealed("isolation").members["manifest.json"])


def newest(model: type) -> object:
    return model.objects.order_by("-pk").first()


def nth(model: type) -> int:
    return model.objects.count() + 1


def hashed(side: Side, model: type) -> str:
    """64 hexadecimal digits that no other row has."""
    return f"{side.agency.pk:032x}{nth(model):032x}"


@builds(Client)
def client(side: Side) -> None:
    text = side.text(Client)
    Client.objects.create(name=f"{text} {nth(Client)}", website=f"https://{text}.example".lower(), industry=text)


@builds(Contact)
def contact(side: Side) -> None:
    text = side.text(Contact)
    Contact.objects.create(
        client=newest(Client), name=text, title=text, email=f"{text}-{nth(Contact)}@client.example".lower()
    )


@builds(BrandFile)
def brand_file(side: Side) -> None:
    text = side.text(BrandFile)
    digest = hashed(side, BrandFile)
    BrandFile.objects.create(
        kind="face", name=f"{text}.ttf", sha256=digest, size=1, state="ready", cleaned_sha256=digest, created_by=text,
        facts={"family": text, "style": "Regular", "office": text, "latin": True, "spans": [[32, 126]], "characters": 95},
        findings=[{"severity": "warning", "sentence": text, "place": text}],
    )  # fmt: skip


@builds(ClientBrand)
def client_brand(side: Side) -> None:
    text = side.text(ClientBrand)
    ClientBrand.objects.create(
        client=newest(Client), version=nth(ClientBrand), name=text, footer_text=text, contact_line=text, legal_text=text,
        logo=text.encode(),
    )  # fmt: skip


@builds(SignInCode)
def sign_in_code(side: Side) -> None:
    SignInCode.objects.create(contact=newest(Contact), code_hash=side.text(SignInCode), expires_at=timezone.now())


@builds(Campaign)
def campaign(side: Side) -> None:
    text = side.text(Campaign)
    Campaign.objects.create(client=newest(Client), name=text, objective="sales", budget=text)


@builds(Engagement)
def engagement(side: Side) -> None:
    Engagement.objects.create(campaign=newest(Campaign), name=side.text(Engagement))


@builds(Artifact)
def artifact(side: Side) -> None:
    Artifact.objects.create(
        engagement=newest(Engagement), kind=ORDER[nth(Artifact) - 1], status="in_review",
        content=words(side, Artifact), stale_reasons=[side.text(Artifact)], last_editor=side.members["editor"].user,
    )  # fmt: skip


def words(side: Side, model: type) -> dict[str, object]:
    """Content of the kind that the newest artifact is, or the next one will be, that says whose it is."""
    kind = ORDER[nth(Artifact) - (1 if model is Artifact else 2)]
    said = {"pricing": side.text(model)} if kind is ArtifactKind.INTAKE else {"standfirst": side.text(model)}
    return {**content.dump(content.empty(kind)), **said}


@builds(ArtifactVersion)
def artifact_version(side: Side) -> None:
    """One for each artifact, in force."""
    artifact = Artifact.objects.filter(versions=None).order_by("pk").first()
    kind = ArtifactKind(artifact.kind)
    said = {"pricing" if kind is ArtifactKind.INTAKE else "standfirst": side.text(ArtifactVersion)}
    data = {**content.dump(content.empty(kind)), **said}
    artifact.effective = ArtifactVersion.objects.create(
        artifact=artifact, number=nth(ArtifactVersion), content=data, content_sha256=hashed(side, ArtifactVersion),
        submitted_by=side.members["editor"].user, last_editor=side.members["editor"].user,
    )  # fmt: skip
    artifact.save()


@builds(AssetFile)
def asset_file(side: Side) -> None:
    """One more that the draft of the creatives names, where there are creatives."""
    text, number, engagement = side.text(AssetFile), nth(AssetFile), newest(Engagement)
    key = agency_storage().save(f"assets/{engagement.public_id}/{number}", text.encode())
    digest, member = hashed(side, AssetFile), side.members["editor"]
    AssetFile.objects.create(
        engagement=engagement, size=len(text), sha256=digest, key=key,
        uploaded_by=member.user, uploader_name=text, uploaded_at=timezone.now(),
    )  # fmt: skip
    named = {"name": f"{text}-{number}.txt", "asset": text, "size": len(text), "sha256": digest}
    for artifact in Artifact.objects.filter(engagement=engagement, kind=ArtifactKind.CREATIVES):
        artifact.content = {**artifact.content, "files": [*artifact.content.get("files", []), named]}
        artifact.save()


@builds(QCReport)
def qc_report(side: Side) -> None:
    text = side.text(QCReport)
    check = {
        "check_id": "mark",
        "status": "WARN",
        "severity": "MINOR",
        "message": text,
        "path": "",
        "fix_instruction": text,
    }
    QCReport.objects.create(
        version=ArtifactVersion.objects.filter(qc_reports=None).order_by("pk").first(), status="WARN", score=90,
        checks=[check], summary={}, model_used="x",
    )  # fmt: skip


@builds(Approval)
def approval(side: Side) -> None:
    text = side.text(Approval)
    version = ArtifactVersion.objects.filter(decisions=None).order_by("pk").first()
    Approval.objects.create(
        version=version, qc_report=version.qc_reports.first(), decision="approved", content_sha256=version.content_sha256,
        decided_by=side.members["admin"].user, decider_name=text, decider_role="admin", comment=text,
        created_at=timezone.now(),
    )  # fmt: skip


@builds(SigningKey)
def signing_key(side: Side) -> None:
    text = side.text(SigningKey)
    SigningKey.objects.create(secret=text, public_line=f"{text} ssh-ed25519 AAAA", fingerprint=text)


def decider(side: Side, text: str, model: type) -> dict[str, object]:
    return {
        "engagement": newest(Engagement), "inputs_digest": hashed(side, model), "decided_by": side.members["admin"].user,
        "decider_name": text, "decider_role": "admin", "created_at": timezone.now(),
    }  # fmt: skip


@builds(LegalSignOff)
def legal_sign_off(side: Side) -> None:
    LegalSignOff.objects.create(**decider(side, side.text(LegalSignOff), LegalSignOff))


@builds(Waiver)
def waiver(side: Side) -> None:
    text = side.text(Waiver)
    Waiver.objects.create(**decider(side, text, Waiver), check_key="legal_ok", reason=text)


@builds(Pack)
def pack(side: Side) -> None:
    """Published ones, each of its own engagement where there are enough."""
    text = side.text(Pack)
    Pack.objects.create(
        engagement=Engagement.objects.filter(packs=None).order_by("-pk").first(), number=nth(Pack),
        inputs_digest=hashed(side, Pack), kinds=["intake"], formats=["pdf", "zip"], brand=newest(Brand), state="published",
        manifest_hash=HASH, pack_digest=HASH, archive_sha256=HASH, created_by=text, published_by=text,
        built_at=timezone.now(), published_at=timezone.now(), errors={"pdf": text}, manifest=manifest(),
    )  # fmt: skip


@builds(PackFile)
def pack_file(side: Side) -> None:
    """Of each pack the report, the summary, which has pages of its own, and a file with a telling name."""
    text = side.text(PackFile)
    owner = Pack.objects.filter(files=None).order_by("pk").first()
    kinds = {
        "report.pdf": "application/pdf",
        "summary.html": "text/html",
        f"{text}-{nth(PackFile)}.zip": "application/zip",
    }
    for name, media_type in kinds.items():
        key = agency_storage().save(f"packs/{owner.public_id}/{name}", text.encode())
        digest = sha256(text.encode()).hexdigest()
        owner.files.create(name=name, media_type=media_type, size=len(text), sha256=digest, key=key)


@builds(Preview)
def preview(side: Side) -> None:
    """The only page of a report, with a picture of its own."""
    text = side.text(Preview)
    report = PackFile.objects.filter(name="report.pdf", previews=None).order_by("pk").first()
    picture = f"{text}-{nth(Preview)}".encode()
    digest = sha256(picture).hexdigest()
    agency_storage().save(previews.key_of(report.pack.public_id, digest), picture)
    page = {"width": 900, "height": 1272, "large": digest, "small": digest, "text": text}
    Preview.objects.create(
        file=report, sha256=report.sha256, count=1, cover=digest, pages=[page], made_at=timezone.now()
    )


@builds(Download)
def download(side: Side) -> None:
    Download.objects.create(file=newest(PackFile), contact=newest(Contact), member=side.members["owner"].user)
