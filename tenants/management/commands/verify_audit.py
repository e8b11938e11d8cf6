"""``verify_audit [--agency SLUG]``: walk each agency's audit chain; exit code 1 and a sentence per break."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from tenants import audit
from tenants.models import Agency, AuditEntry
from tenants.scope import tenant


class Command(BaseCommand):
    help = "Check the audit chain of every agency, or of one."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--agency", metavar="SLUG")

    def handle(self, *, agency: str | None = None, **options: Any) -> None:
        agencies = Agency.objects.filter(slug=agency) if agency else Agency.objects.all()
        if agency and not agencies:
            raise CommandError(f"There is no agency “{agency}”.")
        broken = False
        for each in agencies:
            with tenant(each):
                faults = list(audit.faults())
                self.stdout.write(f"{each.slug}: {AuditEntry.objects.count()} entries, {len(faults)} faults")
            for fault in faults:
                broken = True
                self.stderr.write(f"{each.slug}: {fault}")
        if broken:
            raise CommandError("The audit chain is broken.")
