"""From inputs to a sealed pack: compose, render each format, seal. No database, clock, network or path.

The same inputs and key give the same bytes in any process, so a pack can be rebuilt and compared.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib import import_module

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from campaigns import content
from campaigns.enums import ArtifactKind
from delivery.archive import SealedPack, seal_pack
from delivery.compose import EvidenceRow, Frame, compose
from delivery.document import Document
from delivery.enums import PackFormat
from delivery.manifest import CONTENTS, PROVENANCE, IncludedArtifact, Json, Manifest, pretty_json
from delivery.provenance import provenance_json
from delivery.renderers.base import Rendered
from delivery.theme import BrandSpec, Theme

# Format → file name and renderer. The module is imported when it is needed: reportlab and python-pptx stay out of the web.
RENDERERS = {
    PackFormat.PDF: ("report.pdf", "delivery.renderers.pdf", "PdfRenderer"),
    PackFormat.PPTX: ("deck.pptx", "delivery.renderers.pptx", "PptxRenderer"),
    PackFormat.HTML: ("summary.html", "delivery.renderers.html", "HtmlRenderer"),
}

Progress = Callable[[int, str], None]


@dataclass(frozen=True, kw_only=True)
class PackInputs:
    """Everything that enters a pack. `contents` holds each included kind's approved content as plain JSON."""

    manifest: Manifest
    frame: Frame
    contents: Mapping[ArtifactKind, dict[str, Json]]
    evidence: tuple[EvidenceRow, ...]
    brand: BrandSpec
    page: str = "A4"


class FormatsFailed(Exception):
    """Some formats could not be made; `errors` says which and why. Nothing is sealed."""

    def __init__(self, errors: dict[str, str]) -> None:
        super().__init__("; ".join(f"{name}: {reason}" for name, reason in errors.items()))
        self.errors = errors


def assemble(
    inputs: PackInputs, *, key: Ed25519PrivateKey, identity: str, progress: Progress = lambda percent, words: None
) -> SealedPack:
    """Make the pack. `progress` hears per cent (0 to 100) and words as each file is begun. Raises FormatsFailed."""
    progress(5, "Composing the document")
    rendered = render_all(inputs, document_of(inputs), progress)
    files = {name: made.data for name, made in rendered.items()}
    if PackFormat.JSON in inputs.manifest.export_formats:
        files[CONTENTS] = artifacts_json(inputs)
    files[PROVENANCE] = provenance_json(inputs.manifest, {name: made.places for name, made in rendered.items()})
    progress(85, "Sealing the pack")
    return seal_pack(
        inputs.manifest,
        files,
        client=inputs.frame.client,
        campaign=inputs.frame.campaign,
        key=key,
        identity=identity,
        lang=inputs.frame.lang,
    )


def document_of(inputs: PackInputs) -> Document:
    contents = {kind: content.parse(kind, data) for kind, data in inputs.contents.items()}
    return compose(inputs.frame, contents, inputs.evidence, inputs.brand)


def render_all(inputs: PackInputs, document: Document, progress: Progress) -> dict[str, Rendered]:
    """Each format apart, so that one that fails does not hide how the others fare. File name → what was made."""
    theme = Theme.of(inputs.brand, page=inputs.page)
    wanted = [PackFormat(name) for name in inputs.manifest.export_formats if name in RENDERERS]
    files: dict[str, Rendered] = {}
    errors: dict[str, str] = {}
    for position, form in enumerate(wanted):
        progress(10 + 70 * position // len(wanted), f"Making the {form.label.lower()}")
        name, module, renderer = RENDERERS[form]
        try:
            files[name] = getattr(import_module(module), renderer)().render(document, theme)
        except Exception as error:  # noqa: BLE001 -- the others still get their turn; every error is reported below
            errors[form.value] = f"{type(error).__name__}: {error}"[:500]
    if errors:
        raise FormatsFailed(errors)
    return files


def artifacts_json(inputs: PackInputs) -> bytes:
    """The approved contents as data, each beside what the manifest says of it. No notes, no ids of people."""
    described = {artifact.type: artifact for artifact in inputs.manifest.artifacts}
    return pretty_json({kind.value: _entry(described[kind.value], data) for kind, data in inputs.contents.items()})


def _entry(artifact: IncludedArtifact, data: dict[str, Json]) -> dict[str, Json]:
    return {**artifact.to_dict(), "content": data}
