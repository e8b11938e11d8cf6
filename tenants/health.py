"""What /healthz/ asks: does the database answer, does storage keep a byte, is somebody working on jobs?"""

from collections.abc import Callable
from uuid import uuid4

import structlog
from django.core.cache import cache
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.db import connection

from tenants import jobs

log = structlog.get_logger(__name__)

STORAGE_ASKED = 60  # seconds: anybody may ask for our health, so storage is not written to at their pace


def failing() -> list[str]:
    """Names of what does not answer; empty when all is well."""
    out = []
    for name, probe in PROBES.items():
        try:
            probe()
        except Exception as error:  # noqa: BLE001 -- whatever goes wrong is the finding
            log.error("health", part=name, error=repr(error))
            out.append(name)
    return out


def database() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")


def storage() -> None:
    if not cache.add("health.storage", True, STORAGE_ASKED):
        return
    store, byte = storages["default"], b"1"
    try:
        key = store.save(f"health/{uuid4()}", ContentFile(byte))
        try:
            with store.open(key, "rb") as kept:
                if kept.read() != byte:
                    raise OSError("Storage does not give back what it was given.")
        finally:
            store.delete(key)
    except Exception:
        cache.delete("health.storage")  # so that the next question asks again
        raise


def working() -> None:
    if fault := jobs.fault():
        raise RuntimeError(fault)


PROBES: dict[str, Callable[[], None]] = {"database": database, "storage": storage, "jobs": working}
