"""Walking through the portal's door as a contact does, with the worker's part done in between."""

import re
from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings
from django.core import mail
from django.test import Client

from campaigns.models import Contact
from tenants import jobs, scope
from tenants.models import Agency, Job
from tenants.models.job import JobState
from tenants.scope import tenant
from tests.support.cast import browser

SIGN_IN, CODE = "/portal/sign-in/", "/portal/sign-in/code/"


def work(agency: Agency) -> None:
    """Do what waits for a worker in this agency."""
    with tenant(agency):
        waiting = list(Job.objects.filter(state=JobState.QUEUED, kind__startswith="portal."))
    for job in waiting:
        jobs.run(job.pk, job.agency_id, jobs.SCHEMA)
        with tenant(agency):
            job.refresh_from_db()
        assert job.state == JobState.DONE, job.error


def ask(visitor: Client, agency: Agency, email: str) -> str:
    """Ask for a code and read it in the mail; empty if none came."""
    before = len(mail.outbox)
    assert visitor.post(SIGN_IN, {"email": email})["Location"] == CODE
    work(agency)
    sent = mail.outbox[before:]
    assert [message.to for message in sent] in ([], [[email.lower()]])
    return re.findall(r"^    (\S{4}-\S{4})$", sent[0].body, re.M)[0] if sent else ""


def reader(contact: Contact) -> Client:
    """A browser in which this contact is signed in."""
    visitor = browser(contact.agency)
    code = ask(visitor, contact.agency, contact.email)
    answer = visitor.post(CODE, {"code": code})
    if answer["Location"] == "/portal/client/":
        visitor.post("/portal/client/", {"contact": contact.public_id})
    assert settings.PORTAL_COOKIE_NAME in visitor.cookies
    return visitor


@contextmanager
def outside() -> Iterator[None]:
    """Leave the scope of the test's agency, as a request to another agency's host has none."""
    token = scope._scope.set(None)
    try:
        yield
    finally:
        scope._scope.reset(token)
