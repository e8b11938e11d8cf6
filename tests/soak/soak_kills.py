"""Twenty kills at each point of a build that a worker can be killed at: a whole pack after the restart, nothing half before
(make soak)."""

import pytest
from django.conf import settings

from campaigns.models import Engagement
from delivery.domain import keys
from delivery.enums import PackFormat, PackState
from delivery.models import PackFile
from delivery.verify import verify
from tenants import audit, jobs
from tenants.brand import save_brand
from tenants.models import Job, Membership
from tests.delivery.domain.test_packs import CRASH_POINTS, dying_worker, engagement, kept, stored, with_sweep
from tests.support import delivery

__all__ = ["engagement"]  # a fixture

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("in_alder")]

KILLS = 20
FORMATS = ((PackFormat.JSON,), (PackFormat.HTML,), (PackFormat.PDF, PackFormat.JSON))


@pytest.mark.parametrize("point", CRASH_POINTS)
def test_a_worker_that_is_killed_leaves_nothing_half(engagement: Engagement, alice: Membership, point: str) -> None:
    for turn in range(KILLS):
        save_brand(by=audit.SYSTEM, contact_line=f"Telephone {turn}")
        pack = delivery.ordered(engagement, alice, formats=FORMATS[turn % len(FORMATS)])
        assert dying_worker(pack, point) == -9
        pack.refresh_from_db()
        assert PackFile.objects.filter(pack=pack).exists() is (pack.state == PackState.READY) is (point == "recorded")
        Job.objects.filter(pk=pack.job_id).update(lease_until="2020-01-01T00:00Z")  # time passes
        with_sweep(alice.agency)
        jobs.run(pack.job_id, pack.agency_id, jobs.SCHEMA)
        pack.refresh_from_db()
        assert pack.state == PackState.READY
        assert verify(stored(pack, "pack.zip"), keys.allowed_signers()) == []
        assert kept(pack) == dict(PackFile.objects.filter(pack=pack).values_list("name", "sha256"))
        assert not list((settings.DATA_DIR / "media" / str(alice.agency.public_id)).rglob("staging"))
