"""Another client of the same agency: what a contact must not be told, though no wall of the agency's stands between.

The agency's own contact attacks as before, but the victim is a client of Alder's: its packs, its people, and everything that
is the staff's business. Only the condition "of your own client" keeps them apart (delivery/domain/visible.py).
"""

from dataclasses import dataclass, field, replace
from typing import Any

from django.db import models

from delivery.models import SigningKey
from tenants.checks import tenant_models
from tenants.models import Brand
from tests.isolation.world import BUILDERS, SHARED_ROWS, Actor, Side, World, missing, portal_cookie
from tests.support import cast

# The agency's face, which every contact of every client sees, and its people's tables.
COMMON = (Brand, SigningKey, *SHARED_ROWS)


@dataclass
class NextClient(Side):
    """Rows of an agency that came after those of its other client."""

    others: dict[str, set[int]] = field(default_factory=dict)

    def find(self, model: type[models.Model]) -> list[Any]:
        others = self.others[model._meta.label_lower]
        return [row for row in super().find(model) if row.pk not in others]

    @property
    def tables(self) -> list[tuple[str, str, tuple[Any, ...]]]:
        kinds = [rows[0]._meta for rows in self.rows.values()]
        keys = [tuple(row.pk for row in rows) for rows in self.rows.values()]
        return [(meta.db_table, meta.pk.column, pks) for meta, pks in zip(kinds, keys, strict=True)]


def build(world: World) -> World:
    """`world` with a further client of Alder's as the victim, and the first client's contact as the attacker."""
    own = world.own
    others = {label: {row.pk for row in rows} for label, rows in own.rows.items()}
    side = NextClient(own.agency, "CANARY-CEDAR-NEXT", 1, members=own.members, files=own.files, others=others)
    with side.scope():
        for model, builder in BUILDERS.items():
            if model not in COMMON:
                builder(side)
    secret = [model for model in tenant_models() if model not in COMMON]
    side.rows = {model._meta.label_lower: side.find(model) for model in secret}
    side.values = own.values | side.identified()
    common = frozenset(model._meta.label_lower for model in COMMON) | {"file"}
    reader = replace(world.actors["contact"], may_see=common)
    (contact,) = side.rows["campaigns.contact"]
    found = replace(
        world,
        victim=side,
        actors={"contact": reader},
        neighbour=Actor("neighbour", "agency", cast.host(own.agency), portal_cookie(contact)),
        missing={slot: missing(value) for slot, value in side.values.items()},
    )
    found.before = side.fingerprint()
    return found
