"""Handing out a file of a pack. Whether somebody may have it, the caller has decided."""

from django.db import transaction
from django.http import FileResponse, HttpResponse, HttpResponseRedirect
from django.utils.text import slugify

from campaigns.models import Contact
from delivery.models import Download, PackFile
from tenants import audit
from tenants.models import Membership
from tenants.storage import agency_storage


def serve(file: PackFile, *, member: Membership | None = None, contact: Contact | None = None) -> HttpResponse:
    """Write down who was handed the file; then a link that lives a minute, or the file itself as an attachment."""
    by = audit.By.member(member) if member else audit.By(audit.Actor.CONTACT, contact.name, str(contact.public_id))
    with transaction.atomic():
        Download.objects.create(file=file, contact=contact, member=member.user if member else None)
        audit.record(by, "pack.link_issued", file.pack, file=file.name)
    name = filename(file)
    link = agency_storage().url(file.key, filename=name)
    if link is not None:
        answer: HttpResponse = HttpResponseRedirect(link)
    else:
        answer = FileResponse(agency_storage().open(file.key), as_attachment=True, filename=name, content_type=file.media_type)
    answer["Cache-Control"] = "private, no-store"
    answer["Referrer-Policy"] = "no-referrer"
    return answer


def filename(file: PackFile) -> str:
    """``client-campaign-pack-2.pdf``: what a person finds again in their downloads."""
    pack = file.pack
    stem = slugify(f"{pack.engagement.campaign.client.name} {pack.engagement.campaign.name}")[:80]
    return f"{stem}-pack-{pack.number}-{file.name}"
