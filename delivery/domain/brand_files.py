"""What a worker does with a file of a brand that was uploaded: it has a child read it, and writes down what was found."""

import structlog

from delivery.rendering.checking import checked
from tenants import brand_files
from tenants.jobs import Running
from tenants.models import BrandFile, FileState

log = structlog.get_logger(__name__)


def check(running: Running) -> None:
    """Safe to repeat: a file that was settled, or removed meanwhile, is left alone."""
    file = BrandFile.objects.filter(public_id=running.job.object_id, state=FileState.CHECKING).first()
    if file is None:
        return
    found = checked(file.kind, brand_files.waiting(file), lambda: running.report(10, "Reading the file"))
    log.info("brand_file_checked", findings=len(found.findings), kept=found.cleaned is not None, why=found.why)
    brand_files.settle(running, file, findings=found.findings, cleaned_data=found.cleaned, facts=found.facts)
