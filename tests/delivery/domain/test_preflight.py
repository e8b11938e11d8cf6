"""Each of the five checks, seen passing, false, unknown and waived; and what no waiver lets through."""

from collections.abc import Callable

import pytest

from campaigns.enums import ArtifactKind
from campaigns.models import Approval, Engagement, QCReport
from delivery.domain import inputs, preflight
from delivery.enums import CheckKey, PackFormat
from delivery.manifest import Outcome
from delivery.models import LegalSignOff, Waiver
from tenants import audit
from tenants.brand import save_brand
from tenants.errors import NotAllowed, Refusal
from tenants.models import Agency, AuditEntry, Brand, Membership
from tests.support import delivery, work
from tests.support.cast import member

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_alder")]

PASS, FAIL, UNKNOWN = Outcome.PASS, Outcome.FAIL, Outcome.UNKNOWN


@pytest.fixture
def engagement(alice: Membership) -> Engagement:
    return delivery.approved(alice)


def select(engagement: Engagement, formats: tuple[PackFormat, ...] = ()) -> inputs.Selection:
    return inputs.select(engagement, agency=engagement.agency, formats=formats)


def found(engagement: Engagement) -> dict[CheckKey, preflight.Finding]:
    return {finding.key: finding for finding in preflight.check(select(engagement))}


def test_a_complete_engagement_waits_for_nothing_but_the_sign_off(engagement: Engagement, alice: Membership) -> None:
    assert {key: finding.outcome for key, finding in found(engagement).items()} == {
        CheckKey.APPROVALS: PASS, CheckKey.QC: PASS, CheckKey.COMPLETENESS: PASS, CheckKey.BRANDING: PASS, CheckKey.LEGAL: UNKNOWN,
    }  # fmt: skip
    preflight.sign_off(select(engagement), member=alice)
    assert all(finding.passed for finding in preflight.check(select(engagement)))


# --- What makes each check false or unknown --------------------------------------------------------------------------


def approvals_false(engagement: Engagement, alice: Membership) -> Engagement:
    return work.engagement(approver=alice, kinds=3, name="kastell")


def approvals_unknown(engagement: Engagement, alice: Membership) -> Engagement:
    utm = work.artifact(engagement, "execution").content["utm"]
    work.write(engagement, "execution", utm=utm | {"campaign_name": "moved-on"})
    work.approve(work.submit(engagement, "execution"), alice)
    return engagement


def approvals_unknown_though_somebody_edits(engagement: Engagement, alice: Membership) -> Engagement:
    """Editing what is stale does not make its approved version fresh."""
    work.write(approvals_unknown(engagement, alice), "monitoring", standfirst="Begun")
    return engagement


def qc_false(engagement: Engagement, alice: Membership) -> Engagement:
    version = work.artifact(engagement, "intake").effective
    check = {**version.qc_reports.get().checks[0], "status": "WARN", "message": "New rule"}
    QCReport.objects.create(version=version, status="WARN", score=95, checks=[check], summary={}, model_used="later")
    return engagement


def qc_unknown(engagement: Engagement, alice: Membership) -> Engagement:
    """A version that was approved before reports were kept: its report is of another version."""
    other = work.engagement(name="veldkamp")
    report = work.submit(other, "intake").qc_reports.get()
    artifact = work.artifact(engagement, "monitoring")
    old = artifact.effective
    bare = type(old).objects.create(
        artifact=artifact, number=2, content=old.content, content_sha256=old.content_sha256, sources=old.sources
    )
    decision = Approval.objects.get(version=old)
    Approval.objects.create(
        version=bare, qc_report=report, decision="approved", content_sha256=bare.content_sha256,
        decided_by=decision.decided_by, decider_name="Alice Arden", decider_role="owner", created_at=decision.created_at,
    )  # fmt: skip
    artifact.effective = bare
    artifact.save()
    return engagement


def with_content(engagement: Engagement, kind: str, **changes: object) -> Engagement:
    """An effective version that says something its rules would refuse today."""
    artifact = work.artifact(engagement, kind)
    old = artifact.effective
    new = type(old).objects.create(
        artifact=artifact, number=2, content={**old.content, **changes}, content_sha256="1" * 64, sources=old.sources
    )
    decision = Approval.objects.get(version=old)
    report = QCReport.objects.create(version=new, status="PASS", score=100, checks=[], summary={}, model_used="old")
    Approval.objects.create(
        version=new, qc_report=report, decision="approved", content_sha256="1" * 64, decided_by=decision.decided_by,
        decider_name="Alice Arden", decider_role="owner", created_at=decision.created_at,
    )  # fmt: skip
    artifact.effective = new
    artifact.save()
    return engagement


def completeness_false(engagement: Engagement, alice: Membership) -> Engagement:
    return with_content(engagement, "intake", geography="")


def completeness_unknown_for_want_of_a_face(engagement: Engagement, alice: Membership) -> Engagement:
    return with_content(engagement, "execution", standfirst="Twelve weeks in 東京")


def completeness_false_for_a_placeholder(engagement: Engagement, alice: Membership) -> Engagement:
    return with_content(engagement, "execution", standfirst="Twelve weeks for {client}")


def completeness_false_for_a_name(engagement: Engagement, alice: Membership) -> Engagement:
    engagement.name = "TBD"
    engagement.save()
    return engagement


def completeness_unknown(engagement: Engagement, alice: Membership) -> Engagement:
    return with_content(engagement, "intake", a_field_of_old="x")


def branding_false(engagement: Engagement, alice: Membership) -> Engagement:
    brand = Brand.objects.first()
    Brand.objects.create(version=brand.version + 1, name=brand.name, colour=brand.colour, footer_text=brand.footer_text)
    return engagement


def branding_false_for_the_platforms_name(engagement: Engagement, alice: Membership) -> Engagement:
    return with_content(engagement, "execution", standfirst="Planned with Aicmo in twelve weeks")


def legal_false(engagement: Engagement, alice: Membership) -> Engagement:
    preflight.sign_off(select(engagement), member=alice)
    save_brand(by=audit.SYSTEM, legal_text="Another sentence")
    return engagement


def legal_unknown(engagement: Engagement, alice: Membership) -> Engagement:
    return engagement


Case = tuple[CheckKey, Outcome, Callable[[Engagement, Membership], Engagement], str]
CASES: list[Case] = [
    (CheckKey.APPROVALS, FAIL, approvals_false, "Not approved: Execution."),
    (CheckKey.APPROVALS, UNKNOWN, approvals_unknown, "nobody has confirmed it since"),
    (CheckKey.APPROVALS, UNKNOWN, approvals_unknown_though_somebody_edits, "nobody has confirmed it since"),
    (CheckKey.QC, FAIL, qc_false, "Intake has a QC finding that nobody accepted."),
    (CheckKey.QC, UNKNOWN, qc_unknown, "There is no QC report for Monitoring."),
    (CheckKey.COMPLETENESS, FAIL, completeness_false, "Intake has empty required fields: Geography."),
    (CheckKey.COMPLETENESS, UNKNOWN, completeness_unknown, "Intake cannot be read"),
    (
        CheckKey.COMPLETENESS,
        UNKNOWN,
        completeness_unknown_for_want_of_a_face,
        "No face prints 東 (U+6771), 京 (U+4EAC) in Execution, Standfirst.",
    ),
    (
        CheckKey.COMPLETENESS,
        FAIL,
        completeness_false_for_a_placeholder,
        "Nobody has filled in “{client}” in Execution, Standfirst.",
    ),
    (CheckKey.COMPLETENESS, FAIL, completeness_false_for_a_name, "Nobody has filled in “TBD” in Engagement, Name."),
    (CheckKey.BRANDING, FAIL, branding_false, "there is no logo"),
    (
        CheckKey.BRANDING,
        FAIL,
        branding_false_for_the_platforms_name,
        "The tool that the agency works with is named in Execution, Standfirst.",
    ),
    (CheckKey.LEGAL, FAIL, legal_false, "The sign-off has lapsed"),
    (CheckKey.LEGAL, UNKNOWN, legal_unknown, "Nobody has signed off"),
]
IDS = [case[2].__name__ for case in CASES]


@pytest.mark.parametrize(("key", "outcome", "harm", "detail"), CASES, ids=IDS)
def test_a_check_that_does_not_pass_says_why_and_blocks(
    engagement: Engagement, alice: Membership, key: CheckKey, outcome: Outcome,
    harm: Callable[[Engagement, Membership], Engagement], detail: str,
) -> None:  # fmt: skip
    harmed = harm(engagement, alice)
    finding = found(harmed)[key]
    assert (finding.outcome, finding.lets_through) == (outcome, False)
    assert detail in finding.detail
    with pytest.raises(Refusal, match="The pack cannot be built."):
        preflight.refuse_unless_ready(preflight.check(select(harmed)))


WAIVABLE = [case for case in CASES if case[2] is not approvals_false]


@pytest.mark.parametrize(("key", "outcome", "harm", "detail"), WAIVABLE, ids=[c[2].__name__ for c in WAIVABLE])
def test_an_admin_waives_a_check_with_a_reason_and_it_is_in_the_audit(
    engagement: Engagement, alice: Membership, key: CheckKey, outcome: Outcome,
    harm: Callable[[Engagement, Membership], Engagement], detail: str,
) -> None:  # fmt: skip
    harmed = harm(engagement, alice)
    with pytest.raises(Refusal, match="needs a reason"):
        preflight.waive(select(harmed), key, member=alice, reason=" ")
    preflight.waive(select(harmed), key, member=alice, reason="The client asked for it today")
    finding = found(harmed)[key]
    assert (finding.outcome, finding.lets_through) == (outcome, True)
    entry = AuditEntry.objects.filter(action="pack.check_waived").first()
    assert (entry.data["check"], entry.data["reason"]) == (key.value, "The client asked for it today")


def test_an_approval_that_is_not_there_cannot_be_waived(engagement: Engagement, alice: Membership) -> None:
    harmed = approvals_false(engagement, alice)
    with pytest.raises(Refusal, match="Approvals cannot be waived. Not approved: Execution."):
        preflight.waive(select(harmed), CheckKey.APPROVALS, member=alice, reason="Please")


def test_a_report_that_says_fail_cannot_be_waived(engagement: Engagement, alice: Membership) -> None:
    version = work.artifact(engagement, "intake").effective
    QCReport.objects.create(version=version, status="FAIL", score=0, checks=[], summary={}, model_used="later")
    with pytest.raises(Refusal, match="Quality cannot be waived"):
        preflight.waive(select(engagement), CheckKey.QC, member=alice, reason="Please")


@pytest.mark.sqlite
def test_an_agency_without_a_brand_is_unknown(engagement: Engagement) -> None:
    """PostgreSQL would not let anybody delete a brand."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM tenants_brand")
    finding = found(engagement)[CheckKey.BRANDING]
    assert (finding.outcome, finding.detail) == (UNKNOWN, "The agency has no brand yet.")


@pytest.mark.parametrize(
    ("fields", "fault"),
    [
        ({"colour": "#FFFFFF", "on_colour": "#EEEEEE"}, "contrast of 1.2 : 1"),
        ({"footer_text": "For {client}"}, "the footer text has a placeholder that nothing fills"),
        ({"footer_text": "{client_name} {"}, "the footer text has a placeholder that nothing fills"),
        ({"footer_text": " "}, "the footer is empty"),
        ({"contact_line": "Call {phone}"}, "the contact line has a placeholder that nothing fills"),
        ({"contact_line": "{client_name}"}, "the contact line has a placeholder that nothing fills"),
        ({"legal_text": "© {year} {agency_name}"}, "the legal text has a placeholder that nothing fills"),
        ({"name": "Alder {city}"}, "the name has a placeholder that nothing fills"),
        ({"logo": None}, "no logo"),
    ],
)
def test_a_brand_that_got_past_its_guards_is_found(
    engagement: Engagement, fields: dict[str, object], fault: str
) -> None:
    now = Brand.objects.first()
    values = {"name": now.name, "colour": now.colour, "footer_text": now.footer_text, "logo": now.logo, **fields}
    Brand.objects.create(version=now.version + 1, **values)
    finding = found(engagement)[CheckKey.BRANDING]
    assert finding.outcome is FAIL
    assert fault in finding.detail


def test_braces_in_a_clients_own_name_are_no_placeholder(engagement: Engagement) -> None:
    client = engagement.campaign.client
    client.name = "Brace {Labs}"
    client.save()
    finding = found(engagement)[CheckKey.BRANDING]
    assert (finding.outcome, finding.detail.endswith("with logo, nothing left to fill in.")) == (PASS, True)
    assert found(engagement)[CheckKey.COMPLETENESS].passed


def test_what_is_found_opens_the_fields_in_which_it_stands(engagement: Engagement) -> None:
    harmed = with_content(engagement, "execution", standfirst="For {client}")
    assert found(harmed)[CheckKey.COMPLETENESS].places == ((ArtifactKind.EXECUTION, "standfirst"),)


def test_all_that_a_check_found_is_said_at_once_so_that_nobody_waives_what_they_have_not_read(
    engagement: Engagement,
) -> None:
    harmed = with_content(engagement, "execution", standfirst="{client} in 東京")
    harmed = with_content(harmed, "intake", geography="")
    detail = found(harmed)[CheckKey.COMPLETENESS].detail
    assert "Intake has empty required fields: Geography." in detail
    assert "Nobody has filled in “{client}” in Execution, Standfirst." in detail
    assert "No face prints 東 (U+6771)" in detail


def test_a_word_that_is_not_for_clients_warns_and_stops_nothing(engagement: Engagement, alice: Membership) -> None:
    assert not found(engagement)[CheckKey.COMPLETENESS].warning, "the steps of a review may be called Draft"
    harmed = with_content(engagement, "execution", standfirst="First draft, confidential")
    finding = found(harmed)[CheckKey.COMPLETENESS]
    assert (finding.outcome, finding.lets_through, finding.detail) == (PASS, True, "No required field is empty.")
    assert finding.warning == "Read again whether the client should: “draft” in Execution, Standfirst."
    assert finding.places == ((ArtifactKind.EXECUTION, "standfirst"),)


def test_a_brand_that_says_confidential_says_so_on_purpose(engagement: Engagement) -> None:
    save_brand(by=audit.SYSTEM, legal_text="Confidential. For the client alone.")
    assert not found(engagement)[CheckKey.COMPLETENESS].warning


def test_a_stage_that_is_approved_but_left_out_is_not_called_unapproved(engagement: Engagement) -> None:
    kinds = [ArtifactKind.STRATEGY, ArtifactKind.CREATIVES, ArtifactKind.EXECUTION]
    selection = inputs.select(engagement, agency=engagement.agency, kinds=kinds)
    answer = next(finding for finding in preflight.check(selection) if finding.key is CheckKey.APPROVALS)
    assert (answer.outcome, answer.detail) == (FAIL, "Left out, though every pack needs it: Intake.")
    assert answer.final


@pytest.mark.parametrize("name", ["", "...", "nemo@alder.example"])
def test_who_has_given_no_name_decides_nothing_that_a_manifest_prints(
    engagement: Engagement, alder: Agency, name: str
) -> None:
    nameless = member(alder, "nemo@alder.example", name, "admin")
    with pytest.raises(Refusal, match="You cannot sign off what goes out without a name.*account page") as refused:
        preflight.sign_off(select(engagement), member=nameless)
    assert refused.value.way_on == ("Account", "/account/security/")
    with pytest.raises(Refusal, match="You cannot waive a check without a name.*account page"):
        preflight.waive(select(engagement), CheckKey.LEGAL, member=nameless, reason="Tomorrow")
    assert not LegalSignOff.objects.exists()
    assert not Waiver.objects.exists()
    nameless.user.name = "Nemo Nilsen"
    assert preflight.sign_off(select(engagement), member=nameless).decider_name == "Nemo Nilsen"


def test_a_waivers_reason_is_counted_as_it_is_printed(engagement: Engagement, alice: Membership) -> None:
    with pytest.raises(Refusal, match="needs a reason"):
        preflight.waive(select(engagement), CheckKey.LEGAL, member=alice, reason="\u202e\x00")
    with pytest.raises(Refusal, match="The reason has 1001 characters; a waiver's has 1000 or fewer."):
        preflight.waive(select(engagement), CheckKey.LEGAL, member=alice, reason="x" * 1001)
    made = preflight.waive(select(engagement), CheckKey.LEGAL, member=alice, reason=f" {'x' * 499}\r\n{'y' * 500}\n")
    assert made.reason == f"{'x' * 499} {'y' * 500}"


def test_a_waiver_lapses_when_the_inputs_change(engagement: Engagement, alice: Membership) -> None:
    preflight.waive(select(engagement), CheckKey.LEGAL, member=alice, reason="Tomorrow")
    save_brand(by=audit.SYSTEM, legal_text="Another sentence")
    assert not found(engagement)[CheckKey.LEGAL].lets_through


def test_only_admins_sign_off_and_waive(engagement: Engagement, alder: Agency) -> None:
    editor = member(alder, "eda@alder.example", "Eda", "editor")
    with pytest.raises(NotAllowed):
        preflight.sign_off(select(engagement), member=editor)
    with pytest.raises(NotAllowed):
        preflight.waive(select(engagement), CheckKey.LEGAL, member=editor, reason="x")


def test_decisions_are_bound_to_what_is_said_and_not_to_the_files_it_is_said_in(
    engagement: Engagement, alice: Membership
) -> None:
    whole, part = select(engagement), select(engagement, formats=(PackFormat.JSON,))
    assert whole.digest != part.digest
    assert whole.subject == part.subject
    preflight.sign_off(whole, member=alice)
    assert {finding.key: finding.passed for finding in preflight.check(part)}[CheckKey.LEGAL]
    save_brand(by=audit.SYSTEM, legal_text="Another sentence")
    assert not {finding.key: finding.passed for finding in preflight.check(select(engagement))}[CheckKey.LEGAL]


def test_the_digest_moves_with_everything_that_goes_out(engagement: Engagement, alice: Membership) -> None:
    seen = {select(engagement).digest}
    save_brand(by=audit.SYSTEM, legal_text="Another sentence")
    seen.add(select(engagement).digest)
    work.write(engagement, "monitoring", standfirst="Other words")
    assert select(engagement).digest in seen, "a working copy does not go out"
    work.approve(work.submit(engagement, "monitoring"), alice)
    seen.add(select(engagement).digest)
    campaign = engagement.campaign
    campaign.name = "Another name"
    campaign.save()
    seen.add(select(engagement).digest)
    assert len(seen) == 4
