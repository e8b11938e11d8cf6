"""Whatever somebody types into a form of the workspace outlives the session in which it was typed."""

from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from tenants.models import Agency, Membership
from tests.support.cast import browser

pytestmark = pytest.mark.django_db

THING = uuid4()
FORMS = {
    "a new engagement": ("work:engagement_new", []),
    "a campaign": ("work:campaign", [THING]),
    "a new client": ("work:client_new", []),
    "a client": ("work:client", [THING]),
    "a client's brand": ("work:client_brand", [THING]),
    "a new contact": ("work:contact_new", [THING]),
    "a contact": ("work:contact", [THING]),
    "a stage": ("work:stage", [THING, "intake"]),
    "a confirmation": ("work:confirm", [THING, "intake"]),
    "a decision": ("work:decide", [THING, "intake"]),
    "an order": ("delivery:order", [THING]),
    "a waiver": ("delivery:waiver", [THING]),
    "a withdrawal": ("delivery:withdrawal", [THING]),
    "one's name": ("account_security", []),
}
TYPED = {"name": "Halden & Søn", "reason": "The client has seen the proof."}


@pytest.mark.parametrize("form", FORMS)
def test_a_form_sent_after_the_session_ended_is_held_and_not_thrown_away(form: str, alder: Agency) -> None:
    name, arguments = FORMS[form]
    held = browser(alder).post(reverse(name, args=arguments), TYPED)
    assert held.status_code == 401
    assert "What you typed is held on this page" in held.content.decode()
    for field, words in TYPED.items():
        assert f'<textarea name="{field}" hidden>' in held.content.decode()
        assert words.replace("&", "&amp;") in held.content.decode()


@pytest.mark.parametrize("form", FORMS)
def test_a_form_from_before_somebody_signed_in_again_is_offered_once_more(
    form: str, alder: Agency, bob: Membership
) -> None:
    name, arguments = FORMS[form]
    client: Client = browser(alder, bob, enforce_csrf_checks=True)
    held = client.post(reverse(name, args=arguments), TYPED, HTTP_ORIGIN="http://alder.localhost")
    assert held.status_code == 403
    assert "You have signed in again since you opened the page." in held.content.decode()
