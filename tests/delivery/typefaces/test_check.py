"""What is said of a typeface that was uploaded, and what is made of one that will do."""

import io
import struct
from typing import Any

import pytest
from fontTools.fontBuilder import FontBuilder
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTFont
from fontTools.ttLib.tables._g_l_y_f import Glyph, GlyphComponent

from delivery import fonts
from delivery.typefaces import LARGEST, Checked, check
from delivery.typefaces.checking import BASIC
from tests.delivery.typefaces.broken import WHOLE, mutants, rows

CARLITO = fonts.read(fonts.FACES["deck_text"])


def edited(edit: Any, data: bytes = WHOLE) -> bytes:
    font, out = TTFont(io.BytesIO(data), recalcTimestamp=False), io.BytesIO()
    edit(font)
    font.save(out)
    return out.getvalue()


def small(chars: str = BASIC, **tables: Any) -> bytes:
    """A face of boxes, made from nothing."""
    names = [".notdef", *(f"c{ord(char)}" for char in chars)]
    builder = FontBuilder(tables.pop("em", 1000))
    builder.setupGlyphOrder(names)
    builder.setupCharacterMap({ord(char): f"c{ord(char)}" for char in chars})
    builder.setupGlyf({name: box() for name in names} | tables.pop("glyphs", {}))
    builder.setupHorizontalMetrics({name: tables.get("widths", {}).get(name, (600, 0)) for name in names})
    builder.setupHorizontalHeader(ascent=800, descent=-200)
    builder.setupNameTable({"familyName": tables.pop("family", "Box"), "styleName": "Regular", "psName": "Box-Regular"})
    builder.setupOS2(fsType=tables.pop("rights", 0))
    builder.setupPost()
    out = io.BytesIO()
    builder.save(out)
    return out.getvalue()


def box(top: int = 700) -> Glyph:
    pen = TTGlyphPen(None)
    pen.moveTo((0, 0))
    for corner in ((0, top), (500, top), (500, 0)):
        pen.lineTo(corner)
    pen.closePath()
    return pen.glyph()


def made_of(*names: str) -> Glyph:
    glyph = Glyph()
    glyph.numberOfContours = -1
    glyph.components = []
    for name in names:
        part = GlyphComponent()
        part.glyphName, part.x, part.y, part.flags = name, 0, 0, 0x2
        glyph.components.append(part)
    glyph.xMin = glyph.yMin = 0
    glyph.xMax = glyph.yMax = 700
    return glyph


def sentence(data: bytes) -> str:
    (finding,) = check(data).findings
    assert (finding.severity, check(data).cleaned) == ("error", None)
    return finding.sentence


def warnings(found: Checked) -> list[str]:
    assert found.cleaned
    return [each.sentence for each in found.findings]


def test_a_good_face_is_kept_without_programs_and_says_what_it_holds() -> None:
    found = check(CARLITO)
    assert warnings(found) == []
    assert (found.facts["family"], found.facts["style"], found.facts["latin"]) == ("Carlito", "Regular", True)
    assert [0x41, 0x5A] in [[max(first, 0x41), min(last, 0x5A)] for first, last in found.facts["spans"]]
    kept = TTFont(io.BytesIO(found.cleaned))
    assert not {"fpgm", "prep", "cvt ", "hdmx", "DSIG", "FFTM", "meta"} & set(kept.keys())
    assert {"GPOS", "GSUB", "cmap"} < set(kept.keys())
    assert not any(hasattr(glyph, "program") and glyph.program.getBytecode() for glyph in glyphs(kept))
    assert not [record for record in kept["name"].names if record.nameID in (3, 5, 8, 9, 10, 11, 12)]


def glyphs(font: TTFont) -> list[Glyph]:
    table = font["glyf"]
    return [table[name] for name in font.getGlyphOrder()]


def test_the_same_file_is_made_into_the_same_bytes() -> None:
    assert check(CARLITO).cleaned == check(CARLITO).cleaned
    again = check(CARLITO).cleaned
    assert again
    assert check(again).cleaned == again


@pytest.mark.parametrize(
    ("start", "words"),
    [
        (b"OTTO", "PostScript outlines"), (b"ttcf", "collection"), (b"wOFF", "web pages"), (b"wOF2", "web pages"),
        (b"%!PS-AdobeFont", "Type 1"), (b"PK\3\4", "no TrueType face"), (b"", "no TrueType face"),
    ],
)  # fmt: skip
def test_another_kind_of_file_is_named_and_says_what_to_upload(start: bytes, words: str) -> None:
    assert words in sentence(start + bytes(64))


def test_a_file_that_is_too_large_is_refused() -> None:
    assert sentence(bytes(LARGEST + 1)) == "The file is larger than 16 MB."


@pytest.mark.parametrize("size", [11, 200, len(WHOLE) // 2, len(WHOLE) - 400])
def test_a_file_that_was_cut_off_is_refused(size: int) -> None:
    assert sentence(WHOLE[:size]) == "The file is damaged or cut off. Fetch it again from where you have it."


def test_tables_that_lie_over_one_another_or_are_there_twice_are_refused() -> None:
    found = rows(WHOLE)
    begin = struct.pack(">L", found["name"][1])
    assert "lie over one another" in sentence(_put(found["post"][0] + 8, begin))
    assert "has a table twice" in sentence(_put(found["GDEF"][0], b"GPOS"))


def _put(place: int, data: bytes) -> bytes:
    return WHOLE[:place] + data + WHOLE[place + len(data) :]


def test_a_variable_face_is_refused_with_the_way_to_a_static_one() -> None:
    builder = FontBuilder(font=TTFont(io.BytesIO(small())))
    builder.setupFvar([("wght", 100, 400, 900, "Weight")], [])
    out = io.BytesIO()
    builder.save(out)
    assert sentence(out.getvalue()).startswith("This is a variable face. Upload one static file for each weight")


@pytest.mark.parametrize(
    ("rights", "words"),
    [
        (0x2, "does not allow this face to be embedded"), (0x200, "allows only pictures of this face"),
        (0x100, "does not allow a part of this face"), (0x104, "does not allow a part of this face"),
    ],
)  # fmt: skip
def test_a_face_that_may_not_be_embedded_is_refused_with_what_to_ask_for(rights: int, words: str) -> None:
    said = sentence(small(rights=rights))
    assert words in said
    assert said.endswith("Ask the foundry for a licence and a file that allow it.")


def test_of_several_rights_the_widest_counts() -> None:
    assert not any("allow" in each for each in warnings(check(small(rights=0x2 | 0x8))))
    assert any("read and printed" in each for each in warnings(check(small(rights=0x4))))


@pytest.mark.parametrize("em", [0, 15, 16_385])
def test_units_that_nobody_can_count_in_are_refused(em: int) -> None:
    def odd(font: TTFont) -> None:
        font["head"].unitsPerEm = em

    assert sentence(edited(odd)) == f"The face counts {em} units to an em; 16 to 16384 can be set."


def test_a_glyph_that_is_made_of_itself_is_refused() -> None:
    chained = small(glyphs={"c65": made_of("c66"), "c66": made_of("c67")})
    font, out = TTFont(io.BytesIO(chained), recalcBBoxes=False), io.BytesIO()
    font["glyf"]["c66"].components[0].glyphName = "c65"
    font.save(out)
    assert "is made of itself" in sentence(out.getvalue())


def test_glyphs_within_glyphs_without_end_are_refused() -> None:
    chain = {f"c{code}": made_of(f"c{code + 1}") for code in range(65, 90)}
    assert "glyphs within glyphs without end" in sentence(small(glyphs=chain))


def test_a_glyph_of_too_many_parts_is_refused() -> None:
    assert "more points or parts than any letter" in sentence(small(glyphs={"c65": made_of(*["c66"] * 300)}))


def test_a_letter_that_would_cover_the_page_is_refused() -> None:
    assert sentence(small(glyphs={"c65": box(9000)})).startswith("Its “A” is more than 4 times as tall as a line")


def test_what_a_face_lacks_is_said() -> None:
    found = check(small("AB"))
    assert not found.facts["latin"]
    assert warnings(found)[0].startswith("It lacks characters that every text has (␣ ! \" # $ % & ' ( ) * + …), so it")
    told = warnings(check(small(widths={"c49": (300, 0)})))
    assert told[:2] == [
        "It has no Greek, which is set in another face.",
        "It has no Cyrillic, which is set in another face.",
    ]
    assert told[2].startswith("Its figures have different widths")
    assert told[3].startswith("It has no kerning")


def test_a_face_whose_sums_do_not_agree_may_be_damaged_and_says_so() -> None:
    place = WHOLE.index(b"Carlito".decode().encode("utf-16-be"))
    changed = WHOLE[:place] + b"\0X" + WHOLE[place + 2 :]
    (finding,) = (each for each in check(changed).findings if "sums" in each.sentence)
    assert finding.place == "name"


def test_names_are_kept_without_controls_and_marks_of_direction() -> None:
    found = check(small(family="Box\u202e\n\x07 " + "y" * 200))
    assert found.facts["family"] == ("Box " + "y" * 200)[:60]


@pytest.mark.sqlite
def test_no_broken_file_ends_the_check_otherwise_than_with_a_sentence() -> None:
    for name, data in list(mutants(11, cuts=4, flips=1))[::5]:
        found = check(data)
        assert found.cleaned or found.findings[0].severity == "error", name
