"""The portal's session: its own cookie, bound to the agency, over in twelve hours, and nobody's once the contact is gone."""

from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from django.test import Client as Browser
from django.utils import timezone

from campaigns.models import Client, Contact
from portal import access
from tenants.models import Agency, AuditEntry, Membership
from tests.support import packs
from tests.support.cast import browser
from tests.support.portal import CODE, SIGN_IN, ask, outside, reader

pytestmark = pytest.mark.django_db

HOME = "/portal/"
PORTAL, STAFF = settings.PORTAL_COOKIE_NAME, settings.SESSION_COOKIE_NAME


def carry(visitor: Browser, to: Browser, name: str = PORTAL, as_name: str = PORTAL) -> Browser:
    to.cookies[as_name] = visitor.cookies[name].value
    return to


def test_the_key_changes_at_the_sign_in_and_the_old_one_is_dead(elin: Contact, alder: Agency) -> None:
    visitor = browser(alder)
    code = ask(visitor, alder, elin.email)
    before = visitor.cookies[PORTAL].value
    visitor.post(CODE, {"code": code})
    after = visitor.cookies[PORTAL].value
    assert before != after
    assert list(Session.objects.values_list("session_key", flat=True)) == [after]


def test_a_key_that_somebody_else_chose_is_not_taken(elin: Contact, alder: Agency) -> None:
    visitor = browser(alder)
    visitor.cookies[PORTAL] = chosen = "a" * 32
    ask(visitor, alder, elin.email)
    assert visitor.cookies[PORTAL].value != chosen


def test_the_cookie_is_for_this_host_and_this_browser_only(visitor: Browser, settings: Any, elin: Contact) -> None:
    cookie = visitor.cookies[PORTAL]
    assert (cookie["path"], cookie["domain"], cookie["httponly"], cookie["samesite"]) == ("/", "", True, "Lax")
    assert 0 < cookie["max-age"] <= 12 * 3600
    settings.PORTAL_COOKIE_NAME, settings.SESSION_COOKIE_SECURE = "__Host-portal", True
    assert reader(elin).cookies["__Host-portal"]["secure"]


def test_it_ends_twelve_hours_after_the_sign_in_however_much_is_read(visitor: Browser) -> None:
    row = Session.objects.get(pk=visitor.cookies[PORTAL].value)
    assert timedelta(hours=11, minutes=59) < row.expire_date - timezone.now() <= timedelta(hours=12)
    visitor.get(HOME)
    visitor.post("/portal/client/", {"contact": "x"})
    assert Session.objects.get(pk=row.pk).expire_date == row.expire_date
    Session.objects.filter(pk=row.pk).update(expire_date=timezone.now())
    assert visitor.get(HOME).status_code == 302


def test_a_deactivated_contact_is_out_at_once(visitor: Browser, elin: Contact) -> None:
    assert visitor.get(HOME).status_code == 200
    Contact.objects.filter(pk=elin.pk).update(is_active=False)
    assert visitor.get(HOME)["Location"].startswith(SIGN_IN)


def test_contacts_of_an_archived_client_are_out_at_once(visitor: Browser, halden: Client) -> None:
    Client.objects.filter(pk=halden.pk).update(archived_at=timezone.now())
    assert visitor.get(HOME)["Location"].startswith(SIGN_IN)


def test_whose_address_was_corrected_must_prove_the_new_one(visitor: Browser, elin: Contact) -> None:
    Contact.objects.filter(pk=elin.pk).update(email="elin.haugen@halden.example")
    assert visitor.get(HOME)["Location"].startswith(SIGN_IN)


def test_a_contact_deactivated_before_typing_the_code_stays_out(elin: Contact, alder: Agency) -> None:
    visitor = browser(alder)
    code = ask(visitor, alder, elin.email)
    Contact.objects.filter(pk=elin.pk).update(is_active=False)
    assert "was not accepted" in visitor.post(CODE, {"code": code}).content.decode()


def test_signing_out_ends_the_session_and_is_recorded(visitor: Browser, alder: Agency) -> None:
    thief = carry(visitor, browser(alder))
    assert thief.get(HOME).status_code == 200
    assert visitor.get("/portal/sign-out/").status_code == 405
    answer = visitor.post("/portal/sign-out/")
    assert answer["Location"] == SIGN_IN
    assert answer.cookies[PORTAL]["max-age"] == 0
    assert thief.get(HOME).status_code == 302
    assert visitor.get(HOME).status_code == 302
    assert AuditEntry.objects.filter(action="contact.signed_out").count() == 1
    assert browser(alder).post("/portal/sign-out/")["Location"] == SIGN_IN


def test_a_cookie_of_one_agency_opens_nothing_at_another(cedar: Agency, visitor: Browser) -> None:
    elsewhere = carry(visitor, browser(cedar))
    with outside():
        assert elsewhere.get(HOME).status_code == 302
    assert visitor.get(HOME).status_code == 200, "and the session at home lives on"


def test_a_code_asked_for_at_one_agency_is_none_at_another(cedar: Agency, elin: Contact, alder: Agency) -> None:
    visitor = browser(alder)
    code = ask(visitor, alder, elin.email)
    elsewhere = carry(visitor, browser(cedar))
    with outside():
        assert elsewhere.post(CODE, {"code": code})["Location"] == SIGN_IN
    assert visitor.post(CODE, {"code": code})["Location"] == HOME


def test_a_contact_is_nobody_on_the_staffs_pages(visitor: Browser, alder: Agency) -> None:
    swapped = carry(visitor, browser(alder), as_name=STAFF)
    for each in (visitor, swapped):
        for path in ("/", "/admin/", "/account/security/"):
            assert each.get(path).status_code == 302, path


def test_a_member_is_nobody_in_the_portal(alice: Membership, alder: Agency, published: Any) -> None:
    member = browser(alder, alice)
    swapped = carry(member, browser(alder), name=STAFF, as_name=PORTAL)
    for each in (member, swapped):
        for path in (
            HOME,
            f"/portal/packs/{published.public_id}/",
            f"/portal/packs/{published.public_id}/files/pack.zip",
        ):
            assert each.get(path)["Location"].startswith(SIGN_IN), path
    assert member.get("/").status_code == 200


def test_member_and_contact_in_one_browser_do_not_disturb_each_other(
    alice: Membership, elin: Contact, alder: Agency
) -> None:
    both = browser(alder, alice)
    both.post(CODE, {"code": ask(both, alder, elin.email)})
    assert both.get(HOME).status_code == both.get("/").status_code == 200
    both.post("/portal/sign-out/")
    assert (both.get(HOME).status_code, both.get("/").status_code) == (302, 200)


def test_no_answer_of_the_portal_is_kept_or_shared(visitor: Browser) -> None:
    for path in (HOME, SIGN_IN, "/portal/nothing/"):
        answer = visitor.get(path)
        assert {"no-store", "private"} <= set(answer["Cache-Control"].split(", ")), path
        assert {"Host", "Cookie"} <= {name.strip() for name in answer["Vary"].split(",")}


def test_outside_the_portal_there_is_no_portal_session(visitor: Browser, alder: Agency) -> None:
    assert PORTAL not in visitor.get("/account/login/").cookies


def test_signed_out_in_another_tab_meanwhile(elin: Contact, alder: Agency) -> None:
    """The row is gone between loading and keeping it: the answer is given, the cookie taken back."""
    packs.contact(packs.client("Veldkamp"), elin.email)
    visitor = reader(elin)
    kept = access.enter

    def lose(request: Any, contact: Contact, way: str) -> Any:
        Session.objects.all().delete()
        return kept(request, contact, way)

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(access, "enter", lose)
        answer = visitor.post("/portal/client/", {"contact": elin.public_id})
    assert answer.status_code == 302
    assert visitor.get(HOME).status_code == 302
