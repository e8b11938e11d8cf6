"""The base of every tenant table."""

import uuid
from typing import Any

from django.db import models

from tenants.query import TenantManager, refuse_foreign
from tenants.scope import current_tenant


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
        return super().delete(*args, **kwargs)


class ImmutableError(RuntimeError):
    """Somebody tried to change or delete a row that is written once."""


class AppendOnlyQuerySet(TenantManager._queryset_class):  # type: ignore[name-defined]
    def update(self, **kwargs: Any) -> int:
        raise ImmutableError(f"{self.model._meta.verbose_name} rows are written once.")

    def delete(self) -> Any:
        raise ImmutableError(f"{self.model._meta.verbose_name} rows are written once.")

    def bulk_update(self, *args: Any, **kwargs: Any) -> int:
        raise ImmutableError(f"{self.model._meta.verbose_name} rows are written once.")


class AppendOnlyManager(TenantManager):
    _queryset_class = AppendOnlyQuerySet


class AppendOnlyModel(TenantModel):
    """A tenant row that is written once. PostgreSQL refuses changes too (tenants.db.operations.AppendOnly)."""

    objects = AppendOnlyManager()  # type: ignore[misc]

    class Meta(TenantModel.Meta):
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise ImmutableError(f"{self._meta.verbose_name} rows are written once.")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> Any:
        raise ImmutableError(f"{self._meta.verbose_name} rows are written once.")
