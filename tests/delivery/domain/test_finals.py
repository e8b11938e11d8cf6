"""Final files in a pack: the bytes that were approved, streamed into the ZIP, and listed one by one."""

import io
import zipfile
from hashlib import sha256

import pytest

from campaigns.models import AssetFile, Engagement
from delivery.models import Pack, PackFile
from tenants.models import Membership
from tenants.scope import tenant
from tenants.storage import agency_storage
from tests.support import delivery, files

pytestmark = [pytest.mark.django_db(transaction=True)]

FILM = files.MP4 + bytes(range(256)) * 5000


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


def test_a_pack_holds_the_final_files_that_were_approved(engagement: Engagement, alice: Membership) -> None:
    with tenant(alice.agency):
        pack = delivery.built(engagement, alice)
        assert pack.state == "ready", pack.errors
        found = archive(pack)
        assert found.read("assets/Launch-film-e.mp4") == FILM
        assert found.read("assets/Poster.png") == files.PNG + b"poster"
        rows = {row.name: row for row in PackFile.objects.filter(pack=pack)}
        film = rows["assets/Launch-film-e.mp4"]
        assert (film.size, film.sha256, film.media_type) == (len(FILM), sha256(FILM).hexdigest(), "video/mp4")
        assert film.key == AssetFile.objects.get(sha256=film.sha256).key
