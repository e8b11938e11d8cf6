"""Stored files and cached values of one agency are not there for another."""

from collections.abc import Callable

import pytest
from django.core.cache import cache
from django.core.exceptions import SuspiciousFileOperation

from tenants.scope import WrongTenant
from tenants.storage import AgencyStorage, agency_storage
from tests.isolation.world import World

pytestmark = pytest.mark.django_db

VERBS: dict[str, Callable[[AgencyStorage, str], object]] = {
    "open": lambda storage, key: storage.open(key),
    "chunks": lambda storage, key: next(iter(storage.chunks(key))),
    "exists": lambda storage, key: storage.exists(key),
    "size": lambda storage, key: storage.size(key),
    "delete": lambda storage, key: storage.delete(key),
    "delete_folder": lambda storage, key: storage.delete_folder(key),
    "url": lambda storage, key: storage.url(key, filename="report.pdf"),
    "save": lambda storage, key: storage.save(key, b"forged"),
}


def spellings(world: World, key: str) -> dict[str, str]:
    """Ways to write another agency's key."""
    own, (agency, _, rest) = str(world.own.agency.public_id), key.partition("/")
    return {
        "as it is": key,
        "with upper case": f"{agency.upper()}/{rest}",
        "without hyphens": f"{agency.replace('-', '')}/{rest}",
        "in braces": f"{{{agency}}}/{rest}",
        "from the root": f"/{key}",
        "up from one's own": f"{own}/../{key}",
        "up and down": f"../{key}",
        "through a dot": f"./{key}",
        "with back strokes": key.replace("/", "\\"),
        "with an empty part": key.replace("/", "//", 1),
    }


def test_every_verb_of_the_storage_is_attacked() -> None:
    assert {name for name in vars(AgencyStorage) if not name.startswith("_")} == set(VERBS)


@pytest.mark.parametrize("verb", VERBS)
def test_no_spelling_of_a_key_reaches_another_agencys_file(world: World, verb: str) -> None:
    (key,) = world.victim.files
    with world.own.scope():
        for name, spelled in spellings(world, key).items():
            with pytest.raises((WrongTenant, SuspiciousFileOperation)):
                VERBS[verb](agency_storage(), spelled)
                pytest.fail(name)
    with world.victim.scope(), agency_storage().open(key) as kept:
        assert kept.read() == world.victim.text("file").encode()


def test_the_owner_of_a_file_reads_it_by_its_key_and_without_the_prefix(world: World) -> None:
    (key,) = world.own.files
    with world.own.scope():
        for spelled in (key, key.partition("/")[2]):
            with agency_storage().open(spelled) as kept:
                assert kept.read() == world.own.text("file").encode()


def test_a_value_cached_by_one_agency_is_read_by_no_other(world: World) -> None:
    with world.victim.scope():
        cache.set_many({"a": world.victim.mark, "n": 7})
    with world.own.scope():
        assert cache.get("a") is None
        assert cache.get_many(["a", "n"]) == {}
        assert "a" not in cache
        assert cache.add("a", "own") is True
        assert cache.touch("n") is False
        assert cache.delete("n") is False
        with pytest.raises(ValueError, match="n"):
            cache.incr("n")
        assert cache.get_or_set("b", "own") == "own"
    assert cache.get("a") is None  # nor in nobody's scope
    with world.victim.scope():
        assert cache.get_many(["a", "b", "n"]) == {"a": world.victim.mark, "n": 7}
