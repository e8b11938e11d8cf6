"""Agencies take turns: who wants much holds up themselves. A message wakes a worker; whose work it does, the rows say."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from django.db.models.functions import Now

from tenants import audit, jobs
from tenants.models import Agency, Job
from tenants.models.job import JobState
from tenants.scope import current_tenant, platform, tenant

pytestmark = pytest.mark.django_db(transaction=True)

KIND = "tests.work"
Message = tuple[int, int]


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> list[Message]:
    messages: list[Message] = []
    monkeypatch.setattr(jobs, "send", lambda job_id, agency_id: messages.append((job_id, agency_id)))
    return messages


@pytest.fixture
def done(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What was worked on, in order, as “alder 3”."""
    order: list[str] = []
    monkeypatch.setitem(jobs.HANDLERS, KIND, jobs.Handler(lambda running: order.append(running.job.object_id)))
    monkeypatch.setitem(jobs.HANDLERS, "tests.other", jobs.Handler(lambda running: order.append(running.job.object_id)))
    return order


def want(agency: Agency, *numbers: int, kind: str = KIND) -> None:
    with tenant(agency), transaction.atomic():
        for number in numbers:
            jobs.enqueue(kind, obj_id=f"{agency.slug} {number}", by=audit.SYSTEM)


def deliver(messages: list[Message]) -> None:
    """Each message once, in the order in which a broker keeps them."""
    while messages:
        jobs.wake(*messages.pop(0), jobs.SCHEMA)


def left() -> int:
    with platform("tests"):
        return Job.objects.filter(state=JobState.QUEUED).count()


def test_who_orders_thirty_packs_holds_up_nobody_elses_first(
    alder: Agency, cedar: Agency, sent: list[Message], done: list[str]
) -> None:
    want(alder, *range(1, 31))
    jobs.wake(*sent.pop(0), jobs.SCHEMA)
    want(cedar, 1, 2)
    deliver(sent)
    assert done[:6] == ["alder 1", "cedar 1", "alder 2", "cedar 2", "alder 3", "alder 4"]
    assert (len(done), left()) == (32, 0)


def test_an_agency_by_itself_has_its_work_done_in_order(alder: Agency, sent: list[Message], done: list[str]) -> None:
    want(alder, 1, 2, 3)
    sent.reverse()
    deliver(sent)
    assert done == ["alder 1", "alder 2", "alder 3"]


def test_each_kind_of_work_has_its_own_turns(
    alder: Agency, cedar: Agency, sent: list[Message], done: list[str]
) -> None:
    want(cedar, 1, kind="tests.other")
    want(alder, 2)
    deliver(sent[1:])
    assert done == ["alder 2"]


def test_what_has_failed_waits_for_its_own_message(
    alder: Agency, cedar: Agency, sent: list[Message], done: list[str]
) -> None:
    want(alder, 1)
    with tenant(alder):
        Job.objects.update(attempts=1)
    again = sent.pop()
    want(cedar, 2)
    doubled = [*sent, *sent]
    deliver(doubled)
    assert done == ["cedar 2"]
    deliver([again])
    assert done == ["cedar 2", "alder 1"]


def test_a_message_that_comes_late_or_names_another_agency_finds_nothing(
    alder: Agency, cedar: Agency, sent: list[Message], done: list[str]
) -> None:
    want(alder, 1)
    (message,) = sent
    deliver([(message[0], cedar.pk), (message[0] + 1, alder.pk)])
    assert (done, left()) == ([], 1)
    deliver([message, message])
    assert done == ["alder 1"]


def test_who_was_slower_takes_the_next(
    alder: Agency, cedar: Agency, sent: list[Message], done: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Between the look at the rows and the claim another worker took what was found."""
    want(alder, 1)
    want(cedar, 1)
    honest: Callable[..., Any] = jobs.run
    beaten: list[int] = []

    def run(job_id: int, agency_id: int, schema: int) -> bool:
        if not beaten:
            beaten.append(job_id)
            honest(job_id, agency_id, schema)
        return bool(honest(job_id, agency_id, schema))

    monkeypatch.setattr(jobs, "run", run)
    jobs.wake(*sent[0], jobs.SCHEMA)
    assert done == ["alder 1", "cedar 1"]


def test_the_handler_is_in_the_scope_of_whose_turn_it_is(
    alder: Agency, cedar: Agency, sent: list[Message], monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[int] = []
    monkeypatch.setitem(jobs.HANDLERS, KIND, jobs.Handler(lambda running: seen.append(current_tenant().agency_id)))
    want(alder, 1, 2)
    with tenant(alder):
        Job.objects.filter(object_id="alder 1").update(started_at=Now() - timedelta(hours=1), state=JobState.DONE)
    want(cedar, 1)
    jobs.wake(*sent[0], jobs.SCHEMA)
    assert seen == [cedar.pk]
