"""Through the doors, as people go: staff with a password, a client's contact with a code from the mail."""

import re
import time

from playwright.sync_api import Page, expect

from tests.support.site import Site

PASSWORD = "quiet-rosters-2026"
CODE = re.compile(r"^\s*([A-Z0-9]{4}[- ]?[A-Z0-9]{4})\s*$", re.M)
LINK = re.compile(r"^\s*(http://\S+/account/password/reset/key/\S+)\s*$", re.M)


def sign_in(page: Page, site: Site, email: str, *, slug: str = "northwind") -> None:
    page.goto(site.url(slug, "/account/login/"))
    page.get_by_label("E-mail").fill(email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").first.click()
    expect(page.get_by_role("heading", name="My work")).to_be_visible()


def choose_password(page: Page, link: str) -> None:
    """What an invitation's link is for."""
    page.goto(link)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_label("Password, again").fill(PASSWORD)
    page.get_by_role("button", name="Set this password").click()
    expect(page.get_by_label("Password, again")).to_have_count(0)


def enter_portal(page: Page, site: Site, email: str, *, slug: str = "northwind") -> None:
    before = len(site.mails())
    page.goto(site.url(slug, "/portal/"))
    page.get_by_label("E-mail").fill(email)
    page.get_by_role("button", name=re.compile("code", re.I)).click()
    page.get_by_label(re.compile("code", re.I)).fill(code_for(site, email, before))
    page.locator("main form button").first.click()


def code_for(site: Site, email: str, before: int) -> str:
    return from_mail(site, email, CODE, before)


def link_for(site: Site, email: str) -> str:
    """The way in that an invitation brings."""
    return from_mail(site, email, LINK)


def from_mail(site: Site, email: str, wanted: re.Pattern[str], before: int = 0) -> str:
    """What a letter to the address says, once it has come; of the letters after the first `before`."""
    for _ in range(100):
        for mail in site.mails()[before:]:
            if f"To: {email}" in mail and (found := wanted.search(mail)):
                return found[1]
        time.sleep(0.1)
    raise AssertionError(f"No letter to {email} says it.")
