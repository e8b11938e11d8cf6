"""Letters that wait for a worker, sent as a worker sends them."""

from tenants import jobs, mail
from tenants.models import Agency, Job
from tenants.models.job import JobState
from tenants.scope import tenant


def waiting(agency: Agency) -> list[Job]:
    with tenant(agency):
        return list(Job.objects.filter(kind=mail.KIND, state=JobState.QUEUED).order_by("id"))


def send(agency: Agency) -> None:
    """Send what waits in this agency; each letter must go."""
    for job in waiting(agency):
        assert attempt(job).state == JobState.DONE, job.error


def attempt(job: Job) -> Job:
    """One attempt of a worker, and what became of it."""
    jobs.run(job.pk, job.agency_id, jobs.SCHEMA)
    with tenant(job.agency):
        job.refresh_from_db()
    return job
