"""engagement_v1: all or nothing, errors by path, import ∘ export = identity."""

import json
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from campaigns.domain import engagements
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
    found = {path for path, _ in errors(document, approver)}
    assert not Engagement.objects.exists()
    assert not Client.objects.exists()
    assert not AuditEntry.objects.exclude(action="brand.saved").exists()
    return found


def errors(document: Any, approver: Membership | None = None) -> list[tuple[str, str]]:
    """Path and message of each error; whoever is refused has written nothing."""
    before = audit.head()
    with pytest.raises(ImportRefused) as refused:
        import_engagement(document, by=audit.SYSTEM, approver=approver)
    assert audit.head() == before
    return [(error.path, error.message) for error in refused.value.errors]


def test_texts_of_the_frame_are_cleaned_as_those_of_content_are(in_alder: Agency) -> None:
    hostile = "No\x00rd\u202elys\ud800\n & Co "
    document = harmed(client={"name": hostile, "industry": "\x07Care"}, engagement={"name": hostile})
    done = import_engagement(document, by=audit.SYSTEM)
    assert (done.engagement.name, done.engagement.campaign.client.name) == ("Nordlys & Co", "Nordlys & Co")
    assert done.engagement.campaign.client.industry == "Care"


@pytest.mark.parametrize("day", [0, 1.5, True, "2026-13-01", "2026-04-06T00:00:00", "1", [], ""])
def test_a_day_is_a_date_and_nothing_that_could_be_taken_for_one(in_alder: Agency, day: object) -> None:
    campaign = {**work.document()["campaign"], "start_date": day}
    assert paths(harmed(campaign=campaign)) == {"campaign.start_date"}


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
        (
            harmed(client={"name": "x", "contacts": [{"name": n, "email": f"{n}@c.example"} for n in ("A", "a")]}),
            {"client.contacts"},
        ),
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
        (harmed(artifacts={"poetry": {}}), {"artifacts.poetry"}),
        (
            harmed(**{"\ud800": 1, "artifacts": {"intake": {"\udfff": 1, "duration_weeks": "x"}}}),
            {"", "artifacts.intake", "artifacts.intake.duration_weeks"},
        ),
        (harmed(client={"name": "\u200b\u2060"}, engagement={"name": "\u3164"}), {"client.name", "engagement.name"}),
        (
            {
                "schema": "engagement_v1",
                "client": {"name": "", "contacts": [{"name": "y", "email": "nobody"}, {"name": "z", "email": "@"}]},
                "campaign": {"name": "x", "objective": "sales", "start_date": "2026-05-01", "end_date": "2026-04-01"},
                "engagement": {"name": ""},
                "artifacts": {"intake": {"duration_weeks": "abc"}, "strategy": {"layer9": {}}, "poetry": {}},
            },
            {
                "client.name",
                "client.contacts[0].email",
                "client.contacts[1].email",
                "campaign",
                "engagement.name",
                "artifacts.intake.duration_weeks",
                "artifacts.strategy.layer9",
                "artifacts.poetry",
            },
        ),
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
        assert paths(incomplete, alice) == {"artifacts.execution.calendar.items"}
        assert paths(gap, alice) == {"artifacts.creatives"}


def test_each_blocker_of_each_artifact_is_an_error_at_its_own_place(alice: Membership) -> None:
    document = work.document(kinds=2)
    document["artifacts"]["intake"] |= {"website": "", "industry": ""}
    document["artifacts"]["strategy"]["layer1_business_reality"] = {}
    with tenant(alice.agency):
        assert errors(document, alice) == [
            ("artifacts.intake.website", "Website is empty. The address, or the word none."),
            ("artifacts.intake.industry", "Industry is empty. The client's line of business."),
            (
                "artifacts.strategy.layer1_business_reality",
                "The layer Business Reality Alignment is empty. Fill in the layer.",
            ),
        ]
        import_engagement(document, by=audit.SYSTEM)  # drafts may have them


def test_hostile_text_is_stored_clean_and_whole(in_alder: Agency) -> None:
    document = work.document("veldkamp")
    hostile = "AT&T <b>bold\x00\x07 \u202ereversed Ёжик Ελλάδα 😀"
    document["artifacts"]["intake"]["pricing"] = hostile
    engagement = import_engagement(document, by=audit.SYSTEM).engagement
    assert work.artifact(engagement, "intake").content["pricing"] == "AT&T <b>bold reversed Ёжик Ελλάδα 😀"


def test_a_known_client_and_campaign_are_used_and_contacts_added(in_alder: Agency) -> None:
    first = work.document("veldkamp")
    second = work.document("veldkamp")
    second["client"]["contacts"] = [{"name": "New", "email": "New@Client.example", "title": ""}]
    for document in (first, second):
        import_engagement(document, by=audit.SYSTEM)
    assert (Client.objects.count(), Campaign.objects.count(), Engagement.objects.count()) == (1, 1, 2)
    assert Contact.objects.filter(email="new@client.example").exists()


def test_what_the_agency_has_otherwise_is_refused_with_both_values(in_alder: Agency) -> None:
    import_engagement(work.document("veldkamp"), by=audit.SYSTEM)
    document = work.document("veldkamp", kinds=0)
    document["client"] |= {"website": "https://elsewhere.example", "industry": ""}
    document["client"]["contacts"][1] |= {"name": "Joost", "title": "Partner"}
    document["campaign"] |= {"objective": "sales", "budget": "€ 1", "end_date": None}
    assert dict(errors(document)) == {
        "client.website": "The agency has “https://www.veldkamp-law.example” for Veldkamp & Rou, this document "
        "“https://elsewhere.example”. Write the same here, or leave the field out.",
        "client.industry": "The agency has “Legal services” for Veldkamp & Rou, this document nothing. "
        "Write the same here, or leave the field out.",
        "client.contacts[1].name": "The agency has “Joost de Wit” for joost.dewit@veldkamp-law.example, this document "
        "“Joost”. Write the same here.",
        "client.contacts[1].title": "The agency has “Office manager” for joost.dewit@veldkamp-law.example, this document "
        "“Partner”. Write the same here, or leave the field out.",
        "campaign.objective": "The agency has “hiring” for A Wednesday at the firm, this document “sales”. "
        "Write the same here.",
        "campaign.budget": "The agency has “€\N{NO-BREAK SPACE}36,000” for A Wednesday at the firm, this document “€ 1”. "
        "Write the same here, or leave the field out.",
        "campaign.end_date": "The agency has “2026-08-30” for A Wednesday at the firm, this document nothing. "
        "Write the same here, or leave the field out.",
    }


def test_a_field_that_is_left_out_differs_from_nothing(in_alder: Agency) -> None:
    first = import_engagement(work.document("veldkamp"), by=audit.SYSTEM).engagement
    bare = work.document("veldkamp", kinds=0)
    bare["client"] = {
        "name": bare["client"]["name"],
        "contacts": [{"name": "Sanne Rou", "email": "SANNE.ROU@veldkamp-law.example"}],
    }
    bare["campaign"] = {name: bare["campaign"][name] for name in ("name", "objective")}
    second = import_engagement(bare, by=audit.SYSTEM).engagement
    assert (second.campaign, Contact.objects.count()) == (first.campaign, 2)


def test_a_contact_whom_the_agency_deactivated_is_not_brought_back_in_silence(in_alder: Agency) -> None:
    engagement = import_engagement(work.document("veldkamp"), by=audit.SYSTEM).engagement
    Contact.objects.filter(email="sanne.rou@veldkamp-law.example").update(is_active=False)
    assert errors(work.document("veldkamp")) == [
        (
            "client.contacts[0].email",
            "The agency has deactivated the contact sanne.rou@veldkamp-law.example. Leave them out here.",
        )
    ]
    exported = export_engagement(engagement)
    assert export_engagement(import_engagement(exported, by=audit.SYSTEM).engagement) == exported


def test_of_two_campaigns_of_one_name_the_one_that_agrees_is_used(in_alder: Agency) -> None:
    older = import_engagement(work.document("veldkamp"), by=audit.SYSTEM).engagement
    campaign = older.campaign
    newer = engagements.create_campaign(
        by=audit.SYSTEM, client=campaign.client, name=campaign.name, objective=campaign.objective, budget="€ 1"
    )
    exported = export_engagement(older)
    assert import_engagement(exported, by=audit.SYSTEM).engagement.campaign == campaign
    exported["campaign"] = {"name": campaign.name, "objective": "hiring"}
    assert import_engagement(exported, by=audit.SYSTEM).engagement.campaign == newer, "both agree; the newest"


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
