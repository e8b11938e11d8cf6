"""What /healthz/ asks: does the database answer, does storage keep a byte, is somebody working on jobs?"""

import threading
from collections.abc import Callable
from time import monotonic
from uuid import uuid4

import structlog
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.db import connection

from tenants import jobs

log = structlog.get_logger(__name__)

Probe = Callable[[], None]

# Anybody may ask for our health, so storage is not asked at their pace. In seconds:
GOOD_FOR = 10.0
BAD_FOR = 2.0
PATIENCE = 2.0  # ... that a caller waits for a probe which another one has begun


def failing() -> list[str]:
    """Names of what does not answer; empty when all is well."""
    faults = {name: fault for name, probe in PROBES.items() if (fault := fault_of(probe))}
    for name, fault in faults.items():
        log.error("health", part=name, error=fault)
    return list(faults)


def fault_of(probe: Probe) -> str:
    """What the probe raised; empty when it found nothing wrong."""
    try:
        probe()
    except Exception as error:  # noqa: BLE001 -- whatever goes wrong is the finding
        return repr(error)
    return ""


class Kept:
    """A probe whose finding is kept for a while. Those who ask while it is looking wait for the finding, but not for long:
    what takes longer than `PATIENCE` does not answer. Each process looks for itself."""

    def __init__(self, probe: Probe) -> None:
        self._probe = probe
        self._looking = threading.Lock()
        self._fault = ""
        self._until = float("-inf")

    def __call__(self) -> None:
        if not self._looking.acquire(timeout=PATIENCE):
            raise TimeoutError(f"No answer for {PATIENCE:g} seconds.")
        try:
            if monotonic() >= self._until:
                self._fault = fault_of(self._probe)
                self._until = monotonic() + (BAD_FOR if self._fault else GOOD_FOR)
            fault = self._fault
        finally:
            self._looking.release()
        if fault:
            raise RuntimeError(fault)


def database() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")


def storage() -> None:
    store, byte = storages["default"], b"1"
    key = store.save(f"health/{uuid4()}", ContentFile(byte))
    try:
        with store.open(key, "rb") as kept:
            if kept.read() != byte:
                raise OSError("Storage does not give back what it was given.")
    finally:
        store.delete(key)


def working() -> None:
    if fault := jobs.fault():
        raise RuntimeError(fault)


PROBES: dict[str, Probe] = {"database": database, "storage": Kept(storage), "jobs": working}
