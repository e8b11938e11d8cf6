"""A hundred packs, each built again in two processes with another clock, zone, locale, hash seed, folder and umask: the same
bytes; and one changed character changes exactly the files that hold it (make soak).
"""

import hashlib
import json
import os
import pickle
import shutil
import subprocess
import sys
from pathlib import Path
from random import Random

import pytest

from campaigns import content
from campaigns.content import walk_strings
from campaigns.content.base import MAX_HEADLINE
from campaigns.enums import ArtifactKind
from delivery.assemble import PackInputs, assemble
from tests.delivery.sample_inputs import dumped, inputs_of
from tests.delivery.sample_pack import IDENTITY, KEY
from tests.delivery.test_hostile import HOSTILE
from tests.soak.engagements import BRANDS, engagements
from tests.soak.soak_texts import MARKUP, RANGES

ROOT = Path(__file__).parents[2]
PACKS, PROCESSES = 100, 25
EACH = 2 * PACKS // PROCESSES  # packs of a process; a pack is built in two
CHANGES = 40
ZONES = ("UTC", "Asia/Tokyo", "America/St_Johns", "Pacific/Kiritimati", "Antarctica/Troll", "Asia/Kathmandu")
LOCALES = ("C", "C.UTF-8", "de_DE.UTF-8", "tr_TR.UTF-8", "el_GR.UTF-8")
FOLDERS = ("a", "another checkout", "Ärger/über alles", "deep/" * 12 + "down")
CLOCK = """
import datetime, json, hashlib, pickle, sys, time
shift = float(sys.argv[2])
now, utc = time.time, datetime.datetime.now
class Moved(datetime.datetime):
    @classmethod
    def now(cls, tz=None):
        return utc(tz) + datetime.timedelta(seconds=shift)
    @classmethod
    def utcnow(cls):
        return cls.now()
datetime.datetime = Moved
time.time = lambda: now() + shift
time.time_ns = lambda: int(time.time() * 1e9)
local, gm = time.localtime, time.gmtime
time.localtime = lambda at=None: local(time.time() if at is None else at)
time.gmtime = lambda at=None: gm(time.time() if at is None else at)
"""
BUILD = (
    CLOCK
    + """
from delivery.assemble import assemble
from delivery.signing import load_key
for inputs in pickle.load(open(sys.argv[1], "rb")):
    sealed = assemble(inputs, key=load_key(bytes(range(32))), identity="northwind")
    files = {**sealed.members, "pack.zip": sealed.archive}
    print(json.dumps({name: hashlib.sha256(data).hexdigest() for name, data in files.items()}))
"""
)


@pytest.fixture(scope="module")
def checkouts(tmp_path_factory):
    """Copies of the product under names that a path could leave in a file."""
    base = tmp_path_factory.mktemp("checkouts")
    for folder in FOLDERS:
        for package in ("campaigns", "delivery", "tenants"):
            shutil.copytree(ROOT / package, base / folder / package, ignore=shutil.ignore_patterns("__pycache__"))
    return [base / folder for folder in FOLDERS]


def pack_inputs(number: int) -> PackInputs:
    """One of the engagements in one of the brands, with hostile words of its own in some fields."""
    random = Random(number)
    contents = random.choice(list(engagements().values()))
    changed = {kind: with_words(kind, content.dump(found), random) for kind, found in contents.items()}
    return inputs_of(changed, BRANDS[random.choice(list(BRANDS))], random.choice(["A4", "Letter"]))


def hostile(random: Random) -> str:
    """A text of up to 60 characters: one that is known to hurt, signs of markup, or characters of one or two ranges."""
    match random.randrange(8):
        case 0:
            return "".join(random.sample(HOSTILE[:-1], 2))[:60]
        case 1 | 2:
            return "".join(random.choices(MARKUP, k=random.randrange(1, 40)))
    ranges = random.choices(RANGES, k=2)
    return "".join(chr(random.randrange(*random.choice(ranges))) for _ in range(random.randrange(1, 40)))


def with_words(kind: ArtifactKind, data, random: Random):
    """Some texts of a content lengthened by a hostile one."""
    data = json.loads(json.dumps(data))
    paths = [path for path, text in walk_strings(content.parse(kind, data)) if len(text) > MAX_HEADLINE]
    for path in random.sample(paths, min(3, len(paths))):
        holder, key = reached(data, path)
        holder[key] = content.clean_text(f"{holder[key]} {hostile(random)}")
    return content.dump(content.parse(kind, data))


def reached(data, path: str):
    """The list or object that holds the value at a path, and its place there."""
    *way, last = path.replace("]", "").replace("[", ".").split(".")
    for step in way:
        data = data[int(step) if step.isdigit() else step]
    return data, int(last) if last.isdigit() else last


def digests(of: PackInputs) -> dict[str, str]:
    sealed = assemble(of, key=KEY, identity=IDENTITY)
    files = {**sealed.members, "pack.zip": sealed.archive}
    return {name: hashlib.sha256(data).hexdigest() for name, data in files.items()}


@pytest.mark.parametrize("process", range(PROCESSES))
def test_packs_are_the_same_wherever_and_whenever_they_are_built(process, checkouts, tmp_path):
    random = Random(process)
    numbers = [(process * EACH // 2 + place) % PACKS for place in range(EACH)]
    frozen = tmp_path / "inputs.pickle"
    frozen.write_bytes(pickle.dumps([pack_inputs(number) for number in numbers]))
    environment = {
        "PATH": os.environ["PATH"], "TZ": random.choice(ZONES), "LC_ALL": random.choice(LOCALES),
        "PYTHONHASHSEED": str(random.randrange(2**32)), "PYTHONPATH": str(random.choice(checkouts)),
        "PYTHONDONTWRITEBYTECODE": "1",
    }  # fmt: skip
    done = subprocess.run(
        [sys.executable, "-c", BUILD, str(frozen), str(random.uniform(-1e9, 2e9))],
        cwd=tmp_path, env=environment, umask=random.choice([0, 0o022, 0o077]), capture_output=True, text=True, timeout=600,
        check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    built = [json.loads(line) for line in done.stdout.splitlines()]
    assert built == [digests(pack_inputs(number)) for number in numbers], environment


@pytest.mark.parametrize("number", range(CHANGES))
def test_one_changed_character_changes_exactly_the_files_that_hold_it(number):
    random = Random(number)
    contents = dumped()
    before = digests(inputs_of(contents, BRANDS["dark"], "A4"))
    kind = random.choice(list(contents))
    written = [
        path for path, text in walk_strings(content.parse(kind, contents[kind])) if "a" in text[1:] and " " in text
    ]
    path = random.choice(written)
    changed = json.loads(json.dumps(contents))
    holder, key = reached(changed[kind], path)
    holder[key] = holder[key][:1] + holder[key][1:].replace("a", "e", 1)
    after = digests(inputs_of({ArtifactKind(name): data for name, data in changed.items()}, BRANDS["dark"], "A4"))
    assert {name for name in after if after[name] != before[name]} == set(before) - {"README.txt"}, (kind, path)
