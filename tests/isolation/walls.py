"""Taking walls down, to see what the others hold and whether the attacks would notice."""

from collections.abc import Iterator
from contextlib import contextmanager
from unittest.mock import patch

from django.db import connections

from tenants import storage
from tenants.query import TenantQuery


@contextmanager
def without_wall_1() -> Iterator[None]:
    """The application's wall adds no condition and refuses no row."""
    with (
        patch.object(TenantQuery, "wall", lambda self: self),
        patch("tenants.query.refuse_foreign"),
        patch("tenants.models.wall.refuse_foreign"),
    ):
        yield


@contextmanager
def without_wall_2() -> Iterator[None]:
    """On PostgreSQL the default connection logs in as the platform's role, which no policy narrows. Enter it before the
    first query of a test."""
    if connections["default"].vendor != "postgresql":
        yield
        return
    settings = connections["default"].settings_dict
    role = settings["USER"]
    connections["default"].close()
    settings["USER"] = connections["platform"].settings_dict["USER"]
    try:
        yield
    finally:
        connections["default"].close()
        settings["USER"] = role


@contextmanager
def without_storage_wall() -> Iterator[None]:
    """Any agency's stored file is had by its key."""
    own_key = storage.own_key
    with patch.object(storage, "own_key", lambda key: key if storage._is_id(key.split("/")[0]) else own_key(key)):
        yield
