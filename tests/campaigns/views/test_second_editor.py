"""Two people with the same form of a client, a contact, a campaign or an engagement: neither undoes what the other wrote."""

import re
from html import unescape
from typing import Any

import pytest
from django.test import Client as Browser

from campaigns.domain import engagements
from campaigns.enums import Objective
from campaigns.models import Campaign, Client, Contact
from tenants import audit
from tenants.models import Agency, AuditEntry, Membership
from tests.support import work
from tests.support.cast import browser

pytestmark = pytest.mark.django_db

Place = tuple[str, Any, str, str]
"""Address of a form, its row, and two fields of it."""


@pytest.fixture(params=["client", "contact", "campaign"])
def place(request: pytest.FixtureRequest, in_alder: Agency) -> Place:
    client = engagements.create_client(by=audit.SYSTEM, name="Halden", website="halden.example", locale="nb-NO")
    contact = engagements.create_contact(by=audit.SYSTEM, client=client, name="Ida Holm", email="ida@halden.example")
    campaign = engagements.create_campaign(
        by=audit.SYSTEM, client=client, name="Spring", objective=Objective.SALES, budget="100", start_date=None
    )
    places: dict[str, Place] = {
        "client": (f"/clients/{client.public_id}/", client, "name", "industry"),
        "contact": (f"/contacts/{contact.public_id}/", contact, "name", "title"),
        "campaign": (f"/campaigns/{campaign.public_id}/", campaign, "name", "budget"),
    }
    return places[request.param]


def opened(tab: Browser, path: str) -> dict[str, str]:
    """The fields of the form as a browser would send them back."""
    return fields(tab.get(path))


def fields(answer: Any) -> dict[str, str]:
    form = re.search(r'<form class="form" method="post" novalidate>(.*?)</form>', answer.content.decode(), flags=re.S)
    assert form
    found = {}
    for tag in re.findall(r"<input [^>]*>", form.group(1)):
        said = dict(re.findall(r'(\w+)="([^"]*)"', tag))
        found[said["name"]] = unescape(said.get("value", ""))
    for name, options in re.findall(r'<select name="(\w+)".*?>(.*?)</select>', form.group(1), flags=re.S):
        found[name] = re.search(r'value="(\w*)" selected', options).group(1)  # type: ignore[union-attr]
    found.pop("csrfmiddlewaretoken", None)
    return found


def test_what_somebody_else_saved_in_another_field_stays(place: Place, alice: Membership, bob: Membership) -> None:
    path, row, one, other = place
    tab = browser(alice.agency, alice)
    older = opened(tab, path)
    engagements._change(row, {other: "Written by Bob"}, by=bob, action="test.changed")
    assert tab.post(path, {**older, one: "Written by Alice"}).status_code == 302
    row.refresh_from_db()
    assert (getattr(row, one), getattr(row, other)) == ("Written by Alice", "Written by Bob")
    told = AuditEntry.objects.order_by("-number").first()
    assert told is not None
    assert list(told.data["now"]) == [one]


def test_the_same_field_is_refused_with_both_values_and_what_was_typed_is_kept(
    place: Place, alice: Membership, bob: Membership
) -> None:
    path, row, one, other = place
    tab = browser(alice.agency, alice)
    older = opened(tab, path)
    engagements._change(row, {one: "Bob’s name", other: "Bob’s too"}, by=bob, action="test.changed")
    entries = AuditEntry.objects.count()
    answer = tab.post(path, {**older, one: "Alice’s name"})
    assert answer.status_code == 409
    text = unescape(answer.content.decode())
    assert "was changed while you were writing. Nothing of yours was stored; what you typed is below." in text
    assert "It says “Bob’s name” by now; you wrote “Alice’s name”. Save again to have yours." in text
    again = fields(answer)
    assert (again[one], again[other]) == ("Alice’s name", "Bob’s too")
    row.refresh_from_db()
    assert (getattr(row, one), AuditEntry.objects.count()) == ("Bob’s name", entries)
    assert tab.post(path, again).status_code == 302, "who has read both may decide"
    row.refresh_from_db()
    assert (getattr(row, one), getattr(row, other)) == ("Alice’s name", "Bob’s too")


def test_both_may_write_the_same(place: Place, alice: Membership, bob: Membership) -> None:
    path, row, one, _ = place
    tab = browser(alice.agency, alice)
    older = opened(tab, path)
    engagements._change(row, {one: "The same"}, by=bob, action="test.changed")
    assert tab.post(path, {**older, one: "The same"}).status_code == 302


def test_an_error_in_a_field_does_not_forget_what_was_shown(place: Place, alice: Membership, bob: Membership) -> None:
    path, row, one, other = place
    tab = browser(alice.agency, alice)
    older = opened(tab, path)
    engagements._change(row, {other: "Written by Bob"}, by=bob, action="test.changed")
    wrong = tab.post(path, {**older, one: ""})
    assert wrong.status_code == 200
    assert tab.post(path, {**fields(wrong), one: "Written by Alice"}).status_code == 302
    row.refresh_from_db()
    assert (getattr(row, one), getattr(row, other)) == ("Written by Alice", "Written by Bob")


@pytest.mark.parametrize("before", ["", "nonsense", "[]", "7", "[" * 100_000, '{"name": ["x"]}'])
def test_a_form_that_was_tampered_with_is_read_all_the_same(in_alder: Agency, alice: Membership, before: str) -> None:
    client = engagements.create_client(by=audit.SYSTEM, name="Halden")
    said = {"name": "Halden", "locale": "nb-NO", "industry": "Bicycles", "before": before}
    answer = browser(in_alder, alice).post(f"/clients/{client.public_id}/", said)
    assert answer.status_code == 302
    assert Client.objects.get().industry == "Bicycles"


def test_a_choice_and_a_day_are_told_as_people_read_them(in_alder: Agency, alice: Membership, bob: Membership) -> None:
    client = engagements.create_client(by=audit.SYSTEM, name="Halden")
    row = engagements.create_campaign(by=audit.SYSTEM, client=client, name="Spring", objective=Objective.SALES)
    path, tab = f"/campaigns/{row.public_id}/", browser(in_alder, alice)
    older = opened(tab, path)
    engagements.update_campaign(row, by=bob, objective=Objective.RETENTION, start_date="2027-03-01")
    answer = tab.post(path, {**older, "objective": "awareness", "start_date": "2027-04-01"})
    text = unescape(answer.content.decode())
    assert f"It says “{Objective.RETENTION.label}” by now; you wrote “{Objective.AWARENESS.label}”." in text
    assert "It says “2027-03-01” by now; you wrote “2027-04-01”." in text
    assert (Campaign.objects.get().objective, Contact.objects.count()) == (Objective.RETENTION, 0)


def test_who_was_told_of_one_change_is_told_of_the_next(place: Place, alice: Membership, bob: Membership) -> None:
    path, row, one, _ = place
    tab = browser(alice.agency, alice)
    older = opened(tab, path)
    engagements._change(row, {one: "Bob’s name"}, by=bob, action="test.changed")
    again = fields(tab.post(path, {**older, one: "Alice’s name"}))
    engagements._change(row, {one: "Bob’s next name"}, by=bob, action="test.changed")
    told = tab.post(path, again)
    assert told.status_code == 409
    assert "It says “Bob’s next name” by now; you wrote “Alice’s name”." in unescape(told.content.decode())
    assert fields(told)[one] == "Alice’s name"


def test_the_name_of_an_engagement_is_overwritten_by_nobody_unread(
    in_alder: Agency, alice: Membership, bob: Membership
) -> None:
    found = work.engagement(kinds=1)
    path, tab = f"/engagements/{found.public_id}/frame/", browser(in_alder, alice)
    older = opened(tab, path)
    engagements.update_engagement(found, by=bob, name="Bob’s name")
    told = tab.post(path, {**older, "name": "Alice’s name"})
    assert told.status_code == 409
    assert "It says “Bob’s name” by now; you wrote “Alice’s name”." in unescape(told.content.decode())
    found.refresh_from_db()
    assert found.name == "Bob’s name"
    assert tab.post(path, fields(told)).status_code == 302
    found.refresh_from_db()
    assert found.name == "Alice’s name"


def test_what_was_emptied_meanwhile_is_told_as_nothing(in_alder: Agency, alice: Membership, bob: Membership) -> None:
    client = engagements.create_client(by=audit.SYSTEM, name="Halden", industry="Bicycles")
    path, tab = f"/clients/{client.public_id}/", browser(in_alder, alice)
    older = opened(tab, path)
    engagements.update_client(client, by=bob, industry="")
    told = unescape(tab.post(path, {**older, "industry": "Cargo bicycles"}).content.decode())
    assert "It says nothing by now; you wrote “Cargo bicycles”." in told
