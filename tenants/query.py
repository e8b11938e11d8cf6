"""Wall 1, on every database: the agency condition is added when SQL is compiled (docs/architecture.md, "Three walls").

At compile time, because a filter added by a manager can be walked around (``exists``, ``explain``, base managers) and because
querysets made at import time, as forms and serializers do, must still belong to whoever runs them.
"""

from collections.abc import Iterable
from typing import Any, NoReturn, Self

from django.core.exceptions import ImproperlyConfigured
from django.db import models
from django.db.models import sql
from django.db.models.constants import OnConflict
from django.db.models.lookups import Exact

from tenants.scope import NoTenant, Platform, Tenant, WrongTenant, current


class TenantQuery(sql.Query):
    """A query that compiles only inside a scope, and only to the rows of that scope."""

    walled = False

    def wall(self) -> Self:
        """Add the agency condition to this query, once."""
        if self.walled or self.is_empty() or self.combinator:
            return self
        scope = current()
        if scope is None:
            raise NoTenant(f"{getattr(self.model, '__name__', 'A table')} was queried with no agency in scope.")
        self.walled = True
        if isinstance(scope, Tenant):
            # On the column, since a name may be taken: .values("kind").annotate(agency_id=Value(7)).
            agency = self.model._meta.get_field("agency").get_col(self.get_initial_alias())
            self.where.add(Exact(agency, scope.agency_id), sql.AND)
        return self

    def get_compiler(self, *args: Any, **kwargs: Any) -> Any:
        query = self if self.walled else self.clone().wall()
        return sql.Query.get_compiler(query, *args, **kwargs)

    def chain(self, klass: Any = None) -> Any:
        # UPDATE and DELETE swap the query's class, and with it this wall: decide before.
        if klass is not None and not issubclass(klass, TenantQuery):
            return sql.Query.chain(self.clone().wall(), klass)
        return super().chain(klass)


class TenantQuerySet(models.QuerySet[Any]):
    def __init__(self, model: Any = None, query: Any = None, using: Any = None, hints: Any = None) -> None:
        super().__init__(model, TenantQuery(model) if query is None else query, using, hints)

    @property
    def _result_cache(self) -> Any:
        """Rows already fetched, for the scope that fetched them; in another one the query runs anew."""
        return self.__dict__["_result_cache"] if self.__dict__["_fetched_in"] == current() else None

    @_result_cache.setter
    def _result_cache(self, rows: Any) -> None:
        self.__dict__.update(_result_cache=rows, _fetched_in=current())

    def delete(self) -> Any:
        writing_scope(self.model)
        return super().delete()

    delete.queryset_only = True

    def _raw_delete(self, using: Any) -> int:
        # Collector's fast path swaps the class of the query in place, past chain().
        writing_scope(self.model)
        walled = self._chain()
        walled.query.wall()
        return super(TenantQuerySet, walled)._raw_delete(using)

    def _insert(self, objs: Iterable[Any], *args: Any, **kwargs: Any) -> Any:
        objs = list(objs)
        for obj in objs:
            refuse_foreign(obj)
        unique_fields = kwargs.get("unique_fields") or ()
        if kwargs.get("on_conflict") == OnConflict.UPDATE and "agency" not in {field.name for field in unique_fields}:
            raise WrongTenant("The row in the way may be another agency's: name the agency among the unique fields.")
        return super()._insert(objs, *args, **kwargs)

    def _update(self, values: Any) -> Any:
        scope = writing_scope(self.model)
        if any(field.name == "agency" and value != scope.agency_id for field, _, value in values):
            raise WrongTenant("A row never moves to another agency.")
        return super()._update(values)

    def update(self, **kwargs: Any) -> int:
        writing_scope(self.model)
        if {"agency", "agency_id"} & kwargs.keys():
            raise WrongTenant("A row never moves to another agency.")
        return super().update(**kwargs)

    def raw(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise WrongTenant("Raw SQL cannot be walled; write the query with the ORM.")

    def extra(self, *args: Any, **kwargs: Any) -> NoReturn:
        self.raw()


class TenantManager(models.Manager.from_queryset(TenantQuerySet)):
    """Manager and base manager of every tenant model, so that related access is walled as well."""


def writing_scope(model: type[models.Model]) -> Tenant:
    """The agency whose rows of `model` may be written now. Raises NoTenant, and WrongTenant in platform scope."""
    scope = current()
    if scope is None:
        raise NoTenant(f"{model.__name__} was written with no agency in scope.")
    if isinstance(scope, Platform):
        raise WrongTenant("The platform reads across agencies; to write, enter the agency.")
    return scope


def refuse_foreign(obj: Any) -> None:
    """Raise unless `obj` belongs to the agency in scope."""
    if obj.agency_id != writing_scope(type(obj)).agency_id:
        raise WrongTenant(f"{type(obj).__name__} belongs to another agency.")


def walled(model: type[models.Model]) -> bool:
    """Whether both managers of `model` build walled queries."""
    managers = (model._default_manager, model._base_manager)
    if not all(isinstance(manager, TenantManager) for manager in managers):
        raise ImproperlyConfigured(f"{model.__name__}: a tenant model keeps TenantManager as manager and base manager.")
    return True
