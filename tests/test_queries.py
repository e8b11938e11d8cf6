"""No page of the workspace asks the database twenty times, whatever it shows."""

from typing import Any

import pytest
from django.urls import reverse

from campaigns.enums import ArtifactKind
from campaigns.models import Contact, Engagement
from tenants.models import Agency, Membership
from tests.isolation.routes import routes
from tests.support import delivery, packs, work
from tests.support.cast import browser
from tests.support.queries import counted

pytestmark = pytest.mark.django_db(transaction=True)

MOST = 20
OURS = ("workspace:", "work:", "delivery:", "activity:", "evidence:", "settings:")
NO_PAGES = {
    "work:campaign_archive", "work:campaign_unarchive", "work:client_archive", "work:client_unarchive",
    "work:contact_deactivate", "work:contact_activate", "work:engagement_archive", "work:engagement_unarchive",
    "work:withdraw", "work:rebase", "work:confirm", "work:restore", "work:file_remove", "delivery:sign_off", "delivery:waiver",
    "delivery:publication", "delivery:pictures",
}  # fmt: skip
"""They take POST only."""
FILES = {
    "activity:csv", "work:artifacts_file", "work:client_logo", "work:file", "delivery:file", "delivery:summary", "delivery:picture",
}  # fmt: skip
"""They answer with a file."""


@pytest.fixture
def pages(in_alder: Agency, alice: Membership) -> dict[str, list[str]]:
    """Name of a route → addresses of its pages, with everything approved, a stage in review and a published pack."""
    engagement = delivery.approved(alice)
    pack = delivery.published(engagement, alice, formats=["json"])
    packs.pictured(pack)
    work.write(engagement, "intake", pricing="Another price")
    work.submit(engagement, "intake")
    return {name: [reverse(name, args=args) for args in given] for name, given in arguments(engagement, pack).items()}


def arguments(engagement: Engagement, pack: Any) -> dict[str, list[list[Any]]]:
    campaign, run, of_pack = engagement.campaign, [engagement.public_id], [pack.public_id]
    stages = [[*run, kind.value] for kind in ArtifactKind]
    plain: list[list[Any]] = [[]]
    return {
        "workspace:home": plain, "work:campaigns": plain, "work:engagement_new": plain, "work:clients": plain,
        "work:client_new": plain, "activity:list": plain, "evidence:page": plain, "settings:home": plain,
        "delivery:packs": plain,
        "work:campaign": [[campaign.public_id]], "work:client": [[campaign.client.public_id]],
        "work:client_brand": [[campaign.client.public_id]],
        "work:contact_new": [[campaign.client.public_id]], "work:contact": [[Contact.objects.first().public_id]],
        "work:engagement": [run], "work:board": [run], "work:files": [run], "work:stage": stages, "work:pull": stages,
        "work:compare": stages, "work:decide": stages,
        "work:version": [[*stage, 1] for stage in stages],
        "delivery:order": [run], "delivery:checks": [run],
        "delivery:pack": [of_pack], "delivery:progress": [of_pack], "delivery:pages": [of_pack],
        "delivery:withdrawal": [of_pack],
    }  # fmt: skip


def test_every_page_of_the_workspace_is_counted(pages: dict[str, list[str]]) -> None:
    named = {route.name for route in routes("aicmo_site.urls") if route.name.startswith(OURS)}
    assert named - set(pages) == NO_PAGES | FILES
    assert set(pages) <= named


def test_no_page_asks_twenty_times(pages: dict[str, list[str]], alice: Membership) -> None:
    client = browser(alice.agency, alice)
    asked = {address: counted(client, address) for addresses in pages.values() for address in addresses}
    assert {address: number for address, number in asked.items() if number >= MOST} == {}
