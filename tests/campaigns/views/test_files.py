"""The page of final files: what it shows, takes and refuses, with and without script."""

import io

import pytest
from django.conf import LazySettings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.files.uploadhandler import FileUploadHandler
from django.test import Client
from django.urls import reverse

from campaigns.models import AssetFile, Engagement
from campaigns.views import files as views
from tenants.models import Agency, Membership
from tenants.storage import agency_storage
from tests.support import files, work
from tests.support.cast import browser

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]


@pytest.fixture
def engagement(in_alder: Agency) -> Engagement:
    return work.engagement()


@pytest.fixture
def client(alice: Membership) -> Client:
    return browser(alice.agency, alice)


def address(of: Engagement) -> str:
    return reverse("work:files", args=[of.public_id])


def upload(name: str = "Poster.png", content: bytes = files.PNG) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, "text/html")  # what a browser says of it counts for nothing


def test_files_are_taken_in_each_by_itself_and_shown(engagement: Engagement, client: Client) -> None:
    piece = work.artifact(engagement, "creatives").content["assets"][0]["name"]
    sent = {"files": [upload(), upload("logo.svg", b"<svg/>"), upload("Film.mp4", files.MP4)], "asset": piece}
    answer = client.post(address(engagement), sent)
    assert answer.status_code == 409
    page = answer.content.decode()
    assert "<b>logo.svg</b>: Files of this kind are not taken." in page
    assert "Poster.png and Film.mp4 are in the draft of the creatives." in page
    assert page.count(f", for {piece}".replace("&", "&amp;")) == 2
    assert "uploaded by Alice Arden" in page
    named = work.artifact(engagement, "creatives").content["files"]
    assert [(row["name"], row["asset"]) for row in named] == [("Poster.png", piece), ("Film.mp4", piece)]
    assert client.post(address(engagement), {"files": upload("A.png")}).status_code == 302
    assert "Choose at least one file." in client.post(address(engagement), {}).content.decode()


def test_the_script_is_told_by_file_what_was_taken_and_what_was_not(engagement: Engagement, client: Client) -> None:
    sent = {"files": [upload(), upload("logo.svg", b"<svg/>")]}
    answer = client.post(address(engagement), sent, headers={"accept": "application/json"}).json()
    assert answer["taken"] == ["Poster.png"]
    assert [row["name"] for row in answer["wrong"]] == ["logo.svg"]


def test_a_file_is_handed_out_as_an_attachment_that_no_browser_interprets(
    engagement: Engagement, client: Client, alice: Membership
) -> None:
    file = files.attach(engagement, alice, "notes.txt", b"<script>alert(1)</script>")
    answer = client.get(reverse("work:file", args=[engagement.public_id, file.public_id]))
    assert answer.getvalue() == b"<script>alert(1)</script>"
    assert answer["Content-Disposition"] == 'attachment; filename="notes.txt"'
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "no-store" in answer["Cache-Control"]
    other = work.engagement(name="halden")
    assert client.get(reverse("work:file", args=[other.public_id, file.public_id])).status_code == 404
    agency_storage().delete(file.key)
    lost = client.get(reverse("work:file", args=[engagement.public_id, file.public_id]))
    assert "Storage does not hold this file any more" in lost.content.decode()


def test_a_file_is_removed_from_the_draft(
    engagement: Engagement, client: Client, alice: Membership, django_capture_on_commit_callbacks: object
) -> None:
    files.attach(engagement, alice, "Poster.png", files.PNG)
    gone = reverse("work:file_remove", args=[engagement.public_id])
    assert client.get(gone).status_code == 405
    assert client.post(gone, {"name": "Poster.png"}).status_code == 302
    assert not AssetFile.objects.exists()
    assert "No final file yet." in client.get(address(engagement)).content.decode()
    assert client.post(gone, {"name": "Poster.png"}).status_code == 409


def test_of_a_stranger_and_a_reader_nothing_is_read(
    engagement: Engagement, alder: Agency, bob: Membership, settings: LazySettings
) -> None:
    """Their bodies are not even taken in: who sends comes before what is sent."""
    settings.FILE_UPLOAD_HANDLERS = [f"{__name__}.Alarm"]
    bob.role = "viewer"
    bob.save()
    for sender, status in ((browser(alder), 302), (browser(alder, bob), 403)):
        assert sender.post(address(engagement), {"files": upload()}).status_code == status
    page = browser(alder, bob).get(address(engagement)).content.decode()
    assert "Your role reads here; an editor can upload files." in page
    assert 'type="file"' not in page


class Alarm(FileUploadHandler):
    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        raise AssertionError("The body was read.")

    def file_complete(self, file_size: int) -> None:
        raise AssertionError("The body was read.")


def test_a_form_without_its_token_is_refused(engagement: Engagement, alder: Agency, alice: Membership) -> None:
    strict = browser(alder, alice, enforce_csrf_checks=True)
    assert strict.post(address(engagement), {"files": upload()}).status_code == 403
    assert not AssetFile.objects.exists()


def test_more_at_once_than_an_engagement_holds_is_refused_unread(
    engagement: Engagement, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(views, "FORM_BYTES", -views.MAX_FILES_BYTES)
    answer = client.post(address(engagement), {"files": upload()})
    assert answer.status_code == 409
    assert "That is more than 2 GB at once." in answer.content.decode()


def test_twenty_files_are_taken_at_once_and_the_rest_named(engagement: Engagement, client: Client) -> None:
    sent = {"files": [upload(f"{number}.png", files.PNG + bytes([number])) for number in range(21)]}
    answer = client.post(address(engagement), sent, headers={"accept": "application/json"}).json()
    assert len(answer["taken"]) == 20
    assert answer["wrong"] == [{"name": "20.png", "message": "Send at most 20 files at once."}]


def test_a_large_file_is_never_in_memory_while_it_is_taken_in(
    engagement: Engagement, alice: Membership, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Pieces(io.BytesIO):
        largest = 0

        def read(self, size: int | None = -1) -> bytes:
            data = super().read(size)
            Pieces.largest = max(Pieces.largest, len(data))
            return data

    from campaigns.domain import assets

    film = Pieces(files.MP4 + bytes(5 * 2**20))
    assets.attach(work.artifact(engagement, "creatives"), film, name="Film.mp4", member=alice)
    assert Pieces.largest <= 2**20


def test_the_stage_tells_of_its_files_and_leads_to_them(
    engagement: Engagement, client: Client, alice: Membership
) -> None:
    files.attach(engagement, alice, "Poster.png", files.PNG)
    page = client.get(reverse("work:stage", args=[engagement.public_id, "creatives"])).content.decode()
    assert address(engagement) in page
    assert "Poster.png" in page
    other = client.get(reverse("work:stage", args=[engagement.public_id, "strategy"])).content.decode()
    assert "Final files" not in other


def test_who_decides_reads_which_files_they_approve(engagement: Engagement, client: Client, alice: Membership) -> None:
    files.attach(engagement, alice, "Poster.png", files.PNG)
    for kind in ("intake", "strategy", "creatives"):
        version = work.submit(engagement, kind)
        if kind != "creatives":
            report = version.qc_reports.get()
            work.approve(version, alice, accepted=[f"{c['check_id']} {c['path']}".strip() for c in report.findings])
    page = client.get(reverse("work:decide", args=[engagement.public_id, "creatives"])).content.decode()
    assert "Poster.png" in page
    assert AssetFile.objects.get().sha256 in page
