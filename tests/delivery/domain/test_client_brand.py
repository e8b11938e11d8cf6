"""A client's own brand reaches the inputs and the files of its packs, and lapses what was decided about others."""

import pytest

from campaigns.domain import brands
from campaigns.models import Engagement
from delivery.assemble import document_of, render_all
from delivery.domain import inputs, packs, preflight
from delivery.domain.preflight import Finding
from delivery.enums import CheckKey, PackFormat
from tenants.brand import clean_logo
from tenants.models import Membership
from tests.support import delivery
from tests.support.work import DEMO

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_alder")]


@pytest.fixture
def engagement(alice: Membership) -> Engagement:
    return delivery.approved(alice)


def select(engagement: Engagement) -> inputs.Selection:
    return inputs.select(engagement, agency=engagement.agency, formats=[PackFormat.HTML])


def branding(engagement: Engagement) -> Finding:
    return next(one for one in preflight.check(select(engagement)) if one.key is CheckKey.BRANDING)


def test_the_files_and_the_manifest_show_it(engagement: Engagement, alice: Membership) -> None:
    client = engagement.campaign.client
    brands.save(
        client, member=alice, seen=0, name="Halden by Alder", colour="#B4321E", footer_text="Only for {client_name}"
    )
    selection = select(engagement)
    preflight.sign_off(selection, member=alice)
    made = packs.pack_inputs(selection, preflight.check(selection), number=1)
    said = made.manifest.branding.to_dict()
    assert (said["agency_name"], said["primary_color"], said["client_version"]) == ("Halden by Alder", "#B4321E", 1)
    assert said["footer_text"] == f"Only for {client.name}"
    page = render_all(made, document_of(made), lambda percent, words: None)["summary.html"].data.decode()
    assert "Halden by Alder" in page
    assert "#B4321E".lower() in page.lower()
    assert f"Only for {client.name}" in page


def test_a_sign_off_lapses_with_it(engagement: Engagement, alice: Membership) -> None:
    before = select(engagement)
    brands.save(engagement.campaign.client, member=alice, seen=0, name="Halden by Alder")
    assert select(engagement).subject != before.subject


def test_its_own_faults_are_found(engagement: Engagement, alice: Membership) -> None:
    assert branding(engagement).passed
    logo = clean_logo((DEMO / "northwind.png").read_bytes())
    brands.save(engagement.campaign.client, member=alice, seen=0, logo_on_colour=logo)
    assert "there is no logo" in branding(engagement).detail
    assert "with version 1 for this client" in branding(engagement).detail
