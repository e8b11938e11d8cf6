"""A pack of a gigabyte, in a folder and in a bucket: within 48 MB above idle (make soak). The bucket needs ministack, which
`make judge` installs."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.judge.store import ministack, url_of
from tests.support.freight import above, measured

MEGABYTES, MOST = 1_000, 48
MAKE_BUCKET = """
import django
django.setup()
from django.core.files.storage import storages
bucket = storages["default"]
bucket.connection.create_bucket(Bucket=bucket.bucket_name)
"""


@pytest.fixture(params=["folder", "bucket"])
def store(request: pytest.FixtureRequest) -> Iterator[dict[str, str]]:
    if request.param == "folder":
        yield {}
        return
    folder = request.getfixturevalue("tmp_path") / "server"
    folder.mkdir()
    with ministack(folder) as port:
        yield {"STORAGE_URL": url_of(port), "STORAGE_LINKS": "false"}


def test_a_gigabyte_is_taken_in_built_and_handed_out_within_48_megabytes(
    with_demo: Callable[[Path], Path], tmp_path: Path, store: dict[str, str]
) -> None:
    folder = tmp_path / "data"
    folder.mkdir()
    with_demo(folder)
    if store:
        environment = {**os.environ, **store, "DATA_DIR": str(folder), "DJANGO_SETTINGS_MODULE": "aicmo_site.settings"}
        subprocess.run([sys.executable, "-c", MAKE_BUCKET], env=environment, check=True)
    found = measured(folder, MEGABYTES, **store)
    print(found)
    shutil.rmtree(folder)
    assert {step: most for step, most in above(found).items() if most > MOST} == {}
