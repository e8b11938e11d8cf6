"""Fixtures of the whole suite: the cast, and the scope of their agencies.

Alice owns Alder and Bob edits there; Charlie owns Cedar, next door. Whatever a test builds in Alder, Charlie must not see.
"""

import gc
import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.core.cache import cache
from django.db import connections

from tenants.models import Agency, Membership
from tenants.scope import tenant
from tests.isolation.report import pytest_terminal_summary
from tests.support import cast
from tests.support.site import put_demo_into

__all__ = ["pytest_terminal_summary"]  # the table of attacks, also in a run of everything


FOREIGN = {"judge", "browser"}
"""Marks, and the folders of the tests that have them: `make test` does not load these, and `make judge` loads nothing else."""
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
    astray = [item.nodeid for item in items if marked(item, FOREIGN) and FOREIGN.isdisjoint(item.path.parts)]
    if astray:
        raise pytest.UsageError(f"Nobody would run these, as they are marked for make judge and elsewhere: {astray}.")
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


def marked(item: pytest.Item, marks: set[str]) -> bool:
    return any(item.get_closest_marker(mark) for mark in marks)


def pytest_collection_finish() -> None:
    """What is loaded by now stays to the end: looking it over for rubbish, again and again, was a tenth of all the work."""
    gc.freeze()
    gc.set_threshold(10_000, 20, 20)


def pytest_unconfigure() -> None:
    shutil.rmtree(settings.DATA_DIR, ignore_errors=True)


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None) -> Iterator[None]:
    """Close every alias before the test database is dropped: mirrors are connections of their own."""
    yield
    connections.close_all()


@pytest.fixture(scope="session")
def with_demo(tmp_path_factory: pytest.TempPathFactory) -> Callable[[Path], Path]:
    """``with_demo(folder)`` is the folder, with the demo in it."""
    own = tmp_path_factory.getbasetemp()
    shared = own.parent if "PYTEST_XDIST_WORKER" in os.environ else own

    def fill(folder: Path) -> Path:
        put_demo_into(folder, shared)
        return folder

    return fill


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
