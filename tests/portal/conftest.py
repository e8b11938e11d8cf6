import pytest
from django.test import Client as Browser

from campaigns.models import Client, Contact
from delivery.models import Pack
from tenants.models import Agency
from tests.support import packs
from tests.support.portal import reader


@pytest.fixture
def halden(in_alder: Agency) -> Client:
    return packs.client("Halden & Søn")


@pytest.fixture
def elin(halden: Client) -> Contact:
    return packs.contact(halden, "elin@halden.example", "Elin Haugen")


@pytest.fixture
def published(halden: Client) -> Pack:
    return packs.pack(packs.engagement(halden))


@pytest.fixture
def visitor(elin: Contact) -> Browser:
    """Elin's browser, signed in."""
    return reader(elin)
