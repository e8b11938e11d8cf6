"""A pack that is published or ready is named before a version that it was made from is replaced."""

import pytest

from campaigns.domain import consequences, gates
from campaigns.enums import ArtifactKind
from campaigns.models import ArtifactVersion
from delivery.domain import newer, packs
from delivery.domain.inputs import REQUIRED
from delivery.models import Pack
from tenants.models import Membership
from tests.support import delivery, work

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("in_alder")]


def said(version: ArtifactVersion) -> list[str]:
    """Of what its approval would bring about, the packs."""
    return [found.text for found in consequences.of_approving(version) if found.text.startswith("Pack")]


def marked() -> list[int]:
    """Numbers of the packs that say that newer approved content exists."""
    return sorted(pack.number for pack in Pack.objects.all() if newer.since([pack]))


def test_the_packs_that_are_named_before_are_those_that_are_marked_after(alice: Membership) -> None:
    engagement = delivery.approved(alice)
    withdrawn = delivery.built(engagement, alice, formats=["json"])
    packs.withdraw(withdrawn, member=alice, reason="A wrong figure")
    delivery.published(engagement, alice, formats=["html"])
    delivery.built(engagement, alice, formats=["pdf"])
    work.write(engagement, "intake", pricing="New")
    version = work.submit(engagement, "intake")
    assert said(version) == ["Pack 2, published, was made from Intake v1.", "Pack 3, ready, was made from Intake v1."]
    assert marked() == []
    work.approve(version, alice)
    assert marked() == [2, 3]
    assert consequences.consequences_of(version) == []


def test_the_same_words_under_another_number_are_still_what_the_pack_was_made_from(alice: Membership) -> None:
    engagement = delivery.approved(alice)
    delivery.published(engagement, alice, formats=["json"])
    before = work.artifact(engagement, "intake").content["pricing"]
    for pricing in ("New", before):
        work.write(engagement, "intake", pricing=pricing)
        work.approve(work.submit(engagement, "intake"), alice)
    assert marked() == []
    work.write(engagement, "intake", pricing="Newer")
    version = work.submit(engagement, "intake")
    assert said(version) == ["Pack 1, published, was made from Intake v1."]
    work.approve(version, alice)
    assert marked() == [1]


def test_a_pack_says_nothing_of_a_stage_that_it_was_ordered_without(alice: Membership) -> None:
    """The stages of a pack are what an admin chose for it: monitoring that is approved later makes it no less than it was."""
    engagement = delivery.approved(alice, kinds=len(REQUIRED))
    pack = delivery.published(engagement, alice, formats=["json"])
    assert pack.kinds == [kind.value for kind in REQUIRED]
    work.write(engagement, "monitoring", **work.document()["artifacts"]["monitoring"])
    version = work.submit(engagement, "monitoring")
    assert said(version) == []
    work.approve(version, alice)
    assert ArtifactKind.MONITORING in gates.chain(engagement).effective
    assert (marked(), packs.moved_on(pack)) == ([], [])
