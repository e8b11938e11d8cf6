"""``build_pack ENGAGEMENT [--formats …] [--publish-as EMAIL] [--output DIR]``: build a pack, now, in this process.

Prints {pack, state, manifest_hash, pack_digest, files: [{name, size, sha256}]}; on refusal {errors: [{message}]} and exit
code 1 with the reasons.
"""

import time
from pathlib import Path
from tempfile import TemporaryFile
from typing import Any

from django.core.management.base import CommandParser
from django.db import transaction

from aicmo_site.commands import JsonCommand, member_by_email
from aicmo_site.management.commands.export_engagement import find_engagement
from campaigns.models import Engagement
from delivery.domain import packs
from delivery.enums import AVAILABLE, PackFormat
from delivery.models import Pack, PackFile
from tenants import audit, jobs, roles
from tenants.errors import Refusal
from tenants.models import Job, JobState, Role
from tenants.scope import tenant
from tenants.storage import agency_storage

PATIENCE = 600  # seconds given to a worker that has the job


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
        wanted = [PackFormat(name) for name in formats or AVAILABLE]
        with tenant(agency):
            try:  # whatever can refuse without a pack comes before it, and publishing comes last
                if publisher is not None:
                    roles.require(Role.ADMIN, publisher, "publish a pack")
                if output is not None:
                    make_folder(output)
                pack = self.build(Engagement.objects.get(pk=pk), agency, wanted)
                files = list(PackFile.objects.filter(pack=pack))
                if output is not None:
                    write_out(files, output)
                if publisher is not None and not pack.is_published:
                    pack = packs.publish(pack, member=publisher, seen_digest=pack.pack_digest)
            except Refusal as refusal:
                self.refuse([{"message": refusal.message}])
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
        job = Job.objects.get(pk=pack.job_id)
        patience = time.monotonic() + PATIENCE
        while not job.is_over:
            if job.state == JobState.QUEUED:  # also after an attempt that failed: the job itself counts how often
                jobs.run(job.pk, agency.pk, jobs.SCHEMA)
            elif time.monotonic() > patience:
                raise Refusal(f"A worker has been at {pack} for {PATIENCE // 60} minutes. Look at Jobs in the admin.")
            else:  # a worker was quicker
                time.sleep(0.2)
            job.refresh_from_db()
        if job.state == JobState.FAILED:
            raise Refusal(job.error)
        return Pack.objects.select_related("engagement").get(pk=pack.pk)


def make_folder(folder: Path) -> None:
    """Raises Refusal where the files could not be written."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        TemporaryFile(dir=folder).close()
    except OSError as error:
        raise Refusal(f"{folder} cannot be written: {error.strerror}.") from error


def write_out(files: list[PackFile], folder: Path) -> None:
    try:
        for file in files:
            path = folder / file.name
            path.parent.mkdir(exist_ok=True)  # final files stand in a folder of their own
            with path.open("wb") as out:
                out.writelines(agency_storage().chunks(file.key))
    except OSError as error:
        raise Refusal(f"{folder} cannot be written: {error.strerror}.") from error
