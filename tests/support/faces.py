"""Typefaces as agencies upload them: those that we ship for other ends stand for them."""

from delivery import fonts
from tenants import brand_files, jobs
from tenants.models import BrandFile, FileKind, Job, Membership

GELASIO, CARLITO, CARLITO_BOLD, EMOJI, SYMBOLS = (
    fonts.read(fonts.FACES[role]) for role in ("deck_serif", "deck_text", "deck_bold", "emoji", "symbols")
)
"""Gelasio has no Greek; Noto Emoji and the symbols have no letters."""


def upload(member: Membership, data: bytes = GELASIO, name: str = "Gelasio-Regular.ttf") -> BrandFile:
    """Taken in, and not checked yet."""
    return brand_files.upload(FileKind.FACE, name, data, member=member)


def checked(member: Membership, data: bytes = GELASIO, name: str = "Gelasio-Regular.ttf") -> BrandFile:
    """Uploaded, and its job done in this process. Needs a test without an outer transaction, as every job does."""
    return worked(upload(member, data, name))


def worked(file: BrandFile) -> BrandFile:
    job = Job.objects.filter(kind=brand_files.CHECK, object_id=str(file.public_id)).latest("id")
    jobs.run(job.pk, job.agency_id, jobs.SCHEMA)
    return BrandFile.objects.get(pk=file.pk)
