"""``create_agency SLUG --name … --owner EMAIL [--owner-name …]``: open an agency.

Prints JSON {agency, url, owner, link} on stdout.
"""

import json
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser

from tenants.agencies import create_agency
from tenants.audit import PLATFORM
from tenants.hosts import url_of
from tenants.people import name_from


class Command(BaseCommand):
    help = "Open an agency and invite its owner. Prints JSON; `link` sets the owner's first password."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("slug")
        parser.add_argument("--name", required=True)
        parser.add_argument("--owner", required=True, metavar="EMAIL")
        parser.add_argument("--owner-name", default="", metavar="NAME", help="Left out, it is taken from EMAIL.")

    def handle(self, *, slug: str, name: str, owner: str, owner_name: str, **options: Any) -> None:
        called = owner_name or name_from(owner)
        try:
            invitation = create_agency(slug=slug, name=name, owner_email=owner, owner_name=called, by=PLATFORM)
        except ValidationError as error:
            lines = [f"{field}: {' '.join(messages)}" for field, messages in error.message_dict.items()]
            raise CommandError("\n".join(lines)) from error
        agency = invitation.membership.agency
        answer = {"agency": agency.slug, "url": url_of(agency), "owner": owner, "link": invitation.link}
        self.stdout.write(json.dumps(answer, indent=2))
