"""Wall 2, PostgreSQL's row-level security, read from the live database as the app role."""

from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError, connection, connections, transaction
from django.db.utils import NotSupportedError

from tenants.checks import tenant_models, the_database_keeps_the_walls
from tenants.db.postgresql.base import DatabaseWrapper
from tenants.models import Agency, AuditEntry, Job
from tenants.scope import tenant

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]


@pytest.fixture(autouse=True)
def _jobs(alder: Agency, cedar: Agency) -> None:
    for agency in (alder, cedar):
        with tenant(agency):
            Job.objects.create(kind=f"of.{agency.slug}")


def kinds(sql: str = "SELECT kind FROM tenants_job ORDER BY kind", params: Any = None) -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return [row[0] for row in cursor.fetchall()]


def test_the_suite_works_as_the_app_role() -> None:
    assert kinds("SELECT current_user::text") == ["aicmo_app"]
    assert kinds("SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user") == [False]


def test_raw_sql_sees_the_agency_in_scope_and_nothing_without_one(alder: Agency, cedar: Agency) -> None:
    assert kinds() == []
    with tenant(alder):
        assert kinds() == ["of.alder"]
        assert kinds("SELECT kind FROM tenants_job WHERE kind LIKE %s", ["of.%"]) == ["of.alder"]
    with tenant(cedar):
        assert kinds() == ["of.cedar"]
    assert kinds() == []


def test_the_agency_does_not_outlive_its_statement(alder: Agency) -> None:
    """Outside a transaction too: nothing is left on the connection for the next one who gets it."""
    with tenant(alder):
        assert kinds() == ["of.alder"]
    with connection.connection.cursor() as bare:  # past our cursor: what a pooled connection would still know
        bare.execute("SELECT current_setting('app.agency', true)")
        assert bare.fetchone()[0] in (None, "")


def test_every_cursor_path_sees_the_row_it_must_and_not_the_other(alder: Agency) -> None:
    with tenant(alder):
        assert [job.kind for job in Job.objects.iterator()] == ["of.alder"]
        assert [job.kind for job in Job.objects.iterator(chunk_size=1)] == ["of.alder"]
        with connection.cursor() as cursor:
            cursor.executemany("UPDATE tenants_job SET step = %s", [["one"], ["two"]])
            assert cursor.rowcount == 1
        with connection.cursor() as cursor:
            cursor.execute("SELECT kind FROM tenants_job")
            assert [row[0] for row in cursor] == ["of.alder"]
        with connection.cursor() as cursor, pytest.raises(NotSupportedError):
            cursor.copy("COPY tenants_job TO STDOUT")
        with connection.cursor() as cursor, pytest.raises(NotSupportedError):
            cursor.stream("SELECT kind FROM tenants_job")
    with pytest.raises(NotSupportedError):
        connection.create_cursor(name="named")
    assert Job.objects.none().count() == 0


def test_server_side_binding_is_refused() -> None:
    settings = {**connection.settings_dict, "OPTIONS": {"server_side_binding": True}}
    with pytest.raises(ImproperlyConfigured):
        DatabaseWrapper(settings).get_connection_params()


def test_a_rolled_back_savepoint_leaves_the_next_statement_its_agency(alder: Agency, cedar: Agency) -> None:
    with tenant(alder):
        with pytest.raises(DatabaseError), transaction.atomic():
            kinds("SELECT no_such_column FROM tenants_job")
        assert kinds() == ["of.alder"]
    with tenant(cedar):
        assert kinds() == ["of.cedar"]


def test_raw_writes_to_another_agency_do_nothing_or_are_refused(alder: Agency, cedar: Agency) -> None:
    with tenant(alder), connection.cursor() as cursor:
        cursor.execute("UPDATE tenants_job SET step = 'x' WHERE kind = 'of.cedar'")
        assert cursor.rowcount == 0
        cursor.execute("DELETE FROM tenants_job WHERE kind = 'of.cedar'")
        assert cursor.rowcount == 0
        for sql in (
            "UPDATE tenants_job SET agency_id = %s",
            "INSERT INTO tenants_brand (agency_id, public_id, version, name, colour, on_colour, accent, footer_text,"
            " contact_line, legal_text, created_by, created_at) VALUES"
            " (%s, gen_random_uuid(), 9, 'x', '#000000', '', '', '', '', '', '', now())",
        ):
            with pytest.raises(DatabaseError, match="row-level security"), transaction.atomic():
                cursor.execute(sql, [cedar.pk])
        with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
            cursor.execute("TRUNCATE tenants_job")


def test_audit_entries_cannot_be_changed_or_deleted_even_by_the_tables_owner(alder: Agency) -> None:
    with tenant(alder):
        assert AuditEntry.objects.count() > 0
        for sql in ("UPDATE tenants_auditentry SET action = 'x'", "DELETE FROM tenants_auditentry"):
            with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
                kinds(sql)


@pytest.mark.django_db(transaction=True)
def test_the_owner_meets_the_append_only_trigger() -> None:
    with connections["owner"].cursor() as cursor:
        for sql in ("UPDATE tenants_auditentry SET action = 'x'", "DELETE FROM tenants_auditentry"):
            with pytest.raises(DatabaseError, match="append-only"):
                cursor.execute(sql)


def test_every_tenant_table_is_walled_in_the_live_database() -> None:
    assert the_database_keeps_the_walls(None, databases=["default"]) == []


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("harm", "repair"),
    [
        ("ALTER TABLE tenants_job DISABLE ROW LEVEL SECURITY", "ALTER TABLE tenants_job ENABLE ROW LEVEL SECURITY"),
        ("ALTER TABLE tenants_job NO FORCE ROW LEVEL SECURITY", "ALTER TABLE tenants_job FORCE ROW LEVEL SECURITY"),
        (
            "CREATE POLICY hole ON tenants_job TO aicmo_app USING (true)",
            "DROP POLICY hole ON tenants_job",
        ),
        (
            "ALTER POLICY agency_wall_app ON tenants_job USING (true)",
            "ALTER POLICY agency_wall_app ON tenants_job USING "
            "(agency_id = (SELECT NULLIF(current_setting('app.agency', true), '')::bigint))",
        ),
        ("CREATE VIEW peek AS SELECT * FROM tenants_job", "DROP VIEW peek"),
        ("CREATE TABLE stray (id int)", "DROP TABLE stray"),
    ],
)
def test_a_hole_in_the_live_wall_stops_the_start(harm: str, repair: str) -> None:
    with connections["owner"].cursor() as cursor:
        cursor.execute(harm)
        try:
            assert the_database_keeps_the_walls(None, databases=["default"]) != []
        finally:
            cursor.execute(repair)
    assert the_database_keeps_the_walls(None, databases=["default"]) == []


def test_the_list_of_tenant_tables_is_not_empty() -> None:
    assert {"Job", "Brand", "AuditEntry"} <= {model.__name__ for model in tenant_models()}
