"""What contents say of final files, and which files an engagement holds. Questions; the verbs are in `campaigns.domain.assets`."""

from collections.abc import Mapping
from typing import Any

from campaigns.models import ArtifactVersion, AssetFile, Engagement
from tenants.errors import Refusal

Named = dict[str, Any]
"""One row of `files` in a content: name, asset, size, sha256."""


def named(content: Mapping[str, Any]) -> list[Named]:
    """The final files that a content names; only creatives have any."""
    return list(content.get("files", []))


def without_files(content: Mapping[str, Any]) -> Named:
    """What a content says in words, to be read elsewhere: its files stay where they were uploaded."""
    return {name: value for name, value in content.items() if name != "files"}


def require_held(engagement: Engagement, content: Mapping[str, Any]) -> None:
    """Refuse a content that names bytes which were never uploaded to this engagement: whoever approves it approves those."""
    rows = named(content)
    if not rows:
        return
    held = set(AssetFile.objects.filter(engagement=engagement).values_list("sha256", "size"))
    for row in rows:
        if not row["name"] or (row["sha256"], row["size"]) not in held:
            name = row["name"] or "A file without a name"
            raise Refusal(f"{name} is not a file of this engagement. Nothing was stored; upload it under Final files.")


def is_named(engagement: Engagement, sha256: str) -> bool:
    """Whether a working copy or a version of the engagement names these bytes."""
    contents = [
        *engagement.artifacts.values_list("content", flat=True),
        *ArtifactVersion.objects.filter(artifact__engagement=engagement, content__has_key="files").values_list(
            "content", flat=True
        ),
    ]
    return any(row["sha256"] == sha256 for content in contents for row in named(content))
