"""Attacks on job handlers: a job of Alder's that names Cedar's rows, and messages that name another agency's job."""

from collections.abc import Iterator
from functools import partial

from django.test import TestCase

from tenants import jobs
from tenants.models import Job
from tests.isolation.runner import Answer, Attack, Finding, Request, Runner
from tests.isolation.world import Actor, Slot, World

ID_LENGTH = Job._meta.get_field("object_id").max_length
SHOWN = ("state", "step", "error", "progress")  # columns of a job that its agency reads


def job_attacks(world: World, runner: Runner) -> Iterator[Finding]:
    """Every registered kind of work, set to work on each of the victim's identifiers."""
    worker = Actor("worker", "agency", "", "")
    for kind in sorted(jobs.HANDLERS):
        for slot in [slot for slot in world.victim.values if slot[1] in ("pk", "public_id", "path")]:
            theirs, missing = (side[slot] for side in (world.victim.values, world.missing))
            asked, alike = Request("RUN", theirs), Request("RUN", missing)
            attack = Attack("job", kind, worker, asked, alike, frozenset({theirs, missing}), slot[0])
            answer, twin = (runner.observe(partial(work, world, kind, slot, value)) for value in (theirs, missing))
            yield from runner.verdict(attack, answer, twin)


def work(world: World, kind: str, slot: Slot, value: str) -> Answer:
    """One job of Alder's, run as a worker runs it; what Alder then reads of it."""
    label, name = slot
    names = {label.rpartition(".")[2], f"{label.rpartition('.')[2]}_id", name, "id", "key", "agency_id"}
    object_id = value if len(value) <= ID_LENGTH else ""
    with world.own.scope():
        job = Job.objects.create(kind=kind, object_id=object_id, arguments=dict.fromkeys(sorted(names), value))
    with TestCase.captureOnCommitCallbacks(execute=True):
        jobs.run(job.pk, world.own.agency.pk, jobs.SCHEMA)
    with world.own.scope():
        after = Job.objects.values(*SHOWN).get(pk=job.pk)
    return Answer(status=200, body=str(after))
