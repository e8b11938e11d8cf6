"""Verbs on people's accounts."""

from allauth.account.models import EmailAddress
from django.db import transaction

from tenants import audit
from tenants.models import User
from tenants.models.people import new_epoch
from tenants.scope import Tenant, current


def add_person(*, email: str, name: str = "", password: str | None = None, verified: bool = False) -> User:
    """A new user with the one address they sign in with. Unverified until they prove it by a link or a code; ValidationError
    by field if the address will not do. Without a password they come in by link or code only."""
    user = User(email=email, name=name)
    user.set_password(password)
    user.full_clean(exclude=["password"])
    with transaction.atomic():
        user.save()
        EmailAddress.objects.create(user=user, email=user.email, primary=True, verified=verified)
    return user


def end_sessions(user: User) -> None:
    """Sign the person out everywhere, at every agency."""
    with transaction.atomic():
        user.session_epoch = new_epoch()
        user.save(update_fields=["session_epoch"])
        if isinstance(current(), Tenant):
            audit.record(audit.By(audit.Actor.MEMBER, user.get_full_name(), str(user.pk)), "member.sessions_ended")
