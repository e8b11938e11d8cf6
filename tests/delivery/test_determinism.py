"""The same document gives the same bytes in any process, place, zone, locale and order of hashing."""

import hashlib
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from delivery.renderers.html import HtmlRenderer
from delivery.renderers.pdf import PdfRenderer
from tests.delivery.sample_document import sample_document

ROOT = Path(__file__).parents[2]
DIGESTS = """
import hashlib
from delivery.renderers.html import HtmlRenderer
from delivery.renderers.pdf import PdfRenderer
from delivery.theme import Theme
from tests.delivery.sample_brand import sample_brand
from tests.delivery.sample_document import sample_document
theme = Theme.of(sample_brand())
for renderer in (PdfRenderer(), HtmlRenderer()):
    print(hashlib.sha256(renderer.render(sample_document(), theme).data).hexdigest())
"""
SURROUNDINGS = [
    {"PYTHONHASHSEED": "1", "TZ": "UTC", "LC_ALL": "C"},
    {"PYTHONHASHSEED": "77", "TZ": "Asia/Tokyo", "LC_ALL": "C.UTF-8", "SOURCE_DATE_EPOCH": "1700000000"},
]


def digests(*files):
    return [hashlib.sha256(data).hexdigest() for data in files]


@pytest.mark.parametrize("surroundings", SURROUNDINGS, ids=["utc", "tokyo"])
def test_another_process_writes_the_same_bytes(surroundings, sample_pdf, sample_html, tmp_path):
    environment = {**os.environ, **surroundings, "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-c", DIGESTS]
    done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=True)
    assert done.stdout.split() == digests(sample_pdf, sample_html)


def test_a_second_rendering_in_one_process_writes_the_same_bytes(sample_pdf, sample_html, theme):
    again = PdfRenderer().render(sample_document(), theme).data, HtmlRenderer().render(sample_document(), theme).data
    assert digests(*again) == digests(sample_pdf, sample_html)


def test_no_renderer_asks_the_clock(monkeypatch, sample, theme):
    def asked(*args):
        raise AssertionError("The clock was asked.")

    for name in ("time", "time_ns", "localtime", "strftime"):
        monkeypatch.setattr(time, name, asked)
    assert PdfRenderer().render(sample, theme).data
    assert HtmlRenderer().render(sample, theme).data
