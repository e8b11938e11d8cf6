"""From inputs to a sealed pack: compose, render each format, seal. No database, clock, network or path.

The same inputs and key give the same bytes in any process, so a pack can be rebuilt and compared.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from campaigns import content
from campaigns.enums import ArtifactKind
from delivery.archive import Freight, SealedPack, seal_pack
from delivery.compose import EvidenceRow, Frame, compose
from delivery.compose.origins import where
from delivery.document import Document
from delivery.enums import PackFormat
from delivery.manifest import CONTENTS, PROVENANCE, Asset, IncludedArtifact, Json, Manifest, pretty_json
from delivery.provenance import provenance_json
from delivery.renderers.base import Rendered
from delivery.rendering.making import RENDERERS, Failure, Make, in_process
from delivery.theme import BrandSpec, Theme

Progress = Callable[[int, str], None]


@dataclass(frozen=True, kw_only=True)
class PackInputs:
    """Everything that enters a pack. `contents` holds each included kind's approved content as plain JSON; `assets` are the final
    files that they name."""

    manifest: Manifest
    frame: Frame
    contents: Mapping[ArtifactKind, dict[str, Json]]
    evidence: tuple[EvidenceRow, ...]
    brand: BrandSpec
    page: str = "A4"
    assets: tuple[Asset, ...] = ()


class FormatsFailed(Exception):
    """Some formats could not be made: `errors` says which and why, `made` holds the others. Nothing is sealed."""

    def __init__(self, errors: dict[str, str], made: Mapping[PackFormat, Rendered] | None = None) -> None:
        super().__init__("; ".join(f"{name}: {reason}" for name, reason in errors.items()))
        self.errors, self.made = errors, made or {}


def assemble(
    inputs: PackInputs, *, key: Ed25519PrivateKey, identity: str, progress: Progress = lambda percent, words: None,
    make: Make = in_process, made: Mapping[PackFormat, Rendered] | None = None, freight: Freight | None = None,
) -> SealedPack:  # fmt: skip
    """Make the pack. `progress` hears per cent (0 to 100) and words as each file is begun. `make` makes the formats that are
    not `made` yet; `freight` are the final files, where there are any. Raises FormatsFailed and AssetDamaged."""
    progress(5, "Composing the document")
    rendered = render_all(inputs, document_of(inputs), progress, make, made)
    files = {name: one.data for name, one in rendered.items()}
    if PackFormat.JSON in inputs.manifest.export_formats:
        files[CONTENTS] = artifacts_json(inputs)
    places = {name: one.places for name, one in rendered.items()}
    files[PROVENANCE] = provenance_json(inputs.manifest, places, freight.assets if freight else ())
    progress(85, "Sealing the pack")
    return seal_pack(
        inputs.manifest,
        files,
        client=inputs.frame.client,
        campaign=inputs.frame.campaign,
        key=key,
        identity=identity,
        lang=inputs.frame.lang,
        freight=freight,
    )


def document_of(inputs: PackInputs) -> Document:
    return compose(inputs.frame, parsed(inputs), inputs.evidence, inputs.brand)


def parsed(inputs: PackInputs) -> dict[ArtifactKind, content.Content]:
    return {kind: content.parse(kind, data) for kind, data in inputs.contents.items()}


def render_all(
    inputs: PackInputs, document: Document, progress: Progress, make: Make = in_process,
    made: Mapping[PackFormat, Rendered] | None = None,
) -> dict[str, Rendered]:  # fmt: skip
    """File name → what was made. Raises FormatsFailed once each format has been tried."""
    wanted = [form for form in RENDERERS if form in inputs.manifest.export_formats]
    missing = [form for form in wanted if form not in (made or {})]

    def heard(form: PackFormat) -> None:
        progress(10 + 70 * wanted.index(form) // len(wanted), f"Making the {form.label.lower()}")

    fresh = make(missing, document, Theme.of(inputs.brand, page=inputs.page), heard)
    good = {**(made or {}), **{form: one for form, one in fresh.items() if not isinstance(one, Failure)}}
    errors = {
        form.value: _said(failed, inputs, document) for form, failed in fresh.items() if isinstance(failed, Failure)
    }
    if errors:
        raise FormatsFailed(errors, good)
    return {RENDERERS[form][0]: good[form] for form in wanted}


def _said(failure: Failure, inputs: PackInputs, document: Document) -> str:
    """The reason, and the place with the fields whose words stand there."""
    return f"{failure.reason.rstrip('.')}. {where(failure.spot, document, parsed(inputs))}"


def artifacts_json(inputs: PackInputs) -> bytes:
    """The approved contents as data, each beside what the manifest says of it. No notes, no ids of people."""
    described = {artifact.type: artifact for artifact in inputs.manifest.artifacts}
    return pretty_json({kind.value: _entry(described[kind.value], data) for kind, data in inputs.contents.items()})


def _entry(artifact: IncludedArtifact, data: dict[str, Json]) -> dict[str, Json]:
    return {**artifact.to_dict(), "content": data}
