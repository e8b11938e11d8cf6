"""Wall 1: nothing compiles without an agency, and what compiles sees that agency only."""

import inspect
from typing import Any

import pytest
from asgiref.sync import async_to_sync
from django.db import models, transaction
from django.db.models import Count, Exists, OuterRef, Q

from tenants.models import Agency, Job
from tenants.query import TenantQuerySet
from tenants.scope import NoTenant, WrongTenant, platform, tenant

pytestmark = pytest.mark.django_db

# Arguments that make each public method do its work. Methods that are not here are called with none.
ARGUMENTS: dict[str, tuple[tuple[Any, ...], dict[str, Any]]] = {
    "aggregate": ((Count("id"),), {}),
    "get": ((), {"pk": 1}),
    "in_bulk": (([1, 2],), {}),
    "update": ((), {"kind": "x"}),
    "latest": (("id",), {}),
    "earliest": (("id",), {}),
    "values": (("kind",), {}),
    "values_list": (("kind",), {}),
    "dates": (("created_at", "day"), {}),
    "datetimes": (("created_at", "day"), {}),
    "contains": ((Job(pk=1),), {}),
    "complex_filter": (({},), {}),
    "get_or_create": ((), {"kind": "x"}),
    "update_or_create": ((), {"kind": "x"}),
    "create": ((), {"kind": "x"}),
    "bulk_create": (([Job(kind="x", agency_id=1)],), {}),
    "bulk_update": (([Job(pk=1, kind="x")], ["kind"]), {}),
    "using": (("default",), {}),
    "raw": (("SELECT * FROM tenants_job",), {}),
    "union": ((Job.objects.all(),), {}),
    "intersection": ((Job.objects.all(),), {}),
    "difference": ((Job.objects.all(),), {}),
    "alias": ((), {"n": Count("id")}),
    "annotate": ((), {"n": Count("id")}),
    "filter": ((), {"pk": 1}),
    "exclude": ((), {"pk": 1}),
    "select_for_update": ((), {}),
    "order_by": (("id",), {}),
}
# These touch no row by themselves.
NO_ROWS = {"none", "as_manager", "resolve_expression"}


def public_methods() -> list[str]:
    """By introspection, so that a new Django cannot open a way round."""
    return sorted(
        name
        for name, _ in inspect.getmembers(models.QuerySet, inspect.isfunction)
        if not name.startswith("_") and name not in NO_ROWS
    )


def is_async(name: str) -> bool:
    method = getattr(models.QuerySet, name)
    return inspect.iscoroutinefunction(method) or inspect.isasyncgenfunction(method)


def call(name: str) -> Any:
    args, kwargs = ARGUMENTS.get(name, ARGUMENTS.get(name.removeprefix("a"), ((), {})))
    return getattr(Job.objects.all(), name)(*args, **kwargs)


async def drain(result: Any) -> None:
    if inspect.isasyncgen(result):
        await anext(result)
    else:
        await result


@pytest.mark.parametrize("name", public_methods())
def test_no_queryset_method_runs_without_an_agency(name: str) -> None:
    with pytest.raises((NoTenant, WrongTenant)), transaction.atomic():
        if is_async(name):
            async_to_sync(drain)(call(name))
        else:
            list(call(name))


@pytest.fixture
def jobs(alder: Agency, cedar: Agency) -> dict[str, Job]:
    made = {}
    for agency in (alder, cedar):
        with tenant(agency):
            made[agency.slug] = Job.objects.create(kind=f"of.{agency.slug}")
    return made


def test_every_read_sees_the_agency_in_scope_and_no_other(jobs: dict[str, Job], alder: Agency) -> None:
    with tenant(alder):
        assert [job.kind for job in Job.objects.all()] == ["of.alder"]
        assert Job.objects.count() == 1
        assert not Job.objects.filter(pk=jobs["cedar"].pk).exists()
        assert Job.objects.in_bulk([job.pk for job in jobs.values()]).keys() == {jobs["alder"].pk}
        assert Job.objects.aggregate(n=Count("id")) == {"n": 1}
        assert Job._base_manager.count() == 1
        assert list(Job.objects.values_list("kind", flat=True).iterator()) == ["of.alder"]
        assert Job.objects.filter(pk__in=Job.objects.all()).count() == 1
        assert Job.objects.filter(Exists(Job.objects.filter(pk=OuterRef("pk")))).count() == 1
        assert [j.kind for j in Job.objects.order_by().union(Job.objects.order_by().filter(~Q(pk=0)))] == ["of.alder"]
        assert Job.objects.exclude(kind="nothing").count() == 1
        assert Job.objects.all()[:5][0].kind == "of.alder"


def test_a_queryset_made_at_import_time_belongs_to_whoever_runs_it(
    jobs: dict[str, Job], alder: Agency, cedar: Agency
) -> None:
    made_outside = Job.objects.order_by("id")
    for agency in (alder, cedar):
        with tenant(agency):
            assert [job.kind for job in made_outside.all()] == [f"of.{agency.slug}"]


def test_update_and_delete_reach_the_agency_in_scope_and_no_other(
    jobs: dict[str, Job], alder: Agency, cedar: Agency
) -> None:
    with tenant(alder):
        assert Job.objects.update(step="mine") == 1
        assert Job.objects.filter(pk=jobs["cedar"].pk).update(step="theirs") == 0
        assert Job.objects.filter(pk=jobs["cedar"].pk).delete()[0] == 0
        assert Job.objects.all()._raw_delete("default") == 1
    with tenant(cedar):
        assert [job.step for job in Job.objects.all()] == [""]


def test_a_row_of_another_agency_is_not_written_or_deleted(jobs: dict[str, Job], alder: Agency, cedar: Agency) -> None:
    theirs = jobs["cedar"]
    with tenant(alder):
        for write in (
            lambda: Job.objects.create(agency=cedar, kind="x"),
            lambda: Job.objects.bulk_create([Job(agency=cedar, kind="x")]),
            lambda: theirs.save(),
            lambda: theirs.delete(),
            lambda: Job(agency=cedar, kind="x").save(),
        ):
            with pytest.raises(WrongTenant):
                write()


def test_a_row_does_not_move_to_another_agency(jobs: dict[str, Job], alder: Agency, cedar: Agency) -> None:
    mine = jobs["alder"]
    with tenant(alder):
        with pytest.raises(WrongTenant):
            Job.objects.update(agency=cedar)
        with pytest.raises(WrongTenant):
            Job.objects.filter(pk=mine.pk).update(agency_id=cedar.pk)
        mine.agency = cedar
        with pytest.raises(WrongTenant):
            mine.save()


def test_raw_sql_is_refused_even_with_an_agency(alder: Agency) -> None:
    with tenant(alder), pytest.raises(WrongTenant):
        Job.objects.raw("SELECT * FROM tenants_job")


def test_going_straight_from_one_agency_into_another_is_refused(alder: Agency, cedar: Agency) -> None:
    with tenant(alder), tenant(alder), pytest.raises(WrongTenant):
        tenant(cedar)


def test_the_scope_ends_with_its_block_also_after_an_error(alder: Agency) -> None:
    with pytest.raises(ZeroDivisionError), tenant(alder):
        1 / 0  # noqa: B018
    with pytest.raises(NoTenant):
        Job.objects.count()


def test_crossing_agencies_needs_a_reason() -> None:
    with pytest.raises(ValueError, match="reason"):
        platform(" ")


@pytest.mark.django_db(transaction=True)
def test_the_platform_reads_across_agencies_and_does_not_write(jobs: dict[str, Job], alder: Agency) -> None:
    with platform("test"):
        assert Job.objects.count() == 2
        with pytest.raises(WrongTenant):
            Job.objects.create(agency=alder, kind="x")


def test_related_managers_keep_the_wall(alder: Agency) -> None:
    assert not [field for field in Agency._meta.related_objects if issubclass(field.related_model, Job.__base__)]
    assert issubclass(Job._base_manager._queryset_class, TenantQuerySet)
