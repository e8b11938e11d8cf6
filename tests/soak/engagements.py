"""Five engagements of different size, brands of three tempers, and three scripts: what the long proofs render."""

from dataclasses import replace

from campaigns.enums import ArtifactKind
from delivery.theme import BrandSpec
from tests.delivery.sample_brand import sample_brand
from tests.delivery.sample_contents import DEMO_NAMES, Contents, demo, full

ROWS = 12
"""Rows in each list of the largest engagement."""

BRANDS: dict[str, BrandSpec] = {
    "dark": sample_brand("green"),
    "pale": sample_brand("yellow"),
    "vivid": replace(sample_brand(), primary="#E4007C", accent="#00B3FF"),
}
LATIN = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
SCRIPTS = {
    "Latin": str.maketrans({}),
    "Greek": str.maketrans(LATIN, "αβκδεφγηιξκλμνοπθρστυβωχψζΑΒΨΔΕΦΓΗΙΞΚΛΜΝΟΠΘΡΣΤΥΒΩΧΨΖ"),
    "Cyrillic": str.maketrans(LATIN, "абцдефгхийклмнопярстувшжызАБЦДЕФГХИЙКЛМНОПЯРСТУВШЖЫЗ"),
}
"""Letter by letter, so that a line keeps its words and their lengths."""


def engagements() -> dict[str, Contents]:
    """From an intake alone to one with twelve rows in every list."""
    return {**{name: demo(name) for name in DEMO_NAMES}, "full": {kind: full(kind, ROWS) for kind in ArtifactKind}}
