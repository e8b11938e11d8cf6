"""The audit chain: written with its change, and broken by any later hand."""

from uuid import uuid4

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction

from delivery.models import Pack
from tenants import audit
from tenants.models import Agency, AuditEntry, ImmutableError, Membership
from tenants.scope import NoTenant, tenant
from tests.support import packs

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


@pytest.mark.sqlite
def test_a_chain_of_another_agency_is_not_taken_for_ones_own(alder: Agency, cedar: Agency) -> None:
    for agency in (alder, cedar):
        with tenant(agency):
            audit.record(audit.SYSTEM, "thing.done")
            assert list(audit.faults()) == []
    tamper(f"UPDATE tenants_auditentry SET agency_id = {cedar.pk}, number = number + 90 WHERE agency_id = {alder.pk}")
    tamper(f"UPDATE tenants_auditentry SET agency_id = {alder.pk} WHERE agency_id = {cedar.pk} AND number < 90")
    tamper(f"UPDATE tenants_auditentry SET number = number - 90 WHERE agency_id = {cedar.pk}")
    for agency in (alder, cedar):
        with tenant(agency):
            assert list(audit.faults()) == [
                "Entry 1 (brand.saved) was changed after it was written.",
                "Entry 2 (thing.done) was changed after it was written.",
            ]


def pack_of(head: str) -> Pack:
    """A built pack whose manifest carries `head`."""
    made = packs.pack(packs.engagement(packs.client()))
    Pack.objects.filter(pk=made.pk).update(manifest={**(made.manifest or {}), "audit_head": head})
    return made


@pytest.mark.sqlite
def test_a_lost_end_shows_against_the_head_in_a_packs_manifest(in_alder: Agency) -> None:
    for _ in range(3):
        decided = audit.record(audit.SYSTEM, "thing.decided")
    made = pack_of(decided.hash)
    assert list(audit.faults()) == []
    tamper(f"DELETE FROM tenants_auditentry WHERE number > {decided.number}")
    assert list(audit.faults()) == []  # no pack knows of what came after its last decision
    tamper(f"DELETE FROM tenants_auditentry WHERE number = {decided.number}")
    assert list(audit.faults()) == [
        f"The manifest of pack {made.public_id} names an entry that the chain no longer has: {decided.hash}."
    ]


@pytest.mark.sqlite
@pytest.mark.usefixtures("_entries")
def test_a_lost_end_breaks_no_chain_by_itself() -> None:
    tamper("DELETE FROM tenants_auditentry WHERE number > 1")
    assert list(audit.faults()) == []


def test_a_head_that_the_chain_never_had_is_named_with_its_pack(in_alder: Agency) -> None:
    made = pack_of("f" * 64)
    assert list(audit.faults()) == [
        f"The manifest of pack {made.public_id} names an entry that the chain no longer has: {'f' * 64}."
    ]


def test_packs_of_one_agency_say_nothing_about_the_next(alder: Agency, cedar: Agency) -> None:
    with tenant(alder):
        pack_of("f" * 64)
    with tenant(cedar):
        assert list(audit.faults()) == []


def test_a_pack_from_before_the_first_entry_asks_for_none(in_alder: Agency) -> None:
    pack_of(audit.GENESIS)
    assert list(audit.faults()) == []


def add(data: object) -> None:
    """An entry that `record` could not have written, as an INSERT by hand makes it."""
    last = AuditEntry.objects.order_by("-number")[0]
    number = last.number + 1
    AuditEntry.objects.create(
        number=number, at=last.at, action="thing.forged", data=data, previous_hash=last.hash, hash=f"{number:064}"
    )


@pytest.mark.parametrize(
    "data",
    [
        pytest.param({"n": 99999999999999999999}, id="an integer beyond the double's"),
        pytest.param({"n": "\ud800"}, id="a lone surrogate", marks=pytest.mark.sqlite),  # jsonb takes none
    ],
)
def test_data_without_a_canonical_form_is_a_fault_and_the_walk_goes_on(in_alder: Agency, data: object) -> None:
    add(data)
    add({})
    found = list(audit.faults())
    assert [sentence.split(": ")[0] for sentence in found] == [
        "Entry 2 (thing.forged) holds data that was never written as an entry",
        "Entry 3 (thing.forged) was changed after it was written.",
    ]


@pytest.mark.parametrize(
    "text", ['{"n": ' + "9" * 5000 + "}", "[" * 995 + "]" * 995], ids=["five thousand digits", "a thousand levels"]
)
def test_data_that_cannot_even_be_read_ends_the_walk_with_a_sentence(
    in_alder: Agency, capsys: pytest.CaptureFixture[str], text: str
) -> None:
    add({})
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO tenants_auditentry (agency_id, public_id, number, at, actor_kind, actor_name, actor_id, action,"
            " object_kind, object_id, object_name, data, request_id, previous_hash, hash) SELECT agency_id, %s, 3, at,"
            " 'system', '', '', 'x', '', '', '', %s, '', hash, '' FROM tenants_auditentry WHERE number = 2",
            [uuid4() if connection.vendor == "postgresql" else uuid4().hex, text],
        )
    assert "Entry 3 cannot be read, and the walk ends before it: " in list(audit.faults())[-1]
    with pytest.raises(CommandError, match="broken"):
        call_command("verify_audit")
    assert "alder: Entry 3 cannot be read" in capsys.readouterr().err


@pytest.mark.sqlite
@pytest.mark.usefixtures("_entries")
@pytest.mark.parametrize(
    ("sql", "fault"),
    [
        ("UPDATE tenants_auditentry SET at = 'once' WHERE number = 4", "Entry 4 (thing.done) was changed"),
        ("UPDATE tenants_auditentry SET number = 'four' WHERE number = 4", "Entry 4 is missing: the next one is four"),
    ],
)
def test_a_column_of_another_type_is_a_fault(sql: str, fault: str) -> None:
    tamper(sql)
    assert next(audit.faults()).startswith(fault)


def test_an_entry_is_never_changed_or_deleted_through_the_orm(in_alder: Agency) -> None:
    entry = AuditEntry.objects.get()
    entry.action = "x"
    twin = AuditEntry(
        pk=entry.pk, agency=in_alder, public_id=entry.public_id, number=entry.number, at=entry.at, action="x"
    )
    rows = AuditEntry.objects.filter(pk=entry.pk)
    upsert = {"update_conflicts": True, "unique_fields": ["agency", "number"], "update_fields": ["action"]}
    for write, refusal in (
        (entry.save, ImmutableError),
        (entry.delete, ImmutableError),
        (twin.save, IntegrityError),
        (lambda: twin.save(force_update=True), ValueError),
        (lambda: twin.save_base(), ImmutableError),
        (rows.delete, ImmutableError),
        (lambda: rows._raw_delete("default"), ImmutableError),
        (lambda: rows.update(action="x"), ImmutableError),
        (lambda: AuditEntry.objects.bulk_update([entry], ["action"]), ImmutableError),
        (lambda: AuditEntry.objects.bulk_create([twin], **upsert), ImmutableError),
    ):
        with pytest.raises(refusal), transaction.atomic():
            write()
    assert AuditEntry.objects.get().action == "brand.saved"
    assert list(audit.faults()) == []


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
