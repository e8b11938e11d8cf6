"""Jobs and messages of one agency do nothing in another."""

import pytest

from aicmo_site.celery import app
from tenants import jobs
from tenants.models import Job
from tests.isolation.jobs import job_attacks
from tests.isolation.runner import Answer, Runner
from tests.isolation.world import World

pytestmark = pytest.mark.django_db


def test_no_handler_tells_or_changes_anything_of_another_agency(world: World) -> None:
    jobs._discover()
    with Runner(world) as runner:
        assert list(job_attacks(world, runner)) == []


def test_a_message_with_the_job_of_one_agency_and_the_id_of_another_finds_nothing(world: World) -> None:
    (own, *_), (theirs, *_) = (side.rows["tenants.job"] for side in (world.own, world.victim))
    with Runner(world) as runner:
        for job, agency in ((theirs, world.own.agency), (own, world.victim.agency)):

            def deliver(job_id: int = job.pk, agency_id: int = agency.pk) -> Answer:
                jobs.run(job_id, agency_id, jobs.SCHEMA)
                with world.own.scope():
                    states = set(Job.objects.values_list("state", "attempts"))
                return Answer(body=str(states))

            answer = runner.observe(deliver)
            assert (answer.body, answer.changed) == ("{('queued', 0)}", ())
            assert "job_not_waiting" in answer.emitted["log"]


def test_jobs_are_the_only_way_to_a_worker() -> None:
    """A task beside the runner of jobs would have no agency, and no attack would reach it."""
    app.loader.import_default_modules()
    tasks = {name for name in app.tasks if not name.startswith("celery.")}
    assert tasks == {jobs.RUN_TASK, "tenants.sweep"}
