"""The HTML as a file: self-contained, without script, accessible."""

import base64
import hashlib
import io
import re
from dataclasses import replace

import pytest
from fontTools.ttLib import TTFont

from delivery.document import Col, Para, Table, Text
from delivery.renderers.html import HtmlRenderer
from delivery.renderers.html.markup import Markup, join, tag
from tests.delivery.extract import HtmlText
from tests.delivery.small_document import small_document

LOADING = {"src", "href", "srcset", "action", "data", "poster", "xlink:href", "formaction"}


@pytest.fixture(scope="module")
def page(sample_html):
    return HtmlText(sample_html)


def values(page, wanted):
    return [value for _, name, value in page.attributes if name == wanted]


def test_nothing_is_loaded_from_elsewhere(page, sample_html):
    loading = [value for _, name, value in page.attributes if name in LOADING]
    assert {re.match(r"#|data:image/png;base64,", value) is not None for value in loading} == {True}
    addresses = re.findall(rb"url\((.{5})", sample_html)
    assert set(addresses) == {b"data:"}
    assert b"@import" not in sample_html


def test_there_is_no_script_and_no_inline_style(page, sample_html):
    assert b"<script" not in sample_html
    assert [name for _, name, _ in page.attributes if name.startswith("on") or name == "style"] == []


def test_the_policy_allows_exactly_its_own_stylesheet(sample_html):
    style = re.search(rb"<style>(.*?)</style>", sample_html, re.DOTALL)[1]
    digest = base64.b64encode(hashlib.sha256(style).digest()).decode()
    policy = re.search(r'content="(default-src[^"]*)"', sample_html.decode())[1].replace("&#x27;", "'")
    assert policy == (
        f"default-src 'none'; style-src 'sha256-{digest}'; img-src data:; font-src data:; "
        "base-uri 'none'; form-action 'none'"
    )


def test_it_has_the_landmarks_of_a_page(sample_html):
    counts = {name: len(re.findall(f"<{name}[ >]", sample_html.decode())) for name in ("nav", "main", "footer", "h1")}
    assert counts == {"nav": 1, "main": 1, "footer": 1, "h1": 1}
    assert sample_html.startswith(b'<!doctype html><html lang="en">')


def test_no_level_of_heading_is_skipped(page):
    steps = [after - before for before, after in zip(page.headings, page.headings[1:], strict=False)]
    assert max(steps) == 1


def test_every_link_within_the_page_has_its_target(page):
    targets = {f"#{value}" for value in values(page, "id")}
    assert [value for value in values(page, "href") if value not in targets] == []


def test_ids_are_unique(page):
    ids = values(page, "id")
    assert len(ids) == len(set(ids))


def test_pictures_say_what_they_show(page):
    labelled = sum(name == "role" and value == "img" for _, name, value in page.attributes)
    hidden = sum(tag == "svg" and name == "aria-hidden" for tag, name, _ in page.attributes)
    assert labelled + hidden == page.elements["svg"]


@pytest.mark.parametrize(("columns", "classes"), [(1, "pairs"), (2, "pairs"), (3, None)])
def test_tables_of_two_columns_wrap_where_wider_ones_scroll(theme, columns, classes):
    table = Table("", tuple(Col(f"Head {n}") for n in range(columns)), ((Text("Cell"),) * columns,))
    page = HtmlText(HtmlRenderer().render(small_document(table), theme).data)
    found = [value for element, name, value in page.attributes if (element, name) == ("table", "class")]
    assert (classes in found) is (classes is not None)


def test_scrolling_boxes_can_take_the_focus_and_have_a_name(page):
    boxes = sum(value == "scroll" for value in values(page, "class"))
    assert values(page, "tabindex") == ["0"] * boxes
    assert values(page, "role").count("region") == boxes


def test_nothing_names_the_software(sample_html):
    assert [word for word in (b"python", b"aicmo", b"generator") if word in sample_html.lower()] == []


@pytest.mark.parametrize(
    ("text", "count"), [("plain", 3), ("Ωμέγα", 6), ("Жовтень", 6), ("Ωμέγα Жовтень", 9), ("病", 3)]
)
def test_only_the_scripts_of_the_text_are_embedded(text, count, theme):
    data = HtmlRenderer().render(small_document(Para(text)), theme).data
    assert data.count(b"@font-face") == count


def embedded_signs(data):
    """The faces of signs in a page: which characters each is meant for, and has."""
    faces = re.findall(r'"Pack Signs";.*?base64,([^)]*)\); unicode-range: ([^}]*) \}', data.decode())
    held = [set(TTFont(io.BytesIO(base64.b64decode(face))).getBestCmap()) for face, _ in faces]
    meant = [{int(code[2:], 16) for code in places.split(", ")} for _, places in faces]
    return [{chr(code) for code in codes} for codes in meant], [{chr(code) for code in codes} for codes in held]


def test_signs_bring_the_characters_that_are_used_and_no_others(theme):
    meant, held = embedded_signs(
        HtmlRenderer().render(small_document(Para("🎉 Free ✅ ➜ ⇒ ⭐ 👍🏽 1\ufe0f\u20e3")), theme).data
    )
    assert meant == [{"⇒"}, {"⭐", "🎉", "✅", "👍", "🏽", "\ufe0f"}, {"➜"}]
    assert held == meant


def test_words_alone_bring_no_face_for_signs(sample_html):
    assert embedded_signs(sample_html) == ([], [])


def test_without_the_right_logo_the_agency_is_named(sample, theme):
    imprint = replace(sample.imprint, logo_on_dark=None)
    data = HtmlRenderer().render(replace(sample, imprint=imprint), theme).data
    assert b'<p class="agency">Studio Halden</p>' in data


# Markup


def test_text_is_escaped_and_markup_is_not():
    assert tag("p", "<b>", tag("b", "&"), title='"') == '<p title="&quot;">&lt;b&gt;<b>&amp;</b></p>'


def test_absent_attributes_are_left_out():
    assert tag("td", class_=None, hidden=False, tabindex=0) == '<td tabindex="0"></td>'
    assert tag("img", alt="", aria_hidden=True) == '<img alt="" aria-hidden>'


def test_joining_keeps_markup_and_escapes_text():
    joined = join([Markup("<i></i>"), "<i>"])
    assert joined == "<i></i>&lt;i&gt;"
    assert isinstance(joined, Markup)
