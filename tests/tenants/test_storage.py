"""Files have a wall too: the same rules in a folder and in a bucket."""

import io
import random
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qs, urlsplit
from uuid import uuid4

import pytest
from django.conf import LazySettings
from django.core.exceptions import ImproperlyConfigured, SuspiciousFileOperation
from django.core.files.base import ContentFile
from django.core.files.storage import storages

from aicmo_site import environment as env
from tenants import storage
from tenants.bucket import PART
from tenants.models import Agency
from tenants.scope import NoTenant, WrongTenant, platform, tenant
from tenants.storage import AgencyStorage, agency_storage

pytestmark = pytest.mark.django_db

KEY = "packs/0001/report.pdf"


@pytest.fixture(scope="module")
def s3() -> Iterator[str]:
    """Address of an S3 server on loopback."""
    from moto.server import ThreadedMotoServer

    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    yield f"{host}:{port}"
    server.stop()


@pytest.fixture
def bucket(s3: str, settings: LazySettings) -> None:
    name = f"bucket-{uuid4().hex[:8]}"
    url = f"s3://key:se%2Fcret@{s3}/{name}?region=eu-west-1&scheme=http"
    settings.STORAGES = {**settings.STORAGES, "default": env.bucket(url)}
    settings.STORAGE_LINKS = True
    store = storages["default"]
    store.connection.create_bucket(Bucket=name, CreateBucketConfiguration={"LocationConstraint": "eu-west-1"})


@pytest.fixture
def folder(tmp_path: Path, settings: LazySettings) -> None:
    options = {**settings.STORAGES["default"]["OPTIONS"], "location": str(tmp_path)}
    settings.STORAGES = {**settings.STORAGES, "default": {**settings.STORAGES["default"], "OPTIONS": options}}


@pytest.fixture(params=["folder", "bucket"])
def files(request: pytest.FixtureRequest) -> AgencyStorage:
    request.getfixturevalue(request.param)
    return agency_storage()


def read(files: AgencyStorage, key: str) -> bytes:
    with files.open(key) as file:
        return file.read()


def test_what_is_saved_is_kept_under_the_agencys_id(files: AgencyStorage, in_alder: Agency) -> None:
    full = files.save(KEY, b"what was approved")
    assert full == f"{in_alder.public_id}/{KEY}"
    for key in (KEY, full):
        assert read(files, key) == b"what was approved"
        assert files.exists(key)
        assert files.size(key) == 17
    files.delete(full)
    files.delete(full)
    assert not files.exists(KEY)
    with pytest.raises(FileNotFoundError):
        read(files, KEY)


def test_bytes_open_files_and_djangos_files_are_kept_alike(
    files: AgencyStorage, in_alder: Agency, tmp_path: Path
) -> None:
    source = tmp_path / "source"
    source.write_bytes(b"same" * 1000)
    with source.open("rb") as opened:
        contents = (b"same" * 1000, io.BytesIO(b"same" * 1000), opened, ContentFile(b"same" * 1000))
        for number, content in enumerate(contents):
            assert read(files, files.save(f"packs/{number}", content)) == b"same" * 1000


def test_content_is_never_written_over(files: AgencyStorage, in_alder: Agency) -> None:
    files.save(KEY, b"first")
    with pytest.raises(FileExistsError):
        files.save(KEY, b"second")
    assert read(files, KEY) == b"first"


def test_a_large_file_is_kept_whole_and_read_in_pieces(files: AgencyStorage, in_alder: Agency, tmp_path: Path) -> None:
    source = tmp_path / "source"
    source.write_bytes(random.Random(1).randbytes(9 * 2**20 + 7))
    with source.open("rb") as opened:
        files.save(KEY, opened)
    pieces = list(files.chunks(KEY))
    assert b"".join(pieces) == source.read_bytes()
    assert max(map(len, pieces)) <= storage.CHUNK
    with pytest.raises(FileNotFoundError):
        list(files.chunks("packs/none"))


def test_a_large_file_is_opened_on_disk_not_in_memory(bucket: None, in_alder: Agency) -> None:
    files = agency_storage()
    files.save(KEY, bytes(9 * 2**20))
    with files.open(KEY) as opened:
        assert sum(len(piece) for piece in opened.chunks()) == 9 * 2**20
        assert opened.file._rolled


def test_a_large_file_that_could_not_be_sent_whole_leaves_no_part_behind(
    bucket: None, in_alder: Agency, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Torn(io.BytesIO):
        def read(self, size: int | None = -1) -> bytes:
            if self.tell() >= 2 * PART:
                raise OSError("The disk is gone.")
            return super().read(size)

    with pytest.raises(OSError, match="The disk is gone"):
        agency_storage().save(KEY, Torn(bytes(3 * PART)))
    store = storages["default"]
    assert not agency_storage().exists(KEY)
    assert "Uploads" not in store.connection.meta.client.list_multipart_uploads(Bucket=store.bucket_name)


@pytest.mark.parametrize("store", ["folder", "bucket"])
def test_of_two_writers_at_once_the_store_itself_refuses_the_second(
    request: pytest.FixtureRequest, store: str, in_alder: Agency, monkeypatch: pytest.MonkeyPatch
) -> None:
    request.getfixturevalue(store)
    files = agency_storage()
    files.save(KEY, b"first")
    # As it looks to a writer who asked before the first had finished.
    early, exists = [False], storages["default"].exists
    monkeypatch.setattr(storages["default"], "exists", lambda name: early.pop() if early else exists(name))
    with pytest.raises(FileExistsError):
        files.save(KEY, b"second")
    assert read(files, KEY) == b"first"


def test_a_folder_is_deleted_with_all_that_is_below_it_and_nothing_beside(
    files: AgencyStorage, in_alder: Agency
) -> None:
    for key in (
        "packs/1/staging/a/x",
        "packs/1/staging/b/y",
        "packs/1/staging/z",
        "packs/1/kept",
        "packs/1/stagings/k",
    ):
        files.save(key, b"bytes")
    for _ in range(2):
        files.delete_folder("packs/1/staging")
        assert not any(files.exists(f"packs/1/staging/{name}") for name in ("a/x", "b/y", "z"))
        assert files.exists("packs/1/kept")
        assert files.exists("packs/1/stagings/k")


@pytest.mark.parametrize("verb", ["save", "open", "chunks", "exists", "size", "delete", "delete_folder", "url"])
def test_another_agencys_key_is_refused_and_so_is_any_key_without_an_agency(
    files: AgencyStorage, alder: Agency, cedar: Agency, verb: str
) -> None:
    with tenant(alder):
        key = files.save(KEY, b"alder's")
    extra = {"save": {"content": b"cedar's"}, "url": {"filename": "x.pdf"}}.get(verb, {})
    with tenant(cedar):
        with pytest.raises(WrongTenant):
            getattr(files, verb)(key, **extra)
        assert not files.exists(KEY)  # the same name is another file here
    for relative in (key, KEY):
        with pytest.raises(NoTenant):
            getattr(files, verb)(relative, **extra)
        with platform("an operator looks round"), pytest.raises(NoTenant):
            getattr(files, verb)(relative, **extra)
    with tenant(alder):
        assert read(files, key) == b"alder's"


@pytest.mark.parametrize(
    "key",
    [
        "",
        "/etc/passwd",
        "packs//x",
        "packs/",
        "../x",
        "packs/../../x",
        "./x",
        "a\\..\\x",
        "a\0b",
        "a\nb",
        "a\u202eb",
        "k" * 513,
    ],
)
def test_a_key_that_is_not_a_plain_path_is_refused(files: AgencyStorage, in_alder: Agency, key: str) -> None:
    for name in (key, f"{in_alder.public_id}/{key}"):
        with pytest.raises(SuspiciousFileOperation):
            files.exists(name)


def test_ways_to_write_an_id_are_not_ways_round(files: AgencyStorage, cedar: Agency, in_alder: Agency) -> None:
    theirs = cedar.public_id
    for written in (str(theirs).upper(), theirs.hex, f"{{{theirs}}}", theirs.urn, str(in_alder.public_id).upper()):
        with pytest.raises(WrongTenant):
            files.exists(f"{written}/{KEY}")


def test_a_bucket_gives_a_signed_link_of_a_minute_that_downloads_under_a_name(bucket: None, in_alder: Agency) -> None:
    files = agency_storage()
    files.save(KEY, b"%PDF")
    link = files.url(KEY, filename="Räuber & Söhne.pdf")
    assert link is not None
    query = {name: values[0] for name, values in parse_qs(urlsplit(link).query).items()}
    assert (query["X-Amz-Expires"], query["X-Amz-Algorithm"]) == ("60", "AWS4-HMAC-SHA256")
    with urllib.request.urlopen(link) as answer:
        assert answer.read() == b"%PDF"
        name = "utf-8''R%C3%A4uber%20%26%20S%C3%B6hne.pdf"
        assert answer.headers["Content-Disposition"] == f"attachment; filename*={name}"


def test_where_there_are_no_links_the_file_is_to_be_streamed(
    files: AgencyStorage, in_alder: Agency, settings: LazySettings
) -> None:
    settings.STORAGE_LINKS = False
    assert files.url(files.save(KEY, b"%PDF"), filename="x.pdf") is None


def test_objects_are_private(bucket: None, in_alder: Agency, s3: str) -> None:
    key = agency_storage().save(KEY, b"%PDF")
    store = storages["default"]
    grants = store.connection.meta.client.get_object_acl(Bucket=store.bucket_name, Key=key)["Grants"]
    assert [grant["Grantee"]["Type"] for grant in grants] == ["CanonicalUser"]


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("s3://packs", ("packs", None, None, None, None)),
        ("s3://packs?region=eu-west-1", ("packs", "eu-west-1", None, None, None)),
        ("s3://k:s%2F%40@minio:9000/packs?scheme=http", ("packs", None, "http://minio:9000", "k", "s/@")),
        ("s3://minio/packs", ("packs", None, "https://minio", None, None)),
    ],
)
def test_a_storage_url_is_read(url: str, expected: tuple[str | None, ...]) -> None:
    options = env.bucket(url)["OPTIONS"]
    names = ("bucket_name", "region_name", "endpoint_url", "access_key", "secret_key")
    assert tuple(options.get(name) for name in names) == expected
    assert (options["default_acl"], options["querystring_auth"], options["querystring_expire"]) == (None, True, 60)


@pytest.mark.parametrize(
    "url",
    ["packs", "gs://packs", "s3://", "s3://h/a/b", "s3://h/a?scheme=ftp", "s3://h/a?acl=public", "s3://h/a?x"],
)
def test_a_wrong_storage_url_stops_the_start_and_repeats_no_secret(url: str) -> None:
    with pytest.raises(ImproperlyConfigured) as refused:
        env.bucket(url.replace("s3://h", "s3://key:hidden@h"))
    assert "hidden" not in str(refused.value)
