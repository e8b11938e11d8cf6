"""Every page that the site shows, in every state, in light and in dark, from a desk to the narrowest phone.

The list of addresses is the URLconf's: a route that is neither looked at nor told apart (tests/browser/pages.py) fails here.
"""

import contextlib
import http.client
import re
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import quote

import pytest
from axe_playwright_python.base import AxeResults
from axe_playwright_python.sync_playwright import Axe
from django.urls import resolve
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Response
from playwright.sync_api import Page as Tab

from tests.browser.door import PASSWORD, enter_portal
from tests.browser.pages import AGENCY, ANSWERS, BASE, NO_PAGE, NOWHERE, PAGES, WORK, Answer, Instead, Page
from tests.isolation.routes import Route, routes
from tests.support.site import Site

AXE = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"],
    "resultTypes": ["violations"],
    "preload": False,
}
RUN_AXE = (Axe().axe_script, "options => axe.run(document, options)")
DESK = {"width": 1280, "height": 900}
WIDTHS = (1280, 390, 320)
POLICY = {
    "default-src": ["'self'"],
    "script-src": ["'self'"],
    "style-src": ["'self'"],
    "img-src": ["'self'", "data:"],
    "base-uri": ["'self'"],
    "form-action": ["'self'"],
    "frame-ancestors": ["'none'"],
    "object-src": ["'none'"],
}
"""The policy of the whole house. Where a page needs them, a nonce is added for its scripts and its styles."""
TELL_VIOLATIONS = """addEventListener("securitypolicyviolation", event =>
    console.error(`Stopped by the policy: ${event.violatedDirective} ${event.blockedURI}`))"""
SETTLED = "document.getAnimations().forEach(each => each.finish())"
PRESS = """([to, form, fields]) => {
    const sent = document.createElement("form")
    const token = document.querySelector("[name=csrfmiddlewaretoken]").value
    const all = form ? [...new FormData(document.querySelector(form))] : []
    const wanted = [["csrfmiddlewaretoken", token], ...all].filter(([name]) => !(name in fields) && typeof name === "string")
    for (const [name, value] of [...wanted, ...Object.entries(fields)]) {
        const field = document.createElement("textarea")
        field.name = name
        field.value = value
        sent.append(field)
    }
    Object.assign(sent, {method: "post", action: to, hidden: true})
    document.body.append(sent)
    sent.submit()
}"""


class Visitor:
    """Somebody at a browser, with a tab for each page. Its console is read until axe comes, whose styles offend the policy."""

    def __init__(self, context: BrowserContext) -> None:
        context.add_init_script(TELL_VIOLATIONS)
        self.context = context
        self.tab: Tab = context.new_page()
        self.said: list[ConsoleMessage | str] = []

    def go(self, address: str) -> Response:
        self.tab.close()
        self.tab, said = self.context.new_page(), []
        self.tab.on("console", lambda line: said.append(line) if line.type in ("error", "warning") else None)
        self.tab.on("pageerror", lambda error: said.append(str(error)))
        self.said = said
        answer = self.tab.goto(address)
        if "/reauthenticate/" in self.tab.url and "/reauthenticate/" not in address:
            self.tab.get_by_label("Password").fill(PASSWORD)
            with self.tab.expect_navigation():
                self.tab.locator("main form button").first.click()
            answer = self.tab.goto(address)
        assert answer
        return answer

    def heard(self, answer: Response) -> list[str]:
        """What the console said, but for Chromium's own word that the page is no success."""
        lines = [
            line for line in self.said if isinstance(line, str) or line.location.get("url") != answer.url or answer.ok
        ]
        return [line if isinstance(line, str) else line.text for line in lines]


People = Callable[..., Visitor]


@pytest.fixture(scope="module")
def people(chromium: Browser, site: Site, furnished: dict[str, Any]) -> Iterator[People]:
    """Each at one browser for all pages; `fresh` gives one that nobody has used."""
    known: dict[tuple[str, str], Visitor] = {}
    with contextlib.ExitStack() as stack:

        def person(who: str, host: str, *, fresh: bool = False) -> Visitor:
            if fresh or (who, host) not in known:
                context = stack.enter_context(contextlib.closing(chromium.new_context(viewport=DESK)))
                for name, value in furnished["cookies"].get(who, {}).items():
                    context.add_cookies([{"name": name, "value": value, "url": site.url(host)}])
                visitor = Visitor(context)
                if who == "contact":
                    enter_portal(visitor.tab, site, "ingrid.solheim@nordlys-clinics.example", slug=host)
                if fresh:
                    return visitor
                known[who, host] = visitor
            return known[who, host]

        yield person


def place(text: str, furnished: dict[str, Any]) -> str:
    return text.format_map(furnished["places"])


def policy(headers: dict[str, str]) -> dict[str, list[str]]:
    """Directive → sources in order, without nonces."""
    told = re.sub(r"'nonce-[^']+'", "", headers["content-security-policy"])
    return {name: sorted(sources) for name, *sources in (part.split() for part in told.split(";"))}


def examine(visitor: Visitor, answer: Response, status: int) -> None:
    tab = visitor.tab
    tab.wait_for_load_state("load")
    assert answer.status == status
    assert policy(answer.headers) == POLICY
    for width in WIDTHS:
        tab.set_viewport_size({"width": width, "height": 900})
        assert tab.evaluate("document.documentElement.scrollWidth") <= width, f"The page scrolls sideways at {width}."
    tab.set_viewport_size(DESK)
    assert tab.locator("h1").count() == 1
    assert visitor.heard(answer) == []
    script, run = RUN_AXE
    tab.evaluate(script)
    for scheme in ("light", "dark"):
        tab.emulate_media(color_scheme=scheme)
        tab.evaluate(SETTLED)
        found = AxeResults(tab.evaluate(run, AXE))
        assert found.violations_count == 0, f"{scheme}: {found.generate_report()}"


@pytest.mark.parametrize("page", PAGES, ids=str)
def test_a_page_is_readable_by_everybody_on_every_screen_and_keeps_the_policy(
    page: Page, people: People, site: Site, furnished: dict[str, Any]
) -> None:
    visitor = people(page.who, page.host)
    answer = visitor.go(site.url(page.host, place(page.address, furnished)))
    examine(visitor, answer, page.status)


LONG = """() => {
    const words = "W".repeat(160)
    for (const each of document.querySelectorAll("h1, .crumbs a, main tbody th a, main tbody th small")) each.textContent = words
    return document.body.textContent.split(words).length - 1
}"""
COLUMNS = {1440: [3, 3], 1280: [3, 3], 1024: [2, 2], 390: [1, 1]}
"""Width of the screen → columns of a stage page, to write and to read."""
READABLE = 440
"""Pixels of the narrowest column that is written in, where another stands beside it."""


def test_a_stage_has_three_columns_on_a_desk_two_on_a_tablet_and_one_on_a_phone(
    people: People, site: Site, furnished: dict[str, Any]
) -> None:
    tab, found = people("editor", "studio").tab, {}
    for width in COLUMNS:
        tab.set_viewport_size({"width": width, "height": 900})
        columns = []
        for address in (f"{WORK}/{{whole}}/execution/", f"{WORK}/{{review}}/strategy/"):
            tab.goto(site.url("studio", place(address, furnished)))
            tracks = tab.locator(".stage").evaluate("each => getComputedStyle(each).gridTemplateColumns.split(' ')")
            assert len(tracks) == 1 or max(float(track.removesuffix("px")) for track in tracks) >= READABLE
            columns.append(len(tracks))
        found[width] = columns
    tab.set_viewport_size(DESK)
    assert found == COLUMNS


WITH_NAMES = (
    "/campaigns/", "/campaigns/{campaign}/", "/clients/", "/clients/{client}/", "/packs/", "/packs/{published}/",
    "/activity/?engagement={whole}", f"{WORK}/{{whole}}/", f"{WORK}/{{whole}}/intake/", f"{WORK}/{{whole}}/delivery/",
    f"{WORK}/{{review}}/strategy/decide/",
)  # fmt: skip


@pytest.mark.parametrize("address", WITH_NAMES)
def test_a_name_without_a_space_makes_no_page_and_no_table_wider(
    address: str, people: People, site: Site, furnished: dict[str, Any]
) -> None:
    tab = people("owner", "studio").tab
    asked = site.url("studio", place(address, furnished))
    answer = tab.goto(asked)
    assert answer
    assert (answer.status, answer.url) == (200, asked)
    assert tab.evaluate(LONG) > 1
    for width in WIDTHS:
        tab.set_viewport_size({"width": width, "height": 900})
        assert tab.evaluate("document.documentElement.scrollWidth") <= width
        assert tab.evaluate(
            "[...document.querySelectorAll('main .table-wrap')].every(each => each.scrollWidth <= each.clientWidth)"
        )
    tab.set_viewport_size(DESK)


@pytest.mark.parametrize("name", ANSWERS)
def test_an_answer_to_a_press_is_as_readable(name: str, people: People, site: Site, furnished: dict[str, Any]) -> None:
    asked: Answer = ANSWERS[name]
    page = asked.page
    visitor = people(page.who, page.host, fresh=page.who == "nobody" or asked.stranger)
    visitor.go(site.url(page.host, place(page.address, furnished)))
    if asked.stranger:
        visitor.tab.context.clear_cookies(name=re.compile("session"))
    visitor.said.clear()
    with visitor.tab.expect_navigation() as came:
        visitor.tab.evaluate(PRESS, [place(asked.to, furnished), asked.form, asked.fields])
    examine(visitor, came.value, asked.status)


# --- By keyboard ------------------------------------------------------------------------------------------------------

FOCUSED = """() => {
    const here = document.activeElement
    const style = getComputedStyle(here)
    const box = here.getBoundingClientRect()
    const again = here === window.focusedBefore
    window.focusedBefore = here
    return {
        nowhere: here === document.body,
        again,
        word: here.tagName + " " + (here.id || here.name || here.textContent.trim().slice(0, 40)),
        ring: style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2,
        inside: box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth,
    }
}"""
WALKED = {
    "the list of campaigns": Page("/campaigns/"),
    "a board": Page(f"{WORK}/{{stale}}/"),
    "a decision": Page(f"{WORK}/{{review}}/strategy/decide/", "admin"),
    "an order": Page(f"{WORK}/{{unsigned}}/delivery/"),
    "a comparison": Page(f"{WORK}/{{stale}}/intake/compare/?before=1&after=2", "editor"),
    "the activity": Page("/activity/"),
    "the administration": Page("/admin/campaigns/artifact/"),
    "the portal": Page("/portal/packs/{published}/", "contact"),
}


@pytest.mark.parametrize("name", WALKED)
def test_whoever_walks_by_keyboard_sees_where_they_are_and_comes_out_at_the_end(
    name: str, people: People, site: Site, furnished: dict[str, Any]
) -> None:
    page = WALKED[name]
    visitor = people(page.who, page.host)
    asked = site.url(page.host, place(page.address, furnished))
    answer = visitor.go(asked)
    assert (answer.status, answer.url) == (200, asked)
    words = [""]
    for _ in range(400):
        visitor.tab.keyboard.press("Tab")
        found = visitor.tab.evaluate(FOCUSED)
        if found["nowhere"]:
            break
        if found["again"]:
            continue  # a part of the same control, round which Chromium draws the ring
        assert found["ring"], f"No ring round {found['word']}."
        assert found["inside"], f"{found['word']} is out of sight."
        words.append(found["word"])
    else:
        raise AssertionError(f"The focus never comes out: {words[-5:]}.")
    assert words[1].startswith("A Skip")
    assert len(words) > 4


def test_a_fold_opens_and_closes_where_the_focus_is(people: People, site: Site, furnished: dict[str, Any]) -> None:
    visitor = people("editor", "studio")
    visitor.go(site.url("studio", place(f"{WORK}/{{draft}}/intake/", furnished)))
    fold = visitor.tab.locator("#editor details.section:not([open]) > summary").first
    handle = fold.element_handle()
    handle.focus()
    for key, is_open in (("Enter", True), ("Space", False), ("Enter", True)):
        visitor.tab.keyboard.press(key)
        assert handle.evaluate("each => [each.parentElement.open, each === document.activeElement]") == [is_open, True]


def test_a_finding_takes_the_focus_to_its_field_and_back_leads_out(
    people: People, site: Site, furnished: dict[str, Any]
) -> None:
    visitor = people("editor", "studio")
    visitor.go(site.url("studio", place(f"{WORK}/{{draft}}/intake/", furnished)))
    visitor.tab.locator("#qc-box a").first.focus()
    visitor.tab.keyboard.press("Enter")
    visitor.tab.wait_for_function("document.activeElement.closest('#editor')")
    found = visitor.tab.evaluate(FOCUSED)
    assert (found["ring"], found["inside"]) == (True, True)


# --- Nothing is left out ---------------------------------------------------------------------------------------------

ROUTES = {urlconf: routes(urlconf) for urlconf in (AGENCY, BASE)}


class Anything(dict[str, str]):
    def __missing__(self, name: str) -> str:
        return "00000000-0000-4000-8000-000000000000"


@pytest.mark.parametrize("urlconf", ROUTES)
def test_each_route_is_looked_at_or_told_apart(urlconf: str) -> None:
    pages = [page for page in PAGES if page.urlconf == urlconf and page.address != NOWHERE]
    paths = [page.address.format_map(Anything()).partition("?")[0] for page in pages]
    # By name: another route to a view that is looked at elsewhere is a route of its own.
    resolved = {resolve(path, urlconf).view_name for path in paths}
    nameless = {
        route.name for path in paths for route in ROUTES[urlconf] if route.name[0] == "/" and route.answers(path)
    }
    looked_at = {route.name for route in ROUTES[urlconf] if route.name in resolved} | nameless
    told_apart = set(NO_PAGE[urlconf])
    assert looked_at & told_apart == set()
    assert looked_at | told_apart == {route.name for route in ROUTES[urlconf]}


WORDS = {
    "kind": "strategy",
    "number": "1",
    "name": "report.pdf",
    "version": "1",
    "ground": "paper",
    "app_label": "campaigns",
}
PARTS = {"preview": "cover"}
ROOTS = {
    "packs": "published", "pack": "published", "engagements": "whole", "order": "whole", "campaigns": "campaign",
    "clients": "client", "contacts": "contact",
}  # fmt: skip
TOLD = [(urlconf, name) for urlconf, names in NO_PAGE.items() for name in names]


@pytest.mark.parametrize(("urlconf", "name"), TOLD)
def test_what_is_no_page_is_what_it_is_said_to_be(
    urlconf: str, name: str, people: People, site: Site, furnished: dict[str, Any]
) -> None:
    route = next(route for route in ROUTES[urlconf] if route.name == name)
    host = "studio" if urlconf == AGENCY else "operator"
    who = "operator" if urlconf == BASE else "contact" if name.startswith("portal:") else "owner"
    status, headers, body = fetched(site, host, people(who, host), address_of(route, furnished))
    is_html = headers.get("content-type", "").startswith("text/html")
    found = {
        Instead.ACT: status == 405,
        Instead.ELSEWHERE: status == 302,
        Instead.FILE: status == 200 and not is_html,
        Instead.PART: status == 200 and is_html and "<html" not in body,
        Instead.DOCUMENT: status == 200 and {"sandbox", "default-src"} <= policy(headers).keys(),
        Instead.REFUSAL: status == 403,
        Instead.MISSING: status == 404,
        Instead.ANSWERED: status == 302,
    }
    assert found[NO_PAGE[urlconf][name]], (status, headers)
    assert "unsafe-" not in headers.get("content-security-policy", "")


def address_of(route: Route, furnished: dict[str, Any]) -> str:
    """The route's address with rows that there are."""
    before = route.template.partition("%(")[0].strip("/").split("/")
    root = before[-1]
    table = "_".join(before[-2:])
    places = furnished["places"]
    row = places.get(ROOTS.get(root, root)) or places.get(table) or places.get(root, "x")
    values = {param: WORDS.get(param) or places.get(PARTS.get(param), row) for param in route.params}
    return "/" + route.template % {param: quote(value) for param, value in values.items()}


def fetched(site: Site, host: str, visitor: Visitor, address: str) -> tuple[int, dict[str, str], str]:
    """Status, headers and text of a GET with the visitor's cookies, followed nowhere."""
    cookies = "; ".join(f"{one['name']}={one['value']}" for one in visitor.tab.context.cookies(site.url(host)))
    connection = http.client.HTTPConnection("127.0.0.1", site.port, timeout=30)
    with contextlib.closing(connection):
        connection.request("GET", address, headers={"Host": f"{host}.localhost:{site.port}", "Cookie": cookies})
        answer = connection.getresponse()
        headers = {name.lower(): value for name, value in answer.getheaders()}
        return answer.status, headers, answer.read().decode(errors="replace")
