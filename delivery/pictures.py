"""Handing out pictures of pages. Whether somebody may see a pack is the caller's question; its address is a picture's digest."""

from hashlib import sha256
from uuid import UUID

import structlog
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import get_conditional_response, patch_cache_control

from delivery.domain import previews
from delivery.models import Preview
from tenants.storage import agency_storage

log = structlog.get_logger(__name__)

MEDIA_TYPE = "image/webp"
KEPT = 7 * 24 * 3600
"""Seconds for which a browser need not ask again. What stands at an address never changes."""


def serve(request: HttpRequest, pack: UUID, found: "QuerySet[Preview]", digest: str) -> HttpResponseBase:
    """The picture with this digest, if it is one of `found`, pictures of the pack that the reader may see."""
    if digest not in previews.digests(found):
        raise Http404
    etag = f'"{digest}"'
    unchanged = get_conditional_response(request, etag=etag)
    answer = unchanged if unchanged is not None else HttpResponse(_read(pack, digest), content_type=MEDIA_TYPE)
    answer["ETag"] = etag
    answer["X-Content-Type-Options"] = "nosniff"
    # For this session only: the session's middleware adds "Vary: Cookie".
    patch_cache_control(answer, private=True, max_age=KEPT, immutable=True)
    return answer


def _read(pack: UUID, digest: str) -> bytes:
    """The stored bytes, if they are still those that were made."""
    try:
        with agency_storage().open(previews.key_of(pack, digest)) as opened:
            data: bytes = opened.read()
    except FileNotFoundError:
        data = b""
    if sha256(data).hexdigest() != digest:
        log.error("pack_picture_damaged", pack=str(pack), picture=digest)
        raise Http404
    return data
