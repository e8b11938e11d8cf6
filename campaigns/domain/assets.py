"""Final files of the creatives: taken in, taken out, read back (docs/decisions/0026).

The bytes go to storage as they are, in pieces. The working copy of the creatives names them by digest, so a version of it, and
the approval of that version, stand for exactly these bytes.
"""

import hashlib
from collections.abc import Iterator
from typing import BinaryIO
from uuid import uuid4

from django.core.files.base import File
from django.db import transaction
from django.db.models import Sum
from django.utils import timezone

from campaigns.content import clean_line
from campaigns.content.files import HEAD, MAX_FILE_BYTES, MAX_FILES_BYTES, MAX_NAME, file_name, kind_fault
from campaigns.domain import artifacts, attachments, engagements, lifecycle
from campaigns.domain.attachments import Named
from campaigns.domain.lifecycle import Move
from campaigns.models import Artifact, AssetFile, Engagement
from tenants.errors import NotAllowed, Refusal
from tenants.models import Membership
from tenants.storage import CHUNK, agency_storage


def attach(artifact: Artifact, upload: BinaryIO, *, name: str, asset: str = "", member: Membership) -> AssetFile:
    """Take a file in and name it in the working copy of the creatives, in place of one of the same name. Nothing is left of what
    is refused."""
    name = file_name(name)
    _require_may(artifact, member)
    digest, size = _weighed(upload, name)
    held = _stored(artifact.engagement, upload, digest=digest, size=size, member=member)
    row = {"name": name, "asset": clean_line(asset), "size": size, "sha256": digest}
    replaced = {each["sha256"] for each in attachments.named(artifact.content) if _same(each, name)}
    try:
        artifacts.change_files(
            artifact, lambda files: _with(files, row), member=member, action="artifact.file_attached", file=name, sha256=digest
        )  # fmt: skip
    finally:
        for each in {digest, *replaced}:
            sweep(artifact.engagement, each)
    return held


def detach(artifact: Artifact, name: str, *, member: Membership) -> None:
    """Name a file no longer. Its bytes are deleted unless a version names them."""
    row = _row(artifact, name)
    artifacts.change_files(
        artifact, lambda files: [each for each in files if each["name"] != row["name"]],
        member=member, action="artifact.file_detached", file=row["name"], sha256=row["sha256"],
    )  # fmt: skip
    sweep(artifact.engagement, row["sha256"])


def held(engagement: Engagement) -> dict[str, AssetFile]:
    """Every file that was uploaded and is kept, by digest."""
    return {file.sha256: file for file in AssetFile.objects.filter(engagement=engagement).select_related("engagement")}


def open_pieces(file: AssetFile) -> Iterator[bytes]:
    """Its bytes in pieces. Raises FileNotFoundError."""
    return agency_storage().chunks(file.key)


def sweep(engagement: Engagement, sha256: str) -> None:
    """Forget bytes that nothing names."""
    with transaction.atomic():
        _lock(engagement)
        found = AssetFile.objects.filter(engagement=engagement, sha256=sha256).first()
        if found is None or attachments.is_named(engagement, sha256):
            return
        found.delete()
        transaction.on_commit(lambda: agency_storage().delete(found.key))


def _require_may(artifact: Artifact, member: Membership) -> None:
    """Ask before bytes are stored what `change_files` asks when it writes."""
    if not lifecycle.may(member.role, Move.EDIT):
        raise NotAllowed("Your role reads here; an editor can upload files.")
    engagements.require_at_work(artifact.engagement)


def _weighed(upload: BinaryIO, name: str) -> tuple[str, int]:
    """Digest and size, read in pieces. Refuses what is no file of a kind that is taken."""
    if len(name) > MAX_NAME:
        raise Refusal(f"The name of a file has {MAX_NAME} characters at most; this one has {len(name)}.")
    upload.seek(0)
    if fault := kind_fault(name, upload.read(HEAD)):
        raise Refusal(fault)
    upload.seek(0)
    digest, size = hashlib.sha256(), 0
    while piece := upload.read(CHUNK):
        digest.update(piece)
        size += len(piece)
        if size > MAX_FILE_BYTES:
            raise Refusal(f"A file has {MAX_FILE_BYTES // 2**20} MB at most.")
    return digest.hexdigest(), size


def _stored(engagement: Engagement, upload: BinaryIO, *, digest: str, size: int, member: Membership) -> AssetFile:
    """The row of these bytes, which are in storage under it: those that are there already, or new ones."""
    _require_room(engagement, digest, size)
    storage = agency_storage()
    if known := AssetFile.objects.filter(engagement=engagement, sha256=digest).first():
        if not _is_whole(known):  # packs name the key, so what is damaged is put right where it lies
            storage.delete(known.key)
            storage.save(known.key, _from_start(upload))
        return known
    full = storage.save(f"assets/{engagement.public_id}/{uuid4()}", _from_start(upload))
    try:
        with transaction.atomic():
            _lock(engagement)
            _require_room(engagement, digest, size)
            row, new = AssetFile.objects.get_or_create(
                engagement=engagement, sha256=digest,
                defaults={
                    "size": size, "key": full, "uploaded_by": member.user, "uploader_name": str(member.user)[:120],
                    "uploaded_at": timezone.now(),
                },
            )  # fmt: skip
    except BaseException:
        storage.delete(full)
        raise
    if not new:  # the same bytes came twice at once
        storage.delete(full)
    return row


def _from_start(upload: BinaryIO) -> "File[bytes]":
    upload.seek(0)
    return File(upload)


def _lock(engagement: Engagement) -> None:
    """In the order of an artifact's verbs."""
    list(engagement.artifacts.select_for_update(of=("self",)).order_by("id").values_list("pk", flat=True))


def _require_room(engagement: Engagement, digest: str, size: int) -> None:
    others = AssetFile.objects.filter(engagement=engagement).exclude(sha256=digest)
    used = others.aggregate(total=Sum("size"))["total"] or 0
    if used + size > MAX_FILES_BYTES:
        raise Refusal(
            f"The files of an engagement have {MAX_FILES_BYTES // 10**9} GB together at most; {used / 10**6:,.0f} MB are taken by "
            "what is here or in its versions. Remove some from the draft, or send a smaller one."
        )


def _is_whole(file: AssetFile) -> bool:
    digest = hashlib.sha256()
    try:
        for piece in open_pieces(file):
            digest.update(piece)
    except FileNotFoundError:
        return False
    return digest.hexdigest() == file.sha256


def _same(row: Named, name: str) -> bool:
    return bool(row["name"].casefold() == name.casefold())


def _with(files: list[Named], row: Named) -> list[Named]:
    """`row` in the place of the one of its name, or at the end. The same bytes once more say nothing new: they are sent again
    where storage has lost them."""
    known = next((each for each in files if _same(each, row["name"])), None)
    if known is None:
        return [*files, row]
    if not row["asset"] and known["sha256"] == row["sha256"]:
        return files
    return [row if each is known else each for each in files]


def _row(artifact: Artifact, name: str) -> Named:
    found = next((each for each in attachments.named(artifact.content) if each["name"] == name), None)
    if found is None:
        raise Refusal(f"The draft names no file “{name[:MAX_NAME]}” any more. Nothing was removed.")
    return found
