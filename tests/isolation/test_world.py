"""The world that is attacked has something to steal in every table."""

import pytest
from django.db import models

from tenants.checks import tenant_models
from tests.isolation.world import BUILDERS, MARKED, World, identifiers, models_without_a_builder

pytestmark = pytest.mark.django_db


def test_every_model_has_a_builder_or_a_reason() -> None:
    assert models_without_a_builder() == set()
    assert set(tenant_models()) == set(BUILDERS)


def has_text(model: type[models.Model]) -> bool:
    """A model of nothing but links between rows has no words to mark; its keys are marks all the same."""
    return any(isinstance(f, models.CharField | models.TextField | models.JSONField) for f in model._meta.local_fields)


def test_both_agencies_have_rows_of_every_model_and_cedars_are_marked(world: World) -> None:
    for model in tenant_models():
        label = model._meta.label_lower
        assert world.own.rows[label]
        if has_text(model):
            assert any(world.victim.text(model) in repr(vars(row)) for row in world.victim.rows[label]), label
        assert not any(world.victim.mark in repr(vars(row)) for row in world.own.rows[label]), label


def test_rows_of_the_two_agencies_are_interleaved(world: World) -> None:
    for model in tenant_models():
        label = model._meta.label_lower
        own, theirs = ([row.pk for row in side.rows[label]] for side in (world.own, world.victim))
        assert min(theirs) < max(own), label
        assert min(own) < max(theirs), label


def test_no_identifier_fits_two_rows(world: World) -> None:
    rows = [(label, row) for label, rows in world.own.rows.items() for row in rows]
    own = {(label, *pair) for label, row in rows for pair in identifiers(row).items()}
    for slot, value in world.victim.values.items():
        assert (*slot, value) not in own
        assert value != world.missing[slot], slot
    assert len(world.marks) == sum(
        len(MARKED & identifiers(row).keys()) for rows in world.victim.rows.values() for row in rows
    )
