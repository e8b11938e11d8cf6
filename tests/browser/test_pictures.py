"""The pictures of the README, taken from the running product so that they cannot go stale: ``make pictures`` keeps them.

As a test it walks the pages in light and dark, at desktop and phone width, and asks axe about each.
"""

import os
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from PIL import Image
from playwright.sync_api import Browser, Page, expect

from tests.browser.door import enter_portal, sign_in
from tests.support.site import Site

AXE = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    chosen = Path(os.environ.get("PICTURES", tmp_path))
    chosen.mkdir(parents=True, exist_ok=True)
    return chosen


@pytest.fixture
def visitor(chromium: Browser) -> Iterator[Page]:
    """A page whose console is not read: axe's own styles offend the site's policy. The journey listens to the console."""
    context = chromium.new_context(viewport={"width": 1280, "height": 900})
    yield context.new_page()
    context.close()


def look(page: Page, folder: Path, name: str, height: int = 1000) -> None:
    page.set_viewport_size({"width": 1280, "height": height})
    page.screenshot(path=folder / f"{name}.png")
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        for width in (1280, 390):
            page.set_viewport_size({"width": width, "height": height})
            assert page.evaluate("document.documentElement.scrollWidth") <= width, f"{name} scrolls sideways at {width}"
        page.set_viewport_size({"width": 1280, "height": height})
        found = Axe().run(page, options=AXE)
        assert found.violations_count == 0, f"{name}, {scheme}: {found.generate_report()}"
    page.emulate_media(color_scheme="light")


def test_the_faces_of_the_house_read_well(visitor: Page, site: Site, folder: Path) -> None:
    sign_in(visitor, site, "tomas.reyes@northwind.example")
    look(visitor, folder, "home", 700)
    visitor.get_by_role("link", name=re.compile("Decide: Strategy v1, Halden")).click()
    look(visitor, folder, "approval")
    visitor.goto(site.url("northwind", "/admin/delivery/pack/"))
    visitor.locator("#result_list tbody th a").last.click()
    expect(visitor.get_by_role("heading", name="Files")).to_be_visible()
    look(visitor, folder, "pack-admin")


def test_the_clients_window_reads_well(visitor: Page, site: Site, folder: Path) -> None:
    enter_portal(visitor, site, "ingrid.solheim@nordlys-clinics.example")
    look(visitor, folder, "portal-home", 700)
    visitor.locator("main a[href*='/portal/packs/']").first.click()
    look(visitor, folder, "portal")
    visitor.goto(re.sub(r"/$", "/summary/", visitor.url))
    visitor.set_viewport_size({"width": 1280, "height": 1000})
    visitor.wait_for_timeout(500)
    visitor.screenshot(path=folder / "summary.png")
    if "PICTURES" in os.environ:
        visitor.go_back()
        with visitor.expect_download() as download:
            visitor.locator("a[href$='/files/report.pdf']").first.click()
        sheet(Path(download.value.path()), folder)


def sheet(report: Path, folder: Path) -> None:
    """Six pages of the report beside one another."""
    pages = (1, 3, 4, 7, 8, 17)
    shots = []
    for number in pages:
        stem = folder / f"page-{number}"
        command = [
            "pdftoppm",
            "-r",
            "60",
            "-png",
            "-singlefile",
            "-f",
            str(number),
            "-l",
            str(number),
            str(report),
            str(stem),
        ]
        subprocess.run(command, check=True, timeout=60)
        shots.append(Image.open(stem.with_suffix(".png")))
    width, height = shots[0].size
    joined = Image.new("RGB", (3 * (width + 12) + 12, 2 * (height + 12) + 12), "#d8d8d8")
    for place, shot in enumerate(shots):
        joined.paste(shot, (12 + (place % 3) * (width + 12), 12 + (place // 3) * (height + 12)))
    joined.save(folder / "report.png")
    for number in pages:
        (folder / f"page-{number}.png").unlink()
