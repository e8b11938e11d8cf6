"""What /healthz/ asks: does the database answer, does storage keep a byte, is somebody working on jobs?"""

from collections.abc import Callable

import structlog

log = structlog.get_logger(__name__)


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
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")


PROBES: dict[str, Callable[[], None]] = {"database": database}
