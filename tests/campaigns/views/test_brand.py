"""The page of the brand that packs for one client show."""

import io
import re
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from campaigns.domain import brands, engagements
from campaigns.models import Client
from tenants import audit
from tenants.brand import save_brand
from tenants.models import Agency, Membership
from tenants.scope import tenant
from tests.support.cast import browser

pytestmark = pytest.mark.django_db
SAID = {"name": "Halden by Alder", "colour": "#B4321E", "seen": "0"}


@pytest.fixture
def halden(in_alder: Agency) -> Client:
    save_brand(by=audit.SYSTEM, name="Alder", colour="#1E3A8A")
    return engagements.create_client(by=audit.SYSTEM, name="Halden")


def page(member: Membership, client: Client, said: dict[str, Any] | None = None) -> tuple[int, str]:
    path = f"/clients/{client.public_id}/brand/"
    web = browser(member.agency, member)
    answer = web.post(path, said) if said else web.get(path)
    return answer.status_code, re.sub(r"\s+", " ", answer.content.decode())


def png(colour: str = "#B4321E") -> SimpleUploadedFile:
    out = io.BytesIO()
    Image.new("RGB", (40, 20), colour).save(out, "PNG")
    return SimpleUploadedFile("logo.png", out.getvalue(), "image/png")


def test_an_admin_gives_a_client_its_own_brand_and_sees_the_cover(halden: Client, alice: Membership) -> None:
    assert page(alice, halden, {**SAID, "new_logo_on_colour": png()})[0] == 302
    status, shown = page(alice, halden)
    assert status == 200
    assert 'fill="#B4321E"' in shown
    assert "Version 1 by Alice" in shown
    address = re.search(r'<image href="([^"]+)"', shown)
    assert browser(alice.agency, alice).get(address[1])["Content-Type"] == "image/png"


def test_a_wrong_value_is_said_at_its_field_and_nothing_typed_is_lost(halden: Client, alice: Membership) -> None:
    status, shown = page(alice, halden, {**SAID, "accent": "green"})
    assert status == 200
    assert "Write the colour as # and six hexadecimal digits" in shown
    assert 'value="Halden by Alder"' in shown
    assert not brands.has_own(halden)


def test_an_upload_that_is_no_picture_is_refused(halden: Client, alice: Membership) -> None:
    _, shown = page(alice, halden, {**SAID, "new_logo": SimpleUploadedFile("logo.png", b"<svg/>", "image/png")})
    assert "not a PNG, JPEG or WebP picture" in shown
    assert not brands.has_own(halden)


def test_a_logo_is_removed_again(halden: Client, alice: Membership) -> None:
    page(alice, halden, {**SAID, "new_logo": png()})
    assert "Remove the logo for pale grounds" in page(alice, halden)[1]
    page(alice, halden, {**SAID, "seen": "1", "remove_logo": "on"})
    assert brands.own_of(halden).logo is None


def test_who_saved_in_between_is_said_and_the_words_stay(halden: Client, alice: Membership) -> None:
    page(alice, halden, SAID)
    status, shown = page(alice, halden, {**SAID, "name": "Mine"})
    assert status == 409
    assert "Somebody else has saved this brand" in shown
    assert 'value="Mine"' in shown


def test_an_editor_reads_the_page_and_finds_no_form(halden: Client, bob: Membership) -> None:
    status, shown = page(bob, halden)
    assert status == 200
    assert "An admin or owner can change it." in shown
    assert 'enctype="multipart/form-data"' not in shown
    assert page(bob, halden, SAID)[0] == 403
    assert not brands.has_own(halden)


def test_next_door_finds_neither_page_nor_logo(alice: Membership, charlie: Membership) -> None:
    with tenant(alice.agency):
        save_brand(by=audit.SYSTEM, name="Alder", colour="#1E3A8A")
        halden = engagements.create_client(by=audit.SYSTEM, name="Halden")
    page(alice, halden, {**SAID, "new_logo": png()})
    logo = f"/clients/{halden.public_id}/brand/1/paper.png"
    assert browser(alice.agency, alice).get(logo).status_code == 200
    assert browser(charlie.agency, charlie).get(logo).status_code == 404
    assert page(charlie, halden)[0] == 404
