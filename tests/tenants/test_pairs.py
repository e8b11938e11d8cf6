"""Wall 3: no row points at another agency's row, in the live database, on SQLite and PostgreSQL."""

import pytest
from django.db import IntegrityError, connection, models, transaction

from campaigns.models import Campaign, Contact
from tenants.checks import tenant_models
from tenants.db.pair import PairForeignKey, PairKey
from tenants.models import Agency
from tenants.scope import tenant
from tests.support import work

pytestmark = pytest.mark.django_db


def pair_fields() -> list[tuple[type[models.Model], PairForeignKey]]:
    return [
        (model, field)
        for model in tenant_models()
        for field in model._meta.local_fields
        if isinstance(field, PairForeignKey)
    ]


def live_keys(table: str) -> set[tuple[tuple[str, ...], str, tuple[str, ...]]]:
    """(columns, parent table, parent columns) of every foreign key the database has on `table`."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute(f'PRAGMA foreign_key_list("{table}")')
            found: dict[int, list[tuple[str, str, str]]] = {}
            for number, _, parent, column, parent_column, *_ in cursor.fetchall():
                found.setdefault(number, []).append((column, parent, parent_column))
            return {
                (tuple(sorted(c for c, _, _ in key)), key[0][1], tuple(sorted(p for _, _, p in key)))
                for key in found.values()
            }
        cursor.execute(
            "SELECT ARRAY(SELECT a.attname::text FROM pg_attribute a WHERE a.attrelid = c.conrelid AND a.attnum = ANY(c.conkey)"
            " ORDER BY 1), c.confrelid::regclass::text, ARRAY(SELECT a.attname::text FROM pg_attribute a"
            " WHERE a.attrelid = c.confrelid AND a.attnum = ANY(c.confkey) ORDER BY 1)"
            " FROM pg_constraint c WHERE c.contype = 'f' AND c.conrelid = %s::regclass",
            [table],
        )
        return {(tuple(columns), parent, tuple(theirs)) for columns, parent, theirs in cursor.fetchall()}


def test_every_pair_key_is_in_the_live_catalogue_after_all_migrations() -> None:
    assert len(pair_fields()) >= 9
    for model, field in pair_fields():
        wanted = (("agency_id", field.column), field.related_model._meta.db_table, ("agency_id", "id"))
        keys = {(tuple(sorted(c)), parent, tuple(sorted(p))) for c, parent, p in live_keys(model._meta.db_table)}
        assert (tuple(sorted(wanted[0])), wanted[1], wanted[2]) in keys, f"{model.__name__}.{field.name}"


def test_every_tenant_foreign_key_has_its_declared_pair() -> None:
    for model, field in pair_fields():
        declared = {c.field for c in model._meta.constraints if isinstance(c, PairKey)}
        assert field.name in declared, f"{model.__name__}.{field.name}"


def test_a_child_points_at_a_parent_of_its_own_agency_and_at_no_other(alder: Agency, cedar: Agency) -> None:
    with tenant(cedar):
        theirs = work.engagement(kinds=1, name="veldkamp").campaign.client
    with tenant(alder):
        mine = work.engagement(kinds=1, name="halden").campaign.client
        Contact.objects.create(client=mine, name="Fine", email="fine@client.example")
        with pytest.raises(IntegrityError), transaction.atomic():
            Contact.objects.create(client_id=theirs.pk, name="Stolen", email="x@client.example")
            connection.check_constraints()
        with pytest.raises(IntegrityError), transaction.atomic():
            Campaign.objects.update(client_id=theirs.pk)
            connection.check_constraints()


def test_joins_compare_the_agencies_of_both_sides(alder: Agency) -> None:
    with tenant(alder):
        for queryset in (
            Contact.objects.select_related("client"),
            Contact.objects.filter(client__name="x"),
            Campaign.objects.filter(client__contacts__name="x"),
            Campaign.objects.order_by("client__name"),
        ):
            sql = str(queryset.query.get_compiler(connection=connection).as_sql()[0])
            joins = sql.count(" JOIN ")
            assert joins >= 1
            assert (
                sql.count('."agency_id" = (') + sql.count('."agency_id" = "') + sql.count('"agency_id" = ("') >= joins
            ), sql
