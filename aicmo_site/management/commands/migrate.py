"""``migrate`` as the role that owns the tables, where the database has one."""

from django.conf import settings
from django.core.management.base import CommandParser
from django.core.management.commands import migrate


class Command(migrate.Command):
    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.set_defaults(database=owner())


def owner() -> str:
    """Alias of the connection that may change the schema."""
    return "owner" if "owner" in settings.DATABASES else "default"
