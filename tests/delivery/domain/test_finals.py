"""Final files in a pack: the bytes that were approved, streamed into the ZIP, and listed one by one."""

import io
import signal
import zipfile
from hashlib import sha256

import pytest
from django.conf import settings
from django.urls import reverse

from campaigns.models import AssetFile, Contact, Engagement
from delivery.domain import finals, packs
from delivery.models import Pack, PackFile
from tenants import audit, jobs
from tenants.models import Job, Membership
from tenants.scope import tenant
from tenants.storage import agency_storage
from tests.delivery.domain.test_packs import dying_worker, with_sweep
from tests.support import cast, delivery, files, portal, work

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.sqlite]

FILM = files.MP4 + bytes(range(256)) * 5000
NAME = "assets/Launch-film-e.mp4"


@pytest.fixture
def engagement(alice: Membership) -> Engagement:
    with tenant(alice.agency):
        found = delivery.approved(alice)
        files.attach(found, alice, "Launch film é.mp4", FILM, asset="Launch film")
        files.attach(found, alice, "Poster.PNG", files.PNG + b"poster")
        files.approved(found, alice)
    return found


def archive(pack: Pack) -> zipfile.ZipFile:
    with agency_storage().open(PackFile.objects.get(pack=pack, name="pack.zip").key) as stored:
        return zipfile.ZipFile(io.BytesIO(stored.read()))


def again(pack: Pack) -> Pack:
    """Ordered once more, and built."""
    ordered = packs.order(pack.engagement, agency=pack.agency, by=audit.SYSTEM)
    jobs.run(ordered.job_id, ordered.agency_id, jobs.SCHEMA)
    return Pack.objects.select_related("job").get(pk=ordered.pk)


def test_a_pack_holds_the_final_files_that_were_approved_and_lists_each(
    engagement: Engagement, alice: Membership, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(finals, "BEATS", 10**9)  # the lease is renewed with every piece
    with tenant(alice.agency):
        pack = delivery.built(engagement, alice)
        assert pack.state == "ready", pack.errors
        found = archive(pack)
        assert found.read(NAME) == FILM
        assert found.read("assets/Poster.png") == files.PNG + b"poster"
        film = PackFile.objects.get(pack=pack, name=NAME)
        assert (film.size, film.sha256, film.media_type) == (len(FILM), sha256(FILM).hexdigest(), "video/mp4")
        assert film.key == AssetFile.objects.get(sha256=film.sha256).key
        assert pack.manifest["file_index"][NAME]["sha256"] == film.sha256
        first = pack.archive_sha256
        rebuilt = again(pack)
        assert (rebuilt.pk, rebuilt.archive_sha256, rebuilt.job.error) == (pack.pk, first, "")


def test_a_file_that_only_the_draft_names_is_in_no_pack(engagement: Engagement, alice: Membership) -> None:
    with tenant(alice.agency):
        files.attach(engagement, alice, "Poster.PNG", files.PNG + b"not approved")
        files.attach(engagement, alice, "Late.pdf", files.PDF)
        found = archive(delivery.built(engagement, alice))
        assert found.read("assets/Poster.png") == files.PNG + b"poster"
        assert "assets/Late.pdf" not in found.namelist()


@pytest.mark.parametrize("how", ["missing", "changed", "shorter"])
def test_a_file_that_storage_lost_or_changed_stops_the_pack_by_name_until_it_is_uploaded_again(
    engagement: Engagement, alice: Membership, how: str
) -> None:
    with tenant(alice.agency):
        file = AssetFile.objects.get(size=len(FILM))
        agency_storage().delete(file.key)
        if how != "missing":
            agency_storage().save(file.key, FILM[:-1] + (b"x" if how == "changed" else b""))
        pack = delivery.built(engagement, alice)
        assert pack.state == "failed"
        assert pack.errors["pack"].startswith(
            "Storage does not hold the final file Launch film é.mp4 as it was approved"
        )
        before = work.artifact(engagement, "creatives")
        files.attach(engagement, alice, "Launch film é.mp4", FILM)
        after = work.artifact(engagement, "creatives")
        assert (after.status, after.content) == (before.status, before.content)
        assert again(pack).state == "ready"


def test_a_client_downloads_each_final_file_and_the_zip_as_attachments(
    engagement: Engagement, alice: Membership
) -> None:
    with tenant(alice.agency):
        pack = delivery.published(engagement, alice)
        reader = portal.reader(Contact.objects.filter(client=engagement.campaign.client).earliest("pk"))
    page = reader.get(reverse("portal:pack", args=[pack.public_id])).content.decode()
    assert "Final files" in page
    address = reverse("portal:file", args=[pack.public_id, NAME])
    assert address in page
    sent = reader.get(address)
    assert sent.getvalue() == FILM
    assert sent["Content-Type"] == "video/mp4"
    assert sent["X-Content-Type-Options"] == "nosniff"
    assert sent["Content-Disposition"].startswith("attachment;")
    assert sent["Content-Disposition"].endswith('-pack-1-Launch-film-e.mp4"')
    with tenant(alice.agency):
        key = PackFile.objects.get(pack=pack, name=NAME).key
        agency_storage().delete(key)
        agency_storage().save(key, b"other")
    assert reader.get(address).status_code == 500


def test_a_pack_of_creatives_without_files_says_nothing_of_files(alice: Membership) -> None:
    with tenant(alice.agency):
        pack = delivery.built(delivery.approved(alice), alice)
        found = archive(pack)
        assert not any("assets" in name for name in found.namelist() if name != "artifacts.json")
        assert b"assets/" not in found.read("README.txt") + found.read("provenance.json") + found.read("manifest.json")


@pytest.mark.parametrize("point", ["rendered", "staged", "promoted"])
def test_a_worker_that_dies_over_final_files_leaves_one_whole_pack_after_the_restart(
    engagement: Engagement, alice: Membership, point: str
) -> None:
    with tenant(alice.agency):
        pack = delivery.ordered(engagement, alice)
        assert dying_worker(pack, point) == -signal.SIGKILL
        assert not PackFile.objects.filter(pack=pack).exists()
        Job.objects.filter(pk=pack.job_id).update(lease_until="2020-01-01T00:00Z")  # time passes
        with_sweep(alice.agency)
        jobs.run(pack.job_id, pack.agency_id, jobs.SCHEMA)
        pack.refresh_from_db()
        assert pack.state == "ready"
        assert archive(pack).read(NAME) == FILM
    left = [path for path in (settings.DATA_DIR / "tmp").iterdir() if path.is_file()]
    assert left == []


def test_staff_see_the_files_on_the_page_of_the_pack_and_in_the_admin(
    engagement: Engagement, alice: Membership
) -> None:
    with tenant(alice.agency):
        pack = delivery.built(engagement, alice)
    client = cast.browser(alice.agency, alice)
    address = reverse("delivery:file", args=[pack.public_id, NAME])
    assert address in client.get(reverse("delivery:pack", args=[pack.public_id])).content.decode()
    assert client.get(address).getvalue() == FILM
