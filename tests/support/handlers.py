"""Handlers for a real worker in tests: ``celery worker --include tests.support.handlers``."""

import time

from tenants.errors import Refusal
from tenants.jobs import Running, crash_point, handler

STEPS = 5


@handler("tests.steps")
def steps(running: Running) -> None:
    """Five steps of `seconds` each, with a crash point after the second on the first attempt."""
    for step in range(1, STEPS + 1):
        running.report(step * 100 // (STEPS + 1), f"Step {step} of {STEPS}")
        time.sleep(running.job.arguments["seconds"])
        if step == 2 and running.job.attempts == 1:
            crash_point("steps.second")


@handler("tests.refuse")
def refuse(running: Running) -> None:
    raise Refusal("The brand has no logo.")
