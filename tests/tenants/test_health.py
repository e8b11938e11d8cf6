"""/healthz/: each part that does not answer is named, and the others are not."""

import time
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.cache import cache
from django.core.files.storage import storages
from django.db.models.functions import Now
from django.db.utils import OperationalError
from django.test import Client

from tenants import health, jobs
from tenants.models import Agency, Job
from tenants.models.job import JobState
from tenants.scope import platform, tenant

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def heard(_fresh_cache: None) -> None:
    """A worker has just been heard of."""
    cache.set(jobs.HEARTBEAT, time.time())


def health_of(host: str = "localhost") -> tuple[int, list[str]]:
    answer = Client(SERVER_NAME=host).get("/healthz/")
    return answer.status_code, answer.json()["failing"]


@pytest.mark.parametrize("host", ["localhost", "alder.localhost", "who.example"])
def test_all_is_well_on_any_host(heard: None, alder: Agency, host: str) -> None:
    assert health_of(host) == (200, [])


def test_a_database_that_does_not_answer_is_named(heard: None, monkeypatch: pytest.MonkeyPatch) -> None:
    def down() -> None:
        raise OperationalError("gone")

    monkeypatch.setitem(health.PROBES, "database", down)
    assert health_of() == (503, ["database"])


def test_storage_that_keeps_nothing_is_named_each_time_it_is_asked(
    heard: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*args: Any) -> str:
        raise OSError("No space left on device")

    with monkeypatch.context() as broken:
        broken.setattr(storages["default"], "_save", full)
        assert [health_of() for _ in range(2)] == [(503, ["storage"])] * 2
    assert health_of() == (200, [])


def test_storage_is_asked_once_a_minute_and_left_as_it_was(heard: None, monkeypatch: pytest.MonkeyPatch) -> None:
    saved: list[str] = []
    save = storages["default"].save
    monkeypatch.setattr(storages["default"], "save", lambda name, content: saved.append(name) or save(name, content))
    for _ in range(3):
        health.storage()
    assert len(saved) == 1
    assert [path for path in Path(settings.DATA_DIR / "media" / "health").iterdir() if path.is_file()] == []


def test_no_worker_within_a_minute_is_named() -> None:
    assert health_of() == (503, ["jobs"])
    cache.set(jobs.HEARTBEAT, time.time() - jobs.SILENT - 1)
    assert health_of() == (503, ["jobs"])
    cache.set(jobs.HEARTBEAT, time.time() - jobs.SILENT + 10)
    assert health_of() == (200, [])


@pytest.mark.parametrize(("lease", "expected"), [(60, (200, [])), (-1, (503, ["jobs"]))])
def test_workers_that_are_busy_are_alive_as_long_as_a_lease_is_good(
    alder: Agency, lease: int, expected: tuple[int, list[str]]
) -> None:
    with tenant(alder):
        Job.objects.create(kind="tests.long", state=JobState.RUNNING)
        Job.objects.update(lease_until=Now() + timedelta(seconds=lease))
    assert health_of() == expected


@pytest.mark.parametrize(("over", "expected"), [(-5, (200, [])), (5, (503, ["jobs"]))])
def test_a_job_for_which_nobody_woke_a_worker_is_named(
    heard: None, alder: Agency, over: int, expected: tuple[int, list[str]]
) -> None:
    with tenant(alder):
        Job.objects.create(kind="tests.forgotten")
        Job.objects.update(sent_at=Now() - jobs.OVERDUE - timedelta(seconds=over))
    assert health_of() == expected


def test_the_answer_names_no_agency_and_no_reason(alder: Agency) -> None:
    answer = Client(SERVER_NAME="alder.localhost").get("/healthz/")
    assert answer.json() == {"ok": False, "failing": ["jobs"]}
    with platform("what the probe sees"):
        assert jobs.fault() == "No worker has been heard of for 60 seconds."
