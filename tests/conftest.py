"""Fixtures of the whole suite: the cast, and the scope of their agencies.

Alice owns Alder and Bob edits there; Charlie owns Cedar, next door. Whatever a test builds in Alder, Charlie must not see.
"""

import shutil
from collections.abc import Iterator

import pytest
from django.conf import settings
from django.core.cache import cache
from django.db import connections

from tenants.models import Agency, Membership
from tenants.scope import tenant
from tests.isolation.report import pytest_terminal_summary
from tests.support import cast

__all__ = ["pytest_terminal_summary"]  # the table of attacks, also in a run of everything


LONGEST = {"isolation", "test_races.py", "test_serve.py", "test_way.py", "test_pages.py"}
"""They come first, so that no process waits for them at the end."""


def pytest_configure() -> None:
    settings.WHITENOISE_AUTOREFRESH = True  # or else each client of a test reads the whole folder of static files


@pytest.hookimpl(trylast=True)  # after the shuffling
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Database tests may use every alias: on PostgreSQL the app, owner and platform roles are three connections.

    Tests that only one database can answer are left out on the other, and those that ask none run on SQLite alone; `make test`
    runs both.
    """
    on_postgresql = connections["default"].vendor == "postgresql"
    other = "sqlite" if on_postgresql else "postgres"
    kept, left_out = [], []
    for item in items:
        for mark in item.iter_markers("django_db"):
            mark.kwargs.setdefault("databases", "__all__")
        asks = not on_postgresql or item.get_closest_marker("django_db")  # without the mark none is within reach
        (kept if asks and not item.get_closest_marker(other) else left_out).append(item)
    config.hook.pytest_deselected(items=left_out)
    # A process that has begun to drive a browser cannot ask a database any more, so the judges have one before that.
    items[:] = sorted(kept, key=lambda item: ("judge" not in item.path.parts, LONGEST.isdisjoint(item.path.parts)))


def pytest_unconfigure() -> None:
    shutil.rmtree(settings.DATA_DIR, ignore_errors=True)


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None) -> Iterator[None]:
    """Close every alias before the test database is dropped: mirrors are connections of their own."""
    yield
    connections.close_all()


@pytest.fixture(autouse=True)
def _fresh_cache(request: pytest.FixtureRequest) -> None:
    """Rate limits of one test are not the next one's."""
    if request.node.get_closest_marker("django_db"):
        request.getfixturevalue("transactional_db" if _transactional(request) else "db")
        cache.clear()


def _transactional(request: pytest.FixtureRequest) -> bool:
    return bool(request.node.get_closest_marker("django_db").kwargs.get("transaction"))


@pytest.fixture
def alder(_fresh_cache: None) -> Agency:
    return cast.agency("alder", "Alder & Oak")


@pytest.fixture
def cedar(_fresh_cache: None) -> Agency:
    return cast.agency("cedar", "Cedar Lane")


@pytest.fixture
def alice(alder: Agency) -> Membership:
    return cast.member(alder, "alice@alder.example", "Alice Arden", "owner")


@pytest.fixture
def bob(alder: Agency) -> Membership:
    return cast.member(alder, "bob@alder.example", "Bob Birch", "editor")


@pytest.fixture
def charlie(cedar: Agency) -> Membership:
    return cast.member(cedar, "charlie@cedar.example", "Charlie Crane", "owner")


@pytest.fixture
def in_alder(alder: Agency) -> Iterator[Agency]:
    with tenant(alder):
        yield alder
