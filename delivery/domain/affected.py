"""What becomes of packs when a stage that they were made from moves on."""

from collections.abc import Iterator

from campaigns.domain.consequences import Consequence, register
from campaigns.models import ArtifactVersion
from delivery.domain import newer
from delivery.models import Pack


@register
def packs_made_from(version: ArtifactVersion) -> Iterator[Consequence]:
    """Packs that the client has or may be given next, if the words of this version are in them: they stay as they are, and will
    say that newer approved content exists (delivery.domain.newer). What a pack was made without does not concern it."""
    packs = Pack.objects.filter(engagement=version.artifact.engagement_id, state__in=newer.OFFERED)
    for pack in packs.filter(manifest__isnull=False).order_by("number"):
        for item in pack.manifest["included_artifacts"]:
            if (item["type"], item["content_sha256"]) == (version.artifact.kind, version.content_sha256):
                held = f"{version.artifact} v{item['version']}"
                yield Consequence("stale", f"{pack}, {pack.get_state_display().lower()}, was made from {held}.")
