"""Another agency's rows are neither told nor changed, by any role, at any address, by any method (docs/architecture.md,
"Three walls"). The attacks are generated: tests.isolation.attacks."""

from collections.abc import Callable, Iterable
from fnmatch import fnmatchcase

import pytest

from tests.isolation.attacks import METHODS, Siege
from tests.isolation.report import PROPERTY, row
from tests.isolation.runner import Finding, Runner
from tests.isolation.walls import without_wall_1
from tests.isolation.world import World

pytestmark = pytest.mark.django_db

# Who attacks together; two groups at the agency's host, so that two processes share the work.
GROUPS = {
    "owner, viewer, contact, anonymous": ("owner", "viewer", "contact", "anonymous"),
    "admin, editor, both, operator": ("admin", "editor", "both", "operator"),
    "base host": ("operator@base", "owner@base", "anonymous@base"),
}

# Without the application's wall: one of each who is let in anywhere; whoever is not is stopped before any row is asked for.
INSIDERS = {"owner, editor, both": ("owner", "editor", "both")}

# Routes that do not open for anybody with their own identifiers, so that nothing shows that an attack was stopped by a wall
# rather than by the address: surface → name (* stands for anything) → why that is so.
CLOSED = {
    "agency": {
        "account_signup": "sign-up is closed; it sends on to the sign-in page",
        "admin:login": "sends everybody on to the one door",
        "admin:autocomplete": "answers fields of forms only; source “admin autocomplete” asks for each",
        "admin:view_on_site": "no model has a page of its own",
        "admin:*_add": "rows come from verbs",
        "admin:delivery_pack_publication": "takes POST only, and Alder's pack is published already",
        "admin:delivery_pack_withdrawal": "takes POST only, with a reason",
        "admin:delivery_pack_sign_off": "takes POST only, bound to a digest that is computed",
        "admin:delivery_pack_waiver": "takes POST only, bound to a digest that is computed",
        "admin:*_delete": "rows are kept",
        "/admin/%(url)s": "takes what no other pattern takes, and answers 404",
    },
    "base": {
        "healthz": "needs a worker; holds no agency's words",
        "operator:login": "sends everybody on to the one door",
        "operator:autocomplete": "answers fields of forms only; source “admin autocomplete” asks for each",
        "operator:tenants_user_add": "people come by invitation",
        "operator:tenants_platformentry_add": "written by verbs",
        "mfa_[drv]*": "this operator has no second factor; the same pages open at the agency's host",
        "operator:*_delete": "an agency is switched off, not deleted",
        "/operator/%(url)s": "takes what no other pattern takes, and answers 404",
    },
}


def lay(
    world: World, names: Iterable[str], walls: str, record: Callable[[str, object], None], methods: tuple[str, ...]
) -> list[Finding]:
    """Lay siege, note the table's row, and check that the siege was complete."""
    with Runner(world) as runner:
        siege = Siege(world, runner, [world.actors[name] for name in names], methods=methods)
        attacks, found = 0, []
        for attack in siege.attacks():
            attacks += 1
            found += runner.judge(attack)
        record(PROPERTY, row(walls, siege, attacks, len(found)))
    wanted = {(r.name, actor.name, method) for r in siege.routes for actor in siege.actors for method in methods}
    assert wanted - runner.reached == set(), "no attack reaches these"
    reasons = CLOSED[siege.actors[0].surface]
    closed = {door.route.name for door in siege.doors if not door.aims}
    assert {name for name in closed if not any(fnmatchcase(name, pattern) for pattern in reasons)} == set()
    assert {pattern for pattern in reasons if not any(fnmatchcase(name, pattern) for name in closed)} == set()
    return found


def told(found: list[Finding]) -> str:
    return "\n".join(map(str, found[:40]))


@pytest.mark.parametrize("group", GROUPS)
def test_no_attack_learns_or_changes_anything(
    world: World, group: str, record_property: Callable[[str, object], None]
) -> None:
    found = lay(world, GROUPS[group], "all", record_property, METHODS)
    assert not found, told(found)


@pytest.mark.postgres
@pytest.mark.parametrize("group", INSIDERS)
def test_the_databases_wall_holds_without_the_applications(
    world: World, group: str, record_property: Callable[[str, object], None]
) -> None:
    with without_wall_1():
        found = lay(world, INSIDERS[group], "database only", record_property, ("GET", "POST"))
    assert not found, told(found)
