"""The agency's admin: pages under their own names, the brand, which is replaced and never edited, and the people."""

import html
import re
from pathlib import Path

import pytest
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tenants.models import Agency, AuditEntry, Brand, Membership, Role, User
from tenants.people import rename
from tenants.scope import tenant
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


PEOPLE = "/admin/tenants/membership/"
INVITE = f"{PEOPLE}add/"
DORA = {"email": "Dora@Dale.example", "name": "Dora Dale", "role": "editor"}


def change(owner: Client, who: Membership, **said: str) -> int:
    return owner.post(f"{PEOPLE}{who.pk}/change/", said).status_code


@pytest.mark.django_db(transaction=True)
def test_an_owner_invites_somebody_who_gets_a_letter_and_a_role(alice: Membership, owner: Client) -> None:
    answer = owner.post(INVITE, DORA, follow=True)
    assert answer.redirect_chain == [(PEOPLE, 302)]
    assert "An invitation is on its way to Dora@Dale.example." in answer.content.decode()
    dora = Membership.objects.get(user__email="dora@dale.example")
    assert (dora.agency, dora.role, dora.user.name) == (alice.agency, Role.EDITOR, "Dora Dale")
    assert [letter.to for letter in mail.outbox] == [["dora@dale.example"]]
    assert mail.outbox[0].body.startswith("Hello Dora Dale,\n\nAlice Arden has added you to Alder & Oak as editor.")
    with tenant(alice.agency):
        entry = AuditEntry.objects.get(action="member.invited")
    assert (entry.actor_name, entry.data["email"], entry.data["role"]) == (
        "Alice Arden", "dora@dale.example", "editor",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"email": "nobody"}, "email"),
        ({"email": "d@" + f"{'d' * 60}." * 5 + "example"}, "email"),
        ({"email": "BOB@alder.example"}, "email"),
        ({"name": ""}, "name"),
        ({"name": "dora@dale.example"}, "name"),
        ({"role": "operator"}, "role"),
    ],
)
def test_an_invitation_that_will_not_do_is_refused_at_its_field(
    bob: Membership, owner: Client, typed: dict[str, str], field: str
) -> None:
    answer = owner.post(INVITE, {**DORA, **typed})
    assert list(answer.context["adminform"].form.errors) == [field]
    assert Membership.objects.count() == 2
    assert mail.outbox == []


def test_a_second_invitation_says_that_they_are_a_member_already(bob: Membership, owner: Client) -> None:
    def told() -> list[str]:
        return owner.post(INVITE, {**DORA, "email": bob.user.email}).context["adminform"].form.errors["email"]

    assert told() == ["bob@alder.example is a member already."]
    Membership.objects.filter(pk=bob.pk).update(is_active=False)
    assert told() == ["bob@alder.example is a member already. Make them active again on their page."]


@pytest.mark.django_db(transaction=True)
def test_somebody_known_at_another_agency_is_invited_like_a_stranger(
    alice: Membership, charlie: Membership, owner: Client
) -> None:
    def pages_of(email: str) -> list[str]:
        """All that the owner and the letter say after an invitation, without what is anybody's own."""
        answer = owner.post(INVITE, {**DORA, "email": email}, follow=True)
        member = Membership.objects.get(agency=alice.agency, user__email=email)
        page = f"{PEOPLE}{member.pk}/"
        said = [answer, owner.get(f"{page}change/"), owner.get(f"{page}history/")]
        letter = mail.outbox.pop()
        texts = [*(each.content.decode() for each in said), letter.subject, letter.body]
        assert all("Charlie Crane" not in text for text in texts)
        Membership.objects.filter(pk=member.pk).delete()
        volatile = rf"{email}|/membership/\d+/|/key/\S+|nonce=\S+|value=\"\w{{64}}\"|<time.*?</time>|<td>\d+</td>"
        return [re.sub(volatile, "", text) for text in texts]

    assert pages_of("charlie@cedar.example") == pages_of("nobody@nowhere.example")
    assert User.objects.get(pk=charlie.user_id).name == "Charlie Crane", "and keeps the name"


@pytest.mark.django_db(transaction=True)
def test_an_invited_person_is_shown_by_name_once_they_have_come(alice: Membership, owner: Client) -> None:
    owner.post(INVITE, DORA)
    dora = Membership.objects.get(user__email="dora@dale.example")
    page = f"{PEOPLE}{dora.pk}/change/"
    assert headings(owner.get(page).content) == ["dora@dale.example (Editor)"]
    assert "has not come yet" in owner.get(PEOPLE).content.decode()
    with tenant(alice.agency):
        rename(dora.user, "Dora Dahl")
    assert headings(owner.get(page).content) == ["Dora Dahl (Editor)"]
    assert "has not come yet" not in owner.get(PEOPLE).content.decode()


def test_an_owner_changes_a_role_and_lets_people_go_and_come_and_the_history_says_so(
    bob: Membership, owner: Client
) -> None:
    for role, is_active in (("admin", "on"), ("admin", ""), ("viewer", "on")):
        assert change(owner, bob, role=role, is_active=is_active) == 302
        bob.refresh_from_db()
        assert (bob.role, bob.is_active) == (role, bool(is_active))
    with tenant(bob.agency):
        rename(bob.user, "Bob Beech")
    entries = owner.get(f"{PEOPLE}{bob.pk}/history/").context["entries"]
    assert [(entry.actor_name, entry.action) for entry in entries] == [
        ("Bob Birch", "member.renamed"),
        ("Alice Arden", "member.reactivated"),
        ("Alice Arden", "member.role_changed"),
        ("Alice Arden", "member.deactivated"),
        ("Alice Arden", "member.role_changed"),
    ]


def test_what_is_refused_leaves_the_whole_page_undone(alice: Membership, bob: Membership, owner: Client) -> None:
    assert change(owner, bob, role="owner", is_active="on") == 302
    assert change(owner, alice, role="admin", is_active="") == 409
    alice.refresh_from_db()
    assert (alice.role, alice.is_active) == ("owner", True)


def test_nobody_else_is_found_and_no_other_column_is_changed(
    bob: Membership, charlie: Membership, owner: Client
) -> None:
    for key in (charlie.pk, 999_999, "x"):
        assert owner.get(f"{PEOPLE}{key}/change/").status_code == 404
        assert owner.post(f"{PEOPLE}{key}/change/", {"role": "viewer"}).status_code == 404
        assert owner.get(f"{PEOPLE}{key}/history/").status_code == 404
    assert "charlie@cedar.example" not in owner.get(PEOPLE).content.decode()
    change(owner, bob, role="editor", is_active="on", user=str(charlie.user_id), agency=str(charlie.agency_id))
    bob.refresh_from_db()
    assert (bob.user.email, bob.agency.slug) == ("bob@alder.example", "alder")


def test_only_owners_see_and_change_people(in_alder: Agency, bob: Membership) -> None:
    admin = browser(in_alder, member(in_alder, "ada@alder.example", "Ada Ash", "admin"))
    assert admin.get(PEOPLE).status_code == 403
    assert admin.post(INVITE, DORA).status_code == 403
    assert change(admin, bob, role="owner", is_active="on") == 403
    assert Membership.objects.count() == 2
