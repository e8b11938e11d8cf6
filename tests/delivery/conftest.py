import pytest

from delivery.renderers.html import HtmlRenderer
from delivery.renderers.pdf import PdfRenderer
from delivery.theme import Theme
from tests.delivery.sample_brand import sample_brand
from tests.delivery.sample_document import sample_document


@pytest.fixture(scope="session")
def theme():
    return Theme.of(sample_brand())


@pytest.fixture(scope="session")
def sample():
    return sample_document()


@pytest.fixture(scope="session")
def sample_pdf(sample, theme):
    return PdfRenderer().render(sample, theme).data


@pytest.fixture(scope="session")
def sample_html(sample, theme):
    return HtmlRenderer().render(sample, theme).data
