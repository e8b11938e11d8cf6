"""Content with some values replaced, and what quality control finds in it."""

from copy import deepcopy
from typing import Any

from campaigns import qc
from campaigns.content import parse
from campaigns.enums import ArtifactKind


def edited(data: dict[str, Any], edits: dict[str, Any]) -> dict[str, Any]:
    """Return a copy with the value at each path replaced; ``list[3]`` names a row."""
    data = deepcopy(data)
    for path, value in edits.items():
        steps: list[Any] = []
        for part in path.split("."):
            name, _, position = part.removesuffix("]").partition("[")
            steps += [name, int(position)] if position else [name]
        target: Any = data
        for step in steps[:-1]:
            target = target[step]
        target[steps[-1]] = value
    return data


def found(kind: ArtifactKind, data: dict[str, Any], edits: dict[str, Any]) -> list[tuple[str, str]]:
    """Check id and path of every finding on the edited content."""
    return [(each.check_id, each.path) for each in qc.run(kind, parse(kind, edited(data, edits))).findings]
