"""The audit chain: written with its change, and broken by any later hand."""

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction

from tenants import audit
from tenants.models import Agency, AuditEntry, ImmutableError, Membership
from tenants.scope import NoTenant, tenant

pytestmark = pytest.mark.django_db


@pytest.fixture
def _entries(in_alder: Agency, alice: Membership) -> None:
    for number in range(3):
        audit.record(audit.By.member(alice), "thing.done", number=number)


@pytest.mark.usefixtures("_entries")
def test_entries_are_numbered_and_chained_and_say_who(alice: Membership) -> None:
    entries = list(AuditEntry.objects.order_by("number"))
    assert [entry.number for entry in entries] == list(range(1, len(entries) + 1))
    assert entries[0].previous_hash == audit.GENESIS
    assert [later.previous_hash for later in entries[1:]] == [earlier.hash for earlier in entries[:-1]]
    assert (entries[-1].actor_kind, entries[-1].actor_name) == ("member", "Alice Arden")
    assert list(audit.faults()) == []
    assert audit.head() == entries[-1].hash


def tamper(sql: str) -> None:
    """What somebody with the keys of the database could do: SQLite has no trigger in the way."""
    with connection.cursor() as cursor:
        cursor.execute(sql)


@pytest.mark.sqlite
@pytest.mark.usefixtures("_entries")
@pytest.mark.parametrize(
    ("sql", "fault"),
    [
        (
            "UPDATE tenants_auditentry SET action = 'thing.undone' WHERE number = 3",
            "Entry 3 (thing.undone) was changed",
        ),
        ("UPDATE tenants_auditentry SET actor_name = 'Eve' WHERE number = 2", "Entry 2 (thing.done) was changed"),
        ("UPDATE tenants_auditentry SET data = '{}' WHERE number = 4", "Entry 4 (thing.done) was changed"),
        ("DELETE FROM tenants_auditentry WHERE number = 3", "Entry 3 is missing"),
        ("UPDATE tenants_auditentry SET number = number + 7 WHERE number = 4", "Entry 4 is missing"),
    ],
)
def test_a_changed_or_missing_entry_is_named(alder: Agency, sql: str, fault: str) -> None:
    assert AuditEntry.objects.count() == 4
    tamper(sql)
    assert any(sentence.startswith(fault) for sentence in audit.faults())


def test_an_entry_is_never_changed_or_deleted_through_the_orm(in_alder: Agency) -> None:
    entry = AuditEntry.objects.get()
    entry.action = "x"
    for write in (
        entry.save,
        entry.delete,
        AuditEntry.objects.all().delete,
        lambda: AuditEntry.objects.update(action="x"),
        lambda: AuditEntry.objects.bulk_update([entry], ["action"]),
    ):
        with pytest.raises(ImmutableError):
            write()


def test_an_entry_needs_an_agency() -> None:
    with pytest.raises(NoTenant), transaction.atomic():
        audit.record(audit.SYSTEM, "thing.done")


@pytest.mark.django_db(transaction=True)
def test_an_entry_needs_the_transaction_of_its_change(in_alder: Agency) -> None:
    with pytest.raises(RuntimeError, match="transaction"):
        audit.record(audit.SYSTEM, "thing.done")


def test_each_agency_has_its_own_chain(alder: Agency, cedar: Agency) -> None:
    for agency in (alder, cedar):
        with tenant(agency):
            audit.record(audit.SYSTEM, "thing.done")
            assert AuditEntry.objects.count() == 2
            assert list(audit.faults()) == []


def test_verify_audit_is_quiet_about_a_whole_chain(alder: Agency, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("verify_audit")
    assert capsys.readouterr().out == "alder: 1 entries, 0 faults\n"


@pytest.mark.sqlite
def test_verify_audit_names_the_break_and_fails(alder: Agency, capsys: pytest.CaptureFixture[str]) -> None:
    tamper("UPDATE tenants_auditentry SET action = 'x'")
    with pytest.raises(CommandError):
        call_command("verify_audit", agency="alder")
    assert "Entry 1 (x) was changed" in capsys.readouterr().err


def test_verify_audit_knows_when_there_is_no_such_agency() -> None:
    with pytest.raises(CommandError, match="no agency"):
        call_command("verify_audit", agency="nobody")
