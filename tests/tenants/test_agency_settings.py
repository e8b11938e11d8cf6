"""The agency's settings: an owner's page, told in the audit, and the zone in which pages show their times."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.utils import timezone

from tenants import agency_settings, audit
from tenants.errors import NotAllowed
from tenants.models import Agency, AuditEntry, Job, Membership
from tenants.scope import WrongTenant
from tests.support.cast import browser, member

pytestmark = pytest.mark.django_db

PAGE = "/admin/tenants/agency/"
PRESENT = {"name": "Alder & Oak", "four_eyes": True, "approvers_by_role": False, "time_zone": "UTC"}


def settings_of(agency: Agency) -> dict[str, object]:
    agency.refresh_from_db()
    return {name: getattr(agency, name) for name in PRESENT}


def told() -> list[dict[str, Any]]:
    return list(AuditEntry.objects.filter(action="agency.changed").order_by("number").values_list("data", flat=True))


@pytest.mark.parametrize(
    ("said", "now"),
    [
        ({"name": "  Alder &\u202e Ash\n"}, {"name": "Alder & Ash"}),
        ({"four_eyes": False}, {"four_eyes": False}),
        ({"approvers_by_role": True}, {"approvers_by_role": True}),
        ({"time_zone": "Europe/Oslo"}, {"time_zone": "Europe/Oslo"}),
        ({"name": "Ash", "time_zone": "America/Argentina/Ushuaia"},
         {"name": "Ash", "time_zone": "America/Argentina/Ushuaia"}),
    ],
)  # fmt: skip
def test_an_owner_changes_a_setting_and_the_audit_says_what_was_and_what_is(
    in_alder: Agency, alice: Membership, said: dict[str, Any], now: dict[str, object]
) -> None:
    agency_settings.change(in_alder, by=alice, **{**PRESENT, **said})
    assert settings_of(in_alder) == {**PRESENT, **now}
    assert told() == [{"was": {field: PRESENT[field] for field in now}, "now": now}]
    entry = AuditEntry.objects.get(action="agency.changed")
    assert (entry.actor_name, entry.object_id) == ("Alice Arden", str(in_alder.public_id))


def test_what_stays_as_it_is_is_not_told(in_alder: Agency, alice: Membership) -> None:
    agency_settings.change(in_alder, by=alice, **PRESENT)
    assert told() == []


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"name": " \u200b\n"}, "name"),
        ({"name": "a" * 121}, "name"),
        ({"time_zone": "Europe/Atlantis"}, "time_zone"),
        ({"time_zone": "localtime"}, "time_zone"),
        ({"time_zone": "../etc/passwd"}, "time_zone"),
        ({"time_zone": ""}, "time_zone"),
    ],
)
def test_a_setting_that_will_not_do_is_refused_by_field(
    in_alder: Agency, alice: Membership, said: dict[str, Any], field: str
) -> None:
    with pytest.raises(ValidationError) as refused:
        agency_settings.change(in_alder, by=alice, **{**PRESENT, **said})
    assert list(refused.value.message_dict) == [field]
    assert (settings_of(in_alder), told()) == (PRESENT, [])


@pytest.mark.parametrize("role", ["admin", "editor", "viewer"])
def test_none_but_owners_change_them(in_alder: Agency, role: str) -> None:
    other = member(in_alder, "ada@alder.example", "Ada Ash", role)
    with pytest.raises(NotAllowed, match="You cannot change the agency's settings. It takes the role owner"):
        agency_settings.change(in_alder, by=other, **{**PRESENT, "four_eyes": False})
    client = browser(in_alder, other)
    assert client.get(PAGE).status_code == client.post(PAGE, {"name": "Ash"}).status_code
    assert client.get(PAGE).status_code == (403 if role == "admin" else 302)
    assert client.get(f"{PAGE}history/").status_code == (404 if role == "admin" else 302)
    assert (settings_of(in_alder), told()) == (PRESENT, [])


def test_the_owner_of_another_agency_changes_nothing_here(
    charlie: Membership, in_alder: Agency, alice: Membership
) -> None:
    for agency, by in ((charlie.agency, alice), (in_alder, charlie), (charlie.agency, charlie)):
        with pytest.raises(WrongTenant):
            agency_settings.change(agency, by=by, **{**PRESENT, "name": "Mine"})
    assert settings_of(in_alder) == PRESENT
    assert settings_of(charlie.agency)["name"] == "Cedar Lane"


# --- The page --------------------------------------------------------------------------------------------------------


@pytest.fixture
def owner(alice: Membership) -> Client:
    return browser(alice.agency, alice)


def test_the_owner_finds_the_page_from_the_index_sees_what_is_set_and_saves_it(in_alder: Agency, owner: Client) -> None:
    assert f'<a href="{PAGE}">Agency settings</a>' in owner.get("/admin/").content.decode()
    page = owner.get(PAGE).content.decode()
    assert 'value="Alder &amp; Oak"' in page
    assert re.search(r'name="four_eyes"[^>]* checked', page)
    assert '<option value="UTC" selected>' in page
    answer = owner.post(
        PAGE, {"name": "Alder & Ash", "approvers_by_role": "on", "time_zone": "Asia/Tokyo"}, follow=True
    )
    assert answer.redirect_chain == [(PAGE, 302)]
    assert "The settings are saved." in answer.content.decode()
    said = {"name": "Alder & Ash", "four_eyes": False, "approvers_by_role": True, "time_zone": "Asia/Tokyo"}
    assert settings_of(in_alder) == said
    assert [entry.action for entry in owner.get(f"{PAGE}history/").context["entries"]] == ["agency.changed"]


def test_an_admin_is_not_shown_the_way_there(in_alder: Agency) -> None:
    admin = browser(in_alder, member(in_alder, "ada@alder.example", "Ada Ash", "admin"))
    assert PAGE not in admin.get("/admin/").content.decode()


@pytest.mark.parametrize(
    ("said", "field"), [({"name": "\u200b"}, "name"), ({"name": ""}, "name"), ({"time_zone": "Mars"}, "time_zone")]
)
def test_what_is_refused_is_said_at_its_field_and_what_was_typed_stays(
    in_alder: Agency, owner: Client, said: dict[str, str], field: str
) -> None:
    answer = owner.post(PAGE, {"name": "Alder & Ash", "time_zone": "Asia/Tokyo", **said})
    assert list(answer.context["adminform"].form.errors) == [field]
    assert "Nothing was saved." in answer.content.decode()
    assert settings_of(in_alder) == PRESENT


def test_the_page_says_where_four_eyes_stops_nobody(in_alder: Agency, owner: Client) -> None:
    sentence = "Four eyes has no effect while the agency has one active member"
    assert sentence in owner.get(PAGE).content.decode()
    gone = member(in_alder, "gil@alder.example", "Gil", "editor")
    Membership.objects.filter(pk=gone.pk).update(is_active=False)
    assert sentence in owner.get(PAGE).content.decode()
    member(in_alder, "ada@alder.example", "Ada Ash", "viewer")
    assert sentence not in owner.get(PAGE).content.decode()


# --- The zone --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("zone", "shown"),
    [("UTC", "30 Jun 2026, 20:15"), ("Asia/Tokyo", "1 Jul 2026, 05:15"), ("America/New_York", "30 Jun 2026, 16:15")],
)
def test_pages_show_times_in_the_agencys_zone_and_name_it(
    in_alder: Agency, alice: Membership, owner: Client, zone: str, shown: str
) -> None:
    job = Job.objects.create(kind="tests.work")
    moment = datetime(2026, 6, 30, 20, 15, tzinfo=UTC)
    Job.objects.update(created_at=moment, started_at=moment)
    agency_settings.change(in_alder, by=alice, **{**PRESENT, "time_zone": zone})
    for path in ("/admin/tenants/job/", f"/admin/tenants/job/{job.public_id}/change/"):
        page = owner.get(path).content.decode()
        assert re.search(rf">{shown}</", page), path
        assert f"Times are in {zone}." in page
    assert timezone.get_current_timezone_name() == "UTC", "and the zone is left behind with the request"


def test_what_is_kept_is_the_same_in_every_zone(in_alder: Agency) -> None:
    with timezone.override("Pacific/Auckland"):
        entry = audit.record(audit.SYSTEM, "tests.noted")
        kept = AuditEntry.objects.get(pk=entry.pk)
        assert (kept.at, kept.at.utcoffset()) == (entry.at, timedelta(0))
        assert list(audit.faults()) == []
    assert (list(audit.faults()), audit.head()) == ([], entry.hash)


def test_the_operators_pages_are_in_utc_whatever_agencies_choose(
    in_alder: Agency, alice: Membership, django_user_model: Any
) -> None:
    agency_settings.change(in_alder, by=alice, **{**PRESENT, "time_zone": "Asia/Tokyo"})
    olga = django_user_model.objects.create_user("olga@platform.example", "x", name="Olga", is_operator=True)
    assert "Times are in UTC." in browser(None, olga).get("/operator/").content.decode()


def test_every_zone_that_is_offered_can_be_used() -> None:
    zones = agency_settings.zones()
    assert {"UTC", "Europe/Oslo", "Asia/Kolkata"} <= set(zones)
    assert {"localtime", "Factory", "posixrules"} & set(zones) == set()
    for zone in zones:
        Agency(slug="x", name="X", time_zone=zone).clean_fields(exclude={"public_id"})
        with timezone.override(zone):
            assert timezone.localtime().utcoffset() is not None
