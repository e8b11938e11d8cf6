"""The start-up checks: what they let through, and each hole they find, by its sentence."""

from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
import pytest
from django.db import connection, connections

from campaigns.models import Contact
from tenants.checks import (
    every_model_is_walled_or_shared,
    tenant_models_keep_their_walls,
    the_database_keeps_the_walls,
)
from tenants.db.operations import IN_SCOPE, REFUSE_CHANGE
from tenants.db.pair import PairKey
from tenants.models import AuditEntry, Job

pytestmark = pytest.mark.django_db

CONTACT_KEY = PairKey(field="client", name="campaigns_contact_client_pair")
NO_TRIGGER = "The table tenants_auditentry lacks the trigger that keeps its rows as they were written."
NO_POLICY = "The table tenants_job lacks its row-level security."
NO_KEY = "The table campaigns_contact lacks the pair key campaigns_contact_client_pair."


def found() -> list[tuple[str | None, str]]:
    return [(fault.id, fault.msg) for fault in the_database_keeps_the_walls(None, databases=["default"])]


def test_the_migrated_database_keeps_every_wall() -> None:
    assert found() == []


def test_the_models_keep_every_wall() -> None:
    assert every_model_is_walled_or_shared(None) == []
    assert tenant_models_keep_their_walls(None) == []


def test_a_database_that_nobody_names_is_not_asked() -> None:
    assert the_database_keeps_the_walls(None, databases=None) == []


@pytest.mark.sqlite
def test_a_pair_key_that_sqlite_lacks_is_named() -> None:
    key = CONTACT_KEY.constraint_sql(Contact, connection.ops)
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA writable_schema = ON")
        try:
            cursor.execute("UPDATE sqlite_master SET sql = replace(sql, %s, 'CHECK (1)')", [key])
            assert found() == [("tenants.E014", NO_KEY)]
        finally:
            cursor.execute("UPDATE sqlite_master SET sql = replace(sql, 'CHECK (1)', %s)", [key])
            cursor.execute("PRAGMA writable_schema = OFF")
    assert found() == []


def test_a_table_written_once_keeps_the_manager_that_refuses_changes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(AuditEntry._meta, "default_manager", Job._meta.default_manager)
    faults = [(fault.id, fault.msg) for fault in tenant_models_keep_their_walls(None)]
    assert faults == [("tenants.E007", "tenants.AuditEntry: rows that are written once keep AppendOnlyManager.")]


# --- PostgreSQL -------------------------------------------------------------------------------------------------------

APP = "ALTER POLICY agency_wall_app ON tenants_job"
OWNER = "ALTER POLICY agency_wall_owner ON tenants_job TO"
PLATFORM = "POLICY agency_wall_platform ON tenants_job"
POLICIES = [
    (f"{APP} WITH CHECK (true)", f"{APP} WITH CHECK ({IN_SCOPE})"),
    (f"{APP} USING ({IN_SCOPE} OR true)", f"{APP} USING ({IN_SCOPE})"),
    (f"{APP} USING (agency_id > 0 OR {IN_SCOPE})", f"{APP} USING ({IN_SCOPE})"),
    (f"{OWNER} PUBLIC", f"{OWNER} aicmo_owner"),
    (f"{OWNER} aicmo_owner, aicmo_app", f"{OWNER} aicmo_owner"),
    (f"DROP {PLATFORM}", f"CREATE {PLATFORM} TO aicmo_platform USING (true) WITH CHECK (true)"),
]

TABLE = "ALTER TABLE tenants_auditentry"
FUNCTION = "CREATE OR REPLACE FUNCTION append_only_tenants_auditentry() RETURNS trigger LANGUAGE plpgsql AS"
TRIGGER = "CREATE OR REPLACE TRIGGER append_only BEFORE {} ON tenants_auditentry FOR EACH ROW"
RUN = "EXECUTE FUNCTION append_only_tenants_auditentry()"
WHOLE = f"{TRIGGER.format('UPDATE OR DELETE')} {RUN}"
TRIGGERS = [
    ("DROP TRIGGER append_only ON tenants_auditentry", WHOLE),
    (f"{TABLE} DISABLE TRIGGER append_only", f"{TABLE} ENABLE TRIGGER append_only"),
    (f"{TABLE} ENABLE REPLICA TRIGGER append_only", f"{TABLE} ENABLE TRIGGER append_only"),
    (f"{TRIGGER.format('UPDATE OR DELETE')} WHEN (OLD.number < 0) {RUN}", WHOLE),
    (f"{TRIGGER.format('DELETE')} {RUN}", WHOLE),
    (f"{TRIGGER.format('UPDATE OF hash OR DELETE')} {RUN}", WHOLE),
    (f"{FUNCTION} $$ BEGIN RETURN OLD; END $$", f"{FUNCTION} $${REFUSE_CHANGE}$$"),
]

CONTACTS = "ALTER TABLE campaigns_contact"
KEY = (
    "CONSTRAINT campaigns_contact_client_pair FOREIGN KEY (agency_id, client_id)"
    " REFERENCES campaigns_client (agency_id, id) DEFERRABLE INITIALLY DEFERRED"
)
DROP_KEY = f"{CONTACTS} DROP CONSTRAINT campaigns_contact_client_pair"
KEYS = [("", CONTACTS), (f", ADD {KEY} NOT VALID", f"{DROP_KEY},")]

RIGHTS = [
    ("aicmo_app", "default", "UPDATE", "UPDATE", "tenants_auditentry"),
    ("aicmo_app", "default", "UPDATE (action)", "UPDATE", "tenants_auditentry"),
    ("aicmo_app", "default", "DELETE", "DELETE", "tenants_auditentry"),
    ("aicmo_app", "default", "TRUNCATE", "TRUNCATE", "tenants_auditentry"),
    ("aicmo_app", "default", "TRUNCATE", "TRUNCATE", "tenants_job"),
    ("aicmo_platform", "platform", "DELETE", "DELETE", "delivery_packfile"),
]


@contextmanager
def harmed(harm: str, repair: str) -> Iterator[None]:
    with connections["owner"].cursor() as owner:
        owner.execute(harm)
        try:
            yield
        finally:
            owner.execute(repair)


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("harm", "repair", "fault"),
    [
        *((harm, repair, ("tenants.E012", NO_POLICY)) for harm, repair in POLICIES),
        *((harm, repair, ("tenants.E013", NO_TRIGGER)) for harm, repair in TRIGGERS),
        *(
            (
                f"GRANT {right} ON {table} TO {role}",
                f"REVOKE {right} ON {table} FROM {role}",
                ("tenants.E013", f"The database role {role} ({alias}) may {verb} {table}."),
            )
            for role, alias, right, verb, table in RIGHTS
        ),
        *((f"{DROP_KEY}{weaker}", f"{restore} ADD {KEY}", ("tenants.E014", NO_KEY)) for weaker, restore in KEYS),
    ],
)
def test_a_hole_in_the_live_database_is_named(harm: str, repair: str, fault: tuple[str, str]) -> None:
    with harmed(harm, repair):
        assert found() == [fault]
    assert found() == []


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_a_role_that_may_act_as_the_owner_is_named() -> None:
    name = f"member_of_{connection.settings_dict['NAME']}"
    with as_superuser() as server:
        server.execute(f"CREATE ROLE {name} LOGIN NOINHERIT IN ROLE aicmo_owner")
        try:
            with logged_in_as(name):
                roles = [fault for fault in found() if fault[0] == "tenants.E010"]
        finally:
            server.execute(f"DROP ROLE {name}")
    assert roles == [
        (
            "tenants.E010",
            f"The database role {name} (default) is a member of aicmo_owner; the wall would not hold against it.",
        )
    ]


@contextmanager
def as_superuser() -> Iterator[psycopg.Connection]:
    settings = connection.settings_dict
    with psycopg.connect(host=settings["HOST"], user="postgres", dbname=settings["NAME"], autocommit=True) as server:
        yield server


@contextmanager
def logged_in_as(role: str) -> Iterator[None]:
    settings = connection.settings_dict
    before = settings["USER"]
    connection.close()
    settings["USER"] = role
    try:
        yield
    finally:
        connection.close()
        settings["USER"] = before
