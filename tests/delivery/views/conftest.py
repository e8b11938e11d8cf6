from collections.abc import Iterator

import pytest
from django.test import Client

from campaigns.models import Engagement
from tenants.models import Agency, Membership
from tenants.scope import tenant
from tests.support import delivery
from tests.support.cast import browser, member


@pytest.fixture
def engagement(alice: Membership) -> Engagement:
    with tenant(alice.agency):
        return delivery.approved(alice)


@pytest.fixture
def client(alice: Membership) -> Client:
    return browser(alice.agency, alice)


@pytest.fixture
def ada(alder: Agency) -> Membership:
    return member(alder, "ada@alder.example", "Ada Ash", "admin")


@pytest.fixture
def vera(alder: Agency) -> Membership:
    return member(alder, "vera@alder.example", "Vera Vale", "viewer")


@pytest.fixture
def scope(alder: Agency) -> Iterator[None]:
    with tenant(alder):
        yield
