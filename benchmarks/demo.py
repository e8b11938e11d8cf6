"""The demo's pack in its database: read for the other rows; ordered anew, then built as a worker does it."""

import pickle
from itertools import count
from pathlib import Path

from django.db import transaction

from aicmo_site.demo import AGENCIES
from campaigns.models import Engagement
from delivery.domain import inputs, packs, preflight
from delivery.enums import PackState
from delivery.models import Pack
from tenants import audit, jobs
from tenants.brand import save_brand
from tenants.models import Agency, Membership, Role
from tenants.scope import tenant

numbers = count(1)


def write_inputs(folder: Path) -> None:
    """The last pack's inputs, for the rows that need no database."""
    with tenant(_agency()):
        pack = Pack.objects.select_related("engagement__campaign__client", "brand", "agency").order_by("id").last()
        (folder / "inputs.pickle").write_bytes(pickle.dumps(packs.snapshot(pack)))


def order() -> None:
    """Change a line of the brand, sign off, and order: a pack that was never built."""
    agency = _agency()
    with tenant(agency):
        save_brand(by=audit.SYSTEM, contact_line=f"Telephone {next(numbers)}")
        admin = Membership.objects.filter(agency=agency, role=Role.ADMIN)[0]
        preflight.sign_off(inputs.select(_engagement(), agency=agency), member=admin)
        with transaction.atomic():
            packs.order(_engagement(), agency=agency, by=audit.SYSTEM)


def build() -> bytes:
    """The job of the pack that was ordered last."""
    with tenant(_agency()):
        pack = Pack.objects.order_by("id").last()
        assert pack, "order() comes first"
        assert pack.job_id, "an order leaves a job"
        jobs.run(pack.job_id, pack.agency_id, jobs.SCHEMA)
        pack.refresh_from_db()
    if pack.state != PackState.READY:
        raise SystemExit(f"The task left the pack {pack.state}: {pack.errors}")
    return pack.archive_sha256.encode()


def _engagement() -> Engagement:
    """The one whose pack is the demo's."""
    return Pack.objects.select_related("engagement__campaign__client").order_by("id")[0].engagement


def _agency() -> Agency:
    return Agency.objects.get(slug=AGENCIES[0].slug)
