"""Pages are pictured by a job of their own, for exactly the bytes of the pack, and a pack never waits for them."""

from hashlib import sha256
from typing import Any

import pytest
from django.conf import settings
from django.db import transaction

from campaigns.models import Engagement
from delivery.document import Para
from delivery.domain import previews
from delivery.enums import PackState
from delivery.models import Pack, PackFile, Preview
from delivery.previews import raster
from delivery.renderers.pdf import PdfRenderer
from delivery.renderers.pptx import PptxRenderer
from delivery.theme import Theme
from tenants import audit, jobs
from tenants.errors import NotAllowed, Refusal
from tenants.models import Agency, AuditEntry, Job, Membership
from tenants.storage import agency_storage
from tests.delivery.sample_brand import sample_brand
from tests.delivery.small_document import small_document
from tests.support import delivery, packs
from tests.support.cast import member

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("in_alder")]


@pytest.fixture
def pack() -> Pack:
    """A finished pack with a short report and a short deck."""
    document, theme = small_document(Para("A few words.")), Theme.of(sample_brand())
    made = packs.pack(packs.engagement(packs.client()), state=PackState.READY, stored=())
    for name, renderer in (("report.pdf", PdfRenderer()), ("deck.pptx", PptxRenderer())):
        packs.store(made, name, "application/octet-stream", renderer.render(document, theme).data)
    return made


def pictured(pack: Pack) -> Job:
    """Asked for, and done as a worker does it."""
    with transaction.atomic():
        previews.order(pack, by=audit.SYSTEM)
    return worked(pack)


def worked(pack: Pack) -> Job:
    job = Job.objects.filter(kind=previews.PREVIEW, object_id=str(pack.public_id)).latest("id")
    jobs.run(job.pk, job.agency_id, jobs.SCHEMA)
    return Job.objects.get(pk=job.pk)


def shown(pack: Pack) -> previews.Shown:
    return previews.shown(pack, pack.files.values_list("name", flat=True))


def bytes_at(key: str) -> bytes:
    with agency_storage().open(key) as kept:
        return kept.read()


def spoil(key: str) -> None:
    agency_storage().delete(key)
    agency_storage().save(key, b"other bytes")


def test_a_built_pack_is_ready_before_its_pages_are_pictured_and_a_pack_without_pages_asks_for_none(
    alice: Membership,
) -> None:
    engagement: Engagement = delivery.approved(alice)
    plain = delivery.built(engagement, alice, formats=["json"])
    assert (plain.state, Job.objects.filter(kind=previews.PREVIEW).count()) == (PackState.READY, 0)
    built = delivery.built(engagement, alice, formats=["pdf"])
    assert (built.state, shown(built).strips, shown(built).missing) == (PackState.READY, [], True)
    job = Job.objects.get(kind=previews.PREVIEW)
    assert (job.object_id, job.state) == (str(built.public_id), "queued")


def test_every_page_is_pictured_in_two_widths_and_kept_under_its_digest(pack: Pack) -> None:
    assert pictured(pack).state == "done"
    report, deck = shown(pack).strips
    assert (report.title, deck.title, report.more, deck.more) == ("Report", "Deck", 0, 0)
    assert [page.title for page in deck.pages][:2] == [f"Deck, slide {n} of {deck.count}" for n in (1, 2)]
    for page in (*report.pages, *deck.pages):
        for digest in (page.large, page.small):
            assert sha256(bytes_at(previews.key_of(pack.public_id, digest))).hexdigest() == digest
        assert (page.width, page.small_width) == (raster.LARGE, raster.SMALL)
    told = AuditEntry.objects.filter(action="pack.pictured").order_by("number")
    assert [entry.data["file"] for entry in told] == ["report.pdf", "deck.pptx"]


def test_a_width_that_is_shown_is_that_of_the_picture() -> None:
    assert raster.LARGE // previews.SHRINK == raster.SMALL


def test_pictures_of_other_bytes_are_not_shown(pack: Pack) -> None:
    preview = packs.pictured(pack)
    packs.pictured(pack, "deck.pptx")
    assert len(shown(pack).strips) == 2
    Preview.objects.filter(pk=preview.pk).update(sha256="0" * 64)
    found = shown(pack)
    assert ([strip.title for strip in found.strips], found.missing) == (["Deck"], True)
    assert preview.cover not in previews.digests(Preview.objects.all())
    (cover,) = previews.covers(Preview.objects.all()).values()
    assert cover.digest != preview.cover


@pytest.mark.parametrize(
    ("how", "said"),
    [
        ("changed", "What is stored as report.pdf is not what was built, so it was not pictured."),
        ("missing", "What is stored as report.pdf is not what was built, so it was not pictured."),
        ("no PDF", "The report could not be pictured. The file itself is as it was built."),
    ],
)
def test_a_file_that_cannot_be_pictured_hides_neither_the_other_nor_the_pack(pack: Pack, how: str, said: str) -> None:
    report = pack.files.get(name="report.pdf")
    if how == "no PDF":
        other = packs.pack(packs.engagement(packs.client("Other"), "Other"), number=2, state=PackState.READY, stored=())
        packs.store(other, "report.pdf", "application/pdf", b"%PDF-1.4 and nothing more")
        packs.store(other, "deck.pptx", "application/pdf", bytes_at(pack.files.get(name="deck.pptx").key))
        pack = other
    elif how == "changed":
        spoil(report.key)
    else:
        agency_storage().delete(report.key)
    job = pictured(pack)
    assert (job.state, job.error) == ("failed", said)
    found = shown(pack)
    assert ([strip.title for strip in found.strips], found.missing, found.reason) == (["Deck"], True, said)
    assert Pack.objects.get(pk=pack.pk).state == PackState.READY


def test_what_was_pictured_before_a_worker_was_lost_is_not_pictured_twice(pack: Pack) -> None:
    job = pictured(pack)
    first = list(Preview.objects.values_list("pk", "made_at"))
    Preview.objects.filter(file__name="deck.pptx").delete()
    Job.objects.filter(pk=job.pk).update(state="queued")
    assert worked(pack).state == "done"
    kept = list(Preview.objects.values_list("pk", "made_at"))
    assert kept[0] == first[0]
    assert len(kept) == 2


def test_a_worker_that_lost_its_job_after_the_last_page_records_nothing(
    pack: Pack, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stolen(*given: Any) -> None:
        Job.objects.filter(kind=previews.PREVIEW).update(lease_token=None)
        original(*given)

    original = previews._record
    monkeypatch.setattr(previews, "_record", stolen)
    assert pictured(pack).state == "running"  # as the other worker has it
    assert not Preview.objects.exists()


def test_an_editor_has_pages_pictured_again_and_a_damaged_picture_is_written_anew(
    pack: Pack, alder: Agency, alice: Membership
) -> None:
    pictured(pack)
    before = shown(pack).strips
    key = previews.key_of(pack.public_id, before[0].pages[0].small)
    whole = bytes_at(key)
    spoil(key)
    previews.again(pack, member=member(alder, "ed@alder.example", "Ed Elm", "editor"))
    with pytest.raises(Refusal, match="are being pictured already"):
        previews.again(pack, member=alice)
    assert worked(pack).state == "done"
    assert (shown(pack).strips, bytes_at(key)) == (before, whole)
    asked = AuditEntry.objects.get(action="pack.pictures_ordered")
    assert (asked.actor_name, asked.object_id) == ("Ed Elm", str(pack.public_id))


def test_a_reader_has_nothing_pictured_and_nobody_a_pack_without_pages(
    pack: Pack, alder: Agency, alice: Membership
) -> None:
    with pytest.raises(NotAllowed):
        previews.again(pack, member=member(alder, "vera@alder.example", "Vera Vale", "viewer"))
    plain = packs.pack(packs.engagement(packs.client("Other"), "Other"), number=2, stored=())
    with pytest.raises(Refusal, match="no file with pages"):
        previews.again(plain, member=alice)
    assert not Job.objects.filter(kind=previews.PREVIEW).exists()


def test_pictures_are_kept_beside_the_pack_and_are_no_files_of_it(pack: Pack) -> None:
    files = set(PackFile.objects.values_list("name", flat=True))
    pictured(pack)
    assert set(PackFile.objects.values_list("name", flat=True)) == files
    folder = settings.DATA_DIR / "media" / str(pack.agency.public_id) / "packs" / str(pack.public_id)
    assert {path.parent.name for path in folder.rglob("*.webp")} == {"previews"}
