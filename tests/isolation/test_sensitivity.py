"""With every wall down the attacks find every model: an alarm that never rings proves nothing."""

from collections.abc import Callable, Iterator

import pytest

from tenants.checks import tenant_models
from tests.isolation.attacks import Siege
from tests.isolation.report import PROPERTY, row
from tests.isolation.runner import Runner
from tests.isolation.walls import without_storage_wall, without_wall_1, without_wall_2
from tests.isolation.world import World

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]  # the attacks are asked here, not the database: once is enough


@pytest.fixture(scope="module", autouse=True)
def _open_database() -> Iterator[None]:
    """For the whole module, since the role is chosen when the connection is made."""
    with without_wall_2():
        yield


def test_every_model_is_caught_when_no_wall_stands(
    world: World, record_property: Callable[[str, object], None]
) -> None:
    actors = [world.actors[name] for name in ("owner", "contact")]
    with without_wall_1(), without_storage_wall(), Runner(world) as runner:
        siege = Siege(world, runner, actors, methods=("GET", "POST"))
        attacks = list(siege.attacks())
        found = [finding for attack in attacks for finding in runner.judge(attack)]
        record_property(PROPERTY, row("none", siege, len(attacks), len(found)))
    walled = {model._meta.label_lower for model in tenant_models()}
    caught = frozenset().union(*(finding.models for finding in found))
    assert walled - caught == set()
    assert {"canary", "status", "body"} <= {finding.kind for finding in found}
