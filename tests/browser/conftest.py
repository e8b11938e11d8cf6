"""A real Chromium against the product as people start it. Skipped only where there is no Chromium."""

import json
import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests.support.site import Site, serving

expect.set_options(timeout=30_000)
"""No test is about speed: a busy machine may take its time, and what is there already is not waited for."""
NAMES = ("chromium-headless-shell", "chromium", "chromium-browser")
"""The first is the same engine without the windows round it: a tab costs a quarter."""
CHROMIUM = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), None)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "tests/browser" in str(item.path):
            # The site under test has its own SQLite; once is enough.
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.sqlite)
            # A file shares a site, and runs in one process; the long walks share nothing.
            item.add_marker(pytest.mark.xdist_group(item.name if item.path.stem == "test_way" else item.path.stem))


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    if not CHROMIUM:
        pytest.skip("There is no Chromium here.")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=CHROMIUM,
            args=["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"],
        )
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def site(
    tmp_path_factory: pytest.TempPathFactory, chromium: Browser, with_demo: Callable[[Path], Path]
) -> Iterator[Site]:
    with serving(with_demo(tmp_path_factory.mktemp("site"))) as running:
        yield running


@pytest.fixture(scope="session")
def furnished(site: Site) -> dict[str, Any]:
    """The site with an agency that has work in every state: `cookies` of its people by role, and `places` by name."""
    found: dict[str, Any] = json.loads(
        site.manage("shell", "-v", "0", "-c", "from tests.browser.furnished import furnish; furnish()").splitlines()[-1]
    )
    return found


@pytest.fixture
def page(chromium: Browser) -> Iterator[Page]:
    """A fresh person; whatever the console says is a failure."""
    context = chromium.new_context(viewport={"width": 1280, "height": 900}, accept_downloads=True)
    said: list[str] = []
    page = context.new_page()
    page.on("console", lambda message: said.append(message.text) if message.type in ("error", "warning") else None)
    page.on("pageerror", lambda error: said.append(str(error)))
    yield page
    context.close()
    assert said == []
