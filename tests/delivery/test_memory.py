"""Final files cost no more memory for being large. A gigabyte of them is asked in tests/soak."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.support.freight import above, measured

MOST = 16  # MB above idle


@pytest.mark.skipif(not Path("/proc/self/clear_refs").exists(), reason="Only Linux says how much was resident")
def test_a_pack_of_48_megabytes_is_taken_in_built_and_handed_out_within_16(
    with_demo: Callable[[Path], Path], tmp_path: Path
) -> None:
    found = measured(with_demo(tmp_path), 48)
    assert found["pack"]["bytes"] > 48 * 2**20
    assert {step: most for step, most in above(found).items() if most > MOST} == {}
