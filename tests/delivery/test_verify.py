import json
import os
import struct
import zipfile
import zlib
from collections.abc import Callable, Mapping
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.core.management import CommandError, call_command
from hypothesis import given, settings
from hypothesis import strategies as st

from delivery import unzip
from delivery import verify as verify_module
from delivery.archive import sums_text, write_archive
from delivery.manifest import index_files, manifest_hash, pretty_json, sha256
from delivery.signing import SigningError, allowed_signers_line, sign
from delivery.unzip import read_members
from delivery.verify import ARCHIVE, Problem, verify
from tests.delivery.sample_pack import IDENTITY, KEY, OTHER_KEY, PACK, SIGNERS

MEMBERS = dict(PACK.members)
INDEXED = ["README.txt", "artifacts.json", "deck.pptx", "provenance.json", "report.pdf", "summary.html"]
STORED = ["deck.pptx", "report.pdf"]


def found(archive: bytes, allowed_signers: str | None = SIGNERS) -> list[tuple[str, str]]:
    return [(problem.member, problem.message) for problem in verify(archive, allowed_signers)]


def changed(**contents: bytes) -> bytes:
    """A well-made ZIP in which some members hold other bytes; "." is written "__"."""
    return write_archive(MEMBERS | {name.replace("__", "."): content for name, content in contents.items()})


def without(*names: str) -> dict[str, bytes]:
    return {name: content for name, content in MEMBERS.items() if name not in names}


def resealed(
    files: Mapping[str, bytes], change: Callable[[dict[str, Any]], object], key: Ed25519PrivateKey = KEY
) -> bytes:
    """A pack by somebody who owns the key and writes whatever he likes into the manifest."""
    manifest = json.loads(MEMBERS["manifest.json"])
    manifest["file_index"] = index_files(files)
    change(manifest)
    return signed(files, pretty_json(manifest), key)


def signed(files: Mapping[str, bytes], manifest: bytes, key: Ed25519PrivateKey = KEY) -> bytes:
    members = {**files, "manifest.json": manifest, "manifest.json.sig": sign(manifest, key=key)}
    return write_archive(
        {**members, "SHA256SUMS": sums_text({name: sha256(content) for name, content in members.items()})}
    )


FILES = {name: MEMBERS[name] for name in INDEXED}


def nothing(manifest: dict[str, Any]) -> None:
    """Change nothing."""


# What is well


def test_a_delivered_pack_has_no_problem() -> None:
    assert verify(PACK.archive, SIGNERS) == []


def test_a_pack_can_be_read_from_a_file(tmp_path: Path) -> None:
    path = tmp_path / "pack.zip"
    path.write_bytes(PACK.archive)
    assert verify(path, SIGNERS) == []


def test_a_pack_without_artifacts_json_has_no_problem() -> None:
    files = {name: content for name, content in FILES.items() if name != "artifacts.json"}
    assert found(resealed(files, nothing)) == []


def test_any_key_will_do_when_no_signers_are_given() -> None:
    assert found(resealed(FILES, nothing, key=OTHER_KEY), None) == []


def test_an_older_key_stays_good_while_it_is_listed() -> None:
    newer = allowed_signers_line(OTHER_KEY.public_key(), identity=IDENTITY)
    assert found(PACK.archive, newer + SIGNERS) == []


def test_a_problem_reads_as_a_line() -> None:
    assert str(Problem("report.pdf", "It is missing.")) == "report.pdf: It is missing."


def test_a_list_of_signers_that_cannot_be_read_is_the_callers_mistake() -> None:
    with pytest.raises(SigningError):
        verify(PACK.archive, "not a signer")


# Changed members in a well-made ZIP


@pytest.mark.parametrize("name", INDEXED)
@pytest.mark.parametrize("position", [0, -1])
def test_a_changed_file_is_named(name: str, position: int) -> None:
    content = bytearray(MEMBERS[name])
    content[position] ^= 1
    expected = [(name, "Its bytes are not those that the manifest names.")]
    if name == "artifacts.json":
        expected.append((name, "It cannot be held against the approved versions."))
    if name == "provenance.json":
        expected.append((name, "It is not in the documented form."))
    assert found(write_archive(MEMBERS | {name: bytes(content)})) == expected


def test_a_changed_manifest_is_named() -> None:
    raw = MEMBERS["manifest.json"].replace(b"Ines Okafor", b"Ivan Okafor")
    assert found(changed(manifest__json=raw)) == [
        ("manifest.json", "Its manifest_hash is not the digest of what it says."),
        ("manifest.json.sig", "The signature was made over other bytes."),
    ]


def test_a_changed_manifest_whose_hash_was_made_again_is_named() -> None:
    manifest = json.loads(MEMBERS["manifest.json"])
    manifest["checks"]["branding_ok"] = True
    manifest["manifest_hash"] = manifest_hash(manifest)
    assert found(changed(manifest__json=pretty_json(manifest))) == [
        ("manifest.json.sig", "The signature was made over other bytes."),
        ("manifest.json", "Its bytes are not those that SHA256SUMS names."),
    ]


def test_a_changed_date_is_named_though_the_manifest_hash_leaves_it_out() -> None:
    raw = MEMBERS["manifest.json"].replace(b'"generated_at": "2026', b'"generated_at": "2025')
    assert found(changed(manifest__json=raw)) == [
        ("manifest.json.sig", "The signature was made over other bytes."),
        ("manifest.json", "Its bytes are not those that SHA256SUMS names."),
    ]


def test_a_changed_signature_is_named() -> None:
    raw = bytearray(MEMBERS["manifest.json.sig"])
    raw[200] ^= 1
    problems = found(changed(**{"manifest__json__sig": bytes(raw)}))
    assert [member for member, _ in problems] == ["manifest.json.sig"]


def test_changed_sums_are_named() -> None:
    for name, content in MEMBERS.items():
        if name != "SHA256SUMS":
            sums = MEMBERS["SHA256SUMS"].replace(sha256(content).encode(), b"0" * 64)
            assert found(changed(SHA256SUMS=sums)) == [("SHA256SUMS", f"It gives a wrong digest for {name}.")]


def test_a_file_and_its_sum_changed_together_are_named_once() -> None:
    sums = MEMBERS["SHA256SUMS"].replace(sha256(MEMBERS["report.pdf"]).encode(), sha256(b"other").encode())
    assert found(changed(report__pdf=b"other", SHA256SUMS=sums)) == [
        ("report.pdf", "Its bytes are not those that the manifest names."),
        ("SHA256SUMS", "It gives a wrong digest for report.pdf."),
    ]


@pytest.mark.parametrize("position", range(0, len(MEMBERS["SHA256SUMS"]), 5))
def test_every_byte_of_the_sums_is_held_against_the_rest(position: int) -> None:
    sums = bytearray(MEMBERS["SHA256SUMS"])
    sums[position] ^= 0x41
    assert {member for member, _ in found(changed(SHA256SUMS=bytes(sums)))} == {"SHA256SUMS"}


@pytest.mark.parametrize(
    "sums",
    [
        b"",
        MEMBERS["SHA256SUMS"] + b"\n",
        MEMBERS["SHA256SUMS"][:-1],
        MEMBERS["SHA256SUMS"].replace(b"\n", b"\r\n"),
        MEMBERS["SHA256SUMS"].replace(b"  ", b" *"),
        MEMBERS["SHA256SUMS"] * 2,
        b"".join(reversed(MEMBERS["SHA256SUMS"].splitlines(keepends=True))),
        MEMBERS["SHA256SUMS"] + b"\xff",
        b"# by us\n" + MEMBERS["SHA256SUMS"],
        MEMBERS["SHA256SUMS"].replace(b"report.pdf", b"report\x1b.pdf"),
        sums_text({f"{number}.pdf": "0" * 64 for number in range(1000)}),
    ],
)
def test_sums_in_another_spelling_are_refused(sums: bytes) -> None:
    members = {member for member, _ in found(changed(SHA256SUMS=sums))}
    assert members == {"SHA256SUMS"}


def test_sums_that_leave_out_or_add_a_name_are_refused() -> None:
    digests = {name: sha256(content) for name, content in without("SHA256SUMS").items()}
    fewer = {name: digest for name, digest in digests.items() if name != "deck.pptx"}
    assert found(changed(SHA256SUMS=sums_text(fewer))) == [("SHA256SUMS", "It does not list deck.pptx.")]
    more = digests | {"bonus.pdf": "0" * 64}
    assert found(changed(SHA256SUMS=sums_text(more))) == [
        ("SHA256SUMS", "It lists bonus.pdf, which is no part of the pack.")
    ]


# Members added, dropped, renamed, doubled


def test_an_added_member_is_named() -> None:
    assert found(changed(bonus__pdf=b"%PDF")) == [("bonus.pdf", "The manifest does not name it.")]


@pytest.mark.parametrize("name", INDEXED)
def test_a_dropped_file_is_named(name: str) -> None:
    assert found(write_archive(without(name))) == [(name, "It is missing.")]


@pytest.mark.parametrize("name", ["manifest.json", "manifest.json.sig", "SHA256SUMS"])
def test_a_dropped_seal_is_named(name: str) -> None:
    assert found(write_archive(without(name))) == [(name, "It is missing.")]


def test_a_renamed_member_is_named_by_both_names() -> None:
    assert found(write_archive({**without("deck.pptx"), "other.pptx": MEMBERS["deck.pptx"]})) == [
        ("deck.pptx", "It is missing; its bytes are there under the name other.pptx."),
        ("other.pptx", "The manifest does not name it."),
    ]


def test_two_members_that_changed_places_are_both_named() -> None:
    assert found(changed(deck__pptx=MEMBERS["report.pdf"], report__pdf=MEMBERS["deck.pptx"])) == [
        ("deck.pptx", "Its bytes are not those that the manifest names."),
        ("report.pdf", "Its bytes are not those that the manifest names."),
    ]


def info(name: str, method: int = zipfile.ZIP_STORED) -> zipfile.ZipInfo:
    made = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
    made.create_system = 3
    made.external_attr = 0o100644 << 16
    made.compress_type = method
    return made


def with_member(name: str, content: bytes, made: zipfile.ZipInfo | None = None) -> bytes:
    """The pack with one more member, added by Python's own writer."""
    buffer = BytesIO(PACK.archive)
    with zipfile.ZipFile(buffer, "a") as archive:
        archive.writestr(made or info(name), content)
    return buffer.getvalue()


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_a_doubled_member_is_named_whether_its_bytes_differ_or_not() -> None:
    for content in (MEMBERS["report.pdf"], b"%PDF other"):
        assert found(with_member("report.pdf", content)) == [
            ("report.pdf", "The ZIP holds more than one member of this name.")
        ]


def test_a_name_doubled_but_for_its_case_is_named() -> None:
    assert found(with_member("REPORT.PDF", b"")) == [
        ("report.pdf", "The ZIP holds more than one member of this name."),
        ("REPORT.PDF", "The ZIP holds more than one member of this name."),
        ("REPORT.PDF", "The manifest does not name it."),
    ]


@pytest.mark.parametrize("name", ["../report.pdf", "/report.pdf", "a/b.pdf", "a\\b.pdf", "C:a.pdf", "-c", ".x"])
def test_a_name_that_unpacks_elsewhere_is_refused(name: str) -> None:
    problems = found(with_member(name, b""))
    shown = name.replace("\\", "\\\\")
    assert [member for member, _ in problems] == [shown, shown]
    assert "is not a member name" in problems[0][1]


def test_a_name_of_strange_characters_is_shown_with_escapes() -> None:
    problems = found(with_member("r\u202eport\n.pdf", b""))
    assert all(message.isprintable() for _, message in problems)
    assert problems[0][0] == "r\\xe2\\x80\\xaeport\\n.pdf"


# The ZIP itself

LOCAL_FIELDS = {
    "version": 4,
    "flags": 6,
    "method": 8,
    "time": 10,
    "date": 12,
    "crc": 14,
    "packed": 18,
    "size": 22,
}
CENTRAL_FIELDS = {
    "made by": 4,
    "version": 6,
    "flags": 8,
    "method": 10,
    "time": 12,
    "date": 14,
    "crc": 16,
    "packed": 20,
    "size": 24,
    "extra size": 30,
    "comment size": 32,
    "disk": 34,
    "internal": 36,
    "mode": 38,
    "offset": 42,
}


def local(name: str) -> int:
    with zipfile.ZipFile(BytesIO(PACK.archive)) as archive:
        return archive.getinfo(name).header_offset


def central(name: str) -> int:
    return PACK.archive.rindex(name.encode() + b"PK") - 46


def patched(*patches: tuple[int, bytes]) -> bytes:
    archive = bytearray(PACK.archive)
    for position, value in patches:
        archive[position : position + len(value)] = value
    return bytes(archive)


def both(name: str, field: str, value: bytes) -> bytes:
    """The same change in both headers."""
    return patched((local(name) + LOCAL_FIELDS[field], value), (central(name) + CENTRAL_FIELDS[field], value))


@pytest.mark.parametrize("name", sorted(MEMBERS))
def test_a_byte_changed_inside_the_zip_is_named(name: str) -> None:
    start = local(name) + 30 + len(name)
    archive = patched((start + 5, bytes([PACK.archive[start + 5] ^ 0xFF])))
    assert {member for member, _ in found(archive)} == {name}


@pytest.mark.parametrize(
    ("field", "value", "what"),
    [
        ("version", b"\x0a\0", "needs"),
        ("flags", b"\0\x08", "flags"),
        ("method", b"\x08\0", "method"),
        ("time", b"\1\0", "time"),
        ("date", b"\x22\0", "date"),
        ("crc", b"\0\0\0\0", "crc"),
        ("packed", b"\1\0\0\0", "packed size"),
        ("size", b"\1\0\0\0", "size"),
    ],
)
def test_headers_that_disagree_are_named(field: str, value: bytes, what: str) -> None:
    archive = patched((local("report.pdf") + LOCAL_FIELDS[field], value))
    assert found(archive) == [("report.pdf", f"Its two ZIP headers disagree on {what}.")]


def test_headers_that_disagree_on_the_name_are_named() -> None:
    assert found(patched((local("report.pdf") + 30, b"R"))) == [("report.pdf", "Its two ZIP headers disagree on name.")]
    members = {member for member, _ in found(patched((central("report.pdf") + 46, b"r3port.pdf")))}
    assert members == {"report.pdf", "r3port.pdf"}


@pytest.mark.parametrize(
    ("field", "what"),
    [("version", "version"), ("flags", "flags"), ("time", "time"), ("date", "date")],
)
def test_headers_that_agree_on_another_form_are_named(field: str, what: str) -> None:
    archive = both("deck.pptx", field, b"\x02\0")
    assert found(archive) == [("deck.pptx", f"Its ZIP header has another {what} than a delivered pack.")]


@pytest.mark.parametrize(
    ("field", "what"),
    [
        ("made by", "system"),
        ("disk", "disk number"),
        ("internal", "internal attributes"),
        ("mode", "file mode"),
    ],
)
def test_a_directory_entry_of_another_form_is_named(field: str, what: str) -> None:
    archive = patched((central("deck.pptx") + CENTRAL_FIELDS[field], b"\x07\0"))
    assert found(archive) == [("deck.pptx", f"Its ZIP header has another {what} than a delivered pack.")]


def test_a_member_that_would_unpack_as_a_link_is_named() -> None:
    link = info("link.pdf")
    link.external_attr = 0o120777 << 16
    assert found(with_member("link.pdf", b"/etc/passwd", link)) == [
        ("link.pdf", "Its ZIP header has another file mode than a delivered pack."),
        ("link.pdf", "The manifest does not name it."),
    ]


def test_an_encrypted_member_is_named() -> None:
    assert found(both("deck.pptx", "flags", b"\1\0")) == [("deck.pptx", "It is encrypted.")]


def test_a_member_packed_by_another_method_is_named() -> None:
    assert found(both("deck.pptx", "method", b"\x0c\0")) == [
        ("deck.pptx", "It is packed by the method 12, which a delivered pack does not use.")
    ]


@pytest.mark.parametrize(("field", "what"), [("extra", "extra field"), ("comment", "comment")])
def test_extra_fields_and_comments_of_members_are_refused(field: str, what: str) -> None:
    made = info("notes.pdf")
    setattr(made, field, b"\x99\x99\0\0")
    assert found(with_member("notes.pdf", b"", made)) == [
        ("notes.pdf", f"Its ZIP header has another {what} than a delivered pack."),
        ("notes.pdf", "The manifest does not name it."),
    ]


@pytest.mark.parametrize("added", [b"\0", b"a second pack", PACK.archive[-22:-1]])
def test_bytes_after_the_end_are_named(added: bytes) -> None:
    problems = found(PACK.archive + added)
    assert [member for member, _ in problems] == [ARCHIVE]


def test_bytes_after_the_end_are_counted() -> None:
    assert found(PACK.archive + b"12345") == [(ARCHIVE, "5 bytes follow its end.")]


def test_a_pack_put_after_another_is_not_read() -> None:
    other = write_archive({"report.pdf": b"other"})
    misplaced = "Its directory is not where its end says: bytes were put before it or between its parts."
    assert found(PACK.archive + other) == [(ARCHIVE, misplaced)]
    assert found(other + PACK.archive) == [(ARCHIVE, misplaced)]


def test_a_comment_of_the_zip_is_named() -> None:
    buffer = BytesIO(PACK.archive)
    with zipfile.ZipFile(buffer, "a") as archive:
        archive.comment = b"by us"
    assert found(buffer.getvalue()) == [(ARCHIVE, "5 bytes follow its end.")]
    assert found(patched((len(PACK.archive) - 2, b"\5\0"))) == [(ARCHIVE, "Its end announces a comment.")]


def shifted(gap_at: int, gap: bytes, entries: int) -> bytes:
    """The pack with `gap` inserted at an offset, and every later offset corrected."""
    archive = bytearray(PACK.archive[:gap_at] + gap + PACK.archive[gap_at:])
    position = struct.unpack_from("<L", archive, len(archive) - 6)[0] + len(gap)
    struct.pack_into("<L", archive, len(archive) - 6, position)
    for _ in range(entries):
        offset = struct.unpack_from("<L", archive, position + 42)[0]
        struct.pack_into("<L", archive, position + 42, offset + len(gap) * (offset >= gap_at))
        position += 46 + struct.unpack_from("<H", archive, position + 28)[0]
    return bytes(archive)


def test_bytes_between_members_are_named() -> None:
    assert found(shifted(local("deck.pptx"), b"secret", len(MEMBERS))) == [
        ("deck.pptx", "6 bytes of no member lie before it.")
    ]
    assert found(shifted(0, b"#!/bin/sh\n", len(MEMBERS))) == [("README.txt", "10 bytes of no member lie before it.")]


def test_bytes_between_the_last_member_and_the_directory_are_named() -> None:
    directory = struct.unpack_from("<L", PACK.archive, len(PACK.archive) - 6)[0]
    assert found(shifted(directory, b"secret", len(MEMBERS))) == [
        (ARCHIVE, "6 bytes of no member lie after the last member.")
    ]


def test_a_member_dropped_from_the_directory_only_is_named() -> None:
    start = central("deck.pptx")
    archive = bytearray(PACK.archive[:start] + PACK.archive[start + 46 + len("deck.pptx") :])
    count, size = len(MEMBERS) - 1, struct.unpack_from("<L", archive, len(archive) - 10)[0]
    struct.pack_into("<HHL", archive, len(archive) - 14, count, count, size - 46 - len("deck.pptx"))
    problems = found(bytes(archive))
    assert [member for member, _ in problems] == ["manifest.json", "deck.pptx"]
    assert problems[1][1] == "It is missing."


def test_members_that_share_their_bytes_are_named() -> None:
    """The overlapping bomb: many entries, one content."""
    archive = patched((central("report.pdf") + 42, struct.pack("<L", local("deck.pptx"))))
    assert ("report.pdf", "It overlaps another member.") in found(archive)


def test_a_member_that_reaches_into_the_directory_is_named() -> None:
    value = (2**31).to_bytes(4, "little")
    assert found(both("deck.pptx", "packed", value))[0] == (
        "deck.pptx",
        "It reaches beyond the part of the ZIP that holds members.",
    )


def test_an_offset_that_leads_nowhere_is_named() -> None:
    archive = patched((central("report.pdf") + 42, struct.pack("<L", local("report.pdf") + 1)))
    assert ("report.pdf", "There is no member where the directory says.") in found(archive)


def test_a_bomb_is_cut_off_at_the_declared_size(monkeypatch: pytest.MonkeyPatch) -> None:
    bomb = with_member("bomb.html", bytes(10_000_000), info("bomb.html", zipfile.ZIP_DEFLATED))
    at, listed = bomb.index(b"bomb.html") - 30, bomb.rindex(b"bomb.html") - 46
    archive = bytearray(bomb)
    for position in (at + 22, listed + 24):
        struct.pack_into("<L", archive, position, 1000)
    inflated: list[int] = []
    inflate = unzip._inflate

    def watched(packed: bytes, size: int) -> bytes:
        content = inflate(packed, size)
        inflated.append(len(content))
        return content

    monkeypatch.setattr(unzip, "_inflate", watched)
    assert found(bytes(archive)) == [("bomb.html", "It holds other than the 1,000 bytes it declares.")]
    assert max(inflated) < 10_000


def test_limits_are_checked_before_anything_is_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    huge = both("deck.pptx", "size", (2**32 - 2).to_bytes(4, "little"))
    assert found(huge) == [(ARCHIVE, "Its members declare more than 536,870,912 bytes together.")]
    monkeypatch.setattr(unzip, "MAX_MEMBER_BYTES", len(MEMBERS["report.pdf"]) - 1)
    too_large = [message for member, message in found(PACK.archive) if member == "report.pdf"]
    assert too_large == ["It declares 2,265 bytes; a member has 2,264 at most."]
    monkeypatch.setattr(unzip, "MAX_MEMBERS", 7)
    assert found(PACK.archive) == [(ARCHIVE, "It declares 9 members; a pack has 7 at most.")]
    monkeypatch.setattr(verify_module, "MAX_ARCHIVE_BYTES", 10)
    assert found(PACK.archive)[0][1].endswith("a pack has 10 at most.")


def test_a_file_that_is_too_large_is_refused_unread(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "pack.zip"
    path.touch()
    os.truncate(path, verify_module.MAX_ARCHIVE_BYTES + 1)
    monkeypatch.setattr(verify_module, "read_members", None)
    assert [problem.member for problem in verify(path, None)] == [ARCHIVE]
    with pytest.raises(CommandError, match="It has 2,147,483,648 bytes; a pack has 2,147,483,647 at most"):
        call_command("verify_pack", str(path))


def test_no_more_of_a_file_is_read_than_a_pack_may_have(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path, size = tmp_path / "pack.zip", len(PACK.archive)
    path.write_bytes(PACK.archive)
    assert verify(path, SIGNERS) == []
    monkeypatch.setattr(verify_module, "MAX_ARCHIVE_BYTES", size)
    path.write_bytes(PACK.archive + b"0" * size)
    monkeypatch.setattr(Path, "stat", lambda path: os.stat_result((0,) * 10))  # as a device or a pipe answers
    monkeypatch.setattr(verify_module, "read_members", None)
    assert [str(problem) for problem in verify(path, None)] == [
        f"(archive): It has {2 * size:,} bytes; a pack has {size:,} at most."
    ]


def test_a_deflated_member_with_bytes_after_its_end_is_named() -> None:
    members, problems = read_members(padded_deflate())
    assert (members, problems) == ({}, [Problem("a.html", "Its packed bytes do not end where they should.")])


def padded_deflate() -> bytes:
    """A ZIP of one member whose deflate stream ends before its packed size does."""
    content, packer = b"text " * 20, zlib.compressobj(6, zlib.DEFLATED, -15)
    packed = packer.compress(content) + packer.flush() + b"hidden"
    common = struct.pack("<5H3L2H", 20, 0, 8, 0, 33, zlib.crc32(content), len(packed), len(content), 6, 0)
    body = b"PK\3\4" + common + b"a.html" + packed
    directory = (
        b"PK\1\2" + struct.pack("<H", 788) + common + struct.pack("<3H2L", 0, 0, 0, 0o100644 << 16, 0) + b"a.html"
    )
    return body + directory + struct.pack("<4s4H2LH", b"PK\5\6", 0, 0, 1, 1, len(directory), len(body), 0)


@pytest.mark.parametrize("data", [b"", b"PK", b"not a zip", PACK.archive[:-1], PACK.archive[:200], b"PK\5\6" * 30])
def test_what_is_no_zip_is_refused_in_one_sentence(data: bytes) -> None:
    assert [member for member, _ in found(data)] == [ARCHIVE]


def test_an_empty_zip_lacks_everything() -> None:
    assert found(write_archive({})) == [
        ("SHA256SUMS", "It is missing."),
        ("manifest.json", "It is missing."),
        ("manifest.json.sig", "It is missing."),
    ]


def test_a_count_that_does_not_fit_the_directory_is_refused() -> None:
    end = len(PACK.archive) - 22
    assert found(patched((end + 8, struct.pack("<2H", 8, 8)))) == [
        (ARCHIVE, "Its directory holds bytes that list no member.")
    ]
    assert found(patched((end + 8, struct.pack("<2H", 10, 10)))) == [
        (ARCHIVE, "Its directory lists fewer members than its end says.")
    ]


def test_a_checksum_that_does_not_fit_is_named() -> None:
    assert found(both("deck.pptx", "crc", b"\0\0\0\0")) == [
        ("deck.pptx", "Its bytes do not match their checksum in the ZIP.")
    ]


def test_one_volume_of_several_is_refused() -> None:
    assert found(patched((len(PACK.archive) - 18, b"\1\0"))) == [(ARCHIVE, "It is one part of several.")]


# Manifests by somebody who owns the key


def test_a_hash_that_does_not_fit_is_named() -> None:
    assert found(resealed(FILES, lambda manifest: manifest.update(audit_head="b" * 64))) == [
        ("manifest.json", "Its manifest_hash is not the digest of what it says.")
    ]


def test_content_that_nobody_approved_is_named() -> None:
    contents = json.loads(FILES["artifacts.json"])
    contents["strategy"]["content"]["headline"] = "Buy before you ride"
    files = {**FILES, "artifacts.json": pretty_json(contents)}
    assert found(resealed(files, nothing)) == [
        ("artifacts.json", "Its content of strategy is not the approved version.")
    ]


def test_content_that_is_left_out_or_added_is_named() -> None:
    contents = json.loads(FILES["artifacts.json"])
    contents["execution"] = contents.pop("intake")
    files = {**FILES, "artifacts.json": pretty_json(contents)}
    assert found(resealed(files, nothing)) == [
        ("artifacts.json", "Its content of execution is not the approved version."),
        ("artifacts.json", "Its content of intake is not the approved version."),
    ]


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"[]",
        b"null",
        b'{"intake": 1}',
        b'{"campaign": {"content": {}}}',
        b"[" * 100_000,
        b'{"a": {"content": 1e999}}',
        b"\xff",
    ],
)
def test_contents_in_another_form_are_named(raw: bytes) -> None:
    assert found(resealed({**FILES, "artifacts.json": raw}, nothing)) == [
        ("artifacts.json", "It cannot be held against the approved versions.")
    ]


MANIFEST_TEXT = MEMBERS["manifest.json"].decode()


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]\n",
        "null\n",
        "{}\n",
        MANIFEST_TEXT.rstrip(),
        MANIFEST_TEXT.replace("{\n", '{\n  "audit_head": "",\n', 1),
        MANIFEST_TEXT.replace('"version": 4', '"version": 4.0'),
        MANIFEST_TEXT.replace('"score": 94', '"score": 9' + "4" * 5000),
        MANIFEST_TEXT.replace("_v1", "_v2"),
        MANIFEST_TEXT.replace("á", "\\u00e1"),
        "[" * 100_000,
        "\ufeff" + MANIFEST_TEXT,
    ],
)
def test_a_manifest_in_another_form_is_refused(text: str) -> None:
    assert found(signed(FILES, text.encode())) == [
        ("manifest.json", "It is not in the documented form of delivery_manifest_v1.")
    ]


def test_a_manifest_beyond_the_limit_is_not_parsed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(verify_module, "MAX_JSON_BYTES", 100)
    assert ("manifest.json", "It is not in the documented form of delivery_manifest_v1.") in found(PACK.archive)


@pytest.mark.parametrize(
    ("index", "sentence"),
    [
        (None, "Its file_index is not an index of files."),
        ([], "Its file_index is not an index of files."),
        ({"SHA256SUMS": {}}, "Its file_index is not an index of files."),
        ({"a.pdf": None}, "Its file_index does not describe a.pdf by media_type, size and sha256."),
        (
            {"a.pdf": {"media_type": "text/html", "size": 1, "sha256": "0"}},
            "Its file_index does not describe a.pdf by media_type, size and sha256.",
        ),
        (
            {"a.pdf": {"media_type": "application/pdf", "size": 1, "sha256": "0", "path": "/srv"}},
            "Its file_index does not describe a.pdf by media_type, size and sha256.",
        ),
    ],
)
def test_an_index_in_another_form_is_refused(index: object, sentence: str) -> None:
    archive = resealed(FILES, lambda manifest: manifest.update(file_index=index))
    assert found(archive) == [("manifest.json", sentence)]


def test_an_index_of_more_files_than_a_pack_has_is_refused() -> None:
    entry = {"media_type": "application/pdf", "size": 1, "sha256": "0" * 64}
    index = {f"{number}.pdf": entry for number in range(65)}
    archive = resealed(FILES, lambda manifest: manifest.update(file_index=index))
    assert found(archive) == [("manifest.json", "Its file_index is not an index of files.")]


@pytest.mark.parametrize("rows", [None, 1, [None], [{"type": None, "content_sha256": "0"}, {"type": []}], [{}]])
def test_approved_versions_in_another_form_are_named(rows: object) -> None:
    def change(manifest: dict[str, Any]) -> None:
        manifest["included_artifacts"] = rows
        manifest["manifest_hash"] = manifest_hash(manifest)

    sentence = "It cannot be held against the approved versions."
    assert found(resealed(FILES, change)) == [("artifacts.json", sentence), ("provenance.json", sentence)]


def test_a_key_given_twice_in_the_contents_is_refused() -> None:
    raw = FILES["artifacts.json"].replace(b"{\n", b'{\n  "intake": {"content": {}},\n', 1)
    assert found(resealed({**FILES, "artifacts.json": raw}, nothing)) == [
        ("artifacts.json", "It cannot be held against the approved versions.")
    ]


def test_an_index_that_names_a_path_or_a_program_is_refused() -> None:
    for name in ("../a.pdf", "a.exe"):
        entry = {"media_type": "application/pdf", "size": 1, "sha256": "0"}
        archive = resealed(FILES, lambda manifest: manifest.update(file_index={name: entry}))  # noqa: B023
        assert [member for member, _ in found(archive)] == ["manifest.json"]


def test_a_size_that_is_not_true_is_named() -> None:
    archive = resealed(FILES, lambda manifest: manifest["file_index"]["report.pdf"].update(size=1))
    assert found(archive) == [("manifest.json", "It gives another size for report.pdf.")]


# Signatures


def test_a_signature_by_a_stranger_is_named_with_his_key() -> None:
    assert found(resealed(FILES, nothing, key=OTHER_KEY)) == [
        (
            "manifest.json.sig",
            "It was made by the key SHA256:tAXFyTXI8xtDaujAEcwJslAYc9/6FKcUkd2Lw0xDhPo, "
            "which is none of the allowed signers'.",
        )
    ]


def test_a_swapped_signature_is_named() -> None:
    swapped = changed(manifest__json__sig=sign(MEMBERS["manifest.json"], key=OTHER_KEY))
    assert [member for member, _ in found(swapped)] == ["manifest.json.sig"]
    foreign = changed(manifest__json__sig=sign(b"another manifest", key=KEY))
    assert found(foreign) == [("manifest.json.sig", "The signature was made over other bytes.")]
    assert found(foreign, None) == [("manifest.json.sig", "The signature was made over other bytes.")]


def test_no_signer_is_allowed_by_an_empty_list() -> None:
    assert [member for member, _ in found(PACK.archive, "")] == ["manifest.json.sig"]


# Any bytes


@given(st.binary(max_size=300))
@settings(deadline=None)
def test_no_bytes_make_it_raise(data: bytes) -> None:
    assert verify(data, SIGNERS) != []


@given(
    st.lists(
        st.tuples(st.integers(0, len(PACK.archive) - 1), st.integers(1, 255)),
        min_size=1,
        max_size=4,
        unique_by=lambda patch: patch[0],
    )
)
@settings(max_examples=300, deadline=None)
def test_no_change_to_the_zip_goes_unnoticed(patches: list[tuple[int, int]]) -> None:
    """Either it is a problem, or every member is as it was (spare bits at the end of a deflate stream)."""
    archive = patched(*((position, bytes([PACK.archive[position] ^ mask])) for position, mask in patches))
    contents = {name: member.content for name, member in read_members(archive)[0].items()}
    assert verify(archive, SIGNERS) != [] or contents == MEMBERS
