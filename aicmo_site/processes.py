"""What the processes of an installation (serve, web, worker, schedule) do at their start."""

import ctypes
import signal
import sys

PR_SET_PDEATHSIG = 1  # linux/prctl.h


def refuse_without_walls() -> None:
    """End this process with sentences unless every system check passes, those of the live database included."""
    from django.core import checks
    from django.db import connections

    try:
        faults = [str(found) for found in checks.run_checks(databases=list(connections)) if found.is_serious()]
    finally:
        connections.close_all()
    if faults:
        raise SystemExit("\n".join(faults))


def die_with_parent() -> None:
    """Have the kernel kill this process when its parent is gone, however that ended. Linux only; elsewhere nothing."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
