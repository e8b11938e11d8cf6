"""engagement_v1: all or nothing, errors by path, import ∘ export = identity."""

import json
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from campaigns.domain.documents import ImportRefused, export_engagement, import_engagement
from campaigns.enums import ArtifactKind
from campaigns.models import Artifact, Campaign, Client, Contact, Engagement
from tenants import audit
from tenants.models import Agency, AuditEntry, Membership
from tenants.scope import tenant
from tests.support import work

pytestmark = pytest.mark.django_db
DEMOS = ["nordlys", "kastell", "halden", "veldkamp"]


@pytest.mark.parametrize("name", DEMOS)
def test_import_then_export_gives_the_document_back(in_alder: Agency, name: str) -> None:
    document = work.document(name)
    exported = export_engagement(import_engagement(document, by=audit.SYSTEM).engagement)
    again = export_engagement(import_engagement(exported, by=audit.SYSTEM).engagement)
    assert again == exported
    for part in ("schema", "client", "campaign", "engagement"):
        assert exported[part] == document[part]
    assert exported["artifacts"].keys() == document["artifacts"].keys()


@pytest.mark.parametrize("name", DEMOS)
def test_approving_on_import_goes_through_qc_and_gates_in_the_order_of_the_chain(alice: Membership, name: str) -> None:
    with tenant(alice.agency):
        done = import_engagement(work.document(name), by=audit.SYSTEM, approver=alice)
        assert [version.artifact.kind for version in done.approved] == list(ArtifactKind)[: len(done.approved)]
        assert all(version.qc_reports.get().status == "PASS" for version in done.approved)
        assert AuditEntry.objects.filter(action="artifact.approved").count() == len(done.approved)


def paths(document: Any, approver: Membership | None = None) -> set[str]:
    with pytest.raises(ImportRefused) as refused:
        import_engagement(document, by=audit.SYSTEM, approver=approver)
    assert not Engagement.objects.exists()
    assert not Client.objects.exists()
    assert not AuditEntry.objects.exclude(action="brand.saved").exists()
    return {error.path for error in refused.value.errors}


def harmed(**changes: Any) -> dict[str, Any]:
    return {**work.document(), **changes}


@pytest.mark.parametrize(
    ("document", "expected"),
    [
        ([], {""}),
        (None, {""}),
        ("text", {""}),
        ({}, {"schema", "client", "campaign", "engagement"}),
        (harmed(schema="engagement_v2"), {"schema"}),
        (harmed(extra=1), {"extra"}),
        (harmed(client={"name": " "}), {"client.name"}),
        (harmed(client={"name": "x", "locale": "English"}), {"client.locale"}),
        (harmed(client={"name": "x", "contacts": [{"name": "y", "email": "nobody"}]}), {"client.contacts[0].email"}),
        (harmed(client={"name": "x", "contacts": "many"}), {"client.contacts"}),
        (harmed(campaign={"name": "x", "objective": "fame"}), {"campaign.objective"}),
        (harmed(campaign={"name": "x", "objective": "sales", "start_date": "soon"}), {"campaign.start_date"}),
        (
            harmed(campaign={"name": "x", "objective": "sales", "start_date": "2026-05-01", "end_date": "2026-04-01"}),
            {"campaign"},
        ),
        (harmed(engagement={"name": "x" * 161}), {"engagement.name"}),
        (
            harmed(artifacts={"intake": {"duration_weeks": "12", "nonsense": 1}}),
            {"artifacts.intake.duration_weeks", "artifacts.intake.nonsense"},
        ),
        (
            harmed(artifacts={"intake": [], "strategy": {"layer9": {}}}),
            {"artifacts.intake", "artifacts.strategy.layer9"},
        ),
        (harmed(artifacts={"intake": {"pricing": "x" * 100_001}}), {"artifacts.intake.pricing"}),
        (harmed(artifacts={"poetry": {}}), {"artifacts.poetry.[key]"}),
    ],
    ids=lambda value: "+".join(sorted(value)) if isinstance(value, set) else "document",
)
def test_a_hostile_or_incomplete_document_is_refused_by_path_and_nothing_is_written(
    in_alder: Agency, document: Any, expected: set[str]
) -> None:
    assert paths(document) == expected


def test_what_qc_or_a_gate_refuses_undoes_the_whole_import(alice: Membership) -> None:
    incomplete = work.document()
    incomplete["artifacts"]["execution"]["calendar"]["items"] = []
    gap = work.document()
    del gap["artifacts"]["strategy"]
    with tenant(alice.agency):
        assert paths(incomplete, alice) == {"artifacts.execution"}
        assert paths(gap, alice) == {"artifacts.creatives"}


def test_hostile_text_is_stored_clean_and_whole(in_alder: Agency) -> None:
    document = work.document("veldkamp")
    hostile = "AT&T <b>bold\x00\x07 \u202ereversed Ёжик Ελλάδα 😀"
    document["artifacts"]["intake"]["pricing"] = hostile
    engagement = import_engagement(document, by=audit.SYSTEM).engagement
    assert work.artifact(engagement, "intake").content["pricing"] == "AT&T <b>bold reversed Ёжик Ελλάδα 😀"


def test_a_known_client_and_campaign_are_used_and_contacts_added(in_alder: Agency) -> None:
    first = work.document("veldkamp")
    second = work.document("veldkamp")
    second["client"]["website"] = "https://elsewhere.example"
    second["client"]["contacts"] = [{"name": "New", "email": "New@Client.example", "title": ""}]
    for document in (first, second):
        import_engagement(document, by=audit.SYSTEM)
    assert (Client.objects.count(), Campaign.objects.count(), Engagement.objects.count()) == (1, 1, 2)
    assert Client.objects.get().website == first["client"]["website"]
    assert Contact.objects.filter(email="new@client.example").exists()


def test_every_engagement_has_its_five_artifacts(in_alder: Agency) -> None:
    engagement = work.engagement(name="veldkamp", kinds=1)
    assert list(Artifact.objects.filter(engagement=engagement).values_list("kind", flat=True)) == list(ArtifactKind)


# --- The commands ----------------------------------------------------------------------------------------------------


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> Any:
    call_command(*arguments)
    return json.loads(capsys.readouterr().out)


def test_the_commands_import_approve_and_export(
    alice: Membership, tmp_path: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "in.json"
    file.write_text(json.dumps(work.document("halden")))
    done = run(capsys, "import_engagement", str(file), "--agency", "alder", "--approve-as", "alice@alder.example")
    assert {kind: row["status"] for kind, row in done["artifacts"].items()} == {
        "intake": "approved", "strategy": "approved", "creatives": "draft", "execution": "draft", "monitoring": "draft",
    }  # fmt: skip


@pytest.mark.django_db(transaction=True)
def test_export_finds_an_engagement_by_its_id_alone(alice: Membership, capsys: pytest.CaptureFixture[str]) -> None:
    with tenant(alice.agency):
        engagement = work.engagement(name="veldkamp")
        expected = export_engagement(engagement)
    assert run(capsys, "export_engagement", str(engagement.public_id)) == expected
    for wrong in ("nonsense", "00000000-0000-4000-8000-000000000000"):
        with pytest.raises(CommandError):
            call_command("export_engagement", wrong)


@pytest.mark.parametrize(
    ("raw", "sentence"),
    [
        (b"{", "is not JSON: line 1, column 2"),
        (b"\xff\xfe", "is not UTF-8 text"),
        (b'{"schema": "engagement_v1", "schema": "x"}', "stands twice"),
        (b'{"a": NaN}', "NaN is not a JSON number"),
        (b"[" * 200_000, "will not do"),
    ],
    ids=["cut", "bytes", "twins", "nan", "deep"],
)
def test_a_file_that_is_no_document_is_refused_with_the_place(
    alder: Agency, tmp_path: Any, raw: bytes, sentence: str
) -> None:
    file = tmp_path / "in.json"
    file.write_bytes(raw)
    with pytest.raises(CommandError, match=sentence):
        call_command("import_engagement", str(file), agency="alder")


def test_import_prints_its_errors_as_json_and_fails(
    alder: Agency, tmp_path: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "in.json"
    file.write_text("{}")
    with pytest.raises(CommandError):
        call_command("import_engagement", str(file), agency="alder")
    errors = json.loads(capsys.readouterr().out)["errors"]
    assert errors[0] == {"path": "schema", "message": "This is missing."}


@pytest.mark.parametrize("email", ["bob@alder.example", "charlie@cedar.example", "nobody@alder.example"])
def test_only_somebody_who_may_approve_here_approves_on_import(
    alice: Membership, bob: Membership, charlie: Membership, tmp_path: Any, email: str
) -> None:
    file = tmp_path / "in.json"
    file.write_text(json.dumps(work.document("veldkamp")))
    with pytest.raises(CommandError):
        call_command("import_engagement", str(file), agency="alder", approve_as=email)
    with tenant(alice.agency):
        assert not Engagement.objects.exists()


@pytest.mark.parametrize("kind", list(ArtifactKind))
def test_content_schema_prints_a_schema_with_titles(kind: str, capsys: pytest.CaptureFixture[str]) -> None:
    schema = run(capsys, "content_schema", kind)
    assert schema["additionalProperties"] is False
    assert all("title" in field or "$ref" in field or "allOf" in field for field in schema["properties"].values())
