"""Jobs: written with the work that wants them, claimed once, reported, finished; and a real worker that is killed."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from celery.signals import after_task_publish
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import connection, connections, transaction
from django.db.models.functions import Now
from django.utils import timezone

from tenants import audit, jobs
from tenants.errors import Refusal
from tenants.models import Agency, Job, Membership
from tenants.models.job import JobState
from tenants.scope import NoTenant, platform, tenant

pytestmark = pytest.mark.django_db(transaction=True)

Work = Callable[[jobs.Running], None]


@pytest.fixture
def handled(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """``handled(work)`` makes `work` what jobs of the kind ``tests.work`` do."""

    def put(work: Work, **options: Any) -> None:
        monkeypatch.setitem(jobs.HANDLERS, "tests.work", jobs.Handler(work, **options))

    put(lambda running: None)
    return put


@pytest.fixture
def sent() -> Iterator[list[list[int]]]:
    """Arguments of each message that reached the broker."""
    messages: list[list[int]] = []

    def note(body: Any, **kwargs: Any) -> None:
        messages.append(list(body[0]))

    after_task_publish.connect(note, weak=False)
    yield messages
    after_task_publish.disconnect(note)


def enqueue(**arguments: Any) -> Job:
    with transaction.atomic():
        return jobs.enqueue("tests.work", obj_id="x", by=audit.SYSTEM, **arguments)


def run(job: Job) -> Job:
    jobs.run(job.pk, job.agency_id, jobs.SCHEMA)
    with tenant(Agency.objects.get(pk=job.agency_id)):
        return Job.objects.get(pk=job.pk)


# --- Enqueue ----------------------------------------------------------------------------------------------------------


def test_a_job_is_sent_once_its_transaction_has_committed(
    in_alder: Agency, alice: Membership, handled: Any, sent: list[list[int]]
) -> None:
    with transaction.atomic():
        job = jobs.enqueue("tests.work", obj_id=alice.pk, by=audit.By.member(alice), formats=["pdf"])
        assert sent == []
    assert sent == [[job.pk, in_alder.pk, jobs.SCHEMA]]
    job.refresh_from_db()
    assert (job.state, job.object_id, job.arguments) == (JobState.QUEUED, str(alice.pk), {"formats": ["pdf"]})
    assert job.created_by == "Alice Arden"


def test_a_job_of_a_transaction_that_is_rolled_back_is_neither_kept_nor_sent(
    in_alder: Agency, handled: Any, sent: list[list[int]]
) -> None:
    with suppress(ZeroDivisionError), transaction.atomic():
        jobs.enqueue("tests.work", obj_id="x", by=audit.SYSTEM)
        raise ZeroDivisionError
    assert sent == []
    assert not Job.objects.exists()


def test_a_broker_that_does_not_answer_does_not_fail_the_request(
    in_alder: Agency, handled: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*args: Any) -> None:
        raise OSError("no broker")

    monkeypatch.setattr(jobs, "send", broken)
    assert enqueue().state == JobState.QUEUED


@pytest.mark.parametrize(("kind", "error"), [("tests.unheard_of", ImproperlyConfigured), ("tests.work", RuntimeError)])
def test_enqueue_refuses_an_unknown_kind_and_a_place_outside_any_transaction(
    in_alder: Agency, handled: Any, kind: str, error: type[Exception]
) -> None:
    with pytest.raises(error):
        jobs.enqueue(kind, obj_id="x", by=audit.SYSTEM)
    assert not Job.objects.exists()


def test_enqueue_needs_an_agency(alder: Agency, handled: Any) -> None:
    with pytest.raises(NoTenant):
        enqueue()


def test_two_handlers_of_one_kind_are_refused(handled: Any) -> None:
    with pytest.raises(ImproperlyConfigured):
        jobs.handler("tests.work")(lambda running: None)


# --- Run --------------------------------------------------------------------------------------------------------------


def test_a_job_that_ends_well_is_done_at_one_hundred(in_alder: Agency, handled: Any) -> None:
    seen = []
    handled(lambda running: seen.append((running.job.arguments, running.job.state, running.job.attempts)))
    job = run(enqueue(formats=["pdf"]))
    assert seen == [({"formats": ["pdf"]}, JobState.RUNNING, 1)]
    assert (job.state, job.progress, job.lease_token, job.lease_until) == (JobState.DONE, 100, None, None)
    assert job.started_at <= job.finished_at


def test_a_message_that_comes_twice_runs_its_job_once(in_alder: Agency, handled: Any) -> None:
    runs = []
    handled(runs.append)
    job = enqueue()
    run(job)
    run(job)
    assert len(runs) == 1


def test_a_message_that_names_another_agency_finds_nothing(cedar: Agency, in_alder: Agency, handled: Any) -> None:
    runs = []
    handled(runs.append)
    job = enqueue()
    with platform("a forged message"):
        jobs.run(job.pk, cedar.pk, jobs.SCHEMA)
        jobs.run(job.pk, cedar.pk + 999, jobs.SCHEMA)
    job.refresh_from_db()
    assert (runs, job.state, job.attempts) == ([], JobState.QUEUED, 0)


def test_a_message_of_an_unknown_schema_leaves_the_row_waiting(in_alder: Agency, handled: Any) -> None:
    job = enqueue()
    jobs.run(job.pk, job.agency_id, jobs.SCHEMA + 1)
    job.refresh_from_db()
    assert (job.state, job.attempts) == (JobState.QUEUED, 0)
    assert run(job).state == JobState.DONE


def test_the_handler_works_in_its_own_agency_and_in_no_transaction(alder: Agency, cedar: Agency, handled: Any) -> None:
    seen = []
    handled(lambda running: seen.append((Job.objects.count(), connection.in_atomic_block)))
    for agency in (alder, cedar):
        with tenant(agency):
            job = enqueue()
        jobs.run(job.pk, agency.pk, jobs.SCHEMA)
    assert seen == [(1, False), (1, False)]


def test_of_two_workers_one_claims(in_alder: Agency, handled: Any) -> None:
    for _ in range(5):
        job = enqueue()
        barrier, claims = threading.Barrier(2), []

        def claim(job: Job = job, barrier: threading.Barrier = barrier, claims: list = claims) -> None:
            try:
                with tenant(in_alder):
                    barrier.wait(timeout=10)
                    claims.append(jobs.claim(job.pk))
            finally:
                connections.close_all()

        workers = [threading.Thread(target=claim) for _ in range(2)]
        for worker in workers:
            worker.start()
        for worker in workers:
            worker.join(timeout=30)
        job.refresh_from_db()
        (claimed,) = [claim for claim in claims if claim]
        assert len(claims) == 2
        assert (job.attempts, job.lease_token) == (1, claimed.token)


def test_a_refusal_fails_the_job_at_once_with_its_sentence(in_alder: Agency, handled: Any) -> None:
    def refuse(running: jobs.Running) -> None:
        raise Refusal("The brand has no logo.")

    handled(refuse)
    job = run(enqueue())
    assert (job.state, job.error, job.attempts) == (JobState.FAILED, "The brand has no logo.", 1)


def test_an_error_is_tried_three_times_and_then_explained(
    in_alder: Agency, handled: Any, caplog: pytest.LogCaptureFixture
) -> None:
    handled(lambda running: 1 / 0)
    job = enqueue()
    states = [run(job).state for _ in range(4)]
    assert states == [JobState.QUEUED, JobState.QUEUED, JobState.FAILED, JobState.FAILED]
    job.refresh_from_db()
    assert (job.attempts, job.lease_token) == (3, None)
    assert job.error == jobs.GIVEN_UP.format(id=job.public_id)
    assert "ZeroDivisionError" in caplog.text


def test_a_failure_is_told_in_the_transaction_that_marks_it(in_alder: Agency, handled: Any) -> None:
    told = []
    handled(lambda running: 1 / 0, on_failure=lambda job: told.append((job.state, connection.in_atomic_block)))
    job = enqueue()
    for _ in range(3):
        run(job)
    assert told == [(JobState.FAILED, True)]


# --- Progress and lease -----------------------------------------------------------------------------------------------


def test_progress_is_seen_while_the_job_runs_and_never_falls(in_alder: Agency, handled: Any) -> None:
    seen = []

    def work(running: jobs.Running) -> None:
        for percent in (10, 60, 40, 100):
            running.report(percent, f"At {percent}")
            seen.append(Job.objects.values_list("progress", "step").get())

    handled(work)
    run(enqueue())
    assert seen == [(10, "At 10"), (60, "At 60"), (60, "At 40"), (100, "At 100")]


def test_a_report_renews_the_lease_by_the_clock_of_the_database(
    in_alder: Agency, handled: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    running = jobs.claim(enqueue().pk)
    assert running is not None
    before = Job.objects.get().lease_until
    monkeypatch.setattr(timezone, "now", lambda: timezone.datetime(2001, 1, 1, tzinfo=timezone.UTC))
    time.sleep(0.01)
    running.report(1, "")
    after = Job.objects.annotate(now=Now()).get()
    assert after.lease_until > before
    left = (after.lease_until - after.now).total_seconds()
    assert settings.JOB_LEASE_SECONDS - 2 < left <= settings.JOB_LEASE_SECONDS


def test_progress_is_refused_inside_a_transaction_and_beyond_its_range(in_alder: Agency, handled: Any) -> None:
    running = jobs.claim(enqueue().pk)
    assert running is not None
    with pytest.raises(RuntimeError), transaction.atomic():
        running.report(10, "Hidden")
    for percent in (-1, 101):
        with pytest.raises(ValueError):
            running.report(percent, "Nonsense")
    assert Job.objects.get().progress == 0


def test_a_worker_whose_lease_was_taken_stops_and_changes_nothing(in_alder: Agency, handled: Any) -> None:
    def work(running: jobs.Running) -> None:
        Job.objects.filter(pk=running.job.pk).update(lease_token=uuid4(), progress=70, step="the other's")
        running.report(10, "mine")

    handled(work)
    job = run(enqueue())
    assert (job.state, job.progress, job.step) == (JobState.RUNNING, 70, "the other's")


@pytest.mark.parametrize("end", ["well", "refused", "badly"])
def test_a_worker_whose_lease_was_taken_does_not_finish_the_job(in_alder: Agency, handled: Any, end: str) -> None:
    def work(running: jobs.Running) -> None:
        Job.objects.filter(pk=running.job.pk).update(lease_token=uuid4())
        if end == "refused":
            raise Refusal("No.")
        if end == "badly":
            raise ZeroDivisionError

    told = []
    handled(work, on_failure=told.append)
    job = run(enqueue())
    assert (job.state, job.error, told) == (JobState.RUNNING, "", [])


def test_a_lease_is_held_in_a_transaction_by_its_holder_only(in_alder: Agency, handled: Any) -> None:
    running = jobs.claim(enqueue().pk)
    assert running is not None
    with pytest.raises(RuntimeError):
        running.hold()
    with transaction.atomic():
        running.hold()
    Job.objects.update(lease_token=uuid4())
    with pytest.raises(jobs.LeaseLost), transaction.atomic():
        running.hold()


def test_a_crash_point_kills_only_when_named_and_at_home(monkeypatch: pytest.MonkeyPatch) -> None:
    kills: list[tuple[int, int]] = []
    monkeypatch.setattr(os, "kill", lambda pid, number: kills.append((pid, number)))
    jobs.crash_point("here")
    monkeypatch.setenv("CRASH_AT", "here")
    monkeypatch.setattr(settings, "DEBUG", False)
    jobs.crash_point("here")
    monkeypatch.setattr(settings, "DEBUG", True)
    jobs.crash_point("there")
    assert kills == []
    jobs.crash_point("here")
    assert kills == [(os.getpid(), signal.SIGKILL)]


# --- A real worker ----------------------------------------------------------------------------------------------------


def database_environment() -> dict[str, str]:
    """The DATABASE_* variables under which a separate process uses this test's database."""
    name = connection.settings_dict["NAME"]
    if connection.vendor == "sqlite":
        return {"DATABASE_URL": f"sqlite:///{name}"}
    variables = ("DATABASE_URL", "DATABASE_OWNER_URL", "DATABASE_PLATFORM_URL")
    return {variable: os.environ[variable].rpartition("/")[0] + f"/{name}" for variable in variables}


class Worker:
    """A Celery worker as production starts it, on a broker folder shared with this process."""

    def __init__(self, folder: Path, **environment: str) -> None:
        self.log = (folder / "worker.log").open("ab")
        self.process = subprocess.Popen(
            [
                *(sys.executable, "-m", "celery", "--quiet", "-A", "aicmo_site", "worker", "-B"),
                *("--include", "tests.support.handlers", "--without-gossip", "--without-mingle", "--without-heartbeat"),
            ],
            cwd=settings.BASE_DIR,
            stdout=self.log,
            stderr=subprocess.STDOUT,
            env={
                **os.environ,
                **database_environment(),
                "DJANGO_SETTINGS_MODULE": "aicmo_site.settings",
                "DATA_DIR": str(settings.DATA_DIR),
                "DEBUG": "true",
                "JOB_LEASE_SECONDS": "2",
                "JOB_SWEEP_SECONDS": "1",
                **environment,
            },
        )

    def end(self, number: int) -> int:
        self.process.send_signal(number)
        return self.process.wait(timeout=20)


@pytest.fixture
def worker(tmp_path: Path) -> Iterator[Callable[..., Worker]]:
    import tests.support.handlers  # noqa: F401 -- so that this process may enqueue their kinds

    started: list[Worker] = []

    def start(**environment: str) -> Worker:
        started.append(Worker(tmp_path, **environment))
        return started[-1]

    yield start
    for one in started:
        one.process.kill()
        one.process.wait(timeout=10)
        one.log.close()


def follow(job: Job, until: Callable[[Job], bool], *, within: float = 25) -> list[int]:
    """Watch the row until it satisfies `until`; returns the different values of its progress, in order."""
    seen: list[int] = []
    deadline = time.monotonic() + within
    while time.monotonic() < deadline:
        job.refresh_from_db()
        if not seen or seen[-1] != job.progress:
            seen.append(job.progress)
        if until(job):
            return seen
        time.sleep(0.05)
    raise AssertionError(f"The job is {job.state} at {job.progress} % after {job.attempts} attempts.")


def test_a_worker_runs_a_job_recovers_one_it_was_killed_in_and_drains_when_told_to_end(
    in_alder: Agency, worker: Callable[..., Worker]
) -> None:
    def put(kind: str, **arguments: Any) -> Job:
        with transaction.atomic():
            return jobs.enqueue(kind, obj_id="x", by=audit.SYSTEM, **arguments)

    # Killed in the middle of a step by a crash point, as by the kernel.
    first = worker(CRASH_AT="steps.second")
    refused, killed = put("tests.refuse"), put("tests.steps", seconds=0.2)
    assert first.process.wait(timeout=25) == -signal.SIGKILL
    killed.refresh_from_db()
    assert (killed.state, killed.attempts, killed.progress) == (JobState.RUNNING, 1, 33)

    # The next worker finds it once its lease has expired; progress goes on from where it was.
    second = worker()
    assert follow(killed, lambda job: job.state == JobState.DONE) == [33, 50, 66, 83, 100]
    assert killed.attempts == 2
    follow(refused, lambda job: job.state == JobState.FAILED)
    assert refused.error == "The brand has no logo."
    with platform("health"):
        assert jobs.fault() == ""

    # Told to end, it lets the running job end first.
    last = put("tests.steps", seconds=0.2)
    follow(last, lambda job: job.state == JobState.RUNNING)
    assert second.end(signal.SIGTERM) == 0
    last.refresh_from_db()
    assert last.state == JobState.DONE
