"""Final files for tests: small ones of every kind, and their way into the creatives."""

import io
from typing import Any

from campaigns.domain import artifacts, assets
from campaigns.models import Artifact, AssetFile, Engagement
from tenants.models import Membership
from tests.support import work

PNG = b"\x89PNG\r\n\x1a\n"
MP4 = b"\0\0\0\x20ftypisom"
PDF = b"%PDF-1.7\n"


def attach(
    to: Engagement, member: Membership, name: str = "Launch film.mp4", content: bytes = MP4 + b"frames", **given: Any
) -> AssetFile:
    return assets.attach(work.artifact(to, "creatives"), io.BytesIO(content), name=name, member=member, **given)


def approved(to: Engagement, member: Membership) -> Artifact:
    """The creatives approved as they are now, and what rests on them confirmed."""
    version = artifacts.submit(work.artifact(to, "creatives"), member=member)
    report = version.qc_reports.get()
    work.approve(version, member, accepted=[artifacts.finding_key(check) for check in report.findings])
    return work.artifact(to, "creatives")
