"""Codes are made and mailed by a worker: the request that asks for one does the same for any address, so that neither its
answer nor its duration tells whether somebody has it."""

from uuid import UUID

from django.db import transaction
from django.urls import reverse

from campaigns.domain import contacts
from tenants import audit, hosts, jobs, mail, secrets
from tenants.scope import current_tenant

KIND = "portal.send_code"


def send_code(*, code_id: UUID, email: str) -> None:
    """Have a code sent, if anybody has the address. The job keeps it encrypted: it may be a stranger's."""
    with transaction.atomic():
        jobs.enqueue(KIND, obj_id=code_id, by=audit.SYSTEM, address=secrets.encrypt(_purpose(), email))


@jobs.handler(KIND)
def _send_code(running: jobs.Running) -> None:
    job = running.job
    email = secrets.decrypt(_purpose(), job.arguments["address"])
    issued = contacts.issue_code(code_id=UUID(job.object_id), email=email, asked_at=job.created_at)
    if issued is None:
        return
    half = contacts.LENGTH // 2
    mail.send(
        job.agency,
        email,
        "portal_code",
        contact=issued.contact,
        code=f"{issued.code[:half]}-{issued.code[half:]}",
        minutes=int(contacts.LIFE.total_seconds() // 60),
        url=hosts.url_of(job.agency, reverse("portal:code")),
    )


def _purpose() -> str:
    return f"portal-address:{current_tenant().public_id}"
