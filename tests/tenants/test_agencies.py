"""Opening an agency, from the command line and from the operator's admin, up to the owner's first sign-in."""

import json
import re
from urllib.parse import urlsplit

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.core.management import CommandError, call_command
from django.db import transaction
from django.test import Client, override_settings

from tenants import audit
from tenants.agencies import invite
from tenants.brand import current_brand
from tenants.models import Agency, AuditEntry, Membership, PlatformEntry, Role, User
from tenants.scope import tenant
from tests.support import letters
from tests.support.cast import PASSWORD, browser

pytestmark = pytest.mark.django_db


def first_sign_in(link: str, name: str = "Ola Elm") -> Client:
    """Follow the invitation as its owner would."""
    address = urlsplit(link)
    client = Client(SERVER_NAME=str(address.hostname))
    page = client.get(address.path)
    client.post(page["Location"], {"name": name, "password1": PASSWORD, "password2": PASSWORD})
    client.post("/account/login/", {"login": "owner@elm.example", "password": PASSWORD})
    return client


@pytest.mark.django_db(transaction=True)
def test_create_agency_leads_to_a_first_sign_in(capsys: pytest.CaptureFixture[str]) -> None:
    call_command("create_agency", "elm", name="Elm & Ash", owner="Owner@Elm.example")
    answer = json.loads(capsys.readouterr().out)
    assert answer["agency"] == "elm"
    letters.send(Agency.objects.get())
    assert answer["link"] in mail.outbox[0].body
    assert mail.outbox[0].to == ["owner@elm.example"]
    assert "Elm & Ash" in mail.outbox[0].subject
    client = first_sign_in(answer["link"])
    page = client.get("/")
    assert page.status_code == 200
    assert "Elm &amp; Ash" in page.content.decode()
    assert client.get("/admin/").status_code == 200
    # The link proved the address, so the second factor can be set up at once.
    client.post("/account/reauthenticate/", {"password": PASSWORD})
    assert client.get("/account/2fa/totp/activate/").status_code == 200
    assert EmailAddress.objects.get(email="owner@elm.example").verified
    assert User.objects.get().name == "Ola Elm"


def test_the_owner_is_named_from_the_start_when_the_command_says_so(capsys: pytest.CaptureFixture[str]) -> None:
    call_command("create_agency", "elm", name="Elm", owner="o@elm.example", owner_name="  Ola\n\u202eElm ")
    assert User.objects.get().name == "Ola Elm"


@pytest.mark.parametrize("owner_name", ["o@elm.example", "12", " ", "a" * 121])
def test_an_owners_name_that_will_not_do_is_refused_and_nothing_is_written(owner_name: str) -> None:
    with pytest.raises(CommandError, match="^owner_name: "):
        call_command("create_agency", "elm", name="Elm", owner="o@elm.example", owner_name=owner_name)
    assert (Agency.objects.count(), User.objects.count()) == (0, 0)


@pytest.mark.parametrize("name", ["", "   ", "\u200b", " \u2060\ufeff\t", "\u3164", "\u202e"])
def test_an_agency_whose_name_cannot_be_seen_is_not_opened(name: str) -> None:
    with pytest.raises(CommandError, match="^name: Write the agency's name, as its clients know it.$"):
        call_command("create_agency", "elm", name=name, owner="o@elm.example")
    assert (Agency.objects.count(), User.objects.count()) == (0, 0)


def test_an_agencys_name_is_cleaned_wherever_it_is_written(capsys: pytest.CaptureFixture[str]) -> None:
    call_command("create_agency", "elm", name="  Elm\n\u202e& Ash ", owner="o@elm.example")
    agency = Agency.objects.get()
    with tenant(agency):
        brand = current_brand()
        entry = AuditEntry.objects.get(action="agency.created")
    assert brand is not None
    written = (agency.name, brand.name, entry.data["name"], PlatformEntry.objects.get().data["object"])
    assert written == ("Elm & Ash",) * 4


@pytest.mark.django_db(transaction=True)
def test_an_agency_opens_while_mail_is_away_and_the_letter_goes_when_it_is_back(
    capsys: pytest.CaptureFixture[str],
) -> None:
    with override_settings(EMAIL_BACKEND="django.core.mail.backends.smtp.EmailBackend", EMAIL_PORT=9):
        call_command("create_agency", "elm", name="Elm", owner="owner@elm.example")
        answer = json.loads(capsys.readouterr().out)
        assert first_sign_in(answer["link"]).get("/admin/").status_code == 200
    elm = Agency.objects.get()
    assert len(letters.waiting(elm)) == 2, "the invitation, and the news of the password"
    letters.send(elm)
    assert answer["link"] in mail.outbox[0].body


def test_an_invitation_that_is_taken_back_leaves_no_letter(alice: Membership) -> None:
    with tenant(alice.agency), pytest.raises(RuntimeError, match="^after all$"), transaction.atomic():
        invite(agency=alice.agency, email="dora@dale.example", role=Role.EDITOR, by=audit.By.member(alice))
        raise RuntimeError("after all")
    assert (letters.waiting(alice.agency), mail.outbox) == ([], [])


@pytest.mark.parametrize(
    ("slug", "owner", "field"),
    [
        ("Elm", "o@elm.example", "slug"),
        ("elm.x", "o@elm.example", "slug"),
        ("elm-", "o@elm.example", "slug"),
        ("admin", "o@elm.example", "slug"),
        ("alder", "o@elm.example", "slug"),
        ("elm", "no address", "email"),
    ],
)
def test_what_will_not_do_is_refused_by_field_and_nothing_is_written(
    alder: Agency, slug: str, owner: str, field: str
) -> None:
    with pytest.raises(CommandError, match=f"^{field}:"):
        call_command("create_agency", slug, name="Elm", owner=owner)
    assert (Agency.objects.count(), Membership.objects.count(), User.objects.count()) == (1, 0, 0)


@pytest.mark.django_db(transaction=True)
def test_the_operator_opens_an_agency_in_the_admin(alder: Agency) -> None:
    operator = User.objects.create_user("ops@platform.example", PASSWORD, is_operator=True, name="Olga")
    client = browser(None, operator)
    answer = client.post(
        "/operator/tenants/agency/add/",
        {"slug": "elm", "name": "Elm & Ash", "owner_name": "Ola Elm", "owner_email": "owner@elm.example"},
    )
    assert answer.status_code == 302, answer.context["adminform"].errors
    letters.send(Agency.objects.get(slug="elm"))
    link = re.search(r"http://\S+", mail.outbox[0].body)
    assert link is not None
    assert User.objects.get(email="owner@elm.example").name == "Ola Elm"
    assert first_sign_in(link[0]).get("/admin/").status_code == 200
    entry = PlatformEntry.objects.filter(action="agency.created").get()
    assert (entry.actor_name, entry.data["slug"]) == ("Olga", "elm")


def test_an_agencys_history_tells_the_operator_what_operators_did_to_it(alder: Agency, cedar: Agency) -> None:
    operator = User.objects.create_user("ops@platform.example", PASSWORD, is_operator=True, name="Olga")
    client = browser(None, operator)
    elm = {"slug": "elm", "name": "Elm", "owner_name": "Ola Elm", "owner_email": "owner@elm.example"}
    client.post("/operator/tenants/agency/add/", elm)
    key = Agency.objects.get(slug="elm").pk
    page = f"/operator/tenants/agency/{key}/"
    client.post(f"{page}change/", {"name": "Elm & Ash"})
    client.post(f"/operator/tenants/agency/{cedar.pk}/change/", {"name": "Cedar & Co"})
    assert f'href="{page}history/"' in client.get(f"{page}change/").content.decode()
    entries = client.get(f"{page}history/").context["entries"]
    assert [(entry.actor_name, entry.action) for entry in entries] == [
        ("Olga", "agency.changed"),
        ("Olga", "agency.created"),
    ]
    log = client.get("/operator/tenants/platformentry/").content.decode()
    assert "Elm &amp; Ash" in log
    assert "Cedar &amp; Co" in log
    assert not Agency.objects.get(pk=key).is_active, "a box that is not ticked switches off"


def test_the_operators_form_names_the_field_that_is_wrong(alder: Agency) -> None:
    operator = User.objects.create_user("ops@platform.example", PASSWORD, is_operator=True)
    for data, field in (
        ({"slug": "alder"}, "slug"),
        ({"slug": "www"}, "slug"),
        ({"owner_email": "nobody"}, "owner_email"),
        ({"owner_email": "o@" + f"{'e' * 60}." * 5 + "example"}, "owner_email"),
        ({"owner_name": ""}, "owner_name"),
        ({"owner_name": "o@elm.example"}, "owner_name"),
    ):
        fine = {"slug": "elm", "name": "x", "owner_name": "Ola", "owner_email": "o@elm.example"}
        answer = browser(None, operator).post("/operator/tenants/agency/add/", {**fine, **data})
        assert list(answer.context["adminform"].form.errors) == [field]
    assert Agency.objects.count() == 1


@pytest.mark.parametrize("name", ["   ", "\u200b"])
def test_an_operator_cannot_give_an_agency_a_name_that_cannot_be_seen(alder: Agency, name: str) -> None:
    operator = User.objects.create_user("ops@platform.example", PASSWORD, is_operator=True)
    elm = {"slug": "elm", "owner_name": "Ola", "owner_email": "o@elm.example"}
    for page in ("add", f"{alder.pk}/change"):
        answer = browser(None, operator).post(f"/operator/tenants/agency/{page}/", {**elm, "name": name})
        assert list(answer.context["adminform"].form.errors) == ["name"]
    assert list(Agency.objects.values_list("name", flat=True)) == ["Alder & Oak"]
