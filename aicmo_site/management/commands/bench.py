"""``bench``: the time of the workspace's pages in an agency with a thousand engagements, against one with ten, taken in turn.
Prints JSON; CPU milliseconds, medians. Packs are timed by ``python -m benchmarks`` (docs/speed.md)."""

import statistics
import time
from collections.abc import Callable
from functools import partial
from typing import Any
from urllib.parse import urlsplit

from django.core.management.base import CommandError
from django.db import transaction
from django.test import Client as Browser
from django.urls import reverse

from aicmo_site.commands import JsonCommand
from aicmo_site.crowd import agency_with
from campaigns.models import Engagement
from tenants.hosts import url_of
from tenants.models import Membership
from tenants.scope import tenant

ROUNDS = 31
SIZES = (10, 1000)
ROWS = 10
"""Rows of a list in both agencies: what is asked is what the other 990 cost."""


class Command(JsonCommand):
    help = "Time the workspace's pages in a large agency, and in a small one."

    def handle(self, **options: Any) -> None:
        self.answer({"pages": pages()})


def pages() -> dict[str, dict[str, float]]:
    """Page → its milliseconds in the small agency and in the large one, and their ratio. What was made for it is gone again."""
    with transaction.atomic():
        owners = {size: agency_with(size) for size in SIZES}
        browsers = {size: signed_in(owner) for size, owner in owners.items()}
        addresses = {size: addresses_of(owner) for size, owner in owners.items()}
        found = {
            name: compared(browsers, {size: addresses[size][name] for size in SIZES}) for name in addresses[SIZES[0]]
        }
        transaction.set_rollback(True)
    return found


def signed_in(owner: Membership) -> Browser:
    browser = Browser(SERVER_NAME=urlsplit(url_of(owner.agency)).hostname or "")
    browser.force_login(owner.user, backend="tenants.accounts.MemberBackend")
    session = browser.session
    session["_agency"] = str(owner.agency.public_id)
    session.save()
    return browser


def addresses_of(owner: Membership) -> dict[str, str]:
    with tenant(owner.agency):
        engagement = Engagement.objects.order_by("-moved_at").first()
    lists = {
        "my work": "workspace:home",
        "campaigns": "work:campaigns",
        "clients": "work:clients",
        "packs": "delivery:packs",
    }
    run = [engagement.public_id]
    return {
        **{name: f"{reverse(view)}?per={ROWS}" for name, view in lists.items()},
        "what waits for me": f"{reverse('work:campaigns')}?tab=mine&per={ROWS}",
        "board": reverse("work:board", args=run),
        "intake": reverse("work:stage", args=[*run, "intake"]),
    }


def compared(browsers: dict[int, Browser], addresses: dict[int, str]) -> dict[str, float]:
    taken: dict[int, list[float]] = {size: [] for size in SIZES}
    for _ in range(ROUNDS):
        for size, browser in browsers.items():
            taken[size].append(seconds(partial(opened, browser, addresses[size])))
    small, large = (statistics.median(taken[size]) for size in SIZES)
    return {"small_ms": round(1000 * small, 1), "large_ms": round(1000 * large, 1), "ratio": round(large / small, 2)}


def opened(browser: Browser, address: str) -> None:
    answer = browser.get(address)
    if answer.status_code != 200:
        raise CommandError(f"{address} answered {answer.status_code}.")


def seconds(work: Callable[[], object]) -> float:
    start = time.process_time()
    work()
    return time.process_time() - start
