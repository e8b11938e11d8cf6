"""What was given at one agency's host is worth nothing at another's: cookies, links, codes, forged host headers."""

import re
from copy import deepcopy
from dataclasses import replace

import pytest
from django.core import mail
from django.urls import reverse

from tenants.agencies import first_password_link
from tests.isolation.attacks import Siege
from tests.isolation.runner import COMPARED, Attack, Request, Runner
from tests.isolation.world import Actor, World
from tests.support import cast, letters

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]  # hosts are told apart before any database is asked for rows

FORGED = (
    "HTTP_X_FORWARDED_HOST", "HTTP_X_FORWARDED_SERVER", "HTTP_X_ORIGINAL_HOST", "HTTP_X_HOST", "HTTP_FORWARDED",
)  # fmt: skip


def pages(siege: Siege, actor: Actor) -> list[str]:
    """Addresses that open for `actor` at home."""
    return [door.opened_for[actor.name] for door in siege.doors if actor.name in door.opened_for]


def differing(runner: Runner, actor: Actor, request: Request, other: Actor, plain: Request) -> set[str]:
    answer, twin = runner.answer(actor, request), runner.control(other, plain)
    attack = Attack("host", request.url, actor, request, plain)
    return {finding.kind for finding in runner.verdict(attack, answer, twin)} & set(COMPARED)


def test_a_session_carried_to_another_agencys_host_is_nobodys(world: World) -> None:
    """Also for a person who is a member of both: each host asks for its own sign-in."""
    told = {}
    with Runner(world) as runner:
        siege = Siege(world, runner, [world.actors["owner"], world.actors["both"]])
        for actor in siege.actors:
            there = replace(actor, name=f"{actor.name} next door", host=world.neighbour.host)
            nobodys = actor.cookie[:-4] + "0000"  # a cookie that nobody gave
            stranger = replace(there, name=f"stranger beside {actor.name}", cookie=nobodys)
            for page in pages(siege, actor):
                asked = Request("GET", page)
                told[actor.name, page] = differing(runner, there, asked, stranger, asked) - {"queries"}
    assert {name for name, _ in told} == {"owner", "both"}
    assert {where: kinds for where, kinds in told.items() if kinds} == {}


def test_a_forged_host_header_changes_nothing(world: World) -> None:
    host, actor = world.neighbour.host, world.actors["owner"]
    with Runner(world) as runner:
        for route in [route for route in Siege(world, runner, [actor]).routes if not route.params]:
            plain = Request("GET", f"/{route.template}")
            runner.answer(actor, plain)  # fills what the process remembers, such as content types
            for header in FORGED:
                says = f"host={host}" if header == "HTTP_FORWARDED" else host
                forgery = replace(plain, headers=((header, says),))
                assert differing(runner, actor, forgery, actor, plain) == set(), (route, header)


def test_links_in_mail_lead_to_the_host_they_were_asked_at(world: World) -> None:
    browser = cast.browser(world.own.agency)
    email = world.own.members["viewer"].user.email
    forged = {"HTTP_X_FORWARDED_HOST": world.neighbour.host}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("django.db.transaction.on_commit", lambda act, **kwargs: act())
        browser.post(reverse("account_reset_password"), {"email": email}, **forged)
    letters.send(world.own.agency)
    (message,) = mail.outbox
    assert re.findall(r"https?://([^/:\s]+)", message.body) == [cast.host(world.own.agency)]


@pytest.mark.parametrize("who", ["dana", "the victim's own"])
def test_a_password_link_of_one_agency_is_a_dead_link_at_another(world: World, who: str) -> None:
    user = world.both.user if who == "dana" else world.victim.members["viewer"].user
    path = re.sub(r"^https?://[^/]+", "", first_password_link(world.victim.agency, user))
    dead = path[:-8] + "0000000/"
    home = replace(world.actors["anonymous"], host=world.neighbour.host)
    with Runner(world) as runner:
        alive = runner.answer(home, Request("GET", path))
        assert alive.status == 302, "the link works where it belongs"
        for method in ("GET", "POST"):
            passwords = (("password1", "a new long password"), ("password2", "a new long password"))
            body = passwords if method == "POST" else ()
            actor = world.actors["anonymous"]
            answer = runner.answer(actor, Request(method, path, body))
            twin = runner.answer(actor, Request(method, dead, body))
            assert (answer.status, answer.location, answer.changed) == (twin.status, twin.location, ())


def test_a_login_code_of_one_agency_is_no_use_at_another(world: World) -> None:
    """Nor with the cookie of the browser that asked for it."""
    at_home, next_door = cast.browser(world.own.agency), cast.browser(world.victim.agency)
    at_home.post(reverse("account_request_login_code"), {"email": world.both.user.email})
    letters.send(world.own.agency)
    (message,) = mail.outbox
    code = re.search(r"^\s*([A-Z0-9-]{6,12})\s*$", message.body, re.MULTILINE)[1]
    next_door.cookies = deepcopy(at_home.cookies)
    next_door.post(reverse("account_confirm_login_code"), {"code": code})
    assert "_auth_user_id" not in next_door.session
    at_home.post(reverse("account_confirm_login_code"), {"code": code})
    assert at_home.session["_auth_user_id"] == str(world.both.user.pk), "the code works where it belongs"
