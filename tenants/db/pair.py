"""Wall 3: a child points at a parent of its own agency, or the database refuses (docs/architecture.md, "Three walls").

`PairForeignKey` is an ordinary foreign key for forms and queries that puts the agency into every join; `PairKey` is the
constraint ``(agency_id, <field>_id) → parent (agency_id, id)``. A declared constraint, because a key added by raw SQL
vanishes when SQLite remakes the table.
"""

from typing import Any

from django.db import models
from django.db.models.constraints import BaseConstraint
from django.db.models.lookups import Exact


class PairForeignKey(models.ForeignKey):
    """A foreign key between two tenant models. Its integrity is `PairKey`'s, so it makes no key of its own; a check
    (tenants.E003) refuses a model that has the field without the constraint."""

    def __init__(self, to: Any, on_delete: Any = models.PROTECT, **kwargs: Any) -> None:
        kwargs["db_constraint"] = False
        kwargs.setdefault("db_index", False)  # lists lead with the agency; see each model's Meta.indexes
        super().__init__(to, on_delete, **kwargs)

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        kwargs.pop("db_constraint", None)
        return name, path, args, kwargs

    def get_extra_restriction(self, alias: str | None, related_alias: str | None) -> Any:
        if alias is None or related_alias is None:  # Django trims the join away; the rest of the query is walled
            return None
        mine = self.model._meta.get_field("agency")
        theirs = self.related_model._meta.get_field("agency")
        return Exact(mine.get_col(alias), theirs.get_col(related_alias))


class PairKey(BaseConstraint):
    """``(agency_id, <field>_id) → parent (agency_id, id)``, checked at the end of the transaction."""

    def __init__(self, *, field: str, name: str) -> None:
        super().__init__(name=name)
        self.field = field

    def constraint_sql(self, model: Any, schema_editor: Any) -> str:
        field = model._meta.get_field(self.field)
        parent = field.remote_field.model._meta
        quote = schema_editor.quote_name
        return (
            f"CONSTRAINT {quote(self.name)} FOREIGN KEY ({quote('agency_id')}, {quote(field.column)}) "
            f"REFERENCES {quote(parent.db_table)} ({quote('agency_id')}, {quote(parent.pk.column)}) "
            "DEFERRABLE INITIALLY DEFERRED"
        )

    def create_sql(self, model: Any, schema_editor: Any) -> str:
        table = schema_editor.quote_name(model._meta.db_table)
        return f"ALTER TABLE {table} ADD {self.constraint_sql(model, schema_editor)}"

    def remove_sql(self, model: Any, schema_editor: Any) -> str:
        quote = schema_editor.quote_name
        return f"ALTER TABLE {quote(model._meta.db_table)} DROP CONSTRAINT {quote(self.name)}"

    def validate(self, model: Any, instance: Any, exclude: Any = None, using: str = "default") -> None:
        """Nothing to do here: form choices come from walled querysets, and the database has the last word."""

    def deconstruct(self) -> Any:
        path, args, kwargs = super().deconstruct()
        return path, args, {**kwargs, "field": self.field}

    def __eq__(self, other: object) -> bool:
        return isinstance(other, PairKey) and (self.name, self.field) == (other.name, other.field)

    __hash__ = BaseConstraint.__hash__
