"""Where a pack is ordered: what is ticked, what the checks found, who answers for it; nothing is lost when it is refused."""

import re
from typing import Any

import pytest
from django.test import Client
from django.utils.html import escape

from campaigns.enums import ArtifactKind
from campaigns.models import Approval, Engagement, QCReport
from delivery.enums import CheckKey
from delivery.models import LegalSignOff, Pack, Waiver
from tenants import audit
from tenants.brand import save_brand
from tenants.models import Agency, Membership
from tenants.scope import tenant
from tests.delivery.views.pages import (
    ALL,
    CORE,
    HOSTILE,
    order_page,
    read,
    sent_by,
    text_of,
    ticked,
)
from tests.support import work
from tests.support.cast import browser, member

# Pages: on PostgreSQL the siege opens each of them.
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.sqlite]

# --- What goes in -----------------------------------------------------------------------------------------------------


def test_while_the_chain_is_not_there_the_page_names_what_is_missing_and_leads_there(
    alice: Membership, bob: Membership
) -> None:
    with tenant(alice.agency):
        engagement = work.engagement(approver=alice, kinds=2)
    for who in (alice, bob):
        shown = read(browser(who.agency, who), order_page(engagement))
        assert "Opens when Creatives and Execution are approved." in shown
        for kind in ("creatives", "execution"):
            assert f'href="/engagements/{engagement.public_id}/{kind}/">Go to {kind.capitalize()}</a>' in shown
        assert "Build the pack" not in shown
    refused = browser(alice.agency, alice).post(order_page(engagement), {**ALL, "kinds": ["intake"], "act": "build"})
    assert refused.status_code == 409
    assert "The pack cannot be built." in text_of(refused)


def test_each_stage_says_which_version_goes_in(engagement: Engagement, client: Client, alice: Membership) -> None:
    with tenant(alice.agency):
        work.write(engagement, "strategy", standfirst="New")
        work.submit(engagement, "strategy")
    shown = read(client, order_page(engagement))
    assert "Strategy<small>v2 in review, v1 in force</small>" in shown
    assert "Intake<small>v1 in force</small>" in shown
    assert "Strategy: v2 in review, v1 in force. What is in review does not go in." in shown
    assert shown.count("What is in review does not go in.") == 1


def test_quality_reports_are_offered_unticked_and_what_is_ticked_is_signed_off_and_ordered(
    engagement: Engagement, client: Client, alder: Agency
) -> None:
    box = '<input type="checkbox" name="options" value="qc_reports"'
    offered = read(client, order_page(engagement))
    assert box in offered
    assert not re.search(rf"{box}[^>]* checked", offered)
    asked = {**ALL, "options": ["qc_reports"]}
    action = order_page(engagement, "sign-off/")
    signed = client.post(action, sent_by(read(client, order_page(engagement, **asked)), action), follow=True)
    assert re.search(rf"{box}[^>]* checked", text_of(signed)), "the page comes back as it was"
    assert client.post(order_page(engagement), {**asked, "act": "build"}).status_code == 302
    with tenant(alder):
        assert Pack.objects.get().options == ["qc_reports"]


WRONG: list[tuple[dict[str, list[str]], str, str]] = [
    ({"formats": ["json"]}, "kinds", "Choose the stages that the pack holds."),
    ({"kinds": ["intake"]}, "formats", "Choose at least one format to put into the ZIP."),
    ({"kinds": ["intake", "nonsense"], "formats": ["json"]}, "kinds", "“nonsense” is not a stage that can be chosen here."),
    ({"kinds": ["intake"], "formats": ["zip"]}, "formats", "“zip” is not a format that can be chosen here."),
    ({"kinds": ["intake"], "formats": ["json"], "options": ["lunch"]}, "options", "“lunch” is nothing that a pack can hold."),
    ({"kinds": [HOSTILE], "formats": ["json"]}, "kinds", f"“{HOSTILE}” is not a stage that can be chosen here."),
]  # fmt: skip


@pytest.mark.parametrize(("chosen", "field", "said"), WRONG)
@pytest.mark.parametrize("act", ["check", "build"])
def test_a_choice_that_will_not_do_is_said_at_its_field_and_left_as_it_was(
    engagement: Engagement, client: Client, alder: Agency, chosen: dict[str, list[str]], field: str, said: str, act: str
) -> None:
    answer = client.post(order_page(engagement), {**chosen, "act": act})
    assert answer.status_code == 200
    shown = text_of(answer)
    assert f'<div class="error" id="id_{field}_error"><p>{escape(said)}</p>' in shown
    assert "No pack comes of this." in shown
    kept = [value for value in chosen.get("kinds", []) if value in list(ArtifactKind)]
    assert ticked(shown)["kinds"] == kept
    with tenant(alder):
        assert not Pack.objects.exists()


def test_an_address_on_which_all_is_unticked_has_nothing_ticked(engagement: Engagement, client: Client) -> None:
    shown = read(client, order_page(engagement, chosen="yes"))
    assert ticked(shown) == {"kinds": [], "formats": []}
    assert "The checks are about what is ticked." in shown


def test_an_address_that_names_nonsense_is_read_by_those_who_only_read(engagement: Engagement, bob: Membership) -> None:
    shown = read(browser(bob.agency, bob), order_page(engagement, kinds="nonsense"))
    assert "The address names something that no pack holds." in shown


def test_ticking_asks_for_the_checks_and_keeps_what_is_ticked_in_the_address(
    engagement: Engagement, client: Client, bob: Membership
) -> None:
    assert f'hx-get="{order_page(engagement, "checks/")}" hx-trigger="change"' in read(client, order_page(engagement))
    answer = client.get(order_page(engagement, "checks/", **CORE, chosen="yes"))
    shown = text_of(answer)
    assert shown.strip().startswith('<div id="preflight"')
    assert "A pack of Intake, Strategy, Creatives and Execution" in shown
    assert '<p hx-swap-oob="innerHTML:#verdict">1 of 5 checks still blocks.</p>' in shown
    assert answer["HX-Replace-Url"] == order_page(engagement, **CORE, chosen="yes")
    unticked = read(client, order_page(engagement, "checks/", chosen="yes"))
    assert "Choose the stages that the pack holds. Choose at least one format to put into the ZIP." in unticked
    assert "<form" not in read(browser(bob.agency, bob), order_page(engagement, "checks/", **CORE))


# --- Pre-flight -------------------------------------------------------------------------------------------------------


def test_what_blocks_is_refused_on_the_page_and_nothing_is_lost(
    engagement: Engagement, client: Client, alder: Agency
) -> None:
    answer = client.post(order_page(engagement), {**CORE, "act": "build"})
    assert answer.status_code == 409
    shown = text_of(answer)
    assert "The pack cannot be built. Legal: Nobody has signed off what goes out." in shown
    assert ticked(shown) == CORE
    with tenant(alder):
        assert not Pack.objects.exists()


def test_a_stage_that_every_pack_needs_is_missed_by_name(engagement: Engagement, client: Client) -> None:
    answer = client.post(order_page(engagement), {**CORE, "kinds": ["strategy", "creatives", "execution"]})
    assert answer.status_code == 409
    assert "Left out, though every pack needs it: Intake." in text_of(answer)


def test_a_check_that_fails_leads_to_the_field_that_puts_it_right(
    engagement: Engagement, alice: Membership, bob: Membership
) -> None:
    with tenant(alice.agency):
        replaced(engagement, "intake", geography="")
    for who in (alice, bob):
        shown = read(browser(who.agency, who), order_page(engagement))
        assert f'href="/engagements/{engagement.public_id}/intake/?at=geography">Open Intake</a>' in shown


def test_a_warning_is_shown_with_the_way_to_its_field_and_the_pack_is_ordered_all_the_same(
    engagement: Engagement, client: Client, alice: Membership
) -> None:
    with tenant(alice.agency):
        replaced(engagement, "execution", standfirst="Draft of <b>May</b>")
    shown = read(client, order_page(engagement))
    assert "<small>Read again whether the client should: “Draft” in Execution, Standfirst.</small>" in shown
    assert f'href="/engagements/{engagement.public_id}/execution/?at=standfirst">Open Execution</a>' in shown
    assert "1 of 5 checks still blocks." in shown


def replaced(engagement: Engagement, kind: str, **changes: Any) -> None:
    """Another version in force, approved as the one before it was, that says something its rules would refuse today."""
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


def test_a_stale_stage_leads_to_its_page(engagement: Engagement, client: Client, alice: Membership) -> None:
    with tenant(alice.agency):
        utm = work.artifact(engagement, "execution").content["utm"]
        work.write(engagement, "execution", utm=utm | {"campaign_name": "moved-on"})
        work.approve(work.submit(engagement, "execution"), alice)
    shown = read(client, order_page(engagement))
    assert f'href="/engagements/{engagement.public_id}/monitoring/">Open Monitoring</a>' in shown
    assert "nobody has confirmed it since what it rests on changed" in shown


def test_a_brand_that_will_not_do_leads_owners_to_it(
    engagement: Engagement, client: Client, alice: Membership, ada: Membership
) -> None:
    with tenant(alice.agency):
        save_brand(by=audit.SYSTEM, footer_text=" ")
    assert 'href="/admin/tenants/brand/add/">Set the brand</a>' in read(client, order_page(engagement))
    assert "Set the brand" not in read(browser(ada.agency, ada), order_page(engagement))


DECISIONS: list[tuple[str, dict[str, str]]] = [("sign-off/", {}), ("waiver/", {"reason": "Monday"})]


@pytest.mark.parametrize(("part", "typed"), DECISIONS)
def test_a_decision_about_what_was_not_shown_is_refused_and_keeps_what_was_ticked_and_typed(
    engagement: Engagement, client: Client, alice: Membership, part: str, typed: dict[str, str]
) -> None:
    action = order_page(engagement, part)
    hidden = sent_by(read(client, order_page(engagement, **CORE)), action)
    with tenant(alice.agency):
        work.write(engagement, "intake", pricing="New")
        work.approve(work.submit(engagement, "intake"), alice)
    answer = client.post(action, {**hidden, **typed})
    assert answer.status_code == 409
    shown = text_of(answer)
    assert "What goes out has changed since you opened the page." in shown
    assert ticked(shown) == CORE
    if typed:
        assert f'name="reason" value="{typed["reason"]}"' in shown
        assert '_fold" hx-preserve="true" open>' in shown
    with tenant(alice.agency):
        assert not LegalSignOff.objects.exists()
        assert not Waiver.objects.exists()


@pytest.mark.parametrize(("part", "typed"), DECISIONS)
def test_a_member_without_a_name_is_sent_to_the_account_page(
    engagement: Engagement, alder: Agency, part: str, typed: dict[str, str]
) -> None:
    nameless = browser(alder, member(alder, "nemo@alder.example", "", "admin"))
    action = order_page(engagement, part)
    answer = nameless.post(action, {**sent_by(read(nameless, order_page(engagement)), action), **typed})
    assert answer.status_code == 409
    assert "without a name, because the manifest prints it." in text_of(answer)
    assert re.search(r'<div class="actions"><a [^>]*href="/account/security/"', text_of(answer))


@pytest.mark.parametrize(
    ("reason", "status", "said"),
    [
        (" ", 200, "Give a reason. It is printed in the manifest."),
        ("x" * 1001, 200, "Ensure this value has at most 1000 characters (it has 1001)."),
        ("\u202e\u200b", 409, "A waiver needs a reason. It is printed in the manifest."),
    ],
)
def test_a_reason_for_a_waiver_that_will_not_do_is_said_beside_the_check_and_kept(
    engagement: Engagement, client: Client, alder: Agency, reason: str, status: int, said: str
) -> None:
    action = order_page(engagement, "waiver/")
    answer = client.post(action, {**sent_by(read(client, order_page(engagement, **CORE)), action), "reason": reason})
    assert answer.status_code == status
    assert said in text_of(answer)
    assert f'name="reason" value="{reason}"' in answer.content.decode()
    assert ('href="#legal_ok_reason"' in text_of(answer)) == (status == 200)
    assert '_fold" hx-preserve="true" open>' in text_of(answer)
    assert ticked(text_of(answer)) == CORE
    with tenant(alder):
        assert not Waiver.objects.exists()


def test_a_waiver_is_shown_with_who_and_why_and_lets_the_pack_through(
    engagement: Engagement, client: Client, alder: Agency
) -> None:
    action = order_page(engagement, "waiver/")
    hidden = sent_by(read(client, order_page(engagement, **ALL)), action)
    shown = text_of(client.post(action, {**hidden, "reason": HOSTILE}, follow=True))
    assert escape(HOSTILE) in shown
    assert "<script>alert" not in shown
    assert "All 5 checks let it through." in shown
    assert "Waived by Alice Arden, " in shown
    assert client.post(order_page(engagement), {**ALL, "act": "build"}).status_code == 302
    with tenant(alder):
        assert Waiver.objects.get().check_key == CheckKey.LEGAL


def test_what_cannot_be_waived_offers_no_waiver(engagement: Engagement, client: Client) -> None:
    shown = read(client, order_page(engagement, kinds=["strategy"], formats=["json"]))
    first = shown[shown.index("<b>Approvals</b>") : shown.index("<b>Quality</b>")]
    assert "Left out" in first
    assert "Waive" not in first
    action = order_page(engagement, "waiver/")
    hidden = sent_by(shown, action)
    refused = client.post(action, {**hidden, "check": "approvals_ok", "reason": "x"})
    assert refused.status_code == 409
    assert "Approvals cannot be waived." in text_of(refused)
    for reason in ("x", ""):
        nonsense = client.post(action, {**hidden, "check": HOSTILE, "reason": reason})
        assert nonsense.status_code == 409
        assert "There is no such check. Nothing was waived." in text_of(nonsense)


# --- What is ticked at first -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("asked", "formats"),
    [
        ({"pdf_required": True, "pptx_required": False, "zip_required": True}, ["pdf", "html", "json"]),
        ({"pdf_required": False, "pptx_required": True}, ["pptx", "html", "json"]),
        ({"pdf_required": True, "pptx_required": True}, ["pdf", "pptx", "html", "json"]),
        ({"pdf_required": False, "pptx_required": False, "zip_required": True}, ["pdf", "pptx", "html", "json"]),
        ({"pdf_required": False, "pptx_required": False, "zip_required": False}, ["pdf", "pptx", "html", "json"]),
    ],
)
def test_the_formats_that_the_approved_intake_asks_for_are_ticked_at_first(
    engagement: Engagement, client: Client, alder: Agency, alice: Membership, asked: dict[str, bool], formats: list[str]
) -> None:
    with tenant(alder):
        work.write(engagement, "intake", **asked, pricing="Three bands")
        work.approve(work.submit(engagement, "intake"), alice)
        work.write(engagement, "intake", pdf_required=not asked["pdf_required"])  # a draft is no wish yet
    shown = read(client, order_page(engagement))
    assert ticked(shown)["formats"] == formats
    assert shown.count("The intake asks for it") == sum(
        asked.get(f"{form}_required", False) for form in ("pdf", "pptx")
    )
    chosen = read(client, order_page(engagement, kinds=["intake"], formats=["json"]))
    assert ticked(chosen)["formats"] == ["json"], "what somebody ticked stays"
