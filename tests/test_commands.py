"""The stable commands around packs: JSON on standard output, reasons and exit codes."""

import json
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import override_settings
from pypdf import PdfReader

from aicmo_site.checks import no_demo_passwords_in_public
from aicmo_site.demo import PASSWORD
from aicmo_site.management.commands import build_pack
from campaigns.models import Engagement
from delivery.domain import inputs, keys, packs, preflight
from delivery.models import LegalSignOff, Pack
from tenants import agency_settings, jobs
from tenants.models import Agency, Membership, User
from tenants.scope import tenant
from tests.support import delivery, work
from tests.support.cast import member

pytestmark = pytest.mark.django_db(transaction=True)


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> Any:
    call_command(*arguments)
    return json.loads(capsys.readouterr().out)


@pytest.fixture
def ready(alice: Membership) -> Engagement:
    with tenant(alice.agency):
        engagement = delivery.approved(alice)
        delivery.signed_off(engagement, alice)
    return engagement


def test_build_pack_builds_publishes_and_writes_the_files(
    ready: Engagement, alice: Membership, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    answer = run(
        capsys,
        "build_pack",
        str(ready.public_id),
        "--publish-as",
        "alice@alder.example",
        "--output",
        str(tmp_path / "out"),
    )
    assert answer.keys() == {"pack", "state", "manifest_hash", "pack_digest", "files"}
    assert answer["state"] == "published"
    assert {file["name"]: file["size"] for file in answer["files"]} == {
        path.name: path.stat().st_size for path in (tmp_path / "out").iterdir()
    }
    signers = tmp_path / "allowed_signers"
    with tenant(alice.agency):
        signers.write_text(keys.allowed_signers())
    archive = tmp_path / "out" / "pack.zip"
    assert run(capsys, "verify_pack", str(archive), "--allowed-signers", str(signers)) == {"ok": True, "problems": []}
    archive.write_bytes(archive.read_bytes().replace(b"README.txt", b"READ_E.txt"))
    with pytest.raises(CommandError):
        call_command("verify_pack", str(archive))
    problems = json.loads(capsys.readouterr().out)["problems"]
    assert {"READ_E.txt", "README.txt"} & {problem["member"] for problem in problems}


def test_an_import_approved_in_somebodys_name_can_be_built_at_once(
    alice: Membership, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with tenant(alice.agency):
        delivery.with_logo()
    file = tmp_path / "in.json"
    file.write_text(json.dumps(work.document()))
    done = run(capsys, "import_engagement", str(file), "--agency", "alder", "--approve-as", "alice@alder.example")
    with tenant(alice.agency):
        assert LegalSignOff.objects.get().decider_name == "Alice Arden"
    answer = run(capsys, "build_pack", done["engagement"], "--publish-as", "alice@alder.example")
    assert answer["state"] == "published"
    assert {"report.pdf", "deck.pptx", "summary.html"} <= {made["name"] for made in answer["files"]}


def test_an_import_of_half_a_chain_signs_nothing_off(
    alice: Membership, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "in.json"
    file.write_text(json.dumps(work.document("kastell")))
    run(capsys, "import_engagement", str(file), "--agency", "alder", "--approve-as", "alice@alder.example")
    with tenant(alice.agency):
        assert not LegalSignOff.objects.exists()


def test_build_pack_of_some_formats(ready: Engagement, alice: Membership, capsys: pytest.CaptureFixture[str]) -> None:
    """What was signed off is the same in any file."""
    answer = run(capsys, "build_pack", str(ready.public_id), "--formats", "json", "zip")
    assert "report.pdf" not in {file["name"] for file in answer["files"]}


def test_build_pack_refuses_with_the_reasons(alice: Membership, capsys: pytest.CaptureFixture[str]) -> None:
    with tenant(alice.agency):
        engagement = delivery.approved(alice)
    with pytest.raises(CommandError):
        call_command("build_pack", str(engagement.public_id))
    (error,) = json.loads(capsys.readouterr().out)["errors"]
    assert error["message"].startswith("The pack cannot be built. Legal: Nobody has signed off")
    with tenant(alice.agency):
        assert not Pack.objects.exists()


def test_build_pack_publishes_only_as_an_admin_of_the_agency(
    ready: Engagement, bob: Membership, charlie: Membership
) -> None:
    for email in ("bob@alder.example", "charlie@cedar.example"):
        with pytest.raises(CommandError):
            call_command("build_pack", str(ready.public_id), publish_as=email)
    with tenant(ready.agency):
        assert not Pack.objects.exists(), "nothing was built for somebody who may not publish it"


def test_build_pack_refuses_a_folder_that_cannot_be_written_before_it_builds(
    ready: Engagement, alice: Membership, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(CommandError):
        call_command(
            "build_pack", str(ready.public_id), output=tmp_path / "file" / "x", publish_as="alice@alder.example"
        )
    (error,) = json.loads(capsys.readouterr().out)["errors"]
    assert error["message"].endswith("cannot be written: Not a directory.")
    with tenant(alice.agency):
        assert not Pack.objects.exists()


def test_build_pack_gives_up_after_three_tries_and_says_so(
    ready: Engagement, alice: Membership, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    tries = []

    def broken(*_: object, **__: object) -> None:
        tries.append(1)
        raise RuntimeError("the disk is full")

    monkeypatch.setattr(packs, "assemble", broken)
    with pytest.raises(CommandError):
        call_command("build_pack", str(ready.public_id))
    (error,) = json.loads(capsys.readouterr().out)["errors"]
    assert "three times" in error["message"]
    assert len(tries) == 3
    with tenant(alice.agency):
        assert Pack.objects.get().state == "failed"


def test_build_pack_waits_for_a_worker_that_was_quicker_but_not_for_ever(
    ready: Engagement, alice: Membership, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(build_pack, "PATIENCE", 0)
    monkeypatch.setattr(jobs, "run", lambda job_id, *_: jobs.claim(job_id))
    with pytest.raises(CommandError):
        call_command("build_pack", str(ready.public_id))
    (error,) = json.loads(capsys.readouterr().out)["errors"]
    assert error["message"].startswith("A worker has been at Pack 1")


def test_an_owner_who_never_gave_a_name_can_deliver_and_the_pack_names_the_words_of_their_address(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run(capsys, "create_agency", "elm", "--name", "Elm", "--owner", "owner@elm.example")
    with tenant(Agency.objects.get(slug="elm")):
        delivery.with_logo()
    file = tmp_path / "in.json"
    file.write_text(json.dumps(work.document()))
    done = run(capsys, "import_engagement", str(file), "--agency", "elm", "--approve-as", "owner@elm.example")
    run(capsys, "build_pack", done["engagement"], "--output", str(tmp_path / "out"))
    manifest = (tmp_path / "out" / "manifest.json").read_text()
    assert "owner@elm.example" not in manifest
    included = json.loads(manifest)["included_artifacts"]
    assert {(one["approved_by"], one["approver_role"]) for one in included} == {("Owner", "owner")}
    pages = PdfReader(tmp_path / "out" / "report.pdf").pages
    text = "".join(page.extract_text() for page in pages)
    assert "owner@elm.example" not in text
    assert "Owner" in text


def test_a_pack_names_the_role_of_an_approver_who_never_gave_a_name(
    alder: Agency, alice: Membership, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    nameless = member(alder, "nemo@alder.example", "", "owner")
    with tenant(alder):
        engagement = delivery.approved(nameless)
        delivery.signed_off(engagement, alice)
    run(capsys, "build_pack", str(engagement.public_id), "--output", str(tmp_path / "out"))
    manifest = (tmp_path / "out" / "manifest.json").read_text()
    assert "nemo@alder.example" not in manifest
    included = json.loads(manifest)["included_artifacts"]
    assert {(one["approved_by"], one["approver_role"]) for one in included} == {(None, "owner")}
    text = "".join(page.extract_text() for page in PdfReader(tmp_path / "out" / "report.pdf").pages)
    assert "nemo@alder.example" not in text
    assert "Owner" in text


def test_a_pack_of_an_agency_that_shows_roles_only_names_nobody(
    alder: Agency, alice: Membership, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with tenant(alder):
        engagement = delivery.approved(alice)
        named = delivery.signed_off(engagement, alice)
        agency_settings.change(
            alder, by=alice, name=alder.name, four_eyes=True, approvers_by_role=True, time_zone=alder.time_zone
        )
        agency = Agency.objects.get(pk=alder.pk)
        now = inputs.select(engagement, agency=agency)
        assert now.subject != named.subject  # what goes out is another thing, so it is signed off again
        preflight.sign_off(now, member=alice)
    run(capsys, "build_pack", str(engagement.public_id), "--output", str(tmp_path / "out"))
    for file in (tmp_path / "out").iterdir():
        if file.suffix in (".json", ".txt", ".html"):
            assert "Alice Arden" not in file.read_text(), file.name
    text = "".join(page.extract_text() for page in PdfReader(tmp_path / "out" / "report.pdf").pages)
    assert "Alice Arden" not in " ".join(text.split())
    assert "Owner" in text


def test_an_import_that_somebody_without_a_name_would_sign_off_is_refused_whole(
    alder: Agency, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    member(alder, "nemo@alder.example", "", "owner")
    file = tmp_path / "in.json"
    file.write_text(json.dumps(work.document()))
    with pytest.raises(CommandError, match="You cannot sign off what goes out without a name"):
        call_command("import_engagement", str(file), "--agency", "alder", "--approve-as", "nemo@alder.example")
    errors = json.loads(capsys.readouterr().out)["errors"]
    assert [error["message"].split(",")[0] for error in errors] == ["You cannot sign off what goes out without a name"]
    with tenant(alder):
        assert not Engagement.objects.exists()


def test_demo_builds_two_agencies_once_and_describes_them(capsys: pytest.CaptureFixture[str]) -> None:
    first = run(capsys, "demo", "--json")
    assert run(capsys, "demo", "--json") == first, "run again, it changes nothing"
    assert [agency["slug"] for agency in first["agencies"]] == ["northwind", "citrine"]
    complete, *others = first["agencies"][0]["engagements"]
    assert complete["pack"] is not None
    assert all(other["pack"] is None for other in others)
    assert {member["role"] for member in first["agencies"][0]["members"]} == {"owner", "admin", "editor", "viewer"}


def test_demo_refuses_where_debug_is_off() -> None:
    with override_settings(LOOPBACK_HOSTS=frozenset()), pytest.raises(CommandError, match="only where DEBUG is on"):
        call_command("demo")
    assert not Agency.objects.exists()


def test_a_public_host_does_not_start_with_a_demo_password(alder: Agency) -> None:
    user = User.objects.create_user("tomas.reyes@northwind.example", PASSWORD)
    assert no_demo_passwords_in_public(None, databases=["default"]) == [], "at home it may"
    with override_settings(LOOPBACK_HOSTS=frozenset()):
        (fault,) = no_demo_passwords_in_public(None, databases=["default"])
        assert fault.msg.startswith("tomas.reyes@northwind.example still has the demo's password")
        user.set_password("another fine password")
        user.save()
        assert no_demo_passwords_in_public(None, databases=["default"]) == []
