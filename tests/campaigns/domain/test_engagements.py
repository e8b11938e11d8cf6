"""Opening, changing and putting away the frame of the work: who may, what is refused, what the audit says."""

import datetime
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from campaigns import content
from campaigns.domain import artifacts, contacts, engagements
from campaigns.enums import ArtifactKind, Objective
from campaigns.models import Artifact, ArtifactVersion, Campaign, CampaignStatus, Client, Contact, Engagement
from tenants import activity, audit
from tenants.errors import NotAllowed, Refusal
from tenants.models import Agency, AuditEntry, Membership
from tenants.scope import tenant
from tests.support import cast, work

pytestmark = pytest.mark.django_db


@pytest.fixture
def halden(in_alder: Agency) -> Client:
    return engagements.create_client(by=audit.SYSTEM, name="Halden Bikes")


@pytest.fixture
def spring(halden: Client) -> Campaign:
    return engagements.create_campaign(by=audit.SYSTEM, client=halden, name="Spring", objective=Objective.SALES)


@pytest.fixture
def vera(alder: Agency) -> Membership:
    return cast.member(alder, "vera@alder.example", "Vera Vale", "viewer")


def actions() -> list[str]:
    return list(AuditEntry.objects.order_by("number").values_list("action", flat=True))


def newest() -> AuditEntry:
    return AuditEntry.objects.order_by("-number").first()


def sentences(error: ValidationError) -> dict[str, list[str]]:
    return error.message_dict


# --- Changing --------------------------------------------------------------------------------------------------------


def test_a_change_says_in_the_audit_what_was_and_what_is(halden: Client, bob: Membership) -> None:
    engagements.update_client(halden, by=bob, name="Halden Bikes", industry="Bicycles")
    entry = newest()
    assert (entry.action, entry.actor_name, entry.data) == (
        "client.changed", "Bob Birch", {"was": {"industry": ""}, "now": {"industry": "Bicycles"}},
    )  # fmt: skip


def test_nothing_changed_is_nothing_recorded(halden: Client, bob: Membership) -> None:
    before = actions()
    engagements.update_client(halden, by=bob, name="Halden Bikes", website="")
    assert actions() == before


def test_a_change_of_one_field_keeps_what_somebody_else_changed_meanwhile(halden: Client, bob: Membership) -> None:
    mine = Client.objects.get(pk=halden.pk)
    engagements.update_client(halden, by=bob, website="halden.example")
    engagements.update_client(mine, by=bob, industry="Bicycles")
    now = Client.objects.get(pk=halden.pk)
    assert (now.website, now.industry) == ("halden.example", "Bicycles")
    engagements.update_client(halden, by=bob, industry="")  # read before there was one
    assert newest().data == {"was": {"industry": "Bicycles"}, "now": {"industry": ""}}


@pytest.mark.parametrize("change", ["create", "update"])
def test_two_clients_do_not_share_a_name(halden: Client, bob: Membership, change: str) -> None:
    other = engagements.create_client(by=audit.SYSTEM, name="Otto")
    with pytest.raises(ValidationError) as caught:
        if change == "create":
            engagements.create_client(by=audit.SYSTEM, name=" Halden Bikes\u202e")
        else:
            engagements.update_client(other, by=bob, name="Halden Bikes")
    assert list(sentences(caught.value)) == ["name"]
    assert Client.objects.count() == 2


def test_the_next_agency_may_have_a_client_of_the_same_name(alder: Agency, cedar: Agency) -> None:
    for agency in (alder, cedar):
        with tenant(agency):
            assert engagements.create_client(by=audit.SYSTEM, name="Halden Bikes").agency == agency


@pytest.mark.parametrize("locale", ["english", "EN", "en_GB", "en-GB\n<b>", "", "xx-ZZ", "xx", "en-ZZ", "xx-GB"])
def test_a_locale_is_a_language_and_a_country(halden: Client, bob: Membership, locale: str) -> None:
    with pytest.raises(ValidationError) as caught:
        engagements.update_client(halden, by=bob, locale=locale)
    assert list(sentences(caught.value)) == ["locale"]


@pytest.mark.parametrize("locale", ["en", "en-GB", "nb-NO", "mt-MT", "sq-XK"])
def test_a_locale_that_there_is_is_taken(halden: Client, bob: Membership, locale: str) -> None:
    assert engagements.update_client(halden, by=bob, locale=locale).locale == locale


@pytest.mark.parametrize("website", ["", "none", "None", "otto.example", "https://www.otto.example/shop"])
def test_a_website_is_an_address_or_none(halden: Client, bob: Membership, website: str) -> None:
    assert engagements.update_client(halden, by=bob, website=website).website == website


def test_all_that_is_wrong_with_a_client_is_said_at_once(halden: Client, bob: Membership) -> None:
    with pytest.raises(ValidationError) as caught:
        engagements.create_client(by=audit.SYSTEM, name=halden.name, website="nonsense", locale="english")
    assert list(sentences(caught.value)) == ["name", "website", "locale"]


@pytest.mark.parametrize("website", ["nonsense", "otto example", "javascript:alert(1)"])
def test_a_website_that_is_no_address_is_refused_at_its_field(halden: Client, bob: Membership, website: str) -> None:
    with pytest.raises(ValidationError) as caught:
        engagements.update_client(halden, by=bob, website=website)
    assert sentences(caught.value) == {"website": ["Write an address such as otto.example, or the word none."]}


def test_one_address_stands_once_at_a_client_whatever_its_capitals(halden: Client, bob: Membership) -> None:
    engagements.create_contact(by=audit.SYSTEM, client=halden, name="Ida", email="ida@halden.example")
    jon = engagements.create_contact(by=audit.SYSTEM, client=halden, name="Jon", email="jon@halden.example")
    with pytest.raises(ValidationError) as caught:
        engagements.update_contact(jon, by=bob, email="IDA@halden.example")
    assert sentences(caught.value) == {"email": ["Ida has this address already."]}


def test_a_campaign_does_not_end_before_it_starts(spring: Campaign, bob: Membership) -> None:
    with pytest.raises(ValidationError) as caught:
        engagements.update_campaign(
            spring, by=bob, start_date=datetime.date(2027, 3, 2), end_date=datetime.date(2027, 3, 1)
        )
    assert sentences(caught.value) == {"end_date": ["The end lies before the start."]}


def test_dates_stay_within_the_calendar_of_the_content(spring: Campaign, bob: Membership) -> None:
    with pytest.raises(ValidationError) as caught:
        engagements.update_campaign(spring, by=bob, start_date=datetime.date(1900, 1, 1))
    assert list(sentences(caught.value)) == ["start_date"]


def test_a_status_changes_and_archived_is_not_among_them(spring: Campaign, bob: Membership) -> None:
    engagements.update_campaign(spring, by=bob, status=CampaignStatus.COMPLETED)
    assert Campaign.objects.get().status == CampaignStatus.COMPLETED
    with pytest.raises(ValidationError):
        engagements.update_campaign(spring, by=bob, status=CampaignStatus.ARCHIVED)


def test_a_deactivated_contact_is_nobody_in_the_portal_until_activated(halden: Client, bob: Membership) -> None:
    ida = engagements.create_contact(by=audit.SYSTEM, client=halden, name="Ida", email="ida@halden.example")
    engagements.deactivate_contact(ida, by=bob)
    assert list(contacts.active_at("ida@halden.example")) == []
    engagements.activate_contact(ida, by=bob)
    assert list(contacts.active_at("ida@halden.example")) == [ida]
    assert actions()[-2:] == ["contact.deactivated", "contact.activated"]


# --- Who may ---------------------------------------------------------------------------------------------------------

EDITORS: dict[str, Any] = {
    "client": lambda frame, by: engagements.update_client(frame["client"], by=by, industry="x"),
    "campaign": lambda frame, by: engagements.update_campaign(frame["campaign"], by=by, budget="x"),
    "engagement": lambda frame, by: engagements.update_engagement(frame["run"], by=by, name="x"),
    "contact": lambda frame, by: engagements.update_contact(frame["contact"], by=by, title="x"),
    "deactivate": lambda frame, by: engagements.deactivate_contact(frame["contact"], by=by),
    "activate": lambda frame, by: engagements.activate_contact(frame["contact"], by=by),
    "copy": lambda frame, by: engagements.copy_engagement(frame["run"], campaign=frame["campaign"], name="x", by=by),
    "start": lambda frame, by: engagements.start_engagement(
        by=by, name="x", client=frame["client"], campaign=frame["campaign"]
    ),
}
ADMINS: dict[str, Any] = {
    "archive client": lambda frame, by: engagements.archive_client(frame["client"], by=by),
    "archive campaign": lambda frame, by: engagements.archive_campaign(frame["campaign"], by=by),
    "archive engagement": lambda frame, by: engagements.archive_engagement(frame["run"], by=by),
    "unarchive client": lambda frame, by: engagements.unarchive_client(frame["client"], by=by),
    "unarchive campaign": lambda frame, by: engagements.unarchive_campaign(frame["campaign"], by=by),
    "unarchive engagement": lambda frame, by: engagements.unarchive_engagement(frame["run"], by=by),
}


@pytest.fixture
def frame(spring: Campaign) -> dict[str, Any]:
    client = spring.client
    return {
        "client": client,
        "campaign": spring,
        "contact": engagements.create_contact(by=audit.SYSTEM, client=client, name="Ida", email="ida@halden.example"),
        "run": engagements.create_engagement(by=audit.SYSTEM, campaign=spring, name="First"),
    }


@pytest.mark.parametrize("verb", EDITORS)
def test_editors_change_the_frame_and_viewers_do_not(
    frame: dict[str, Any], bob: Membership, vera: Membership, verb: str
) -> None:
    before = actions()
    with pytest.raises(NotAllowed):
        EDITORS[verb](frame, vera)
    assert actions() == before
    EDITORS[verb](frame, bob)


@pytest.mark.parametrize("verb", ADMINS)
def test_admins_archive_and_editors_do_not(
    frame: dict[str, Any], alice: Membership, bob: Membership, verb: str
) -> None:
    before = actions()
    with pytest.raises(NotAllowed):
        ADMINS[verb](frame, bob)
    assert actions() == before
    ADMINS[verb](frame, alice)


# --- Archive ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("what", ["client", "campaign", "engagement"])
def test_nothing_is_archived_while_a_version_waits_and_then_comes_back(
    in_alder: Agency, alice: Membership, bob: Membership, what: str
) -> None:
    run = work.engagement(kinds=1)
    row = {"engagement": run, "campaign": run.campaign, "client": run.campaign.client}[what]
    archive, unarchive = getattr(engagements, f"archive_{what}"), getattr(engagements, f"unarchive_{what}")
    version = work.submit(run, "intake", bob)
    with pytest.raises(Refusal, match="Intake of .* waits for a decision"):
        archive(row, by=alice)
    assert not engagements.is_archived(type(row).objects.get(pk=row.pk))
    work.approve(version, alice)
    archive(row, by=alice)
    archive(row, by=alice)  # a second press changes nothing
    assert engagements.is_archived(type(row).objects.get(pk=row.pk))
    unarchive(row, by=alice)
    assert not engagements.is_archived(type(row).objects.get(pk=row.pk))
    assert [action for action in actions() if "archived" in action] == [f"{what}.archived", f"{what}.unarchived"]


def test_a_campaign_comes_back_active_with_engagements_and_planned_without(spring: Campaign, alice: Membership) -> None:
    engagements.archive_campaign(spring, by=alice)
    assert engagements.unarchive_campaign(spring, by=alice).status == CampaignStatus.PLANNED
    engagements.create_engagement(by=audit.SYSTEM, campaign=spring, name="First")
    engagements.archive_campaign(spring, by=alice)
    assert engagements.unarchive_campaign(spring, by=alice).status == CampaignStatus.ACTIVE


def test_an_archived_campaign_is_not_changed_and_takes_no_engagement(spring: Campaign, alice: Membership) -> None:
    engagements.archive_campaign(spring, by=alice)
    with pytest.raises(Refusal, match="Spring is archived"):
        engagements.update_campaign(spring, by=alice, budget="1")
    with pytest.raises(Refusal, match="Spring is archived"):
        engagements.start_engagement(by=alice, name="x", client=spring.client, campaign=spring)


@pytest.mark.parametrize("what", ["client", "campaign", "run"])
def test_what_is_put_away_keeps_its_name(frame: dict[str, Any], alice: Membership, what: str) -> None:
    read_before = Engagement.objects.select_related("campaign__client").get(pk=frame["run"].pk)
    getattr(engagements, f"archive_{'engagement' if what == 'run' else what}")(frame[what], by=alice)
    before = actions()
    with pytest.raises(Refusal, match=f"{frame[what]} is archived"):
        engagements.update_engagement(read_before, by=alice, name="Another")
    assert (Engagement.objects.get(pk=read_before.pk).name, actions()) == ("First", before)


def test_an_engagement_gets_another_name_and_the_activity_tells_it(frame: dict[str, Any], bob: Membership) -> None:
    engagements.update_engagement(frame["run"], by=bob, name="  Second ")
    assert Engagement.objects.get(pk=frame["run"].pk).name == "Second"
    entry = newest()
    assert (entry.action, entry.data) == ("engagement.changed", {"was": {"name": "First"}, "now": {"name": "Second"}})
    (line,) = activity.tell([entry])
    assert line.more == "Name: First → Second"
    with pytest.raises(ValidationError):
        engagements.update_engagement(frame["run"], by=bob, name=" ")


def test_an_archived_client_takes_no_engagement_and_its_contacts_no_codes(
    frame: dict[str, Any], alice: Membership
) -> None:
    engagements.archive_client(frame["client"], by=alice)
    assert list(contacts.active_at("ida@halden.example")) == []
    with pytest.raises(Refusal, match="Halden Bikes is archived"):
        engagements.start_engagement(by=alice, name="x", client=frame["client"], campaign=frame["campaign"])


def test_an_archived_client_is_not_changed_nor_is_its_campaign(frame: dict[str, Any], alice: Membership) -> None:
    engagements.archive_client(Client.objects.get(pk=frame["client"].pk), by=alice)
    for change in (
        lambda: engagements.update_client(frame["client"], by=alice, website="none"),
        lambda: engagements.update_campaign(frame["campaign"], by=alice, budget="1"),
    ):
        with pytest.raises(Refusal, match="Halden Bikes is archived"):
            change()


def test_what_changed_is_told_in_words(spring: Campaign, bob: Membership) -> None:
    engagements.update_campaign(spring, by=bob, objective=Objective.PRODUCT_LAUNCH, status=CampaignStatus.COMPLETED)
    (line,) = activity.tell([newest()])
    assert line.more == "Objective: Sales → Product launch; Status: Planned → Completed"


# --- A new engagement ------------------------------------------------------------------------------------------------

NEW_CLIENT = {"name": "Otto & Finch", "website": "otto.example"}
NEW_CAMPAIGN = {"name": "Autumn", "objective": Objective.AWARENESS}


def test_client_campaign_and_engagement_at_once(in_alder: Agency, bob: Membership) -> None:
    run = engagements.start_engagement(by=bob, name="First", client=NEW_CLIENT, campaign=NEW_CAMPAIGN)
    assert (run.campaign.client.name, run.campaign.name, run.campaign.status) == ("Otto & Finch", "Autumn", "active")
    assert Artifact.objects.filter(engagement=run).count() == 5
    assert [action for action in actions() if action.endswith(".created")] == [
        "client.created", "campaign.created", "engagement.created",
    ]  # fmt: skip


def test_the_intake_begins_with_what_client_and_campaign_say(in_alder: Agency, bob: Membership) -> None:
    run = engagements.start_engagement(by=bob, name="First", client=NEW_CLIENT, campaign=NEW_CAMPAIGN)
    intake = work.artifact(run, "intake")
    said = {name: value for name, value in intake.content.items() if value != content_of_nothing()[name]}
    assert said == {"client_name": "Otto & Finch", "website": "otto.example", "objective": "awareness"}
    assert (intake.status, intake.lock, intake.last_editor) == ("draft", 0, None)
    sources = {mark.path: (mark.source, mark.same, mark.edited) for mark in artifacts.offered(intake)}
    assert sources == {
        "client_name": ("Client, Name", True, False),
        "website": ("Client, Website", True, False),
        "objective": ("Campaign, Objective", True, False),
    }


def test_what_the_campaign_says_later_is_offered_and_not_taken_by_itself(in_alder: Agency, bob: Membership) -> None:
    run = engagements.start_engagement(by=bob, name="First", client=NEW_CLIENT, campaign=NEW_CAMPAIGN)
    engagements.update_campaign(run.campaign, by=bob, objective=Objective.SALES)
    intake = work.artifact(run, "intake")
    assert intake.content["objective"] == "awareness"
    (offer,) = [mark for mark in artifacts.offered(intake) if not mark.same]
    assert (offer.now_text, offer.upstream_text) == ("Awareness", "Sales")
    drawn = artifacts.pull(intake, ["objective"], lock=intake.lock, member=bob)
    assert (drawn.content["objective"], drawn.content["website"]) == ("sales", "otto.example")
    with pytest.raises(Refusal, match="Neither client nor campaign gives pricing"):
        artifacts.pull(drawn, ["pricing"], lock=drawn.lock, member=bob)


def test_what_the_frame_gave_before_is_offered_as_changed_and_what_somebody_wrote_as_edited(
    in_alder: Agency, bob: Membership
) -> None:
    run = engagements.start_engagement(by=bob, name="First", client=NEW_CLIENT, campaign=NEW_CAMPAIGN)
    client, campaign = run.campaign.client, run.campaign
    engagements.update_client(client, by=bob, website="finch.example", industry="Paper", name="Otto")
    engagements.update_campaign(campaign, by=bob, start_date=datetime.date(2027, 3, 1))
    work.write(run, "intake", bob, client_name="Finch & Sons")
    offers = {mark.path: mark for mark in artifacts.offered(work.artifact(run, "intake")) if not mark.same}
    assert {path: mark.edited for path, mark in offers.items()} == {
        "client_name": True,  # Bob's
        "website": False,  # what the client said when the intake began
        "industry": False,  # nothing yet
        "timeline_start": False,
    }
    assert offers["timeline_start"].upstream_text == "1 March 2027"


def test_the_intake_begins_with_every_field_that_client_and_campaign_give(in_alder: Agency, bob: Membership) -> None:
    client = {**NEW_CLIENT, "industry": "Cargo bicycles"}
    campaign = {**NEW_CAMPAIGN, "budget": "EUR 12 000", "start_date": datetime.date(2027, 3, 1)}
    run = engagements.start_engagement(by=bob, name="First", client=client, campaign=campaign)
    intake = work.artifact(run, "intake")
    given = {
        "client_name": "Otto & Finch", "website": "otto.example", "industry": "Cargo bicycles",
        "objective": "awareness", "budget_range": "EUR 12 000", "timeline_start": "2027-03-01",
    }  # fmt: skip
    assert {name: value for name, value in intake.content.items() if value != content_of_nothing()[name]} == given
    edited = work.write(run, "intake", bob, industry="", budget_range="EUR 9 000")
    assert {mark.path: (mark.source, mark.same, mark.edited) for mark in artifacts.offered(edited)} == {
        "client_name": ("Client, Name", True, False),
        "website": ("Client, Website", True, False),
        "industry": ("Client, Industry", False, False),  # emptied: there is nothing to be lost by taking it
        "objective": ("Campaign, Objective", True, False),
        "budget_range": ("Campaign, Budget", False, True),
        "timeline_start": ("Campaign, Start", True, False),
    }


def content_of_nothing() -> dict[str, Any]:
    return content.dump(content.empty(ArtifactKind.INTAKE))


def test_all_or_nothing(in_alder: Agency, bob: Membership) -> None:
    before = actions()
    with pytest.raises(ValidationError) as caught:
        engagements.start_engagement(
            by=bob, name="First", client=NEW_CLIENT,
            campaign={**NEW_CAMPAIGN, "start_date": datetime.date(2027, 2, 1), "end_date": datetime.date(2027, 1, 1)},
        )  # fmt: skip
    assert sentences(caught.value) == {"campaign_end_date": ["The end lies before the start."]}
    assert (Client.objects.count(), Campaign.objects.count(), actions()) == (0, 0, before)


def test_a_campaign_of_another_client_is_refused(spring: Campaign, bob: Membership) -> None:
    other = engagements.create_client(by=audit.SYSTEM, name="Otto")
    with pytest.raises(ValidationError) as caught:
        engagements.start_engagement(by=bob, name="First", client=other, campaign=spring)
    assert list(sentences(caught.value)) == ["campaign"]
    assert Engagement.objects.count() == 0


def test_a_copy_has_the_words_and_nothing_else(in_alder: Agency, alice: Membership, bob: Membership) -> None:
    source = work.engagement(approver=alice)
    work.write(source, "intake", bob, pricing="Changed since the approval")
    copy = engagements.copy_engagement(source, campaign=source.campaign, name="Again", by=alice)
    for kind in ArtifactKind:
        mine, theirs = work.artifact(copy, kind), work.artifact(source, kind)
        assert mine.content == theirs.content
        assert (mine.status, mine.effective, mine.lock, mine.stale_reasons) == ("draft", None, 0, [])
    assert work.artifact(copy, "intake").content["pricing"] == "Changed since the approval"
    assert ArtifactVersion.objects.filter(artifact__engagement=copy).count() == 0
    entry = newest()
    assert (entry.action, entry.data["copied_from"], entry.data["source"]) == (
        "engagement.created", source.name, str(source.public_id),
    )  # fmt: skip


def test_a_copy_for_another_client_says_who_that_one_is(in_alder: Agency, bob: Membership) -> None:
    source = work.engagement()
    otto = engagements.create_client(by=audit.SYSTEM, **NEW_CLIENT)
    autumn = engagements.create_campaign(by=audit.SYSTEM, client=otto, **NEW_CAMPAIGN)
    copy = engagements.copy_engagement(source, campaign=autumn, name="Again", by=bob)
    mine, theirs = (work.artifact(run, "intake").content for run in (copy, source))
    changed = {path: mine[path] for path in mine if mine[path] != theirs[path]}
    assert changed == {
        "client_name": "Otto & Finch", "website": "otto.example", "industry": "", "company": "", "contact_email": "",
    }  # fmt: skip


def test_a_copy_does_not_follow_its_source(in_alder: Agency, bob: Membership) -> None:
    source = work.engagement(kinds=1)
    copy = engagements.copy_engagement(source, campaign=source.campaign, name="Again", by=bob)
    work.write(source, "intake", bob, pricing="Later")
    assert work.artifact(copy, "intake").content["pricing"] != "Later"


def test_four_eyes_hold_for_whoever_copied(in_alder: Agency, alice: Membership, bob: Membership) -> None:
    copy = engagements.copy_engagement(work.engagement(), campaign=Campaign.objects.get(), name="Again", by=alice)
    version = artifacts.submit(work.artifact(copy, "intake"), member=bob)
    with pytest.raises(NotAllowed, match="You made its last edit"):
        work.approve(version, alice)


def test_names_are_cleaned_as_content_is(in_alder: Agency, bob: Membership) -> None:
    made = engagements.create_client(by=audit.SYSTEM, name="  <b>Halden\u202e\x07\nBikes ")
    assert made.name == "<b>Halden Bikes"
    with pytest.raises(ValidationError):
        engagements.update_client(made, by=bob, name="\u200b\u2060")
    assert Contact.objects.count() == 0
