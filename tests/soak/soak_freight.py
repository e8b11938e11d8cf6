"""A pack of a gigabyte, in a folder and in a bucket: within 48 MB above idle (make soak). The bucket needs ministack, which
`make judge` installs."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.judge.test_links import SERVER, wait_for
from tests.support.freight import above, measured
from tests.support.site import free_port

MEGABYTES, MOST = 1_000, 48
KEYS = {"AWS_ACCESS_KEY_ID": "soak", "AWS_SECRET_ACCESS_KEY": "soaksecret"}
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
    if not SERVER.exists():
        pytest.skip("ministack is not installed; make judge installs it.")
    folder, port = request.getfixturevalue("tmp_path") / "server", free_port()
    folder.mkdir()
    surroundings = {
        "PATH": os.environ["PATH"],
        "HOME": str(folder),
        "BIND_HOST": "127.0.0.1",
        "GATEWAY_PORT": str(port),
    }
    server = subprocess.Popen(
        [SERVER], env={**surroundings, **KEYS}, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        wait_for(f"http://127.0.0.1:{port}/", server)
        url = f"s3://{':'.join(KEYS.values())}@127.0.0.1:{port}/packs?region=us-east-1&scheme=http"
        yield {"STORAGE_URL": url, "STORAGE_LINKS": "false"}
    finally:
        server.terminate()
        server.wait(timeout=60)


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
