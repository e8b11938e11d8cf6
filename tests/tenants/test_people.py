"""Names that may stand beside decisions, and what owners do with the people of their agency."""

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from campaigns.content import clean_line as content_line
from tenants import people
from tenants.errors import NotAllowed, Refusal
from tenants.models import Agency, AuditEntry, Membership, Role, User
from tenants.scope import tenant
from tests.support.cast import browser, member

HOSTILE = "a é \u0301\u00a0\t\n\r\u2028\u2029\x00\x0b\x1c\x7f\x85\u202e\u2066\u2069\ud800\ufffe\U0001f600<&@"


# --- Names -----------------------------------------------------------------------------------------------------------


@given(st.text(st.sampled_from(HOSTILE)))
def test_a_name_is_cleaned_as_a_line_of_content_is(text: str) -> None:
    assert people.clean_line(text) == content_line(text)


def test_a_megabyte_is_cleaned_at_once() -> None:
    people.clean_line("a" + " " * 1_000_000 + "b")
    people.clean_line("a\n " * 300_000)


@pytest.mark.parametrize("name", ["Ann", "Æ", "李小龍", "Jean-Luc O’Neil 2", "a" * 120])
def test_a_name_with_a_letter_is_accepted(name: str) -> None:
    assert people.clean_name(f"  {name}\n") == name


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("", "letters"),
        ("\u200b\u202e 12 –", "letters"),
        ("ann@alder.example", "e-mail"),
        ("ann＠alder", "e-mail"),
        ("a" * 121, "120"),
    ],
)
def test_a_name_that_clients_should_not_read_is_refused_by_field(name: str, why: str) -> None:
    with pytest.raises(ValidationError) as refused:
        people.clean_name(name)
    assert why in refused.value.message_dict["name"][0]


@pytest.mark.django_db
def test_a_person_is_not_added_under_an_address() -> None:
    with pytest.raises(ValidationError):
        people.add_person(email="ann@alder.example", name="ann@alder.example")
    assert people.add_person(email="ann@alder.example", name=" Ann\n").name == "Ann"


@pytest.mark.django_db
def test_a_new_name_is_in_the_audit_of_the_agency_with_the_old_one(bob: Membership, in_alder: Agency) -> None:
    people.rename(bob.user, "Bob Beech")
    people.rename(bob.user, "Bob Beech")
    bob.user.refresh_from_db()
    entry = AuditEntry.objects.get(action="member.renamed")
    assert (bob.user.name, entry.actor_name) == ("Bob Beech", "Bob Birch")
    assert entry.data == {"name": "Bob Beech", "was": "Bob Birch"}


@pytest.mark.django_db
def test_a_name_and_its_audit_entry_are_one_transaction(
    bob: Membership, in_alder: Agency, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*args: object, **data: object) -> None:
        raise RuntimeError("no ink")

    monkeypatch.setattr(people.audit, "record", broken)
    with pytest.raises(RuntimeError, match="no ink"):
        people.rename(bob.user, "Bob Beech")
    assert User.objects.get(pk=bob.user_id).name == "Bob Birch"


# --- Members ---------------------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_a_role_is_changed_and_the_audit_says_from_what_to_what(
    alice: Membership, bob: Membership, in_alder: Agency
) -> None:
    people.change_role(bob, Role.ADMIN, by=alice)
    people.change_role(bob, Role.ADMIN, by=alice)
    bob.refresh_from_db()
    assert bob.role == Role.ADMIN
    entry = AuditEntry.objects.get(action="member.role_changed")
    assert entry.actor_name == "Alice Arden"
    assert entry.data == {"member": bob.pk, "email": "bob@alder.example", "role": "admin", "was": "editor"}


@pytest.mark.django_db
def test_whoever_is_let_go_is_out_here_at_once_and_stays_in_elsewhere(
    alice: Membership, bob: Membership, cedar: Agency
) -> None:
    elsewhere = browser(cedar, member(cedar, bob.user.email, "", "editor"))
    here, colleague = browser(bob.agency, bob), browser(bob.agency, alice)
    with tenant(bob.agency):
        people.deactivate(bob, by=alice)
    assert here.get("/").status_code == 302
    with tenant(bob.agency):
        people.reactivate(bob, by=alice)
        actions = list(
            AuditEntry.objects.filter(data__member=bob.pk).order_by("number").values_list("action", flat=True)
        )
    assert here.get("/").status_code == 302, "the old session is gone"
    assert browser(bob.agency, bob).get("/").status_code == 200
    assert elsewhere.get("/").status_code == 200
    assert colleague.get("/").status_code == 200
    assert actions == ["member.deactivated", "member.reactivated"]


@pytest.mark.django_db
def test_an_agency_keeps_an_active_owner(alice: Membership, bob: Membership, in_alder: Agency) -> None:
    asleep = member(in_alder, "ola@alder.example", "Ola", "owner")
    Membership.objects.filter(pk=asleep.pk).update(is_active=False)
    switched_off = member(in_alder, "oda@alder.example", "Oda", "owner")
    User.objects.filter(pk=switched_off.user_id).update(is_active=False)
    last = "^alice@alder.example is the only active owner. Make somebody else an owner first.$"
    with pytest.raises(Refusal, match=last):
        people.change_role(alice, Role.ADMIN, by=alice)
    people.change_role(bob, Role.OWNER, by=alice)
    people.change_role(alice, Role.ADMIN, by=alice)
    with pytest.raises(Refusal, match="^bob@alder.example is the only active owner"):
        people.deactivate(bob, by=Membership(agency=in_alder, user=alice.user, role="owner"))
    bob.refresh_from_db()
    assert (bob.role, bob.is_active) == (Role.OWNER, True)
    people.change_role(switched_off, Role.VIEWER, by=bob)
    people.deactivate(switched_off, by=bob)


@pytest.mark.django_db
def test_nobody_puts_themselves_out(alice: Membership, in_alder: Agency) -> None:
    member(in_alder, "ola@alder.example", "Ola", "owner")
    with pytest.raises(Refusal, match="^You cannot deactivate yourself. Another owner can.$"):
        people.deactivate(alice, by=alice)
    alice.refresh_from_db()
    assert alice.is_active


@pytest.mark.django_db
@pytest.mark.parametrize("role", ["admin", "editor", "viewer"])
def test_only_owners_run_people(bob: Membership, in_alder: Agency, role: str) -> None:
    other = member(in_alder, "ada@alder.example", "Ada Ash", role)
    for verb in (
        lambda: people.change_role(bob, Role.OWNER, by=other),
        lambda: people.deactivate(bob, by=other),
        lambda: people.reactivate(bob, by=other),
    ):
        with pytest.raises(NotAllowed):
            verb()


@pytest.mark.django_db
def test_another_agencys_member_is_not_there(alice: Membership, charlie: Membership, in_alder: Agency) -> None:
    for verb in (
        lambda: people.change_role(charlie, Role.VIEWER, by=alice),
        lambda: people.deactivate(charlie, by=alice),
        lambda: people.reactivate(charlie, by=alice),
    ):
        with pytest.raises(Membership.DoesNotExist):
            verb()
    assert list(people.members()) == [alice]


@pytest.mark.parametrize(
    ("email", "name"),
    [
        ("mara.lindqvist@elm.example", "Mara Lindqvist"),
        ("own@newco.example", "Own"),
        ("j-p_de.vries+work2@elm.example", "J P De Vries Work"),
        ("søren@elm.example", "Søren"),
        ("12@elm.example", ""),
        ("a" * 200 + "@elm.example", "A" + "a" * 119),
    ],
)
def test_somebody_goes_by_the_words_of_their_address_until_they_give_a_name(email: str, name: str) -> None:
    assert people.name_from(email) == name
