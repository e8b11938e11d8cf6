"""The same inputs give the same bytes, wherever and whenever; one changed character changes exactly what holds it."""

import dataclasses
import hashlib
import json
import os
import pickle
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from campaigns import content
from campaigns.enums import ArtifactKind
from delivery.assemble import PackInputs, assemble
from delivery.domain import keys, packs, preflight
from delivery.models import Pack
from delivery.signing import load_key
from tenants.models import AuditEntry, Membership
from tenants.storage import agency_storage
from tests.support import delivery

ROOT = Path(__file__).resolve().parents[2]
KEY = bytes(range(32))

BUILD = """
import hashlib, json, pickle, sys, time
shift = float(sys.argv[2])
now = time.time
time.time = lambda: now() + shift
from delivery.assemble import assemble
from delivery.signing import load_key
sealed = assemble(pickle.load(open(sys.argv[1], "rb")), key=load_key(bytes(range(32))), identity="alder")
files = {**sealed.members, "pack.zip": sealed.archive}
print(json.dumps({name: hashlib.sha256(data).hexdigest() for name, data in files.items()}))
"""


@pytest.fixture
def pack_inputs(db: None, in_alder: object, alice: Membership) -> PackInputs:
    engagement = delivery.approved(alice)
    selection = delivery.signed_off(engagement, alice)
    return packs.pack_inputs(selection, preflight.check(selection), number=1)


def digests(of: PackInputs) -> dict[str, str]:
    sealed = assemble(of, key=load_key(KEY), identity="alder")
    return {
        name: hashlib.sha256(data).hexdigest() for name, data in {**sealed.members, "pack.zip": sealed.archive}.items()
    }


@pytest.mark.sqlite
@pytest.mark.parametrize(
    ("zone", "locale", "seed", "umask", "shift"),
    [
        ("UTC", "C.UTF-8", "1", 0o022, 0),
        ("Asia/Tokyo", "de_DE.UTF-8", "77", 0o077, 400 * 86_400),
        ("America/St_Johns", "C", "4711", 0, -9e7),
    ],
)
def test_bytes_do_not_depend_on_process_checkout_folder_zone_locale_seed_umask_or_date(
    pack_inputs: PackInputs, tmp_path: Path, zone: str, locale: str, seed: str, umask: int, shift: float
) -> None:
    checkout = tmp_path / "another checkout"
    for package in ("campaigns", "delivery", "tenants"):
        shutil.copytree(ROOT / package, checkout / package, ignore=shutil.ignore_patterns("__pycache__"))
    frozen = tmp_path / "inputs.pickle"
    frozen.write_bytes(pickle.dumps(pack_inputs))
    environment = {
        "PATH": os.environ["PATH"], "TZ": zone, "LC_ALL": locale, "PYTHONHASHSEED": seed, "PYTHONPATH": str(checkout),
        "PYTHONDONTWRITEBYTECODE": "1",
    }  # fmt: skip
    done = subprocess.run(
        [sys.executable, "-c", BUILD, str(frozen), str(shift)],
        cwd=tmp_path, env=environment, umask=umask, capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == digests(pack_inputs)


@pytest.mark.sqlite
def test_one_changed_character_changes_exactly_the_files_that_hold_it(pack_inputs: PackInputs) -> None:
    before = digests(pack_inputs)
    data = json.loads(json.dumps(pack_inputs.contents[ArtifactKind.STRATEGY]))
    layer = data["layer4_value_architecture"]
    layer["core_promise"] = layer["core_promise"].replace("a", "e", 1)
    changed = dataclasses.replace(
        pack_inputs,
        contents={**pack_inputs.contents, ArtifactKind.STRATEGY: data},
        manifest=dataclasses.replace(
            pack_inputs.manifest,
            included_artifacts=tuple(
                dataclasses.replace(item, content_sha256=content.content_sha256(data))
                if item.type == "strategy"
                else item
                for item in pack_inputs.manifest.included_artifacts
            ),
        ),
        evidence=tuple(
            dataclasses.replace(row, content_sha256=content.content_sha256(data)) if row.kind == "strategy" else row
            for row in pack_inputs.evidence
        ),
    )
    after = digests(changed)
    assert {name for name in after if after[name] != before[name]} == set(before) - {"README.txt"}
    assert before.keys() == after.keys()


@pytest.mark.sqlite
def test_the_numbers_of_the_database_do_not_enter(pack_inputs: PackInputs, alice: Membership) -> None:
    everything = b"".join(assemble(pack_inputs, key=load_key(KEY), identity="alder").members.values())
    assert str(alice.agency.public_id).encode() not in everything
    assert keys.allowed_signers() == "", "assembling made no key"


def stored(pack: Pack) -> dict[str, bytes]:
    """File name → the bytes that storage holds."""
    found = {}
    for file in pack.files.all():
        with agency_storage().open(file.key) as opened:
            found[file.name] = opened.read()
    return found


def rows(pack: Pack) -> tuple[dict[str, object], list[dict[str, object]]]:
    """What the database says of the pack and of its files, but which job built it last."""
    (row,) = Pack.objects.filter(pk=pack.pk).values()
    return {name: value for name, value in row.items() if name != "job_id"}, list(pack.files.order_by("id").values())


@pytest.mark.django_db(transaction=True)
def test_a_pack_whose_files_are_gone_is_built_again_to_the_same_bytes(in_alder: object, alice: Membership) -> None:
    engagement = delivery.approved(alice)
    first = delivery.built(engagement, alice)
    bytes_before, rows_before = stored(first), rows(first)
    digests_before = {name: hashlib.sha256(data).hexdigest() for name, data in bytes_before.items()}
    assert digests_before == dict(first.files.values_list("name", "sha256"))
    for file in first.files.all():
        agency_storage().delete(file.key)
        assert not agency_storage().exists(file.key)

    again = delivery.built(engagement, alice)
    assert (again.pk, again.number, again.job.state) == (first.pk, 1, "done")
    assert again.job_id != first.job_id
    assert stored(again) == bytes_before
    assert rows(again) == rows_before
    assert AuditEntry.objects.get(action="pack.rebuilt").data["identical"] is True
