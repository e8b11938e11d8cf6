"""A pack in which a name stands that is not its agency's is not kept, and the sentence tells nobody whose it is."""

from dataclasses import replace

import pytest
from structlog.testing import capture_logs

from delivery import leaks
from delivery.assemble import assemble
from delivery.domain import packs, white_label
from delivery.enums import PackState
from delivery.models import PackFile
from tenants import audit
from tenants.brand import save_brand
from tenants.errors import Refusal
from tenants.models import Agency, Membership
from tenants.scope import tenant
from tests.delivery.sample_pack import KEY
from tests.support import delivery

pytestmark = pytest.mark.django_db(transaction=True)


def test_other_agencies_are_known_by_all_the_names_they_had(alder: Agency, cedar: Agency) -> None:
    with tenant(cedar):
        save_brand(by=audit.SYSTEM, name="Cedar & Søn")
    with tenant(alder):
        assert {cedar.name, "Cedar & Søn"} <= white_label.others(alder)
        assert alder.name not in white_label.others(alder)


def test_another_agencys_name_is_refused_with_its_place_and_told_to_the_operator_alone(
    in_alder: object, alice: Membership
) -> None:
    Agency.objects.create(slug="quercus", name="Quercus & Daughters")
    Agency.objects.create(slug="mangrove", name="Mangrove Ltd")
    engagement = delivery.approved(alice)
    save_brand(by=audit.SYSTEM, legal_text="A friend of Mangrove Ltd")
    pack = delivery.ordered(engagement, alice, formats=("html", "json"))
    inputs = packs.snapshot(pack)
    sealed = assemble(inputs, key=KEY, identity=pack.agency.slug)
    white_label.refuse_leaks(pack, inputs, sealed)  # what the agency wrote itself tells it nothing
    planted = sealed.members["summary.html"] + b"<!-- Quercus &amp; Daughters -->"
    with capture_logs() as logs, pytest.raises(Refusal) as refused:
        white_label.refuse_leaks(pack, inputs, replace(sealed, members={**sealed.members, "summary.html": planted}))
    assert refused.value.message.startswith("A name that is not Alder & Oak’s stands in summary.html.")
    assert "Quercus" not in refused.value.message
    (entry,) = [entry for entry in logs if entry["event"] == "pack_leak"]
    assert entry["leaks"] == ["summary.html: Quercus & Daughters"]


def test_a_pack_that_names_somebody_else_fails_and_nothing_of_it_is_kept(
    in_alder: object, alice: Membership, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(leaks, "find", lambda files, **given: [leaks.Leak("deck.pptx", "docProps/app.xml", "X")])
    pack = delivery.built(delivery.approved(alice), alice, formats=("html", "json"))
    assert pack.state == PackState.FAILED
    assert "stands in deck.pptx, docProps/app.xml. The pack was not kept." in pack.errors["pack"]
    assert not PackFile.objects.exists()
