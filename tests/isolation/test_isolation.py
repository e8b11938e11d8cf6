"""Another agency's rows are neither told nor changed, by any role, at any address, by any method (docs/architecture.md,
"Three walls"). The attacks are generated: tests.isolation.attacks.

The two walls around reading are attacked where each stands alone, so that none hides behind the other: the application's on
SQLite, the database's on PostgreSQL with the application's taken away. What passes both together passes each alone.
"""

from collections.abc import Callable, Iterable
from fnmatch import fnmatchcase
from typing import Any
from unittest.mock import patch

import pytest

from delivery.domain import visible
from delivery.enums import PackState
from delivery.models import Pack, PackFile, Preview
from tests.isolation import next_client
from tests.isolation.attacks import Siege
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
        "work:*_archive": "takes POST only, and Alder's work is in review",
        "work:rebase": "takes POST only, and nothing of Alder's is stale",
        "work:confirm": "takes POST only, and nothing of Alder's is stale",
        "work:restore": "takes POST only, with the counter of a page that was opened",
        "work:file_remove": "takes POST only, with the name of a file, and Alder's work is in review",
        "delivery:sign_off": "takes POST only, bound to a digest that is computed",
        "delivery:waiver": "takes POST only, bound to a digest that is computed",
        "delivery:publication": "takes POST only, and Alder's pack is published already",
        "portal:code": "needs a code that was asked for in the same browser",
        "portal:sign_out": "takes POST only, and leads to the sign-in page",
        "/admin/%(url)s": "takes what no other pattern takes, and answers 404",
    },
    "base": {
        "operator:login": "sends everybody on to the one door",
        "operator:autocomplete": "answers fields of forms only; source “admin autocomplete” asks for each",
        "operator:tenants_user_add": "people come by invitation",
        "operator:tenants_platformentry_add": "written by verbs",
        "mfa_[drv]*": "this operator has no second factor; the same pages open at the agency's host",
        "operator:*_delete": "an agency is switched off, not deleted",
        "/operator/%(url)s": "takes what no other pattern takes, and answers 404",
    },
}

# What a contact has at the portal once signed in.
READERS_PAGES = {
    f"portal:{name}"
    for name in (
        "sign_in",
        "home",
        "client",
        "pack",
        "summary",
        "summary_page",
        "pages",
        "picture",
        "file",
        "allowed_signers",
    )
}
# The portal's questions with the condition "of this client" left out.
FORGETFUL: dict[str, Callable[..., Any]] = {
    "packs_for": lambda client: Pack.objects.filter(state=PackState.PUBLISHED).prefetch_related("files"),
    "file_for": lambda client, public_id, name: PackFile.objects.filter(pack__public_id=public_id, name=name).first(),
    "previews_for": lambda client, public_ids: Preview.objects.filter(file__pack__public_id__in=public_ids),
}
SHOWS = {"packs_for": "portal:pack", "file_for": "portal:file", "previews_for": "portal:picture"}
"""The page that an attack finds it out by."""


def lay(
    world: World, names: Iterable[str], walls: str, record: Callable[[str, object], None]
) -> tuple[Siege, list[Finding]]:
    """Lay siege, note the table's row, and check that every route was reached by everybody with every method."""
    with Runner(world) as runner:
        siege = Siege(world, runner, [world.actors[name] for name in names])
        attacks, found = 0, []
        for attack in siege.attacks():
            attacks += 1
            found += runner.judge(attack)
        record(PROPERTY, row(walls, siege, attacks, len(found)))
    wanted = {(r.name, actor.name, method) for r in siege.routes for actor in siege.actors for method in siege.methods}
    assert wanted - runner.reached == set(), "no attack reaches these"
    return siege, found


def closed_without_a_reason(siege: Siege) -> set[str]:
    """Routes that should have opened for somebody, and reasons that are none any more."""
    reasons = CLOSED[siege.actors[0].surface]
    closed = {door.route.name for door in siege.doors if not door.aims}
    open_ones = {name for name in closed if not any(fnmatchcase(name, pattern) for pattern in reasons)}
    return open_ones | {pattern for pattern in reasons if not any(fnmatchcase(name, pattern) for name in closed)}


def told(found: list[Finding]) -> str:
    return "\n".join(map(str, found[:40]))


@pytest.mark.sqlite
@pytest.mark.parametrize("group", GROUPS)
def test_no_attack_learns_or_changes_anything(
    world: World, group: str, record_property: Callable[[str, object], None]
) -> None:
    siege, found = lay(world, GROUPS[group], "the application's", record_property)
    assert not found, told(found)
    assert closed_without_a_reason(siege) == set()


@pytest.mark.sqlite  # no wall of the database stands between clients of one agency
def test_a_contact_learns_nothing_of_the_agencys_other_clients(
    world: World, record_property: Callable[[str, object], None]
) -> None:
    siege, found = lay(next_client.build(world), ["contact"], "next client", record_property)
    assert not found, told(found)
    opened = {door.route.name for door in siege.doors if door.opened_for}
    assert {name for name in opened if name.startswith("portal:")} == READERS_PAGES


@pytest.mark.sqlite
@pytest.mark.parametrize("question", FORGETFUL)
def test_a_portal_that_forgets_whose_pack_it_is_is_found_out(world: World, question: str) -> None:
    with patch.object(visible, question, FORGETFUL[question]), Runner(world := next_client.build(world)) as runner:
        siege = Siege(world, runner, [world.actors["contact"]], methods=("GET",))
        routes = {finding.attack.route for attack in siege.attacks() for finding in runner.judge(attack)}
    assert SHOWS[question] in routes


@pytest.mark.postgres
@pytest.mark.parametrize("group", GROUPS)
def test_the_databases_wall_holds_without_the_applications(
    world: World, group: str, record_property: Callable[[str, object], None]
) -> None:
    with without_wall_1():
        siege, found = lay(world, GROUPS[group], "the database's", record_property)
    assert not found, told(found)
    assert closed_without_a_reason(siege) == set()
