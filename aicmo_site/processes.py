"""What the processes of an installation (commands, serve, web, worker, schedule) do at their start."""

import ctypes
import signal
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

from django.db.utils import DatabaseError, OperationalError

from aicmo_site.environment import WrongSetting

PR_SET_PDEATHSIG = 1  # linux/prctl.h
NO_ANSWER = "The database does not answer. Is it running, and are DATABASE_URL and its two sisters right?\n"
NO_TABLES = "The database has no tables yet. Run manage.py migrate first, or start with make run."


@contextmanager
def ending_in_a_sentence() -> Iterator[None]:
    """End this process with a sentence and exit code 1, instead of a traceback, where the operator can help: a variable
    is wrong, the database does not answer, or it was never migrated."""
    try:
        yield
    except WrongSetting as error:
        raise SystemExit(str(error)) from error
    except DatabaseError as error:
        if sentence := unusable():
            raise SystemExit(sentence) from error
        raise


def unusable() -> str:
    """Why no command can use the database at all; empty when one can."""
    try:
        return "" if has_tables() else NO_TABLES
    except OperationalError as error:
        return f"{NO_ANSWER}{error}"


def has_tables() -> bool:
    from django.db import connection

    from tenants.models import Agency

    return Agency._meta.db_table in connection.introspection.table_names()


class Stop:
    """Whether this process was told to end. A plain attribute: a signal's handler runs between two steps of the main thread,
    which may hold the lock of a `threading.Event` just then and would wait for itself for ever."""

    def __init__(self) -> None:
        self._told = False

    def set(self, *signal_and_frame: object) -> None:
        self._told = True

    def is_set(self) -> bool:
        return self._told

    def wait(self, seconds: float) -> bool:
        """Let `seconds` pass, then say whether it was told."""
        time.sleep(seconds)
        return self._told


def refuse_without_walls() -> None:
    """End this process with sentences unless every system check passes, those of the live database included."""
    from django.core import checks
    from django.db import connections

    try:
        with ending_in_a_sentence():
            faults = [str(found) for found in checks.run_checks(databases=list(connections)) if found.is_serious()]
    finally:
        connections.close_all()
    if faults:
        raise SystemExit("\n".join(faults))


def die_with_parent() -> None:
    """Have the kernel kill this process when its parent is gone, however that ended. Linux only; elsewhere nothing."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
