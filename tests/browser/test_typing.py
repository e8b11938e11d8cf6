"""Nothing typed is ever lost: each way to lose it, tried for real, by script and without."""

import contextlib
import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, Route, expect

from tests.browser.door import sign_in
from tests.browser.house import House
from tests.support.site import Site, free_port, plain_environment

MARA, TOMAS, PIOTR = (f"{name}@northwind.example" for name in ("mara.lindqvist", "tomas.reyes", "piotr.wojcik"))
OWN_WORDS = "Failed to load resource"
"""How Chromium itself reports an answer that is no success. No script can keep it quiet."""


@pytest.fixture(scope="module")
def house(
    tmp_path_factory: pytest.TempPathFactory, chromium: Browser, with_demo: Callable[[Path], Path]
) -> Iterator[House]:
    folder, port = with_demo(tmp_path_factory.mktemp("typing")), free_port()
    environment = {**plain_environment(), "PORT": str(port), "DATA_DIR": str(folder), "LOG_LEVEL": "ERROR"}
    house = House(Site(port, folder, environment))
    try:
        house.start()
        yield house
    finally:
        house.stop()
        house.shell.close()


People = Callable[..., Page]


@pytest.fixture
def people(chromium: Browser, house: House) -> Iterator[People]:
    """People at browsers of their own, signed in. Whatever the console says is a failure."""
    said: list[str] = []
    with contextlib.ExitStack() as stack:

        def person(email: str = MARA, **options: object) -> Page:
            context: BrowserContext = stack.enter_context(
                contextlib.closing(chromium.new_context(viewport={"width": 1280, "height": 900}, **options))
            )
            page = context.new_page()
            page.on(
                "console", lambda message: said.append(message.text) if message.type in ("error", "warning") else None
            )
            page.on("pageerror", lambda error: said.append(str(error)))
            sign_in(page, house.site, email)
            return page

        yield person
    assert [text for text in said if not text.startswith(OWN_WORDS)] == []


def opened(page: Page, house: House, engagement: str, kind: str = "intake") -> Page:
    page.goto(house.url(engagement, kind))
    return page


def field(page: Page, path: str = "pricing") -> Locator:
    """The control of a field, with what it is folded in opened."""
    found = page.locator(f"[name='{path}']:not([type=hidden])")
    found.evaluate("each => { while ((each = each.parentElement.closest('details'))) each.open = true }")
    return found


def saved(page: Page):  # type: ignore[no-untyped-def]
    return page.locator("#saved")


def kept(page: Page) -> list[str]:
    """What the device keeps of drafts."""
    found: list[str] = page.evaluate(
        "Object.entries(localStorage).filter(([key]) => key.startsWith('draft:')).map(String)"
    )
    return found


def test_a_draft_is_saved_while_somebody_types(house: House, people: People) -> None:
    engagement = house.engagement()
    page = opened(people(), house, engagement)
    for words in ("Two bands", "Two bands and a fee"):
        field(page).fill(words)
        expect(saved(page)).to_have_text("Not saved yet. Kept on this device.")
        expect(saved(page)).to_have_text(re.compile(r"Draft saved \d\d:\d\d"))
    stored = house.stored(engagement)
    assert stored["content"]["pricing"] == "Two bands and a fee"
    assert stored["entries"] == 1
    assert kept(page) == []
    page.reload()
    expect(field(page)).to_have_value("Two bands and a fee")


def test_what_was_typed_just_before_the_page_is_left_is_saved_or_offered(house: House, people: People) -> None:
    engagement = house.engagement()
    page = opened(people(), house, engagement)
    page.context.set_offline(True)
    field(page).fill("Words of an hour")
    expect(saved(page)).to_contain_text("no connection. Kept on this device.")
    page.route(
        "**/engagements/**", lambda route: route.abort() if route.request.method == "POST" else route.continue_()
    )
    page.context.set_offline(False)
    page.reload()
    expect(page.get_by_text("Typed here, not saved.")).to_be_visible()
    page.unroute("**/engagements/**")
    page.get_by_role("button", name="Put back what you typed").click()
    expect(field(page)).to_have_value("Words of an hour")
    expect(saved(page)).to_have_text(re.compile(r"Draft saved"))
    assert house.stored(engagement)["content"]["pricing"] == "Words of an hour"
    page.reload()
    expect(page.get_by_text("Typed here, not saved.")).to_have_count(0)


def test_what_is_put_back_takes_nothing_from_what_was_typed_since(house: House, people: People) -> None:
    engagement = house.engagement()
    page = opened(people(), house, engagement)
    page.route(  # no save goes through; what draws the page anew does
        "**/engagements/**",
        lambda route: route.abort() if "act=" in (route.request.post_data or "") else route.continue_(),
    )
    field(page).fill("Words of an hour")
    page.evaluate("localStorage.setItem(`draft:${document.getElementById('editor').dataset.keep}:0`, '{cut off')")
    page.reload()
    field(page, "geography").fill("Typed since")
    page.get_by_role("button", name="Put back what you typed").click()
    expect(field(page)).to_have_value("Words of an hour")
    page.unroute("**/engagements/**")
    expect(saved(page)).to_have_text(re.compile(r"Draft saved"))
    page.get_by_role("button", name="Put back what you typed").click()
    expect(field(page, "geography")).to_have_value("Typed since")
    expect(field(page)).to_have_value("Words of an hour")


def test_a_lost_network_loses_nothing_and_saves_by_itself_when_it_is_back(house: House, people: People) -> None:
    engagement = house.engagement()
    page = opened(people(), house, engagement)
    page.context.set_offline(True)
    field(page).fill("Typed without a network")
    expect(saved(page)).to_have_text("Not saved yet: no connection. Kept on this device.")
    with page.expect_event("requestfailed"):  # what is said stood there before
        page.get_by_role("button", name="Save the draft").click()
    expect(saved(page)).to_have_text("Not saved yet: no connection. Kept on this device.")
    expect(field(page)).to_have_value("Typed without a network")
    page.context.set_offline(False)
    expect(saved(page)).to_have_text(re.compile(r"Draft saved"))
    assert house.stored(engagement)["content"]["pricing"] == "Typed without a network"


def test_a_lost_answer_is_no_conflict_with_oneself(house: House, people: People) -> None:
    engagement = house.engagement()
    page = opened(people(), house, engagement)

    # The server stores it, and nobody hears of it.
    page.evaluate("""() => {
        const real = window.fetch
        window.fetch = async (...given) => { await real(...given); window.fetch = real; throw new TypeError("lost") }
    }""")
    field(page).fill("One")
    expect(saved(page)).to_contain_text("no connection")
    field(page).fill("One and two")
    expect(saved(page)).to_have_text(re.compile(r"Draft saved"))
    assert house.stored(engagement)["content"]["pricing"] == "One and two"


def on_its_way(page: Page, wanted: str) -> list[Route]:
    """The first POST with the wanted words, held until it is continued."""
    held: list[Route] = []

    def hold(route: Route) -> None:
        if not held and wanted in (route.request.post_data or ""):
            held.append(route)
        else:
            route.continue_()

    page.route("**/engagements/**", hold)
    return held


def until(page: Page, what: list[object]) -> None:
    """Until there is something in the list, which a handler of the page fills."""
    for _ in range(600):
        if what:
            return
        page.wait_for_timeout(50)
    raise AssertionError("It never came.")


def test_what_is_typed_while_a_save_is_on_its_way_is_saved_after_it(house: House, people: People) -> None:
    engagement = house.engagement()
    page = opened(people(), house, engagement)
    held = on_its_way(page, "act=autosave")
    field(page).fill("One")
    until(page, held)
    field(page).fill("One and two")
    with page.expect_response(lambda answer: "One+and+two" in (answer.request.post_data or "")):
        held[0].continue_()
    expect(saved(page)).to_have_text(re.compile(r"Draft saved"))
    assert house.stored(engagement)["content"]["pricing"] == "One and two"


def test_what_is_typed_while_a_row_is_on_its_way_stays_and_stays_with_its_row(house: House, people: People) -> None:
    page = with_points(people(), house, house.engagement())
    held = on_its_way(page, "op=remove")
    page.get_by_role("button", name=re.compile("^Remove point 1")).click()
    until(page, held)
    field(page, f"{POINTS}[2].lead").fill("Typed meanwhile")
    held[0].continue_()
    expect(page.locator("#said")).to_contain_text("Removed: point 1")
    assert leads(page) == [LEADS[1], "Typed meanwhile"]


def test_a_server_that_fails_is_asked_again_without_anybody_doing_anything(house: House, people: People) -> None:
    engagement = house.engagement()
    page = opened(people(), house, engagement)
    page.route(
        "**/engagements/**",
        lambda route: route.fulfill(status=502) if route.request.method == "POST" else route.continue_(),
        times=1,
    )
    field(page).fill("Typed before it failed")
    expect(saved(page)).to_contain_text("Not saved yet: no connection. Kept on this device.")
    assert len(kept(page)) == 1
    expect(saved(page)).to_have_text(re.compile(r"Draft saved"))
    assert house.stored(engagement)["content"]["pricing"] == "Typed before it failed"


def test_two_tabs_of_one_person_keep_their_words_apart(house: House, people: People) -> None:
    one = opened(people(), house, engagement := house.engagement())
    two = opened(one.context.new_page(), house, engagement)
    one.context.set_offline(True)
    field(one).fill("Words of one tab")
    field(two).fill("Words of the other")
    # What another tab keeps comes to this one in its own time.
    one.wait_for_function("Object.keys(localStorage).filter(key => key.startsWith('draft:')).length === 2")
    found = " ".join(kept(one))
    assert "Words of one tab" in found
    assert "Words of the other" in found


def test_somebody_who_comes_back_from_signing_in_finds_it_saved(house: House, people: People) -> None:
    engagement = house.engagement()
    page = opened(people(), house, engagement)
    page.context.clear_cookies(name=re.compile("session"))
    field(page).fill("Typed after the session")
    expect(saved(page)).to_contain_text("your session has ended")
    other = page.context.new_page()
    sign_in(other, house.site, MARA)
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")  # a headless page is never hidden
    expect(saved(page)).to_have_text(re.compile(r"Draft saved"))


def test_what_cannot_be_put_back_yet_is_offered_again(house: House, people: People) -> None:
    page = opened(people(), house, house.engagement())
    page.route(
        "**/engagements/**", lambda route: route.abort() if route.request.method == "POST" else route.continue_()
    )
    field(page).fill("Words of an hour")
    page.reload()
    page.get_by_role("button", name="Put back what you typed").click()
    expect(saved(page)).to_contain_text("no connection")
    expect(page.get_by_role("button", name="Put back what you typed")).to_be_visible()
    assert "Words of an hour" in kept(page)[0]


def test_a_server_that_is_started_again_finds_the_words_still_there(house: House, people: People) -> None:
    engagement = house.engagement()
    page = opened(people(), house, engagement)
    house.stop()
    field(page).fill("Typed while it was down")
    expect(saved(page)).to_contain_text("no connection. Kept on this device.")
    house.start()
    page.get_by_role("button", name="Save the draft").click()
    expect(saved(page)).to_have_text(re.compile(r"Draft saved"))
    assert house.stored(engagement)["content"]["pricing"] == "Typed while it was down"


@pytest.mark.parametrize(("said", "form"), [("<p>Welcome to the hotel", "text/html"), ('{"sav', "application/json")])
def test_an_answer_that_is_not_the_servers_is_a_lost_one(house: House, people: People, said: str, form: str) -> None:
    engagement = house.engagement()
    page = opened(people(), house, engagement)
    page.route(
        "**/engagements/**",
        lambda route: (
            route.fulfill(body=said, content_type=form) if route.request.method == "POST" else route.continue_()
        ),
        times=1,
    )
    field(page).fill("Typed in a hotel")
    expect(saved(page)).to_contain_text("Not saved yet: no connection. Kept on this device.")
    expect(saved(page)).to_have_text(re.compile(r"Draft saved"))
    assert house.stored(engagement)["content"]["pricing"] == "Typed in a hotel"


def test_a_server_that_does_not_answer_is_not_waited_for_for_ever(house: House, people: People) -> None:
    engagement = house.engagement()
    page = people()
    page.clock.install()
    opened(page, house, engagement)
    page.route(
        "**/engagements/**",
        lambda route: None if route.request.method == "POST" else route.continue_(),
        times=1,
    )
    with page.expect_request(lambda request: request.method == "POST"):
        field(page).fill("Typed into silence")
    page.clock.fast_forward(31_000)
    expect(saved(page)).to_contain_text("Not saved yet: no connection. Kept on this device.")
    page.clock.fast_forward(11_000)
    expect(saved(page)).to_have_text(re.compile(r"Draft saved"))
    assert house.stored(engagement)["content"]["pricing"] == "Typed into silence"


def test_a_session_that_ended_is_said_and_the_words_wait_for_the_next(house: House, people: People) -> None:
    engagement = house.engagement()
    page = opened(people(), house, engagement)
    page.context.clear_cookies(name=re.compile("session"))
    field(page).fill("Typed after the session")
    expect(saved(page)).to_contain_text("your session has ended")
    expect(saved(page)).to_contain_text("Kept on this device.")
    other = page.context.new_page()
    sign_in(other, house.site, MARA)
    other.close()
    page.get_by_role("button", name="Save the draft").click()
    expect(saved(page)).to_have_text(re.compile(r"Draft saved"))
    assert house.stored(engagement)["content"]["pricing"] == "Typed after the session"


def test_somebody_else_who_signs_in_on_the_device_neither_sends_nor_sees_it(house: House, people: People) -> None:
    engagement = house.engagement()
    page = opened(people(), house, engagement)
    page.context.clear_cookies(name=re.compile("session"))
    field(page).fill("Mara's words")
    expect(saved(page)).to_contain_text("your session has ended")
    other = page.context.new_page()
    sign_in(other, house.site, TOMAS)
    page.get_by_role("button", name="Save the draft").click()
    expect(saved(page)).to_contain_text("Somebody else typed this, and you are signed in as Tomás Reyes.")
    opened(other, house, engagement)
    expect(other.locator("#saved")).to_be_visible()
    expect(other.get_by_text("Typed here, not saved.")).to_have_count(0)
    assert house.stored(engagement)["content"]["pricing"] != "Mara's words"


UNWRITABLE = {"submit": "withdraw", "archive": "", "viewer": "editor"}
"""What makes a stage unwritable → what makes it writable again."""


@pytest.mark.parametrize("turn", UNWRITABLE)
def test_what_was_typed_into_what_cannot_be_written_any_more_is_read_copied_and_offered_again(
    house: House, people: People, turn: str
) -> None:
    engagement = house.engagement()
    page = opened(people(permissions=["clipboard-read", "clipboard-write"]), house, engagement)
    page.context.set_offline(True)
    field(page).fill("Typed\nwhile Tomás was quicker")
    page.wait_for_timeout(200)
    house.turn(engagement, turn)
    try:
        page.context.set_offline(False)
        expect(saved(page)).to_contain_text("Not saved. ")
        page.reload()
        notice = page.locator("#kept .notice")
        expect(notice).to_contain_text("Typed here, not saved. It is offered again when this can be written.")
        expect(page.locator("#editor")).to_have_count(0)
        notice.get_by_text("Read what you typed").click()
        expect(notice.get_by_label("What you typed")).to_have_value("Pricing\nTyped\nwhile Tomás was quicker")
        notice.get_by_role("button", name="Copy what you typed").click()
        expect(notice).to_contain_text("Copied.")
        assert page.evaluate("navigator.clipboard.readText()") == "Pricing\nTyped\nwhile Tomás was quicker"
        assert len(kept(page)) == 1
    finally:
        if back := UNWRITABLE[turn]:
            house.turn(engagement, back)
    if back:
        page.reload()
        page.get_by_role("button", name="Put back what you typed").click()
        expect(field(page)).to_have_value("Typed\nwhile Tomás was quicker")
    else:
        notice.get_by_role("button", name="Throw it away").click()
        expect(notice).to_have_count(0)
        assert kept(page) == []
        page.reload()
        expect(notice).to_have_count(0)


def test_what_is_read_there_names_rows_and_choices_and_is_copied_by_hand_where_no_script_may(
    house: House, people: People
) -> None:
    engagement = house.engagement()
    page = people()
    page.add_init_script("navigator.clipboard.writeText = () => Promise.reject(new DOMException('no'))")
    with_points(page, house, engagement)
    intake = opened(page.context.new_page(), house, engagement)
    owner = page.evaluate("document.getElementById('editor').dataset.keep")
    old = json.dumps(
        {"lock": "0", "at": 0, "pairs": [["summary.claim", "Words of an older page"], ["summary.reason", ""]]}
    )
    page.evaluate("([key, old]) => localStorage.setItem(key, old)", [f"draft:{owner}:0", old])
    page.context.set_offline(True)
    field(page, f"{POINTS}[0].lead").fill("Rosters break")
    field(intake, "objective").select_option("hiring")
    expect(saved(intake)).to_contain_text("no connection")
    house.turn(engagement, "archive")
    page.context.set_offline(False)
    for tab, words in (
        (page, [r"Point 1, Traffic is sufficient: .+\nRosters break", r"summary\.claim\nWords of an older page"]),
        (intake, [r"Objective\nHiring"]),
    ):
        expect(saved(tab)).to_contain_text("Not saved. ")
        tab.reload()
        notices = tab.locator("#kept .notice")
        expect(notices).to_have_count(len(words))
        for at, said in enumerate(words):
            shown = notices.nth(at)
            expect(shown.get_by_label("What you typed")).to_have_value(re.compile(f"^{said}$"))
            if tab is page:
                shown.get_by_role("button", name="Copy what you typed").click()
                expect(shown).to_contain_text("Selected: copy it with the keyboard or the menu.")
                assert re.fullmatch(said, tab.evaluate("getSelection().toString()"))


def test_without_script_a_session_that_ended_holds_the_words(house: House, people: People) -> None:
    engagement = house.engagement()
    page = opened(people(java_script_enabled=False), house, engagement)
    page.locator("details.section", has=page.locator("#f-pricing")).locator("summary").first.click()
    page.locator("#f-pricing").fill("Typed without script")
    page.context.clear_cookies(name=re.compile("session"))
    page.get_by_role("button", name="Save the draft").click()
    expect(page.get_by_role("heading", name="Not stored yet")).to_be_visible()
    other = page.context.new_page()
    sign_in(other, house.site, MARA)
    page.get_by_role("button", name="Send what I typed").click()
    expect(page.get_by_text("You have signed in again since you opened the page.")).to_be_visible()
    page.get_by_role("button", name="Send what I typed").click()
    expect(page.get_by_text("The draft of Intake is saved.")).to_be_visible()
    assert house.stored(engagement)["content"]["pricing"] == "Typed without script"


def test_back_brings_the_words_back(house: House, people: People) -> None:
    engagement = house.engagement()
    page = opened(people(), house, engagement)
    field(page).fill("Typed, then left")
    page.get_by_role("link", name="My work").click()
    expect(page.get_by_role("heading", name="My work")).to_be_visible()
    page.go_back()
    expect(field(page)).to_have_value("Typed, then left")
    field(page).fill("Typed, left, come back")
    expect(saved(page)).to_have_text(re.compile(r"Draft saved"))
    assert house.stored(engagement)["content"]["pricing"] == "Typed, left, come back"


NEVER_ANSWERED = """() => {
    window.fetch = (_, { body }) => (sessionStorage.setItem('sent', body), new Promise(() => {}))
}"""


@pytest.mark.parametrize("is_late", [True, False], ids=["a save that is late", "a save that is lost"])
def test_back_brings_words_that_had_not_arrived(house: House, people: People, is_late: bool) -> None:
    engagement = house.engagement()
    page = opened(people(), house, engagement)
    page.evaluate(NEVER_ANSWERED)
    field(page).fill("Typed, then left")
    page.get_by_role("link", name="My work").click()
    expect(page.get_by_role("heading", name="My work")).to_be_visible()
    page.go_back()
    expect(field(page)).to_have_value("Typed, then left")
    expect(page.get_by_text("Typed here, not saved.")).to_have_count(0)
    if is_late:
        page.evaluate("fetch('', { method: 'POST', body: new URLSearchParams(sessionStorage.sent) })")
    field(page).fill("Typed, left, come back")
    expect(saved(page)).to_have_text(re.compile(r"Draft saved"))
    assert house.stored(engagement)["content"]["pricing"] == "Typed, left, come back"
    assert kept(page) == []


def test_a_form_that_is_sent_twice_is_stored_once(house: House, people: People) -> None:
    engagement = house.engagement()
    page = opened(people(), house, engagement)
    field(page).fill("Pressed twice")
    page.get_by_role("button", name="Save the draft").dblclick()
    expect(saved(page)).to_have_text(re.compile(r"Draft saved"))
    bare = opened(people(java_script_enabled=False), house, engagement)
    bare.locator("details.section", has=bare.locator("#f-pricing")).locator("summary").first.click()
    bare.locator("#f-pricing").fill("Pressed twice without script")
    bare.get_by_role("button", name="Save the draft").dblclick()
    expect(bare.get_by_text("The draft of Intake is saved.").first).to_be_visible()
    expect(bare.get_by_text("Not saved.")).to_have_count(0)
    stored = house.stored(engagement)
    assert (stored["content"]["pricing"], stored["lock"]) == ("Pressed twice without script", 3)


def test_a_second_editor_is_met_and_neither_loses_a_word(house: House, people: People) -> None:
    engagement = house.engagement()
    mara, tomas = opened(people(), house, engagement), opened(people(TOMAS), house, engagement)
    field(mara).fill("Mara's price")
    field(mara, "primary_offer").fill("Mara's offer")
    mara.get_by_role("button", name="Save the draft").click()
    expect(saved(mara)).to_have_text(re.compile(r"Draft saved"))
    field(tomas).fill("Tomás's price")
    field(tomas, "geography").fill("Tomás's place")
    expect(tomas.get_by_text("Mara Lindqvist saved Intake while you were writing.")).to_be_visible()
    tomas.get_by_role("button", name="See what differs").click()
    expect(tomas.get_by_text("Both of you changed")).to_be_visible()
    expect(field(tomas)).to_have_value("Tomás's price")
    expect(field(tomas, "geography")).to_have_value("Tomás's place")
    expect(field(tomas, "primary_offer")).to_have_value("Mara's offer")
    assert house.stored(engagement)["content"]["pricing"] == "Mara's price"
    theirs = tomas.locator(".theirs")
    expect(theirs).to_contain_text("Mara's price")
    theirs.get_by_role("button", name="Take this").click()
    expect(field(tomas)).to_have_value("Mara's price")
    field(tomas).fill("The price of both")
    tomas.get_by_role("button", name="Save mine over it").click()
    expect(saved(tomas)).to_have_text(re.compile(r"Draft saved"))
    stored = house.stored(engagement)["content"]
    assert [stored[name] for name in ("pricing", "primary_offer", "geography")] == [
        "The price of both",
        "Mara's offer",
        "Tomás's place",
    ]
    tomas.reload()
    expect(tomas.get_by_text("Typed here, not saved.")).to_have_count(0)


POINTS = "layer1_business_reality.points"
LEADS = ["Traffic is sufficient", "Requests are rare", "Pilots convert"]


def leads(page: Page) -> list[str]:
    inputs = page.locator(f"[name^='{POINTS}['][name$='.lead']")
    return [inputs.nth(at).input_value() for at in range(inputs.count())]


def with_points(page: Page, house: House, engagement: str) -> Page:
    opened(page, house, engagement, "strategy")
    field(page, f"{POINTS}[0].lead")
    return page


def test_rows_are_added_moved_removed_and_put_back_where_they_were(house: House, people: People) -> None:
    engagement = house.engagement()
    page = with_points(people(), house, engagement)
    page.evaluate("window.same = true")
    assert leads(page) == LEADS
    field(page, f"{POINTS}[1].text").fill("Typed and not saved yet")
    page.get_by_role("button", name=re.compile("^Remove point 2")).click()
    expect(page.locator("#said")).to_contain_text("Removed: point 2, Requests are rare.")
    assert leads(page) == [LEADS[0], LEADS[2]]
    assert page.evaluate("document.activeElement.closest('li')?.id") == "f-layer1_business_reality-points-1"
    field(page, f"{POINTS}[1].lead").fill("Written after the removal")
    page.get_by_role("button", name="Put back").click()
    expect(page.locator("#said")).to_have_text("Put back: point 2, Requests are rare.")
    assert leads(page) == [LEADS[0], LEADS[1], "Written after the removal"]
    expect(page.locator(f"[name='{POINTS}[1].text']")).to_have_value("Typed and not saved yet")

    field(page, f"{POINTS}[2].lead").focus()
    page.keyboard.press("Alt+ArrowUp")
    expect(page.locator("#said")).to_have_text("Moved up.")
    assert leads(page) == [LEADS[0], "Written after the removal", LEADS[1]]
    assert page.evaluate("document.activeElement.name") == f"{POINTS}[1].lead"
    page.keyboard.press("Alt+ArrowDown")
    expect(page.locator("#said")).to_have_text("Moved down.")
    assert leads(page) == [LEADS[0], LEADS[1], "Written after the removal"]

    page.get_by_role("button", name=re.compile("^Move point 1, .*, down")).press("Enter")
    expect(page.locator(f"[name='{POINTS}[0].lead']")).to_have_value(LEADS[1])
    assert page.evaluate("document.activeElement.value") == f"down:{POINTS}[1]"
    assert page.evaluate("window.same") is True  # one and the same page all the way
    expect(saved(page)).to_have_text(re.compile(r"Draft saved"))
    layer = house.stored(engagement, "strategy")["content"]["layer1_business_reality"]
    assert [point["lead"] for point in layer["points"]] == [LEADS[1], LEADS[0], "Written after the removal"]


@pytest.mark.parametrize(
    ("pressed", "gone", "left", "back"), [((1, 1), 0, LEADS[1:], LEADS), ((1, 2), 1, LEADS[2:], LEADS[1:])]
)
def test_a_button_pressed_while_another_is_on_its_way_means_the_row_it_stood_at(
    house: House, people: People, pressed: tuple[int, int], gone: int, left: list[str], back: list[str]
) -> None:
    """Twice on Remove takes one row, and two that were pressed at once take these two: what went can be told, and put back."""
    page = with_points(people(), house, house.engagement())
    held = on_its_way(page, "op=remove")
    for number in pressed:
        page.get_by_role("button", name=re.compile(f"^Remove point {number}")).click()
    until(page, held)
    with page.expect_response(lambda answer: "act=autosave" in (answer.request.post_data or "")):  # comes after theirs
        held[0].continue_()
    assert leads(page) == left
    expect(page.locator("#said")).to_contain_text(f"Removed: point 1, {LEADS[gone]}.")
    page.get_by_role("button", name="Put back").click()
    expect(page.locator("#said")).to_have_text(f"Put back: point 1, {LEADS[gone]}.")
    assert leads(page) == back


def test_a_row_put_back_while_the_draft_is_being_saved_is_no_conflict_with_oneself(
    house: House, people: People
) -> None:
    page = with_points(people(), house, house.engagement())
    held: list[Route] = []
    page.route(
        "**/strategy/",
        lambda route: (
            held.append(route) if not held and "act=autosave" in (route.request.post_data or "") else route.continue_()
        ),
    )
    page.get_by_role("button", name=re.compile("^Remove point 2")).click()
    expect(page.locator("#said")).to_contain_text("Removed")
    until(page, held)
    page.get_by_role("button", name="Put back").click()
    held[0].continue_()
    expect(page.locator("#said")).to_contain_text("Put back: point 2")
    assert leads(page) == LEADS
    expect(saved(page)).to_have_text(re.compile(r"Draft saved"))
    expect(page.get_by_text("was saved after you typed this")).to_have_count(0)


def test_whoever_has_gone_on_is_not_fetched_back_to_the_button_they_pressed(house: House, people: People) -> None:
    """Else Enter presses it again, in place of what they came to."""
    page = opened(people(), house, house.engagement())
    held: list[Route] = []
    page.route(
        "**/intake/",
        lambda route: held.append(route) if "op=" in (route.request.post_data or "") else route.continue_(),
    )
    page.get_by_role("button", name="Run again").press("Enter")
    page.get_by_role("button", name="Submit for approval").focus()
    until(page, held)
    held[0].continue_()
    expect(page.locator("#said")).to_have_text("QC has run on what is in the editor.")
    expect(page.get_by_role("button", name="Submit for approval")).to_be_focused()


def test_an_added_row_is_begun_and_what_was_open_stays_open(house: House, people: People) -> None:
    engagement = house.engagement()
    page = opened(people(), house, engagement, "strategy")
    page.locator("[id='f-layer3_audience_psychology'] > summary").click()
    page.locator("[id='f-layer3_audience_psychology-notes-add']").click()
    expect(page.locator("#said")).to_have_text("Added.")
    assert re.fullmatch(r"layer3_audience_psychology\.notes\[\d+\]\.term", page.evaluate("document.activeElement.name"))
    assert page.locator("[id='f-layer3_audience_psychology']").get_attribute("open") is not None


def test_what_cannot_be_read_is_said_quietly_and_the_rest_waits_with_it(house: House, people: People) -> None:
    engagement = house.engagement()
    page = opened(people(), house, engagement)
    field(page, "duration_weeks").fill("twelve")
    expect(saved(page)).to_contain_text("Not saved yet. Duration")
    expect(page.locator(".field-error")).to_have_count(0)
    assert page.evaluate("document.activeElement.name") == "duration_weeks"
    field(page, "duration_weeks").fill("10")
    expect(saved(page)).to_have_text(re.compile(r"Draft saved"))
    expect(page.locator("#f-duration_weeks-derived")).to_have_text("Ends on 14 June 2026.")
    field(page, "duration_weeks").fill("ten")
    page.get_by_role("button", name="Save the draft").click()
    expect(page.get_by_text("Nothing was saved. Everything you typed is still here.")).to_be_visible()
    expect(page.locator(".field-error")).to_have_count(1)
    expect(field(page, "duration_weeks")).to_have_value("ten")


def test_a_reason_that_somebody_types_stays_while_they_tick(house: House, people: People) -> None:
    page = people(TOMAS)
    made = house.site.json("demo", "--json")["agencies"][0]["engagements"][0]["id"]
    page.goto(house.site.url("northwind", f"/engagements/{made}/delivery/"))
    page.get_by_label("Monitoring").uncheck()  # and nobody has signed off what is left
    waiver = page.locator("#preflight li").filter(has_text="Legal").locator("details")
    waiver.locator("summary").click()
    waiver.get_by_label("Reason").fill("The client's counsel has read it.")
    page.get_by_label("Deck").uncheck()
    expect(page).not_to_have_url(re.compile("formats=pptx"))
    expect(waiver.get_by_label("Reason")).to_have_value("The client's counsel has read it.")
    waiver.get_by_role("button").click()
    expect(page.locator("#preflight")).to_contain_text(": The client's counsel has read it.")


def test_a_choice_opens_the_block_that_depends_on_it(house: House, people: People) -> None:
    page = opened(people(), house, house.engagement())
    field(page).fill("Not saved when the choice is made")
    field(page, "objective").focus()
    field(page, "objective").select_option("hiring")
    expect(page.locator("fieldset[id='f-context_data-hiring']")).to_be_attached()
    assert page.evaluate("document.activeElement.name") == "objective"
    expect(field(page)).to_have_value("Not saved when the choice is made")
    field(page, "objective").select_option("lead_generation")
    expect(page.locator("details[id='f-context_data-hiring']")).to_be_attached()


def test_findings_come_and_go_and_lead_to_their_field(house: House, people: People) -> None:
    page = opened(people(), house, house.engagement())
    field(page, "geography").fill("")
    expect(page.locator("#qc-box")).to_contain_text("Geography is empty.")
    field(page)
    page.get_by_role("link", name="Geography is empty.").click()
    assert page.evaluate("document.activeElement.name") == "geography"
    page.keyboard.type("Norway")
    page.get_by_role("button", name="Run again").click()
    expect(page.locator("#qc-box")).to_contain_text("Every rule passes")
    expect(page.locator("#said")).to_have_text("QC has run on what is in the editor.")
    assert page.evaluate("document.activeElement.value") == "check"


def test_letters_are_counted_and_a_key_saves(house: House, people: People) -> None:
    engagement = house.engagement()
    page = opened(people(), house, engagement, "strategy")
    field(page, "summary.claim").fill("Rosters, calm again 🙂")
    expect(page.locator("#f-summary-claim-foot")).to_have_text("21 of 140")
    with page.expect_request(lambda request: "act=save" in (request.post_data or "")):  # no autosave
        page.keyboard.press("Control+s")
    expect(saved(page)).to_have_text(re.compile(r"Draft saved"))
    assert house.stored(engagement, "strategy")["content"]["summary"]["claim"] == "Rosters, calm again 🙂"


def test_a_device_that_keeps_nothing_says_so_and_warns_before_words_are_lost(house: House, people: People) -> None:
    page = people()
    page.add_init_script("""
        const real = Storage.prototype.setItem
        Storage.prototype.setItem = function (key, value) {
            if (key.startsWith("draft:")) throw new DOMException("full", "QuotaExceededError")
            real.call(this, key, value)
        }
    """)
    opened(page, house, house.engagement())
    page.context.set_offline(True)
    field(page).fill("Words")
    expect(saved(page)).to_contain_text("Not kept on this device: leave this page open.")
    asked: list[str] = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.dismiss()))
    page.get_by_role("link", name="My work").click()
    until(page, asked)
    assert asked == ["beforeunload"]
    expect(field(page)).to_have_value("Words")


def test_what_is_typed_into_an_approved_stage_waits_for_a_decision_to_open_it(house: House, people: People) -> None:
    demo = house.site.json("demo", "--json")["agencies"][0]["engagements"][0]["id"]
    page = opened(people(), house, demo)
    before = house.stored(demo)
    field(page).fill("A price after the approval")
    expect(saved(page)).to_have_text("Not saved yet. Kept on this device.")
    page.wait_for_timeout(4000)
    assert house.stored(demo) == before
    page.reload()
    page.get_by_role("button", name="Put back what you typed").click()
    expect(field(page)).to_have_value("A price after the approval")
    page.get_by_role("button", name="Save the draft").click()
    expect(page.get_by_role("button", name="Submit for approval")).to_be_visible()
    expect(saved(page)).to_contain_text("Draft saved")
    assert house.stored(demo)["status"] == "revised"


def test_submitting_saves_what_was_typed_last(house: House, people: People) -> None:
    engagement = house.engagement()
    page = opened(people(), house, engagement)
    field(page).fill("The last words")
    page.get_by_role("button", name="Submit for approval").dblclick()
    expect(page.get_by_text("Intake v1 is submitted for approval.")).to_be_visible()
    stored = house.stored(engagement)
    assert (stored["content"]["pricing"], stored["status"]) == ("The last words", "in_review")
    assert kept(page) == []


def test_a_list_is_put_back_with_what_was_kept_of_it(house: House, people: People) -> None:
    page = with_points(people(), house, house.engagement())
    page.route(
        "**/strategy/",
        lambda route: route.abort() if "autosave" in (route.request.post_data or "") else route.continue_(),
    )
    page.get_by_role("button", name=re.compile("^Remove point 2")).click()
    expect(page.locator("#said")).to_contain_text("Removed")
    page.reload()
    assert leads(page) in (LEADS, [LEADS[0], LEADS[2]])
    if page.get_by_role("button", name="Put back what you typed").count():
        page.get_by_role("button", name="Put back what you typed").click()
        expect(page.locator("#said")).to_have_text("Put back.")
    assert leads(page) == [LEADS[0], LEADS[2]]
