"""Account mail: codes, invitations, alerts. In the agency's name, over Django's mail backend, never subject to dry run."""

import re

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string

from tenants.brand import current_brand
from tenants.models import Agency


def sender(agency: Agency | None) -> str:
    """``Agency <no-reply@…>``; characters that mean something in a header are dropped from the name."""
    if agency is None:
        return settings.DEFAULT_FROM_EMAIL
    name = re.sub(r"[^\w .&’'-]", "", agency.name)[:75].strip()
    return f'"{name}" <{settings.DEFAULT_FROM_EMAIL}>'


def send(agency: Agency, to: str, template: str, **context: object) -> None:
    """Render ``email/<template>_subject.txt`` and ``…_body.txt`` and send them to one address."""
    context = {"agency": agency, "brand": current_brand(), **context}
    subject = " ".join(render_to_string(f"email/{template}_subject.txt", context).split())
    body = render_to_string(f"email/{template}_body.txt", context)
    EmailMessage(subject, body, sender(agency), [to]).send()
