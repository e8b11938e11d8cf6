import re
import subprocess
import sys
from pathlib import Path

import pytest

from delivery.archive import write_archive
from delivery.manifest import pretty_json
from tests.delivery.sample_pack import (
    CONTENTS,
    KEY,
    MANIFEST,
    PACK,
    SIGNERS,
    needs_sha256sum,
    needs_ssh_keygen,
    seal,
)

DOCUMENT = (Path(__file__).parents[2] / "docs" / "verify.md").read_text(encoding="utf-8")
MEMBERS = dict(PACK.members)
MANIFEST_JSON = MEMBERS["manifest.json"]
SIZED = ", ".join(sorted(MEMBERS.keys() - {"SHA256SUMS", "manifest.json.sig"}))


def blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```$", DOCUMENT, re.DOTALL | re.MULTILINE)


(SCRIPT,) = blocks("python")


def run(folder: Path, archive: bytes) -> tuple[int, str, str]:
    """Exit code, output and last line of the errors, from a Python that sees no other package."""
    (folder / "check.py").write_text(SCRIPT, encoding="utf-8")
    (folder / "pack.zip").write_bytes(archive)
    done = subprocess.run(
        [sys.executable, "-I", "-S", "check.py", "pack.zip"],
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )
    return done.returncode, done.stdout, done.stderr.strip().rpartition("\n")[2]


def test_the_script_is_short_and_imports_the_standard_library_only() -> None:
    assert len(SCRIPT.splitlines()) <= 20
    assert max(map(len, SCRIPT.splitlines())) <= 110
    assert re.findall(r"import .*", SCRIPT) == ["import hashlib, json, sys, zipfile"]


def test_the_script_passes_a_delivered_pack_and_prints_its_digest(tmp_path: Path) -> None:
    assert run(tmp_path, PACK.archive) == (0, f"Pack digest: {PACK.pack_digest}\n", "")


@pytest.mark.parametrize(
    ("members", "named"),
    [
        (MEMBERS | {"report.pdf": b"other"}, "report.pdf"),
        (MEMBERS | {"bonus.pdf": b"other"}, "bonus.pdf"),
        ({name: content for name, content in MEMBERS.items() if name != "deck.pptx"}, "deck.pptx"),
        ({name: content for name, content in MEMBERS.items() if name != "SHA256SUMS"}, "SHA256SUMS"),
        (MEMBERS | {"SHA256SUMS": MEMBERS["SHA256SUMS"] + b"0" * 64 + b"  bonus.pdf\n"}, "bonus.pdf"),
        (
            {("other.pptx" if name == "deck.pptx" else name): content for name, content in MEMBERS.items()},
            "deck.pptx, other.pptx",
        ),
        (
            MEMBERS | {"manifest.json": MEMBERS["manifest.json"].replace(b"Ines Okafor", b"Ivan Okafor")},
            "manifest.json, manifest_hash",
        ),
        (MEMBERS | {"manifest.json.sig": b"another"}, "manifest.json.sig"),
        (MEMBERS | {"SHA256SUMS": b""}, "SHA256SUMS"),
        (
            MEMBERS | {"manifest.json": re.sub(rb'("generated_at": ")\d+', rb"\g<1>1999", MANIFEST_JSON)},
            "manifest.json",
        ),
        (MEMBERS | {"manifest.json": re.sub(rb'("size": )\d+', rb"\g<1>1", MANIFEST_JSON)}, SIZED),
    ],
    ids=[
        *("changed", "added", "dropped", "seal dropped", "sums padded", "renamed", "manifest"),
        *("signature replaced", "sums emptied", "time changed", "sizes changed"),
    ],
)
def test_the_script_names_what_was_changed(tmp_path: Path, members: dict[str, bytes], named: str) -> None:
    code, _, error = run(tmp_path, write_archive(members))
    assert (code, error) == (1, f"Changed: {named}")


def test_the_script_names_content_that_nobody_approved(tmp_path: Path) -> None:
    contents = {kind: {"content": content} for kind, content in CONTENTS.items()}
    contents["intake"] = {"content": {"client_name": "Another"}}
    files = {name: content for name, content in MEMBERS.items() if name.endswith((".pdf", ".pptx", ".html"))}
    pack = seal(files={**files, "artifacts.json": pretty_json(contents)})
    assert run(tmp_path, pack.archive)[::2] == (1, "Changed: approved intake")


def test_the_script_stops_at_a_damaged_zip_and_names_the_member(tmp_path: Path) -> None:
    position = PACK.archive.index(b"%PDF-1.7")
    damaged = PACK.archive[:position] + b"!" + PACK.archive[position + 1 :]
    code, _, error = run(tmp_path, damaged)
    assert (code, error) == (1, "zipfile.BadZipFile: Bad CRC-32 for file 'report.pdf'")


@needs_sha256sum
@needs_ssh_keygen
def test_the_commands_of_the_document_work(tmp_path: Path) -> None:
    for name, content in MEMBERS.items():
        (tmp_path / name).write_bytes(content)
    (tmp_path / "allowed_signers").write_text(SIGNERS)
    commands = [command for block in blocks("sh") for command in block.splitlines()]
    outputs = [
        subprocess.run(
            ["sh", "-c", command], cwd=tmp_path, capture_output=True, text=True, timeout=30, check=True
        ).stdout
        for command in commands
    ]
    assert len(outputs) == 5
    assert outputs[0].count(": OK\n") == len(MEMBERS) - 1
    assert outputs[1] == f"{PACK.pack_digest}  manifest.json\n"
    assert outputs[2].startswith('Good "delivery-pack" signature for northwind')
    assert outputs[3:] == ["", "5\n"], "contents are named alike, and every page of the report is traced"


def test_the_document_names_every_key_that_it_explains() -> None:
    statement = MANIFEST.statement()
    table = DOCUMENT.partition("## Reading the manifest")[2]
    assert set(re.findall(r"^\| `(\w+)`", table, re.MULTILINE)) <= set(statement)
    assert KEY.private_bytes_raw().hex() not in DOCUMENT
