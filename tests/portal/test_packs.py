"""What a client sees: its own published packs, whole; and one and the same nothing for everything else."""

import io
import json
import re
import shlex
import subprocess
import zipfile
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.conf import settings
from django.core import mail
from django.db import connection
from django.test import Client as Browser
from django.utils import timezone
from django.utils.html import escape

from campaigns.models import Campaign, Client, Contact, Engagement
from delivery import files
from delivery.domain import visible
from delivery.enums import PackState
from delivery.models import Download, Pack, PackFile, Preview
from tenants.audit import faults
from tenants.checks import tenant_models
from tenants.models import Agency, AuditEntry
from tenants.scope import tenant
from tenants.storage import AgencyStorage, agency_storage
from tests.delivery import sample_pack
from tests.support import packs
from tests.support.cast import browser
from tests.support.portal import CODE, SIGN_IN, outside, reader
from tests.support.queries import counted

pytestmark = pytest.mark.django_db

HOME = "/portal/"


def text_of(answer: Any) -> str:
    return re.sub(r"\s+", " ", answer.content.decode())


def neutral(answer: Any) -> tuple[Any, ...]:
    page = re.sub(r'nonce="[^"]*"|value="[A-Za-z0-9]{64}"', "", text_of(answer))
    headers = {name: re.sub(r"nonce-[^']*", "", value) for name, value in answer.headers.items() if name != "Expires"}
    return answer.status_code, page, headers


def bytes_of(answer: Any) -> bytes:
    return b"".join(answer.streaming_content) if answer.streaming else answer.content


def statuses(visitor: Browser, paths: list[str]) -> set[int]:
    answers = [visitor.get(path) for path in paths]
    assert all(isinstance(bytes_of(answer), bytes) for answer in answers)
    return {answer.status_code for answer in answers}


def addresses(pack: Pack | Any) -> list[str]:
    base = f"/portal/packs/{getattr(pack, 'public_id', pack)}/"
    return [
        base,
        f"{base}summary/",
        f"{base}summary.html",
        *(f"{base}files/{name}" for name in (*packs.STORED, "pack.zip")),
    ]


def stored(pack: Pack, name: str) -> PackFile:
    return PackFile.objects.get(pack=pack, name=name)


# --- The front page --------------------------------------------------------------------------------------------------


def test_the_front_page_has_the_newest_pack_first(visitor: Browser, halden: Client) -> None:
    for number, campaign in enumerate(("First", "Second", "Third"), 1):
        packs.pack(packs.engagement(halden, campaign), number=number)
    page = text_of(visitor.get(HOME))
    assert re.findall(r"Pack (\d): brief, strategy, monitoring", page) == ["3", "2", "1"]
    assert page.index("Third ·") < page.index("Second ·") < page.index("First ·")


def test_a_client_without_packs_is_told_when_there_will_be_some(visitor: Browser) -> None:
    page = text_of(visitor.get(HOME))
    assert "No pack yet." in page
    assert "approved, checked and published for you" in page


@pytest.mark.parametrize("state", [state for state in PackState if state != PackState.PUBLISHED])
def test_only_published_packs_are_there(visitor: Browser, halden: Client, state: PackState) -> None:
    hidden = packs.pack(packs.engagement(halden), state=state)
    assert "No pack yet." in text_of(visitor.get(HOME))
    assert statuses(visitor, addresses(hidden)) == {404}
    Pack.objects.filter(pk=hidden.pk).update(state=PackState.PUBLISHED)
    assert statuses(visitor, addresses(hidden)) == {200}


def test_a_withdrawn_pack_is_gone_at_once(visitor: Browser, published: Pack) -> None:
    assert visitor.get(addresses(published)[0]).status_code == 200
    Pack.objects.filter(pk=published.pk).update(state=PackState.WITHDRAWN)
    assert statuses(visitor, addresses(published)) == {404}


def test_nothing_is_there_and_somebody_elses_is_there_look_the_same(
    cedar: Agency, visitor: Browser, halden: Client, alder: Agency
) -> None:
    with outside(), tenant(cedar):
        foreign = packs.pack(packs.engagement(packs.client("Halden & Søn")))
    others = packs.pack(packs.engagement(packs.client("Veldkamp")))
    hidden = packs.pack(packs.engagement(halden), state=PackState.SUPERSEDED)
    for nothing, *paths in zip(*(addresses(pack) for pack in (uuid4(), foreign, others, hidden)), strict=True):
        expected = neutral(visitor.get(nothing))
        assert expected[0] == 404
        for path in paths:
            assert neutral(visitor.get(path)) == expected, path
    assert not Download.objects.exists()


def test_what_is_not_there_names_no_module_in_development_either(
    visitor: Browser, published: Pack, settings: Any
) -> None:
    settings.DEBUG = True
    answer = visitor.get(addresses(uuid4())[0])
    assert answer.status_code == 404
    assert b"There is nothing here" in answer.content
    assert b"portal.urls" not in answer.content


def test_a_file_that_a_pack_has_not_got_looks_like_a_pack_that_is_not_there(visitor: Browser, published: Pack) -> None:
    expected = neutral(visitor.get(addresses(uuid4())[0]))
    for name in ("nothing.pdf", "..", "%2e%2e%2fmanifest.json", "PACK.ZIP", "x" * 500):
        assert neutral(visitor.get(f"/portal/packs/{published.public_id}/files/{name}")) == expected, name


def test_a_pack_without_a_summary_offers_none(visitor: Browser, halden: Client) -> None:
    bare = packs.pack(packs.engagement(halden), stored=["report.pdf"])
    page, summary, frame, *_ = addresses(bare)
    assert "Read the summary" not in text_of(visitor.get(page))
    assert visitor.get(summary).status_code == visitor.get(frame).status_code == 404


# --- The page of a pack ----------------------------------------------------------------------------------------------


def test_the_page_says_who_approved_what_and_what_was_checked(visitor: Browser, published: Pack) -> None:
    page = re.sub(r"<[^>]+>", "", text_of(visitor.get(addresses(published)[0])))
    for words in (
        "Pack 1: brief, strategy, monitoring",
        "Spring Range, from Alder &amp; Oak.",
        "Strategy, version 2Tomás Reyes, Account director9 March 2026",
        "The logo has no version for dark ground. Ines Okafor (Admin) let it pass: The cover is pale.",
        "Claims and prices were read. Signed off by Legal counsel.",
    ):
        assert words in page, words


def test_an_agency_that_shows_roles_only_shows_no_name(visitor: Browser, published: Pack) -> None:
    manifest = published.manifest
    for row in manifest["included_artifacts"]:
        row["approved_by"] = None
    Pack.objects.filter(pk=published.pk).update(manifest=manifest)
    page = text_of(visitor.get(addresses(published)[0]))
    assert "Tomás" not in page
    assert page.count("<b>Account director</b>") == 3


def test_every_file_is_offered_what_people_open_first(visitor: Browser, published: Pack) -> None:
    page = visitor.get(addresses(published)[0]).content.decode()
    offered = re.findall(
        rf'href="/portal/packs/{published.public_id}/files/([^"]+)" aria-label="Download ([^"]+)"', page
    )
    assert offered == [
        ("pack.zip", "Everything"), ("report.pdf", "Report"), ("deck.pptx", "Deck"), ("summary.html", "Summary"),
        ("manifest.json", "manifest.json"), ("artifacts.json", "artifacts.json"),
    ]  # fmt: skip
    for name, _ in offered:
        assert stored(published, name).sha256 in page
    assert page.index('aria-label="Download Summary"') < page.index("<details>") < page.index("Download manifest.json")


def test_a_final_file_is_offered_under_the_name_it_was_given(visitor: Browser, published: Pack) -> None:
    with tenant(published.agency):
        film = stored(published, "report.pdf")
        PackFile.objects.create(
            pack=published, name="assets/Film.mp4", media_type="video/mp4", size=film.size, sha256=film.sha256, key=film.key
        )  # fmt: skip
    page = visitor.get(addresses(published)[0]).content.decode()
    assert "<h2>Final files</h2>" in page
    assert f'href="/portal/packs/{published.public_id}/files/assets/Film.mp4" aria-label="Download Film.mp4"' in page


def test_a_file_that_nobody_has_a_word_for_is_offered_all_the_same(visitor: Browser, published: Pack) -> None:
    with tenant(published.agency):
        report = stored(published, "report.pdf")
        PackFile.objects.create(
            pack=published, name="notes.txt", media_type="text/plain", size=1, sha256=report.sha256, key=report.key
        )  # fmt: skip
    assert 'aria-label="Download notes.txt"' in visitor.get(addresses(published)[0]).content.decode()


def test_the_digests_are_the_rows_own(visitor: Browser, published: Pack) -> None:
    page = re.sub(r"<[^>]+>|\s", "", visitor.get(addresses(published)[0]).content.decode())
    for digest in (published.pack_digest, published.manifest_hash, published.archive_sha256):
        assert digest in page


@sample_pack.needs_ssh_keygen
@sample_pack.needs_sha256sum
def test_the_three_commands_of_the_page_check_the_pack(visitor: Browser, published: Pack, tmp_path: Path) -> None:
    zipfile.ZipFile(io.BytesIO(bytes_of(visitor.get(addresses(published)[-1])))).extractall(tmp_path)
    signers = visitor.get("/portal/allowed_signers")
    assert signers["Content-Disposition"] == 'attachment; filename="allowed_signers"'
    (tmp_path / "allowed_signers").write_bytes(signers.content)
    page = visitor.get(addresses(published)[0]).content.decode()
    shown = re.findall(r'<pre class="code[^>]*command">([^<]+)</pre>', page)
    said = [run(command.replace("&lt;", "<"), tmp_path) for command in shown]
    assert len(said) == 3
    assert all(line.endswith(": OK") for line in said[0].splitlines())
    assert said[1].split()[0] == published.pack_digest
    assert said[2].startswith('Good "delivery-pack" signature for alder ')
    assert escape(signers.content.decode().strip()) in page


def run(command: str, folder: Path) -> str:
    words, _, source = command.partition("<")
    with (folder / source.strip()).open("rb") if source else io.BytesIO() as given:
        return subprocess.run(
            shlex.split(words), cwd=folder, input=given.read(), capture_output=True, check=True
        ).stdout.decode()  # fmt: skip


def test_hostile_names_are_shown_as_text(visitor: Browser, halden: Client) -> None:
    name = "<script>alert('x')</script> & \"Söhne\" 𝔸"
    Client.objects.filter(pk=halden.pk).update(name=name)
    pack = packs.pack(packs.engagement(halden, name[:40]))
    for path in (HOME, *addresses(pack)[:2]):
        page = visitor.get(path).content.decode()
        assert "<script" not in page
        assert "&amp;amp;" not in page
    assert escape(name) in visitor.get(HOME).content.decode()


# --- The summary -----------------------------------------------------------------------------------------------------


def test_the_summary_is_framed_without_rights(visitor: Browser, published: Pack) -> None:
    _, path, frame, *_ = addresses(published)
    found = re.search(r"<iframe[^>]*>", visitor.get(path).content.decode())
    assert found is not None
    assert f'src="{frame}"' in found[0]
    assert re.search(r"\ssandbox(\s|>)", found[0])


def test_the_framed_page_is_the_file_under_its_own_policy_and_sandboxed(visitor: Browser, published: Pack) -> None:
    answer = visitor.get(addresses(published)[2])
    assert answer.content == packs.summary()
    meta = re.search(r'http-equiv="Content-Security-Policy" content="([^"]+)"', packs.summary().decode())
    assert meta is not None
    own = meta[1].replace("&#x27;", "'")
    assert "style-src 'sha256-" in own
    assert answer["Content-Security-Policy"] == f"{own}; frame-ancestors 'self'; sandbox"
    assert answer["X-Frame-Options"] == "SAMEORIGIN"
    assert answer["Content-Type"] == "text/html; charset=utf-8"
    assert (answer["X-Content-Type-Options"], answer["Referrer-Policy"]) == ("nosniff", "no-referrer")


def test_the_rest_of_the_portal_keeps_the_sites_policy_and_is_framed_by_nobody(
    visitor: Browser, published: Pack
) -> None:
    for path in (HOME, *addresses(published)[:2]):
        answer = visitor.get(path)
        assert answer["X-Frame-Options"] == "DENY"
        assert "frame-ancestors 'none'" in answer["Content-Security-Policy"]


@pytest.mark.parametrize(
    ("page", "policy"),
    [
        (b"<p>nothing</p>", "default-src 'none'"),
        (b'<meta http-equiv="Content-Security-Policy" content="default-src &#x27;none&#x27;">', "default-src 'none'"),
        (b'<meta http-equiv="Content-Security-Policy" content="a\r\nSet-Cookie: b">', "default-src 'none'"),
    ],
)
def test_a_page_without_a_policy_of_one_line_may_do_nothing(page: bytes, policy: str) -> None:
    assert files.policy_of(page) == policy


# --- Downloads -------------------------------------------------------------------------------------------------------


def test_a_download_is_the_stored_file_byte_for_byte(visitor: Browser, published: Pack) -> None:
    for name in (*packs.STORED, "pack.zip"):
        file = stored(published, name)
        answer = visitor.get(f"/portal/packs/{published.public_id}/files/{name}")
        with agency_storage().open(file.key) as kept:
            assert bytes_of(answer) == kept.read(), name
        assert answer["Content-Type"] == file.media_type
        assert answer["Content-Length"] == str(file.size)
        assert answer["Content-Disposition"].startswith("attachment; ")
        assert (answer["X-Content-Type-Options"], answer["Referrer-Policy"]) == ("nosniff", "no-referrer")
        assert "no-store" in answer["Cache-Control"]


def test_a_download_is_recorded_and_a_look_at_the_page_is_not(visitor: Browser, published: Pack, elin: Contact) -> None:
    visitor.get(addresses(published)[0])
    visitor.head(addresses(published)[-1])
    assert not Download.objects.exists()
    bytes_of(visitor.get(addresses(published)[-1]))
    download = Download.objects.get()
    assert (download.file.name, download.contact, download.member) == ("pack.zip", elin, None)
    entry = AuditEntry.objects.get(action="pack.link_issued")
    assert (entry.actor_kind, entry.actor_name, entry.actor_id) == ("contact", "Elin Haugen", str(elin.public_id))
    assert (entry.object_kind, entry.object_id, entry.data) == ("pack", str(published.public_id), {"file": "pack.zip"})
    assert [fault for fault in faults() if "The manifest of pack" not in fault] == []  # the sample's names no entry


def test_where_the_store_has_links_the_reader_is_sent_to_one(
    visitor: Browser, published: Pack, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[tuple[str, str]] = []

    def url(self: AgencyStorage, key: str, *, filename: str) -> str:
        asked.append((key, filename))
        return "https://bucket.example/signed?X=1"

    monkeypatch.setattr(AgencyStorage, "url", url)
    answer = visitor.get(addresses(published)[-1])
    assert (answer.status_code, answer["Location"]) == (302, "https://bucket.example/signed?X=1")
    assert asked == [(stored(published, "pack.zip").key, "halden-søn-spring-range-pack-1.zip")]
    assert answer["Referrer-Policy"] == "no-referrer"
    assert "no-store" in answer["Cache-Control"]
    assert Download.objects.count() == AuditEntry.objects.filter(action="pack.link_issued").count() == 1


@pytest.mark.parametrize("harm", ["changed", "missing"])
def test_bytes_that_are_not_what_was_published_are_not_sent(visitor: Browser, published: Pack, harm: str) -> None:
    for name in ("pack.zip", "summary.html"):
        key = stored(published, name).key
        agency_storage().delete(key)
        if harm == "changed":
            agency_storage().save(key, b"other bytes")
    for path in (addresses(published)[-1], addresses(published)[2]):
        answer = visitor.get(path)
        assert answer.status_code == 500
        assert "not the file that was published" in text_of(answer)
        assert "other bytes" not in text_of(answer)
    assert not Download.objects.exists()


def test_nothing_names_a_key(visitor: Browser, published: Pack) -> None:
    prefix = str(published.agency.public_id)
    for path in (HOME, *addresses(published)):
        answer = visitor.get(path)
        assert prefix.encode() not in bytes_of(answer), path
        assert prefix not in str(answer.headers), path


@pytest.mark.parametrize(
    ("client", "campaign", "name", "expected"),
    [
        ("Halden Bikes", "Spring Range 2027", "report.pdf", "halden-bikes-spring-range-2027-pack-2.pdf"),
        ("Halden Bikes", "Spring", "pack.zip", "halden-bikes-spring-pack-2.zip"),
        ("Halden Bikes", "Spring", "manifest.json", "halden-bikes-spring-pack-2-manifest.json"),
        ("Halden Bikes", "Spring", "artifacts.json", "halden-bikes-spring-pack-2-artifacts.json"),
        ('a"; filename="x', "b\r\nSet-Cookie: c", "report.pdf", "a-filenamex-b-set-cookie-c-pack-2.pdf"),
        ("../../etc/passwd", "\\\\host\\share", "report.pdf", "etcpasswd-hostshare-pack-2.pdf"),
        ("\u202egnp.exe", "\x00\x07", "report.pdf", "gnpexe-pack-2.pdf"),
        ("☃", "🎉", "report.pdf", "pack-2.pdf"),
        ("東京", "שלום", "report.pdf", "東京-שלום-pack-2.pdf"),
        ("x" * 120, "y" * 160, "report.pdf", f"{'x' * 60}-{'y' * 60}-pack-2.pdf"),
    ],
)
def test_a_download_has_a_name_that_says_what_it_is_and_does_nothing_else(
    client: str, campaign: str, name: str, expected: str
) -> None:
    whole = Engagement(campaign=Campaign(client=Client(name=client), name=campaign))
    assert files.download_name(PackFile(pack=Pack(engagement=whole, number=2), name=name)) == expected


# --- All pages -------------------------------------------------------------------------------------------------------


def every_page(pack: Pack) -> list[str]:
    return [HOME, SIGN_IN, CODE, "/portal/client/", "/portal/allowed_signers", *addresses(pack)[:3]]


def test_reading_changes_nothing(visitor: Browser, published: Pack) -> None:
    def everything() -> dict[str, list[Any]]:
        tables = [*(model._meta.db_table for model in tenant_models()), "django_session"]
        with connection.cursor() as cursor:
            return {table: rows(cursor, table) for table in tables}

    def rows(cursor: Any, table: str) -> list[Any]:
        cursor.execute(f'SELECT * FROM "{table}" ORDER BY 1')
        return cursor.fetchall()

    before = everything()
    assert before["delivery_pack"]
    assert before["django_session"]
    for path in (*every_page(published), "/portal/sign-out/", "/portal/nothing/"):
        visitor.get(path)
        visitor.head(path)
    assert everything() == before


def test_the_number_of_queries_does_not_grow_with_the_packs(visitor: Browser, halden: Client) -> None:
    newest = packs.pack(packs.engagement(halden))
    paths = (HOME, *addresses(newest)[:2])
    for path in paths:
        visitor.get(path)
    few = [counted(visitor, path) for path in paths]
    for number in range(29):
        packs.pack(packs.engagement(halden, f"Campaign {number}"), stored=())
    assert [counted(visitor, path) for path in paths] == few
    assert max(few) < 15
    assert len(visible.packs_for(halden)) == 30


def test_no_answer_and_no_mail_names_the_platform(
    visitor: Browser, published: Pack, alder: Agency, halden: Client
) -> None:
    stranger = browser(alder)
    packs.contact(packs.client("Veldkamp"), "elin@halden.example")
    answers = [visitor.get(path) for path in (*every_page(published), "/portal/nothing/", f"{HOME}packs/{uuid4()}/")]
    answers += [stranger.get(path) for path in every_page(published)]
    answers += [stranger.post(SIGN_IN, {"email": "x"}), stranger.post(SIGN_IN, {"email": "a@b.example"})]
    answers += [stranger.post(CODE, {"code": code}) for code in ("x", "22222222")]
    answers += [stranger.post(SIGN_IN, {"email": "a@b.example"}) for _ in range(5)]
    assert {answer.status_code for answer in answers} == {200, 302, 404, 429}
    texts = [bytes_of(answer).decode() + str(answer.headers) + str(answer.cookies) for answer in answers]
    texts += [message.message().as_string() for message in mail.outbox]
    for text in texts:
        assert "aicmo" not in text.lower()
        assert str(settings.BASE_DIR) not in text


def test_the_manifest_on_the_row_is_the_one_in_the_pack(published: Pack) -> None:
    with agency_storage().open(stored(published, "manifest.json").key) as kept:
        assert json.load(kept) == published.manifest
    assert published.published_at is not None
    assert published.published_at <= timezone.now()


def test_a_contact_of_another_client_of_the_agency_sees_its_own(published: Pack) -> None:
    veldkamp = packs.client("Veldkamp")
    own = packs.pack(packs.engagement(veldkamp, "Tools"))
    other = reader(packs.contact(veldkamp, "ola@veldkamp.example", "Ola"))
    assert "Spring Range" not in text_of(other.get(HOME))
    assert statuses(other, addresses(published)) == {404}
    assert statuses(other, addresses(own)) == {200}


# --- Pages -----------------------------------------------------------------------------------------------------------


def pictures(pack: Pack, preview: Preview) -> list[str]:
    base = f"/portal/packs/{pack.public_id}/"
    return [f"{base}pages/", *(f"{base}pictures/{preview.pages[0][size]}.webp" for size in ("large", "small"))]


def test_the_client_sees_the_pages_of_a_published_pack(visitor: Browser, published: Pack) -> None:
    preview = packs.pictured(published)
    page, large, small = pictures(published, preview)
    shown = text_of(visitor.get(f"/portal/packs/{published.public_id}/"))
    assert f'src="{small}" alt="Report, page 1 of 2" width="300" height="424"' in shown
    assert small in text_of(visitor.get(HOME))
    assert f'src="{large}"' in text_of(visitor.get(page))
    sent = visitor.get(large)
    assert (sent["Content-Type"], sent["X-Content-Type-Options"]) == ("image/webp", "nosniff")
    assert "no-store" in sent["Cache-Control"]


@pytest.mark.parametrize("state", [state for state in PackState if state != PackState.PUBLISHED])
def test_pages_of_a_pack_that_is_not_published_are_not_there(
    visitor: Browser, halden: Client, state: PackState
) -> None:
    pack = packs.pack(packs.engagement(halden), state=state)
    assert statuses(visitor, pictures(pack, packs.pictured(pack))) == {404}


def test_pages_of_another_client_answer_as_those_that_nobody_has(visitor: Browser, published: Pack) -> None:
    theirs = packs.pack(packs.engagement(packs.client("Other Client"), "Other"))
    foreign = pictures(theirs, packs.pictured(theirs))
    missing = [path.replace(str(theirs.public_id), str(uuid4())) for path in foreign]
    for one, other in zip(foreign, missing, strict=True):
        assert neutral(visitor.get(one)) == neutral(visitor.get(other))
    packs.pictured(published)
    mine = foreign[1].replace(str(theirs.public_id), str(published.public_id))
    assert visitor.get(mine).status_code == 404


def test_a_pack_without_pictures_says_nothing_of_them(visitor: Browser, published: Pack) -> None:
    assert "pictured" not in text_of(visitor.get(f"/portal/packs/{published.public_id}/"))
    assert visitor.get(f"/portal/packs/{published.public_id}/pages/").status_code == 404
