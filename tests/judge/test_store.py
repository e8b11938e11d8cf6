"""Packs built over a bad way to the object store (ministack): one whole pack, or none, and nothing half published."""

import sys
from collections.abc import Iterator
from hashlib import sha256

import pytest
from botocore.config import Config
from django.conf import LazySettings
from django.core.files.storage import storages

from campaigns.models import Engagement
from delivery.domain import keys
from delivery.enums import PackFormat, PackState
from delivery.models import Pack, PackFile
from delivery.verify import verify
from tenants import bucket, jobs
from tenants.models import Job, Membership
from tenants.scope import tenant
from tests.judge.store import Trouble, Way, ministack, settings_of, way_to
from tests.support import delivery

pytestmark = [pytest.mark.judge, pytest.mark.django_db(transaction=True)]

PATIENCE = 0.5  # seconds that we wait for an answer, here
HOWS = ("500", "slow", "cut", "truncated", "reset")


@pytest.fixture(scope="module")
def port(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    with ministack(tmp_path_factory.mktemp("store")) as found:
        yield found


@pytest.fixture
def way(port: int, settings: LazySettings, monkeypatch: pytest.MonkeyPatch) -> Iterator[Way]:
    """The way to a bucket of which `settings` makes our storage."""
    hasty = bucket.CLIENT.merge(Config(read_timeout=PATIENCE, connect_timeout=PATIENCE))
    monkeypatch.setattr(bucket, "CLIENT", hasty)
    with way_to(port) as found:
        settings.STORAGES = {**settings.STORAGES, "default": settings_of(found.server_address[1])}
        store = storages["default"]
        store.connection.create_bucket(Bucket=store.bucket_name)
        yield found


@pytest.fixture
def pack(way: Way, engagement: Engagement, alice: Membership) -> Iterator[Pack]:
    with tenant(alice.agency):
        yield delivery.ordered(engagement, alice, formats=(PackFormat.JSON,))


def build(pack: Pack) -> Pack:
    """Its job, as often as a worker would try it, by when it is over."""
    while not Job.objects.get(pk=pack.job_id).is_over:
        jobs.run(pack.job_id, pack.agency_id, jobs.SCHEMA)
    pack.refresh_from_db()
    return pack


def folder_of(pack: Pack) -> str:
    return f"{pack.agency.public_id}/packs/{pack.public_id}/"


def stored_names(pack: Pack) -> list[str]:
    """Of all that is kept below the pack's own folder."""
    objects = storages["default"].bucket.objects.filter(Prefix=folder_of(pack))
    return [one.key.removeprefix(folder_of(pack)) for one in objects]


def read(pack: Pack, name: str) -> bytes:
    with storages["default"].open(folder_of(pack) + name) as file:
        return bytes(file.read())


def is_whole(pack: Pack) -> bool:
    """Whether the store holds what the rows say and nothing else, and the ZIP verifies."""
    rows = dict(PackFile.objects.filter(pack=pack).values_list("name", "sha256"))
    kept = {name: sha256(read(pack, name)).hexdigest() for name in stored_names(pack)}
    return kept == rows and not verify(read(pack, "pack.zip"), keys.allowed_signers())


ONCE = [
    *((how, "PUT", "staging/") for how in HOWS),
    *((how, "PUT", "pack.zip") for how in ("truncated", "reset")),
    *((how, "GET", "staging/") for how in ("cut", "truncated")),
    ("500", "DELETE", "staging/"),
]
ALWAYS = [("500", "PUT"), ("truncated", "GET")]
"""The other ways in which it can go on are tried by make soak."""


@pytest.mark.parametrize(("how", "method", "within"), ONCE)
def test_what_goes_wrong_once_costs_time_and_nothing_else(
    pack: Pack, way: Way, how: str, method: str, within: str
) -> None:
    way.trouble = trouble = Trouble(how, method, within, first=2, wait=2 * PATIENCE)
    build(pack)
    assert trouble.done == 1, "it never came to this"
    assert pack.state == PackState.READY
    way.trouble = Trouble()
    assert is_whole(pack)


@pytest.mark.parametrize(("how", "method"), ALWAYS)
def test_what_goes_wrong_again_and_again_leaves_no_pack_and_the_next_order_a_whole_one(
    pack: Pack, way: Way, engagement: Engagement, alice: Membership, how: str, method: str
) -> None:
    gives_up_and_recovers(pack, way, engagement, alice, how, method)


def gives_up_and_recovers(
    pack: Pack, way: Way, engagement: Engagement, alice: Membership, how: str, method: str
) -> None:
    way.trouble = Trouble(how, method, "staging/", times=sys.maxsize, wait=2 * PATIENCE)
    build(pack)
    assert pack.state == PackState.FAILED
    assert "tried" in pack.errors["pack"]
    assert not PackFile.objects.filter(pack=pack).exists()
    assert not [name for name in stored_names(pack) if not name.startswith("staging/")], "kept under the pack's own key"
    way.trouble = Trouble()
    again = delivery.built(engagement, alice, formats=(PackFormat.JSON,))
    assert (again.pk, again.state) == (pack.pk, PackState.READY)
    assert is_whole(again)
