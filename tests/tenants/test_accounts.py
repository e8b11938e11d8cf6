"""One door for staff: password, code, reset, second factor; and a stranger meets the same silence everywhere."""

import re
import time
from typing import Any

import pytest
import structlog
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.contrib.auth.hashers import identify_hasher, make_password
from django.core import mail
from django.core.mail import EmailMessage
from django.db import connections, transaction
from django.test import Client, override_settings
from django.test.utils import CaptureQueriesContext
from django_structlog.signals import bind_extra_request_finished_metadata

from aicmo_site import settings as production
from tenants import audit
from tenants.accounts import NOT_MAILED
from tenants.mail import send_later
from tenants.models import Agency, AuditEntry, Job, Membership, User
from tenants.models.job import JobState
from tenants.people import add_person
from tenants.scope import tenant
from tests.support import letters
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
    letters.send(alice.agency)
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
    strange = at(alice.agency).post(path, {"email": email})
    assert len(letters.waiting(alice.agency)) == 2, "the same work for both"
    letters.send(alice.agency)
    assert [letter.to for letter in mail.outbox] == [["alice@alder.example"]]
    assert (known.status_code, known["Location"]) == (strange.status_code, strange["Location"])


def reset_link(agency: Agency, email: str) -> str:
    at(agency).post("/account/password/reset/", {"email": email})
    letters.send(agency)
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
    wrong = client.post(page, {"password1": "short", "password2": "short", "name": "Dora"}).content.decode()
    assert ("New Password" in wrong, ">Password</a>: " in wrong) == (False, True)
    told = client.post(page, {**password, "name": "Dora Dahl"}, follow=True).content.decode()
    assert ("Your password is set." in told, "Other devices" in told) == (True, False)
    letters.send(alder)
    assert mail.outbox[-1].subject == "Your password is set · Alder & Oak"
    assert "Other devices" not in mail.outbox[-1].body
    client.post("/account/logout/")
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
    assert at(alice.agency).post("/account/security/", {"name": "Eve"}).status_code == 401
    operator = User.objects.create_user("ops@platform.example", PASSWORD, is_operator=True)
    browser(None, operator).post("/account/security/", {"name": "Olga"})
    assert set(User.objects.values_list("name", flat=True)) == {"Alice Arden", "Olga"}


# --- Where mail is away ----------------------------------------------------------------------------------------------


@pytest.fixture
def no_mail_server(settings: Any) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9


ASKING = ["/account/login/code/", "/account/password/reset/"]


@pytest.mark.parametrize("path", ASKING)
def test_a_mail_server_that_is_away_does_not_tell_who_is_known(
    alice: Membership, charlie: Membership, no_mail_server: None, path: str
) -> None:
    emails = ("alice@alder.example", "charlie@cedar.example", "nobody@alder.example")
    answers = [at(alice.agency).post(path, {"email": email}) for email in emails]
    assert len({(answer.status_code, answer["Location"]) for answer in answers}) == 1
    assert answers[0].status_code == 302


@pytest.mark.parametrize("path", ASKING)
def test_somebody_known_and_an_unknown_address_cause_the_same_queries(alice: Membership, path: str) -> None:
    def queries(email: str) -> list[str]:
        with CaptureQueriesContext(connections["default"]) as captured:
            at(alice.agency).post(path, {"email": email})
        return [re.sub(r"'[^']*'|\d+", "?", query["sql"])[:60] for query in captured]

    queries("warm@up.example")
    assert queries("alice@alder.example") == queries("nobody@alder.example")


@pytest.mark.parametrize("path", ASKING)
def test_limits_by_address_do_not_tell_who_is_known(alice: Membership, path: str) -> None:
    def answers(email: str) -> list[int]:
        return [at(alice.agency).post(path, {"email": email}).status_code for _ in range(6)]

    first = answers("nobody@alder.example")
    assert 302 in first
    assert first[-1] != 302
    assert answers("alice@alder.example") == answers("somebody@alder.example") == first


def test_a_letter_is_encrypted_while_it_waits_and_forgotten_once_it_has_gone(alice: Membership) -> None:
    at(alice.agency).post("/account/password/reset/", {"email": "alice@alder.example"})
    (job,) = letters.waiting(alice.agency)
    assert re.fullmatch(r"[\w=-]+", job.arguments.pop("letter"))
    assert job.arguments == {}
    assert "alice" not in repr(vars(job))
    letters.send(alice.agency)
    with tenant(alice.agency):
        job.refresh_from_db()
    assert (job.arguments, len(mail.outbox)) == ({}, 1)


def test_a_letter_that_has_gone_is_not_sent_again_by_a_worker_that_repeats_itself(alice: Membership) -> None:
    at(alice.agency).post("/account/password/reset/", {"email": "alice@alder.example"})
    letters.send(alice.agency)
    with tenant(alice.agency):
        Job.objects.update(state=JobState.QUEUED)
    letters.send(alice.agency)
    assert len(mail.outbox) == 1


def test_a_letter_is_tried_three_times_and_then_says_why_it_did_not_go(alice: Membership, settings: Any) -> None:
    at(alice.agency).post("/account/password/reset/", {"email": "alice@alder.example"})
    (job,) = letters.waiting(alice.agency)
    with override_settings(EMAIL_BACKEND="django.core.mail.backends.smtp.EmailBackend", EMAIL_PORT=9):
        assert [letters.attempt(job).state for _ in range(3)] == [JobState.QUEUED, JobState.QUEUED, JobState.FAILED]
    assert job.error == (
        "The mail server did not take the letter “Choose a new password · Alder & Oak” to alice@alder.example, three times "
        "over. Once mail works again, “Forgot your password?” on the sign-in page sends a new way in."
    )


def test_a_letter_about_work_that_did_not_go_says_where_its_news_is(alice: Membership) -> None:
    with tenant(alice.agency), transaction.atomic():
        send_later(EmailMessage("Intake waits", "…", to=["alice@alder.example"]), by=audit.SYSTEM, reader=alice)
    (job,) = letters.waiting(alice.agency)
    with override_settings(EMAIL_BACKEND="django.core.mail.backends.smtp.EmailBackend", EMAIL_PORT=9):
        assert [letters.attempt(job).state for _ in range(3)][-1] == JobState.FAILED
    assert job.error.endswith("three times over. What it told of waits on “My work” all the same.")


@pytest.mark.parametrize("path", ASKING)
def test_on_the_base_host_a_mail_server_that_is_away_is_in_the_log_alone(
    no_mail_server: None, caplog: pytest.LogCaptureFixture, path: str
) -> None:
    User.objects.create_user("ops@platform.example", PASSWORD, is_operator=True)
    door = browser(None)
    known, unknown = (door.post(path, {"email": f"{who}@platform.example"}) for who in ("ops", "nobody"))
    assert (known.status_code, known["Location"]) == (unknown.status_code, unknown["Location"])
    (line,) = [record.msg for record in caplog.records if record.msg["event"] == "mail_not_sent"]
    assert "Connection refused" in line["error"]
    assert "http" not in repr(line)


def test_an_operator_who_is_signed_in_is_told_that_mail_is_away(no_mail_server: None) -> None:
    operator = User.objects.create_user("ops@platform.example", PASSWORD, is_operator=True)
    EmailAddress.objects.create(user=operator, email=operator.email, primary=True, verified=True)
    client = browser(None, operator)
    new = {"oldpassword": PASSWORD, "password1": "another fine password", "password2": "another fine password"}
    page = client.post("/account/password/change/", new, follow=True)
    operator.refresh_from_db()
    assert operator.check_password("another fine password")
    assert NOT_MAILED in page.content.decode()


# --- Who asks --------------------------------------------------------------------------------------------------------


def fail_ten_times(agency: Agency, forwarded: str) -> None:
    client = at(agency)
    for number in range(10):
        wrong = {"login": f"a{number}@alder.example", "password": "wrong"}
        client.post("/account/login/", wrong, headers={"X-Forwarded-For": forwarded})


def let_in(agency: Agency, forwarded: str) -> bool:
    client = at(agency)
    right = {"login": "alice@alder.example", "password": PASSWORD}
    client.post("/account/login/", right, headers={"X-Forwarded-For": forwarded})
    return "_auth_user_id" in client.session


@pytest.mark.parametrize(
    ("proxies", "one", "other", "counted_apart"),
    [
        (1, "203.0.113.9", "198.51.100.7", True),
        (1, "2001:db8:1::1", "2001:db8:2::1", True),
        (1, "10.0.0.1, 203.0.113.9", "10.0.0.2, 203.0.113.9", False),  # what the client wrote itself
        (1, "not an address", "nor this", False),
        (2, "203.0.113.9, 192.0.2.1", "198.51.100.7, 192.0.2.1", True),
        (2, "10.0.0.1, 203.0.113.9, 192.0.2.1", "10.0.0.2, 203.0.113.9, 192.0.2.1", False),
        (2, "203.0.113.9", "198.51.100.7", True),  # a proxy less than was said
        (0, "203.0.113.9", "198.51.100.7", False),
    ],
)
def test_limits_count_by_the_address_that_our_own_proxies_saw(
    alice: Membership, settings: Any, proxies: int, one: str, other: str, counted_apart: bool
) -> None:
    settings.PROXIES = proxies
    fail_ten_times(alice.agency, one)
    assert not let_in(alice.agency, one)
    assert let_in(alice.agency, other) == counted_apart


@pytest.mark.parametrize(("proxies", "ip"), [(0, "127.0.0.1"), (1, "203.0.113.9"), (2, "192.0.2.66"), (5, "10.0.0.1")])
def test_the_log_names_the_address_that_limits_count_by(alder: Agency, settings: Any, proxies: int, ip: str) -> None:
    settings.PROXIES = proxies
    seen: list[Any] = []

    def note(request: Any, **kwargs: Any) -> None:
        seen.append(structlog.contextvars.get_contextvars().get("ip"))

    bind_extra_request_finished_metadata.connect(note)
    at(alder).get("/account/login/", headers={"X-Forwarded-For": "10.0.0.1, 192.0.2.66, 203.0.113.9"})
    bind_extra_request_finished_metadata.disconnect(note)
    assert seen == [ip]


# --- What becomes of an account is in the audit ----------------------------------------------------------------------


def test_another_sign_in_address_is_confirmed_by_a_letter_and_is_in_the_audit(alice: Membership) -> None:
    EmailAddress.objects.create(user=alice.user, email=alice.user.email, primary=True, verified=True)
    client = at(alice.agency)
    assert sign_in(client, "alice@alder.example")
    client.post("/account/reauthenticate/", {"password": PASSWORD})
    client.post("/account/email/", {"action_add": "", "email": "alice@oak.example"})
    letters.send(alice.agency)
    assert [letter.to for letter in mail.outbox] == [["alice@oak.example"]]
    link = re.search(r"http://[\w.:-]+(/\S+)", mail.outbox[0].body)
    assert link is not None
    client.post(link[1])
    alice.user.refresh_from_db()
    assert alice.user.email == "alice@oak.example"
    with tenant(alice.agency):
        entry = AuditEntry.objects.get(action="member.email_changed")
    assert entry.data == {"email": "alice@oak.example", "was": "alice@alder.example"}
    assert entry.actor_name == "Alice Arden"
    letters.send(alice.agency)
    assert mail.outbox[-1].to == ["alice@alder.example"], "the old address is told"


def test_a_first_password_that_is_set_on_the_account_page_is_in_the_audit(alice: Membership) -> None:
    alice.user.set_unusable_password()
    alice.user.save()
    client = browser(alice.agency, alice)
    session = client.session
    session["account_authentication_methods"] = [{"method": "code", "at": time.time()}]
    session.save()
    client.post("/account/password/set/", {"password1": PASSWORD, "password2": PASSWORD})
    alice.user.refresh_from_db()
    assert alice.user.check_password(PASSWORD)
    with tenant(alice.agency):
        assert AuditEntry.objects.filter(action="member.password_set").count() == 1
