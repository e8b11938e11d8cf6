"""What changed since the pack that the client had: the same lines before building, on the pack's page and in the portal."""

import re
from html import unescape

import pytest
from django.test import Client

from campaigns.domain.engagements import create_contact
from campaigns.models import Engagement
from delivery.domain import changes
from delivery.models import Pack
from tenants import audit
from tenants.models import Membership
from tenants.scope import tenant
from tests.delivery.views.pages import ALL, CORE, HOSTILE, order_page, pack_page
from tests.support import delivery, work
from tests.support.portal import outside, reader
from tests.support.queries import counted

pytestmark = [pytest.mark.sqlite, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def first(engagement: Engagement, alice: Membership) -> Pack:
    with tenant(alice.agency):
        return delivery.published(engagement, alice, formats=["json"])


def rewrite(engagement: Engagement, alice: Membership) -> None:
    """Another approved version of monitoring, with a hostile name."""
    config = work.artifact(engagement, "monitoring").content["kpi_config"]
    config["kpis"][0]["target"] = "4200"
    config["kpis"][1]["name"] = HOSTILE
    work.write(engagement, "monitoring", kpi_config=config)
    work.approve(work.submit(engagement, "monitoring"), alice)


def page_of(client: Client, path: str) -> str:
    """With its no-break spaces, which `read` does not keep."""
    answer = client.get(path)
    assert answer.status_code == 200
    return str(answer.content.decode())


def lines(page: str) -> list[tuple[str, str]]:
    """Terms and texts of the section; nothing where there is none."""
    found = re.search(r"What changed since Pack 1</h.>.*?(<dl.*?</dl>)", page, re.S)
    pairs = re.findall(r"<dt>(.*?)</dt><dd>(.*?)</dd>", found[1], re.S) if found else []
    return [(unescape(term), unescape(text.replace("<br>", "\n"))) for term, text in pairs]


def test_staff_read_it_before_building_and_on_the_page_and_the_client_in_the_portal(
    engagement: Engagement, alice: Membership, client: Client, first: Pack
) -> None:
    with tenant(alice.agency):
        contact = create_contact(
            by=audit.SYSTEM, client=engagement.campaign.client, name="Elin", email="elin@nordlys.example"
        )
        asked = counted(client, order_page(engagement))
        rewrite(engagement, alice)
    assert counted(client, order_page(engagement)) <= asked + 1
    before = lines(page_of(client, order_page(engagement)))
    assert lines(page_of(client, order_page(engagement, "checks/", **ALL))) == before
    assert lines(page_of(client, order_page(engagement, "checks/", **CORE))) != before
    with tenant(alice.agency):
        second = delivery.published(engagement, alice, formats=["json"])
        told = changes.read(second)
    assert told is not None
    said = [(line.term, line.text) for line in told.lines]
    assert before == said
    assert HOSTILE in said[0][1]
    assert lines(page_of(client, pack_page(second))) == said
    with outside():
        portal = page_of(reader(contact), f"/portal/packs/{second.public_id}/")
    assert lines(portal) == said
    assert HOSTILE not in portal
    assert told.lead in portal
    assert counted(client, order_page(engagement)) == asked


def test_the_first_pack_says_nothing_of_it(
    engagement: Engagement, alice: Membership, client: Client, first: Pack
) -> None:
    assert "What changed" not in page_of(client, pack_page(first))
    assert lines(page_of(client, order_page(engagement))) == []
    assert "Nothing that this pack says has changed since Pack 1." in page_of(client, order_page(engagement))
