"""Signed links, asked of a store that checks signature and expiry (ministack, in an environment of its own)."""

import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

import pytest
from django.conf import LazySettings
from django.core.files.storage import storages
from django.test import Client

from campaigns.models import Contact, Engagement
from delivery.models import Pack, PackFile
from tenants import storage
from tenants.bucket import PART
from tenants.models import Membership
from tenants.scope import tenant
from tests.judge.store import ministack, settings_of
from tests.support import delivery, portal

pytestmark = [pytest.mark.judge, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def store(settings: LazySettings, tmp_path: Path) -> Iterator[None]:
    """An empty bucket on loopback, of which `settings` makes our storage."""
    with ministack(tmp_path) as port:
        settings.STORAGES = {**settings.STORAGES, "default": settings_of(port)}
        settings.STORAGE_LINKS = True
        bucket = storages["default"]
        bucket.connection.create_bucket(Bucket=bucket.bucket_name)
        yield


@pytest.fixture
def pack(store: None, engagement: Engagement, alice: Membership) -> Pack:
    with tenant(alice.agency):
        return delivery.published(engagement, alice)


@pytest.fixture
def reader(pack: Pack, engagement: Engagement) -> Client:
    with tenant(pack.agency):
        return portal.reader(Contact.objects.filter(client=engagement.campaign.client).earliest("pk"))


def link(reader: Client, pack: Pack, name: str) -> str:
    answer = reader.get(f"/portal/packs/{pack.public_id}/files/{name}")
    assert answer.status_code == 302
    return str(answer["Location"])


def changed(url: str, **query: str) -> str:
    parts = urlsplit(url)
    return urlunsplit(parts._replace(query=urlencode({**dict(parse_qsl(parts.query)), **query})))


def status(url: str) -> int:
    try:
        with urllib.request.urlopen(url, timeout=30) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as refused:
        return refused.code


def test_a_link_from_the_portal_gives_the_file_and_no_other(pack: Pack, reader: Client) -> None:
    url = link(reader, pack, "report.pdf")
    with tenant(pack.agency):
        digest = PackFile.objects.get(pack=pack, name="report.pdf").sha256
    with urllib.request.urlopen(url, timeout=30) as answer:
        assert sha256(answer.read()).hexdigest() == digest
    signature = dict(parse_qsl(urlsplit(url).query))["X-Amz-Signature"]
    forged = {
        "another file": url.replace("report.pdf?", "deck.pptx?"),
        "another signature": changed(url, **{"X-Amz-Signature": signature[::-1]}),
        "a longer life": changed(url, **{"X-Amz-Expires": "604800"}),
        "another name": changed(url, **{"response-content-disposition": "inline"}),
    }
    assert url not in forged.values()
    assert {name: status(one) for name, one in forged.items()} == dict.fromkeys(forged, 403)


def test_a_link_dies(pack: Pack, reader: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(storage, "LINK_LIFE", 2)
    url = link(reader, pack, "report.pdf")
    assert status(url) == 200
    time.sleep(3.5)
    assert status(url) == 403


def test_of_two_writers_of_a_large_file_the_store_itself_refuses_the_second_who_leaves_no_part(
    store: None, alice: Membership, monkeypatch: pytest.MonkeyPatch
) -> None:
    bucket = storages["default"]
    monkeypatch.setattr(bucket, "exists", lambda name: False)  # as it looks to who asked before the first had finished
    with tenant(alice.agency):
        files, first, second = storage.agency_storage(), bytes(2 * PART + 1), b"x" * (2 * PART + 1)
        files.save("assets/film", first)
        with pytest.raises(FileExistsError):
            files.save("assets/film", second)
        assert b"".join(files.chunks("assets/film")) == first
    uploads = bucket.connection.meta.client.list_multipart_uploads(Bucket=bucket.bucket_name)
    assert not uploads.get("Uploads")
