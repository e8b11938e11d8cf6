"""Summaries in scripts that a brand brings a face for: the same words, and the sides changed where they are read from the right."""

import re

import pytest

from delivery.document import Para, map_strings, strings
from delivery.renderers.html import HtmlRenderer
from tests.delivery.extract import html_text, squeezed
from tests.delivery.sample_scripts import FACES, theme_for, translated
from tests.delivery.small_document import small_document

PHASE = re.compile(r'<rect x="([\d.]+)" y="[\d.]+" width="[\d.]+" height="26"')


@pytest.fixture(scope="module")
def summaries():
    return {lang: HtmlRenderer().render(translated(lang), theme_for(lang)).data for lang in sorted(FACES)}


@pytest.mark.parametrize("lang", sorted(FACES))
def test_every_text_of_a_summary_is_there(lang, summaries):
    found = html_text(summaries[lang])
    assert [text for text in strings(translated(lang)) if squeezed(text) not in found] == []


def test_a_page_says_from_which_side_it_is_read(summaries, sample_html):
    assert '<html lang="ar-AE" dir="rtl">' in summaries["ar-AE"].decode()
    assert '<html lang="zh-CN">' in summaries["zh-CN"].decode()
    assert not re.search("dir=|<bdi", sample_html.decode())


def test_words_against_the_page_say_their_own_direction(summaries):
    page = summaries["he-IL"].decode()
    assert '<p dir="ltr">Four channels carry the work' not in page  # short enough to begin where the others do
    assert '<p><bdi dir="ltr">Four channels carry the work' in page
    assert '<bdi dir="ltr">€\u00a063,200</bdi>' in page
    assert '<dt>מודל עסקי</dt>' in page  # fmt: skip


def test_a_long_paragraph_against_the_page_stands_at_its_far_side():
    hebrew = "שלום עולם " * 20
    page = HtmlRenderer().render(small_document(Para(hebrew), Para("שלום")), theme_for("he-IL")).data.decode()
    assert f'<p dir="rtl">{hebrew}</p>' in page
    assert '<p dir="rtl">שלום</p>' in page


def test_what_an_attacker_writes_stays_text_within_its_direction():
    document = map_strings(small_document(), lambda text: f"{text} שלום <b>&")
    page = HtmlRenderer().render(document, theme_for("he-IL")).data.decode()
    assert "<b>&" not in page
    assert "שלום &lt;b&gt;&amp;" in page


def test_time_runs_from_the_side_on_which_reading_begins(summaries, sample_html):
    begins = list(map(float, PHASE.findall(sample_html.decode())))
    assert begins == sorted(begins)
    turned = list(map(float, PHASE.findall(summaries["ar-AE"].decode())))
    assert turned == sorted(turned, reverse=True)
