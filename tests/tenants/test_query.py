"""Wall 1: nothing compiles without an agency, and what compiles sees that agency only."""

import inspect
from typing import Any

import pytest
from asgiref.sync import async_to_sync
from django.db import DatabaseError, IntegrityError, models, transaction
from django.db.models import Count, Exists, OuterRef, Prefetch, Q, Subquery, Sum, Value

from campaigns.models import Client, Contact
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


def test_rows_that_one_agency_fetched_are_not_shown_to_the_next(
    jobs: dict[str, Job], alder: Agency, cedar: Agency
) -> None:
    held = Job.objects.all()
    for agency in (cedar, alder, cedar):
        with tenant(agency):
            assert [job.kind for job in held] == [f"of.{agency.slug}"]
            assert (len(held), held.count(), held[0].kind, bool(held)) == (1, 1, f"of.{agency.slug}", True)
            assert held.contains(jobs[agency.slug])
    with tenant(alder):
        assert held[0].kind == "of.alder"
        assert not held.contains(jobs["cedar"])
    with pytest.raises(NoTenant):
        list(held)


def test_rows_that_were_fetched_are_not_fetched_again_in_their_scope(
    jobs: dict[str, Job], alder: Agency, django_assert_num_queries: Any
) -> None:
    with tenant(alder), django_assert_num_queries(1):
        held = Job.objects.all()
        assert [len(held), len(held), held.count()] == [1, 1, 1]


def test_an_annotation_that_takes_the_agencys_name_does_not_open_the_wall(jobs: dict[str, Job], alder: Agency) -> None:
    with tenant(alder):
        taken = Job.objects.values("kind").annotate(agency_id=Value(alder.pk), agency=Value(alder.pk))
        assert [row["kind"] for row in taken] == ["of.alder"]


def test_a_queryset_made_without_the_manager_is_walled(jobs: dict[str, Job], alder: Agency) -> None:
    with tenant(alder):
        assert [job.kind for job in TenantQuerySet(Job)] == ["of.alder"]
    with pytest.raises(NoTenant):
        list(TenantQuerySet(Job))


def test_a_subquery_that_was_made_elsewhere_belongs_to_whoever_runs_it(
    jobs: dict[str, Job], alder: Agency, cedar: Agency
) -> None:
    with tenant(cedar):
        theirs = Job.objects.order_by()
    with tenant(alder):
        assert [job.kind for job in Job.objects.filter(pk__in=Subquery(theirs.values("pk")))] == ["of.alder"]
        kinds = Agency.objects.order_by("slug").annotate(kind=Subquery(theirs.values("kind")[:1]))
        assert list(kinds.values_list("slug", "kind")) == [("alder", "of.alder"), ("cedar", "of.alder")]
        counted = Agency.objects.annotate(n=Subquery(theirs.values("agency").annotate(n=Count("id")).values("n")))
        assert counted.aggregate(all=Sum("n")) == {"all": 2}  # Alder's one job, seen from each of two agencies


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


@pytest.fixture
def disguised(jobs: dict[str, Job], alder: Agency) -> Job:
    """Cedar's row, by its primary key, under Alder's name."""
    return Job(pk=jobs["cedar"].pk, public_id=jobs["cedar"].public_id, agency=alder, kind="stolen")


def cedars(cedar: Agency) -> list[str]:
    with tenant(cedar):
        return [job.kind for job in Job.objects.all()]


def test_a_row_is_deleted_by_its_agency_and_not_under_anothers_name(
    jobs: dict[str, Job], disguised: Job, alder: Agency, cedar: Agency
) -> None:
    with tenant(alder):
        with pytest.raises(WrongTenant, match="no such job"):
            disguised.delete()
        assert jobs["alder"].delete() == (1, {"tenants.Job": 1})
        with pytest.raises(WrongTenant, match="no such job"):
            Job(pk=10**6, agency=alder).delete()
    assert cedars(cedar) == ["of.cedar"]


def test_a_row_under_another_agencys_name_is_not_saved_updated_or_read(
    jobs: dict[str, Job], disguised: Job, alder: Agency, cedar: Agency
) -> None:
    theirs = jobs["cedar"]
    theirs.agency = alder
    with tenant(alder):
        for write, refusal in (
            (disguised.save, IntegrityError),
            (theirs.save, IntegrityError),
            (lambda: disguised.save(force_update=True), DatabaseError),
            (lambda: disguised.save(update_fields=["kind"]), DatabaseError),
            (lambda: disguised.save_base(raw=True), IntegrityError),
            (lambda: Job.objects.update_or_create(pk=disguised.pk, defaults={"kind": "stolen"}), IntegrityError),
            (lambda: Job.objects.bulk_create([disguised]), IntegrityError),
            (disguised.refresh_from_db, Job.DoesNotExist),
        ):
            with pytest.raises(refusal), transaction.atomic():
                write()
        assert Job.objects.bulk_update([disguised], ["kind"]) == 0
    assert cedars(cedar) == ["of.cedar"]


@pytest.mark.parametrize("unique_fields", [["id"], ["pk"], ["public_id"]])
def test_an_upsert_that_does_not_name_the_agency_is_refused(
    disguised: Job, alder: Agency, cedar: Agency, unique_fields: list[str]
) -> None:
    with tenant(alder), pytest.raises(WrongTenant, match="unique fields"), transaction.atomic():
        Job.objects.bulk_create([disguised], update_conflicts=True, unique_fields=unique_fields, update_fields=["kind"])
    assert cedars(cedar) == ["of.cedar"]


def test_an_upsert_that_names_the_agency_changes_its_own_row_and_no_other(
    jobs: dict[str, Job], disguised: Job, alder: Agency, cedar: Agency
) -> None:
    mine = Job(public_id=jobs["alder"].public_id, agency=alder, kind="changed")
    upsert = {"update_conflicts": True, "unique_fields": ["agency", "public_id"], "update_fields": ["kind"]}
    with tenant(alder):
        Job.objects.bulk_create([mine], **upsert)
        assert [job.kind for job in Job.objects.all()] == ["changed"]
        with pytest.raises(IntegrityError), transaction.atomic():
            Job.objects.bulk_create([disguised], **upsert)
    assert cedars(cedar) == ["of.cedar"]


def test_ignoring_a_conflict_leaves_the_row_in_the_way(disguised: Job, alder: Agency, cedar: Agency) -> None:
    with tenant(alder):
        Job.objects.bulk_create([disguised], ignore_conflicts=True)
        assert [job.kind for job in Job.objects.all()] == ["of.alder"]
    assert cedars(cedar) == ["of.cedar"]


def test_related_managers_neither_show_nor_take_another_agencys_rows(alder: Agency, cedar: Agency) -> None:
    with tenant(cedar):
        their_client = Client.objects.create(name="Veldkamp")
        theirs = Contact.objects.create(client=their_client, name="Vera", email="vera@client.example")
    with tenant(alder):
        client = Client.objects.create(name="Halden")
        mine = Contact.objects.create(client=client, name="Hanna", email="hanna@client.example")
        disguised = Client(pk=their_client.pk, agency=alder, name="x")
        assert list(disguised.contacts.all()) == []
        assert Client.objects.prefetch_related(Prefetch("contacts", to_attr="people"))[0].people == [mine]
        theirs.agency = alder
        client.contacts.add(theirs)
        assert [contact.name for contact in client.contacts.all()] == ["Hanna"]
        with pytest.raises(Contact.DoesNotExist):
            client.contacts.get(pk=theirs.pk)
    with tenant(cedar):
        assert Contact.objects.values_list("name", "client_id").get() == ("Vera", their_client.pk)


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
    with tenant(alder):
        with pytest.raises(WrongTenant):
            Job.objects.raw("SELECT * FROM tenants_job")
        with pytest.raises(WrongTenant):
            Job.objects.extra(where=["1=1) OR (1=1"])


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
        for write in (
            lambda: Job.objects.create(agency=alder, kind="x"),
            lambda: Job.objects.update(kind="x"),
            lambda: Job.objects.all().delete(),
            lambda: Job.objects.all()._raw_delete("default"),
            lambda: Job.objects.bulk_update([jobs["alder"]], ["kind"]),
            jobs["alder"].save,
            jobs["alder"].delete,
        ):
            with pytest.raises(WrongTenant):
                write()
        assert sorted(job.kind for job in Job.objects.all()) == ["of.alder", "of.cedar"]


def test_related_managers_keep_the_wall(alder: Agency) -> None:
    assert not [field for field in Agency._meta.related_objects if issubclass(field.related_model, Job.__base__)]
    assert issubclass(Job._base_manager._queryset_class, TenantQuerySet)
