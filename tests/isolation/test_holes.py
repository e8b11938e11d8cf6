"""The attacks find planted holes by themselves, one at a time and by name, and find nothing in the same shapes done right."""

from collections.abc import Iterator
from unittest.mock import patch

import pytest
from django.utils.module_loading import import_string

from tenants import jobs
from tests.isolation.attacks import METHODS, Siege
from tests.isolation.holes import HOLES, PAGES, SOUND, Hole
from tests.isolation.jobs import job_attacks
from tests.isolation.routes import routes
from tests.isolation.runner import Finding, Runner
from tests.isolation.world import World

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]  # the attacks are asked here, not the database: once is enough

PRODUCT = "aicmo_site.urls"


def besiege(world: World, hole: Hole) -> Iterator[Finding]:
    """Attack what the URLconf and the registry of handlers have beyond the product's."""
    PAGES.clear()
    with Runner(world) as runner, patch.object(jobs, "HANDLERS", hole.handlers):
        known = frozenset(route.callback for route in routes(PRODUCT))
        siege = Siege(world, runner, [world.actors["owner"], world.actors["viewer"]], known, METHODS)
        for attack in siege.attacks():
            yield from runner.judge(attack)
        yield from job_attacks(world, runner)


@pytest.fixture
def planted(settings: pytest.FixtureRequest, request: pytest.FixtureRequest) -> Hole:
    hole: Hole = request.param
    settings.ROOT_URLCONF = (*hole.patterns, *import_string(f"{PRODUCT}.urlpatterns"))
    return hole


@pytest.mark.parametrize("planted", [pytest.param(hole, id=name) for name, hole in HOLES.items()], indirect=True)
def test_a_planted_hole_is_found_by_name(world: World, planted: Hole) -> None:
    found = list(besiege(world, planted))
    named = {finding.kind for finding in found if finding.attack.route == planted.route}
    assert named & planted.kinds, [str(finding) for finding in found[:20]]


@pytest.mark.parametrize("planted", [SOUND], ids=["sound"], indirect=True)
def test_nothing_is_found_where_nothing_is_wrong(world: World, planted: Hole) -> None:
    assert [str(finding) for finding in besiege(world, planted)] == []


def test_at_least_a_dozen_holes_are_planted_and_every_kind_of_finding_has_one() -> None:
    assert len(HOLES) >= 12
    kinds = frozenset().union(*(hole.kinds for hole in HOLES.values()))
    assert kinds == {"canary", "header", "mail", "log", "message", "written", "status", "body", "queries"}
