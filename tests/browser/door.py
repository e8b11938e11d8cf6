"""Through the doors, as people go: staff with a password, a client's contact with a code from the mail."""

import re
import time

from playwright.sync_api import Page, expect

from tests.browser.way import Hand, Pointer
from tests.support.site import Site

PASSWORD = "quiet-rosters-2026"
POINTER = Pointer()
CODE = re.compile(r"^\s*([A-Z0-9]{4}[- ]?[A-Z0-9]{4})\s*$", re.M)
LINK = re.compile(r"^\s*(http://\S+/account/password/reset/key/\S+)\s*$", re.M)


def sign_in(page: Page, site: Site, email: str, *, slug: str = "northwind", hand: Hand = POINTER) -> None:
    page.goto(site.url(slug, "/account/login/"))
    hand.write(page.get_by_label("E-mail"), email)
    hand.write(page.get_by_label("Password"), PASSWORD)
    hand.press(page.get_by_role("button", name="Sign in").first)
    expect(page.get_by_role("heading", name="My work")).to_be_visible()


def choose_password(page: Page, link: str, *, hand: Hand = POINTER) -> None:
    """What an invitation's link is for."""
    page.goto(link)
    hand.write(page.get_by_label("Password", exact=True), PASSWORD)
    hand.write(page.get_by_label("Password, again"), PASSWORD)
    hand.press(page.get_by_role("button", name="Set this password"))
    expect(page.get_by_label("Password, again")).to_have_count(0)


def enter_portal(page: Page, site: Site, email: str, *, slug: str = "northwind", hand: Hand = POINTER) -> None:
    before = len(site.mails())
    page.goto(site.url(slug, "/portal/"))
    hand.write(page.get_by_label("E-mail"), email)
    hand.press(page.get_by_role("button", name=re.compile("code", re.I)))
    hand.write(page.get_by_label(re.compile("code", re.I)), code_for(site, email, before))
    hand.press(page.locator("main form button").first)
    expect(page.get_by_role("button", name="Sign out")).to_be_attached()


def code_for(site: Site, email: str, before: int) -> str:
    return from_mail(site, email, CODE, before)


def link_for(site: Site, email: str) -> str:
    """The way in that an invitation brings."""
    return from_mail(site, email, LINK)


def from_mail(site: Site, email: str, wanted: re.Pattern[str], before: int = 0) -> str:
    """What a letter to the address says, once it has come; of the letters after the first `before`."""
    for _ in range(600):
        for mail in site.mails()[before:]:
            if f"To: {email}" in mail and (found := wanted.search(mail)):
                return found[1]
        time.sleep(0.1)
    raise AssertionError(f"No letter to {email} says it.")
