"""Content of the five kinds of artifact: one definition, from which everything else is drawn.

Plain Python: forms, API, QC and document read these models; nothing else knows a field's name.
"""

import json
from hashlib import sha256
from typing import Any

import rfc8785
from pydantic import ValidationError

from campaigns.content.base import MAX_ARTIFACT, Content, clean_line, clean_text, decimal
from campaigns.content.creatives import Creatives
from campaigns.content.errors import ContentError, PathError
from campaigns.content.execution import Execution
from campaigns.content.fields import FieldSpec, fields, label, missing, walk_fields, walk_strings, walk_values
from campaigns.content.intake import Intake
from campaigns.content.monitoring import Monitoring
from campaigns.content.strategy import Strategy
from campaigns.enums import ArtifactKind

__all__ = [
    "MODELS",
    "Content",
    "ContentError",
    "FieldSpec",
    "PathError",
    "canonical_bytes",
    "clean_line",
    "clean_text",
    "content_sha256",
    "decimal",
    "dump",
    "empty",
    "fields",
    "json_schema",
    "label",
    "missing",
    "parse",
    "walk_fields",
    "walk_strings",
    "walk_values",
]

MODELS: dict[ArtifactKind, type[Content]] = {
    ArtifactKind.INTAKE: Intake,
    ArtifactKind.STRATEGY: Strategy,
    ArtifactKind.CREATIVES: Creatives,
    ArtifactKind.EXECUTION: Execution,
    ArtifactKind.MONITORING: Monitoring,
}


def parse(kind: ArtifactKind, data: object) -> Content:
    """Return ``data``, decoded JSON, as cleaned content of ``kind``; raise ContentError with all reasons.

    Anything may be missing. ``parse(kind, dump(content)) == content``.
    """
    try:
        content = MODELS[kind].model_validate(data)
    except ValidationError as error:
        raise ContentError.from_pydantic(error) from error
    _refuse_oversize(dump(content))
    return content


def dump(content: Content) -> dict[str, Any]:
    """Return the content as JSON-ready values, every field present, in the order of the model."""
    return content.model_dump(mode="json")


def empty(kind: ArtifactKind) -> Content:
    """Return a working copy in which nothing has been entered."""
    return MODELS[kind]()


def json_schema(kind: ArtifactKind) -> dict[str, Any]:
    """Return the JSON Schema of ``kind``, with titles and help texts."""
    return MODELS[kind].model_json_schema()


def canonical_bytes(data: dict[str, Any]) -> bytes:
    """Return ``dump``'s result as canonical JSON (RFC 8785): one byte string for one content."""
    return rfc8785.dumps(data)


def content_sha256(data: dict[str, Any]) -> str:
    """Return the SHA-256 of the canonical JSON, 64 hexadecimal digits."""
    return sha256(canonical_bytes(data)).hexdigest()


def _refuse_oversize(data: dict[str, Any]) -> None:
    size = len(json.dumps(data, ensure_ascii=False, separators=(",", ":")).encode())  # as long as the canonical form
    if size > MAX_ARTIFACT:
        largest = max(data, key=lambda name: len(rfc8785.dumps(data[name])))
        raise ContentError(
            [
                PathError(
                    largest,
                    f"The artifact has {size:,} bytes of {MAX_ARTIFACT:,}. This is its largest part.",
                )
            ]
        )
