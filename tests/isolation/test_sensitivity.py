"""With every wall down the attacks find every model: an alarm that never rings proves nothing."""

from collections.abc import Callable, Iterator

import pytest

from tenants.checks import tenant_models
from tests.isolation.attacks import Siege, by_admin, by_form, by_page, by_path, by_query
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


WANTED = {"canary", "status", "body"}
# Pages first, as most models are shown there; then forms, whose writes catch the rest. Of the pages GET is enough: whatever else
# there is to send, the forms send.
SOURCES = (by_path, by_form, by_query, by_page, by_admin)


def test_every_model_is_caught_when_no_wall_stands(
    world: World, record_property: Callable[[str, object], None]
) -> None:
    walled = {model._meta.label_lower for model in tenant_models()}
    actors = [world.actors[name] for name in ("owner", "contact")]
    with without_wall_1(), without_storage_wall(), Runner(world) as runner:
        siege = Siege(world, runner, actors, methods=("GET",))
        missed, kinds, attacks, found = walled, WANTED, 0, 0
        for attack in siege.attacks(SOURCES):
            findings = runner.judge(attack)
            missed = missed.difference(*(finding.models for finding in findings))
            kinds = kinds.difference(finding.kind for finding in findings)
            attacks, found = attacks + 1, found + len(findings)
            if not missed and not kinds:
                break  # more of the same
        record_property(PROPERTY, row("none", siege, attacks, found))
    assert missed == set()
    assert kinds == set()
