"""Wall 1, on every database: the agency condition is added when SQL is compiled (docs/architecture.md, "Three walls").

At compile time, because a filter added by a manager can be walked around (``exists``, ``explain``, base managers) and because
querysets made at import time, as forms and serializers do, must still belong to whoever runs them.
"""

from collections.abc import Iterable
from typing import Any, NoReturn, Self

from django.core.exceptions import ImproperlyConfigured
from django.db import models
from django.db.models import Q, sql

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
            self.add_q(Q(agency_id=scope.agency_id))
        return self

    def get_compiler(self, *args: Any, **kwargs: Any) -> Any:
        query = self if self.walled else self.clone().wall()
        return sql.Query.get_compiler(query, *args, **kwargs)

    def chain(self, klass: Any = None) -> Any:
        # UPDATE and DELETE swap the query's class, and with it this wall: decide before.
        if klass is not None and not issubclass(klass, TenantQuery):
            return sql.Query.chain(self.clone().wall(), klass)
        return super().chain(klass)


class TenantQuerySet(models.QuerySet):
    def _raw_delete(self, using: Any) -> int:
        # Collector's fast path swaps the class of the query in place, past chain().
        walled = self._chain()
        walled.query.wall()
        return super(TenantQuerySet, walled)._raw_delete(using)

    def _insert(self, objs: Iterable[Any], *args: Any, **kwargs: Any) -> Any:
        objs = list(objs)
        for obj in objs:
            refuse_foreign(obj)
        return super()._insert(objs, *args, **kwargs)

    def _update(self, values: Any) -> Any:
        scope = current()
        for field, _, value in values:
            if field.name == "agency" and not (isinstance(scope, Tenant) and value == scope.agency_id):
                raise WrongTenant("A row never moves to another agency.")
        return super()._update(values)

    def update(self, **kwargs: Any) -> int:
        if {"agency", "agency_id"} & kwargs.keys():
            raise WrongTenant("A row never moves to another agency.")
        return super().update(**kwargs)

    def raw(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise WrongTenant("Raw SQL cannot be walled; write the query with the ORM.")


class TenantManager(models.Manager.from_queryset(TenantQuerySet)):
    """Manager and base manager of every tenant model, so that related access is walled as well."""

    def get_queryset(self) -> Any:
        return self._queryset_class(self.model, query=TenantQuery(self.model), using=self._db, hints=self._hints)


def refuse_foreign(obj: Any) -> None:
    """Raise unless `obj` belongs to the agency in scope."""
    scope = current()
    if scope is None:
        raise NoTenant(f"{type(obj).__name__} was written with no agency in scope.")
    if isinstance(scope, Platform):
        raise WrongTenant("The platform reads across agencies; to write, enter the agency.")
    if obj.agency_id != scope.agency_id:
        raise WrongTenant(f"{type(obj).__name__} belongs to another agency.")


def walled(model: type[models.Model]) -> bool:
    """Whether both managers of `model` build walled queries."""
    managers = (model._default_manager, model._base_manager)
    if not all(isinstance(manager, TenantManager) for manager in managers):
        raise ImproperlyConfigured(f"{model.__name__}: a tenant model keeps TenantManager as manager and base manager.")
    return True
