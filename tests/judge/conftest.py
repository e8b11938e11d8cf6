"""What every judge is given, and how they are asked."""

import shutil
import zipfile
from pathlib import Path

import pytest

from campaigns.models import Contact, Engagement
from tenants.models import Membership
from tenants.scope import tenant
from tests.support import delivery, portal


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "judge" in item.path.parts:
            item.add_marker(pytest.mark.xdist_group("judge"))  # in one process, which comes to browsers later


@pytest.fixture
def engagement(alice: Membership) -> Engagement:
    with tenant(alice.agency):
        return delivery.approved(alice)


@pytest.fixture
def folder(engagement: Engagement, alice: Membership, tmp_path: Path) -> Path:
    """What a client has after unpacking the ZIP that they downloaded from the portal, with the signers from there beside."""
    with tenant(alice.agency):
        pack = delivery.published(engagement, alice)
        reader = portal.reader(Contact.objects.filter(client=engagement.campaign.client).earliest("pk"))
    for address, name in ((f"packs/{pack.public_id}/files/pack.zip", "pack.zip"), ("allowed_signers",) * 2):
        answer = reader.get(f"/portal/{address}")
        (tmp_path / name).write_bytes(answer.getvalue())
    with zipfile.ZipFile(tmp_path / "pack.zip") as archive:
        archive.extractall(tmp_path / "pack")
    shutil.copy(tmp_path / "allowed_signers", tmp_path / "pack")
    return tmp_path / "pack"
