"""The pictures in docs/pictures, taken from the running product so that they cannot go stale: ``make pictures`` keeps them.

Each page at a desk, on a phone and in the dark. Without ``PICTURES`` a few go to a folder that is thrown away.
"""

import os
import re
import subprocess
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from playwright.sync_api import Browser
from playwright.sync_api import Page as Tab

from tests.browser.door import enter_portal
from tests.browser.pages import HOUSE, Page
from tests.support.site import ROOT, Site

KEEP = "PICTURES" in os.environ
TALLEST, WIDEST = 1600, 1280
COLOURS = 128
LOOKS: dict[str, dict[str, Any]] = {
    "": {"viewport": {"width": 1440, "height": 900}},
    "-phone": {"viewport": {"width": 390, "height": 844}, "is_mobile": True, "has_touch": True},
    "-dark": {"viewport": {"width": 1440, "height": 900}, "color_scheme": "dark"},
}
PICTURES = {
    "home": ("What waits for an admin", Page("/", "admin")),
    "checklist": ("An agency that has just begun", Page("/campaigns/", "alone", host="willow")),
    "campaigns": ("Every engagement, with its chain", Page("/campaigns/", "admin")),
    "engagement-new": ("A new engagement", Page("/campaigns/new/", "editor")),
    "campaign": ("A campaign", Page("/campaigns/{campaign}/", "admin")),
    "clients": ("The clients", Page("/clients/", "admin")),
    "client": ("A client and the contacts", Page("/clients/{client}/", "admin")),
    "board": ("An engagement: the chain, what is in force, what waits", Page("/engagements/{stale}/", "admin")),
    "board-whole": ("An engagement with its packs", Page("/engagements/{whole}/", "admin")),
    "intake": ("Intake, a draft with findings", Page("/engagements/{draft}/intake/", "editor")),
    "locked": ("Strategy, not open yet", Page("/engagements/{draft}/strategy/", "editor")),
    "strategy": ("Strategy, in review", Page("/engagements/{review}/strategy/", "editor")),
    "stale": ("Strategy, after a newer intake was approved", Page("/engagements/{stale}/strategy/", "admin")),
    "pull": ("What upstream offers", Page("/engagements/{stale}/strategy/pull/", "editor")),
    "creatives": ("Creatives, sent back with a reason", Page("/engagements/{returned}/creatives/", "editor")),
    "files": ("The final files of the creatives", Page("/engagements/{returned}/creatives/files/", "editor")),
    "execution": ("Execution, approved", Page("/engagements/{whole}/execution/", "editor")),
    "monitoring": ("Monitoring, approved", Page("/engagements/{whole}/monitoring/", "editor")),
    "decide": ("The decision", Page("/engagements/{review}/strategy/decide/", "admin")),
    "version": ("A version", Page("/engagements/{stale}/intake/versions/1/", "editor")),
    "compare": ("Two versions in words", Page("/engagements/{stale}/intake/compare/?before=1&after=2", "editor")),
    "compare-sides": (
        "Two versions side by side", Page("/engagements/{stale}/intake/compare/?before=1&after=2&as=sides", "editor")
    ),
    "delivery": ("Delivery, with a check that stops it", Page("/engagements/{unsigned}/delivery/", "admin")),
    "delivery-whole": ("Delivery, when everything passes", Page("/engagements/{whole}/delivery/", "admin")),
    "packs": ("The packs", Page("/packs/", "admin")),
    "pack": ("A pack that the client has", Page("/packs/{published}/", "admin")),
    "pack-ready": ("A pack to be published", Page("/packs/{ready}/", "admin")),
    "pack-building": ("A pack that is being built", Page("/packs/{building}/", "admin")),
    "slide": ("A slide of a pack", Page("/packs/{published}/pages/?of=deck&page=3", "admin")),
    "withdrawal": ("Before a pack is withdrawn", Page("/packs/{published}/withdrawal/", "admin")),
    "activity": ("The activity", Page("/activity/", "owner")),
    "evidence": ("The evidence", Page("/evidence/?engagement={whole}", "owner")),
    "settings": ("Settings", Page("/settings/", "owner")),
    "security": ("A member's own account", Page("/account/security/", "editor")),
    "sign-in": ("The door", Page("/account/login/", "nobody")),
    "refused": ("A refusal", Page("/campaigns/new/", "viewer", 403)),
    "approval": ("The approval in the administration", Page("/admin/campaigns/artifact/{waiting}/approval/", "admin")),
    "pack-admin": ("A pack in the administration", Page("/admin/delivery/pack/{published}/change/", "admin")),
    "brand": ("The brand in the administration", Page("/admin/tenants/brand/add/", "owner")),
    "brand-files": ("Typefaces and masters of the agency", Page("/admin/tenants/brandfile/", "owner")),
    "client-brand": ("The brand for one client", Page("/clients/{client}/brand/", "admin")),
    "portal-home": ("The portal", Page("/portal/", "contact")),
    "portal": ("The pack in the client's portal", Page("/portal/packs/{published}/", "contact")),
    "portal-page": ("A page of the report in the portal", Page("/portal/packs/{published}/pages/", "contact")),
}  # fmt: skip
ONCE = {
    "report": "Pages of the report",
    "summary": "The summary",
}


def gallery() -> str:
    """docs/pictures/README.md."""
    parts = ["# Pictures\n\nEach page at a desk, on a phone and in the dark. `make pictures` takes them anew.\n"]
    for name, (caption, _) in PICTURES.items():
        looks = " · ".join(f"[{look.strip('-')}]({name}{look}.png)" for look in LOOKS if look)
        parts.append(f"## {caption}\n\n![{caption}]({name}.png)\n\nThe same: {looks}\n")
    for name, caption in ONCE.items():
        parts.append(f"## {caption}\n\n![{caption}]({name}.png)\n")
    return "\n".join(parts)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    chosen = Path(os.environ.get("PICTURES", tmp_path))
    chosen.mkdir(parents=True, exist_ok=True)
    return chosen


def taken(page: Tab) -> bytes:
    """The page as it stands on a screen of its own height: what sticks to the foot is at the foot."""
    size = page.viewport_size
    assert size
    tall = page.evaluate("document.documentElement.scrollHeight")
    page.set_viewport_size({"width": size["width"], "height": max(size["height"], min(tall, TALLEST))})
    page.wait_for_load_state("networkidle")  # pictures that are asked for only where they are seen
    shot = page.screenshot()
    page.set_viewport_size(size)
    return shot


def keep(shot: bytes, path: Path) -> None:
    """A picture small enough for a repository."""
    picture = Image.open(BytesIO(shot)).convert("RGB")
    picture.thumbnail((WIDEST, TALLEST * 2))
    few = picture.quantize(
        COLOURS, Image.Quantize.MAXCOVERAGE, kmeans=2, dither=Image.Dither.NONE
    )  # rare colours tell states
    few.save(path, optimize=True)


@pytest.mark.parametrize("look", LOOKS, ids=lambda look: look.strip("-") or "desk")
def test_each_page_has_its_picture(
    look: str, chromium: Browser, site: Site, furnished: dict[str, Any], folder: Path
) -> None:
    names = list(PICTURES) if KEEP else ["board", "intake", "delivery"]
    for who in dict.fromkeys(PICTURES[name][1].who for name in names):
        context = chromium.new_context(**LOOKS[look], reduced_motion="reduce")
        host = "willow" if who == "alone" else HOUSE
        for cookie, value in furnished["cookies"].get(who, {}).items():
            context.add_cookies([{"name": cookie, "value": value, "url": site.url(host)}])
        page = context.new_page()
        if who == "contact":
            enter_portal(page, site, "ingrid.solheim@nordlys-clinics.example", slug=HOUSE)
        for name in names:
            shown = PICTURES[name][1]
            if shown.who == who:
                answer = page.goto(site.url(shown.host, shown.address.format_map(furnished["places"])))
                assert answer
                assert answer.status == shown.status
                keep(taken(page), folder / f"{name}{look}.png")
                assert (folder / f"{name}{look}.png").stat().st_size < 250_000
        context.close()


@pytest.mark.skipif(not KEEP, reason="Taken by `make pictures` only.")
def test_the_report_and_the_summary_have_theirs(
    chromium: Browser, site: Site, furnished: dict[str, Any], folder: Path
) -> None:
    context = chromium.new_context(**LOOKS[""], accept_downloads=True)
    page = context.new_page()
    enter_portal(page, site, "ingrid.solheim@nordlys-clinics.example", slug=HOUSE)
    page.goto(site.url(HOUSE, "/portal/packs/{published}/".format_map(furnished["places"])))
    with page.expect_download() as download:
        page.locator("a[href$='/files/report.pdf']").first.click()
    sheet(Path(download.value.path()), folder)
    page.goto(re.sub(r"/$", "/summary/", page.url))
    page.set_viewport_size({"width": 1280, "height": 1000})
    page.wait_for_timeout(500)
    keep(page.screenshot(), folder / "summary.png")
    context.close()


def sheet(report: Path, folder: Path) -> None:
    """Six pages of the report beside one another."""
    pages = (1, 3, 4, 7, 8, 17)
    shots = []
    for number in pages:
        stem = folder / f"page-{number}"
        which = ["-singlefile", "-f", str(number), "-l", str(number)]
        subprocess.run(["pdftoppm", "-r", "60", "-png", *which, str(report), str(stem)], check=True, timeout=60)
        shots.append(Image.open(stem.with_suffix(".png")))
    width, height = shots[0].size
    joined = Image.new("RGB", (3 * (width + 12) + 12, 2 * (height + 12) + 12), "#d8d8d8")
    for place, shot in enumerate(shots):
        joined.paste(shot, (12 + (place % 3) * (width + 12), 12 + (place // 3) * (height + 12)))
    joined.save(folder / "report.png", optimize=True)
    for number in pages:
        (folder / f"page-{number}.png").unlink()


def test_the_gallery_shows_every_picture(folder: Path) -> None:
    if KEEP:
        (folder / "README.md").write_text(gallery())
    pictures = ROOT / "docs" / "pictures"
    assert (pictures / "README.md").read_text() == gallery()
    shown = {f"{name}{look}.png" for name in PICTURES for look in LOOKS} | {f"{name}.png" for name in ONCE}
    assert {path.name for path in pictures.glob("*.png")} == shown
