"""The way into the portal: a code by mail, once, in the browser that asked; and the same answer for everybody else."""

import re
from datetime import timedelta
from threading import Thread
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.conf import settings
from django.core import mail
from django.db import connections
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from campaigns.domain import contacts
from campaigns.models import Client, Contact, SignInCode
from tenants.models import Agency, AuditEntry, Job
from tenants.models.job import JobState
from tenants.scope import tenant
from tests.support import packs
from tests.support.cast import browser
from tests.support.portal import CODE, SIGN_IN, ask, outside, reader, work

pytestmark = pytest.mark.django_db

HOME = "/portal/"
WRONG = "22222222"


def text_of(answer: Any) -> str:
    return re.sub(r"\s+", " ", answer.content.decode())


def type_in(visitor: Browser, code: str) -> Any:
    return visitor.post(CODE, {"code": code})


def is_inside(visitor: Browser) -> bool:
    return visitor.get(HOME).status_code == 200


# --- The code --------------------------------------------------------------------------------------------------------


def test_a_contact_signs_in_with_the_code_from_the_mail(elin: Contact, alder: Agency) -> None:
    visitor = browser(alder)
    code = ask(visitor, alder, "Elin@Halden.Example")
    answer = type_in(visitor, code)
    assert (answer.status_code, answer["Location"]) == (302, HOME)
    assert "Hello, Elin Haugen" in text_of(visitor.get(HOME))
    assert AuditEntry.objects.filter(action="contact.signed_in", actor_kind="contact").count() == 1


def test_the_mail_is_in_the_agencys_name_and_written_as_text(halden: Client, alder: Agency) -> None:
    packs.contact(halden, "a@halden.example", "Ann <b> & Bo")
    ask(browser(alder), alder, "a@halden.example")
    (message,) = mail.outbox
    assert message.subject == "Your code for Alder & Oak"
    assert message.from_email == f'"Alder & Oak" <{settings.DEFAULT_FROM_EMAIL}>'
    assert "Hello Ann <b> & Bo," in message.body
    assert f"http://alder.localhost:{settings.PORT}{CODE}" in message.body


@pytest.mark.parametrize("typed", ["{}", "{} ", " {}", "lower", "plain", "spaced"])
def test_a_code_may_be_typed_with_or_without_its_hyphen_in_any_case(elin: Contact, alder: Agency, typed: str) -> None:
    visitor = browser(alder)
    code = ask(visitor, alder, elin.email)
    spelt = {"lower": code.lower(), "plain": code.replace("-", ""), "spaced": " ".join(code.replace("-", ""))}
    assert type_in(visitor, spelt.get(typed, typed.format(code))).status_code == 302


def test_a_code_holds_forty_bits_and_is_kept_as_a_hash_only(elin: Contact, alder: Agency) -> None:
    assert len(set(contacts.ALPHABET)) ** contacts.LENGTH == 2**40
    code = ask(browser(alder), alder, elin.email).replace("-", "")
    row = SignInCode.objects.get()
    assert re.fullmatch(r"[0-9a-f]{64}", row.code_hash)
    assert not any(code in repr(vars(kept)) for kept in (row, Job.objects.get()))
    assert elin.email not in repr(vars(Job.objects.get()))


def test_a_code_works_once(elin: Contact, alder: Agency) -> None:
    visitor, other = browser(alder), browser(alder)
    code = ask(visitor, alder, elin.email)
    other.cookies[settings.PORTAL_COOKIE_NAME] = visitor.cookies[settings.PORTAL_COOKIE_NAME].value
    asked = contacts.SignInCode.objects.get().public_id
    assert type_in(visitor, code).status_code == 302
    assert contacts.redeem_code(code_id=asked, email=elin.email, code=code.replace("-", "")) == []
    assert type_in(other, code)["Location"] == SIGN_IN, "and the session that asked is gone"


def test_a_code_works_in_the_browser_that_asked_only(elin: Contact, alder: Agency) -> None:
    asker, other = browser(alder), browser(alder)
    code = ask(asker, alder, elin.email)
    assert type_in(other, code)["Location"] == SIGN_IN
    ask(other, alder, elin.email)
    assert "was not accepted" in text_of(type_in(other, code))
    assert type_in(asker, code).status_code == 302


def test_a_code_is_over_after_fifteen_minutes(elin: Contact, alder: Agency) -> None:
    visitor = browser(alder)
    code = ask(visitor, alder, elin.email)
    row = SignInCode.objects.get()
    assert timedelta(minutes=14) < row.expires_at - timezone.now() <= timedelta(minutes=15)
    SignInCode.objects.update(expires_at=timezone.now())
    assert "was not accepted" in text_of(type_in(visitor, code))
    assert not is_inside(visitor)


def test_five_wrong_codes_end_the_right_one(elin: Contact, alder: Agency) -> None:
    visitor = browser(alder)
    code = ask(visitor, alder, elin.email)
    for _ in range(contacts.ATTEMPTS):
        assert "was not accepted" in text_of(type_in(visitor, WRONG))
    assert "was not accepted" in text_of(type_in(visitor, code))
    assert SignInCode.objects.get().attempts == contacts.ATTEMPTS


def test_the_fifth_attempt_still_counts(elin: Contact, alder: Agency) -> None:
    visitor = browser(alder)
    code = ask(visitor, alder, elin.email)
    for _ in range(contacts.ATTEMPTS - 1):
        type_in(visitor, WRONG)
    assert type_in(visitor, code).status_code == 302


def test_what_cannot_be_a_code_costs_no_attempt(elin: Contact, alder: Agency) -> None:
    visitor = browser(alder)
    code = ask(visitor, alder, elin.email)
    for typed in ("", "ABC", "0000-0000", "<script>", "x" * 5000, "７K3MQ2XT"):
        assert type_in(visitor, typed).status_code == 200
    assert SignInCode.objects.get().attempts == 0
    assert type_in(visitor, code).status_code == 302


def test_another_code_replaces_the_first_in_this_browser(elin: Contact, alder: Agency) -> None:
    visitor = browser(alder)
    first, second = ask(visitor, alder, elin.email), ask(visitor, alder, elin.email)
    assert "was not accepted" in text_of(type_in(visitor, first))
    assert type_in(visitor, second).status_code == 302


@pytest.mark.django_db(transaction=True)
def test_of_parallel_uses_one_gets_in(elin: Contact, alder: Agency) -> None:
    code_id = uuid4()
    issued = contacts.issue_code(code_id=code_id, email=elin.email, asked_at=timezone.now())
    assert issued is not None
    found: list[list[Contact]] = []

    def use() -> None:
        with tenant(alder):
            found.append(contacts.redeem_code(code_id=code_id, email=elin.email, code=issued.code))
        connections.close_all()

    threads = [Thread(target=use) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(map(len, found)) == [0, 0, 0, 1]


def test_a_worker_that_comes_late_sends_nothing(elin: Contact, alder: Agency) -> None:
    browser(alder).post(SIGN_IN, {"email": elin.email})
    Job.objects.update(created_at=timezone.now() - contacts.LIFE)
    work(alder)
    assert mail.outbox == []


def test_a_worker_that_repeats_itself_leaves_one_code_that_works(elin: Contact, alder: Agency) -> None:
    visitor = browser(alder)
    first = ask(visitor, alder, elin.email)
    Job.objects.update(state=JobState.QUEUED)
    work(alder)
    second = re.findall(r"^    (\S{4}-\S{4})$", mail.outbox[1].body, re.M)[0]
    assert SignInCode.objects.count() == 1
    assert "was not accepted" in text_of(type_in(visitor, first))
    assert type_in(visitor, second).status_code == 302


# --- Who gets none ---------------------------------------------------------------------------------------------------


def strangers(halden: Client) -> list[str]:
    """Addresses that no active contact of Alder has, and why it could be thought that they had."""
    contacts.Contact.objects.filter(pk=packs.contact(halden, "gone@halden.example").pk).update(is_active=False)
    past = packs.client("Past Ltd")
    packs.contact(past, "past@halden.example")
    Client.objects.filter(pk=past.pk).update(archived_at=timezone.now())
    return ["nobody@halden.example", "gone@halden.example", "past@halden.example", "alice@alder.example"]


def test_strangers_get_the_same_answer_and_no_mail(alder: Agency, halden: Client, elin: Contact, alice: Any) -> None:
    def answers(email: str) -> list[Any]:
        visitor = browser(alder)
        posted = visitor.post(SIGN_IN, {"email": email})
        page = visitor.get(CODE)
        wrong = type_in(visitor, WRONG)
        return [
            (each.status_code, sorted(each.headers), each.get("Location"), neutral(text_of(each), email))
            for each in (posted, page, wrong)
        ]

    def neutral(page: str, email: str) -> str:
        return re.sub(r'nonce="[^"]*"|value="[A-Za-z0-9]{64}"', "", page).replace(email, "ADDRESS")

    expected = answers(elin.email)
    for email in strangers(halden):
        assert answers(email) == expected, email
    work(alder)
    assert [message.to for message in mail.outbox] == [[elin.email]]


def test_strangers_cause_the_same_queries(halden: Client, elin: Contact, alder: Agency) -> None:
    def queries(visitor: Browser, path: str, data: dict[str, str]) -> list[str]:
        with CaptureQueriesContext(connections["default"]) as captured:
            visitor.post(path, data)
        return [re.sub(r"'[^']*'|\d+|\b[0-9a-f]{32}\b", "?", query["sql"])[:60] for query in captured]

    warm, known, unknown = browser(alder), browser(alder), browser(alder)
    queries(warm, SIGN_IN, {"email": "warm@up.example"})
    queries(warm, CODE, {"code": WRONG})
    assert queries(known, SIGN_IN, {"email": elin.email}) == queries(unknown, SIGN_IN, {"email": "no@body.example"})
    work(alder)
    assert queries(known, CODE, {"code": WRONG}) == queries(unknown, CODE, {"code": WRONG})


def test_a_contact_of_another_agency_is_a_stranger(cedar: Agency, elin: Contact) -> None:
    with outside():
        assert ask(browser(cedar), cedar, elin.email) == ""


def test_a_code_is_redeemed_at_its_agency_only(cedar: Agency, elin: Contact) -> None:
    code_id = uuid4()
    issued = contacts.issue_code(code_id=code_id, email=elin.email, asked_at=timezone.now())
    assert issued is not None
    with outside(), tenant(cedar):
        packs.contact(packs.client("Halden & Søn"), elin.email)
        assert contacts.redeem_code(code_id=code_id, email=elin.email, code=issued.code) == []
    assert contacts.redeem_code(code_id=code_id, email=elin.email, code=issued.code) == [elin]


def test_an_address_that_is_none_is_told_so_and_asks_nothing(alder: Agency) -> None:
    for typed in ("", "elin", "a@b", f"{'x' * 300}@halden.example", "a@b.example\nBcc: c@d.example"):
        answer = browser(alder).post(SIGN_IN, {"email": typed})
        assert (answer.status_code, settings.PORTAL_COOKIE_NAME in answer.cookies) == (200, False), typed
    with tenant(alder):
        assert not Job.objects.exists()


# --- Limits ----------------------------------------------------------------------------------------------------------


def refused_after(visitor: Browser, path: str, posts: Any) -> int:
    for count, data in enumerate(posts):
        if visitor.post(path, data).status_code == 429:
            return count
    raise AssertionError("There is no limit.")


def test_an_address_gets_five_codes_in_a_quarter_of_an_hour(elin: Contact, alder: Agency) -> None:
    for email in (elin.email, "nobody@halden.example"):
        assert refused_after(browser(alder), SIGN_IN, [{"email": email}] * 9) == 5
    assert browser(alder).post(SIGN_IN, {"email": "other@halden.example"}).status_code == 302


def test_a_machine_asks_for_thirty_codes_in_a_quarter_of_an_hour(alder: Agency) -> None:
    posts = [{"email": f"a{number}@halden.example"} for number in range(40)]
    assert refused_after(browser(alder), SIGN_IN, posts) == 30
    assert browser(alder, REMOTE_ADDR="10.9.8.7").post(SIGN_IN, posts[-1]).status_code == 302


def test_an_agency_is_asked_for_so_many_codes_an_hour(cedar: Agency, alder: Agency, settings: Any) -> None:
    settings.ACCOUNT_RATE_LIMITS = {**settings.ACCOUNT_RATE_LIMITS, "portal_code_agency": "3/h/key"}
    posts = [{"email": f"a{number}@halden.example"} for number in range(9)]
    assert refused_after(browser(alder), SIGN_IN, posts) == 3
    assert browser(cedar).post(SIGN_IN, posts[-1]).status_code == 302


def test_a_machine_types_thirty_codes_in_a_quarter_of_an_hour(elin: Contact, alder: Agency) -> None:
    visitor = browser(alder)
    ask(visitor, alder, elin.email)
    assert refused_after(visitor, CODE, [{"code": WRONG}] * 40) == 30


# --- Reading changes nothing -----------------------------------------------------------------------------------------


def test_following_the_links_of_the_mail_uses_nothing_up(elin: Contact, alder: Agency) -> None:
    visitor, scanner = browser(alder), browser(alder)
    code = ask(visitor, alder, elin.email)
    for each in (visitor, scanner):
        for path in (CODE, SIGN_IN, f"{CODE}?code={code}", f"{SIGN_IN}?email={elin.email}"):
            each.get(path)
            each.head(path)
    assert SignInCode.objects.get().attempts == 0
    assert settings.PORTAL_COOKIE_NAME not in scanner.cookies
    assert type_in(visitor, code).status_code == 302


def test_posts_need_the_token_of_the_page(elin: Contact, alder: Agency) -> None:
    strict = browser(alder, enforce_csrf_checks=True)
    assert strict.post(SIGN_IN, {"email": elin.email}).status_code == 403
    assert strict.post("/portal/sign-out/").status_code == 403


# --- Where one comes from and goes to --------------------------------------------------------------------------------


def test_a_reader_comes_to_the_page_that_the_mail_named(elin: Contact, alder: Agency, published: Any) -> None:
    visitor = browser(alder)
    wanted = f"/portal/packs/{published.public_id}/"
    door = visitor.get(wanted)["Location"]
    visitor.post(door, {"email": elin.email})
    code_id = UUID(Job.objects.get().object_id)
    issued = contacts.issue_code(code_id=code_id, email=elin.email, asked_at=timezone.now())
    assert issued is not None
    assert type_in(visitor, issued.code)["Location"] == wanted


@pytest.mark.parametrize(
    "wanted", ["https://evil.example/", "//evil.example", "/admin/", "/portal", "javascript:alert(1)", "\\\\evil"]
)
def test_nobody_is_sent_out_of_the_portal(elin: Contact, alder: Agency, wanted: str) -> None:
    visitor = browser(alder)
    visitor.post(f"{SIGN_IN}?next={wanted}", {"email": elin.email})
    issued = contacts.issue_code(code_id=UUID(Job.objects.get().object_id), email=elin.email, asked_at=timezone.now())
    assert issued is not None
    assert type_in(visitor, issued.code)["Location"] == HOME


def test_an_address_of_several_clients_chooses_one_and_may_change(elin: Contact, alder: Agency, published: Any) -> None:
    other = packs.contact(packs.client("Veldkamp"), elin.email, "Elin H.")
    visitor = browser(alder)
    answer = type_in(visitor, ask(visitor, alder, elin.email))
    assert [message.to for message in mail.outbox] == [[elin.email]]
    assert answer["Location"] == "/portal/client/"
    assert visitor.get(HOME)["Location"].startswith("/portal/client/"), "not in before the choice"
    page = text_of(visitor.get("/portal/client/"))
    assert "Halden &amp; Søn" in page
    assert "Veldkamp" in page
    assert visitor.post("/portal/client/", {"contact": other.public_id})["Location"] == HOME
    assert "Veldkamp" in text_of(visitor.get(HOME))
    assert visitor.get(f"/portal/packs/{published.public_id}/").status_code == 404
    visitor.post("/portal/client/", {"contact": elin.public_id})
    assert visitor.get(f"/portal/packs/{published.public_id}/").status_code == 200


def test_nobody_chooses_to_be_somebody_else(elin: Contact, halden: Client) -> None:
    ola = packs.contact(packs.client("Veldkamp"), "ola@veldkamp.example", "Ola")
    visitor = reader(elin)
    for contact in (ola.public_id, uuid4(), "", "x"):
        assert visitor.post("/portal/client/", {"contact": contact}).status_code == 404
    assert "Elin Haugen" in text_of(visitor.get(HOME))
