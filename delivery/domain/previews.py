"""Pictures of a pack's pages: made by a job of their own once the pack is there, and shown for exactly the bytes it holds.

A pack waits for none of it. Pictures that are missing are said to staff, who have them made again; clients see those that
are there.
"""

import hashlib
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import NamedTuple
from uuid import UUID

import structlog
from django.db import transaction
from django.db.models import F, QuerySet
from django.utils import timezone

from delivery.domain.inputs import faces_of
from delivery.models import Pack, PackFile, Preview
from delivery.previews import FILES, MOST, Picture, pictures_of
from tenants import audit, jobs, roles
from tenants.errors import Refusal
from tenants.jobs import Running
from tenants.models import Job, Membership, Role
from tenants.models.job import JobState
from tenants.storage import agency_storage

log = structlog.get_logger(__name__)

PREVIEW = "delivery.preview_pack"
SHRINK = 3
"""A large picture is so many times as wide as the small one (delivery.previews.raster)."""
WORDS = {"report": ("Report", "page"), "deck": ("Deck", "slide")}
"""What a file is called, and what it is made of."""


# --- Make ------------------------------------------------------------------------------------------------------------


def order(pack: Pack, *, by: audit.By) -> None:
    """Ask for pictures of a finished pack, if it has pages, in the caller's transaction."""
    if files_with_pages(pack).exists():
        jobs.enqueue(PREVIEW, obj_id=pack.public_id, by=by)


def again(pack: Pack, *, member: Membership) -> None:
    """Have the pictures of a finished pack made anew."""
    roles.require(Role.EDITOR, member, "have pages pictured")
    with transaction.atomic():
        pack = Pack.objects.select_for_update(of=("self",)).get(pk=pack.pk)
        if not files_with_pages(pack).exists():
            raise Refusal(f"{pack} holds no file with pages, so there is nothing to be pictured.")
        if is_under_way(pack):
            raise Refusal(f"The pages of {pack} are being pictured already.")
        audit.record(audit.By.member(member), "pack.pictures_ordered", pack)
        order(pack, by=audit.By.member(member))


def make(running: Running) -> None:
    """What the worker does: each file by itself, so that one that cannot be pictured does not hide the others. What was
    done before a worker was lost is not done again."""
    pack = Pack.objects.get(public_id=running.job.object_id)
    files = (
        PackFile.objects.filter(pack=pack, name__in=FILES).select_related("pack").order_by("-name")
    )  # the report first
    done = Preview.objects.filter(file__pack=pack, made_at__gte=running.job.created_at)
    refused = []
    for place, file in enumerate(files):
        if done.filter(file=file).exists():
            continue
        try:
            _record(running, file, *_pictured(running, pack, file, place / len(files), (place + 1) / len(files)))
        except Refusal as refusal:
            refused.append(refusal.message)
    if refused:
        raise Refusal(" ".join(refused))


def _pictured(
    running: Running, pack: Pack, file: PackFile, begin: float, end: float
) -> tuple[int, list[dict[str, object]]]:
    """Pages of the file, and what is kept of each that was pictured. `begin` and `end` are shares of the job."""
    title, noun = words(file)
    running.report(int(100 * begin), f"Picturing the {title.lower()}")
    count, pictures = _drawn(file)
    pages: list[dict[str, object]] = []
    for number, picture in enumerate(pictures, 1):
        pages.append(
            {
                "width": picture.width,
                "height": picture.height,
                "large": _keep(pack, picture.large),
                "small": _keep(pack, picture.small),
            }
        )
        share = begin + (end - begin) * number / min(count, MOST)
        running.report(int(100 * share), f"Picturing the {title.lower()}, {noun} {number} of {min(count, MOST)}")
    if not pages:
        raise Refusal(f"The {title.lower()} has no pages.")
    return count, pages


def _drawn(file: PackFile) -> tuple[int, Iterator[Picture]]:
    """The pages of a file. Raises Refusal, also while they are drawn: what cannot be drawn can be drawn at no attempt."""
    data = _read(file)
    try:
        count, pictures = pictures_of(file.name, data, faces_of(file.pack.inputs.get("said", {})))
    except Exception as error:
        raise _not_drawn(file) from error
    return count, _each(file, pictures)


def _each(file: PackFile, pictures: Iterator[Picture]) -> Iterator[Picture]:
    try:
        yield from pictures
    except Exception as error:
        raise _not_drawn(file) from error


def _not_drawn(file: PackFile) -> Refusal:
    log.exception("pack_file_not_pictured", pack=str(file.pack.public_id), file=file.name)
    return Refusal(f"The {words(file)[0].lower()} could not be pictured. The file itself is as it was built.")


def _read(file: PackFile) -> bytes:
    """The bytes that were recorded, and no others."""
    try:
        with agency_storage().open(file.key) as opened:
            data: bytes = opened.read()
    except FileNotFoundError:
        data = b""
    if hashlib.sha256(data).hexdigest() != file.sha256:
        raise Refusal(f"What is stored as {file.name} is not what was built, so it was not pictured.")
    return data


def _keep(pack: Pack, picture: bytes) -> str:
    """Store a picture under its digest, which is returned. What is damaged is written anew."""
    digest = hashlib.sha256(picture).hexdigest()
    key = key_of(pack.public_id, digest)
    if not _holds(key, digest):
        agency_storage().delete(key)
        agency_storage().save(key, picture)
    return digest


def _holds(key: str, digest: str) -> bool:
    try:
        with agency_storage().open(key) as opened:
            return hashlib.sha256(opened.read()).hexdigest() == digest
    except FileNotFoundError:
        return False


def _record(running: Running, file: PackFile, count: int, pages: list[dict[str, object]]) -> None:
    with transaction.atomic():
        running.hold()
        made = {"sha256": file.sha256, "count": count, "pages": pages, "cover": pages[0]["small"]}
        Preview.objects.update_or_create(file=file, defaults={**made, "made_at": timezone.now()})
        audit.record(audit.SYSTEM, "pack.pictured", file.pack, file=file.name, sha256=file.sha256, pages=len(pages))


# --- Show ------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Page:
    """A page that was pictured: sizes in pixels, digests of its two pictures, and what it is in words."""

    number: int
    title: str
    width: int
    height: int
    large: str
    small: str

    @property
    def small_width(self) -> int:
        return self.width // SHRINK

    @property
    def small_height(self) -> int:
        return self.height // SHRINK


@dataclass(frozen=True)
class Strip:
    """The pages of one file. `count` are in the file, of which `pages` were pictured."""

    of: str
    title: str
    noun: str
    count: int
    pages: tuple[Page, ...]

    @property
    def more(self) -> int:
        return self.count - len(self.pages)


@dataclass(frozen=True)
class Shown:
    """What a pack's page shows of its pages, and why it shows no more. `job` is the newest that pictured it."""

    strips: list[Strip]
    job: Job | None
    missing: bool

    @property
    def under_way(self) -> bool:
        return self.job is not None and not self.job.is_over

    @property
    def reason(self) -> str:
        return self.job.error if self.job is not None and self.job.state == JobState.FAILED else ""


def current(previews: "QuerySet[Preview]") -> "QuerySet[Preview]":
    """Those of exactly the bytes that the pack holds, the report's first."""
    return previews.filter(sha256=F("file__sha256")).select_related("file").order_by("-file__name")


def strips(previews: "QuerySet[Preview]") -> list[Strip]:
    """One query."""
    return [_strip(preview) for preview in current(previews)]


def shown(pack: Pack, files: Collection[str]) -> Shown:
    """Of a pack that holds `files`, by name. Two queries."""
    found = strips(Preview.objects.filter(file__pack=pack))
    return Shown(found, _job(pack), missing=len(found) < len(set(FILES).intersection(files)))


@dataclass(frozen=True)
class Opened:
    """One page by itself, with those beside it, and the other files that were pictured."""

    page: Page
    strip: Strip
    strips: list[Strip]

    @property
    def before(self) -> int:
        """The number of the page before it; 0 where it is the first."""
        return self.page.number - 1

    @property
    def after(self) -> int:
        """... and of the one after it; 0 where it is the last that was pictured."""
        return self.page.number + 1 if self.page.number < len(self.strip.pages) else 0


def opened(found: list[Strip], of: str, number: str) -> Opened | None:
    """The page that was asked for; the first of the first file where nothing was."""
    strip = next((each for each in found if not of or each.of == of), None)
    page = next((each for each in strip.pages if str(each.number) == (number or "1")), None) if strip else None
    return Opened(page, strip, found) if strip and page else None


class Cover(NamedTuple):
    """The small picture of a pack's first page."""

    digest: str
    width: int
    height: int


def covers(found: "QuerySet[Preview]") -> dict[UUID, Cover]:
    """Public id of a pack → its cover: the report's, where the pack has one. One query, without the other pages."""
    rows = current(found).reverse().values_list("file__pack__public_id", "cover", "pages__0__width", "pages__0__height")
    return {pack: Cover(digest, width // SHRINK, height // SHRINK) for pack, digest, width, height in rows}


def digests(previews: "QuerySet[Preview]") -> set[str]:
    """Of every picture. One query."""
    return {page[size] for preview in current(previews) for page in preview.pages for size in ("large", "small")}


def key_of(pack: UUID, digest: str) -> str:
    return f"packs/{pack}/previews/{digest}.webp"


def words(file: PackFile) -> tuple[str, str]:
    return WORDS[PurePosixPath(file.name).stem]


def files_with_pages(pack: Pack) -> "QuerySet[PackFile]":
    """Files of a pack that have pages, the report first."""
    found: QuerySet[PackFile] = PackFile.objects.filter(pack=pack, name__in=FILES)
    return found.select_related("pack").order_by("-name")


def is_under_way(pack: Pack) -> bool:
    job = _job(pack)
    return job is not None and not job.is_over


def _job(pack: Pack) -> Job | None:
    found: Job | None = Job.objects.filter(kind=PREVIEW, object_id=str(pack.public_id)).order_by("-id").first()
    return found


def _strip(preview: Preview) -> Strip:
    title, noun = words(preview.file)
    pages = tuple(
        Page(
            number, f"{title}, {noun} {number} of {preview.count}",
            page["width"], page["height"], page["large"], page["small"],
        )
        for number, page in enumerate(preview.pages, 1)
    )  # fmt: skip
    return Strip(title.lower(), title, noun, preview.count, pages)
