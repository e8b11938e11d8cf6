"""/healthz/: each part that does not answer is named, and the others are not."""

import threading
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


@pytest.fixture(autouse=True)
def _nothing_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(health.PROBES, "storage", health.Kept(health.storage))


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr(health, "monotonic", clock)
    return clock


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


def test_storage_that_fails_is_named_within_ten_seconds_and_well_again_within_two(
    heard: None, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*args: Any) -> str:
        raise OSError("No space left on device")

    def after(seconds: float) -> tuple[int, list[str]]:
        clock.now += seconds
        return health_of()

    assert after(0) == (200, [])
    with monkeypatch.context() as broken:
        broken.setattr(storages["default"], "_save", full)
        assert [after(9.9), after(0.1), after(1.9)] == [(200, []), (503, ["storage"]), (503, ["storage"])]
    assert [after(0), after(0.1)] == [(503, ["storage"]), (200, [])]


def test_a_folder_of_files_that_became_a_file_is_named(heard: None, clock: Clock) -> None:
    assert health_of() == (200, [])
    media = Path(settings.DATA_DIR / "media")
    aside = media.rename(media.with_name("aside"))
    media.touch()
    try:
        clock.now += health.GOOD_FOR
        assert health_of() == (503, ["storage"])
    finally:
        media.unlink()
        aside.rename(media)


def test_storage_is_asked_once_in_ten_seconds_and_left_as_it_was(
    heard: None, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    saved: list[str] = []
    save = storages["default"].save
    monkeypatch.setattr(storages["default"], "save", lambda name, content: saved.append(name) or save(name, content))
    for _ in range(3):
        assert health_of() == (200, [])
    assert len(saved) == 1
    assert [path for path in Path(settings.DATA_DIR / "media" / "health").iterdir() if path.is_file()] == []


@pytest.mark.parametrize("fault", ["", "No space left on device"])
def test_whoever_asks_while_storage_is_being_asked_gets_what_was_found(fault: str) -> None:
    asked: list[int] = []
    begun, go_on = threading.Event(), threading.Event()

    def slow() -> None:
        asked.append(1)
        begun.set()
        go_on.wait(10)
        if fault:
            raise OSError(fault)

    probe = health.Kept(slow)
    found: list[bool] = []
    callers = [threading.Thread(target=lambda: found.append(not health.fault_of(probe))) for _ in range(4)]
    for caller in callers:
        caller.start()
    begun.wait(10)
    assert found == [], "nobody is told what nobody has measured"
    go_on.set()
    for caller in callers:
        caller.join(10)
    assert (found, len(asked)) == ([not fault] * 4, 1)


def test_whoever_would_wait_for_long_is_told_that_there_is_no_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(health, "PATIENCE", 0.05)
    begun, go_on = threading.Event(), threading.Event()

    def hangs() -> None:
        begun.set()
        go_on.wait(10)

    probe = health.Kept(hangs)
    first = threading.Thread(target=probe)
    first.start()
    begun.wait(10)
    assert health.fault_of(probe) == "TimeoutError('No answer for 0.05 seconds.')"
    go_on.set()
    first.join(10)
    assert health.fault_of(probe) == ""


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


def test_a_worker_that_has_just_done_a_job_is_heard_of(alder: Agency) -> None:
    """The first sweep may wait behind a long first job."""
    with tenant(alder):
        job = Job.objects.create(kind="tests.work")
    assert health_of() == (503, ["jobs"])
    jobs.run(job.pk, alder.pk, jobs.SCHEMA)
    assert health_of() == (200, [])


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
