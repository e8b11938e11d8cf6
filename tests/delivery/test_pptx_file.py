"""The file of a deck: the same bytes everywhere, no dates, and nobody named but the agency."""

import hashlib
import io
import os
import subprocess
import sys
import time
import zipfile
from pathlib import Path

import pytest
from pptx import Presentation

from delivery.renderers.pptx import PptxRenderer

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def sample_deck(sample, theme):
    return PptxRenderer().render(sample, theme).data


DIGEST = """
import hashlib
from delivery.renderers.pptx import PptxRenderer
from delivery.theme import Theme
from tests.delivery.sample_brand import sample_brand
from tests.delivery.sample_document import sample_document
print(hashlib.sha256(PptxRenderer().render(sample_document(), Theme.of(sample_brand())).data).hexdigest())
"""
SURROUNDINGS = [
    {"PYTHONHASHSEED": "1", "TZ": "UTC", "LC_ALL": "C"},
    {"PYTHONHASHSEED": "77", "TZ": "Asia/Tokyo", "LC_ALL": "C.UTF-8", "SOURCE_DATE_EPOCH": "1700000000"},
]


@pytest.mark.parametrize("surroundings", SURROUNDINGS, ids=["utc", "tokyo"])
def test_another_process_writes_the_same_bytes(surroundings, sample_deck, tmp_path):
    environment = {**os.environ, **surroundings, "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-c", DIGEST]
    done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == hashlib.sha256(sample_deck).hexdigest()


def test_a_second_rendering_writes_the_same_bytes(sample, sample_deck, theme):
    assert PptxRenderer().render(sample, theme).data == sample_deck


def test_the_renderer_does_not_ask_the_clock(monkeypatch, sample, sample_deck, theme):
    def asked(*args):
        raise AssertionError("The clock was asked.")

    for name in ("time", "time_ns", "localtime", "gmtime", "strftime"):
        monkeypatch.setattr(time, name, asked)
    assert PptxRenderer().render(sample, theme).data == sample_deck


def test_members_have_no_date_and_stand_in_the_order_of_their_names(sample_deck):
    with zipfile.ZipFile(io.BytesIO(sample_deck)) as deck:
        names = deck.namelist()
        dates = {info.date_time for info in deck.infolist()}
    assert dates == {(1980, 1, 1, 0, 0, 0)}
    assert names == [names[0], *sorted(names[1:])]
    assert names[0] == "[Content_Types].xml"


def test_properties_name_the_agency_and_no_software(sample, sample_deck):
    properties = Presentation(io.BytesIO(sample_deck)).core_properties
    assert properties.title == f"{sample.title} | {sample.client}"
    assert (properties.author, properties.last_modified_by) == ("Studio Halden", "Studio Halden")
    assert (properties.created, properties.modified, properties.comments) == (None, None, "")
    with zipfile.ZipFile(io.BytesIO(sample_deck)) as deck:
        written = b"".join(deck.read(name) for name in deck.namelist()).lower()
        application = deck.read("docProps/app.xml")
    assert [word for word in (b"python", b"canny", b"libreoffice", b"openpyxl") if word in written] == []
    assert b"Application" not in application
