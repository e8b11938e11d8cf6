"""Clients and contacts: what the pages show, who may change them, and what happens to what was typed."""

import re
from typing import Any
from uuid import uuid4

import pytest
from django.utils.html import escape

from campaigns.domain import engagements
from campaigns.enums import Objective
from campaigns.models import Client, Contact
from tenants import audit
from tenants.models import Agency, AuditEntry, Membership
from tenants.scope import tenant
from tests.support import cast, portal, work
from tests.support.cast import browser
from tests.support.queries import counted

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]  # pages: on PostgreSQL the siege opens each of them
HOSTILE = "<script>alert(1)</script> & “Söhne” 🚲"
SAID = {"name": "Halden Bikes", "website": "halden.example", "industry": "Bicycles", "locale": "nb-NO"}
PERSON = {"name": "Ida Holm", "email": "Ida@Halden.example", "title": "Head of Brand"}


@pytest.fixture
def vera(alder: Agency) -> Membership:
    return cast.member(alder, "vera@alder.example", "Vera Vale", "viewer")


@pytest.fixture
def halden(in_alder: Agency) -> Client:
    return engagements.create_client(by=audit.SYSTEM, name="Halden")


@pytest.fixture
def ida(halden: Client) -> Contact:
    return engagements.create_contact(by=audit.SYSTEM, client=halden, name="Ida", email="ida@halden.example")


def show(member: Membership, path: str) -> str:
    answer = browser(member.agency, member).get(path)
    assert answer.status_code == 200
    return re.sub(r"\s+", " ", answer.content.decode())


def names(member: Membership, query: str = "") -> list[str]:
    return re.findall(r'<th scope="row"><a href="[^"]*">([^<]*)</a>', show(member, f"/clients/{query}"))


def post(member: Membership, path: str, said: dict[str, Any] | None = None) -> Any:
    return browser(member.agency, member).post(path, said or {})


# --- The list --------------------------------------------------------------------------------------------------------


def test_a_row_counts_campaigns_and_contacts_apart(halden: Client, ida: Contact, bob: Membership) -> None:
    for name in ("Spring", "Autumn"):
        engagements.create_campaign(by=audit.SYSTEM, client=halden, name=name, objective=Objective.SALES)
    text = show(bob, "/clients/")
    assert 'data-label="Campaigns"><span>2</span>' in text
    assert 'data-label="Contacts"><span>1</span>' in text


def test_an_empty_list_says_what_to_do(in_alder: Agency, bob: Membership, vera: Membership) -> None:
    assert "A name is enough to begin" in show(bob, "/clients/")
    assert "when an editor adds them" in show(vera, "/clients/")
    assert "/clients/new/" not in show(vera, "/clients/")


def test_search_and_archive_narrow_the_list(halden: Client, alice: Membership) -> None:
    away = engagements.create_client(by=audit.SYSTEM, name="Kestrel", industry="Coffee")
    assert names(alice, "?q=coff") == ["Kestrel"]
    engagements.archive_client(away, by=alice)
    assert (names(alice), names(alice, "?archived=1")) == (["Halden"], ["Kestrel"])
    assert names(alice, "?q=%00") == ["Halden"]


def test_pages_keep_the_search(in_alder: Agency, bob: Membership) -> None:
    for n in range(26):
        engagements.create_client(by=audit.SYSTEM, name=f"Client {n:02}")
    assert 'href="?q=Client&amp;page=2"' in show(bob, "/clients/?q=Client")
    assert names(bob, "?q=Client&page=2") == ["Client 25"]


def test_the_lists_take_as_many_queries_for_thirty_rows_as_for_one(
    halden: Client, ida: Contact, bob: Membership
) -> None:
    client, paths = browser(bob.agency, bob), ("/clients/", f"/clients/{halden.public_id}/")
    engagements.create_campaign(by=audit.SYSTEM, client=halden, name="Spring", objective=Objective.SALES)
    one = [counted(client, path) for path in paths]
    for n in range(30):
        engagements.create_client(by=audit.SYSTEM, name=f"Client {n}")
        engagements.create_contact(by=audit.SYSTEM, client=halden, name=f"N {n}", email=f"n{n}@halden.example")
        engagements.create_campaign(by=audit.SYSTEM, client=halden, name=f"C {n}", objective=Objective.SALES)
    assert [counted(client, path) for path in paths] == one
    assert max(one) < 15


# --- Clients ---------------------------------------------------------------------------------------------------------


def test_an_editor_adds_a_client(in_alder: Agency, bob: Membership) -> None:
    answer = post(bob, "/clients/new/", SAID)
    made = Client.objects.get()
    assert answer.url == f"/clients/{made.public_id}/"
    assert {name: getattr(made, name) for name in SAID} == SAID
    assert AuditEntry.objects.order_by("-number").first().actor_name == "Bob Birch"


@pytest.mark.parametrize(
    ("field", "value"), [("name", ""), ("name", "Halden"), ("name", "x" * 121), ("locale", "Norsk"), ("name", "\u202e")]
)
@pytest.mark.parametrize("place", ["new", "client"])
def test_errors_stand_at_the_field_and_what_was_typed_stays(
    halden: Client, bob: Membership, place: str, field: str, value: str
) -> None:
    other = engagements.create_client(by=audit.SYSTEM, name="Other")
    path = "/clients/new/" if place == "new" else f"/clients/{other.public_id}/"
    answer = post(bob, path, {**SAID, field: value})
    text = answer.content.decode()
    assert answer.status_code == 200
    assert f'id="id_{field}_error"' in text
    for name, said in {**SAID, field: value}.items():
        assert f'name="{name}" value="{said}"' in text or not said.isprintable() or not said
    assert sorted(Client.objects.values_list("name", flat=True)) == ["Halden", "Other"]


def test_the_page_of_a_client_has_its_people_and_campaigns(halden: Client, ida: Contact, bob: Membership) -> None:
    campaign = engagements.create_campaign(by=audit.SYSTEM, client=halden, name="Spring", objective=Objective.SALES)
    text = show(bob, f"/clients/{halden.public_id}/")
    assert f'href="/campaigns/{campaign.public_id}/">Spring</a>' in text
    assert f'href="/contacts/{ida.public_id}/">Ida</a>' in text
    assert f'href="/campaigns/new/?client={halden.public_id}"' in text


def test_an_editor_changes_a_client_and_a_viewer_reads_it(halden: Client, bob: Membership, vera: Membership) -> None:
    path = f"/clients/{halden.public_id}/"
    assert post(vera, path, SAID).status_code == 403
    text = show(vera, path)
    assert '<form class="form"' not in text
    assert "<dt>Language and region</dt><dd>en-GB</dd>" in text
    assert post(bob, path, SAID).status_code == 302
    halden.refresh_from_db()
    assert {name: getattr(halden, name) for name in SAID} == SAID


def test_a_website_is_words_never_a_link(halden: Client, bob: Membership) -> None:
    Client.objects.filter(pk=halden.pk).update(website="javascript:alert(1)", industry=HOSTILE)  # by an older release
    for path in ("/clients/", f"/clients/{halden.public_id}/"):
        text = show(bob, path)
        assert 'href="javascript' not in text
        assert "<script>alert" not in text
        assert escape(HOSTILE) in text


def test_admins_archive_a_client_and_bring_it_back(halden: Client, alice: Membership, bob: Membership) -> None:
    path = f"/clients/{halden.public_id}/"
    assert post(bob, f"{path}archive/").status_code == 403
    assert post(alice, f"{path}archive/").status_code == 302
    text = show(bob, path)
    assert "Its contacts cannot sign in to the portal." in text
    assert "/campaigns/new/" not in text
    assert post(bob, f"{path}unarchive/").status_code == 403
    assert post(alice, f"{path}unarchive/").status_code == 302
    halden.refresh_from_db()
    assert halden.archived_at is None


def test_a_waiting_version_keeps_a_client_out_of_the_archive(
    in_alder: Agency, alice: Membership, bob: Membership
) -> None:
    version = work.submit(work.engagement(), "intake", bob)
    answer = post(alice, f"/clients/{version.artifact.engagement.campaign.client.public_id}/archive/")
    assert answer.status_code == 409
    assert "waits for a decision" in answer.content.decode()


# --- Contacts --------------------------------------------------------------------------------------------------------


def test_an_editor_adds_a_contact_in_small_letters(halden: Client, bob: Membership, vera: Membership) -> None:
    path = f"/clients/{halden.public_id}/contacts/new/"
    assert post(vera, path, PERSON).status_code == 403
    assert post(bob, path, PERSON).url == f"/clients/{halden.public_id}/"
    made = Contact.objects.get()
    assert (made.name, made.email, made.title) == ("Ida Holm", "ida@halden.example", "Head of Brand")


@pytest.mark.parametrize("email", ["", "ida", "IDA@halden.example", "a@b.example\u202e>", "<b>@x.example"])
def test_an_address_that_will_not_do_is_said_at_its_field(ida: Contact, bob: Membership, email: str) -> None:
    answer = post(bob, f"/clients/{ida.client.public_id}/contacts/new/", {**PERSON, "email": email})
    text = answer.content.decode()
    assert answer.status_code == 200
    assert 'id="id_email_error"' in text
    assert 'value="Ida Holm"' in text
    assert Contact.objects.count() == 1


def test_an_editor_changes_a_contact_and_a_viewer_reads_it(ida: Contact, bob: Membership, vera: Membership) -> None:
    path = f"/contacts/{ida.public_id}/"
    assert post(vera, path, PERSON).status_code == 403
    assert 'name="email"' not in show(vera, path)
    assert post(bob, path, {**PERSON, "email": "holm@halden.example"}).status_code == 302
    ida.refresh_from_db()
    assert (ida.name, ida.email) == ("Ida Holm", "holm@halden.example")


def test_deactivating_ends_what_the_contact_does_in_the_portal(ida: Contact, bob: Membership, vera: Membership) -> None:
    reader = portal.reader(ida)
    assert reader.get("/portal/").status_code == 200
    assert post(vera, f"/contacts/{ida.public_id}/deactivate/").status_code == 403
    assert reader.get("/portal/").status_code == 200
    assert post(bob, f"/contacts/{ida.public_id}/deactivate/").status_code == 302
    assert reader.get("/portal/").status_code == 302
    assert "They cannot sign in." in show(bob, f"/contacts/{ida.public_id}/")
    post(bob, f"/contacts/{ida.public_id}/activate/")
    ida.refresh_from_db()
    assert ida.is_active


# --- Walls -----------------------------------------------------------------------------------------------------------

PLACES = [
    "/clients/{client}/", "/clients/{client}/archive/", "/clients/{client}/unarchive/", "/clients/{client}/contacts/new/",
    "/contacts/{contact}/", "/contacts/{contact}/deactivate/", "/contacts/{contact}/activate/",
]  # fmt: skip


@pytest.mark.parametrize("place", PLACES)
def test_rows_of_the_next_agency_are_not_there(alder: Agency, alice: Membership, cedar: Agency, place: str) -> None:
    with tenant(cedar):
        client = engagements.create_client(by=audit.SYSTEM, name="Secret")
        contact = engagements.create_contact(by=audit.SYSTEM, client=client, name="Sid", email="sid@x.example")
    foreign = post(alice, place.format(client=client.public_id, contact=contact.public_id), {**SAID, **PERSON})
    nobodys = post(alice, place.format(client=uuid4(), contact=uuid4()), {**SAID, **PERSON})
    assert (foreign.status_code, nobodys.status_code) == (404, 404)
    with tenant(cedar):
        assert (Client.objects.get().name, Contact.objects.get().is_active) == ("Secret", True)


@pytest.mark.parametrize("place", ["/clients/", "/clients/new/", *PLACES])
def test_strangers_are_sent_to_the_door(alder: Agency, place: str) -> None:
    address = place.format(client=uuid4(), contact=uuid4())
    assert browser(alder).post(address).status_code in (302, 401)
    answer = browser(alder).get(address)
    assert answer.status_code == 302
    assert answer.url.startswith("/account/login/")
