"""The world of this folder, and its table in the summary."""

from collections.abc import Iterator

import pytest
from django.db import connections

import tests.isolation.rows  # noqa: F401 -- it registers the builders of the floors above
from tests.isolation.world import World, build

__all__ = ["world"]


@pytest.fixture(scope="session", autouse=True)
def _closed_connections(django_db_setup: None) -> Iterator[None]:
    """pytest-django leaves connections open after tests in a transaction; PostgreSQL then cannot drop the database."""
    yield
    connections.close_all()


@pytest.fixture
def world(_fresh_cache: None) -> World:
    """Both agencies with rows of every model, in the test's transaction."""
    return build()
