"""Verbs on a person's own account."""

from django.db import transaction

from tenants import audit
from tenants.models import User
from tenants.models.people import new_epoch
from tenants.scope import Tenant, current


def end_sessions(user: User) -> None:
    """Sign the person out everywhere, at every agency."""
    with transaction.atomic():
        user.session_epoch = new_epoch()
        user.save(update_fields=["session_epoch"])
        if isinstance(current(), Tenant):
            audit.record(audit.By(audit.Actor.MEMBER, user.get_full_name(), str(user.pk)), "member.sessions_ended")
