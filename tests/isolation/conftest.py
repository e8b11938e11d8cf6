"""The world of this folder, and its table in the summary."""

import pytest

from tests.isolation.report import pytest_terminal_summary
from tests.isolation.world import World, build

__all__ = ["pytest_terminal_summary", "world"]


@pytest.fixture
def world(_fresh_cache: None) -> World:
    """Both agencies with rows of every model, in the test's transaction."""
    return build()
