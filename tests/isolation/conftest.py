import pytest

from tests.isolation.world import World, build


@pytest.fixture
def world(_fresh_cache: None) -> World:
    """Both agencies with a row of every model, in the test's transaction."""
    return build()
