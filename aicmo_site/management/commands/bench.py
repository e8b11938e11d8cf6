"""``bench``: the time of the demo's full pack, first call and warm, whole and by format. Prints JSON; CPU seconds, medians."""

import statistics
import time
from collections.abc import Callable
from typing import Any

from django.core.management.base import CommandError

from aicmo_site.commands import JsonCommand
from aicmo_site.demo import AGENCIES
from delivery.assemble import PackInputs, assemble, document_of, render_all
from delivery.domain import keys, packs
from delivery.models import Pack
from tenants.models import Agency
from tenants.scope import tenant

ROUNDS = 9


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
            }
        )


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
