"""Jobs: the row is the truth, the broker is a wake-up call (docs/architecture.md, "Jobs").

A verb writes the row in its own transaction with `enqueue`; after commit a message with ids wakes a worker, which takes
the row whose turn it is, enters its agency, claims it by compare-and-set and calls the kind's handler. Whatever becomes of
messages and workers, `sweep` finds the row again, so a handler runs at least once and must be safe to repeat.
"""

import os
import signal
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from functools import cache as once
from typing import Any
from uuid import UUID, uuid4

import structlog
from celery import current_app
from django.conf import settings
from django.core.cache import cache
from django.core.exceptions import ImproperlyConfigured
from django.db import models, transaction
from django.db.models import F, Min, OuterRef, Q, Subquery
from django.db.models.functions import Greatest, Now
from django.utils.module_loading import autodiscover_modules

from tenants import scope
from tenants.audit import By
from tenants.errors import Refusal
from tenants.models import Agency, Job
from tenants.models.job import JobState
from tenants.scope import platform, tenant

log = structlog.get_logger(__name__)

RUN_TASK = "tenants.run_job"
SCHEMA = 1  # shape of the message; a worker leaves messages of another shape to workers that know it
MAX_ATTEMPTS = 3  # counted at the claim, so that work which kills its worker is not repeated without end
TURNS = 10  # tries of one message to be the quicker of two; what it then leaves, the sweeper finds
FORGOTTEN = timedelta(seconds=30)  # a queued row whose last message is older is sent again
OVERDUE = timedelta(minutes=2)  # ... and is a fault when nobody does that
SILENT = 60  # seconds without a sweep after which no worker is thought to be at work
SWEEP_BATCH = 1000
HEARTBEAT = "jobs.heartbeat"
GIVEN_UP = "This was tried three times and did not get through. The log says why, under job {id}."


class LeaseLost(RuntimeError):
    """Another worker has, or may have, this job now: stop, and write nothing more."""


@dataclass(frozen=True)
class Running:
    """A claimed job, as its handler gets it."""

    job: Job
    token: UUID

    def report(self, percent: int, words: str) -> None:
        """Show progress (0 to 100, never falling) and renew the lease; report at least every JOB_LEASE_SECONDS.

        Raises LeaseLost when another worker took over, RuntimeError inside a transaction, where nobody would see it.
        """
        if _in_transaction():
            raise RuntimeError("Progress reported inside a transaction is seen by nobody.")
        if not 0 <= percent <= 100:
            raise ValueError(f"{percent} is not a percentage.")
        self._renew(progress=Greatest("progress", percent), step=words[:120])

    def hold(self, percent: int = 0) -> None:
        """Inside the handler's transaction: lock the job until it ends, so that what is written there is written by the
        lease's only holder, and is as far as `percent` if it is written at all. Raises LeaseLost, and RuntimeError outside
        a transaction."""
        if not _in_transaction():
            raise RuntimeError("A lease held outside a transaction holds nothing.")
        self._renew(progress=Greatest("progress", percent))

    def leased(self) -> models.QuerySet[Job]:
        return Job.objects.filter(pk=self.job.pk, state=JobState.RUNNING, lease_token=self.token)

    def _renew(self, **changes: Any) -> None:
        if not self.leased().update(lease_until=_lease_end(), **changes):
            raise LeaseLost(f"Job {self.job.public_id} is no longer ours.")


Work = Callable[[Running], None]
OnFailure = Callable[[Job], None]


@dataclass(frozen=True)
class Handler:
    work: Work
    on_failure: OnFailure | None = None


HANDLERS: dict[str, Handler] = {}


def handler(kind: str, *, on_failure: OnFailure | None = None) -> Callable[[Work], Work]:
    """``@handler("delivery.build_pack")`` in an app's tasks.py: the function that does this kind of work, in the
    agency's scope and outside any transaction.

    It raises Refusal for what a person must mend (failed at once, with its sentence); anything else it raises is tried
    again. `on_failure` gets the job in the transaction that marks it failed, also where its workers were killed.
    """

    def register(work: Work) -> Work:
        if kind in HANDLERS:
            raise ImproperlyConfigured(f"Two handlers for {kind}.")
        HANDLERS[kind] = Handler(work, on_failure)
        return work

    return register


@once
def _discover() -> None:
    autodiscover_modules("tasks")


def enqueue(kind: str, *, obj_id: object, by: By, **arguments: Any) -> Job:
    """Write a job for `kind` in the caller's transaction; a worker is woken once that has committed.

    `obj_id` is the public id of what it works on (may be empty), `arguments` are plain JSON values. Raises
    ImproperlyConfigured for a kind without a handler and RuntimeError outside a transaction.
    """
    _discover()
    if kind not in HANDLERS:
        raise ImproperlyConfigured(f"Nothing handles jobs of the kind {kind}.")
    if not _in_transaction():
        raise RuntimeError("A job belongs to the transaction that wants it.")
    job = Job.objects.create(kind=kind, object_id=str(obj_id), arguments=arguments, created_by=by.name[:254])
    # Robust: the row is written, so a broker that does not answer is the sweeper's business, not the request's.
    transaction.on_commit(lambda: send(job.pk, job.agency_id), using=scope.alias(), robust=True)
    return job


def send(job_id: int, agency_id: int) -> None:
    """Wake a worker. A message that is lost does no harm: the sweeper sends it again."""
    current_app.tasks[RUN_TASK].apply_async((job_id, agency_id, SCHEMA))


def wake(job_id: int, agency_id: int, schema: int) -> None:
    """What a worker does with one message: one job, that of whose turn it is. A message that is late, doubled, forged or from
    another agency finds nothing, or work that waits anyhow."""
    for _ in range(TURNS):
        turn = turn_of(job_id, agency_id)
        if turn is None:
            log.info("job_not_waiting", job_id=job_id)
            return
        if run(*turn, schema) or schema != SCHEMA:
            return


def turn_of(job_id: int, agency_id: int) -> tuple[int, int] | None:
    """Ids of the job, and of its agency, that a message about this one leads to; None where there is nothing to do.

    Agencies take turns in each kind of work: next is the one that has begun nothing for longest, with what it has wanted
    for longest. So who orders thirty packs holds up thirty of their own and one of everybody else's. What has been tried
    before keeps to its own message, which the sweeper sends when it is time to try again.
    """
    with platform("whose turn it is"):
        woken = Job.objects.filter(pk=job_id, agency_id=agency_id).values_list("kind", "state", "attempts").first()
        if woken is None:
            return None
        kind, state, attempts = woken
        if state == JobState.QUEUED and attempts:
            return job_id, agency_id
        of_kind = Job.objects.filter(kind=kind)
        begun = of_kind.filter(agency=OuterRef("agency"), started_at__isnull=False).order_by("-started_at")
        waiting = of_kind.filter(state=JobState.QUEUED, attempts=0).order_by().values("agency")
        heads = waiting.annotate(first=Min("pk"), begun=Subquery(begun.values("started_at")[:1]))
        found = heads.order_by(F("begun").asc(nulls_first=True), "first").values_list("first", "agency").first()
    return found


def run(job_id: int, agency_id: int, schema: int) -> bool:
    """Do this job, if it waits in this agency; whether it did."""
    if schema != SCHEMA:
        log.error("job_message_of_unknown_schema", job_id=job_id, schema=schema)
        return False
    agency = Agency.objects.filter(pk=agency_id).first()
    if agency is None:
        log.error("job_message_of_unknown_agency", job_id=job_id)
        return False
    with tenant(agency), structlog.contextvars.bound_contextvars(agency=str(agency.public_id)):
        running = claim(job_id)
        if running is None:
            log.info("job_not_waiting", job_id=job_id)
            return False
        with structlog.contextvars.bound_contextvars(job=str(running.job.public_id), kind=running.job.kind):
            log.info("job_started", attempt=running.job.attempts)
            _work(running)
    _be_heard()  # a long first job is over before the first sweep has come through
    return True


def claim(job_id: int) -> Running | None:
    """Take a waiting job of the agency in scope, or find that it is not there to be taken."""
    token = uuid4()
    claimed = Job.objects.filter(pk=job_id, state=JobState.QUEUED).update(
        state=JobState.RUNNING,
        lease_token=token,
        lease_until=_lease_end(),
        attempts=F("attempts") + 1,
        started_at=Now(),
        error="",
    )
    return Running(Job.objects.get(pk=job_id), token) if claimed else None


def _work(running: Running) -> None:
    job = running.job
    try:
        HANDLERS[job.kind].work(running)
    except LeaseLost:
        log.warning("job_lease_lost")
    except Refusal as refusal:
        log.info("job_refused", reason=refusal.message)
        _fail(job, running.leased(), refusal.message)
    except Exception:
        log.exception("job_error", attempt=job.attempts)
        if job.attempts < MAX_ATTEMPTS:
            _requeue(running.leased())  # the sweeper sends it in half a minute, when what was wrong may have passed
        else:
            _fail(job, running.leased(), GIVEN_UP.format(id=job.public_id))
    else:
        done = running.leased().update(
            state=JobState.DONE, progress=100, step="", finished_at=Now(), lease_token=None, lease_until=None
        )
        log.info("job_done") if done else log.warning("job_lease_lost")


def _requeue(rows: models.QuerySet[Job]) -> int:
    return rows.update(state=JobState.QUEUED, sent_at=Now(), lease_token=None, lease_until=None)


def _fail(job: Job, rows: models.QuerySet[Job], reason: str) -> int:
    with transaction.atomic(using=scope.alias()):
        failed = rows.update(state=JobState.FAILED, error=reason, finished_at=Now(), lease_token=None, lease_until=None)
        kind = HANDLERS.get(job.kind)
        if failed and kind and kind.on_failure:
            job.refresh_from_db()
            kind.on_failure(job)
    return failed


def sweep() -> None:
    """Put jobs with an expired lease back, give up those tried too often, and wake workers for forgotten ones.

    Any number of sweepers may run at once. Reads across agencies by id only; every change is made inside its agency.
    """
    with platform("sweep jobs"):
        due = list(Job.objects.filter(_due()).order_by("id").values_list("agency_id", "id")[:SWEEP_BATCH])
    agencies = Agency.objects.in_bulk({agency_id for agency_id, _ in due})
    for agency_id, job_id in due:
        with tenant(agencies[agency_id]):
            try:
                _revive(job_id)
            except Exception:
                log.exception("sweep_error", job_id=job_id)  # one job's fault holds up no other's
    _be_heard()


def _revive(job_id: int) -> None:
    due = Job.objects.filter(_due(), pk=job_id)
    job = due.first()
    if job is None:
        return
    if job.state == JobState.RUNNING and job.attempts >= MAX_ATTEMPTS:
        if _fail(job, due, GIVEN_UP.format(id=job.public_id)):
            log.error("job_given_up", job=str(job.public_id), kind=job.kind)
    elif _requeue(due):
        log.warning("job_revived", job=str(job.public_id), kind=job.kind, was=job.state)
        send(job.pk, job.agency_id)


def _be_heard() -> None:
    cache.set(HEARTBEAT, time.time(), timeout=None)


def fault() -> str:
    """A sentence about what is wrong with the job machinery; empty when somebody is working."""
    with platform("health of jobs"):
        overdue = Job.objects.filter(state=JobState.QUEUED, sent_at__lt=Now() - OVERDUE).exists()
        busy = Job.objects.filter(state=JobState.RUNNING, lease_until__gte=Now()).exists()
    if overdue:
        return f"A job has waited for {OVERDUE} and nobody woke a worker for it."
    # A sweep comes through the broker like any job: its mark shows that broker, schedule and worker are all at work.
    if not busy and cache.get(HEARTBEAT, 0.0) < time.time() - SILENT:
        return f"No worker has been heard of for {SILENT} seconds."
    return ""


def crash_point(name: str) -> None:
    """Kill this process here if the environment says ``CRASH_AT=<name>``, for tests of what survives. Only at home."""
    if settings.DEBUG and os.environ.get("CRASH_AT") == name:
        os.kill(os.getpid(), signal.SIGKILL)


def _due() -> Q:
    expired = Q(state=JobState.RUNNING, lease_until__lt=Now())
    return expired | Q(state=JobState.QUEUED, sent_at__lt=Now() - FORGOTTEN)


def _lease_end() -> Any:
    """By the database's clock: workers' own may differ."""
    return Now() + timedelta(seconds=settings.JOB_LEASE_SECONDS)


def _in_transaction() -> bool:
    return transaction.get_connection(scope.alias()).in_atomic_block
