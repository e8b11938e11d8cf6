"""The realistic pack as clients in other scripts get it: some of its words translated, others left as they are."""

import json
from dataclasses import replace
from pathlib import Path

from delivery.document import Document, map_strings
from delivery.theme import Theme
from delivery.theme.faces import Faces
from tests.delivery.sample_brand import sample_brand
from tests.delivery.sample_document import sample_document

FONTS = Path(__file__).parents[1] / "fixtures" / "scripts"
TRANSLATIONS = json.loads(Path(__file__).with_name("sample_translations.json").read_text(encoding="utf-8"))
FACES = {
    "ar-AE": "NotoNaskhArabic-subset.ttf",
    "he-IL": "NotoSansHebrew-subset.ttf",
    "zh-CN": "NotoSansSC-subset.ttf",
    "ja-JP": "NotoSansJP-subset.ttf",
}


def translated(lang: str) -> Document:
    """The sample document in a language, as far as it is translated."""
    words = TRANSLATIONS[lang]
    return replace(map_strings(sample_document(), lambda text: words.get(text, text)), lang=lang)


def theme_for(lang: str, brand: str = "blue") -> Theme:
    """A brand with a face for the script of a language."""
    return Theme.of(replace(sample_brand(brand), faces=faces_for(lang)))


def faces_for(lang: str) -> Faces:
    return Faces(other=(FONTS / FACES[lang]).read_bytes())
