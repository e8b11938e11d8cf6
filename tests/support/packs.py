"""Packs in storage and in the tables, written straight there: what the portal shows without how it was built."""

import json
from collections.abc import Iterable
from datetime import datetime
from functools import cache
from typing import Any

from django.utils import timezone

from campaigns.domain.engagements import create_campaign, create_client, create_contact, create_engagement
from campaigns.enums import ArtifactKind, Objective
from campaigns.models import Client, Contact, Engagement
from delivery.archive import SealedPack
from delivery.domain import previews
from delivery.enums import PackState
from delivery.manifest import media_type, sha256
from delivery.models import Pack, PackFile, Preview, SigningKey
from delivery.renderers.html import HtmlRenderer
from delivery.signing import allowed_signers_line, fingerprint
from delivery.theme import Theme
from tenants import audit
from tenants.brand import current_brand
from tenants.models import Agency
from tenants.storage import agency_storage
from tests.delivery import sample_pack
from tests.delivery.sample_brand import sample_brand
from tests.delivery.sample_document import sample_document

KINDS = [ArtifactKind.INTAKE, ArtifactKind.STRATEGY, ArtifactKind.MONITORING]
STORED = ("report.pdf", "deck.pptx", "summary.html", "artifacts.json", "manifest.json")


@cache
def summary() -> bytes:
    """A summary as the renderer writes it."""
    return HtmlRenderer().render(sample_document(), Theme.of(sample_brand())).data


@cache
def sealed(identity: str) -> SealedPack:
    return sample_pack.seal(files={**sample_pack.FILES, "summary.html": summary()}, identity=identity)


def client(name: str = "Halden & Søn") -> Client:
    return create_client(by=audit.SYSTEM, name=name)


def contact(of: Client, email: str = "elin@halden.example", name: str = "Elin Haugen") -> Contact:
    return create_contact(by=audit.SYSTEM, client=of, name=name, email=email)


def engagement(of: Client, name: str = "Spring Range") -> Engagement:
    campaign = create_campaign(by=audit.SYSTEM, client=of, name=name, objective=Objective.SALES)
    return create_engagement(by=audit.SYSTEM, campaign=campaign, name=name)


def signing_key(agency: Agency) -> SigningKey:
    """The agency's key; the secret half is the sample pack's and stays there."""
    public = sample_pack.KEY.public_key()
    return SigningKey.objects.first() or SigningKey.objects.create(
        secret="", public_line=allowed_signers_line(public, identity=agency.slug), fingerprint=fingerprint(public)
    )


def pack(
    of: Engagement,
    *,
    number: int = 1,
    state: PackState = PackState.PUBLISHED,
    content: SealedPack | None = None,
    stored: Iterable[str] = STORED,
    **fields: Any,
) -> Pack:
    """A pack with its files in storage. `stored` are the members that can also be had one by one."""
    key = signing_key(of.agency)
    content = content or sealed(of.agency.slug)
    now: datetime = timezone.now()
    made = Pack.objects.create(
        engagement=of,
        number=number,
        inputs_digest=sha256(f"{of.pk}:{number}".encode()),
        kinds=KINDS,
        formats=["pdf", "pptx", "html", "json", "zip"],
        brand=current_brand(),
        state=state,
        manifest=json.loads(content.members["manifest.json"]),
        manifest_hash=content.manifest_hash,
        pack_digest=content.pack_digest,
        archive_sha256=content.archive_sha256,
        built_at=max(now, key.created_at),
        published_at=now,
        **fields,
    )
    for name in stored:
        store(made, name, media_type(name), content.members[name])
    store(made, "pack.zip", "application/zip", content.archive)
    return made


def store(pack: Pack, name: str, kind: str, content: bytes) -> None:
    key = agency_storage().save(f"packs/{pack.public_id}/{name}", content)
    PackFile.objects.create(pack=pack, name=name, media_type=kind, size=len(content), sha256=sha256(content), key=key)


def pictured(pack: Pack, name: str = "report.pdf", *, pages: int = 2, count: int | None = None) -> Preview:
    """Pictures of a file's pages, as its job leaves them; the file is made where the pack has none of that name."""
    if not pack.files.filter(name=name).exists():
        store(pack, name, media_type(name), name.encode())
    file = pack.files.get(name=name)
    kept = []
    for number in range(1, pages + 1):
        page: dict[str, Any] = {"width": 900, "height": 1272}
        for size in ("large", "small"):
            data = f"{size} picture of page {number} of {name} of {pack.public_id}".encode()
            page[size] = sha256(data)
            agency_storage().save(previews.key_of(pack.public_id, page[size]), data)
        kept.append(page)
    return Preview.objects.create(
        file=file, sha256=file.sha256, count=count or pages, pages=kept, cover=kept[0]["small"], made_at=timezone.now()
    )
