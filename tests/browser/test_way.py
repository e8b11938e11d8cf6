"""The whole way through the screens alone: from an empty agency to a pack that its client has checked."""

import contextlib
import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from playwright.sync_api import Browser

from campaigns.content import MODELS, fields
from campaigns.content.base import Part, Widget
from campaigns.enums import ArtifactKind
from delivery.verify import verify
from tests.browser import way
from tests.browser.door import choose_password, enter_portal, link_for, sign_in
from tests.browser.way import Keys, Person, Pointer
from tests.support import work
from tests.support.site import Site

LEAST = json.loads((Path(__file__).parent / "least.json").read_text())
"""By kind, what somebody has to type for a complete stage: what is drawn from upstream is not in it."""
KINDS = tuple(LEAST)
PHONE = {"viewport": {"width": 390, "height": 844}, "is_mobile": True, "has_touch": True}
DESK = {"viewport": {"width": 1280, "height": 900}}
CLIENT = "Fjord Clinics"
PRICED = {"pricing": "A roster audit costs € 2,400."}
"""What the editor writes when the intake is sent back."""


@dataclass(frozen=True)
class Way:
    slug: str
    browser: dict[str, Any]
    hand: Callable[[Any], way.Hand] = lambda page: Pointer()
    whole: bool = False

    @property
    def scripted(self) -> bool:
        return bool(self.browser.get("java_script_enabled", True))


def whole() -> dict[str, Any]:
    """Every field of every kind, with one row in each list."""
    contents = work.document()["artifacts"]
    contents["creatives"]["num_assets"] = 1
    found = {kind: asked(MODELS[ArtifactKind(kind)], contents[kind]) for kind in KINDS}
    return json.loads(json.dumps(found).replace("Nordlys Clinics Group", CLIENT))


def asked(model: type[Part], content: dict[str, Any]) -> dict[str, Any]:
    """What the forms ask for of the content, with one row in each list."""
    found = {}
    for spec in fields(model):
        value = content.get(spec.name)
        if value is None or spec.internal:
            continue
        rows = value[:1] if spec.widget is Widget.ROWS else value
        if spec.model:
            rows = [asked(spec.model, row) for row in rows] if isinstance(rows, list) else asked(spec.model, rows)
        found[spec.name] = rows
    return found


def differences(typed: Any, delivered: Any, path: str = "") -> list[tuple[str, Any, Any]]:
    """Path, what was typed and what was delivered, wherever it is not the same. Ticks have no order."""
    if isinstance(typed, dict) and isinstance(delivered, dict):
        return [each for name in typed for each in differences(typed[name], delivered.get(name), f"{path}.{name}")]
    if isinstance(typed, list) and typed and isinstance(typed[0], dict) and len(typed) == len(delivered or []):
        pairs = zip(typed, delivered, strict=True)
        return [each for at, pair in enumerate(pairs) for each in differences(*pair, f"{path}[{at}]")]
    same = (
        sorted(map(str, typed)) == sorted(map(str, delivered)) if isinstance(typed, list) else typed in ("", delivered)
    )
    return [] if same else [(path, typed, delivered)]


WAYS = {
    "at a desk, every field": Way("elm", DESK, whole=True),
    "on a phone": Way("oak", PHONE),
    "by keyboard": Way("ash", DESK, hand=Keys),
    "without script": Way("yew", {**DESK, "java_script_enabled": False}),
}
People = Callable[[Way], Person]


@pytest.fixture
def people(chromium: Browser) -> Iterator[People]:
    """People at browsers of their own. Whatever the console says is a failure: what a policy stops stands there too."""
    said: list[str] = []
    with contextlib.ExitStack() as stack:

        def person(taken: Way) -> Person:
            context = chromium.new_context(**taken.browser, accept_downloads=True)
            stack.enter_context(contextlib.closing(context))
            page = context.new_page()
            page.on("console", lambda line: said.append(line.text) if line.type in ("error", "warning") else None)
            page.on("pageerror", lambda error: said.append(str(error)))
            if taken.hand is Keys:
                context.add_init_script(POINTED)
            return Person(page, taken.hand(page))

        yield person
    assert said == []


POINTED = """
addEventListener("pointerdown", (event) => console.error(`A pointer was used on ${event.target.outerHTML.slice(0, 90)}`), true)
"""
"""Who goes by keyboard uses no pointer, not even once: a press of one is said, and what is said is a failure."""
OPEN = """
from django.core.management import call_command
for slug in {slugs}:
    call_command("create_agency", slug, name=f"{{slug.capitalize()}} Studio", owner=f"owner@{{slug}}.example")
"""


@pytest.fixture(scope="module")
def agencies(site: Site) -> Site:
    """The site with an empty agency for each way: nobody is there but the owner, who has a letter with the way in."""
    site.manage("shell", "-c", OPEN.format(slugs=[taken.slug for taken in WAYS.values()]))
    return site


@pytest.mark.parametrize("name", WAYS)
def test_a_new_client_of_an_empty_agency_receives_a_pack_through_the_screens_alone(
    name: str, people: People, agencies: Site, tmp_path: Path
) -> None:
    taken = WAYS[name]
    contents = whole() if taken.whole else LEAST
    editor, admin = staffed(taken, people, agencies)
    begin(editor)
    for kind in KINDS:
        version = f"{kind.capitalize()} v1"
        way.open_stage(editor, kind)
        way.type_in(editor, contents[kind])
        way.hand_in(editor, kind, 1)
        if kind == "intake":
            version = sent_back(editor, admin)
        way.approve(admin, version, CLIENT)
        editor.page.reload()
    way.order(admin, CLIENT, scripted=taken.scripted)
    contact_added(admin)
    admin.button(f"Publish to {CLIENT}")
    admin.sees(f"is published to {CLIENT}")
    received(people(taken), agencies, taken.slug, tmp_path)
    with ZipFile(tmp_path / "pack.zip") as pack:
        delivered = {kind: said["content"] for kind, said in json.loads(pack.read("artifacts.json")).items()}
    assert differences(contents | {"intake": contents["intake"] | PRICED}, delivered) == []


def staffed(taken: Way, people: People, site: Site) -> tuple[Person, Person]:
    """An agency with nothing but its owner, who sees the way to a first pack and invites an editor and an admin."""
    slug, names = taken.slug, {"editor": "Mara Lind", "admin": "Tomas Rey"}
    email = {role: f"{role}@{slug}.example" for role in ("owner", *names)}
    owner = people(taken)
    choose_password(owner.page, link_for(site, email["owner"]), hand=owner.hand)
    sign_in(owner.page, site, email["owner"], slug=slug, hand=owner.hand)
    owner.link("Campaigns")
    owner.sees("To your first pack")
    for role, called in names.items():
        way.invite(owner, email[role], called, role)
        owner.link("Workspace")
    found = {role: people(taken) for role in names}
    for role, person in found.items():
        choose_password(person.page, link_for(site, email[role]), hand=person.hand)
        sign_in(person.page, site, email[role], slug=slug, hand=person.hand)
    return found["editor"], found["admin"]


def begin(editor: Person) -> None:
    editor.link("Campaigns")
    editor.link("New engagement")
    editor.fill("Name of the new client", CLIENT)
    editor.fill("Name of the new campaign", "Calm operations")
    editor.hand.choose(editor.page.get_by_label("Objective"), "lead_generation")
    editor.fill("Name of the engagement", "Spring 2026")
    editor.button("Start the engagement")
    editor.is_at(CLIENT)


def sent_back(editor: Person, admin: Person) -> str:
    """The admin wants something else, the editor writes it; the version that waits then."""
    reason = "Say what a roster audit costs."
    way.request_changes(admin, "Intake v1", CLIENT, reason)
    editor.link(re.compile("^My work"))
    editor.sees(reason)
    editor.link(re.compile("Intake"))
    editor.sees(reason)
    way.type_in(editor, PRICED)
    way.hand_in(editor, "intake", 2)
    return "Intake v2"


def contact_added(admin: Person) -> None:
    """The page of the pack says that nobody could read it, and leads to where somebody is added."""
    admin.link("Add a contact")
    admin.fill("Name", "Ida Fjord")
    admin.fill("E-mail address", "ida@fjord.example")
    admin.button("Add the contact")
    admin.sees("Ida Fjord")
    admin.link("Their engagements")
    admin.link(CLIENT)
    way.open_stage(admin, "delivery")
    admin.link(re.compile("^Pack 1$"))
    admin.is_at("Pack 1")


def received(client: Person, site: Site, slug: str, folder: Path) -> None:
    """The client enters with a code, downloads everything and checks it."""
    enter_portal(client.page, site, "ida@fjord.example", slug=slug, hand=client.hand)
    client.link("Open pack 1")
    for address, name in (("files/pack.zip", "pack.zip"), ("allowed_signers", "allowed_signers")):
        with client.page.expect_download() as download:
            client.hand.press(client.page.locator(f"a[href*='{address}']").first)
        download.value.save_as(folder / name)
    signers = (folder / "allowed_signers").read_text()
    assert verify(folder / "pack.zip", signers) == []
