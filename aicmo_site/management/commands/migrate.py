"""``migrate`` as the role that owns the tables, where the database has one; the table of the cache is among them."""

from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import CommandParser
from django.core.management.commands import migrate


class Command(migrate.Command):
    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.set_defaults(database=owner())

    def handle(self, *args: Any, **options: Any) -> None:
        super().handle(*args, **options)
        if not (options["app_label"] or options["plan"] or options["check_unapplied"]):
            call_command("createcachetable", database=options["database"], verbosity=0)


def owner() -> str:
    """Alias of the connection that may change the schema."""
    return "owner" if "owner" in settings.DATABASES else "default"
