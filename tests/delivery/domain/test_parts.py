"""What cannot be made says where; what was made meanwhile is kept for staff, made once, and shown to nobody else."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings

from campaigns.models import Engagement
from delivery.document import Source
from delivery.domain import packs, parts
from delivery.enums import PackFormat, PackState
from delivery.manifest import sha256
from delivery.models import Pack, PackFile
from delivery.renderers.base import FRAME, Place, Rendered
from delivery.rendering.making import Failure
from delivery.rendering.pool import Pool
from tenants import jobs
from tenants.models import AuditEntry, Job, Membership
from tenants.storage import agency_storage
from tests.support import delivery, work

pytestmark = [pytest.mark.sqlite, pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("in_alder")]

TOOK = ("packaging.started", "packaging.project_fetched")
MADE = "packaging.pdf_generated"
MENDED = Rendered(b'<section id="section-1">', (Place("section-1", (Source.FRAME,)),))


@pytest.fixture(scope="module")
def poisoned() -> Iterator[Pool]:
    pool = Pool(size=1, program="tests.support.poison")
    yield pool
    pool.close()


@pytest.fixture
def engagement(alice: Membership) -> Engagement:
    return delivery.approved(alice)


@pytest.fixture
def failed(engagement: Engagement, alice: Membership, poisoned: Pool) -> Pack:
    """A pack of which the summary could not be made, for a word in a field."""
    figures = work.artifact(engagement, "monitoring").content["kpi_config"]
    work.write(engagement, "monitoring", kpi_config={**figures, "note": "POISON-RAISE"})
    work.approve(work.submit(engagement, "monitoring"), alice)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(packs, "in_children", poisoned.make)
        return delivery.built(engagement, alice, formats=[PackFormat.PDF, PackFormat.HTML])


def told(pack: Pack) -> list[str]:
    """The pack's entries in the audit, without what people did."""
    entries = AuditEntry.objects.filter(object_id=str(pack.public_id), actor_kind="system").order_by("number")
    return list(entries.values_list("action", flat=True))


def stored(pack: Pack, name: str) -> bytes:
    with agency_storage().open(parts.key_of(pack, name)) as file:
        return file.read()


def test_the_reason_names_format_page_and_field_and_what_was_made_is_kept_and_on_record(failed: Pack) -> None:
    assert failed.state == PackState.FAILED
    assert failed.errors == {
        "html": "ValueError: no such glyph. It was printing “Key figures” in “Monitoring”: "
        "Monitoring, Indicators, How to read the figures."
    }
    assert not PackFile.objects.exists()
    (part,) = parts.parts(failed)
    assert (part.form, part.name, part.size) == ("pdf", "report.pdf", len(stored(failed, "report.pdf")))
    assert told(failed) == [*TOOK, MADE, "packaging.error", "pack.failed"]
    assert AuditEntry.objects.get(action="packaging.error").data["format"] == "Summary (HTML)"


def test_the_next_build_makes_only_what_is_missing_and_leaves_no_parts(
    failed: Pack, engagement: Engagement, alice: Membership, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[PackFormat] = []
    report = stored(failed, "report.pdf")

    def mended(forms: list[PackFormat], *rest: object) -> dict[PackFormat, Rendered]:
        asked.extend(forms)
        return dict.fromkeys(forms, MENDED)

    monkeypatch.setattr(packs, "in_children", mended)
    again = delivery.built(engagement, alice, formats=[PackFormat.PDF, PackFormat.HTML])
    assert (again.pk, again.state, again.parts, again.errors) == (failed.pk, PackState.READY, {}, {})
    assert asked == ["html"]
    with agency_storage().open(packs.key_of(again, "report.pdf")) as file:
        assert file.read() == report
    assert told(again)[5:] == [*TOOK, "packaging.html_generated", "pack.built"]
    assert not list((Path(settings.DATA_DIR) / "media" / str(alice.agency.public_id)).rglob("parts"))


def test_a_part_that_is_lost_or_damaged_is_made_again(engagement: Engagement, alice: Membership) -> None:
    pack = delivery.ordered(engagement, alice)
    pack.parts = {"pdf": {"name": "report.pdf", "size": 4, "sha256": sha256(b"%PDF"), "places": [[1, ["frame"]]]}}
    key = parts.key_of(pack, "report.pdf")
    assert parts.kept(pack) == {}
    agency_storage().save(key, b"cut o")
    assert parts.kept(pack) == {}
    agency_storage().delete(key)
    agency_storage().save(key, b"%PDF")
    assert parts.kept(pack) == {PackFormat.PDF: Rendered(b"%PDF", (Place(1, (Source.FRAME,)),))}


def test_a_build_that_was_interrupted_after_it_failed_tells_nothing_twice(
    failed: Pack, poisoned: Pool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It had said how the formats fared, and its job was not marked yet."""
    monkeypatch.setattr(packs, "in_children", poisoned.make)
    Job.objects.filter(pk=failed.job_id).update(state="queued")
    Pack.objects.update(state=PackState.BUILDING)
    jobs.run(failed.job_id, failed.agency_id, jobs.SCHEMA)
    assert told(failed) == [*TOOK, MADE, "packaging.error", "pack.failed", "pack.failed"]


def test_a_whole_pack_has_each_step_on_record_once(engagement: Engagement, alice: Membership) -> None:
    pack = delivery.built(engagement, alice)
    assert told(pack) == [*TOOK, MADE, "packaging.pptx_generated", "packaging.html_generated", "pack.built"]
    assert told(delivery.built(engagement, alice))[6:] == [*TOOK, "pack.rebuilt"]


def test_a_failed_rebuild_leaves_the_pack_and_its_files_as_they_are(
    engagement: Engagement, alice: Membership, monkeypatch: pytest.MonkeyPatch
) -> None:
    pack = delivery.built(engagement, alice)
    monkeypatch.setattr(packs, "in_children", lambda forms, *rest: {form: Failure("It died.", FRAME) for form in forms})
    again = delivery.built(engagement, alice)
    assert (again.pk, again.state, again.errors, again.parts) == (pack.pk, PackState.READY, {}, {})
    assert (again.job.state, again.job.error[:26]) == ("failed", "The pack could not be made")


def test_a_pack_that_is_not_there_is_said_to_be_missing() -> None:
    job = Job.objects.create(kind=packs.BUILD, object_id="2b0c7c0e-0000-4000-8000-000000000000")
    jobs.run(job.pk, job.agency_id, jobs.SCHEMA)
    job.refresh_from_db()
    assert (job.state, job.error) == ("failed", "The pack was not found.")
