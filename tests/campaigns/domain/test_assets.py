"""Final files: taken in as they are, named by the creatives, and kept as long as something names them."""

from hashlib import sha256

import pytest
from django.http import QueryDict

from campaigns.content import ContentError, content_sha256, dump, empty, parse
from campaigns.content.files import MAX_FILES, MAX_NAME, endings_of, file_name
from campaigns.domain import artifacts, assets, documents, engagements
from campaigns.enums import ArtifactKind
from campaigns.forms import ContentForm
from campaigns.models import Artifact, AssetFile, Engagement
from tenants.errors import NotAllowed, Refusal
from tenants.models import Agency, AuditEntry, Membership
from tenants.scope import tenant
from tenants.storage import agency_storage
from tests.support import files, work

pytestmark = pytest.mark.django_db(transaction=True)

CREATIVES = ArtifactKind.CREATIVES


@pytest.fixture
def engagement(in_alder: Agency) -> Engagement:
    return work.engagement()


def named(of: Engagement) -> list[dict[str, object]]:
    return list(work.artifact(of, "creatives").content.get("files", []))


def stored(of: Engagement) -> list[bytes]:
    return [b"".join(assets.open_pieces(file)) for file in AssetFile.objects.filter(engagement=of).order_by("id")]


def test_a_file_is_kept_byte_for_byte_and_the_draft_names_it_by_its_digest(
    engagement: Engagement, alice: Membership
) -> None:
    film = files.MP4 + bytes(range(256)) * 9000
    before = work.artifact(engagement, "creatives")
    files.attach(engagement, alice, r"C:\Films\Launch film.mp4", film, asset="  Launch\nfilm ")
    assert stored(engagement) == [film]
    digest = sha256(film).hexdigest()
    assert named(engagement) == [
        {"name": "Launch film.mp4", "asset": "Launch film", "size": len(film), "sha256": digest}
    ]
    after = work.artifact(engagement, "creatives")
    assert after.lock == before.lock + 1
    assert content_sha256(after.content) != content_sha256(before.content)
    entry = AuditEntry.objects.order_by("-number").first()
    assert (entry.action, entry.data["file"], entry.data["sha256"]) == (
        "artifact.file_attached", "Launch film.mp4", digest,
    )  # fmt: skip


def test_creatives_without_files_have_the_digest_that_they_had_before_there_were_any() -> None:
    assert "files" not in dump(empty(CREATIVES))
    assert content_sha256(dump(empty(CREATIVES))) == "bc8721428891b7ea8565712ed80da866789a75c27558a4372495a231943cdeff"


def test_a_file_of_the_same_name_takes_its_place_and_the_bytes_that_nothing_names_are_deleted(
    engagement: Engagement, alice: Membership
) -> None:
    first = files.attach(engagement, alice, "Poster.png", files.PNG + b"first")
    files.attach(engagement, alice, "Film.mp4")
    files.attach(engagement, alice, "poster.PNG", files.PNG + b"second")
    assert [row["name"] for row in named(engagement)] == ["poster.PNG", "Film.mp4"]
    assert sorted(stored(engagement)) == sorted([files.MP4 + b"frames", files.PNG + b"second"])
    assert not agency_storage().exists(first.key)


def test_what_a_version_names_stays_when_the_draft_lets_it_go(engagement: Engagement, alice: Membership) -> None:
    work.approve(work.submit(engagement, "intake", alice), alice, accepted=[])
    kept = files.attach(engagement, alice, "Poster.png", files.PNG + b"kept")
    gone = files.attach(engagement, alice, "Film.mp4")
    found = work.artifact(engagement, "creatives")
    found.versions.create(number=1, content=found.content | {"files": named(engagement)[:1]}, content_sha256="0" * 64)
    for name in ("Poster.png", "Film.mp4"):
        assets.detach(work.artifact(engagement, "creatives"), name, member=alice)
    assert named(engagement) == []
    assert "files" not in work.artifact(engagement, "creatives").content
    assert agency_storage().exists(kept.key)
    assert not agency_storage().exists(gone.key)
    with pytest.raises(Refusal, match="names no file “Film.mp4” any more"):
        assets.detach(work.artifact(engagement, "creatives"), "Film.mp4", member=alice)


def test_the_same_bytes_are_kept_once_and_put_right_where_they_were_damaged(
    engagement: Engagement, alice: Membership
) -> None:
    first = files.attach(engagement, alice, "A.png", files.PNG)
    again = files.attach(engagement, alice, "B.png", files.PNG)
    assert (first.pk, len(named(engagement))) == (again.pk, 2)
    agency_storage().delete(first.key)
    files.attach(engagement, alice, "A.png", files.PNG)
    assert stored(engagement) == [files.PNG]
    assert AssetFile.objects.get().key == first.key


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("logo.svg", b"<svg/>", "Files of this kind are not taken"),
        ("page.html", b"<html>", "Files of this kind are not taken"),
        ("macro.docm", b"PK\3\4", "Files of this kind are not taken"),
        ("film", files.MP4, "Files of this kind are not taken"),
        ("poster.jpg", files.PNG, "What it holds is .png, and its name ends in .jpg"),
        ("poster.png", b"<html><script>", "What it holds is .csv or .srt or .txt or .vtt, and its name ends in .png"),
        ("film.mp4", b"\0\1\2\3" * 9, "It does not begin as a file that ends in .mp4 does"),
        ("empty.txt", b"", "It does not begin as a file that ends in .txt does"),
        ("x" * MAX_NAME + ".png", files.PNG, "has 120 characters at most"),
    ],
)
def test_what_is_not_taken_is_refused_and_leaves_nothing(
    engagement: Engagement, alice: Membership, name: str, content: bytes, sentence: str
) -> None:
    before = work.artifact(engagement, "creatives").content
    with pytest.raises(Refusal, match=sentence):
        files.attach(engagement, alice, name, content)
    assert work.artifact(engagement, "creatives").content == before
    assert not AssetFile.objects.exists()


@pytest.mark.parametrize(
    ("head", "endings"),
    [
        (files.PNG, ".png"), (b"\xff\xd8\xff\xe0", ".jpg .jpeg"), (b"GIF89a", ".gif"), (b"RIFF\0\0\0\0WEBPVP8 ", ".webp"),
        (b"II*\0", ".tif .tiff"), (b"8BPS\0\1", ".psd"), (files.MP4, ".mp4"), (b"\0\0\0\x14ftypqt  ", ".mov"),
        (b"\0\0\0\x20ftypM4A ", ".m4a"), (b"\x1aE\xdf\xa3\x01\0\0B\x82\x84webm", ".webm"), (b"ID3\4", ".mp3"),
        (b"RIFF\0\0\0\0WAVEfmt ", ".wav"), (files.PDF, ".pdf"), (b"PK\3\4", ".zip .docx .xlsx .pptx"),
        ("1\n00:00:01,000 --> 00:00:02,000\nΚαλημέρα".encode() + b"\xce", ".txt .csv .srt .vtt"), (b"\x7fELF", ""),
        (b"MZ\x90\0", ""), (b"text\0", ""), (b"", ""),
    ],
)  # fmt: skip
def test_the_kind_of_a_file_is_told_by_how_it_begins(head: bytes, endings: str) -> None:
    assert endings_of(head) == set(endings.split())


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("../../etc/x.png", "x.png"),
        ("a\\b.png", "b.png"),
        ("a\u202egnp.png", "agnp.png"),
        (" .x.png. ", "x.png"),
        ("/", ""),
    ],
)
def test_of_a_path_only_the_name_is_kept(given: str, kept: str) -> None:
    assert file_name(given) == kept


def test_the_files_of_an_engagement_have_a_limit_together_and_each(
    engagement: Engagement, alice: Membership, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(assets, "MAX_FILE_BYTES", 100)
    monkeypatch.setattr(assets, "MAX_FILES_BYTES", 150)
    with pytest.raises(Refusal, match="A file has 0 MB at most"):
        files.attach(engagement, alice, "A.png", files.PNG + bytes(100))
    files.attach(engagement, alice, "A.png", files.PNG + bytes(90))
    with pytest.raises(Refusal, match="The files of an engagement have 0 GB together at most"):
        files.attach(engagement, alice, "B.png", files.PNG + bytes(80))
    assert len(stored(engagement)) == 1


def test_more_files_than_a_pack_holds_are_refused_and_the_last_leaves_no_bytes(
    engagement: Engagement, alice: Membership
) -> None:
    files.attach(engagement, alice, "A.png", files.PNG)
    (row,) = named(engagement)
    found = work.artifact(engagement, "creatives")
    rows = [{**row, "name": f"{number}.png"} for number in range(MAX_FILES)]
    artifacts.edit(found, {**found.content, "files": rows}, lock=found.lock, member=alice)
    with pytest.raises(ContentError):
        files.attach(engagement, alice, "B.png", files.PNG + b"b")
    assert stored(engagement) == [files.PNG]


# Whose


def test_a_content_that_names_bytes_which_were_never_uploaded_here_is_refused(
    engagement: Engagement, alice: Membership
) -> None:
    other = work.engagement(name="halden")
    theirs = files.attach(other, alice, "Film.mp4")
    row = {"name": "Film.mp4", "asset": "", "size": theirs.size, "sha256": theirs.sha256}
    for each in (row, {**row, "sha256": "0" * 64}, {**row, "size": 1}, {**row, "name": ""}):
        with pytest.raises((Refusal, ContentError)):
            work.write(engagement, "creatives", alice, files=[each])
    assert named(engagement) == []


def test_another_agencys_file_is_not_there(alice: Membership, charlie: Membership) -> None:
    with tenant(alice.agency):
        ours = work.engagement()
        file = files.attach(ours, alice, "Film.mp4")
        row = named(ours)
    with tenant(charlie.agency):
        theirs = work.engagement()
        with pytest.raises(Refusal, match="Film.mp4 is not a file of this engagement"):
            work.write(theirs, "creatives", charlie, files=row)
        assert assets.held(theirs) == {}
        assert not AssetFile.objects.filter(sha256=file.sha256).exists()


def test_a_reader_and_a_stage_in_review_take_no_files(
    engagement: Engagement, alice: Membership, bob: Membership
) -> None:
    bob.role = "viewer"
    bob.save()
    with pytest.raises(NotAllowed):
        files.attach(engagement, bob)
    with pytest.raises(NotAllowed):
        artifacts.change_files(work.artifact(engagement, "creatives"), lambda rows: rows, member=bob, action="x")
    Artifact.objects.filter(engagement=engagement, kind="creatives").update(status="in_review")
    with pytest.raises(Refusal):
        files.attach(engagement, alice)
    assert not AssetFile.objects.exists()


# Beside it


def test_somebody_who_writes_meanwhile_keeps_the_files_and_what_they_typed(
    engagement: Engagement, alice: Membership
) -> None:
    opened = work.artifact(engagement, "creatives")
    base = ContentForm(CREATIVES, opened.content).base
    files.attach(engagement, alice, "Film.mp4")
    now = work.artifact(engagement, "creatives")
    form = ContentForm.from_post(CREATIVES, now.content, QueryDict("standfirst=Typed+meanwhile"))
    merged = form.merge(base)
    assert (merged.taken, merged.both) == ((), ())
    saved = artifacts.edit(now, form.content(), lock=now.lock, member=alice)
    assert saved.content["standfirst"] == "Typed meanwhile"
    assert saved.content["files"] == now.content["files"]


def test_a_copy_and_an_export_hold_words_only_and_a_document_with_files_is_refused(
    engagement: Engagement, alice: Membership
) -> None:
    files.attach(engagement, alice, "Film.mp4")
    copy = engagements.copy_engagement(engagement, campaign=engagement.campaign, name="Again", by=alice)
    assert named(copy) == []
    document = documents.export_engagement(engagement)
    assert "files" not in document["artifacts"]["creatives"]
    document["artifacts"]["creatives"]["files"] = named(engagement)
    with pytest.raises(documents.ImportRefused) as refused:
        documents.read(document)
    assert [error.path for error in refused.value.errors] == ["artifacts.creatives.files"]


def test_two_names_that_differ_by_case_alone_are_refused() -> None:
    rows = [{"name": name, "size": 1, "sha256": "0" * 64} for name in ("a.png", "A.PNG")]
    with pytest.raises(ContentError) as refused:
        parse(CREATIVES, {"files": rows})
    assert [(error.path, error.message) for error in refused.value.errors] == [("files", "a.png stands here twice.")]
