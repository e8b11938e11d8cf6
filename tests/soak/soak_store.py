"""Every way in which an object store can go on failing, for what is written and for what is read back (make soak)."""

import pytest

from campaigns.models import Engagement
from delivery.models import Pack
from tenants.models import Membership
from tests.judge.conftest import engagement
from tests.judge.store import Way
from tests.judge.test_store import HOWS, gives_up_and_recovers, pack, port, way

__all__ = ["engagement", "pack", "port", "way"]  # fixtures

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize("how", HOWS)
@pytest.mark.parametrize("method", ["PUT", "GET"])
def test_what_goes_on_leaves_no_pack_and_the_next_order_a_whole_one(
    pack: Pack, way: Way, engagement: Engagement, alice: Membership, how: str, method: str
) -> None:
    gives_up_and_recovers(pack, way, engagement, alice, how, method)
