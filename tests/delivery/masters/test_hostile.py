"""Masters that mean harm are refused with a sentence, or become a deck that opens (the long run is in tests/soak)."""

from collections import Counter

import pytest

from tests.delivery.masters.hostile_masters import harm, mutants
from tests.delivery.masters.sample_masters import dark_master, pale_master, plain_master

pytestmark = pytest.mark.sqlite  # no database

COUNT = 60


def test_no_file_breaks_the_check_or_the_deck():
    sources = [dark_master(), pale_master(), plain_master()]
    became = Counter(map(harm, mutants(sources, COUNT, seed=4)))
    assert became.total() == COUNT
    assert min(became["refused"], became["used"]) > COUNT / 10  # the mutants are neither all broken nor all whole
