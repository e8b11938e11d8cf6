"""The sweeper: whatever became of workers and messages, the row is found again, in its own agency, and not for ever."""

import threading
import time
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.core.cache import cache
from django.db import connections
from django.db.models.functions import Now

from tenants import jobs
from tenants.models import Agency, Job
from tenants.models.job import JobState
from tenants.scope import current_tenant, tenant

pytestmark = pytest.mark.django_db(transaction=True)

LONG_AGO = timedelta(hours=1)


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> list[tuple[int, int]]:
    messages: list[tuple[int, int]] = []
    monkeypatch.setattr(jobs, "send", lambda job_id, agency_id: messages.append((job_id, agency_id)))
    return messages


def make(agency: Agency, state: JobState, **changes: Any) -> Job:
    """A job sent just now; running ones hold a good lease."""
    if state == JobState.RUNNING:
        changes = {"lease_token": uuid4(), "lease_until": Now() + LONG_AGO, "attempts": 1, **changes}
    with tenant(agency):
        job = Job.objects.create(kind="tests.swept", state=state)
        Job.objects.filter(pk=job.pk).update(sent_at=Now(), **{"attempts": 0, **changes})
    return job


def now(job: Job) -> Job:
    with tenant(Agency.objects.get(pk=job.agency_id)):
        return Job.objects.get(pk=job.pk)


def test_an_expired_lease_of_any_agency_is_put_back_and_sent_again(
    alder: Agency, cedar: Agency, sent: list[tuple[int, int]]
) -> None:
    expired = [make(agency, JobState.RUNNING, lease_until=Now() - LONG_AGO, progress=40) for agency in (alder, cedar)]
    jobs.sweep()
    for job in map(now, expired):
        assert (job.state, job.lease_token, job.lease_until) == (JobState.QUEUED, None, None)
        assert (job.attempts, job.progress) == (1, 40)
    assert sent == [(job.pk, job.agency_id) for job in expired]


def test_a_forgotten_row_is_sent_again_and_counts_as_sent(alder: Agency, sent: list[tuple[int, int]]) -> None:
    job = make(alder, JobState.QUEUED)
    with tenant(alder):
        Job.objects.update(sent_at=Now() - jobs.FORGOTTEN - timedelta(seconds=1))
    jobs.sweep()
    jobs.sweep()
    assert sent == [(job.pk, alder.pk)]


@pytest.mark.parametrize("state", list(JobState))
def test_what_is_in_order_is_left_alone(alder: Agency, sent: list[tuple[int, int]], state: JobState) -> None:
    before = make(alder, state)
    fields = ("state", "attempts", "lease_token", "lease_until", "sent_at")
    with tenant(alder):
        values = Job.objects.values_list(*fields).get(pk=before.pk)
        jobs.sweep()
        assert Job.objects.values_list(*fields).get(pk=before.pk) == values
    assert sent == []


def test_work_that_has_killed_its_worker_three_times_is_given_up_with_a_reason(
    alder: Agency, sent: list[tuple[int, int]], monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[tuple[str, int]] = []
    failure = jobs.Handler(
        lambda running: None, on_failure=lambda job: told.append((job.state, current_tenant().agency_id))
    )
    monkeypatch.setitem(jobs.HANDLERS, "tests.swept", failure)
    job = make(alder, JobState.QUEUED)
    for _ in range(4):  # each time the worker dies after the claim
        with tenant(alder):
            jobs.claim(job.pk)
            Job.objects.filter(state=JobState.RUNNING).update(lease_until=Now() - LONG_AGO)
        jobs.sweep()
    job = now(job)
    assert (job.state, job.attempts) == (JobState.FAILED, jobs.MAX_ATTEMPTS)
    assert job.error == jobs.GIVEN_UP.format(id=job.public_id)
    assert (len(sent), told) == (2, [(JobState.FAILED, alder.pk)])


def test_a_job_that_cannot_be_revived_holds_up_no_other(
    alder: Agency, cedar: Agency, sent: list[tuple[int, int]], monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = jobs.Handler(lambda running: None, on_failure=lambda job: 1 / 0)
    monkeypatch.setitem(jobs.HANDLERS, "tests.swept", broken)
    given_up = make(alder, JobState.RUNNING, lease_until=Now() - LONG_AGO, attempts=jobs.MAX_ATTEMPTS)
    expired = make(cedar, JobState.RUNNING, lease_until=Now() - LONG_AGO)
    jobs.sweep()
    assert sent == [(expired.pk, cedar.pk)]
    assert now(given_up).state == JobState.RUNNING  # its failure and what is told of it are one transaction


def test_a_worker_that_wakes_up_after_the_sweep_has_lost_its_lease(alder: Agency, sent: list[tuple[int, int]]) -> None:
    job = make(alder, JobState.QUEUED)
    with tenant(alder):
        slow = jobs.claim(job.pk)
        assert slow is not None
        Job.objects.update(lease_until=Now() - LONG_AGO)
    jobs.sweep()
    with tenant(alder):
        quick = jobs.claim(job.pk)
        assert quick is not None
        with pytest.raises(jobs.LeaseLost):
            slow.report(50, "late")
        quick.report(20, "in time")
        assert Job.objects.get().step == "in time"


def test_sweepers_at_the_same_time_do_no_harm(alder: Agency, sent: list[tuple[int, int]]) -> None:
    expired = [make(alder, JobState.RUNNING, lease_until=Now() - LONG_AGO) for _ in range(5)]
    barrier = threading.Barrier(4)
    faults: list[Exception] = []

    def sweep() -> None:
        try:
            barrier.wait(timeout=10)
            jobs.sweep()
        except Exception as fault:  # noqa: BLE001 -- reported by the test's thread
            faults.append(fault)
        finally:
            connections.close_all()

    sweepers = [threading.Thread(target=sweep) for _ in range(4)]
    for sweeper in sweepers:
        sweeper.start()
    for sweeper in sweepers:
        sweeper.join(timeout=30)
    assert faults == []
    assert sorted(sent) == [(job.pk, alder.pk) for job in expired]


def test_a_sweep_leaves_its_mark_outside_any_agency(alder: Agency, sent: list[tuple[int, int]]) -> None:
    jobs.sweep()
    assert time.time() - cache.get(jobs.HEARTBEAT) < 10
    with tenant(alder):
        assert cache.get(jobs.HEARTBEAT) is None
