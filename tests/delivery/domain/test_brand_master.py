"""A PowerPoint master of the agency's own, from its upload to the deck that stands on it."""

import io
import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from pptx import Presentation

from campaigns.models import Engagement
from delivery.domain import differences, inputs, previews
from delivery.enums import PackFormat, PackState
from delivery.manifest import MANIFEST
from delivery.masters.stored import Master
from delivery.models import Pack
from tenants import audit, brand_files, jobs
from tenants.brand import save_brand
from tenants.models import Agency, BrandFile, FileKind, FileState, Job, Membership
from tenants.storage import agency_storage
from tests.delivery.masters.sample_masters import changed, dark_master, pale_master
from tests.support import delivery
from tests.support.cast import browser
from tests.support.faces import worked

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("in_alder")]


@pytest.fixture
def engagement(alice: Membership) -> Engagement:
    return delivery.approved(alice)


def checked(alice: Membership, data: bytes, name: str = "Alder 2026.potx") -> BrandFile:
    """Uploaded, and checked as a worker does it, in a child."""
    return worked(brand_files.upload(FileKind.MASTER, name, data, member=alice))


def stored(pack: Pack, name: str) -> bytes:
    with agency_storage().open(pack.files.get(name=name).key) as kept:
        return kept.read()


def test_a_master_is_checked_by_a_child_of_the_worker_and_kept_as_we_wrote_it(alice: Membership) -> None:
    file = checked(alice, dark_master())
    assert file.state == FileState.READY, file.findings
    assert Master.of(brand_files.read(file)).page.under.is_dark
    assert not agency_storage().exists(brand_files.uploaded(file.sha256))
    assert brand_files.facts(file)[3:] == [
        ("Slides stand on", "layout “Title Only”"),
        ("Covers stand on", "layout “Title Slide”"),
    ]


def test_a_master_with_macros_is_refused_in_words(alice: Membership) -> None:
    file = checked(alice, changed(pale_master(), {"ppt/vbaProject.bin": b"x"}))
    assert (file.state, file.cleaned_sha256) == (FileState.REFUSED, "")
    assert [each["sentence"] for each in file.findings] == [
        "The file carries macros. Save it as a .pptx or .potx without macros."
    ]


def test_a_deck_stands_on_it_and_the_manifest_names_its_digest(engagement: Engagement, alice: Membership) -> None:
    file = checked(alice, pale_master())
    save_brand(by=audit.SYSTEM, master=file)
    pack = delivery.built(engagement, alice)
    assert pack.state == PackState.READY, pack.job.error
    deck = Presentation(io.BytesIO(stored(pack, "deck.pptx")))
    names = [shape.name for shape in deck.slide_master.shapes]
    assert names[:2] == ["Decoration 1", "Decoration 2"]
    assert json.loads(stored(pack, MANIFEST))["branding"]["master_sha256"] == file.cleaned_sha256


@pytest.mark.sqlite  # which database it is makes no picture different
def test_its_slides_are_pictured_on_it(
    engagement: Engagement, alice: Membership, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("delivery.previews.MOST", 3)
    save_brand(by=audit.SYSTEM, master=checked(alice, dark_master()))
    pack = delivery.built(engagement, alice, formats=(PackFormat.PPTX,))
    job = Job.objects.filter(kind=previews.PREVIEW).latest("id")
    jobs.run(job.pk, job.agency_id, jobs.SCHEMA)
    job.refresh_from_db()
    assert (job.state, job.error) == ("done", "")
    assert previews.shown(pack, ["deck.pptx"])


def test_another_master_is_named_among_the_differences(engagement: Engagement, alice: Membership) -> None:
    before = inputs.select(engagement, agency=engagement.agency)
    save_brand(by=audit.SYSTEM, master=checked(alice, pale_master()))
    after = inputs.select(engagement, agency=engagement.agency)
    assert after.subject != before.subject
    then = {"said": before.said, "formats": [], "checks": []}
    (found,) = (each.text for each in differences.of_said(then, after.said) if "master" in each.text)
    assert found == "PowerPoint master: standard before, Alder 2026.potx now."


@pytest.mark.parametrize(
    ("name", "kind"),
    [("Alder.potx", "master"), ("ALDER.PPTX", "master"), ("old.ppt", "master"), ("Halden.ttf", "face"), ("x", "face")],
)
def test_what_a_file_is_uploaded_as_follows_from_its_name(name: str, kind: str) -> None:
    assert brand_files.kind_of(name) == kind


def test_an_admin_uploads_a_master_and_reads_what_is_not_taken_over(alder: Agency, alice: Membership) -> None:
    alices = browser(alder, alice)
    sent = SimpleUploadedFile("Alder.pptx", pale_master())
    answer = alices.post("/admin/tenants/brandfile/add/", {"file": sent})
    assert answer.status_code == 302
    file = worked(BrandFile.objects.get())
    page = alices.get(answer["Location"]).content.decode()
    assert (file.kind, file.state) == (FileKind.MASTER, FileState.READY)
    assert "Not taken over: Printer settings." in page
    assert "“Disc”" in page
