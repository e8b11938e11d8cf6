"""What becomes of packs when a stage that they were made from moves on."""

from collections.abc import Iterator

from campaigns.domain.consequences import Consequence, register
from campaigns.models import ArtifactVersion
from delivery.enums import PackState
from delivery.models import Pack


@register
def packs_made_from(version: ArtifactVersion) -> Iterator[Consequence]:
    """The pack in the client's hands, if this version is in it: it stays as it is, and newer approved content exists."""
    packs = Pack.objects.filter(engagement=version.artifact.engagement_id, state=PackState.PUBLISHED)
    for pack in packs.filter(manifest__isnull=False):
        included = {(item["type"], item["version"]) for item in pack.manifest["included_artifacts"]}
        if (version.artifact.kind, version.number) in included:
            yield Consequence("stale", f"Pack {pack.number}, published, was made from {version}.")
