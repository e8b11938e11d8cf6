"""The check of a face, from its first byte to one that packs are set in."""

import io
from collections.abc import Iterator, Mapping
from typing import Any

import uharfbuzz as hb
from fontTools.ttLib import TTFont
from reportlab.pdfbase.ttfonts import TTFError, TTFontFile

from delivery.typefaces import LARGEST, Checked, Finding
from delivery.typefaces.cleaning import named, rewritten
from delivery.typefaces.directory import CUT, Unfit, changed, embedding, require_whole, tables_of
from delivery.typefaces.glyphs import BROKEN, boxes, broken

BASIC = "".join(map(chr, range(0x20, 0x7F)))
TALLEST = 4.0  # em that a letter may reach up or down
RESTRICTED, PREVIEW, EDITABLE = 0x2, 0x4, 0x8  # of OS/2 fsType; the least restrictive of them counts
WHOLE_ONLY, PICTURES_ONLY = 0x100, 0x200
ASK = "Ask the foundry for a licence and a file that allow it."
SCRIPTS = {"Greek": "αβγδεζηθικλμνξοπρστυφχψωάέήίόύώΑΒΓΔΩ", "Cyrillic": "абвгдежзийклмнопрстуфхцчшщъыьэюяАБВ"}
NAMED = 12  # characters that a sentence names


def checked(data: bytes) -> Checked:
    if len(data) > LARGEST:
        return _refused(f"The file is larger than {LARGEST >> 20} MB.")
    try:
        tables = tables_of(data)
        require_whole(tables)
        _require_rights(embedding(tables))
        cleaned, names = _made(data)
        facts = {**names, **_facts(cleaned)}
    except Unfit as unfit:
        return _refused(str(unfit))
    return Checked(tuple(_warnings(data, embedding(tables), cleaned, facts)), cleaned, facts)


def _refused(sentence: str) -> Checked:
    return Checked((Finding("error", sentence),))


def _require_rights(kind: int) -> None:
    """Raises Unfit where the foundry forbids what a PDF does (OpenType 1.9, OS/2 fsType)."""
    if kind & (RESTRICTED | PREVIEW | EDITABLE) == RESTRICTED:
        raise Unfit(f"Its maker does not allow this face to be embedded in documents. {ASK}")
    if kind & PICTURES_ONLY:
        raise Unfit(f"Its maker allows only pictures of this face to be embedded, and packs hold outlines. {ASK}")
    if kind & WHOLE_ONLY:
        raise Unfit(
            f"Its maker does not allow a part of this face to be embedded, and packs hold only what they use. {ASK}"
        )


def _made(data: bytes) -> tuple[bytes, dict[str, str]]:
    """The cleaned face and its names. Raises Unfit for one that cannot be read to its end."""
    try:
        again = _whole(rewritten(data))
        font = TTFont(io.BytesIO(again), lazy=True, recalcTimestamp=False)
        if fault := broken(font):
            raise Unfit(f"The face cannot be printed: {fault}. Fetch it again from where you have it.")
        tall = next((char for char, low, high in boxes(font, _held(font)) if low < -TALLEST or high > TALLEST), None)
        if tall:
            raise Unfit(f"Its “{tall}” is more than {TALLEST:g} times as tall as a line, so it would cover the page.")
        cleaned, names = named(again)
        _require_embeddable(cleaned)
    except (RuntimeError, *BROKEN) as error:
        if isinstance(error, Unfit):
            raise
        raise Unfit(CUT) from error
    return cleaned, names


def _whole(again: bytes) -> bytes:
    """What HarfBuzz wrote. It leaves out tables that it cannot read, and Unfit is raised for a face without them."""
    try:
        require_whole(tables_of(again))
    except Unfit as unfit:
        raise Unfit(CUT) from unfit
    return again


def _held(font: TTFont) -> str:
    """Of the basic characters those that the face has."""
    cmap = font.getBestCmap() or {}
    return "".join(char for char in BASIC if ord(char) in cmap)


def _require_embeddable(cleaned: bytes) -> None:
    """Raises Unfit where the writer of PDFs cannot read the face."""
    try:
        TTFontFile(io.BytesIO(cleaned)).makeSubset(list(map(ord, BASIC)))
    except TTFError as error:
        raise Unfit(f"The face cannot be embedded in a PDF: {error}.") from error


def _facts(cleaned: bytes) -> dict[str, Any]:
    face = hb.Face(cleaned)
    if not face.unicodes:
        raise Unfit("The face has no characters that text is written in: it is made of signs of its own.")
    chars = sorted(code for code in face.unicodes if code >= ord(" "))
    return {"latin": not _lacking(face, BASIC), "spans": _spans(chars), "characters": len(chars)}


def _spans(codes: list[int]) -> list[list[int]]:
    """First and last of each unbroken run."""
    spans: list[list[int]] = []
    for code in codes:
        if spans and code == spans[-1][1] + 1:
            spans[-1][1] = code
        else:
            spans.append([code, code])
    return spans


def _lacking(face: hb.Face, text: str) -> str:
    return "".join(char for char in text if ord(char) not in face.unicodes)


def _warnings(data: bytes, kind: int, cleaned: bytes, facts: Mapping[str, Any]) -> Iterator[Finding]:
    face = hb.Face(cleaned)
    if lacking := _lacking(face, BASIC):
        some = " ".join(lacking[:NAMED].replace(" ", "␣")) + (" …" if len(lacking) > NAMED else "")
        yield _warning(f"It lacks characters that every text has ({some}), so it can only be chosen for other scripts.")
    else:
        for script, letters in SCRIPTS.items():
            if _lacking(face, letters):
                yield _warning(f"It has no {script}, which is set in another face.")
        if not _tabular(face):
            yield _warning(
                "Its figures have different widths, so columns of numbers do not stand exactly under each other."
            )
        if "kern" not in face.table_tags and not _positions(face, "kern"):
            yield _warning("It has no kerning: pairs such as AV stand apart.")
    if "italic" in facts["style"].lower():
        yield _warning("It is an italic.")
    if kind & PREVIEW and not kind & EDITABLE:
        yield _warning(
            "Its maker allows it in documents that are read and printed. Ask them whether the summary, a page for browsers, may "
            "hold it as well."
        )
    if wrong := changed(data):
        yield Finding(
            "warning", "The file is not as its maker left it: the sums of its tables do not agree.", ", ".join(wrong)
        )


def _warning(sentence: str) -> Finding:
    return Finding("warning", sentence)


def _tabular(face: hb.Face) -> bool:
    font = hb.Font(face)
    return len({font.get_glyph_h_advance(font.get_nominal_glyph(ord(figure)) or 0) for figure in "0123456789"}) == 1


def _positions(face: hb.Face, feature: str) -> bool:
    scripts = range(len(face.get_table_script_tags("GPOS")))
    return any(feature in face.get_language_feature_tags("GPOS", place) for place in scripts)
