"""A client's locale reaches the files: the language they name and the paper they are set on."""

import io

import pytest
from pypdf import PdfReader

from campaigns.models import Engagement
from delivery.assemble import document_of, render_all
from delivery.domain import inputs, packs, preflight
from tenants.models import Membership
from tests.support import delivery

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_alder")]


@pytest.mark.parametrize(
    ("locale", "language", "paper"),
    [("en-GB", "en-GB", (595, 842)), ("en-US", "en-US", (612, 792)), ("", "en", (595, 842))],
)
def test_a_pack_is_made_for_its_clients_language_and_paper(
    locale: str, language: str, paper: tuple[int, int], alice: Membership
) -> None:
    engagement: Engagement = delivery.approved(alice)
    engagement.campaign.client.locale = locale
    selection = inputs.select(engagement, agency=engagement.agency)
    preflight.sign_off(selection, member=alice)
    made = packs.pack_inputs(selection, preflight.check(selection), number=1)
    files = render_all(made, document_of(made), lambda percent, words: None)
    report = PdfReader(io.BytesIO(files["report.pdf"].data))
    assert report.trailer["/Root"]["/Lang"] == language
    assert tuple(round(float(side)) for side in report.pages[0].mediabox[2:]) == paper
    assert f'<html lang="{language}">'.encode() in files["summary.html"].data
