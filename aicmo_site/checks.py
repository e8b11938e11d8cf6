"""Start-up checks of the whole."""

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register
from django.db import connection

from aicmo_site.demo import AGENCIES, PASSWORD
from tenants.models import User


@register(Tags.database)
def no_demo_passwords_in_public(app_configs: Any, databases: Any = None, **kwargs: Any) -> list[CheckMessage]:
    """A public host does not start while a demo account still has the demo's password."""
    if settings.LOOPBACK_HOSTS or "default" not in (databases or ()):
        return []
    if User._meta.db_table not in connection.introspection.table_names():
        return []  # not migrated yet
    emails = [member.email for agency in AGENCIES for member in agency.members]
    return [
        Error(f"{user.email} still has the demo's password, which everybody knows.", id="aicmo.E001")
        for user in User.objects.filter(email__in=emails, is_active=True)
        if user.check_password(PASSWORD)
    ]
