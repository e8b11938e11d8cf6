"""The demo: loaded once, its own work only, and never into somebody else's agency."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from django.db import transaction

from aicmo_site import demo
from campaigns.models import Engagement
from delivery.models import LegalSignOff, Pack
from tenants import audit
from tenants.models import Agency, AuditEntry, User
from tenants.scope import platform, tenant
from tests.support import cast, work

pytestmark = pytest.mark.django_db(transaction=True)


def rows() -> dict[str, int]:
    with platform("count every row"):
        return {model._meta.label: model._default_manager.count() for model in apps.get_models()}


def heads() -> Iterator[str]:
    for agency in Agency.objects.order_by("slug"):
        with tenant(agency):
            yield audit.head()


def test_a_second_demo_changes_no_row_and_leaves_other_peoples_engagements_alone(tmp_path: Path) -> None:
    """The stranger is the demo's own document once more, approved by the same person and ready for a pack."""
    call_command("demo")
    file = tmp_path / "in.json"
    file.write_text(json.dumps(work.document()))
    call_command("import_engagement", str(file), agency="northwind", approve_as="ines.okafor@northwind.example")
    before = rows(), list(heads())
    call_command("demo")
    assert (rows(), list(heads())) == before
    with tenant(Agency.objects.get(slug="northwind")):
        stranger = Engagement.objects.order_by("-id")[0]
        assert [sign_off.decider_name for sign_off in LegalSignOff.objects.filter(engagement=stranger)] == [
            "Ines Okafor"
        ]
        assert [(pack.engagement_id < stranger.pk, pack.state) for pack in Pack.objects.all()] == [(True, "published")]


def test_a_demo_that_was_interrupted_before_its_pack_makes_it_the_next_time() -> None:
    northwind = demo.AGENCIES[0]
    with transaction.atomic():
        agency = demo.build(northwind)
    with tenant(agency):
        assert not Pack.objects.exists()
    call_command("demo")
    with tenant(agency):
        assert Pack.objects.get().published_by == "Tomás Reyes"
        assert AuditEntry.objects.filter(action="pack.signed_off").count() == 1


@pytest.mark.parametrize("slug", ["northwind", "citrine"])
def test_the_demo_is_not_loaded_beside_somebody_elses_agency_of_that_address(slug: str) -> None:
    cast.agency(slug, "Somebody Else")
    before = rows()
    with pytest.raises(CommandError, match=f"The demo needs the address “{slug}”, which Somebody Else has here."):
        call_command("demo")
    assert rows() == before
    assert not User.objects.exists()
