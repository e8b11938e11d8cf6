"""Judges that nobody here wrote, on the demo's pack: each tool must be there and must agree."""

import hashlib
import json
import re
from pathlib import Path

import pytest
from pptx import Presentation

from campaigns import content
from campaigns.content import walk_strings
from campaigns.enums import ArtifactKind
from campaigns.models import Engagement
from delivery.models import Pack
from tenants.scope import tenant
from tests.delivery.extract import squeezed
from tests.judge.tools import run, slides
from tests.support import work

pytestmark = [pytest.mark.judge, pytest.mark.django_db(transaction=True)]


def test_sha256sum_finds_every_member_unchanged(folder: Path) -> None:
    lines = run("sha256sum", "--strict", "-c", "SHA256SUMS", cwd=folder).splitlines()
    assert sorted(line.removesuffix(": OK") for line in lines) == sorted(
        path.name for path in folder.iterdir() if path.name not in ("SHA256SUMS", "allowed_signers")
    )
    every_place_is_traced_to_a_version_of_the_manifest(folder)


def every_place_is_traced_to_a_version_of_the_manifest(folder: Path) -> None:
    told = json.loads(run("python3", "-m", "json.tool", "provenance.json", cwd=folder))
    approved = {row["type"]: row for row in json.loads((folder / "manifest.json").read_text())["included_artifacts"]}
    assert told["sources"].keys() == approved.keys()
    for kind, source in told["sources"].items():
        assert [source[key] for key in ("version", "content_sha256")] == [
            approved[kind][key] for key in ("version", "content_sha256")
        ]
    pages = re.search(r"^Pages:\s+(\d+)$", run("pdfinfo", "report.pdf", cwd=folder), re.M)
    assert pages is not None
    assert [place["page"] for place in told["files"]["report.pdf"]] == list(range(1, int(pages[1]) + 1))
    parts = set(re.findall(r"ppt/slides/slide(\d+)\.xml", run("unzip", "-l", "deck.pptx", cwd=folder)))
    assert {str(place["slide"]) for place in told["files"]["deck.pptx"]} == parts


def test_ssh_keygen_verifies_the_signature_and_refuses_another_manifest(folder: Path) -> None:
    command = (
        "ssh-keygen", "-Y", "verify", "-f", "allowed_signers", "-I", "alder", "-n", "delivery-pack",
        "-s", "manifest.json.sig",
    )  # fmt: skip
    manifest = (folder / "manifest.json").read_bytes()
    assert 'Good "delivery-pack" signature for alder' in run(*command, cwd=folder, stdin=manifest)
    with pytest.raises(AssertionError):
        run(*command, cwd=folder, stdin=manifest.replace(b"alder", b"cedar") + b" ")


def test_unzip_finds_the_archive_sound(folder: Path) -> None:
    assert "No errors detected" in run("unzip", "-t", "../pack.zip", cwd=folder)


def test_qpdf_finds_the_report_sound(folder: Path) -> None:
    assert "No syntax or stream encoding errors" in run("qpdf", "--check", "report.pdf", cwd=folder)


def test_every_font_of_the_report_is_embedded(folder: Path) -> None:
    rows = run("pdffonts", "report.pdf", cwd=folder).splitlines()[2:]
    assert rows
    assert all(re.search(r"\s(yes)\s+(yes|no)\s+(yes|no)\s+\d+\s+\d+\s*$", row) for row in rows), rows


def test_poppler_reads_every_word_that_was_approved(folder: Path, engagement: Engagement) -> None:
    text = squeezed(run("pdftotext", "-raw", "report.pdf", "-", cwd=folder))
    with tenant(engagement.agency):
        missing = [
            (kind, path)
            for kind in ArtifactKind
            for path, words in walk_strings(content.parse(kind, work.artifact(engagement, kind).effective.content))
            if squeezed(words) not in text
        ]
    assert missing == []


def test_the_digest_of_the_zip_is_the_one_the_portal_shows(folder: Path, engagement: Engagement) -> None:
    with tenant(engagement.agency):
        shown = Pack.objects.get().archive_sha256
    assert hashlib.sha256((folder.parent / "pack.zip").read_bytes()).hexdigest() == shown


def test_libreoffice_and_python_pptx_count_the_same_slides(folder: Path) -> None:
    pages = re.search(r"^Pages:\s+(\d+)$", run("pdfinfo", str(slides(folder)), cwd=folder), re.M)
    assert pages is not None
    assert int(pages[1]) == len(Presentation(str(folder / "deck.pptx")).slides)
