"""Which agency a host means, and whose session it is."""

import copy
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from tenants import hosts
from tenants.models import Agency, Domain, Membership
from tests.support.cast import browser

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("host", "bare"),
    [("Alder.Localhost:8000", "alder.localhost"), ("[::1]:8000", "[::1]"), ("a.example.", "a.example")],
)
def test_a_host_is_compared_without_port_case_and_final_dot(host: str, bare: str) -> None:
    assert hosts.bare(host) == bare


def test_an_agency_answers_on_its_slug_and_on_its_verified_domain_only(alder: Agency, cedar: Agency) -> None:
    Domain.objects.create(agency=alder, host="work.alder.example", verified_at=timezone.now())
    Domain.objects.create(agency=cedar, host="work.cedar.example")
    assert hosts.agency_of("alder.localhost") == alder
    assert hosts.agency_of("work.alder.example") == alder
    assert hosts.agency_of("work.cedar.example") is None
    assert hosts.agency_of("elm.localhost") is None
    assert hosts.agency_of("xalder.localhost") is None


@pytest.mark.parametrize(
    "host", ["agencies.example", "operator.agencies.example", "cedar.agencies.example", "elm.agencies.example"]
)
def test_no_domain_takes_a_host_of_the_platform_or_of_another_agency(
    alder: Agency, cedar: Agency, settings: Any, host: str
) -> None:
    settings.BASE_DOMAIN, settings.LOOPBACK_HOSTS = "agencies.example", frozenset()
    Domain.objects.create(agency=alder, host=host, verified_at=timezone.now())
    assert hosts.agency_of(host) == (cedar if host.startswith("cedar") else None)
    Agency.objects.filter(pk=cedar.pk).update(is_active=False)
    assert hosts.agency_of(host) is None


def test_an_inactive_agency_answers_nowhere(alder: Agency) -> None:
    Domain.objects.create(agency=alder, host="work.alder.example", verified_at=timezone.now())
    Agency.objects.update(is_active=False)
    assert hosts.agency_of("alder.localhost") is None
    assert hosts.agency_of("work.alder.example") is None


def test_loopback_means_the_only_agency_and_nobody_once_there_are_two(alder: Agency) -> None:
    assert hosts.agency_of("127.0.0.1") == alder
    Agency.objects.create(slug="elm", name="Elm")
    assert hosts.agency_of("127.0.0.1") is None


def test_an_unknown_host_gets_a_page_that_names_nothing(alder: Agency) -> None:
    answer = Client(SERVER_NAME="elsewhere.example").get("/")
    assert answer.status_code == 404
    assert b"Alder" not in answer.content
    assert b"AICMO" not in answer.content


@pytest.mark.parametrize("development", [True, False])
@pytest.mark.parametrize("host", ["alder.localhost", "localhost", "elsewhere.example"])
def test_an_address_that_leads_nowhere_gets_our_page_under_our_policy_in_development_too(
    alder: Agency, settings: Any, host: str, development: bool
) -> None:
    settings.DEBUG = development
    answer = Client(SERVER_NAME=host).get("/nothing/at/all/")
    assert answer.status_code == 404
    assert b"urlpatterns" not in answer.content
    assert b"URLconf" not in answer.content
    assert "default-src 'self'" in answer["Content-Security-Policy"]


def test_health_answers_on_any_host(db: None) -> None:
    assert Client(SERVER_NAME="elsewhere.example").get("/healthz/").status_code in (200, 503)


def test_the_chooser_lists_agencies_at_home(alder: Agency, cedar: Agency) -> None:
    answer = Client(SERVER_NAME="localhost").get("/")
    assert b"http://alder.localhost:" in answer.content
    assert b"http://cedar.localhost:" in answer.content


def test_the_chooser_sends_to_a_slug_whether_or_not_it_exists(alder: Agency) -> None:
    Agency.objects.create(slug="elm", name="Elm")
    for slug in ("alder", "nobody"):
        answer = Client(SERVER_NAME="localhost").get("/", {"agency": slug})
        assert answer["Location"].startswith(f"http://{slug}.localhost:")
    assert Client(SERVER_NAME="localhost").get("/", {"agency": "a/../b"}).status_code == 200


def test_a_cookie_of_one_agency_opens_nothing_at_another(alice: Membership, cedar: Agency) -> None:
    client = browser(alice.agency, alice)
    assert client.get("/").status_code == 200
    elsewhere = Client(SERVER_NAME="cedar.localhost")
    elsewhere.cookies = copy.deepcopy(client.cookies)
    assert elsewhere.get("/").status_code == 302
    assert client.get("/").status_code == 200, "and the session at home lives on"


def test_a_session_without_an_agency_is_nobodys(alice: Membership) -> None:
    client = browser(alice.agency, alice)
    session = client.session
    del session["_agency"]
    session.save()
    assert client.get("/").status_code == 302


def test_somebody_who_is_no_member_any_more_is_anonymous_at_once(alice: Membership) -> None:
    client = browser(alice.agency, alice)
    assert client.get("/").status_code == 200
    Membership.objects.update(is_active=False)
    assert client.get("/").status_code == 302


def test_pages_are_not_shared_between_hosts_and_people(alice: Membership) -> None:
    answer = browser(alice.agency, alice).get("/")
    assert {"Host", "Cookie"} <= {name.strip() for name in answer["Vary"].split(",")}
