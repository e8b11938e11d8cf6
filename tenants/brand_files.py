"""Files of a brand: taken in, checked by a worker, chosen in a look, and removed while no look names them.

The web stores what was uploaded and reads nothing of it. A worker reads it in a process of its own and hands back what packs
are made with, which is all that is kept. Keys are the SHA-256 of what they hold, so the same bytes are one file.
"""

import hashlib
import re
from typing import Any, TypeVar

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils import timezone

from tenants import audit, jobs, roles
from tenants.errors import Refusal
from tenants.locks import lock_agency
from tenants.models import BrandFile, FileKind, FileState, Job, Look, Membership, Role
from tenants.models.brand import FACES, FILES
from tenants.people import clean_line
from tenants.storage import agency_storage

CHECK = "tenants.check_brand_file"
"""The job. The floor that knows what a file is made of handles it."""
LARGEST = 16 << 20
MASTERS = (".pptx", ".potx", ".pptm", ".potm", ".ppsx", ".ppt", ".pot")
"""Ends of the names of presentations; which of them will do is for the check to say in words."""
LOST = "The check did not get through. Remove the file and upload it again."
MEND = "Have it put back from a backup, or choose another file in the brand."
NAME = 120


def uploaded(key: str) -> str:
    return f"brand/uploads/{key}"


def cleaned(key: str) -> str:
    return f"brand/files/{key}"


# --- Take in ---------------------------------------------------------------------------------------------------------


def upload(kind: FileKind, name: str, data: bytes, *, member: Membership) -> BrandFile:
    """Take a file in and have it checked. What is there already is given back as it is. ValidationError says what is wrong
    before anything is read."""
    roles.require(Role.ADMIN, member, "upload files of the brand")
    check_size(data)
    digest = hashlib.sha256(data).hexdigest()
    with transaction.atomic():
        lock_agency()
        known = BrandFile.objects.filter(kind=kind, sha256=digest).first()
        if known:
            return known
        made = BrandFile.objects.create(
            kind=kind, name=clean_name(name), sha256=digest, size=len(data), created_by=member.user.get_full_name()
        )
        by = audit.By.member(member)
        audit.record(by, "brand_file.uploaded", made, name=made.name, kind=made.get_kind_display(), sha256=digest)
        _keep(uploaded(digest), data)
        jobs.enqueue(CHECK, obj_id=made.public_id, by=by)
    return made


Sized = TypeVar("Sized", bound=Any)


def check_size(file: Sized) -> Sized:
    """The bytes or the upload, if it may be taken in; ValidationError otherwise."""
    size = len(file)
    if not size:
        raise ValidationError("The file is empty.")
    if size > LARGEST:
        raise ValidationError(f"The file is larger than {LARGEST >> 20} MB.")
    return file


def kind_of(name: str) -> FileKind:
    """What a file is uploaded as, by its name."""
    return FileKind.MASTER if name.lower().endswith(MASTERS) else FileKind.FACE


def clean_name(name: str) -> str:
    """A file's name without folders and signs that nobody reads."""
    return clean_line(re.split(r"[\\/]", name)[-1])[-NAME:] or "File"


def _keep(key: str, data: bytes) -> None:
    """What lies under a digest is what it says, so nothing is written over."""
    storage = agency_storage()
    if not storage.exists(key):
        storage.save(key, data)


# --- Check -----------------------------------------------------------------------------------------------------------


def waiting(file: BrandFile) -> bytes:
    """What was uploaded, for whoever checks it. Raises Refusal where it is gone or changed."""
    return _read(uploaded(file.sha256), file.sha256)


def settle(
    running: jobs.Running,
    file: BrandFile,
    *,
    findings: list[dict[str, str]],
    cleaned_data: bytes | None,
    facts: dict[str, Any],
) -> None:
    """Write down what was found; without `cleaned_data` the file is refused. The upload itself is not kept."""
    digest = hashlib.sha256(cleaned_data).hexdigest() if cleaned_data else ""
    if cleaned_data:
        _keep(cleaned(digest), cleaned_data)
    with transaction.atomic():
        running.hold()
        settled = BrandFile.objects.filter(pk=file.pk, state=FileState.CHECKING).update(
            state=FileState.READY if digest else FileState.REFUSED,
            findings=findings, facts=facts, cleaned_sha256=digest, checked_at=timezone.now(),
        )  # fmt: skip
        if settled:
            file.refresh_from_db()
            _told(file)
    agency_storage().delete(uploaded(file.sha256))
    if digest and not _is_named(digest):  # removed meanwhile
        agency_storage().delete(cleaned(digest))


def failed(job: Job) -> None:
    """The job is over and said nothing of the file."""
    file = BrandFile.objects.filter(public_id=job.object_id, state=FileState.CHECKING).first()
    if file is None:
        return
    file.state, file.checked_at = FileState.REFUSED, timezone.now()
    file.findings = [{"severity": "error", "sentence": LOST, "place": ""}]
    file.save()
    _told(file)


def _told(file: BrandFile) -> None:
    action = "brand_file.ready" if file.state == FileState.READY else "brand_file.refused"
    audit.record(audit.SYSTEM, action, file, name=file.name, kind=file.get_kind_display(), sha256=file.sha256)


# --- Choose and read -------------------------------------------------------------------------------------------------


def ready() -> "models.QuerySet[BrandFile]":
    """What can be chosen in a look, by name."""
    return BrandFile.objects.filter(state=FileState.READY).order_by("kind", "name", "id")


def fits(field: str, file: BrandFile) -> bool:
    """Whether a file can be chosen for a field of a look."""
    kind = FileKind.MASTER if field == "master" else FileKind.FACE
    everywhere = field in ("master", "face_other") or bool(file.facts.get("latin"))
    return file.state == FileState.READY and file.kind == kind and everywhere


def check_files(look: Look) -> None:
    """ValidationError by field: files that packs can be made with, and text and bold together."""
    chosen: dict[str, BrandFile] = {field: file for field in FILES if (file := getattr(look, field))}
    there = BrandFile.objects.in_bulk({file.pk for file in chosen.values()}) if chosen else {}
    if gone := {field: "This file was removed meanwhile." for field, file in chosen.items() if file.pk not in there}:
        raise ValidationError(gone)
    wrong = {field: _unfit(field, file) for field, file in chosen.items() if not fits(field, file)}
    if ("face_text" in chosen) != ("face_bold" in chosen):
        missing = "face_bold" if "face_text" in chosen else "face_text"
        wrong[missing] = "Text and bold go together: choose both, or leave both empty."
    if "face_sub" in chosen and "face_display" not in chosen:
        wrong["face_display"] = (
            "Small headings go with headings: choose a typeface for these, too, or leave both empty."
        )
    if wrong:
        raise ValidationError(wrong)


def _unfit(field: str, file: BrandFile) -> str:
    if file.state != FileState.READY:
        return f"{file} has not passed its check, so packs cannot be made with it."
    if file.kind == FileKind.FACE and field in FACES:
        return f"{file} lacks letters that every text has; it can be chosen for other scripts."
    return f"{file} is a file of another kind."


def facts(file: BrandFile) -> list[tuple[str, object]]:
    """What people may want to know of a file, as labels and values."""
    said: list[tuple[str, object]] = [
        ("File", file.name),
        ("Kind", file.get_kind_display()),
        ("Size", f"{-(-file.size // 1024):,} KB"),
    ]
    if file.kind == FileKind.FACE and file.state == FileState.READY:
        said += [
            ("Family in Office", file.facts["office"]),
            ("Characters", f"{file.facts['characters']:,}"),
            ("Can be chosen for", "everything" if fits("face_text", file) else "other scripts"),
        ]
    if file.kind == FileKind.MASTER and file.state == FileState.READY:
        said += [
            ("Slides stand on", f"layout “{file.facts['page']}”"),
            ("Covers stand on", f"layout “{file.facts['cover']}”" if file.facts["cover"] else "the brand’s own field"),
        ]
    return said


def warning(look: Look) -> str:
    """What whoever chose a look's files should know; empty where there is nothing."""
    files = [file for field in ("face_display", "face_text", "face_bold") if (file := getattr(look, field))]
    if not files:
        return ""
    families = " and ".join(dict.fromkeys(str(file.facts["office"]) for file in files))
    return (
        f"PowerPoint shows {families} where it is installed, and another face elsewhere: a deck names its typefaces and does not "
        "hold them. Report and summary do."
    )


def read(file: BrandFile) -> bytes:
    """The file as packs are made with it. Raises Refusal where it is gone or changed."""
    return read_cleaned(file.cleaned_sha256)


def read_cleaned(digest: str) -> bytes:
    """The same by the digest of what packs are made with."""
    return _read(cleaned(digest), digest)


def _read(key: str, digest: str) -> bytes:
    try:
        with agency_storage().open(key) as stored:
            data: bytes = stored.read()
    except FileNotFoundError as error:
        raise Refusal(f"A file of the brand is missing from storage. {MEND}") from error
    if hashlib.sha256(data).hexdigest() != digest:
        raise Refusal(f"A file of the brand was changed in storage. {MEND}")
    return data


# --- Remove ----------------------------------------------------------------------------------------------------------


def remove(file: BrandFile, *, member: Membership) -> None:
    """Forget a file. Refused while a version of a brand names it, since packs of that version are built from it again."""
    roles.require(Role.ADMIN, member, "remove files of the brand")
    with transaction.atomic():
        lock_agency()
        if users := used_by(file):
            raise Refusal(
                f"{file} is kept: {users[0]} is set with it, and packs of that version may be built again. Choose another file "
                "for the next version if it shall be used no longer."
            )
        audit.record(
            audit.By.member(member),
            "brand_file.removed",
            file,
            name=str(file),
            kind=file.get_kind_display(),
            sha256=file.sha256,
        )
        file.delete()
    agency_storage().delete(uploaded(file.sha256))
    if file.cleaned_sha256 and not _is_named(file.cleaned_sha256):
        agency_storage().delete(cleaned(file.cleaned_sha256))


def _is_named(digest: str) -> bool:
    """Whether a row has the cleaned file: two uploads may come to the same."""
    return BrandFile.objects.filter(cleaned_sha256=digest).exists()


def used_by(file: BrandFile) -> list[Look]:
    """Versions of brands that name the file: of each kind of brand the newest."""
    naming = models.Q(*((field, file) for field in FILES), _connector=models.Q.OR)
    newest = (model._default_manager.filter(naming).order_by("-version").first() for model in Look.__subclasses__())
    return [look for look in newest if look is not None]
