"""The deck has every string of its document, in order, as native and accessible shapes."""

import io
import math
import re
import zipfile
from contextlib import nullcontext
from dataclasses import dataclass, replace
from difflib import SequenceMatcher

import pytest

from campaigns.content import walk_strings
from delivery.document import (
    Bars,
    Callout,
    Chart,
    Col,
    Definition,
    Defs,
    Key,
    Mark,
    MarkGrid,
    Para,
    Series,
    Table,
    Text,
    Timeline,
    map_strings,
    section_strings,
    strings,
)
from delivery.renderers.base import UnknownBlock
from delivery.renderers.pptx import PptxRenderer
from delivery.renderers.pptx.charts import column_letters
from delivery.renderers.pptx.slides import Place
from delivery.renderers.pptx.text_blocks import Context
from delivery.renderers.pptx.topics import composed
from delivery.renderers.pptx.words import broken, span
from delivery.theme import Theme
from delivery.theme.type import face
from tests.delivery import sample_contents
from tests.delivery.deck_reader import (
    chart_text,
    deck_sections,
    deck_text,
    in_deck_order,
    opened,
    shape_text,
    slide_text,
)
from tests.delivery.extract import in_order, squeezed
from tests.delivery.sample_brand import sample_brand
from tests.delivery.sample_document import sample_document
from tests.delivery.small_document import every_block, small_document


@pytest.fixture(scope="module")
def sample_deck(sample, theme):
    return PptxRenderer().render(sample, theme).data


@pytest.fixture(scope="module")
def deck(sample_deck):
    return opened(sample_deck)


def opener_slides(document, theme):
    """Title and layout of the slide that each section begins with."""
    deck = opened(rendered(document, theme))
    slides = {slide.slide_id: slide for slide in deck.slides}
    groups = list(deck.part._element.iter("{*}section"))[1 : len(document.sections) + 1]
    first = [slides[int(next(group.iter("{*}sldId")).get("id"))] for group in groups]
    return [section.title for section, slide in zip(document.sections, first, strict=True) if is_opener(slide, section)]


def is_opener(slide, section):
    return slide.slide_layout.name == "Field" and slide.shapes.title.text_frame.text == section.title


def test_strategy_creative_execution_and_monitoring_open_with_a_slide_of_their_own(theme):
    document = sample_contents.composed(sample_contents.demo("nordlys"))
    assert opener_slides(document, theme) == ["Strategy", "Creative", "Execution", "Monitoring"]


def test_signs_are_set_in_the_faces_that_office_has_for_them(theme):
    text = "Free ✅ now ➜ 👩\u200d👩\u200d👧 then ⇒ ends"
    deck = opened(rendered(small_document(Para(text)), theme))
    paragraphs = [
        paragraph
        for slide in deck.slides
        for shape in slide.shapes
        if shape.has_text_frame
        for paragraph in shape.text_frame.paragraphs
        if "✅" in paragraph.text
    ]
    runs = [[(run.text.strip(), run.font.name) for run in paragraph.runs] for paragraph in paragraphs]
    emoji, symbol, words = "Segoe UI Emoji", "Segoe UI Symbol", "+mn-lt"
    assert runs == [
        [
            *(("Free", words), ("✅", emoji), ("now", words), ("➜", symbol), ("", words)),
            *(("👩\u200d👩\u200d👧", emoji), ("then", words), ("⇒", symbol), ("ends", words)),
        ]
    ]


def test_a_sign_is_measured_as_wide_as_the_widest_face_sets_it(theme):
    # Advances in Segoe UI Emoji and Apple Color Emoji are 1.37 and 1.25 em.
    assert [face(role).width("🎉") for role in ("deck_serif", "deck_text", "deck_bold")] == [1.4] * 3


def test_a_space_that_does_not_break_is_as_wide_as_one_that_does():
    assert all(face(role).width("\u00a0") == face(role).width(" ") for role in ("deck_serif", "deck_text", "deck_bold"))


@pytest.mark.parametrize("block", [Para("Only for this client"), object()], ids=["made", "failed"])
def test_no_text_is_remembered_for_the_next_deck(block, theme):
    document = small_document(Para("Only for this client"), block)
    with nullcontext() if isinstance(block, Para) else pytest.raises(UnknownBlock):
        PptxRenderer().render(document, theme)
    assert broken.cache_info().currsize == span.cache_info().currsize == 0


def test_the_deck_says_its_language(theme):
    data = rendered(replace(small_document(Para("Body")), lang="en-US"), theme)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        slides = [archive.read(name).decode() for name in archive.namelist() if name.startswith("ppt/slides/slide")]
    assert {language for slide in slides for language in re.findall(' lang="([^"]*)"', slide)} == {"en-US"}


def rendered(document, theme):
    return PptxRenderer().render(document, theme).data


def wanted(part):
    return [squeezed(string) for string in part]


def missing_by_section(document, data):
    return [
        in_order(wanted(in_deck_order(section)), text)
        for section, text in zip(document.sections, deck_sections(data), strict=True)
    ]


# Completeness


def test_the_sample_deck_has_every_string_in_order(sample, sample_deck):
    assert missing_by_section(sample, sample_deck) == [[]] * len(sample.sections)


@pytest.mark.parametrize("name", sample_contents.DEMO_NAMES)
def test_a_demo_has_every_string_in_order(name, theme):
    document = sample_contents.composed(sample_contents.demo(name))
    assert missing_by_section(document, rendered(document, theme)) == [[]] * len(document.sections)


def test_of_what_was_approved_99_of_100_strings_stand_in_the_order_of_the_document():
    """The rest say what follows from a layer, and stand beside its argument (docs/decisions/0010-order-in-the-deck.md)."""
    contents = sample_contents.demo("nordlys")
    approved = [text for content in contents.values() for _, text in walk_strings(content)]
    shown, in_order = set(), set()
    for section in sample_contents.composed(contents).sections:
        deck, document = in_deck_order(section), list(section_strings(section))
        shown.update(deck)
        for block in SequenceMatcher(None, deck, document, autojunk=False).get_matching_blocks():
            in_order.update(deck[block.a : block.a + block.size])
    moved = [text for text in approved if text in shown - in_order]
    assert len(moved) <= 8
    assert len(moved) / len(approved) <= 0.01


def test_cover_and_closing_slide_are_in_the_deck(sample, sample_deck):
    text = deck_text(sample_deck)
    assert [string for string in wanted(strings(sample)) if string not in text] == []


@pytest.mark.parametrize("block", every_block(), ids=lambda block: type(block).__name__)
def test_each_kind_of_block_prints_its_strings_in_order(block, theme):
    document = small_document(block)
    assert missing_by_section(document, rendered(document, theme)) == [[], []]


def test_all_kinds_together_print_their_strings_in_order(theme):
    document = small_document()
    assert missing_by_section(document, rendered(document, theme)) == [[], []]


@pytest.mark.parametrize("art", [MarkGrid("No weeks", ()), MarkGrid("Two", ((0, None, 7), (1,))), Bars("B", 0)])
def test_the_cover_takes_any_calendar(art, theme):
    document = replace(small_document(Para("Body")), art=art)
    assert squeezed(art.caption) in deck_text(rendered(document, theme))


def test_empty_optional_strings_are_left_out(theme):
    document = map_strings(small_document(), lambda text: "")
    assert "None" not in deck_text(rendered(document, theme))


@dataclass(frozen=True)
class Hologram:
    text: str


def test_a_block_that_the_deck_does_not_know_is_refused_by_name(theme):
    with pytest.raises(UnknownBlock, match="Hologram"):
        rendered(small_document(Hologram("x")), theme)


# Composition


def test_points_scale_and_consequence_stand_beside_the_statement_and_definitions_on_the_next_slide():
    key, points, defs, scale, callout = (every_block()[index] for index in (0, 4, 6, 7, 8))
    assert composed((key, points, defs, scale, callout)) == ([key, points, scale, callout], [defs])


def test_blocks_without_definitions_stay_in_the_order_of_the_document():
    blocks = every_block()[:5]
    assert composed(blocks) == (list(blocks), [])


def test_a_layer_takes_two_slides_under_one_title(deck, sample):
    titles = [slide.shapes.title.text_frame.text for slide in deck.slides]
    layers = [topic.title for topic in sample.sections[1].topics]
    assert [title for title in titles if title in layers] == [title for layer in layers for title in (layer, layer)]


def test_a_list_with_a_label_has_a_slide_of_its_own(deck):
    titles = [slide.shapes.title.text_frame.text for slide in deck.slides]
    assert "Three decisions we need" in titles


def test_a_table_goes_on_under_its_head_on_a_slide_that_says_so(theme):
    table = every_block()[10]
    document = small_document(Table("", table.columns, table.rows * 20))
    slides = [slide for slide in opened(rendered(document, theme)).slides if tables_of(slide)]
    titles = [slide.shapes.title.text_frame.text for slide in slides]
    heads = [tables_of(slide)[0].cell(0, 0).text_frame.text for slide in slides]
    rows = [len(tables_of(slide)[0].rows) - 1 for slide in slides]
    assert titles == ["A topic"] + ["A topic, continued"] * (len(slides) - 1)
    assert set(heads) == {"Name"}
    assert sum(rows) == 40
    assert max(rows) - min(rows) <= 2


@pytest.mark.parametrize("rows", range(4, 16))
def test_tables_share_slides_and_no_row_stands_alone(rows, theme):
    counts = rows_by_slide(short_tables(3, rows), theme)
    assert sum(map(sum, counts)) == 3 * rows
    assert min(map(min, counts)) >= 2
    assert len(counts) <= math.ceil(rows / 11) * 3


def test_short_tables_are_divided_where_that_saves_a_slide_and_else_stay_whole(theme):
    assert rows_by_slide(short_tables(3, 5), theme) == [[5, 2], [3, 5]]
    assert rows_by_slide(short_tables(3, 7), theme) == [[7], [7], [7]]


def short_tables(count, rows):
    row = Text("A row"), Text("a text")
    return [Table(f"Table {place}", (Col("Name"), Col("Text")), (row,) * rows) for place in range(count)]


def rows_by_slide(tables, theme):
    """How many rows each table on each slide has."""
    found = [tables_of(slide) for slide in opened(rendered(small_document(*tables), theme)).slides]
    return [[len(table.rows) - 1 for table in tables] for tables in found if tables]


def test_definitions_stand_closer_where_that_saves_a_slide(theme):
    facts = tuple(Definition(f"Term {number}", "A fact that takes its room. " * 5) for number in range(9))
    slides = opened(rendered(small_document(Defs("", facts)), theme)).slides
    assert len([slide for slide in slides if "A fact" in slide_text(slide)]) == 1


def test_a_long_list_of_contents_stands_on_one_slide_in_three_columns(theme):
    document = small_document()
    long = replace(document.sections[0], topics=document.sections[0].topics * 14)
    for count, columns in ((1, 2), (3, 3)):
        deck = opened(rendered(replace(document, sections=(long,) * count), theme))
        links = [shape for shape in deck.slides[1].shapes if shape.has_text_frame and shape.click_action.target_slide]
        assert len({shape.left for shape in links if not shape.text_frame.text.isdigit()}) == columns
        assert not [slide for slide in deck.slides if slide.shapes.title.text_frame.text == "Contents, continued"]


def tables_of(slide):
    return [shape.table for shape in slide.shapes if getattr(shape, "has_table", False)]


def test_a_consequence_is_never_alone_on_its_slide(theme):
    facts = tuple(Definition(f"Term {number}", "A fact that takes its room. " * 4) for number in range(9))
    for count in range(1, 10):
        document = small_document(Key("Claim"), Defs("", facts[:count]), Callout("What follows", "A step. " * 9))
        slides = opened(rendered(document, theme)).slides
        panels = [slide_text(slide) for slide in slides if "What follows" in slide_text(slide)]
        assert ["A fact" in text for text in panels] == [True]


def test_a_consequence_stays_below_its_table(theme):
    table = every_block()[10]
    for count in range(1, 13):
        rows = Table("", table.columns, table.rows[:1] * count)
        document = small_document(Key("Claim"), rows, Callout("What follows", "A step. " * 20))
        slides = opened(rendered(document, theme)).slides
        panels = [slide for slide in slides if "What follows" in slide_text(slide)]
        assert [bool(tables_of(slide)) for slide in panels] == [True]


def test_the_contents_link_to_the_slides_they_number(deck):
    contents = deck.slides[1]
    links = [shape for shape in contents.shapes if shape.has_text_frame and shape.click_action.target_slide]
    numbered = [shape for shape in links if shape.text_frame.text.isdigit()]
    slides = list(deck.slides)
    assert len(numbered) == len(links) / 2 == 29
    for shape in numbered:
        target = shape.click_action.target_slide
        assert slides.index(target) + 1 == int(shape.text_frame.text)


# Native and accessible


def test_every_slide_has_a_title(deck):
    titles = [slide.shapes.title.text_frame.text.strip() for slide in deck.slides]
    assert [title for title in titles if not title] == []


def test_every_slide_but_the_fields_has_a_number_and_says_for_whom(deck):
    feet = [
        {
            shape.placeholder_format.idx: shape.text_frame.text
            for shape in slide.placeholders
            if shape.placeholder_format.idx
        }
        for slide in deck.slides
    ]
    pages = [number for number, slide in enumerate(deck.slides, 1) if slide.slide_layout.name == "Page"]
    assert [number for number, foot in enumerate(feet, 1) if foot] == pages
    assert {foot[11] for foot in feet if foot} == {"Prepared for Nordlys Clinics Group"}
    assert [foot[12] for foot in feet if foot] == [str(number) for number in pages]


def test_charts_are_native_and_carry_their_data(deck):
    charts = [shape.chart for slide in deck.slides for shape in slide.shapes if getattr(shape, "has_chart", False)]
    assert [[series.name for series in chart.plots[0].series] for chart in charts] == [
        ["Plan", "Today"],
        ["LinkedIn", "E-mail", "Webinar", "Article"],
    ]
    assert list(charts[0].plots[0].categories) == [f"W{week}" for week in range(1, 13)]
    assert {"Review 1", "Review 2", "Close"} < set(chart_text(charts[0]))


def test_a_chart_holds_a_workbook_of_its_own(sample_deck):
    with zipfile.ZipFile(io.BytesIO(sample_deck)) as deck:
        books = [deck.read(name) for name in deck.namelist() if name.endswith(".xlsx")]
    assert len(books) == 2
    with zipfile.ZipFile(io.BytesIO(books[0])) as book:
        sheet = book.read("xl/worksheets/sheet1.xml").decode()
    assert '<c r="B1" t="inlineStr"><is><t>Plan</t></is></c>' in sheet
    assert '<c r="B13"><v>27</v></c>' in sheet


@pytest.mark.parametrize(("index", "letters"), [(0, "A"), (25, "Z"), (26, "AA"), (701, "ZZ"), (702, "AAA")])
def test_columns_of_a_sheet_are_named_by_letters(index, letters):
    assert column_letters(index) == letters


def test_a_chart_whose_words_do_not_fit_is_a_table_with_all_of_them(theme):
    long = "A category of a very long name that no slot of an axis can hold"
    chart = Chart("line", "Title", (Series("S", (1, 2)),), (long, f"{long}!"), "alt", (Mark(1, "M"),))
    document = small_document(replace(chart, categories=tuple(f"{long} {n}" for n in range(2)), marks=chart.marks))
    wide = replace(chart, categories=tuple(f"{long}{number}" for number in range(40)), series=(Series("S", (1,) * 40),))
    slides = opened(rendered(small_document(wide), theme)).slides
    assert sum(len(tables_of(slide)) for slide in slides) > 0
    assert missing_by_section(document, rendered(document, theme)) == [[], []]


def test_a_timeline_whose_words_do_not_fit_is_a_table_with_all_of_them(theme):
    timeline = next(block for block in every_block() if isinstance(block, Timeline))
    long = map_strings(timeline, lambda text: f"{text} {'and more of it ' * 12}")
    document = small_document(long)
    text = deck_text(rendered(document, theme))
    assert [string for string in wanted(strings(document)) if string not in text] == []


def test_pictures_charts_tables_and_trends_have_alternative_texts(deck):
    kinds = ("Picture", "Chart", "Table", "Line")
    described = [
        (shape.name.split()[0], shape._element._nvXxPr.cNvPr.get("descr"))
        for slide in deck.slides
        for shape in slide.shapes
        if shape.name.startswith(kinds) and not is_ornament(shape)
    ]
    assert {kind for kind, _ in described} == set(kinds)
    assert [kind for kind, alt in described if not alt] == []


def test_shapes_without_words_are_described_or_marked_as_ornaments(deck):
    shapes = [shape for slide in deck.slides for shape in slide.shapes if not list(filter(None, shape_text(shape)))]
    silent = [
        shape.name for shape in shapes if not shape._element._nvXxPr.cNvPr.get("descr") and not is_ornament(shape)
    ]
    assert silent == []


def is_ornament(shape):
    return any(entry.get("val") == "1" for entry in shape._element.iter("{*}decorative"))


def test_notes_name_the_evidence(deck, sample):
    notes = {slide.notes_slide.notes_text_frame.text for slide in deck.slides if slide.has_notes_slide}
    assert notes == {topic.ref for section in sample.sections for topic in section.topics if topic.ref}


def test_colours_follow_the_theme_of_the_deck(sample_deck, theme):
    with zipfile.ZipFile(io.BytesIO(sample_deck)) as deck:
        brand = deck.read("ppt/theme/theme1.xml").decode()
        slide = deck.read("ppt/slides/slide7.xml").decode()
    palette = theme.palette
    for name, colour in (("dk1", palette.ink), ("dk2", palette.brand_text), ("lt2", palette.tint2)):
        assert f'<a:{name}><a:srgbClr val="{colour[1:]}"/></a:{name}>' in brand
    for number, colour in enumerate(palette.series, 1):
        assert f'<a:accent{number}><a:srgbClr val="{colour[1:]}"/></a:accent{number}>' in brand
    assert {f'val="{name}"' in slide for name in ("tx1", "tx2", "bg2")} == {True}


def test_a_calendar_names_the_channel_of_each_publication(deck):
    april = next(slide for slide in deck.slides if slide.shapes.title.text_frame.text == "Calendar: April 2026")
    table = tables_of(april)[0]
    assert squeezed(table.cell(2, 2).text_frame.text) == "7E-mailLetter1:themethod"


@pytest.mark.parametrize("brand", ["blue", "yellow", "green"])
def test_the_logo_is_the_one_for_the_ground_it_stands_on(brand):
    spec = sample_brand(brand)
    theme = Theme.of(spec)
    data = rendered(sample_document(spec), theme)
    logo = spec.logo_on_dark if theme.palette.is_dark else spec.logo_on_light
    with zipfile.ZipFile(io.BytesIO(data)) as deck:
        assert [deck.read(name) for name in deck.namelist() if name.endswith(".png")] == [logo]


def test_without_the_right_logo_the_agency_is_named(sample, theme):
    imprint = replace(sample.imprint, logo_on_dark=None)
    cover = opened(rendered(replace(sample, imprint=imprint), theme)).slides[0]
    assert "Studio Halden" in slide_text(cover)


def test_a_logo_that_is_no_png_is_refused(sample, theme):
    imprint = replace(sample.imprint, logo_on_dark=b"GIF89a")
    with pytest.raises(ValueError, match="PNG"):
        rendered(replace(sample, imprint=imprint), theme)


def test_the_sample_takes_forty_four_slides_of_sixteen_by_nine(deck):
    assert len(deck.slides) == 44
    assert (deck.slide_width.pt, deck.slide_height.pt) == (960, 540)


def test_what_was_measured_of_one_block_is_never_taken_for_another(theme):
    context = Context(theme.palette, "Client", "Topic", Place())
    for number in range(100):  # each is thrown away before the next, which may stand where it stood
        assert context.once(Para(str(number)), lambda said=str(number): said) == str(number)
