"""The agency's admin: pages under their own names, the brand, which is replaced and never edited, and the people."""

import html
import re
from pathlib import Path
from typing import Any

import pytest
from django.core import mail
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tenants import audit
from tenants.brand import save_brand
from tenants.hosts import clean_domain
from tenants.models import Agency, AuditEntry, Brand, Domain, Job, Membership, PlatformEntry, Role, User
from tenants.people import rename
from tenants.scope import tenant
from tests.support import letters
from tests.support.cast import browser, member
from tests.support.queries import counted
from tests.tenants.test_brand import chunk, png

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


def removals(page: bytes) -> list[str]:
    return re.findall(r'type="checkbox" name="(remove_\w+)"', page.decode())


@pytest.mark.parametrize(("gone", "stays"), [("logo", "logo_on_colour"), ("logo_on_colour", "logo")])
def test_the_owner_removes_a_logo_and_the_version_before_keeps_it(
    in_alder: Agency, owner: Client, gone: str, stays: str
) -> None:
    assert removals(owner.get(ADD).content) == []
    pictures = {f"new_{name}": SimpleUploadedFile("logo.png", LOGO, "image/png") for name in ("logo", "logo_on_colour")}
    owner.post(ADD, {**BRAND, **pictures})
    assert removals(owner.get(ADD).content) == ["remove_logo", "remove_logo_on_colour"]
    assert owner.post(ADD, {**BRAND, f"remove_{gone}": "on"}).status_code == 302
    _, before, now = Brand.objects.order_by("version")
    assert (now.version, getattr(now, gone), getattr(now, f"{gone}_sha256")) == (3, None, "")
    assert getattr(now, f"{stays}_sha256") == getattr(before, f"{stays}_sha256") != ""
    assert getattr(before, f"{gone}_sha256") != ""
    assert removals(owner.get(ADD).content) == [f"remove_{stays}"]


def test_a_logo_is_replaced_or_removed_and_not_both(in_alder: Agency, owner: Client) -> None:
    new = {"new_logo": SimpleUploadedFile("logo.png", LOGO, "image/png")}
    answer = owner.post(ADD, {**BRAND, **new, "remove_logo": "on"})
    assert list(answer.context["adminform"].form.errors) == ["remove_logo"]
    assert Brand.objects.count() == 1


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"colour": "#FFFFFF", "on_colour": "#EEEEEE"}, "on_colour"),
        ({"footer_text": "For {nobody}"}, "footer_text"),
        ({"new_logo": SimpleUploadedFile("logo.png", b"no picture", "image/png")}, "new_logo"),
        ({"new_logo": SimpleUploadedFile("logo.png", png(before=chunk(b"tRNS", b"\0")), "image/png")}, "new_logo"),
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
    letters.send(alice.agency)
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
        letters.send(alice.agency)
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
    text = owner.get(PEOPLE).content.decode()
    assert f"{DORA['name']}, has not come yet" in text
    assert [re.sub(r"<[^>]*>", "", head).strip() for head in re.findall(r'<div class="text">(.*?)</div>', text, re.DOTALL)] == [
        "E-mail", "Name", "Role", "Active", "Since",
    ]  # fmt: skip
    assert "Invite somebody" in text
    invitation = owner.get(INVITE).content.decode()
    assert ('value="Send invitation"' in invitation, "Add member" in invitation) == (True, False)
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
    page = owner.get(f"{PEOPLE}{bob.pk}/history/")
    with tenant(bob.agency):
        entries = [(entry.actor_name, entry.action) for entry in page.context["entries"]]
    assert entries == [
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


@pytest.mark.parametrize("model", [Brand, Job])
def test_the_number_of_queries_does_not_grow_with_the_rows(in_alder: Agency, owner: Client, model: type) -> None:
    def fill(rows: int) -> None:
        for n in range(rows):
            if model is Brand:
                save_brand(by=audit.SYSTEM, contact_line=str(n))
            else:
                Job.objects.create(kind="tests.work")

    path = f"/admin/tenants/{model._meta.model_name}/"
    fill(1)
    owner.get(path)
    few, there = counted(owner, path), model._default_manager.count()
    fill(29)
    assert model._default_manager.count() == there + 29
    assert counted(owner, path) == few
    assert few < 15


# --- The operator's site ---------------------------------------------------------------------------------------------

DOMAINS = "/operator/tenants/domain/"


@pytest.fixture
def operator() -> Client:
    return browser(None, User.objects.create_user("olga@platform.example", "x", name="Olga Orr", is_operator=True))


def typed(operator: Client, agency: Agency, host: str) -> list[str]:
    """What the operator is told at the field; nothing when the domain was added."""
    answer = operator.post(f"{DOMAINS}add/", {"agency": str(agency.pk), "host": host, "verified": "on"})
    if answer.status_code == 302:
        return []
    errors = answer.context["adminform"].form.errors
    assert list(errors) == ["host"]
    return list(errors["host"])


LONGEST = ".".join(["a" * 63, "b" * 63, "c" * 63, "d" * 61])


@pytest.mark.parametrize(
    ("host", "stored"),
    [
        ("work.alder.example", "work.alder.example"),
        (" WORK.Alder.Example ", "work.alder.example"),
        ("alder.example", "alder.example"),
        ("xn--mnchen-3ya.example", "xn--mnchen-3ya.example"),
        ("a-1.b2.xn--p1ai", "a-1.b2.xn--p1ai"),
        ("mylocalhost.example", "mylocalhost.example"),
        (LONGEST, LONGEST),
    ],
)
def test_the_operator_adds_an_agencys_own_domain(alder: Agency, operator: Client, host: str, stored: str) -> None:
    assert typed(operator, alder, host) == []
    assert [(domain.host, domain.agency) for domain in Domain.objects.all()] == [(stored, alder)]
    assert PlatformEntry.objects.get(action="domain.added").data["object"] == stored


@pytest.mark.parametrize(
    "host",
    [
        "https://work.alder.example/", "work.alder.example:8443", "work.alder.example/path", "a b", "a b.example", "-",
        "x.example.", ".example", "a..example", "-a.example", "a-.example", "a_b.example", "work", "127.0.0.1", "10.0.0.1",
        "[::1]", "münchen.example", "work.alder.example\u202e", "*.alder.example", "a@b.example", f"{'a' * 64}.example",
        f"{LONGEST}d",
    ],
)  # fmt: skip
def test_what_is_no_host_name_is_refused_at_its_field(alder: Agency, operator: Client, host: str) -> None:
    (sentence, *_) = typed(operator, alder, host)
    assert sentence.startswith(
        ("Write the host name alone, such as work.agency.example", "Ensure this value has at most")
    )
    assert not Domain.objects.exists()


@pytest.mark.parametrize(
    "host", ["localhost", "cedar.localhost", "CEDAR.localhost", "operator.localhost", "x.y.localhost"]
)
def test_the_platforms_own_hosts_are_nobodys_domain(alder: Agency, operator: Client, host: str) -> None:
    assert typed(operator, alder, host) == [
        f"“{host.lower()}” belongs to the platform. Write a name that the agency owns."
    ]


@pytest.mark.parametrize("host", ["agencies.example", "cedar.agencies.example", "localhost", "x.localhost"])
def test_the_base_domain_of_a_public_installation_is_nobodys_either(
    alder: Agency, operator: Client, host: str, settings: Any
) -> None:
    assert clean_domain("myagencies.example") == "myagencies.example"
    settings.BASE_DOMAIN = "agencies.example"
    settings.LOOPBACK_HOSTS = frozenset()
    with pytest.raises(ValidationError, match="belongs to the platform"):
        clean_domain(host)


def test_a_name_that_is_taken_in_any_spelling_is_refused_at_its_field(
    alder: Agency, cedar: Agency, operator: Client
) -> None:
    assert typed(operator, alder, "work.taken.example") == []
    for host in ("work.taken.example", "WORK.taken.example"):
        assert typed(operator, cedar, host) == ["An agency has this name already."]
    assert Domain.objects.get().agency == alder


def test_a_domain_that_is_there_can_be_saved_again(alder: Agency, operator: Client) -> None:
    domain = Domain.objects.create(agency=alder, host="work.alder.example")
    said = {"agency": str(alder.pk), "host": "work.alder.example", "verified": "on"}
    assert operator.post(f"{DOMAINS}{domain.pk}/change/", said).status_code == 302
    domain.refresh_from_db()
    assert domain.verified_at is not None
