"""The list of the work, new engagements, campaigns: what they show, to whom, and what happens to what was typed."""

import re
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.utils import timezone
from django.utils.html import escape

from campaigns.domain import boards, engagements
from campaigns.domain.boards import Delivery, Stage
from campaigns.enums import ArtifactStatus, Objective
from campaigns.forms import frame
from campaigns.models import Artifact, Campaign, CampaignStatus, Client, Engagement
from tenants import audit
from tenants.models import Agency, Membership
from tenants.scope import tenant
from tenants.templatetags import ui
from tests.support import cast, work
from tests.support.cast import browser
from tests.support.queries import counted

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]  # pages: on PostgreSQL the siege opens each of them
NOBODYS = "00000000-0000-4000-8000-000000000000"
HOSTILE = "<script>alert(1)</script> & “Söhne” 🚲"


@pytest.fixture
def vera(alder: Agency) -> Membership:
    return cast.member(alder, "vera@alder.example", "Vera Vale", "viewer")


@pytest.fixture(autouse=True)
def no_delivery(monkeypatch: pytest.MonkeyPatch) -> list[Delivery]:
    """What packs there are is asked through the port; here nobody answers, unless a test does."""
    answers: list[Delivery] = []
    monkeypatch.setattr(boards, "_delivery", answers)
    return answers


def run(
    client: str = "Halden", campaign: str = "Spring", name: str = "First", status: str = CampaignStatus.ACTIVE,
    objective: str = Objective.SALES, **fields: Any,
) -> Engagement:  # fmt: skip
    of = Client.objects.filter(name=client).first() or engagements.create_client(by=audit.SYSTEM, name=client)
    frame = engagements.create_campaign(
        by=audit.SYSTEM, client=of, name=campaign, objective=objective, status=status, **fields
    )
    return engagements.create_engagement(by=audit.SYSTEM, campaign=frame, name=name)


def page(member: Membership, query: str = "") -> str:
    answer = browser(member.agency, member).get(f"/campaigns/{query}")
    assert answer.status_code == 200
    return re.sub(r"\s+", " ", answer.content.decode())


def listed(member: Membership, query: str = "") -> list[str]:
    return re.findall(r'<th scope="row"><a href="[^"]*">([^<]*)</a>', page(member, query))


# --- The list --------------------------------------------------------------------------------------------------------


def test_a_row_says_client_campaign_chain_and_who_is_waited_for(
    in_alder: Agency, alice: Membership, bob: Membership
) -> None:
    engagement = work.engagement(approver=alice, kinds=1)
    work.write(engagement, "strategy", bob, **work.document()["artifacts"]["strategy"])
    work.submit(engagement, "strategy", bob)
    text = page(alice)
    assert str(engagement.campaign.client) in text
    assert f'href="/engagements/{engagement.public_id}/"' in text
    assert (
        'aria-label="Intake approved, Strategy in review, Creatives locked, Execution locked, Monitoring locked, '
        'Delivery locked"'
    ) in text
    assert "An approver<small>Strategy v1 is in review</small>" in text


def test_a_draft_waits_for_its_author(in_alder: Agency, bob: Membership) -> None:
    work.write(run(), "intake", bob, pricing="100")
    assert "Bob Birch<small>Intake is a draft</small>" in page(bob)


def test_a_newer_draft_says_what_is_in_force(in_alder: Agency, alice: Membership, bob: Membership) -> None:
    engagement = work.engagement(approver=alice, kinds=1)
    work.write(engagement, "intake", bob, pricing="100")
    text = page(bob)
    assert 'aria-label="Intake revised, v1 in force, Strategy draft, ' in text
    assert "Bob Birch<small>Intake v2 is being revised</small>" in text


def test_delivery_answers_through_the_port(in_alder: Agency, alice: Membership, no_delivery: list[Delivery]) -> None:
    engagement = work.engagement(approver=alice)
    assert "An admin<small>No pack is published yet</small>" in page(alice)
    published = Stage("Delivery", "approved", "pack 2 published")
    no_delivery.append(Delivery(lambda keys: dict.fromkeys(keys, published), lambda: True))
    text = page(alice)
    assert "Delivery pack 2 published" in text
    assert '<span class="quiet">Nobody</span>' in text
    assert engagement.pk


def test_a_campaign_without_an_engagement_stands_below_and_offers_one(
    in_alder: Agency, bob: Membership, vera: Membership
) -> None:
    campaign = run().campaign
    alone = engagements.create_campaign(
        by=audit.SYSTEM, client=campaign.client, name="Autumn", objective=Objective.SALES
    )
    assert f'href="/campaigns/new/?campaign={alone.public_id}"' in page(bob, "?tab=planned")
    text = page(vera, "?tab=planned")
    assert "Without an engagement yet" in text
    assert "Autumn, sales" in text
    assert "/campaigns/new/" not in text
    engagements.archive_client(campaign.client, by=cast.member(in_alder, "ada@alder.example", "Ada Ash", "admin"))
    assert "Autumn" not in page(vera, "?tab=planned")
    assert "Autumn" in page(vera, "?tab=archived")


def test_tabs_say_how_many_and_lead_there(in_alder: Agency, alice: Membership) -> None:
    for name in (CampaignStatus.ACTIVE, CampaignStatus.PLANNED, CampaignStatus.COMPLETED):
        run(client=f"{name} client", status=name)
    engagements.archive_engagement(run(client="away run"), by=alice)
    engagements.archive_campaign(run(client="away campaign").campaign, by=alice)
    engagements.archive_client(run(client="away client").campaign.client, by=alice)
    found = dict(re.findall(r">([\w ]+) <small>(\d+)</small></a>", page(alice)))
    assert found == {"Active": "1", "Waits for me": "0", "Planned": "1", "Completed": "1", "Archived": "3"}
    assert listed(alice, "?tab=completed") == ["completed client"]
    assert listed(alice, "?tab=archived&sort=client") == ["away campaign", "away client", "away run"]


def test_without_active_campaigns_the_planned_ones_are_shown_first(in_alder: Agency, bob: Membership) -> None:
    run(status=CampaignStatus.PLANNED)
    assert listed(bob) == ["Halden"]
    assert listed(bob, "?tab=active") == []


def test_what_waits_depends_on_the_reader(
    in_alder: Agency, alice: Membership, bob: Membership, vera: Membership
) -> None:
    engagement = work.engagement()
    Campaign.objects.update(status=CampaignStatus.ACTIVE)
    name = str(engagement.campaign.client)
    version = work.submit(engagement, "intake", bob)
    assert [listed(who, "?tab=mine") for who in (alice, bob, vera)] == [[name], [], []]
    artifacts_of(engagement).filter(kind="intake").update(status=ArtifactStatus.REVISED)
    assert [listed(who, "?tab=mine") for who in (alice, bob, vera)] == [[name], [name], []]
    assert version.number == 1


def test_a_decision_on_ones_own_words_does_not_wait_for_oneself(
    in_alder: Agency, alice: Membership, bob: Membership
) -> None:
    engagement = work.engagement()
    work.write(engagement, "intake", alice, pricing="100")
    work.submit(engagement, "intake", bob)
    assert listed(alice, "?tab=mine") == []


def artifacts_of(engagement: Engagement) -> Any:
    return Artifact.objects.filter(engagement=engagement)


def test_search_looks_in_client_campaign_and_engagement(in_alder: Agency, bob: Membership) -> None:
    run("Aldermoor", "Open Doors", "Round one")
    run("Kestrel", "Café Year", "Round two")
    assert [listed(bob, f"?q={word}") for word in ("alder", "Year", "round+ONE", "%25", "nothing")] == [
        ["Aldermoor"], ["Kestrel"], ["Aldermoor"], [], [],
    ]  # fmt: skip
    assert "Nothing here matches." in page(bob, "?q=nothing")


def test_filters_narrow_and_stay_in_the_form(in_alder: Agency, bob: Membership) -> None:
    first = run("Aldermoor", objective=Objective.HIRING)
    run("Kestrel")
    artifacts_of(first).filter(kind="intake").update(status=ArtifactStatus.REVISED)
    assert listed(bob, "?objective=hiring") == ["Aldermoor"]
    assert listed(bob, "?state=revised") == ["Aldermoor"]
    query = f"?client={Client.objects.get(name='Kestrel').public_id}"
    assert listed(bob, query) == ["Kestrel"]
    assert '<span class="tag">Kestrel</span>' in page(bob, query)


@pytest.mark.parametrize(
    "query",
    ["?tab=nothing", "?state=nothing", "?client=7", f"?client={NOBODYS}", "?objective=x", "?sort=password", "?page=x",
     "?page=99", "?q=%00%E2%80%AE", "?sort=--client"],
)  # fmt: skip
def test_what_the_list_does_not_know_counts_as_not_asked(in_alder: Agency, bob: Membership, query: str) -> None:
    run()
    assert listed(bob, query) == ["Halden"]


def test_columns_sort_both_ways(in_alder: Agency, bob: Membership) -> None:
    run("Beta", start_date="2027-03-01")
    run("Alpha", start_date="2027-04-01")
    run("Gamma")
    Engagement.objects.filter(campaign__client__name="Beta").update(moved_at="2020-01-01T00:00Z")
    assert listed(bob, "?sort=client") == ["Alpha", "Beta", "Gamma"]
    assert listed(bob, "?sort=-client") == ["Gamma", "Beta", "Alpha"]
    assert listed(bob, "?sort=start") == ["Beta", "Alpha", "Gamma"]
    assert listed(bob, "?sort=-start") == ["Alpha", "Beta", "Gamma"]
    assert listed(bob, "?sort=updated")[0] == "Beta"
    assert listed(bob) == ["Gamma", "Alpha", "Beta"]
    assert '<th scope="col" aria-sort="descending"><a href="?sort=client">' in page(bob, "?sort=-client")


def test_what_is_written_moves_its_engagement_to_the_top(in_alder: Agency, bob: Membership) -> None:
    first, _ = run("First"), run("Second")
    assert listed(bob) == ["Second", "First"]
    written = work.write(first, "creatives", bob, standfirst="Words")
    first.refresh_from_db()
    assert first.moved_at == written.updated_at
    assert listed(bob) == ["First", "Second"]


def test_what_waits_is_counted_up_to_a_hundred(in_alder: Agency, alice: Membership, monkeypatch: Any) -> None:
    monkeypatch.setattr(boards, "MANY", 2)
    for name in ("One", "Two", "Three"):
        artifacts_of(run(name)).filter(kind="intake").update(status=ArtifactStatus.REVISED)
    text = page(alice, "?tab=mine&sort=client")
    assert "99 and more wait for you." in text
    assert "Waits for me <small>99+</small>" in text
    assert "1–3 of 3" in text


def test_of_many_that_wait_the_first_pages_are_shown_without_counting_all(
    in_alder: Agency, alice: Membership, monkeypatch: Any
) -> None:
    monkeypatch.setattr(boards, "MANY", 25)
    for number in range(27):
        artifacts_of(run(f"Client {number:02}")).filter(kind="intake").update(status=ArtifactStatus.REVISED)
    asked = {
        "": "1–10 of 25 or more", "&page=2": "11–20 of 25 or more", "&page=3": "21–27 of 27", "&page=x": "1–10 of 25 or more",
        "&page=9": "21–27 of 27",
        f"&page={'9' * 5000}": "1–10 of 25 or more", "&q=Client": "1–10 of 27",
    }  # fmt: skip
    for query, told in asked.items():
        assert told in page(alice, f"?tab=mine&per=10{query}"), query
    assert 'rel="next" href="?tab=mine&amp;per=10&amp;page=3"' in page(alice, "?tab=mine&per=10&page=2")


def test_my_work_lists_what_waits_longest_and_says_that_there_is_more(in_alder: Agency, bob: Membership) -> None:
    for n in range(6):
        artifacts_of(run(f"Client {n}")).update(status=ArtifactStatus.REVISED)
    text = browser(in_alder, bob).get("/").content.decode()
    assert text.count('aria-label="Go on: ') == 25
    assert text.count("Intake, Client 0") == 2
    assert "Monitoring, Client 5" not in text
    assert '<span class="count">30</span>' in text
    assert '<a href="/campaigns/?tab=mine">All engagements that wait for you</a>' in text
    artifacts_of(Engagement.objects.first()).update(status=ArtifactStatus.DRAFT)
    assert "All engagements that wait" not in browser(in_alder, bob).get("/").content.decode()


def test_what_began_this_minute_waits_since_just_now(in_alder: Agency, alice: Membership, bob: Membership) -> None:
    work.submit(work.engagement(kinds=1), "intake", bob)
    client = browser(in_alder, alice)
    text = client.get("/").content.decode()
    assert ("just now" in text, "0\xa0minutes" in text) == (True, False)
    assert ui.ago(timezone.now() - timedelta(hours=3)) == "3\xa0hours ago"


def test_pages_are_as_long_as_asked(in_alder: Agency, bob: Membership) -> None:
    for n in range(12):
        run(f"Client {n:02}")
    assert [len(listed(bob, query)) for query in ("", "?per=10", "?per=10&page=2", "?per=7")] == [12, 10, 2, 12]
    assert '<a href="?per=50" aria-label="50 rows a page">50</a>' in page(bob)
    assert '<b aria-current="true">10</b>' in page(bob, "?per=10")


def test_pages_keep_what_was_asked(in_alder: Agency, bob: Membership) -> None:
    for n in range(27):
        run(f"Client {n:02}")
    run("Other")
    first = page(bob, "?q=Client&sort=client")
    assert "1–25 of 27" in first
    assert 'href="?q=Client&amp;sort=client&amp;page=2"' in first
    assert listed(bob, "?q=Client&sort=client&page=2") == ["Client 25", "Client 26"]


def test_hostile_names_are_words(in_alder: Agency, bob: Membership) -> None:
    run(HOSTILE, HOSTILE, HOSTILE)
    text = page(bob)
    assert escape(HOSTILE) in text
    assert "<script>alert" not in text


def test_the_next_agency_is_not_listed(alder: Agency, bob: Membership, charlie: Membership) -> None:
    with tenant(charlie.agency):
        theirs = run("Secret")
    assert "Secret" not in page(bob)
    assert browser(alder, bob).get(f"/campaigns/{theirs.campaign.public_id}/").status_code == 404
    assert browser(alder, bob).post(f"/engagements/{theirs.public_id}/archive/").status_code == 404
    answer = browser(alder, bob).get(
        f"/campaigns/new/?client={theirs.campaign.client.public_id}&copy={theirs.public_id}"
    )
    assert b"Secret" not in answer.content


def test_strangers_are_sent_to_the_door(alder: Agency) -> None:
    for path in ("/campaigns/", "/campaigns/new/", f"/campaigns/{uuid4()}/", f"/engagements/{uuid4()}/archive/"):
        assert browser(alder).get(path).status_code == 302
        assert browser(alder).post(path).status_code in (302, 401)


def test_the_list_takes_as_many_queries_for_thirty_rows_as_for_one(in_alder: Agency, bob: Membership) -> None:
    run("First"), run("Second")
    client = browser(in_alder, bob)
    one = counted(client, "/campaigns/")
    for n in range(30):
        run(f"Client {n}")
    assert counted(client, "/campaigns/") == one
    assert one < 15


# --- The way to the first pack ---------------------------------------------------------------------------------------


def test_an_empty_agency_sees_the_way_to_its_first_pack(in_alder: Agency, bob: Membership, vera: Membership) -> None:
    text = page(bob)
    assert "To your first pack" in text
    assert "No active campaigns." in text
    assert 'href="/clients/new/"' in text
    home = browser(in_alder, bob).get("/").content.decode()
    assert "To your first pack" in home
    assert "Nothing waits for you." not in home
    assert 'href="/clients/new/"' not in page(vera)


def test_the_way_goes_on_with_the_work(
    in_alder: Agency, alice: Membership, bob: Membership, no_delivery: list[Delivery]
) -> None:
    def states() -> list[str]:
        return re.findall(r'<li data-state="(\w+)">', page(alice))

    assert states() == ["draft", "approved", "draft", "draft", "locked", "locked", "locked"]
    engagements.create_client(by=audit.SYSTEM, name="Halden")
    assert states() == ["draft", "approved", "approved", "draft", "locked", "locked", "locked"]
    work.engagement(approver=alice, kinds=1)
    on_the_way = ["draft", "approved", "approved", "approved", "approved", "draft", "locked"]
    assert states() == on_the_way
    no_delivery.append(Delivery(lambda keys: {}, lambda: False))
    assert states() == on_the_way
    run("Otto")  # a second engagement is no pack
    assert states() == ["draft", "approved", "approved", "approved", "draft", "locked", "locked"]
    no_delivery[0] = Delivery(lambda keys: {}, lambda: True)
    assert states() == []


@pytest.mark.parametrize("what", ["client", "campaign", "engagement"])
def test_the_way_leaves_out_what_is_put_away(in_alder: Agency, alice: Membership, what: str) -> None:
    found = run()
    row = {"client": found.campaign.client, "campaign": found.campaign, "engagement": found}[what]
    assert f'href="/engagements/{found.public_id}/intake/"' in page(alice)
    getattr(engagements, f"archive_{what}")(row, by=alice)
    assert f'href="/engagements/{found.public_id}/intake/"' not in page(alice)
    assert 'href="/campaigns/new/"' in page(alice)


def test_an_owner_who_is_alone_is_asked_to_invite_and_told_of_four_eyes(
    in_alder: Agency, alice: Membership, bob: Membership
) -> None:
    invite = 'href="/admin/tenants/membership/add/"'
    assert (invite in page(alice), "Invite somebody" in page(bob)) == (False, False)
    Membership.objects.exclude(pk=alice.pk).update(is_active=False)
    text = page(alice)
    assert invite in text
    assert "Nobody else is here yet. Four eyes wait for a second person" in text
    Agency.objects.update(four_eyes=False)
    assert "Four eyes" not in page(alice)


def test_each_step_says_who_does_it_and_offers_it_to_them_only(
    in_alder: Agency, alice: Membership, bob: Membership, vera: Membership
) -> None:
    brand = 'href="/admin/tenants/brand/add/"'
    assert "as clients see them.</p>" in page(alice)
    assert "as clients see them. An owner does it.</p>" in page(bob)
    assert (brand in page(alice), brand in page(bob)) == (True, False)
    assert "A name is enough. An editor does it.</p>" in page(vera)
    intake = f"/engagements/{run().public_id}/intake/"
    assert "written and then approved. An admin does it.</p>" in page(bob)
    assert [f'href="{intake}"' in page(each) for each in (alice, bob, vera)] == [True, True, False]


def test_a_new_engagement_is_offered_once(in_alder: Agency, bob: Membership, no_delivery: list[Delivery]) -> None:
    assert page(bob).count('href="/campaigns/new/"') == 1
    run()
    assert page(bob).count('href="/campaigns/new/"') == 1


# --- New engagement --------------------------------------------------------------------------------------------------

NEW = {
    "client_name": "Otto & Finch", "client_website": "otto.example", "client_industry": "Toys", "client_locale": "nb-NO",
    "campaign_name": "Autumn", "campaign_objective": "awareness", "campaign_budget": "120 000 NOK",
    "campaign_start_date": "2027-09-01", "campaign_end_date": "2027-11-30", "name": "Autumn 2027",
}  # fmt: skip


def start(member: Membership, **said: Any) -> Any:
    return browser(member.agency, member).post("/campaigns/new/", {**said})


def test_client_campaign_and_engagement_in_one_page(in_alder: Agency, bob: Membership) -> None:
    answer = start(bob, **NEW)
    made = Engagement.objects.select_related("campaign__client").get()
    assert (answer.status_code, answer.url) == (302, f"/engagements/{made.public_id}/")
    assert (made.name, made.campaign.name, made.campaign.budget) == ("Autumn 2027", "Autumn", "120 000 NOK")
    assert (str(made.campaign.start_date), made.campaign.status) == ("2027-09-01", "active")
    assert (made.campaign.client.name, made.campaign.client.locale) == ("Otto & Finch", "nb-NO")


def test_a_campaign_that_is_there_brings_its_client(in_alder: Agency, bob: Membership) -> None:
    campaign = run(status=CampaignStatus.PLANNED).campaign
    assert start(bob, campaign=campaign.public_id, name="Second").status_code == 302
    campaign.refresh_from_db()
    assert (campaign.engagements.count(), campaign.status) == (2, "active")


def test_a_client_that_is_there_with_a_new_campaign(in_alder: Agency, bob: Membership) -> None:
    halden = run().campaign.client
    answer = start(bob, client=halden.public_id, campaign_name="Autumn", campaign_objective="sales", name="Second")
    assert answer.status_code == 302
    assert Client.objects.count() == 1


def test_a_copy_is_asked_for_on_the_same_page(in_alder: Agency, bob: Membership) -> None:
    source = work.engagement(kinds=1)
    shown = browser(in_alder, bob).get(f"/campaigns/new/?campaign={source.campaign.public_id}&copy={source.public_id}")
    text = shown.content.decode()
    for row in (source.campaign, source):
        assert f'<option value="{row.public_id}" selected>' in text
    assert "For another client the intake names that one" in text
    start(bob, campaign=source.campaign.public_id, source=source.public_id, name="Again")
    copy = Engagement.objects.get(name="Again")
    assert work.artifact(copy, "intake").content == work.artifact(source, "intake").content


def test_the_latest_rows_are_offered_and_the_one_that_was_asked_for(
    in_alder: Agency, bob: Membership, monkeypatch: Any
) -> None:
    monkeypatch.setattr(frame, "LATEST", 2)
    old, *_ = [run(f"Client {n}", f"Campaign {n}") for n in (3, 2, 1)]
    client = browser(in_alder, bob)

    def offered(query: str = "") -> list[str]:
        text = client.get(f"/campaigns/new/{query}").content.decode()
        return re.findall(r'<option value="[^"]+"[^>]*>(Client \d: Campaign \d)</option>', text)

    assert offered() == ["Client 1: Campaign 1", "Client 2: Campaign 2"]
    assert offered(f"?campaign={old.campaign.public_id}") == [*offered(), "Client 3: Campaign 3"]
    assert offered(f"?campaign={NOBODYS}") == offered("?campaign=7") == offered()
    assert start(bob, campaign=old.campaign.public_id, name="Second").status_code == 302


WRONG: dict[str, tuple[dict[str, str], str, str]] = {
    "no name": ({"name": ""}, "name", "This field is required."),
    "no client": ({"client_name": " \u202e"}, "client_name", "A new client needs this; or choose a client above."),
    "no objective": ({"campaign_objective": ""}, "campaign_objective", "A new campaign needs this"),
    "taken": ({"client_name": "Halden"}, "client_name", "There is a client called Halden already."),
    "locale": ({"client_locale": "Norsk"}, "client_locale", "Write a language and a country, such as en-GB."),
    "dates": ({"campaign_end_date": "2027-08-01"}, "campaign_end_date", "The end lies before the start."),
    "no day": ({"campaign_end_date": "2027-02-30"}, "campaign_end_date", "Write a day that there is"),
    "year": ({"campaign_start_date": "1066-10-14"}, "campaign_start_date", "Write a year from 2000 to 2199."),
    "long": ({"name": "x" * 161}, "name", "Ensure this value has at most 160 characters"),
    "row": ({"client": "7"}, "client", "This is not among the choices."),
    "foreign": ({"campaign": NOBODYS}, "campaign", "This is not among the choices."),
}


@pytest.mark.parametrize("case", WRONG)
def test_what_is_wrong_is_said_at_its_field_and_everything_typed_stays(
    in_alder: Agency, bob: Membership, case: str
) -> None:
    run()
    said, field, sentence = WRONG[case]
    answer = start(bob, **{**NEW, **said})
    text = answer.content.decode()
    assert answer.status_code == 200
    assert re.search(rf'id="id_{field}_error">\s*<p>{re.escape(escape(sentence))}', text), text
    for name, value in {**NEW, **said}.items():
        if value and name not in ("client", "campaign", "campaign_objective", "client_name"):
            assert f'name="{name}" value="{escape(value)}"' in text, name
    assert (Engagement.objects.count(), Client.objects.count()) == (1, 1)


def test_a_row_and_a_new_one_at_once_is_a_mistake(in_alder: Agency, bob: Membership) -> None:
    halden = run().campaign.client
    text = start(bob, **NEW, client=halden.public_id).content.decode()
    assert "You chose Halden above. Empty this, or choose “A new client” there." in text
    assert Engagement.objects.count() == 1


def test_a_refusal_is_shown_in_the_form_with_409(
    in_alder: Agency, alice: Membership, bob: Membership, monkeypatch: Any
) -> None:
    """The campaign is archived between the form's look-up and the verb's."""
    campaign = run().campaign
    clean = engagements._require_at_work

    def archived_now(found: Campaign) -> None:
        Campaign.objects.update(status=CampaignStatus.ARCHIVED)
        found.refresh_from_db()
        clean(found)

    monkeypatch.setattr(engagements, "_require_at_work", archived_now)
    answer = start(bob, campaign=campaign.public_id, name="Second")
    assert answer.status_code == 409
    assert "Spring is archived." in answer.content.decode()
    assert Engagement.objects.count() == 1


def test_viewers_neither_see_nor_post_the_form(in_alder: Agency, vera: Membership) -> None:
    assert browser(in_alder, vera).get("/campaigns/new/").status_code == 403
    assert start(vera, **NEW).status_code == 403
    assert Engagement.objects.count() == 0
    assert "New engagement" not in page(vera, "?tab=planned")


# --- A campaign ------------------------------------------------------------------------------------------------------

FRAME = {
    "name": "Spring range", "objective": "event", "budget": "1 €", "start_date": "2027-01-01", "end_date": "",
    "status": "completed",
}  # fmt: skip


def test_editors_change_a_campaign_and_viewers_read_it(in_alder: Agency, bob: Membership, vera: Membership) -> None:
    campaign = run().campaign
    url = f"/campaigns/{campaign.public_id}/"
    assert browser(in_alder, vera).post(url, FRAME).status_code == 403
    shown = browser(in_alder, vera).get(url).content.decode()
    assert 'name="budget"' not in shown
    assert "First" in shown
    assert browser(in_alder, bob).post(url, FRAME).status_code == 302
    campaign.refresh_from_db()
    assert (campaign.name, campaign.objective, campaign.budget, campaign.status) == (
        "Spring range", "event", "1 €", "completed",
    )  # fmt: skip


def test_a_campaign_keeps_what_was_typed_beside_the_error(in_alder: Agency, bob: Membership) -> None:
    campaign = run().campaign
    said = {**FRAME, "name": HOSTILE, "end_date": "2026-01-01"}
    text = browser(in_alder, bob).post(f"/campaigns/{campaign.public_id}/", said).content.decode()
    assert "The end lies before the start." in text
    assert f'value="{escape(HOSTILE)}"' in text
    assert f"<h1>{escape(HOSTILE)}</h1>" not in text  # the page says what is stored


def test_admins_archive_a_campaign_and_its_engagements(in_alder: Agency, alice: Membership, bob: Membership) -> None:
    engagement = run()
    campaign = engagement.campaign
    for path in (f"/campaigns/{campaign.public_id}/", f"/engagements/{engagement.public_id}/"):
        assert browser(in_alder, bob).post(f"{path}archive/").status_code == 403
        assert browser(in_alder, alice).get(f"{path}archive/").status_code == 405
        assert browser(in_alder, alice).post(f"{path}archive/").status_code == 302
        assert browser(in_alder, alice).post(f"{path}unarchive/").status_code == 302
    browser(in_alder, alice).post(f"/campaigns/{campaign.public_id}/archive/")
    text = browser(in_alder, bob).get(f"/campaigns/{campaign.public_id}/").content.decode()
    assert 'name="budget"' not in text
    assert "An admin can take it out." in text


def test_a_waiting_version_keeps_a_campaign_out_of_the_archive(
    in_alder: Agency, alice: Membership, bob: Membership
) -> None:
    version = work.submit(work.engagement(), "intake", bob)
    campaign = version.artifact.engagement.campaign
    answer = browser(in_alder, alice).post(f"/campaigns/{campaign.public_id}/archive/")
    assert answer.status_code == 409
    assert "waits for a decision" in answer.content.decode()


def test_a_campaign_takes_as_many_queries_for_thirty_engagements_as_for_one(in_alder: Agency, bob: Membership) -> None:
    campaign = run().campaign
    client, url = browser(in_alder, bob), f"/campaigns/{campaign.public_id}/"
    one = counted(client, url)
    for n in range(30):
        engagements.create_engagement(by=audit.SYSTEM, campaign=campaign, name=f"Run {n}")
    assert counted(client, url) == one
    assert one < 15


# --- An engagement ---------------------------------------------------------------------------------------------------


def test_an_engagement_is_renamed_where_its_board_leads(in_alder: Agency, bob: Membership, vera: Membership) -> None:
    found = run(name="Frist")
    address, board = f"/engagements/{found.public_id}/frame/", f"/engagements/{found.public_id}/"
    client, reader = browser(bob.agency, bob), browser(vera.agency, vera)
    assert f'href="{address}"' in client.get(board).content.decode()
    assert f'href="{address}"' not in reader.get(board).content.decode()
    answer = client.post(address, {"name": "First & only"}, follow=True)
    assert answer.redirect_chain == [(board, 302)]
    assert "First &amp; only" in answer.content.decode()
    assert 'name="name"' not in reader.get(address).content.decode()
    assert reader.post(address, {"name": "Mine"}).status_code == 403
    assert Engagement.objects.get(pk=found.pk).name == "First & only"


def test_an_engagement_keeps_its_name_and_the_form_what_was_typed(
    in_alder: Agency, alice: Membership, bob: Membership
) -> None:
    found = run()
    address, client = f"/engagements/{found.public_id}/frame/", browser(bob.agency, bob)
    answer = client.post(address, {"name": "x" * 161})
    assert (answer.status_code, answer.context["engagement"].name) == (200, "First")
    assert "x" * 161 in answer.content.decode()
    engagements.archive_engagement(found, by=alice)
    answer = client.post(address, {"name": "Typed before it was archived"})
    assert answer.status_code == 409
    assert "First is archived" in answer.content.decode()
    assert "Typed before it was archived" in answer.content.decode()
    assert Engagement.objects.get(pk=found.pk).name == "First"


def test_archiving_an_engagement_says_first_what_it_means(in_alder: Agency, alice: Membership, bob: Membership) -> None:
    found = run()
    address = f"/engagements/{found.public_id}/"
    owner, editor = browser(alice.agency, alice), browser(bob.agency, bob)
    campaign = owner.get(f"/campaigns/{found.campaign.public_id}/").content.decode()
    assert (f'action="{address}archive/"' in campaign, f'href="{address}frame/"' in campaign) == (False, True)
    said = owner.get(f"{address}frame/").content.decode()
    assert f'action="{address}archive/"' in said
    assert "Nothing is deleted, and published packs stay in the portal." in said
    assert f'action="{address}archive/"' not in editor.get(f"{address}frame/").content.decode()
    owner.post(f"{address}archive/")
    assert f'action="{address}unarchive/"' in owner.get(f"{address}frame/").content.decode()


def test_what_is_wrong_begins_the_title_and_takes_the_focus(in_alder: Agency, bob: Membership) -> None:
    client, found = browser(bob.agency, bob), run()
    new, name = "/campaigns/new/", f"/engagements/{found.public_id}/frame/"
    for address in (new, name, "/campaigns/?state=nonsense"):
        text = client.get(address).content.decode()
        assert ("<title>Error: " in text, "autofocus" in text) == (False, False)
    said = client.post(new, {"name": ""}).content.decode()
    assert "<title>Error: New engagement" in said
    assert 'data-state="failed" role="alert" tabindex="-1" autofocus>' in said
    assert said.count("autofocus") == 1
    one_field = client.post(name, {"name": ""}).content.decode()
    assert "<title>Error: " in one_field
    assert re.search(r'<input[^>]*name="name"[^>]*autofocus', one_field)
