"""The main job, for real: the last approval, the pack, the publication, the client's download and check."""

import hashlib
import json
import re
import sqlite3
import subprocess
import sys
import threading
import time
from pathlib import Path

from playwright.sync_api import Page, expect

from tests.browser.door import enter_portal, sign_in
from tests.support import work
from tests.support.site import Site

LAST_STAGE = """
import json, sys
from campaigns.domain import artifacts
from campaigns.domain.documents import import_engagement
from campaigns.models import Artifact
from tenants import audit
from tenants.models import Agency, Membership
from tenants.scope import tenant
document = json.load(sys.stdin)
last = document["artifacts"].pop("execution")
del document["artifacts"]["monitoring"]
agency = Agency.objects.get(slug="northwind")
with tenant(agency):
    people = {m.role: m for m in Membership.objects.filter(agency=agency).select_related("user")}
    engagement = import_engagement(document, by=audit.SYSTEM, approver=people["admin"]).engagement
    artifact = Artifact.objects.get(engagement=engagement, kind="execution")
    artifact = artifacts.edit(artifact, last, lock=artifact.lock, member=people["editor"])
    artifacts.submit(artifact, member=people["editor"])
    print(engagement.public_id)
"""


def prepare(site: Site) -> str:
    """An engagement of a new client whose execution waits for an admin; returns its id."""
    document = work.document()
    document["client"] = {
        "name": "Fjord Clinics", "locale": "en-GB", "website": "", "industry": "",
        "contacts": [{"name": "Ida Fjord", "email": "ida@fjord.example", "title": "Director"}],
    }  # fmt: skip
    script = f"import django; django.setup()\n{LAST_STAGE}"
    done = subprocess.run(
        [sys.executable, "-c", script],
        env={**site.environment, "DJANGO_SETTINGS_MODULE": "aicmo_site.settings"},
        input=json.dumps(document), capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


class Watch(threading.Thread):
    """Reads the progress of the newest pack's job from its row, as fast as it can."""

    def __init__(self, site: Site) -> None:
        super().__init__(daemon=True)
        self.site, self.values, self.stop = site, [], threading.Event()

    def run(self) -> None:
        row = "SELECT progress FROM tenants_job WHERE kind = 'delivery.build_pack' ORDER BY id DESC LIMIT 1"
        with sqlite3.connect(f"file:{self.site.database}?mode=ro", uri=True) as database:
            while not self.stop.is_set():
                (value,) = database.execute(row).fetchone()
                if not self.values or value != self.values[-1]:
                    self.values.append(value)
                time.sleep(0.002)


def test_from_the_last_approval_to_the_clients_download(page: Page, site: Site, tmp_path: Path) -> None:
    prepare(site)
    sign_in(page, site, "tomas.reyes@northwind.example")
    page.get_by_role("link", name=re.compile("Decide: Execution v1, Fjord Clinics")).click()
    expect(page.get_by_role("heading", name="Approve Execution v1 for Fjord Clinics")).to_be_visible()
    page.get_by_label("I have read this version and stand by it.").check()
    page.get_by_role("button", name="Approve v1").click()
    expect(page.get_by_text("Approved").first).to_be_visible()

    page.goto(site.url("northwind", "/admin/campaigns/engagement/"))
    page.locator("#result_list tbody th a").first.click()
    page.get_by_role("link", name="Build a pack").click()
    expect(page.get_by_text("Nobody has signed off what goes out.")).to_be_visible()
    page.get_by_role("button", name="Sign off in my name").click()
    expect(page.get_by_text("All five checks let it through.")).to_be_visible()
    watch = Watch(site)
    watch.start()
    page.get_by_role("button", name="Build the pack").click()
    publish = page.get_by_role("button", name="Publish to Fjord Clinics")
    expect(publish).to_be_visible(timeout=240_000)
    watch.stop.set()
    watch.join()
    grown = watch.values[watch.values.index(min(watch.values)) :]
    assert len(set(grown)) >= 3
    assert grown == sorted(grown)
    publish.click()
    expect(page.get_by_text("is published to Fjord Clinics")).to_be_visible()
    page.get_by_role("button", name="Sign out").click()

    enter_portal(page, site, "ida@fjord.example")
    page.locator("main a[href*='/portal/packs/']").first.click()
    expect(page.locator("body")).to_contain_text("ssh-keygen -Y verify")
    with page.expect_download() as download:
        page.locator("a[href$='/files/pack.zip']").first.click()
    zipped = tmp_path / "pack.zip"
    download.value.save_as(zipped)
    digest = hashlib.sha256(zipped.read_bytes()).hexdigest()
    assert digest[:8] in page.content()
    with page.expect_download() as download:
        page.locator("a[href*='allowed_signers']").first.click()
    signers = tmp_path / "allowed_signers"
    download.value.save_as(signers)
    assert site.json("verify_pack", str(zipped), "--allowed-signers", str(signers)) == {"ok": True, "problems": []}
