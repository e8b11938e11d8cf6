"""What is said of an uploaded master, and that nothing of it is passed on as it stands."""

import io
import json
import re
import zipfile

import pytest
from lxml import etree
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from delivery import masters
from delivery.masters.pictures import MOST_PIXELS
from delivery.masters.stored import Master
from delivery.renderers.pptx.markup import NAMESPACES
from tests.delivery.masters.sample_masters import (
    COVER,
    MAIN,
    MASTER,
    PAGE,
    THEME,
    TYPES,
    add,
    box,
    changed,
    dark_master,
    form,
    ground,
    group,
    logo,
    pale_master,
    picture,
    picture_ground,
    plain_master,
    png,
    relation,
    replaced,
    saved,
    text,
    wide,
    with_shape,
)

pytestmark = pytest.mark.sqlite  # no database

WHITE, RED, BLACK = ('<a:srgbClr val="FFFFFF"/>', '<a:srgbClr val="C00000"/>', '<a:srgbClr val="000000"/>')
RELS = "ppt/slideMasters/_rels/slideMaster1.xml.rels"
PROPERTIES = "docProps/core.xml"


def errors(data: bytes) -> list[str]:
    return [each.sentence for each in masters.lint(data) if each.severity == "error"]


def warnings(data: bytes) -> list[str]:
    return [each.sentence for each in masters.lint(data) if each.severity == "warning"]


def kept(data: bytes) -> str:
    """Everything of a master that is kept but its pictures, as text."""
    said = json.loads(masters.cleaned(data))
    return json.dumps({**said, "pictures": sorted(said["pictures"])}, ensure_ascii=False)


def related(kind: str, target: str, *, external: bool = True) -> dict[str, object]:
    """One more relation of the master."""
    mode = ' TargetMode="External"' if external else ""
    base = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    line = f'<Relationship Id="rId99" Type="{base}/{kind}" Target="{target}"{mode}/></Relationships>'
    return {RELS: replaced("</Relationships>", line)}


# What is taken


@pytest.mark.parametrize("make", [dark_master, pale_master, plain_master])
def test_a_good_master_is_kept_and_the_same_file_gives_the_same_bytes(make):
    data = make()
    assert errors(data) == []
    assert masters.cleaned(data) == masters.cleaned(data)


def test_what_is_kept_is_read_again_as_it_was():
    data = masters.cleaned(dark_master())
    assert Master.of(data).data() == data


def test_a_part_that_is_larger_than_any_is_refused_by_its_name():
    data = changed(
        plain_master(), {THEME: lambda xml: xml + b"".join(b"<!-- %d -->" % number for number in range(500_000))}
    )
    (found,) = masters.lint(data)
    assert (found.sentence, found.place) == ("A part of the file is larger than 4 MB.", THEME)


def test_what_we_did_not_write_is_no_master():
    for data in (b"", b"{}", b'{"form":2}', plain_master(), b"[1]", b'{"form":1}'):
        with pytest.raises(ValueError, match="no master"):
            Master.of(data)


def test_colours_of_the_theme_are_fixed_with_what_is_done_to_them():
    xml = kept(pale_master())
    assert "schemeClr" not in xml
    assert 'srgbClr val=\\"953735\\"' in xml  # accent2 with three quarters of its lightness


def test_shapes_stand_where_they_did_when_they_are_out_of_their_groups():
    shapes = Master.of(masters.cleaned(pale_master())).plate.shapes
    places = [
        re.search(r'<a:off x="(\d+)" y="(\d+)"/><a:ext cx="(\d+)" cy="(\d+)"/>', each).groups() for each in shapes
    ]
    points = [tuple(int(value) / 12_700 for value in place) for place in places]
    assert points == [(0, 0, 30, 540), (30, 0, 6, 540)]


def test_a_group_that_is_turned_turns_what_is_in_it():
    turned = group("Turned", (100, 200, 40, 20), (0, 0, 40, 20), box("Inner", 0, 0, 10, 20, WHITE))
    turned = turned.replace("<a:xfrm>", '<a:xfrm rot="5400000">', 1)
    (shape,) = Master.of(masters.cleaned(with_shape(turned))).plate.shapes
    assert re.search(r'rot="(\d+)"', shape)[1] == "5400000"
    x, y = (int(value) / 12_700 for value in re.search(r'<a:off x="(\d+)" y="(\d+)"', shape).groups())
    assert (x + 5, y + 10) == (120, 195)  # the middle, a quarter turn about that of the group


def test_a_slide_of_ten_inches_is_taken_over_larger():
    deck = wide()
    deck.slide_width, deck.slide_height = 9_144_000, 5_143_500
    add(deck.slide_master.part, box("Bar", 0, 0, 36, 405, RED))
    (shape,) = Master.of(masters.cleaned(saved(deck))).plate.shapes
    assert '<a:ext cx="609600" cy="6858000"/>' in shape


def test_the_fill_that_a_style_names_is_looked_up_in_the_theme():
    styled = box("Styled", 0, 0, 30, 540, WHITE).replace(f"<a:solidFill>{WHITE}</a:solidFill>", "").replace(
        "</p:spPr>",
        '</p:spPr><p:style><a:lnRef idx="0"><a:schemeClr val="accent1"/></a:lnRef><a:fillRef idx="1">'
        '<a:schemeClr val="accent1"/></a:fillRef><a:effectRef idx="0"><a:schemeClr val="accent1"/></a:effectRef>'
        '<a:fontRef idx="minor"><a:schemeClr val="lt1"/></a:fontRef></p:style>',
    )  # fmt: skip
    (shape,) = Master.of(masters.cleaned(with_shape(styled))).plate.shapes
    assert '<a:solidFill><a:srgbClr val="4F81BD"/></a:solidFill>' in shape


def test_the_same_picture_is_kept_once_and_was_encoded_by_us():
    deck = wide()
    key = relation(deck.slide_master.part, logo("#F2C14E"))
    noted = io.BytesIO()
    Image.new("RGB", (20, 20), "#336699").save(noted, "PNG", pnginfo=_noted("Author", "Mallory"))
    add(deck.slide_master.part, picture("One", 860, 10, 40, 20, key))
    add(deck.slide_master.part, picture("Two", 800, 10, 40, 20, key))
    add(
        deck.slide_layouts[5].part,
        picture("Three", 700, 10, 40, 20, relation(deck.slide_layouts[5].part, noted.getvalue())),
    )
    pictures = Master.of(masters.cleaned(saved(deck))).pictures
    assert [name for name, _ in pictures] == ["master1.png", "master2.png"]
    assert b"Mallory" not in b"".join(data for _, data in pictures)


def _noted(key, value):
    info = PngInfo()
    info.add_text(key, value)
    return info


def test_no_name_and_no_word_that_is_not_shown_is_kept():
    deck = wide()
    deck.core_properties.author = "Mallory Miller"
    named = box("Mallory’s box", 0, 0, 30, 540, RED).replace(
        'name="', 'descr="Mallory&apos;s own" title="Mallory" name="'
    )
    add(deck.slide_master.part, named)
    data = saved(deck)
    assert "Mallory" not in kept(data)
    assert "Not taken over: The file’s properties, which name people or a company." in warnings(data)


def test_text_of_a_decoration_is_kept_escaped_and_without_its_typeface():
    hostile = "A &amp; B &lt;/a:t&gt; r:embed=&quot;master1.png&quot; {id} _x0041_"
    words = text("Motto", 600, 20, 300, 20, hostile).replace(
        "<a:solidFill>", '<a:latin typeface="Evil"/><a:solidFill>', 1
    )
    (shape,) = Master.of(masters.cleaned(with_shape(words))).plate.shapes
    assert "Evil" not in shape
    root = etree.fromstring(shape.replace("<p:sp>", '<p:sp xmlns:p="p" xmlns:a="a">', 1))
    assert "".join(root.itertext()) == 'A & B </a:t> r:embed="master1.png" {id} _x0041_'


def test_a_file_that_is_saved_as_strict_is_read_as_well():
    def strict(data: bytes) -> bytes:
        for old, new in STRICT:
            data = data.replace(old, new)
        return data

    deck = dark_master()
    with zipfile.ZipFile(io.BytesIO(deck)) as archive:
        names = [name for name in archive.namelist() if name.endswith((".xml", ".rels")) and name != TYPES]
    assert masters.cleaned(changed(deck, dict.fromkeys(names, strict))) == masters.cleaned(deck)


STRICT = [
    (b"http://schemas.openxmlformats.org/officeDocument/2006/", b"http://purl.oclc.org/ooxml/officeDocument/"),
    (b"http://schemas.openxmlformats.org/presentationml/2006/", b"http://purl.oclc.org/ooxml/presentationml/"),
    (b"http://schemas.openxmlformats.org/drawingml/2006/", b"http://purl.oclc.org/ooxml/drawingml/"),
]


# Layouts


@pytest.mark.parametrize(
    ("kind", "name"),
    [("titleOnly", "Anything"), ("cust", "Nur Titel"), ("cust", "Something of ours")],
)
def test_the_layout_for_slides_is_found_by_its_type_its_name_or_its_placeholders(kind, name):
    own = {
        PAGE: lambda data: replaced('name="Title Only"', f'name="{name}"')(data).replace(
            b'type="titleOnly"', f'type="{kind}"'.encode()
        )
    }
    deck = changed(plain_master(), own)
    bar = changed(
        deck,
        {PAGE: lambda data: data.replace(b"</p:spTree>", _inline(box("Bar", 0, 0, 20, 540, RED)) + b"</p:spTree>")},
    )
    assert "C00000" in kept(bar)


def _inline(shape: str) -> bytes:
    return shape.replace(">", f" {NAMESPACES}>", 1).encode()


def test_a_file_with_one_layout_uses_it_for_covers_and_slides():
    deck = wide()
    for layout in list(deck.slide_layouts)[1:]:
        deck.slide_layouts.remove(layout)
    assert [each for each in warnings(saved(deck)) if "serves covers and slides" in each]
    assert errors(saved(deck)) == []


def test_a_file_whose_layouts_have_no_title_is_refused():
    deck = wide()
    for layout in list(deck.slide_layouts):
        if layout.name != "Blank":
            deck.slide_layouts.remove(layout)
    assert errors(saved(deck)) == [
        "No layout has a title. Decks need a layout with a title for covers and one for slides."
    ]


def test_of_several_masters_the_first_is_used_and_that_is_said():
    listed = '<p:sldMasterId id="2147483648" r:id="rId1"/><p:sldMasterId id="2147483900" r:id="rId1"/>'
    data = changed(plain_master(), {MAIN: lambda xml: re.sub(rb"<p:sldMasterId [^>]*/>", listed.encode(), xml)})
    assert (
        "The file has 2 slide masters. The first is used, so move the one that decks stand on to the top."
        in warnings(data)
    )


# What is refused


def rewritten_type(old: str, new: str) -> bytes:
    return changed(plain_master(), {TYPES: replaced(old, new)})


ENTITIES = b'<!DOCTYPE x [<!ENTITY a "aaaa">]>'
REFUSED = {
    "no file of PowerPoint": (lambda: b"%PDF-1.7", "no PowerPoint file"),
    "nothing": (lambda: b"", "no PowerPoint file"),
    "a ZIP that is cut": (lambda: plain_master()[:4000], "damaged"),
    "an old or encrypted file": (lambda: b"\xd0\xcf\x11\xe0" + bytes(600), "password"),
    "a workbook": (
        lambda: rewritten_type("presentationml.presentation.main", "spreadsheetml.sheet.main"),
        "no PowerPoint file",
    ),
    "macros by type": (
        lambda: rewritten_type(
            "vnd.openxmlformats-officedocument.presentationml.presentation.main",
            "vnd.ms-powerpoint.presentation.macroEnabled.main",
        ),
        "macros",
    ),
    "macros by part": (lambda: changed(plain_master(), {"ppt/vbaProject.bin": b"x"}), "macros"),
    "controls": (lambda: changed(plain_master(), {"ppt/activeX/activeX1.xml": b"<x/>"}), "ActiveX"),
    "an object": (
        lambda: changed(plain_master(), related("oleObject", "../embeddings/x.bin", external=False)),
        "object of another program",
    ),
    "a linked picture": (
        lambda: changed(plain_master(), related("image", "https://example.org/x.png")),
        "linked to a file outside",
    ),
    "a link to a file": (
        lambda: changed(plain_master(), related("hyperlink", "file:///etc/passwd")),
        "linked to a file outside",
    ),
    "entities": (
        lambda: changed(
            plain_master(), {MASTER: lambda xml: xml.replace(b"<p:sldMaster", ENTITIES + b"<p:sldMaster", 1)}
        ),
        "entities",
    ),
    "XML that ends early": (lambda: changed(plain_master(), {THEME: lambda xml: xml[:200]}), "not readable XML"),
    "no master": (
        lambda: changed(
            plain_master(), {MAIN: lambda xml: re.sub(rb"<p:sldMasterIdLst>.*?</p:sldMasterIdLst>", b"", xml)}
        ),
        "no slide master",
    ),
    "a master that is missing": (lambda: changed(plain_master(), {MASTER: None}), "missing"),
    "4:3": (lambda: _sized(9_144_000, 6_858_000), "The slides are 4:3 (25.4 × 19.1 cm)"),
    "A4": (lambda: _sized(10_692_000, 7_560_000), "A4 across"),
    "another size": (lambda: _sized(9_000_000, 9_000_000), "25.0 × 25.0 cm"),
    "no size": (lambda: _sized(0, 0), "how large"),
    "a picture as a drawing behind everything": (lambda: _drawing_ground(), "EMF"),
    "two parts of one name": (lambda: _doubled(), "two parts"),
    "a part that unpacks without end": (
        lambda: changed(plain_master(), {THEME: b"<a>" + bytes(1 << 26)}),
        "unpacks to far more",
    ),
    "more shapes than anybody draws": (
        lambda: with_shape(group("Many", (0, 0, 9, 9), (0, 0, 9, 9), box("Dot", 0, 0, 1, 1, RED) * 700)),
        "more than 600 shapes",
    ),
    "text that could not be read": (lambda: with_shape(box("Half", 0, 0, 480, 540, BLACK)), "neither white nor black"),
    "a shape over most of the text": (
        lambda: with_shape(text("Motto", 200, 0, 760, 540, "Always")),
        "It covers most of where text stands",
    ),
}


def _sized(width: int, height: int) -> bytes:
    return changed(
        plain_master(),
        {MAIN: lambda xml: re.sub(rb"<p:sldSz[^>]*/>", f'<p:sldSz cx="{width}" cy="{height}"/>'.encode(), xml)},
    )


def _drawing_ground() -> bytes:
    deck = wide()
    picture_ground(deck.slide_master.part, logo("#F2C14E"))
    data = saved(deck)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        name = next(name for name in archive.namelist() if "/media/" in name)
    other = name.replace(".png", ".emf")
    return changed(data, {name: None, other: b"x", RELS: replaced(name.rpartition("/")[2], other.rpartition("/")[2])})


def _doubled() -> bytes:
    out = io.BytesIO(plain_master())
    with zipfile.ZipFile(out, "a") as archive:
        archive.writestr("PPT/presentation.xml", b"<x/>")
    return out.getvalue()


@pytest.mark.parametrize("name", REFUSED)
def test_what_no_deck_can_stand_on_is_refused_with_a_sentence(name):
    make, words = REFUSED[name]
    found = masters.check(make())
    assert found.cleaned is None
    assert words in found.findings[0].sentence, found.findings[0].sentence
    assert found.findings[0].sentence.endswith(".")


def test_cleaning_what_is_refused_raises_its_first_sentence():
    with pytest.raises(ValueError, match="macros"):
        masters.cleaned(changed(plain_master(), {"ppt/vbaProject.bin": b"x"}))


# What is left out


TIMING = '<p:transition xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main"><p:fade/></p:transition>'
SHADOW = '<a:effectLst><a:outerShdw blurRad="1"><a:srgbClr val="000000"/></a:outerShdw></a:effectLst>'
DATE = '<a:fld id="{B6F15528-21DE-4FAA-801E-634DDDAF4B2B}" type="datetime1"><a:t>1</a:t></a:fld>'
LEFT = {
    "slides": (lambda: _with_slides(), "Not taken over: 2 slides."),
    "notes": (
        lambda: changed(plain_master(), {"ppt/notesSlides/notesSlide1.xml": b"<x/>"}),
        "Not taken over: Speaker notes.",
    ),
    "comments": (lambda: changed(plain_master(), {"ppt/comments/comment1.xml": b"<x/>"}), "Not taken over: Comments."),
    "custom XML": (
        lambda: changed(plain_master(), {"customXml/item1.xml": b"<x/>"}),
        "Not taken over: Data of other programs (custom XML).",
    ),
    "fonts": (lambda: changed(plain_master(), {"ppt/fonts/font1.fntdata": b"x"}), "Not taken over: Embedded fonts."),
    "film": (lambda: changed(plain_master(), {"ppt/media/media1.mp4": b"x"}), "Not taken over: Film and sound."),
    "transitions": (
        lambda: changed(plain_master(), {MASTER: replaced("<p:txStyles>", f"{TIMING}<p:txStyles>")}),
        "Not taken over: Animations and transitions.",
    ),
    "links": (
        lambda: changed(plain_master(), related("hyperlink", "https://alder.example/")),
        "Links are not taken over.",
    ),
    "a chart": (
        lambda: with_shape(_frame()),
        "Tables, charts and SmartArt are not taken over. Save it as a picture and put that in its place.",
    ),
    "a shadow": (
        lambda: with_shape(box("Bar", 0, 0, 20, 540, RED).replace("</p:spPr>", f"{SHADOW}</p:spPr>")),
        "Shadows, glows and other effects are not taken over.",
    ),
    "a date": (
        lambda: with_shape(text("Date", 700, 20, 200, 20, "x").replace("<a:r>", f"{DATE}<a:r>")),
        "A date that changes by itself is not taken over.",
    ),
    "a shape of no kind": (
        lambda: with_shape(box("Odd", 0, 0, 20, 540, RED, kind="evil")),
        "The outline of a shape cannot be read. It is left out.",
    ),
    "a small drawing": (
        lambda: _small_drawing(),
        "A picture is a drawing (EMF). Save it in the master as a PNG. It is left out.",
    ),
    "other typefaces": (
        lambda: changed(
            plain_master(),
            {THEME: lambda xml: re.sub(rb'(<a:majorFont>\s*<a:latin typeface=")[^"]*', rb"\1Futura", xml)},
        ),
        "Decks are set in Georgia and Calibri, or in the brand’s own typefaces, and not in “Futura” of this file. "
        "Upload the typeface among the brand’s files to have decks set in it.",
    ),
}


def _with_slides() -> bytes:
    deck = wide()
    for _ in range(2):
        deck.slides.add_slide(deck.slide_layouts[5])
    return saved(deck)


def _frame() -> str:
    return (
        '<p:graphicFrame><p:nvGraphicFramePr><p:cNvPr id="95" name="Chart"/><p:cNvGraphicFramePr/><p:nvPr/></p:nvGraphicFramePr>'
        f'{form(0, 0, 90, 90, tag="p:xfrm")}<a:graphic><a:graphicData uri="x"/></a:graphic></p:graphicFrame>'
    )


def _small_drawing() -> bytes:
    deck = wide()
    add(deck.slide_master.part, picture("Logo", 860, 10, 60, 20, relation(deck.slide_master.part, logo("#F2C14E"))))
    data = saved(deck)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        name = next(name for name in archive.namelist() if "/media/" in name)
    other = name.replace(".png", ".emf")
    return changed(data, {name: None, other: b"x", RELS: replaced(name.rpartition("/")[2], other.rpartition("/")[2])})


@pytest.mark.parametrize("name", LEFT)
def test_what_is_not_taken_over_is_said_and_the_master_is_kept(name):
    make, sentence = LEFT[name]
    data = make()
    assert errors(data) == []
    assert sentence in warnings(data)


def test_a_hidden_shape_is_not_kept():
    hidden = box("Hidden", 0, 0, 20, 540, RED).replace('name="Hidden"', 'name="Hidden" hidden="1"')
    assert "C00000" not in kept(with_shape(hidden))


def test_a_picture_of_too_many_pixels_is_left_out_before_it_is_unpacked():
    side = int(MOST_PIXELS**0.5) + 100
    deck = wide()
    add(
        deck.slide_master.part,
        picture("Bomb", 860, 10, 60, 20, relation(deck.slide_master.part, png(Image.new("1", (side, side))))),
    )
    assert "A picture has more than 24 million pixels. Make it smaller. It is left out." in warnings(saved(deck))


# What text stands on


def test_a_band_beside_the_text_is_no_matter_and_shapes_below_it_are_told_with_their_places():
    beside = with_shape(box("Band", 0, 0, 40, 540, RED))
    corners = [
        box(f"Corner {number}", 500 + 90 * number, 40, 80, 60, '<a:srgbClr val="DDDDDD"/>') for number in range(4)
    ]
    over = with_shape(group("Corners", (0, 0, 9, 9), (0, 0, 9, 9), "".join(corners)))
    assert [each for each in masters.lint(beside) if "where text stands" in each.sentence] == []
    (found,) = [each for each in masters.lint(over) if "where text stands" in each.sentence and "Only" in each.place]
    assert (found.severity, found.place) == ("warning", "Layout “Title Only”")
    assert found.sentence == (
        "4 shapes lie where text stands (1.7 to 32.2 cm from the left and 1.6 to 17.1 cm from above) and may be below it: "
        "“Corner 0”, 2.8 × 2.1 cm at 17.6 cm from the left and 1.4 cm from above; "
        "“Corner 1”, 2.8 × 2.1 cm at 20.8 cm from the left and 1.4 cm from above; "
        "“Corner 2”, 2.8 × 2.1 cm at 24.0 cm from the left and 1.4 cm from above; and 1 more."
    )


def test_a_plain_field_over_most_of_the_text_is_told_and_left_to_its_contrast():
    data = with_shape(box("Card", 200, 0, 760, 540, '<a:srgbClr val="EEEEEE"/>'))
    assert errors(data) == []
    assert [each for each in warnings(data) if each.startswith("A shape lies where text stands")]


def test_a_shape_that_takes_the_whole_slide_is_a_ground():
    data = with_shape(box("All", 0, 0, 960, 540, '<a:srgbClr val="102030"/>'))
    assert errors(data) == []
    assert Master.of(masters.cleaned(data)).page.under == ("#102030", "#102030", "#102030")


def test_a_cover_on_which_text_cannot_be_read_gives_way_to_the_brands_field():
    deck = wide()
    cover = deck.slide_layouts[0].part
    ground(cover, BLACK)
    add(cover, box("Half", 480, 0, 480, 540, WHITE))
    data = saved(deck)
    assert errors(data) == []
    assert [each for each in warnings(data) if each.startswith("Covers and openers keep the brand’s plain field.")]
    assert Master.of(masters.cleaned(data)).field is None


def test_a_picture_in_the_place_of_the_logo_is_taken_for_it():
    deck = wide()
    add(
        deck.slide_layouts[0].part,
        picture("Logo", 48, 44, 120, 32, relation(deck.slide_layouts[0].part, logo("#123456"))),
    )
    assert Master.of(masters.cleaned(saved(deck))).logo
    assert not Master.of(masters.cleaned(plain_master())).logo


def test_a_foot_that_lies_on_a_band_is_measured_by_itself():
    data = with_shape(box("Foot", 0, 490, 960, 50, '<a:srgbClr val="101010"/>'))
    page = Master.of(masters.cleaned(data)).page
    assert (page.under.middle, page.foot.middle) == ("#FFFFFF", "#101010")


def test_the_parts_that_the_tests_change_are_there():
    with zipfile.ZipFile(io.BytesIO(plain_master())) as archive:
        assert {MASTER, COVER, PAGE, THEME, MAIN, TYPES} <= set(archive.namelist())
