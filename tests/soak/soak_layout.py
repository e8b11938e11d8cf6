"""Five engagements × three brands × three scripts × two papers: in the written files every text has its room (make soak).

In the deck each box and each cell is measured as the file says it is. On the pages of the report each line stands within the
paper, on no other, and nothing is clipped.
"""

import pytest

from delivery.compose import compose
from delivery.document import map_strings
from delivery.renderers.pdf import PdfRenderer
from delivery.renderers.pptx import PptxRenderer
from delivery.theme import Theme
from tests.delivery.page_reader import Report
from tests.delivery.sample_contents import evidence, sample_frame
from tests.delivery.test_pptx_layout import faults
from tests.soak.engagements import BRANDS, SCRIPTS, engagements

CASES = [(name, brand, script) for name in engagements() for brand in BRANDS for script in SCRIPTS]


def document(name, brand, script):
    contents = engagements()[name]
    composed = compose(sample_frame(), contents, evidence(contents), BRANDS[brand])
    return map_strings(composed, lambda text: text.translate(SCRIPTS[script]))


@pytest.mark.parametrize(("name", "brand", "script"), CASES)
def test_every_text_of_the_deck_has_its_room(name, brand, script):
    data = PptxRenderer().render(document(name, brand, script), Theme.of(BRANDS[brand])).data
    assert faults(data) == []


@pytest.mark.parametrize("page", ["A4", "Letter"])
@pytest.mark.parametrize(("name", "brand", "script"), CASES)
def test_every_line_of_the_report_stands_on_its_page_alone_and_whole(name, brand, script, page):
    report = Report(PdfRenderer().render(document(name, brand, script), Theme.of(BRANDS[brand], page=page)).data)
    assert (report.beyond, report.overprinted, report.clips) == ([], [], 0)
    assert len(report.lines) > 100
