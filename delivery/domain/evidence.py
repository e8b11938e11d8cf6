"""What delivery proves about an engagement: its latest pack, held against storage while the page is made (docs/domain.md §2.9,
section 6). Only digests and the signature are computed here; nothing is rendered."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from delivery.domain import keys, reading
from delivery.domain.boards import WORDS
from delivery.enums import CheckKey, PackFormat, PackState
from delivery.manifest import sha256
from delivery.models import Pack, PackFile, SigningKey
from delivery.verify import verify
from tenants.evidence import Asked, Fact, Part, proven, source, yes
from tenants.storage import agency_storage

READ_HERE = 64 * 1024 * 1024
"""Bytes of a ZIP that are read for the page; a larger one is left to `verify_pack`."""
OUTCOMES = {"pass": "approved", "fail": "failed", "unknown": "changes"}


def pack_of(asked: Asked) -> Any:
    """The engagement's latest pack, read once for all parts; None where there is none."""
    if asked.subject is None:
        return None
    packs = Pack.objects.filter(engagement__public_id=asked.subject.public_id).order_by("-number")
    return asked.once("pack", packs.prefetch_related("files").first)


@source(Part.ARTIFACTS)
def delivered(asked: Asked) -> Iterable[Fact]:
    """Delivery among the artifacts: its status is that of the latest pack."""
    if asked.subject is None:
        return
    pack = pack_of(asked)
    if pack is None:
        yield Fact("Delivery", "No pack yet", "draft")
        return
    state, words, _ = WORDS[PackState(pack.state)]
    yield Fact("Delivery", f"{pack} {words}", state)


@source(Part.PACK)
def latest(asked: Asked) -> Iterable[Fact]:
    if asked.subject is None:
        return
    pack = pack_of(asked)
    if pack is None:
        yield Fact("Pack", "None has been ordered yet", "draft")
        return
    state, words, _ = WORDS[PackState(pack.state)]
    yield Fact(str(pack), words.capitalize(), state, at=pack.published_at or pack.built_at)
    yield Fact("Formats", ", ".join(PackFormat(each).label for each in pack.formats))
    yield from (Fact(where, reason, "failed") for where, reason in reading.failures(pack))
    if pack.built_at is None:
        return
    yield from _checks(pack.manifest)
    yield Fact("Last decision in it", at=datetime.fromisoformat(str(pack.manifest["generated_at"])))
    yield Fact("Manifest", sha256=pack.manifest_hash)
    yield Fact("Pack digest", sha256=pack.pack_digest)
    for file in pack.files.all():
        yield Fact(file.name, f"{file.size:,} bytes".replace(",", "\u202f"), sha256=file.sha256)
    yield from _verified(pack)


def _checks(manifest: dict[str, object]) -> Iterator[Fact]:
    """The five, as the manifest has them; what was waived says so."""
    evidence, waivers = manifest["check_evidence"], manifest.get("waivers") or {}
    for key in CheckKey:
        found = evidence[key.value]  # type: ignore[index]
        if key.value in waivers:  # type: ignore[operator]
            yield Fact(key.label, f"Waived: {found['detail']}", "changes")
        else:
            yield Fact(key.label, found["detail"], OUTCOMES[found["outcome"]])


def _verified(pack: Pack) -> Iterator[Fact]:
    """What lies in storage against the row, the manifest and the agency's keys."""
    archive = next((file for file in pack.files.all() if file.name == "pack.zip"), None)
    if archive is None:
        yield Fact("Verification", "There is no ZIP", "failed")
        return
    if archive.size > READ_HERE:
        yield Fact("Verification", "The ZIP is too large to be read here; verify_pack reads it", "draft")
        return
    at, problems = proven(f"{pack.public_id} {pack.archive_sha256}", lambda: _problems(pack, archive))
    yield yes("Verification", not problems, "Storage holds what was sealed", "Failed", otherwise="failed")
    yield from (Fact("Fault", problem, "failed") for problem in problems)
    yield Fact("Verified", at=at)
    key = SigningKey.objects.order_by("-id").values_list("fingerprint", flat=True).first()
    yield Fact("Key that signs now", key or "None yet")


def _problems(pack: Pack, archive: PackFile) -> Iterator[str]:
    try:
        with agency_storage().open(archive.key) as stored:
            data = stored.read(READ_HERE + 1)
    except FileNotFoundError:
        yield "Storage has no ZIP of this pack."
        return
    if sha256(data) != pack.archive_sha256:
        yield "The ZIP in storage is not the one that was sealed."
    for problem in verify(data, keys.allowed_signers()):
        yield str(problem)
