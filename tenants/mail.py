"""Account mail: codes, invitations, alerts. In the agency's name, over Django's mail backend, never subject to dry run.

A letter leaves by job, so that a mail server which is away costs nobody their page.
"""

import json
import re

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string

from tenants import audit, jobs, secrets
from tenants.brand import current_brand
from tenants.errors import Refusal
from tenants.models import Agency, Membership
from tenants.scope import current_tenant

KIND = "tenants.send_mail"
NOT_TAKEN = "The mail server did not take the letter “{subject}” to {to}, three times over. "
WAY_IN = "Once mail works again, “Forgot your password?” on the sign-in page sends a new way in."
ABOUT_WORK = "What it told of waits on “My work” all the same."

READS = {"is_active": True, "user__is_active": True, "letters": True}
"""Members who are let in and want letters about work."""


def sender(agency: Agency | None) -> str:
    """``Agency <no-reply@…>``; characters that mean something in a header are dropped from the name."""
    if agency is None:
        return settings.DEFAULT_FROM_EMAIL
    name = re.sub(r"[^\w .&’'-]", "", agency.name)[:75].strip()
    return f'"{name}" <{settings.DEFAULT_FROM_EMAIL}>'


def letter(agency: Agency, to: str, template: str, **context: object) -> EmailMessage:
    """``email/<template>_subject.txt`` and ``…_body.txt``, rendered for one address."""
    context = {"agency": agency, "brand": current_brand(), **context}
    subject = " ".join(render_to_string(f"email/{template}_subject.txt", context).split())
    body = render_to_string(f"email/{template}_body.txt", context)
    return EmailMessage(subject, body, sender(agency), [to])


def send(agency: Agency, to: str, template: str, **context: object) -> None:
    """Send a letter now: in a worker, where a mail server that is away makes the job be tried again."""
    letter(agency, to, template, **context).send()


def send_later(message: EmailMessage, *, by: audit.By, reader: Membership | None = None) -> None:
    """Have a worker send the plain text of `message`, if the caller's transaction commits. Runs in the agency's scope. With
    `reader`, it goes only if that member still gets letters about work by then.

    The job keeps it encrypted, since it holds a code or a link, and forgets it once it has gone.
    """
    said = json.dumps({"to": message.to, "subject": message.subject, "body": message.body})
    to = {"reader": reader.pk} if reader else {}
    jobs.enqueue(KIND, obj_id="", by=by, letter=secrets.encrypt(_purpose(), said), **to)


def send_waiting(running: jobs.Running) -> None:
    """What a worker does with a letter. One to nobody goes nowhere."""
    job = running.job
    if not job.arguments:
        return  # it has gone already, and its worker died before it could say so
    reader = job.arguments.get("reader")
    if reader and not Membership.objects.filter(pk=reader, agency=job.agency_id, **READS).exists():
        running.leased().update(arguments={})
        return
    said = json.loads(secrets.decrypt(_purpose(), job.arguments["letter"]))
    try:
        EmailMessage(said["subject"], said["body"], sender(job.agency), said["to"]).send()
    except OSError as error:
        if job.attempts < jobs.MAX_ATTEMPTS:
            raise
        told = NOT_TAKEN.format(to=", ".join(said["to"]), subject=said["subject"])
        raise Refusal(told + (ABOUT_WORK if reader else WAY_IN)) from error
    running.leased().update(arguments={})


def _purpose() -> str:
    return f"mail:{current_tenant().public_id}"
