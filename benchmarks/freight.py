"""Memory of a pack with large final files: `python -m benchmarks.freight MEGABYTES`, with the demo in the database.

Uploads so many megabytes to the demo's creatives, has them approved, and builds a pack, each as the product does it. Before
that a pack without them is built, so that everything is imported: what is resident then is idle. Prints JSON: seconds, and the
most memory that was resident above idle while the files were taken in, while the pack was built, and while its ZIP was handed
out, in MB.
"""

import json
import os
import random
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

import django

STATUS, RESET = Path("/proc/self/status"), Path("/proc/self/clear_refs")
MOST = 500
"""Megabytes of one file."""
LIKE_A_FILM = b"\0\0\0\x20ftypisom"


def main(megabytes: int) -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "aicmo_site.settings")
    django.setup()
    from benchmarks import demo
    from delivery.models import Pack
    from tenants.scope import tenant

    with tenant(demo._agency()):
        demo.order()
        demo.build()
        idle = _memory("VmRSS")
        found = {"idle": idle, "upload": _above(idle, lambda: _upload(megabytes))}
        _approve()
        demo.order()
        found["build"] = _above(idle, demo.build)
        pack = Pack.objects.order_by("id").last()
        assert pack is not None
        found["hand out"] = _above(idle, lambda: _handed_out(pack))
        found["pack"] = {"bytes": pack.files.get(name="pack.zip").size, "files": pack.files.count()}
    print(json.dumps(found))


def _above(idle: float, work: Callable[[], object]) -> dict[str, float]:
    RESET.write_text("5")  # the peak begins anew: proc(5)
    start = time.monotonic()
    work()
    return {"seconds": round(time.monotonic() - start, 1), "above": round(_memory("VmHWM") - idle, 1)}


def _memory(name: str) -> float:
    return int(STATUS.read_text().partition(f"{name}:")[2].split()[0]) / 1024


def _upload(megabytes: int) -> None:
    from benchmarks import demo
    from campaigns.domain import assets
    from campaigns.models import Artifact
    from tenants.models import Membership, Role

    editor = Membership.objects.filter(agency=demo._agency(), role=Role.EDITOR)[0]
    for number, size in enumerate(_sizes(megabytes), 1):
        with _film(number, size) as film:
            creatives = Artifact.objects.get(engagement=demo._engagement(), kind="creatives")
            assets.attach(creatives, film, name=f"Film {number}.mp4", member=editor)


def _sizes(megabytes: int) -> list[int]:
    return [MOST] * (megabytes // MOST) + ([megabytes % MOST] if megabytes % MOST else [])


@contextmanager
def _film(number: int, megabytes: int) -> Iterator[BinaryIO]:
    """Bytes that no packer makes smaller, on disk as an upload is."""
    noise = random.Random(number)
    with tempfile.TemporaryFile() as file:
        file.write(LIKE_A_FILM)
        for _ in range(megabytes):
            file.write(noise.randbytes(2**20))
        yield file


def _approve() -> None:
    from benchmarks import demo
    from campaigns.domain import artifacts
    from campaigns.models import Artifact
    from tenants.models import Membership, Role

    editor, admin = (
        Membership.objects.filter(agency=demo._agency(), role=role)[0] for role in (Role.EDITOR, Role.ADMIN)
    )
    version = artifacts.submit(Artifact.objects.get(engagement=demo._engagement(), kind="creatives"), member=editor)
    report = version.qc_reports.get()
    artifacts.approve(
        version, member=admin, seen_sha256=version.content_sha256, confirmed=True,
        accepted=[artifacts.finding_key(check) for check in report.findings],
    )  # fmt: skip


def _handed_out(pack: object) -> None:
    from delivery import files
    from delivery.models import PackFile
    from tenants import audit

    file = PackFile.objects.select_related("pack__engagement__campaign__client").get(pack=pack, name="pack.zip")
    answer = files.serve(file, by=audit.SYSTEM)
    if answer.streaming:
        sent = sum(len(piece) for piece in answer)
        assert sent == file.size
        answer.close()


if __name__ == "__main__":
    main(int(sys.argv[1]))
