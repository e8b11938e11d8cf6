"""A published pack is named before a version that it was made from is replaced."""

import pytest

from campaigns.domain import consequences
from delivery.domain import packs
from tenants.models import Membership
from tests.support import delivery, work

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("in_alder")]


def test_only_a_published_pack_is_named_and_only_for_what_is_in_it(alice: Membership) -> None:
    engagement = delivery.approved(alice)
    pack = delivery.built(engagement, alice)
    work.write(engagement, "intake", pricing="New")
    version = work.submit(engagement, "intake")
    assert "Pack" not in " ".join(found.text for found in consequences.of_approving(version))
    packs.publish(pack, member=alice, seen_digest=pack.pack_digest)
    said = [found.text for found in consequences.of_approving(version)]
    assert said[-1] == "Pack 1, published, was made from Intake v1."
    work.approve(version, alice)
    assert consequences.consequences_of(version) == []
