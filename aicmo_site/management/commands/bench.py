"""``bench``: the time of the demo's full pack, first call and warm, whole and by format; and of the workspace's pages in an agency
with a thousand engagements, against one with ten, taken in turn. Prints JSON; CPU seconds, medians."""

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
from aicmo_site.demo import AGENCIES
from campaigns.models import Engagement
from delivery.assemble import PackInputs, assemble, document_of, render_all
from delivery.domain import keys, packs
from delivery.models import Pack
from tenants.hosts import url_of
from tenants.models import Agency, Membership
from tenants.scope import tenant

ROUNDS = 9
PAGE_ROUNDS = 31
SIZES = (10, 1000)
ROWS = 10
"""Rows of a list in both agencies: what is asked is what the other 990 cost."""


class Command(JsonCommand):
    help = "Time the demo's full pack. Load the demo first."

    def handle(self, **options: Any) -> None:
        agency = Agency.objects.filter(slug=AGENCIES[0].slug).first()
        if agency is None:
            raise CommandError("There is no demo here. `manage.py demo` loads it.")
        with tenant(agency):
            pack = Pack.objects.select_related("engagement__campaign__client", "brand", "agency").order_by("id").first()
            if pack is None:
                raise CommandError("The demo has no pack here.")
            inputs, key = packs.snapshot(pack), keys.current_key(agency)
        first = seconds(lambda: assemble(inputs, key=key, identity=agency.slug))
        whole = [seconds(lambda: assemble(inputs, key=key, identity=agency.slug)) for _ in range(ROUNDS)]
        self.answer(
            {
                "first_call_s": round(first, 3),
                "warm_s": round(statistics.median(whole), 3),
                "by_step_s": {name: round(taken, 3) for name, taken in by_step(inputs).items()},
                "pages": pages(),
            }
        )


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
    for _ in range(PAGE_ROUNDS):
        for size, browser in browsers.items():
            taken[size].append(seconds(partial(opened, browser, addresses[size])))
    small, large = (statistics.median(taken[size]) for size in SIZES)
    return {"small_ms": round(1000 * small, 1), "large_ms": round(1000 * large, 1), "ratio": round(large / small, 2)}


def opened(browser: Browser, address: str) -> None:
    answer = browser.get(address)
    if answer.status_code != 200:
        raise CommandError(f"{address} answered {answer.status_code}.")


def by_step(inputs: PackInputs) -> dict[str, float]:
    document = document_of(inputs)
    marks: list[tuple[str, float]] = []

    def note(percent: int, words: str) -> None:
        marks.append((words, time.process_time()))

    composing = seconds(lambda: document_of(inputs))
    render_all(inputs, document, note)
    ends = [moment for _, moment in marks[1:]] + [time.process_time()]
    return {"compose": composing, **{words: end - start for (words, start), end in zip(marks, ends, strict=True)}}


def seconds(work: Callable[[], object]) -> float:
    start = time.process_time()
    work()
    return time.process_time() - start
