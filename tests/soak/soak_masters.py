"""Masters that mean harm, by the thousand: none breaks the check or the deck, none takes half a gigabyte (make soak)."""

import subprocess
import sys

import pytest

MOST = 512 * 1024  # kB of one process, resident
COUNT = 1_000
MEASURED = """
import sys
from collections import Counter
from benchmarks.child import peak
from tests.delivery.masters.hostile_masters import harm, mutants
from tests.delivery.masters.sample_masters import dark_master, pale_master, plain_master
sources = [dark_master(), pale_master(), plain_master()]
became = Counter(map(harm, mutants(sources, int(sys.argv[1]), seed=int(sys.argv[2]))))
print(became.total(), peak())
"""


@pytest.mark.parametrize("seed", range(3))
def test_no_file_breaks_the_check_or_the_deck(seed):
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", MEASURED, str(COUNT), str(seed)], capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    count, memory = map(int, done.stdout.split())
    assert count == COUNT
    assert memory < MOST
