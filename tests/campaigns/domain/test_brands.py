"""The brand that packs for one client show: what is filled in takes the place of the agency's."""

from typing import Any

import pytest
from django.core.exceptions import ValidationError

from campaigns.domain import brands, engagements
from campaigns.models import Client, ClientBrand
from tenants import audit
from tenants.brand import save_brand
from tenants.errors import NotAllowed, Refusal
from tenants.models import Agency, AuditEntry, Membership

pytestmark = pytest.mark.django_db
OWN = {"name": "Halden by Alder", "colour": "#B4321E"}


@pytest.fixture
def halden(in_alder: Agency) -> Client:
    save_brand(
        by=audit.SYSTEM, name="Alder", colour="#1E3A8A", accent="#2AA198", contact_line="Ask Alice", logo=b"agency"
    )
    return engagements.create_client(by=audit.SYSTEM, name="Halden")


def save(client: Client, member: Membership, seen: int = 0, **fields: Any) -> ClientBrand:
    return brands.save(client, member=member, seen=seen, **fields)


def test_without_a_version_for_the_client_the_agencys_brand_is_in_force(halden: Client) -> None:
    shown = brands.in_force(halden)
    assert (shown.name, shown.colours.colour, shown.versions) == (
        "Alder",
        "#1E3A8A",
        f"Brand version {shown.agency.version}",
    )


def test_texts_are_replaced_one_by_one_and_colours_and_logos_together(halden: Client, alice: Membership) -> None:
    save(halden, alice, **OWN)
    shown = brands.in_force(halden)
    assert (shown.name, shown.contact_line) == ("Halden by Alder", "Ask Alice")
    assert (shown.colours.colour, shown.colours.accent) == ("#B4321E", "")
    assert bytes(shown.logos.logo) == b"agency"
    save(halden, alice, 1, logo_on_colour=b"own", **OWN)
    assert brands.in_force(halden).logos.logo is None
    assert brands.in_force(halden).versions == f"Brand version {shown.agency.version}, with version 2 for this client"


def test_another_clients_brand_is_not_touched(halden: Client, alice: Membership) -> None:
    other = engagements.create_client(by=audit.SYSTEM, name="Veldkamp")
    save(halden, alice, **OWN)
    assert brands.in_force(other).own is None
    assert not brands.has_own(other)
    assert brands.has_own(halden)


def test_emptied_fields_bring_the_agencys_back(halden: Client, alice: Membership) -> None:
    save(halden, alice, **OWN)
    save(halden, alice, 1, name="", colour="")
    assert not brands.has_own(halden)
    assert "this client" not in brands.in_force(halden).versions


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"colour": "red"}, "colour"),
        ({"accent": "#00FF00"}, "accent"),
        ({"on_colour": "#FFFFFF"}, "on_colour"),
        ({"colour": "#FFFFFF", "on_colour": "#EEEEEE"}, "on_colour"),
        ({"name": "{client_name}"}, "name"),
        ({"footer_text": "For {client}"}, "footer_text"),
    ],
)
def test_what_could_not_be_read_is_refused_at_its_field(
    fields: dict[str, str], field: str, halden: Client, alice: Membership
) -> None:
    with pytest.raises(ValidationError) as refused:
        save(halden, alice, **fields)
    assert set(refused.value.message_dict) == {field}
    assert not ClientBrand.objects.exists()


def test_a_version_that_changes_nothing_is_not_saved(halden: Client, alice: Membership) -> None:
    with pytest.raises(Refusal, match="Nothing has changed"):
        save(halden, alice, name="", colour="")
    save(halden, alice, **OWN)
    with pytest.raises(Refusal, match="Nothing has changed"):
        save(halden, alice, 1, **OWN)
    assert ClientBrand.objects.count() == 1


def test_the_second_of_two_who_opened_it_is_told(halden: Client, alice: Membership) -> None:
    save(halden, alice, **OWN)
    with pytest.raises(Refusal, match="Somebody else has saved"):
        save(halden, alice, 0, name="Halden, too")


def test_an_editor_may_not_and_an_archived_client_stays_as_it_is(
    halden: Client, alice: Membership, bob: Membership
) -> None:
    with pytest.raises(NotAllowed):
        save(halden, bob, **OWN)
    engagements.archive_client(halden, by=alice)
    with pytest.raises(Refusal, match="archived"):
        save(halden, alice, **OWN)


def test_saving_is_told_in_the_activity(halden: Client, alice: Membership) -> None:
    save(halden, alice, **OWN)
    entry = AuditEntry.objects.order_by("-number").first()
    assert (entry.action, entry.data["client"], entry.data["version"]) == ("client_brand.saved", "Halden", 1)
