"""Handing out the files of packs. Whether somebody may have a file is the caller's question; what is sent is what was published."""

import hashlib
import html
import re
from pathlib import PurePosixPath

import structlog
from django.core.files.base import File
from django.db import transaction
from django.http import FileResponse, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.utils.cache import add_never_cache_headers
from django.utils.text import slugify

from campaigns.models import Contact
from delivery.manifest import ASSETS
from delivery.models import Download, PackFile
from tenants import audit
from tenants.errors import Refusal
from tenants.models import User
from tenants.storage import agency_storage

log = structlog.get_logger(__name__)

ARCHIVE = "pack.zip"
SUMMARY = "summary.html"
# These are named after the pack alone; any other file keeps its own name at the end.
NAMED_AFTER_PACK = frozenset({ARCHIVE, SUMMARY, "report.pdf", "deck.pptx"})
POLICY = re.compile(rb'<meta http-equiv="Content-Security-Policy" content="([^"\r\n]*)">')


class Damaged(Refusal):
    """Storage does not hold the bytes that were published."""

    status = 500


def serve(
    file: PackFile, *, by: audit.By, contact: Contact | None = None, member: User | None = None
) -> HttpResponseBase:
    """A download: a redirect to a link that lives a minute where the store has links, else the file as an attachment.

    Records the Download and the audit entry. Raises Damaged, and then records nothing.
    """
    response = _handed_out(file, download_name(file))
    with transaction.atomic():
        Download.objects.create(file=file, contact=contact, member=member)
        audit.record(by, "pack.link_issued", file.pack, file=file.name)
    return response


def serve_part(part: PackFile, *, by: audit.By) -> HttpResponseBase:
    """The same for what is no file of a pack yet (delivery.domain.parts), under a name that says so."""
    name = PurePosixPath(download_name(part))
    response = _handed_out(part, f"{name.stem}-partial{name.suffix}")
    with transaction.atomic():
        audit.record(by, "pack.link_issued", part.pack, file=f"{part.name} (partial)")
    return response


def _handed_out(file: PackFile, name: str) -> HttpResponseBase:
    link = agency_storage().url(file.key, filename=name)
    return _private(
        HttpResponseRedirect(link)
        if link
        else FileResponse(_open(file), as_attachment=True, filename=name, content_type=file.media_type)
    )


def show(file: PackFile) -> HttpResponseBase:
    """An HTML file as a page to be framed by our own: under the policy it carries, and sandboxed. Raises Damaged."""
    with _open(file) as opened:
        content = opened.read()
    response = HttpResponse(content, content_type=file.media_type)
    response["Content-Security-Policy"] = f"{policy_of(content)}; frame-ancestors 'self'; sandbox"
    response["X-Frame-Options"] = "SAMEORIGIN"
    return _private(response)


def policy_of(page: bytes) -> str:
    """The policy in the page's own meta element; one that forbids everything where there is none."""
    found = POLICY.search(page)
    return html.unescape(found[1].decode()) if found else "default-src 'none'"


def download_name(file: PackFile) -> str:
    """``<client>-<campaign>-pack-<number>.pdf``. Letters of any script, digits and hyphens; names of people's making
    bring nothing else with them."""
    campaign = file.pack.engagement.campaign
    parts = [slugify(text, allow_unicode=True)[:60].strip("-_") for text in (campaign.client.name, campaign.name)]
    stem = "-".join([part for part in parts if part] + [f"pack-{file.pack.number}"])
    if file.name in NAMED_AFTER_PACK:
        return stem + PurePosixPath(file.name).suffix
    return f"{stem}-{file.name.removeprefix(ASSETS)}"


def _open(file: PackFile) -> "File[bytes]":
    """The stored file, at its beginning, once its digest has been compared with the published one."""
    try:
        opened = agency_storage().open(file.key)
    except FileNotFoundError:
        raise _damaged(file, "missing") from None
    digest = hashlib.sha256()
    for chunk in opened.chunks():
        digest.update(chunk)
    if digest.hexdigest() != file.sha256:
        opened.close()
        raise _damaged(file, "changed")
    opened.seek(0)
    return opened


def _damaged(file: PackFile, how: str) -> Damaged:
    log.error("pack_file_damaged", pack=str(file.pack.public_id), file=file.name, how=how)
    return Damaged(
        "What is stored is not the file that was published, so it was not sent. Tell us, and we put it right."
    )


def _private(response: HttpResponseBase) -> HttpResponseBase:
    add_never_cache_headers(response)
    response["Referrer-Policy"] = "no-referrer"
    response["X-Content-Type-Options"] = "nosniff"
    return response
