"""A pack is complete, stored, read back and published by a person, or it is not there."""

import hashlib
import io
import json
import os
import signal
import subprocess
import sys
import zipfile
from datetime import timedelta
from html import escape
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.conf import settings
from django.db import connection, transaction

from campaigns.domain.artifacts import finding_key
from campaigns.models import Engagement, QCReport
from delivery.domain import inputs, keys, packs, preflight
from delivery.enums import CheckKey, PackFormat, PackOption, PackState
from delivery.models import Pack, PackFile, SigningKey
from delivery.renderers.base import Rendered
from delivery.renderers.html import HtmlRenderer
from delivery.rendering.making import in_process
from delivery.verify import verify
from tenants import audit, jobs
from tenants.brand import save_brand
from tenants.errors import NotAllowed, Refusal
from tenants.models import Agency, AuditEntry, Job, Membership
from tenants.storage import agency_storage
from tests.support import delivery, work
from tests.support.cast import member

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("in_alder")]


@pytest.fixture
def engagement(alice: Membership) -> Engagement:
    return delivery.approved(alice)


def stored(pack: Pack, name: str) -> bytes:
    with agency_storage().open(PackFile.objects.get(pack=pack, name=name).key) as file:
        return file.read()


def test_a_built_pack_is_ready_complete_and_verifies_from_storage(engagement: Engagement, alice: Membership) -> None:
    pack = delivery.built(engagement, alice)
    assert (pack.state, pack.number, pack.job.state, pack.job.progress) == (PackState.READY, 1, "done", 100)
    names = set(PackFile.objects.filter(pack=pack).values_list("name", flat=True))
    assert {
        "report.pdf",
        "summary.html",
        "artifacts.json",
        "manifest.json",
        "manifest.json.sig",
        "SHA256SUMS",
        "README.txt",
        "pack.zip",
    } <= names
    for file in PackFile.objects.filter(pack=pack):
        data = stored(pack, file.name)
        assert (len(data), hashlib.sha256(data).hexdigest()) == (file.size, file.sha256)
    archive = stored(pack, "pack.zip")
    assert verify(archive, keys.allowed_signers()) == []
    assert hashlib.sha256(archive).hexdigest() == pack.archive_sha256
    with zipfile.ZipFile(io.BytesIO(archive)) as unzipped:
        assert hashlib.sha256(unzipped.read("manifest.json")).hexdigest() == pack.pack_digest
        assert {name: unzipped.read(name) for name in unzipped.namelist()} == {
            name: stored(pack, name) for name in names - {"pack.zip"}
        }


def test_nothing_is_left_in_staging_and_keys_name_no_client(engagement: Engagement, alice: Membership) -> None:
    pack = delivery.built(engagement, alice)
    folder = Path(settings.DATA_DIR) / "media" / str(alice.agency.public_id)
    assert not list(folder.rglob("staging"))
    assert {path.parent.name for path in (folder / "packs").rglob("*") if path.is_file()} >= {str(pack.public_id)}
    assert not PackFile.objects.filter(key__icontains="nordlys").exists()


def test_the_pack_names_people_by_name_and_role_and_tells_nothing_else(
    engagement: Engagement, alice: Membership
) -> None:
    work.write(engagement, "monitoring", standfirst="Another")
    version = work.submit(engagement, "monitoring")
    work.approve(version, alice, comment="SECRET-COMMENT about the client")
    pack = delivery.built(engagement, alice)
    everything = b"".join(
        stored(pack, name) for name in ("artifacts.json", "manifest.json", "README.txt", "summary.html")
    )
    assert b"Alice Arden" in everything
    for secret in (b"SECRET-COMMENT", b"alice@alder.example", b"AICMO", b"aicmo", str(settings.DATA_DIR).encode()):
        assert secret not in everything


@pytest.mark.parametrize("formats", [(PackFormat.JSON,), (PackFormat.PDF,), (PackFormat.HTML, PackFormat.JSON)])
def test_only_the_chosen_formats_are_made(
    engagement: Engagement, alice: Membership, formats: tuple[PackFormat, ...]
) -> None:
    pack = delivery.built(engagement, alice, formats=formats)
    made = {name.rpartition(".")[2] for name in PackFile.objects.filter(pack=pack).values_list("name", flat=True)}
    assert {form.value for form in formats} <= made
    assert pack.formats == [form.value for form in (*formats, PackFormat.ZIP)]


def test_quality_reports_go_in_only_when_they_are_asked_for(engagement: Engagement, alice: Membership) -> None:
    config = work.artifact(engagement, "monitoring").content["kpi_config"]
    config["kpis"] = [{**row, "baseline": ""} for row in config["kpis"]]
    work.write(engagement, "monitoring", kpi_config=config)
    version = work.submit(engagement, "monitoring")
    keys_of = [finding_key(check) for check in version.qc_reports.get().findings]
    work.approve(version, alice, accepted=keys_of)
    formats = (PackFormat.HTML,)
    without = delivery.built(engagement, alice, formats=formats)
    asked = delivery.built(engagement, alice, formats=formats, options=(PackOption.QC_REPORTS,))
    assert (without.number, without.manifest["options"]) == (1, [])
    assert (asked.number, asked.options, asked.manifest["options"]) == (2, ["qc_reports"], ["qc_reports"])
    heading = b">Quality reports</h2>"
    assert heading not in stored(without, "summary.html")
    summary = stored(asked, "summary.html").decode()
    appendix = summary[summary.index(heading.decode()) :]
    messages = [
        check["message"]
        for item in inputs.select(engagement, agency=alice.agency).included
        for check in item.report.findings
    ]
    assert messages
    assert [message for message in messages if escape(message, quote=False) not in appendix] == []
    assert appendix.count("Accepted by Alice Arden") == len(messages)
    told = json.loads(stored(asked, "provenance.json"))["files"]["summary.html"][-1]
    assert told["made_from"] == [*asked.kinds, "frame"]


def test_a_sign_off_without_the_quality_reports_does_not_cover_them(engagement: Engagement, alice: Membership) -> None:
    delivery.signed_off(engagement, alice)
    asked = inputs.select(engagement, agency=alice.agency, options=(PackOption.QC_REPORTS,))
    legal = next(finding for finding in preflight.check(asked) if finding.key is CheckKey.LEGAL)
    assert not legal.lets_through


def test_the_same_inputs_are_the_same_pack_and_the_same_bytes(engagement: Engagement, alice: Membership) -> None:
    first = delivery.built(engagement, alice)
    again = delivery.built(engagement, alice)
    assert (again.pk, again.number, again.archive_sha256) == (first.pk, 1, first.archive_sha256)
    assert AuditEntry.objects.get(action="pack.rebuilt").data["identical"] is True
    assert PackFile.objects.filter(pack=first).count() == len(set(PackFile.objects.values_list("name", flat=True)))


def kept(pack: Pack) -> dict[str, str]:
    """SHA-256 of each file as it is in storage now."""
    return {
        name: hashlib.sha256(stored(pack, name)).hexdigest()
        for name in PackFile.objects.filter(pack=pack).values_list("name", flat=True)
    }


def test_a_published_pack_that_would_be_made_otherwise_today_stays_byte_for_byte(
    engagement: Engagement, alice: Membership, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The platform was renewed: the same inputs give other bytes. Nothing is stored, and staff are told."""
    pack = delivery.built(engagement, alice)
    packs.publish(pack, member=alice, seen_digest=pack.pack_digest)
    before = kept(pack)
    monkeypatch.setattr(packs, "in_children", in_process)
    renewed = Rendered(b"<!doctype html>Renewed", ())
    monkeypatch.setattr(HtmlRenderer, "render", lambda self, document, theme: renewed)
    again = delivery.ordered(engagement, alice)
    jobs.run(again.job_id, again.agency_id, jobs.SCHEMA)
    again.refresh_from_db()
    assert (again.pk, again.state, again.job.state) == (pack.pk, PackState.PUBLISHED, "failed")
    assert "differs from what was built first, which stays as it was" in again.job.error
    assert "What differs: provenance.json, summary.html. So the platform was renewed since" in again.job.error
    assert AuditEntry.objects.get(action="pack.rebuilt").data["identical"] is False
    assert kept(pack) == before == dict(PackFile.objects.filter(pack=pack).values_list("name", "sha256"))


def test_a_pack_that_is_being_built_again_is_not_ordered_a_third_time(
    engagement: Engagement, alice: Membership
) -> None:
    delivery.built(engagement, alice)
    delivery.ordered(engagement, alice)
    with pytest.raises(Refusal, match="Pack 1 is being built already"):
        delivery.ordered(engagement, alice)


def test_a_file_that_was_damaged_in_storage_is_mended_by_building_again(
    engagement: Engagement, alice: Membership
) -> None:
    pack = delivery.built(engagement, alice)
    before, key = kept(pack), PackFile.objects.get(pack=pack, name="summary.html").key
    agency_storage().delete(key)
    agency_storage().save(key, b"cut o")
    agency_storage().delete(PackFile.objects.get(pack=pack, name="README.txt").key)
    delivery.built(engagement, alice)
    assert kept(pack) == before


def test_a_sign_off_after_a_waiver_makes_the_next_pack_of_the_same_words(
    engagement: Engagement, alice: Membership
) -> None:
    selection = inputs.select(engagement, agency=alice.agency)
    preflight.waive(selection, CheckKey.LEGAL, member=alice, reason="Counsel answers on Monday")
    with transaction.atomic():
        waived = packs.order(engagement, agency=alice.agency, by=audit.SYSTEM)
    jobs.run(waived.job_id, waived.agency_id, jobs.SCHEMA)
    waived.refresh_from_db()
    packs.publish(waived, member=alice, seen_digest=waived.pack_digest)
    before = kept(waived)
    signed = delivery.built(engagement, alice)
    assert (signed.number, signed.subject) == (2, waived.subject)
    assert signed.manifest["check_evidence"]["legal_ok"]["sign_off"]["by"] == "Alice Arden"
    assert kept(waived) == before
    waived.refresh_from_db()
    assert packs.moved_on(waived) == []


def test_the_audit_head_is_the_entry_of_the_last_decision_whatever_the_clocks_say(
    engagement: Engagement, alice: Membership
) -> None:
    pack = delivery.built(engagement, alice)
    entry = AuditEntry.objects.filter(action__in=["artifact.approved", "pack.signed_off"]).order_by("-number").first()
    assert entry is not None
    assert pack.manifest["audit_head"] == entry.hash
    with pytest.MonkeyPatch.context() as patch, transaction.atomic():  # another machine, a day behind
        patch.setattr("django.utils.timezone.now", lambda: entry.at - timedelta(days=1))
        audit.record(audit.SYSTEM, "something.else")
    assert delivery.built(engagement, alice).archive_sha256 == pack.archive_sha256


def test_a_finding_that_nobody_accepted_is_not_said_to_be_accepted(engagement: Engagement, alice: Membership) -> None:
    """The rules were renewed after the approval, and QC was run again and waived."""
    version = work.artifact(engagement, "intake").effective
    assert version is not None
    report = version.qc_reports.get()
    check = {**report.checks[0], "check_id": "intake_new_rule", "status": "WARN", "path": "pricing", "message": "New."}
    QCReport.objects.create(
        version=version, status="WARN", score=95, checks=[*report.checks, check], summary=report.summary, model_used="x"
    )
    selection = inputs.select(engagement, agency=alice.agency)
    preflight.waive(selection, CheckKey.QC, member=alice, reason="Known")
    pack = delivery.built(engagement, alice)
    intake = next(item for item in pack.manifest["included_artifacts"] if item["type"] == "intake")
    assert "intake_new_rule" not in {finding["check_id"] for finding in intake["qc"]["accepted_findings"]}


def test_a_worker_that_lost_its_lease_records_nothing(engagement: Engagement, alice: Membership) -> None:
    pack = delivery.ordered(engagement, alice)

    real = packs.record

    def too_late(*args: Any) -> None:
        """Somebody else has taken the job between the last word of progress and the rows."""
        Job.objects.filter(pk=pack.job_id).update(lease_token=uuid4())
        real(*args)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(packs, "record", too_late)
        jobs.run(pack.job_id, pack.agency_id, jobs.SCHEMA)
    pack.refresh_from_db()
    assert (pack.state, pack.built_at) == (PackState.BUILDING, None)
    assert not PackFile.objects.exists()


def test_other_inputs_are_the_next_pack(engagement: Engagement, alice: Membership) -> None:
    delivery.built(engagement, alice)
    save_brand(by=audit.SYSTEM, legal_text="Another sentence")
    assert delivery.built(engagement, alice).number == 2


def test_an_order_is_refused_with_every_reason(engagement: Engagement, alice: Membership) -> None:
    with pytest.raises(Refusal, match="The pack cannot be built. Legal: Nobody has signed off"), transaction.atomic():
        packs.order(engagement, agency=alice.agency, by=audit.SYSTEM)
    assert not Pack.objects.exists()
    assert not Job.objects.exists()


def test_a_waived_check_is_printed_in_the_manifest(engagement: Engagement, alice: Membership) -> None:
    selection = inputs.select(engagement, agency=alice.agency)
    preflight.waive(selection, CheckKey.LEGAL, member=alice, reason="Counsel answers on Monday")
    with transaction.atomic():
        pack = packs.order(engagement, agency=alice.agency, by=audit.SYSTEM)
    jobs.run(pack.job_id, pack.agency_id, jobs.SCHEMA)
    pack.refresh_from_db()
    assert pack.manifest["checks"]["legal_ok"] is False
    assert pack.manifest["waivers"]["legal_ok"]["reason"] == "Counsel answers on Monday"
    assert "Counsel answers on Monday" in stored(pack, "README.txt").decode()


def test_what_changed_after_the_order_is_not_built(engagement: Engagement, alice: Membership) -> None:
    pack = delivery.ordered(engagement, alice)
    save_brand(by=audit.SYSTEM, legal_text="Another sentence")
    jobs.run(pack.job_id, pack.agency_id, jobs.SCHEMA)
    pack.refresh_from_db()
    assert (pack.state, pack.errors) == (
        PackState.FAILED,
        {
            "pack": "What the pack was ordered for has changed since. Brand: version 2 before, version 3 now. Legal "
            "failed: The sign-off has lapsed: what goes out has changed since. Order it again."
        },
    )  # fmt: skip
    assert not PackFile.objects.exists()


def test_bytes_that_storage_changes_are_noticed(
    engagement: Engagement, alice: Membership, monkeypatch: pytest.MonkeyPatch
) -> None:
    from tenants.storage import AgencyStorage

    honest = AgencyStorage.save
    monkeypatch.setattr(AgencyStorage, "save", lambda self, key, data: honest(self, key, data[:-1] + b"?"))
    pack = delivery.built(engagement, alice)
    assert pack.state == PackState.BUILDING
    assert pack.job.state == "queued", "it is tried again"
    assert not PackFile.objects.exists()


def test_publishing_supersedes_the_older_pack_and_is_in_the_audit(engagement: Engagement, alice: Membership) -> None:
    first = delivery.published(engagement, alice)
    save_brand(by=audit.SYSTEM, legal_text="Another sentence")
    second = delivery.published(engagement, alice)
    first.refresh_from_db()
    assert (first.state, second.state) == (PackState.SUPERSEDED, PackState.PUBLISHED)
    actions = list(
        AuditEntry.objects.filter(action__startswith="pack.").order_by("number").values_list("action", flat=True)
    )
    assert actions[-2:] == ["pack.superseded", "pack.published"]


def test_an_older_pack_is_never_put_in_place_of_a_newer_one(engagement: Engagement, alice: Membership) -> None:
    first = delivery.published(engagement, alice)
    save_brand(by=audit.SYSTEM, legal_text="Another sentence")
    second = delivery.published(engagement, alice)
    with pytest.raises(Refusal, match="Pack 2 is newer and published. Withdraw it first"):
        packs.publish(first, member=alice, seen_digest=first.pack_digest)
    packs.withdraw(second, member=alice, reason="The client changed their mind")
    assert packs.publish(first, member=alice, seen_digest=first.pack_digest).is_published


def test_publishing_is_refused(engagement: Engagement, alice: Membership, alder: Agency) -> None:
    pack = delivery.ordered(engagement, alice)
    with pytest.raises(Refusal, match="only a finished pack is published"):
        packs.publish(pack, member=alice, seen_digest=pack.pack_digest)
    jobs.run(pack.job_id, pack.agency_id, jobs.SCHEMA)
    pack.refresh_from_db()
    editor = member(alder, "eda@alder.example", "Eda", "editor")
    with pytest.raises(NotAllowed):
        packs.publish(pack, member=editor, seen_digest=pack.pack_digest)
    with pytest.raises(Refusal, match="What you saw is not what Pack 1 holds"):
        packs.publish(pack, member=alice, seen_digest="0" * 64)
    packs.publish(pack, member=alice, seen_digest=pack.pack_digest)
    with pytest.raises(Refusal, match="already published by Alice Arden"):
        packs.publish(pack, member=alice, seen_digest=pack.pack_digest)


def test_withdrawing_takes_a_reason_and_publishing_again_undoes_it(engagement: Engagement, alice: Membership) -> None:
    pack = delivery.published(engagement, alice)
    with pytest.raises(Refusal, match="Say why"):
        packs.withdraw(pack, member=alice, reason=" ")
    pack = packs.withdraw(pack, member=alice, reason="A wrong figure on page 4")
    assert (pack.state, pack.withdrawn_reason) == (PackState.WITHDRAWN, "A wrong figure on page 4")
    again = packs.publish(pack, member=alice, seen_digest=pack.pack_digest)
    assert (again.state, again.withdrawn_reason) == (PackState.PUBLISHED, "")
    withdrawn = AuditEntry.objects.get(action="pack.withdrawn")
    assert withdrawn.data["reason"] == "A wrong figure on page 4"


def test_each_agency_signs_with_its_own_key_kept_encrypted(engagement: Engagement, alice: Membership) -> None:
    delivery.built(engagement, alice)
    key = SigningKey.objects.get()
    assert key.public_line.startswith("alder ")
    assert "PRIVATE" not in key.secret
    assert keys.allowed_signers() == f"{key.public_line.strip()}\n"


def test_a_new_key_signs_from_now_on_and_older_packs_keep_theirs(engagement: Engagement, alice: Membership) -> None:
    first = delivery.built(engagement, alice, formats=(PackFormat.JSON,))
    old = SigningKey.objects.get()
    new = keys.renew(member=alice, seen=old.fingerprint)
    assert AuditEntry.objects.get(action="signing_key.renewed").data == {
        "fingerprint": new.fingerprint, "before": old.fingerprint,
    }  # fmt: skip
    again = delivery.built(engagement, alice, formats=(PackFormat.JSON,))
    assert (again.pk, again.job.state, again.signing_key) == (first.pk, "done", old), "built again with its own key"
    later = delivery.built(engagement, alice, formats=(PackFormat.JSON, PackFormat.HTML))
    assert later.signing_key == new
    for pack, key in ((again, old), (later, new)):
        assert verify(stored(pack, "pack.zip"), keys.allowed_signers()) == []
        assert verify(stored(pack, "pack.zip"), key.public_line) == []
    assert [problem.member for problem in verify(stored(later, "pack.zip"), old.public_line)] == ["manifest.json.sig"]


def test_only_an_owner_makes_a_new_key_and_one_press_makes_one(engagement: Engagement, alice: Membership) -> None:
    with pytest.raises(Refusal, match="no signing key yet"):
        keys.renew(member=alice, seen="")
    delivery.built(engagement, alice, formats=(PackFormat.JSON,))
    shown = SigningKey.objects.get().fingerprint
    admin = member(alice.agency, "ada@alder.example", "Ada Ash", "admin")
    with pytest.raises(NotAllowed, match="make a new signing key"):
        keys.renew(member=admin, seen=shown)
    keys.renew(member=alice, seen=shown)
    with pytest.raises(Refusal, match="Another key has become the newest"):
        keys.renew(member=alice, seen=shown)
    assert SigningKey.objects.count() == 2


def test_progress_only_grows_and_says_what_is_done(
    engagement: Engagement, alice: Membership, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[tuple[int, str]] = []
    honest = jobs.Running.report

    def spy(self: jobs.Running, percent: int, words: str) -> None:
        honest(self, percent, words)
        seen.append(Job.objects.values_list("progress", "step").get(pk=self.job.pk))

    monkeypatch.setattr(jobs.Running, "report", spy)
    delivery.built(engagement, alice)
    assert len(seen) >= 6
    assert [percent for percent, _ in seen] == sorted(percent for percent, _ in seen)
    assert "Making the report (pdf)" in [words for _, words in seen]


# --- Crashes ---------------------------------------------------------------------------------------------------------

CRASH_POINTS = ["claimed", "snapshot", "rendered", "sealed", "staged", "verified", "promoted", "recorded"]

RUN_ONE = """
import sys
import delivery.tasks
from delivery.domain import packs
from delivery.rendering.making import in_process
from tenants import jobs
if sys.argv[3] == "alone":  # most of these processes need no children
    packs.in_children = in_process
jobs.run(int(sys.argv[1]), int(sys.argv[2]), jobs.SCHEMA)
"""


def dying_worker(pack: Pack, crash_at: str) -> int:
    """Do the pack's job in a process of its own, which dies at the named point."""
    way = "with children" if crash_at == "rendered" else "alone"
    given = [str(pack.job_id), str(pack.agency_id), way]
    command = [sys.executable, "-c", f"import django; django.setup()\n{RUN_ONE}", *given]
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "aicmo_site.settings",
        "DATA_DIR": str(settings.DATA_DIR),
        "CRASH_AT": crash_at,
        **_database_environment(),
    }
    return subprocess.run(command, env=environment, timeout=120, check=False).returncode


def _database_environment() -> dict[str, str]:
    """The test's own database, for a process that reads its environment."""
    name = connection.settings_dict["NAME"]
    if connection.vendor == "sqlite":
        return {"DATABASE_URL": f"sqlite:///{name}"}
    return {
        variable: f"{os.environ[variable].rpartition('/')[0]}/{name}"
        for variable in ("DATABASE_URL", "DATABASE_OWNER_URL", "DATABASE_PLATFORM_URL")
    }


@pytest.mark.parametrize("point", CRASH_POINTS)
def test_a_worker_that_dies_leaves_one_complete_pack_after_the_restart_and_nothing_half_before(
    engagement: Engagement, alice: Membership, point: str
) -> None:
    pack = delivery.ordered(engagement, alice)
    assert dying_worker(pack, point) == -signal.SIGKILL
    pack.refresh_from_db()
    whole = point == "recorded"
    assert PackFile.objects.filter(pack=pack).exists() is whole
    assert pack.state == (PackState.READY if whole else PackState.BUILDING)
    Job.objects.filter(pk=pack.job_id).update(lease_until="2020-01-01T00:00Z")  # time passes
    with_sweep(alice.agency)
    jobs.run(pack.job_id, pack.agency_id, jobs.SCHEMA)
    pack.refresh_from_db()
    assert pack.state == PackState.READY
    assert verify(stored(pack, "pack.zip"), keys.allowed_signers()) == []
    assert kept(pack) == dict(PackFile.objects.filter(pack=pack).values_list("name", "sha256"))
    folder = Path(settings.DATA_DIR) / "media" / str(alice.agency.public_id)
    assert not list(folder.rglob("staging"))


def with_sweep(agency: Agency) -> None:
    from tenants import scope

    present = scope._scope.set(None)
    try:
        jobs.sweep()
    finally:
        scope._scope.reset(present)
