"""The base of every tenant table."""

import uuid
from collections.abc import Iterable
from typing import Any, NoReturn

from django.db import models

from tenants.query import TenantManager, TenantQuerySet, refuse_foreign
from tenants.scope import WrongTenant, current_tenant


class TenantModel(models.Model):
    """A row of one agency. The agency comes from the scope, never from a form, and never changes.

    Subclasses keep ``TenantModel.Meta`` as the base of their Meta and start their constraints with
    ``*TenantModel.Meta.constraints``: the pair (agency, id) is what children's `PairKey` points at.
    """

    agency = models.ForeignKey(
        "tenants.Agency", on_delete=models.PROTECT, related_name="+", editable=False, db_index=False
    )
    public_id = models.UUIDField(default=uuid.uuid4, editable=False)

    objects = TenantManager()

    class Meta:
        abstract = True
        base_manager_name = "objects"
        default_manager_name = "objects"
        constraints = [
            models.UniqueConstraint(fields=["agency", "id"], name="%(app_label)s_%(class)s_pair"),
            models.UniqueConstraint(fields=["agency", "public_id"], name="%(app_label)s_%(class)s_public"),
        ]

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.agency_id is None:
            self.agency_id = current_tenant().agency_id
        refuse_foreign(self)
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> Any:
        refuse_foreign(self)
        # Django deletes by primary key alone, and an object may say any agency: ask the wall whose row it is.
        if not type(self)._base_manager.filter(pk=self.pk).exists():
            raise WrongTenant(f"This agency has no such {self._meta.verbose_name}; nothing was deleted.")
        return super().delete(*args, **kwargs)


class ImmutableError(RuntimeError):
    """Somebody tried to change or delete a row that is written once."""


def refuse_change(model: type[models.Model]) -> NoReturn:
    raise ImmutableError(f"{model._meta.verbose_name} rows are written once.")


class AppendOnlyQuerySet(TenantQuerySet):
    def update(self, **kwargs: Any) -> NoReturn:
        refuse_change(self.model)

    def _update(self, values: Any) -> NoReturn:
        refuse_change(self.model)

    def delete(self) -> NoReturn:
        refuse_change(self.model)

    def _raw_delete(self, using: Any) -> NoReturn:
        refuse_change(self.model)

    def _insert(self, objs: Iterable[Any], *args: Any, **kwargs: Any) -> Any:
        if kwargs.get("update_fields"):
            refuse_change(self.model)
        return super()._insert(objs, *args, **kwargs)


class AppendOnlyManager(TenantManager):
    _queryset_class = AppendOnlyQuerySet


class AppendOnlyModel(TenantModel):
    """A tenant row that is written once. PostgreSQL refuses changes too (tenants.db.operations.AppendOnly)."""

    objects = AppendOnlyManager()  # type: ignore[misc]

    class Meta(TenantModel.Meta):
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            refuse_change(type(self))
        # Forced, for with a primary key that is taken Django would update that row.
        super().save(*args, **{**kwargs, "force_insert": True})

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        refuse_change(type(self))
