"""Jobs of delivery. The renderers are imported when a pack is made, never with this module."""

from tenants import brand_files
from tenants.jobs import Running, handler
from tenants.models import Job


def _failed(job: Job) -> None:
    from delivery.domain import packs

    packs.failed(job)


@handler("delivery.build_pack", on_failure=_failed)
def build_pack(running: Running) -> None:
    from delivery.domain import packs

    packs.build(running)


@handler("delivery.preview_pack")
def preview_pack(running: Running) -> None:
    from delivery.domain import previews

    previews.make(running)


@handler(brand_files.CHECK, on_failure=brand_files.failed)
def check_brand_file(running: Running) -> None:
    from delivery.domain import brand_files

    brand_files.check(running)
