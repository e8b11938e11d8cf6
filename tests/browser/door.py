"""Through the doors, as people go: staff with a password, a client's contact with a code from the mail."""

import re
import time

from playwright.sync_api import Page, expect

from tests.support.site import Site

PASSWORD = "quiet-rosters-2026"


def sign_in(page: Page, site: Site, email: str) -> None:
    page.goto(site.url("northwind", "/account/login/"))
    page.get_by_label("E-mail").fill(email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").first.click()
    expect(page.get_by_role("heading", name="My work")).to_be_visible()


def enter_portal(page: Page, site: Site, email: str) -> None:
    before = len(site.mails())
    page.goto(site.url("northwind", "/portal/"))
    page.get_by_label("E-mail").fill(email)
    page.get_by_role("button", name=re.compile("code", re.I)).click()
    page.get_by_label(re.compile("code", re.I)).fill(code_for(site, email, before))
    page.locator("main form button").first.click()


def code_for(site: Site, email: str, before: int) -> str:
    for _ in range(100):
        for mail in site.mails()[before:]:
            if f"To: {email}" in mail and (found := re.search(r"^\s*([A-Z0-9]{4}[- ]?[A-Z0-9]{4})\s*$", mail, re.M)):
                return found[1]
        time.sleep(0.1)
    raise AssertionError("No code came.")
