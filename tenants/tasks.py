"""The two tasks a worker knows by itself, and this floor's handler. What other jobs do is in each app's (tenants.jobs.handler)."""

from celery import shared_task

from tenants import jobs, mail

jobs.handler(mail.KIND)(mail.send_waiting)


@shared_task(name=jobs.RUN_TASK)  # type: ignore[untyped-decorator]
def run_job(job_id: int, agency_id: int, schema: int) -> None:
    jobs.wake(job_id, agency_id, schema)


@shared_task(name="tenants.sweep")  # type: ignore[untyped-decorator]
def sweep() -> None:
    jobs.sweep()
