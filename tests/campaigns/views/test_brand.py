"""The page of the brand that packs for one client show."""

import io
import re
from hashlib import sha256
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from campaigns.domain import brands, engagements
from campaigns.models import Client
from tenants import audit
from tenants.brand import save_brand
from tenants.models import Agency, BrandFile, Membership
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


def face(name: str, **facts: Any) -> BrandFile:
    """A typeface whose check is over."""
    return BrandFile.objects.create(
        kind="face", name=f"{name}.ttf", sha256=sha256(name.encode()).hexdigest(), size=1, state="ready", cleaned_sha256="1" * 64,
        facts={"family": name, "style": "Regular", "office": name, "latin": True, "spans": [[32, 126]], **facts},
    )  # fmt: skip


def chosen(shown: str, field: str) -> str:
    options = re.search(rf'<select name="{field}".*?</select>', shown)
    assert options
    return re.findall(r"<option[^>]* selected[^>]*>([^<]+)<", options[0])[0]


def test_a_client_is_given_typefaces_of_its_own_and_keeps_the_agencys_where_none_is_chosen(
    halden: Client, alice: Membership
) -> None:
    assert "face_display" not in page(alice, halden)[1]
    file = face("Nordlys")
    assert chosen(page(alice, halden)[1], "face_display") == "The agency’s"
    status, _ = page(alice, halden, {"seen": "0", "face_display": str(file.public_id)})
    assert (status, brands.in_force(halden).files) == (302, {"face_display": file})
    assert chosen(page(alice, halden)[1], "face_display") == "Nordlys Regular"
    assert page(alice, halden, {"seen": "1", "name": "Halden"})[0] == 302
    assert brands.in_force(halden).files == {}


def test_a_typeface_that_does_not_go_is_refused_at_its_field(halden: Client, alice: Membership) -> None:
    file = face("Nordlys")
    status, shown = page(alice, halden, {"seen": "0", "face_bold": str(file.public_id)})
    assert status == 200
    assert "Text and bold go together: choose both, or leave both empty." in shown
    status, shown = page(alice, halden, {"seen": "0", "face_display": "00000000-0000-0000-0000-000000000000"})
    assert "is not one of the available choices" in shown
