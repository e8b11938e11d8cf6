"""Decks upon an agency's own master: its grounds and shapes, our text in our places, read on what it stands on."""

import io
import re
import zipfile
from dataclasses import replace

import pytest
from pptx import Presentation

from delivery import leaks, masters
from delivery.masters.grounds import Area
from delivery.masters.stored import Master
from delivery.previews import pictures_of
from delivery.renderers.pptx import PptxRenderer
from delivery.theme import Theme
from delivery.theme.colour import contrast, distance
from delivery.theme.grounds import Ground, field_upon, upon
from delivery.theme.palette import MARK_RATIO, SERIES_DISTANCE, TEXT_RATIO, derive
from tests.delivery.deck_reader import deck_text, opened
from tests.delivery.masters.sample_masters import (
    add,
    box,
    dark_master,
    ground,
    logo,
    pale_master,
    picture,
    relation,
    saved,
    wide,
    with_shape,
)
from tests.delivery.sample_brand import sample_brand
from tests.delivery.small_document import small_document

pytestmark = pytest.mark.sqlite  # no database

MAKERS = [dark_master, pale_master]


def theme_on(master: bytes, brand: str = "blue") -> Theme:
    return Theme.of(replace(sample_brand(brand), master=masters.cleaned(master)))


def deck_on(master: bytes, brand: str = "blue") -> bytes:
    return PptxRenderer().render(small_document(), theme_on(master, brand)).data


def part(deck: bytes, name: str) -> str:
    with zipfile.ZipFile(io.BytesIO(deck)) as archive:
        return archive.read(name).decode()


def layouts(deck: bytes) -> dict[str, str]:
    """The XML of the layouts by their names."""
    return {each.name: part(deck, each.part.partname.membername) for each in opened(deck).slide_layouts}


@pytest.mark.parametrize("make", MAKERS)
def test_a_deck_on_a_master_opens_and_says_the_same_in_the_same_places(make):
    plain = PptxRenderer().render(small_document(), Theme.of(sample_brand())).data
    deck = deck_on(make())
    assert deck_text(deck) == deck_text(plain)
    places = [
        [
            [(shape.left, shape.top, shape.width, shape.height) for shape in slide.shapes]
            for slide in opened(each).slides
        ]
        for each in (deck, plain)
    ]
    assert places[0] == places[1]


@pytest.mark.parametrize("make", MAKERS)
def test_the_same_master_gives_the_same_bytes(make):
    data = make()
    assert deck_on(data) == deck_on(data)


def test_the_shapes_of_a_master_lie_below_our_placeholders():
    deck = deck_on(pale_master())
    shapes = [shape.name for shape in opened(deck).slide_master.shapes]
    assert shapes == ["Decoration 1", "Decoration 2", "Title", "Text", "Footer", "Slide number"]
    assert [shape.name for shape in opened(deck).slide_layouts.get_by_name("Field").shapes][-1] == "Title"


def test_pictures_of_the_master_are_in_the_deck_once_and_related():
    data = dark_master()
    deck = deck_on(data)
    with zipfile.ZipFile(io.BytesIO(deck)) as archive:
        found = sorted(name for name in archive.namelist() if name.startswith("ppt/media/master"))
        kept = dict(Master.of(masters.cleaned(data)).pictures)
        assert found == [f"ppt/media/{name}" for name in kept]
        assert all(archive.read(f"ppt/media/{name}") == picture for name, picture in kept.items())
        assert 'ContentType="image/jpeg"' in archive.read("[Content_Types].xml").decode()
    ground = Presentation(io.BytesIO(deck)).slide_master.part._element.find("{*}cSld/{*}bg//{*}blip")
    key = ground.get("{http://schemas.openxmlformats.org/officeDocument/2006/relationships}embed")
    assert opened(deck).slide_master.part.related_part(key).blob == kept["master1.jpg"]


def test_covers_and_openers_have_the_ground_of_the_masters_cover():
    deck = deck_on(pale_master())
    assert '<a:srgbClr val="2E4A3B"/>' in layouts(deck)["Field"]
    assert "<p:bg>" not in layouts(deck)["Page"]


def test_a_cover_that_cannot_carry_text_is_the_brands_field_without_the_masters_shapes():
    source = wide()
    cover = source.slide_layouts[0].part
    ground(cover, '<a:srgbClr val="000000"/>')
    add(cover, box("Half", 480, 0, 480, 540, '<a:srgbClr val="FFFFFF"/>'))
    add(source.slide_master.part, box("Band", 0, 0, 36, 540, '<a:srgbClr val="C00000"/>'))
    deck = deck_on(saved(source))
    field = layouts(deck)["Field"]
    assert 'showMasterSp="0"' in field
    assert "1E3A8A" in field.upper() or "tx2" in field
    assert "showMasterSp" not in layouts(deck)["Page"]


def test_the_cover_leaves_the_logo_to_a_master_that_has_one_there():
    source = wide()
    cover = source.slide_layouts[0].part
    add(cover, picture("Logo", 48, 44, 120, 32, relation(cover, logo("#123456"))))
    document = small_document()
    document = replace(
        document, imprint=replace(document.imprint, logo_on_light=logo("#111111"), logo_on_dark=logo("#FFFFFF"))
    )
    decks = [PptxRenderer().render(document, theme_on(master)).data for master in (saved(source), pale_master())]
    shown = [
        [shape.name for shape in opened(deck).slides[0].shapes if shape.name.startswith("Picture")] for deck in decks
    ]
    assert list(map(len, shown)) == [0, 1]


def test_text_of_every_role_is_read_on_the_darkest_and_the_lightest_of_a_ground():
    grounds = [
        Ground("#0B1026", "#1B2A4A", "#101B36"),
        Ground("#FBF6EA", "#FBF6EA", "#FBF6EA"),
        Ground("#E8E8E8", "#FFFFFF", "#F2F2F2"),
        Ground("#000000", "#767676", "#303030"),
        Ground("#767676", "#FFFFFF", "#C0C0C0"),
        Ground("#C8102E", "#C8102E", "#C8102E"),
    ]
    brands = [
        ("#1E3A8A", "#0EA5A4"),
        ("#F6E27A", None),
        ("#123D2F", "#E2703A"),
        ("#777777", None),
        ("#FFFFFF", "#000000"),
    ]
    low = []
    for under in grounds:
        for brand in brands:
            page, field = upon(derive(*brand), under), field_upon(derive(*brand), under)
            roles = ("ink", "muted", "brand_text", "accent_text", "good", "warn", "bad")
            pairs = [(getattr(page, role), each) for role in roles for each in (under.dark, under.light)]
            pairs += [(getattr(page, role), each) for role in roles for each in (page.tint, page.tint2)]
            pairs += [
                (text, each) for text in (field.on_brand, field.on_brand_soft) for each in (under.dark, under.light)
            ]
            needed = min(TEXT_RATIO, under.best)
            low += [(under, brand, pair) for pair in pairs if contrast(*pair) < needed - 0.01]
    assert low == []


@pytest.mark.parametrize(
    "brand", [("#1E3A8A", "#0EA5A4"), ("#F6E27A", None), ("#123D2F", "#E2703A"), ("#C8102E", None)]
)
def test_series_are_told_apart_and_seen_on_dark_and_on_pale_grounds(brand):
    for under in (Ground("#0B1026", "#1B2A4A", "#101B36"), Ground("#FBF6EA", "#FBF6EA", "#FBF6EA")):
        series = upon(derive(*brand), under).series
        assert [(a, b) for a in series for b in series if a < b and distance(a, b) < SERIES_DISTANCE] == []
        assert min(contrast(colour, each) for colour in series for each in under) >= MARK_RATIO


def test_titles_are_read_on_the_ground_of_their_layout():
    kept = Master.of(masters.cleaned(dark_master()))
    deck = opened(deck_on(dark_master(), "yellow"))  # whose own field is pale
    theme = next(each for each in deck.part.package.iter_parts() if "theme1" in each.partname).blob.decode()
    scheme = dict(re.findall(r"<a:(\w+)><a:srgbClr val=\"(\w{6})\"/></a:\1>", theme))
    low = []
    for slide in deck.slides:
        layout = kept.page if slide.slide_layout.name == "Page" else kept.field
        fill = slide.shapes.title._element.find("{*}txBody/{*}p/{*}r/{*}rPr/{*}solidFill")[0]
        named = {"tx1": "dk1", "tx2": "dk2", "bg1": "lt1", "bg2": "lt2"}.get(fill.get("val"), fill.get("val"))
        colour = f"#{scheme.get(named, named)}"
        grounds = (layout.under.dark, layout.under.light)
        low += [(slide.name, colour) for ground in grounds if contrast(colour, ground) < TEXT_RATIO]
    assert low == []


def test_a_white_ground_leaves_the_palette_as_it_is():
    palette = derive("#1E3A8A")
    assert upon(palette, Ground("#FFFFFF", "#FFFFFF", "#FFFFFF")) is palette


def test_the_logo_follows_the_ground_of_the_cover():
    dark = field_upon(derive("#F6E27A"), Ground("#101010", "#101010", "#101010"))
    pale = field_upon(derive("#1E3A8A"), Ground("#F0F0F0", "#F0F0F0", "#F0F0F0"))
    assert (dark.is_dark, pale.is_dark) == (True, False)


def test_the_brands_own_field_is_as_dark_as_ever_on_any_ground():
    palettes = derive("#1E3A8A"), derive("#F6E27A")
    on_dark = [upon(palette, Ground("#101010", "#101010", "#101010")) for palette in palettes]
    assert [palette.is_dark for palette in on_dark] == [palette.is_dark for palette in palettes] == [True, False]


def test_the_foot_is_read_on_a_band_of_its_own():
    deck = deck_on(with_shape(box("Foot", 0, 490, 960, 50, '<a:srgbClr val="101010"/>')))
    foot = re.search(r'name="Footer".*?<a:srgbClr val="([0-9A-F]{6})"', layouts(deck)["Page"])[1]
    assert contrast(f"#{foot}", "#101010") >= TEXT_RATIO


def test_properties_of_a_deck_on_a_master_name_the_agency_and_nobody_else():
    source = wide()
    source.core_properties.author, source.core_properties.title = "Mallory Miller", "Northwind pitch"
    add(source.slide_master.part, box("Mallory’s band", 0, 0, 36, 540, '<a:srgbClr val="C00000"/>'))
    deck = deck_on(saved(source))
    assert leaks.find({"deck.pptx": deck}, others=["Mallory Miller", "Northwind pitch"], own=()) == []
    assert opened(deck).core_properties.author == small_document().imprint.agency


def test_a_theme_whose_master_is_none_of_ours_makes_no_deck():
    theme = Theme.of(replace(sample_brand(), master=dark_master()))
    with pytest.raises(ValueError, match="no master"):
        PptxRenderer().render(small_document(), theme)


@pytest.mark.parametrize("make", MAKERS)
def test_slides_are_pictured_on_their_master(make):
    count, pictures = pictures_of("deck.pptx", deck_on(make()))
    assert len(list(pictures)) == count


def test_an_area_is_cut_out_of_half_as_many_pixels():
    assert Area(48, 46, 912, 486).pixels == (24, 23, 456, 243)
