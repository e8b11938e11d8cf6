"""What a pack is assembled from, made of contents without a database."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from campaigns import content
from campaigns.enums import ArtifactKind
from delivery.assemble import PackInputs
from delivery.theme import BrandSpec
from tests.delivery.sample_brand import sample_brand
from tests.delivery.sample_contents import demo, evidence, sample_frame
from tests.delivery.sample_pack import MANIFEST, artifact


def inputs_of(
    contents: Mapping[ArtifactKind, dict[str, Any]], brand: BrandSpec | None = None, page: str = "A4"
) -> PackInputs:
    """A pack of these contents, as their JSON, in every format."""
    parsed = {kind: content.parse(kind, data) for kind, data in contents.items()}
    included = tuple(
        replace(artifact("intake", number), type=kind.value, content_sha256=content.content_sha256(data))
        for number, (kind, data) in enumerate(contents.items(), 1)
    )
    version = contents.get(ArtifactKind.STRATEGY, {}).get("schema_version")
    return PackInputs(
        manifest=replace(MANIFEST, included_artifacts=included, strategy_schema_version=version),
        frame=sample_frame(), contents=contents, evidence=evidence(parsed), brand=brand or sample_brand(), page=page,
    )  # fmt: skip


def dumped(name: str = "nordlys") -> dict[ArtifactKind, dict[str, Any]]:
    """The contents of a demo as JSON."""
    return {kind: content.dump(found) for kind, found in demo(name).items()}
