"""``import_engagement FILE --agency SLUG [--approve-as EMAIL]``: read one engagement_v1 document, all or nothing.

With --approve-as each artifact passes QC and gates and is approved in that person's name, and, once the chain allows a pack,
their legal sign-off of what goes out is recorded.

Prints {engagement, name, client, artifacts: {kind: {status, version, content_sha256}}}; on refusal {errors: [{path, message}]}
and exit code 1. FILE ``-`` is standard input.
"""

from typing import Any

from django.core.management.base import CommandError, CommandParser
from django.db import transaction

from aicmo_site.commands import JsonCommand, agency_by_slug, member_by_email, read_json
from campaigns.domain import gates
from campaigns.domain.documents import Imported, ImportRefused, import_engagement
from campaigns.models import Artifact, Engagement
from delivery.domain import inputs, preflight
from tenants import audit, roles
from tenants.errors import Refusal
from tenants.models import Membership
from tenants.scope import tenant


class Command(JsonCommand):
    help = "Import one engagement_v1 document into an agency, all or nothing. JSON on standard output."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", metavar="FILE", help="a JSON file, or - for standard input")
        parser.add_argument("--agency", required=True, metavar="SLUG")
        parser.add_argument(
            "--approve-as", metavar="EMAIL", help="approve each artifact, and sign off a complete chain, as this admin"
        )

    def handle(self, *, file: str, agency: str, approve_as: str | None = None, **options: Any) -> None:
        house = agency_by_slug(agency)
        approver = member_by_email(house, approve_as) if approve_as else None
        if approver is not None and not roles.may_approve(approver):
            raise CommandError(f"{approve_as} cannot approve: that takes the role admin or owner.")
        document = read_json(file)
        with tenant(house):
            self.progress(f"Importing into {house.name} …")
            try:
                with transaction.atomic():
                    done = import_engagement(document, by=audit.SYSTEM, approver=approver)
                    signed_off = approver is not None and sign_off(done.engagement, approver)
            except ImportRefused as refused:
                self.refuse([{"path": error.path, "message": error.message} for error in refused.errors])
            except Refusal as refusal:
                self.refuse([{"message": refusal.message}])
            for version in done.approved:
                self.progress(f"Approved {version} as {approve_as}.")
            if signed_off:
                self.progress(f"Signed off what goes out as {approve_as}.")
            self.answer(summary(done))


def sign_off(engagement: Engagement, approver: Membership) -> bool:
    """Record the approver's legal sign-off, where the chain is complete enough for a pack."""
    if gates.chain(engagement).missing("delivery"):
        return False
    preflight.sign_off(inputs.select(engagement, agency=approver.agency), member=approver)
    return True


def summary(done: Imported) -> dict[str, Any]:
    engagement = done.engagement
    rows = Artifact.objects.filter(engagement=engagement).select_related("effective").order_by("id")
    return {
        "engagement": str(engagement.public_id),
        "name": engagement.name,
        "client": engagement.campaign.client.name,
        "artifacts": {
            artifact.kind: {
                "status": artifact.status,
                "version": artifact.effective.number if artifact.effective else None,
                "content_sha256": artifact.effective.content_sha256 if artifact.effective else None,
            }
            for artifact in rows
        },
    }
