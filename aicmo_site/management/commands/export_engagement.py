"""``export_engagement ID``: print an engagement as one engagement_v1 document. import ∘ export = identity."""

import uuid
from typing import Any

from django.core.management.base import CommandError, CommandParser

from aicmo_site.commands import JsonCommand
from campaigns.domain.documents import export_engagement
from campaigns.models import Engagement
from tenants.models import Agency
from tenants.scope import platform, tenant


class Command(JsonCommand):
    help = "Print an engagement as one engagement_v1 document."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("id", metavar="ID", help="the engagement's id, as import_engagement prints it")

    def handle(self, *, id: str, **options: Any) -> None:
        agency, engagement = find_engagement(id)
        with tenant(agency):
            self.answer(export_engagement(Engagement.objects.get(pk=engagement)))


def find_engagement(public_id: str) -> tuple[Agency, int]:
    """The agency and primary key of an engagement that an operator names by id alone."""
    try:
        wanted = uuid.UUID(public_id)
    except ValueError as error:
        raise CommandError(f"“{public_id}” is not an id.") from error
    with platform("find an engagement by its id"):
        found = list(Engagement.objects.filter(public_id=wanted).values_list("agency_id", "pk")[:2])
    if len(found) != 1:
        raise CommandError(f"There is no engagement {public_id}.")
    return Agency.objects.get(pk=found[0][0]), found[0][1]
