"""Whether the delivered page can be read in a browser: every word of what was approved, large enough, shown, within reach."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from campaigns import content
from campaigns.content import walk_strings
from campaigns.enums import ArtifactKind
from tests.browser.door import enter_portal
from tests.delivery.extract import squeezed
from tests.support import work
from tests.support.site import Site

SMALLEST = 7  # points
AXE = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}

# Texts that are set too small, hidden, or where nobody can scroll to: [what is wrong, text].
FAULTS = """smallest => {
  const faults = [], walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node; (node = walker.nextNode()); ) {
    const text = node.data.trim(), holder = node.parentElement;
    if (!text || holder.closest("title, desc, style, .skip")) continue;
    const matrix = holder.getScreenCTM?.(), scale = matrix ? Math.min(matrix.a, matrix.d) : 1;
    const size = parseFloat(getComputedStyle(holder).fontSize) * scale * 72 / 96;
    if (size < smallest) faults.push([`${size.toFixed(1)} points`, text]);
    if (!holder.checkVisibility({opacityProperty: true, visibilityProperty: true})) faults.push(["hidden", text]);
    const range = document.createRange();
    range.selectNodeContents(node);
    const box = range.getBoundingClientRect(), scrolls = holder.closest(".scroll, .contents ol");
    if (box.left < -1 || (!scrolls && box.right > innerWidth + 1)) faults.push(["outside", text]);
  }
  return faults;
}"""


@pytest.fixture(scope="module")
def delivered(chromium: Browser, site: Site, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file, downloaded from the portal to the client's own disk."""
    with chromium.new_context(accept_downloads=True) as context:
        page = context.new_page()
        enter_portal(page, site, "hanne.dahl@nordlys-clinics.example")
        page.locator("main a[href*='/portal/packs/']").first.click()
        with page.expect_download() as download:
            page.locator("a[href$='/files/summary.html']").first.click()
        path = tmp_path_factory.mktemp("delivered") / "summary.html"
        download.value.save_as(path)
    return path


@pytest.fixture(params=[1280, 390], ids=["desktop", "phone"])
def summary(chromium: Browser, delivered: Path, request: pytest.FixtureRequest) -> Iterator[Page]:
    with chromium.new_context(viewport={"width": request.param, "height": 900}, bypass_csp=True) as context:
        page = context.new_page()
        page.goto(delivered.as_uri())
        yield page


def test_every_text_is_large_enough_shown_and_within_reach(summary: Page) -> None:
    assert summary.evaluate(FAULTS, SMALLEST) == []
    assert summary.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_axe_finds_nothing_wrong_with_it(summary: Page) -> None:
    """Contrast among it: 4.5 : 1, and 3 : 1 for large text."""
    found = Axe().run(summary, options=AXE)
    assert found.violations_count == 0, found.generate_report()


def test_a_browser_shows_every_word_that_was_approved(summary: Page) -> None:
    shown = squeezed(summary.evaluate("document.body.innerText"))
    approved = [
        squeezed(text)
        for kind, data in work.document()["artifacts"].items()
        for _, text in walk_strings(content.parse(ArtifactKind(kind), data))
    ]
    assert len(approved) > 800
    assert [text for text in approved if text not in shown] == []
