"""The agency's admin: pages under their own names, and the brand, which is replaced and never edited."""

import html
import re
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tenants.models import Agency, Brand, Membership
from tests.support.cast import browser, member

pytestmark = pytest.mark.django_db

LOGO = (Path(__file__).resolve().parents[2] / "aicmo_site" / "demo" / "northwind.png").read_bytes()
ADD = "/admin/tenants/brand/add/"
BRAND = {"name": "Alder", "colour": "#123456", "footer_text": "Prepared for {client_name}", "legal_text": "Oslo"}


@pytest.fixture
def owner(alice: Membership) -> Client:
    return browser(alice.agency, alice)


def headings(page: bytes) -> list[str]:
    return [html.unescape(found) for found in re.findall(r"<h1>(.*?)</h1>", page.decode())]


def test_a_list_and_a_row_are_headed_by_their_names(in_alder: Agency, alice: Membership, owner: Client) -> None:
    assert headings(owner.get("/admin/tenants/brand/").content) == ["Brands"]
    assert headings(owner.get("/admin/tenants/membership/").content) == ["Members"]
    assert headings(owner.get(f"/admin/tenants/membership/{alice.pk}/change/").content) == ["Alice Arden (Owner)"]


def test_the_owner_saves_the_next_version_of_the_brand_and_what_is_left_out_stays(
    in_alder: Agency, owner: Client
) -> None:
    owner.post(ADD, {**BRAND, "new_logo": SimpleUploadedFile("logo.png", LOGO, "image/png")})
    assert owner.post(ADD, {**BRAND, "name": "Alder & Ash"}).status_code == 302
    first, second, third = Brand.objects.order_by("version")
    assert (first.logo_sha256, second.name, third.name) == ("", "Alder", "Alder & Ash")
    assert second.logo_sha256 == third.logo_sha256 != ""


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"colour": "#FFFFFF", "on_colour": "#EEEEEE"}, "on_colour"),
        ({"footer_text": "For {nobody}"}, "footer_text"),
        ({"new_logo": SimpleUploadedFile("logo.png", b"no picture", "image/png")}, "new_logo"),
    ],
)
def test_a_brand_that_cannot_be_used_is_refused_at_its_field_and_nothing_is_lost(
    in_alder: Agency, owner: Client, typed: dict[str, object], field: str
) -> None:
    answer = owner.post(ADD, {**BRAND, **typed})
    assert list(answer.context["adminform"].form.errors) == [field]
    assert 'value="Alder"' in answer.content.decode()
    assert Brand.objects.count() == 1


def test_an_admin_sees_the_brand_and_only_an_owner_changes_it(in_alder: Agency) -> None:
    admin = browser(in_alder, member(in_alder, "ada@alder.example", "Ada Ash", "admin"))
    assert admin.get("/admin/tenants/brand/").status_code == 200
    assert admin.post(ADD, BRAND).status_code == 403
    assert Brand.objects.count() == 1
