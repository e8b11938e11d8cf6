import hashlib
import os
import subprocess
import sys
import zipfile
from io import BytesIO
from pathlib import Path

import pytest

from delivery import archive
from delivery.archive import SealedPack, readme_text, seal_pack, sums_text, write_archive
from delivery.manifest import ManifestError, pack_digest, sha256
from delivery.signing import SigningError
from tests.delivery.sample_pack import (
    FILES,
    IDENTITY,
    KEY,
    MANIFEST,
    PACK,
    SIGNERS,
    needs_sha256sum,
    needs_ssh_keygen,
    seal,
)

ROOT = Path(__file__).parents[2]


def unpack(pack: SealedPack, folder: Path) -> Path:
    with zipfile.ZipFile(BytesIO(pack.archive)) as opened:
        opened.extractall(folder)
    return folder


# The ZIP


def test_a_pack_holds_its_files_and_four_members_that_seal_them() -> None:
    with zipfile.ZipFile(BytesIO(PACK.archive)) as opened:
        assert opened.namelist() == [
            "README.txt",
            "SHA256SUMS",
            "artifacts.json",
            "deck.pptx",
            "manifest.json",
            "manifest.json.sig",
            "provenance.json",
            "report.pdf",
            "summary.html",
        ]
        assert {name: opened.read(name) for name in opened.namelist()} == PACK.members
        assert opened.testzip() is None


def test_every_header_has_the_same_date_mode_and_no_extras() -> None:
    with zipfile.ZipFile(BytesIO(PACK.archive)) as opened:
        headers = {
            (
                info.date_time,
                info.external_attr,
                info.create_system,
                info.extra,
                info.comment,
                info.flag_bits,
                info.internal_attr,
            )
            for info in opened.infolist()
        }
        assert opened.comment == b""
    assert headers == {((1980, 1, 1, 0, 0, 0), 0o100644 << 16, 3, b"", b"", 0, 0)}


def test_pdf_and_deck_are_stored_and_texts_are_deflated() -> None:
    with zipfile.ZipFile(BytesIO(PACK.archive)) as opened:
        stored = [info.filename for info in opened.infolist() if info.compress_type == zipfile.ZIP_STORED]
    assert stored == ["deck.pptx", "report.pdf"]


def test_the_order_of_members_does_not_matter() -> None:
    assert write_archive(dict(reversed(list(PACK.members.items())))) == PACK.archive


BUILD = """
import hashlib, sys
from tests.delivery.sample_pack import PACK
sys.stdout.write(hashlib.sha256(PACK.archive).hexdigest())
"""


@pytest.mark.parametrize(
    ("zone", "seed", "umask", "locale"),
    [("Asia/Tokyo", "1", 0o077, "C"), ("America/New_York", "77", 0o000, "C.UTF-8")],
)
def test_another_process_zone_hash_seed_umask_and_folder_give_the_same_bytes(
    tmp_path: Path, zone: str, seed: str, umask: int, locale: str
) -> None:
    folder = tmp_path / "a folder"
    folder.mkdir()
    environment = {
        **os.environ,
        "PYTHONPATH": str(ROOT),
        "TZ": zone,
        "PYTHONHASHSEED": seed,
        "LC_ALL": locale,
        "SOURCE_DATE_EPOCH": "1",
    }
    done = subprocess.run(
        [sys.executable, "-c", BUILD],
        cwd=folder,
        env=environment,
        umask=umask,
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    assert done.stdout == PACK.archive_sha256


@pytest.mark.parametrize("name", ["../a.txt", "/a.txt", "a/b.txt", "é.txt", "", "-a.txt"])
def test_a_name_that_unpacks_elsewhere_is_refused(name: str) -> None:
    with pytest.raises(ManifestError, match="is not a member name"):
        write_archive({name: b""})


def test_a_pack_keeps_to_the_limits_that_are_checked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive, "MAX_MEMBER_BYTES", 10)
    monkeypatch.setattr(archive, "MAX_TOTAL_BYTES", 15)
    monkeypatch.setattr(archive, "MAX_MEMBERS", 3)
    assert write_archive({"a": bytes(10), "b": bytes(5), "c": b""})
    for members in ({"a": bytes(11)}, {"a": bytes(8), "b": bytes(8)}, dict.fromkeys("abcd", b"")):
        with pytest.raises(ManifestError, match="A pack holds up to 3 files of up to 10 bytes, 15 bytes together"):
            write_archive(members)


# Sealing


def test_the_digests_on_the_pack_are_those_of_its_bytes() -> None:
    assert PACK.pack_digest == pack_digest(PACK.members["manifest.json"])
    assert PACK.archive_sha256 == hashlib.sha256(PACK.archive).hexdigest()
    assert PACK.manifest_hash == MANIFEST.manifest_hash


@needs_sha256sum
def test_sha256sum_checks_an_unpacked_pack(tmp_path: Path) -> None:
    folder = unpack(PACK, tmp_path)
    done = subprocess.run(
        ["sha256sum", "-c", "--strict", "SHA256SUMS"], cwd=folder, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.splitlines() == [f"{name}: OK" for name in sorted(PACK.members) if name != "SHA256SUMS"]


@needs_sha256sum
def test_sha256sum_names_a_changed_file(tmp_path: Path) -> None:
    folder = unpack(PACK, tmp_path)
    (folder / "report.pdf").write_bytes(b"another report")
    done = subprocess.run(["sha256sum", "-c", "SHA256SUMS"], cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert [line for line in done.stdout.splitlines() if not line.endswith(": OK")] == ["report.pdf: FAILED"]


@needs_sha256sum
@needs_ssh_keygen
def test_the_three_commands_of_the_readme_work(tmp_path: Path) -> None:
    folder = unpack(PACK, tmp_path)
    (folder / "allowed_signers").write_text(SIGNERS)
    readme = (folder / "README.txt").read_text(encoding="utf-8")
    commands = [line.strip() for line in readme.splitlines() if line.startswith(("     sha256sum", "     ssh-"))]
    outputs = [
        subprocess.run(["sh", "-c", command], cwd=folder, capture_output=True, text=True, check=True).stdout
        for command in commands
    ]
    assert len(outputs) == 3
    assert outputs[0].count(": OK\n") == 8
    assert outputs[1] == f"{PACK.pack_digest}  manifest.json\n"
    assert outputs[2].startswith('Good "delivery-pack" signature for northwind with ED25519 key SHA256:')


def test_sums_are_sorted_and_have_the_form_of_sha256sum() -> None:
    assert sums_text({"b.txt": "2" * 64, "a.txt": "1" * 64}) == f"{'1' * 64}  a.txt\n{'2' * 64}  b.txt\n".encode()


@pytest.mark.parametrize("name", ["README.txt", "manifest.json", "manifest.json.sig", "SHA256SUMS"])
def test_members_that_seal_a_pack_cannot_be_given(name: str) -> None:
    with pytest.raises(ManifestError, match=f"{name} is written while sealing"):
        seal(files={**FILES, name: b""})


def test_a_promised_format_that_is_not_there_is_refused() -> None:
    files = {name: content for name, content in FILES.items() if name != "deck.pptx"}
    with pytest.raises(ManifestError) as error:
        seal(files=files)
    assert str(error.value) == ("The pack promises ['html', 'json', 'pdf', 'pptx'] and holds ['html', 'json', 'pdf'].")


def test_a_format_that_nobody_asked_for_is_refused() -> None:
    with pytest.raises(ManifestError, match="'txt'"):
        seal(files={**FILES, "notes.txt": b""})


@pytest.mark.parametrize("identity", ["", "a; rm -rf .", "a,b"])
def test_an_identity_that_could_not_be_typed_is_refused(identity: str) -> None:
    with pytest.raises(SigningError, match="is not an identity"):
        seal(identity=identity)


# README.txt

README = """\
Spring Range
Prepared for Halden & Søn by Northwind Studio.

WHAT YOU RECEIVED

  artifacts.json     the approved content as data
  deck.pptx          the presentation
  provenance.json    which approved version each page, slide and section was made from
  report.pdf         the report
  summary.html       the summary, for a browser
  manifest.json      what was approved, by whom, and the digest of each file above
  manifest.json.sig  our signature on manifest.json
  SHA256SUMS         the digest of each file, for sha256sum

WHAT IT WAS MADE FROM

  Intake, version 1: approved by Tomás Reyes (Account director), 2026-03-09T09:30:00Z
  Strategy, version 2: approved by Tomás Reyes (Account director), 2026-03-09T10:30:00Z
  Monitoring, version 3: approved by Tomás Reyes (Account director), 2026-03-09T11:30:00Z

WHAT WE CHECKED BEFORE DELIVERY

  [x] Approvals: 3 of 3 versions are approved.
  [x] Quality: 3 of 3 reports pass, one with accepted findings.
  [x] Completeness: Nothing that was asked for is missing.
  [!] Branding: The logo has no version for dark ground. Waived by Ines Okafor (Admin), \
2026-03-10T14:30:00Z: The cover is pale.
  [x] Legal: Claims and prices were read. Signed off by the Legal counsel, 2026-03-10T04:30:00Z

HOW TO CHECK THIS PACK

  1. No file has changed (on macOS: shasum -a 256 -c SHA256SUMS):

     sha256sum -c SHA256SUMS

  2. This is the pack we published. Compare with the pack digest in our portal:

     sha256sum manifest.json

  3. We signed it. Save the line that our portal shows as the file allowed_signers:

     ssh-keygen -Y verify -f allowed_signers -I northwind -n delivery-pack \
-s manifest.json.sig < manifest.json
"""


def test_the_readme_says_what_was_received_and_how_to_check_it() -> None:
    assert PACK.members["README.txt"].decode() == README


def test_the_readme_is_covered_by_the_index_and_names_no_digest() -> None:
    """A changed word of the content changes the files that hold it, and not this one."""
    readme = PACK.members["README.txt"].decode()
    assert sha256(readme.encode()) in PACK.members["manifest.json"].decode()
    assert PACK.pack_digest not in readme
    assert PACK.manifest_hash not in readme


HOSTILE = "Halden\n\n  [x] Legal: fine\r\x00\x1b[31m\u202eevil\u2028line\ud800 <b>&amp; 😀"


def test_hostile_names_stay_on_their_line() -> None:
    readme = readme_text(MANIFEST, FILES, client=HOSTILE, campaign="\u2066Spring\u2069\tRange", identity=IDENTITY)
    first, second, *rest = readme.decode().split("\n")
    assert first == "Spring Range"
    assert second == ("Prepared for Halden [x] Legal: fine [31m evil line <b>&amp; 😀 by Northwind Studio.")
    plain = readme_text(MANIFEST, FILES, client="C", campaign="D", identity=IDENTITY)
    assert rest == plain.decode().split("\n")[2:]


@pytest.mark.parametrize("name", ["", " \n", "\u202e"])
def test_a_readme_without_names_is_refused(name: str) -> None:
    for names in ({"client": name, "campaign": "Spring"}, {"client": "Halden", "campaign": name}):
        with pytest.raises(ManifestError, match="needs the names"):
            seal_pack(MANIFEST, FILES, key=KEY, identity=IDENTITY, **names)


def test_a_name_of_a_million_characters_is_carried() -> None:
    readme = readme_text(MANIFEST, FILES, client="x" * 1_000_000, campaign="Spring", identity=IDENTITY)
    assert readme.decode().split("\n")[1] == f"Prepared for {'x' * 1_000_000} by Northwind Studio."
