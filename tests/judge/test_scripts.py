"""Words of reports in other scripts, as poppler gives them back."""

import re
from pathlib import Path

import pytest

from delivery.renderers.pdf import PdfRenderer
from tests.delivery.sample_scripts import FACES, TRANSLATIONS, theme_for, translated
from tests.delivery.test_scripts import words
from tests.judge.tools import run


@pytest.mark.parametrize("lang", sorted(FACES))
def test_every_word_is_given_back_as_it_was_written(lang: str, tmp_path: Path) -> None:
    (tmp_path / "report.pdf").write_bytes(PdfRenderer().render(translated(lang), theme_for(lang)).data)
    found = re.sub(r"\s|[\u200e\u200f\u202a-\u202e]", "", run("pdftotext", "-raw", "report.pdf", "-", cwd=tmp_path))
    assert [word for text in TRANSLATIONS[lang].values() for word in words(text) if word not in found] == []
