"""Steps of the whole way, as people do them: by mouse, by finger or by keyboard, with scripts and without."""

import re
import time
from dataclasses import dataclass
from typing import Any, Protocol

from playwright.sync_api import Locator, Page, expect

FARTHEST = 400  # presses of Tab from one end of the longest page to the other
BUILT = 240  # seconds in which a pack is built

HERE = "each => each === document.activeElement"
BEHIND = """each => {
    const here = document.activeElement
    return here !== document.body && Boolean(here.compareDocumentPosition(each) & Node.DOCUMENT_POSITION_PRECEDING)
}"""
STATE = """each => {
    const folds = []
    for (let at = each.parentElement; at; at = at.parentElement)
        if (at.matches("details:not([open])")) folds.unshift(at.id || at.closest("li").id)
    return {tag: each.tagName, type: each.type, value: each.value, folds}
}"""


class Hand(Protocol):
    """How somebody does things on a page."""

    def press(self, target: Locator) -> None: ...
    def write(self, target: Locator, text: str) -> None: ...
    def choose(self, target: Locator, value: str) -> None: ...


class Pointer:
    """A mouse or a finger, and a keyboard for words."""

    def press(self, target: Locator) -> None:
        target.click()

    def write(self, target: Locator, text: str) -> None:
        target.fill(text)

    def choose(self, target: Locator, value: str) -> None:
        target.select_option(value)


class Keys:
    """Nothing but a keyboard: what Tab does not reach cannot be used."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def go(self, target: Locator) -> None:
        target.wait_for()
        key = "Shift+Tab" if target.evaluate(BEHIND) else "Tab"
        for _ in range(FARTHEST):
            if target.evaluate(HERE):
                return
            self.page.keyboard.press(key)
        raise AssertionError(f"{key} does not come to {target}.")

    def press(self, target: Locator) -> None:
        self.go(target)
        is_tick = target.get_attribute("type") == "checkbox"
        self.page.keyboard.press("Space" if is_tick else "Enter")

    def write(self, target: Locator, text: str) -> None:
        self.go(target)
        if target.get_attribute("type") == "date":
            year, month, day = text.split("-")
            self.page.keyboard.type(f"{month}{day}{year}")
        else:
            self.page.keyboard.press("Control+a")
            self.page.keyboard.insert_text(text)
        expect(target).to_have_value(text)

    def choose(self, target: Locator, value: str) -> None:
        self.go(target)
        wanted, now = target.evaluate(
            "(each, value) => [[...each.options].findIndex(one => one.value === value), each.selectedIndex]", value
        )
        for _ in range(abs(wanted - now)):
            self.page.keyboard.press("ArrowDown" if wanted > now else "ArrowUp")
        expect(target).to_have_value(value)


@dataclass(frozen=True)
class Person:
    page: Page
    hand: Hand

    def button(self, name: str | re.Pattern[str]) -> None:
        self.hand.press(self.page.get_by_role("button", name=name))

    def link(self, name: str | re.Pattern[str]) -> None:
        self.hand.press(self.page.get_by_role("link", name=name).first)

    def fill(self, label: str, text: str) -> None:
        self.hand.write(self.page.get_by_label(label).first, text)

    def sees(self, text: str) -> None:
        expect(self.page.get_by_text(text).first).to_be_visible()

    def is_at(self, heading: str) -> None:
        """The page that has the heading, which does not scroll sideways."""
        expect(self.page.get_by_role("heading", level=1, name=heading)).to_be_visible()
        screen = self.page.viewport_size or {"width": 0}  # a phone's innerWidth grows with what is too wide
        assert self.page.evaluate("document.documentElement.scrollWidth") <= screen["width"], heading


# --- The editor ------------------------------------------------------------------------------------------------------


def type_in(person: Person, content: dict[str, Any], prefix: str = "") -> None:
    """Type the content into the editor, field by field. Where the page says it already, nothing is done."""
    for name, value in content.items():
        path = f"{prefix}{name}"
        if isinstance(value, dict):
            type_in(person, value, f"{path}.")
        elif isinstance(value, list) and (count := person.page.locator(f"#editor [name='rows.{path}']")).count():
            for at, row in enumerate(value):
                with_row(person, count, path, at)
                if isinstance(row, dict):
                    type_in(person, row, f"{path}[{at}].")
                else:
                    enter(person, f"{path}[{at}]", row)
            without_more(person, count, path, len(value))
        elif value not in ("", None, []):
            enter(person, path, value)


def with_row(person: Person, count: Locator, path: str, at: int) -> None:
    """The list has the row, added with its button if it was not there."""
    if int(count.input_value()) > at:
        return
    add = person.page.locator(f"#editor button[value='add:{path}']")
    unfold(person, add.evaluate(STATE)["folds"])
    person.hand.press(add)
    expect(count).to_have_value(str(at + 1))


def without_more(person: Person, count: Locator, path: str, wanted: int) -> None:
    """Rows that upstream gave and nobody wants are removed."""
    for at in range(int(count.input_value()) - 1, wanted - 1, -1):
        remove = person.page.locator(f"#editor button[value='remove:{path}[{at}]']")
        unfold(person, remove.evaluate(STATE)["folds"])
        person.hand.press(remove)
        expect(count).to_have_value(str(at))


def enter(person: Person, path: str, value: Any) -> None:
    found = person.page.locator(f"#editor [name='{path}']:not([type=hidden])")
    state = found.first.evaluate(STATE)
    if state["type"] == "checkbox":
        unfold(person, state["folds"])
        tick(person, found, value if isinstance(value, list) else ["true"] * value)
        return
    text = "\n".join(value) if isinstance(value, list) else str(value)
    if state["value"] != text:
        unfold(person, state["folds"])
        (person.hand.choose if state["tag"] == "SELECT" else person.hand.write)(found, text)


def tick(person: Person, boxes: Locator, wanted: list[str]) -> None:
    for at, (value, checked) in enumerate(boxes.evaluate_all("all => all.map(each => [each.value, each.checked])")):
        if checked != (value in wanted):
            person.hand.press(boxes.nth(at))


def unfold(person: Person, folds: list[str]) -> None:
    """Open what something is folded in, from the outside in."""
    for ident in folds:
        person.hand.press(person.page.locator(f"details[id='{ident}'] > summary, li[id='{ident}'] > details > summary"))


# --- Stages, packs, people -------------------------------------------------------------------------------------------


def invite(owner: Person, email: str, name: str, role: str) -> None:
    owner.link("Settings")
    owner.link("Open the members")
    owner.link(re.compile("^(Add member|Invite)"))
    owner.fill("E-mail", email)
    owner.fill("Name", name)
    owner.hand.choose(owner.page.get_by_label("Role"), role)
    owner.button(re.compile("^(Save|Invite|Send)"))
    owner.sees(f"An invitation is on its way to {email}.")


def open_stage(person: Person, kind: str) -> None:
    """From the board or another stage of the engagement."""
    person.hand.press(person.page.locator(f"main a[href$='/{kind}/']").first)
    person.is_at(kind.capitalize())


def hand_in(person: Person, kind: str, number: int) -> None:
    """All rules pass, and it is submitted."""
    person.button("Run again")
    expect(person.page.locator("#qc-box")).to_contain_text("Every rule passes")
    person.button("Submit for approval")
    person.sees(f"{kind.capitalize()} v{number} is submitted for approval.")


def open_what_waits(person: Person, version: str, client: str) -> None:
    person.link(re.compile("^My work"))
    person.link(f"Decide: {version}, {client}")
    person.is_at(f"Approve {version} for {client}")


def request_changes(person: Person, version: str, client: str, reason: str) -> None:
    open_what_waits(person, version, client)
    person.fill("Comment", reason)
    person.button("Request changes")
    person.sees(f"Changes to {version} are requested.")


def approve(person: Person, version: str, client: str) -> None:
    open_what_waits(person, version, client)
    person.fill("Comment", "Read whole, agreed with the client.")
    person.hand.press(person.page.get_by_label("I have read this version and stand by it."))
    person.button(re.compile("^Approve v"))
    person.sees(f"{version} is approved and in force.")


def order(person: Person, client: str, *, scripted: bool) -> None:
    """From the board to the finished files: the checks are settled, then somebody watches the pack being built."""
    open_stage(person, "delivery")
    person.is_at("Delivery")
    person.sees("Nobody has signed off what goes out.")
    person.button("Sign off in my name")
    person.sees("Signed off by")
    waiver = person.page.locator("#preflight li").filter(has_text="there is no logo").locator("details")
    person.hand.press(waiver.locator("summary"))
    person.hand.write(waiver.get_by_label("Reason"), "The client has seen the proof, and wants no logo.")
    person.hand.press(waiver.get_by_role("button"))
    person.sees("Waived by")
    person.button("Build the pack")
    person.is_at("Pack 1")
    publish = person.page.get_by_role("button", name=f"Publish to {client}")
    if scripted:
        expect(publish).to_be_visible(timeout=BUILT * 1000)
        return
    until = time.monotonic() + BUILT
    while not publish.count():
        assert time.monotonic() < until, "No pack was built."
        if (refresh := person.page.get_by_role("link", name="Refresh")).count():
            person.hand.press(refresh)
