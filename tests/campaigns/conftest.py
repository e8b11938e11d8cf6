import json
from collections.abc import Callable
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest

DEMO = Path(__file__).parents[2] / "aicmo_site" / "demo"


@pytest.fixture(scope="session")
def demo_documents() -> dict[str, dict[str, Any]]:
    """The engagements that a new installation shows, by file name."""
    return {path.stem: json.loads(path.read_text(encoding="utf-8")) for path in sorted(DEMO.glob("*.json"))}


@pytest.fixture
def complete(demo_documents: dict[str, dict[str, Any]]) -> Callable[[str], dict[str, Any]]:
    """A fresh copy of the complete content of one kind, to be edited."""
    return lambda kind: deepcopy(demo_documents["nordlys"]["artifacts"][kind])
