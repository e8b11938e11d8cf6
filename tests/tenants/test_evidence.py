"""What the platform proves about itself: each value is read while the page is made, and each break shows in its own part."""

import json
import os
import re
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.core.cache import cache
from django.db import connection
from django.utils import timezone

from aicmo_site import evidence as site
from campaigns.domain import documents
from campaigns.enums import ArtifactKind
from campaigns.models import Artifact, ArtifactVersion, Engagement
from delivery.domain import evidence as delivery_evidence
from delivery.models import Pack, PackFile
from tenants import agency_settings, audit, evidence, health, jobs, mail, people
from tenants.evidence import Asked, Fact, Part
from tenants.models import Agency, Job, Membership
from tenants.scope import platform, tenant
from tenants.storage import agency_storage
from tenants.subjects import Subject
from tests.support import cast, packs, work
from tests.support.cast import browser
from tests.support.queries import counted

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _nothing_proven() -> Iterator[None]:
    evidence._proofs.clear()
    yield
    evidence._proofs.clear()


@pytest.fixture
def approved(in_alder: Agency, alice: Membership) -> Engagement:
    return work.engagement(approver=alice)


def of(engagement: Engagement) -> str:
    return f"?engagement={engagement.public_id}"


def read(member: Membership, query: str = "") -> dict[str, dict[str, str]]:
    """Part → label → value, as the page says it; states in front: ``approved: Whole``."""
    answer = browser(member.agency, member).get(f"/evidence/{query}")
    assert answer.status_code == 200
    found: dict[str, dict[str, str]] = {}
    for part, body in re.findall(
        r'<h2 id="evidence-(\w+)">.*?<dl class="facts">(.*?)</dl>', answer.content.decode(), flags=re.S
    ):
        pairs = re.findall(r"<dt>(.*?)</dt><dd>(.*?)</dd>", body, flags=re.S)
        found[part] = {label: _plain(value) for label, value in pairs}
    return found


def _plain(value: str) -> str:
    state = re.match(r'<span class="state" data-state="(\w+)">', value)
    text = " ".join(re.sub(r"<[^>]+>", "", value).split())
    return f"{state.group(1)}: {text}" if state else text


def tamper(sql: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA defer_foreign_keys = ON")
        cursor.execute(sql)


# --- Who, and about what ---------------------------------------------------------------------------------------------


def test_it_is_for_admins_and_owners(in_alder: Agency, alice: Membership) -> None:
    answers = {}
    for role in ("owner", "admin", "editor", "viewer"):
        reader = cast.member(in_alder, f"{role}@alder.example", role.title(), role)
        answers[role] = browser(in_alder, reader).get("/evidence/").status_code
    assert answers == {"owner": 200, "admin": 200, "editor": 403, "viewer": 403}
    assert browser(in_alder).get("/evidence/").status_code == 302


def test_a_new_agency_says_what_is_not_there(in_alder: Agency, alice: Membership) -> None:
    found = read(alice)
    assert list(found) == ["runtime", "context", "jobs", "chain", "people"]
    assert found["context"] == {
        "Agency": "approved: Alder &amp; Oak", "Engagement": "draft: There is none yet",
        "Client": "draft: Missing, as there is no engagement", "Campaign": "draft: Missing, as there is no engagement",
    }  # fmt: skip


def test_it_is_about_what_was_worked_on_last_unless_asked(
    approved: Engagement, alice: Membership, bob: Membership
) -> None:
    other = work.engagement(name="halden", kinds=1)
    work.write(other, "intake", bob, pricing="100")
    assert str(other.public_id) in read(alice)["context"]["Engagement"]
    context = read(alice, of(approved))["context"]
    assert context["Engagement"] == f"approved: {approved}, {approved.public_id}"
    assert context["Client"].startswith(f"approved: {approved.campaign.client}, ")


def test_an_engagement_that_is_not_here_is_not_there(
    alder: Agency, cedar: Agency, alice: Membership, charlie: Membership
) -> None:
    with tenant(cedar):
        theirs = work.engagement(kinds=1).public_id
    for asked in (theirs, "00000000-0000-4000-8000-000000000000", "nonsense"):
        assert browser(alder, alice).get(f"/evidence/?engagement={asked}").status_code == 404
    assert browser(cedar, charlie).get(f"/evidence/?engagement={theirs}").status_code == 200


def test_nothing_names_a_path_or_a_secret(approved: Engagement, alice: Membership, settings: Any) -> None:
    packs.pack(approved)
    text = browser(alice.agency, alice).get(f"/evidence/{of(approved)}").content.decode()
    exported = browser(alice.agency, alice).get(f"/evidence/{of(approved)}&format=json").content.decode()
    [file] = PackFile.objects.filter(name="pack.zip")
    for secret in (str(settings.DATA_DIR), str(settings.BASE_DIR), settings.SECRET_KEY, file.key, "/tmp/"):
        assert secret not in text + exported


def test_the_export_holds_what_the_page_says(approved: Engagement, alice: Membership) -> None:
    answer = browser(alice.agency, alice).get(f"/evidence/{of(approved)}&format=json")
    assert answer["Content-Disposition"].startswith('attachment; filename="evidence-')
    said = json.loads(answer.content)
    assert (said["agency"], said["engagement"]) == ("Alder & Oak", str(approved.public_id))
    assert list(said["sections"]) == list(read(alice, of(approved)))
    assert said["sections"]["flow"][0] == {"label": "Done", "value": "7 of 7, 100 %", "state": "approved"}


def test_the_page_costs_the_same_whatever_there_is(in_alder: Agency, alice: Membership) -> None:
    engagement = work.engagement(approver=alice)
    packs.pack(engagement)
    client = browser(in_alder, alice)
    client.get("/evidence/")
    path = f"/evidence/{of(engagement)}"
    evidence._proofs.clear()
    few = counted(client, path)
    for number in range(2, 12):
        packs.pack(engagement, number=number, state="superseded")
        audit.record(audit.SYSTEM, "client.created")
    for number in range(3):
        work.engagement(name=("halden", "kastell", "veldkamp")[number], kinds=1)
    evidence._proofs.clear()
    assert counted(client, path) == few < 20


# --- A part that breaks says so --------------------------------------------------------------------------------------


def test_every_part_has_a_source() -> None:
    assert [part for part in Part if not evidence._sources[part]] == []


@pytest.mark.parametrize("part", Part)
def test_a_part_whose_source_raises_says_so_and_the_others_stand(
    approved: Engagement, alice: Membership, part: Part, monkeypatch: pytest.MonkeyPatch
) -> None:
    packs.pack(approved)
    whole = read(alice, of(approved))

    def broken(asked: Asked) -> Iterator[Fact]:
        yield Fact("First", "is still said")
        raise OSError("/srv/secret/place")

    monkeypatch.setitem(evidence._sources, part, [broken])
    found = read(alice, of(approved))
    assert found[part.value] == {"First": "is still said", part.label: f"failed: {evidence.BROKEN}"}
    assert {name: list(facts) for name, facts in found.items() if name != part} == {
        name: list(facts) for name, facts in whole.items() if name != part
    }


# --- Runtime ---------------------------------------------------------------------------------------------------------


def test_what_runs_is_named(alice: Membership) -> None:
    runtime = read(alice)["runtime"]
    assert re.fullmatch(r"3\.\d+\.\d+, 5\.\d+\.\d+", runtime["Python, Django"])
    assert runtime["Release"] == "0.1.0"
    assert runtime["Storage"] == "approved: Wrote a byte and read it back"


@pytest.mark.sqlite
def test_keys_that_are_not_kept_show(alice: Membership) -> None:
    assert read(alice)["runtime"]["Keys between tables"] == "approved: Kept"
    real = connection.cursor
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(connection, "cursor", lambda: _Silent(real()))
        [_, keys] = evidence._walls()
    assert (keys.value, keys.state) == ("Not kept", "failed")


class _Silent:
    """A cursor whose database says 0 to whether keys are kept."""

    def __init__(self, cursor: Any) -> None:
        self.cursor = cursor

    def __enter__(self) -> "_Silent":
        return self

    def __exit__(self, *error: object) -> None:
        self.cursor.close()

    def execute(self, sql: str) -> None:
        self.cursor.execute("SELECT 0")

    def fetchone(self) -> Any:
        return self.cursor.fetchone()


@pytest.mark.postgres
def test_row_level_security_is_counted_in_the_live_database(alice: Membership) -> None:
    said = read(alice)["runtime"]["Row-level security"]
    assert re.fullmatch(r"approved: On (\d+) of \1 tables", said)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(evidence, "tenant_models", lambda: [Artifact, Membership])
        assert read(alice)["runtime"]["Row-level security"] == "failed: On 1 of 2 tables"


def test_storage_that_does_not_answer_shows(alice: Membership, monkeypatch: pytest.MonkeyPatch) -> None:
    def away() -> None:
        raise OSError("no bucket at /srv/place")

    monkeypatch.setitem(health.PROBES, "storage", away)
    assert read(alice)["runtime"]["Storage"] == "failed: Does not answer"


@pytest.mark.parametrize(
    ("backend", "said"),
    [
        ("tenants.mailbox.EmailBackend", "draft: Kept as files, nothing leaves"),
        ("django.core.mail.backends.smtp.EmailBackend", "approved: Handed to the mail server"),
        ("django.core.mail.backends.dummy.EmailBackend", "changes: Not sent from here"),
    ],
)
def test_where_mail_goes_is_told(alice: Membership, settings: Any, backend: str, said: str) -> None:
    settings.EMAIL_BACKEND = backend
    assert read(alice)["runtime"]["Mail"] == said


def test_the_commit_is_the_one_that_runs(
    alice: Membership, tmp_path: Any, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    git, name = tmp_path / ".git", "refs/heads/main"
    (tmp_path / "pyproject.toml").write_text('[project]\nversion = "9.9"\n')
    settings.BASE_DIR = tmp_path
    assert read(alice)["runtime"]["Release"] == "9.9"
    assert read(alice)["runtime"]["Commit"] == "draft: Unknown: this is no checkout"
    git.mkdir()
    (git / "HEAD").write_text("a" * 40)
    assert site.commit() == "a" * 40
    (git / "HEAD").write_text(f"ref: {name}\n")
    (git / "packed-refs").write_text(f"# pack-refs\n{'b' * 40} {name}\n")
    assert site.commit() == "b" * 40
    (git / "refs/heads").mkdir(parents=True)
    (git / name).write_text("c" * 40 + "\n")
    monkeypatch.setattr(site, "RUNNING", "c" * 40)
    assert read(alice)["runtime"]["Commit"] == f"approved: {'c' * 12}"
    (git / name).write_text("d" * 40)
    assert read(alice)["runtime"]["Commit"].startswith(f"changes: {'c' * 12} runs, {'d' * 12} is checked out")
    (git / name).write_text("nonsense")
    assert site.commit() == ""


def test_what_runs_and_where_it_keeps_things_is_told(alice: Membership, tmp_path: Any, settings: Any) -> None:
    said = read(alice)["runtime"]
    assert said["Application"] == "aicmo_site.wsgi"
    assert said["Store"] == f"{connection.settings_dict['ENGINE']}, tenants.storage.Folder"
    assert said["Store mode"] == f"Rows in {connection.display_name}, files in a folder"
    assert said["Store identity"] == str(alice.agency.public_id)
    (tmp_path / "pyproject.toml").write_text('[project]\nversion = "9.9"\n')
    (tmp_path / "campaigns").mkdir()
    (tmp_path / "campaigns" / "code.py").touch()
    for name, at in (("pyproject.toml", 1_700_000_000), ("campaigns/code.py", 1_800_000_000)):
        os.utime(tmp_path / name, (at, at))
    settings.BASE_DIR = tmp_path
    assert read(alice)["runtime"]["Built"] == "15 Jan 2027, 08:00:00"


def test_all_artifacts_are_exported_to_admins_and_owners(
    approved: Engagement, alice: Membership, alder: Agency
) -> None:
    path = f"/engagements/{approved.public_id}/artifacts.json"
    assert f'<a href="{path}">Export all artifacts as JSON</a>' in (
        browser(alder, alice).get(f"/evidence/{of(approved)}").content.decode()
    )
    answer = browser(alder, alice).get(path)
    assert answer["Content-Disposition"] == f'attachment; filename="artifacts_{str(approved.public_id)[:8]}.json"'
    assert answer["Cache-Control"] == "private, no-store"
    assert json.loads(answer.content) == documents.export_engagement(approved)
    assert list(json.loads(answer.content)["artifacts"]) == list(ArtifactKind)
    asked = {}
    for role in ("admin", "editor", "viewer"):
        reader = cast.member(alder, f"{role}@alder.example", role.title(), role)
        asked[role] = browser(alder, reader).get(path).status_code
    assert asked == {"admin": 200, "editor": 403, "viewer": 403}


# --- Strategy, artifacts, flow ---------------------------------------------------------------------------------------


def contract(member: Membership, engagement: Engagement) -> dict[str, str]:
    return read(member, of(engagement))["contract"]


def test_a_whole_contract_says_so(approved: Engagement, alice: Membership) -> None:
    said = contract(alice, approved)
    assert said.pop("Strategy v1").startswith("SHA-256 of Strategy v1: ")
    assert said == {
        "In force": "approved: v1", "Status": "approved: Approved",
        "Contract": "approved: strategy_contract_v1", "Layers": "approved: 8 of 8 present",
        "Further keys": "approved: None", "Validator": "approved: 0 errors, 0 warnings",
        "Digest of its content": "approved: As approved",
    }  # fmt: skip


Break = Callable[[dict[str, Any]], object]


@pytest.mark.sqlite  # PostgreSQL lets nobody change a version
@pytest.mark.parametrize(
    ("damage", "label", "said"),
    [
        (lambda data: data.pop("layer3_audience_psychology"), "Layers",
         "failed: 7 of 8 present; missing: layer3_audience_psychology"),
        (lambda data: data.update({f"x{n}": 1 for n in range(7)}), "Further keys", "failed: x0, x1, x2, x3, x4"),
        (lambda data: data.update(extra=1), "extra", "failed: There is no such field."),
        (lambda data: data.update(extra=1), "Validator", "failed: 1 error"),
        (lambda data: data.update(schema_version="strategy_contract_v9"), "Contract",
         "failed: strategy_contract_v9, not strategy_contract_v1"),
        (lambda data: data["layer4_value_architecture"].update(core_promise=""), "Digest of its content",
         "failed: Not what was approved"),
        (lambda data: data["layer8_measurement"].update(success_definition=""),
         "Measurement &amp; Learning Loop, Success", "failed: Is required and empty"),
    ],
)  # fmt: skip
def test_a_broken_contract_says_where(
    approved: Engagement, alice: Membership, damage: Break, label: str, said: str
) -> None:
    version = ArtifactVersion.objects.get(artifact__engagement=approved, artifact__kind="strategy")
    data = version.content
    damage(data)
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE campaigns_artifactversion SET content = %s WHERE id = %s", [json.dumps(data), version.pk]
        )
    assert contract(alice, approved)[label] == said


def test_without_an_approved_strategy_there_is_no_contract_yet(in_alder: Agency, alice: Membership) -> None:
    assert contract(alice, work.engagement(kinds=1)) == {"In force": "draft: No strategy is approved yet"}


def test_artifacts_and_flow_follow_the_chain(in_alder: Agency, alice: Membership, bob: Membership) -> None:
    engagement = work.engagement(approver=alice, kinds=2)
    work.write(engagement, "strategy", bob, standfirst="One sentence.")
    work.submit(engagement, "strategy", bob)
    found = read(alice, of(engagement))
    assert found["artifacts"] == {
        "Intake": "approved: Approved, v1 in force", "Strategy": "review: In review, v2, v1 in force",
        "Creatives": "draft: Draft, no version yet",
        "Execution": "draft: Draft, no version yet",
        "Monitoring": "draft: Draft, no version yet",
        "Delivery": "draft: No pack yet",
        "All of them": "Export all artifacts as JSON",
    }  # fmt: skip
    assert list(found["artifacts"])[-1] == "Delivery", "after the five, where the chain ends"
    assert found["flow"] == {
        "Done": "draft: 3 of 7, 43 %", "Campaign selected": "approved: Yes", "Intake approved": "approved: Yes",
        "Strategy approved": "approved: Yes", "Creatives approved": "draft: Not yet", "Execution approved": "draft: Not yet",
        "Monitoring unlocked": "draft: Not yet", "Delivery unlocked": "draft: Not yet",
    }  # fmt: skip


# --- The latest pack -------------------------------------------------------------------------------------------------


def latest(member: Membership, engagement: Engagement) -> dict[str, str]:
    return read(member, of(engagement))["pack"]


def test_without_a_pack_it_says_so(approved: Engagement, alice: Membership) -> None:
    assert latest(alice, approved) == {"Pack": "draft: None has been ordered yet"}


def test_the_latest_pack_is_verified_from_storage(approved: Engagement, alice: Membership) -> None:
    packs.pack(approved, number=1, state="superseded")
    pack = packs.pack(approved, number=2)
    said = latest(alice, approved)
    assert said["Pack 2"].startswith("approved: Is published, ")
    assert read(alice, of(approved))["artifacts"]["Delivery"] == "approved: Pack 2 is published"
    assert said["Verification"] == "approved: Storage holds what was sealed"
    assert said["Approvals"] == "approved: 3 of 3 versions are approved."
    assert said["Branding"] == "changes: Waived: The logo has no version for dark ground."
    assert said["Manifest"] == f"SHA-256 of Manifest: {pack.manifest_hash[:8]}…{pack.manifest_hash[-4:]}"
    assert {"pack.zip", "report.pdf", "manifest.json", "Key that signs now"} <= said.keys()
    assert "Fault" not in said


def swap(pack: Pack, data: bytes | None) -> None:
    key = PackFile.objects.get(pack=pack, name="pack.zip").key
    agency_storage().delete(key)
    if data is not None:
        agency_storage().save(key, data)


@pytest.mark.parametrize(
    ("data", "fault"),
    [
        (b"no zip", "The ZIP in storage is not the one that was sealed."),
        (None, "Storage has no ZIP of this pack."),
    ],
)
def test_what_storage_lost_or_changed_shows(
    approved: Engagement, alice: Membership, data: bytes | None, fault: str
) -> None:
    swap(packs.pack(approved), data)
    answer = browser(alice.agency, alice).get(f"/evidence/{of(approved)}").content.decode()
    assert fault in answer
    assert latest(alice, approved)["Verification"] == "failed: Failed"


def test_a_pack_that_other_keys_signed_shows(
    approved: Engagement, alice: Membership, monkeypatch: pytest.MonkeyPatch
) -> None:
    packs.pack(approved)
    monkeypatch.setattr(delivery_evidence.keys, "allowed_signers", lambda: "")
    said = latest(alice, approved)
    assert said["Verification"] == "failed: Failed"
    assert "none of the allowed signers" in said["Fault"]


def test_a_large_pack_is_not_read_by_the_page(
    approved: Engagement, alice: Membership, monkeypatch: pytest.MonkeyPatch
) -> None:
    packs.pack(approved)
    monkeypatch.setattr(delivery_evidence, "READ_HERE", 10)
    assert latest(alice, approved)["Verification"].startswith("draft: The ZIP is too large to be read here")


def test_a_pack_that_failed_says_why(approved: Engagement, alice: Membership) -> None:
    pack = packs.pack(approved, state="failed")
    Pack.objects.filter(pk=pack.pk).update(built_at=None, errors={"pdf": "The font has no sign for “☃”."})
    said = latest(alice, approved)
    assert said["Report (PDF)"] == "failed: The font has no sign for “☃”."
    assert "Verification" not in said


# --- Jobs ------------------------------------------------------------------------------------------------------------


def job(**said: Any) -> None:
    made = Job.objects.create(kind=mail.KIND)
    Job.objects.filter(pk=made.pk).update(**said)


def test_the_queue_is_this_agencys(alder: Agency, cedar: Agency, alice: Membership, charlie: Membership) -> None:
    with tenant(alder):
        job(state="failed")
    assert read(charlie)["jobs"]["Failed"] == "approved: 0"
    assert read(alice)["jobs"]["Failed"] == "changes: 1"


def test_the_queue_is_counted(in_alder: Agency, alice: Membership) -> None:
    assert read(alice)["jobs"] == {
        "Waiting": "approved: 0", "Running": "0", "Failed": "approved: 0", "Sweeper": "failed: Has not been heard of",
    }  # fmt: skip
    since = timezone.now() - timedelta(minutes=5)
    job(state="queued", created_at=since)
    job(state="queued")
    job(state="running")
    job(state="failed", error="No.")
    job(state="done")
    with platform("health of jobs"):
        cache.set(jobs.HEARTBEAT, time.time())
    said = read(alice)["jobs"]
    assert said.pop("Oldest waits since") == f"{since.day} {since:%b %Y, %H:%M:%S}"
    assert said.pop("Sweeper").startswith("approved: Last ran, ")
    assert said == {"Waiting": "draft: 2", "Running": "1", "Failed": "changes: 1"}


def test_a_sweeper_that_fell_silent_shows(alice: Membership) -> None:
    with platform("health of jobs"):
        cache.set(jobs.HEARTBEAT, time.time() - jobs.SILENT - 5, timeout=None)
    assert read(alice)["jobs"]["Sweeper"].startswith("changes: Silent since, ")


# --- The chain -------------------------------------------------------------------------------------------------------


def test_a_whole_chain_says_so(in_alder: Agency, alice: Membership) -> None:
    audit.record(audit.SYSTEM, "client.created")
    said = read(alice)["chain"]
    assert (said["Entries"], said["Chain"]) == ("2", "approved: Whole")
    head = audit.head()
    assert said["Head of the chain"] == f"SHA-256 of Head of the chain: {head[:8]}…{head[-4:]}"


@pytest.mark.sqlite
def test_a_broken_chain_says_where(in_alder: Agency, alice: Membership) -> None:
    for _ in range(3):
        audit.record(audit.SYSTEM, "thing.done")
    tamper("UPDATE tenants_auditentry SET actor_name = 'Eve' WHERE number = 2")
    said = read(alice)["chain"]
    assert said["Chain"] == "failed: Broken"
    assert said["Fault"] == "failed: Entry 2 (thing.done) was changed after it was written."


def test_a_proof_is_made_anew_after_a_minute(in_alder: Agency, monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[int] = []

    def prove() -> Iterator[str]:
        made.append(1)
        return iter(())

    first, _ = evidence.proven("a", prove)
    assert evidence.proven("a", prove)[0] == first
    assert len(made) == 1
    later = timezone.now() + timedelta(minutes=1, seconds=1)
    monkeypatch.setattr(evidence.timezone, "now", lambda: later)
    assert evidence.proven("a", prove) == (later, [])
    assert len(made) == 2


def test_no_two_agencies_share_a_proof(alder: Agency, cedar: Agency) -> None:
    for agency in (alder, cedar):
        with tenant(agency):
            list(evidence.chain(Asked(agency, None)))
    assert len(evidence._proofs) == 2


# --- People ----------------------------------------------------------------------------------------------------------


def test_second_factors_and_four_eyes_are_told(in_alder: Agency, alice: Membership, bob: Membership) -> None:
    assert read(alice)["people"] == {
        "Active members": "2", "Second factor": "changes: On for 0 of 2", "Four eyes": "approved: On",
    }  # fmt: skip
    for member in (alice, bob):
        Authenticator.objects.create(user=member.user, type=Authenticator.Type.RECOVERY_CODES, data={})
    Authenticator.objects.create(user=alice.user, type=Authenticator.Type.TOTP, data={})
    assert read(alice)["people"]["Second factor"] == "changes: On for 1 of 2"
    people.deactivate(bob, by=alice)
    assert read(alice)["people"] == {
        "Active members": "1", "Second factor": "approved: On for 1 of 1",
        "Four eyes": "changes: Of no effect while there is one member",
    }  # fmt: skip
    agency_settings.change(
        in_alder, by=alice, name="Alder & Oak", four_eyes=False, approvers_by_role=False, time_zone="UTC"
    )
    assert read(alice)["people"]["Four eyes"] == "changes: Off"


def test_a_subject_is_read_once_for_all_parts(in_alder: Agency) -> None:
    asked = Asked(in_alder, Subject(work.engagement(kinds=1).public_id, "x", "x", "/"))
    assert asked.once("n", lambda: 1) == asked.once("n", lambda: 2) == 1
