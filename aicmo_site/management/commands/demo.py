"""``demo [--json]``: two agencies with work at every stage, for trying the product. Run again, it makes what is missing.

JSON: {agencies: [{slug, url, members: [{email, password, role}], contacts: [{email}], engagements: [{id, name, pack}]}]}, the
complete engagement first.
"""

from collections.abc import Iterable
from io import StringIO
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import CommandError, CommandParser
from django.db import transaction

from aicmo_site.commands import JsonCommand
from aicmo_site.demo import AGENCIES, PASSWORD, DemoAgency, build, is_demo, unfinished
from aicmo_site.processes import Stop
from campaigns.models import Contact, Engagement
from delivery.models import Pack
from tenants.hosts import url_of
from tenants.models import Agency, Membership, Role
from tenants.scope import tenant


class Command(JsonCommand):
    help = "Load two agencies with work at every stage. Only where DEBUG is on: the passwords are known."

    stealth_options = ("stop",)  # for `serve`, which may be told to end in the middle

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help="print what there is as JSON")

    def handle(self, *, json: bool = False, stop: Stop | None = None, **options: Any) -> None:
        if not settings.LOOPBACK_HOSTS:
            raise CommandError("The demo's passwords are known to everybody, so it is loaded only where DEBUG is on.")
        agencies = {agency.slug: agency for agency in Agency.objects.filter(slug__in=[plan.slug for plan in AGENCIES])}
        refuse_other_peoples(agencies.values())
        stop = stop or Stop()
        for plan in AGENCIES:
            if not stop.is_set():
                self.complete(plan, agencies.get(plan.slug) or self.build(plan), stop)
        if stop.is_set():
            return
        described = [describe(plan) for plan in AGENCIES]
        if json:
            self.answer({"agencies": described})
            return
        for agency in described:
            self.stdout.write(f"{agency['url']}  {agency['members'][0]['email']}  {PASSWORD}")

    def build(self, plan: DemoAgency) -> Agency:
        self.progress(f"Building {plan.name} …")
        with transaction.atomic():
            return build(plan)

    def complete(self, plan: DemoAgency, agency: Agency, stop: Stop) -> None:
        admin = plan.member(Role.ADMIN).email
        for engagement in unfinished(agency):
            if not stop.is_set():
                call_command(
                    "build_pack", str(engagement.public_id), publish_as=admin, stdout=StringIO(), stderr=self.stderr
                )


def refuse_other_peoples(agencies: Iterable[Agency]) -> None:
    for agency in agencies:
        if not is_demo(agency):
            raise CommandError(
                f"The demo needs the address “{agency.slug}”, which {agency.name} has here. Nothing was loaded. "
                "Load the demo into another installation."
            )


def describe(plan: DemoAgency) -> dict[str, Any]:
    agency = Agency.objects.get(slug=plan.slug)
    members = Membership.objects.filter(agency=agency, user__email__in=[m.email for m in plan.members]).order_by("id")
    with tenant(agency):
        return {
            "slug": agency.slug,
            "url": url_of(agency),
            "members": [
                {"email": m.user.email, "password": PASSWORD, "role": m.role} for m in members.select_related("user")
            ],
            "contacts": [{"email": email} for email in Contact.objects.order_by("id").values_list("email", flat=True)],
            "engagements": [
                {"id": str(engagement.public_id), "name": engagement.name, "pack": _published(engagement)}
                for engagement in Engagement.objects.order_by("id")
            ],
        }


def _published(engagement: Engagement) -> str | None:
    pack = Pack.objects.filter(engagement=engagement, state="published").first()
    return str(pack.public_id) if pack else None
