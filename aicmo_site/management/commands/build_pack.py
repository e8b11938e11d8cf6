"""``build_pack ENGAGEMENT [--formats …] [--publish-as EMAIL] [--output DIR]``: build a pack, now, in this process.

Prints {pack, state, manifest_hash, pack_digest, files: [{name, size, sha256}]}; on refusal {errors: [{message}]} and exit
code 1 with the reasons.
"""

import time
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError, CommandParser
from django.db import transaction

from aicmo_site.commands import JsonCommand, member_by_email
from aicmo_site.management.commands.export_engagement import find_engagement
from campaigns.models import Engagement
from delivery.domain import packs
from delivery.enums import AVAILABLE, PackFormat
from delivery.models import Pack, PackFile
from tenants import audit, jobs
from tenants.errors import Refusal
from tenants.models import JobState
from tenants.scope import tenant
from tenants.storage import agency_storage


class Command(JsonCommand):
    help = "Build a pack of an engagement. JSON on standard output, progress on standard error."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("engagement", metavar="ENGAGEMENT", help="the engagement's id")
        parser.add_argument("--formats", nargs="+", choices=[form.value for form in AVAILABLE])
        parser.add_argument("--publish-as", metavar="EMAIL", help="publish it as this admin")
        parser.add_argument("--output", metavar="DIR", type=Path, help="write the files there too")

    def handle(
        self, *, engagement: str, formats: list[str] | None = None, publish_as: str | None = None,
        output: Path | None = None, **options: Any,
    ) -> None:  # fmt: skip
        agency, pk = find_engagement(engagement)
        publisher = member_by_email(agency, publish_as) if publish_as else None
        with tenant(agency):
            try:
                pack = self.build(
                    Engagement.objects.get(pk=pk), agency, [PackFormat(name) for name in formats or AVAILABLE]
                )
                if publisher is not None and not pack.is_published:
                    pack = packs.publish(pack, member=publisher, seen_digest=pack.pack_digest)
            except Refusal as refusal:
                self.refuse([{"message": refusal.message}])
            files = list(PackFile.objects.filter(pack=pack))
            if output is not None:
                write_out(files, output)
            self.answer(
                {
                    "pack": str(pack.public_id),
                    "state": pack.state,
                    "manifest_hash": pack.manifest_hash,
                    "pack_digest": pack.pack_digest,
                    "files": [{"name": file.name, "size": file.size, "sha256": file.sha256} for file in files],
                }
            )

    def build(self, engagement: Engagement, agency: Any, formats: list[PackFormat]) -> Pack:
        """Order the pack and do its job here, watching the row that a progress bar would watch."""
        with transaction.atomic():
            pack = packs.order(engagement, agency=agency, by=audit.SYSTEM, formats=formats)
        self.progress(f"Building {pack} …")
        jobs.run(pack.job_id, agency.pk, jobs.SCHEMA)
        pack = Pack.objects.select_related("job", "engagement").get(pk=pack.pk)
        while not pack.job.is_over:  # a worker was quicker; wait for it
            time.sleep(0.2)
            pack.job.refresh_from_db()
        pack.refresh_from_db()
        if pack.job.state == JobState.FAILED:
            raise Refusal(pack.job.error)
        return pack


def write_out(files: list[PackFile], folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for file in files:
            with agency_storage().open(file.key) as stored:
                (folder / file.name).write_bytes(stored.read())
    except OSError as error:
        raise CommandError(f"{folder} cannot be written: {error.strerror}.") from error
