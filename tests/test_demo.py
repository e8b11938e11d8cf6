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


class After:
    """Is told to stop once it has been asked `steps` times."""

    def __init__(self, steps: int) -> None:
        self.steps = steps

    def is_set(self) -> bool:
        self.steps -= 1
        return self.steps < 0


@pytest.mark.sqlite
@pytest.mark.parametrize(
    ("steps", "agencies", "packs"),
    [(0, [], 0), (1, ["northwind"], 0), (2, ["northwind"], 1), (3, ["citrine", "northwind"], 1)],
)
def test_a_demo_that_is_told_to_stop_ends_its_step_and_is_due_until_it_is_whole(
    steps: int, agencies: list[str], packs: int
) -> None:
    assert demo.is_due()
    call_command("demo", stop=After(steps))
    assert list(Agency.objects.order_by("slug").values_list("slug", flat=True)) == agencies
    with platform("count packs"):
        assert Pack.objects.count() == packs
    assert demo.is_due() == (steps < 3)
    call_command("demo")
    assert not demo.is_due()
    assert Agency.objects.count() == 2


def test_a_demo_is_not_due_where_somebody_else_is_at_home() -> None:
    cast.agency("elm", "Elm & Ash")
    assert not demo.is_due()
    cast.agency("citrine", "Somebody Else")
    assert not demo.is_due()


@pytest.mark.parametrize("slug", ["northwind", "citrine"])
def test_the_demo_is_not_loaded_beside_somebody_elses_agency_of_that_address(slug: str) -> None:
    cast.agency(slug, "Somebody Else")
    before = rows()
    with pytest.raises(CommandError, match=f"The demo needs the address “{slug}”, which Somebody Else has here."):
        call_command("demo")
    assert rows() == before
    assert not User.objects.exists()
