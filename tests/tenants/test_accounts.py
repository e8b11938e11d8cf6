"""One door for staff: password, code, reset, second factor; and a stranger meets the same silence everywhere."""

import re

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.contrib.auth.hashers import identify_hasher, make_password
from django.core import mail
from django.test import Client, override_settings

from aicmo_site import settings as production
from tenants.models import Agency, AuditEntry, Membership, User
from tenants.people import add_person
from tenants.scope import tenant
from tests.support.cast import PASSWORD, browser, member

pytestmark = pytest.mark.django_db


def at(agency: Agency) -> Client:
    return Client(SERVER_NAME=f"{agency.slug}.localhost")


def sign_in(client: Client, email: str, password: str = PASSWORD) -> bool:
    client.post("/account/login/", {"login": email, "password": password})
    return "_auth_user_id" in client.session


def test_a_member_signs_in_with_the_password_and_it_is_in_the_audit(alice: Membership) -> None:
    assert sign_in(at(alice.agency), "Alice@Alder.example")
    with tenant(alice.agency):
        assert AuditEntry.objects.first().action == "member.signed_in"


@pytest.mark.parametrize("email", ["charlie@cedar.example", "nobody@alder.example"])
def test_a_stranger_and_an_unknown_address_get_the_same_answer(
    alice: Membership, charlie: Membership, email: str
) -> None:
    answer = at(alice.agency).post("/account/login/", {"login": email, "password": PASSWORD})
    assert answer.status_code == 200
    assert "_auth_user_id" not in at(alice.agency).session
    errors = answer.context["form"].errors.get_json_data()
    wrong = at(alice.agency).post("/account/login/", {"login": "alice@alder.example", "password": "wrong"})
    assert errors == wrong.context["form"].errors.get_json_data()


def test_charlie_gets_in_at_home_and_not_next_door(alice: Membership, charlie: Membership) -> None:
    assert sign_in(at(charlie.agency), "charlie@cedar.example")
    assert not sign_in(at(alice.agency), "charlie@cedar.example")


def test_somebody_who_left_does_not_get_in(bob: Membership) -> None:
    Membership.objects.filter(pk=bob.pk).update(is_active=False)
    assert not sign_in(at(bob.agency), "bob@alder.example")


def test_a_person_in_two_agencies_signs_in_at_each(alice: Membership, cedar: Agency) -> None:
    member(cedar, "alice@alder.example", "Alice Arden", "viewer")
    assert sign_in(at(alice.agency), "alice@alder.example")
    assert sign_in(at(cedar), "alice@alder.example")


def test_nobody_signs_up(alder: Agency) -> None:
    answer = at(alder).post(
        "/account/signup/", {"email": "new@alder.example", "password1": PASSWORD, "password2": PASSWORD}
    )
    assert answer.status_code == 302
    assert not User.objects.filter(email="new@alder.example").exists()


def test_a_code_from_the_mail_signs_in_once(alice: Membership) -> None:
    client = at(alice.agency)
    client.post("/account/login/code/", {"email": "alice@alder.example"})
    code = re.search(r"^\s*([A-Z0-9]{3,}-?[A-Z0-9]{3,})\s*$", mail.outbox[0].body, re.M)
    assert code is not None, mail.outbox[0].body
    client.post("/account/login/code/confirm/", {"code": code[1]})
    assert "_auth_user_id" in client.session
    assert mail.outbox[0].from_email.startswith('"Alder & Oak" <') or "Alder" in mail.outbox[0].from_email
    again = at(alice.agency)
    again.post("/account/login/code/confirm/", {"code": code[1]})
    assert "_auth_user_id" not in again.session


@pytest.mark.parametrize("path", ["/account/login/code/", "/account/password/reset/"])
@pytest.mark.parametrize("email", ["charlie@cedar.example", "nobody@alder.example"])
def test_no_mail_goes_to_strangers_and_the_page_does_not_tell(
    alice: Membership, charlie: Membership, path: str, email: str
) -> None:
    known = at(alice.agency).post(path, {"email": "alice@alder.example"})
    assert len(mail.outbox) == 1
    strange = at(alice.agency).post(path, {"email": email})
    assert len(mail.outbox) == 1
    assert (known.status_code, known["Location"]) == (strange.status_code, strange["Location"])


def reset_link(agency: Agency, email: str) -> str:
    at(agency).post("/account/password/reset/", {"email": email})
    link = re.search(r"http://([\w.:-]+)(/\S+)", mail.outbox[-1].body)
    assert link is not None
    assert link[1].startswith(f"{agency.slug}.localhost")
    return link[2]


def set_password(client: Client, link: str, password: str) -> None:
    page = client.get(link)
    target = page["Location"] if page.status_code == 302 else link
    client.post(target, {"password1": password, "password2": password})


def test_a_reset_link_sets_a_password_at_its_own_agency_only(alice: Membership, cedar: Agency) -> None:
    member(cedar, "alice@alder.example", "Alice Arden", "viewer")
    link = reset_link(alice.agency, "alice@alder.example")
    set_password(at(cedar), link, "another fine password")
    assert not sign_in(at(cedar), "alice@alder.example", "another fine password")
    set_password(at(alice.agency), link, "another fine password")
    assert sign_in(at(alice.agency), "alice@alder.example", "another fine password")


def test_a_weak_password_is_refused_with_the_reason(alice: Membership) -> None:
    client = browser(alice.agency, alice)
    link = reset_link(alice.agency, "alice@alder.example")
    page = client.get(link)
    answer = client.post(page["Location"], {"password1": "short", "password2": "short"})
    assert "at least 12 characters" in answer.content.decode()


def test_signing_out_everywhere_ends_the_other_sessions_and_keeps_this_one(alice: Membership) -> None:
    here, elsewhere = at(alice.agency), at(alice.agency)
    assert sign_in(here, "alice@alder.example")
    assert sign_in(elsewhere, "alice@alder.example")
    here.post("/account/sessions/end/")
    assert here.get("/").status_code == 200
    assert elsewhere.get("/").status_code == 302


def test_sign_in_is_rate_limited(alice: Membership) -> None:
    client = at(alice.agency)
    for _ in range(12):
        sign_in(client, "alice@alder.example", "wrong")
    assert not sign_in(client, "alice@alder.example")


@pytest.fixture
def totp(alice: Membership) -> str:
    secret = "JBSWY3DPEHPK3PXP"
    TOTP.activate(alice.user, secret)
    return secret


def code_for(secret: str) -> str:
    return format_hotp_value(hotp_value(secret, next(yield_hotp_counters_from_time())))


def test_the_second_factor_is_asked_for_and_opens(alice: Membership, totp: str) -> None:
    client = at(alice.agency)
    assert not sign_in(client, "alice@alder.example")
    client.post("/account/2fa/authenticate/", {"code": "000000"})
    assert "_auth_user_id" not in client.session
    client.post("/account/2fa/authenticate/", {"code": code_for(totp)})
    assert "_auth_user_id" in client.session


def test_the_secret_of_the_second_factor_is_encrypted_at_rest(alice: Membership, totp: str) -> None:
    assert totp not in str(Authenticator.objects.get(user=alice.user, type="totp").data)


@override_settings(PASSWORD_HASHERS=production.PASSWORD_HASHERS)
def test_passwords_are_hashed_with_argon2() -> None:
    assert identify_hasher(make_password("x")).algorithm == "argon2"


def test_rows_of_an_admin_list_open_by_public_id(alice: Membership) -> None:
    client = browser(alice.agency, alice)
    page = client.get("/admin/tenants/auditentry/")
    link = re.search(r'href="(/admin/tenants/auditentry/[0-9a-f-]{36}/change/[^"]*)"', page.content.decode())
    assert link is not None
    assert client.get(link[1]).status_code == 200
    with tenant(alice.agency):
        assert client.get(f"/admin/tenants/auditentry/{AuditEntry.objects.first().pk}/change/").status_code == 404


@pytest.mark.parametrize(("role", "status"), [("owner", 200), ("admin", 200), ("editor", 302), ("viewer", 302)])
def test_the_admin_opens_for_admins_and_owners(alder: Agency, role: str, status: int) -> None:
    somebody = member(alder, "somebody@alder.example", "Somebody", role)
    assert browser(alder, somebody).get("/admin/").status_code == status


def test_whoever_is_in_and_not_an_admin_is_told_so_and_strangers_go_to_the_one_door(alder: Agency) -> None:
    editor = member(alder, "eda@alder.example", "Eda", "editor")
    told = browser(alder, editor).get("/admin/", follow=True)
    assert told.status_code == 403
    assert "for admins and owners" in told.content.decode()
    assert at(alder).get("/admin/", follow=True).request["PATH_INFO"] == "/account/login/"


def test_the_operators_door_is_on_the_base_host_only(alice: Membership, cedar: Agency) -> None:
    operator = User.objects.create_user("ops@platform.example", PASSWORD, is_operator=True)
    assert browser(None, operator).get("/operator/").status_code == 200
    assert browser(alice.agency, operator).get("/").status_code == 302, "the operator is no member"
    assert browser(alice.agency, operator).get("/operator/").status_code == 404
    assert browser(None, alice.user).get("/operator/").status_code == 302


def invited(agency: Agency, email: str, name: str = "") -> Membership:
    return Membership.objects.create(agency=agency, user=add_person(email=email, name=name), role="editor")


def name_field(client: Client, link: str) -> str | None:
    """What the field "Your name" holds on the page behind a link; None where it is not asked."""
    form = client.get(link, follow=True).context["form"]
    return form["name"].value() if "name" in form.fields else None


@pytest.mark.parametrize("name", ["", "Dora Dale"])
def test_a_first_password_comes_with_a_name_and_the_one_that_is_there_is_offered(alder: Agency, name: str) -> None:
    dora = invited(alder, "dora@alder.example", name)
    client, link = at(alder), reset_link(alder, "dora@alder.example")
    assert name_field(client, link) == name
    page = client.get(link)["Location"]
    password = {"password1": PASSWORD, "password2": PASSWORD}
    for typed in ("", "dora@alder.example"):
        refused = client.post(page, {**password, "name": typed})
        assert list(refused.context["form"].errors) == ["name"]
        dora.user.refresh_from_db()
        assert (dora.user.name, dora.user.has_usable_password()) == (name, False)
    client.post(page, {**password, "name": "Dora Dahl"})
    assert sign_in(client, "dora@alder.example")
    dora.user.refresh_from_db()
    assert dora.user.name == "Dora Dahl"
    with tenant(alder):
        entry = AuditEntry.objects.get(action="member.renamed")
    assert entry.data == {"name": "Dora Dahl", "was": name}


def test_whoever_has_a_name_and_a_password_is_not_asked_again(alice: Membership) -> None:
    link = reset_link(alice.agency, "alice@alder.example")
    assert name_field(at(alice.agency), link) is None
    User.objects.filter(pk=alice.user_id).update(name="")
    assert name_field(at(alice.agency), link) == ""


def test_a_member_changes_their_own_name_on_the_account_page(alice: Membership) -> None:
    client = browser(alice.agency, alice)
    assert 'value="Alice Arden"' in client.get("/account/security/").content.decode()
    assert client.post("/account/security/", {"name": " Alice\tAsh "})["Location"] == "/account/security/"
    assert "Your name is saved." in client.get("/account/security/").content.decode()
    assert User.objects.get().name == "Alice Ash"


@pytest.mark.parametrize("typed", ["", "alice@alder.example"])
def test_a_name_that_will_not_do_is_refused_on_the_account_page(alice: Membership, typed: str) -> None:
    answer = browser(alice.agency, alice).post("/account/security/", {"name": typed})
    assert list(answer.context["form"].errors) == ["name"]
    assert User.objects.get().name == "Alice Arden"


def test_strangers_rename_nobody_and_the_operator_renames_themselves(alice: Membership) -> None:
    assert at(alice.agency).post("/account/security/", {"name": "Eve"}).status_code == 302
    operator = User.objects.create_user("ops@platform.example", PASSWORD, is_operator=True)
    browser(None, operator).post("/account/security/", {"name": "Olga"})
    assert set(User.objects.values_list("name", flat=True)) == {"Alice Arden", "Olga"}
